"""Slides divided: into several of their kind by what one may hold, and by the room there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from ...card import Section
from ...limits import Limits
from ...slides import Chart, Graph, Slide
from ...slides.base import BuiltinSlide
from ...slides.graph import Category
from .cards import divide_section_field, field_size, section_with
from .entries import Kind, with_entries
from .sizes import size_of

T = TypeVar("T")


COUNTER = 14
"""The characters of a count such as `` (10/12)``, and of commas."""


class Sizes(NamedTuple):
    """How many characters of JSON a slide or a section takes, and how an entry is divided that is too large alone.

    `frame` is what it takes without entries, `measure` gives what an entry takes, and `whole` is what it takes as it
    was read, where that differs.
    """

    frame: int
    measure: Callable[[Any], int]
    divide: Callable[[Any, int], Sequence[Any]]
    whole: int | None = None


class Group(NamedTuple):
    """Entries that go together, which are those from `start` to `stop`, or parts of them."""

    entries: Sequence[Any]
    start: int
    stop: int


def chunks(entries: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The entries, at most so many at a time.

    >>> [*chunks("abcde", 2)]
    ['ab', 'cd', 'e']
    """
    for start in range(0, len(entries), max(most, 1)):
        yield entries[start : start + max(most, 1)]


def by_count(slide: Slide, limits: Limits) -> Sequence[Slide]:
    """The slide, or several of its kind, each with no more entries than one may have."""
    return _COUNTED[type(slide)](slide, limits) if type(slide) in _COUNTED else [slide]


def _charts(chart: Chart, limits: Limits) -> Sequence[Slide]:
    if len(chart.segments) <= limits.chart_segments:
        return [chart]
    most = max(limits.chart_segments, 1)
    starts = range(0, len(chart.segments), most)
    return [with_entries(chart, chart.segments[start : start + most], start, start + most) for start in starts]


def _graphs(graph: Graph, limits: Limits) -> Sequence[Slide]:
    """A graph for each group of categories and each range of their values; none for a group without any."""
    most = max(limits.graph_values, 1)
    longest = max([len(values) for _, values in graph.categories], default=0)
    if longest <= limits.graph_values and len(graph.categories) <= limits.graph_categories:
        return [graph]
    graphs: list[Slide] = []
    for start in range(0, max(longest, 1), most):
        ranges = [Category(name, values[start : start + most]) for name, values in graph.categories]
        filled = [category for category in ranges if category.values or not start]
        groups = [*chunks(filled, limits.graph_categories)]
        graphs += [with_entries(graph, group, 0, 0) for group in groups if any(category.values for category in group)]
    return graphs or [graph]


_COUNTED: Mapping[type[Any], Callable[[Any, Limits], Sequence[Slide]]] = {Chart: _charts, Graph: _graphs}


def sizes_of(slide: BuiltinSlide, kind: Kind) -> Sizes:
    """The sizes of a slide that has entries."""
    frame = size_of(with_entries(slide, (), 0, 0).to_dict()) + COUNTER
    whole = None if slide.source is None else size_of(slide.to_dict()) + COUNTER
    return Sizes(frame, kind.measure(slide), partial(kind.divide, slide), whole)


def section_sizes(section: Section) -> Sizes:
    """The sizes of a section of the card."""
    frame = size_of(section_with(section, (), 0, 0).to_dict()) + COUNTER
    return Sizes(frame, field_size, divide_section_field)
