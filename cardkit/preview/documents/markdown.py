"""A message as CommonMark with the tables and struck-through text of GitHub's, for mail, tickets and wikis."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..prose import MENTION_SIGNS, SAFE, Block, Line, Span, cell, linked, plain, split_lines
from ..views import ButtonView
from .writer import Writer

_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_LINE_START = re.compile(r"(#{1,6}(?=\s|\Z)|[-+=](?=[-+=\s]|\Z)|\d{1,9}(?=[.)]))")
_IN_ADDRESS = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", " ": "%20", "|": "%7C"})
_SIGNS = {"bold": "**", "italic": "*", "strike": "~~"}
_TICKS = re.compile("`+")
_CLOSING = re.compile(r"(?<!\S)#+\s*\Z")  # signs that end a heading
_AUTOLINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)


class MarkdownWriter(Writer):
    """Writes CommonMark. What is text in the message is escaped, so that it stays text."""

    def literal(self, text: str) -> str:
        return _SPECIAL.sub(r"\\\g<0>", " ".join(split_lines(text)))

    def speaker(self, name: str) -> str:
        return f"**{self.literal(name)}**"

    def title(self, text: str, level: int) -> str:
        return self._heading(linked(" ".join(text.split())), level + 1)

    def prose(self, given: Sequence[Block]) -> str:
        return "\n\n".join([self._block(block) for block in given])

    def _block(self, block: Block) -> str:
        if block.kind == "rule":
            return "---"
        if block.kind == "code":
            return self.code("\n".join([plain(part) for part in block.lines]))
        if block.kind == "heading":
            return self._heading(block.lines[0], block.level)
        lines = self._broken([self._line(part) for part in block.lines])
        if block.kind == "quote":
            return "\n".join([f"> {part}".rstrip(" ") for part in lines.split("\n")])
        return lines

    def _heading(self, line: Line, level: int) -> str:
        text = _CLOSING.sub(r"\\\g<0>", self._line(line))
        return f"{'#' * level} {text}"

    def _broken(self, lines: Sequence[str]) -> str:
        """Lines as they are broken in the message: each keeps its own, and an empty one parts paragraphs."""
        shown = [_at_start(text.strip()) for text in lines]
        ends = ["\\\n" if text and after else "\n" for text, after in zip(shown, [*shown[1:], ""], strict=True)]
        return "".join([text + end for text, end in zip(shown, ends, strict=True)]).strip("\n")

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        lines = [self._row(headers), "|" + " --- |" * len(headers), *[self._row(row) for row in rows]]
        return "\n".join(lines)

    def _row(self, cells: Sequence[str]) -> str:
        return f"| {' | '.join([self._cell(text, '<br>') for text in cells])} |"

    def _cell(self, text: str, between: str) -> str:
        return between.join([self._line(cell(part)).strip() for part in split_lines(text)])

    def _mark(self, style: str | None, at: int) -> str:
        return f"{at}."  # CommonMark knows no letters and no Roman numerals

    def _item(self, item: str, mark: str) -> str:
        text = self._broken([self._line(cell(part)) for part in split_lines(item)])
        return mark + text.replace("\n", f"\n{' ' * len(mark)}")

    def fields(self, pairs: Sequence[tuple[str, str]]) -> str:
        names = [self.literal(plain(cell(name)).strip().rstrip(":")) for name, _ in pairs]
        values = [self._cell(value, " ") for _, value in pairs]
        return "\n".join([f"- **{name}:** {value}" for name, value in zip(names, values, strict=True)])

    def pictures(self, urls: Sequence[str], name: str) -> str:
        return "\n".join([f"![{self.literal(name)}]({url.translate(_IN_ADDRESS)})" for url in urls])

    def options(self, options: Sequence[str]) -> str:
        return "\n".join([f"- [ ] {self._line(linked(option))}" for option in options])

    def _button(self, button: ButtonView) -> str:
        label, call = self.literal(button.label) or "?", button.action
        address = next((value for name, value in call.targets if name == "address"), None)
        if address is not None:
            return f"- [{label}]({address.translate(_IN_ADDRESS)})"
        return f"- **{label}** {self.literal(str(call))}"

    def code(self, text: str) -> str:
        fence = _ticks(text, 3)
        return f"{fence}\n{text}\n{fence}"

    def _span(self, span: Span) -> str:
        if span.kind == "code":
            text = plain(span.children)
            ticks = _ticks(text, 1)
            return f"{ticks}{text}{ticks}"
        shown = self._line(span.children)
        if span.kind == "link":
            if plain(span.children) == span.value and _AUTOLINK.fullmatch(span.value):
                return f"<{span.value}>"
            return f"[{shown}]({span.value.translate(_IN_ADDRESS)})" if SAFE.match(span.value) else shown
        if span.kind in MENTION_SIGNS:
            return MENTION_SIGNS[span.kind] + (shown or self.literal(span.value))
        if span.kind in {"instant", "function"}:
            return f"**{shown}**"
        sign = _SIGNS.get(span.kind, "")
        return f"{sign}{shown}{sign}"


def _ticks(text: str, least: int) -> str:
    """More backticks than the text has anywhere in a row."""
    return "`" * max(least, 1 + max(map(len, _TICKS.findall(text)), default=0))


def _at_start(text: str) -> str:
    """A line whose beginning is no mark of a heading, a list or a rule."""
    found = _LINE_START.match(text)
    if found is None:
        return text
    end = found.end() if found[0].isdecimal() else 0
    return f"{text[:end]}\\{text[end:]}"
