"""Graphs: bars, stacked bars and trends over their labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ..points import Points
from ..scales import Scale, extent, scale
from .axes import Axis, axis_of
from .bars import MANY, grouped, multiples, piles, stacks
from .elements import Html
from .svg import Drawing, Figure, group
from .trend import trend

if TYPE_CHECKING:
    from ...slides import Graph


_Draw: TypeAlias = "Callable[[Graph, Points, Axis, int], tuple[Html, float]]"


def graph(slide: Graph, points: Points) -> Figure:
    """A graph of its points; the axis is reckoned once for all widths."""
    name = f"{(slide.preview or 'vertical_bar').replace('_', ' ')} graph{f' {slide.title}' if slide.title else ''}"
    heads = (slide.x_axis or "Label", *points.names)
    rows = [*zip(points.labels, *[[text or "-" for text in row] for row in points.texts], strict=True)]
    return Figure(_drawer(slide, points, name), f"{name}: {_told(points) or 'no values'}", heads, rows)


def _drawer(slide: Graph, points: Points, name: str) -> Callable[[int], Drawing]:
    """What draws a graph at a width."""
    if not points.present():
        return lambda width: Drawing(width, 1, name, Html(""))
    draw_kind, axis_scale = _kind(slide, points)
    axis = axis_of(axis_scale, points.values)
    names = "ck-plot ck-trend" if draw_kind is trend else "ck-plot ck-bars"

    def draw(width: int) -> Drawing:
        content, height = draw_kind(slide, points, axis, width)
        return Drawing(width, height, name, group([content], names))

    return draw


def _kind(slide: Graph, points: Points) -> tuple[_Draw, Scale]:
    """How a graph is drawn, and the scale that it stands on."""
    values = points.present()
    if slide.preview == "trend":
        return trend, scale(values, zero=False)
    if slide.preview == "vertical_stacked_bar":
        return stacks, scale([end for pile in piles(points) for _, ends in pile for end in ends])
    if len(points.names) > 1 and len(values) > MANY:
        return multiples, extent([0, *values]) or scale([])
    return grouped, scale(values)


def _told(points: Points) -> str:
    """All values in words."""
    rows = [[f"{label} {text}" for label, text in zip(points.labels, row, strict=True) if text] for row in points.texts]
    return "; ".join([f"{name}: {', '.join(row)}" for name, row in zip(points.names, rows, strict=True)])
