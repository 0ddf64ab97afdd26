"""Charts as lines: each share as a filled bar with its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import in_full, share
from ..scales import shares
from ..views import CATEGORIES, first
from .layout import below, beside, further, joined, padded
from .lines import BLUE, BOLD, CYAN, DIM, GREEN, MAGENTA, YELLOW, Bit, Line, Lines, Look, line, widest, wrapped

if TYPE_CHECKING:
    from ...slides import Chart

_SHORT, _ENOUGH, _LONG = 10, 16, 48  # columns of a bar: too few, what it leaves to long names, and the most
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")

_LOOKS = (CYAN, MAGENTA, YELLOW, GREEN, BLUE)


def look_of(at: int) -> Look:
    """How the part of a chart or graph at a place looks."""
    return _LOOKS[at % len(_LOOKS)]


class Bar(NamedTuple):
    """A bar with its name before and a note behind it; `draw` makes it as long as there is room."""

    name: Line
    draw: Callable[[int], Line]
    note: Line


def chart(slide: Chart, width: int) -> Lines:
    """A chart: each share as a bar, the largest as long as there is room."""
    segments = slide.segments
    parts = shares([value for _, value in segments])
    most = max(parts, default=0)
    given = [*zip(first(segments, CATEGORIES), parts, strict=False)]
    values = [line(in_full(value), BOLD) for (_, value), _ in given]
    percents = [line(share(value, part), DIM) for (_, value), part in given]
    names = [line(label) for (label, _), _ in given]
    strokes = [partial(filled, part / most if most else 0, look_of(at)) for at, (_, part) in enumerate(given)]
    rows = [Bar(*row) for row in zip(names, strokes, aligned(values, percents), strict=False)]
    return [*below(bars(rows, width)), *further(segments, "segments", CATEGORIES)]


def aligned(*columns: Sequence[Line]) -> Sequence[Line]:
    """The notes behind bars, each of a part from each column; the parts end below one another."""
    sizes = [widest(column) for column in columns]
    return [
        joined([padded(part, size, right=True) for part, size in zip(row, sizes, strict=True)])
        for row in zip(*columns, strict=False)
    ]


def filled(share: float, look: Look, room: int) -> Line:
    """A bar as long as its share of the room, to the eighth of a column; what is not nothing is seen.

    >>> filled(0.5, (), 9)[0].text, filled(0.0001, (), 3)[0].text, filled(0, (), 3)[0].text
    ('████▌', '▏', '')
    """
    eighths = min(max(round(share * room * 8), 1 if share > 0 else 0), room * 8)
    whole, rest = divmod(eighths, 8)
    return padded((Bit("█" * whole + _EIGHTHS[rest], look),), room)


def track(room: int) -> Line:
    """The place of a bar that nothing fills yet."""
    return line("░" * room, DIM)


def bars(rows: Sequence[Bar], width: int) -> list[Lines]:
    """The lines of each bar: all on one line each, or the bars below their names where there is too little room."""
    notes = widest([row.note for row in rows])
    names = min(widest([row.name for row in rows]), max(width * 2 // 5, width - notes - 4 - _ENOUGH))
    room = min(width - names - notes - 4, _LONG)
    if room >= _SHORT:
        return [beside([wrapped(name, names), [draw(room)], [note]], [names, room, notes]) for name, draw, note in rows]
    room = min(width, _LONG)
    heads = [joined([padded(row.name, room - notes - 2), row.note]) for row in rows]
    return [[*wrapped(head, width), row.draw(room)] for head, row in zip(heads, rows, strict=True)]
