"""Lines put beside and below one another: columns, pairs of names and values, bars with their names, blocks, labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, zip_longest
from typing import TypeAlias, TypeVar

from ..scales import shared, span, thinned
from ..views import MOST, omitted
from .lines import BOLD, DIM, EMPTY, Bit, Line, Lines, columns, cut, line, widest, wrapped

T = TypeVar("T")
Block: TypeAlias = Callable[[int], Lines]
"""Lines that are made once it is known how many columns there are for them."""

_GAP = Bit("  ")
LEAST_VALUE = 12
"""Columns in which a value can still be read."""


def rule(width: int) -> Line:
    """A quiet line."""
    return line("─" * width, DIM)


def titled(title: str | None, width: int, *remarks: str | None) -> Lines:
    """The lines above something: its title, and quietly what else is known of it."""
    quiet = [line(remark, DIM) for remark in remarks if remark]
    return packed([line(title, BOLD), *quiet] if title else quiet, width)


def folded(lines: Iterable[Line], width: int) -> Lines:
    """Every line wrapped."""
    return [row for whole in lines for row in wrapped(whole, width)]


def indented(lines: Iterable[Line], start: Line, rest: Line | None = None) -> Lines:
    """Each line with something before it: the first with `start`, the others with `rest`, or all with `start`."""
    return [(*(start if rest is None or not at else rest), *whole) for at, whole in enumerate(lines)]


def padded(whole: Line, width: int, *, right: bool = False) -> Line:
    """A line with blanks behind it, or before it, so that it takes `width` columns."""
    blanks = Bit(" " * (width - columns(whole)))
    if not blanks.text:
        return whole
    return (blanks, *whole) if right else (*whole, blanks)


def joined(parts: Iterable[Line], gap: Bit = _GAP) -> Line:
    """Lines behind one another as one, with a gap between each two."""
    return tuple([bit for part in parts for bit in (gap, *part)][1:])


def packed(parts: Iterable[Line], width: int) -> Lines:
    """Short lines behind one another, as many on each line as it has room for.

    >>> [columns(row) for row in packed([line("four"), line("six..."), line("4444")], 13)]
    [12, 4]
    """
    lines: Lines = []
    for part in parts:
        longer = joined([lines[-1], part]) if lines else part
        lines[-1:] = [longer] if not lines or columns(longer) <= width else [lines[-1], part]
    return folded(lines, width)


def beside(cells: Sequence[Sequence[Line]], widths: Sequence[int], gap: Bit = _GAP) -> Lines:
    """Blocks of lines beside one another, each as wide as it is told.

    >>> [columns(row) for row in beside([[line("a"), line("b")], [line("c")]], [4, 2])]
    [8, 8]
    """
    return [
        joined([padded(whole, width) for whole, width in zip(together, widths, strict=True)], gap)
        for together in zip_longest(*cells, fillvalue=EMPTY)
    ]


def fitting(wanted: Sequence[int], width: int) -> list[int]:
    """Widths that together are at most `width`: the largest give way first.

    >>> fitting([4, 30, 20], 40), fitting([4, 5], 40)
    ([4, 18, 18], [4, 5])
    """
    cap = min(max(wanted, default=0), width)
    while cap > 1 and sum([min(want, cap) for want in wanted]) > width:
        cap -= 1
    widths = [min(want, cap) for want in wanted]
    for at, want in enumerate(wanted):
        if sum(widths) < width and want > widths[at]:
            widths[at] += 1
    return widths


def pairs(rows: Sequence[tuple[Line, Block]], width: int, least: int = LEAST_VALUE) -> Lines:
    """Names with their values beside them, aligned; below them, where these have fewer than `least` columns."""
    names = min(widest([name for name, _ in rows]), width // 2)
    room = width - names - len(_GAP.text)
    if room < least:
        return below([[*wrapped(name, width), *indented(value(width - 2), (_GAP,))] for name, value in rows])
    return below([beside([wrapped(name, names), value(room)], [names, room]) for name, value in rows])


def below(blocks: Iterable[Lines]) -> Lines:
    """Blocks directly below one another."""
    return [*chain.from_iterable(blocks)]


def spaced(blocks: Iterable[Lines]) -> Lines:
    """Blocks below one another, an empty line between each two; those without a line count for nothing."""
    lines: Lines = []
    for block in blocks:
        lines += [EMPTY, *block] if lines and block else block
    return lines


def further(entries: Sequence[object], unit: str, most: int = MOST) -> Lines:
    """How many entries are not shown, where there are such.

    >>> further(range(1_201), "rows")[0][0].text, further([1], "rows")
    ('… and 1,001 more rows', [])
    """
    text = omitted(entries, unit, most)
    return [line(text, DIM)] if text else []


def label_row(labels: Sequence[str], places: Sequence[float], left: int, width: int) -> Lines:
    """Labels centred on their places, as many as there is room for.

    Where they do not all fit they lose what all begin with, which then stands below them.

    Args:
        labels: in their order.
        places: the middle of each, in columns from `left` on.
        left: the column that the places count from.
        width: how many columns there are from there.

    >>> [row[-1].text for row in label_row(["Label 1", "Label 2", "Label 3"], [1, 7, 13], 0, 16)]
    ['3', 'Label …']
    """
    room = sum([columns(line(label)) + 2 for label in labels])
    common = shared(labels) if room > width else ""
    texts = [cut(line(label[len(common) :], DIM), max(4, width // 2)) for label in labels]
    sizes = [columns(text) for text in texts]
    row: Line = (Bit(" " * left),)
    for at in thinned(places, sizes, width, gap=1):
        start = left + round(span(places[at], sizes[at], width)[0])
        row = (*row, Bit(" " * max(0, start - columns(row))), *texts[at])
    return [row, *([line(f"{' ' * left}{common.rstrip()} …", DIM)] if common else [])]
