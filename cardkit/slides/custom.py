"""Custom slides: classes of users, registered for reading, and the check of what they return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, TypeVar

import attrs

from ..errors import ConfigurationError, ConstraintError, Issue
from ..errors.wording import shown
from ..limits import CARDKIT, CLIQ, Api, Limits
from ..reading.guards import is_frame, is_iterable, is_mapping, is_series, only_counts
from ..reading.json import DEEPEST, check_depth, fresh, json_dict
from ..reading.part import Value
from ..reading.place import Json, Place, relocated
from .base import OWN_SLIDE, BuiltinSlide, Slide, button_issues
from .kinds import KINDS

if TYPE_CHECKING:
    from .raw import RawSlide

CUSTOM: dict[str, type[Readable]] = {}
"""The registered classes, by their types."""


class Readable(Slide, Protocol):
    """A custom slide that can also be read from a body."""

    @classmethod
    def from_dict(cls, slide: Mapping[str, Any], /) -> Slide:
        """The slide in an object of a body."""
        ...


S = TypeVar("S", bound="type[Readable]")


def register(cls: S) -> S:
    """Let `Message.from_dict` and `check` read slides with a class of your own. Works as a decorator.

    Args:
        cls: a class with the members of `Slide`, a classmethod ``from_dict``, and its ``type`` as a class attribute or
            as the default of a field of an attrs or data class. It replaces a class that was registered for the type.

    Raises:
        ConfigurationError: the class has no such type or no ``from_dict``, or the type is one of cardkit's own.

    >>> from cardkit import Message
    >>> @register
    ... class Divider:
    ...     type = "divider"
    ...     def to_dict(self, api=None):
    ...         return {"type": self.type}
    ...     def issues(self, limits=None):
    ...         return ()
    ...     @classmethod
    ...     def from_dict(cls, slide):
    ...         return cls()
    >>> read = Message.from_dict({"text": "Hi", "slides": [{"type": "divider"}]})
    >>> type(read.slides[0]).__name__
    'Divider'
    """
    kind = _type_of(cls)
    if not kind or kind in KINDS:
        wanted = "its type must be a string of its own"
        raise ConfigurationError(f"{shown(cls)} cannot be registered: {wanted}, not {shown(kind)}")
    for name in ("from_dict", "to_dict", "issues"):
        if not callable(getattr(cls, name, None)):
            raise ConfigurationError(f"{shown(cls)} cannot be registered: it has no method {name}")
    CUSTOM[kind] = cls
    return cls


def _type_of(cls: object) -> str | None:
    kind = getattr(cls, "type", None)
    if not isinstance(kind, str) and isinstance(cls, type):  # with slots it is a descriptor
        data: Mapping[str, Any] = getattr(cls, "__dataclass_fields__", {})
        fields = attrs.fields_dict(cls) if attrs.has(cls) else data
        kind = getattr(fields.get("type"), "default", None)
    return kind if isinstance(kind, str) else None


def read_custom(cls: type[Readable], type: str, body: dict[str, Json], place: Place) -> Slide | None:
    """The slide that a registered class reads from a body, or None, with an issue, if it fails."""
    try:
        slide: Any = cls.from_dict(fresh(body))
        if not isinstance(slide, Slide):
            raise TypeError(f"from_dict gave {shown(slide)}, which is no slide")
        slide_issues(slide, CLIQ)
        slide_dict(slide)
        return slide
    except Exception as error:
        message = f"the class that is registered for {shown(type)} cannot read the slide: {shown(error)}"
        place.add("unreadable", message, "what its from_dict reads", shown(body), source=CARDKIT)
        return None


def check_appendable(slide: object, limits: Limits) -> Sequence[Issue]:
    """The issues of a slide that is to be added to a message; errors among them prevent that."""
    if isinstance(slide, BuiltinSlide):
        return [*slide.check_limits(limits), *button_issues(slide, limits)]
    if not _is_slide(slide):
        return _no_slide(slide)
    try:
        place = Place("the slide")
        check_depth(slide_dict(slide), limits.depth, place)
        return place.issues if is_own(slide) else [*place.issues, *slide_issues(slide, limits)]
    except ConstraintError as error:
        return error.issues


def read_slide(slide: Any, place: Place) -> Any:
    """A slide that a caller gives; its issues are not asked for."""
    if not _is_slide(slide):
        place.issues += relocated(_no_slide(slide), place.path)
    return slide


def _is_slide(value: object) -> TypeGuard[Slide]:
    """Whether it has the members of a slide and is none of the parts that have them, too."""
    is_action = _is_ours(value) and type(value).__name__ == "Action"  # which has all members of a slide
    return not isinstance(value, type) and not is_action and not _lacking(value)


def _lacking(slide: object) -> Sequence[str]:
    """The members of a slide that an object lacks."""
    methods = [name for name in ("to_dict", "issues") if not callable(getattr(slide, name, None))]
    return methods if hasattr(slide, "type") else ["type", *methods]


def _no_slide(slide: object) -> Sequence[Issue]:
    """The issue of what is no slide: of what has only some of its members, which are missing."""
    place, absent = Place("the slide", source=CARDKIT), _lacking(slide)
    if isinstance(slide, type):
        message, hint = f"the slide is the class {slide.__name__}, not an object of it", f"{slide.__name__}(…)"
        place.add("wrong-type", message, "a slide object", shown(slide), hint=hint)
    elif len(absent) == 3 or _is_ours(slide) or is_series(slide) or is_frame(slide):
        place.wrong_type(slide, "a slide object", hint=_step_of(slide))
    else:
        named = " and ".join(["no type" if name == "type" else f"no method {name}" for name in absent])
        message = f"the slide is of type {type(slide).__name__}: it has {named}"
        place.add("wrong-type", message, "a slide object", shown(slide), hint=OWN_SLIDE)
    return place.issues


def _is_ours(value: object) -> bool:
    return type(value).__module__.partition(".")[0] == __name__.partition(".")[0]


_STEPS = {"Action": '.button("…", value)', "Button": ".button(…)", "Card": ".card(…)", "Section": ".section(…)"}
"""The steps that add what is no slide, by the names of the classes."""


def _step_of(value: Any) -> str:
    """What takes data or a part of a message, or for a message how it is continued itself."""
    if is_series(value):
        return '.list(value, missing="")' if only_counts(value.index) else '.label(value, missing="")'
    if is_frame(value) or is_mapping(value):
        return ".table(value)" if is_frame(value) else "RawSlide(value)"
    if not _is_ours(value):
        return 'Table(["Host"], [["web-1"]])'
    if hasattr(value, "slides"):
        return ".each(value.slides, lambda message, slide: message.slide(slide))"
    return _STEPS.get(type(value).__name__, 'Table(["Host"], [["web-1"]])')


def is_own(slide: Slide) -> TypeGuard[BuiltinSlide | RawSlide]:
    """Whether the class of the slide is one of cardkit: what its methods return needs no check."""
    return isinstance(slide, Value)


def slide_dict(slide: Slide, api: Api | None = None) -> dict[str, Any]:
    """Any slide as new dicts and lists.

    Raises:
        ConstraintError: what a custom `to_dict` returns is no object of JSON with a type.
    """
    if is_own(slide):
        return slide.to_dict(api)
    place, body = Place(f"what {type(slide).__name__}.to_dict gives", source=CARDKIT), dict[str, Any]()
    returned: object = slide.to_dict(api)
    if is_mapping(returned) and isinstance(returned.get("type"), str):
        body = json_dict(returned, place, DEEPEST)
    else:
        place.wrong_type(returned, "a mapping with a type")
    place.raise_errors()
    return body


def slide_issues(slide: Slide, limits: Limits) -> tuple[Issue, ...]:
    """The issues of any slide.

    Raises:
        ConstraintError: what a custom `issues` returns are no issues.
    """
    if is_own(slide):
        return slide.issues(limits)
    place, issues = Place(f"what {type(slide).__name__}.issues gives", source=CARDKIT), list[Issue]()
    returned: object = slide.issues(limits)
    for issue in returned if is_iterable(returned) else (returned,):
        if isinstance(issue, Issue):
            apart = issue.path and not issue.path.startswith("/")
            issues.append(attrs.evolve(issue, path=f"/{issue.path}") if apart else issue)
        else:
            place.wrong_type(issue, "Issue objects")
            place.raise_errors()
    return tuple(issues)
