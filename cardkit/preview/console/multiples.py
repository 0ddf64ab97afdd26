"""Small multiples as lines: a row of upright bars for each category, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import exact, least_to_greatest
from ..points import Points
from .charts import look_of
from .layout import below, label_row, padded
from .lines import BOLD, DIM, Bit, Lines, cut, line, widest, wrapped

if TYPE_CHECKING:
    from ...reading.libraries import Number

_ROWS, _FEW = 3, 7  # rows of the bars of a category, and the categories up to which there are as many
_UP, _DOWN = " ▁▂▃▄▅▆▇█", " ▀█"
_WIDEST = 4  # columns of a bar and the gap behind it


def multiples(points: Points, width: int) -> Lines:
    """A row of bars for each category beside its name and its range; the labels stand under the last."""
    names = [line(name, BOLD, look_of(at)) for at, name in enumerate(points.names)]
    heads = [*zip(names, [line(least_to_greatest(row), DIM) for row in points.values], strict=True)]
    numbers = max([len(word) for _, ends in heads for word in ends[0].text.split()]) + len(" to")
    left = min(widest([each for head in heads for each in head]), max(width // 3, numbers))
    count = len(points.labels)
    pitch = max(1, min(_WIDEST, (width - left - 2) // count))
    drawn = count if count * pitch <= width - left - 2 else (width - left - 2) // pitch
    scale = _shared_rows(points, _ROWS if len(points.names) <= _FEW else 1)
    blocks = [
        _block([cut(name, left), *wrapped(ends, left)], values[:drawn], scale, left, pitch)
        for (name, ends), values in zip(heads, points.values, strict=True)
    ]
    places = [at * pitch + (pitch - 1) / 2 for at in range(drawn)]
    return [*below(blocks), *label_row(points.labels[:drawn], places, left + 2, width - left - 2)]


class _Scale(NamedTuple):
    """How rows are shared: so many above zero and below it, each for so much of the values."""

    up: int
    down: int
    each: Decimal


def _shared_rows(points: Points, rows: int) -> _Scale:
    """Rows for what is above zero and what is below it, in proportion, but one at least for each that there is."""
    values = [exact(value) for value in points.present()]
    high, low = max(Decimal(0), *values), max(Decimal(0), *[-value for value in values])
    if not low:
        return _Scale(rows, 0, (high or 1) / Decimal(rows))
    if not high:
        return _Scale(0, rows, low / rows)
    rows = max(2, rows)
    up = min(max(1, round(rows * float(high / (high + low)))), rows - 1)
    return _Scale(up, rows - up, max(high / up, low / (rows - up)))


def _block(head: Lines, values: Sequence[Number | None], scale: _Scale, left: int, pitch: int) -> Lines:
    """The rows of a category's bars beside its name, and beside its range where all of it has room."""
    lines: Lines = []
    head = head if len(head) <= scale.up + scale.down else head[:1]
    for row in range(scale.up + scale.down):
        cells = [_cell(value, row, scale) for value in values]
        text = "".join([(cell * max(1, pitch - 1)).ljust(pitch) for cell in cells])
        name = head[row] if row < len(head) else ()
        lines.append((*padded(name, left), Bit("  "), Bit(text, head[0][0].look)))
    return lines


def _cell(value: Number | None, row: int, scale: _Scale) -> str:
    """What a bar shows in a row: it grows upwards by eighths, and below zero downwards by halves."""
    if value is None:
        return "·" if row == max(0, scale.up - 1) else " "
    size = float(exact(value) / scale.each)
    if row < scale.up:
        eighths = max(round(size * 8), 1) if size > 0 else 0
        return _UP[min(8, max(0, eighths - (scale.up - 1 - row) * 8))]
    halves = max(round(-size * 2), 1) if size < 0 else 0
    return _DOWN[min(2, max(0, halves - (row - scale.up) * 2))]
