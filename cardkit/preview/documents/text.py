"""A message as plain text, for logs and for the text part of a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..console.layout import beside
from ..console.lines import Lines, as_text, columns, line, safe
from ..prose import MENTION_SIGNS, Block, Span, cell, linked, split_lines
from ..views import ButtonView
from .writer import CARD, Writer


class TextWriter(Writer):
    """Writes plain text: no markup, and no character that steers a terminal or turns what is read."""

    def literal(self, text: str) -> str:
        return safe(text)

    def speaker(self, name: str) -> str:
        return f"{safe(name)}:"

    def title(self, text: str, level: int) -> str:
        shown = self._line(linked(text))
        return f"{shown}\n{('=' if level == CARD else '-') * columns(line(shown))}"

    def prose(self, given: Sequence[Block]) -> str:
        return "\n".join([part for block in given for part in self._block(block)])

    def _block(self, block: Block) -> Iterator[str]:
        if block.kind == "rule":
            yield "---"
        start = {"quote": "> ", "code": "    "}.get(block.kind, "")
        for part in block.lines:
            yield f"{start}{self._line(part)}".rstrip()

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        cells = [[self._cell(text) for text in row] for row in (headers, *rows)]
        widths = [max([columns(one) for cell in column for one in cell]) for column in zip(*cells, strict=True)]
        head, *body = [as_text(beside(row, widths), color=False) for row in cells]
        return "\n".join([head, "  ".join(["-" * width for width in widths]), *body])

    def _item(self, item: str, mark: str) -> str:
        return mark + f"\n{' ' * len(mark)}".join([self._line(cell(part)) for part in split_lines(item)])

    def fields(self, pairs: Sequence[tuple[str, str]]) -> str:
        return "\n".join([self._item(value, f"{self._line(cell(name)).rstrip(':')}: ") for name, value in pairs])

    def pictures(self, urls: Sequence[str], name: str) -> str:
        return "\n".join(map(safe, urls))

    def options(self, options: Sequence[str]) -> str:
        return "\n".join([self._item(option, "( ) ") for option in options])

    def _button(self, button: ButtonView) -> str:
        return safe(f"[{button.label}] {button.action}")

    def code(self, text: str) -> str:
        return "\n".join([safe(part).rstrip(" ") for part in split_lines(text)])

    def _cell(self, text: str) -> Lines:
        return [line(self._line(cell(part))) for part in split_lines(text)]

    def _span(self, span: Span) -> str:
        """What is left without the markup; an address stands behind the label of its link."""
        shown = self._line(span.children)
        if span.kind in MENTION_SIGNS:
            return MENTION_SIGNS[span.kind] + (shown or safe(span.value))
        if span.kind in {"instant", "function"}:
            return f"[{shown}]"
        return f"{shown} ({safe(span.value)})" if span.kind == "link" and shown != span.value else shown
