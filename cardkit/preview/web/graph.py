"""Graphs: bars, stacked bars and trends over their labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import Scale, scale, shown
from ..points import Points
from .axes import Axis, axis_of
from .bars import grouped, piles, stacks
from .drawing import Drawing, Figure
from .elements import Html
from .multiples import MANY, multiples, whole_scale
from .svg import group
from .trend import trend

if TYPE_CHECKING:
    from ...slides import Graph


class _Kind(NamedTuple):
    """How a kind of graph is drawn, and the scale that it stands on."""

    draw: Callable[[Graph, Points, Axis, int], tuple[Html, float]]
    scale: Callable[[Points], Scale]
    name: str


def graph(slide: Graph, points: Points) -> Figure:
    """A graph of its points; the axis is reckoned once for all widths."""
    name = f"{(slide.preview or 'vertical_bar').replace('_', ' ')} graph{f' {slide.title}' if slide.title else ''}"
    heads = (slide.x_axis or "Label", *points.names)
    rows = [
        (label, *["-" if row[at] is None else shown(row[at] or 0) for row in points.values])
        for at, label in enumerate(points.labels)
    ]
    return Figure(_drawer(slide, points, name), f"{name}: {_told(points) or 'no values'}", heads, rows)


def _drawer(slide: Graph, points: Points, name: str) -> Callable[[int], Drawing]:
    """What draws a graph at a width."""
    if not points.there():
        return lambda width: Drawing(width, 1, name, Html(""))
    kind = _kind(slide, points)
    axis = axis_of(kind.scale(points), points.values)

    def draw(width: int) -> Drawing:
        content, height = kind.draw(slide, points, axis, width)
        return Drawing(width, height, name, group([content], f"ck-plot ck-{kind.name}"))

    return draw


def _kind(slide: Graph, points: Points) -> _Kind:
    if slide.preview == "trend":
        return _Kind(trend, _trend_scale, "trend")
    if slide.preview == "vertical_stacked_bar":
        return _Kind(stacks, _stacked_scale, "bars")
    if len(points.names) > 1 and len(points.there()) > MANY:
        return _Kind(multiples, whole_scale, "bars")
    return _Kind(grouped, _bar_scale, "bars")


def _trend_scale(points: Points) -> Scale:
    return scale(points.there(), zero=False)


def _stacked_scale(points: Points) -> Scale:
    return scale([end for pile in piles(points) for _, ends in pile for end in ends])


def _bar_scale(points: Points) -> Scale:
    return scale(points.there())


def _told(points: Points) -> str:
    """All values in words."""
    told: list[str] = []
    for name, row in zip(points.names, points.values, strict=True):
        there = [(label, value) for label, value in zip(points.labels, row, strict=True) if value is not None]
        told.append(f"{name}: {', '.join([f'{label} {shown(value)}' for label, value in there])}")
    return "; ".join(told)
