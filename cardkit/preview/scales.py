"""What drawings compute: an axis and its labels, shares of a whole, and values on top of one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from .numbers import DIGITS, EXACT, Format, exact, format_of

if TYPE_CHECKING:
    from ..reading.libraries import Number

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_NEAR, _FAR = 1e6, 1e300  # an axis within reach of zero, on which floats are exact to a millionth of it
_FEW = 3  # labels of which each is worth its whole text


class Scale(NamedTuple):
    """The axis of a graph: its ticks, the lowest and the highest of which bound it."""

    ticks: tuple[Decimal, ...]

    @property
    def low(self) -> Decimal:
        """The lower end."""
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        """The upper end."""
        return self.ticks[-1]

    @property
    def format(self) -> Format:
        """How its numbers are written."""
        return format_of(self.ticks, self.ticks[1] - self.ticks[0])

    def place(self, value: Number) -> float:
        """How far up the axis a value stands: 0 at its lower end, 1 at its upper one.

        >>> scale([0, 40]).place(10)
        0.25
        """
        return float(EXACT.divide(EXACT.subtract(exact(value), self.low), EXACT.subtract(self.high, self.low)))

    def places(self, values: Iterable[Number]) -> list[float]:
        """How far up the axis each of many values stands; in floats where these are exact enough."""
        low, size = float(self.low), float(self.high - self.low)
        if abs(low) < size * _NEAR and size < _FAR:
            return [(float(value) - low) / size for value in values]
        return [self.place(value) for value in values]


def scale(values: Iterable[Number], *, zero: bool = True) -> Scale:
    """An axis over some values, with about five ticks that a person would choose.

    Args:
        values: what it must hold.
        zero: whether it must hold zero, as bars need it. Without, it does unless that would flatten what there is to
            see: where the values lie closer together than half of the way to zero.

    >>> [str(tick) for tick in scale([9, 18, 3]).ticks]
    ['0', '5', '10', '15', '20']
    >>> [float(tick) for tick in scale([98.2, 101], zero=False).ticks]
    [98.0, 99.0, 100.0, 101.0]
    """
    numbers = [exact(value) for value in values] or [Decimal(0)]
    low, high = min(numbers), max(numbers)
    if zero or not _apart(low, high):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = Decimal(1)
    step = _step((high - low) / 5)
    return Scale(tuple([step * count for count in range(floor(low / step), ceil(high / step) + 1)]))


def extent(values: Iterable[Number]) -> Scale | None:
    """An axis from the least to the greatest value, without ticks between them; None where all are the same.

    There is one value at least.

    >>> extent([0, 7, -2]), extent([3, 3])
    (Scale(ticks=(Decimal('-2'), Decimal('7'))), None)
    """
    numbers = [exact(value) for value in values]
    low, high = min(numbers), max(numbers)
    return Scale((low, high)) if low < high else None


def _apart(low: Decimal, high: Decimal) -> bool:
    """Whether values lie so close together, and so far from zero, that an axis from zero would flatten them."""
    spread, nearest = high - low, min(abs(low), abs(high))
    return low * high > 0 and nearest.scaleb(-DIGITS) < spread < nearest / 2


def _step(rough: Decimal) -> Decimal:
    """The nearest step of 1, 2, 2.5 or 5 times a power of ten that is not below `rough`."""
    power = Decimal(10) ** rough.adjusted()
    return next(step * power for step in _STEPS if step * power >= rough)


def shares(values: Sequence[Number]) -> tuple[float, ...]:
    """The part of the whole that each value is, from 0 to 1; what is negative counts as nothing.

    >>> shares([1, 3, -2]), shares([0, 0])
    ((0.25, 0.75, 0.0), (0.0, 0.0))
    """
    parts = [max(exact(value), Decimal(0)) for value in values]
    whole = sum(parts, Decimal(0))
    return tuple([float(part / whole) if whole else 0.0 for part in parts])


def total(values: Iterable[Number]) -> Number:
    """The sum of all that is not negative, without the errors of floats.

    >>> str(total([0.1, 0.2])), total([1, 2, -5])
    ('0.3', Decimal('3'))
    """
    return sum([max(exact(value), Decimal(0)) for value in values], Decimal(0))


def stacked(values: Sequence[Number | None]) -> list[tuple[int, tuple[Decimal, Decimal]]]:
    """Values on top of one another, and negative ones below zero: the place of each, where it begins and where it ends.

    >>> [(place, int(start), int(end)) for place, (start, end) in stacked([3, None, -1, 2])]
    [(0, 0, 3), (2, 0, -1), (3, 3, 5)]
    """
    up = down = Decimal(0)
    ends: list[tuple[int, tuple[Decimal, Decimal]]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        size = exact(value)
        if size < 0:
            ends.append((place, (down, down := down + size)))
        else:
            ends.append((place, (up, up := up + size)))
    return ends


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
