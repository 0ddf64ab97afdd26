"""How many characters values take in the JSON of a body."""

from __future__ import annotations

import json

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def size_of(value: object) -> int:
    """The characters of a value as compact JSON, counted as the limit of a body counts them.

    >>> size_of({"text": "Hi"})
    13
    """
    return len(_encode(value))


def prefix_within(text: str, most: int) -> int:
    r"""How many characters of a text have a JSON of at most `most` characters, not counting its quotes.

    >>> prefix_within("a\nb\n", 3)
    2
    """
    length = min(len(text), max(most, 0))
    while length and (over := size_of(text[:length]) - 2 - most) > 0:
        length -= max(over // 2, 1)
    return length
