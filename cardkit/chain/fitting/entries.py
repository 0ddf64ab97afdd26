"""The entries of slides and sections (rows, items, fields …): their size, and how to cut or divide a large one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat, zip_longest
from typing import Any, TypeAlias, TypeVar

from attrs import evolve, frozen

from ...card import Section
from ...errors.issue import keys_of
from ...errors.wording import more
from ...reading.guards import is_array
from ...reading.lists import Field
from ...reading.part import Raw
from ...slides import Chart, Graph, Image, Label, List, Table
from ...slides.base import BuiltinSlide
from .cutting import fair_share, pieces, prefix_within, shortened_within, size_of

P = TypeVar("P", BuiltinSlide, Section)
Measure: TypeAlias = Callable[[Any], int]
_AT_ONCE = 64  # entries that are measured by writing them together


@frozen(eq=False, repr=False)
class EntryKind:
    """How the entries of one kind of slide, or of a section, are handled.

    Attributes:
        unit: what several entries are called, such as "rows".
        path: the JSON Pointer of their list in the slide.
        most: the limit of their count, by its name; empty if there is none.
        rest: the entries that say how many were left out, given the slide and the count; there may be none.
        divide: several entries that hold all of one that is too large, given a measure, the entry and the room.
        cut: the entry with shorter text, given the same.
    """

    unit: str
    path: str
    most: str = ""
    rest: Callable[[Any, int], Sequence[Any]] = lambda part, count: ()
    divide: Callable[[Measure, Any, int], Sequence[Any]] = lambda measure, entry, room: [entry]
    cut: Callable[[Measure, Any, int], Any] = lambda measure, entry, room: entry


def sizes_of(part: BuiltinSlide | Section, entries: Iterable[Any]) -> Sequence[int]:
    """The size in JSON of each of some entries, as they are written in a slide or section, with a comma."""
    written: Any = part.changed(**{part.entry_field: tuple(entries), "unknown": ()}).to_dict()
    for key in keys_of(_KINDS[type(part)].path):
        written = written[int(key) if is_array(written) else key]
    return [size_of(entry) + 1 for entry in written]


def measurer(part: BuiltinSlide | Section) -> Measure:
    """A function that returns the size of one entry, see `sizes_of`."""
    return lambda entry: sizes_of(part, (entry,))[0]


def _sizes_in_turn(part: BuiltinSlide | Section, entries: Sequence[Any]) -> Iterator[int]:
    """The size of each entry, see `sizes_of`; of many that do not fit most are never measured."""
    for start in range(0, len(entries), _AT_ONCE):
        yield from sizes_of(part, entries[start : start + _AT_ONCE])


def first_within(
    kind: EntryKind, part: BuiltinSlide | Section, entries: Sequence[Any], room: int, costs: Iterable[int] = repeat(0)
) -> Sequence[Any]:
    """The first entries of a slide or section that fit into the room; a text of more than half of it is shortened.

    `costs` are what the entries take besides.
    """
    kept, most, measure = list[Any](), room // 2, measurer(part)
    for entry, size, cost in zip(entries, _sizes_in_turn(part, entries), costs, strict=False):
        one = entry if size <= most else kind.cut(measure, entry, most)
        room -= cost + (size if one is entry else measure(one))
        if room < 0:
            break
        kept.append(one)
    return kept


def kind_of(part: BuiltinSlide | Section) -> EntryKind | None:
    """The kind of a slide or section; None for a slide without entries."""
    return _KINDS.get(type(part))


def entries_of(part: BuiltinSlide | Section) -> tuple[Any, ...]:
    """The entries of a slide or a section."""
    entries: tuple[Any, ...] = getattr(part, part.entry_field)
    return entries


def _unknown_keys(part: BuiltinSlide | Section) -> Callable[[int, int], tuple[Raw, ...]]:
    """A function that returns the unknown keys of a part of which only the entries from `start` to `stop` stay.

    All are looked through once, however many pieces are made: its own stay, those of its entries move along.
    """
    path, own = f"{_KINDS[type(part)].path}/", list[Raw]()
    inside = defaultdict[int, list[tuple[Raw, str]]](list)
    for raw in part.unknown:
        index, slash, rest = raw.path.removeprefix(path).partition("/")
        if raw.path.startswith(path) and index.isdecimal():
            inside[int(index)].append((raw, slash + rest))
        else:
            own.append(raw)

    def between(start: int, stop: int) -> tuple[Raw, ...]:
        found = [(index - start, *one) for index in range(start, stop) for one in inside.get(index, ())]
        return (*own, *[evolve(raw, path=f"{path}{index}{rest}") for index, raw, rest in found])

    return between


def divider(part: P) -> Callable[[Sequence[Any], int, int], P]:
    """A function that makes several of a slide or section, as `with_entries` makes one."""
    unknown, field = _unknown_keys(part), part.entry_field
    return lambda entries, start, stop: part.changed(**{field: tuple(entries), "unknown": unknown(start, stop)})


def with_entries(part: P, entries: Sequence[Any], start: int, stop: int) -> P:
    """The slide or section with other entries, made of its own from `start` to `stop`; unknown keys move along."""
    return divider(part)(entries, start, stop)


def with_title_suffix(part: P, addition: str) -> P:
    """The slide or section with text added to the end of its title."""
    before = getattr(part, "title", None)
    return part.changed(title=addition if before is None else f"{before} {addition}")


def _rest_field(part: object, count: int) -> Sequence[Any]:
    return [Field("…", more(count).removeprefix("… "))]


def _divide_row(measure: Measure, cells: Sequence[str], room: int) -> Sequence[Any]:
    """Rows that continue the text of each cell below it."""
    share = (room - measure([""] * len(cells))) // len(cells)
    texts = [text_pieces(cell, share) for cell in cells]
    return [*zip_longest(*texts, fillvalue="")]


def _divide_field(measure: Measure, field: Field, room: int) -> Sequence[Any]:
    share = room - measure(Field(field.name, ""))
    return [Field(field.name, value) for value in text_pieces(field.value, share)]


def _cut_row(measure: Measure, cells: Sequence[str], room: int) -> Any:
    share = fair_share([*map(size_of, cells)], room - measure([""] * len(cells)))
    return tuple([shortened_within(cell, share) for cell in cells])


def _cut_field(measure: Measure, field: Field, room: int) -> Any:
    return Field(field.name, shortened_within(field.value, room - measure(Field(field.name, "")) + size_of("")))


def text_pieces(text: str, room: int, most: int | None = None) -> Sequence[str]:
    """All of a text in pieces of at most `most` characters, each with at most `room` characters of JSON."""
    room = max(room - 10, 40)  # for the quotes, and for fences with their line ends
    return [*_pieces_within(text, room, room if most is None else most)] or [""]


def _pieces_within(text: str, room: int, most: int) -> Iterator[str]:
    for piece in [text] if len(text) <= most else pieces(text, most):
        fitting = prefix_within(piece, room)
        if fitting == len(piece):
            yield piece
        else:
            yield from _pieces_within(piece, room, fitting)


_OF_FIELDS = ("", _rest_field, _divide_field, _cut_field)
SECTION = EntryKind("section fields", "/fields", *_OF_FIELDS)
_KINDS: Mapping[type[BuiltinSlide] | type[Section], EntryKind] = {
    Table: EntryKind(
        "rows",
        "/data/rows",
        rest=lambda table, count: [(more(count), *[""] * (len(table.headers) - 1))],
        divide=_divide_row,
        cut=_cut_row,
    ),
    List: EntryKind(
        "items",
        "/data",
        rest=lambda items, count: [more(count)],
        divide=lambda measure, item, room: text_pieces(item, room - measure("")),
        cut=lambda measure, item, room: shortened_within(item, room - measure("") + size_of("")),
    ),
    Label: EntryKind("fields", "/data", *_OF_FIELDS),
    Image: EntryKind("pictures", "/data/0"),
    Chart: EntryKind("segments", "/data/0", "chart_segments"),
    Graph: EntryKind("categories", "/data"),
    Section: SECTION,
}
