"""Single values of any library: strings, numbers and flags of subclasses, enums, NumPy and pandas, and missing values.

NumPy and pandas are never imported here: a value of theirs exists only once somebody else has.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from decimal import Decimal

    class NumpyScalar(Protocol):
        """A single value of NumPy's; an array has other dimensions."""

        @property
        def ndim(self) -> Literal[0]: ...
        @property
        def dtype(self) -> Any: ...

    class NumpyNumber(NumpyScalar, Protocol):
        """A real number of NumPy's, which no type of Python's is a base of, but for its `float64`."""

        def is_integer(self) -> bool: ...

    Number: TypeAlias = int | float | Decimal
    AnyNumber: TypeAlias = Number | NumpyNumber

JsonNumber: TypeAlias = "int | float"

_DIGITS = 15  # what every float keeps of a decimal number
LARGE = 1e300
"""Up to here no int or float needs a second look, and a float has room for rounding; NaN compares false."""
_MISSING = {"NAType", "NaTType"}  # the classes of pandas' NA and NaT
_SPANS = {"Period", "Interval"}  # what pandas groups by
_TIMES = {"Timestamp", "Timedelta", "MonthDayNano"}  # the classes of pandas' times and spans, and of pyarrow's spans
_MONTHS = {"Y", "M"}  # units of NumPy's times that are coarser than Python's
_BELOW = {"ns", "ps", "fs", "as"}  # units of which Python's times have none


class UnreadNumber(int):
    """Stands where a body has a number that cannot be read, and counts as 0."""

    __slots__ = ()


def characters(value: str) -> str:
    """The characters of a string of any class, such as the value of a string enum's member."""
    return str.__str__(value)


def numpy_kind(value: Any) -> str:
    """NumPy's letter for the kind of one of its scalars, such as ``b``, ``i``, ``f``, ``M`` or ``m``; else empty."""
    generic: Any = getattr(sys.modules.get("numpy"), "generic", ())
    return str(value.dtype.kind) if isinstance(value, generic) else ""


def has_python_time(value: object) -> bool:
    """Whether it is a time or a span of time of another library, of which `python_time` makes one of Python's."""
    return type(value).__name__ in _TIMES or numpy_kind(value) in {"M", "m"}


def python_time(value: Any) -> Any:
    """A time or a span of time of NumPy, pandas or pyarrow as Python's, without what is below a microsecond.

    It is text where Python's do not reach, and for a span of NumPy's months, which no number of days is. Others stay.
    """
    kind = numpy_kind(value)
    if kind in {"M", "m"}:
        return _of_numpy(value, kind)
    try:
        if hasattr(value, "to_pydatetime"):
            return value.to_pydatetime(warn=False)
        if hasattr(value, "to_pytimedelta"):  # which rounds
            return python_time(value.to_timedelta64()) if value.nanoseconds else value.to_pytimedelta()
    except (ValueError, OverflowError):
        return str(value)
    return _span_of_days(value) if is_span_of_arrow(value) else value


def _of_numpy(value: Any, kind: str) -> Any:
    """A time or a span of time of NumPy as Python's; as text where they do not reach, or of a span without days."""
    if kind == "m" and -value > value:  # which NumPy rounds away from zero
        read = _of_numpy(-value, kind)
        return str(value) if isinstance(read, str) else -read
    if _numpy_unit(value) in _BELOW:  # a cast of any other might overflow, in silence
        value = value.astype(f"{kind}8[us]")
    read = value.item()
    return str(value) if isinstance(read, int) else read


def _numpy_unit(value: Any) -> str:
    """The unit of a time of NumPy, such as ``D`` of the type ``<M8[7D]``; ``generic`` if it has none."""
    unit: str = sys.modules["numpy"].datetime_data(value.dtype)[0]
    return unit


def is_span_of_arrow(value: object) -> bool:
    """Whether it is an interval of DuckDB or pyarrow, which counts months, days and nanoseconds."""
    return type(value).__name__ == "MonthDayNano" and isinstance(value, tuple)


def _span_of_days(span: Any) -> Any:
    """A span of pyarrow as Python's, or as it is where it has months or is longer than Python's."""
    import datetime

    microseconds = abs(span.nanoseconds) // 1000
    try:
        rest = datetime.timedelta(microseconds=microseconds if span.nanoseconds > 0 else -microseconds)
        return span if span.months else datetime.timedelta(days=span.days) + rest
    except OverflowError:
        return span


def python_value(value: Any) -> Any:
    """A value among others of any type as a column of its own type would give it: times, and NumPy's short floats."""
    if has_python_time(value):
        return python_time(value)
    is_short = numpy_kind(value) == "f" and value.dtype.itemsize < 8
    return float(str(value)) if is_short else value


def pandas_class(value: object) -> str:
    """The name of a class of pandas; empty for values of other libraries."""
    cls = type(value)
    return cls.__name__ if cls.__module__.partition(".")[0] == "pandas" else ""


def is_flag(value: object) -> TypeGuard[bool]:
    """Whether it is a bool, Python's or NumPy's; NumPy's compares and converts like the other."""
    return isinstance(value, bool) or numpy_kind(value) == "b"


def is_real(value: object) -> TypeGuard[Any]:
    """Whether it is a real number of any library; NumPy counts its spans of time among its integers."""
    import numbers
    from decimal import Decimal

    return isinstance(value, (int, float, Decimal, numbers.Real)) and numpy_kind(value) != "m"


def is_missing(value: object) -> bool:
    """Whether it stands for a value that is not known: NaN of any kind of number, NaT, pandas' NA, or what NumPy masks.

    >>> from decimal import Decimal
    >>> is_missing(float("nan")), is_missing(Decimal("NaN")), is_missing(0.0), is_missing(None)
    (True, True, False, False)
    """
    from decimal import Decimal

    if pandas_class(value) in _MISSING or type(value).__name__ == "MaskedConstant":
        return True
    if isinstance(value, Decimal):
        return Decimal.is_nan(value)
    may_be = isinstance(value, float) or numpy_kind(value) in {"f", "M", "m"}
    return may_be and bool(value != value)  # noqa: PLR0124 - what no other value does


def is_gap(value: object) -> bool:
    """Whether there is no value: None, or what stands for one that is not known."""
    return value is None or is_missing(value)


def finite(value: Any) -> Number | None:
    """A real number as an int, a float or a Decimal of Python's own; None where it is too large for a float, or NaN.

    NumPy's floats become the number that they print, so that ``float32(0.1)`` is 0.1.
    """
    try:
        number = _plain(value)
        return number if abs(float(number)) < float("inf") else None
    except (ArithmeticError, TypeError, ValueError):
        return None


def _plain(value: Any) -> Number:
    """The number itself, whatever the methods of a subclass say."""
    from decimal import Decimal

    if isinstance(value, int):
        return int.__index__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, Decimal):
        return Decimal(value)
    if numpy_kind(value) == "f":
        return float(str(value))
    return index(value) if hasattr(value, "__index__") else float(value)


def shortest(value: float) -> str:
    """A finite float as few digits say it: as `str` does, but without what binary arithmetic leaves behind.

    >>> shortest(0.1 + 0.2), shortest(2.5), shortest(1 / 3)
    ('0.3', '2.5', '0.3333333333333333')
    """
    exact = repr(value)
    if len(exact) <= _DIGITS or not -LARGE < value < LARGE:
        return exact
    rounded = repr(float(f"{value:.{_DIGITS}g}"))
    return rounded if len(rounded) < len(exact) - 2 else exact


def shortest_of(values: Sequence[float]) -> list[str]:
    """Each float as `shortest` writes it; in C where none has more digits than it needs."""
    texts = [*map(repr, values)]
    return texts if max(map(len, texts)) <= _DIGITS else [*map(shortest, values)]


def printed(value: object) -> str | None:
    """What `str` writes of a number, a flag, a date, a span of time, a UUID or a path; None of anything else.

    Times and spans of pandas and NumPy are written as Python's are, but for months and years; a number that is also a
    member of an enum as its value, and a float as `shortest` does.
    """
    from enum import Enum

    if has_python_time(value) and not (numpy_kind(value) and _numpy_unit(value) in _MONTHS):
        value = python_time(value)
        if isinstance(value, str):  # beyond the times of Python
            return value
    if isinstance(value, Enum):
        return None if not is_real(value) else str(_plain(value))
    if not (is_real(value) or is_flag(value) or _is_plain(value)):
        return None
    written = characters(str(value))
    return shortest(float(value)) if isinstance(value, float) and written == float.__repr__(value) else written


def _is_plain(value: object) -> bool:
    import datetime
    import uuid
    from pathlib import PurePath

    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta, uuid.UUID, PurePath)):
        return True
    return numpy_kind(value) in {"M", "m"} or pandas_class(value) in _SPANS
