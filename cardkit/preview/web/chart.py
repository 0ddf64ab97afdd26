"""Pies, doughnuts and half doughnuts: each segment an angle, its share beside it, its name in the legend."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..bounds import CATEGORIES, first
from ..numbers import brief, percent, shares, shown, total
from .drawing import WIDTH, Drawing, coloured, figure, number, swatch, words
from .elements import Html, element
from .style import COLOURS

if TYPE_CHECKING:
    from ...slides import Chart
    from ...values import Number

_LEAST = 176  # the height of a drawing with few segments
_ROW = 36  # the height of a segment's lines in the legend
_LEGEND = 226  # where the legend begins
_SMALLEST = 0.035  # the least share with its number beside it


class Ring(NamedTuple):
    """A shape: its centre and radii, and the angles in degrees, clockwise from the top, from which to which it goes."""

    x: float
    y: float
    inner: float
    outer: float
    start: float = 0
    end: float = 360


_SHAPES = {
    "pie": Ring(110, 88, 0, 66),
    "doughnut": Ring(110, 88, 40, 66),
    "semi_doughnut": Ring(110, 112, 48, 82, -90, 90),
}


def chart(slide: Chart) -> Html:
    """A chart with its numbers."""
    segments = first(slide.segments, CATEGORIES)
    parts = shares([value for _, value in segments])
    rows = [(label, shown(value), percent(part)) for (label, value), part in zip(segments, parts, strict=True)]
    return figure(_drawing(slide, segments, parts), ("Segment", "Value", "Share"), rows)


def chart_drawing(slide: Chart) -> Drawing:
    """The drawing alone."""
    return _drawing(slide, slide.segments, shares([value for _, value in slide.segments]))


def _drawing(slide: Chart, segments: Sequence[tuple[str, Number]], parts: Sequence[float]) -> Drawing:
    preview, title = slide.preview, slide.title
    ring = _SHAPES.get(preview or "pie", _SHAPES["pie"])
    height = max(_LEAST, _ROW * len(segments) + 14)
    ring = ring._replace(y=ring.y + (height - _LEAST) / 2)
    drawn = [*_segments(ring, segments, parts), *_middle(ring, segments), *_legend(segments, parts, height)]
    kind = (preview or "pie").replace("_", "-")
    told = ", ".join(
        [f"{label} {shown(value)} ({percent(part)})" for (label, value), part in zip(segments, parts, strict=True)]
    )
    return Drawing(height, f"{kind} chart{f' {title}' if title else ''}: {told or 'no segments'}", drawn)


def _segments(ring: Ring, segments: Sequence[tuple[str, Number]], parts: Sequence[float]) -> Iterator[Html]:
    if not any(parts):
        track = sector(ring, ring.start, ring.end)
        yield element("path", {"class": "ck-track", "fill": COLOURS["line"].light, "d": track})
    at = ring.start
    gap: dict[str, str | float] = {
        "class": "ck-gap",
        "stroke": COLOURS["surface"].light,
        "stroke-width": 1.5,
        "stroke-linejoin": "round",
    }
    for place, ((label, value), part) in enumerate(zip(segments, parts, strict=True)):
        end = at + part * (ring.end - ring.start)
        if part:
            hint = element("title", None, f"{label}: {shown(value)} ({percent(part)})")
            yield coloured(place, element("path", {**(gap if part < 1 else {}), "d": sector(ring, at, end)}, hint))
        if part >= _SMALLEST:
            yield _share(ring, (at + end) / 2, percent(part))
        at = end


def _share(ring: Ring, angle: float, text: str) -> Html:
    x, y = _point(ring, ring.outer + 7, angle)
    side = math.sin(math.radians(angle))
    anchor = "start" if side > 0.25 else "end" if side < -0.25 else "middle"
    return words(x, y + 4.5 - 4.5 * math.cos(math.radians(angle)), text, anchor=anchor, size=11)


def _middle(ring: Ring, segments: Sequence[tuple[str, Number]]) -> Iterator[Html]:
    """The sum, where there is room for it."""
    if ring.inner and segments:
        y = ring.y + 5 if ring.end == 360 else ring.y - 4
        text = brief(total([value for _, value in segments]), 7)
        yield words(ring.x, y, text, anchor="middle", tone="ink", bold=True, size=16, room=2 * ring.inner - 8)


def _legend(segments: Sequence[tuple[str, Number]], parts: Sequence[float], height: float) -> Iterator[Html]:
    top = (height - _ROW * len(segments)) / 2
    room = WIDTH - _LEGEND - 18
    for place, ((label, value), part) in enumerate(zip(segments, parts, strict=True)):
        y = top + _ROW * place + 14
        yield coloured(place, swatch(_LEGEND, y))
        yield words(_LEGEND + 18, y, label, tone="ink", room=room)
        yield words(_LEGEND + 18, y + 15, f"{percent(part)} · {shown(value)}", room=room, size=11)


def sector(ring: Ring, start: float, end: float) -> str:
    """The path of a part of a ring between two angles; more than a half is two arcs, since none may be whole."""
    stops = [start, (start + end) / 2, end] if end - start > 180 else [start, end]
    outer = _arc(ring, ring.outer, stops, 1)
    if not ring.inner:
        return f"M{outer}L{number(ring.x)} {number(ring.y)}Z"
    return f"M{outer}L{_arc(ring, ring.inner, stops[::-1], 0)}Z"


def _arc(ring: Ring, radius: float, stops: Sequence[float], sweep: int) -> str:
    first, *others = [" ".join(map(number, _point(ring, radius, stop))) for stop in stops]
    size = number(radius)
    return first + "".join([f"A{size} {size} 0 0 {sweep} {other}" for other in others])


def _point(ring: Ring, radius: float, angle: float) -> tuple[float, float]:
    return ring.x + radius * math.sin(math.radians(angle)), ring.y - radius * math.cos(math.radians(angle))
