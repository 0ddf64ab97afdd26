"""How many columns of a terminal text takes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_EMOJI = "\ufe0f"  # asks for the picture of a character, which is two columns wide


def columns_of(text: str) -> int:
    r"""The columns that a text takes, of several lines the widest: two for a Chinese, Japanese or Korean sign.

    >>> columns_of("abc"), columns_of("日本"), columns_of("e\u0301"), columns_of("🚀"), columns_of("a\nlong")
    (3, 4, 1, 2, 4)
    """
    if "\n" in text:
        return max(map(columns_of, text.split("\n")))
    return len(text) if text.isascii() else sum([width for _, width in characters(text)])


def characters(text: str) -> Iterator[tuple[str, int]]:
    r"""Each character with the marks upon it, and the columns they take together.

    >>> [*characters("e\u0301日")] == [("e\u0301", 1), ("日", 2)]
    True
    """
    taken, width = "", 0
    for character in text:
        wide = _width(character)
        if wide and taken:
            yield taken, width
            taken, width = "", 0
        taken += character
        width = 2 if character == _EMOJI and width else width + wide
    if taken:
        yield taken, width


@lru_cache(4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"} or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
