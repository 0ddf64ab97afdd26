"""What was checked in a message, in words, with each limit beside the number that kept it."""

from __future__ import annotations

from collections.abc import Iterator

from ..limits import CLIQ
from ..payload import Payload
from ..slides import Chart, Graph, Image, Label, List, Slide, Table


def passed(payload: Payload) -> Iterator[str]:
    """One line for each check that the message has passed.

    >>> from cardkit import Message
    >>> list(passed(Message("Hello").build()))
    ['text: 5 of at most 10,000 characters']
    """
    if payload.text is not None:
        yield _within("text", len(payload.text), CLIQ.text, "characters")
    if payload.card is not None:
        if payload.card.title is not None:
            yield _within("card title", len(payload.card.title), CLIQ.card_title, "characters")
        yield f"card theme: {payload.card.theme} is one of {', '.join(CLIQ.card_themes)}"
        if payload.card.thumbnail is not None:
            yield "card thumbnail: an absolute https address"
    for slide in payload.slides:
        yield from _slide(slide)


def _slide(slide: Slide) -> Iterator[str]:
    if isinstance(slide, Table):
        yield from _table(slide)
    elif isinstance(slide, List):
        yield f"items: {len(slide.items)}, each a string without control characters"
        yield f"style: {slide.style} is one of {', '.join((*CLIQ.list_styles, *CLIQ.list_styles_shown))}"
    elif isinstance(slide, Label):
        yield f"fields: {len(slide.fields)}, each a name that is not empty and its value"
    elif isinstance(slide, Image):
        yield f"pictures: {len(slide.urls)}, each an absolute http or https address"
    elif isinstance(slide, Chart):
        yield _within("segments", len(slide.segments), CLIQ.chart_segments, "segments")
        yield _within("longest label", max(len(label) for label, _ in slide.segments), CLIQ.chart_label, "characters")
        yield f"preview: {slide.preview} is one of {', '.join(CLIQ.chart_previews)}"
    elif isinstance(slide, Graph):
        yield from _graph(slide)


def _table(table: Table) -> Iterator[str]:
    yield f"rows: {len(table.rows)}, each with exactly the {len(table.headers)} headers, no header twice"
    if table.width is not None:
        sums = " + ".join(map(str, table.width))
        yield f"widths: {sums} = {sum(table.width)}, one per header, each {CLIQ.width_least} to {CLIQ.width_most}"
    yield _within("sticky rows", table.sticky_rows or 0, CLIQ.sticky_rows, "rows")
    yield _within("sticky columns", table.sticky_columns or 0, CLIQ.sticky_columns, "columns")


def _graph(graph: Graph) -> Iterator[str]:
    yield _within("categories", len(graph.categories), CLIQ.graph_categories, "categories")
    longest = max(len(points) for _, points in graph.categories)
    yield _within("largest category", longest, CLIQ.graph_values, "values")
    labels = [label for _, points in graph.categories for label, _ in points]
    yield _within("longest label", max(map(len, labels)), CLIQ.graph_label, "characters")
    for name, axis in (("x axis", graph.x_axis), ("y axis", graph.y_axis)):
        yield _within(name, len(axis or ""), CLIQ.graph_axis, "characters")
    yield f"preview: {graph.preview} is one of {', '.join(CLIQ.graph_previews)}"


def _within(what: str, number: int, most: int, unit: str) -> str:
    return f"{what}: {number:,} of at most {most:,} {unit}"
