"""What fitting does to a value, and the `Issue` that tells it: shortened, left out, merged, adjusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ...errors import cut, shown
from ...limits import Limits, about
from ...reading.place import Place
from .cutting import ELLIPSIS, shorten


def more(count: int, unit: str = "") -> str:
    """What stands in the place of entries that were left out.

    >>> more(480), more(1, "categories")
    ('… and 480 more', '… and 1 more category')
    """
    return f"{ELLIPSIS} and {count:,} more{' ' + _one_or_more(count, unit) if unit else ''}"


def number_of(count: int, unit: str) -> str:
    """A number and its unit, which is given for several.

    >>> number_of(1, "categories"), number_of(2_000, "rows")
    ('1 category', '2,000 rows')
    """
    return f"{count:,} {_one_or_more(count, unit)}"


def _one_or_more(count: int, unit: str) -> str:
    return unit if count != 1 else re.sub("ies$", "y", unit).removesuffix("s")


class Stated(NamedTuple):
    """What a limit allows, in words, and who says so."""

    expected: str
    source: str


def stated(limits: Limits, limit: str) -> Stated:
    """What a limit allows.

    >>> from cardkit.limits import CLIQ
    >>> stated(CLIQ, "chart_segments").expected
    'at most 5 segments'
    """
    fact = about(limit)
    whole = "a message of " if limit == "body_advised" else ""
    unit = fact["unit"] + (" of JSON" if whole else "")
    return Stated(f"{whole}at most {getattr(limits, limit):,} {unit}", fact["source"])


def shortened(value: str, place: Place, limits: Limits, limit: str) -> str:
    """Text that is at most as long as the limit says."""
    most = getattr(limits, limit)
    if len(value) <= most:
        return value
    kept = shorten(value, most)
    tell_shortened(value, kept, place, *stated(limits, limit))
    return kept


def shortened_or_none(value: str | None, place: Place, limits: Limits, limit: str) -> str | None:
    """As `shortened`, for text that may be missing."""
    return None if value is None else shortened(value, place, limits, limit)


def tell_shortened(before: str, after: str, place: Place, expected: str, source: str) -> None:
    """Tell that text was shortened, and what was cut."""
    kept = after.removesuffix(ELLIPSIS).rstrip()
    gone = before[len(kept) :] if before.startswith(kept) else before
    message = f"{place.what} was shortened from {len(before):,} to {len(after):,} characters"
    _tell(place, "shortened", message, Told(shown(gone), expected, source))


def tell_cut(before: str | Sequence[str], after: str | Sequence[str], place: Place, limits: Limits) -> None:
    """Tell which texts of an entry, such as the cells of a row, were shortened, since all would be too large."""
    texts = [(before, after)] if isinstance(before, str) else zip(before, after, strict=True)
    for one, kept in texts:
        if kept != one:
            tell_shortened(str(one), str(kept), place, *stated(limits, "body_advised"))


def left_out(place: Place, count: int, unit: str, limits: Limits, limit: str) -> None:
    """Tell that entries beyond a limit were left out."""
    said = number_of(count, unit)
    tell_left_out(place, f"{said} left out", said, *stated(limits, limit))


def cannot_be_cut(place: Place, value: str, limits: Limits, limit: str) -> None:
    """Tell that an id was left out, which would be another one if it were cut."""
    message = f"{place.what} is too long and falls away: cut, it would be another"
    tell_left_out(place, message, shown(value), *stated(limits, limit))


def too_large(place: Place, what: str, limits: Limits) -> None:
    """Tell that something was left out since the whole message would be too large."""
    tell_left_out(place, f"{what} left out", what, *stated(limits, "body_advised"))


def tell_left_out(place: Place, message: str, got: str, expected: str, source: str) -> None:
    """Tell that something was left out."""
    _tell(place, "left-out", message, Told(got, expected, source))


def tell_merged(place: Place, message: str, got: str, expected: str, source: str) -> None:
    """Tell that entries became one."""
    _tell(place, "merged", message, Told(got, expected, source))


def tell_adjusted(place: Place, message: str, got: str, expected: str, source: str) -> None:
    """Tell that a value was changed to one that may stand there."""
    _tell(place, "adjusted", message, Told(got, expected, source))


class Told(NamedTuple):
    """What was cut, what is allowed, and who says so."""

    got: str
    expected: str
    source: str


def _tell(place: Place, code: str, message: str, told: Told) -> None:
    place.add(code, message, told.expected, cut(told.got), source=told.source, severity="warning")
