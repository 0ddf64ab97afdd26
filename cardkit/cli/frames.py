"""The lines around a finding, with carets under what it is about."""

from __future__ import annotations

import re
import shutil
import sys
from functools import lru_cache

import click

from ..inspection.positions import Position
from ..reading.graphemes import characters, columns_of
from .output import encoded, plain

WIDTH = 100
"""Columns of a frame where the output is no terminal."""

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|-?\d[\d.eE+-]*|[A-Za-z]+|.')
_BEGUN = re.compile(r"\s*+\S")
_BEFORE = 1 / 3  # the share of a long line that is shown before what the finding is about
_MARGIN = "    "


def frame(text: str, position: Position, colour: str) -> list[str]:
    r"""Up to three lines of a text with their numbers, and carets under the token at a position.

    Args:
        text: the whole text.
        position: the line and the column of the token.
        colour: of the carets.

    >>> lines = frame('{"a": 1,\n "b": [],\n "c": 2}', Position(2, 7), "red")
    >>> print(*map(click.unstyle, lines), sep="\n")
        1 | {"a": 1,
        2 |  "b": [],
          |       ^
        3 |  "c": 2}
    """
    lines = _lines(text)
    last = len(lines) - (position.line < len(lines) and not lines[-1])  # behind the last line break is no line
    numbers = range(max(1, position.line - 1), min(last, position.line + 1) + 1)
    digits = len(str(numbers[-1]))
    room = _columns() - len(_MARGIN) - digits - 4
    start = _start(lines[position.line - 1], position.column - 1, room)
    shown: list[str] = []
    for number in numbers:
        line = lines[number - 1]
        seen = start if number == position.line else 0
        shown.append(_beside(f"{number:>{digits}}", _cut(line, seen, room)))
        if number == position.line:
            carets = click.style(_carets(line, position.column - 1, start, room), fg=colour, bold=True)
            shown.append(_beside(" " * digits, carets))
    return shown


@lru_cache(maxsize=1)
def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]


def _columns() -> int:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return max(40, min(WIDTH, shutil.get_terminal_size().columns)) if terminal else WIDTH


def _beside(number: str, line: str) -> str:
    return f"{_MARGIN}{click.style(f'{number} |', fg='blue')} {line}".rstrip()


def _start(line: str, at: int, room: int) -> int:
    """The first character that is shown, so that the one at a place is in sight."""
    if at <= room and columns_of(_visible(line[: at + len(_token(line, at, room))])) <= room:
        return 0
    return max(0, at - int(room * _BEFORE))


def _token(line: str, at: int, room: int) -> str:
    """The token at a place, or so much of it as can be shown."""
    token = _TOKEN.match(line[at : at + room])
    return token[0] if token else line[at : at + 1]


def _cut(line: str, start: int, room: int) -> str:
    """So much of a line as there is room for, with signs where it goes on."""
    before = _visible("…") if _BEGUN.match(line, 0, start) else ""
    room -= len(before)
    rest = _visible(line[start + len(before) : start + 2 * room])
    shown = _fitting(rest, room)
    return before + (shown if len(shown) == len(rest) else f"{_fitting(rest, room - 1)}…")


def _carets(line: str, at: int, start: int, room: int) -> str:
    before = columns_of(_visible(line[start:at]))
    length = columns_of(_visible(_token(line, at, room)))
    return " " * before + "^" * max(1, min(length, room - before))


def _visible(text: str) -> str:
    """The characters as a terminal may show them, a tab as one blank, and as its encoding has them."""
    text = text.replace("\t", " ")
    return encoded(text if text.isprintable() else "".join(map(plain, text)))


def _fitting(text: str, room: int) -> str:
    """The beginning of a text that fits in so many cells."""
    if text.isascii():
        return text[:room]
    taken = ""
    for character, width in characters(text):
        room -= width
        if room < 0:
            break
        taken += character
    return taken
