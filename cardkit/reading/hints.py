"""What to write instead of a wrong argument: code that makes of it what belongs in its place, and calls it `value`.

Each function returns an empty text where no code is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Sized
from typing import Any

from ..errors.wording import as_code, free
from .guards import class_has, is_array, is_column, is_frame, is_mapping, is_ordered, is_text
from .libraries import finite, is_missing, is_real, printed
from .records import by_name

# Text and single values


def text_code(value: object) -> str:
    """Code that makes text of a value of another type, but not of what no cell takes."""
    if callable(getattr(type(value), "casefold", None)):  # a lazy string, as translations are
        return "str(value)"
    if is_array(value):
        return f'", ".join({as_code(value, "value")})' if value and all(map(is_text, value)) else ""
    if is_mapping(value):  # such as {"text": "Hi"}
        only = next(iter(value.values())) if len(value) == 1 else None
        return as_code(only) if is_text(only) and only.isprintable() and only.strip() else ""
    return member_code(value, as_text=True) or (f"str({as_code(value, 'value')})" if _is_usable(value) else "")


def _is_usable(value: object) -> bool:
    """Whether a cell takes the value, or its text."""
    return not is_missing(value) and (finite(value) if is_real(value) else printed(value)) is not None


def member_code(value: object, *, as_text: bool = False, name: str = "") -> str:
    """Code for what a member of an enum stands for, or else for its name.

    Args:
        value: the member, or anything else.
        as_text: whether a number will not do.
        name: what the code calls the member; by default by its own name.

    >>> from enum import Enum
    >>> class State(Enum):
    ...     DOWN = "down"
    >>> member_code(State.DOWN), member_code(State.DOWN, name="member"), member_code("down")
    ('State.DOWN.value', 'member.value', '')
    """
    from enum import Enum

    if not isinstance(value, Enum) or not (value.name or "").isidentifier():
        return ""
    inner: object = value.value
    known = isinstance(inner, str) or printed(inner) is not None
    code = f"{name or f'{type(value).__name__}.{value.name}'}.{'value' if known else 'name'}"
    return f"str({code})" if as_text and known and not isinstance(inner, str) else code


def only_value(value: Any) -> str:
    """Code for the only value of a list, an array or a row of a query, or of a scalar of Arrow.

    >>> only_value(("web-1",)), only_value(("web-1", "up"))
    ('[*value][0]', '')
    """
    if class_has(value, "as_py"):
        return "value.as_py()"
    if class_has(value, "item") and getattr(value, "size", 0) == 1:  # as an array of NumPy's has it
        return "value.item()" if _is_usable(value.item()) else ""
    is_one = is_ordered(value) and isinstance(value, Sized) and len(value) == 1 and not is_frame(value)
    return "[*value][0]" if is_one else ""


def content_code(value: object, name: str) -> str:
    """Code that reads the file that a value is, a path or an open one, which it calls `name`."""
    if hasattr(value, "read_bytes"):
        return f"{name}.read_bytes()"
    return f"{name}.read()" if hasattr(value, "readline") else ""


# Pairs, rows and data frames

_MAKES_FRAMES = re.compile("GroupBy|Resampler|Rolling|Expanding|Window|Styler|Dataset")
A_FRAME = (
    "a data frame: of a grouping of pandas value.size().reset_index(), of another or of a window what it computes, "
    "of a style value.data, of a stream pyarrow.table(value)"
)
"""What to give instead of something that `makes_frames`."""
PAIRS = "[({}, row[{!r}]) for row in value]"
"""Code that makes pairs of records, as a template with the name and the value of each."""
GRAPH = "x={!r}, y={!r}"
"""The options of a graph that name the column of its labels and those of its numbers, as a template."""
_POINTS = '[(point["label"], point["value"]) for point in row["values"]]'


def pairs_code(rows: Sequence[Any], columns: str) -> str:
    """Code that makes pairs of mappings, or the options `columns` with the names of those that hold them.

    Mappings that have other keys than the first, or may be read in two ways, get none.
    """
    if not all(map(is_mapping, rows)) or not all(rows):
        return ""
    if all(len(row) == 1 for row in rows):
        return _of_single_pairs(rows, columns)
    first = rows[0]
    if any(row.keys() != first.keys() or not all(map(is_text, row)) for row in rows):
        return ""
    return _of_columns(first, columns) if columns != PAIRS else _of_records(first, alone=len(rows) == 1)


def _of_columns(first: Mapping[str, Any], columns: str) -> str:
    """The options with the first column of labels and those of numbers; a graph may be that of a body."""
    is_graph, values = columns == GRAPH, first.get("values")
    if is_graph and {*first} == {"category", "values"} and (is_mapping(values) or is_array(values)):
        code = _POINTS if is_array(values) and all(map(is_mapping, values)) else 'row["values"]'
        return f'[(row["category"], {code}) for row in value]'
    numbers = [name for name, value in first.items() if is_real(value)]
    labels = (_labels(first) or [numbers.pop(0)]) if numbers else []
    if not labels or not numbers:
        return ""
    return columns.format(labels[0], numbers if is_graph and len(numbers) > 1 else numbers[0])


def _of_records(first: Mapping[str, Any], *, alone: bool) -> str:
    """A single record is pairs itself; two columns are names and values."""
    values, labels = [*first.values()], _labels(first)
    if alone and "value" not in first and (all(map(is_text, values)) or all(map(is_real, values))):
        return "value[0]"
    name, value, *others = first
    if others or name not in labels or not (value in labels or is_real(first[value])):
        return ""
    return PAIRS.format(f"row[{name!r}]" if is_text(first[name]) else f"str(row[{name!r}])", value)


def _labels(first: Mapping[str, Any]) -> Sequence[str]:
    """The columns whose values can be labels."""
    return [name for name, value in first.items() if is_text(value) or (printed(value) and not is_real(value))]


def _of_single_pairs(rows: Sequence[Any], columns: str) -> str:
    """Code for mappings of one name each; numbers of a graph need a category around them."""
    names, items = zip(*[pair for row in rows for pair in row.items()], strict=True)
    of_graph, nested = columns == GRAPH, [is_mapping(item) or is_array(item) for item in items]
    if (any(nested) and not (of_graph and all(nested))) or (of_graph and any(map(is_text, items))) or None in names:
        return ""
    code = "[pair for row in value for pair in row.items()]"
    if not all(map(is_text, names)):
        code = "[(str(name), item) for row in value for name, item in row.items()]"
    return f'{{"…": {code}}}' if of_graph and not any(nested) else code


def rows_code(value: Any) -> str:
    """Code that makes the rows of a table of columns by name, of records by name, or of a single record."""
    if rows := zipped_columns(value):  # or the data of a table as it stands in a body
        return '.table(value["headers"], value["rows"])' if {*value} == {"headers", "rows"} else rows
    is_one = is_mapping(value) or not (is_ordered(value) or hasattr(value, "keys"))  # as a client of Redis has them
    record = by_name(value) if is_one else None
    inner: list[Any] = [*record.values()] if record and is_mapping(value) else [None]
    if all(map(is_mapping, inner)):
        keys = {key for row in inner for key in row}
        name = free("name", keys, between=" ") if "name" in keys else "name"
        return f"[{{{name!r}: name, **row}} for name, row in value.items()]"
    return "[value]" if record else ""


def makes_frames(value: object) -> bool:
    """Whether it is no frame itself, but of a library of frames: a grouping, a window, a style, or a stream of Arrow.

    >>> makes_frames([1])
    False
    """
    cls = type(value)
    if cls.__module__.partition(".")[0] in {"pandas", "polars", "pyarrow"} and _MAKES_FRAMES.search(cls.__name__):
        return True
    return class_has(value, "__arrow_c_stream__") and not (is_frame(value) or is_column(value))


def zipped_columns(given: object) -> str:
    """Code that makes records of columns by name."""
    columns: Any = [*given.values()] if is_mapping(given) else []
    if not columns or not all(is_ordered(column) and hasattr(column, "__len__") for column in columns):
        return ""
    unequal = len({len(column) for column in columns}) > 1
    rows = "itertools.zip_longest(*value.values())" if unequal else "zip(*value.values(), strict=True)"
    return f"[dict(zip(value, row)) for row in {rows}]"
