"""Changes that fitting makes, and the `Issue` that reports each: shortened, left out, merged, adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from ...errors.wording import counted, cut, shown
from ...limits import Limits, about
from ...reading.part import Part
from ...reading.place import Place
from .cutting import shorten

P = TypeVar("P", bound=Part)
T = TypeVar("T")


def with_values(part: P, **values: Any) -> P:
    """The part, or the payload, with these values; one that is equal to its own stays, and so how it was read."""
    new = {name: value for name, value in values.items() if value != getattr(part, name)}
    return part.changed(**new) if new else part


class Expectation(NamedTuple):
    """What is allowed, in words, and the source that says so: two fields of an `Issue`."""

    expected: str
    source: str


def expectation(limits: Limits, limit: str) -> Expectation:
    """The expectation of a limit, given the name of its field in `Limits`.

    >>> from cardkit.limits import CLIQ
    >>> expectation(CLIQ, "chart_segments").expected
    'at most 5 segments'
    """
    fact = about(limit)
    whole = "a message of " if limit == "body_advised" else ""
    unit = fact["unit"] + (" of JSON" if whole else "")
    return Expectation(f"{whole}at most {getattr(limits, limit):,} {unit}", fact["source"])


def shortened(value: str, place: Place, limits: Limits, limit: str) -> str:
    """The text cut to a limit, given by its name; a cut is reported."""
    most = getattr(limits, limit)
    if len(value) <= most:
        return value
    kept = shorten(value, most)
    report_shortened(value, kept, place, expectation(limits, limit))
    return kept


def report_shortened(before: str, after: str, place: Place, allowed: Expectation) -> None:
    """Report that text was shortened, with the part that was cut; nothing if it did not change."""
    if after == before:
        return
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(after))
    message = f"{place.what} was shortened from {len(before):,} to {len(after):,} characters"
    report(place, "shortened", message, shown(before[same:]), allowed)


def report_cuts(before: str | Sequence[str], after: str | Sequence[str], place: Place, limits: Limits) -> None:
    """Report which texts of an entry, such as the cells of a row, were shortened because the body is too large."""
    texts = [(before, after)] if isinstance(before, str) else zip(before, after, strict=True)
    for one, kept in texts:
        if kept != one:
            report_shortened(str(one), str(kept), place, expectation(limits, "body_advised"))


def first(entries: Sequence[T], place: Place, limits: Limits, limit: str) -> Sequence[T]:
    """The first entries, at most as many as a limit allows, given by its name; that others fall away is reported."""
    most: int = getattr(limits, limit)
    if len(entries) > most:
        report_left_out(place, len(entries) - most, about(limit)["unit"], limits, limit)
    return entries[:most]


def report_left_out(place: Place, count: int, unit: str, limits: Limits, limit: str) -> None:
    """Report how many entries beyond a limit were left out."""
    said = counted(count, unit)
    report(place, "left-out", f"{said} left out", said, expectation(limits, limit))


def report_dropped_id(place: Place, value: str, limits: Limits, limit: str) -> None:
    """Report that a long id was left out, since a cut id would be a different id."""
    message = f"{place.what} is too long and falls away: cut, it would be another"
    report(place, "left-out", message, shown(value), expectation(limits, limit))


def report(place: Place, code: str, message: str, got: str, allowed: Expectation) -> None:
    """Add the warning about one change; `code` is shortened, left-out, merged or adjusted."""
    place.add(code, message, allowed.expected, cut(got), source=allowed.source, severity="warning")
