"""Trends as a plot: ticks at the left, a line for each category, its name and last value at its end.

It has eight rows or a few more, such that its ticks stand evenly, and more where one line would hide another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..points import Points
from ..scales import Scale, scale
from .charts import look_of
from .layout import label_row, packed, padded
from .lines import DIM, EMPTY, Bit, Line, Lines, Look, line, widest

ROWS = (8, 12, 16)
"""The least heights of a plot, one after another: the first in which each line is seen."""
LEAST = 60
"""The columns from which there is room for one."""
_MOST = 0.75
"""The part of a line that is to be seen."""
_SIGNS = "●◆▲■○◇△□"
_NAMES = 3  # the part of the width, one in so many, that names at the ends of lines may take

if TYPE_CHECKING:
    from ...reading.libraries import Number

_Point: TypeAlias = tuple[int, int]
_Cells: TypeAlias = dict[_Point, Bit]


class _Area(NamedTuple):
    """The part of a plot in which lines run: how many columns it has, and its axis."""

    width: int
    axis: Scale
    labels: int
    rows: int = ROWS[0]

    def column(self, label: int) -> int:
        """The column of a label."""
        return round(label * (self.width - 1) / max(1, self.labels - 1))

    def row(self, place: float) -> int:
        """The row of a height, from above."""
        return round((1 - place) * (self.rows - 1))


def plot(points: Points, width: int) -> Lines:
    """The lines of a trend in their area, between the ticks and the names."""
    axis = scale(points.present(), zero=False)
    left = widest([line(axis.format.text(value)) for value in axis.ticks]) + 2
    last = {at: value for at, row in enumerate(points.values) for value in row if value is not None}
    several = len(last) > 1
    ends: dict[int, Line] = {
        at: (Bit(f"{_sign(at)} " * several, look_of(at)), Bit(points.names[at], look_of(at)), Bit(f" {text}"))
        for at, text in zip(last, axis.format.texts([*last.values()]), strict=True)
    }
    at_ends = len(ends) <= ROWS[0] and widest(ends.values()) <= width // _NAMES
    right = widest(ends.values()) + 1 if at_ends else 0
    area, cells = _legible(points, _Area(width - left - right, axis, len(points.labels)))
    ticks = _ticks(area)
    names = _spread(dict(zip(last, axis.places(list(last.values())), strict=True)), area) if at_ends else {}
    blank = Bit(" ")
    rows = [
        (
            *padded(ticks.get(row, EMPTY), left - 2, right=True),
            Bit(" │", DIM),
            *[cells.get((column, row), blank) for column in range(area.width)],
            *_end(ends, names, row, cells.get((area.width - 1, row))),
        )
        for row in range(area.rows)
    ]
    places = [float(area.column(at)) for at in range(len(points.labels))]
    legend = [] if at_ends else packed(ends.values(), width)
    return [*rows, *label_row(points.labels, places, left, area.width), *legend]


def _ticks(area: _Area) -> dict[int, Line]:
    """The ticks by their rows."""
    axis, written = area.axis, area.axis.format
    places = axis.places(axis.ticks)
    return {area.row(place): line(written.text(value), DIM) for value, place in zip(axis.ticks, places, strict=True)}


def _legible(points: Points, area: _Area) -> tuple[_Area, _Cells]:
    """The area, with as few rows as show most of each line or, where none do, show most; and the lines' cells.

    Lines of the first category lie over the others.
    """
    seen: list[tuple[float, _Area, _Cells]] = []
    several = len(points.names) > 1
    for rows in ROWS:
        steps = len(area.axis.ticks) - 1
        each = area._replace(rows=math.ceil((rows - 1) / steps) * steps + 1)  # so that all ticks are as far apart
        lines = [_line(row, at, each, marked=several) for at, row in enumerate(points.values)]
        cells = {place: bit for own in reversed(lines) for place, bit in own.items()}
        shown = min([sum(cells[place] is bit for place, bit in own.items()) / len(own) for own in lines if own])
        seen.append((shown, each, cells))
        if shown >= _MOST:
            break
    _, best, cells = max(seen, key=lambda each: each[0])
    return best, cells


def _sign(at: int) -> str:
    """The sign of a category's points."""
    return _SIGNS[at % len(_SIGNS)]


def _line(values: Sequence[Number | None], at: int, area: _Area, *, marked: bool) -> _Cells:
    """The cells that the line of a category goes through.

    Its last point has its sign, and if they are to be marked each of the others.
    """
    cells: _Cells = {}
    look, sign = look_of(at), _sign(at)
    there = [(label, value) for label, value in enumerate(values) if value is not None]
    rows = [area.row(place) for place in area.axis.places([value for _, value in there])]
    stops = [(label, area.column(label), row) for (label, _), row in zip(there, rows, strict=True)]
    for (a, x1, y1), (b, x2, y2) in pairwise(stops):
        cells.update(_way((x1, y1), (x2, y2), look, dotted=b - a > 1))
    for _, x, y in stops if marked else stops[-1:]:
        cells[x, y] = Bit(sign, look)
    return cells


def _way(start: _Point, end: _Point, look: Look, *, dotted: bool) -> Iterator[tuple[_Point, Bit]]:
    """The cells between two points, level by level: a turn where it climbs or falls."""
    (x1, y1), (x2, y2) = start, end
    before = y1
    for x in range(x1, x2 + 1):
        row = round(y1 + (y2 - y1) * (x - x1) / max(1, x2 - x1))
        if dotted:
            yield (x, row), Bit("·", look)
        elif row == before:
            yield (x, row), Bit("─", look)
        else:
            down = row > before
            yield (x, before), Bit("╮" if down else "╯", look)
            yield (x, row), Bit("╰" if down else "╭", look)
            for between in range(min(before, row) + 1, max(before, row)):
                yield (x, between), Bit("│", look)
        before = row


def _spread(places: dict[int, float], area: _Area) -> dict[int, int]:
    """The category whose name stands on a row, each on one of its own, near to its line; the highest stands highest."""
    taken: set[int] = set()
    ordered = sorted(places, key=lambda at: -places[at])
    for at in ordered:
        row = area.row(places[at])
        taken.add(min(set(range(area.rows)) - taken, key=lambda free: (abs(free - row), -free)))
    return dict(zip(sorted(taken), ordered, strict=True))


def _end(ends: dict[int, Line], names: dict[int, int], row: int, before: Bit | None) -> Line:
    """The name and the last value on a row, without the sign where its point is right before it."""
    if row not in names:
        return EMPTY
    sign, *told = ends[names[row]]
    beside = before is not None and before.text == sign.text.strip()
    return (Bit(" "), *told) if beside else (Bit(" "), sign, *told)
