"""Lines of a terminal: text that cannot steer it, how many columns it takes, its weights and colours.

All text that is shown becomes a `Bit`, which makes it safe; only `as_text` adds codes, and these are our own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeAlias

from attrs import field, frozen

from ...errors.wording import cut as shortened
from ...reading.graphemes import characters, columns_of

Look: TypeAlias = tuple[int, ...]
"""How text looks, as the numbers of SGR codes."""

BOLD, DIM, ITALIC = (1,), (2,), (3,)
UNDERLINE, STRIKE = (4,), (9,)
RED, GREEN, YELLOW = (31,), (32,), (33,)
MAGENTA, CYAN = (35,), (36,)
BLUE = (94,)  # the bright one: the other is hard to read on the black of many terminals

_MOST = 20_000  # characters of one bit: no text that the service takes has as many
_ODD = re.compile("[^ -~]")
_DIRECTIONS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
_JOINERS = "\u200c\u200d"
_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"  # of the formats, but seen
_DELETE = 0x7F


def safe(text: str) -> str:
    r"""The text without what could steer a terminal or turn what is read; what was there is seen.

    >>> safe("red \x1b[31m"), safe("a\u202eb"), safe("zero\u2060width"), safe("a\tb")
    ('red ␛[31m', 'a\\u202eb', 'zerowidth', 'a    b')
    """
    text = shortened(text, _MOST)
    return text if text.isprintable() else _ODD.sub(lambda found: _seen(found[0]), text)


def _seen(character: str) -> str:
    """A character as it may be shown."""
    code, kind = ord(character), unicodedata.category(character)
    if character == "\t":
        return "    "
    if character == "\n" or kind in {"Zl", "Zp"}:
        return " "
    if kind == "Cc" and code < _DELETE:
        return chr(0x2400 + code)
    if kind in {"Cc", "Cs"} or unicodedata.bidirectional(character) in _DIRECTIONS:
        return "␡" if code == _DELETE else f"\\u{code:04x}"
    return "" if kind == "Cf" and character not in _JOINERS + _SIGNS else character


@frozen
class Bit:
    r"""A stretch of a line: text, which is made safe, and its look.

    >>> Bit("over\rwritten").text
    'over␍written'
    """

    text: str = field(converter=safe)
    look: Look = ()


Line: TypeAlias = tuple[Bit, ...]
Lines: TypeAlias = list[Line]

EMPTY: Line = ()


def line(text: str, *looks: Look) -> Line:
    """A line of one look, which several may make up."""
    return (Bit(text, sum(looks, ())),)


class _Cell(NamedTuple):
    """A character with the marks upon it, and the columns they take together."""

    text: str
    look: Look
    width: int


def _cells(whole: Line) -> Iterator[_Cell]:
    return (_Cell(text, bit.look, width) for bit in whole for text, width in characters(bit.text))


def columns(whole: Line) -> int:
    """How many columns a line takes.

    >>> columns(line("abc")), columns(line("日本")), columns(line("e\u0301")), columns(line("🚀"))
    (3, 4, 1, 2)
    """
    return sum([columns_of(bit.text) for bit in whole])


def widest(lines: Iterable[Line]) -> int:
    """How many columns the widest line takes."""
    return max(map(columns, lines), default=0)


def wrapped(whole: Line, width: int) -> Lines:
    """A line as lines of at most `width` columns: broken at blanks, or else at hyphens, or else anywhere.

    >>> [row[0].text for row in wrapped(line("All hosts answer again"), 10)]
    ['All hosts', 'answer', 'again']
    """
    if columns(whole) <= width:
        return [whole]
    rows: list[list[_Cell]] = []
    row: list[_Cell] = []
    used = 0
    for cell in _cells(whole):
        row.append(cell)
        used += cell.width
        if used > width and len(row) > 1:
            end = _end_of_row(row)
            rows.append(row[:end])
            row = row[end + (row[end].text == " ") :]
            used = sum([kept.width for kept in row])
    return [_trimmed(_joined(cells)) for cells in (*rows, row) if cells]


def _end_of_row(row: list[_Cell]) -> int:
    """Where a row that has just become too long is broken; the blanks at its start are no place to do so."""
    start = next((at for at, cell in enumerate(row) if cell.text != " "), len(row))
    for may_break in (_is_between_words, _is_behind_hyphen):
        for at in range(len(row) - 1, start, -1):
            if may_break(row, at):
                return at
    return len(row) - 1


def _is_between_words(row: list[_Cell], at: int) -> bool:
    before, after = row[at - 1], row[at]
    wide = before.width == after.width == 2 and not before.text.endswith("\u200d")
    return wide or " " in {before.text, after.text}


def _is_behind_hyphen(row: list[_Cell], at: int) -> bool:
    return at > 1 and row[at - 1].text in "-/" and row[at - 2].text.isalnum()


def _joined(cells: Iterable[_Cell]) -> Line:
    return tuple([Bit("".join([cell.text for cell in same]), look) for look, same in groupby(cells, lambda c: c.look)])


def cut(whole: Line, width: int) -> Line:
    """A line of at most `width` columns; an ellipsis stands for what is left out.

    >>> cut(line("All hosts answer"), 8)[0].text
    'All hos…'
    """
    if columns(whole) <= width:
        return whole
    cells: list[_Cell] = []
    room = width - 1
    for cell in _cells(whole):
        room -= cell.width
        if room < 0:
            break
        cells.append(cell)
    return _joined([*cells, _Cell("…", whole[0].look, 1)])


def as_text(lines: Iterable[Line], color: bool) -> str:
    r"""Lines as they go to the terminal, without blanks at their ends.

    >>> as_text([line("up", GREEN, BOLD), line("down  ")], color=True)
    '\x1b[32;1mup\x1b[0m\ndown'
    """
    return "\n".join(["".join([_coded(bit) if color else bit.text for bit in _trimmed(whole)]) for whole in lines])


def _trimmed(whole: Line) -> Line:
    while whole:
        *before, last = whole
        kept = last.text.rstrip(" ")
        if kept:
            return (*before, Bit(kept, last.look))
        whole = tuple(before)
    return whole


def _coded(bit: Bit) -> str:
    return f"\x1b[{';'.join(map(str, bit.look))}m{bit.text}\x1b[0m" if bit.look and bit.text else bit.text
