"""Numbers: real ones for charts and graphs, integers for widths and counts."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeAlias, TypeGuard

from ..errors import shown
from .place import Place

if TYPE_CHECKING:
    from decimal import Decimal

    Number: TypeAlias = int | float | Decimal

JsonNumber: TypeAlias = "int | float"

_COUNT = 10**9  # no whole number of a card comes near it
_DIGITS = 15  # what every float keeps of a decimal number
_LARGE = 1e300  # up to here no int or float needs a second look; NaN compares false


def number(value: object, place: Place) -> Number:
    """Read an int, a finite float or a Decimal; other real numbers (NumPy's, fractions) become an int or a float."""
    if (type(value) is int or type(value) is float) and -_LARGE < value < _LARGE:
        return value
    if isinstance(value, bool) or not is_real(value):
        hint = "the number without quotes" if isinstance(value, str) else ""
        place.wrong_type(value, "an int, a finite float or a Decimal", hint=hint)
        return 0
    if not _is_finite(value):
        message = f"{place.what} is not a finite number"
        place.add("not-finite", message, "a finite number", shown(value), source="JSON, RFC 8259", hint="leave it out")
        return 0
    return _plain(value)


def json_number(value: object, place: Place) -> JsonNumber:
    """Read a number for JSON: a Decimal becomes the nearest int or float."""
    if (type(value) is int or type(value) is float) and -_LARGE < value < _LARGE:
        return value
    read = number(value, place)
    if isinstance(read, (int, float)):
        return read
    return int(read) if read == int(read) else float(read)


def written_number(value: Number) -> str:
    """A number as text."""
    return shortest(value) if isinstance(value, float) else str(value)


def shortest(value: float) -> str:
    """A finite float as few digits say it: as `str` does, but without what binary arithmetic leaves behind.

    >>> shortest(0.1 + 0.2), shortest(2.5), shortest(1 / 3)
    ('0.3', '2.5', '0.3333333333333333')
    """
    exact = repr(value)
    if len(exact) <= _DIGITS or not -_LARGE < value < _LARGE:
        return exact
    rounded = repr(float(f"{value:.{_DIGITS}g}"))
    return rounded if len(rounded) < len(exact) - 2 else exact


def shortest_of(values: Sequence[float]) -> list[str]:
    """Each float as `shortest` writes it; in C where none has more digits than it needs."""
    texts = [*map(repr, values)]
    return texts if max(map(len, texts)) <= _DIGITS else [*map(shortest, values)]


def whole(value: object, place: Place) -> int:
    """Read an integer; a bool is none."""
    if type(value) is int and -_COUNT < value < _COUNT:
        return value
    try:
        if isinstance(value, SupportsIndex) and not isinstance(value, bool) and -_COUNT < index(value) < _COUNT:
            return index(value)
    except TypeError:
        pass  # NumPy's arrays have __index__ and refuse it
    place.wrong_type(value, "a whole number")
    return 0


def is_real(value: object) -> TypeGuard[Any]:
    """Whether it is a real number of any kind."""
    import numbers
    from decimal import Decimal

    return isinstance(value, (int, float, Decimal, numbers.Real))


def _is_finite(value: Any) -> bool:
    try:
        return abs(float(value)) < float("inf")
    except (OverflowError, ValueError):
        return False


def _plain(value: Any) -> Number:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return value
    return int(value) if hasattr(value, "__index__") else float(value)
