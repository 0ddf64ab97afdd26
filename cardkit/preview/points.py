"""The points of a graph as a table: its labels in one order for all categories, and the values of each at them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..reading.libraries import UnreadNumber
from .numbers import in_full
from .views import CATEGORIES, first

if TYPE_CHECKING:
    from ..reading.libraries import Number

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_DIGITS = re.compile("[0-9]{1,18}")

Slot: TypeAlias = tuple[str, int]  # a label, and how many of the same name are before it in its category
Values: TypeAlias = "Mapping[Slot, Number | None]"
Categories: TypeAlias = "Sequence[tuple[str, Sequence[tuple[str, Number]]]]"


class Points(NamedTuple):
    """A graph as it is drawn.

    `values` has a row for each category with a value, or None, for each label; `total` is how many labels
    there are, also those beyond the ones that are drawn; `texts` has each value written out, or nothing for None.
    """

    names: Sequence[str]
    labels: Sequence[str]
    values: Sequence[Sequence[Number | None]]
    total: int
    texts: Sequence[Sequence[str]]

    def present(self) -> list[Number]:
        """All values that there are."""
        return [value for row in self.values for value in row if value is not None]

    def hint(self, category: int, label: int) -> str:
        """A value with where it belongs."""
        return f"{self.names[category]}, {self.labels[label]}: {self.texts[category][label]}"


def points_of(categories: Categories, *, whole: bool = False) -> Points:
    """The labels of all categories in one order that keeps that of each, and each category's values at them.

    Args:
        categories: each with its points.
        whole: whether all categories and labels are taken, or as many as views show.

    >>> points = points_of([("a", [("Jan", 1), ("Mar", 2)]), ("b", [("Jan", 3), ("Feb", 4), ("Mar", 5)])])
    >>> points.labels, points.values
    (['Jan', 'Feb', 'Mar'], [[1, None, 2], [3, 4, 5]])
    """
    drawn = categories if whole else first(categories, CATEGORIES)
    rows = [_by_slot(points) for _, points in drawn]
    order = _ascending(rows) or reduce(_merged, rows, [])
    slots = order if whole else first(order)
    values = [[row.get(slot) for slot in slots] for row in rows]
    texts = [["" if value is None else in_full(value) for value in row] for row in values]
    return Points([name for name, _ in drawn], [label for label, _ in slots], values, len(order), texts)


def _ascending(rows: Sequence[Values]) -> list[Slot]:
    """The labels in the order of their numbers or times where each category has its own in it; else none.

    >>> a, b = [_by_slot([(label, 0) for label in labels]) for labels in (["08:00", "11:00"], ["08:00", "10:00"])]
    >>> [label for label, _ in _ascending([a, b])], _ascending([b, _by_slot([("noon", 0)])])
    (['08:00', '10:00', '11:00'], [])
    """
    slots = [*dict.fromkeys([slot for row in rows for slot in row])]
    ranks = _ranks([label for label, _ in slots])
    sizes = dict(zip(slots, ranks, strict=True)) if ranks else {}
    for falling in (False, True):
        if sizes and all([*row] == sorted(row, key=sizes.__getitem__, reverse=falling) for row in rows):
            return sorted(slots, key=sizes.__getitem__, reverse=falling)
    return []


def _ranks(labels: Sequence[str]) -> list[tuple[float, ...]]:
    """What labels are ordered by: the number that each is, or those within it where all else is the same in all."""
    if all(map(_NUMBER.fullmatch, labels)):
        return [(float(label),) for label in labels]
    alike = len({_DIGITS.sub("0", label) for label in labels}) == 1 and _DIGITS.search(labels[0])
    return [tuple(map(int, _DIGITS.findall(label))) for label in labels] if alike else []


def _merged(order: list[Slot], taken: Values) -> list[Slot]:
    """The order with the labels that are new to it: each behind the one before it, or else before the one behind it.

    So the order keeps that of each category, as far as they agree.
    """
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


def _by_slot(points: Sequence[tuple[str, Number]]) -> Values:
    counts: dict[str, int] = {}
    taken: dict[Slot, Number | None] = {}
    for label, value in points:
        taken[label, counts.get(label, 0)] = None if type(value) is UnreadNumber else value
        counts[label] = counts.get(label, 0) + 1
    return taken
