"""The categories of a graph: their names, each with its values by label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors.wording import as_code, shown
from ..limits import CARDKIT, Limits
from ..reading.guards import is_data, is_series
from ..reading.hints import GRAPH
from ..reading.libraries import is_gap, is_real
from ..reading.lists import Point, each, from_pair, pairs, points, usual_points
from ..reading.objects import ObjectReader, parse_points, points_by_label, read_array
from ..reading.options import NO_DATA, Lines, add_no_data
from ..reading.place import Json, Place
from ..reading.scalars import parse_name
from ..reading.text import is_usual, text_at
from .drawn import add_long_label

if TYPE_CHECKING:
    from ..reading.formats import Form


class Category(NamedTuple):
    """A name and its values by label."""

    name: str
    values: tuple[Point, ...] = ()


def read_categories(data: Any, place: Place, limits: Limits, lines: Lines | None, thin: object) -> tuple[Category, ...]:
    """Names and their values, or the columns of data that `lines` names; with `thin` no more values than allowed."""
    at = place.within("/data", "the list of categories")
    if data is NO_DATA and (lines is not None or thin is True):
        options = {**(lines or Lines())._asdict(), "thin": thin or None}
        add_no_data("empty-slide", ".graph(…, data", options, at)
        return ()
    named = not is_data(data) and (lines is None or not lines.names_columns)
    read = read_category
    if named and lines is not None:
        from ..reading.formats import read_form

        read = partial(read_category, form=read_form(lines.format, lines.missing, at))
    given = pairs(data, at, '{"EU": {"Jan": 9}}', columns=GRAPH) if named else ()
    if given and all(is_real(values) for _, values in given):
        _add_no_name(data, at)
        return ()
    taken = each(given, at, "a category", read)
    if named and thin is False:
        return taken
    from ..reading import series

    drawn = series.as_lines(taken) if named else series.read_lines(data, at, lines or Lines())
    if type(thin) is not bool:
        place.within("", "thin=", CARDKIT).wrong_type(thin, "True or False", hint="thin=True")
    elif thin and not place.blocked():
        drawn = series.thin(drawn, limits.graph_values)
    kept = [(line.name, [placed.point for placed in line.points]) for line in drawn]
    return each(kept, at, "a category", read_category)


def _add_no_name(data: object, place: Place) -> None:
    """Add the issue of numbers by label, which are the values of one category, where categories belong."""
    message = f"{place.what} has numbers by label, which are the values of one category"
    expected, hint = "categories, each with its values by label", f'{{"…": {as_code(data, "value")}}}'
    place.add("wrong-type", message, expected, shown(data), source=CARDKIT, hint=hint)


def usual_category(name: object, values: object, limits: Limits) -> Category | None:
    """The category of ordinary arguments within the limits, which need no further check; None of any others."""
    taken = usual_points(values, limits.graph_label)
    if taken is None or len(taken) > limits.graph_values or not is_usual(name, limits.graph_category):
        return None
    return from_pair(Category, (name, taken))


def read_category(pair: tuple[object, object], place: Place, form: Form | None = None) -> Category:
    """A name and its values, a mapping or pairs, with their labels written in a form."""
    name = text_at(pair[0], place, "/category", "the name of the category")
    at = place.within("/values", "the list of values")
    taken = pairs(pair[1], at, '{"Jan": 9}', convert=form is None)
    if is_series(pair[1]):
        taken = [(label, number) for label, number in taken if not is_gap(number)]
    if form is not None:
        from ..reading.series import with_labels

        taken = with_labels(taken, form, at)
    return Category(name, points(taken, at))


_THIN = "thin=True in .graph(…)"
THIN_AT_ONCE = "all values in one .graph(…, data, thin=True)"
"""What a step says that adds values; the data may be `{name: values}`."""


def check_category(category: Category, index: int, place: Place, limits: Limits, step: str = _THIN) -> None:
    """Add the issues of a category: at most 5, of 20 values each, with names and labels of 20 characters."""
    if index == limits.graph_categories:
        place.within("/data", "the list of categories").too_many(index + 1, limits, "graph_categories")
    at = place.within(f"/data/{index}", "a category")
    if len(category.name) > limits.graph_category:
        at.within("/category", "the name").too_long(category.name, limits, "graph_category")
    check_points(category.values, at, limits, step=step)


def check_points(
    values: Sequence[Point], category: Place, limits: Limits, before: int = 0, step: str = THIN_AT_ONCE
) -> None:
    """Add the issues of values that follow `before` others: at most 20, with labels of 20 characters."""
    if before + len(values) > limits.graph_values:
        hint = f"{step}, which keeps {limits.graph_values} of them"
        category.within("/values", "the list of values").too_many(before + len(values), limits, "graph_values", hint)
    most = limits.graph_label
    for index, point in enumerate(values, before):
        if len(point.label) > most:
            at = category.within(f"/values/{index}/label", "the label")
            add_long_label(point.label, at, limits, "graph_label", ".graph(…)")


def with_added(categories: Sequence[Category], entries: Sequence[Category | Point]) -> tuple[Category, ...]:
    """The categories with more entries; a point is added to the last category before it."""
    whole = [*categories]
    added: dict[int, list[Point]] = {}
    for entry in entries:
        if isinstance(entry, Category):
            whole.append(entry)
        else:
            added.setdefault(len(whole) - 1, []).append(entry)
    for index, values in added.items():
        name, before = whole[index]
        whole[index] = Category(name, (*before, *values))
    return tuple(whole)


def parse_categories(data: Json, place: Place, owner: ObjectReader) -> tuple[Category, ...]:
    """The categories of a body, whose own names stand among those of `owner`."""
    taken = enumerate(read_array(data, place, _by_name))
    return tuple([_parse_category(category, place.at(index, "a category"), owner) for index, category in taken])


def _by_name(value: Json) -> Json:
    """An object of categories by name, each an object of numbers by label, as the array that belongs in its place."""
    values = {name: points_by_label(points) for name, points in value.items()} if isinstance(value, dict) else {}
    if not values or None in values.values():
        return None
    return [{"category": name, "values": points} for name, points in values.items()]


def _parse_category(category: Json, place: Place, owner: ObjectReader) -> Category:
    inner = ObjectReader(category, place, ("category", "values"), owner=owner)
    name = inner.required("category", "the name of the category", parse_name) or ""
    values = inner.required("values", "the list of values", partial(read_array, meant=points_by_label)) or ()
    at = place.within("/values", "the list of values")
    return Category(name, parse_points(values, at, owner, at.path))
