"""The graph slide: values by label in one or more categories, as bars, stacked bars or a trend line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import frozen

from .. import checks, values, wire
from ..checks import Found
from ..errors import Issue
from ..limits import CARDKIT, Api, GraphPreview, Limits
from ..steps import Steps
from .base import BuiltinSlide, Fields, labelled, member, nothing_in, quoted

if TYPE_CHECKING:
    from ..values import Named, Number, Pairs

_STYLES = ("preview", "x_axis", "y_axis")

Point = tuple[str, "Number"]
Category = tuple[str, tuple[Point, ...]]


@frozen(init=False, repr=False)
class Graph(BuiltinSlide):
    """A graph.

    Args:
        preview: ``vertical_bar``, ``vertical_stacked_bar`` or ``trend``.
        categories: a mapping, or pairs of a name and its values; the values again a mapping or pairs of a label and a
            number. At most 5 categories of 20 values; names and labels at most 20 characters.
        title: shown above the graph.
        x_axis: the name of the horizontal axis, at most 20 characters.
        y_axis: the name of the vertical axis, at most 20 characters.

    Raises:
        ConstraintError: something is of the wrong kind, or a number is not finite. Counts, lengths and whether
            `preview` is allowed are checked when the graph joins a message.

    >>> Graph("trend", {"EU": {"Jan": 9, "Feb": 6.5}}).to_dict()["data"]
    [{'category': 'EU', 'values': [{'label': 'Jan', 'value': 9}, {'label': 'Feb', 'value': 6.5}]}]
    """

    kind: ClassVar[str] = "graph"
    entries: ClassVar[str] = "categories"
    place: ClassVar[int] = 1

    preview: str | None
    categories: tuple[Category, ...]
    title: str | None
    x_axis: str | None
    y_axis: str | None

    def __init__(
        self,
        preview: GraphPreview | None = None,
        categories: Named[Pairs] = (),
        *,
        title: str | None = None,
        x_axis: str | None = None,
        y_axis: str | None = None,
    ) -> None:
        found: Found = []
        checks.settle(self, read_graph(preview, categories, title, x_axis, y_axis, found), found)

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        preview, categories, title, x_axis, y_axis = fields
        return preview, merged(categories, added), title, x_axis, y_axis

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        preview, categories, title, x_axis, y_axis = fields
        styles = member("preview", preview) + member("x_axis", x_axis) + member("y_axis", y_axis)
        styles = f',"styles":{{{styles[1:]}}}' if styles else ""
        data = ",".join([f'{{"category":{quoted(name)},"values":{labelled(points)}}}' for name, points in categories])
        return f'{{"type":"graph"{member("title", title)}{styles},"data":[{data}]}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        data = wire.needed(slide, "data", "", found, "the data of the graph")
        given = () if data is wire.MISSING else wire.an_array(data, "/data", found, "the list of categories")
        styles = wire.an_object(slide.get("styles", {}), "/styles", found, "the styles of the graph", _STYLES)
        categories = tuple([_parse_category(category, place, found, limits) for place, category in enumerate(given)])
        preview = _read_preview(styles["preview"], found, limits) if "preview" in styles else None
        title = wire.optional_text(slide, "title", "", found, "the title")
        return preview, categories, title, *[_parse_axis(styles, axis, found, limits) for axis in ("x_axis", "y_axis")]

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        for _, points in fields[1]:
            if points:
                return []
        return [nothing_in("the graph", '.category("EU", {"Jan": 9})')]


class GraphSteps(Steps[None]):
    """The steps of an open graph."""

    __slots__ = ()

    def category(self, name: str, values: Pairs = ()) -> Self:
        """Add a category with its values, a mapping or pairs of a label and a number.

        Raises:
            ConstraintError: it is the sixth, it has more than 20 values, a name or label has more than 20 characters
                (all says the reference), or a value is no finite number.

        >>> from cardkit import Message
        >>> Message("Calls").graph("trend").category("EU", {"Jan": 9}).point("Feb", 6.5).slides[0].categories
        (('EU', (('Jan', 9), ('Feb', 6.5))),)
        """
        place = len(self._categories())
        found: Found = []
        category = read_category((name, values), place, found, self._state[0])
        if found:
            self._refuse(found)
        return self._step("add", category)

    def point(self, label: str, value: Number) -> Self:
        """Add a value to the category that was added last.

        Raises:
            ConstraintError: there is no category yet, or as `category` says.
        """
        categories = self._categories()
        if not categories:
            message, hint = "a point needs a category to belong to", '.category("EU")'
            self._refuse([Issue("/data", "no-category", message, "a category first", "none", CARDKIT, hint=hint)])
        place, (name, points) = len(categories) - 1, categories[-1]
        found: Found = []
        added = values.points(((label, value),), f"/data/{place}/values", found, lambda: len(points))
        if found or (found := category_issues((name, (*points, *added)), place, self._state[0])):
            self._refuse(found)
        return self._step("add", (None, added))

    def _categories(self) -> tuple[Category, ...]:
        return merged((), self._entries())


def read_graph(
    preview: object,
    categories: object,
    title: object,
    x_axis: object,
    y_axis: object,
    found: Found,
    limits: Limits | None = None,
) -> Fields:
    """The fields of a graph; with `limits` its numbers and its preview are checked too."""
    shape = None if preview is None else _read_preview(preview, found, limits)
    return (
        shape,
        read_categories(categories, found, limits),
        checks.optional_text(title, "/title", found, "the title"),
        _read_axis(x_axis, "x_axis", found, limits),
        _read_axis(y_axis, "y_axis", found, limits),
    )


def _read_preview(preview: object, found: Found, limits: Limits | None) -> str:
    shape = checks.text(preview, "/styles/preview", found, "the preview")
    if limits is not None and shape and shape not in limits.graph_previews:
        found.append(checks.not_allowed(shape, "/styles/preview", limits, "graph_previews"))
    return shape


def _parse_category(category: object, place: int, found: Found, limits: Limits) -> Category:
    path = f"/data/{place}"
    whole = wire.an_object(category, path, found, "a category", ("category", "values"))
    if not isinstance(category, Mapping):
        return "", ()
    name = wire.text(whole, "category", path, found, "the name of the category")
    given = wire.needed(whole, "values", path, found, "the list of values")
    points = () if given is wire.MISSING else wire.an_array(given, f"{path}/values", found, "the list of values")
    read = name, values.parse_points(points, f"{path}/values", found)
    found += category_issues(read, place, limits)
    return read


def _parse_axis(styles: Mapping[str, Any], axis: str, found: Found, limits: Limits) -> str | None:
    """The name of an axis: a string, or `{title: …}` as another source has it."""
    if axis not in styles:
        return None
    given = styles[axis]
    if not isinstance(given, Mapping) or "title" not in given:
        return _axis_name(given, axis, found, limits)
    found += wire.unknown_keys(given, f"/styles/{axis}", "the axis", ("title",))
    wrong: Found = []
    name = _axis_name(given["title"], axis, wrong, limits)
    found += wire.moved(wrong, f"/styles/{axis}", f"/styles/{axis}/title")
    return name


def _read_axis(name: object, axis: str, found: Found, limits: Limits | None) -> str | None:
    return None if name is None else _axis_name(name, axis, found, limits)


def _axis_name(name: object, axis: str, found: Found, limits: Limits | None) -> str:
    read = checks.text(name, f"/styles/{axis}", found, f"the name of the {axis[0]} axis")
    if limits is not None and len(read) > limits.graph_axis:
        found.append(checks.too_long(read, f"/styles/{axis}", limits, "graph_axis"))
    return read


def merged(
    categories: tuple[Category, ...], added: Sequence[tuple[str | None, tuple[Point, ...]]]
) -> tuple[Category, ...]:
    """The categories with what was added: one without a name holds points for the category before it."""
    whole = list(categories)
    for name, points in added:
        if name is None:
            last, before = whole[-1]
            whole[-1] = last, (*before, *points)
        else:
            whole.append((name, points))
    return tuple(whole)


def read_categories(categories: object, found: Found, limits: Limits | None) -> tuple[Category, ...]:
    """Names and their values; with `limits` their numbers are checked too."""
    taken = checks.pairs(categories, "/data", found, "the categories", '{"EU": {"Jan": 9}}')
    return tuple([read_category(pair, place, found, limits) for place, pair in enumerate(taken)])


def read_category(pair: tuple[object, object], place: int, found: Found, limits: Limits | None) -> Category:
    """One category and its values, at its place in the graph."""
    wrong: Found = []
    name = checks.text(pair[0], "/category", wrong, "the name of the category")
    taken = checks.pairs(pair[1], "/values", wrong, "the values", '{"Jan": 9}')
    category = name, values.points(taken, "/values", wrong)
    if wrong:
        found += [issue.under(f"/data/{place}") for issue in wrong]
    elif limits is not None:
        found += category_issues(category, place, limits)
    return category


def category_issues(category: Category, place: int, limits: Limits) -> Found:
    """At most 5 categories of 20 values, and 20 characters for each name and label."""
    (name, points), path = category, f"/data/{place}"
    found: Found = []
    if place == limits.graph_categories:
        found.append(checks.too_many(place + 1, "/data", limits, "graph_categories"))
    if len(name) > limits.graph_category:
        found.append(checks.too_long(name, f"{path}/category", limits, "graph_category"))
    if len(points) > limits.graph_values:
        found.append(checks.too_many(len(points), f"{path}/values", limits, "graph_values"))
    most = limits.graph_label
    for at, (label, _) in enumerate(points):
        if len(label) > most:
            found.append(checks.too_long(label, f"{path}/values/{at}/label", limits, "graph_label"))
    return found


Graph.read = read_graph
