"""The markers of the items of a list: bullets, numbers, letters and Roman numerals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_BULLETS = {"circle": "◦", "square": "▪"}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


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
