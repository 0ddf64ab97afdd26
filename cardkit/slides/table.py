"""The table slide: headers, rows of cells, column widths, and rows and columns that stay while the rest scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Unpack, final, overload

from ..errors import Issue
from ..limits import FORMAT, REFERENCE, Api, Limits, about
from ..reading import widths
from ..reading.frozen import creator, frozen
from ..reading.guards import ORDERED
from ..reading.objects import ObjectReader, add_unused
from ..reading.options import NO_DATA, Options, options_given
from ..reading.part import optional
from ..reading.place import Place
from ..reading.rows import Cells, parse_rows, read_headers, table_of_records, usual_headers
from ..reading.scalars import parse_name, parse_whole, whole
from ..reading.tables import read_content
from ..reading.text import is_usual_title, optional_text
from .base import BuiltinSlide, Call, init_or_raise

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.formats import Formats
    from ..reading.part import Raw
    from ..reading.schemas import Schema
    from ..reading.types import Columns, Data, Headers, Records, Rows, TableOptions
    from ..reading.widths import Auto

    class TableArguments(TableOptions, total=False):
        """What `Table` takes by keyword."""

        buttons: Iterable[Button]
        unknown: Iterable[Raw]


@final
@frozen(init=False, eq=False, repr=False)
class Table(BuiltinSlide):
    """A table, made of headers and rows, or of data that names its columns.

    Data is a frame of pandas, polars, pyarrow, DuckDB or modin (these need ``pip install 'cardkit[frames]'``), a cursor
    of the DB-API, a result of SQLAlchemy, or records: mappings, named tuples, instances of attrs or data classes.

    Args:
        headers: the names of the columns, each unique; or data, whose columns or first record name them.
        rows: each row is a sequence of cells in the order of the headers, or a record with exactly the headers as
            names; or data with exactly these columns. A cell is a string or a value that `str` writes; None is empty.
        title: shown above the table.
        width: a whole percentage for each column, from 1 to 100, together 100; or ``"auto"``, from the longest cells.
        sticky_rows: how many rows stay while the table scrolls, 0 to 2.
        sticky_columns: how many columns stay, 0 to 2.
        columns: which columns of the data, in this order; a mapping also renames them.
        format: by column a format spec such as ``".1%"``, a function from a value to text, or a mapping of values; for
            the data or the rows of this call, not for those that are added later.
        missing: the text for None, NaN, NaT and pandas' NA, and for a name that a record lacks.
        index: makes the index of a pandas frame the first column, with this name; without it the index is left out.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: something is of the wrong kind, a header is empty or repeated, a row does not fit the headers,
            data has more than 100,000 rows, `columns` or `format` names a column that does not exist, or values need
            a `format`. `width`, `sticky_rows` and `sticky_columns` are checked when the table is added to a message.
        ImportError: it is a frame, and narwhals (for DuckDB also pyarrow) is not installed.

    >>> rows = [["web-1", "up"], {"Host": "web-2", "State": None}]
    >>> table = Table(["Host", "State"], rows)
    >>> table.rows
    (('web-1', 'up'), ('web-2', ''))
    >>> table.to_dict()["data"]["rows"][0]
    {'Host': 'web-1', 'State': 'up'}
    >>> hosts = [{"host": "web-1", "load": 0.41}, {"host": "web-2", "load": None}]
    >>> names = {"host": "Host", "load": "Load"}
    >>> table = Table(hosts, columns=names, format={"Load": ".0%"}, missing="?")
    >>> table.headers, table.rows
    (('Host', 'Load'), (('web-1', '41%'), ('web-2', '?')))
    """

    types: ClassVar[tuple[str, ...]] = ("table",)
    entry_field: ClassVar[str] = "rows"

    headers: tuple[str, ...]
    rows: tuple[Cells, ...] = ()
    title: str | None = None
    width: tuple[int, ...] | None = None
    sticky_rows: int | None = None
    sticky_columns: int | None = None

    @overload
    def __init__(self, headers: Headers, rows: Rows = (), **options: Unpack[TableArguments]) -> None: ...
    @overload
    def __init__(self, data: Records, /, **options: Unpack[TableArguments]) -> None: ...
    @overload
    def __init__(self, data: Data, /, **options: Unpack[TableArguments]) -> None: ...
    def __init__(
        self,
        headers: Any,
        rows: Any = NO_DATA,
        *,
        title: str | None = None,
        width: Iterable[int] | Auto | None = None,
        sticky_rows: int | None = None,
        sticky_columns: int | None = None,
        columns: Columns | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        index: str | None = None,
        buttons: Iterable[Button] = (),
        unknown: Iterable[Raw] = (),
    ) -> None:
        place, options = Place("the table"), options_given(Options, columns, format, missing, index)
        sticky = {"sticky_rows": sticky_rows, "sticky_columns": sticky_columns}
        table = read_table(place, headers, rows, title=title, width=width, options=options, **sticky)
        init_or_raise(self, table, place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Table:
        known = ("headers", "rows", "styles")
        data = reader.inner("data", "the data of the table", known, required=True, meant=table_of_records)
        headers: tuple[str, ...] = ()
        rows: tuple[Cells, ...] = ()
        if data.body or reader.body.get("data") == {}:
            headers = data.required("headers", "the list of headers", partial(read_headers, read=parse_name)) or ()
            rows = data.required("rows", "the list of rows", lambda rows, at: parse_rows(headers, rows, at)) or ()
        beside = "styles" in reader.body and "styles" not in data.body
        if "styles" in reader.body and not beside:
            message = "'styles' does nothing here: the data has styles of its own"
            add_unused(reader.body["styles"], reader.place.at("styles", "styles"), message, "'styles' in the data")
        owner = reader if beside else data
        styles = owner.inner("styles", "the styles of the table", ("width", "sticky"), normal="/data/styles")
        sticky = styles.inner("sticky", "the sticky cells", ("rows", "columns"))
        return _create(
            headers=headers,
            rows=rows,
            title=reader.optional_text("title", "the title", parse_name),
            width=styles.optional("width", "the list of widths", widths.parse_width),
            sticky_rows=sticky.optional("rows", "the number of sticky rows", parse_whole),
            sticky_columns=sticky.optional("columns", "the number of sticky columns", parse_whole),
        )

    def extended(self, entries: Sequence[Cells], settings: Mapping[str, Any]) -> Table:
        rows, width = (*self.rows, *entries), settings.get("width", self.width)
        if callable(width):
            width = width(self.headers, rows)
        sticky = settings.get("sticky", (self.sticky_rows, self.sticky_columns))
        return _create(self.headers, rows, self.title, width, *sticky)

    def _written(self, api: Api | None) -> dict[str, Any]:
        headers = self.headers
        rows = [dict(zip(headers, cells)) for cells in self.rows]  # noqa: B905  # strict=True takes half as long again
        data: dict[str, Any] = {"headers": [*headers], "rows": rows}
        styles: dict[str, Any] = {} if self.width is None else {"width": [*self.width]}
        sticky = {} if self.sticky_rows is None else {"rows": self.sticky_rows}
        if self.sticky_columns is not None:
            sticky["columns"] = self.sticky_columns
        if sticky:
            styles["sticky"] = sticky
        if styles:
            data["styles"] = styles
        if self.title is None:
            return {"type": "table", "data": data}
        return {"type": "table", "title": self.title, "data": data}

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the table")
        if self.width is not None and self.headers:
            widths.check_width(self.width, self.headers, place, limits)
        check_sticky(self.sticky_rows, self.sticky_columns, place, limits)
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        if self.rows:
            return ()
        place = Place("the table", "/data/rows")
        cells = ", ".join(['"…"'] * len(self.headers))
        hint = f".row({cells})" if len(self.headers) <= widths.MANY else ""
        place.add("no-rows", "the table has no rows", "a row", severity="warning", hint=hint)
        return place.issues

    def calls(self) -> Iterator[Call]:
        yield Call.of("table", [*self.headers], title=self.title)
        if len(self.rows) <= 3:
            yield from [Call("row", row) for row in self.rows]
        else:
            yield Call("rows", [[[*row] for row in self.rows]])
        if self.width:
            yield Call("width", self.width)
        if self.sticky_rows is not None or self.sticky_columns is not None:
            yield Call.of("sticky", rows=self.sticky_rows, columns=self.sticky_columns)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        sticky = {name: s.nullable(s.a_count(limits, f"sticky_{name}")) for name in ("rows", "columns")}
        width = s.an_array(f"One width per header, together {limits.width_sum} ({REFERENCE}).", "percent", minItems=1)
        data = {
            "headers": s.an_array("The names of the columns.", "name", minItems=1, uniqueItems=True),
            "rows": s.an_array("The rows, each with a cell for each header.", "row"),
            "styles": s.ref("tableStyles"),
        }
        stays = s.an_object("What stays while the table scrolls.", sticky)
        look = {"width": s.nullable(width), "sticky": s.nullable(stays)}
        table = s.a_slide("A table.", s.an_object("Headers, rows and styles.", data, "headers rows"))
        beside = {"properties": {"styles": s.ref("tableStyles")}}
        return {
            "table": {**table, "if": {"properties": {"data": {"required": ["styles"]}}}, "else": beside},
            "tableStyles": s.nullable(s.an_object(f"How the table looks ({REFERENCE}).", look)),
            "row": s.an_object("A row.", {}, minProperties=1, additionalProperties=s.ref("scalar")),
            "percent": s.a_count(limits, "width_most", limits.width_least),
        }


_create = creator(Table)


def usual_table(
    headers: object,
    title: object,
    limits: Limits,
    *,
    width: Any,
    sticky_rows: int | None,
    sticky_columns: int | None,
) -> Table | None:
    """The table without rows of ordinary arguments within the limits, which need no further check; else None."""
    names = usual_headers(headers)
    if names is None or not is_usual_title(title):
        return None
    if not ((sticky_rows is None and sticky_columns is None) or sticks(sticky_rows, sticky_columns, limits)):
        return None
    if width is not None:
        if type(width) not in ORDERED or not widths.fits(width, names, limits):
            return None
        width = tuple(width)
    return _create(names, (), title, width, sticky_rows, sticky_columns)


def read_table(
    place: Place,
    headers: object,
    rows: object,
    *,
    title: object,
    width: object,
    sticky_rows: object,
    sticky_columns: object,
    options: Options | None,
) -> Table:
    """The table that a caller describes; its issues are added to the place."""
    names, cells = read_content(headers, rows, place, options)
    caption = optional_text(title, place, "/title", "the title")
    percents = None if width is None else _read_width(width, names, cells, place)
    return _create(names, cells, caption, percents, *read_sticky(sticky_rows, sticky_columns, place))


def _read_width(width: object, headers: tuple[str, ...], rows: Sequence[Cells], place: Place) -> tuple[int, ...] | None:
    """The widths that a caller gives; None, so that they are not counted, where they cannot be read."""
    if widths.is_auto(width):
        return widths.fitting(headers, rows) if headers else None
    before = len(place.issues)
    percents = widths.read_width(width, headers, place)
    return None if len(place.issues) > before else percents


def read_sticky(rows: object, columns: object, place: Place) -> tuple[int | None, int | None]:
    """How many rows and columns are sticky; None if not given."""
    read, at = optional(whole), place.within("/data/styles/sticky", "the sticky cells", FORMAT)
    down = read(rows, at.within("/rows", "the number of sticky rows"))
    return down, read(columns, at.within("/columns", "the number of sticky columns"))


def sticks(rows: object, columns: object, limits: Limits) -> bool:
    """Whether both numbers are whole and in their range, or not given."""
    return (rows is None or (type(rows) is int and 0 <= rows <= limits.sticky_rows)) and (
        columns is None or (type(columns) is int and 0 <= columns <= limits.sticky_columns)
    )


def check_sticky(rows: int | None, columns: int | None, place: Place, limits: Limits) -> None:
    """Add the issues of sticky rows and columns that are out of range."""
    for name, number in (("rows", rows), ("columns", columns)):
        most: int = getattr(limits, f"sticky_{name}")
        if number is not None and not 0 <= number <= most:
            at = place.within(f"/data/styles/sticky/{name}", "the table", about(f"sticky_{name}")["source"])
            message, hint = f"a table cannot have {number} sticky {name}", f".sticky({name}={most})"
            at.add("out-of-range", message, f"0 to {most}", str(number), hint=hint)
