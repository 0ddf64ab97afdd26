"""The labels of a graph: one order for all its categories, and each category's values by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..values import Number

Slot: TypeAlias = tuple[str, int]  # a label, and how many of the same name are before it in its category
Values: TypeAlias = Mapping[Slot, "Number"]


def slots_of(categories: Sequence[tuple[str, Sequence[tuple[str, Number]]]]) -> tuple[tuple[Slot, ...], list[Values]]:
    """The labels of all categories in one order that keeps that of each, and each category's values by label.

    >>> slots, _ = slots_of([("a", [("Jan", 1), ("Mar", 2)]), ("b", [("Jan", 3), ("Feb", 4), ("Mar", 5)])])
    >>> [label for label, _ in slots]
    ['Jan', 'Feb', 'Mar']
    """
    order: list[Slot] = []
    values: list[Values] = []
    for _, points in categories:
        taken = _numbered(points)
        known = [order.index(slot) for slot in taken if slot in order]
        behind = known[0] if known else len(order)
        for slot in taken:
            if slot not in order:
                order.insert(behind, slot)
            behind = order.index(slot) + 1
        values.append(taken)
    return tuple(order), values


def _numbered(points: Sequence[tuple[str, Number]]) -> Values:
    counts: dict[str, int] = {}
    taken: dict[Slot, Number] = {}
    for label, value in points:
        taken[label, counts.get(label, 0)] = value
        counts[label] = counts.get(label, 0) + 1
    return taken
