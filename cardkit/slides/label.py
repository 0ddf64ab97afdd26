"""The label slide: names and their values, one under the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, final

from ..errors import Issue
from ..errors.wording import as_code
from ..limits import Api, Limits
from ..reading import lists
from ..reading.frozen import creator, frozen
from ..reading.lists import Count, Field, as_mapping, usual_fields
from ..reading.objects import ObjectReader, object_in_array, read_array
from ..reading.options import Options, options_given
from ..reading.place import Json, Place
from ..reading.scalars import parse_name, parse_text
from ..reading.text import cell, is_usual_title, optional_text, text
from .base import BuiltinSlide, Call, init_or_raise

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.formats import Formats
    from ..reading.lists import Fields
    from ..reading.part import Raw
    from ..reading.schemas import Schema


@final
@frozen(init=False, eq=False, repr=False)
class Label(BuiltinSlide):
    """A label: names and their values.

    Args:
        fields: a mapping, or pairs of a name and a value; a name may occur twice. A value is a string or what `str`
            writes; None is empty. Or another record, such as a named tuple, a data class or a row of a query; or
            a series of pandas, by its index.
        title: shown above the fields.
        format: by name a format spec such as ``".1%"``, a function from a value to text, or a mapping of values; or one
            format spec or function for all.
        missing: the text for None, NaN, NaT and pandas' NA.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: something is of the wrong kind, or a name is empty.

    >>> Label({"Owner": "Ana", "Points": 8}).to_dict()
    {'type': 'label', 'data': [{'Owner': 'Ana'}, {'Points': '8'}]}
    >>> Label({"Load": 0.41, "Errors": None}, format={"Load": ".0%"}, missing="none").fields
    (Field(name='Load', value='41%'), Field(name='Errors', value='none'))
    """

    types: ClassVar[tuple[str, ...]] = ("label",)
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")
    entry_field: ClassVar[str] = "fields"

    fields: tuple[Field, ...] = ()
    title: str | None = None

    def __init__(
        self,
        fields: Fields = (),
        *,
        title: str | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        buttons: Iterable[Button] = (),
        unknown: Iterable[Raw] = (),
    ) -> None:
        place, options = Place("the label"), options_given(Options, None, format, missing)
        init_or_raise(self, read_label(place, fields, title=title, options=options), place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Label:
        return _create(
            fields=reader.required("data", "the list of fields", _parse_rows) or (),
            title=reader.optional_text("title", "the title", parse_name),
        )

    def _written(self, api: Api | None) -> dict[str, Any]:
        rows = [{name: value} for name, value in self.fields]
        if self.title is None:
            return {"type": "label", "data": rows}
        return {"type": "label", "title": self.title, "data": rows}

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        return () if self.fields else Place("the label").empty_slide('.field("Owner", "Ana")')

    def calls(self) -> Iterator[Call]:
        yield Call.of("label", as_mapping(self.fields), title=self.title)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        pairs = [
            {"if": {"required": [name, "value"], "maxProperties": 2}, "then": {"properties": {name: s.ref("name")}}}
            for name in ("label", "key")
        ]
        names, values = s.ref("string"), s.ref("scalar")
        more = {"minProperties": 1, "examples": [{"Owner": "Ana"}]}
        row = s.an_object("A name and its value.", {}, propertyNames=names, additionalProperties=values, allOf=pairs)
        rows = s.an_array("The names with their values.", "labelRow", minItems=1)
        return {"label": s.a_slide("A label.", rows), "labelRow": {**row, **more}}


_create = creator(Label)


def usual_label(given: object, title: object) -> Label | None:
    """The label of ordinary arguments, which need no further check; None of any others."""
    fields = usual_fields(given)
    if fields is None or not is_usual_title(title):
        return None
    return _create(fields, title)


def read_label(place: Place, given: object, *, title: object, options: Options | None) -> Label:
    """The label that a caller describes; its issues are added to the place."""
    return _create(read_fields(given, place, options=options), optional_text(title, place, "/title", "the title"))


def read_fields(given: object, place: Place, before: Count = int, options: Options | None = None) -> tuple[Field, ...]:
    """Names and values as strings; the slide has `before()` already."""
    at = place.within("/data", "the list of fields")
    return at.behind(before, lists.read_fields(given, at, _read_field, options))


def _read_field(pair: tuple[object, object], place: Place) -> Field:
    name = text(pair[0], Place("the name", place.path, place.issues))
    return Field(name, cell(pair[1], place.at(name, "the value")))


def _parse_rows(rows: Json, place: Place) -> tuple[Field, ...]:
    taken: list[Field] = []
    for index, row in enumerate(read_array(rows, place, object_in_array())):
        taken += _parse_row(row, place.at(index, "a row of the label"))
    return tuple(taken)


def _parse_row(row: Json, place: Place) -> Sequence[Field]:
    """The fields of one row: `{name: value}`, or the forms `{label, value}` and `{key, value}` of other sources."""
    if not isinstance(row, dict) or not row:
        name, value = row if isinstance(row, list) and len(row) == 2 else (None, None)
        hint = as_code({name: value}) if isinstance(name, str) else ""
        place.wrong_type(row, 'an object such as {"Owner": "Ana"}', hint=hint)
        return ()
    for key in ("label", "key"):
        if row.keys() == {key, "value"}:
            name = parse_name(row[key], place.at(key, "the name"))
            return [Field(name, parse_text(row["value"], place.within("/value", "the value")))]
    return [_parse_field(name, value, place) for name, value in row.items()]


def _parse_field(name: str, value: Json, place: Place) -> Field:
    at = place.at(name, "the name") if name else Place("the name", place.path, place.issues)
    return Field(text(name, at), parse_text(value, place.at(name, "the value")))
