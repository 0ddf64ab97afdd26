"""What a value of unknown type is, such as an argument of a caller: type guards, and what refuses other values.

After ``isinstance(value, Mapping)`` a type checker knows nothing about the keys and values of the mapping. These guards
say that they may be anything. For a `Json` value, ``isinstance(value, dict)`` is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeGuard

from ..errors import ConfigurationError
from ..errors.wording import shown

MOST_ENTRIES = 100_000
"""Entries or rows that are read of data: far more than a card can show."""
ARRAY, OBJECT, ORDERED = {list}, {dict}, {tuple, list}
"""Plain types: ``type(value) in OBJECT`` calls nothing, and leaves a value of any type what it is to a type checker."""

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
    sequence: Any = value
    return isinstance(value, Sequence) and not isinstance(value, _ONE_VALUE) and len(sequence) == 2


def is_series(value: object) -> bool:
    """Whether it is a series of pandas, or of a library like it: values with an index of their names."""
    return class_has(value, "iloc") and class_has(value, "index") and not is_frame(value)


def only_counts(labels: Any) -> bool:
    """Whether an index of pandas names nothing: the default one, a `RangeIndex` that counts from 0 and has no name.

    Any other is of its own, also where its labels happen to be 0, 1, …
    """
    return class_has(labels, "start") and (labels.start, labels.step, labels.name) == (0, 1, None)


def is_column(value: object) -> bool:
    """Whether it is a series or an index of whatever library, or an array of pyarrow: values of one type."""
    return class_has(value, "to_pylist") or (class_has(value, "to_list") and class_has(value, "dtype"))


def refuse_webhook(value: object) -> None:
    """Refuse the address of a webhook where something else belongs.

    Raises:
        ConfigurationError: it is one; the error shows nothing of it, for all of it is secret.
    """
    is_one = False
    with suppress(ValueError):  # of an int with too many digits for a repr
        is_one = "zapikey" in (value if isinstance(value, str) else repr(value)).lower()
    del value  # no traceback shall show it
    if is_one:
        raise ConfigurationError(
            "that looks like a webhook address: CliqTransport.from_webhook(…) takes it, or CLIQ_WEBHOOK_URL"
        )


def require_flags(**given: object) -> None:
    """Refuse what is no bool: a text such as "no", as an environment variable is, would count as true.

    Raises:
        ConfigurationError: one of them is none; it is told by its name.

    >>> require_flags(fit=True, at_least_once="no")
    Traceback (most recent call last):
    cardkit.errors.ConfigurationError: at_least_once must be True or False, not 'no'
    """
    for name, value in given.items():
        if not isinstance(value, bool):
            raise ConfigurationError(f"{name} must be True or False, not {shown(value)}")


def require_transport(given: object, hint: str = "") -> None:
    """Refuse what is no transport. What may hold a secret, such as a token or settings, is told by its type only.

    Args:
        given: what stands where a transport belongs.
        hint: what to do instead, where text or settings were given.

    Raises:
        ConfigurationError: it has no method ``send``, or is a class.
    """
    if isinstance(given, type):
        raise ConfigurationError(f"a transport is an object, and {given.__name__} is a class: {given.__name__}(…)")
    if callable(getattr(given, "send", None)):
        return
    refuse_webhook(given)
    kind = type(given).__name__
    hidden = isinstance(given, Iterable)  # as text, a mapping or a list
    came = f"of type {kind}" if hidden else shown(given)
    instead = f": {hint}" if hint and hidden else ""
    raise ConfigurationError(f"a transport has a method send(body, to); what was given is {came}{instead}")
