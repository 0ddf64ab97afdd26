"""Cuts text to a length: `shorten` keeps its beginning, `pieces` keeps all of it; and how long values are as JSON.

A cut falls between paragraphs, lines or sentences in the second half of the room, in this order of preference, or else
after the last word; where that would leave more than a quarter of the room empty, it falls between two graphemes. It
never falls within a link, a mention, a call of an instant button, an address or inline code that has room alone. A code
block is cut between two lines of the second half, or else within a line, and its fence is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...reading.graphemes import boundary
from ...reading.json import compact

ELLIPSIS = "…"
_FENCE = "```"
_OPENING, _CLOSING = f"{_FENCE}\n", f"\n{_FENCE}"
_LONGEST = 1_000  # characters of a link or an address that is still kept together

_ADDRESS = r"\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
_LINK = re.compile(rf"\[([^\[\]\n]*)\]{_ADDRESS}")
_UNBREAKABLE = re.compile(
    rf"\[[^\[\]\n]*\]{_ADDRESS}|\[[^\[\]\n]*\]\([^\s()]*\)|\{{[@#][^{{}}\n]*\}}|(?<!`)`[^`\n]+`(?!`)|https?://\S+"
)
_STRONG_BREAKS = [
    re.compile(r"(?=\n[^\S\n]*\n)"),  # a paragraph
    re.compile(r"(?=\n)"),
    re.compile("(?<=[.!?\u2026])[\"'\u201d\u2019)\\]]*(?=\\s)|(?<=[\u3002\uff01\uff1f])(?![\u3002\uff01\uff1f])"),
]
_END_OF_WORD = re.compile(r"(?<=\S)(?=\s)")
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
    'See the log…'
    >>> shorten("Web frontend-checkout-eu", 20)
    'Web frontend-checko…'

    Of a link that is too long, or before which less than half of the room is filled, the label is kept.
    """
    if len(text) <= most:
        return text
    if most <= len(_CLOSING) + len(ELLIPSIS) + 2:
        return (text[: boundary(text, most - 1)] + ELLIPSIS)[: max(most, 0)]
    room = most - len(ELLIPSIS)
    cut = _cut(text, 0, room, fenced=False, whole_blocks=False)
    if cut.fenced:
        kept = text[: _cut_in_code(text, 0, text.rfind(_FENCE, 0, cut.at), room - 1).at].rstrip()
        return f"{kept}\n{ELLIPSIS}{_CLOSING}"
    for link in _links_around(text, 0, room):
        if cut.at > link.start() or cut.at < room // 2:
            return shorten(text[: link.start()] + link[1] + ELLIPSIS, most)
    return _ended(text[: cut.at].rstrip(), text[cut.at :], room)


def _ended(kept: str, gone: str, room: int) -> str:
    """What is kept, with an ellipsis; inline code that was cut is closed."""
    line, rest = kept.rpartition("\n")[2], gone.partition("\n")[0]
    if _FENCE in line or line.count("`") % 2 == 0 or "`" not in rest:
        return kept + ELLIPSIS
    return f"{kept[: boundary(kept, room - 1)]}{ELLIPSIS}`"


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
        cut = _cut(text, start, room, fenced=fenced, whole_blocks=True)
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


def _cut(text: str, start: int, room: int, *, fenced: bool, whole_blocks: bool) -> _Cut:
    """Where to cut a text that has more than `room` characters from `start` on.

    Args:
        text: the whole text.
        start: where the piece starts.
        room: how many characters the piece may have.
        fenced: whether `start` is within a code block.
        whole_blocks: whether to cut before a code block that would fit into the room alone, however early it starts.
    """
    limit = start + room
    blocks, opened = _blocks(text, start, limit, fenced=fenced)
    if opened is None:
        return _cut_in_prose(text, start, limit, blocks)
    fits_alone = text.find(_FENCE, opened + len(_FENCE), opened + room) != -1
    if opened > start + room // 2 or (whole_blocks and opened > start and fits_alone):
        return _cut_in_prose(text, start, opened, blocks)
    return _cut_in_code(text, start, opened, limit)


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


def _cut_in_code(text: str, start: int, opened: int, limit: int) -> _Cut:
    """A cut in a code block, between two lines of the second half or else in a line; the closing fence has room."""
    limit -= len(_CLOSING)
    body = opened + len(_OPENING)
    at = text.rfind("\n", body, limit + 1)
    if at <= start + (limit - start) // 2:
        at = max(boundary(text, limit, min(body, limit)), min(body, limit))
    closed = _END_OF_BLOCK.match(text, at, limit + len(_CLOSING))
    return _Cut(closed.end()) if closed else _Cut(at, fenced=True)


def _cut_in_prose(text: str, start: int, limit: int, blocks: Sequence[_Span]) -> _Cut:
    """A cut outside of code: at the strongest break in the second half of the room, else after or in the last word."""
    found = [*_UNBREAKABLE.finditer(text, start, limit + _LONGEST)]
    found += [link for link in _links_around(text, start, limit) if link.end() > limit + _LONGEST]
    spans = _outermost([*blocks, *[_Span(*part.span()) for part in found]])
    for pattern in _STRONG_BREAKS:
        at = _last_break(pattern, text, start, limit, spans)
        if len(text[start:at].rstrip()) > (limit - start) // 2:
            return _Cut(at)
    word = _last_break(_END_OF_WORD, text, start, limit, spans)
    at = _cut_in_word(text, start, limit, spans)
    lost = len(text[word:at].strip())
    return _Cut(word if word > start and lost <= (limit - start) // 4 else at)


def _cut_in_word(text: str, start: int, limit: int, spans: Sequence[_Span]) -> int:
    """The last end of a grapheme up to the limit, or the start of what the limit falls into and must not be cut.

    What is longer than the room alone is cut at the limit.
    """
    room = limit - start
    at = boundary(text, limit, start)
    if at < limit and boundary(text, at + room, at) == at:
        at = limit
    holding = next((span for span in spans if span.start < at < span.end), None)
    return holding.start if holding and holding.start > start and _span_fits(text, holding, room) else at


def _span_fits(text: str, span: _Span, room: int) -> bool:
    """Whether the room holds what must not be cut, which may end behind its span, as far as was looked for it."""
    whole = _UNBREAKABLE.match(text, span.start, span.start + room + 1)
    return whole is not None and whole.end() <= span.start + room


def _links_around(text: str, start: int, limit: int) -> Iterator[re.Match[str]]:
    """The link that the limit falls into: its label and its address are both tried."""
    for end in (limit, text.rfind("](", start, limit)):
        opened = text.rfind("[", start, end) if end > start else -1
        link = _LINK.match(text, opened) if opened != -1 else None
        if link and link.end() > limit:
            yield link


def _outermost(spans: Sequence[_Span]) -> list[_Span]:
    """The spans without those that start within another, in the order of the text."""
    taken: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not taken or span.start >= taken[-1].end:
            taken.append(span)
    return taken


def _last_break(pattern: re.Pattern[str], text: str, start: int, limit: int, spans: Sequence[_Span]) -> int:
    """The last break up to the limit that lies within no span, or 0."""
    places = [found.end() for found in pattern.finditer(text, start, limit + 1)]
    remaining = [*spans]
    for at in reversed(places):
        while remaining and remaining[-1].start >= at:
            remaining.pop()
        if at <= limit and not (remaining and remaining[-1].end > at):
            return at
    return 0


# By the size as JSON

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
