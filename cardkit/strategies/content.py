"""What messages hold: small values that are right up to their limits, and every kind of slide."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..chain.message import Message
from ..errors import ConfigurationError, choices, shown
from ..limits import CLIQ, Limits
from ..slides import Chart, Graph, Image, Label, List, RawSlide, Slide, Table, Text

T = TypeVar("T")

_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\t\n\r")
_STARTS = ("https://example.com/", "HTTPS://bücher.example:444/?q=")
WORDS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)


def slides(kinds: Iterable[str] | None = None, *, limits: Limits = CLIQ) -> SearchStrategy[Slide]:
    """Slides that a message takes.

    Args:
        kinds: their types on the wire, such as ``["table", "list"]``; ``"raw"`` is a slide of a kind that no source
            names. None draws from all.
        limits: other limits than the service's; texts and lists reach up to them.

    Raises:
        ConfigurationError: there is no such kind.
    """
    return st.one_of([_slides(kind, limits) for kind in known(kinds, KINDS, "kinds of slide", "kinds")])


def known(chosen: Iterable[str] | None, table: Mapping[str, Any], what: str, name: str) -> Sequence[str]:
    """The entries of a table that were asked for, or all."""
    taken = [*table] if chosen is None else [chosen] if isinstance(chosen, str) else [*chosen]
    unknown = [entry for entry in taken if entry not in table]
    if unknown or not taken:
        got = shown(unknown or chosen)
        raise ConfigurationError(f"{name}={got}: the {what} are {choices(table)}")
    return taken


def text(most: int = 40, least: int = 1) -> SearchStrategy[str]:
    """Text of `least` to `most` characters, often of exactly `most`."""
    short = st.text(_CHARACTERS, min_size=least, max_size=min(most, 8))
    return short | st.text(_CHARACTERS, min_size=1, max_size=4).map(lambda part: (part * most)[:most])


def maybe(values: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Nothing, or one of the values."""
    return st.none() | values


def some(entries: SearchStrategy[T], most: int = 6, least: int = 1) -> SearchStrategy[Sequence[T]]:
    """A few entries, or as many as there may be."""
    few = st.lists(entries, min_size=least, max_size=max(least, min(most, 3)))
    return few | few.map(lambda entries: (entries * most)[:most])


def urls(most: int = 300, starts: Sequence[str] = _STARTS) -> SearchStrategy[str]:
    """Addresses of up to `most` characters, often of exactly as many."""
    fitting = [start for start in starts if len(start) < most]
    short = st.tuples(st.sampled_from(fitting), WORDS).map(lambda parts: "".join(parts)[:most])
    return short | short.map(lambda url: url.ljust(most, "x"))


TITLES = maybe(text())
FREE = text(least=0)
EMAILS = WORDS.map(lambda name: f"{name}@example.com")
_FINITE = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = _FINITE | st.decimals(-(10**6), 10**6, places=2)
VALUES = FREE | st.none() | st.booleans() | NUMBERS | st.dates() | st.times() | st.uuids()
WEB = ("https://example.com/", "http://localhost:8080/", "tel:+", "sms:", "sip:ana@")
APPS = ("https://example.com/", "example-app://open/", "intent:")
JSON = st.recursive(
    st.none() | st.booleans() | _FINITE | FREE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FREE, inner, max_size=3),
    max_leaves=4,
)


@st.composite
def _tables(draw: DrawFn, limits: Limits) -> Table:
    headers = draw(st.lists(text(12), min_size=1, max_size=4, unique=True))
    return Table(
        headers,
        draw(some(st.tuples(*[VALUES] * len(headers)), least=0)),
        title=draw(TITLES),
        width=draw(maybe(_widths(len(headers), limits))),
        sticky_rows=draw(maybe(st.integers(0, limits.sticky_rows))),
        sticky_columns=draw(maybe(st.integers(0, limits.sticky_columns))),
    )


def _widths(count: int, limits: Limits) -> SearchStrategy[Sequence[int]]:
    """As many widths as there are columns, together the sum that they must have."""
    spare = limits.width_sum - count * limits.width_least
    cuts = st.lists(st.integers(0, spare), min_size=count - 1, max_size=count - 1).map(sorted)
    return cuts.map(lambda at: [limits.width_least + b - a for a, b in zip([0, *at], [*at, spare], strict=True)])


def _charts(limits: Limits) -> SearchStrategy[Slide]:
    segments = some(st.tuples(text(limits.chart_label), NUMBERS), limits.chart_segments)
    return st.builds(Chart, maybe(st.sampled_from(limits.chart_previews)), segments, title=TITLES)


def _graphs(limits: Limits) -> SearchStrategy[Slide]:
    points = some(st.tuples(text(limits.graph_label), NUMBERS), limits.graph_values)
    categories = some(st.tuples(text(limits.graph_category), points), limits.graph_categories)
    axis, preview = maybe(text(limits.graph_axis)), maybe(st.sampled_from(limits.graph_previews))
    return st.builds(Graph, preview, categories, title=TITLES, x_axis=axis, y_axis=axis)


def _lists(limits: Limits) -> SearchStrategy[Slide]:
    styles = st.sampled_from(limits.list_styles) | st.sampled_from(limits.list_styles_shown)
    return st.builds(List, some(VALUES), title=TITLES, style=maybe(styles))


KINDS: Mapping[str, Callable[[Limits], SearchStrategy[Any]]] = {
    "table": _tables,
    "list": _lists,
    "label": lambda _: st.builds(Label, some(st.tuples(text(), VALUES)), title=TITLES),
    "image": lambda _: st.builds(Image, some(urls(starts=WEB[:2])), title=TITLES),
    "percentage_chart": _charts,
    "graph": _graphs,
    "text": lambda limits: st.builds(Text, text(limits.text_slide_advised), title=TITLES),
    "raw": lambda _: JSON.map(lambda data: RawSlide({"type": "carousel", "data": data})),
}


@cache
def _slides(kind: str, limits: Limits) -> SearchStrategy[Any]:
    return KINDS[kind](limits)


def opened(message: Message, slide: Slide) -> Message:
    """The message with the slide as its opener and its steps write it."""
    open = _OPENERS.get(type(slide))
    return message.slide(slide) if open is None else open(message, slide)


def _open_table(message: Message, slide: Table) -> Message:
    table = message.table(slide.headers, title=slide.title).rows(slide.rows)
    return (table.width(*slide.width) if slide.width else table).sticky(slide.sticky_rows, slide.sticky_columns)


def _open_graph(message: Message, slide: Any) -> Message:
    graph = message.graph(slide.preview, title=slide.title, x_axis=slide.x_axis, y_axis=slide.y_axis)
    return graph.each(slide.categories, lambda graph, category: graph.category(*category))


_OPENERS: Mapping[type, Callable[[Message, Any], Message]] = {
    Table: _open_table,
    List: lambda message, slide: message.list(title=slide.title, style=slide.style).items(slide.items),
    Label: lambda message, slide: message.label(title=slide.title).fields(slide.fields),
    Image: lambda message, slide: message.image(title=slide.title).each(slide.urls, lambda image, url: image.url(url)),
    Chart: lambda message, slide: message.chart(slide.preview, title=slide.title).segments(slide.segments),
    Graph: _open_graph,
    Text: lambda message, slide: message.text_slide(slide.text, title=slide.title),
}
