"""Numbers as people read them: values in short or written out, percentages, and the markers of the items of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from ..reading.libraries import UnreadNumber, shortest

if TYPE_CHECKING:
    from ..reading.libraries import Number

UNREAD = "\u2013"
"""What is written for a number that cannot be read."""
EXACT = Context(prec=50)
_SHORT = Context(prec=6)
DIGITS = 15  # values that agree in so many are the same to the eye
_SUFFIXES = {12: "T", 9: "B", 6: "M", 0: ""}  # by powers of ten
_LARGE, _LONG = 10**15, 21  # ints and digits that are written out
_SMALL, _TINY, _HUGE = 6, 3, 15  # powers of ten beyond which a value, or an axis, is written with an exponent
_PARTS = 2  # places behind the point that parts of a million may have
_LEAST = 3  # digits that a value has at least
_PLAIN = 1_000  # ints below it are the same in every format
_BULLETS = {"circle": "◦", "square": "▪"}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def exact_context() -> AbstractContextManager[Context]:
    """Compute with enough digits for every drawing, whatever the program around has set for its own decimals."""
    return localcontext(EXACT)


def exact(value: Number) -> Decimal:
    """The number that is written where the value is written; a cell of a table has the same.

    >>> str(exact(0.1 + 0.2))
    '0.3'
    """
    return Decimal(shortest(value)) if isinstance(value, float) else Decimal(value)


def in_full(value: Number) -> str:
    """A value written out, its thousands apart; what is very large or small has an exponent.

    >>> in_full(1234567), in_full(0.5), in_full(1e-9), in_full(10**30), in_full(2.0)
    ('1,234,567', '0.5', '1e-9', '1e30', '2')
    """
    if type(value) is int and -_LARGE < value < _LARGE:
        return f"{value:,}"
    if type(value) is UnreadNumber:
        return UNREAD
    number = exact(value)
    if number and not -_SMALL <= number.adjusted() < _LONG:
        return _exponent(_SHORT.plus(number))
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponent(number: Decimal) -> str:
    return f"{number.normalize(EXACT):e}".replace("e+", "e")


class Format(NamedTuple):
    """How the numbers of one drawing are written, its ticks and its values alike.

    They are written as `in_full` writes them but rounded, in millions and more, or with an exponent: the greatest to so
    many digits, and the others to as many places behind the point, or to three digits where that is more. What would
    be rounded to a rounder number, and different values that would become the same, have the digits that tell it.
    """

    power: int = 0
    exponent: bool = False
    digits: int = 4
    places: int = 0

    def text(self, value: Number) -> str:
        """A value in short.

        >>> axis = format_of([1_200_000])
        >>> [axis.text(value) for value in (250_000, 1_234_567, 123_456.789, 5)], format_of([45_000]).text(12_345.678)
        (['0.25M', '1.235M', '123,457', '5'], '12,346')
        >>> [format_of([1655.75]).text(value) for value in (1655.75, 880.25, 12.345, 0.5, 19.99, 1499.99)]
        ['1,656', '880', '12.3', '0.5', '19.99', '1,499.99']
        """
        if type(value) is int and -_PLAIN < value < _PLAIN:
            return f"{value:,}"
        if type(value) is UnreadNumber:
            return UNREAD
        number = exact(value)
        if not number:
            return "0"
        if self.exponent or number.adjusted() < -_SMALL:
            return _exponent(_honest(number, self.digits - 1 - number.adjusted()))
        scaled = number.scaleb(-self.power, EXACT)
        if self.power and scaled.adjusted() < 0 and scaled != round(scaled, _PARTS):
            return format_of([value]).text(value)
        rounded = _honest(scaled, max(self.places, _LEAST - 1 - scaled.adjusted()))
        return f"{rounded:,f}{_SUFFIXES[self.power]}"

    def texts(self, values: Sequence[Number]) -> list[str]:
        """Values as `text` writes each, but those that differ never alike.

        >>> format_of([45.123]).texts([45.123, 45.118, 9])
        ['45.123', '45.118', '9']
        """
        found = {exact(value): self.text(value) for value in values if type(value) is not UnreadNumber}
        wider = self
        while len({*found.values()}) < len(found) and wider.digits < DIGITS:
            wider = wider._replace(digits=wider.digits + 1, places=wider.places + 1)
            counts = Counter(found.values())
            found = {number: text if counts[text] == 1 else wider.text(number) for number, text in found.items()}
        return [UNREAD if type(value) is UnreadNumber else found[exact(value)] for value in values]


def format_of(values: Iterable[Number], step: Decimal | None = None) -> Format:
    """How the numbers of a drawing are written that goes as far as these, and whose ticks are a step apart.

    >>> [format_of([value]).text(value) for value in (1_500, 1_234_567_890, 10**12)]
    ['1,500', '1.235B', '1T']
    """
    most = max([abs(exact(value)) for value in values], default=Decimal(0))
    digits = max(4, most.adjusted() - step.adjusted() + 3) if step else 4
    if most and not -_TINY <= most.adjusted() < _HUGE:
        return Format(exponent=True, digits=digits)
    power = next((power for power in _SUFFIXES if most.adjusted() >= power), 0)
    return Format(power, digits=digits, places=max(0, digits - 1 - (most.adjusted() - power)))


def least_to_greatest(values: Iterable[Number | None]) -> str:
    """From the least to the greatest of the values that there are, both written alike.

    >>> least_to_greatest([3, None, 1.5]), least_to_greatest([4]), least_to_greatest([None])
    ('1.5 to 3', '4', 'no values')
    """
    present = [value for value in values if value is not None]
    ends = format_of(present).texts([min(present), max(present)]) if present else ["no values"]
    return " to ".join(dict.fromkeys(ends))


def _honest(number: Decimal, places: int) -> Decimal:
    """So many places behind the point, without zeros at their end; more where these would make it a rounder number."""
    rounded = _to_places(number, places)
    while _rounder(rounded, number, places) and places < DIGITS - 1 - number.adjusted():
        places += 1
        rounded = _to_places(number, places)
    return rounded.normalize(EXACT) if places > 0 else rounded


def _to_places(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=EXACT)


def _rounder(rounded: Decimal, number: Decimal, places: int) -> bool:
    """Whether a number has become whole by rounding, or ends with two zeros that it does not have."""
    if rounded == number:
        return False
    return rounded.as_tuple().digits[-2:] == (0, 0) or (places > 0 and rounded == rounded.to_integral_value())


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


def share(value: Number, part: float) -> str:
    """The part of the whole that a value is, in percent; a negative one, and one that cannot be read, has none.

    >>> share(3, 0.75), share(-1, 0.0)
    ('75%', '-')
    """
    if type(value) is UnreadNumber:
        return UNREAD
    return "-" if value < 0 else percent(part)


def marker(style: str | None, at: int) -> str:
    """The marker of the item at a place, counted from 1.

    >>> [marker(style, 28) for style in ("disc", "decimal", "lower-alpha", "upper-roman")]
    ['•', '28.', 'ab.', 'XXVIII.']
    """
    kind = style or ""
    if not is_numbered(kind):
        return _BULLETS.get(kind, "•")
    number = _NUMBERS[kind](at)
    return f"{number.upper() if kind.startswith('upper') else number}."


def is_numbered(style: str | None) -> bool:
    """Whether the items of a list are told apart by their markers."""
    return style in _NUMBERS


def _alpha(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        letters += sign * count
    return letters


_NUMBERS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "lower-alpha": _alpha,
    "upper-alpha": _alpha,
    "lower-roman": _roman,
    "upper-roman": _roman,
}
