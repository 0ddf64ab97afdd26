"""Tracebacks as a block of code that is short enough: the outermost frames fall away first.

Who reads a card wants to know which exception it was and where it was raised, and both stand at the end of a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import define, field

from .. import markup
from ..reading.graphemes import boundary

_HEADER = "(most recent call last):"
_BAR = re.compile(r" *[|+] ?")  # what each line of a group of exceptions begins with
_FRAME = "  File "
_GONE, _CUT = "  …", "\n…\n"
_LEAST = 20  # characters that are kept of any text


@define
class _Part:
    """A traceback or a stack: its first line, its frames, and the lines behind them, as those of the exception."""

    head: str = ""
    frames: list[list[str]] = field(factory=list[list[str]])
    behind: list[str] = field(factory=list[str])
    gone: int = 0  # so many of the frames, the outermost, have fallen away

    def __str__(self) -> str:
        head = [self.head] if self.head else []
        kept = [line for frame in self.frames[self.gone :] for line in frame]
        return "\n".join([*head, *([_GONE] if self.gone else []), *kept, *self.behind])


def traceback_block(traceback: str, most: int) -> str:
    r"""The markup of a block of code with a traceback, in at most `most` characters.

    The type and the message of the exception stay, as does what was raised from what, and of the frames the innermost.
    A message that takes more than half of the room is cut in its middle.

    >>> frames = "".join([f'  File "shop.py", line {n}, in call\n    call()\n' for n in range(40)])
    >>> print(traceback_block(f"Traceback (most recent call last):\n{frames}ValueError: odd", 120))
    ```
    Traceback (most recent call last):
      …
      File "shop.py", line 39, in call
        call()
    ValueError: odd
    ```
    """
    room = most
    while len(block := markup.code_block(_shortened(traceback, room))) > most and room > _LEAST:
        room -= len(block) - most  # for the fences, and for what is escaped
    return block


def _shortened(traceback: str, most: int) -> str:
    if len(traceback) <= most:
        return traceback
    parts = [part for part in _parts(traceback.split("\n")) if part.head or part.behind]
    for part in parts:
        part.behind = _without_middle("\n".join(part.behind), most // 2).split("\n") if part.behind else []
    _drop_frames(parts, most)
    return _without_middle("\n".join(_last_texts(parts, most)), most)


def _parts(lines: Sequence[str]) -> Iterator[_Part]:
    """The tracebacks of a text, one after another, each with what stands behind it; first what stands before them."""
    part, within, in_group = _Part(), False, False
    for line in lines:
        if line.endswith(_HEADER):
            yield part
            part, within, in_group = _Part(line), True, _BAR.match(line) is not None
            continue
        plain = _BAR.sub("", line, count=1) if in_group else line
        within = within and plain.startswith(" ")
        if not within:
            part.behind.append(line)
        elif plain.startswith(_FRAME) or not part.frames:
            part.frames.append([line])
        else:
            part.frames[-1].append(line)
    yield part


def _drop_frames(parts: Sequence[_Part], most: int) -> None:
    """Have the outermost frames fall away until there is room, always of the traceback that has most of them left."""
    left = [(len(part.frames) - index, part) for part in parts for index in range(len(part.frames))]
    excess = _size(parts) + len(parts) * (len(_GONE) + 1) - most
    for _, part in sorted(left, key=lambda frame: -frame[0]):
        if excess <= 0:
            break
        excess -= sum([len(line) + 1 for line in part.frames[part.gone]])
        part.gone += 1


def _last_texts(parts: Sequence[_Part], most: int) -> Sequence[str]:
    """The texts of the last tracebacks that there is room for, of at least one."""
    texts: list[str] = []
    for part in reversed(parts):
        text = str(part)
        most -= len(text) + 1
        if texts and most < 0:
            break
        texts.append(text)
    return texts[::-1]


def _size(parts: Sequence[_Part]) -> int:
    return sum([len(str(part)) + 1 for part in parts])


def _without_middle(text: str, most: int) -> str:
    """The beginning and the end of a text that is too long, cut between graphemes."""
    if len(text) <= most:
        return text
    room = max(most, _LEAST) - len(_CUT)
    start, end = boundary(text, room * 2 // 3), len(text) - room // 3
    while end < len(text) and boundary(text, end, end - 1) < end:
        end += 1
    return f"{text[:start]}{_CUT}{text[end:]}"
