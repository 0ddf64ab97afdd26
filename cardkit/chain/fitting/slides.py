"""Slides cut to the limits, with functions for each kind: repairs, which `split` needs too, and cuts for `fit`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...buttons.spots import SLIDE
from ...errors.wording import counted, more
from ...limits import CLIQ, REFERENCE, Limits
from ...reading.lists import Point
from ...reading.place import Place
from ...reading.series import OTHER, total
from ...reading.widths import fits, percents
from ...slides import Chart, Graph, Slide, Table, Text
from ...slides.base import BuiltinSlide
from ...slides.category import Category
from .cards import repaired_buttons, with_few_buttons
from .changes import Expectation, expectation, first, report, shortened, with_values
from .entries import with_entries

Fitting = Callable[[Any, Place, Limits], BuiltinSlide]


def repaired(slide: Slide, place: Place, limits: Limits, *, alone: bool) -> Slide | None:
    """The slide with everything repaired that `split` cannot divide; None if it is empty.

    If there is nothing but empty slides (`alone`), an empty table stays, since it shows its headers and a message needs
    some content.
    """
    if not isinstance(slide, BuiltinSlide):
        return slide
    if not has_content(slide) and not (alone and isinstance(slide, Table)):
        message = f"{place.what} has nothing in it and falls away"
        report(place, "left-out", message, "none", Expectation("at least one", REFERENCE))
        return None
    if type(slide) in _REPAIRS:
        slide = _REPAIRS[type(slide)](slide, place, limits)
    at = place.within("/buttons", place.what)
    slide = with_values(slide, buttons=repaired_buttons(slide.buttons, SLIDE, at, limits))
    return with_few_buttons(slide, at, limits)


def has_content(slide: Slide) -> bool:
    """Whether a slide has something in it, as far as it is known."""
    issues = slide.check_complete(CLIQ) if isinstance(slide, BuiltinSlide) else ()
    return not any(issue.code in {"empty-slide", "no-rows"} for issue in issues)


def cut_to_counts(slide: Slide, place: Place, limits: Limits) -> Slide:
    """The slide cut to the count of entries, or the length of text, that its kind may have."""
    return _CUTTING[type(slide)](slide, place, limits) if type(slide) in _CUTTING else slide


def _repair_table(table: Table, place: Place, limits: Limits) -> Table:
    width = table.width
    if width is not None and not fits(width, table.headers, limits):
        width = _scaled(width, len(table.headers), place.within("/data/styles/width", "the widths"), limits)
    sticky = {f"sticky_{what}": _clamped(getattr(table, f"sticky_{what}"), what, place, limits) for what in _STICKY}
    return with_values(table, width=width, **sticky)


def _scaled(width: Sequence[int], columns: int, place: Place, limits: Limits) -> tuple[int, ...] | None:
    """Widths scaled to add up to 100; None if there is not one for each column."""
    whole, got = limits.width_sum, ", ".join(map(str, width))
    if len(width) != columns or not columns * limits.width_least <= whole <= columns * limits.width_most:
        message = f"{place.what} fell away: there is not one for each of {counted(columns, 'columns')}"
        report(place, "adjusted", message, got, Expectation("one width for each column", REFERENCE))
        return None
    scaled = percents([max(percent, 0) for percent in width], limits)
    message = f"{place.what} were scaled to {', '.join(map(str, scaled))}"
    report(place, "adjusted", message, got, Expectation(f"widths that add up to {whole}", REFERENCE))
    return scaled


_STICKY = ("rows", "columns")


def _clamped(number: int | None, what: str, place: Place, limits: Limits) -> int | None:
    """The count of sticky rows or columns, clamped to 0 to 2."""
    most: int = getattr(limits, f"sticky_{what}")
    if number is None or 0 <= number <= most:
        return number
    kept = min(max(number, 0), most)
    at, allowed = place.within(f"/data/styles/sticky/{what}", place.what), Expectation(f"0 to {most}", REFERENCE)
    report(at, "adjusted", f"the sticky {what} became {kept}", str(number), allowed)
    return kept


def _repair_chart(chart: Chart, place: Place, limits: Limits) -> Chart:
    return with_values(chart, segments=_labelled(chart.segments, "/data/0", place, limits, "chart_label"))


def _repair_graph(graph: Graph, place: Place, limits: Limits) -> Graph:
    categories: list[Category] = []
    for index, category in enumerate(graph.categories):
        at = place.within(f"/data/{index}/category", "the name of a category")
        name = shortened(category.name, at, limits, "graph_category")
        labelled = _labelled(category.values, f"/data/{index}/values", place, limits, "graph_label")
        categories.append(Category(name, labelled))
    axes = {
        name: shortened(axis, place.within(f"/styles/{name}", f"the name of the {name[0]} axis"), limits, "graph_axis")
        for name, axis in (("x_axis", graph.x_axis), ("y_axis", graph.y_axis))
        if axis
    }
    return with_values(graph, categories=tuple(categories), **axes)


def _labelled(points: Sequence[Point], path: str, place: Place, limits: Limits, limit: str) -> tuple[Point, ...]:
    places = [place.within(f"{path}/{index}/label", "the label") for index in range(len(points))]
    labels = [shortened(point.label, at, limits, limit) for point, at in zip(points, places, strict=True)]
    return tuple([Point(label, point.value) for label, point in zip(labels, points, strict=True)])


_REPAIRS: Mapping[type[Any], Fitting] = {Table: _repair_table, Chart: _repair_chart, Graph: _repair_graph}


# Cuts; `split` divides instead


def _cut_chart(chart: Chart, place: Place, limits: Limits) -> BuiltinSlide:
    """The chart with its largest segments, and all others merged into "Other"."""
    most, segments = limits.chart_segments, chart.segments
    if len(segments) <= most:
        return chart
    by_size = sorted(range(len(segments)), key=lambda index: (segments[index].label == OTHER, -segments[index].value))
    largest = sorted(by_size[: max(most - 1, 0)])
    rest = [segments[index] for index in by_size[max(most - 1, 0) :]]
    message = f"{len(rest):,} of {len(segments):,} segments became one, {OTHER!r}"
    got = ", ".join([segment.label for segment in rest])
    at = place.within("/data", place.what)
    report(at, "merged", message, got, expectation(limits, "chart_segments"))
    other = Point(OTHER[: limits.chart_label], total([segment.value for segment in rest]))
    kept = [segments[index] for index in largest]
    return with_entries(chart, (*kept, other)[:most], 0, 0)


def _cut_graph(graph: Graph, place: Place, limits: Limits) -> BuiltinSlide:
    """The graph with its first categories and the first values of each."""
    kept = first(graph.categories, place.within("/data", place.what), limits, "graph_categories")
    gone, most = len(graph.categories) - len(kept), limits.graph_values
    longest = max([len(values) for _, values in kept], default=0)
    if not gone and longest <= most:
        return graph
    counts = [more(gone, "categories")] if gone else []
    counts += [more(longest - most, "values")] if longest > most else []
    title, categories = " ".join(filter(None, [graph.title, *counts])), list[Category]()
    for index, (name, values) in enumerate(kept):
        at = place.within(f"/data/{index}/values", place.what)
        categories.append(Category(name, tuple(first(values, at, limits, "graph_values"))))
    return with_entries(graph.changed(title=title), categories, 0, 0)


def _cut_text(slide: Text, place: Place, limits: Limits) -> Text:
    at = place.within("/data", "the text of a slide")
    return with_values(slide, text=shortened(slide.text, at, limits, "text_slide_advised"))


_CUTTING: Mapping[type[Any], Fitting] = {Chart: _cut_chart, Graph: _cut_graph, Text: _cut_text}
