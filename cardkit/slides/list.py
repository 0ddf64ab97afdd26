"""The list slide: items under one another, with a marker of one of the list styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from typing import TYPE_CHECKING, Any, ClassVar, final

from ..errors import Issue
from ..errors.issue import pointer
from ..errors.wording import choices, shown
from ..limits import CARDKIT, Api, Limits, ListStyle
from ..reading.frozen import creator, frozen
from ..reading.guards import ORDERED, is_ordered
from ..reading.lists import Count, each, entries
from ..reading.objects import ObjectReader, read_array, text_in_array
from ..reading.options import Options, options_given
from ..reading.place import Json, Place
from ..reading.scalars import parse_name, parse_text
from ..reading.text import cell, is_usual_title, optional_text, printable
from .base import BuiltinSlide, Call, init_or_raise

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.formats import Format
    from ..reading.part import Raw
    from ..reading.schemas import Schema


@final
@frozen(init=False, eq=False, repr=False)
class List(BuiltinSlide):
    """A list of items.

    Args:
        items: strings, or values that `str` writes; None is an empty item.
        title: shown above the list.
        style: the marker: ``disc``, ``circle``, ``square``, ``decimal``, ``lower-alpha``, ``upper-alpha``,
            ``lower-roman`` or ``upper-roman``. ``bulleted``, which the reference uses in an example, warns.
        format: a format spec such as ``".1%"``, a function from an item to text, or a mapping of items.
        missing: the text for None, NaN, NaT and pandas' NA.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: something is of the wrong kind. Whether `style` is allowed is checked when the list is added
            to a message.

    >>> List(["Drain traffic", "Swap disk"], style="decimal").to_dict()
    {'type': 'list', 'data': ['Drain traffic', 'Swap disk'], 'styles': {'type': 'decimal'}}
    """

    types: ClassVar[tuple[str, ...]] = ("list",)
    entry_field: ClassVar[str] = "items"

    items: tuple[str, ...] = ()
    title: str | None = None
    style: str | None = None

    def __init__(
        self,
        items: Iterable[Any] = (),
        *,
        title: str | None = None,
        style: ListStyle | None = None,
        format: Format | None = None,
        missing: str | None = None,
        buttons: Iterable[Button] = (),
        unknown: Iterable[Raw] = (),
    ) -> None:
        place, options = Place("the list"), options_given(Options, None, format, missing)
        init_or_raise(self, read_list(place, items, title=title, style=style, options=options), place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> List:
        return _create(
            items=reader.required("data", "the list of items", _parse_items) or (),
            title=reader.optional_text("title", "the title", parse_name),
            style=reader.inner("styles", "the styles of the list", ("type",)).optional_text("type", "the style"),
        )

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {"type": "list"}
        if self.title is not None:
            body["title"] = self.title
        body["data"] = [*self.items]
        if self.style is not None:
            body["styles"] = {"type": self.style}
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        style = self.style
        if style is None or style in limits.list_styles:
            return ()
        place = Place("the list").within("/styles/type", "the style")
        if style in limits.list_styles_shown:
            message = f"{shown(style)} stands in an example of the reference, but not among its styles"
            expected = choices(limits.list_styles)
            place.add("unlisted-style", message, expected, shown(style), severity="warning", hint="'disc'")
        else:
            place.not_allowed(style, limits, "list_styles")
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        return () if self.items else Place("the list").empty_slide('.item("…")')

    def calls(self) -> Iterator[Call]:
        yield Call.of("list", [*self.items], title=self.title, style=self.style)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        style = s.optional(s.one_of(limits, "list_styles", *limits.list_styles_shown))
        return {"list": s.a_slide("A list.", s.an_array("The items.", "scalar", minItems=1), {"type": style})}


_create = creator(List)


def usual_list(items: Any, title: object, style: object, limits: Limits) -> List | None:
    """The list of ordinary arguments within the limits, which need no further check; None of any others."""
    if type(items) not in ORDERED or not printable(items) or not is_usual_title(title):
        return None
    if style is not None and not (type(style) is str and style in limits.list_styles):
        return None
    return _create(tuple(items), title, style)


def read_list(place: Place, items: object, *, title: object, style: object, options: Options | None) -> List:
    """The list that a caller describes; its issues are added to the place."""
    marker = optional_text(style, place, "/styles/type", "the style")
    return _create(read_items(items, place, int, options), optional_text(title, place, "/title", "the title"), marker)


def read_items(items: Any, place: Place, before: Count = int, options: Options | None = None) -> tuple[str, ...]:
    """Items as strings; the slide has `before()` already."""
    at = place.within("/data", "the list of items")
    return at.behind(before, _read_items(items, at, options))


def _read_items(items: Any, at: Place, options: Options | None) -> tuple[str, ...]:
    taken = entries(items, at, '["One", "Two"]')
    if (options is None or options.format is None) and len(taken) > 1 and all(map(_is_row, taken)):
        message, hint = "the list has rows of one value", "[row[0] for row in value]"
        at.add("wrong-type", message, "values", shown(taken), source=CARDKIT, hint=hint)
        return ()
    if options is not None:
        from ..reading.formats import read_form, write_values

        form = read_form(options.format, options.missing, at)
        item = Place("the item", at.path, at.issues, at.source)
        if at.blocked():
            return ()
        return tuple(write_values(taken, form, item, pointer))
    return tuple(taken) if printable(taken) else each(taken, at, "the item", cell)


def _is_row(item: object) -> bool:
    """Whether it is a row of a query for one value."""
    return type(item) is not str and is_ordered(item) and isinstance(item, Sized) and len(item) == 1


def _parse_items(items: Json, place: Place) -> tuple[str, ...]:
    taken = read_array(items, place, text_in_array)
    return tuple(taken) if printable(taken) else each(taken, place, "the item", parse_text)
