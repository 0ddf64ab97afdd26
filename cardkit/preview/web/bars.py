"""Bars beside one another and on top of one another, and rows of small ones where there are too many for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import exact, least_to_greatest
from ..scales import stacked
from .axes import FOCUS, LINE, PLOT, Axis, Frame, framed, ground_line, label_line, legend, ticks, y_axis_name
from .elements import Html, joined
from .measure import BOLD, fitted, measured
from .svg import coloured, mark, path, rule, tip, words

if TYPE_CHECKING:
    from ...reading.libraries import Number
    from ...slides import Graph
    from ..points import Points

MANY = 40
"""Bars of several categories beyond which each has a row of its own."""
_LEAST = 1.5  # how high a bar is at least whose value is not zero
_WIDEST, _ROUND = 44, 3
_GAP = 1.5  # between the bars of one label, and between the parts of a stack
_HIGH, _LOW, _BETWEEN = 52, 34, 16  # the height of a row, and of one of many; between two rows
_NAMES = 0.3  # the part of the width that names may take


class _Bar(NamedTuple):
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


def grouped(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing of bars beside one another and its height."""
    over, frame = _area(slide, points, axis, width)
    count = len(points.names)
    pitch = min(_WIDEST + _GAP, frame.slot * (0.72 if frame.slot > 8 else 0.9) / count)
    size = max(0.5, pitch - min(_GAP, pitch * 0.2))
    widest = max([measured(text) for row in axis.texts for text in row])
    fits = widest + 4 <= (frame.slot if count == 1 else pitch)
    focus = len(points.present()) <= FOCUS
    drawn: list[Html] = []
    for place in range(count):
        bars = _bars(frame, points, place, (place - count / 2) * pitch, size)
        marks = [_mark(bar, hint, text, frame, fits=fits, focus=focus) for bar, hint, text in bars]
        drawn.append(coloured(place, marks))
    return _with_axes(slide, frame, points, [*over, *drawn], below=fits)


def _bars(frame: Frame, points: Points, place: int, offset: float, size: float) -> Iterator[tuple[_Bar, str, str]]:
    """The bars of a category from zero on, `offset` from the middle of each label, each with its hint and its text.

    Of a value that is not zero a little is seen always.
    """
    for at, value in enumerate(points.values[place]):
        if value is not None:
            end = frame.base - frame.height * (frame.axis.heights[place][at] or 0)
            if value and abs(end - frame.zero) < _LEAST:
                end = frame.zero - _LEAST if value > 0 else frame.zero + _LEAST
            bar = _Bar(frame.xs[at] + offset, size, frame.zero, end)
            yield bar, points.hint(place, at), frame.axis.texts[place][at]


def stacks(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing of bars on top of one another, with their totals, and its height."""
    over, frame = _area(slide, points, axis, width)
    size = max(0.5, min(_WIDEST, frame.slot * 0.7))
    focus = len(points.present()) <= FOCUS
    marks: list[list[Html]] = [[] for _ in points.names]
    for at, pile in enumerate(piles(points)):
        outermost = {end > 0: place for place, (_, end) in pile if end}
        for place, (start, end) in pile:
            bar = _part(frame, frame.xs[at] - size / 2, size, (start, end), last=outermost.get(end > 0) == place)
            text = axis.texts[place][at]
            marks[place].append(_mark(bar, points.hint(place, at), text, frame, fits=False, focus=focus))
    drawn = [coloured(place, each) for place, each in enumerate(marks)]
    return _with_axes(slide, frame, points, [*over, *drawn, *_totals(frame, points)], below=False)


def _area(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[list[Html], Frame]:
    """The area of the values, with the ticks in it, and over it the names of the categories and of the axis.

    Of a single category too, since nothing else tells its name.
    """
    over, top = legend(points.names, width)
    top += LINE + 20 if slide.y_axis else 18
    frame = framed(axis, points.labels, width, top=top, height=PLOT, left=axis.room + 8)
    return [*over, *y_axis_name(frame, slide.y_axis), *ticks(frame)], frame


def piles(points: Points) -> list[list[tuple[int, tuple[Decimal, Decimal]]]]:
    """The parts of the stack at each label."""
    return [stacked([row[at] for row in points.values]) for at in range(len(points.labels))]


def _part(frame: Frame, x: float, width: float, ends: tuple[Number, Number], *, last: bool) -> _Bar:
    """A part of a stack; a little of it stays free where another follows."""
    start, end = [frame.base - frame.height * place for place in frame.axis.scale.places(ends)]
    if ends[0] != ends[1] and abs(end - start) < _LEAST:
        end = start + (_LEAST if end > start else -_LEAST)
    elif not last and abs(end - start) > _LEAST + 2:
        end += 1 if end < start else -1
    return _Bar(x, width, start, end, last)


def _with_axes(slide: Graph, frame: Frame, points: Points, drawn: Sequence[Html], *, below: bool) -> tuple[Html, float]:
    """What is drawn with its axis over it and its labels under it; further under it where values hang there."""
    places = [height for row in frame.axis.heights for height in row if height is not None] if below else []
    lowest = frame.height * (1 - min(places)) if places and min(places) < frame.axis.zero else 0
    lower = frame._replace(height=max(frame.height, lowest + 18))
    labels, bottom = label_line(lower, points.labels, slide.x_axis, fold=True)
    return joined([*drawn, ground_line(frame), *labels]), bottom


def _mark(bar: _Bar, hint: str, text: str, frame: Frame, *, fits: bool, focus: bool) -> Html:
    middle = bar.x + bar.width / 2
    if fits:
        value = words(middle, bar.value_at(), text, "ck-faint ck-halo", anchor="middle")
    else:
        value = tip(middle, bar.value_at(), text, frame.width)
    return mark(hint, [path(bar.path()), value], focus=focus)


def _totals(frame: Frame, points: Points) -> list[Html]:
    """What each stack comes to, over it, where all have room."""
    columns = [[exact(value) for row in points.values if (value := row[at]) is not None] for at in range(len(frame.xs))]
    sums = [sum(column) for column in columns]
    texts = frame.axis.scale.format.texts(sums)
    if max(map(measured, texts), default=0) + 4 > frame.slot:
        return []
    tops = [sum([max(each, Decimal(0)) for each in column]) for column in columns]
    ys = [min(frame.base - frame.height * place, frame.zero - _LEAST) for place in frame.axis.scale.places(tops)]
    return [
        words(x, y - 6, text, "ck-ink ck-halo", anchor="middle", bold=True)
        for x, y, text, column in zip(frame.xs, ys, texts, columns, strict=True)
        if column
    ]


def multiples(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing and its height.

    Names and ranges stand beside the rows, which then begin further right, or over them where that takes too much room.
    """
    ranges = [least_to_greatest(row) for row in points.values]
    widest = max([*[measured(name, bold=True) for name in points.names], *map(measured, ranges)])
    left, over = (widest + 14, 0) if widest <= width * _NAMES else (0, LINE + 2)
    height = _HIGH if len(points.names) <= 8 else _LOW
    top = (22 if slide.y_axis else 6) + over
    frame = framed(axis, points.labels, width, top=top, height=height, left=left)
    drawn = [words(0, 10, fitted(slide.y_axis, width))] if slide.y_axis else []
    for place, (name, ends) in enumerate(zip(points.names, ranges, strict=True)):
        frame = frame._replace(top=top + place * (height + _BETWEEN + over))
        drawn += [rule(frame.left, frame.right, frame.top, dash="2 3"), _row(frame, points, place), ground_line(frame)]
        drawn += _head(frame, place, name, ends)
    labels, bottom = label_line(frame, points.labels, slide.x_axis, fold=False)
    return joined([*drawn, *labels]), bottom


def _head(frame: Frame, place: int, name: str, ends: str) -> list[Html]:
    """The name and the range of a row."""
    if frame.left:
        shown, y = fitted(name, frame.width), frame.top + frame.height / 2
        told = words(0, y + 15, ends)
    else:
        shown, y = fitted(name, (frame.width - measured(ends) - 12) / BOLD), frame.top - 6
        told = words(measured(shown, bold=True) + 10, y, ends)
    return [coloured(place, [words(0, y, shown, "ck-own", bold=True)], "ck-key"), told]


def _row(frame: Frame, points: Points, place: int) -> Html:
    marks: list[Html] = []
    for bar, hint, text in _bars(frame, points, place, -0.4 * frame.slot, 0.8 * frame.slot):
        value = tip(bar.x + bar.width / 2, min(bar.end, frame.zero) - 5, text, frame.width)
        marks.append(mark(hint, [path(bar.path()), value], focus=False))
    return coloured(place, marks)
