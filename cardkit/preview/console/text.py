"""The text of a message, with its markup: bold as bold, a quotation behind a bar, code set in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..prose import Block, Span, blocks, cell, plain
from ..prose import Line as Spans
from .layout import folded, indented, rule
from .lines import (
    BLUE,
    BOLD,
    CYAN,
    DIM,
    GREEN,
    ITALIC,
    RED,
    STRIKE,
    UNDERLINE,
    Bit,
    Line,
    Lines,
    Look,
    line,
    parted,
    widest,
)

_STYLES: Mapping[str, Look] = {
    "bold": BOLD,
    "italic": ITALIC,
    "strike": STRIKE,
    "underline": UNDERLINE,
    "code": CYAN,
}
_SIGNS = {"mention": "@", "channel": "#"}
_COLOURS: Mapping[str, Mapping[str, Look]] = {"instant": {}, "function": {"+": GREEN, "-": RED}}
_UNDER = {1: "━", 2: "─"}  # what stands under a heading of a level
_QUOTE = (Bit("▎ ", DIM),)
_INSET = (Bit("    "),)


def written_text(text: str, width: int, *, markup: bool = True) -> Lines:
    """The lines of a text.

    >>> [row[0].text for row in written_text("# Done", 20)]
    ['Done', '━━━━']
    """
    return [whole for block in blocks(text, markup=markup) for whole in _BLOCKS[block.kind](block, width)]


def written_cell(text: str, look: Look = ()) -> Lines:
    """The lines of a cell, an item or a value, in which what mentions, links, calls or is bold is read."""
    return [tuple(_spans(cell(part), look)) for part in parted(text)]


def _text(block: Block, width: int) -> Lines:
    return folded([tuple(_spans(spans, ())) for spans in block.lines], width)


def _heading(block: Block, width: int) -> Lines:
    lines = folded([tuple(_spans(spans, BOLD)) for spans in block.lines], width)
    under = _UNDER.get(block.level)
    return [*lines, line(under * widest(lines), DIM)] if under else lines


def _quote(block: Block, width: int) -> Lines:
    return indented(folded([tuple(_spans(spans, ())) for spans in block.lines], width - 2), _QUOTE)


def _code(block: Block, width: int) -> Lines:
    return indented(folded([line(plain(spans), CYAN) for spans in block.lines], width - 4), _INSET)


def _rule(block: Block, width: int) -> Lines:
    return [rule(width)]


_BLOCKS: Mapping[str, Callable[[Block, int], Lines]] = {
    "text": _text,
    "heading": _heading,
    "quote": _quote,
    "code": _code,
    "rule": _rule,
}


def _spans(spans: Spans, look: Look) -> Iterator[Bit]:
    """The bits of a line; `look` is that of the spans around it."""
    for part in spans:
        if isinstance(part, str):
            yield Bit(part, look)
        elif part.kind in _STYLES:
            yield from _spans(part.children, look + _STYLES[part.kind])
        elif part.kind in _SIGNS:
            yield Bit(_SIGNS[part.kind] + (plain(part.children) or part.value), look + BLUE)
        elif part.kind in _COLOURS:
            colour = _COLOURS[part.kind].get(part.value[:1], ())
            yield Bit(f"[{plain(part.children)}]", look + BOLD + colour)
        else:
            yield from _link(part, look)


def _link(link: Span, look: Look) -> Line:
    """What is shown for a link, and its address where that is something else."""
    label = tuple(_spans(link.children, look + BLUE + UNDERLINE))
    return label if plain(link.children) == link.value else (*label, Bit(f" ({link.value})", look + DIM))
