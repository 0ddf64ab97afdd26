"""The steps of an open table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, overload

from ..reading.place import Place
from ..reading.rows import read_row, read_rows, row_given
from ..reading.text import printable
from ..slides.table import (
    Table,
    check_sticky,
    check_width,
    fits,
    read_sticky,
    read_width,
    sticks,
    whole_numbers,
)
from .draft import add_entries, set_fields
from .slides import SlideSteps

if TYPE_CHECKING:
    from ..reading.rows import Row
    from ..reading.text import Value


class TableSteps(SlideSteps[Table]):
    """The steps of an open table."""

    __slots__ = ()

    @overload
    def row(self, cells: Row, /) -> Self: ...
    @overload
    def row(self, /, *cells: Value) -> Self: ...
    @overload
    def row(self, /, **named: Value) -> Self: ...
    def row(self, /, *cells: object, **named: object) -> Self:
        """Add a row: its cells in the order of the headers, or one sequence, one mapping, or keywords.

        A row that has names, such as a named tuple, one of `sqlite3` or of pandas, goes by these like a mapping.

        Raises:
            ConstraintError: the cells are not exactly the headers', or one cannot become a string.

        >>> from cardkit import Message
        >>> table = Message("Hosts").table(["Host", "State"]).row("web-1", "up")
        >>> table.row({"State": "down", "Host": "web-2"}).row(Host="web-3", State=None).slides[0].rows
        (('web-1', 'up'), ('web-2', 'down'), ('web-3', ''))
        """
        headers = self._context.open.headers
        if named or len(cells) != len(headers) or not printable(cells):
            place = Place("a row")
            given = row_given(cells, named, place)
            cells = () if place.issues else read_row(headers, given, place)
            if place.issues:
                self._refuse(place, f"/data/rows/{self._count()}")
        return self._step(add_entries, (cells,))

    def rows(self, rows: Iterable[Row]) -> Self:
        """Add many rows, each a sequence or a mapping. Where one is wrong, none is added.

        >>> from cardkit import Message
        >>> Message("Hosts").table(["Host"]).rows([["web-1"], {"Host": "web-2"}]).slides[0].rows
        (('web-1',), ('web-2',))
        """
        headers = self._open.headers
        return self._extend(lambda given, place, before: read_rows(headers, given, place, before), rows)

    def width(self, *percents: int) -> Self:
        """Set the widths of the columns in percent: whole numbers from 1 to 100, one per header, together 100.

        Raises:
            ConstraintError: they are not; the limit is the reference's.
        """
        headers, limits = self._open.headers, self._context.limits
        if not (whole_numbers(percents) and fits(percents, headers, limits)):
            place = Place("the table")
            percents = read_width(percents, place)
            if not place.issues:
                check_width(percents, headers, place, limits)
            self._refuse(place)
        return self._step(set_fields, {"width": percents})

    def sticky(self, rows: int | None = None, columns: int | None = None) -> Self:
        """Let the first `rows` and `columns`, 0 to 2 each, stay while the rest scrolls; None is not written.

        Raises:
            ConstraintError: a number is out of range; the limit is the reference's.
        """
        limits = self._context.limits
        if not sticks(rows, columns, limits):
            place = Place("the table")
            rows, columns = sticky = read_sticky(rows, columns, place)
            check_sticky(sticky, place, limits)
            self._refuse(place)
        return self._step(set_fields, {"sticky": (rows, columns)})
