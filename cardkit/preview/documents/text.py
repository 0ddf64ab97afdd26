"""A message as plain text, for logs and for the text part of a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..console.layout import beside
from ..console.lines import Lines, as_text, columns, line, paragraphs, parted, safe
from ..prose import Block, Span, cell, linked
from ..views import ButtonView
from .writer import CARD, Writer

_UNDER = {CARD: "="}


class TextWriter(Writer):
    """Writes plain text: no markup, and no character that steers a terminal or turns what is read."""

    def literal(self, text: str) -> str:
        return safe(text)

    def speaker(self, name: str) -> str:
        return f"{safe(name)}:"

    def title(self, text: str, level: int) -> str:
        shown = self._line(linked(text))
        return f"{shown}\n{_UNDER.get(level, '-') * columns(line(shown))}"

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
        return mark + f"\n{' ' * len(mark)}".join([self._line(cell(part)) for part in parted(item)])

    def fields(self, pairs: Sequence[tuple[str, str]]) -> str:
        return "\n".join([self._item(value, f"{self._line(cell(name)).rstrip(':')}: ") for name, value in pairs])

    def pictures(self, urls: Sequence[str], name: str) -> str:
        return "\n".join(map(safe, urls))

    def options(self, options: Sequence[str]) -> str:
        return "\n".join([self._item(option, "( ) ") for option in options])

    def buttons(self, buttons: Sequence[ButtonView]) -> str:
        return "\n".join([self._button(button) for button in buttons])

    def _button(self, button: ButtonView) -> str:
        call = button.action
        told = ", ".join([f"{name}: {value}" for name, value in call.targets])
        return safe(f"[{button.label}] {call.words}{f' ({told})' if told else ''}")

    def code(self, text: str) -> str:
        return as_text(paragraphs(text), color=False)

    def _cell(self, text: str) -> Lines:
        return [line(self._line(cell(part))) for part in parted(text)]

    def _span(self, span: Span) -> str:
        """What is left without the markup; an address stands behind the label of its link."""
        shown = self._line(span.children)
        if span.kind in {"mention", "channel"}:
            return ("#" if span.kind == "channel" else "@") + (shown or safe(span.value))
        if span.kind in {"instant", "function"}:
            return f"[{shown}]"
        return f"{shown} ({safe(span.value)})" if span.kind == "link" and shown != span.value else shown
