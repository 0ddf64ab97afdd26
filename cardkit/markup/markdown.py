"""CommonMark as the service's markup: `from_markdown`, for what was written for another place.

The parser is markdown-it-py, which is loaded when it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import ConfigurationError, ConstraintError
from ..reading.graphemes import columns_of
from ..reading.place import Place
from ..reading.text import text_or_empty
from .escaping import Markup, address_escaped, joined
from .links import link
from .styles import bold, code, code_block, heading, italic, quote, strike

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.tree import SyntaxTreeNode as Node

_DEEPEST = 3  # levels of headings that the service has
_MARKS = tuple("#!>=|-+")  # what means something at the start of a line
_LINE_END = re.compile("<br[ \t\n/]*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOXES = {"[ ] ": "\u2610 ", "[x] ": "\u2611 ", "[X] ": "\u2611 "}


def from_markdown(text: str) -> str:
    r"""Convert CommonMark, with GitHub's tables and strikethrough, into the service's markup.

    Headings below the third level become the third, lists and tables become text (a table is aligned in a code block),
    pictures become links. The text itself is escaped as by `escape`, so that nothing in it mentions or calls. A
    ``<br>`` ends the line, HTML comments are left out, other tags are shown as typed. For a real table use a slide.

    Raises:
        ConstraintError: it is not a string, or has control characters.
        ConfigurationError: markdown-it-py is not installed; ``pip install 'cardkit[markdown]'`` does that.

    >>> notes = "## Done\n**All** by [Ana](https://example.com)\n\n1. one\n2. ~~two~~"
    >>> print(from_markdown(notes))
    ## Done
    <BLANKLINE>
    *All* by [Ana](https://example.com)
    <BLANKLINE>
    1. one
    2. ~two~
    """
    place = Place("the Markdown")
    read = text_or_empty(text, place)
    place.raise_errors()
    return _blocks(_parsed(read).children)


def _parsed(text: str) -> Node:
    try:
        from markdown_it import MarkdownIt
        from markdown_it.tree import SyntaxTreeNode
    except ImportError:
        raise ConfigurationError("from_markdown needs markdown-it-py: pip install 'cardkit[markdown]'") from None
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    _have_comments_alone(parser, text)
    return SyntaxTreeNode(parser.parse(text))


def _have_comments_alone(parser: MarkdownIt, text: str) -> None:
    """Have no block of HTML but a comment, so that Markdown between tags and behind a comment is still read as such.

    A comment that never ends is text.
    """
    from markdown_it.rules_block import html_block

    last_end = text.rfind("-->")

    def comment(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        alone = text.startswith("<!--") and not _COMMENT.sub("", text).strip()
        return alone and state.bMarks[line] < last_end and html_block(state, line, end, silent)

    parser.block.ruler.at("html_block", comment, {"alt": ["paragraph", "reference", "blockquote"]})


def _blocks(nodes: Iterable[Node], between: str = "\n\n") -> Markup:
    """Blocks below one another, without those of which nothing is left."""
    written = [_BLOCKS[node.type](node) for node in nodes]
    return Markup(between.join([block for block in written if block]))


def _line(node: Node) -> Markup:
    """The spans of a line: text, which is escaped, and what is markup."""
    spans = [_SPANS[child.type](child) for child in node.children]
    escaped_mark = bool(spans) and spans[0][:1] in _MARKS
    line = joined(("", *spans) if escaped_mark else tuple(spans))
    has_tags = any(child.type == "html_inline" for child in node.children)
    return Markup("\n".join([part.strip(" ") for part in line.split("\n")]).strip() if has_tags else line)


def _tag(node: Node) -> str:
    """A tag within a line as it stands, but the end of the line for ``<br>``, and nothing for a comment."""
    if _LINE_END.fullmatch(node.content):
        return Markup("\n")
    return "" if _COMMENT.match(node.content) else node.content.replace("\n", " ")


def _behind_comment(node: Node) -> Markup:
    """What stands behind a comment of several lines in the last of them."""
    return Markup(joined(("", _COMMENT.sub("", node.content).strip())))


def _link(node: Node) -> str:
    """A link; where the service has none to such an address, the label with the address behind it."""
    label, target = _line(node), str(node.attrs.get("href", ""))
    if _plain(node) == target:
        return Markup(address_escaped(target)) if target.startswith(("http://", "https://")) else target
    try:
        return Markup(link(label, target))
    except ConstraintError:
        return Markup(joined((label, f" ({target})"))) if target else label


def _picture(node: Node) -> Markup:
    label, target = node.content, str(node.attrs.get("src", ""))
    try:
        return Markup(link(label or "picture", target))
    except ConstraintError:
        return Markup(joined(("", label)))


def _list(node: Node) -> Markup:
    """A list as lines of text, each item behind its mark."""
    start = int(node.attrs.get("start", 1))
    numbered = node.type == "ordered_list"
    items = [_item(item, f"{start + at}. " if numbered else "\u2022 ") for at, item in enumerate(node.children)]
    return Markup("\n".join(items))


def _item(node: Node, mark: str) -> str:
    text = str(_blocks(node.children, "\n"))
    box = next((box for box in _BOXES if text.startswith(box)), None)
    if box is not None:
        mark, text = _BOXES[box], text[len(box) :]
    return mark + text.replace("\n", f"\n{' ' * len(mark)}")


def _table(node: Node) -> Markup:
    """A table as lines of a block of code, its columns aligned."""
    rows = [[_plain(cell) for cell in row.children] for part in node.children for row in part.children]
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    head, *body = [_aligned(row, widths) for row in rows]
    return Markup(code_block("\n".join([head, "  ".join(["-" * width for width in widths]), *body])))


def _plain(node: Node) -> str:
    """The text of a node without its markup, in one line."""
    if node.type == "html_inline":
        return _tag(node).replace("\n", " ")
    return "".join([_plain(child) for child in node.children]) if node.children else node.content


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (width - columns_of(cell)) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join(padded).rstrip()


_SPANS: Mapping[str, Callable[[Node], str]] = {
    "inline": _line,
    "text": lambda node: node.content,
    "softbreak": lambda node: " ",
    "hardbreak": lambda node: Markup("\n"),
    "strong": lambda node: bold(_line(node)),
    "em": lambda node: italic(_line(node)),
    "s": lambda node: strike(_line(node)),
    "code_inline": lambda node: code(node.content),
    "link": _link,
    "image": _picture,
    "html_inline": _tag,
}
_BLOCKS: Mapping[str, Callable[[Node], str]] = {
    "paragraph": _line,
    "inline": _line,
    "heading": lambda node: heading(_line(node), level=min(int(node.tag[1:]), _DEEPEST)),
    "blockquote": lambda node: quote(_blocks(node.children)),
    "bullet_list": _list,
    "ordered_list": _list,
    "fence": lambda node: code_block(node.content.removesuffix("\n")),
    "code_block": lambda node: code_block(node.content.removesuffix("\n")),
    "hr": lambda node: Markup("---"),
    "table": _table,
    "html_block": _behind_comment,
}
