"""Text with its markup, mentions, links and instant buttons, as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal
from unicodedata import bidirectional

from ..prose import MENTION_SIGNS, Block, Line, Span, blocks, cell, linked, plain
from ..views import ButtonView, function_button
from .buttons import instant_button
from .elements import Html, element, escaped, joined, link, part, styled_tag

_TAGS = {"bold": "b", "italic": "i", "strike": "s", "underline": "u"}
_CALLING = re.compile(r"\]\(|[{@*]|://")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
Instants = Mapping[str, ButtonView]


def prose(text: str, instants: Instants | None = None, *, markup: bool = True) -> Html:
    """A text as paragraphs, headings, quotations and code.

    Args:
        text: with the markup of the chat.
        instants: the instant buttons that it may call, by key.
        markup: whether its markup is read, or mentions and links alone.
    """
    return joined([_block(block, instants or {}) for block in blocks(text, markup=markup)])


def phrase(text: str, *, alone: bool = False) -> Html:
    """A cell, an item or a value, in which silent mentions, links, bold and buttons work, as they do outside the text.

    Args:
        text: as it came.
        alone: whether its direction is to be its own, beside others of another direction.
    """
    shown = _line(cell(text), {}) if _CALLING.search(text) else escaped(text)
    return element("bdi", None, shown) if alone else shown


def caption(text: str) -> Html:
    """A title or an option, in which silent mentions and links work alone."""
    return _line(linked(text), {}) if _CALLING.search(text) else escaped(text)


def direction(texts: Sequence[str]) -> Literal["ltr", "rtl"] | None:
    """The direction of texts that stand together: that of their first letter, or None where all run to the right.

    >>> direction(["12", "שלום", "web-2"]), direction(["web-2", "שלום"]), direction(["web-2", "é"])
    ('rtl', 'ltr', None)
    """
    whole = "".join(texts)
    if whole.isascii() or not _RIGHT_TO_LEFT.search(whole):
        return None
    strong = next((kind for kind in map(bidirectional, whole) if kind in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"


def _block(block: Block, instants: Instants) -> Html:
    if block.kind == "rule":
        return part("hr", "rule")
    if block.kind == "code":
        return part("div", "code", "\n".join([part for (part,) in block.lines if isinstance(part, str)]), dir="auto")
    name = {"heading": f"h{block.level}", "quote": "quote"}.get(block.kind, "line")
    tag = styled_tag("div", name, dir="auto")
    return joined([tag(_line(line, instants)) for line in block.lines])


def _line(line: Line, instants: Instants) -> Html:
    return joined([escaped(each) if isinstance(each, str) else _span(each, instants) for each in line])


def _span(span: Span, instants: Instants) -> Html:
    inner = _line(span.children, instants)
    if span.kind == "code":
        return part("code", "inline", inner)
    if span.kind in _TAGS:
        return element(_TAGS[span.kind], None, inner)
    if span.kind == "link":
        return link(span.value, inner)
    if span.kind == "function":
        return instant_button(inner, function_button(plain(span.children), span.value))
    if span.kind == "instant":
        return instant_button(inner, instants.get(span.value))
    return part("span", "mention", MENTION_SIGNS[span.kind], inner or span.value, title=span.value)
