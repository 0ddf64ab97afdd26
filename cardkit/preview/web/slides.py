"""The slides as HTML: one function for each kind, and a plain fallback for those of strangers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...errors import pointer
from ...limits import CLIQ
from ...slides import Chart, Graph, Image, Label, List, Table, Text
from ..bounds import CATEGORIES, MOST, first
from ..issues import IssueIndex
from ..views import SlideView, type_and_title
from .buttons import buttons
from .card import fields, found, further, heading
from .chart import chart
from .elements import Html, element, joined
from .graph import graph
from .links import link, picture
from .style import part
from .text import phrase, prose

_LONGEST = 4_000  # characters that are shown of a slide that nobody knows
_NARROWEST, _WIDEST = 64, 1_200  # pixels: of the narrowest column where it can be had, and of a table for its sake
_UNORDERED = {"disc", "circle", "square"}


def slide(view: SlideView, issues: IssueIndex) -> Html:
    """A slide with the findings about it."""
    draw = _KINDS.get(type(view.slide))
    title, content = draw(view.slide, view.path, issues) if draw else _stranger(view)
    name = None if title is None else heading(title)
    return part("div", "slide", name, content, _pressed(view), found(issues, view.path))


def _pressed(view: SlideView) -> Html | None:
    return buttons(view.buttons, "below") if view.buttons else None


def _table(slide: Table, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    headers, rows, width = slide.headers, slide.rows, slide.width
    held = min(slide.sticky_columns or 0, len(headers), 2)
    if width is None and held == 2:
        width = tuple([100 / len(headers)] * len(headers))
    if width is not None and (len(width) != len(headers) or min(width) <= 0):
        width = None
    table = _Grid(path, issues, held, _pixels(width) if width else None, width or ())
    staying = max(0, min((slide.sticky_rows or 0) - 1, 1, len(rows)))  # the header is the first of the rows that stay
    head = joined(
        [table.row(headers, "/data/headers", range(len(headers)), "th"), *table.body(headers, rows[:staying])]
    )
    shown = rows[staying:MOST]
    whole = part(
        "table",
        "table fixed" if width else "table",
        element("thead", {"class": "ck-stay" if slide.sticky_rows else None}, head),
        element("tbody", None, *table.body(headers, shown, staying)),
        style=f"min-width:{table.pixels:.0f}px" if table.pixels else "",
        dir="auto",
    )
    rest = further(rows, "row", "rows")
    scroll = part("div", "scroll", whole, tabindex=0, role="group", aria_label=f"Table {slide.title or ''}".strip())
    return slide.title, joined([scroll, rest])


def _pixels(width: tuple[float, ...]) -> float:
    """How wide a table must at least be for its narrowest column to be read."""
    return min(_WIDEST, 100 * _NARROWEST / min(width))


class _Grid:
    """The cells of one table: how wide, which stay, and which are wrong."""

    def __init__(
        self, path: str, issues: IssueIndex, held: int, pixels: float | None, width: tuple[float, ...]
    ) -> None:
        self._path, self._issues, self._held = path, issues, held
        self._some_wrong = issues.marks(path)
        self.pixels, self._width = pixels, width

    def body(self, headers: tuple[str, ...], rows: Iterable[tuple[str, ...]], start: int = 0) -> list[Html]:
        """Rows of cells, counted from `start`."""
        keys = [pointer(name)[1:] for name in headers]
        return [self.row(cells, f"/data/rows/{at}", keys, "td") for at, cells in enumerate(rows, start)]

    def row(self, cells: Iterable[str], path: str, keys: Iterable[object], tag: str) -> Html:
        """One row; the path of each of its cells ends with its key."""
        wrong = self._wrong(path, keys) if self._some_wrong else ()
        shown: list[Html] = []
        for at, cell in enumerate(cells):
            names = self._names(at)
            if at in wrong:
                names = f"{names} ck-wrong".strip()
            style = self._place(at) if tag == "th" or at == 1 else ""
            scope = "col" if tag == "th" else None
            shown.append(element(tag, {"class": names or None, "style": style or None, "scope": scope}, phrase(cell)))
        return element("tr", None, *shown)

    def _wrong(self, path: str, keys: Iterable[object]) -> set[int]:
        """The places in a row of the cells that are wrong: all of them, where the row is."""
        row, issues = self._path + path, self._issues
        return {at for at, key in enumerate(keys) if issues.names(row) or issues.marks(f"{row}/{key}")}

    def _names(self, at: int) -> str:
        if at >= self._held:
            return ""
        return "ck-held ck-edge" if at == self._held - 1 else "ck-held"

    def _place(self, at: int) -> str:
        """The width of a column, and for the second that stays how far from the edge it does."""
        share = f"width:{self._width[at]:g}%" if self._width else ""
        if at == 1 and self._held == 2 and self.pixels:
            return f"{share};inset-inline-start:{self.pixels * self._width[0] / 100:.1f}px".strip(";")
        return share


def _list(slide: List, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    items = slide.items
    style = slide.style if slide.style in CLIQ.list_styles else "disc"
    tag = "ul" if style in _UNORDERED else "ol"
    marker = f"list-style-type:{style}"
    lines = [
        part("li", "item wrong" if issues.marks(f"{path}/data/{at}") else "item", phrase(item), dir="auto")
        for at, item in enumerate(first(items))
    ]
    return slide.title, joined([part(tag, "list", *lines, style=marker), further(items, "item", "items")])


def _label(slide: Label, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    pairs = slide.fields
    marked = [issues.marks(f"{path}/data/{at}") for at in range(len(pairs))] if issues.marks(path) else []
    return slide.title, fields(pairs, marked)


def _image(slide: Image, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    urls = slide.urls
    name = slide.title or "Picture"
    pictures = [
        link(url, picture(url, "picture", f"{name}, {at} of {len(urls)}" if len(urls) > 1 else name))
        for at, url in enumerate(first(urls), 1)
    ]
    gallery = part("div", "gallery one" if len(urls) == 1 else "gallery", *pictures)
    return slide.title, joined([gallery, further(urls, "picture", "pictures")])


def _chart(slide: Chart, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    return slide.title, joined([chart(slide), further(slide.segments, "segment", "segments", CATEGORIES)])


def _graph(slide: Graph, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    return slide.title, joined([graph(slide), further(slide.categories, "category", "categories", CATEGORIES)])


def _text(slide: Text, path: str, issues: IssueIndex) -> tuple[str | None, Html]:
    return slide.title, prose(slide.text)


def _stranger(view: SlideView) -> tuple[str | None, Html]:
    """A slide of another kind, as its JSON."""
    kind, title = type_and_title(view.raw)
    shown = json.dumps(view.raw, ensure_ascii=False, indent=2)
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}…"
    name = part("div", "eyebrow", kind or "slide of no known type")
    return title, joined([name, part("div", "code", shown, dir="auto")])


_KINDS: Mapping[type, Callable[[Any, str, IssueIndex], tuple[str | None, Html]]] = {
    Table: _table,
    List: _list,
    Label: _label,
    Image: _image,
    Chart: _chart,
    Graph: _graph,
    Text: _text,
}
