"""The steps of every open slide: adding a button to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from ..limits import BUTTONS, ButtonStyle
from ..reading.lazy import import_lazily
from ..reading.place import Place, relocated
from .draft import add_slide_button
from .steps import Open, Steps

if TYPE_CHECKING:
    from ..actions import Action
    from ..buttons import button as buttons
else:
    import_lazily(globals(), buttons="cardkit.buttons.button")


class SlideSteps(Steps[Open]):
    """The steps that work while a slide of any kind is open."""

    __slots__ = ()

    def slide_button(
        self,
        label: str,
        action: Action,
        *,
        style: ButtonStyle | None = None,
        hint: str | None = None,
        key: str | None = None,
    ) -> Self:
        """Add a button to the open slide, which shows it below what it holds.

        Zoho's visual builder writes such buttons, though no page names them. The arguments are those of `button`.

        Raises:
            ConstraintError: something is of the wrong kind or too long, it is the sixth button of the slide, its key is
                taken there, or its action is not for buttons below a card, whose limits it has.

        >>> from cardkit import Message, actions
        >>> page = actions.open_url("https://example.com/1")
        >>> lead = Message("New lead").list(["Ana"]).slide_button("Open", page)
        >>> [button.label for button in lead.item("Zylker").slides[0].buttons]
        ['Open']
        """
        before = self._asked(lambda tally: [*tally.settings.get("buttons", ())])
        path = f"/buttons/{len(before)}"
        place = Place("the button", path, source=BUTTONS)
        button = buttons.read_button(label, action, place, style=style, hint=hint, key=key)
        if button is not None:
            all_buttons = [*before, button]
            all_issues = relocated(buttons.check_buttons(all_buttons, buttons.SLIDE, self._context.limits), "/buttons")
            place.issues += [issue for issue in all_issues if f"{issue.path}/".startswith(f"{path}/")]
        self._refuse(place)
        return self._step(add_slide_button, button)

    def raw_slide_button(self, button: Mapping[str, Any]) -> Self:
        """Add a button to the open slide as JSON, as `raw_button` does below the card."""
        return self._step(add_slide_button, buttons.read_raw_button(button, Place("the button")))
