"""Lists, pairs of a name and a value, and labels with their numbers."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from ..limits import CARDKIT
from .guards import is_array, is_frame, is_mapping, is_ordered, is_pair
from .libraries import numpy_kind
from .numbers import LARGE, JsonNumber, json_number
from .place import Place, relocated
from .text import printable, text

if TYPE_CHECKING:
    from .libraries import Number
    from .text import Value

    # Not simply Mapping | Iterable: a dict is both, and mypy would give up on {"a": 1, "b": "c"}.
    Given = TypeVar("Given")
    Named: TypeAlias = (
        Mapping[str, Given] | Sequence[tuple[str, Given]] | Iterator[tuple[str, Given]] | ItemsView[str, Given]
    )
    Pairs: TypeAlias = Named[Number]
    ValuePairs: TypeAlias = Named[Value]

E = TypeVar("E")
T = TypeVar("T")
_ORDERED = {tuple, list}
Count: TypeAlias = Callable[[], int]
"""Returns how many entries the list already has. It is called only to build the path of an issue."""


class Field(NamedTuple):
    """A name and its value."""

    name: str
    value: str


class Point(NamedTuple):
    """A label and its number."""

    label: str
    value: JsonNumber


def entries(value: Any, place: Place, example: str) -> tuple[Any, ...]:
    """The entries of an iterable as a tuple. Text, mappings, sets and data frames are no lists: they add an issue."""
    if type(value) in _ORDERED:
        return tuple(value)
    if is_frame(value):
        message, hint = f"{place.what} is a data frame", _instead(value)
        place.add("wrong-type", message, "a list", type(value).__name__, source=CARDKIT, hint=hint)
        return ()
    if is_ordered(value):
        return tuple(value)
    place.wrong_type(value, "a list, or another iterable with an order", source=CARDKIT, hint=example)
    return ()


def _instead(frame: object) -> str:
    """What to give instead of a data frame."""
    if hasattr(frame, "to_pylist"):
        headers, rows = "df.column_names", "df.to_pylist()"
    else:
        headers, rows = "list(df.columns)", "df.to_dicts()" if hasattr(frame, "to_dicts") else 'df.to_dict("records")'
    return f"one column; or for a table {headers} as headers and {rows} as rows"


def by_name(record: Any) -> Mapping[object, object] | None:
    """The values of what knows their names: a named tuple, a row of SQLite's, of NumPy's or of pandas'; else None."""
    fields = getattr(record, "_fields", None)
    if is_array(fields) and is_ordered(record):
        return dict(zip(fields, record, strict=True))
    if numpy_kind(record) == "V" and record.dtype.names:
        return dict(zip(record.dtype.names, record.item(), strict=True))
    if is_frame(record) or not callable(getattr(record, "keys", None)):
        return None
    names: list[object] = [*record.keys()]
    numbered = names == [*range(len(names))]  # such as a series without an index of its own
    return None if numbered else {name: record[name] for name in names}


def each(
    taken: Sequence[E], place: Place, what: str, read: Callable[[E, Place], T], before: Count = int
) -> tuple[T, ...]:
    """Read every entry with `read`.

    An issue gets the index of its entry in the path, counted from the `before()` entries that the list already has.
    """
    entry_place = Place(what, "", [], place.source)
    values: list[T] = []
    for entry in taken:
        values.append(read(entry, entry_place))
        if entry_place.issues:
            place.issues += relocated(entry_place.issues, f"{place.path}/{before() + len(values) - 1}")
            entry_place.issues.clear()
    return tuple(values)


def pairs(value: object, place: Place, example: str, before: Count = int) -> Sequence[tuple[Any, Any]]:
    """The pairs of a mapping, or of an iterable of two-item sequences."""
    named = value if is_mapping(value) else by_name(value)
    if named is not None:
        return tuple(named.items())
    taken = entries(value, place, example)
    for index, pair in enumerate(taken):
        if not is_pair(pair):
            entry = place.at(before() + index, f"an entry of {place.what}")
            entry.wrong_type(pair, "a pair", source=CARDKIT, hint=example)
            return ()
    return taken


def points(given: Sequence[tuple[Any, Any]], place: Place, before: Count = int) -> tuple[Point, ...]:
    """Read pairs as points. Only a pair that is not plain text and an ordinary number goes through the full check."""
    taken: list[Point] = []
    for label, value in given:
        usual = type(value) is int or type(value) is float
        if not (usual and type(label) is str and label and label.isprintable() and -LARGE < value < LARGE):
            return each(given, place, "", _point, before)
        taken.append(Point(label, value))
    return tuple(taken)


def written_points(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Points as they are written to JSON."""
    return [{"label": label, "value": value} for label, value in points]


def _point(pair: tuple[object, object], place: Place) -> Point:
    label, value = pair
    name = text(label, place.within("/label", "the label"))
    return Point(name, json_number(value, place.within("/value", "the value")))


def fields(
    given: Sequence[tuple[Any, Any]], place: Place, read: Callable[[Any, Place], Field], before: Count = int
) -> tuple[Field, ...]:
    """Read pairs as fields. Plain text is taken as it is; if there is anything else, `read` checks every pair."""
    names = [name for name, _ in given]
    if printable(names) and "" not in names and printable([value for _, value in given]):
        return tuple([Field(name, value) for name, value in given])
    return each(given, place, "", read, before)


def as_mapping(pairs: Sequence[tuple[str, T]]) -> Mapping[str, T] | Sequence[tuple[str, T]]:
    """The pairs as a dict, or as a list if a name occurs twice."""
    mapping = dict(pairs)
    return mapping if len(mapping) == len(pairs) else [(name, value) for name, value in pairs]
