"""Data frames of pandas, polars, pyarrow, DuckDB, modin and others, through narwhals, which is imported here only.

The same data gives the same values whatever the library, but for whole floats with a gap. A missing value is None, and
times are Python's. A float of single or half precision gets the few digits that tell it from its neighbours. A column
of whole numbers that pandas keeps as NumPy's floats, because some are missing, gets ints again, so that 8.0 is written
as 8; every other type says itself what it holds, and of polars and Arrow it stays 8.0.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Container, Sequence
from math import isnan
from typing import Any, NamedTuple

from ..errors import MissingExtraError
from ..errors.wording import cut, free, shown
from ..limits import CARDKIT
from .guards import MOST_ENTRIES, class_has, is_text
from .libraries import python_time, python_value
from .place import Place


class ColumnSource(NamedTuple):
    """Data by columns, each read only when it is asked for.

    Attributes:
        names: the columns, in their order.
        values: the values of a column; None where one is missing.
        index_name: the name of an index that can be asked for like a column, but is none.
        is_empty: whether there are neither columns nor rows, as in a frame of no records.
    """

    names: tuple[Any, ...]
    values: Callable[[Any], Sequence[Any]]
    index_name: object = None
    is_empty: bool = False


def read_frame(frame: Any, place: Place, index: object) -> ColumnSource | None:
    """The columns of a frame; with `index`, that of pandas is the first of them under this name. None with an issue.

    A frame with more than `MOST_ENTRIES` rows, a column twice, or an index or columns of several levels adds an issue.

    Raises:
        MissingExtraError: narwhals is not installed, or for frames of DuckDB pyarrow.
    """
    eager = None if _has_levels(frame, place) else _eager(frame, place)
    if eager is None or _has_many(eager.shape[0], frame, place):
        return None

    def values(name: Any) -> Sequence[Any]:
        try:
            return _values(eager.get_column(name))
        except (ValueError, OverflowError):
            message, hint = f"the column {shown(name)} has times that Python does not know", "a column of their text"
            place.add("out-of-range", message, "times from the year 1 to 9999", shown(name), source=CARDKIT, hint=hint)
            return ()

    source = ColumnSource(tuple(eager.columns), values, is_empty=not any(eager.shape))
    if (labels := index_of(frame)) is not None:
        return None if _has_bad_index(index, source.names, place) else _with_index(source, labels, index)
    if index is not None:
        no_index(index, place)
    return source


def _has_many(count: int, frame: Any, place: Place) -> bool:
    if count > MOST_ENTRIES:
        hint = "df.head(20)" if hasattr(frame, "head") else "df.slice(0, 20)"
        place.too_much(f"{count:,}" if class_has(frame, "shape") else f"more than {MOST_ENTRIES:,}", "rows", hint)
    return count > MOST_ENTRIES


def no_index(index: object, place: Place) -> None:
    """Add the issue that ``index=`` is given for data that has no index."""
    message = "index= names the index of a frame of pandas, and this data has none"
    place.add("unknown-column", message, "a frame of pandas", shown(index), source=CARDKIT, hint="leave index= out")


def _has_bad_index(index: object, names: Container[object], place: Place) -> bool:
    """Whether ``index=`` is no text, or the name of a column, which adds an issue."""
    before, at = len(place.issues), place.within("", "index=")
    if index is not None and not is_text(index):
        at.wrong_type(index, "the name that the index gets as a column", source=CARDKIT, hint='index="Host"')
    elif index is not None and index in names:
        message = f"index= names the index {shown(index)}, and there is a column of this name"
        hint = f"index={free(index, names, between=' ')!r}"
        at.add("duplicate-header", message, "another name", shown(index), source=CARDKIT, hint=hint)
    return len(place.issues) > before


def _with_index(source: ColumnSource, labels: Any, index: object) -> ColumnSource:
    """The source with the index of a frame of pandas, as its first column where it is asked for."""
    name = labels.name if index is None else index
    if name is None:
        return source

    def values(column: Any) -> Sequence[Any]:
        if column != name or column in source.names:
            return source.values(column)
        return _values(_narwhals().from_native(labels.to_series(), series_only=True))

    names = source.names if index is None else (index, *source.names)
    return source._replace(names=names, values=values, index_name=name)


def _narwhals() -> Any:
    try:
        import narwhals
    except ModuleNotFoundError:
        raise MissingExtraError("a data frame needs narwhals: pip install 'cardkit[frames]'") from None
    return narwhals


def index_of(frame: Any) -> Any:
    """The index of a frame of pandas, in memory; None of all else, also of frames of Dask, where it is only a query."""
    index = frame.index if class_has(frame, "iloc") else None
    return index if hasattr(index, "nlevels") else None


def _has_levels(frame: Any, place: Place) -> bool:
    """Whether the index or the columns of a frame of pandas have several levels, which adds an issue."""
    if (index := index_of(frame)) is None:
        return False
    for labels, what, hint in (
        (frame.columns, "columns", 'df.columns = ["_".join(map(str, names)) for names in df.columns]'),
        (index, "an index", "df.reset_index()"),
    ):
        if labels.nlevels > 1:
            levels = ", ".join([shown(name) for name in labels.names if name is not None])
            message = f"the data frame has {what} of {labels.nlevels} levels{cut(levels and f': {levels}')}"
            got = shown(labels[:1].to_list())
            place.add("multi-index", message, "one level", got, source=CARDKIT, hint=hint)
            return True
    return False


def _eager(frame: Any, place: Place) -> Any:
    """The frame as narwhals has it, in memory; a lazy one is read only up to one row more than is allowed."""
    nw = _narwhals()
    from narwhals.exceptions import DuplicateError

    try:
        read = _native(nw, frame, place)
        return read.head(MOST_ENTRIES + 1).collect() if isinstance(read, nw.LazyFrame) else read
    except ModuleNotFoundError as error:  # narwhals reads some by way of pyarrow, which it does not bring
        needed = (error.name or "pyarrow").partition(".")[0]
        raise MissingExtraError(f"a data frame of this library needs {needed}, too: pip install {needed}") from None
    except DuplicateError:
        if not class_has(frame, "shape"):  # a query whose own error says more
            raise
        place.duplicate_names([*getattr(frame, "column_names", frame.columns)], "the data frame")
        return None


def _native(nw: Any, frame: Any, place: Place) -> Any:
    """The frame as narwhals has it; what it does not know it may read by the interface of Arrow."""
    try:
        return nw.from_native(frame)
    except TypeError:
        if hasattr(frame, "__arrow_c_stream__"):
            return nw.from_arrow(frame, backend="pyarrow")
    expected = "a frame that narwhals reads: of pandas, polars, pyarrow, DuckDB, modin …"
    place.wrong_type(frame, expected, source=CARDKIT, hint='its rows, as df.to_dict("records") gives them')
    return None


def _values(series: Any) -> Sequence[Any]:
    """The values of a column: None where one is missing, and otherwise Python's own."""
    nw, kind = _narwhals(), series.dtype
    values: list[Any] = series.to_list()
    if series.is_null().any():
        values = [None if gone else value for value, gone in zip(values, series.is_null().to_list(), strict=True)]
    native = series.to_native()
    own_name = str(getattr(native, "dtype", getattr(native, "type", "")))
    name = own_name if kind == nw.Unknown else str(kind)
    if name in _SHORT_FLOATS:
        values = [None if value is None else _shortest_in(value, *_SHORT_FLOATS[name]) for value in values]
    if kind.is_float() or name in _SHORT_FLOATS:
        return _floats(values, may_be_whole=own_name == "float64")
    if kind.is_temporal():
        return [python_time(value) for value in values]
    return [*map(python_value, values)] if kind in {nw.Object, nw.Unknown} else values


def read_series(series: Any) -> tuple[Any, ...]:
    """The values of a series or an index, or of an array of pyarrow, as those of a column; what is missing as it came.

    Without narwhals, and where Python or narwhals does not know them, all are as they came.
    """
    came = series.to_pylist() if class_has(series, "to_pylist") else [*series]
    if class_has(series, "get_loc"):  # an index of pandas
        series = series.to_series()
    elif class_has(series, "to_pylist") and not class_has(series, "chunks"):
        series = sys.modules["pyarrow"].chunked_array([series])
    try:
        read = _values(_narwhals().from_native(series, series_only=True))
    except (MissingExtraError, ValueError, OverflowError, TypeError):
        return tuple(came)
    return tuple([old if new is None else new for old, new in zip(came, read, strict=True)])


def _floats(values: list[float | None], *, may_be_whole: bool) -> Sequence[float | None]:
    """Floats without NaN; whole ones as ints where some are missing, if they are of NumPy, which has no other place."""
    present = [value for value in values if value is not None and not isnan(value)]
    if len(present) == len(values):
        return values
    number = int if may_be_whole and all(value.is_integer() for value in present) else float
    return [None if value is None or isnan(value) else number(value) for value in values]


_HALF = ("e", 3)
_SHORT_FLOATS = {"Float32": ("f", 6), "Float16": _HALF, "float16": _HALF, "halffloat": _HALF}
"""Types of floats with fewer digits than Python's: their letter in `struct`, and how many digits each of them keeps.

Those of half precision also as pandas and Arrow call them, since earlier versions of narwhals do not know them.
"""


def _shortest_in(value: float, letter: str, digits: int) -> float:
    """A float of a type as the shortest number that is the same in it: 0.1, not 0.10000000149011612."""
    packed = struct.pack(letter, value)
    shorter = (float(f"{value:.{count}g}") for count in range(digits, digits + 4))
    return next((number for number in shorter if struct.pack(letter, number) == packed), value)
