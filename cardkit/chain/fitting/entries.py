"""What slides consist of: the entries of each kind, how large one is, and how one that is too large is divided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from attrs import evolve

from ...errors import keys_of
from ...reading.lists import Field, written_points
from ...reading.part import Raw
from ...slides import Chart, Graph, Image, Label, List, Table
from ...slides.base import BuiltinSlide
from .changes import more
from .cutting import pieces
from .sizes import fair_share, prefix_within, shortened_within, size_of


class Kind(NamedTuple):
    """One kind of slide that has entries.

    `unit` is what several of them are called, `path` where they stand. `measure` gives the size of one in JSON, with a
    comma, `rest` the entry that counts those left out. Of an entry that is too large `divide` makes several, and `cut`
    one with shorter text.
    """

    unit: str
    path: str
    measure: Callable[[Any], Callable[[Any], int]]
    rest: Callable[[Any, int], Sequence[Any]]
    divide: Callable[[Any, Any, int], Sequence[Any]]
    cut: Callable[[Any, Any, int], Any]


def moved(unknown: Sequence[Raw], path: str, start: int, stop: int) -> tuple[Raw, ...]:
    """Unknown keys of a part and of its entries from `start` to `stop` under a path, where these become the first."""
    kept: list[Raw] = []
    for raw in unknown:
        inside = raw.path.removeprefix(f"{path}/") if raw.path.startswith(f"{path}/") else ""
        index = keys_of(f"/{inside}")[0]
        if not index.isdecimal():
            kept.append(raw)
        elif start <= int(index) < stop:
            kept.append(evolve(raw, path=f"{path}/{int(index) - start}{inside[len(index) :]}"))
    return tuple(kept)


def kind_of(slide: BuiltinSlide) -> Kind | None:
    """The kind of a slide that has entries."""
    return _KINDS.get(type(slide))


def entries_of(slide: BuiltinSlide) -> tuple[Any, ...]:
    """The entries of a slide."""
    entries: tuple[Any, ...] = getattr(slide, slide.entries)
    return entries


def with_entries(slide: BuiltinSlide, entries: Sequence[Any], start: int, stop: int) -> BuiltinSlide:
    """The slide with these entries instead, which come from those from `start` to `stop`."""
    unknown = moved(slide.unknown, _KINDS[type(slide)].path, start, stop)
    return slide.changed(**{slide.entries: tuple(entries), "unknown": unknown})


def titled(slide: BuiltinSlide, addition: str) -> BuiltinSlide:
    """The slide with something behind its title."""
    before = getattr(slide, "title", None)
    return slide.changed(title=addition if before is None else f"{before} {addition}")


def _measure_rows(table: Table) -> Callable[[Sequence[str]], int]:
    fixed = sum([size_of(header) + 1 for header in table.headers]) + 1  # the braces and a comma, less two brackets
    return lambda cells: size_of([*cells]) + fixed


def _measure_text(slide: BuiltinSlide) -> Callable[[str], int]:
    return lambda text: size_of(text) + 1


def _measure_fields(slide: BuiltinSlide) -> Callable[[Field], int]:
    return lambda field: size_of({field.name: field.value}) + 1


def _measure_points(slide: BuiltinSlide) -> Callable[[Any], int]:
    return lambda point: size_of(written_points([point])) - 1


def _measure_categories(slide: BuiltinSlide) -> Callable[[Any], int]:
    return lambda category: size_of({"category": category.name, "values": written_points(category.values)}) + 1


def _rest_row(table: Table, count: int) -> Sequence[Any]:
    return [(more(count), *[""] * (len(table.headers) - 1))]


def _rest_item(slide: BuiltinSlide, count: int) -> Sequence[Any]:
    return [more(count)]


def rest_field(slide: object, count: int) -> Sequence[Any]:
    """A field that counts those left out."""
    return [Field("…", more(count).removeprefix("… "))]


def _no_rest(slide: BuiltinSlide, count: int) -> Sequence[Any]:
    return []


def _divide_row(table: Table, cells: Sequence[str], room: int) -> Sequence[Any]:
    """Rows that hold the cells' text one below the other."""
    measure = _measure_rows(table)
    share = (room - measure([""] * len(cells))) // len(cells)
    texts = [text_pieces(cell, share) for cell in cells]
    return [*zip_longest(*texts, fillvalue="")]


def _divide_item(slide: BuiltinSlide, item: str, room: int) -> Sequence[Any]:
    return text_pieces(item, room - size_of("") - 1)


def _divide_field(slide: BuiltinSlide, field: Field, room: int) -> Sequence[Any]:
    share = room - size_of({field.name: ""}) - 1
    return [Field(field.name, value) for value in text_pieces(field.value, share)]


def _cut_row(table: Table, cells: Sequence[str], room: int) -> Any:
    share = fair_share([*map(size_of, cells)], room - _measure_rows(table)([""] * len(cells)))
    return tuple([shortened_within(cell, share) for cell in cells])


def _cut_item(slide: BuiltinSlide, item: str, room: int) -> Any:
    return shortened_within(item, room - 1)


def _cut_field(slide: BuiltinSlide, field: Field, room: int) -> Any:
    return Field(field.name, shortened_within(field.value, room + 1 - size_of({field.name: ""})))


def _uncut(slide: BuiltinSlide, entry: Any, room: int) -> Any:
    return entry


def _whole(slide: BuiltinSlide, entry: Any, room: int) -> Sequence[Any]:
    return [entry]


def text_pieces(text: str, room: int, most: int | None = None) -> Sequence[str]:
    """All of a text in pieces whose JSON has room, and which have at most `most` characters."""
    room = max(room - 10, 40)  # for the quotes, and for fences with their line ends
    return [*_within(text, room, room if most is None else most)] or [""]


def _within(text: str, room: int, most: int) -> Iterator[str]:
    for piece in [text] if len(text) <= most else pieces(text, most):
        fitting = prefix_within(piece, room)
        if fitting == len(piece):
            yield piece
        else:
            yield from _within(piece, room, fitting)


_KINDS: Mapping[type[BuiltinSlide], Kind] = {
    Table: Kind("rows", "/data/rows", _measure_rows, _rest_row, _divide_row, _cut_row),
    List: Kind("items", "/data", _measure_text, _rest_item, _divide_item, _cut_item),
    Label: Kind("fields", "/data", _measure_fields, rest_field, _divide_field, _cut_field),
    Image: Kind("pictures", "/data/0", _measure_text, _no_rest, _whole, _uncut),
    Chart: Kind("segments", "/data/0", _measure_points, _no_rest, _whole, _uncut),
    Graph: Kind("categories", "/data", _measure_categories, _no_rest, _whole, _uncut),
}
