"""A button: how it is read and parsed, and the rules of the place where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, final

from ..actions.action import Action, parse_action, read_arguments, with_arguments
from ..actions.kinds import KINDS
from ..errors import Issue, shown
from ..limits import BUTTONS, CARDKIT, CARDS, SENDERS, Api, ButtonStyle, Limits
from ..reading.frozen import creator, frozen
from ..reading.guards import is_mapping
from ..reading.json import DEEPEST, check_depth, fresh, json_dict
from ..reading.lists import each, entries
from ..reading.objects import ObjectReader, part_by, read_array
from ..reading.part import Part, Raw, fill
from ..reading.place import Json, Place, relocated
from ..reading.scalars import shown_name
from ..reading.text import is_usual, optional_text, text, text_at

_KEYS = ("label", "type", "key", "hint", "arguments", "action")


@final
@frozen(init=False, eq=False, repr=False)
class Button(Part):
    """One button, for the ``buttons=`` of a slide; `Message.button` and `slide_button` make their own.

    Args:
        label: at most 20 characters, within the card 30.
        action: what it does, from `cardkit.actions`.
        style: ``"+"`` (positive, green), ``"-"`` (negative, red) or None (neutral).
        hint: shown when the pointer rests on it, at most 100 characters.
        key: its name for programs, at most 100 characters.

    Raises:
        ConstraintError: something is of the wrong kind, or the label is empty. Lengths, the style and whether the
            action may stand there are checked when the button joins a message.

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
    ) -> None:
        place = Place("the button", source=BUTTONS)
        read = read_button(label, action, place, style=style, hint=hint, key=key)
        place.raise_errors()
        if read is not None:
            fill(self, read)

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


class Spot(NamedTuple):
    """A place for buttons: its name in errors, its limits by name, and the keys that are undocumented there."""

    what: str
    label: str
    actions: str
    undocumented: tuple[str, ...]
    source: str


BELOW = Spot("a button below the card", "button_label", "button_actions", (), BUTTONS)
SLIDE = Spot("a button of a slide", "button_label", "button_actions", (), BUTTONS)
WITHIN = Spot(
    "a button within the card", "card_button_label", "card_button_actions", ("type", "hint", "key", "confirm"), CARDS
)
INSTANT = Spot("an instant button", "button_label", "instant_button_actions", ("confirm",), BUTTONS)


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
        example = 'actions.open_url("https://example.com")'
        place.within("/action", "the action").wrong_type(action, "an action", source=CARDKIT, hint=example)
    look = optional_text(style, place, "/type", "the style")
    tooltip = optional_text(hint, place, "/hint", "the hint")
    name = optional_text(key, place, "/key", "the key")
    if not isinstance(action, Action):
        return None
    return create_button(said, action, look, tooltip, name)


def read_buttons(given: object, place: Place) -> tuple[Button, ...]:
    """Buttons that a caller made; `place` is that of their list."""
    return each(entries(given, place, "[Button(…)]"), place, "a button", _require_button)


def _require_button(button: Any, place: Place) -> Any:
    if not isinstance(button, Button):
        place.wrong_type(
            button, "a Button", source=CARDKIT, hint='Button("Log", actions.open_url("https://example.com"))'
        )
    return button


def parse_button(body: Json, place: Place) -> AnyButton:
    """The button of a body; raw where its label or action cannot be read."""
    apart = place.apart()
    reader = ObjectReader(body, apart, _KEYS)
    label = reader.required("label", "the label", shown_name)
    action = reader.required("action", "the action", part_by(parse_action), BUTTONS)
    look = {name: reader.optional_text(key, f"the {name}", read) for name, (key, read) in _LOOK.items()}
    arguments = reader.optional("arguments", "what the function is handed", read_arguments)
    if apart.has_errors or action is None or label is None:
        reader.add_findings()
        return Raw("", body, tuple(apart.issues))
    if arguments is not None and action.type == "invoke.function":
        action = with_arguments(action, arguments)
    elif arguments is not None:
        reader.unknown.append(_unused_arguments(arguments, action))
    return reader.finish(create_button(label, action, **look))


def _unused_arguments(arguments: Mapping[str, Json], action: Action) -> Raw:
    """The arguments of a button whose action takes none: kept, with a warning."""
    place = Place("the arguments", "/arguments", source=BUTTONS)
    message = f"'arguments' does nothing beside the action {shown(action.type)}: a function alone is handed them"
    expected, got = "a button that calls a function", shown(arguments)
    place.add("unknown-key", message, expected, got, severity="warning", hint="leave it out")
    return Raw(place.path, {**arguments}, tuple(place.issues))


def read_raw_button(given: object, place: Place) -> AnyButton:
    """The button in a mapping of JSON that a caller gives.

    Raises:
        ConstraintError: it is no mapping, or cannot be written as JSON.
    """
    body = json_dict(given, place, DEEPEST) if is_mapping(given) else {}
    if not is_mapping(given):
        place.wrong_type(given, "a mapping", source=CARDKIT, hint='{"label": …, "action": …}')
    place.raise_errors()
    return parse_button(body, place)


_LOOK = {"style": ("type", text), "hint": ("hint", shown_name), "key": ("key", shown_name)}


def parse_buttons(body: Json, place: Place) -> tuple[AnyButton, ...]:
    """The buttons in an array of a body."""
    return tuple([parse_button(button, Place("the button", source=BUTTONS)) for button in read_array(body, place)])


def button_dict(button: AnyButton, api: Api | None, *, in_card: bool = False) -> Any:
    """A button as fresh dicts; within the card some keys of its action are called otherwise."""
    body: Any = button.to_dict(api)
    if in_card and isinstance(button, Button) and (api is not None or button.source is None):
        renamed = KINDS[button.action.type].in_card
        if renamed:
            data = body["action"]["data"]
            body["action"]["data"] = {renamed.get(key, key): value for key, value in data.items()}
    return body


def check_spot(button: Button, spot: Spot, limits: Limits) -> list[Issue]:
    """The issues of a button that depend on its place."""
    action, place = button.action, Place(spot.what, source=spot.source)
    if len(button.label) > getattr(limits, spot.label):
        place.within("/label", "the label").too_long(button.label, limits, spot.label)
    if action.type == _BOT and spot is not INSTANT:
        _warn_of_bot(place.within("/action/type", "the action"))
    elif action.type not in getattr(limits, spot.actions):
        place.within("/action/type", "the action").not_allowed(action.type, limits, spot.actions)
    elif spot is WITHIN and action.type == "open.url" and "web" not in dict(action.data):
        at, hint = place.within("/action/data", "the addresses"), 'actions.open_url("https://example.com")'
        at.add(
            "no-web", "a button within the card needs an address for the browser", "a web address", "none", hint=hint
        )
    _check_documented(button, spot, place)
    return place.issues


_BOT = "invoke.bot"


def _warn_of_bot(place: Place) -> None:
    """Add the warning about an action that a page names and that the service was seen to refuse."""
    message = "the service was seen to refuse 'invoke.bot': 400 input_pattern_mismatch"
    expected, hint = "another action, such as one that calls a function", 'actions.invoke_function("…")'
    place.add("may-be-refused", message, expected, shown(_BOT), source=SENDERS, severity="warning", hint=hint)


def _check_documented(button: Button, spot: Spot, place: Place) -> None:
    given: dict[str, object] = {"type": button.style, "hint": button.hint, "key": button.key}
    given["confirm"] = button.action.confirmation
    for name in spot.undocumented:
        if given[name] is not None:
            at = place.within("/action/confirm" if name == "confirm" else f"/{name}", name)
            message = f"no source says that {spot.what} may have {name!r}"
            at.add("undocumented-here", message, "without it", shown(given[name]), severity="warning")


def check_buttons(
    buttons: Sequence[AnyButton], spot: Spot, limits: Limits, *, within_limits: bool = False
) -> list[Issue]:
    """The issues of all buttons of one spot; the paths are relative to their list.

    `within_limits` says that steps have checked each button that was not read from a body against these limits already.
    """
    place = Place("the list of buttons", source=spot.source)
    if spot is WITHIN and buttons:
        message = "the service was seen to refuse buttons within the card: 400 extra_key_found"
        expected, hint = "buttons below the card, which it takes for every theme", ".button(…) without in_card"
        place.add("may-be-refused", message, expected, source=SENDERS, severity="warning", hint=hint)
    if len(buttons) > limits.buttons:
        hint = "leave the rest out, or ask in two messages"
        place.too_many(len(buttons), limits, "buttons", hint, source=spot.source)
    most, allowed = getattr(limits, spot.label), getattr(limits, spot.actions)
    usual = within_limits and spot is BELOW and _BOT not in allowed
    keys: set[str] = set()
    repeated: list[Issue] = []
    for index, button in enumerate(buttons):
        if isinstance(button, Raw):
            place.issues += relocated(button.issues(limits), f"/{index}")
            continue
        if button.key is not None:
            if button.key in keys:
                _add_repeated(button.key, index, repeated)
            keys.add(button.key)
        if not (usual and button.source is None and len(button.label) <= most and button.action.type in allowed):
            issues = [*button.issues(limits), *check_spot(button, spot, limits)]
            place.issues += relocated(issues, f"/{index}")
    return place.issues + repeated


def check_owners(buttons: Sequence[AnyButton], place: Place) -> None:
    """Add the warning about the first button that calls a function without naming its owner."""
    for index, button in enumerate(buttons):
        if isinstance(button, Button) and button.action.type == "invoke.function" and len(button.action.data) == 1:
            at = place.within(f"/{index}/action/data", "the function", BUTTONS)
            message, expected = "the function has no owner, whom the page asks for", "the e-mail of its author"
            at.add("no-owner", message, expected, "none", severity="warning", hint='owner="a@example.com"')
            return


def _add_repeated(key: str, index: int, issues: list[Issue]) -> None:
    """Add the issue of a key that a button before has."""
    at, hint = Place("the key", f"/{index}/key", issues, BUTTONS), shown(f"{key}-{index + 1}")
    at.add("duplicate-key", f"the key {shown(key)} stands there twice", "each key once", shown(key), hint=hint)
