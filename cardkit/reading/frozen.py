"""`frozen`: the decorator of attrs, for classes whose objects are created often.

attrs sets each field of a frozen object by a call of `object.__setattr__`. Here an object is filled with plain
assignments while it belongs to a twin of its class, which may be written to, and then it joins its class. That takes
half the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

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


__all__ = ["creator", "frozen"]
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
