"""What every kind of slide has in common, and what a slide of somebody else's must bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self, runtime_checkable

from attrs import fields, frozen

from ..errors import Issue
from ..limits import CLIQ, Api, Limits
from ..reading.objects import ObjectReader
from ..reading.part import Part, with_source
from ..reading.place import Json, Place

if TYPE_CHECKING:
    from ..reading.schemas import Schema


@runtime_checkable
class Slide(Protocol):
    """What a message takes as a slide: ours, or any object with these three.

    A slide of your own is a frozen class; `to_dict` gives the slide as the service reads it, `issues` its faults with
    paths relative to the slide.
    """

    @property
    def type(self) -> str:
        """The slide's ``type`` on the wire."""
        ...

    def to_dict(self, api: Api | None = None) -> Mapping[str, Any]:
        """The slide as fresh dicts and lists."""
        ...

    def issues(self, limits: Limits = CLIQ) -> Iterable[Issue]:
        """Every fault of the slide under `limits`."""
        ...


class Call(NamedTuple):
    """One call of a chain: what code prints, what tests play."""

    name: str
    args: Sequence[Any] = ()
    named: Mapping[str, Any] = {}

    @classmethod
    def of(cls, name: str, *args: Any, **named: Any) -> Call:
        """The call without trailing empty arguments and without keywords that are None."""
        while args and not args[-1] and args[-1] != 0:
            args = args[:-1]
        return cls(name, args, given(**named))


def given(**named: Any) -> dict[str, Any]:
    """The keywords that are not None.

    >>> given(title="Hosts", style=None)
    {'title': 'Hosts'}
    """
    return {key: value for key, value in named.items() if value is not None}


KINDS: dict[str, type[BuiltinSlide]] = {}
"""Our kinds of slide, under all names that sources give them."""


@frozen(eq=False, repr=False)
class BuiltinSlide(Part):
    """The base of our slides: a kind is a class that registers itself under its wire types.

    A kind brings its fields; a constructor, which reads them from what a caller gives; `parse`, which reads them from a
    body; how it is written; its rules, in `check_limits` and `check_complete`; its `schema`; and the `calls` of a chain
    that make it.
    """

    types: ClassVar[tuple[str, ...]] = ()
    """Its names on the wire, the usual one first."""
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data", "styles")
    """Its keys on the wire."""
    entries: ClassVar[str] = ""
    """The field that the steps of an open slide add to."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if BuiltinSlide not in cls.__bases__:
            raise TypeError(
                f"{cls.__bases__[0].__name__} is final: a slide of your own is a class with type, to_dict and issues"
            )
        KINDS.update(dict.fromkeys(cls.types, cls))

    @property
    def type(self) -> str:
        """The slide's ``type`` on the wire."""
        return self.types[0]

    @classmethod
    def parse(cls, reader: ObjectReader) -> Self:
        """The slide that an object of a body holds, in any of the documented forms.

        What keeps it from being read is told to the reader's place; the slide then holds what there is of it.
        """
        raise NotImplementedError

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        """The JSON Schema of the kind, under its usual type, and of what it consists of."""
        raise NotImplementedError

    def calls(self) -> Iterator[Call]:
        """The calls of a chain that make this slide."""
        raise NotImplementedError

    def extended(self, entries: Sequence[Any], settings: Mapping[str, Any]) -> Self:
        """This slide with entries added and settings replaced, all of them checked before."""
        return self

    if TYPE_CHECKING:

        def __attrs_init__(self, *args: Any, **named: Any) -> None:
            """What attrs makes: the fields, as they are."""


def finish(new: BuiltinSlide, read: BuiltinSlide, place: Place) -> None:
    """At the end of a constructor: give the new slide the fields that were read, or refuse them.

    Raises:
        ConstraintError: the place has errors.
    """
    place.raise_errors()
    for each in fields(type(read)):
        object.__setattr__(new, each.name, getattr(read, each.name))


def parse_builtin(body: dict[str, Json], place: Place) -> BuiltinSlide | None:
    """The slide of one of our kinds that an object of a body holds, or None where its type is none of ours."""
    name = body.get("type")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        return None
    named = Place(f"a slide of the type {name!r}", place.path, place.issues)
    reader = ObjectReader(body, named, kind.keys)
    slide = kind.parse(reader)
    reader.add_unknown_issues()
    return with_source(slide, body, reader.renamed)
