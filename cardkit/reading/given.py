"""What the constructor of a part is given: each of its fields has a reader, which checks the kind of the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

from ..limits import CARDKIT
from .lists import each, entries
from .part import Raw
from .place import Place

Reader: TypeAlias = Callable[[Any, Place], Any]
Readers: TypeAlias = Mapping[str, tuple[str, Reader]]
"""By the name of a field what its value is in words, and what reads it."""


def checked(cls: Any, what: str, source: str, readers: Readers) -> None:
    """Have the constructor of a frozen class read what it is given; `creator` of the class still checks nothing.

    Limits are not checked, since a message may have its own. The constructor raises `ConstraintError`.

    Args:
        cls: the class; its fields are set to what their readers return.
        what: an object of it in words.
        source: who says what it may have.
        readers: those of its own fields. They are also called for what was left out.
    """
    init = cls.__init__
    unknown = several("what is unknown", instance(Raw, "what a part that was read has there"))
    readers = {**readers, "unknown": ("what is unknown", unknown)}

    @wraps(init)
    def read(self: Any, *given: Any, **named: Any) -> None:
        init(self, *given, **named)
        place = Place(what, source=source)
        values = read_given({name: getattr(self, name) for name in readers}, place, readers)
        place.raise_errors()
        for name, value in values.items():
            object.__setattr__(self, name, value)

    cls.__init__ = read


def read_given(given: Mapping[str, Any], place: Place, readers: Readers) -> dict[str, Any]:
    """What the readers return; issues are added to the place."""
    return {name: read(given[name], place.at(name, called)) for name, (called, read) in readers.items()}


def optional(read: Reader) -> Reader:
    """A reader that also takes None."""
    return lambda value, place: None if value is None else read(value, place)


def several(what: str, read: Reader, example: str = "") -> Callable[[Any, Place], tuple[Any, ...]]:
    """A reader of a list, which becomes a tuple; `what` is one of its entries in words."""
    return lambda value, place: each(entries(value, place, example), place, what, read)


def instance(kind: type | tuple[type, ...], expected: str, hint: str = "") -> Reader:
    """A reader of an object of a class."""

    def read(value: Any, place: Place) -> Any:
        if not isinstance(value, kind):
            place.wrong_type(value, expected, source=CARDKIT, hint=hint)
        return value

    return read
