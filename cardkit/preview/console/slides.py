"""Slides as lines: each kind in its own way, and one that nobody knows as what stands in the body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ...slides import Chart, Graph, Image, Label, List, Table, Text
from ..numbers import marker
from ..views import SlideView, first
from .buttons import buttons
from .charts import chart
from .graphs import graph
from .layout import below, beside, fitting, folded, further, indented, padded, pairs, rule, titled
from .lines import BOLD, DIM, EMPTY, Bit, Line, Lines, columns, line, widest, wrapped
from .text import written_cell, written_text

_GAP = Bit(" │ ", DIM)
_ROOM = 6  # columns in which a cell can still be read
_WORD = 12  # columns of a word that a column makes room for
_RAW = 40  # lines of a slide of an unknown kind


def slide(view: SlideView, width: int) -> Lines:
    """The lines of a slide, with its title and its buttons."""
    draw = _KINDS.get(type(view.slide))
    lines = draw(view.slide, width) if draw else _of_other_kind(view, width)
    return [*titled(view.title, width, *_remarks(view)), *lines, *buttons(view.buttons, width)]


def _remarks(view: SlideView) -> Sequence[str | None]:
    """What stands beside the title: how a drawing is made and what its axes are, or the type of an unknown slide."""
    slide = view.slide
    if slide is None:
        return ["unknown" if view.kind is None else view.kind]
    told = [slide.preview and slide.preview.replace("_", " ")] if isinstance(slide, Chart | Graph) else []
    if isinstance(slide, Graph):
        told += [slide.y_axis and f"↑ {slide.y_axis}", slide.x_axis and f"→ {slide.x_axis}"]
    return told


def _table(slide: Table, width: int) -> Lines:
    headers, rows = slide.headers, slide.rows
    count = max([len(headers), *map(len, first(rows))])
    head = [written_cell(header, BOLD) for header in headers]
    body = [[written_cell(cell) for cell in row] for row in first(rows)]
    whole = [[*row, *[[EMPTY]] * (count - len(row))] for row in (head, *body)]
    widths = _widths(whole, slide.width, width - len(_GAP.text) * (count - 1))
    lines = _grid(whole, widths) if widths else _records(whole, width)
    return [*lines, *further(rows, "rows")]


def _widths(rows: Sequence[Sequence[Lines]], percents: Sequence[int] | None, room: int) -> list[int]:
    """The widths of the columns: those asked for, else as the cells need; none where there is too little room."""
    columns = [[whole for cell in column for whole in cell] for column in zip(*rows, strict=True)]
    natural = [widest(column) for column in columns]
    if sum([min(width, _ROOM) for width in natural]) > room:
        return []
    if not percents or len(percents) != len(columns):
        return fitting(natural, room)
    words = [min(_word(column), _WORD) for column in columns]
    return fitting([max(percent * room // 100, word) for percent, word in zip(percents, words, strict=True)], room)


def _word(lines: Sequence[Line]) -> int:
    """How many columns the longest word takes."""
    return widest([line(word) for whole in lines for bit in whole for word in bit.text.split()])


def _grid(rows: Sequence[Sequence[Lines]], widths: Sequence[int]) -> Lines:
    """Rows below a header; where a cell takes several lines, a rule is between each two."""
    head, *body = [
        beside([folded(cell, width) for cell, width in zip(row, widths, strict=True)], widths, _GAP) for row in rows
    ]
    lines = [*head, _across("─", widths)]
    apart = [_across("╌", widths)] if any(len(block) > 1 for block in body) else []
    for at, block in enumerate(body):
        lines += [*(apart if at else []), *block]
    return lines


def _across(stroke: str, widths: Sequence[int]) -> Line:
    return line(f"{stroke}┼{stroke}".join([stroke * width for width in widths]), DIM)


def _records(rows: Sequence[Sequence[Lines]], width: int) -> Lines:
    """A row as names with their values, where the columns do not fit beside one another."""
    names = [tuple([bit for whole in cell for bit in whole]) for cell in first(rows[0])]
    lines: Lines = []
    for row in rows[1:] if names else ():
        values = [(name, partial(folded, cell)) for name, cell in zip(names, row, strict=False)]
        lines += [rule(width), *pairs(values, width)]
    return [*lines, *([rule(width)] if lines else []), *further(rows[0], "columns")]


def _list(slide: List, width: int) -> Lines:
    items = slide.items
    marks = [line(marker(slide.style, at), DIM) for at in range(1, len(first(items)) + 1)]
    wide = widest(marks)
    room = width - wide - 1
    rows = [
        beside([[padded(mark, wide, right=True)], folded(written_cell(item), room)], [wide, room], Bit(" "))
        for mark, item in zip(marks, items, strict=False)
    ]
    return [*below(rows), *further(items, "items")]


def fields(given: Sequence[tuple[str, str]], width: int) -> Lines:
    """Names with their values, aligned."""
    rows = [(line(name, DIM), partial(folded, written_cell(value))) for name, value in first(given)]
    return [*pairs(rows, width), *further(given, "fields")]


def _image(slide: Image, width: int) -> Lines:
    urls = slide.urls
    return [*below([picture(url, width) for url in first(urls)]), *further(urls, "pictures")]


def picture(url: str, width: int) -> Lines:
    """The address of a picture behind the sign of one."""
    return indented(wrapped(line(url), width - 2), (Bit("▣ ", DIM),), (Bit("  "),))


def _of_other_kind(view: SlideView, width: int) -> Lines:
    """What stands in the body, as JSON."""
    text = view.json().split("\n")
    lines: Lines = []
    for whole in first(text, _RAW):
        inner = whole.lstrip()
        start = (Bit(" " * min(len(whole) - len(inner), width // 2)),)
        lines += indented(wrapped(line(inner), width - columns(start)), start)
    return [*lines, *further(text, "lines", _RAW)]


_KINDS: Mapping[type, Callable[[Any, int], Lines]] = {
    Table: _table,
    List: _list,
    Label: lambda slide, width: fields(slide.fields, width),
    Image: _image,
    Text: lambda slide, width: written_text(slide.text, width),
    Chart: chart,
    Graph: graph,
}
