"""The steps of an open table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from ..reading.options import Options, options_given
from ..reading.place import Place
from ..reading.rows import read_row, row_given
from ..reading.tables import read_rows
from ..reading.widths import check_width, fits, read_widths
from . import parts
from .builder import add_entry, set_fields
from .progress import Progress
from .slides import SlideMessage

if TYPE_CHECKING:
    from ..reading.formats import Formats
    from ..reading.text import Value
    from ..reading.types import Columns, Record, Rows, Series
    from ..reading.widths import Auto


_blank = object.__new__
_PERCENT = "percent"


class TableMessage(SlideMessage, opener="table"):
    """A message whose last slide is an open table; `_open` is its headers."""

    __slots__ = ()
    _open: tuple[str, ...]

    @overload
    def row(self, cells: Record | Series | Sequence[Value], /) -> Self: ...
    @overload
    def row(self, /, *cells: Value) -> Self: ...
    @overload
    def row(self, /, **named: Value) -> Self: ...
    def row(self, /, *cells: Any, **named: object) -> Self:
        """Add a row: its cells in the order of the headers, or one sequence, one mapping, or keywords.

        A row that has names, such as a named tuple, a data class, or a row of `sqlite3` or pandas, is read by these
        names, like a mapping. A cell is a string or a value that `str` writes; None is an empty cell.

        Raises:
            ConstraintError: there is not exactly one cell for each header, or one cannot become a string.

        >>> from cardkit import Message
        >>> table = Message("Hosts").table(["Host", "State"]).row("web-1", "up")
        >>> table = table.row({"State": "down", "Host": "web-2"})
        >>> table.row(Host="web-3", State=None).slides[0].rows
        (('web-1', 'up'), ('web-2', 'down'), ('web-3', ''))
        """
        headers = self._open  # `printable` and `_step` are inlined for speed: this runs once for each row
        usual = len(cells) == len(headers) and not named
        for cell in cells:
            if type(cell) is not str:
                usual = False
                break
        if not usual or not "".join(cells).isprintable():
            place = Place("a row")
            given = row_given(cells, named, place)
            cells = () if place.issues else read_row(headers, given, place)
            if place.issues:
                self._raise_errors(place.issues, lambda chain: f"{chain.open_path()}/data/rows/{chain.entry_count()}")
        new = _blank(type(self))
        new._context, new._log, new._open = self._context, (self._log, add_entry, cells), headers
        return new

    def rows(
        self,
        rows: Rows,
        *,
        columns: Columns | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        index: str | None = None,
    ) -> Self:
        """Add many rows: sequences, records, or data with exactly the headers as columns; see `Table`.

        `columns`, `format`, `missing` and `index` are those of `Table`, for these rows. If one row is wrong, none is
        added.

        >>> from cardkit import Message
        >>> Message("Hosts").table(["Host"]).rows([["web-1"], {"Host": "web-2"}]).slides[0].rows
        (('web-1',), ('web-2',))
        """
        headers, options = self._open, options_given(Options, columns, format, missing, index)
        return self._extend(partial(read_rows, headers), rows, options)

    @overload
    def width(self, auto: Auto, /) -> Self: ...
    @overload
    def width(self, *percents: int, unit: Literal["percent"] = "percent") -> Self: ...
    @overload
    def width(self, *shares: float, unit: Literal["share"]) -> Self: ...
    def width(self, *widths: Any, unit: str = _PERCENT) -> Self:
        """Set the widths of the columns.

        Args:
            widths: one for each header. In percent, whole numbers from 1 to 100 that add up to 100. With
                ``unit="share"``, any positive numbers. ``"auto"`` alone works out the widths from the longest cells,
                also of rows that follow.
            unit: ``"percent"`` or ``"share"``.

        Raises:
            ConstraintError: the widths are others. The reference states the limits.

        >>> from cardkit import Message
        >>> tickets = Message("Tickets").table(["Id", "Subject"])
        >>> tickets.row("1", "Login fails after an update").width("auto").slides[0].width
        (7, 93)
        >>> tickets.width(1, 3, unit="share").slides[0].width
        (25, 75)
        """
        headers, limits = self._open, self._context.limits
        percents: Any = widths
        if not (unit is _PERCENT and fits(percents, headers, limits)):
            place = Place("the table")
            percents = read = read_widths(widths, unit, headers, place, limits)
            if not place.issues:
                check_width(read(headers, ()) if callable(read) else read, headers, place, limits)
            self._raise_errors(place.issues, Progress.open_path)
        return self._step(set_fields, {"width": percents})

    def sticky(self, rows: int | None = None, columns: int | None = None) -> Self:
        """Keep the first rows and columns in sight while the table scrolls.

        Args:
            rows: 0 to 2; previews count from the header, so 1 keeps the header. None is not written.
            columns: 0 to 2; None is not written.

        Raises:
            ConstraintError: a number is out of range. The reference states the limits.

        >>> from cardkit import Message
        >>> Message("Hosts").table(["Host"]).row("web-1").sticky(rows=1).slides[0].sticky_rows
        1
        """
        limits = self._context.limits
        if not parts.tables.sticks(rows, columns, limits):
            place = Place("the table")
            rows, columns = parts.tables.read_sticky(rows, columns, place)
            parts.tables.check_sticky(rows, columns, place, limits)
            self._raise_errors(place.issues, Progress.open_path)
        return self._step(set_fields, {"sticky": (rows, columns)})
