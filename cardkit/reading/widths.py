"""Column widths in whole percents: as a caller or a body gives them, from shares, or from what the columns hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import inf
from typing import Any, Literal, SupportsIndex, TypeAlias, TypeGuard

from ..errors.wording import as_code, counted, shown
from ..limits import CARDKIT, CLIQ, FORMAT, Limits
from .guards import is_array, is_mapping, is_ordered, is_text
from .libraries import is_flag, is_real
from .lists import each, entries
from .objects import read_array
from .place import Json, Place
from .scalars import json_number, parse_whole, whole

Auto: TypeAlias = Literal["auto"]
Widths: TypeAlias = "tuple[int, ...] | Callable[[Sequence[str], Iterable[Sequence[str]]], tuple[int, ...]]"
"""Widths in percent, or a function from headers and rows to them."""
AUTO: Auto = "auto"
"""The widths follow from what the columns hold."""
_ALLOWED = "whole percents, one for each header, or 'auto'"
_NONE = "leave the widths out"
MANY = 30  # columns that an error still lists
_WIDEST = 40
"""How many characters of its longest cell a column gets room for, in relation to the others; longer ones wrap."""


def percents(shares: Sequence[float], limits: Limits = CLIQ) -> tuple[int, ...]:
    """Whole percents in the proportion of the shares, each within its range, together exactly what the limits say.

    The columns that lost most by rounding down get what is left. More than 100 columns get 1 each.

    >>> percents([3, 1, 1]), percents([1, 1, 1]), percents([1000, 1]), percents([0, 0])
    ((60, 20, 20), (34, 33, 33), (99, 1), (50, 50))
    """
    total, least, most = limits.width_sum, limits.width_least, limits.width_most
    largest = max(shares) or 1
    scaled = [share / largest for share in shares]  # so that no sum overflows
    together = sum(scaled) or 1
    exact = [total * share / together for share in scaled]
    widths = [min(max(least, int(share)), most) for share in exact]
    columns = range(len(shares))
    while sum(widths) < total and min(widths) < most:
        widths[max(columns, key=lambda column: (widths[column] < most, exact[column] - widths[column]))] += 1
    while sum(widths) > total and max(widths) > least:
        widths[max(columns, key=lambda column: (widths[column] > least, widths[column] - exact[column]))] -= 1
    return tuple(widths)


def fitting(headers: Sequence[str], rows: Iterable[Sequence[str]], limits: Limits = CLIQ) -> tuple[int, ...]:
    """Widths after what stands in the columns: in the proportion of their longest lines.

    >>> fitting(["Id", "Subject"], [["1", "Login fails"], ["2", "Search is slow"]])
    (13, 87)
    """
    from .graphemes import columns_of

    columns = zip(headers, *rows, strict=True)
    return percents([min(_WIDEST, max(1, *map(columns_of, column))) for column in columns], limits)


def parse_width(width: Json, place: Place) -> tuple[int, ...]:
    """The widths of a body's table, or none where one of them cannot be read."""
    at = Place(place.what, place.path, place.issues, FORMAT)
    read = each(read_array(width, place), at, "a width", parse_whole)
    return () if place.has_errors else read


def is_auto(width: object) -> TypeGuard[Auto]:
    """Whether the widths follow from what the columns hold."""
    return isinstance(width, str) and width == AUTO


def read_width(
    given: object, headers: Sequence[str], place: Place, limits: Limits = CLIQ, *, by_step: bool = False
) -> tuple[int, ...]:
    """Column widths as whole numbers; `by_step` if they are the arguments of `.width`, which takes shares, too."""
    at, even = place.within("/data/styles/width", "the list of widths", FORMAT), _even(len(headers), limits)
    if is_array(given) and len(given) == 1 and is_array(given[0]):
        hint = as_code(given[0])[1:-1]
        at.wrong_type(given[0], "whole numbers", source=CARDKIT, hint=hint and f".width({hint})")
        return ()
    if not is_ordered(given):
        at.wrong_type(given, _ALLOWED, source=CARDKIT, hint=str(even or (_NONE if headers else "'auto'")))
        return ()
    taken = entries(given, at, str(even))
    if len(taken) != len(headers) or not _have_decimals(taken):
        return each(taken, at, "a width", whole)
    shares = [float(width) for width in taken]
    hint = _shares_step(shares) if by_step else str([*percents(shares, limits)])
    at.add("wrong-type", "the widths have decimals", _ALLOWED, shown(given), source=CARDKIT, hint=hint)
    return ()


def _have_decimals(widths: Sequence[object]) -> bool:
    """Whether all widths are numbers above 0, and some of a type with decimals."""
    numbers = [width for width in widths if is_real(width) and not is_flag(width) and 0 < width < inf]
    return len(numbers) == len(widths) and not all(isinstance(width, SupportsIndex) for width in widths)


def _shares_step(shares: Sequence[float]) -> str:
    """The step that takes the widths as shares."""
    return f'.width({as_code([*shares])[1:-1] or "…"}, unit="share")'


def read_widths(widths: tuple[Any, ...], unit: object, headers: Sequence[str], place: Place, limits: Limits) -> Widths:
    """Column widths from the arguments of `.width`: percents, shares, or "auto"."""
    known = unit if isinstance(unit, str) else None
    at = place.within("/data/styles/width", "the list of widths", CARDKIT)
    only = widths[0] if len(widths) == 1 else None
    if known == "percent":
        if is_auto(only):
            return partial(fitting, limits=limits)
        if is_text(only) or is_mapping(only):
            at.wrong_type(only, _ALLOWED, hint=_even_step(headers, limits))
            return ()
        return read_width(widths, headers, place, limits, by_step=True)
    if known != "share":
        at.add("not-allowed", f"{shown(unit)} is no unit of widths", "'percent' or 'share'", shown(unit))
        return ()
    shares = each(widths, at, "a share", json_number)
    if not place.issues and (len(shares) != len(headers) or min(shares) <= 0):
        hint = f'.width({", ".join("1" for _ in headers[:MANY])}, unit="share")'
        got = ", ".join(map(str, shares[:MANY])) or "none"
        at.add("width-count", "each header needs a share above 0", "one number above 0 for each", got, hint=hint)
    return () if place.issues else percents(shares, limits)


def fits(width: Sequence[int], headers: Sequence[str], limits: Limits) -> bool:
    """Whether there is one width for each header, each a whole number in its range, and all add up."""
    least, most = limits.width_least, limits.width_most
    for value in width:
        if type(value) is not int or not least <= value <= most:
            return False
    return len(width) == len(headers) and sum(width) == limits.width_sum


def check_width(width: Sequence[int], headers: Sequence[str], place: Place, limits: Limits) -> None:
    """Add the issue of widths whose count, range or sum is wrong."""
    if fits(width, headers, limits):
        return
    at, got = place.within("/data/styles/width", "the list of widths"), ", ".join(map(str, width[:MANY])) or "none"
    least, most = limits.width_least, limits.width_most
    expected = f"whole numbers from {least} to {most}"
    wrong = [index for index, percent in enumerate(width) if not least <= percent <= most]
    if len(width) != len(headers):
        message = f"the table has {counted(len(width), 'width')} for {counted(len(headers), 'header')}"
        at.add("width-count", message, "one width per header", got, hint=_even_step(headers, limits))
    elif wrong:
        for index in wrong:
            at.at(index, "a width", FORMAT).add("out-of-range", f"a width is {width[index]}", expected, got)
    else:
        message, expected = f"the widths add up to {sum(width)}", f"{expected} that add up to {limits.width_sum}"
        at.add("width-sum", message, expected, got, hint=_even_step(headers, limits))


def _even(count: int, limits: Limits) -> list[int]:
    """Even widths for so many columns; none where there are too many, or none."""
    widths = percents([1] * count, limits) if count else ()
    return [*widths] if sum(widths) == limits.width_sum else []


def _even_step(headers: Sequence[str], limits: Limits) -> str:
    """The step that sets even widths, or what to do where there are too many columns for any."""
    even = _even(len(headers), limits)
    return f".width({', '.join(map(str, even))})" if even else _NONE
