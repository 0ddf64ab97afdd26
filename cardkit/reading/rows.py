"""Headers and single rows of a table, from the arguments of a step and from a body."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any, TypeAlias

from ..errors.wording import as_code, counted, free, shown, suggestion
from ..limits import CARDKIT, REFERENCE
from .guards import ORDERED, is_frame, is_iterable, is_ordered
from .hints import rows_code
from .libraries import is_missing, printed
from .lists import each, entries
from .objects import object_in_array, read_array
from .place import SUGGESTED, Json, Place
from .records import by_name
from .scalars import parse_text
from .text import cell, printable, text

Cells: TypeAlias = tuple[str, ...]
"""The cells of one row, in the order of the headers."""

ROWS = '[["web-1", "up"], ["web-2", "down"]]'
"""Rows as the hint of an error shows them, where what is given makes none."""
_MANY = 30  # headers that an error still lists


# What a caller gives


def usual_headers(headers: Any) -> tuple[str, ...] | None:
    """The headers, if they are a list or tuple of printable names, none twice, and need no further check; else None."""
    if type(headers) in ORDERED and headers and printable(headers) and "" not in headers:
        return tuple(headers) if len({*headers}) == len(headers) else None
    return None


def read_headers(headers: Any, at: Place, read: Callable[[Any, Place], str] = text) -> tuple[str, ...]:
    """The headers: at least one, none empty, none twice; `at` is the place of their list."""
    if (usual := usual_headers(headers)) is not None:
        return usual
    before = len(at.issues)
    taken = entries(headers, at, '["Name", "Team"]')
    if not taken and len(at.issues) == before:
        at.add("no-headers", "the table has no headers", "at least one", "none")
    if read is text and taken and _is_row(taken[0]):
        _add_no_names(taken[0], at)
        return ()
    names = each(taken, at, "a header", read)
    if len(set(names)) != len(names) and not [1 for issue in at.issues[before:] if issue.severity == "error"]:
        _add_duplicates(names, at)
    return names


def _is_row(first: object) -> bool:
    """Whether the first of what should be headers can only be a row: a list, or an object that no text stands for."""
    return not (first is None or isinstance(first, (str, bytes)) or is_missing(first) or printed(first) is not None)


def _add_no_names(row: object, place: Place) -> None:
    if is_frame(row):
        hint = "each in a table of its own, or all in one frame, as concat of pandas and polars makes"
        place.add("wrong-type", "the rows are data frames", "one data frame", shown(row), source=CARDKIT, hint=hint)
        return
    message = f"the rows are of type {type(row).__name__}, which has no names, and there are no headers"
    expected = "headers, or rows with names: mappings, named tuples, instances of attrs or data classes"
    hint = '.table(["Host", "State"], rows), the headers first'
    place.add("wrong-type", message, expected, shown(row), source=CARDKIT, hint=hint)


def row_entries(rows: Any, place: Place) -> tuple[Any, ...]:
    """The rows of an iterable as a tuple; of anything else an issue, which shows how it becomes rows."""
    return entries(rows, place, ROWS if is_ordered(rows) else rows_code(rows) or ROWS)


def read_row(headers: tuple[str, ...], row: Any, place: Place, known: frozenset[str] | None = None) -> Cells:
    """Read one row, by place or by name, as strings in the order of the headers; `known` is the set of these."""
    if type(row) in ORDERED and len(row) == len(headers) and printable(row):
        return tuple(row)
    before = len(place.issues)
    cells = cells_of(headers, row, place, frozenset(headers) if known is None else known)
    if len(place.issues) > before or printable(cells):
        return tuple(cells)
    return tuple([cell(value, place.at(name, "the cell")) for name, value in zip(headers, cells, strict=True)])


def cells_of(headers: tuple[str, ...], row: Any, place: Place, known: frozenset[str]) -> tuple[Any, ...]:
    """The cells of one row, by place or by name, as they came; none, with an issue, if they are not the headers'."""
    before = len(place.issues)
    record = by_name(row)
    if record is not None:
        return _in_order(headers, record, place, known)
    cells = entries(row, place, ROWS)
    if len(place.issues) > before:
        return ()
    if len(cells) != len(headers):
        _add_wrong_length(headers, cells, place)
        return ()
    return cells


def row_given(cells: tuple[object, ...], named: Mapping[str, object], place: Place) -> object:
    """The row in the arguments of `.row`: cells, keywords, or one sequence or mapping."""
    if named:
        if cells:
            message = "the row has cells both by place and by name"
            hint = ".rows([…], …), which takes such options" if {*named} <= _OF_ROWS else ""
            place.add("mixed-cells", message, "one of the two", shown(cells), source=CARDKIT, hint=hint)
        return named
    is_row = len(cells) == 1 and (is_iterable(cells[0]) or by_name(cells[0]) is not None)
    return cells[0] if is_row else cells


_OF_ROWS = {"columns", "format", "missing", "index"}
"""The options that `.rows` has, and `.row` has not: keywords are its cells."""


# What a body holds


def parse_rows(headers: tuple[str, ...], rows: Json, place: Place) -> tuple[Cells, ...]:
    """The rows of a body's table; `place` is that of their list."""
    known, taken = frozenset(headers), read_array(rows, place, object_in_array())
    return each(taken, place, "a row", lambda row, one: _parse_row(headers, row, one, known))


def table_of_records(rows: Json) -> Json:
    """Rows that stand where the data of a table belongs, with the headers that all of them have; None of others."""
    first = rows[0] if isinstance(rows, list) and rows else None
    if not isinstance(rows, list) or not isinstance(first, dict) or not first:
        return None
    alike = all(isinstance(row, dict) and row.keys() == first.keys() for row in rows)
    return {"headers": [*first], "rows": rows} if alike else None


def _parse_row(headers: tuple[str, ...], row: Json, place: Place, known: frozenset[str]) -> Cells:
    """One row of a body.

    A short row of a wide table gets only the first cells, so that a small body does not grow into very many of them.
    """
    if not isinstance(row, dict):
        cells: Sequence[Json] = row if isinstance(row, list) else ()
        hint = as_code(dict(zip(headers, cells, strict=True))) if cells and len(cells) == len(headers) else ""
        place.wrong_type(row, "an object with a cell for each header", hint=hint)
        return ()
    if len(row) == len(headers):
        cells = tuple([row.get(name) for name in headers])
        if printable(cells):
            return tuple(cells)
    if headers:
        _in_order(headers, row, place, known)
    read = {name: parse_text(value, place.at(name, "the cell")) for name, value in row.items() if name in known}
    width = len(headers) if len(read) == len(headers) else max(_MANY, 2 * len(read))
    return tuple([read.get(name, "") for name in headers[:width]])


# The issues of both


def _add_duplicates(names: Sequence[str], place: Place) -> None:
    before, taken, numbers = set[str](), {*names}, dict[str, Iterator[int]]()
    for index, name in enumerate(names):
        if name in before:
            other = as_code(free(name, taken, numbers.setdefault(name, count(index + 1)), " "), "otherwise")
            message = f"the header {shown(name)} stands there twice, but a row names its cells by header"
            hint = f"call one {other}, with a cell of its own in each row"
            place.at(index, "a header").add("duplicate-header", message, "each header once", shown(name), hint=hint)
        before.add(name)


def _in_order(
    headers: tuple[str, ...], row: Mapping[Any, object], place: Place, known: frozenset[str]
) -> tuple[object, ...]:
    """The cells of a mapping in the order of the headers; none where a key is too many or one is missing."""
    odd = [key for key in row if key not in known]
    absent = len(known) - len(row) + len(odd)
    if not odd and not absent:
        return tuple([row[name] for name in headers])
    for index, key in enumerate(odd):
        message = f"the row has a cell for {shown(key)}, which is no header"
        few = index < SUGGESTED and len(headers) < _MANY
        hint = suggestion(key, headers) if few else ""
        cell_place = place.at(str(key), "the cell")
        cell_place.add("unknown-header", message, all_of(headers), shown(key), source=REFERENCE, hint=hint)
    if absent:
        first = islice((name for name in headers if name not in row), _MANY)
        message, hint = f"the row has no cell for {_listed([*map(shown, first)], absent)}", "None for an empty cell"
        place.add("missing-cell", message, all_of(headers), shown(list(row)), source=REFERENCE, hint=hint)
    return ()


def _add_wrong_length(headers: tuple[str, ...], cells: tuple[object, ...], place: Place) -> None:
    message = f"the row has {counted(len(cells), 'cell')}, the table {counted(len(headers), 'header')}"
    expected = f"one cell for each header: {_listed(headers[:_MANY], len(headers))}"
    width, few = len(headers), len(cells) < len(headers)
    otherwise = "None for an empty cell" if few else f"value[:{width}]"
    hint = as_code([*cells[:width], *[None] * (width - len(cells))], otherwise)
    place.add("row-length", message, expected, shown(cells), hint=hint)


def all_of(headers: Sequence[str]) -> str:
    """What an error says is allowed: the headers, of very many the first."""
    return f"exactly the headers: {_listed(headers[:_MANY], len(headers))}"


def _listed(names: Sequence[str], count: int) -> str:
    return ", ".join(names) if len(names) == count else f"{', '.join(names)}, … ({count:,})"
