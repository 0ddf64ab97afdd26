"""Pies, doughnuts and half doughnuts: each segment an angle, beside it a line with its name, a bar, value and share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..bounds import CATEGORIES, first
from ..numbers import Format, format_of, percent, shares, shown, total
from .drawing import NARROW, WIDE, Drawing, figure
from .elements import Html
from .measure import measured, told_apart
from .style import COLOURS, SERIES
from .svg import coloured, group, mark, path, swatch, words

if TYPE_CHECKING:
    from ...slides import Chart
    from ...values import Number

_ROW = 25  # the height of a segment's line
_BAR, _SHORTEST = 90, 40  # the length of the bar in it, and the least that is worth drawing
_BESIDE = 186  # where the lines begin that stand beside the ring


class Ring(NamedTuple):
    """A shape: its centre and radii, and the angles in degrees, clockwise from the top, from which to which it goes."""

    x: float
    y: float
    inner: float
    outer: float
    start: float = 0
    end: float = 360


class _Segment(NamedTuple):
    """A segment as it is written."""

    name: str
    value: str
    share: str
    part: float
    hint: str


_SHAPES = {
    "pie": Ring(76, 78, 0, 74),
    "doughnut": Ring(76, 78, 46, 74),
    "semi_doughnut": Ring(82, 88, 52, 80, -90, 90),
}


def chart(slide: Chart) -> Html:
    """A chart with its numbers."""
    segments = first(slide.segments, CATEGORIES)
    parts = shares([value for _, value in segments])
    rows = [(label, shown(value), percent(part)) for (label, value), part in zip(segments, parts, strict=True)]
    heads = ("Segment", "Value", "Share")
    return figure(lambda width: _drawing(slide, segments, width), _description(slide, rows), heads, rows)


def chart_drawing(slide: Chart) -> tuple[Drawing, str]:
    """The drawing alone, and what it tells."""
    parts = shares([value for _, value in slide.segments])
    rows = [(label, shown(value), percent(part)) for (label, value), part in zip(slide.segments, parts, strict=True)]
    return _drawing(slide, slide.segments, WIDE), _description(slide, rows)


def _description(slide: Chart, rows: Sequence[tuple[str, str, str]]) -> str:
    told = ", ".join([f"{label} {value} ({share})" for label, value, share in rows])
    return f"{_name(slide)}: {told or 'no segments'}"


def _name(slide: Chart) -> str:
    kind = (slide.preview or "pie").replace("_", "-")
    return f"{kind} chart{f' {slide.title}' if slide.title else ''}"


def _drawing(slide: Chart, segments: Sequence[tuple[str, Number]], width: int) -> Drawing:
    """The ring with the lines beside it, or below it where there is too little room."""
    ring = _SHAPES.get(slide.preview or "pie", _SHAPES["pie"])
    high = ring.y + (ring.outer if ring.end == 360 else 12) + 2
    lines = _ROW * len(segments)
    if width > NARROW:
        height = max(high, lines + 8)
        ring = ring._replace(y=ring.y + (height - high) / 2)
        left, top = float(_BESIDE), (height - lines) / 2
    else:
        ring = ring._replace(x=width / 2)
        left, top, height = 0.0, high + 10, high + 10 + lines
    values = [value for _, value in segments]
    written = format_of(values)
    entries = _entries(segments, written)
    drawn = [*_track(ring, entries), *_lines(ring, entries, left, top, width), *_middle(ring, values)]
    return Drawing(width, height, _name(slide), group(drawn, "ck-plot ck-ring-chart"))


def _entries(segments: Sequence[tuple[str, Number]], written: Format) -> list[_Segment]:
    parts = shares([value for _, value in segments])
    return [
        _Segment(
            label,
            written.text(value),
            "-" if value < 0 else percent(part),
            part,
            f"{label}: {shown(value)} ({percent(part)})",
        )
        for (label, value), part in zip(segments, parts, strict=True)
    ]


def _track(ring: Ring, entries: Sequence[_Segment]) -> Iterator[Html]:
    if not any(entry.part for entry in entries):
        yield path(sector(ring, ring.start, ring.end), "ck-track", f'fill="{COLOURS["line"].light}"')


def _lines(ring: Ring, entries: Sequence[_Segment], left: float, top: float, width: int) -> Iterator[Html]:
    """Each segment with its line: a swatch, its name, a bar as long as it is beside the largest, value and share."""
    share = max([measured(entry.share) for entry in entries], default=0)
    value = max([measured(entry.value, bold=True) for entry in entries], default=0)
    columns = width - share - 14 - value
    name = max([measured(entry.name) for entry in entries], default=0)
    bar = min(_BAR, columns - 14 - (left + 18 + name + 14))
    bar = bar if bar >= _SHORTEST else 0
    names = told_apart([entry.name for entry in entries], columns - 14 - bar - (14 if bar else 0) - left - 17.9)
    most = max([entry.part for entry in entries], default=0)
    at = ring.start
    for place, entry in enumerate(entries):
        y = top + _ROW * place + 17
        end = at + entry.part * (ring.end - ring.start)
        drawn = [swatch(left, y), words(left + 18, y, names[place], "ck-ink")]
        if bar:
            drawn += _bar(columns - 14 - bar, y - 4, bar, entry.part / most if most else 0)
        drawn.append(words(columns + value, y, entry.value, "ck-ink", anchor="end", bold=True))
        drawn.append(words(width, y, entry.share, "ck-faint", anchor="end"))
        yield coloured(place, [mark(entry.hint, [*_slice(ring, (at, end), entry.share, place), *drawn])])
        at = end


def _bar(x: float, y: float, length: float, part: float) -> Iterator[Html]:
    line = 'fill="none" stroke-width="4" stroke-linecap="round"'
    yield path(f"M{x:.5g} {y:.5g}h{length:.5g}", "ck-rail", f'{line} stroke="#e3e7ee"')
    if part:
        yield path(f"M{x:.5g} {y:.5g}h{max(0.1, part * length):.5g}", "", f'{line} stroke="currentColor"')


def _slice(ring: Ring, angles: tuple[float, float], share: str, place: int) -> Iterator[Html]:
    """A segment of the ring, and in a pie its share where it fits."""
    start, end = angles
    if end <= start:
        return
    whole = end - start >= ring.end - ring.start - 1e-9
    gap = "" if whole else 'stroke="#ffffff" stroke-width="2" stroke-linejoin="round"'
    yield path(sector(ring, start, end), "" if whole else "ck-gap", gap)
    if not ring.inner and _fits(ring, end - start, share):
        x, y = (ring.x, ring.y) if whole else _point(ring, ring.outer * 0.66, (start + end) / 2)
        yield words(x, y + 4, share, "ck-on", anchor="middle", bold=True, fill=SERIES[place % len(SERIES)].on.light)


def _fits(ring: Ring, angle: float, share: str) -> bool:
    """Whether a share fits in a slice of a pie: the slice must be wider than it at two thirds of the radius."""
    chord = 2 * ring.outer * 0.55 * math.sin(math.radians(min(angle, 180)) / 2)
    return chord >= measured(share, bold=True) + 4


def _middle(ring: Ring, values: Sequence[Number]) -> Iterator[Html]:
    """The sum, in the ring."""
    if not ring.inner or not values:
        return
    whole = total(values)
    text = format_of([whole]).text(whole)
    y = ring.y + 1 if ring.end == 360 else ring.y - 14
    room = 2 * ring.inner - (16 if ring.end == 360 else 34)
    size = min(22.0, 12 * room / measured(text, bold=True))
    yield words(ring.x, y, text, "ck-ink", anchor="middle", size=size, bold=True)
    yield words(ring.x, y + 17, "total", anchor="middle")


def sector(ring: Ring, start: float, end: float) -> str:
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
