"""`Part`: what every part of a message has in common, and `Raw`, a part that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeAlias, TypeVar, final

from attrs import field, fields

from ..errors import Issue
from ..errors.issue import keys_of, with_paths_renamed
from ..limits import CARDKIT, Api, Limits, read_api, read_limits
from .frozen import frozen, hashable, sealed
from .guards import ARRAY
from .json import fresh
from .lists import each, entries
from .place import Json, Place

if TYPE_CHECKING:
    from attrs import AttrsInstance


class Value:
    """Base of attrs classes: equality, hash and repr by the fields that are compared.

    One implementation for all classes, since each method that attrs generates slows the import down.
    """

    __slots__ = ("__weakref__",)
    _instead: ClassVar[str] = "write a function that returns one"
    """What to do instead of a subclass of a final class."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for base in cls.__bases__:
            if "__final__" in vars(base):  # set by typing's decorator
                raise TypeError(f"{base.__name__} is final: {cls._instead}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(hashable(_values(self)))

    def __repr__(self) -> str:
        given = {name: getattr(self, name) for name in sorted(_names(type(self)), key=_BESIDE.__contains__)}
        shown = [f"{name}={value!r}" for name, value in given.items() if value or name not in _BESIDE]
        return f"{type(self).__name__}({', '.join(shown)})"


_BESIDE = ("unknown", "buttons")  # shown where there are some


def _names(cls: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a class that are compared."""
    return tuple([each.name for each in fields(cls) if each.eq])


def _values(value: Value) -> tuple[object, ...]:
    """What is compared of an object."""
    return tuple([getattr(value, name) for name in _names(type(value))])


@final
@frozen(eq=False, repr=False)
class Raw(Value):
    """JSON that cannot be read, or an unknown key: kept unchanged, with its issues.

    Attributes:
        path: a JSON Pointer relative to the part that holds it; empty for an entry of a list, such as a button.
        json: the JSON, unchanged.
        findings: the issues, with paths relative to the part that holds it; they are not compared.
        partial: what could be read of it, where its limits are checked all the same; it is not compared.

    >>> from cardkit import Message
    >>> read = Message.from_dict({"text": "Hi", "buttons": [{"label": "Go"}]})
    >>> button = read.payload.buttons[0]
    >>> button.to_dict(), [issue.code for issue in button.issues()]
    ({'label': 'Go'}, ['missing-key'])
    """

    path: str
    json: Json = field(converter=sealed)
    findings: tuple[Issue, ...] = field(default=(), eq=False)
    partial: Part | None = field(default=None, eq=False)

    def to_dict(self, api: Api | None = None) -> Json:
        """A copy of the JSON; `api` changes nothing."""
        return fresh(self.json)

    def issues(self, limits: Limits | None = None) -> tuple[Issue, ...]:
        """Its issues, with paths relative to the part that holds it; `limits` are for what could be read of it."""
        limits = read_limits(limits)
        return self.findings if self.partial is None else (*self.findings, *self.partial.check_limits(limits))


class Source(NamedTuple):
    """The JSON a part was parsed from.

    `renamed` are pairs of a path in the normal form and the path in the JSON, `notes` the warnings about values that
    the normal form writes otherwise.
    """

    json: dict[str, Json]
    renamed: tuple[tuple[str, str], ...] = ()
    notes: tuple[Issue, ...] = ()


@frozen(eq=False, repr=False)
class Part(Value):
    """A part of a message: a frozen object that `to_dict` writes and `issues` checks.

    A part that was parsed from a body also has `unknown`, its unknown keys and the values that cannot be read, and
    `source`, the JSON it was parsed from. It is written as that JSON until a step changes it, and afterwards in the
    normal form together with `unknown`. `source` is neither compared nor shown.

    >>> from cardkit import Message
    >>> read = Message.from_dict({"card": {"title": "Build 7", "colour": "red"}})
    >>> card = read.payload.card
    >>> card.title, [(raw.path, raw.json) for raw in card.unknown], card.to_dict()
    ('Build 7', [('/colour', 'red')], {'title': 'Build 7', 'colour': 'red'})
    """

    unknown: tuple[Raw, ...] = field(default=(), kw_only=True)
    source: Source | None = field(default=None, init=False, eq=False)

    def to_dict(self, api: Api | None = None) -> dict[str, Any]:
        """The part as new dicts and lists.

        Args:
            api: ``"v2"`` for the form of the published examples, ``"v3"`` for the flat form. None is the form the part
                was parsed from, and ``"v2"`` for a part that was not parsed. One that there is not is a
                `ConfigurationError`.
        """
        if api is not None:
            read_api(api)
        elif self.source is not None:
            return fresh(self.source.json)
        body = self._written(api)
        if self.unknown:
            body = with_unknown(body, self.unknown)
        return self._flat(body) if api == "v3" else body

    def issues(self, limits: Limits | None = None) -> tuple[Issue, ...]:
        """Every error and warning about the part under `limits`; the paths are relative to the part."""
        limits = read_limits(limits)
        beyond, incomplete = self.check_limits(limits), self.check_complete(limits)
        notes = () if self.source is None else self.source.notes
        if not (beyond or incomplete or self.unknown or notes):
            return ()
        unknown = [issue for raw in self.unknown for issue in raw.findings]
        return (*notes, *unknown, *at_source_paths(self, [*beyond, *incomplete]))

    def changed(self, **values: Any) -> Self:
        """This part with other values of some fields, which are not checked; it is no longer what was parsed."""
        new = object.__new__(type(self))
        fill(new, self, **values, source=None)
        return new

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        """The issues that no further step can fix: lengths and counts beyond `limits`, values not in their lists."""
        return ()

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        """The issues that exist only once the part is finished, such as an empty list."""
        return ()

    def _written(self, api: Api | None) -> dict[str, Any]:
        """The fields in the form of the published examples; `api` is passed on to inner parts."""
        raise NotImplementedError

    def _flat(self, body: dict[str, Any]) -> dict[str, Any]:
        """Convert the result of `_written` to the flat form, if this part has one."""
        return body


P = TypeVar("P", bound=Part)
A = TypeVar("A", bound="AttrsInstance")


def fill(new: A, part: A, **values: Any) -> None:
    """Set the fields of a new object to those of another, but for `values`."""
    for one in fields(type(new)):
        object.__setattr__(new, one.name, values[one.name] if one.name in values else getattr(part, one.name))


def with_source(
    part: P, json: dict[str, Json], renamed: Sequence[tuple[str, str]] = (), notes: Sequence[Issue] = ()
) -> P:
    """Set the source of a part that was just created."""
    object.__setattr__(part, "source", Source(json, tuple(renamed), tuple(notes)))
    return part


def at_source_paths(part: Part, issues: Sequence[Issue]) -> Sequence[Issue]:
    """The issues of a part, with the paths of the JSON it was parsed from."""
    return with_paths_renamed(issues, dict(part.source.renamed)) if part.source is not None else issues


def with_unknown(body: dict[str, Any], unknown: Sequence[Raw]) -> dict[str, Any]:
    """Put unknown values into a body at their paths."""
    for raw in unknown:
        *way, last = keys_of(raw.path)
        _holder(body, way)[last] = fresh(raw.json)
    return body


def _holder(body: dict[str, Any], way: Sequence[str]) -> Any:
    """The object at the end of a way through a body, where missing objects are created; None for want of an entry."""
    at: Any = body
    for step in way:
        if type(at) not in ARRAY:
            at = at.setdefault(step, {})
        elif int(step) < len(at):
            at = at[int(step)]
        else:
            return None
    return at


# What a constructor is given


def keep_unknown(part: Part, unknown: Iterable[Raw]) -> None:
    """Give a new part the unknown values that it has of those of an older version.

    An entry that is gone takes its own with it, and a value that is set now replaces the one that its key had.
    """
    object.__setattr__(part, "unknown", ())
    kept = tuple(unknown)
    body = part.to_dict() if kept else {}
    object.__setattr__(part, "unknown", tuple([raw for raw in kept if _has_place(raw, body)]))


def _has_place(raw: Raw, body: dict[str, Any]) -> bool:
    *way, last = keys_of(raw.path)
    holder = _holder(body, way)
    return holder is not None and bool(holder.get(last, raw.json) == raw.json)


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
        keep_unknown(self, values["unknown"])

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
