"""Numbers: real ones for charts and graphs, integers for widths and counts."""

from __future__ import annotations

from operator import index
from typing import SupportsIndex, TypeAlias

from .libraries import finite, is_flag, is_missing, is_real
from .place import Place

JsonNumber: TypeAlias = "int | float"

_COUNT = 10**9  # no whole number of a card comes near it
LARGE = 1e300  # up to here no int or float needs a second look; NaN compares false


def json_number(value: object, place: Place) -> JsonNumber:
    """Read a real number of any library for JSON: a Decimal becomes the nearest int or float."""
    if (type(value) is int or type(value) is float) and -LARGE < value < LARGE:
        return value
    if is_missing(value):
        place.missing_value(value, "a finite number", hint="leave this entry out")
    elif is_flag(value) or not is_real(value):
        hint = "the number without quotes" if isinstance(value, str) else ""
        place.wrong_type(value, "an int, a finite float or a Decimal", hint=hint)
    elif (read := finite(value)) is None:
        place.not_finite(value, "leave this entry out")
    elif isinstance(read, (int, float)):
        return read
    else:
        return int(read) if read == int(read) else float(read)
    return 0


def whole(value: object, place: Place) -> int:
    """Read an integer; a bool is none."""
    if type(value) is int and -_COUNT < value < _COUNT:
        return value
    try:
        if isinstance(value, SupportsIndex) and not is_flag(value) and -_COUNT < index(value) < _COUNT:
            return index(value)
    except TypeError:
        pass  # NumPy's arrays have __index__ and refuse it
    place.wrong_type(value, "a whole number")
    return 0
