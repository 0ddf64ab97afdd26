"""Trends: a line for each category, with its name and last value at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .axes import FOCUS, LINE, PLOT, Axis, Frame, framed, ground_line, label_line, legend, names, ticks
from .elements import Html, joined
from .measure import fitted, measured
from .svg import coloured, dot, mark, path, tip, words

if TYPE_CHECKING:
    from ...slides import Graph
    from ..points import Points

_ENDS = 0.4  # the part of the drawing's width that names and values at the ends of lines may take
_LINE, _UNDER = 2.25, 5  # the strokes of a line and of its underlay where there is room
_STROKE = f'fill="none" stroke="currentColor" stroke-width="{_LINE}" stroke-linejoin="round" stroke-linecap="round"'
_ROOM = 8  # units between two labels, for each line, below which underlays would hide other lines
_APART = 8  # units between a value at an extreme and what else is written


class _End(NamedTuple):
    """What stands at the end of a line, and where the line ends."""

    place: int
    name: str
    value: str
    y: float


class _Course(NamedTuple):
    """A category: where its values are."""

    place: int
    points: Sequence[tuple[int, float, float]]  # the label's place, x and y


def trend(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing of a trend and its height."""
    told = [next((text for text in reversed(row) if text), "") for row in axis.texts]
    room = _room(points.names, told, width)
    over, top = ([], 0.0) if room else legend(points.names, width, told)
    top += LINE + 20 if slide.y_axis else 20
    frame = framed(axis, points.labels, width, top=top, height=PLOT, left=axis.room + 8, end=max(2, room))
    courses = [_course(frame, place, row) for place, row in enumerate(axis.heights)]
    labels, bottom = label_line(frame, points.labels, slide.x_axis, fold=False)
    drawn = [*over, *names(frame, slide.y_axis), *ticks(frame), ground_line(frame), *labels]
    drawn += _lines(frame, courses, points)
    if room:
        ends = [_End(c.place, points.names[c.place], told[c.place], c.points[-1][2]) for c in courses if c.points]
        drawn += _ends(frame, ends)
    return joined(drawn), bottom


def _room(entries: Sequence[str], told: Sequence[str], width: int) -> float:
    """The units that names and values at the ends of the lines need; none where they do not fit there."""
    sizes = [measured(f"{name} ", bold=True) + measured(t) for name, t in zip(entries, told, strict=True)]
    room = 14 + max(sizes, default=0)
    return room if room <= width * _ENDS and len(entries) * LINE <= PLOT else 0


def _course(frame: Frame, place: int, heights: Sequence[float | None]) -> _Course:
    there = [(at, frame.xs[at], frame.base - frame.height * h) for at, h in enumerate(heights) if h is not None]
    return _Course(place, there)


def _lines(frame: Frame, courses: Sequence[_Course], points: Points) -> Iterator[Html]:
    """Each line on an underlay that sets it apart where lines cross, its last point, and the extreme of all."""
    focus = sum(len(course.points) for course in courses) <= FOCUS
    top = _extreme(points)
    beneath = _LINE + (_UNDER - _LINE) * min(1, frame.slot / (_ROOM * max(1, len(courses))))
    under = f'fill="none" stroke="#ffffff" stroke-width="{beneath:.3g}" stroke-linejoin="round"'
    for course in courses:
        if not course.points:
            continue
        solid, dotted = _paths(course.points)
        drawn = [path(solid, "ck-under", under), path(solid, "ck-line", _STROKE)] if solid else []
        if dotted:
            drawn.append(path(dotted, "ck-line", f'{_STROKE} stroke-dasharray="0.1 5"'))
        drawn += _lone_dots(course.points)
        drawn += _marks(frame, course, points, focus=focus)
        if top and top[0] == course.place:
            drawn += _peak(frame, course, top[1], frame.axis.texts[top[0]][top[1]])
        yield coloured(course.place, drawn)


def _paths(points: Sequence[tuple[int, float, float]]) -> tuple[str, str]:
    """The line through values that follow one another, and that over those that are missing."""
    solid = dotted = ""
    start = True
    for (a, x1, y1), (b, x2, y2) in pairwise(points):
        if b - a > 1:
            dotted += f"M{x1:.5g} {y1:.5g}L{x2:.5g} {y2:.5g}"
            start = True
        else:
            solid += f"M{x1:.5g} {y1:.5g}L{x2:.5g} {y2:.5g}" if start else f" {x2:.5g} {y2:.5g}"
            start = False
    return solid, dotted


def _lone_dots(points: Sequence[tuple[int, float, float]]) -> Iterator[Html]:
    """The last point, and those that no line passes through."""
    places = {at for at, _, _ in points}
    for at, x, y in points:
        if at == points[-1][0]:
            yield dot(x, y, 4, "ck-dot", 'stroke="#ffffff" stroke-width="1.5"')
        elif at - 1 not in places and at + 1 not in places:
            yield dot(x, y, 3)


def _marks(frame: Frame, course: _Course, points: Points, *, focus: bool) -> Iterator[Html]:
    texts = frame.axis.texts[course.place]
    for at, x, y in course.points:
        shape = dot(x, y, 4, "ck-hit", 'opacity="0"')
        yield mark(points.hint(course.place, at), [shape, tip(x, y - 10, texts[at], frame.width)], focus=focus)


def _extreme(points: Points) -> tuple[int, int] | None:
    """The place of the greatest value of all: its category and its label; none where it stands for nothing special."""
    every = [
        (value, place, at)
        for place, row in enumerate(points.values)
        for at, value in enumerate(row)
        if value is not None
    ]
    values = [value for value, _, _ in every]
    if len(points.labels) < 3 or len({*values}) < 3 or values.count(max(values)) > 1:
        return None
    _, place, at = every[values.index(max(values))]
    last = max([at for at, value in enumerate(points.values[place]) if value is not None])
    return None if at == last else (place, at)


def _peak(frame: Frame, course: _Course, at: int, text: str) -> Iterator[Html]:
    """The ring at the extreme and its value, kept within the area."""
    x, y = next((x, y) for place, x, y in course.points if place == at)
    half = measured(text, bold=True) / 2
    yield dot(x, y, 4.5, "ck-ring", 'fill="#ffffff" stroke="currentColor" stroke-width="2.25"')
    middle = min(max(x, frame.left + half + 2), frame.right - half)
    yield words(middle, y - _APART - 1, text, "ck-own ck-halo", anchor="middle", bold=True)


def _ends(frame: Frame, ends: Sequence[_End]) -> Iterator[Html]:
    """Names and last values at the ends of the lines, spread apart."""
    for end, y in _spread(sorted(ends, key=lambda end: end.y), frame.top + 4, frame.base + 4):
        name = fitted(end.name, frame.width * _ENDS)
        x = frame.right + 10
        value = words(x + measured(f"{name} ", bold=True), y, end.value)
        yield joined([coloured(end.place, [words(x, y, name, "ck-own", bold=True)], "ck-key"), value])


def _spread(ends: Sequence[_End], top: float, base: float) -> list[tuple[_End, float]]:
    """The ends from above to below, each a line of text apart, as near to their own height as they may be."""
    ys: list[float] = []
    for end in ends:
        ys.append(max(end.y + 4, ys[-1] + LINE) if ys else max(end.y + 4, top))
    low = base
    for at in range(len(ys) - 1, -1, -1):
        ys[at] = min(ys[at], low)
        low = ys[at] - LINE
    return [*zip(ends, ys, strict=True)]
