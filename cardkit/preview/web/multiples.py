"""Small multiples: a row of bars for each category, all on one scale, where one area would be too full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import least_to_greatest
from .axes import LINE, Axis, Frame, framed, ground_line, label_line
from .bars import bar_from_zero
from .elements import Html, joined
from .measure import BOLD, fitted, measured
from .svg import coloured, mark, path, rule, tip, words

if TYPE_CHECKING:
    from ...slides import Graph
    from ..points import Points

MANY = 40
"""Bars beyond which each category has a row of its own."""
_ROW, _LOW, _GAP = 52, 34, 16  # the height of a row, and of one of many; between two rows
_NAMES = 0.3  # the part of the width that names may take


class _Heads(NamedTuple):
    """Names and ranges: beside the rows, which then begin at `left`, or over them where these take too much room."""

    names: Sequence[str]
    ranges: Sequence[str]
    left: float

    def over(self) -> float:
        """The height that they take over each row."""
        return 0 if self.left else LINE + 2

    def drawn(self, place: int, frame: Frame) -> list[Html]:
        """The name and the range of a row."""
        y = frame.top + frame.height / 2 if self.left else frame.top - 6
        room = frame.width - measured(self.ranges[place]) - 12
        name = fitted(self.names[place], frame.width if self.left else room / BOLD)
        head = coloured(place, [words(0, y, name, "ck-own", bold=True)], "ck-key")
        if self.left:
            return [head, words(0, y + 15, self.ranges[place])]
        return [head, words(measured(name, bold=True) + 10, y, self.ranges[place])]


def multiples(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing and its height."""
    heads = _heads(points, width)
    height = _ROW if len(points.names) <= 8 else _LOW
    top = (22 if slide.y_axis else 6) + heads.over()
    frame = framed(axis, points.labels, width, top=top, height=height, left=heads.left)
    drawn = [words(0, 10, fitted(slide.y_axis, width))] if slide.y_axis else []
    for place in range(len(points.names)):
        frame = frame._replace(top=top + place * (height + _GAP + heads.over()))
        drawn += [rule(frame.left, frame.right, frame.top, dash="2 3"), _bars(frame, points, place), ground_line(frame)]
        drawn += heads.drawn(place, frame)
    labels, bottom = label_line(frame, points.labels, slide.x_axis, fold=False)
    return joined([*drawn, *labels]), bottom


def _heads(points: Points, width: int) -> _Heads:
    ranges = [least_to_greatest(row) for row in points.values]
    widest = max([*[measured(name, bold=True) for name in points.names], *map(measured, ranges)])
    return _Heads(points.names, ranges, widest + 14 if widest <= width * _NAMES else 0)


def _bars(frame: Frame, points: Points, place: int) -> Html:
    marks: list[Html] = []
    for at, value in enumerate(points.values[place]):
        if value is not None:
            x, height = frame.xs[at], frame.axis.heights[place][at] or 0
            bar = bar_from_zero(frame, x - frame.slot * 0.4, frame.slot * 0.8, height, value)
            seen = tip(x, min(bar.end, frame.zero) - 5, frame.axis.texts[place][at], frame.width)
            marks.append(mark(points.hint(place, at), [path(bar.path()), seen], focus=False))
    return coloured(place, marks)
