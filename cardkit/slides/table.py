"""The table slide: headers, rows of cells, column widths, and rows and columns that stay while the rest scrolls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Self, overload

from attrs import frozen

from .. import checks, values, wire
from ..checks import Found, shown
from ..errors import Issue, pointer
from ..limits import CARDKIT, FORMAT, REFERENCE, Api, Limits, about
from ..steps import Steps
from .base import BuiltinSlide, Fields, member, quoted

if TYPE_CHECKING:
    from ..values import Value

Cells = tuple[str, ...]

_MANY = 30  # headers that an error still lists
_DATA = ("headers", "rows", "styles")


@frozen(init=False, repr=False)
class Table(BuiltinSlide):
    """A table.

    Args:
        headers: the names of the columns, each once.
        rows: each row a sequence of cells in the order of the headers, or a mapping with exactly the headers as keys.
            A cell is a string or a value that `str` writes; None is an empty cell.
        title: shown above the table.
        width: a whole percentage for each column, 1 to 100, together 100.
        sticky_rows: how many rows stay while the table scrolls, 0 to 2.
        sticky_columns: how many columns stay, 0 to 2.

    Raises:
        ConstraintError: something is of the wrong kind, a header is empty or doubled, or a row does not fit the
            headers. The numbers of `width` and `sticky_…` are checked when the table joins a message.

    >>> table = Table(["Host", "State"], [["web-1", "up"], {"Host": "web-2", "State": None}])
    >>> table.rows
    (('web-1', 'up'), ('web-2', ''))
    >>> table.to_dict()["data"]["rows"][0]
    {'Host': 'web-1', 'State': 'up'}
    """

    kind: ClassVar[str] = "table"
    entries: ClassVar[str] = "rows"
    place: ClassVar[int] = 1

    headers: tuple[str, ...]
    rows: tuple[Cells, ...]
    title: str | None
    width: tuple[int, ...] | None
    sticky_rows: int | None
    sticky_columns: int | None

    def __init__(
        self,
        headers: Iterable[str],
        rows: Iterable[Mapping[str, Value] | Sequence[Value]] = (),
        *,
        title: str | None = None,
        width: Iterable[int] | None = None,
        sticky_rows: int | None = None,
        sticky_columns: int | None = None,
    ) -> None:
        found: Found = []
        checks.settle(self, read_table(headers, rows, title, width, sticky_rows, sticky_columns, found), found)

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        headers, rows, title, width, *sticky = fields
        return headers, (*rows, *added), title, settings.get("width", width), *settings.get("sticky", sticky)

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        headers, rows, title, width, sticky_rows, sticky_columns = fields
        names = [*map(quoted, headers)]
        keys = ":%s,".join(names if "%" not in "".join(names) else [name.replace("%", "%%") for name in names])
        cells = ",".join([f"{{{keys}:%s}}"] * len(rows)) % tuple(map(quoted, chain.from_iterable(rows)))
        styles = "" if width is None else f',"width":[{",".join(map(str, width))}]'
        sticky = "" if sticky_rows is None else f',"rows":{sticky_rows}'
        if sticky_columns is not None:
            sticky += f',"columns":{sticky_columns}'
        if sticky:
            styles += f',"sticky":{{{sticky[1:]}}}'
        styles = f',"styles":{{{styles[1:]}}}' if styles else ""
        data = f'"headers":[{",".join(names)}],"rows":[{cells}]{styles}'
        return f'{{"type":"table"{member("title", title)},"data":{{{data}}}}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        data = wire.needed(slide, "data", "", found, "the data of the table")
        content = {} if data is wire.MISSING else wire.an_object(data, "/data", found, "the data of the table", _DATA)
        there = isinstance(data, Mapping)
        headers = _parse_headers(content, found) if there else ()
        rows = _parse_rows(headers, content, found) if there else ()
        beside = "styles" in slide and "styles" not in content
        wrong: Found = []
        look = _parse_styles(slide["styles"] if beside else content.get("styles", {}), headers, wrong, limits)
        found += wire.moved(wrong, "/data/styles", "/styles") if beside else wrong
        return headers, rows, wire.optional_text(slide, "title", "", found, "the title"), *look

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        if fields[1]:
            return []
        return [
            Issue("/data/rows", "no-rows", "the table has no rows", "a row", "", REFERENCE, "warning", hint=".row(…)")
        ]


class TableSteps(Steps[tuple[str, ...]]):
    """The steps of an open table."""

    __slots__ = ()

    @overload
    def row(self, cells: Mapping[str, Value] | Sequence[Value], /) -> Self: ...
    @overload
    def row(self, /, *cells: Value) -> Self: ...
    @overload
    def row(self, /, **named: Value) -> Self: ...
    def row(self, /, *cells: object, **named: object) -> Self:
        """Add a row: its cells in the order of the headers, or one sequence, one mapping, or keywords.

        Raises:
            ConstraintError: the cells are not exactly the headers', or one cannot become a string.

        >>> from cardkit import Message
        >>> table = Message("Hosts").table(["Host", "State"]).row("web-1", "up")
        >>> table.row({"State": "down", "Host": "web-2"}).row(Host="web-3", State=None).slides[0].rows
        (('web-1', 'up'), ('web-2', 'down'), ('web-3', ''))
        """
        headers = self._state[1]
        if named or len(cells) != len(headers) or not checks.plain(cells):
            found: Found = []
            given = _given(cells, named, found)
            cells = () if found else read_row(headers, given, found)
            if found:
                self._refuse(found, f"/data/rows/{self._count()}")
        return self._step("add", cells)

    def rows(self, rows: Iterable[Mapping[str, Value] | Sequence[Value]]) -> Self:
        """Add many rows, each a sequence or a mapping. Where one is wrong, none is added.

        >>> from cardkit import Message
        >>> Message("Hosts").table(["Host"]).rows([["web-1"], {"Host": "web-2"}]).slides[0].rows
        (('web-1',), ('web-2',))
        """
        headers = self._state[1]
        return self._extend(lambda rows, found, before: read_rows(headers, rows, found, before), rows)

    def width(self, *percents: int) -> Self:
        """Set the widths of the columns in percent: whole numbers from 1 to 100, one per header, together 100.

        Raises:
            ConstraintError: they are not; the limit is the reference's.
        """
        limits, headers = self._state
        if not _fits(percents, headers, limits):
            found: Found = []
            percents = read_width(percents, headers, found, limits)
            if found:
                self._refuse(found)
        return self._step("set", {"width": percents})

    def sticky(self, rows: int | None = None, columns: int | None = None) -> Self:
        """Let the first `rows` and `columns`, 0 to 2 each, stay while the rest scrolls; None is not written.

        Raises:
            ConstraintError: a number is out of range; the limit is the reference's.
        """
        found: Found = []
        numbers = read_sticky(rows, columns, found, self._state[0])
        if found:
            self._refuse(found)
        return self._step("set", {"sticky": numbers})


def _given(cells: tuple[object, ...], named: Mapping[str, object], found: Found) -> object:
    """What one call of `.row` was given: its cells, its keywords, or the one sequence or mapping that holds them."""
    if named:
        if cells:
            message = "the row has cells both by place and by name"
            found.append(Issue("", "mixed-cells", message, "one of the two", shown(cells), CARDKIT))
        return named
    if len(cells) == 1 and isinstance(cells[0], Iterable) and not isinstance(cells[0], (str, bytes, bytearray)):
        return cells[0]
    return cells


def read_table(
    headers: object,
    rows: object,
    title: object,
    width: object,
    sticky_rows: object,
    sticky_columns: object,
    found: Found,
    limits: Limits | None = None,
) -> Fields:
    """The fields of a table; with `limits` the numbers are checked too."""
    names = read_headers(headers, found)
    return (
        names,
        () if found else read_rows(names, rows, found),
        checks.optional_text(title, "/title", found, "the title"),
        None if width is None else read_width(width, names, found, limits),
        *read_sticky(sticky_rows, sticky_columns, found, limits),
    )


def read_headers(headers: object, found: Found) -> tuple[str, ...]:
    """The headers: at least one, none empty, none twice."""
    taken = checks.entries(headers, "/data/headers", found, "the list of headers", '["Name", "Team"]')
    if not taken and not found:
        found.append(
            Issue("/data/headers", "no-headers", "the table has no headers", "at least one", "none", REFERENCE)
        )
    plain = checks.plain(taken) and "" not in taken
    names = taken if plain else checks.each(taken, "/data/headers", found, _read_header)
    if len(set(names)) != len(names) and not found:
        found += [_twice(name, place) for place, name in enumerate(names) if name in names[:place]]
    return names


def _read_header(header: object, found: Found) -> str:
    return checks.text(header, "", found, "a header")


def _twice(name: str, place: int) -> Issue:
    message = f"the header {name!r} stands there twice, but a row names its cells by header"
    hint = repr(f"{name} {place + 1}")
    return Issue(
        f"/data/headers/{place}", "duplicate-header", message, "each header once", repr(name), REFERENCE, hint=hint
    )


def read_rows(
    headers: tuple[str, ...], rows: object, found: Found, before: Callable[[], int] = int
) -> tuple[Cells, ...]:
    """Many rows, behind as many as `before` tells."""
    if type(rows) is tuple and not rows:
        return ()
    taken = checks.entries(rows, "/data/rows", found, "the list of rows", _EXAMPLE)
    return checks.each(taken, "/data/rows", found, lambda row, wrong: read_row(headers, row, wrong), before)


def read_row(headers: tuple[str, ...], row: object, found: Found) -> Cells:
    """One row, a sequence or a mapping, as strings in the order of the headers; faults are told relative to it."""
    if isinstance(row, tuple) and len(row) == len(headers) and checks.plain(row):
        return tuple(row)
    if isinstance(row, Mapping):
        cells = _in_order(headers, row, found)
    else:
        cells = checks.entries(row, "", found, "a row", _EXAMPLE)
        if len(cells) != len(headers) and not found:
            found.append(_misfit(headers, cells))
    if found:
        return ()
    return tuple(
        [values.value(cell, pointer(name), found, "the cell") for name, cell in zip(headers, cells, strict=True)]
    )


def _parse_headers(data: Mapping[str, Any], found: Found) -> tuple[str, ...]:
    headers = wire.needed(data, "headers", "/data", found, "the list of headers")
    return () if headers is wire.MISSING else read_headers(headers, found)


def _parse_rows(headers: tuple[str, ...], data: Mapping[str, Any], found: Found) -> tuple[Cells, ...]:
    rows = wire.needed(data, "rows", "/data", found, "the list of rows")
    taken = () if rows is wire.MISSING else wire.an_array(rows, "/data/rows", found, "the list of rows")
    return checks.each(tuple(taken), "/data/rows", found, lambda row, wrong: _parse_row(headers, row, wrong))


def _parse_row(headers: tuple[str, ...], row: object, found: Found) -> Cells:
    if not isinstance(row, Mapping):
        found.append(checks.wrong_type(row, "", "a row", "an object with a cell for each header"))
        return ()
    if headers:
        _in_order(headers, row, found)
    return tuple(
        [
            checks.text(row[name], pointer(name), found, "the cell", empty=True) if name in row else ""
            for name in headers
        ]
    )


def _parse_styles(
    styles: object, headers: tuple[str, ...], found: Found, limits: Limits
) -> tuple[tuple[int, ...] | None, int | None, int | None]:
    path = "/data/styles"
    look = wire.an_object(styles, path, found, "the styles of the table", ("width", "sticky"))
    sticky = wire.an_object(look.get("sticky", {}), f"{path}/sticky", found, "the sticky cells", ("rows", "columns"))
    width = None
    if "width" in look and isinstance(look["width"], list):
        width = read_width(look["width"], headers, found, limits)
    elif "width" in look:
        wire.an_array(look["width"], f"{path}/width", found, "the list of widths")
    rows, columns = [
        _read_number(sticky[name], name, found, limits) if name in sticky else None for name in ("rows", "columns")
    ]
    return width, rows, columns


def _in_order(headers: tuple[str, ...], row: Mapping[object, object], found: Found) -> tuple[object, ...]:
    expected = f"exactly the headers: {_listed(headers)}"
    known = set(headers)
    for at, key in enumerate([key for key in row if key not in known]):
        message = f"the row has a cell for {key!r}, which is no header"
        hint = checks.suggestion(key, headers) if at < wire.SUGGESTED and len(headers) < _MANY else ""
        found.append(Issue(pointer(str(key)), "unknown-header", message, expected, shown(key), REFERENCE, hint=hint))
    missing = [name for name in headers if name not in row]
    if missing:
        message = f"the row has no cell for {_listed([*map(repr, missing)])}"
        found.append(
            Issue("", "missing-cell", message, expected, shown(list(row)), REFERENCE, hint="None for an empty cell")
        )
    return tuple([row.get(name) for name in headers])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= _MANY else f"{', '.join(names[:_MANY])}, … ({len(names):,})"


def _misfit(headers: tuple[str, ...], cells: tuple[object, ...]) -> Issue:
    message = f"the row has {checks.counted(len(cells), 'cell')}, the table {checks.counted(len(headers), 'header')}"
    expected = f"one cell for each header: {_listed(headers)}"
    return Issue("", "row-length", message, expected, shown(cells), REFERENCE, hint="None for an empty cell")


def read_width(percents: object, headers: tuple[str, ...], found: Found, limits: Limits | None) -> tuple[int, ...]:
    """Column widths as whole numbers: one per header, each from 1 to 100, together 100."""
    before = len(found)
    taken = checks.entries(percents, "/data/styles/width", found, "the list of widths", "[50, 30, 20]")
    if _fits(taken, headers, limits):
        return taken
    taken = checks.each(taken, "/data/styles/width", found, _read_percent)
    if limits is not None and headers and len(found) == before:
        found += _width_issues(taken, headers, limits)
    return taken


def _fits(width: tuple[Any, ...], headers: tuple[str, ...], limits: Limits | None) -> bool:
    """Whether the usual widths are right, so that none needs a second look."""
    if limits is None or len(width) != len(headers):
        return False
    least, most, total = limits.width_least, limits.width_most, 0
    for percent in width:
        if type(percent) is not int or not least <= percent <= most:
            return False
        total += percent
    return total == limits.width_sum


def _read_percent(percent: object, found: Found) -> int:
    return values.whole(percent, "", found, "a width", FORMAT)


def _width_issues(width: tuple[int, ...], headers: tuple[str, ...], limits: Limits) -> Found:
    path, got = "/data/styles/width", ", ".join(map(str, width)) or "none"
    if len(width) != len(headers):
        message = f"the table has {checks.counted(len(width), 'width')} for {checks.counted(len(headers), 'header')}"
        return [
            Issue(path, "width-count", message, "one width per header", got, REFERENCE, hint=_even(headers, limits))
        ]
    least, most = limits.width_least, limits.width_most
    expected = f"whole numbers from {least} to {most}"
    wrong = [at for at, percent in enumerate(width) if not least <= percent <= most]
    if wrong:
        return [Issue(f"{path}/{at}", "out-of-range", f"a width is {width[at]}", expected, got, FORMAT) for at in wrong]
    if sum(width) == limits.width_sum:
        return []
    message = f"the widths add up to {sum(width)}"
    expected = f"{expected} that add up to {limits.width_sum}"
    return [Issue(path, "width-sum", message, expected, got, REFERENCE, hint=_even(headers, limits))]


def _even(headers: tuple[str, ...], limits: Limits) -> str:
    share, rest = divmod(limits.width_sum, len(headers))
    return f".width({', '.join(str(share + (at < rest)) for at in range(len(headers)))})"


def read_sticky(rows: object, columns: object, found: Found, limits: Limits | None) -> tuple[int | None, int | None]:
    """How many rows and columns are sticky: 0 to 2 each, or None where it is not given."""
    return (
        None if rows is None else _read_number(rows, "rows", found, limits),
        None if columns is None else _read_number(columns, "columns", found, limits),
    )


def _read_number(number: object, name: str, found: Found, limits: Limits | None) -> int:
    if limits is not None and type(number) is int and 0 <= number <= getattr(limits, f"sticky_{name}"):
        return number
    read = values.whole(number, f"/data/styles/sticky/{name}", found, f"the number of sticky {name}", FORMAT)
    if limits is not None:
        most: int = getattr(limits, f"sticky_{name}")
        if not 0 <= read <= most:
            message, source = f"a table cannot have {read} sticky {name}", about(f"sticky_{name}")["source"]
            path, hint = f"/data/styles/sticky/{name}", f".sticky({name}={most})"
            found.append(Issue(path, "out-of-range", message, f"0 to {most}", str(read), source, hint=hint))
    return read


Table.read = read_table

_EXAMPLE = '[["web-1", "up"], ["web-2", "down"]]'
