"""Where in a body something of a kind stands, as the JSON Schema says, so that something else can be put there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ..inspection.schema import json_schema
from ..limits import CLIQ, Limits
from . import parts
from .content import OURS
from .parts import ACTIONS, Part, Places, slide_of, whole, with_one
from .schemas import Property, properties

_BUTTONS = (parts.BELOW, parts.WITHIN, parts.INSTANT, parts.button_of_slide)
_PARTS: Sequence[tuple[str, str, Part]] = [
    ("", "", whole),
    ("card", "", parts.INLINE),
    ("reference", "/references/1", with_one(parts.INSTANT)),
    ("confirmation", "", parts.confirmed),
    *[(kind, "", slide_of(kind)) for kind in OURS],
    *[("button", "", part) for part in _BUTTONS],
    *[("action", "/action", part) for part in _BUTTONS],
    *[(name, "/action", part) for name, part in ACTIONS.items()],
]
"""The definitions of the schema, the path of each within a part, and the part."""
_INSTEAD: Mapping[str, Part] = {
    "card/options": parts.POLL,
    "card/buttons": parts.PROMPT,
    "/slides": with_one(parts.TABLE),
    "/buttons": with_one(parts.BELOW),
    "/references": with_one(parts.INSTANT),
}
"""The part that has what another of its definition has not."""
_LEFT_OUT = (
    *("card/buttons/*", "table/data/styles/width/*"),  # entries that need not be there
    "confirmation/input",  # which may be an object, too
    *("open.url/data/url", "open.url/data/ios", "preview.url/data/web", "copy/data/value"),  # other names
)


@cache
def _every(limits: Limits = CLIQ) -> Sequence[tuple[Part, Property]]:
    """All places of a body, each within a part that has it."""
    return tuple(_found(json_schema(limits)))


def _found(schema: Mapping[str, Any]) -> Iterator[tuple[Part, Property]]:
    defs: Mapping[str, Any] = {"": schema, **schema["$defs"]}
    apart = {name for name, _, _ in _PARTS} | {"slide", "buttonBelow", "buttonInstant"}
    for name, start, part in _PARTS:
        for value in properties(defs[name], defs, apart):
            if not f"{name}{value.path}".startswith(_LEFT_OUT):
                instead = _INSTEAD.get(f"{name}/{value.path.split('/')[1]}", part)
                needed = value.needed or (name in ACTIONS and "unless" not in value.schema)
                yield instead, value._replace(path=start + value.path, needed=needed)


def limited(limits: Limits) -> Sequence[tuple[Part, str, int]]:
    """The texts with a greatest length, but addresses, and how many characters that is."""
    addresses = {ACTIONS["open.url"], ACTIONS["preview.url"]}
    found = [(part, value.path, value.schema.get("maxLength", 0)) for part, value in _every(limits)]
    labels = [(part, "/label", limits.button_label) for part in _BUTTONS if part != parts.WITHIN]
    return [
        *[each for each in found if each[2] and each[0] not in addresses],
        *labels,
        (parts.WITHIN, "/label", limits.card_button_label),
        (parts.confirmed, "/input", limits.confirm_input),
        (parts.asked_beside, "/description", limits.confirm_description),
    ]


def _where(fits: Callable[[Property], object]) -> Places:
    return [(part, value.path) for part, value in _every() if fits(value)]


def _of_type(name: str) -> Places:
    return _where(lambda value: value.schema.get("type") == name or value.schema.get("type", [""])[0] == name)


def _text(name: str, *, optional: bool = False) -> Places:
    return _where(lambda value: value.schema.get("is") == name and ("unless" in value.schema) is optional)


def _listed(*, optional: bool) -> Places:
    """Texts of which only some are allowed."""
    return _where(
        lambda value: isinstance(value.schema.get("enum", [None])[0], str) and ("unless" in value.schema) is optional
    )


NAMES: Places = [
    *_text("string"),
    *_text("url"),
    *_listed(optional=False),
    *_where(lambda value: "const" in value.schema),
]
"""Texts that must be there and not be empty."""
OPTIONAL: Places = [*_text("string", optional=True), *_listed(optional=True)]
"""Texts that count as not given where they are empty or null."""
SHOWN: Places = [*_text("scalar"), *_text("scalar", optional=True), *_text("name", optional=True)]
"""Texts that may be empty, null, a number or a boolean."""
SHOWN_NAMES: Places = _text("name")
"""Texts that may be a number or a boolean, but not empty."""
ADDRESSES: Places = [*_text("https", optional=True), *_text("url"), (ACTIONS["open.url"], "/action/data/web")]
OBJECTS: Places = _of_type("object")
ARRAYS: Places = _of_type("array")
NUMBERS: Places = _of_type("number")
COUNTS: Places = _of_type("integer")
FLAGS: Places = _where(lambda value: value.schema.get("enum", [None])[0] is True)
NEEDED: Places = _where(lambda value: value.needed)
"""Keys that must be there."""
