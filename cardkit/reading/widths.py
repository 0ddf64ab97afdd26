"""Column widths in whole percents, from shares or from what the columns hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from ..limits import CLIQ

_WIDEST = 40
"""How many characters of its longest cell a column gets room for, in relation to the others; longer ones wrap."""


def percents(shares: Sequence[float]) -> tuple[int, ...]:
    """Whole percents in the proportion of the shares, each at least 1, together exactly 100.

    The columns that lost most by rounding down get what is left. More than 100 columns get 1 each.

    >>> percents([3, 1, 1]), percents([1, 1, 1]), percents([1000, 1])
    ((60, 20, 20), (34, 33, 33), (99, 1))
    """
    whole, least, largest = CLIQ.width_sum, CLIQ.width_least, max(shares)
    scaled = [share / largest for share in shares]  # so that no sum overflows
    exact = [whole * share / sum(scaled) for share in scaled]
    widths = [max(least, int(share)) for share in exact]
    columns = range(len(shares))
    while sum(widths) < whole:
        widths[max(columns, key=lambda column: exact[column] - widths[column])] += 1
    while sum(widths) > whole and max(widths) > least:
        widths[max(columns, key=lambda column: (widths[column] > least, widths[column] - exact[column]))] -= 1
    return tuple(widths)


def fitting(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """Widths after what stands in the columns: in the proportion of their longest lines.

    >>> fitting(["Id", "Subject"], [["1", "Login fails"], ["2", "Search is slow"]])
    (13, 87)
    """
    columns = zip(headers, *rows, strict=True)
    return percents([min(_WIDEST, max(1, *map(_length, column))) for column in columns])


def _length(cell: str) -> int:
    """The columns of a terminal that the longest line of a cell takes: two for a Chinese, Japanese or Korean sign."""
    longest = max(cell.split("\n"), key=len) if "\n" in cell else cell
    return len(longest) if longest.isascii() else sum(1 + (east_asian_width(sign) in "WF") for sign in longest)
