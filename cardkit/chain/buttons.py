"""The steps that add buttons: below the card, within it, and in the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from ..errors.issue import pointer, with_paths_renamed
from ..limits import BUTTONS, CARDKIT, ButtonStyle
from ..reading.libraries import is_flag
from ..reading.place import Place
from ..reading.text import not_given
from . import parts
from .builder import add_button, add_card_button, add_instant, reserved_keys
from .steps import Steps

if TYPE_CHECKING:
    from ..actions import Action
    from .progress import Progress


class ButtonSteps(Steps):
    """The steps for buttons of the message; none of them closes the open slide."""

    __slots__ = ()

    def button(
        self,
        label: str,
        action: Action,
        *,
        style: ButtonStyle | None = None,
        hint: str | None = None,
        key: str | None = None,
        in_card: bool = False,
    ) -> Self:
        """Add a button below the card, whatever its theme; up to 5.

        Args:
            label: at most 20 characters, within the card 30.
            action: what it does, from `cardkit.actions`; `copy` only below the card. `invoke_bot` warns, since senders
                saw the service refuse it.
            style: ``"+"`` (positive, green) or ``"-"`` (negative, red); None is neutral.
            hint: shown when the pointer rests on it, at most 100 characters.
            key: its name for programs, at most 100 characters, unlike those of the buttons beside it.
            in_card: put it within the card, as one page of Zoho's does. It warns, since senders saw the service refuse
                that; style, hint, key and a confirmation warn there, too.

        Raises:
            ConstraintError: something is of the wrong kind or too long. The rest is checked when the message is built:
                at most 5 buttons, the length of the label, the action, unique keys.

        >>> from cardkit import Message, actions
        >>> log = actions.open_url("https://example.com/7")
        >>> (button,) = Message("Build 7").button("Log", log, style="+").to_dict()["buttons"]
        >>> button["label"], button["type"], button["action"]["data"]
        ('Log', '+', {'web': 'https://example.com/7'})
        """
        context = self._context
        button = None
        if in_card is False:
            button = parts.buttons.usual_button(label, action, context.limits, style=style, hint=hint, key=key)
        if button is None:
            self._require_flag(in_card)
            place = Place("the button", source=BUTTONS)
            button = parts.buttons.read_button(label, action, place, style=style, hint=hint, key=key)
            if button is not None:
                place.issues += button.check_limits(context.limits)
            self._raise_button_errors(place, in_card)
        if context.unread:
            self._require_readable(*_WITHIN[in_card])
        return self._step(add_card_button if in_card else add_button, button)

    def raw_button(self, button: Mapping[str, Any], *, in_card: bool = False) -> Self:
        """Add a button as JSON, for a form that `button` does not write.

        Args:
            button: a mapping that can be written as JSON. It is copied, and written unchanged.
            in_card: put it within the card.

        Raises:
            ConstraintError: it is not a mapping, or cannot be written as JSON. Other errors are raised by `build` and
                listed by `issues`.

        >>> from cardkit import Message
        >>> message = Message("Build 7").raw_button({"label": "Log", "later": True})
        >>> [issue.code for issue in message.issues()]
        ['missing-key', 'unknown-key']
        """
        self._require_flag(in_card)
        place = Place("the button")
        read = parts.buttons.read_raw_button(button, place)
        self._raise_button_errors(place, in_card)
        self._require_readable(*_WITHIN[in_card])
        return self._step(add_card_button if in_card else add_button, read)

    def instant_button(
        self, label: str, action: Action, *, style: ButtonStyle | None = None, key: str | None = None
    ) -> Self:
        """Add a button to the text: ``[label]($key)`` is appended, unless the text has it already.

        Args:
            label: at most 20 characters. In the text, its brackets and marks become characters that look alike.
            action: `invoke_function`, `copy` or `system_api`; no other works in the text.
            style: ``"+"`` (positive, green) or ``"-"`` (negative, red); None is neutral.
            key: the key in ``($key)``. None takes the key of a call in the text with this label, or else a free number
                when the message is built.

        Raises:
            ConstraintError: something is of the wrong kind or too long, the action does not work in the text, or the
                key is in use.

        >>> from cardkit import Message, actions
        >>> lunch = actions.invoke_function("lunch")
        >>> Message("Lunch?").instant_button("Yes", lunch).to_dict()["text"]
        'Lunch? [Yes]($1)'
        """
        place = Place("the instant button", source=BUTTONS)
        button: Any = parts.instant.read_instant(label, action, style, place, self._context.limits)
        self._raise_errors(place.issues, partial(_next_reference, key, label))
        self._require_readable("/text", "/references")
        if not not_given(key):
            at = Place("the key", "/references", source=BUTTONS)
            key = self._ask(lambda progress: parts.instant.check_key(key, progress.keys, at))
            self._raise_errors(at.issues)
        return self._step(add_instant, parts.instant.Instant(key or None, button))

    def _require_flag(self, in_card: object) -> None:
        """Raise the error of an `in_card` that is neither True nor False, alone: where the button belongs is not known.

        Raises:
            ConstraintError: it is not.
        """
        if not is_flag(in_card):
            place = Place("in_card", source=CARDKIT)
            place.wrong_type(in_card, "True or False", hint="in_card=True")
            self._raise_button_errors(place, in_card=False)

    def _raise_button_errors(self, place: Place, in_card: bool) -> None:
        """Raise the errors of a button, with the path at which it would have been added and the keys that it has there.

        Raises:
            ConstraintError: there are some.
        """
        issues = with_paths_renamed(place.issues, {"/action/data/url": "/action/data/web"} if in_card else {})
        self._raise_errors(issues, lambda progress: progress.next_button_path(in_card))


def _next_reference(key: object, label: object, progress: Progress) -> str:
    """The path of an instant button that is added next, under the key that the caller names, if that can be one."""
    if not (isinstance(key, str) and key):
        name, taken = label if isinstance(label, str) else "", reserved_keys(progress.start)
        key = parts.instant.next_key(name, progress.instants, progress.text, taken)
    return f"{pointer('references', key)}/object"


_WITHIN = {False: ("/buttons",), True: ("/card", "/card/buttons")}
"""The parts of the body that a button is added to, by `in_card`."""
