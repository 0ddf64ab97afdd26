"""Removes characters that cannot be sent (control characters, lone surrogates) from a whole body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...errors.wording import counted, shown
from ...limits import CARDKIT
from ...reading.json import encode
from ...reading.place import Json, Place
from ...reading.text import BAD_CHARACTER, UNSENDABLE

_BAD = re.compile(BAD_CHARACTER)
_UNSENDABLE = re.compile(UNSENDABLE)
_MAYBE_BAD = re.compile(r"\\(?:[bf]|u00[01]|u[dD][89a-fA-F])|[\x7f-\x9f]")
"""These characters as JSON escapes them, or text that looks like such an escape."""
REPLACEMENT = "\ufffd"


def has_bad_characters(body: dict[str, Json]) -> bool:
    """Whether a body may hold characters that cannot be sent; a fast test on its JSON, with some false positives."""
    return _MAYBE_BAD.search(encode(body)) is not None


def cleaned(value: Json, place: Place, reported: set[str]) -> Json:
    r"""A copy of a JSON value without control characters and lone surrogates; each changed text is reported.

    `reported` holds keys that were reported, since a header is a key in each row of its table.

    >>> place = Place("the body")
    >>> cleaned({"text": "a\x07b", "later": [1, "\x00"]}, place, set())
    {'text': 'ab', 'later': [1, '�']}
    >>> [(issue.path, issue.code) for issue in place.issues]
    [('/text', 'removed-characters'), ('/later/1', 'removed-characters')]
    """
    if isinstance(value, str):
        return _clean_text(value, place)
    if isinstance(value, list):
        return [cleaned(entry, place.at(index, "an entry"), reported) for index, entry in enumerate(value)]
    if not isinstance(value, dict):
        return value
    names = _clean_names([*value], place, reported)
    return {name: _clean_member(key, value[key], place, reported) for name, key in zip(names, value, strict=True)}


def _clean_member(key: str, value: Json, place: Place, reported: set[str]) -> Json:
    at = place.at(key, f"the {key}")
    if key == "headers" and isinstance(value, list):
        texts = [entry for entry in value if isinstance(entry, str)]
        if len(texts) == len(value):
            return [*_clean_names(texts, at, reported)]
    return cleaned(value, at, reported)


def _clean_text(value: str, place: Place) -> str:
    """The text without bad characters, or the replacement character U+FFFD if nothing else is left."""
    bad = None if value.isprintable() else _BAD.findall(value)
    if not bad:
        return value
    kept = _UNSENDABLE.sub("", value)
    message = f"{counted(len(value) - len(kept), 'characters')} that cannot be sent removed"
    names = ", ".join([f"U+{ord(sign):04X}" for sign in dict.fromkeys(bad)])
    expected, got = "text without control characters and lone surrogates", f"{names} in {shown(value)}"
    place.add("removed-characters", message, expected, got, source=CARDKIT, severity="warning")
    return kept or REPLACEMENT


def _clean_names(names: Sequence[str], place: Place, reported: set[str]) -> Sequence[str]:
    """Keys or headers without bad characters; those that became equal are made different again."""
    if not any(map(_BAD.search, names)):
        return names
    taken: dict[str, None] = {}
    for index, name in enumerate(names):
        at = place.at(index if place.path.endswith("/headers") else name, "a name")
        kept = _clean_text(name, at.apart() if name in reported else at)
        reported.add(name)
        while kept in taken:
            kept += REPLACEMENT
        taken[kept] = None
    return [*taken]
