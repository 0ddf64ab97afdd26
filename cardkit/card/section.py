"""A section of a card: names and their values, under a title or none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, TypeAlias, final

from ..errors import Issue
from ..limits import CARDKIT, CARDS, Api, Limits
from ..reading.frozen import creator, frozen
from ..reading.lists import Count, Field, read_fields
from ..reading.objects import ObjectReader, object_in_array, read_array
from ..reading.options import Options
from ..reading.part import Part, Raw, checked
from ..reading.place import Json, Place
from ..reading.scalars import parse_name, parse_text
from ..reading.text import cell, text, text_or_none


@final
@frozen(eq=False, repr=False)
class Section(Part):
    """Names and their values within a modern-inline card, with a title or without; `Message.section` adds one.

    Attributes:
        title: shown above the fields.
        fields: those that `Label` takes: a mapping, pairs, or another record.

    Raises:
        ConstraintError: something is of the wrong kind, or a name is empty.

    >>> Section("Summary", {"Owner": "Zylker", "Seats": 40}).fields
    (Field(name='Owner', value='Zylker'), Field(name='Seats', value='40'))
    """

    entry_field: ClassVar[str] = "fields"
    """The name of the field that steps add to while the section is open, as slides have it."""

    title: str | None = None
    fields: tuple[Field, ...] = ()

    def _written(self, api: Api | None) -> dict[str, Any]:
        written = [{"title": name, "value": value} for name, value in self.fields]
        return {"fields": written} if self.title is None else {"title": self.title, "fields": written}

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        if self.fields:
            return ()
        place = Place("the section", source=CARDKIT)
        hint = '.field("Owner", "Ana")'
        place.add("empty-section", "the section has no fields", "at least one", hint=hint)
        return place.issues


AnySection: TypeAlias = Section | Raw
"""A section, or JSON in its place that cannot be read."""


def read_section_fields(
    given: object, place: Place, before: Count = int, options: Options | None = None
) -> tuple[Field, ...]:
    """Names and values as strings; the section has `before()` already."""
    at = place.within("/fields", "the list of fields", CARDS)
    return at.behind(before, read_fields(given, at, _read_field, options, value_key="value"))


def _read_field(pair: tuple[object, object], place: Place) -> Field:
    name = text(pair[0], place.within("/title", "the name"))
    return Field(name, cell(pair[1], place.within("/value", "the value")))


checked(
    Section,
    "the section",
    CARDS,
    {
        "title": ("the title", text_or_none),
        "fields": ("the list of fields", partial(read_fields, read=_read_field, value_key="value")),
    },
)
create_section = creator(Section)


def parse_sections(sections: Json, place: Place) -> tuple[AnySection, ...]:
    """The sections of a body, each raw where it cannot be read."""
    return tuple([parse_section(section) for section in read_array(sections, place, object_in_array("fields"))])


def parse_section(body: Json) -> AnySection:
    """The section of a body; raw where it cannot be read."""
    place = Place("a section", source=CARDS)
    reader = ObjectReader(body, place, ("title", "fields"))
    title = reader.optional_text("title", "the title", parse_name)
    taken = reader.required("fields", "the list of fields", lambda given, at: _parse_fields(given, at, reader))
    section = reader.finish(create_section(title, taken or ()))
    return Raw("", body, tuple(place.issues), section) if place.has_errors else section


def _parse_fields(given: Json, place: Place, owner: ObjectReader) -> tuple[Field, ...]:
    taken = enumerate(read_array(given, place, object_in_array("title", "value")))
    return tuple([_parse_field(field, place.at(index, "a field"), owner) for index, field in taken])


def _parse_field(body: Json, place: Place, owner: ObjectReader) -> Field:
    reader = ObjectReader(body, place, ("title", "value"), owner=owner)
    name = reader.required("title", "the name", parse_name) or ""
    return Field(name, reader.required("value", "the value", parse_text) or "")
