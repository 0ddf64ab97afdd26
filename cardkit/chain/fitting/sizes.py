"""How many characters values take in the JSON of a body, and how room is divided among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...reading.json import compact
from .cutting import shorten

SPARE = 10
"""Characters reserved for an ellipsis and the fences of a code block where text is cut."""


def size_of(value: Any) -> int:
    """The length of a value as compact JSON, which is what the limit of a body counts.

    >>> size_of({"text": "Hi"})
    13
    """
    return len(compact(value))


def prefix_within(text: str, most: int) -> int:
    r"""The length of the longest prefix, roughly, whose JSON has at most `most` characters without its quotes.

    >>> prefix_within("a\nb\n", 3)
    2
    """
    length = min(len(text), max(most, 0))
    while length and (over := size_of(text[:length]) - 2 - most) > 0:
        length -= max(over // 2, 1)
    return length


def shortened_within(text: str, room: int) -> str:
    """The text, shortened so that its JSON, with its quotes, has at most `room` characters.

    >>> shortened_within("Disk is almost full", 20)
    'Disk is…'
    """
    return text if size_of(text) <= room else shorten(text, max(prefix_within(text, room - 2 - SPARE), 1))


def fair_share(sizes: Sequence[int], room: int) -> int:
    """The size to which all larger ones must be cut so that together they fit into the room.

    >>> fair_share([2, 50, 60], 62), fair_share([2, 50], 62)
    (30, 10)
    """
    remaining = sorted(sizes)
    while remaining:
        share = max(room, 0) // len(remaining)
        if remaining[0] > share:
            return share
        room -= remaining.pop(0)
    return max(room, 0)
