"""The labels of a graph: one order for all its categories, and each category's values by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..reading.numbers import Number

Slot: TypeAlias = tuple[str, int]  # a label, and how many of the same name are before it in its category
Values: TypeAlias = Mapping[Slot, "Number"]


def slots_of(categories: Sequence[tuple[str, Sequence[tuple[str, Number]]]]) -> tuple[tuple[Slot, ...], list[Values]]:
    """The labels of all categories in one order that keeps that of each, and each category's values in it.

    >>> slots, _ = slots_of([("a", [("Jan", 1), ("Mar", 2)]), ("b", [("Jan", 3), ("Feb", 4), ("Mar", 5)])])
    >>> [label for label, _ in slots]
    ['Jan', 'Feb', 'Mar']
    """
    found = [_numbered(points) for _, points in categories]
    order: list[Slot] = []
    for taken in found:
        order = _merged(order, taken)
    return tuple(order), [{slot: taken[slot] for slot in order if slot in taken} for taken in found]


def _merged(order: Sequence[Slot], taken: Values) -> list[Slot]:
    """The order with the labels that are new to it: each behind the one before it, or else before the one behind it."""
    places = {slot: at for at, slot in enumerate(order)}
    gap = next((places[slot] for slot in taken if slot in places), len(order))
    new: dict[int, list[Slot]] = {}
    for slot in taken:
        if slot in places:
            gap = places[slot] + 1
        else:
            new.setdefault(gap, []).append(slot)
    merged = [each for at, slot in enumerate(order) for each in (*new.get(at, ()), slot)]
    return [*merged, *new.get(len(order), ())]


def _numbered(points: Sequence[tuple[str, Number]]) -> Values:
    counts: dict[str, int] = {}
    taken: dict[Slot, Number] = {}
    for label, value in points:
        taken[label, counts.get(label, 0)] = value
        counts[label] = counts.get(label, 0) + 1
    return taken
