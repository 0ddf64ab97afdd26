"""The headers and the rows of a table together: lists of cells, or data, whose reading is loaded only then."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from .guards import ORDERED, is_data
from .lists import Count, each
from .options import NO_DATA, Options, add_no_data
from .place import Place
from .rows import Cells, read_headers, read_row, row_entries


def read_content(
    headers: Any, rows: Any, place: Place, options: Options | None
) -> tuple[tuple[str, ...], tuple[Cells, ...]]:
    """The headers and the rows of a table, whether they were given as such or as data."""
    before = len(place.issues)
    cells: tuple[Cells, ...] | None = None
    if options is not None or type(headers) not in ORDERED or not isinstance(next(iter(headers), ""), str):
        from .data import read_data

        headers, cells = read_data(headers, place, options or Options())
        if place.blocked(before):
            return (), ()
    names, first = read_headers(headers, place.within("/data/headers", "the list of headers")), cells or ()
    if rows is not NO_DATA:
        further = () if place.blocked(before) else read_rows(names, rows, place, lambda: len(first), options)
        return names, (*first, *further)
    if len(place.issues) > before and place.issues[-1].code == "no-headers":
        place.issues[-1] = evolve(place.issues[-1], hint='columns=["Host", "State"], where data may be empty')
    elif options is not None and cells is None and len(place.issues) == before:
        given: dict[str, object] = dict(zip(("columns", "format", "missing", "index"), options, strict=True))
        add_no_data("no-rows", ".rows(…", given, place.within("/data/rows", place.what))
    return names, first


def read_rows(
    headers: tuple[str, ...], rows: Any, place: Place, before: Count = int, options: Options | None = None
) -> tuple[Cells, ...]:
    """Read many rows, or a frame; the table has `before()` already."""
    at, known, since = place.within("/data/rows", "the list of rows"), frozenset(headers), len(place.issues)
    if options is not None or is_data(rows):
        from .data import read_cells

        return at.behind(before, read_cells(headers, rows, at, options or Options()), since)
    cells = each(row_entries(rows, at), at, "a row", lambda row, one: read_row(headers, row, one, known))
    return at.behind(before, cells, since)
