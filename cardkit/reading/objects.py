"""Objects of a body: their documented keys are read, all others are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from ..errors import Issue, choices, pointer
from .lists import Point
from .numbers import json_number
from .part import Raw
from .place import Json, Place, relocated
from .text import text

T = TypeVar("T")

SUGGESTED = 20
"""Unknown keys of one object that come with a suggestion."""


class ObjectReader:
    """Reads an object of a body key by key.

    What stands under a key that must be there and cannot be read makes the whole part unreadable: its issues go to the
    place. What may be missing and cannot be read is kept in `unknown` with its issues, as are the keys that nobody
    knows; the part stays what it is.

    >>> reader = ObjectReader({"title": "T", "colour": "red"}, Place("the card"), ("title", "theme"))
    >>> from .text import text
    >>> reader.optional("title", "the title", text), reader.optional("theme", "the theme", text)
    ('T', None)
    >>> [(raw.path, raw.json) for raw in reader.unknown]
    [('/colour', 'red')]
    """

    def __init__(
        self,
        body: dict[str, Json],
        place: Place,
        known: Collection[str],
        *,
        owner: ObjectReader | None = None,
        normal: str | None = None,
    ) -> None:
        self.body = body
        self.place = place
        self.unknown: list[Raw] = [] if owner is None else owner.unknown
        self.moved: list[tuple[str, str]] = [] if owner is None else owner.moved
        self._normal = place.path if normal is None else normal  # where the object stands in the normal form
        if self._normal != place.path:
            self.moved.append((self._normal, place.path))
        odd = [key for key in body if key not in known] if body.keys() - known else ()
        for index, key in enumerate(odd):
            self._keep(key, body[key], place.unknown_key(key, known if index < SUGGESTED else ()))

    def required(self, key: str, what: str, read: Callable[[Json, Place], T], source: str = "") -> T | None:
        """What stands under a key that must be there."""
        if key in self.body:
            return read(self.body[key], self.place.at(key, what, source))
        self.place.add("missing-key", f"{what} is missing", f"the key {key!r}", choices(self.body))
        return None

    def optional(self, key: str, what: str, read: Callable[[Json, Place], T], source: str = "") -> T | None:
        """What stands under a key that may be missing, or None."""
        if key not in self.body:
            return None
        place = self.place.at(key, what, source).apart()
        value = read(self.body[key], place)
        if not place.issues:
            return value
        self._keep(key, self.body[key], *place.issues)
        shows = not place.has_errors or (isinstance(value, str) and value)
        return value if shows else None

    def required_part(self, key: str, what: str, parse: Callable[[Json, Place], T], source: str = "") -> T | None:
        """The part under a key that must be there; it is read with paths relative to itself."""
        if key not in self.body:
            return self.required(key, what, parse)
        place = Place(what, source=source or self.place.source)
        part = parse(self.body[key], place)
        self.place.issues += relocated(place.issues, self.place.path + pointer(key))
        return part

    def optional_part(self, key: str, what: str, parse: Callable[[Json, Place], T], source: str = "") -> T | None:
        """The part under a key that may be missing; kept as it came where it cannot be read."""
        if key not in self.body:
            return None
        place = Place(what, source=source or self.place.source)
        part = parse(self.body[key], place)
        if not place.issues:
            return part
        self._keep(key, self.body[key], *relocated(place.issues, self.place.path + pointer(key)))
        return None

    def inner(
        self, key: str, what: str, known: Collection[str], *, required: bool = False, normal: str | None = None
    ) -> ObjectReader:
        """The reader of an object within this one; of an empty one where there is none."""
        read = self.required if required else self.optional
        body = read(key, what, read_object) or {}
        where = self._normal + pointer(key) if normal is None else normal
        place = self.place.at(key, what)
        return ObjectReader(body, place, known if body else (), owner=self, normal=where)

    def add_unknown_issues(self) -> None:
        """Tell the place what was kept as well, for the part cannot be read."""
        if self.place.issues:
            self.place.issues += [issue for raw in self.unknown for issue in raw.findings]

    def keep(self, key: str, what: str, read: Callable[[Json, Place], object]) -> None:
        """Keep what stands under a further name for something that was read already; it is judged all the same."""
        place = self.place.at(key, what).apart()
        read(self.body[key], place)
        self._keep(key, self.body[key], *place.issues)

    def _keep(self, key: str, value: Json, *issues: Issue) -> None:
        self.unknown.append(Raw(self._normal + pointer(key), value, tuple(issues)))


def read_object(value: Json, place: Place) -> dict[str, Json]:
    """An object; empty where it is something else."""
    if isinstance(value, dict):
        return value
    place.wrong_type(value, "an object")
    return {}


def read_array(value: Json, place: Place) -> Sequence[Json]:
    """An array; empty where it is something else."""
    if isinstance(value, list):
        return value
    place.wrong_type(value, "an array")
    return ()


def read_nested_array(value: Json, place: Place, owner: ObjectReader) -> tuple[Sequence[Json], Place]:
    """An array, or the only one within it as the reference's examples have it; and the place of its entries."""
    array, inner = read_array(value, place), place.at(0, place.what)
    if len(array) == 1 and isinstance(array[0], list):
        return array[0], inner
    owner.moved.append((inner.path, place.path))
    return array, place


def parse_points(given: Sequence[Json], place: Place, owner: ObjectReader, normal: str) -> tuple[Point, ...]:
    """Labels and numbers from objects of a body; what is unknown in them goes to `owner`, under the path `normal`."""
    return tuple(
        [
            _parse_point(entry, place.at(index, "an entry"), owner, f"{normal}/{index}")
            for index, entry in enumerate(given)
        ]
    )


def _parse_point(entry: Json, place: Place, owner: ObjectReader, normal: str) -> Point:
    body = read_object(entry, place)
    if not isinstance(entry, dict):
        return Point("", 0)
    reader = ObjectReader(body, place, ("label", "value"), owner=owner, normal=normal)
    label = reader.required("label", "the label", text) or ""
    return Point(label, reader.required("value", "the value", json_number) or 0)
