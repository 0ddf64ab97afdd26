"""`sealed`: JSON that a frozen object hands out, as dicts and lists that cannot be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, overload

from .json import fresh
from .place import Json

_CHANGES = (
    "__delitem__", "__iadd__", "__imul__", "__ior__", "__setitem__", "append", "clear", "extend", "insert", "pop",
    "popitem", "remove", "reverse", "setdefault", "sort", "update",
)  # fmt: skip


def _read_only(cls: Any) -> Any:
    """A decorator of a subclass of dict or list, whose name it gets, as errors tell the type of a value.

    Its objects refuse to be changed, and a deep copy of one is plain.
    """

    def refuse(self: object, *_: object, **__: object) -> NoReturn:
        raise TypeError("this belongs to a part of a message and cannot be changed; copy.deepcopy(…) of it can")

    def copied(self: Json, memo: object) -> Json:
        return fresh(self)

    def pickled(self: Any) -> tuple[Callable[[Any], Any], tuple[Any]]:
        return sealed, (cls.__base__(self),)

    for name in _CHANGES:
        if hasattr(cls, name):
            setattr(cls, name, refuse)
    cls.__name__, cls.__deepcopy__, cls.__reduce__ = cls.__base__.__name__, copied, pickled
    return cls


@_read_only
class _Object(dict[str, Json]):
    __slots__ = ()


@_read_only
class _Array(list[Json]):
    __slots__ = ()


_SEALED = {_Object, _Array}


@overload
def sealed(value: Mapping[str, Json]) -> dict[str, Json]: ...
@overload
def sealed(value: Json) -> Json: ...
def sealed(value: Json | Mapping[str, Json]) -> Json | Mapping[str, Json]:
    """A deep copy of a JSON value that cannot be changed; it equals the value and looks like it.

    >>> job = sealed({"ids": [1]})
    >>> job
    {'ids': [1]}
    >>> job["ids"].append(2)
    Traceback (most recent call last):
    TypeError: this belongs to a part of a message and cannot be changed; copy.deepcopy(…) of it can
    """
    if type(value) in _SEALED:
        return value
    if isinstance(value, (dict, Mapping)):
        return _Object({key: inner if type(inner) is str else sealed(inner) for key, inner in value.items()})
    return _Array([inner if type(inner) is str else sealed(inner) for inner in value]) if type(value) is list else value


NO_KEYS = sealed(dict[str, Json]())
"""An object without keys."""
