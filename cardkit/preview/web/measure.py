"""How wide text is in a drawing, and text that fits: a drawing knows no fonts, so widths are those of common ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import bidirectional, combining, east_asian_width

from ..scales import shared

SIZE = 12
"""The height of text in the units of a drawing, about a pixel each."""
BOLD = 1.07
"""How much wider bold text is."""
_CLASSES = {
    0.3: "ijl.,:;'! `",
    0.42: 'frtI()[]{}/\\-"',
    0.55: "csvxyzkJ*_?|",
    0.61: "0123456789aegLFTYSEP$<>=+~^",
    0.66: "bdhnopquABCRKVXZ#",
    0.8: "wDGHNOQU&",
    0.97: "mMW@%…",
}


class _Widths(dict[str, float]):
    """The width of each character; those of other scripts are told by Unicode once they come."""

    def __missing__(self, letter: str) -> float:
        wide = 1.4 if letter > "\U0001f000" else 1.05 if east_asian_width(letter) in "WF" else 0.72
        if bidirectional(letter) == "AL":
            wide = 0.55  # letters of Arabic are joined
        width = self[letter] = 0.0 if combining(letter) else wide
        return width


_WIDTHS = _Widths({letter: width for width, letters in _CLASSES.items() for letter in letters})


@lru_cache(4096)
def measured(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """How wide a text is, rather too much than too little.

    >>> measured("ab", 10) < measured("AB", 10) < measured("漢字", 10) == 21
    True
    """
    width = size * sum(map(_WIDTHS.__getitem__, text))
    return width * BOLD if bold else width


def fitted(text: str, room: float) -> str:
    """The text, cut where it is wider than its room.

    >>> fitted("Customer Support", 60), fitted("Other", 60)
    ('Custom…', 'Other')
    """
    if measured(text) <= room:
        return text
    end, used = 0, SIZE * _WIDTHS["…"]
    while end < len(text) and (used := used + SIZE * _WIDTHS[text[end]]) <= room:
        end += 1
    return f"{text[:end].rstrip()}…"


def told_apart(texts: Sequence[str], room: float) -> list[str]:
    """Texts cut to their room, but never by what tells them apart.

    >>> told_apart(["production eu-west", "production us-east", "production us-west"], 70)
    ['…eu-west', '…us-east', '…us-west']
    """
    cut = [fitted(text, room) for text in texts]
    if cut == [*texts]:
        return cut
    common = shared(texts)
    if common:
        cut = [fitted(f"…{text[len(common) :]}", room) for text in texts]
    if len({*cut}) == len({*texts}):
        return cut
    return [text if measured(text) <= room else _ending(text, room) for text in texts]


def _ending(text: str, room: float) -> str:
    """The end of a text that is wider than its room."""
    return f"…{fitted(text[::-1], room).removesuffix('…')[::-1]}"
