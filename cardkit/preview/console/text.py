"""The text of a message, with its markup: bold as bold, a quotation behind a bar, code set in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..prose import MENTION_SIGNS, Block, Span, blocks, cell, plain, split_lines
from ..prose import Line as Spans
from .buttons import LOOKS
from .layout import folded, indented, rule
from .lines import BLUE, BOLD, CYAN, DIM, ITALIC, STRIKE, UNDERLINE, Bit, Line, Lines, Look, line, widest

_STYLES: Mapping[str, Look] = {"bold": BOLD, "italic": ITALIC, "strike": STRIKE, "underline": UNDERLINE, "code": CYAN}
_UNDER = {1: "━", 2: "─"}  # what stands under a heading of a level
_QUOTE = (Bit("▎ ", DIM),)
_INSET = (Bit("    "),)


def written_text(text: str, width: int, *, markup: bool = True) -> Lines:
    """The lines of a text.

    >>> [row[0].text for row in written_text("# Done", 20)]
    ['Done', '━━━━']
    """
    return [whole for block in blocks(text, markup=markup) for whole in _block(block, width)]


def written_cell(text: str, look: Look = ()) -> Lines:
    """The lines of a cell, an item or a value, in which what mentions, links, calls or is bold is read."""
    return [tuple(_spans(cell(part), look)) for part in split_lines(text)]


def _block(block: Block, width: int) -> Lines:
    if block.kind == "rule":
        return [rule(width)]
    if block.kind == "code":
        return indented(folded([line(plain(spans), CYAN) for spans in block.lines], width - 4), _INSET)
    look = BOLD if block.kind == "heading" else ()
    lines = [tuple(_spans(spans, look)) for spans in block.lines]
    if block.kind == "quote":
        return indented(folded(lines, width - 2), _QUOTE)
    lines = folded(lines, width)
    under = _UNDER.get(block.level)
    return [*lines, line(under * widest(lines), DIM)] if under else lines


def _spans(spans: Spans, look: Look) -> Iterator[Bit]:
    """The bits of a line; `look` is that of the spans around it."""
    for part in spans:
        if isinstance(part, str):
            yield Bit(part, look)
        elif part.kind in _STYLES:
            yield from _spans(part.children, look + _STYLES[part.kind])
        elif part.kind in MENTION_SIGNS:
            yield Bit(MENTION_SIGNS[part.kind] + (plain(part.children) or part.value), look + BLUE)
        elif part.kind in {"instant", "function"}:
            colour = LOOKS.get(part.value[:1], ()) if part.kind == "function" else ()
            yield Bit(f"[{plain(part.children)}]", look + BOLD + colour)
        else:
            yield from _link(part, look)


def _link(link: Span, look: Look) -> Line:
    """What is shown for a link, and its address where that is something else."""
    label = tuple(_spans(link.children, look + BLUE + UNDERLINE))
    return label if plain(link.children) == link.value else (*label, Bit(f" ({link.value})", look + DIM))
