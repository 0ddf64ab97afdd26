"""What a value of unknown type is, such as an argument of a caller: type guards, and the values of a record by name.

After ``isinstance(value, Mapping)`` a type checker knows nothing about the keys and values of the mapping. These guards
say that they may be anything. For a `Json` value, ``isinstance(value, dict)`` is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from ..errors import ConstraintError, Issue, shown
from ..limits import CARDKIT
from .libraries import numpy_kind, python_time

_ONE_VALUE = (str, bytes, bytearray)
_PLAIN = {dict, list, tuple}
_UNORDERED = (*_ONE_VALUE, Mapping, set, frozenset)


def is_text(value: object) -> TypeGuard[str]:
    """Whether it is a string. Also for arguments that are declared as strings, since a caller may not check types."""
    return isinstance(value, str)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is an int or a float, and no bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether it is a mapping, whatever its keys are."""
    return isinstance(value, Mapping)


def is_iterable(value: object) -> TypeGuard[Iterable[object]]:
    """Whether it is an iterable other than text and bytes."""
    return _is_iterable(value) and not isinstance(value, _ONE_VALUE)


def is_ordered(value: object) -> TypeGuard[Iterable[object]]:
    """Whether it is an iterable that has an order and is neither text, bytes nor a mapping."""
    return _is_iterable(value) and not isinstance(value, _UNORDERED)


def _is_iterable(value: object) -> TypeGuard[Iterable[object]]:
    """Whether it can be iterated over, which an array of NumPy's without a dimension only seems to."""
    return getattr(value, "ndim", 1) != 0 and isinstance(value, Iterable)


def is_frame(value: object) -> bool:
    """Whether it is a data frame, eager or lazy, of whatever library. As an iterable it gives the names of its columns.

    Only the class is asked: reading the shape of a lazy frame would run its query.
    """
    return class_has(value, "columns") and (class_has(value, "shape") or class_has(value, "collect"))


def class_has(value: object, name: str) -> bool:
    """Whether the class of a value has an attribute, which is then not read."""
    return hasattr(type(value), name)


def is_cursor(value: object) -> bool:
    """Whether it is a cursor of the DB-API or a result of SQLAlchemy, which give their rows in portions."""
    return hasattr(value, "fetchmany") and (hasattr(value, "description") or hasattr(value, "keys"))


def is_data(value: object) -> bool:
    """Whether it is data in columns: a frame, or a cursor or result."""
    return type(value) not in _PLAIN and (is_frame(value) or is_cursor(value))


def is_array(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Whether it is a list or a tuple."""
    return isinstance(value, (list, tuple))


def is_pair(value: object) -> TypeGuard[Sequence[object]]:
    """Whether it is a sequence of two values."""
    return _is_sequence(value) and not isinstance(value, _ONE_VALUE) and len(value) == 2


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence)


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
    if not callable(getattr(row, "keys", None)):
        return None
    keys: list[object] = [*row.keys()]
    require_unique(keys)
    numbered = keys == [*range(len(keys))]  # such as a series without an index of its own
    return None if numbered else {key: row[key] for key in keys}


def require_unique(names: Sequence[object]) -> None:
    """Refuse a row of which two values have one name, for one would be lost.

    Raises:
        ConstraintError: two have.
    """
    if len({*names}) < len(names):
        message, hint = "the row has two columns of the same name", "AS in the query, which renames one"
        issue = Issue("", "duplicate-header", message, "each name once", shown(names), CARDKIT, hint=hint)
        raise ConstraintError([issue])


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
        message, kind = f"a field of the row cannot be read: {shown(error)}", type(row).__name__
        issue = Issue(
            "", "unreadable", message, "fields that can be read", kind, CARDKIT, hint="a mapping of its values"
        )
        raise ConstraintError([issue]) from error
    extra = getattr(row, "__pydantic_extra__", None)
    return {**values, **extra} if is_mapping(extra) else values
