"""Buttons: below the card, within it, and instant ones that stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from attrs import evolve

from . import checks, wire
from .actions import LIMITED, Action, action_excesses, parse_action, read_arguments, write_action
from .checks import Found, shown
from .errors import Issue, pointer
from .limits import BUTTONS, CARDKIT, CARDS, Limits
from .slides.base import Fields, quoted

_KEYS = ("label", "type", "key", "hint", "arguments", "action")
_NOTHING = Action._make(("", (), None, None))
# No blank of Unicode, control character, half of a surrogate pair, bracket or dollar sign; written out for the schema.
REFERENCE_KEY = re.compile(
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff()\[\]{}$]+"
)
_USE = re.compile(r"\[([^\[\]]+)\]\(\$([^\s()\[\]{}$]+)\)")


class Place(NamedTuple):
    """Where a button stands: what it is called there, its limits by name, and the keys that no source names there."""

    what: str
    label: str
    actions: str
    undocumented: tuple[str, ...]


BELOW = Place("a button below the card", "button_label", "button_actions", ("arguments",))
WITHIN = Place(
    "a button within the card",
    "card_button_label",
    "card_button_actions",
    ("type", "hint", "key", "arguments", "confirm"),
)
INSTANT = Place("an instant button", "button_label", "instant_button_actions", ("confirm",))


def read_button(
    label: object,
    action: object,
    style: object,
    hint: object,
    key: object,
    found: Found,
    limits: Limits | None = None,
) -> Fields:
    """The fields of a button; with `limits` all is checked that does not depend on where it will stand."""
    if type(label) is not str or not label or not label.isprintable():
        label = checks.text(label, "/label", found, "the label")
    if not isinstance(action, Action):
        example = 'actions.open_url("https://example.com")'
        found.append(checks.wrong_type(action, "/action", "the action", "an action", CARDKIT, hint=example))
    elif limits is not None and (action.type in LIMITED or action.confirmation is not None):
        found += [issue.under("/action") for issue in action_excesses(action, limits)]
    if style is not None and (limits is None or type(style) is not str or style not in limits.button_styles):
        style = _read_style(style, found, limits)
    if hint is not None:
        hint = checks.text(hint, "/hint", found, "the hint")
        if limits is not None and len(hint) > limits.button_hint:
            found.append(checks.too_long(hint, "/hint", limits, "button_hint"))
    if key is not None:
        key = checks.text(key, "/key", found, "the key")
        if limits is not None and len(key) > limits.button_key:
            found.append(checks.too_long(key, "/key", limits, "button_key"))
    return label, action, style, hint, key


def _read_style(style: object, found: Found, limits: Limits | None) -> str:
    name = checks.text(style, "/type", found, "the style")
    if limits is not None and name:
        found.append(checks.not_allowed(name, "/type", limits, "button_styles"))
    return name


def parse_button(button: object, found: Found, limits: Limits) -> Fields | None:
    """The fields of a body's button, or None where it cannot be made; the paths are relative to it."""
    whole = wire.an_object(button, "", found, "the button", _KEYS)
    if not isinstance(button, Mapping):
        return None
    label = wire.text(whole, "label", "", found, "the label")
    action = wire.needed(whole, "action", "", found, "the action")
    wrong: Found = []
    made = None if action is wire.MISSING else parse_action(action, wrong, limits)
    found += [issue.under("/action") for issue in wrong]
    for name in ("type", "hint", "key", "arguments"):
        if name in whole and whole[name] is None:
            found.append(checks.wrong_type(None, f"/{name}", f"the {name}", "a string"))
    if "arguments" in whole and whole["arguments"] is not None:
        handed = read_arguments(whole["arguments"], found)
        made = made and made._replace(arguments=handed)
    given = (whole.get("type"), whole.get("hint"), whole.get("key"))
    _, _, *look = read_button(label or "x", _NOTHING, *given, found, limits)
    return None if made is None else (label, made, *look)


def parse_buttons(buttons: object, path: str, found: Found, limits: Limits) -> list[Fields | None]:
    """The fields of each button of an array; the paths are those of the body."""
    taken: list[Fields | None] = []
    for at, button in enumerate(wire.an_array(buttons, path, found, "the list of buttons")):
        wrong: Found = []
        taken.append(parse_button(button, wrong, limits))
        found += [issue.under(f"{path}/{at}") for issue in wrong]
    return taken


def parse_references(references: object, found: Found, limits: Limits) -> dict[str, Fields | None]:
    """The fields of each instant button by its key; the paths are those of the body."""
    taken: dict[str, Fields | None] = {}
    if not isinstance(references, Mapping):
        found.append(checks.wrong_type(references, "/references", "the instant buttons", "an object"))
        return taken
    for key, reference in references.items():
        path, wrong = pointer("references", key), list[Issue]()
        read_reference(key, (), found)
        whole = wire.an_object(reference, "", wrong, "the instant button", ("type", "object"))
        if isinstance(reference, Mapping):
            if wire.text(whole, "type", "", wrong, "the type of the instant button") not in {"", "button"}:
                message = f"{whole['type']!r} is no type of an instant button"
                wrong.append(Issue("/type", "not-allowed", message, "'button'", shown(whole["type"]), BUTTONS))
            inner = wire.needed(whole, "object", "", wrong, "the button itself")
            deep: Found = []
            taken[key] = None if inner is wire.MISSING else parse_button(inner, deep, limits)
            wrong += [issue.under("/object") for issue in deep]
        found += [issue.under(path) for issue in wrong]
    return taken


def button_gaps(fields: Fields, place: Place, limits: Limits) -> Found:
    """The faults and warnings of a button that depend on where it stands."""
    label, action, _, _, _ = fields
    found: Found = []
    if len(label) > getattr(limits, place.label):
        found.append(checks.too_long(label, "/label", limits, place.label))
    if action.type not in getattr(limits, place.actions):
        found.append(checks.not_allowed(action.type, "/action/type", limits, place.actions))
    elif place is WITHIN and action.type == "open.url" and action.data[0][0] != "web":
        message, hint = "a button within the card needs an address for the browser", 'open_url("https://…", ios=…)'
        found.append(Issue("/action/data", "no-web", message, "a web address", "none", CARDS, hint=hint))
    elif place is BELOW and action.type == "invoke.function" and len(action.data) == 1:
        message, expected = "the function has no owner, whom the service asks for here", "the e-mail of its author"
        found.append(
            Issue(
                "/action/data", "no-owner", message, expected, "none", BUTTONS, "warning", hint='owner="a@example.com"'
            )
        )
    return found + _undocumented(fields, place)


def _undocumented(fields: Fields, place: Place) -> Found:
    _, action, style, hint, key = fields
    given = {"type": style, "hint": hint, "key": key, "arguments": action.arguments, "confirm": action.confirmation}
    source = CARDS if place is WITHIN else BUTTONS
    return [
        Issue(
            "/action/confirm" if name == "confirm" else f"/{name}",
            "undocumented-here",
            f"no source says that {place.what} may have {name!r}",
            "without it",
            shown(given[name]),
            source,
            "warning",
        )
        for name in place.undocumented
        if given[name] is not None
    ]


def buttons_gaps(buttons: Sequence[Fields | None], place: Place, limits: Limits) -> Found:
    """The faults and warnings of all buttons of one place; the paths are relative to their list."""
    found: Found = []
    if len(buttons) > limits.buttons:
        hint = "leave the rest out, or ask in two messages"
        wrong = checks.too_many(len(buttons), "", limits, "buttons", hint)
        found.append(evolve(wrong, source=CARDS) if place is WITHIN else wrong)
    keys: set[str] = set()
    usual = place is BELOW
    most, allowed = getattr(limits, place.label), getattr(limits, place.actions)
    for at, fields in enumerate(buttons):
        if fields is None:  # it could not be read
            continue
        label, action, _, _, key = fields
        kind = action.type
        right = usual and len(label) <= most and kind in allowed and action.arguments is None
        if not right or (kind == "invoke.function" and len(action.data) == 1):
            found += [issue.under(f"/{at}") for issue in button_gaps(fields, place, limits)]
        if key in keys:
            message = f"the key {key!r} stands there twice"
            path, hint = f"/{at}/key", repr(f"{key}-{at + 1}")
            found.append(Issue(path, "duplicate-key", message, "each key once", shown(key), BUTTONS, hint=hint))
        elif key is not None:
            keys.add(key)
    return found


def references_gaps(text: str | None, references: Mapping[str, Fields | None], limits: Limits) -> Found:
    """The faults of instant buttons: their own, and a reference without its use in the text, or the reverse."""
    found: Found = []
    used = uses(text)
    for key, fields in references.items():
        path = pointer("references", key)
        label = "…"
        if fields is not None:
            label = fields[0]
            found += [issue.under(f"{path}/object") for issue in button_gaps(fields, INSTANT, limits)]
        if key not in used:
            message, expected = f"the instant button {key!r} is not in the text", f"[{label}](${key}) in the text"
            found.append(Issue(path, "unused-reference", message, expected, shown(text), BUTTONS))
    for key in used:
        if key not in references:
            message = f"the text calls the instant button {key!r}, and there is none"
            hint = f'.instant_button("…", …, key="{key}"), or markup.escape for text that is not yours'
            expected = "a reference for each use in the text"
            found.append(Issue("/text", "missing-reference", message, expected, f"](${key})", BUTTONS, hint=hint))
    return found


def uses(text: str | None) -> list[str]:
    """The keys of the instant buttons that a text calls, each once.

    >>> uses("Deploy? [Yes]($1) [Copy id]($2)")
    ['1', '2']
    """
    return [*dict.fromkeys([key for _, key in _calls(text)])]


def _calls(text: str | None) -> list[tuple[str, str]]:
    """The labels and the keys of the instant buttons that a text calls."""
    return _USE.findall(text) if text and "](" in text else []


def read_instant(label: object, action: object, style: object, found: Found, limits: Limits) -> Fields:
    """The fields of an instant button, whose place is known."""
    fields = read_button(label, action, style, None, None, found, limits)
    if not found:
        found += [issue for issue in button_gaps(fields, INSTANT, limits) if issue.severity == "error"]
    return fields


def read_reference(key: object, taken: Sequence[str | None], found: Found) -> str:
    """The key of an instant button: any text that can stand in ``($key)`` and is not `taken` yet."""
    read = checks.text(key, "/references", found, "the key")
    path = pointer("references", read)
    if read and not REFERENCE_KEY.fullmatch(read):
        expected = "characters other than blanks, brackets and dollar signs"
        message, hint = f"the key {read!r} cannot stand in ($key)", '"1"'
        found.append(Issue(path, "bad-key", message, expected, shown(key), BUTTONS, hint=hint))
    if read in taken:
        message = f"there is an instant button {read!r} already"
        found.append(Issue(path, "duplicate-key", message, "each key once", shown(key), BUTTONS, hint=repr(f"{key}2")))
    return read


def numbered(instants: Iterable[tuple[str | None, Fields]], text: str | None) -> dict[str, Fields]:
    """Instant buttons by key.

    One without a key takes that of a call in the text with its label, else the lowest number that neither a key nor the
    text uses.
    """
    instants = [*instants]
    calls = _calls(text)
    named = {key for key, _ in instants}
    called = {label: key for label, key in reversed(calls) if key not in named}
    taken = named | {key for _, key in calls}
    free = (str(number) for number in range(1, len(instants) + len(taken) + 1) if str(number) not in taken)
    return {key or called.pop(fields[0], "") or next(free): fields for key, fields in instants}


def with_uses(text: str | None, references: Mapping[str, Fields]) -> str:
    """The text, with ``[label]($key)`` behind it for each instant button that it does not call yet."""
    from .markup import plain_label

    used = {*uses(text)}
    calls = [f"[{plain_label(fields[0])}](${key})" for key, fields in references.items() if key not in used]
    return " ".join([text, *calls] if text else calls)


def write_button(fields: Fields, *, in_card: bool = False) -> str:
    """The fields of a button as JSON text."""
    label, action, style, hint, key = fields
    members = f'"label":{quoted(label)}'
    if style is not None:
        members += f',"type":{quoted(style)}'
    if key is not None:
        members += f',"key":{quoted(key)}'
    if hint is not None:
        members += f',"hint":{quoted(hint)}'
    if action.arguments is not None:
        members += f',"arguments":{action.arguments}'
    return f'{{{members},"action":{write_action(action, in_card=in_card)}}}'


def write_buttons(buttons: Iterable[Fields], *, in_card: bool = False) -> str:
    """Buttons as a JSON array."""
    return f"[{','.join([write_button(fields, in_card=in_card) for fields in buttons])}]"


def write_references(references: Mapping[str, Fields]) -> str:
    """Instant buttons by key as a JSON object."""
    return f"{{{','.join([_reference(key, fields) for key, fields in references.items()])}}}"


def _reference(key: str, fields: Fields) -> str:
    return f'{quoted(key)}:{{"type":"button","object":{write_button(fields)}}}'
