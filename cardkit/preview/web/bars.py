"""Bars beside one another and on top of one another, and rows of small ones where there are too many for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import Format, exact, scale, shown, stacked
from .axes import LINE, Frame, framed, ground_line, label_line, legend, names, ticks
from .elements import Html, joined
from .measure import measured
from .svg import coloured, mark, path, tip, words

if TYPE_CHECKING:
    from ...slides import Graph
    from ...values import Number
    from ..points import Points

PLOT = 180
"""The height of the area of the values."""
LEAST = 1.5
"""How high a bar is at least whose value is not zero."""
_WIDEST, _ROUND = 44, 3
_GAP = 1.5  # between the bars of one label, and between the parts of a stack
_FOCUS = 40  # values that take the focus one by one


class Bar(NamedTuple):
    """A bar: its left edge and width, and the heights it goes from and to, where it is rounded."""

    x: float
    width: float
    start: float
    end: float
    rounded: bool = True

    def path(self) -> str:
        """Its outline."""
        size = self.end - self.start
        radius = min(_ROUND, self.width / 2, abs(size) / 2) if self.rounded else 0
        if radius < 0.5:
            return f"M{self.x:.5g} {self.start:.5g}v{size:.5g}h{self.width:.5g}v{-size:.5g}z"
        turn = radius if size > 0 else -radius
        flat = self.width - 2 * radius
        return (
            f"M{self.x:.5g} {self.start:.5g}v{size - turn:.5g}q0 {turn:.5g} {radius:.5g} {turn:.5g}h{flat:.5g}"
            f"q{radius:.5g} 0 {radius:.5g} {-turn:.5g}v{turn - size:.5g}z"
        )

    def value_at(self) -> float:
        """The height of a value that is written at its end."""
        return self.end - 6 if self.end <= self.start else self.end + 14


def grouped(slide: Graph, points: Points, width: int) -> tuple[Html, float]:
    """The drawing of bars beside one another and its height."""
    axis = scale(points.there())
    over, top = _legend(points, width)
    frame = framed(width, axis, len(points.labels), top + _over(slide), PLOT)
    count = len(points.names)
    pitch = min(_WIDEST + _GAP, frame.slot * (0.72 if frame.slot > 8 else 0.9) / max(1, count))
    written, xs = axis.format, frame.xs()
    fits = _values_fit(points, written, frame.slot if count == 1 else pitch)
    focus = len(points.there()) <= _FOCUS
    drawn: list[Html] = []
    for place, row in enumerate(points.values):
        marks: list[Html] = []
        for at, value, y in _heights(frame, row):
            x = xs[at] + (place - count / 2) * pitch
            bar = Bar(x, max(0.5, pitch - min(_GAP, pitch * 0.2)), frame.zero, y)
            marks.append(_mark(bar, _hint(points, place, at), written.text(value), frame, fits=fits, focus=focus))
        drawn.append(coloured(place, marks))
    return _graph(slide, frame, points, [*over, *names(frame, slide.y_axis), *ticks(frame), *drawn], below=fits)


def stacks(slide: Graph, points: Points, width: int) -> tuple[Html, float]:
    """The drawing of bars on top of one another, with their totals, and its height."""
    piles = [stacked([row[at] for row in points.values]) for at in range(len(points.labels))]
    axis = scale([end for pile in piles for _, pair in pile for end in pair])
    over, top = _legend(points, width)
    frame = framed(width, axis, len(points.labels), top + _over(slide), PLOT)
    written, xs = axis.format, frame.xs()
    size = max(0.5, min(_WIDEST, frame.slot * 0.7))
    focus = len(points.there()) <= _FOCUS
    marks: list[list[Html]] = [[] for _ in points.names]
    for at, pile in enumerate(piles):
        outermost = {end > 0: place for place, (_, end) in pile if end}
        for place, (start, end) in pile:
            bar = _part(frame, xs[at] - size / 2, size, (start, end), last=outermost.get(end > 0) == place)
            text = written.text(points.values[place][at] or 0)
            marks[place].append(_mark(bar, _hint(points, place, at), text, frame, fits=False, focus=focus))
    drawn = [coloured(place, each) for place, each in enumerate(marks)]
    totals = _totals(frame, points, written)
    whole = [*over, *names(frame, slide.y_axis), *ticks(frame), *drawn, *totals]
    return _graph(slide, frame, points, whole, below=False)


def _part(frame: Frame, x: float, width: float, ends: tuple[Number, Number], *, last: bool) -> Bar:
    """A part of a stack; a little of it stays free where another follows."""
    start, end = frame.ys(ends)
    if ends[0] != ends[1] and abs(end - start) < LEAST:
        end = start + (LEAST if end > start else -LEAST)
    elif not last and abs(end - start) > LEAST + 2:
        end += 1 if end < start else -1
    return Bar(x, width, start, end, last)


def _graph(slide: Graph, frame: Frame, points: Points, drawn: Sequence[Html], *, below: bool) -> tuple[Html, float]:
    """What is drawn with its axis over it and its labels under it; further under it where values hang there."""
    lowest = max(frame.ys([value for value in points.there() if value < 0]), default=0) if below else 0
    lower = frame._replace(height=max(frame.height, lowest + 18 - frame.top))
    labels, bottom = label_line(lower, points.labels, slide.x_axis, fold=True)
    return joined([*drawn, ground_line(frame), *labels]), bottom


def _over(slide: Graph) -> float:
    return LINE + 20 if slide.y_axis else 18


def _legend(points: Points, width: int) -> tuple[list[Html], float]:
    """The names of the categories; of a single one too, since nothing else tells it."""
    return legend(points.names, width) if points.names else ([], 0.0)


def _heights(frame: Frame, row: Sequence[Number | None]) -> list[tuple[int, Number, float]]:
    """The values that there are with the heights of their bars, none of which is lost."""
    there = [(at, value) for at, value in enumerate(row) if value is not None]
    ys = frame.ys([value for _, value in there])
    return [(at, value, seen_height(frame.zero, y, value)) for (at, value), y in zip(there, ys, strict=True)]


def seen_height(zero: float, y: float, value: Number) -> float:
    """The height of a value's end, a little away from zero where it is not zero."""
    if not value or abs(y - zero) >= LEAST:
        return y
    return zero - LEAST if value > 0 else zero + LEAST


def _values_fit(points: Points, written: Format, room: float) -> bool:
    """Whether each bar has room for its value."""
    return max([measured(written.text(value)) for value in points.there()], default=0) + 4 <= room


def _mark(bar: Bar, hint: str, text: str, frame: Frame, *, fits: bool, focus: bool) -> Html:
    middle = bar.x + bar.width / 2
    if fits:
        value = words(middle, bar.value_at(), text, "ck-faint ck-halo", anchor="middle")
    else:
        half = measured(text, bold=True) / 2
        value = tip(min(max(middle, half), frame.width - half), bar.value_at(), text)
    return mark(hint, [path(bar.path()), value], focus=focus)


def _hint(points: Points, place: int, at: int) -> str:
    return f"{points.names[place]}, {points.labels[at]}: {shown(points.values[place][at] or 0)}"


def _totals(frame: Frame, points: Points, written: Format) -> list[Html]:
    """What each stack of several parts comes to, over it, where all have room and nothing is below zero."""
    columns = [[exact(value) for row in points.values if (value := row[at]) is not None] for at in range(frame.slots)]
    sums = [sum(column) for column in columns]
    texts = [written.text(each) for each in sums]
    if len(points.names) < 2 or any(value < 0 for value in points.there()):
        return []
    if max(map(measured, texts), default=0) + 4 > frame.slot:
        return []
    places = zip(frame.xs(), frame.ys(sums), texts, columns, strict=True)
    return [words(x, min(y, frame.zero - LEAST) - 6, text, "ck-ink ck-halo", anchor="middle", bold=True)
            for x, y, text, column in places if column]  # fmt: skip
