"""Numbers; and values of a body that have another type than the pages ask for, which the service shows all the same.

A number where text belongs is read as the chain would write it, digits where a number belongs as their number. Each
adds a warning of one of the codes in `MENDED`. The warning disappears where the value is written anew.
"""

from __future__ import annotations

import re
from operator import index
from typing import TYPE_CHECKING, SupportsIndex

from ..errors.wording import shown
from ..limits import SENDERS
from .hints import only_value
from .libraries import LARGE, JsonNumber, UnreadNumber, finite, is_flag, is_missing, is_real
from .place import Json, Place
from .text import cell, text, text_or_empty

if TYPE_CHECKING:
    from .libraries import Number

DIGITS = r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?"
"""A pattern for text that is a number."""
_LONGEST = 18  # no whole number of a card comes near so many
_COUNT = 10**_LONGEST

MENDED = frozenset({"number-as-text", "text-as-number", "text-as-flag", "decimal-as-whole", "empty-text"})
"""The codes of warnings about values that the normal form writes otherwise; they go with the JSON of the part."""


def json_number(value: object, place: Place) -> JsonNumber:
    """Read a real number of any library for JSON: a Decimal becomes the nearest int or float."""
    if (type(value) is int or type(value) is float) and -LARGE < value < LARGE:
        return value
    if is_missing(value):
        place.missing_value(value, "a finite number", hint="leave this entry out")
    elif is_flag(value) or not is_real(value):
        hint = _as_number(value) if isinstance(value, str) else only_value(value)
        place.wrong_type(value, "an int, a finite float or a Decimal", hint=hint)
    elif (read := finite(value)) is None:
        place.not_finite(value, "leave this entry out")
    else:
        return nearest(read)
    return UnreadNumber()


def nearest(number: Number) -> JsonNumber:
    """The number of JSON that is nearest to a number."""
    if isinstance(number, (int, float)):
        return number
    return int(number) if number == int(number) else float(number)


def _as_number(text: str) -> str:
    """The number that a text shows, without quotes and signs; what to do where it shows none."""
    digits = text.strip().removesuffix("%").strip()
    if not re.fullmatch(DIGITS, digits):
        return "a number, or leave this entry out"
    return str(float(digits) if "." in digits else int(digits))


def whole(value: object, place: Place) -> int:
    """Read an integer; a bool is none."""
    if type(value) is int and -_COUNT < value < _COUNT:
        return value
    try:
        if isinstance(value, SupportsIndex) and not is_flag(value) and -_COUNT < index(value) < _COUNT:
            return index(value)
    except TypeError:
        pass  # NumPy's arrays have __index__ and refuse it
    digits = value.strip().removesuffix("%").strip() if isinstance(value, str) and value.isascii() else ""
    usable = digits.isdecimal() and 0 < int(digits) <= 100
    most = f" of at most {_LONGEST} digits" if isinstance(value, int) and not is_flag(value) else ""
    place.wrong_type(value, f"a whole number{most}", hint=digits if usable else "")
    return 0


def parse_text(value: Json, place: Place) -> str:
    """Parse a cell, an item or a value of a body: text that may be empty, a number, a boolean or null."""
    if not (value is None or isinstance(value, (int, float))):
        return text_or_empty(value, place)
    written, kind = cell(value, place), "a boolean" if isinstance(value, bool) else "a number"
    message = f"{place.what} is {'null' if value is None else kind}, not text"
    place.add("number-as-text", message, "a string", shown(value), severity="warning", hint=shown(written))
    return written


def parse_name(value: Json, place: Place) -> str:
    """Parse a title, a name or a label of a body: text that is not empty, a number or a boolean."""
    return parse_text(value, place) if isinstance(value, (int, float)) else text(value, place)


def parse_number(value: Json, place: Place) -> JsonNumber:
    """Parse a number of a body, or text of nothing but its digits."""
    if not isinstance(value, str) or not re.fullmatch(DIGITS, value):
        return json_number(value, place)
    number = float(value) if "." in value else int(value)
    message, expected = f"{place.what} is the text {shown(value)}, not a number", "a number"
    place.add("text-as-number", message, expected, shown(value), severity="warning", hint=str(number))
    return number


def parse_whole(value: Json, place: Place) -> int:
    """Parse a whole number of a body; to JSON Schema ``50.0`` is one, too."""
    if not isinstance(value, float) or not value.is_integer():
        return whole(value, place)
    number = whole(int(value), place)
    message, expected = f"{place.what} is {value!r}, with decimals", "a whole number"
    place.add("decimal-as-whole", message, expected, repr(value), severity="warning", hint=str(number))
    return number


def parse_flag(value: Json, place: Place) -> bool:
    """Parse the text "true" or "false" where a boolean belongs."""
    flag, expected = value == "true", "true or false without quotes"
    message = f"{place.what} is the text {shown(value)}, not a boolean"
    place.add("text-as-flag", message, expected, shown(value), source=SENDERS, severity="warning", hint=str(flag))
    return flag


def add_not_given(value: Json, place: Place) -> None:
    """Add the warning about an optional text that is empty, or an optional part that is null."""
    message = f"{place.what} is {'empty' if value == '' else 'null'}, and counts as not given"
    expected, hint = "text, or no key" if value == "" else "a value, or no key", "leave it out"
    place.add("empty-text", message, expected, shown(value), source=SENDERS, severity="warning", hint=hint)
