"""Pies, doughnuts and half doughnuts: each segment an angle, beside it a line with its name, a bar, value and share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import format_of, in_full, share
from ..scales import shares, total
from ..views import CATEGORIES, first
from .elements import Html, joined
from .measure import measured, told_apart
from .style import COLOURS, SERIES
from .svg import NARROW, WIDE, Drawing, Figure, coloured, group, mark, moved, path, swatch, words

if TYPE_CHECKING:
    from ...reading.libraries import Number
    from ...slides import Chart

_ROW = 25  # the height of a segment's line
_BAR, _SHORTEST = 90, 40  # the length of the bar in it, and the least that is worth drawing
_READABLE = 10  # the height of text below which it is not read
_LINES = 294  # the width of the lines, beside the ring as below it


class Ring(NamedTuple):
    """A shape: its centre and radii, the angles in degrees, clockwise from the top, from which to which it goes.

    `height` is what it takes of the drawing, `middle` and `room` where the sum stands in it, and how wide that may be.
    """

    x: float
    y: float
    inner: float
    outer: float
    height: float
    middle: float = 0
    room: float = 0
    start: float = 0
    end: float = 360


class _Segment(NamedTuple):
    """A segment as it is written: in short, exactly, and with its share of the whole, which is `part` of it."""

    name: str
    value: str
    exact: str
    share: str
    part: float

    @property
    def hint(self) -> str:
        """What it tells when it is pointed at."""
        return f"{self.name}: {self.exact} ({self.share})"


_SHAPES = {
    "pie": Ring(76, 78, 0, 74, 154),
    "doughnut": Ring(76, 78, 46, 74, 154, 79, 76),
    "semi_doughnut": Ring(82, 88, 52, 80, 102, 74, 70, -90, 90),
}


def chart(slide: Chart, most: int = CATEGORIES) -> Figure:
    """A chart with so many of its segments; what they are shares of is the whole of all."""
    preview = slide.preview or "pie"
    name = f"{preview.replace('_', '-')} chart{f' {slide.title}' if slide.title else ''}"
    ring = _SHAPES.get(preview, _SHAPES["pie"])
    entries = _entries(slide.segments, most)
    told = ", ".join([f"{entry.name} {entry.exact} ({entry.share})" for entry in entries])
    rows = [(entry.name, entry.exact, entry.share) for entry in entries]
    track, middle = joined(_track(ring, entries)), joined(_middle(ring, slide.segments))
    segments = [*zip(entries, _slices(ring, entries), _lines(entries), strict=True)]
    high, below = ring.height, float(_ROW * len(entries))

    def draw(width: int) -> Drawing:
        """The ring with the line of each segment beside it, or below it where there is too little room."""
        if width > NARROW:
            height = max(high, below + 8)
            at, to = (0.0, (height - high) / 2), (float(WIDE - _LINES), (height - below) / 2)
        else:
            height = high + 10 + below
            at, to = (width / 2 - ring.x, 0.0), ((width - _LINES) / 2, high + 10)
        drawn = [
            coloured(place, [mark(entry.hint, [moved(at, each), moved(to, line)])])
            for place, (entry, each, line) in enumerate(segments)
        ]
        return Drawing(width, height, name, group([moved(at, track), *drawn, moved(at, middle)], "ck-plot"))

    return Figure(draw, f"{name}: {told or 'no segments'}", ("Segment", "Value", "Share"), rows)


def _entries(segments: Sequence[tuple[str, Number]], most: int) -> list[_Segment]:
    values = [value for _, value in segments]
    drawn = first(values, most)
    return [
        _Segment(label, text, in_full(value), share(value, part), part)
        for (label, value), text, part in zip(segments, format_of(drawn).texts(drawn), shares(values), strict=False)
    ]


def _track(ring: Ring, entries: Sequence[_Segment]) -> Iterator[Html]:
    """What stands under segments that are not the whole of the ring."""
    if sum(entry.part for entry in entries) < 1 - 1e-9:
        yield path(_sector(ring, ring.start, ring.end), "ck-track", f'fill="{COLOURS["line"].light}"')


def _slices(ring: Ring, entries: Sequence[_Segment]) -> Iterator[Html]:
    """The slice of each segment; one without a share has none."""
    ends = accumulate([entry.part * (ring.end - ring.start) for entry in entries], initial=ring.start)
    for place, (entry, angles) in enumerate(zip(entries, pairwise(ends), strict=True)):
        yield joined(_slice(ring, angles, entry.share, place))


def _lines(entries: Sequence[_Segment]) -> Iterator[Html]:
    """The line of each segment: a swatch, its name, a bar as long as it is beside the largest, value and share."""
    wide = max([measured(entry.share) for entry in entries], default=0)
    value = max([measured(entry.value, bold=True) for entry in entries], default=0)
    columns = _LINES - wide - 14 - value
    name = max([measured(entry.name) for entry in entries], default=0)
    bar = min(_BAR, columns - 14 - (18 + name + 14))
    bar = bar if bar >= _SHORTEST else 0
    names = told_apart([entry.name for entry in entries], columns - 14 - bar - (14 if bar else 0) - 17.9)
    most = max([entry.part for entry in entries], default=0)
    for place, entry in enumerate(entries):
        y = _ROW * place + 17
        drawn = [swatch(0, y), words(18, y, names[place], "ck-ink")]
        if bar:
            drawn += _bar(columns - 14 - bar, y - 4, bar, entry.part / most if most else 0)
        drawn.append(words(columns + value, y, entry.value, "ck-ink", anchor="end", bold=True))
        drawn.append(words(_LINES, y, entry.share, "ck-faint", anchor="end"))
        yield joined(drawn)


def _bar(x: float, y: float, length: float, part: float) -> Iterator[Html]:
    line = 'fill="none" stroke-width="4" stroke-linecap="round"'
    yield path(f"M{x:.5g} {y:.5g}h{length:.5g}", "ck-rail", f'{line} stroke="#e3e7ee"')
    if part:
        yield path(f"M{x:.5g} {y:.5g}h{max(0.1, part * length):.5g}", "", f'{line} stroke="currentColor"')


def _slice(ring: Ring, angles: tuple[float, float], told: str, place: int) -> Iterator[Html]:
    """A segment of the ring, and in a pie its share where it fits."""
    start, end = angles
    if end <= start:
        return
    whole = end - start >= ring.end - ring.start - 1e-9
    gap = "" if whole else 'stroke="#ffffff" stroke-width="2" stroke-linejoin="round"'
    yield path(_sector(ring, start, end), "" if whole else "ck-gap", gap)
    if not ring.inner and _fits(ring, end - start, told):
        x, y = (ring.x, ring.y) if whole else _point(ring, ring.outer * 0.66, (start + end) / 2)
        yield words(x, y + 4, told, "ck-on", anchor="middle", bold=True, fill=SERIES[place % len(SERIES)].on.light)


def _fits(ring: Ring, angle: float, told: str) -> bool:
    """Whether a share fits in a slice of a pie: the slice must be wider than it at two thirds of the radius."""
    chord = 2 * ring.outer * 0.55 * math.sin(math.radians(min(angle, 180)) / 2)
    return chord >= measured(told, bold=True) + 4


def _middle(ring: Ring, segments: Sequence[tuple[str, Number]]) -> Iterator[Html]:
    """The sum, in the ring."""
    if not ring.inner or not segments:
        return
    whole = total([value for _, value in segments])
    text = format_of([whole]).text(whole)
    size = min(22.0, 12 * ring.room / measured(text, bold=True))
    if size < _READABLE:
        return
    yield words(ring.x, ring.middle, text, "ck-ink", anchor="middle", size=round(size, 1), bold=True)
    yield words(ring.x, ring.middle + 17, "total", anchor="middle")


def _sector(ring: Ring, start: float, end: float) -> str:
    """The path of a part of a ring between two angles; more than a half is two arcs, since none may be whole."""
    stops = [start, (start + end) / 2, end] if end - start > 180 else [start, end]
    outer = _arc(ring, ring.outer, stops, 1)
    if not ring.inner:
        return f"M{outer}L{ring.x:.5g} {ring.y:.5g}Z"
    return f"M{outer}L{_arc(ring, ring.inner, stops[::-1], 0)}Z"


def _arc(ring: Ring, radius: float, stops: Sequence[float], sweep: int) -> str:
    start, *others = [f"{x:.5g} {y:.5g}" for x, y in [_point(ring, radius, stop) for stop in stops]]
    return start + "".join([f"A{radius:g} {radius:g} 0 0 {sweep} {other}" for other in others])


def _point(ring: Ring, radius: float, angle: float) -> tuple[float, float]:
    return ring.x + radius * math.sin(math.radians(angle)), ring.y - radius * math.cos(math.radians(angle))
