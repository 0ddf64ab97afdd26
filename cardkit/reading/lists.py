"""Lists, pairs of a name and a value, and labels with their numbers."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, MappingView, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from ..errors.issue import pointer
from ..errors.wording import shown
from ..limits import CARDKIT
from .guards import (
    MOST_ENTRIES,
    OBJECT,
    ORDERED,
    is_column,
    is_frame,
    is_mapping,
    is_ordered,
    is_pair,
    is_series,
    is_text,
    only_counts,
)
from .hints import A_FRAME, PAIRS, makes_frames, pairs_code
from .libraries import LARGE, JsonNumber, is_gap
from .options import not_filled
from .place import Place, relocated
from .records import by_name
from .scalars import json_number
from .text import cell, printable, text

if TYPE_CHECKING:
    from .libraries import AnyNumber
    from .options import Options
    from .text import Value
    from .types import NamedRecord, Series

    # Not simply Mapping | Iterable: a dict is both, and mypy would give up on {"a": 1, "b": "c"}.
    Given = TypeVar("Given")
    Named: TypeAlias = (
        Mapping[str, Given] | Sequence[tuple[str, Given]] | Iterator[tuple[str, Given]] | ItemsView[str, Given]
    )
    Pairs: TypeAlias = Named[AnyNumber]
    ValuePairs: TypeAlias = Named[Value]
    Fields: TypeAlias = ValuePairs | NamedRecord | Series

E = TypeVar("E")
T = TypeVar("T")
Count: TypeAlias = Callable[[], int]
"""Returns how many entries a list already has. It is called only to build the path of an issue."""


class Field(NamedTuple):
    """A name and its value."""

    name: str
    value: str


class Point(NamedTuple):
    """A label and its number."""

    label: str
    value: JsonNumber


from_pair = tuple[Any, ...].__new__
"""Makes a named tuple, such as a `Field`, of a pair in half the time of its own constructor."""


_OF_A_FRAME = "a column or a row of it; a table takes the whole: .table(df)"
_IN_MEMORY = (list, tuple, deque, MappingView)
"""Collections that hold their entries, however many they are."""


def bounded(value: Iterable[Any], place: Place) -> tuple[Any, ...]:
    """The entries of an iterable. More than `MOST_ENTRIES` are an issue where they are made as they are read."""
    if isinstance(value, _IN_MEMORY):
        return tuple(value)
    read = tuple(islice(value, MOST_ENTRIES + 1))
    if len(read) <= MOST_ENTRIES:
        return read
    place.too_much(f"more than {MOST_ENTRIES:,}", "entries", "itertools.islice(…, 100)")
    return ()


def entries(value: Any, place: Place, example: str) -> tuple[Any, ...]:
    """The entries of an iterable as a tuple. Text, mappings, sets and data frames are no lists: they add an issue."""
    if type(value) in ORDERED:
        return tuple(value)
    if (frame := is_frame(value)) or makes_frames(value):
        message, hint = ("a data frame", _OF_A_FRAME) if frame else ("an object that makes data frames", A_FRAME)
        message = f"{message} stands for {place.what}"
        place.add("wrong-type", message, "a list", type(value).__name__, source=CARDKIT, hint=hint)
        return ()
    if is_column(value):
        from .frames import read_series

        return read_series(value)
    if is_ordered(value):
        return bounded(value, place)
    place.wrong_type(value, "a list, or another iterable with an order", source=CARDKIT, hint=example)
    return ()


def each(taken: Sequence[E], place: Place, what: str, read: Callable[[E, Place], T]) -> tuple[T, ...]:
    """Read every entry with `read`; an issue gets the index of its entry in the path."""
    entry_place = Place(what, "", [], place.source)
    values: list[T] = []
    for entry in taken:
        values.append(read(entry, entry_place))
        if entry_place.issues:
            place.issues += relocated(entry_place.issues, f"{place.path}/{len(values) - 1}")
            entry_place.issues.clear()
    return tuple(values)


def read_point(pair: tuple[object, object], place: Place) -> Point:
    """Read a pair of a label and a number."""
    label, value = pair
    name = text(label, place.within("/label", "the label"))
    return Point(name, json_number(value, place.within("/value", "the value")))


def pairs(
    value: Any,
    place: Place,
    example: str,
    *,
    convert: bool = True,
    columns: str = PAIRS,
) -> Sequence[tuple[Any, Any]]:
    """The pairs of a mapping, of another record or a series of pandas, or of an iterable of two-item sequences.

    Names in the index of a series are converted to text like cells, unless `convert` is false. `columns` are the
    options that name the columns of a label and its value, as a template for the hint of an error.
    """
    if is_mapping(value):
        return tuple(value.items())
    if type(value) not in ORDERED and (named := _named(value, place, convert)) is not None:
        return named
    taken = entries(value, place, example)
    for index, pair in enumerate(taken):
        if not is_pair(pair) and is_series(value):
            _add_no_index(value, place)
            return ()
        if not is_pair(pair):
            _add_no_pair(taken, index, place, example, columns)
            return ()
    return taken


def _add_no_pair(taken: Sequence[object], index: int, place: Place, example: str, columns: str) -> None:
    """Add the issue of entries of which one, at `index`, is no pair."""
    if hint := pairs_code(taken, columns):
        message = f"{place.what} has mappings where pairs belong"
        place.add("wrong-type", message, "pairs, or one mapping", shown([*taken]), source=CARDKIT, hint=hint)
    else:
        entry = place.at(index, f"an entry of {place.what}")
        entry.wrong_type(taken[index], "a pair", source=CARDKIT, hint=example)


def _add_no_index(series: object, place: Place) -> None:
    """Add the issue of a series whose index only counts, where its values need names."""
    message, expected = f"the series for {place.what} has no names, as its index only counts", "a series with an index"
    hint = 'value.rename("no. {}".format)'
    place.add("wrong-type", message, expected, type(series).__name__, source=CARDKIT, hint=hint)


def _named(value: Any, place: Place, convert: bool) -> Sequence[tuple[Any, Any]] | None:
    """The pairs of a record or of a series with an index of its own; None of anything else."""
    if not is_series(value):
        record = by_name(value)
        return None if record is None else tuple(record.items())
    if only_counts(value.index):
        return None
    from .frames import read_series

    taken = tuple(zip(read_series(value.index), read_series(value), strict=True))
    if not convert:
        return taken
    told, given = len(place.issues), [name for name, _ in taken]
    what = f"a name in {place.what}"
    names = each(given, place, what, _index_name)
    return () if place.blocked(told) else [*zip(names, [item for _, item in taken], strict=True)]


def _index_name(name: object, place: Place) -> str:
    """A name in the index of a series as text; missing= is about values, and writes none."""
    if is_gap(name):
        place.missing_value(name, "text", source=CARDKIT, hint="value.rename(str)")
        return ""
    return name if is_text(name) else cell(name, place)


def usual_points(given: Any, longest: int) -> tuple[Point, ...] | None:
    """The points of a dict of ordinary numbers and printable labels of at most `longest` characters; None of others.

    They need no further check.
    """
    if type(given) not in OBJECT:
        return () if not_filled(given) else None
    return _usual_pairs(given.items(), longest)


def _usual_pairs(given: Iterable[tuple[Any, Any]], longest: int) -> tuple[Point, ...] | None:
    taken: list[Point] = []
    for pair in given:
        label, value = pair
        if type(label) is not str or label == "" or len(label) > longest or not label.isprintable():
            return None
        if (type(value) is not int and type(value) is not float) or not abs(value) < LARGE:
            return None
        taken.append(from_pair(Point, pair))
    return tuple(taken)


def usual_fields(given: Any) -> tuple[Field, ...] | None:
    """The fields of a dict of printable names and values, which need no further check; None of others."""
    if type(given) not in OBJECT or "" in given or not printable((*given, *given.values())):
        return None
    return tuple([from_pair(Field, pair) for pair in given.items()])


def points(given: Sequence[tuple[Any, Any]], place: Place, before: Count = int) -> tuple[Point, ...]:
    """Read pairs as points. Only a pair that is not plain text and an ordinary number goes through the full check."""
    usual = _usual_pairs(given, sys.maxsize)
    if usual is not None:
        return usual
    return place.behind(before, each(given, place, "", read_point))


def written_points(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Points as they are written to JSON."""
    return [{"label": label, "value": value} for label, value in points]


def read_fields(
    given: object,
    place: Place,
    read: Callable[[Any, Place], Field],
    options: Options | None = None,
    *,
    value_key: str = "",
) -> tuple[Field, ...]:
    """Names and values as strings.

    Args:
        given: a mapping, pairs or another record. Plain text is taken as it is.
        place: the place of the list.
        read: reads one pair, if not all are plain text.
        options: how values are written.
        value_key: the key of a value in its entry; empty if it is the name.
    """
    if options is None and (usual := usual_fields(given)) is not None:
        return usual
    taken = pairs(given, place, '{"Owner": "Ana"}')
    if options is not None:
        from .formats import write_pairs

        taken = write_pairs(taken, options, place, lambda index, name: pointer(index, value_key or name))
    names = [name for name, _ in taken]
    if printable(names) and "" not in names and printable([value for _, value in taken]):
        return tuple([Field(name, value) for name, value in taken])
    return each(taken, place, "", read)


def as_mapping(pairs: Sequence[tuple[str, T]]) -> Mapping[str, T] | Sequence[tuple[str, T]]:
    """The pairs as a dict, or as a list if a name occurs twice."""
    mapping = dict(pairs)
    return mapping if len(mapping) == len(pairs) else [(name, value) for name, value in pairs]
