"""Trends: a line for each category, with its name and last value at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from .axes import FOCUS, LINE, PLOT, Axis, Frame, framed, ground_line, label_line, legend, ticks, y_axis_name
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
_EDGE = 10  # units between the ends of a line and those of the area

_End: TypeAlias = tuple[float, int]  # the height at which a line ends, and the place of its category
_Course: TypeAlias = Sequence[tuple[int, float, float]]  # the values of a category: each label's place, x and y


def trend(slide: Graph, points: Points, axis: Axis, width: int) -> tuple[Html, float]:
    """The drawing of a trend and its height."""
    told = [next((text for text in reversed(row) if text), "") for row in axis.texts]
    room = _room(points.names, told, width)
    over, top = ([], 0.0) if room else legend(points.names, width, told)
    top += LINE + 20 if slide.y_axis else 20
    frame = _edged(framed(axis, points.labels, width, top=top, height=PLOT, left=axis.room + 8, end=max(2, room)))
    courses = [
        [(at, frame.xs[at], frame.base - frame.height * height) for at, height in enumerate(row) if height is not None]
        for row in axis.heights
    ]
    labels, bottom = label_line(frame, points.labels, slide.x_axis, fold=False)
    drawn = [*over, *y_axis_name(frame, slide.y_axis), *ticks(frame), ground_line(frame), *labels]
    drawn += _lines(frame, courses, points)
    if room:
        ends = sorted([(course[-1][2], place) for place, course in enumerate(courses) if course])
        drawn += _ends(frame, ends, points.names, told)
    return joined(drawn), bottom


def _edged(frame: Frame) -> Frame:
    """The area with its labels from one edge to the other, so that lines end beside their names."""
    last = len(frame.xs) - 1
    if last < 1:
        return frame
    step = (frame.right - frame.left - 2 * _EDGE) / last
    return frame._replace(xs=[frame.left + _EDGE + at * step for at in range(last + 1)])


def _room(entries: Sequence[str], told: Sequence[str], width: int) -> float:
    """The units that names and values at the ends of the lines need; none where they do not fit there."""
    sizes = [measured(f"{name} ", bold=True) + measured(t) for name, t in zip(entries, told, strict=True)]
    room = 14 + max(sizes, default=0)
    return room if room <= width * _ENDS and len(entries) * LINE <= PLOT else 0


def _lines(frame: Frame, courses: Sequence[_Course], points: Points) -> Iterator[Html]:
    """Each line on an underlay that sets it apart where lines cross, its last point, and the extreme of all."""
    focus = sum(map(len, courses)) <= FOCUS
    top = _extreme(points)
    beneath = _LINE + (_UNDER - _LINE) * min(1, frame.slot / (_ROOM * max(1, len(courses))))
    under = f'fill="none" stroke="#ffffff" stroke-width="{beneath:.3g}" stroke-linejoin="round"'
    for place, course in enumerate(courses):
        if not course:
            continue
        solid, dotted = _paths(course)
        drawn = [path(solid, "ck-under", under), path(solid, "ck-line", _STROKE)] if solid else []
        if dotted:
            drawn.append(path(dotted, "ck-line", f'{_STROKE} stroke-dasharray="0.1 5"'))
        drawn += _lone_dots(course)
        drawn += _marks(frame, place, course, points, focus=focus)
        if top and top[0] == place:
            drawn += _peak(frame, course, top[1], frame.axis.texts[place][top[1]])
        yield coloured(place, drawn)


def _paths(course: _Course) -> tuple[str, str]:
    """The line through values that follow one another, and that over those that are missing."""
    solid = dotted = ""
    start = True
    for (a, x1, y1), (b, x2, y2) in pairwise(course):
        if b - a > 1:
            dotted += f"M{x1:.5g} {y1:.5g}L{x2:.5g} {y2:.5g}"
            start = True
        else:
            solid += f"M{x1:.5g} {y1:.5g}L{x2:.5g} {y2:.5g}" if start else f" {x2:.5g} {y2:.5g}"
            start = False
    return solid, dotted


def _lone_dots(course: _Course) -> Iterator[Html]:
    """The last point, and those that no line passes through."""
    places = {at for at, _, _ in course}
    for at, x, y in course:
        if at == course[-1][0]:
            yield dot(x, y, 4, "ck-dot", 'stroke="#ffffff" stroke-width="1.5"')
        elif at - 1 not in places and at + 1 not in places:
            yield dot(x, y, 3)


def _marks(frame: Frame, place: int, course: _Course, points: Points, *, focus: bool) -> Iterator[Html]:
    texts = frame.axis.texts[place]
    for at, x, y in course:
        shape = dot(x, y, 4, "ck-hit", 'opacity="0"')
        yield mark(points.hint(place, at), [shape, tip(x, y - 10, texts[at], frame.width)], focus=focus)


def _extreme(points: Points) -> tuple[int, int] | None:
    """The place of the greatest value of all: its category and its label; none where it stands for nothing special."""
    rows = enumerate(points.values)
    every = sorted([(value, place, at) for place, row in rows for at, value in enumerate(row) if value is not None])
    if len(points.labels) < 3 or len({value for value, _, _ in every}) < 3 or every[-1][0] == every[-2][0]:
        return None
    _, place, at = every[-1]
    is_last = all(value is None for value in points.values[place][at + 1 :])
    return None if is_last else (place, at)


def _peak(frame: Frame, course: _Course, at: int, text: str) -> Iterator[Html]:
    """The ring at the extreme and its value, kept within the area."""
    x, y = next((x, y) for label, x, y in course if label == at)
    half = measured(text, bold=True) / 2
    yield dot(x, y, 4.5, "ck-ring", 'fill="#ffffff" stroke="currentColor" stroke-width="2.25"')
    middle = min(max(x, frame.left + half + 2), frame.right - half)
    yield words(middle, y - _APART - 1, text, "ck-own ck-halo", anchor="middle", bold=True)


def _ends(frame: Frame, ends: Sequence[_End], entries: Sequence[str], told: Sequence[str]) -> Iterator[Html]:
    """Names and last values at the ends of the lines, which are given from above to below, spread apart."""
    ys = _spread([y + 4 for y, _ in ends], frame.top + 4, frame.base + 4)
    for (_, place), y in zip(ends, ys, strict=True):
        name = fitted(entries[place], frame.width * _ENDS)
        x = frame.right + 10
        value = words(x + measured(f"{name} ", bold=True), y, told[place])
        yield joined([coloured(place, [words(x, y, name, "ck-own", bold=True)], "ck-key"), value])


def _spread(wanted: Sequence[float], top: float, base: float) -> list[float]:
    """Heights from above to below, each a line of text apart, as near to those that are wanted as they may be."""
    ys: list[float] = []
    for y in wanted:
        ys.append(max(y, ys[-1] + LINE if ys else top))
    low = base
    for at in range(len(ys) - 1, -1, -1):
        ys[at] = min(ys[at], low)
        low = ys[at] - LINE
    return ys
