"""Tables as HTML: columns that never break letter by letter, cells that stay, and a line that tells how large it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from ...errors.issue import pointer
from ...errors.wording import counted
from ..issues import IssueIndex
from ..views import MOST
from .elements import Html, Tag, element, joined, part, styled_tag
from .measure import measured
from .style import INLINE
from .text import direction, phrase

if TYPE_CHECKING:
    from ...slides import Table

_CARD = 500  # pixels that a table has in a card that is as wide as cards get
_WORD = 14  # characters that a column has room for beside one another
_PROSE, _BROAD = 24, 44  # likewise a column of long cells, and one in a table that scrolls anyway
_LONG = 60  # characters from which a cell is long
_LARGE = 10, 6  # rows and columns from which a table tells its size
_LETTER, _PADDING = 8, 22  # pixels
_SIZE = 13.4  # the height of text, such that the bold text of headers is not wider


class _Layout(NamedTuple):
    """The columns of a table: the least width of each in pixels, their shares where they are given, how many stay."""

    least: Sequence[int]
    shares: Sequence[float]
    held: int

    def style(self, at: int) -> str:
        """What places a column: it has its share, unless a word of any column needs more than that."""
        share = f"width:{self.shares[at]:.4g}%;" if at < len(self.shares) else ""
        return f"{share}min-width:{self.least[at]}px" if at < len(self.least) else share

    def whole(self) -> str:
        """What the table is told: its least width, and how wide the columns that stay are, up to each of them.

        Its columns have theirs, but a notebook that is not trusted asks the table alone.
        """
        held = [f"--held-{at}:{sum(self.least[:at])}px" for at in range(1, self.held + 1)]
        return ";".join([*held, f"min-width:{sum(self.least)}px"])

    def classes(self, at: int) -> str:
        """The classes of a column's cells that stay."""
        if at >= self.held:
            return ""
        return "ck-held ck-edge" if at == self.held - 1 else "ck-held"


def table(slide: Table, path: str, issues: IssueIndex) -> Html:
    """A table that scrolls within its frame, and under it how large it is."""
    headers, rows = slide.headers, slide.rows[:MOST]
    layout = _layout(slide)
    turned = direction([*headers, *[cell for row in rows for cell in row]])
    grid = _Grid(path, issues, layout, turned)
    staying = max(0, min((slide.sticky_rows or 0) - 1, 1, len(rows)))  # the header is the first of the rows that stay
    head = [grid.head(headers), *grid.body(headers, rows[:staying])]
    top = "thead stay" if slide.sticky_rows else "thead"
    whole = part(
        "table",
        "table",
        styled_tag("thead", top)(*head),
        element("tbody", None, *grid.body(headers, rows[staying:], staying)),
        style=layout.whole(),
        dir=turned,
    )
    label = f"Table {slide.title or ''}".strip()
    return joined([part("div", "scroll", whole, tabindex=0, role="group", aria_label=label), _size(slide)])


def _layout(slide: Table) -> _Layout:
    headers, width = slide.headers, slide.width
    held = min(slide.sticky_columns or 0, len(headers), 2)
    columns = [*zip(headers, *slide.rows[:MOST], strict=False)]
    if width is not None and len(width) == len(headers) and min(width) > 0:
        return _Layout([_pixels(_word(" ".join(column))) for column in columns], width, held)
    letters = [_letters(column) for column in (*columns, *[[header] for header in headers[len(columns) :]])]
    least = _widths(headers, letters)
    if sum(least) > _CARD:
        least = _widths(headers, [_BROAD if count == _PROSE else count for count in letters])
    return _Layout(least, (), held)


def _widths(headers: Sequence[str], letters: Sequence[int]) -> list[int]:
    """How wide columns are that have room for so many characters, and for the longest word of their headers."""
    return [_pixels(max(count * _LETTER, _word(header))) for count, header in zip(letters, headers, strict=True)]


def _pixels(text: float) -> int:
    """How wide a column is that has room for a text of this width."""
    return round(text) + _PADDING


def _word(text: str) -> float:
    """How wide the longest word is, if it is not too long to be kept whole."""
    return min(_WORD * _LETTER, max([measured(word, _SIZE) for word in text.split()], default=0))


def _letters(cells: Sequence[str]) -> int:
    """How many characters a column has room for; those of Chinese, Japanese and Korean are twice as wide."""
    if "".join(cells).isascii():
        longest = max(map(len, cells))
    else:
        longest = max([len(text) + sum([east_asian_width(letter) in "WF" for letter in text]) for text in cells])
    return _PROSE if longest >= _LONG else min(longest, _WORD)


def _size(slide: Table) -> Html | None:
    rows, columns = len(slide.rows), len(slide.headers)
    if rows < _LARGE[0] and columns < _LARGE[1]:
        return None
    size = f"{counted(rows, 'rows')} · {counted(columns, 'columns')}"
    return part("div", "size", f"{size} · the first {MOST} are shown" if rows > MOST else size)


_ROW = Tag("tr", {"style": INLINE["row"]})


class _Grid:
    """The cells of one table: how they are placed, and which are wrong."""

    def __init__(self, path: str, issues: IssueIndex, layout: _Layout, turned: str | None) -> None:
        self._path, self._issues, self._layout = path, issues, layout
        self._alone = turned is not None
        self._some_wrong = issues.has_within(path)
        self._side = "text-align:right" if turned == "rtl" else "text-align:left"
        self._tags: dict[tuple[str, int, bool], Tag] = {}

    def head(self, headers: Sequence[str]) -> Html:
        """The row of the headers."""
        return self._cells("th", headers, "/data/headers", range(len(headers)))

    def body(self, headers: Sequence[str], rows: Iterable[Sequence[str]], start: int = 0) -> list[Html]:
        """Rows of cells, counted from `start`."""
        keys = [pointer(name)[1:] for name in headers] if self._some_wrong else ()
        return [self._cells("td", cells, f"/data/rows/{at}", keys) for at, cells in enumerate(rows, start)]

    def _cells(self, tag: str, cells: Sequence[str], path: str, keys: Iterable[object]) -> Html:
        """One row; the path of each of its cells ends with its key."""
        wrong = self._wrong(path, keys) if self._some_wrong else ()
        alone = self._alone
        return _ROW(*[self._tag(tag, at, at in wrong)(phrase(cell, alone=alone)) for at, cell in enumerate(cells)])

    def _tag(self, tag: str, at: int, wrong: bool) -> Tag:
        made = self._tags.get((tag, at, wrong))
        if made is None:
            names = f"{self._layout.classes(at)}{' ck-wrong' if wrong else ''}".strip()
            place = self._layout.style(at) if tag == "th" else ""
            style = ";".join([each for each in (INLINE[tag], self._side, place) if each])
            attributes = {"class": names or None, "style": style, "scope": "col" if tag == "th" else None}
            made = self._tags[tag, at, wrong] = Tag(tag, attributes)
        return made

    def _wrong(self, path: str, keys: Iterable[object]) -> set[int]:
        """The places in a row of the cells that are wrong: all of them, where the row is."""
        row, issues = self._path + path, self._issues
        return {at for at, key in enumerate(keys) if issues.has_at(row) or issues.has_within(f"{row}/{key}")}
