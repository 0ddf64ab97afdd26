"""Data for slides: frames, records and results of queries, as columns that are picked, ordered, renamed and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from attrs import evolve

from ..errors.issue import pointer
from ..errors.wording import as_code, free, shown
from ..limits import CARDKIT
from .formats import name_formats, read_forms, unknown_columns, write_values
from .frames import ColumnSource, index_of, no_index, read_frame
from .guards import MOST_ENTRIES, class_has, is_cursor, is_data, is_frame, is_iterable, is_mapping, is_ordered
from .hints import A_FRAME, makes_frames, rows_code
from .lists import bounded, each, entries
from .options import Options
from .place import Place
from .records import by_name
from .rows import Cells, all_of, cells_of, row_entries
from .text import cell, text


class Grid(NamedTuple):
    """Data as it came: the names of its columns, and for each the values."""

    names: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]


NO_GRID = Grid((), ())
_RENAMED = "df.columns = df.columns.map(str)"
_LABELLED = "value.reset_index(), or value.to_frame() without its labels"
_HINTS = {"missing-cell": "missing='n/a'", "unknown-header": "columns=[…], which picks columns of all rows"}


def read_data(given: object, place: Place, options: Options) -> tuple[object, tuple[Cells, ...] | None]:
    """The names and the rows of a table made of data; what is no data as it came, and None. `place` is the table's."""
    at = place.within("/data/rows", "the data")
    if not is_data(given):
        table = place.within("/data/headers", "the table", CARDKIT)
        if class_has(given, "to_frame") and not class_has(given, "get_loc"):  # a series; an index names columns
            hint = _LABELLED if class_has(given, "reset_index") else "value.to_frame('value')"
            table.wrong_type(given, "a data frame, or headers and rows", hint=hint)
        elif makes_frames(given):
            message = "the table is an object that makes data frames, and none itself"
            table.add("wrong-type", message, "a data frame, or headers and rows", type(given).__name__, hint=A_FRAME)
        elif code := rows_code(given):
            table.wrong_type(given, "headers and rows, not columns by name or a single record", hint=code)
        elif class_has(given, "readline"):
            message = "each line of a text file would be a header"
            table.add("wrong-type", message, "rows with names", type(given).__name__, hint="csv.DictReader(value)")
        given = bounded(given, at) if is_ordered(given) and not place.blocked() else given
        if place.blocked() or not _is_records(given, options):
            return given, None
    grid = read_grid(given, at, options)
    return grid.names, write_rows(grid, at, options)


def _is_records(given: object, options: Options) -> bool:
    """Whether these are rows with names; none at all are, if the options name their columns."""
    if not isinstance(given, tuple):
        return False
    return by_name(given[0]) is not None if given else options.columns is not None


def read_cells(headers: tuple[str, ...], given: object, place: Place, options: Options) -> tuple[Cells, ...]:
    """The rows that data or other rows add to a table with these headers, in their order."""
    grid = read_grid(given, Place("the data", place.path, place.issues), options, headers)
    if place.blocked():
        return ()
    return write_rows(_in_order(grid, headers, place, options, given), place, options)


def write_rows(grid: Grid, place: Place, options: Options) -> tuple[Cells, ...]:
    """The rows of a grid as text; none if there are issues."""
    forms = read_forms(options.format, options.missing, grid.names, place)
    if place.blocked():
        return ()
    at = Place("the cell", place.path, place.issues)

    def column(name: str, values: Sequence[Any]) -> Sequence[str]:
        return write_values(values, forms.of(name), at, lambda index: pointer(index, name), name)

    columns = [*zip(grid.names, grid.columns, strict=True)]
    written = [column(name, values) for name, values in columns]
    name_formats(forms, columns, place)
    return tuple(zip(*written, strict=True))


def read_grid(given: object, place: Place, options: Options, headers: tuple[str, ...] | None = None) -> Grid:
    """The columns of data that the options pick, in their order; of rows without names those of `headers`."""
    frame, index = is_frame(given), options.index_name
    if index is not None and not frame:
        no_index(index, place)
        return NO_GRID
    if frame or is_cursor(given):
        source = read_frame(given, place, index) if frame else _read_cursor(given, place)
        return NO_GRID if source is None or place.blocked() else _picked(source, options, place, headers)
    return _of_rows(row_entries(given, place), place, options, headers)


# Frames


def _picked(source: ColumnSource, options: Options, place: Place, headers: tuple[str, ...] | None = None) -> Grid:
    """The columns of a source that are picked, or all; the index that ``index=`` names first, unless it is picked.

    What is empty has all that are picked, or else those of `headers`, as no records at all have.
    """
    picks = read_columns(options.columns, place, options.index_name)
    before = len(place.issues)
    named = place if picks is None else place.apart()  # of what is not picked a name may be anything
    texts = {name: _name(name, named) for name in source.names}
    place.issues[before:] = [evolve(issue, hint=_RENAMED) for issue in place.issues[before:]]
    known = {**{text: name for name, text in texts.items() if text}, **{name: name for name in texts}}
    if picks is None:
        own = dict(zip(headers, headers, strict=True)) if headers and source.is_empty else texts
        picks = {} if place.blocked() else own
    if source.index_name is not None:
        known.setdefault(source.index_name, source.index_name)
    odd = [name for name in picks if name not in known and not source.is_empty]
    unknown_columns(odd, [*texts.values(), *filter(None, [source.index_name])], place)
    if place.blocked():
        return NO_GRID
    return Grid(tuple(picks.values()), tuple([() if source.is_empty else source.values(known[name]) for name in picks]))


def read_columns(columns: object, place: Place, first: object = None) -> dict[Any, str] | None:
    """The names of the data that ``columns=`` picks, and what each is called; None if it is not given.

    `first` is a name that comes before them, unless it is one of them.
    """
    if columns is None:
        return None
    at, before = place.within("", "columns="), len(place.issues)
    if is_mapping(columns):
        names, texts = [*columns], [text(header, at) for header in columns.values()]
    else:
        names = [*entries(columns, at, '["Host", "Load"]')]
        texts = [_name(name, at) for name in names]
    if place.blocked(before):
        return {}
    if first is not None and first not in names:
        names, texts = [first, *names], [str(first), *texts]
    if len({*texts}) < len(texts):
        _add_called_alike(names, texts, at)
    return dict(zip(names, texts, strict=True))


def _add_called_alike(names: Sequence[object], texts: Sequence[str], place: Place) -> None:
    """Add the issue of columns that are picked twice, or under one name."""
    twice = next(name for name, times in Counter(texts).items() if times > 1)
    alike = len({*names}) == len(names)
    message = f"two columns are called {shown(twice)}" if alike else "a column is named twice"
    hint = f"call one {free(twice, {*texts}, between=' ')!r}" if alike else ""
    place.add("duplicate-header", message, "each column once", shown([*texts]), source=CARDKIT, hint=hint)


def _name(name: object, place: Place) -> str:
    """The name of a column as a header: numbers and dates are written like cells."""
    return name if type(name) is str else cell(name, place.within("", f"the name {shown(name)} of a column"))


def _in_order(grid: Grid, headers: tuple[str, ...], place: Place, options: Options, given: object) -> Grid:
    """The columns in the order of the headers, if they are exactly these; `given` is the data that has them."""
    if grid.names == headers:
        return grid
    columns = dict(zip(grid.names, grid.columns, strict=True))
    surplus = [name for name in grid.names if name not in headers]
    absent = [name for name in headers if name not in columns]
    index = index_of(given) if options.index_name is None else None  # which columns= may pick by its name, too
    unknown = [name for name in absent if name != getattr(index, "name", None)]
    hint = "" if options.columns is not None else _picking(headers, surplus, unknown)
    for name in surplus:
        message = f"the data has the column {shown(name)}, which is no header"
        place.add("unknown-header", message, all_of(headers), shown(name), hint=hint)
    for name in absent:
        message = f"the data has no column {shown(name)}"
        place.add("missing-cell", message, all_of(headers), shown(grid.names), hint=hint)
    return NO_GRID if place.blocked() else Grid(headers, tuple([columns[name] for name in headers]))


def _picking(headers: Sequence[str], surplus: Sequence[str], absent: Sequence[str]) -> str:
    """The option that picks the headers of data with surplus columns, of which some are renamed to those absent."""
    if len(absent) > len(surplus):
        return ""
    if not absent:
        return f"columns={[*headers]}"
    old = repr(surplus[0]) if len(surplus) == 1 else '"…"'
    names = ", ".join([f"{old if name in absent else repr(name)}: {name!r}" for name in headers])
    return f"columns={{{names}}}"


# Rows


def _of_rows(rows: Sequence[Any], place: Place, options: Options, headers: tuple[str, ...] | None) -> Grid:
    """The columns of rows: by the picked names, by the headers, or by the names of the first row."""
    picks: dict[Any, str] | None = read_columns(options.columns, place)
    if picks is None:
        first = by_name(rows[0]) if rows and headers is None else None
        if first and None in first:
            _add_no_name([name for name in first if name is not None], first[None], place)
            return NO_GRID
        picks = {name: _name(name, place) for name in headers or first or ()}
    elif rows:
        _check_picked(picks, rows, place)
    if place.blocked():
        return NO_GRID
    names: tuple[Any, ...] = tuple(picks)
    known, lenient = frozenset(names), options.missing is not None

    def cells(row: Any, at: Place) -> tuple[Any, ...]:
        record = by_name(row)
        if record is not None and options.columns is not None:
            record = {name: record[name] for name in names if name in record}
        if record is not None and lenient:
            record = {**dict.fromkeys(names), **record}
        return cells_of(names, row if record is None else record, at, known)

    read = each(rows, place, "a row", cells)
    if place.blocked():
        hints = {} if headers else _HINTS
        place.issues[:] = [evolve(issue, hint=hints.get(issue.code, issue.hint)) for issue in place.issues]
        return NO_GRID
    return Grid(tuple(picks.values()), tuple(zip(*read, strict=True)) if read else tuple([() for _ in names]))


def _add_no_name(names: Sequence[object], value: object, place: Place) -> None:
    message = "the first row has a value without a name, as csv.DictReader keeps what is beyond the headers"
    hint = f"columns={as_code(names, '[…]')}"
    place.add("unknown-header", message, "a name for each value", shown(value), hint=hint)


def _check_picked(picks: Iterable[Any], rows: Sequence[Any], place: Place) -> None:
    """Add the issues of picked names that no row has."""
    known: dict[object, None] = {}
    for row in rows:
        record = by_name(row)
        if record is None:
            message, expected = "columns= picks by name, and a row has no names", "mappings or other records as rows"
            place.add("wrong-type", message, expected, shown(row), source=CARDKIT, hint="leave columns= out")
            return
        known.update(dict.fromkeys(record))
    unknown_columns([name for name in picks if name not in known], known, place)


def _read_cursor(cursor: Any, place: Place) -> ColumnSource | None:
    """The columns of a cursor or a result, whose rows are read up to one more than is allowed; None with an issue."""
    described = getattr(cursor, "description", None)
    if described is None and not hasattr(cursor, "keys"):
        message, hint = "the cursor has no result", "cursor.execute(…) with a query first"
        place.add("no-headers", message, "the result of a query", type(cursor).__name__, source=CARDKIT, hint=hint)
        return None
    names = tuple([column[0] for column in described]) if described is not None else tuple(cursor.keys())
    if len(set(names)) < len(names):
        place.duplicate_names(names, "the query")
        return None
    rows = cursor.fetchmany(MOST_ENTRIES + 1)
    if len(rows) > MOST_ENTRIES:
        place.too_much(f"more than {MOST_ENTRIES:,}", "rows", "LIMIT in the query")
        return None
    records: list[Mapping[Any, Any]] = []
    for row in rows:
        if (record := _named(row, names)) is None:
            expected = f"a row with a value for each of {', '.join(map(str, names))}"
            message, hint = f"a row of the cursor is {shown(row)}", "the cursor without a row_factory of your own"
            place.add("wrong-type", message, expected, shown(row), source=CARDKIT, hint=hint)
            return None
        records.append(record)
    columns = {name: [record[name] for record in records] for name in names}
    return ColumnSource(names, columns.__getitem__)


def _named(row: Any, names: Sequence[object]) -> Mapping[object, object] | None:
    """The values of a row of a query by name; None where it has others."""
    record = by_name(row)
    if record is None:
        cells = tuple(row) if is_iterable(row) else ()
        return dict(zip(names, cells, strict=True)) if len(cells) == len(names) else None
    return record if {*record} == {*names} else None
