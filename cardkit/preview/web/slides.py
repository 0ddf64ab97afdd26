"""The slides as HTML: one function for each kind, and a plain fallback for what nobody knows; and drawings alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import ConfigurationError
from ...errors.wording import cut, shown
from ...limits import CLIQ
from ...slides import Chart, Graph, Image, Label, List, Table, Text
from ..issues import IssueIndex
from ..numbers import marker
from ..points import points_of
from ..views import CATEGORIES, SlideView, first
from .buttons import buttons
from .card import fields, further, heading, notes_about
from .chart import chart
from .elements import Html, joined, link, part, picture
from .graph import graph
from .measure import measured
from .style import read_theme
from .table import table
from .text import direction, phrase, prose

_LONGEST = 4_000  # characters that are shown of a slide that nobody knows
_SIZE, _GAP, _ROOM = 14, 10, 24  # pixels: of the text of markers, beside it, and what a list leaves for both
_UNORDERED = {"disc", "circle", "square"}


def slide(view: SlideView, issues: IssueIndex, level: int) -> Html:
    """A slide with the findings about it; `level` is that of its title among the headings of a page."""
    draw = _KINDS.get(type(view.slide))
    content = draw(view.slide, view.path, issues) if draw else _of_other_kind(view)
    name = None if view.title is None else heading(view.title, level)
    below = buttons(view.buttons, "within", f"{view.path}/buttons")
    return part("div", "slide", name, content, below, notes_about(issues, view.path), data_path=view.path)


def svg(slide: object, theme: str) -> str:
    """A chart or a graph as a document of SVG, with its own ground and colours.

    Raises:
        ConfigurationError: the slide is no chart and no graph, or there is no such theme.
    """
    read_theme(theme)
    if isinstance(slide, Chart):
        return chart(slide, len(slide.segments)).svg(theme)
    if isinstance(slide, Graph):
        return graph(slide, points_of(slide.categories, whole=True)).svg(theme)
    message = f"only a Chart or a Graph is drawn as SVG, not {shown(slide)}"
    raise ConfigurationError(f"{message}; preview.html shows a message with any slide")


def _list(slide: List, path: str, issues: IssueIndex) -> Html:
    """A list; the first letter that has a direction gives it to all markers, and each item keeps its own."""
    items = first(slide.items)
    style = slide.style if slide.style in CLIQ.list_styles else "disc"
    turned = direction(items)
    marked = _marked(path, len(items), issues)
    lines = [
        part("li", "item wrong" if wrong else "item", phrase(item, alone=turned is not None))
        for item, wrong in zip(items, marked, strict=True)
    ]
    whole = part("ul" if style in _UNORDERED else "ol", "list", *lines, style=_markers(style, len(items)), dir=turned)
    return joined([whole, further(slide.items, "items")])


def _markers(style: str, count: int) -> str:
    """The style of the markers of a list, with room for the widest of the numbers."""
    numbers = () if style in _UNORDERED else range(1, count + 1)
    room = max([measured(marker(style, at), _SIZE) for at in numbers], default=0) + _GAP
    return f"list-style-type:{style}" + (f";padding-inline-start:{room:.0f}px" if room > _ROOM else "")


def _marked(path: str, count: int, issues: IssueIndex) -> list[bool]:
    """Which of the entries of a slide are wrong."""
    if not issues.has_within(path):
        return [False] * count
    return [issues.has_within(f"{path}/data/{at}") for at in range(count)]


def _image(slide: Image, path: str, issues: IssueIndex) -> Html:
    """Pictures two beside one another; one alone keeps its shape, and of an odd number the first is wide."""
    urls = slide.urls
    name, count = slide.title or "Picture", len(first(urls))
    size = "picture alone" if count == 1 else "picture"
    names = [f"{name}, {at} of {len(urls)}" if len(urls) > 1 else name for at in range(1, count + 1)]
    pictures = [
        part("div", "tile", link(url, picture(url, size, name))) for url, name in zip(first(urls), names, strict=True)
    ]
    look = "gallery one" if count == 1 else "gallery odd" if count % 2 else "gallery"
    return joined([part("div", look, *pictures), further(urls, "pictures")])


def _chart(slide: Chart, path: str, issues: IssueIndex) -> Html:
    return joined([chart(slide).html(), further(slide.segments, "segments", CATEGORIES)])


def _graph(slide: Graph, path: str, issues: IssueIndex) -> Html:
    points = points_of(slide.categories)
    more = [further(range(points.total), "labels"), further(slide.categories, "categories", CATEGORIES)]
    return joined([graph(slide, points).html(), *more])


def _of_other_kind(view: SlideView) -> Html:
    """A slide of another kind, as its JSON."""
    name = part("div", "eyebrow", view.kind or "slide of no known type")
    return joined([name, part("div", "code", cut(view.json(), _LONGEST), dir="auto")])


_KINDS: Mapping[type, Callable[[Any, str, IssueIndex], Html]] = {
    Table: table,
    List: _list,
    Label: lambda slide, path, issues: fields(slide.fields, _marked(path, len(slide.fields), issues)),
    Image: _image,
    Chart: _chart,
    Graph: _graph,
    Text: lambda slide, path, issues: prose(slide.text),
}
