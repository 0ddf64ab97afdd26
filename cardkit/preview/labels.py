"""The labels of an axis: shortened by what they all begin with, and thinned out before they touch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_FEW = 3  # labels of which each is worth its whole text


def shared(labels: Sequence[str]) -> str:
    """What all labels begin with and can do without: up to where a word or a number begins in each, but no mere letter.

    >>> shared(["2026-01-08", "2026-01-09", "2026-01-10"]), shared(["Label 1", "Label 10", "Label 11"])
    ('2026-01-', 'Label ')
    >>> shared(["W01", "W02", "W11"]), shared(["1.25", "1.30", "1.35"]), shared(["-1", "-2", "-3"])
    ('', '', '')
    """
    if len(labels) < _FEW:
        return ""
    first, last = min(labels), max(labels)  # what these two begin with, all between them do
    end = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    while end and not all(_is_boundary(label, end) for label in labels):
        end -= 1
    return first[:end] if sum(letter.isalnum() for letter in first[:end]) > 1 else ""


def _is_boundary(label: str, at: int) -> bool:
    """Whether a label may be cut at a place: between two words, or between a word and its number."""
    if at >= len(label):
        return False
    before, after = label[at - 1], label[at]
    if before in ".,+-" and at > 1 and after.isdigit():
        return before == "-" and label[at - 2].isalnum()
    if before.isalnum() and after.isalnum():
        return before.isalpha() and after.isdigit()
    return not before.isalnum() and after.isalnum()


def thinned(places: Sequence[float], widths: Sequence[float], end: float, gap: float = 8) -> list[int]:
    """Which labels are shown so that none touches the next: every one, or every second, third and so on.

    The last one is shown wherever two have room, and those before it give way.

    Args:
        places: the middle of each label, ascending.
        widths: how wide each is.
        end: where the drawing ends; labels are kept within it, and begin at 0.
        gap: what is kept free between two.

    >>> thinned([10, 20, 30, 40, 50], [12] * 5, 60, gap=2)
    [0, 2, 4]
    >>> thinned([10, 20, 30, 40], [12] * 4, 60, gap=2)
    [0, 3]
    """
    spans = [span(place, width, end) for place, width in zip(places, widths, strict=True)]
    for step in range(1, len(spans) + 1):
        chosen = [*range(0, len(spans), step)]
        if all(spans[a][1] + gap <= spans[b][0] for a, b in pairwise(chosen)):
            last = len(spans) - 1
            before = [at for at in chosen if spans[at][1] + gap <= spans[last][0]]
            return [*before, last] if before else chosen
    return []


def span(place: float, width: float, end: float) -> tuple[float, float]:
    """From where to where a label goes that is centred on its place as far as the drawing allows."""
    start = max(0.0, min(place - width / 2, end - width))
    return start, start + width
