"""The graph slide: values by label in one or more categories, as bars, stacked bars or a trend line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Unpack, final, overload

from ..errors import Issue
from ..limits import CLIQ, Api, GraphPreview, Limits
from ..reading.frozen import creator, frozen
from ..reading.lists import Point, as_mapping, written_points
from ..reading.objects import ObjectReader
from ..reading.options import NO_DATA, Lines, options_given
from ..reading.place import Json, Place
from ..reading.scalars import parse_name
from ..reading.text import is_usual, is_usual_title, optional_text
from .base import BuiltinSlide, Call, init_or_raise
from .category import Category, check_category, parse_categories, read_categories, with_added
from .drawn import read_preview

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.formats import Formats
    from ..reading.lists import Named, Pairs
    from ..reading.part import Raw
    from ..reading.schemas import Schema
    from ..reading.types import Data, GraphOptions, Records, Series

    class GraphArguments(GraphOptions, total=False):
        """What `Graph` takes by keyword."""

        buttons: Iterable[Button]
        unknown: Iterable[Raw]


@final
@frozen(init=False, eq=False, repr=False)
class Graph(BuiltinSlide):
    """A graph: bars, stacked bars or lines.

    Args:
        preview: ``vertical_bar``, ``vertical_stacked_bar`` or ``trend``.
        categories: a mapping, or pairs of a name and its values; the values again a mapping or pairs of a label and a
            number. At most 5 categories of 20 values; names and labels at most 20 characters. Or data as `Table` takes
            it, of which `x` and `y` choose columns.
        title: shown above the graph.
        x_axis: the name of the horizontal axis, at most 20 characters.
        y_axis: the name of the vertical axis, at most 20 characters.
        x: the column of the data that holds the labels.
        y: the column that holds the numbers, or the columns of several categories. A missing number is left out.
        by: the column that names the category of each number, if all of them are in one column.
        format: how labels that are not text are written, as in `Table`, or one format for all.
        missing: the label, or with `by` the name of a category, for None, NaN, NaT and pandas' NA.
        thin: keep 20 of more values per category: the first, the last, the lowest and the highest of each category, and
            others evenly between, at the same labels in all.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: something is of the wrong kind, a column does not exist, or a number is not finite. Counts,
            lengths and `preview` are checked when the graph is added to a message.

    >>> Graph("trend", {"EU": {"Jan": 9}}).to_dict()["data"]
    [{'category': 'EU', 'values': [{'label': 'Jan', 'value': 9}]}]
    >>> calls = [{"month": "Jan", "EU": 9, "US": 4}, {"month": "Feb", "EU": 6, "US": None}]
    >>> graph = Graph("trend", calls, x="month", y=["EU", "US"])
    >>> [(name, len(values)) for name, values in graph.categories]
    [('EU', 2), ('US', 1)]
    """

    types: ClassVar[tuple[str, ...]] = ("graph",)
    entry_field: ClassVar[str] = "categories"

    preview: str | None = None
    categories: tuple[Category, ...] = ()
    title: str | None = None
    x_axis: str | None = None
    y_axis: str | None = None

    @overload
    def __init__(
        self, preview: GraphPreview | None = None, categories: Named[Pairs] = (), **options: Unpack[GraphArguments]
    ) -> None: ...
    @overload
    def __init__(
        self, preview: GraphPreview | None, categories: Named[Series], /, **options: Unpack[GraphArguments]
    ) -> None: ...
    @overload
    def __init__(self, preview: GraphPreview | None, data: Records, /, **options: Unpack[GraphArguments]) -> None: ...
    @overload
    def __init__(self, preview: GraphPreview | None, data: Data, /, **options: Unpack[GraphArguments]) -> None: ...
    def __init__(
        self,
        preview: GraphPreview | None = None,
        categories: Any = NO_DATA,
        *,
        title: str | None = None,
        x_axis: str | None = None,
        y_axis: str | None = None,
        x: str | None = None,
        y: str | Sequence[str] | None = None,
        by: str | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        thin: bool = False,
        buttons: Iterable[Button] = (),
        unknown: Iterable[Raw] = (),
    ) -> None:
        place, lines = Place("the graph"), options_given(Lines, x, y, by, format, missing)
        axes = {"x_axis": x_axis, "y_axis": y_axis}
        graph = read_graph(place, preview, categories, CLIQ, title=title, lines=lines, thin=thin, **axes)
        init_or_raise(self, graph, place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Graph:
        styles = reader.inner("styles", "the styles of the graph", ("preview", "x_axis", "y_axis"))
        return _create(
            preview=styles.optional_text("preview", "the preview"),
            categories=reader.required("data", "the list of categories", partial(parse_categories, owner=reader)) or (),
            title=reader.optional_text("title", "the title", parse_name),
            x_axis=styles.optional_text("x_axis", "the name of the x axis", partial(_parse_axis, owner=reader)),
            y_axis=styles.optional_text("y_axis", "the name of the y axis", partial(_parse_axis, owner=reader)),
        )

    def extended(self, entries: Sequence[Category | Point], settings: Mapping[str, Any]) -> Graph:
        return _create(self.preview, with_added(self.categories, entries), self.title, self.x_axis, self.y_axis)

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {"type": "graph"}
        if self.title is not None:
            body["title"] = self.title
        styles = {} if self.preview is None else {"preview": self.preview}
        if self.x_axis is not None:
            styles["x_axis"] = self.x_axis
        if self.y_axis is not None:
            styles["y_axis"] = self.y_axis
        if styles:
            body["styles"] = styles
        body["data"] = [{"category": name, "values": written_points(values)} for name, values in self.categories]
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the graph")
        if self.preview is not None and self.preview not in limits.graph_previews:
            place.within("/styles/preview", "the preview").not_allowed(self.preview, limits, "graph_previews")
        for index, category in enumerate(self.categories):
            check_category(category, index, place, limits)
        for axis, name in (("x_axis", self.x_axis), ("y_axis", self.y_axis)):
            if name is not None and len(name) > limits.graph_axis:
                place.within(f"/styles/{axis}", "the axis").too_long(name, limits, "graph_axis")
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        for category in self.categories:
            if category.values:
                return ()
        return Place("the graph").empty_slide('.category("EU", {"Jan": 9})')

    def calls(self) -> Iterator[Call]:
        yield Call.of("graph", self.preview, title=self.title, x_axis=self.x_axis, y_axis=self.y_axis)
        for name, values in self.categories:
            yield Call.of("category", name, as_mapping(values))

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        most = limits.graph_axis
        axis = s.a_title(s.fact(limits, "graph_axis"), maxLength=most)
        named = s.a_name(axis["description"], maxLength=most)
        titled = s.an_object("The form of another source.", {"title": named}, "title")
        either = {"description": axis["description"], "if": {"type": "object"}, "then": titled, "else": axis}
        look = {"preview": s.optional(s.one_of(limits, "graph_previews")), "x_axis": either, "y_axis": either}
        data = s.an_array(s.fact(limits, "graph_categories"), "category", maxItems=limits.graph_categories)
        values = s.an_array(s.fact(limits, "graph_values"), "point", maxItems=limits.graph_values)
        name = s.a_name(s.fact(limits, "graph_category"), maxLength=limits.graph_category)
        category = {"category": name, "values": values}
        return {
            "graph": s.a_slide("A graph.", {**data, "contains": s.with_key("values", minItems=1)}, look),
            "category": s.an_object("A category.", category, "category values"),
            "point": s.a_point(limits, "graph_label"),
        }


_create = creator(Graph)


def usual_graph(preview: object, limits: Limits, *, title: object, x_axis: object, y_axis: object) -> Graph | None:
    """The graph without categories of ordinary arguments, which need no further check; None of any others."""
    most = limits.graph_axis
    known = preview is None or (type(preview) is str and preview in limits.graph_previews)
    if not known or not is_usual_title(title):
        return None
    if (x_axis is not None and not is_usual(x_axis, most)) or (y_axis is not None and not is_usual(y_axis, most)):
        return None
    return _create(preview, (), title, x_axis, y_axis)


def read_graph(
    place: Place,
    preview: object,
    categories: object,
    limits: Limits,
    *,
    title: object,
    x_axis: object,
    y_axis: object,
    lines: Lines | None,
    thin: object,
) -> Graph:
    """The graph that a caller describes; its issues are added to the place."""
    shape = read_preview(preview, place, "graph", "trend", categories)
    taken = read_categories(categories, place, limits, lines, thin)
    caption = optional_text(title, place, "/title", "the title")
    x = optional_text(x_axis, place, "/styles/x_axis", "the name of the x axis")
    y = optional_text(y_axis, place, "/styles/y_axis", "the name of the y axis")
    return _create(shape, taken, caption, x, y)


def _parse_axis(axis: Json, place: Place, owner: ObjectReader) -> str:
    """The name of an axis: a string, or `{title: …}` as another source has it."""
    if not isinstance(axis, dict) or "title" not in axis:
        return parse_name(axis, place)
    place.issues += place.unknown_keys([key for key in axis if key != "title"], ("title",), axis)
    titled = place.within("/title", place.what)
    owner.renamed.append((place.path, titled.path))
    return parse_name(axis["title"], titled)
