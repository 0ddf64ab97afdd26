"""What is near a data frame and yet none: a grouping, a style, a series, columns by name; and what makes data of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from .guards import class_has, is_mapping, is_ordered


class NearFrame(NamedTuple):
    """What a value is in words, and code that makes a frame of it, in which it is called `value`."""

    what: str
    hint: str


def near_frame(value: Any) -> NearFrame | None:
    """What a value is that holds a frame, or waits to become one; None of a frame itself and of all else.

    >>> near_frame([1]) is None
    True
    """
    library, name = type(value).__module__.partition(".")[0], type(value).__name__
    if library == "pandas":
        return _of_pandas(value, name)
    if library == "polars" and name in {"GroupBy", "LazyGroupBy"}:
        return NearFrame("a grouping of polars", "value.len()")
    if library == "pyarrow" and name == "TableGroupBy":
        return NearFrame("a grouping of pyarrow", 'value.aggregate([([], "count_all")])')
    return None


def _of_pandas(value: Any, name: str) -> NearFrame | None:
    if name == "Styler":
        return NearFrame("a style of pandas", "value.data")
    if not name.endswith(("GroupBy", "Resampler")):
        return None
    counted = "value.size().reset_index(name='count')"
    return NearFrame("a grouping of pandas", counted if getattr(value, "as_index", True) else "value.size()")


def frame_of_series(series: Any) -> str:
    """What makes a frame of a series, whatever its library."""
    if class_has(series, "reset_index"):
        return "a frame of it: .reset_index(), or .to_frame() without its labels"
    return "value.to_frame()" if series.name else "value.to_frame('value')"


def zipped_columns(given: object) -> str:
    """The code of the rows of columns by name, which is called `value`; nothing of anything else."""
    columns: Any = [*given.values()] if is_mapping(given) else []
    if not columns or not all(is_ordered(column) and hasattr(column, "__len__") for column in columns):
        return ""
    unequal = len({len(column) for column in columns}) > 1
    return "itertools.zip_longest(*value.values())" if unequal else "zip(*value.values(), strict=True)"
