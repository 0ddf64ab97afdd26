"""A button: how it is read, parsed and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, final

from ..actions.action import Action, create_action, parse_action, read_arguments, with_arguments
from ..actions.kinds import KINDS
from ..errors import Issue
from ..errors.wording import shown
from ..limits import BUTTONS, CARDKIT, Api, ButtonStyle, Limits
from ..reading.frozen import creator, frozen
from ..reading.json import DEEPEST, check_depth, fresh, json_dict
from ..reading.objects import ObjectReader, object_in_array, part_by, read_array
from ..reading.part import Part, Raw, fill, instance, keep_unknown, several
from ..reading.place import Json, Place, relocated
from ..reading.scalars import parse_name
from ..reading.text import is_usual, optional_text, text, text_at

_KEYS = ("label", "type", "key", "hint", "arguments", "action")


@final
@frozen(init=False, eq=False, repr=False)
class Button(Part):
    """A button, for ``buttons=`` of a slide object. In a chain, use `Message.button` and `slide_button`.

    Args:
        label: at most 20 characters, within the card 30.
        action: what it does, from `cardkit.actions`.
        style: ``"+"`` (positive, green), ``"-"`` (negative, red) or None (neutral).
        hint: shown when the pointer rests on it, at most 100 characters.
        key: its name for programs, at most 100 characters.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a button that was read.

    Raises:
        ConstraintError: something is of the wrong kind, or the label is empty. Lengths, the style and the action are
            checked when the button is added to a message.

    >>> from cardkit import Button, Table, actions
    >>> log = Button("Log", actions.open_url("https://example.com/7"), style="+")
    >>> (button,) = Table(["Build"], [["7"]], buttons=[log]).to_dict()["buttons"]
    >>> button["label"], button["type"], button["action"]["data"]
    ('Log', '+', {'web': 'https://example.com/7'})
    """

    label: str
    action: Action
    style: str | None = None
    hint: str | None = None
    key: str | None = None

    def __init__(
        self,
        label: str,
        action: Action,
        *,
        style: ButtonStyle | None = None,
        hint: str | None = None,
        key: str | None = None,
        unknown: Iterable[Raw] = (),
    ) -> None:
        place = Place("the button", source=BUTTONS)
        read = read_button(label, action, place, style=style, hint=hint, key=key)
        place.raise_errors()
        if read is not None:
            fill(self, read)
            keep_unknown(self, unknown)

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {"label": self.label}
        if self.style is not None:
            body["type"] = self.style
        if self.key is not None:
            body["key"] = self.key
        if self.hint is not None:
            body["hint"] = self.hint
        if self.action.arguments is not None:
            body["arguments"] = fresh({**self.action.arguments})
        body["action"] = self.action.to_dict(api)
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the button", "", relocated(self.action.issues(limits), "/action"), BUTTONS)
        if self.style is not None and self.style not in limits.button_styles:
            place.within("/type", "the style").not_allowed(self.style, limits, "button_styles")
        if self.hint is not None and len(self.hint) > limits.button_hint:
            place.within("/hint", "the hint").too_long(self.hint, limits, "button_hint")
        if self.key is not None and len(self.key) > limits.button_key:
            place.within("/key", "the key").too_long(self.key, limits, "button_key")
        check_depth(self.action.arguments, limits.depth, place.within("/arguments", "what the function is handed"))
        return place.issues


create_button = creator(Button)


AnyButton: TypeAlias = Button | Raw
"""A button, or JSON in its place that cannot be read."""


def usual_button(
    label: object, action: object, limits: Limits, *, style: object, hint: object, key: object
) -> Button | None:
    """The button of ordinary arguments, all within the limits, which need no further check; None of any others."""
    if type(action) is not Action or action.confirmation is not None or action.arguments is not None:
        return None
    usual = type(label) is str and 0 < len(label) <= limits.card_button_label and label.isprintable()
    if not usual or action.source is not None or not action.fits(limits):
        return None
    if style is not None and not (type(style) is str and style in limits.button_styles):
        return None
    if hint is not None and not is_usual(hint, limits.button_hint):
        return None
    if key is not None and not is_usual(key, limits.button_key):
        return None
    return create_button(label, action, style, hint, key)


def read_button(
    label: object, action: object, place: Place, *, style: object = None, hint: object = None, key: object = None
) -> Button | None:
    """The button that a caller describes, or None if it has no action; its issues are added to the place."""
    said = text_at(label, place, "/label", "the label")
    if not isinstance(action, Action):
        is_address = isinstance(action, str) and action.startswith(("http://", "https://"))
        example = f"actions.open_url({action!r})" if is_address else 'actions.open_url("https://example.com")'
        place.within("/action", "the action").wrong_type(action, "an action", source=CARDKIT, hint=example)
    look = optional_text(style, place, "/type", "the style")
    tooltip = optional_text(hint, place, "/hint", "the hint")
    name = optional_text(key, place, "/key", "the key")
    if not isinstance(action, Action):
        return None
    return create_button(said, action, look, tooltip, name)


EXAMPLE = 'Button("Log", actions.open_url("https://example.com"))'
read_buttons = several("a button", instance((Button, Raw), "a Button", EXAMPLE), "[Button(…)]")
"""Reads buttons that a caller made, given the place of their list."""


def parse_button(body: Json, place: Place) -> AnyButton:
    """The button of a body; raw where its label or action cannot be read."""
    reader = ObjectReader(body, place, _KEYS)
    label = reader.required("label", "the label", parse_name)
    action = reader.required("action", "the action", part_by(parse_action), BUTTONS)
    look = {name: reader.optional_text(key, f"the {name}", read) for name, (key, read) in _LOOK.items()}
    arguments = reader.optional("arguments", "what the function is handed", read_arguments)
    if place.has_errors or action is None or label is None:
        reader.add_findings()
        typed = None if action is None or label is None else create_action(action.type, ())
        partial = None if typed is None else create_button(label, typed, **look)
        return Raw("", body, tuple(place.issues), partial)
    if arguments is not None and action.type == "invoke.function":
        action = with_arguments(action, arguments)
    elif arguments is not None:
        message = f"'arguments' does nothing beside the action {shown(action.type)}: a function alone is handed them"
        reader.keep_unused("arguments", message, "a button that calls a function")
    return reader.finish(create_button(label, action, **look))


def read_raw_button(given: object, place: Place) -> AnyButton | None:
    """The button in a mapping of JSON that a caller gives, or None where `place` has an issue.

    The place gets the issues of a value that is no mapping, or cannot be written as JSON; the button has all others.
    """
    body = json_dict(given, place, DEEPEST, '{"label": …, "action": …}', CARDKIT)
    return None if place.issues else parse_button(body, place.apart())


_LOOK = {"style": ("type", text), "hint": ("hint", parse_name), "key": ("key", parse_name)}


def parse_buttons(body: Json, place: Place) -> tuple[AnyButton, ...]:
    """The buttons in an array of a body."""
    taken = read_array(body, place, object_in_array("label", "action"))
    return tuple([parse_button(button, Place("the button", source=BUTTONS)) for button in taken])


def button_in_card(button: AnyButton, api: Api | None) -> Any:
    """A button within the card as fresh dicts; some keys of its action are called otherwise there."""
    body: Any = button.to_dict(api)
    if isinstance(button, Button) and (api is not None or button.source is None):
        renamed = KINDS[button.action.type].in_card
        if renamed:
            data = body["action"]["data"]
            body["action"]["data"] = {renamed.get(key, key): value for key, value in data.items()}
    return body
