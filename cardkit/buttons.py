"""Buttons: below the card, within it, and instant ones that stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from attrs import frozen

from .actions import copy
from .actions.action import Action, parse_action, read_arguments, with_arguments
from .actions.kinds import KINDS
from .errors import Issue, pointer, shown
from .limits import BUTTONS, CARDKIT, CARDS, Api, Limits
from .markup import plain_label
from .reading.objects import ObjectReader, an_array, an_object
from .reading.part import Part, Raw, as_read
from .reading.place import Json, Place, relocated
from .reading.text import optional_text, text

_KEYS = ("label", "type", "key", "hint", "arguments", "action")
# No blank of Unicode, control character, half of a surrogate pair, bracket or dollar sign; written out for the schema.
REFERENCE_KEY = re.compile(
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff()\[\]{}$]+"
)
_CALL = re.compile(r"\[([^\[\]]+)\]\(\$([^\s()\[\]{}$]+)\)")


@frozen(eq=False, repr=False)
class Button(Part):
    """One button: its label, what it does, its style (``"+"``, ``"-"`` or None), its hint and its key."""

    label: str
    action: Action
    style: str | None = None
    hint: str | None = None
    key: str | None = None

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {"label": self.label}
        given = {"type": self.style, "key": self.key, "hint": self.hint, "arguments": self.action.arguments}
        body.update({name: value for name, value in given.items() if value is not None})
        body["action"] = self.action.to_dict(api)
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        within = self.action.issues(limits)
        hint, key = self.hint, self.key
        styled = self.style is None or self.style in limits.button_styles
        hinted = hint is None or len(hint) <= limits.button_hint
        keyed = key is None or len(key) <= limits.button_key
        if styled and hinted and keyed and not within:
            return ()
        place = Place("the button", "", relocated(within, "/action"), BUTTONS)
        if self.style is not None and not styled:
            place.within("/type", "the style").not_allowed(self.style, limits, "button_styles")
        if hint is not None and not hinted:
            place.within("/hint", "the hint").too_long(hint, limits, "button_hint")
        if key is not None and not keyed:
            place.within("/key", "the key").too_long(key, limits, "button_key")
        return place.issues


AnyButton: TypeAlias = Button | Raw
"""A button, or what stood in its place and cannot be read."""


@frozen(eq=False, repr=False)
class Reference(Part):
    """An instant button and the key under which the text calls it."""

    key: str
    button: Button

    def _written(self, api: Api | None) -> dict[str, Any]:
        return {"type": "button", "object": self.button.to_dict(api)}

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        own = [*self.button.issues(limits), *check_spot(self.button, INSTANT, limits)]
        return [issue.under("/object") for issue in own]


class Spot(NamedTuple):
    """Where a button stands: what it is called there, its limits by name, and the keys that no source names there."""

    what: str
    label: str
    actions: str
    undocumented: tuple[str, ...]
    source: str


BELOW = Spot("a button below the card", "button_label", "button_actions", ("arguments",), BUTTONS)
WITHIN = Spot(
    "a button within the card",
    "card_button_label",
    "card_button_actions",
    ("type", "hint", "key", "arguments", "confirm"),
    CARDS,
)
INSTANT = Spot("an instant button", "button_label", "instant_button_actions", ("confirm",), BUTTONS)


def read_button(
    label: object, action: object, place: Place, *, style: object = None, hint: object = None, key: object = None
) -> Button | None:
    """The button that a caller describes, or None with the reason told to the place."""
    before = len(place.issues)
    if type(label) is not str or not label or not label.isprintable():
        label = text(label, place.within("/label", "the label"))
    if not isinstance(action, Action):
        example = 'actions.open_url("https://example.com")'
        place.within("/action", "the action").wrong_type(action, "an action", source=CARDKIT, hint=example)
    look = optional_text(style, place, "/type", "the style")
    told = optional_text(hint, place, "/hint", "the hint")
    name = optional_text(key, place, "/key", "the key")
    if len(place.issues) > before or not isinstance(action, Action):
        return None
    return Button(label, action, look, told, name)


def read_instant(label: object, action: object, style: object, place: Place, limits: Limits) -> Button | None:
    """The instant button that a caller describes, or None with the reason told to the place."""
    button = read_button(label, action, place, style=style)
    if button is not None:
        place.issues += button.check_limits(limits)
        place.issues += [issue for issue in check_spot(button, INSTANT, limits) if issue.severity == "error"]
    return None if place.issues else button


def parse_button(body: Json, place: Place) -> AnyButton:
    """The button of a body; raw where its label or action cannot be read."""
    apart = place.apart()
    reader = ObjectReader(an_object(body, apart), apart, _KEYS)
    label = action = None
    if isinstance(body, dict):
        label = reader.required("label", "the label", text)
        action = reader.required_part("action", "the action", parse_action, BUTTONS)
    look = {name: reader.optional(key, f"the {name}", text) for name, key in _LOOK.items()}
    arguments = reader.optional("arguments", "what the function is handed", read_arguments)
    if apart.issues or action is None or label is None:
        reader.tell_unknown()
        return Raw("", body, tuple(apart.issues))
    if arguments is not None:
        action = with_arguments(action, arguments)
    return as_read(Button(label, action, **look, unknown=tuple(reader.unknown)), reader.body)


_LOOK = {"style": "type", "hint": "hint", "key": "key"}


def parse_buttons(body: Json, place: Place) -> tuple[AnyButton, ...]:
    """The buttons of a body's array."""
    return tuple([parse_button(button, Place("the button")) for button in an_array(body, place)])


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
    """The issues of a button that depend on where it stands."""
    action = button.action
    owned = action.type != "invoke.function" or len(action.data) > 1
    fits = len(button.label) <= getattr(limits, spot.label) and action.type in getattr(limits, spot.actions)
    if spot is BELOW and fits and owned and action.arguments is None:
        return []
    place = Place(spot.what, source=spot.source)
    if len(button.label) > getattr(limits, spot.label):
        place.within("/label", "the label").too_long(button.label, limits, spot.label)
    if action.type not in getattr(limits, spot.actions):
        place.within("/action/type", "the action").not_allowed(action.type, limits, spot.actions)
    elif spot is WITHIN and action.type == "open.url" and "web" not in dict(action.data):
        at, hint = place.within("/action/data", "the addresses"), 'open_url("https://…", ios=…)'
        at.add(
            "no-web", "a button within the card needs an address for the browser", "a web address", "none", hint=hint
        )
    elif spot is BELOW and not owned:
        at, hint = place.within("/action/data", "the function"), 'owner="a@example.com"'
        message, expected = "the function has no owner, whom the service asks for here", "the e-mail of its author"
        at.add("no-owner", message, expected, "none", severity="warning", hint=hint)
    _check_documented(button, spot, place)
    return place.issues


def _check_documented(button: Button, spot: Spot, place: Place) -> None:
    action = button.action
    given: dict[str, object] = {"type": button.style, "hint": button.hint, "key": button.key}
    given |= {"arguments": action.arguments, "confirm": action.confirmation}
    for name in spot.undocumented:
        if given[name] is not None:
            at = place.within("/action/confirm" if name == "confirm" else f"/{name}", name)
            message = f"no source says that {spot.what} may have {name!r}"
            at.add("undocumented-here", message, "without it", shown(given[name]), severity="warning")


def check_buttons(buttons: Sequence[AnyButton], spot: Spot, limits: Limits) -> list[Issue]:
    """The issues of all buttons of one spot; the paths are relative to their list."""
    place = Place("the list of buttons", source=spot.source)
    if len(buttons) > limits.buttons:
        hint = "leave the rest out, or ask in two messages"
        place.too_many(len(buttons), limits, "buttons", hint, source=spot.source)
    keys: set[str] = set()
    for index, button in enumerate(buttons):
        found = button.issues(limits)
        if isinstance(button, Button):
            found = (*found, *check_spot(button, spot, limits))
            _check_key(button.key, keys, place, index)
        place.issues += [issue.under(f"/{index}") for issue in found]
    return place.issues


def _check_key(key: str | None, keys: set[str], place: Place, index: int) -> None:
    if key is None:
        return
    if key in keys:
        at, hint = place.within(f"/{index}/key", "the key", BUTTONS), shown(f"{key}-{index + 1}")
        at.add("duplicate-key", f"the key {shown(key)} stands there twice", "each key once", shown(key), hint=hint)
    keys.add(key)


# Instant buttons


class Instant(NamedTuple):
    """An instant button that a step added: its key, or None where it is settled when the message is built."""

    key: str | None
    button: Button


def parse_reference(key: str, body: Json, place: Place) -> Reference | Raw:
    """The instant button under a key of a body; raw where it cannot be read."""
    apart = place.apart()
    reader = ObjectReader(an_object(body, apart), apart, ("type", "object"))
    button: AnyButton | None = None
    if isinstance(body, dict):
        type = reader.required("type", "the type of the instant button", text)
        if type not in {None, "", "button"}:
            at = apart.within("/type", "the type", BUTTONS)
            at.add("not-allowed", f"{shown(type)} is no type of an instant button", "'button'", shown(type))
        button = reader.required_part("object", "the button itself", parse_button)
    if isinstance(button, Raw):
        apart.issues += [issue.under("/object") for issue in button.findings]
    if apart.issues or not isinstance(button, Button):
        reader.tell_unknown()
        return Raw(pointer("references", key), body, tuple(apart.issues))
    return as_read(Reference(key, button, unknown=tuple(reader.unknown)), reader.body)


def check_key(key: object, taken: Iterable[str | None], place: Place) -> str:
    """The key of an instant button: any text that can stand in ``($key)`` and is not `taken` yet."""
    read = text(key, place)
    at = place.at(read, "the key", BUTTONS) if read else place
    if read and not REFERENCE_KEY.fullmatch(read):
        expected = "characters other than blanks, brackets and dollar signs"
        at.add("bad-key", f"the key {shown(read)} cannot stand in ($key)", expected, shown(key), hint='"1"')
    if read in taken:
        message, hint = f"there is an instant button {shown(read)} already", shown(f"{read}2")
        at.add("duplicate-key", message, "each key once", shown(key), hint=hint)
    return read


def check_calls(text: str | None, labels: Mapping[str, str]) -> list[Issue]:
    """The issues of calls in the text without an instant button, and the reverse; `labels` stand by their keys."""
    place = Place("the message", source=BUTTONS)
    called = dict.fromkeys([key for _, key in _calls(text)])
    for key, label in labels.items():
        if key not in called:
            at, expected = place.within(pointer("references", key), "it"), f"[{shown(label)[1:-1]}](${key}) in the text"
            at.add("unused-reference", f"the instant button {shown(key)} is not in the text", expected, shown(text))
    for key in called:
        if key not in labels:
            message = f"the text calls the instant button {shown(key)}, and there is none"
            hint = f'.instant_button("…", …, key={shown(key)}), or markup.escape for text that is not yours'
            expected = "a reference for each use in the text"
            place.within("/text", "the text").add("missing-reference", message, expected, f"](${key})", hint=hint)
    return place.issues


def called_keys(text: str | None) -> list[str]:
    """The keys of the instant buttons that a text calls, each once.

    >>> called_keys("Deploy? [Yes]($1) [Copy id]($2)")
    ['1', '2']
    """
    return [*dict.fromkeys([key for _, key in _calls(text)])]


def _calls(text: str | None) -> list[tuple[str, str]]:
    """The labels and the keys of the instant buttons that a text calls."""
    return _CALL.findall(text) if text and "](" in text else []


def with_keys(instants: Sequence[Instant], text: str | None, taken: Iterable[str] = ()) -> list[Reference]:
    """Instant buttons, each with a key.

    One without a key takes that of a call in the text with its label, else the lowest number that neither a key nor the
    text uses. Keys that are `taken` are those of buttons that stand there already.
    """
    calls = _calls(text)
    named = {*taken, *[instant.key for instant in instants]}
    called = {label: key for label, key in reversed(calls) if key not in named}
    used = named | {key for _, key in calls}
    free = (str(number) for number in range(1, len(instants) + len(used) + 1) if str(number) not in used)
    return [
        Reference(instant.key or called.pop(instant.button.label, "") or next(free), instant.button)
        for instant in instants
    ]


def next_key(label: str, given: Sequence[Instant], text: str | None, taken: Iterable[str]) -> str:
    """The key that a further instant button with this label, and none of its own, would take."""
    further = Instant(None, Button(label, copy("-")))
    return with_keys([*given, further], text, taken)[-1].key


def with_calls(text: str | None, references: Iterable[Reference]) -> str | None:
    """The text, with ``[label]($key)`` behind it for each instant button that it does not call yet."""
    used = {*called_keys(text)}
    calls = [f"[{plain_label(it.button.label)}](${it.key})" for it in references if it.key not in used]
    return " ".join([text, *calls] if text else calls) if calls else text
