"""`RawSlide`, a slide kept as JSON, and the parsing of any slide of a body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, final

from attrs import field

from ..errors import Issue
from ..errors.issue import Displayed
from ..errors.wording import choices, shown
from ..limits import CARDKIT, CARDS, CLIQ, Api, Limits, read_api, read_limits
from ..reading.frozen import creator, frozen, sealed
from ..reading.json import DEEPEST, fresh, json_dict
from ..reading.part import Value, at_source_paths, fill
from ..reading.place import Json, Place
from .base import OWN_SLIDE, BuiltinSlide, Slide, button_issues
from .custom import CUSTOM, read_custom, slide_dict, slide_issues
from .kinds import KINDS, parse_builtin


@final
@frozen(init=False, eq=False, repr=False)
class RawSlide(Value, Displayed):
    """A slide as JSON, written unchanged in every form: for a kind that cardkit does not know.

    Args:
        slide: a mapping that can be written as JSON. It is copied.

    Raises:
        ConstraintError: it is not a mapping, or cannot be written as JSON. That it is nested at most 64 levels deep is
            checked when the slide is added to a message.

    >>> RawSlide({"type": "carousel", "data": [1, 2]}).to_dict()
    {'type': 'carousel', 'data': [1, 2]}
    """

    entry_field: ClassVar[str] = ""
    _instead: ClassVar[str] = OWN_SLIDE

    json: Json = field(converter=sealed, alias="slide")
    findings: tuple[Issue, ...] | None = field(default=None, init=False, eq=False)
    partial: Slide | None = field(default=None, init=False, eq=False)

    def __init__(self, slide: Mapping[str, Any]) -> None:
        place = Place("the slide")
        body = json_dict(slide, place, DEEPEST, '{"type": "list", "data": ["One"]}', CARDKIT)
        place.raise_errors()
        fill(self, _create(body))

    @property
    def type(self) -> str:
        """The slide's own ``type``, or ``""`` where it has none that is a string."""
        kind = self.json.get("type") if isinstance(self.json, dict) else None
        return kind if isinstance(kind, str) else ""

    def to_dict(self, api: Api | None = None) -> dict[str, Any]:
        """The slide unchanged, as new dicts and lists; `api` changes nothing."""
        read_api(api)
        return fresh(self.json)  # type: ignore[return-value]  # a body may hold anything in the place of a slide

    def issues(self, limits: Limits | None = None) -> tuple[Issue, ...]:
        """Every issue of the slide, which is checked as its type demands.

        >>> [issue.code for issue in RawSlide({"type": "list", "data": []}).issues()]
        ['empty-slide']
        """
        limits = read_limits(limits)
        if self.findings is None:
            return tuple(parse_slide(self.json).issues(limits))
        if not isinstance(self.partial, BuiltinSlide):
            return self.findings
        beyond = at_source_paths(self.partial, self.partial.check_limits(limits))
        return (*self.findings, *beyond, *button_issues(self.partial, limits))

    def __repr__(self) -> str:
        return f"RawSlide({self.json!r})"


_create = creator(RawSlide)


def parse_slide(body: Json) -> Slide:
    """The slide in a value of a body: a built-in or a registered one, else a `RawSlide`."""
    place = Place("the slide")
    if not isinstance(body, dict):
        place.wrong_type(body, "an object")
        return _create(body, tuple(place.issues), None)
    builtin = parse_builtin(body, place)
    slide = builtin or _parse_other(body, place)
    if slide is None or place.has_errors:
        return _create(body, tuple(place.issues), slide)
    if builtin is None and not isinstance(slide, RawSlide) and slide_dict(slide) != body:
        return _create(body, slide_issues(slide, CLIQ), slide)  # its class loses some of it
    return slide


def _likely_type(body: dict[str, Json]) -> str:
    """The type as which a slide without one reads and has no errors, quoted; nothing if there is none."""
    for name in KINDS:
        place = Place("the slide")
        slide = parse_builtin({**body, "type": name}, place)
        issues = place.issues or (slide.issues() if slide else ())
        if slide and not [issue for issue in issues if issue.severity == "error"]:
            return repr(name)
    return ""


def _parse_other(body: dict[str, Json], place: Place) -> Slide | None:
    """The slide of a registered class, or None and an issue."""
    type = body.get("type")
    if not isinstance(type, str):
        message, hint = "the slide does not say its type", _likely_type(body)
        place.add("no-type", message, choices(KINDS), shown(type), source=CARDS, hint=hint)
    elif type in CUSTOM:
        return read_custom(CUSTOM[type], type, body, place)
    else:
        at, message = place.within("/type", "the type"), f"{shown(type)} is no kind of slide that the sources name"
        at.wrong_value(message, "slide_types", type, KINDS, code="unknown-slide", severity="warning")
    return None
