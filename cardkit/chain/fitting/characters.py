"""Characters that cannot be sent, taken out of a whole body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...errors import counted, shown
from ...limits import CARDKIT
from ...reading.json import encode
from ...reading.place import Json, Place
from ...reading.text import BAD_CHARACTER

_BAD = re.compile(BAD_CHARACTER)
_UNSENDABLE = re.compile(rf"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|{BAD_CHARACTER}")
"""Such characters, and whole sequences for a terminal: without its first character the rest would be left as text."""
_PERHAPS = re.compile(r"\\(?:[bf]|u00[01]|u[dD][89a-fA-F])|[\x7f-\x9f]")  # as JSON has them, or text that looks like it
REPLACEMENT = "\ufffd"


def has_bad_characters(body: dict[str, Json]) -> bool:
    """Whether a body may have characters that cannot be sent; a few bodies that have none count too."""
    return _PERHAPS.search(encode(body)) is not None


def cleaned(value: Json, place: Place) -> Json:
    r"""A JSON value without control characters and halves of surrogate pairs; each text that has some is told.

    >>> place = Place("the body")
    >>> cleaned({"text": "a\x07b", "later": [1, "\x00"]}, place)
    {'text': 'ab', 'later': [1, '�']}
    >>> [(issue.path, issue.code) for issue in place.issues]
    [('/text', 'removed-characters'), ('/later/1', 'removed-characters')]
    """
    return _cleaned(value, place, set())


def _cleaned(value: Json, place: Place, told: set[str]) -> Json:
    """As `cleaned`; names that were told already are not told at each of their rows."""
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, list):
        return [_cleaned(entry, place.at(index, "an entry"), told) for index, entry in enumerate(value)]
    if not isinstance(value, dict):
        return value
    names = _names([*value], place, told)
    return {name: _member(key, value[key], place, told) for name, key in zip(names, value, strict=True)}


def _member(key: str, value: Json, place: Place, told: set[str]) -> Json:
    at = place.at(key, f"the {key}")
    if key == "headers" and isinstance(value, list):
        texts = [entry for entry in value if isinstance(entry, str)]
        if len(texts) == len(value):
            return [*_names(texts, at, told)]
    return _cleaned(value, at, told)


def _text(value: str, place: Place) -> str:
    """The text without these characters; where nothing else is left, a sign that something was there."""
    bad = None if value.isprintable() else _BAD.findall(value)
    if not bad:
        return value
    kept = _UNSENDABLE.sub("", value)
    message = f"{counted(len(value) - len(kept), 'characters')} that cannot be sent removed"
    names = ", ".join([f"U+{ord(sign):04X}" for sign in dict.fromkeys(bad)])
    expected, got = "text without control characters and lone surrogates", f"{names} in {shown(value)}"
    place.add("removed-characters", message, expected, got, source=CARDKIT, severity="warning")
    return kept or REPLACEMENT


def _names(names: Sequence[str], place: Place, told: set[str]) -> Sequence[str]:
    """Names without these characters, each still different from the others."""
    if not any(map(_BAD.search, names)):
        return names
    taken: dict[str, None] = {}
    for index, name in enumerate(names):
        at = place.at(index if place.path.endswith("/headers") else name, "a name")
        kept = _text(name, at.apart() if name in told else at)
        told.add(name)
        while kept in taken:
            kept += REPLACEMENT
        taken[kept] = None
    return [*taken]
