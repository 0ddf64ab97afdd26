"""Values of a body that are of another type than the pages ask for and that the service shows all the same.

A number where text belongs is read as the chain would write it, digits where a number belongs as their number. Each
adds a warning of one of the codes in `part.MENDED`, which goes where the value is written anew.
"""

from __future__ import annotations

import re

from ..errors import shown
from ..limits import SENDERS
from .numbers import JsonNumber, json_number, whole
from .place import Json, Place
from .text import cell, text, text_or_empty

DIGITS = r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?"
"""A pattern for text that is a number."""


def shown_text(value: Json, place: Place) -> str:
    """Read a cell, an item or a value of a body: text that may be empty, a number, a boolean or null."""
    if isinstance(value, str):
        return text_or_empty(value, place)
    if value is None or isinstance(value, (int, float)):
        written = cell(value, place)
        _add_number_as_text(value, written, place)
        return written
    return text_or_empty(value, place)


def shown_name(value: Json, place: Place) -> str:
    """Read a title, a name or a label of a body: text that is not empty, a number or a boolean."""
    return shown_text(value, place) if isinstance(value, (int, float)) else text(value, place)


def shown_number(value: Json, place: Place) -> JsonNumber:
    """Read a number of a body, or text of nothing but its digits."""
    if not isinstance(value, str) or not re.fullmatch(DIGITS, value):
        return json_number(value, place)
    number = float(value) if "." in value else int(value)
    message, expected = f"{place.what} is the text {shown(value)}, not a number", "a number"
    place.add("text-as-number", message, expected, shown(value), severity="warning", hint=str(number))
    return number


def shown_whole(value: Json, place: Place) -> int:
    """Read a whole number of a body; to JSON Schema ``50.0`` is one, too."""
    if not isinstance(value, float) or not value.is_integer():
        return whole(value, place)
    number = whole(int(value), place)
    message, expected = f"{place.what} is {value!r}, with decimals", "a whole number"
    place.add("decimal-as-whole", message, expected, repr(value), severity="warning", hint=str(number))
    return number


def shown_flag(value: Json, place: Place) -> bool:
    """Read the text "true" or "false" where a boolean belongs."""
    flag, expected = value == "true", "true or false without quotes"
    message = f"{place.what} is the text {shown(value)}, not a boolean"
    place.add("text-as-flag", message, expected, shown(value), source=SENDERS, severity="warning", hint=str(flag))
    return flag


def add_not_given(value: Json, place: Place) -> None:
    """Add the warning about an optional text that is empty, or an optional part that is null."""
    message = f"{place.what} is {'empty' if value == '' else 'null'}, and counts as not given"
    expected, hint = "text, or no key" if value == "" else "a value, or no key", "leave it out"
    place.add("empty-text", message, expected, shown(value), source=SENDERS, severity="warning", hint=hint)


def _add_number_as_text(value: Json, written: str, place: Place) -> None:
    kind = "null" if value is None else "a boolean" if isinstance(value, bool) else "a number"
    message = f"{place.what} is {kind}, not text"
    place.add("number-as-text", message, "a string", shown(value), severity="warning", hint=shown(written))
