"""The labels under a plot or a row of bars."""

from __future__ import annotations

from collections.abc import Sequence

from ..labels import shared, span, thinned
from .lines import DIM, Bit, Line, Lines, columns, cut, line


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
