"""Small multiples: a row of bars for each category, all on one scale, where one area would be too full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..numbers import Scale, exact, scale
from .axes import Axis, Frame, framed, ground_line, label_line
from .bars import Bar, seen_height
from .elements import Html, joined
from .measure import fitted, measured, told_apart
from .svg import coloured, mark, path, rule, tip, words

if TYPE_CHECKING:
    from ...reading.numbers import Number
    from ...slides import Graph
    from ..points import Points

MANY = 40
"""Bars beyond which each category has a row of its own."""
_ROW, _LOW, _GAP = 52, 34, 16  # the height of a row, and of one of many; between two rows
_NAMES = 0.3  # the part of the width that names may take


def multiples(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing and its height."""
    ranges = [_range(axis, row) for row in points.values]
    most = width * _NAMES
    entries = told_apart(points.names, most / 1.07)
    left = 14 + max([min(most, max(measured(n, bold=True), measured(r))) for n, r in zip(entries, ranges, strict=True)])
    height = _ROW if len(entries) <= 8 else _LOW
    top = 22 if slide.y_axis else 6
    frame = framed(width, axis, points.labels, top, height, (left, 2))
    drawn = [words(0, 10, fitted(slide.y_axis, width))] if slide.y_axis else []
    for place in range(len(points.names)):
        frame = frame._replace(top=top + place * (height + _GAP))
        drawn += [rule(left, frame.right, frame.top, dash="2 3"), _bars(frame, points, place), ground_line(frame)]
        middle = frame.top + height / 2
        drawn.append(coloured(place, [words(0, middle, entries[place], "ck-own", bold=True)], "ck-key"))
        drawn.append(words(0, middle + 15, fitted(ranges[place], most)))
    labels, bottom = label_line(frame, points.labels, slide.x_axis, fold=False)
    return joined([*drawn, *labels]), bottom


def whole_scale(points: Points) -> Scale:
    """The scale of all rows: from zero to the greatest value, or from the least where that is negative."""
    ends = [exact(end) for end in (min(0, *points.there()), max(0, *points.there()))]
    return Scale((ends[0], ends[1])) if ends[0] < ends[1] else scale([])


def _range(axis: Axis, row: Sequence[Number | None]) -> str:
    """From the least to the greatest value of a row."""
    there = [value for value in row if value is not None]
    ends = [axis.text(min(there)), axis.text(max(there))] if there else ["no values"]
    return " to ".join(dict.fromkeys(ends))


def _bars(frame: Frame, points: Points, place: int) -> Html:
    slot, zero = frame.slot, frame.zero
    marks: list[Html] = []
    for at, value in enumerate(points.values[place]):
        if value is None:
            continue
        x, text = frame.xs[at], frame.axis.texts[place][at]
        bar = Bar(x - slot * 0.4, slot * 0.8, zero, frame.base - frame.height * (frame.axis.heights[place][at] or 0))
        bar = bar._replace(end=seen_height(bar, value))
        half = measured(text, bold=True) / 2
        seen = tip(min(max(x, half), frame.width - half), min(bar.end, zero) - 5, text)
        marks.append(mark(points.hints[place][at], [path(bar.path()), seen], focus=False))
    return coloured(place, marks)
