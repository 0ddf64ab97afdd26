"""Text cut to a length: `shorten` keeps its beginning, `pieces` all of it.

A cut is between paragraphs, lines, sentences or words, in this order, and at worst between two graphemes; never within
a link, a mention, an instant button's call, an address or code. A block of code that is longer than the room is cut
between its lines, and closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .graphemes import boundary

ELLIPSIS = "…"
_FENCE = "```"
_OPENING, _CLOSING = f"{_FENCE}\n", f"\n{_FENCE}"
_LONGEST = 1_000  # characters of a link or an address that is still kept together

_ADDRESS = r"\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
_LINK = re.compile(rf"\[([^\[\]\n]*)\]{_ADDRESS}")
_TOGETHER = re.compile(
    rf"\[[^\[\]\n]*\]{_ADDRESS}|\[[^\[\]\n]*\]\([^\s()]*\)|\{{[@#][^{{}}\n]*\}}|(?<!`)`[^`\n]+`(?!`)|https?://\S+"
)
_BREAKS = [
    re.compile(r"(?=\n[^\S\n]*\n)"),  # a paragraph
    re.compile(r"(?=\n)"),
    re.compile("(?<=[.!?\u2026])[\"'\u201d\u2019)\\]]*(?=\\s)|(?<=[\u3002\uff01\uff1f])(?![\u3002\uff01\uff1f])"),
    re.compile(r"(?<=\S)(?=\s)"),
]
_SEAM = re.compile(r"(?:[^\S\n]*\n)+|\s*")
_END_OF_BLOCK = re.compile(rf"\s*{_FENCE}")


class _Cut(NamedTuple):
    """Where text is cut, and whether that is within a block of code."""

    at: int
    fenced: bool = False


class _Span(NamedTuple):
    """A part of the text that is kept together."""

    start: int
    end: int


def shorten(text: str, most: int) -> str:
    """The text, or as much of its beginning as `most` characters hold with an ellipsis behind.

    >>> shorten("Disk is almost full on web-2", 20)
    'Disk is almost full…'
    >>> shorten("See [the log](https://ci.example.com/7) of build 7", 20)
    'See…'

    Of a link at the beginning that has no room its label stays.
    """
    if len(text) <= most:
        return text
    if most <= len(_CLOSING) + len(ELLIPSIS) + 2:
        return (text[: boundary(text, most - 1)] + ELLIPSIS)[: max(most, 0)]
    cut = _cut(text, 0, most - len(ELLIPSIS), fenced=False)
    if cut.fenced:
        kept = text[: _within(text, text.rfind(_FENCE, 0, cut.at), most - len(ELLIPSIS) - 1).at].rstrip()
        return f"{kept}\n{ELLIPSIS}{_CLOSING}"
    link = _LINK.match(text)
    if link and cut.at < link.end():
        return shorten(link[1] + ELLIPSIS, most)
    return text[: cut.at].rstrip() + ELLIPSIS


def pieces(text: str, most: int) -> Iterator[str]:
    """All of the text, in pieces of at most `most` characters; only blanks where it is cut are lost.

    >>> [*pieces("One two. Three four. Five six.", 20)]
    ['One two. Three four.', 'Five six.']
    """
    start, fenced = 0, False
    most = max(most, 4 * len(_CLOSING))
    while start < len(text):
        opening = _OPENING if fenced else ""
        room = most - len(opening)
        if len(text) - start <= room:
            if text[start:].strip():
                yield opening + text[start:]
            return
        cut = _cut(text, start, room, fenced=fenced)
        piece = text[start : cut.at]
        if piece.strip():
            yield f"{opening}{piece}{_CLOSING if cut.fenced else ''}"
        start, fenced = _behind(text, cut), cut.fenced


def _behind(text: str, cut: _Cut) -> int:
    """Where the next piece starts."""
    if cut.fenced:  # in code blank lines and indentation stay
        return cut.at + text.startswith("\n", cut.at)
    seam = _SEAM.match(text, cut.at)
    return seam.end() if seam else cut.at


def _cut(text: str, start: int, room: int, *, fenced: bool) -> _Cut:
    """Where to cut a text that goes on for more than `room` characters; `fenced` says that it starts within code."""
    limit = start + room
    blocks, opened = _blocks(text, start, limit, fenced=fenced)
    if opened is not None:
        if opened > start + room // 2 or (opened > start and _whole(text, opened, room)):
            return _outside(text, start, opened, blocks)
        return _within(text, max(opened, start), limit)
    return _outside(text, start, limit, blocks)


def _blocks(text: str, start: int, limit: int, *, fenced: bool) -> tuple[list[_Span], int | None]:
    """The blocks of code before a limit, and where the one starts in which the limit lies."""
    spans: list[_Span] = []
    opened = start if fenced else None
    for fence in re.finditer(_FENCE, text[start : limit + len(_FENCE) - 1]):
        at = start + fence.start()
        if opened is None:
            opened = at
        elif at + len(_FENCE) <= limit:
            spans.append(_Span(opened, at + len(_FENCE)))
            opened = None
    return spans, opened


def _whole(text: str, opened: int, room: int) -> bool:
    """Whether a block of code has room as a whole."""
    closed = text.find(_FENCE, opened + len(_FENCE), opened + room)
    return closed != -1


def _within(text: str, opened: int, limit: int) -> _Cut:
    """A cut within a block of code, between two lines if it can be, with room for the fence that closes it."""
    limit -= len(_CLOSING)
    body = opened + len(_OPENING)
    at = text.rfind("\n", body, limit + 1)
    if at == -1:
        at = max(boundary(text, limit, min(body, limit)), min(body, limit))
    closed = _END_OF_BLOCK.match(text, at, limit + len(_CLOSING))
    return _Cut(closed.end()) if closed else _Cut(at, fenced=True)


def _outside(text: str, start: int, limit: int, blocks: Sequence[_Span]) -> _Cut:
    """A cut outside of code: at the strongest break in the second half of the room, else at the last word."""
    found = [_Span(*part.span()) for part in _TOGETHER.finditer(text, start, limit + _LONGEST)]
    spans = _outermost([*blocks, *found, *_long_links(text, start, limit)])
    half, best = start + (limit - start) // 2, start
    for pattern in _BREAKS:
        places = [found.end() for found in pattern.finditer(text, start, limit + 1)]
        at = _last_free(places, spans, limit)
        if at > half:
            return _Cut(at)
        best = max(best, at)
    if best > start:
        return _Cut(best)
    at = boundary(text, limit, start)
    holding = next((span for span in spans if span.start < at < span.end), None)
    if holding is not None and holding.start > start:
        at = holding.start
    return _Cut(at if at > start else limit)


def _long_links(text: str, start: int, limit: int) -> Iterator[_Span]:
    """A link that goes on far beyond the limit; the limit is within its label or within its address."""
    for end in (limit, text.rfind("](", start, limit)):
        opened = text.rfind("[", start, end) if end > start else -1
        link = _LINK.match(text, opened) if opened != -1 else None
        if link and link.end() > limit + _LONGEST:
            yield _Span(*link.span())


def _outermost(spans: Sequence[_Span]) -> list[_Span]:
    """The spans that lie in no other, in their order."""
    taken: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not taken or span.start >= taken[-1].end:
            taken.append(span)
    return taken


def _last_free(places: Sequence[int], spans: Sequence[_Span], limit: int) -> int:
    """The last place up to a limit that is within no span; 0 where there is none."""
    remaining = [*spans]
    for at in reversed(places):
        while remaining and remaining[-1].start >= at:
            remaining.pop()
        if at <= limit and not (remaining and remaining[-1].end > at):
            return at
    return 0
