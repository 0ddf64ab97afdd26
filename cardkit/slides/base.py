"""What every kind of slide has in common, and what a stranger's slide must bring."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias, TypeVar, cast, runtime_checkable

from attrs import astuple, fields

from ..checks import refuse, wrong_type
from ..errors import ConstraintError, Issue
from ..limits import CARDKIT, CLIQ, Api, Limits
from ..values import json_text

if TYPE_CHECKING:
    from ..checks import Found
    from ..values import Number

T = TypeVar("T")
Fields: TypeAlias = tuple[Any, ...]

_blank = object.__new__


@runtime_checkable
class Slide(Protocol):
    """What a message takes as a slide: ours, or any object with these three.

    A stranger's slide is a frozen class of its own; `to_dict` gives the slide as the service reads it, `issues` its
    faults with paths relative to the slide.
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


class BuiltinSlide:
    """The base of our slides.

    A kind of slide is four functions over its fields, a tuple in the order of the class; the chain works with these
    alone. The frozen class is their face: what a user makes, sees and compares.
    """

    __slots__ = ()

    kind: ClassVar[str] = ""
    """The ``type`` of such slides on the wire."""
    entries: ClassVar[str] = ""
    """The name of the field that the steps of an open slide add to."""
    place: ClassVar[int] = 0
    """The place of that field among the fields."""

    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data", "styles")
    """The keys of such slides on the wire."""

    read: ClassVar[Callable[..., Fields]]
    """``read(*given, found, limits=None)``: the fields, checked; numbers too where there are `limits`."""

    @property
    def type(self) -> str:
        """The slide's ``type`` on the wire."""
        return self.kind

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        """The fields with settings replaced and entries added, all known to be right."""
        return fields

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        """The fields of a slide of a body, in any of the forms that sources have; the faults are added to `found`."""
        raise TypeError("this kind of slide cannot be parsed")

    @classmethod
    def object(cls, fields: Fields) -> Slide:
        """The slide that the fields stand for."""
        return cast(Slide, made(cls, *fields))

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        """The slide as JSON text, in the form of `api`."""
        raise TypeError("this kind of slide cannot be written")

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Sequence[Issue]:
        """The faults and warnings that show only once the slide is finished, such as that nothing is in it."""
        return ()

    def __repr__(self) -> str:
        # One for all kinds: that attrs makes one for each costs an import more than a millisecond.
        shown = [f"{field.name}={getattr(self, field.name)!r}" for field in fields(type(cast(Any, self)))]
        return f"{type(self).__name__}({', '.join(shown)})"

    def to_json(self, api: Api | None = None) -> str:
        """The slide as JSON text, in the form of `api` (None is v2)."""
        return self.write(fields_of(self), api)

    def to_dict(self, api: Api | None = None) -> dict[str, Any]:
        """The slide as fresh dicts and lists, in the form of `api` (None is v2)."""
        slide: dict[str, Any] = json.loads(self.to_json(api))
        return slide

    def excesses(self, limits: Limits = CLIQ) -> Sequence[Issue]:
        """The faults that no step can mend: numbers beyond `limits` and values that are not allowed."""
        found: Found = []
        type(self).read(*fields_of(self), found, limits)
        return found

    def issues(self, limits: Limits = CLIQ) -> tuple[Issue, ...]:
        """Every fault and warning of the slide; the paths are relative to it."""
        return (*self.excesses(limits), *self.gaps(fields_of(self), limits))


def fields_of(slide: Any) -> Fields:
    """The fields of one of our slides, in the order of its class."""
    return astuple(slide, recurse=False)


class WholeSlide:
    """The kind of a slide that joined a message as an object: no step changes it, and it stands for its fields."""

    @staticmethod
    def object(slide: Slide) -> Slide:
        """The slide itself."""
        return slide

    @staticmethod
    def write(slide: Slide, api: Api | None) -> str:
        """The slide as JSON text."""
        return written(slide, api)

    @staticmethod
    def gaps(slide: Slide, limits: Limits) -> Sequence[Issue]:
        """All issues of the slide."""
        return faults(slide, limits)


class AsRead:
    """The kind of a slide that was read in another form than the chain writes: its kind, fields, and JSON text."""

    @staticmethod
    def object(read: tuple[type[BuiltinSlide], Fields, str]) -> Slide:
        """The slide, in the form of the chain."""
        return read[0].object(read[1])

    @staticmethod
    def write(read: tuple[type[BuiltinSlide], Fields, str], api: Api | None) -> str:
        """The text as it was read, or the form of `api` where one is asked for."""
        kind, fields, text = read
        return text if api is None else kind.write(fields, api)

    @staticmethod
    def gaps(read: tuple[type[BuiltinSlide], Fields, str], limits: Limits) -> Sequence[Issue]:
        """The issues of the slide that show once it is finished."""
        return read[0].gaps(read[1], limits)


def made(cls: type[T], *fields: object) -> T:
    """An attrs object from fields that are known to be right."""
    new = _blank(cls)
    cast(Any, new).__attrs_init__(*fields)
    return new


def joined(slide: object, limits: Limits) -> Sequence[Issue]:
    """The faults that keep `slide` from joining a message."""
    if isinstance(slide, BuiltinSlide):
        return slide.excesses(limits)
    if isinstance(slide, type) or not isinstance(slide, Slide):
        hint = "RawSlide({…})" if isinstance(slide, Mapping) else "Table(…)"
        return [wrong_type(slide, "", "the slide", "a slide object", CARDKIT, hint=hint)]
    try:
        written(slide, None)
        return faults(slide, limits)
    except ConstraintError as error:
        return error.issues


def written(slide: Slide, api: Api | None) -> str:
    """Any slide as JSON text: ours write it, a stranger's dict is dumped.

    Raises:
        ConstraintError: a stranger's `to_dict` gives what JSON cannot say.
    """
    if isinstance(slide, BuiltinSlide):
        return slide.to_json(api)
    found: Found = []
    given = slide.to_dict(api)
    if not isinstance(given, Mapping) or not isinstance(given.get("type"), str):
        refuse([wrong_type(given, "", f"what {type(slide).__name__}.to_dict gives", "a mapping with a type", CARDKIT)])
    text = json_text(given, "", found, f"what {type(slide).__name__}.to_dict gives", CLIQ.depth)
    refuse(found)
    return text


def faults(slide: Slide, limits: Limits) -> Sequence[Issue]:
    """The issues of any slide.

    Raises:
        ConstraintError: a stranger's `issues` gives something else than issues.
    """
    given: object = slide.issues(limits)
    issues = tuple(given) if isinstance(given, Iterable) else (given,)
    for issue in issues:
        if not isinstance(issue, Issue):
            refuse([wrong_type(issue, "", f"what {type(slide).__name__}.issues gives", "Issue objects", CARDKIT)])
    return issues


def nothing_in(what: str, hint: str) -> Issue:
    """The fault of a slide that was opened and never filled."""
    return Issue("/data", "empty-slide", f"{what} has nothing in it", "at least one", "", CARDKIT, hint=hint)


def member(name: str, value: str | None) -> str:
    """One member of a JSON object with a comma before it, or nothing where the value is None."""
    return "" if value is None else f',"{name}":{quoted(value)}'


def texts(values: Iterable[str]) -> str:
    """Strings as a JSON array."""
    return f"[{','.join(map(quoted, values))}]"


def labelled(pairs: Iterable[tuple[str, Number]]) -> str:
    """Labels and their numbers as a JSON array of objects."""
    points = [f'{{"label":{quoted(label)},"value":{value}}}' for label, value in pairs]
    return f"[{','.join(points)}]"


quoted = encode_basestring
"""A string as JSON text, with all that is not ASCII left as it is."""
