"""Cuts text to a length: `shorten` keeps its beginning, `pieces` keeps all of it.

A cut falls between paragraphs, lines, sentences or words, in this order of preference, or else between two graphemes;
never within a link, a mention, a call of an instant button, an address or inline code. A code block that is longer than
the room is cut between two lines, and its fence is closed.
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
_UNBREAKABLE = re.compile(
    rf"\[[^\[\]\n]*\]{_ADDRESS}|\[[^\[\]\n]*\]\([^\s()]*\)|\{{[@#][^{{}}\n]*\}}|(?<!`)`[^`\n]+`(?!`)|https?://\S+"
)
_BREAKS = [
    re.compile(r"(?=\n[^\S\n]*\n)"),  # a paragraph
    re.compile(r"(?=\n)"),
    re.compile("(?<=[.!?\u2026])[\"'\u201d\u2019)\\]]*(?=\\s)|(?<=[\u3002\uff01\uff1f])(?![\u3002\uff01\uff1f])"),
    re.compile(r"(?<=\S)(?=\s)"),
]
_WHITESPACE = re.compile(r"(?:[^\S\n]*\n)+|\s*")
_END_OF_BLOCK = re.compile(rf"\s*{_FENCE}")


class _Cut(NamedTuple):
    """The index at which text is cut, and whether that is within a code block."""

    at: int
    fenced: bool = False


class _Span(NamedTuple):
    """A range of the text that must not be cut."""

    start: int
    end: int


def shorten(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis, at most `most` characters in all.

    >>> shorten("Disk is almost full on web-2", 20)
    'Disk is almost full…'
    >>> shorten("See [the log](https://ci.example.com/7) of build 7", 20)
    'See…'

    If the text begins with a link that is too long, the label of the link is kept.
    """
    if len(text) <= most:
        return text
    if most <= len(_CLOSING) + len(ELLIPSIS) + 2:
        return (text[: boundary(text, most - 1)] + ELLIPSIS)[: max(most, 0)]
    cut = _cut(text, 0, most - len(ELLIPSIS), fenced=False)
    if cut.fenced:
        kept = text[: _cut_in_code(text, text.rfind(_FENCE, 0, cut.at), most - len(ELLIPSIS) - 1).at].rstrip()
        return f"{kept}\n{ELLIPSIS}{_CLOSING}"
    link = _LINK.match(text)
    if link and cut.at < link.end():
        return shorten(link[1] + ELLIPSIS, most)
    return text[: cut.at].rstrip() + ELLIPSIS


def pieces(text: str, most: int) -> Iterator[str]:
    """All of the text, in pieces of at most `most` characters; only whitespace at the cuts is lost.

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
        start, fenced = _next_start(text, cut), cut.fenced


def _next_start(text: str, cut: _Cut) -> int:
    """The index at which the next piece starts: after the whitespace at the cut."""
    if cut.fenced:  # in code, blank lines and indentation matter
        return cut.at + text.startswith("\n", cut.at)
    seam = _WHITESPACE.match(text, cut.at)
    return seam.end() if seam else cut.at


def _cut(text: str, start: int, room: int, *, fenced: bool) -> _Cut:
    """Where to cut a text that has more than `room` characters from `start` on.

    Args:
        text: the whole text.
        start: where the piece starts.
        room: how many characters the piece may have.
        fenced: whether `start` is within a code block.
    """
    limit = start + room
    blocks, opened = _blocks(text, start, limit, fenced=fenced)
    if opened is not None:
        if opened > start + room // 2 or (opened > start and _block_fits(text, opened, room)):
            return _cut_in_prose(text, start, opened, blocks)
        return _cut_in_code(text, max(opened, start), limit)
    return _cut_in_prose(text, start, limit, blocks)


def _blocks(text: str, start: int, limit: int, *, fenced: bool) -> tuple[list[_Span], int | None]:
    """The code blocks that end before the limit, and the start of the one that the limit falls into, if any."""
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


def _block_fits(text: str, opened: int, room: int) -> bool:
    """Whether the code block that starts at `opened` fits into the room as a whole."""
    closed = text.find(_FENCE, opened + len(_FENCE), opened + room)
    return closed != -1


def _cut_in_code(text: str, opened: int, limit: int) -> _Cut:
    """A cut within a code block, if possible between two lines, that leaves room for the closing fence."""
    limit -= len(_CLOSING)
    body = opened + len(_OPENING)
    at = text.rfind("\n", body, limit + 1)
    if at == -1:
        at = max(boundary(text, limit, min(body, limit)), min(body, limit))
    closed = _END_OF_BLOCK.match(text, at, limit + len(_CLOSING))
    return _Cut(closed.end()) if closed else _Cut(at, fenced=True)


def _cut_in_prose(text: str, start: int, limit: int, blocks: Sequence[_Span]) -> _Cut:
    """A cut outside of code blocks: at the strongest break in the second half of the room, else after the last word."""
    found = [_Span(*part.span()) for part in _UNBREAKABLE.finditer(text, start, limit + _LONGEST)]
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
    """The link around the limit if it ends far beyond it, where `_UNBREAKABLE` does not look.

    The limit may fall into its label or into its address, so both are tried.
    """
    for end in (limit, text.rfind("](", start, limit)):
        opened = text.rfind("[", start, end) if end > start else -1
        link = _LINK.match(text, opened) if opened != -1 else None
        if link and link.end() > limit + _LONGEST:
            yield _Span(*link.span())


def _outermost(spans: Sequence[_Span]) -> list[_Span]:
    """The spans without those that start within another, in the order of the text."""
    taken: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not taken or span.start >= taken[-1].end:
            taken.append(span)
    return taken


def _last_free(places: Sequence[int], spans: Sequence[_Span], limit: int) -> int:
    """The last of the places up to the limit that lies within no span, or 0."""
    remaining = [*spans]
    for at in reversed(places):
        while remaining and remaining[-1].start >= at:
            remaining.pop()
        if at <= limit and not (remaining and remaining[-1].end > at):
            return at
    return 0
