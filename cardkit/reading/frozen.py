"""What cannot be changed: objects of classes that are created often, and the JSON that they hand out.

attrs sets each field of a frozen object by a call of `object.__setattr__`. A creator fills an object with plain
assignments while it belongs to a twin of its class, which may be written to, and then it joins its class. That takes a
third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, overload

import attrs

from .guards import is_array, is_mapping
from .json import fresh
from .place import Json

if TYPE_CHECKING:
    from attrs import frozen
else:
    frozen = partial(attrs.frozen, weakref_slot=False)  # only objects of a base class that has one take weak references

__all__ = ["NO_KEYS", "creator", "frozen", "hashable", "sealed"]
T = TypeVar("T")

_CREATOR = """\
def create({parameters}):
    new = blank(twin)
    {fields}
    new.__class__ = cls
    return new
"""


def creator(cls: type[T]) -> Callable[..., T]:
    """A function that creates objects of a frozen class from the values of its fields, and checks nothing.

    Defaults of its fields are values, not factories.

    >>> @frozen(init=False)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> creator(Point)(1)
    Point(x=1, y=0)
    """
    kind: Any = cls
    fields = sorted(attrs.fields(kind), key=lambda field: field.kw_only or not field.init)  # own ones come first
    defaults = {field.name: field.default for field in fields if field.default is not attrs.NOTHING}
    converters = {field.name: field.converter for field in fields if field.converter is not None}
    names = [field.name for field in fields]
    parameters = [f"{name}=defaults[{name!r}]" if name in defaults else name for name in names]
    values = [f"converters[{name!r}]({name})" if name in converters else name for name in names]
    lines = [f"new.{name} = {value}" for name, value in zip(names, values, strict=True)]
    scope: dict[str, Any] = {"blank": object.__new__, "twin": _twin(kind), "cls": kind}
    scope |= {"defaults": defaults, "converters": converters}
    text = _CREATOR.format(parameters=", ".join(parameters), fields="\n    ".join(lines))
    exec(text, scope)  # noqa: S102  # as attrs does
    create: Callable[..., T] = scope["create"]
    return create


def _twin(cls: Any) -> type:
    """A class of the same layout, whose objects may be written to."""
    writable = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(cls.__name__, cls.__bases__, {"__slots__": cls.__slots__, **writable})


# JSON

_CHANGES = (
    "__delitem__", "__iadd__", "__imul__", "__ior__", "__setitem__", "append", "clear", "extend", "insert", "pop",
    "popitem", "remove", "reverse", "setdefault", "sort", "update",
)  # fmt: skip


def _read_only(cls: Any) -> Any:
    """A decorator of a subclass of dict or list, whose name it gets, since errors quote values and tell their types.

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
    cls.__module__, cls.__name__ = cls.__base__.__module__, cls.__base__.__name__
    cls.__deepcopy__, cls.__reduce__ = copied, pickled
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


def hashable(value: object) -> object:
    """A hashable copy of a JSON value or of a tuple of such values; equal values have equal copies."""
    if is_mapping(value):
        return frozenset([(key, hashable(inner)) for key, inner in value.items()])
    return tuple([hashable(inner) for inner in value]) if is_array(value) else value
