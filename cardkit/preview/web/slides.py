"""The slides as HTML: one function for each kind, and a plain fallback for those of strangers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from ...errors import pointer
from ...limits import CLIQ
from ...slides import Chart, Graph, Image, Label, List, Table, Text
from ..bounds import CATEGORIES, MOST, first
from ..reading import Notes, Seen, type_and_title
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


def slide(seen: Seen, notes: Notes) -> Html:
    """A slide with the findings about it."""
    draw = _KINDS.get(seen.kind) if seen.kind else None
    title, content = draw(seen, notes) if draw else _stranger(seen)
    name = None if title is None else heading(title)
    return part("div", "slide", name, content, found(notes, seen.path), data_path=seen.path)


def _table(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    headers, rows, title, width, sticky_rows, sticky_columns = seen.fields
    held = min(sticky_columns or 0, len(headers), 2)
    if width is None and held == 2:
        width = tuple([100 / len(headers)] * len(headers))
    if width is not None and (len(width) != len(headers) or min(width) <= 0):
        width = None
    table = _Grid(seen.path, notes, held, _pixels(width) if width else None, width or ())
    staying = max(0, min((sticky_rows or 0) - 1, 1, len(rows)))  # the header is the first of the rows that stay
    head = joined(
        [table.row(headers, "/data/headers", range(len(headers)), "th"), *table.body(headers, rows[:staying])]
    )
    shown = rows[staying:MOST]
    whole = part(
        "table",
        "table fixed" if width else "table",
        element("thead", {"class": "ck-stay" if sticky_rows else None}, head),
        element("tbody", None, *table.body(headers, shown, staying)),
        style=f"min-width:{table.pixels:.0f}px" if table.pixels else "",
        dir="auto",
    )
    rest = further(rows, "row", "rows")
    scroll = part("div", "scroll", whole, tabindex=0, role="group", aria_label=f"Table {title or ''}".strip())
    return title, joined([scroll, rest])


def _pixels(width: tuple[float, ...]) -> float:
    """How wide a table must at least be for its narrowest column to be read."""
    return min(_WIDEST, 100 * _NARROWEST / min(width))


class _Grid:
    """The cells of one table: how wide, which stay, and which are wrong."""

    def __init__(self, path: str, notes: Notes, held: int, pixels: float | None, width: tuple[float, ...]) -> None:
        self._path, self._notes, self._held = path, notes, held
        self._some_wrong = notes.marks(path)
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
        row, notes = self._path + path, self._notes
        return {at for at, key in enumerate(keys) if notes.names(row) or notes.marks(f"{row}/{key}")}

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


def _list(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    items, title, style = seen.fields
    style = style if style in CLIQ.list_styles else "disc"
    tag = "ul" if style in _UNORDERED else "ol"
    marker = f"list-style-type:{style}"
    lines = [
        part("li", "item wrong" if notes.marks(f"{seen.path}/data/{at}") else "item", phrase(item), dir="auto")
        for at, item in enumerate(first(items))
    ]
    return title, joined([part(tag, "list", *lines, style=marker), further(items, "item", "items")])


def _label(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    pairs, title = seen.fields
    marked = [notes.marks(f"{seen.path}/data/{at}") for at in range(len(pairs))] if notes.marks(seen.path) else []
    return title, fields(pairs, marked)


def _image(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    urls, title = seen.fields
    name = title or "Picture"
    pictures = [
        link(url, picture(url, "picture", f"{name}, {at} of {len(urls)}" if len(urls) > 1 else name))
        for at, url in enumerate(first(urls), 1)
    ]
    gallery = part("div", "gallery one" if len(urls) == 1 else "gallery", *pictures)
    return title, joined([gallery, further(urls, "picture", "pictures")])


def _chart(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    preview, segments, title = seen.fields
    drawn = chart((preview, first(segments, CATEGORIES), title))
    return title, joined([drawn, further(segments, "segment", "segments", CATEGORIES)])


def _graph(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    preview, categories, title, *axes = seen.fields
    drawn = graph((preview, first(categories, CATEGORIES), title, *axes))
    return title, joined([drawn, further(categories, "category", "categories", CATEGORIES)])


def _text(seen: Seen, notes: Notes) -> tuple[str | None, Html]:
    text, title = seen.fields
    return title, prose(text)


def _stranger(seen: Seen) -> tuple[str | None, Html]:
    """A slide of another kind, as its JSON."""
    kind, title = type_and_title(seen.raw)
    shown = json.dumps(seen.raw, ensure_ascii=False, indent=2)
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}…"
    name = part("div", "eyebrow", kind or "slide of no known type")
    return title, joined([name, part("div", "code", shown, dir="auto")])


_KINDS: Mapping[type, Callable[[Seen, Notes], tuple[str | None, Html]]] = {
    Table: _table,
    List: _list,
    Label: _label,
    Image: _image,
    Chart: _chart,
    Graph: _graph,
    Text: _text,
}
