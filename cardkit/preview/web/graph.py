"""Graphs: bars, stacked bars and trends over their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..numbers import shown
from ..points import Points, points_of
from .bars import grouped, stacks
from .card import further
from .drawing import WIDE, Drawing, figure
from .elements import Html, joined
from .multiples import MANY, multiples
from .svg import group
from .trend import trend

if TYPE_CHECKING:
    from ...slides import Graph


def graph(slide: Graph) -> Html:
    """A graph with its numbers; the first of its labels and categories, where there are too many."""
    points = points_of(slide.categories)
    heads = (slide.x_axis or "Label", *points.names)
    rows = [
        (label, *["-" if row[at] is None else shown(row[at] or 0) for row in points.values])
        for at, label in enumerate(points.labels)
    ]
    figured = figure(lambda width: _drawing(slide, points, width), _description(slide, points), heads, rows)
    return joined([figured, further(range(points.total), "label", "labels")])


def graph_drawing(slide: Graph) -> tuple[Drawing, str]:
    """The drawing alone, and what it tells."""
    points = points_of(slide.categories)
    return _drawing(slide, points, WIDE), _description(slide, points)


def _drawing(slide: Graph, points: Points, width: int) -> Drawing:
    kind = slide.preview or "vertical_bar"
    if not points.there():
        return Drawing(width, 1, _name(slide), Html(""))
    if kind == "trend":
        content, height = trend(slide, points, width)
    elif kind == "vertical_stacked_bar":
        content, height = stacks(slide, points, width)
    else:
        many = len(points.names) > 1 and len(points.there()) > MANY
        content, height = (multiples if many else grouped)(slide, points, width)
    return Drawing(width, height, _name(slide), group([content], f"ck-plot ck-{kind.rpartition('_')[2]}"))


def _name(slide: Graph) -> str:
    kind = (slide.preview or "vertical_bar").replace("_", " ")
    return f"{kind} graph{f' {slide.title}' if slide.title else ''}"


def _description(slide: Graph, points: Points) -> str:
    """All values in words."""
    told: list[str] = []
    for name, row in zip(points.names, points.values, strict=True):
        there = [(label, value) for label, value in zip(points.labels, row, strict=True) if value is not None]
        told.append(f"{name}: {', '.join([f'{label} {shown(value)}' for label, value in there])}")
    return f"{_name(slide)}: {'; '.join(told) or 'no values'}"
