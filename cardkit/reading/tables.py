"""The headers and the rows of a table together: lists of cells, or data, whose reading is loaded only then."""

from __future__ import annotations

from typing import Any

from .guards import is_cursor, is_frame, is_text
from .lists import Count, each, entries
from .options import NO_OPTIONS, Options
from .place import Place
from .rows import ORDERED, ROWS, Cells, read_headers, read_row


def read_content(
    headers: Any, rows: Any, place: Place, options: Options | None
) -> tuple[tuple[str, ...], tuple[Cells, ...]]:
    """The headers and the rows of a table, whether they were given as such or as data."""
    before = len(place.issues)
    cells: tuple[Cells, ...] = ()
    if options is not None or type(headers) not in ORDERED or not is_text(next(iter(headers), "")):
        from .data import read_data

        headers, cells = read_data(headers, place, options or NO_OPTIONS)
    names = read_headers(headers, place) if len(place.issues) == before else ()
    if len(place.issues) > before or (type(rows) is tuple and not rows):
        return names, cells
    return names, (*cells, *read_rows(names, rows, place, lambda: len(cells), options))


def read_rows(
    headers: tuple[str, ...], rows: Any, place: Place, before: Count = int, options: Options | None = None
) -> tuple[Cells, ...]:
    """Read many rows, or a frame; the table has `before()` already."""
    at, known = place.within("/data/rows", "the list of rows"), frozenset(headers)
    if options is not None or (type(rows) not in ORDERED and (is_frame(rows) or is_cursor(rows))):
        from .data import read_cells

        return read_cells(headers, rows, at, before, options or NO_OPTIONS)
    return each(entries(rows, at, ROWS), at, "a row", lambda row, one: read_row(headers, row, one, known), before)
