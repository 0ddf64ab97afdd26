"""Numbers as people read them: values, shares, and the ticks of an axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..reading.numbers import Number

_EXACT = Context(prec=50)
_SHORT = Context(prec=6)
_DIGITS = 15  # values that agree in so many are the same to the eye
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_SUFFIXES = ((12, "T"), (9, "B"), (6, "M"), (3, "k"))
_PLAIN = 10_000  # ticks below it are written out
_LONG = 21  # digits beyond which a number is written with an exponent


def exactly() -> AbstractContextManager[Context]:
    """Reckon as this module does, whatever the program around has set for its own decimals."""
    return localcontext(_EXACT)


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

    def place(self, value: Number) -> float:
        """How far up the axis a value stands: 0 at its lower end, 1 at its upper one.

        >>> scale([0, 40]).place(10)
        0.25
        """
        return float(_EXACT.divide(_EXACT.subtract(exact(value), self.low), _EXACT.subtract(self.high, self.low)))


def exact(value: Number) -> Decimal:
    """The number that is written where the value is written."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


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
    with exactly():
        numbers = [exact(value) for value in values] or [Decimal(0)]
        low, high = min(numbers), max(numbers)
        if zero or not _apart(low, high):
            low, high = min(low, Decimal(0)), max(high, Decimal(0))
        if low == high:
            high = Decimal(1)
        step = _step((high - low) / 5)
        first, last = _rounded(low / step, down=True), _rounded(high / step, down=False)
        return Scale(tuple([step * count for count in range(first, last + 1)]))


def _apart(low: Decimal, high: Decimal) -> bool:
    """Whether values lie so close together, and so far from zero, that an axis from zero would flatten them."""
    spread, nearest = high - low, min(abs(low), abs(high))
    return low * high > 0 and nearest.scaleb(-_DIGITS) < spread < nearest / 2


def _step(rough: Decimal) -> Decimal:
    """The nearest step of 1, 2, 2.5 or 5 times a power of ten that is not below `rough`."""
    power = Decimal(10) ** rough.adjusted()
    return next(step * power for step in _STEPS if step * power >= rough)


def _rounded(count: Decimal, *, down: bool) -> int:
    return int(count.to_integral_value("ROUND_FLOOR" if down else "ROUND_CEILING"))


def shown(value: Number) -> str:
    """A value written out, its thousands apart.

    >>> shown(1234567), shown(0.5), shown(1e-9), shown(10**30)
    ('1,234,567', '0.5', '1e-09', '1e+30')
    """
    if isinstance(value, float):
        text = repr(value)
        return f"{int(value):,}" if text.endswith(".0") else text if "e" in text else f"{Decimal(text):,}"
    if isinstance(value, int) and abs(value) >= 10**_LONG:
        return f"{exact(value).normalize(_SHORT):e}"
    return f"{value:,}"


def tick(value: Decimal, all_of: Sequence[Decimal]) -> str:
    """A tick in short, as all the others of its axis are.

    >>> ticks = scale([0, 1_200_000]).ticks
    >>> [tick(value, ticks) for value in ticks]
    ['0', '0.25M', '0.5M', '0.75M', '1M', '1.25M']
    """
    most = max([abs(other) for other in all_of])
    if value == 0:
        return "0"
    if most >= Decimal(10) ** 15 or most < Decimal("0.001"):
        return f"{value.normalize(_EXACT):e}".replace("e+", "e")
    power, suffix = next(
        ((power, suffix) for power, suffix in _SUFFIXES if most >= _PLAIN and most >= Decimal(10) ** power), (0, "")
    )
    return f"{value.scaleb(-power, _EXACT).normalize(_EXACT):,f}{suffix}"


def brief(value: Number, most: int) -> str:
    """A value in at most so many characters, rounded where it is longer.

    >>> brief(1_500, 7), brief(1_234_567_890, 7), brief(10**12, 7)
    ('1,500', '1.235B', '1T')
    """
    if len(shown(value)) <= most:
        return shown(value)
    rounded = Context(prec=4).plus(exact(value))
    return tick(rounded, [rounded])


def shares(values: Sequence[Number]) -> tuple[float, ...]:
    """The part of the whole that each value is, from 0 to 1; what is negative counts as nothing.

    >>> shares([1, 3, -2]), shares([0, 0])
    ((0.25, 0.75, 0.0), (0.0, 0.0))
    """
    with exactly():
        parts = [max(exact(value), Decimal(0)) for value in values]
        whole = sum(parts, Decimal(0))
        return tuple([float(part / whole) if whole else 0.0 for part in parts])


def percent(share: float) -> str:
    """A share in percent: whole where it is, else with one decimal.

    >>> percent(0.25), percent(1 / 3), percent(0.0001), percent(0.9999)
    ('25%', '33.3%', '<0.1%', '>99.9%')
    """
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def total(values: Iterable[Number]) -> Number:
    """The sum of all that is not negative, without the errors of floats.

    >>> str(total([0.1, 0.2])), total([1, 2, -5])
    ('0.3', Decimal('3'))
    """
    with exactly():
        return sum([max(exact(value), Decimal(0)) for value in values], Decimal(0))


def stacked(values: Sequence[Number | None]) -> list[tuple[int, tuple[Decimal, Decimal]]]:
    """Values on top of one another, and negative ones below zero: the place of each, where it begins and where it ends.

    >>> [(place, int(start), int(end)) for place, (start, end) in stacked([3, None, -1, 2])]
    [(0, 0, 3), (2, 0, -1), (3, 3, 5)]
    """
    up = down = Decimal(0)
    ends: list[tuple[int, tuple[Decimal, Decimal]]] = []
    with exactly():
        for place, value in enumerate(values):
            if value is None:
                continue
            size = exact(value)
            if size < 0:
                ends.append((place, (down, down := down + size)))
            else:
                ends.append((place, (up, up := up + size)))
    return ends
