"""Graphs as lines: values as bars, sums as stacked ones, courses as sparklines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..bounds import CATEGORIES
from ..numbers import Scale, exact, shown
from ..points import points_of
from .charts import LOOKS, Bar, aligned, bars, stroke
from .layout import below, folded, further, packed, padded, pairs, titled
from .lines import BOLD, DIM, EMPTY, Bit, Line, Lines, Look, line, wrapped

if TYPE_CHECKING:
    from ...slides import Graph
    from ...values import Number

_FILLS = "█▓▒░▚"
_LEVELS = "▁▂▃▄▅▆▇█"


class Series(NamedTuple):
    """A category: its name, its look and fill, and its value at each label of the graph, where it has one."""

    name: str
    look: Look
    fill: str
    values: Sequence[Number | None]


class Part(NamedTuple):
    """A value in a bar, and how it is drawn."""

    value: Number
    fill: str
    look: Look


def graph(slide: Graph, width: int) -> Lines:
    """A graph of one of the three kinds, below its title and the names of its axes."""
    preview, categories = slide.preview, slide.categories
    points = points_of(categories)
    labels = points.labels
    series = [
        Series(name, LOOKS[at % len(LOOKS)], _FILLS[at % len(_FILLS)], values)
        for at, (name, values) in enumerate(zip(points.names, points.values, strict=True))
    ]
    axes = [slide.y_axis and f"↑ {slide.y_axis}", slide.x_axis and f"→ {slide.x_axis}"]
    draw = _KINDS.get(preview or "", _grouped)
    return [
        *titled(slide.title, width, preview and preview.replace("_", " "), *axes),
        *(draw(labels, series, width) if labels else [line(one.name) for one in series]),
        *further(range(points.total), "label", "labels"),
        *further(categories, "category", "categories", CATEGORIES),
    ]


def _scale(values: Sequence[Number]) -> Scale | None:
    """From the least to the greatest value; None where all are the same."""
    ends = sorted(map(exact, values))
    return Scale((ends[0], ends[-1])) if ends and ends[0] < ends[-1] else None


def _there(one: Series) -> Sequence[Number]:
    return [value for value in one.values if value is not None]


def _trend(labels: Sequence[str], series: Sequence[Series], width: int) -> Lines:
    """A sparkline for each category, all on one scale, with the least and the greatest value."""
    axis = _scale([value for one in series for value in _there(one)])
    rows = []
    for one in series:
        course = "".join([_level(value, axis) for value in one.values])
        there = sorted(_there(one), key=exact)
        ends = " to ".join(dict.fromkeys([shown(value) for value in (*there[:1], *there[-1:])]))
        rows.append((line(one.name), partial(folded, [(Bit(course, one.look), Bit(f"  {ends}"))])))
    span = " → ".join(dict.fromkeys([labels[0], labels[-1]]))
    return pairs([*rows, (EMPTY, partial(folded, [line(span, DIM)]))], width)


def _level(value: Number | None, axis: Scale | None) -> str:
    if value is None:
        return "·"
    return _LEVELS[3] if axis is None else _LEVELS[min(int(axis.place(value) * len(_LEVELS)), len(_LEVELS) - 1)]


def _grouped(labels: Sequence[str], series: Sequence[Series], width: int) -> Lines:
    """A bar for each value: those of one label together, each with the name of its category."""
    if len(series) == 1:
        only = series[0]
        values = [(line(label), only, value) for label, value in zip(labels, _there(only), strict=True)]
        return [*wrapped(line(only.name, DIM), width), *below(_bars(values, width))]
    groups = [
        [(line(f"  {one.name}"), one, value) for one in series if (value := one.values[at]) is not None]
        for at in range(len(labels))
    ]
    drawn = iter(_bars([*chain.from_iterable(groups)], width))
    heads = [wrapped(line(label, BOLD), width) for label in labels]
    return below([[*head, *below([next(drawn) for _ in group])] for head, group in zip(heads, groups, strict=True)])


def _bars(values: Sequence[tuple[Line, Series, Number]], width: int) -> Sequence[Lines]:
    axis = _scale([0, *[value for _, _, value in values]])
    notes = aligned([line(shown(value)) for _, _, value in values])
    rows = [
        Bar(name, partial(_bar, value, axis, one.look), note)
        for (name, one, value), note in zip(values, notes, strict=True)
    ]
    return bars(rows, width)


def _bar(value: Number, axis: Scale | None, look: Look, room: int) -> Line:
    """A value as a heavy line; where there are negative ones, to the left or the right of a zero line."""
    if axis is None or axis.low == 0:
        return stroke(axis.place(value) if axis else 0, look, room)
    return _stack([Part(value, "━", look)], axis, room)


def _stacked(labels: Sequence[str], series: Sequence[Series], width: int) -> Lines:
    """A bar for each label, made of its categories' values, and a legend."""
    stacks = [
        [Part(value, one.fill, one.look) for one in series if (value := one.values[at]) is not None]
        for at in range(len(labels))
    ]
    axis = _scale([0, *[_sum(stack, side) for stack in stacks for side in (-1, 1)]])
    notes = [line(" + ".join([shown(part.value) for part in stack]).replace("+ -", "- ")) for stack in stacks]
    rows = [
        Bar(line(label), partial(_stack, stack, axis), note)
        for label, stack, note in zip(labels, stacks, notes, strict=True)
    ]
    legend = [(Bit(one.fill, one.look), Bit(f" {one.name}")) for one in series]
    return [*below(bars(rows, width)), *packed(legend, width)]


def _sum(stack: Sequence[Part], side: int) -> Decimal:
    """The sum of the values on one side of zero."""
    return sum([exact(part.value) for part in stack if part.value * side > 0], Decimal(0))


def _stack(parts: Sequence[Part], axis: Scale | None, room: int) -> Line:
    """Values behind one another from zero on: the negative ones to its left, the others to its right."""
    if axis is None:
        return line(" " * room)
    crossed = axis.low < 0
    room -= crossed
    zero = round(axis.place(0) * room)
    left = _runs([part for part in parts if part.value < 0], axis, room)
    right = _runs([part for part in parts if part.value > 0], axis, room)
    return (*padded(left[::-1], zero, right=True), *line("│" * crossed, DIM), *padded(right, room - zero))


def _runs(parts: Sequence[Part], axis: Scale, room: int) -> Line:
    """The fills of values from zero outwards, each as long as it is."""
    sums = accumulate([exact(part.value) for part in parts], initial=Decimal(0))
    ends = [round(axis.place(end) * room) for end in sums]
    lengths = [abs(end - start) for start, end in pairwise(ends)]
    return tuple([Bit(part.fill * length, part.look) for part, length in zip(parts, lengths, strict=True)])


_KINDS: Mapping[str, Callable[[Sequence[str], Sequence[Series], int], Lines]] = {
    "trend": _trend,
    "vertical_bar": _grouped,
    "vertical_stacked_bar": _stacked,
}
