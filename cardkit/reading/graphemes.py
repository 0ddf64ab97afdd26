"""What a reader sees as one character: where text may be cut, and how many columns of a terminal it takes.

The boundaries are an approximation of extended grapheme clusters (Unicode Standard Annex 29) by categories and a few
ranges: marks, emoji with their modifiers, families joined by U+200D, flags, Hangul, line ends, and conjuncts of Indic
scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, combining, east_asian_width

_JOINER = "\u200d"
_VIRAMA = 9  # the combining class of the signs that join two consonants
_EXTENDING = {"Mn", "Me", "Mc"}
_ALSO_EXTENDING = re.compile("[\u0e33\u0eb3\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_PICTURE = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u23ff\u2600-\u27bf\u2900-\u2bff\u3030-\u3299\U0001f000-\U0001faff]"
)
_EMOJI = "\ufe0f"  # asks for the picture of a character, which is two columns wide
_HANGUL = re.compile(
    "[\u1100-\u115f\ua960-\ua97c][\u1100-\u11a7\ua960-\ua97c\uac00-\ud7c6]"
    "|[\u1160-\u11a7\uac00-\ud7c6][\u1160-\u11ff\ud7b0-\ud7fb]"
    "|[\u11a8-\u11ff\ud7cb-\ud7fb]{2}"
)
_PREPENDED = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")


def boundary(text: str, at: int, start: int = 0) -> int:
    """The last end of a grapheme cluster at or before `at`; `start` if one cluster reaches from there beyond `at`.

    >>> family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    >>> [boundary(f"a{family}b", at) for at in (1, 3, 6, 7)]
    [1, 1, 6, 7]
    """
    while start < at < len(text) and not _ends(text, at, start):
        at -= 1
    return at


def _ends(text: str, at: int, start: int) -> bool:
    """Whether a cluster ends between the characters `at - 1` and `at`; `start` is the end of one."""
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return not (before == "\r" and after == "\n")
    if before in "\r\n" or after in "\r\n":
        return True
    if category(after) in _EXTENDING or _ALSO_EXTENDING.match(after) or _PREPENDED.match(before):
        return False
    if before == _JOINER and _PICTURE.match(after):
        return False
    if _FLAG.match(before) and _FLAG.match(after):
        return len(_flags(text, at, start)) % 2 == 0
    return not (_HANGUL.match(text, at - 1) or _joined(text, at))


def _flags(text: str, at: int, start: int) -> str:
    """The run of regional indicators before a place: two make a flag."""
    first = at
    while first > start and _FLAG.match(text[first - 1]):
        first -= 1
    return text[first:at]


def _joined(text: str, at: int) -> bool:
    """Whether a virama before the place joins the letter after it to the letter before."""
    before = text[at - 1]
    if before == _JOINER and at > 1:
        before = text[at - 2]
    return combining(before) == _VIRAMA and category(text[at]) == "Lo"


# Columns of a terminal


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
    if category(character) in {"Mn", "Me", "Cf"} or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1
