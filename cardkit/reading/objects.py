"""Objects and arrays of a body: documented keys are read, unknown keys are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias, TypeGuard, TypeVar

from ..errors import Issue
from ..errors.issue import pointer
from ..errors.wording import as_code, choices, shown
from ..limits import CLIQ
from .libraries import UnreadNumber
from .lists import Point, usual_points, written_points
from .part import Part, Raw, with_source
from .place import Json, Place, relocated
from .scalars import MENDED, add_not_given, parse_name, parse_number
from .text import text

P = TypeVar("P", bound=Part)
T = TypeVar("T")
Meant: TypeAlias = Callable[[Json], Json]
"""What a value of the wrong kind is in the right form, for the hint of its issue; None where that is not known."""

AN_ARRAY = "an array"


class ObjectReader:
    """Reads an object of a body key by key.

    A required value that cannot be read makes the part unreadable: its issues are added to `place`. An optional value
    that cannot be read is kept in `unknown` together with its issues, and so is every key that is not in `known`; the
    rest of the part is read all the same.

    Args:
        body: the object. Another value adds an issue, and is then read like an object whose required keys are there.
        place: its place. Required values add their issues to it, optional ones the warnings that they are written
            otherwise in the normal form.
        known: the documented keys.
        meant: what a value that is no object is meant to be.
        owner: the reader of the part that this object belongs to, if it is not a part itself. Both share `unknown` and
            `renamed`.
        normal: the path of the object in the normal form, if that differs from the path in the body.

    Attributes:
        unknown: the unknown keys and the values that cannot be read, each with its path in the normal form.
        renamed: pairs of a path in the normal form and the path of the same value in the body.

    >>> reader = ObjectReader({"title": "T", "colour": "red"}, Place("the card"), ("title", "theme"))
    >>> from .text import text
    >>> reader.optional("title", "the title", text), reader.optional("theme", "the theme", text)
    ('T', None)
    >>> [(raw.path, raw.json) for raw in reader.unknown]
    [('/colour', 'red')]
    """

    def __init__(
        self,
        body: Json,
        place: Place,
        known: Collection[str],
        *,
        meant: Meant | None = None,
        owner: ObjectReader | None = None,
        normal: str | None = None,
    ) -> None:
        self.body = read_object(body, place, meant)
        self.place = place
        self._is_object = isinstance(body, dict)
        self.unknown: list[Raw] = [] if owner is None else owner.unknown
        self.renamed: list[tuple[str, str]] = [] if owner is None else owner.renamed
        self._normal = place.path if normal is None else normal  # where the object stands in the normal form
        if self._normal != place.path:
            self.renamed.append((self._normal, place.path))
        odd = [key for key in self.body if key not in known] if self.body.keys() - known else ()
        for key, issue in zip(odd, place.unknown_keys(odd, known, self.body), strict=True):
            self._keep(key, self.body[key], issue)

    def required(self, key: str, what: str, read: Callable[[Json, Place], T], source: str = "") -> T | None:
        """Read the value of a required key; None, with an issue, if the key is missing."""
        if key in self.body:
            return read(self.body[key], self.place.at(key, what, source))
        if self._is_object:
            from .misplaced import name_meant

            meant = name_meant(self.place.what, key, self.body)
            hint = f"call {meant!r} {key!r}" if meant else ""
            self.place.add("missing-key", f"{what} is missing", f"the key {key!r}", choices(self.body), hint=hint)
        return None

    def optional(self, key: str, what: str, read: Callable[[Json, Place], T], source: str = "") -> T | None:
        """Read the value of an optional key; None if the key is missing or null, or its value cannot be used."""
        given = self.body.get(key)
        if given is None:
            if key in self.body:
                self.leave_out(key, what)
            return None
        place = self.place.at(key, what, source).apart()
        value = read(given, place)
        if not place.has_errors and {issue.code for issue in place.issues} <= MENDED:
            self.place.issues += place.issues
            return value
        self._keep(key, given, *place.issues)
        # Text or a list that breaks a rule is shown all the same; the error of its key, which is kept, tells why.
        shows = not place.has_errors or (type(value) in (str, tuple) and bool(value))
        return value if shows else None

    def optional_text(
        self, key: str, what: str, read: Callable[[Json, Place], str] = text, source: str = ""
    ) -> str | None:
        """Read an optional text; empty text and null count as not given, with a warning."""
        if self.body.get(key) == "":
            self.leave_out(key, what)
            return None
        return self.optional(key, what, read, source)

    def inner(
        self,
        key: str,
        what: str,
        known: Collection[str],
        *,
        required: bool = False,
        meant: Meant | None = None,
        normal: str | None = None,
    ) -> ObjectReader:
        """The reader of the object under a key; of an empty object if there is none."""
        read = self.required if required else self.optional
        body = read(key, what, lambda value, place: read_object(value, place, meant)) or {}
        where = self._normal + pointer(key) if normal is None else normal
        place = self.place.at(key, what)
        return ObjectReader(body, place, known, owner=self, normal=where)

    def finish(self, part: P) -> P:
        """The part that was read, with what is unknown of it, its source and the warnings about it.

        If it cannot be read, all that was found of it is in the place.
        """
        object.__setattr__(part, "unknown", tuple(self.unknown))
        if self.place.has_errors:
            self.add_findings()
            return with_source(part, self.body, self.renamed)
        notes = (*self.place.issues,)
        self.place.issues.clear()
        return with_source(part, self.body, self.renamed, notes)

    def add_findings(self) -> None:
        """Add what was found of unknown keys and unusable values to the place, for a part that cannot be read."""
        self.place.issues += [issue for raw in self.unknown for issue in raw.findings]

    def keep_unused(self, key: str, message: str, expected: str, issues: Sequence[Issue] = ()) -> None:
        """Keep the value of a key that does nothing, with the warning that says so, and the issues of the value."""
        place = self.place.at(key, key).apart()
        add_unused(self.body[key], place, message, expected)
        self._keep(key, self.body[key], *issues, *place.issues)

    def leave_out(self, key: str, what: str) -> None:
        """Add the warning about a key that is there, but null or empty."""
        add_not_given(self.body[key], self.place.at(key, what))

    def _keep(self, key: str, value: Json, *issues: Issue) -> None:
        self.unknown.append(Raw(self._normal + pointer(key), value, tuple(issues)))


def add_unused(value: Json, place: Place, message: str, expected: str) -> None:
    """Add the warning about a value that does nothing where it stands."""
    place.add("unknown-key", message, expected, shown(value), severity="warning", hint="leave it out")


def part_by(parse: Callable[[Json, Place], T]) -> Callable[[Json, Place], T]:
    """The reader of a part within another one, made of `parse`, which gets a place with an empty path."""

    def read(body: Json, place: Place) -> T:
        own = Place(place.what, source=place.source)
        part = parse(body, own)
        place.issues += relocated(own.issues, place.path)
        return part

    return read


def read_object(value: Json, place: Place, meant: Meant | None = None) -> dict[str, Json]:
    """The value if it is an object, else an empty one and an issue, which hints at what is meant."""
    if isinstance(value, dict):
        return value
    place.wrong_type(value, "an object", hint=_hint(value, meant))
    return {}


def read_array(value: Json, place: Place, meant: Meant | None = None) -> Sequence[Json]:
    """The value if it is an array, else an empty one and an issue, which hints at what is meant."""
    if isinstance(value, list):
        return value
    place.wrong_type(value, AN_ARRAY, hint=_hint(value, meant))
    return ()


def _hint(value: Json, meant: Meant | None) -> str:
    form = meant(value) if meant is not None and value else None
    return "" if form is None else as_code(form, "put it in [ ]" if form == [value] else "")


def object_in_array(*keys: str) -> Meant:
    """An object that has these keys in an array, where an array of such objects belongs."""
    return lambda value: [value] if isinstance(value, dict) and {*keys} <= value.keys() else None


def text_in_array(value: Json) -> Json:
    """A text in an array, where an array of texts belongs."""
    return [value] if isinstance(value, str) else None


def text_under_key(key: str) -> Meant:
    """A text under the key of the object that belongs in its place."""
    return lambda value: {key: value} if _is_name(value) else None


def _is_name(value: object) -> TypeGuard[str]:
    """Whether a value is text to be read, and no JSON."""
    return isinstance(value, str) and value.isprintable() and value.strip()[:1] not in ("", "{", "[")


def points_by_label(value: Json) -> Json:
    """An object of numbers by label, as the array of objects that belongs in its place."""
    points = usual_points(value, CLIQ.chart_label) if isinstance(value, dict) else None
    return None if points is None else [*written_points(points)]


def read_nested_array(value: Json, place: Place, owner: ObjectReader, meant: Meant) -> tuple[Sequence[Json], Place]:
    """The entries of an array, or of the only array within it as in the reference's examples; and their place."""
    array, inner = read_array(value, place, meant), place.at(0, place.what)
    if len(array) == 1 and isinstance(array[0], list):
        return array[0], inner
    owner.renamed.append((inner.path, place.path))
    return array, place


def parse_points(given: Sequence[Json], place: Place, owner: ObjectReader, normal: str) -> tuple[Point, ...]:
    """Parse objects with a label and a number; unknown keys go to `owner`, with paths below `normal`."""
    entries = [(index, entry, place.at(index, "an entry")) for index, entry in enumerate(given)]
    return tuple([_parse_point(entry, at, owner, f"{normal}/{index}") for index, entry, at in entries])


def _parse_point(entry: Json, place: Place, owner: ObjectReader, normal: str) -> Point:
    reader = ObjectReader(entry, place, ("label", "value"), owner=owner, normal=normal)
    label = reader.required("label", "the label", parse_name) or ""
    value = reader.required("value", "the value", parse_number)
    return Point(label, UnreadNumber() if value is None else value)
