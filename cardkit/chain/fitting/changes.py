"""What fitting does to a value, and the `Issue` that tells it: shortened, left out, merged, adjusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from ...errors import counted, cut, shown
from ...limits import Limits, about
from ...reading.part import Part
from ...reading.place import Place
from .cutting import ELLIPSIS, shorten

P = TypeVar("P", bound=Part)


def more(count: int, unit: str = "") -> str:
    """What stands in the place of entries that were left out.

    >>> more(480), more(1, "categories")
    ('… and 480 more', '… and 1 more category')
    """
    return f"{ELLIPSIS} and {counted(count, f'more {unit}') if unit else f'{count:,} more'}"


def differing(part: Part, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the part does not have already."""
    return {name: value for name, value in values.items() if value != getattr(part, name)}


def mended(part: P, **values: Any) -> P:
    """The part with these values; itself, written as it was read, where it has them already."""
    new = differing(part, values)
    return part.changed(**new) if new else part


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
    tell_shortened(value, kept, place, stated(limits, limit))
    return kept


def tell_shortened(before: str, after: str, place: Place, allowed: Stated) -> None:
    """Tell that text was shortened, and what was cut; nothing where it stays as it is."""
    if after == before:
        return
    kept = after.removesuffix(ELLIPSIS).rstrip()
    gone = before[len(kept) :] if before.startswith(kept) else before
    message = f"{place.what} was shortened from {len(before):,} to {len(after):,} characters"
    tell(place, "shortened", message, shown(gone), allowed)


def tell_cut(before: str | Sequence[str], after: str | Sequence[str], place: Place, limits: Limits) -> None:
    """Tell which texts of an entry, such as the cells of a row, were shortened, since all would be too large."""
    texts = [(before, after)] if isinstance(before, str) else zip(before, after, strict=True)
    for one, kept in texts:
        if kept != one:
            tell_shortened(str(one), str(kept), place, stated(limits, "body_advised"))


def left_out(place: Place, count: int, unit: str, limits: Limits, limit: str) -> None:
    """Tell that entries beyond a limit were left out."""
    said = counted(count, unit)
    tell(place, "left-out", f"{said} left out", said, stated(limits, limit))


def cannot_be_cut(place: Place, value: str, limits: Limits, limit: str) -> None:
    """Tell that an id was left out, which would be another one if it were cut."""
    message = f"{place.what} is too long and falls away: cut, it would be another"
    tell(place, "left-out", message, shown(value), stated(limits, limit))


def tell(place: Place, code: str, message: str, got: str, allowed: Stated) -> None:
    """Tell what was done to a value: shortened, left out, merged into one, or adjusted to one that may stand there."""
    place.add(code, message, allowed.expected, cut(got), source=allowed.source, severity="warning")
