"""From a view to a document: the order of its parts, and what a writer of one form must be able to write."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...reading.libraries import UnreadNumber, shortest
from ...slides import Chart, Graph, Image, Label, List, Table, Text
from ..numbers import UNREAD, is_numbered, marker
from ..points import points_of
from ..prose import Block, Line, Span, blocks
from ..views import ButtonView, CardView, MessageView, SlideView

if TYPE_CHECKING:
    from ...reading.libraries import Number

CARD, SLIDE = 1, 2
"""The levels of titles."""


class Writer(ABC):
    """One form of a document. Each function returns a block of lines without a line break at its end.

    Cells, items, values and titles come as they stand in the message, with the markup that the service draws in them.
    """

    @abstractmethod
    def literal(self, text: str) -> str:
        """Text of which nothing is read as markup of this form."""

    @abstractmethod
    def speaker(self, name: str) -> str:
        """Who the message is from."""

    @abstractmethod
    def title(self, text: str, level: int) -> str:
        """The title of the card or of a slide."""

    @abstractmethod
    def prose(self, given: Sequence[Block]) -> str:
        """Text with its markup."""

    @abstractmethod
    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Rows below headers."""

    @abstractmethod
    def fields(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Names with their values."""

    @abstractmethod
    def pictures(self, urls: Sequence[str], name: str) -> str:
        """Addresses of pictures."""

    @abstractmethod
    def options(self, options: Sequence[str]) -> str:
        """The options of a poll."""

    def buttons(self, buttons: Sequence[ButtonView]) -> str:
        """Buttons with what they do."""
        return "\n".join(map(self._button, buttons))

    @abstractmethod
    def _button(self, button: ButtonView) -> str:
        """A button on a line."""

    @abstractmethod
    def code(self, text: str) -> str:
        """Lines as they stand."""

    def items(self, items: Sequence[str], style: str | None) -> str:
        """A list, in one of the service's styles."""
        marks = [f"{self._mark(style, at)} " if is_numbered(style) else "- " for at in range(1, len(items) + 1)]
        return "\n".join(map(self._item, items, marks))

    def _mark(self, style: str | None, at: int) -> str:
        """The mark of an item of a list whose items are told apart."""
        return marker(style, at)

    @abstractmethod
    def _item(self, item: str, mark: str) -> str:
        """An item behind its mark."""

    def _line(self, spans: Line) -> str:
        """A line with its markup in this form."""
        return "".join([self._span(span) if isinstance(span, Span) else self.literal(span) for span in spans])

    @abstractmethod
    def _span(self, span: Span) -> str:
        """A stretch of a line that has markup."""


def document(view: MessageView, writer: Writer) -> str:
    """The parts of a message below one another, an empty line between each two."""
    return "\n\n".join([block for block in _parts(view, writer) if block])


def _parts(view: MessageView, writer: Writer) -> Iterator[str]:
    if view.bot is not None:
        yield writer.speaker(view.bot.name)
    if view.text is not None:
        yield writer.prose(blocks(view.text, markup=view.markup))
    yield writer.buttons([*view.references.values()])
    if view.card is not None:
        yield from _card(view.card, writer)
    for slide in view.slides:
        yield from _slide(slide, writer)
    yield writer.buttons(view.card.buttons if view.card else ())
    yield writer.buttons(view.buttons)


def _card(card: CardView, writer: Writer) -> Iterator[str]:
    if card.title:
        yield writer.title(card.title, CARD)
    yield writer.options(card.options)
    for section in card.sections:
        if section.title:
            yield writer.title(section.title, SLIDE)
        yield writer.fields(section.fields)


def _slide(view: SlideView, writer: Writer) -> Iterator[str]:
    """A slide; one of a kind that nobody knows is its JSON."""
    if view.title:
        yield writer.title(view.title, SLIDE)
    write = _KINDS.get(type(view.slide))
    yield write(view.slide, writer) if write else writer.code(view.json())
    yield writer.buttons(view.buttons)


def _number(value: Number) -> str:
    """A number as a cell of a table has it."""
    if type(value) is UnreadNumber:
        return UNREAD
    return shortest(value) if isinstance(value, float) else str(value)


def _graph(graph: Graph, writer: Writer) -> str:
    """The values of a graph as a table below what they are: a row for each label, a column for each category."""
    points = points_of(graph.categories, whole=True)
    rows = zip(points.labels, *points.values, strict=True)
    cells = [[label, *["" if value is None else _number(value) for value in row]] for label, *row in rows]
    if not cells:
        return ""
    table = writer.table([graph.x_axis or "", *points.names], cells)
    return f"{writer.prose(blocks(graph.y_axis, markup=False))}\n\n{table}" if graph.y_axis else table


def _table(table: Table, writer: Writer) -> str:
    """A table; a body may have given too few cells, or too many."""
    count = len(table.headers)
    rows = [[*row[:count], *[""] * (count - len(row))] for row in table.rows]
    return writer.table(table.headers, rows) if count else ""


_KINDS: Mapping[type, Callable[[Any, Writer], str]] = {
    Table: _table,
    List: lambda given, writer: writer.items(given.items, given.style),
    Label: lambda label, writer: writer.fields(label.fields),
    Image: lambda image, writer: writer.pictures(image.urls, image.title or "picture"),
    Chart: lambda chart, writer: writer.fields([(label, _number(value)) for label, value in chart.segments]),
    Graph: _graph,
    Text: lambda text, writer: writer.prose(blocks(text.text)),
}
