"""Slides of somebody else's class: what may join a message, and classes that are registered for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import attrs

from ..errors import ConfigurationError, ConstraintError, Issue, shown
from ..limits import CARDKIT, CLIQ, Api, Limits
from ..reading.json import DEEPEST, check_depth, fresh, json_value
from ..reading.part import Value
from ..reading.place import Json, Place
from .base import KINDS, BuiltinSlide, Slide

CUSTOM: dict[str, type[Readable]] = {}
"""The registered kinds of users."""


class Readable(Slide, Protocol):
    """A slide of somebody else's that can be read from a body, too."""

    @classmethod
    def from_dict(cls, slide: Mapping[str, Any], /) -> Slide:
        """The slide from a dict of a body."""
        ...


S = TypeVar("S", bound="type[Readable]")


def register(cls: S) -> S:
    """Make slides of a class of your own readable: `Message.from_dict` and `check` use its ``from_dict``.

    Args:
        cls: a class with the form of `Slide`, a classmethod ``from_dict``, and its ``type`` as a class attribute or as
            the default of an attrs field. Works as a decorator. A class registered before under the type is replaced.

    Raises:
        ConfigurationError: the class has no such type or no ``from_dict``, or the type is one of cardkit's own.
    """
    kind = _type_of(cls)
    if not kind or kind in KINDS:
        raise ConfigurationError(f"{cls!r} cannot be registered: its type must be a string of its own, not {kind!r}")
    for name in ("from_dict", "to_dict", "issues"):
        if not callable(getattr(cls, name, None)):
            raise ConfigurationError(f"{cls!r} cannot be registered: it has no method {name}")
    CUSTOM[kind] = cls
    return cls


def _type_of(cls: type[Any]) -> str | None:
    kind = getattr(cls, "type", None)
    if not isinstance(kind, str) and isinstance(cls, type) and attrs.has(cls) and "type" in attrs.fields_dict(cls):
        kind = attrs.fields_dict(cls)["type"].default
    return kind if isinstance(kind, str) else None


def read_custom(cls: type[Readable], type: str, body: Mapping[str, Json], place: Place) -> Slide | None:
    """The slide that a registered class reads from a body, or None where it cannot."""
    try:
        read = cls.from_dict(fresh(body))
        if not isinstance(read, Slide):
            raise TypeError(f"from_dict gave {shown(read)}, which is no slide")
        slide_issues(read, CLIQ)
        slide_dict(read)
        return read
    except Exception as error:
        message = f"the class that is registered for {shown(type)} cannot read the slide: {shown(error)}"
        place.add("unreadable", message, "what its from_dict reads", shown(body), source=CARDKIT)
        return None


def check_appendable(slide: object, limits: Limits) -> Sequence[Issue]:
    """The issues that keep `slide` from joining a message, its warnings among them."""
    if isinstance(slide, BuiltinSlide):
        return slide.check_limits(limits)
    if isinstance(slide, type) or not isinstance(slide, Slide):
        place = Place("the slide", source=CARDKIT)
        hint = "RawSlide({…})" if isinstance(slide, Mapping) else "Table(…)"
        place.wrong_type(slide, "a slide object", hint=hint)
        return place.issues
    try:
        place = Place("the slide")
        check_depth(slide_dict(slide), place, limits)
        return place.issues if isinstance(slide, Value) else [*place.issues, *slide_issues(slide, limits)]
    except ConstraintError as error:
        return error.issues


def slide_dict(slide: Slide, api: Api | None = None) -> dict[str, Any]:
    """Any slide as fresh dicts and lists.

    Raises:
        ConstraintError: what somebody else's `to_dict` gives is no object of JSON with a type.
    """
    given = slide.to_dict(api)
    if isinstance(slide, Value):
        return given  # type: ignore[return-value]  # ours are fresh
    place = Place(f"what {type(slide).__name__}.to_dict gives", source=CARDKIT)
    if not isinstance(given, Mapping) or not isinstance(given.get("type"), str):
        place.wrong_type(given, "a mapping with a type")
        place.raise_errors()
    body: dict[str, Any] = json_value(given, place, DEEPEST)
    place.raise_errors()
    return body


def slide_issues(slide: Slide, limits: Limits) -> tuple[Issue, ...]:
    """The issues of any slide.

    Raises:
        ConstraintError: what somebody else's `issues` gives are no issues.
    """
    given: object = slide.issues(limits)
    if isinstance(slide, Value):
        return given  # type: ignore[return-value]  # ours are issues
    issues = tuple(given) if isinstance(given, Iterable) else (given,)
    for issue in issues:
        if not isinstance(issue, Issue):
            place = Place(f"what {type(slide).__name__}.issues gives", source=CARDKIT)
            place.wrong_type(issue, "Issue objects")
            place.raise_errors()
    return issues
