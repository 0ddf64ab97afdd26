"""How much of a message is shown, in every view alike, so that a huge one is shown at once too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..errors.wording import more

T = TypeVar("T")

MOST = 200
"""How many entries of one kind are shown: rows, items, fields, labels."""
CATEGORIES = 20
"""How many categories of a graph are shown, and how many segments of a chart."""
FINDINGS = 20
"""How many findings of one part are shown."""


def first(entries: Sequence[T], most: int = MOST) -> Sequence[T]:
    """The entries that are shown."""
    return entries[:most]


def shortened(text: str, most: int) -> str:
    """So many characters of a text; an ellipsis stands for what is left out."""
    return text if len(text) <= most else f"{text[:most]}…"


def left(entries: Sequence[object], unit: str, most: int = MOST) -> str:
    """How many entries are not shown, in words; empty where all are.

    >>> left(range(1_201), "rows"), left([1], "rows")
    ('… and 1,001 more rows', '')
    """
    count = len(entries) - most
    return more(count, unit) if count > 0 else ""
