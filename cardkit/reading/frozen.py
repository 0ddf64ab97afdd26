"""What cannot be changed: objects of classes that are created often, and the JSON that they hand out.

attrs sets each field of a frozen object by a call of `object.__setattr__`. Here an object is filled with plain
assignments while it belongs to a twin of its class, which may be written to, and then it joins its class. That takes
half the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, overload

from .json import fresh
from .place import Json

if TYPE_CHECKING:
    from attrs import frozen
else:
    from attrs import define
    from attrs.exceptions import FrozenInstanceError

    def frozen(*, init: bool = True, **options: Any) -> Callable[[type], type]:
        """A decorator that makes a frozen attrs class; the options are those of `attrs.frozen`.

        Its objects take weak references only if those of a base class do.

        >>> @frozen()
        ... class Point:
        ...     x: int
        >>> point = Point(1)
        >>> point.x = 2  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        attrs.exceptions.FrozenInstanceError
        """

        def decorate(plain: type) -> type:
            def thaw(new: object) -> None:
                object.__setattr__(new, "__class__", twin)

            def freeze(new: object) -> None:
                new.__class__ = cls

            plain.__attrs_pre_init__ = thaw if init else None
            plain.__attrs_post_init__ = freeze
            cls = define(plain, init=init, weakref_slot=False, **options)
            cls.__setattr__ = cls.__delattr__ = _refuse
            twin = _TWINS[cls] = _twin(cls, cls.__init__ if init else cls.__attrs_init__, freeze)
            return cls

        return decorate

    def _twin(cls: type, init: Callable[..., None], freeze: Callable[[object], None]) -> type:
        """A class of the same layout, whose objects may be written to."""
        members = {
            "__slots__": cls.__slots__,
            "__init__": init,
            "__attrs_pre_init__": lambda new: None,
            "__attrs_post_init__": freeze,
            "__setattr__": object.__setattr__,
            "__delattr__": object.__delattr__,
        }
        return type(cls.__name__, cls.__bases__, members)

    def _refuse(part: object, name: str, value: object = None) -> None:
        raise FrozenInstanceError


__all__ = ["NO_KEYS", "creator", "frozen", "sealed"]
T = TypeVar("T")
_TWINS: dict[type, Callable[..., Any]] = {}


def creator(cls: type[T]) -> Callable[..., T]:
    """The function that creates objects of a class made by `frozen` from the values of its fields, and checks nothing.

    >>> @frozen(init=False)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> creator(Point)(1)
    Point(x=1, y=0)
    """
    return _TWINS[cls]


# JSON

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
