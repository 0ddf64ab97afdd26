"""Graphs as lines: values as bars, sums as stacked ones, courses as a plot, or as sparklines where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..numbers import exact, in_full
from ..points import Points, points_of
from ..scales import Scale, extent, shared
from ..views import CATEGORIES
from .charts import Bar, aligned, bars, filled, look_of
from .layout import LEAST_VALUE, Block, below, folded, further, packed, padded, pairs
from .lines import BOLD, DIM, EMPTY, Bit, Line, Lines, Look, line, widest, wrapped
from .multiples import multiples
from .plot import LEAST, plot

if TYPE_CHECKING:
    from ...reading.libraries import Number
    from ...slides import Graph

_MOST = 34  # lines of bars and their labels beyond which each category has one row of bars
_FILLS = "█▓▒░▚"
_LEVELS = "▁▂▃▄▅▆▇█"
_ENDS = 16  # columns for the ends of a sparkline
_PARTS = 3  # parts of a stack that are named behind its total


class _Part(NamedTuple):
    """A value in a bar, and how it is drawn."""

    value: Number
    fill: str
    look: Look


def graph(slide: Graph, width: int) -> Lines:
    """A graph of one of the three kinds."""
    points = points_of(slide.categories)
    draw = _KINDS.get(slide.preview or "", _grouped)
    return [
        *(draw(points, width) if points.present() else [line(name) for name in points.names]),
        *further(range(points.total), "labels"),
        *further(slide.categories, "categories", CATEGORIES),
    ]


def _trend(points: Points, width: int) -> Lines:
    """A plot, or a sparkline for each category, all on one scale, with the least and the greatest value."""
    if width >= LEAST and len(points.labels) > 1:
        return plot(points, width)
    axis = extent(points.present())
    rows: list[tuple[Line, Block]] = []
    longest = max([len(text) for row in points.texts for text in row], default=0)
    names = _short(points.names, width - len(points.labels) - _ENDS)
    for at, (name, values) in enumerate(zip(names, points.values, strict=True)):
        course = "".join([_level(value, axis) for value in values])
        there = sorted([value for value in values if value is not None], key=exact)
        ends = " to ".join(dict.fromkeys([in_full(value) for value in (*there[:1], *there[-1:])]))
        rows.append((line(name), partial(folded, [(Bit(course, look_of(at)), Bit(f"  {ends}"))])))
    ends = " → ".join(dict.fromkeys([points.labels[0], points.labels[-1]]))
    return pairs([*rows, (EMPTY, partial(folded, [line(ends, DIM)]))], width, max(LEAST_VALUE, longest))


def _short(names: Sequence[str], room: int) -> Sequence[str]:
    """Names without what all begin with, where that leaves no room for a sparkline beside them."""
    common = shared(names) if widest(map(line, names)) > max(room, _ENDS) else ""
    return [f"…{name[len(common) :]}" for name in names] if common else names


def _level(value: Number | None, axis: Scale | None) -> str:
    if value is None:
        return "·"
    return _LEVELS[3] if axis is None else _LEVELS[min(int(axis.place(value) * len(_LEVELS)), len(_LEVELS) - 1)]


def _grouped(points: Points, width: int) -> Lines:
    """A bar for each value: those of one label together, each with the name of its category."""
    count = len(points.present())
    if len(points.names) == 1 and (count <= _MOST or width < LEAST):
        row = zip(points.labels, points.values[0], strict=True)
        values = [(line(label), 0, value) for label, value in row if value is not None]
        return [*wrapped(line(points.names[0], DIM), width), *below(_bars(values, width))]
    if count + len(points.labels) > _MOST:
        return multiples(points, width)
    groups = [
        [
            (line(f"  {name}"), place, value)
            for place, name in enumerate(points.names)
            if (value := points.values[place][at]) is not None
        ]
        for at in range(len(points.labels))
    ]
    drawn = iter(_bars([each for group in groups for each in group], width))
    heads = [wrapped(line(label, BOLD), width) for label in points.labels]
    return below([[*head, *below([next(drawn) for _ in group])] for head, group in zip(heads, groups, strict=True)])


def _bars(values: Sequence[tuple[Line, int, Number]], width: int) -> Sequence[Lines]:
    axis = extent([0, *[value for _, _, value in values]])
    notes = aligned([line(in_full(value)) for _, _, value in values])
    rows = [
        Bar(name, partial(_bar, value, axis, look_of(place)), note)
        for (name, place, value), note in zip(values, notes, strict=True)
    ]
    return bars(rows, width)


def _bar(value: Number, axis: Scale | None, look: Look, room: int) -> Line:
    """A value as a filled bar; where there are negative ones, to the left or the right of a zero line."""
    if axis is None or axis.low == 0:
        return filled(axis.place(value) if axis else 0, look, room)
    return _stack([_Part(value, "█", look)], axis, room)


def _stacked(points: Points, width: int) -> Lines:
    """A bar for each label, made of its categories' values, with what they come to, and a legend."""
    fills = [(_FILLS[at % len(_FILLS)], look_of(at)) for at in range(len(points.names))]
    stacks = [
        [_Part(value, *fills[place]) for place, row in enumerate(points.values) if (value := row[at]) is not None]
        for at in range(len(points.labels))
    ]
    axis = extent([0, *[_sum(stack, side) for stack in stacks for side in (-1, 1)]])
    named = len(points.names) <= _PARTS
    rows = [
        Bar(line(label), partial(_stack, stack, axis), note)
        for label, stack, note in zip(points.labels, stacks, _totals(stacks, named=named), strict=True)
    ]
    legend = [(Bit(fill, look), Bit(f" {name}")) for name, (fill, look) in zip(points.names, fills, strict=True)]
    return [*below(bars(rows, width)), *packed(legend, width)]


def _totals(stacks: Sequence[Sequence[_Part]], *, named: bool) -> Sequence[Line]:
    """What each stack comes to, and of what it is made where that is little."""
    totals = aligned([line(in_full(sum([exact(part.value) for part in stack], Decimal(0))), BOLD) for stack in stacks])
    if not named:
        return totals
    told = [" + ".join([in_full(part.value) for part in stack]).replace("+ -", "- ") for stack in stacks]
    return [
        (*total, Bit(f"  {text}", DIM)) if len(stack) > 1 else total
        for total, text, stack in zip(totals, told, stacks, strict=True)
    ]


def _sum(stack: Sequence[_Part], side: int) -> Decimal:
    """The sum of the values on one side of zero."""
    return sum([exact(part.value) for part in stack if part.value * side > 0], Decimal(0))


def _stack(parts: Sequence[_Part], axis: Scale | None, room: int) -> Line:
    """Values behind one another from zero on: the negative ones to its left, the others to its right."""
    if axis is None:
        return line(" " * room)
    crossed = axis.low < 0
    room -= crossed
    zero = min(max(round(axis.place(0) * room), int(crossed)), room - (axis.high > 0))
    left = _runs([part for part in parts if part.value < 0], axis, room, zero)
    right = _runs([part for part in parts if part.value > 0], axis, room, room - zero)
    return (*padded(left[::-1], zero, right=True), *line("│" * crossed, DIM), *padded(right, room - zero))


def _runs(parts: Sequence[_Part], axis: Scale, room: int, most: int) -> Line:
    """The fills of values from zero outwards, each as long as it is, but a column at least: the longest give way."""
    sums = accumulate([exact(part.value) for part in parts], initial=Decimal(0))
    ends = [round(axis.place(end) * room) for end in sums]
    lengths = [max(1, abs(end - start)) for start, end in pairwise(ends)]
    while sum(lengths) > max(most, len(lengths)):
        lengths[lengths.index(max(lengths))] -= 1
    return tuple([Bit(part.fill * length, part.look) for part, length in zip(parts[:most], lengths, strict=False)])


_KINDS: Mapping[str, Callable[[Points, int], Lines]] = {"trend": _trend, "vertical_stacked_bar": _stacked}
