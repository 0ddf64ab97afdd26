r"""The chat's text markup, read into blocks and spans; each view writes these in its own way.

The markup is that of `cardkit.markup`. What is not closed, crosses a line or is longer than a text may be stays text.

>>> blocks("# Done\n*All* by {@ana@example.com}")[0]
Block(kind='heading', lines=(('Done',),), level=1)
>>> blocks("*All* by {@ana@example.com}")[0].lines
((Span(kind='bold', children=('All',), value=''), ' by ', Span(kind='mention', children=(), value='ana@example.com')),)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from ..limits import CLIQ

SpanKind = Literal["bold", "italic", "strike", "underline", "code", "link", "mention", "channel", "instant", "function"]
BlockKind = Literal["text", "heading", "quote", "code", "rule"]
MENTION_SIGNS: Mapping[str, str] = {"mention": "@", "channel": "#"}
"""What stands before who or what is mentioned."""


class Span(NamedTuple):
    """A stretch of a line.

    `children` is what is shown; `value` is the address of a link, who is mentioned, or the key of an instant button. It
    is the sign, if any, name, owner and arguments, with strokes between them, of a button that calls a function.
    """

    kind: SpanKind
    children: tuple[Span | str, ...]
    value: str = ""


Line: TypeAlias = tuple[Span | str, ...]


class Block(NamedTuple):
    """Lines of one kind; `level` is that of a heading, 1 to 3."""

    kind: BlockKind
    lines: tuple[Line, ...]
    level: int = 0


SAFE = re.compile(r"(?:https?://|mailto:|tel:|sms:|sip:)", re.IGNORECASE)
"""How an address begins that is safe to follow."""
_LINES = re.compile("\r\n|[\n\r\u2028\u2029]")
_LONGEST = 2 * CLIQ.text  # text beyond it is shown as it is: none that the service takes comes near
_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_START = re.compile(r"(?P<heading>#{1,3}) +(?=\S)|(?P<quote>!)(?=\S)|(?P<rule>-{3,}\Z)")

_CALLS = r"""
  \[(?P<sign>[+-]?)(?P<face>[^\[\]\n]+)\]\(invoke\.function\|(?P<function>[^()\[\]\n]+)\)
| \[(?P<label>[^\[\]\n]+)\]
  \((?:\$(?P<instant>[^\s()\[\]{}$]+)|(?P<who>zohoid|mail):(?P<silent>[^\s()]+)|(?P<url>[^\s()$][^\s()]*))\)
| \{(?P<whom>[@\#])(?P<mention>[^\s{}]+)\}
| (?<![\w.])@(?P<bare>all|available|participants)\b
| (?P<address>https?://(?:[^\s<>"'`\[\]{}|\\^()]|\([^\s()]*\))*(?:[^\s<>"'`\[\]{}|\\^.,;:!?()*_~]|\([^\s()]*\)))
"""
_BOLD = r"""
| (?<![\w*])\*(?P<bold>[^\s*](?:.{0,998}?\S)??)\*(?![\w*])
"""
_STYLES = r"""
| `(?P<code>[^`\n]+)`
| (?<![\w_])__(?P<underline>[^\s_](?:.{0,998}?\S)??)__(?![\w_])
| (?<![\w_])_(?P<italic>[^\s_](?:.{0,998}?\S)??)_(?![\w_])
| (?<![\w~])~(?P<strike>[^\s~](?:.{0,998}?\S)??)~(?![\w~])
"""
_LINKED = re.compile(_CALLS, re.VERBOSE)
_CELL = re.compile(_CALLS + _BOLD, re.VERBOSE)
_STYLED = re.compile(_CALLS + _BOLD + _STYLES, re.VERBOSE)
_AROUND: tuple[SpanKind, ...] = ("bold", "underline", "italic", "strike")


def split_lines(text: str) -> list[str]:
    """The lines that a text has of its own, still as they came."""
    return _LINES.split(text)


def blocks(text: str, *, markup: bool = True) -> tuple[Block, ...]:
    """The blocks of a text; without `markup` only what mentions, links and calls is read."""
    if len(text) > _LONGEST:
        return (_verbatim("text", text),)
    if not markup:
        return (Block("text", tuple(map(linked, split_lines(text)))),)
    found: list[Block] = []
    for at, part in enumerate(_FENCE.split(text)):
        if at % 2:
            found.append(_verbatim("code", part))
        elif part.strip("\n"):
            found += _blocks(part.strip("\n") if at else part.rstrip("\n"))
    return tuple(found)


def _verbatim(kind: BlockKind, text: str) -> Block:
    return Block(kind, tuple([(line,) for line in split_lines(text)]))


def linked(text: str) -> Line:
    """A line in which only what mentions, links and calls is read, as it is in titles."""
    return (text,) if len(text) > _LONGEST else _spans(text, _LINKED)


def cell(text: str) -> Line:
    """A line of a cell, an item or a value, in which what is bold is read, too, and no other markup.

    >>> [span.kind for span in cell("*Owner:* _Ana_ [-Remove](invoke.function|remove||7)") if isinstance(span, Span)]
    ['bold', 'function']
    """
    return (text,) if len(text) > _LONGEST else _spans(text, _CELL)


def plain(line: Line) -> str:
    """The text of a line without its markup."""
    return "".join([part if isinstance(part, str) else plain(part.children) or part.value for part in line])


def _blocks(text: str) -> Iterator[Block]:
    kind: BlockKind = "text"
    lines: list[Line] = []
    for line in split_lines(text):
        start = _START.match(line)
        now: BlockKind = "quote" if start and start["quote"] else "text"
        if lines and (now != kind or (start and not start["quote"])):
            yield Block(kind, tuple(lines))
            lines = []
        kind = now
        if start and start["heading"]:
            yield Block("heading", (_spans(line[start.end() :], _STYLED),), len(start["heading"]))
        elif start and start["rule"]:
            yield Block("rule", ())
        else:
            lines.append(_spans(line[start.end() :] if start else line, _STYLED))
    if lines:
        yield Block(kind, tuple(lines))


def _spans(text: str, pattern: re.Pattern[str], within: frozenset[str] = frozenset()) -> Line:
    """The spans of a stretch of text that stands within others of these kinds already."""
    parts: list[Span | str] = []
    end = 0
    for found in pattern.finditer(text):
        span = _span(found, pattern, within)
        if span is None:
            continue
        if found.start() > end:
            parts.append(text[end : found.start()])
        parts.append(span)
        end = found.end()
    if end < len(text) or not parts:
        parts.append(text[end:])
    return tuple(parts)


def _span(found: re.Match[str], pattern: re.Pattern[str], within: frozenset[str]) -> Span | None:
    groups = found.groupdict()
    for kind in _AROUND:
        inner = groups.get(kind)
        if inner is not None:
            return None if kind in within else Span(kind, _spans(inner, pattern, within | {kind}))
    if groups.get("code") is not None:
        return Span("code", (groups["code"],))
    return _call(groups)


def _call(groups: Mapping[str, Any]) -> Span:
    """What mentions, links, or calls an instant button or a function."""
    if groups["face"] is not None:
        return Span("function", (groups["face"],), f"{groups['sign']}|{groups['function']}")
    if groups["label"] is not None:
        kind: SpanKind = "instant" if groups["instant"] else "mention" if groups["silent"] else "link"
        return Span(kind, (groups["label"],), groups["instant"] or groups["silent"] or groups["url"])
    if groups["address"] is not None:
        return Span("link", (groups["address"],), groups["address"])
    return Span("channel" if groups["whom"] == "#" else "mention", (), groups["mention"] or groups["bare"])
