"""The values of a record by name: a mapping, a named tuple, a row of a query, or an object that declares its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import ConstraintError, Issue
from ..errors.wording import shown
from ..limits import CARDKIT
from .guards import is_array, is_frame, is_mapping, is_ordered, is_series, only_counts
from .libraries import numpy_kind, python_time
from .place import Place


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
        require_unique(names)
        values = [python_time(row[name]) for name in names] if numpy_kind(row) else row
        return dict(zip(names, values, strict=True))
    if declared := _declared(type(row)):
        return _attributes(row, declared)
    return _by_keys(row) if callable(getattr(row, "keys", None)) else None


def _by_keys(row: Any) -> Mapping[object, object] | None:
    """The values of a row that has keys, such as a row of a query or a series; None of a series without names."""
    is_row_of_frame = is_series(row)
    if is_row_of_frame and only_counts(row.index):
        return None
    keys: list[object] = [*row.keys()]
    require_unique(keys)
    if not is_row_of_frame:
        return {key: row[key] for key in keys}
    from .frames import read_series

    return dict(zip(keys, read_series(row), strict=True))


def require_unique(names: Sequence[object]) -> None:
    """Refuse a row of which two values have one name, for one would be lost.

    Raises:
        ConstraintError: two have.
    """
    if len({*names}) < len(names):
        place = Place("the row")
        place.duplicate_names(names, place.what)
        place.raise_errors()


def _places(row: Any) -> Sequence[Any]:
    """The names of the places of a named tuple, of a row of a query, or of one of NumPy's records."""
    if numpy_kind(row) == "V":
        return row.dtype.names or ()
    fields = getattr(row, "_fields", None)
    return fields if is_array(fields) and is_ordered(row) else ()


def _declared(cls: Any) -> list[str]:
    """The names of the fields of an attrs class, a data class, a model of pydantic or SQLAlchemy, or a struct."""
    if hasattr(cls, "__attrs_attrs__"):
        return [field.name for field in cls.__attrs_attrs__]
    if hasattr(cls, "__dataclass_fields__"):
        from dataclasses import fields

        return [field.name for field in fields(cls)]
    struct, mapper = getattr(cls, "__struct_fields__", None), getattr(cls, "__mapper__", None)
    is_model = hasattr(cls, "__pydantic_core_schema__")
    model: Any = cls.model_fields if is_model else getattr(mapper, "column_attrs", None)
    if is_array(struct) or hasattr(model, "keys"):
        return [*map(str, struct if is_array(struct) else model.keys())]
    return []


def _attributes(row: Any, names: Sequence[str]) -> dict[object, object]:
    """The values of the fields of an object, with those that a model of pydantic was given beyond its own.

    Raises:
        ConstraintError: one cannot be read, such as a column of SQLAlchemy whose session is closed.
    """
    try:
        values: dict[object, object] = {name: getattr(row, name) for name in names}
    except Exception as error:
        message, expected = f"a field of the row cannot be read: {shown(error)}", "fields that can be read"
        got, hint = type(row).__name__, "a mapping of its values"
        issue = Issue("", "unreadable", message, expected, got, CARDKIT, hint=hint)
        raise ConstraintError([issue]) from error
    extra = getattr(row, "__pydantic_extra__", None)
    return {**values, **extra} if is_mapping(extra) else values
