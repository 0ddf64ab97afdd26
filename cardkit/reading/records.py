"""Records: objects that know the names of their values, such as mappings, named tuples, data classes and query rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .guards import class_has, is_array, is_frame, is_mapping, is_ordered
from .libraries import numpy_kind


def by_name(row: Any) -> Mapping[object, object] | None:
    """The values of a record by name; None of what has no names.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Host:
    ...     name: str
    ...     load: float
    >>> by_name(Host("web-1", 0.4)), by_name(["web-1", 0.4])
    ({'name': 'web-1', 'load': 0.4}, None)
    """
    if is_mapping(row):
        return row
    if isinstance(row, type) or is_frame(row):
        return None
    if names := _places(row):
        return dict(zip(names, row.item() if numpy_kind(row) else row, strict=True))
    if declared := _declared(type(row)):
        return {name: getattr(row, name) for name in declared}
    if not callable(getattr(row, "keys", None)):
        return None
    keys: list[object] = [*row.keys()]
    numbered = keys == [*range(len(keys))]  # such as a series without an index of its own
    return None if numbered else {key: row[key] for key in keys}


def _places(row: Any) -> Sequence[Any]:
    """The names of the places of a named tuple, of a row of a query, or of one of NumPy's records."""
    if numpy_kind(row) == "V":
        return row.dtype.names or ()
    fields = getattr(row, "_fields", None)
    return fields if is_array(fields) and is_ordered(row) else ()


def is_series(value: object) -> bool:
    """Whether it is a series of pandas, or of a library like it: values with an index of their names."""
    return class_has(value, "iloc") and class_has(value, "items") and not is_frame(value)


def _declared(cls: Any) -> list[str]:
    """The names of the fields of an attrs class or a data class."""
    if hasattr(cls, "__attrs_attrs__"):
        return [field.name for field in cls.__attrs_attrs__]
    if not hasattr(cls, "__dataclass_fields__"):
        return []
    from dataclasses import fields

    return [field.name for field in fields(cls)]
