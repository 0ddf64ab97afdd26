"""What to write instead of a list of mappings where pairs belong: they come as on the wire, or as records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..errors.wording import as_code, shown
from ..limits import CARDKIT
from .guards import is_array, is_mapping, is_text
from .libraries import is_gap
from .place import Place
from .scalars import json_number
from .text import cell

Record: TypeAlias = Mapping[Any, Any]
Pairs: TypeAlias = Sequence[tuple[Any, Any]]
Read: TypeAlias = Callable[[Any, Place], object]

_POINTS = '[(row["category"], [(point["label"], point["value"]) for point in row["values"]]) for row in value]'


def add_no_pair(taken: Sequence[Any], index: int, place: Place, example: str, read: Read, *, columns: str) -> None:
    """Add the issue of entries of which one, at `index`, is no pair.

    `read` reads a pair. `columns` are the options of the call that name the columns of a label and of its numbers, as a
    template; empty if it has none.
    """
    rows = [row for row in taken if is_mapping(row) and row]
    hint = _pairs_of(rows, read, columns) if len(rows) == len(taken) else ""
    if hint:
        message = f"{place.what} has mappings where pairs belong"
        place.add("wrong-type", message, "pairs, or one mapping", shown([*taken]), source=CARDKIT, hint=hint)
    else:
        entry = place.at(index, f"an entry of {place.what}")
        entry.wrong_type(taken[index], "a pair", source=CARDKIT, hint=example)


def _pairs_of(rows: Sequence[Record], read: Read, columns: str) -> str:
    """Code that makes pairs of mappings, called `value`, or the options that do; nothing where pairs would not do."""
    if all(len(row) == 1 for row in rows):
        ways = _of_single_pairs([pair for row in rows for pair in row.items()])
    elif any(row.keys() != rows[0].keys() for row in rows):
        return ""
    elif options := _by_columns(rows, columns):
        return options
    else:
        ways = _of_records(rows)
    return next((code for code, pairs in ways if _reads(_named(pairs, Place("")), read)), "")


def _of_single_pairs(pairs: Pairs) -> Iterator[tuple[str, Pairs]]:
    """Mappings of one name each, as the pairs that they hold; numbers of a graph need a category around them."""
    merged, code = dict(pairs), "[pair for row in value for pair in row.items()]"
    code = as_code(merged if len(merged) == len(pairs) else [*pairs], code)
    if not all(is_text(name) for name in merged):
        code = "[(str(name), item) for row in value for name, item in row.items()]"
    yield code, pairs
    yield f'{{"…": {code}}}', [("…", _named(pairs, Place("")))]


def _of_records(rows: Sequence[Record]) -> Iterator[tuple[str, Pairs]]:
    """A single record is pairs itself, two columns are names and values, a graph may be that of a body, or a table."""
    first, second, *others = rows[0]
    if len(rows) == 1 and "value" not in rows[0]:
        yield as_code(dict(rows[0]), "value[0]"), [*rows[0].items()]
    for name, value in () if others else ((first, second), (second, first)):
        label = f"row[{name!r}]" if all(is_text(row[name]) for row in rows) else f"str(row[{name!r}])"
        yield f"[({label}, row[{value!r}]) for row in value]", [(row[name], row[value]) for row in rows]
    if {*rows[0]} == {"category", "values"} and all(points := [_written_points(row["values"]) for row in rows]):
        yield _POINTS, [(row["category"], values) for row, values in zip(rows, points, strict=True)]
    if others:
        yield ".table(value)", [pair for row in rows for pair in row.items()]


def _written_points(values: object) -> Pairs:
    """Points as in a body, as pairs; nothing of what is none."""
    points = [point for point in values if is_mapping(point)] if is_array(values) else []
    return [(point.get("label"), point.get("value")) for point in points]


def _by_columns(rows: Sequence[Record], options: str) -> str:
    """The options that name the columns of records which hold the label and the numbers; nothing if there are none."""
    if not options or not all(map(is_text, rows[0])):
        return ""
    columns = {name: [row[name] for row in rows if not is_gap(row[name])] for name in rows[0]}
    numbers = [name for name, values in columns.items() if _reads(values, json_number)]
    labels = [name for name in columns if name not in numbers and _reads(columns[name], cell)] or numbers[:1]
    numbers = [name for name in numbers if name not in labels]
    if not labels or not numbers:
        return ""
    return options.format(label=labels[0], number=numbers[0], numbers=numbers if len(numbers) > 1 else numbers[0])


def _reads(values: Sequence[Any], read: Read) -> bool:
    """Whether there are values, and all can be read."""
    place = Place("")
    for value in values:
        read(value, place)
    return bool(values) and not place.issues


def _named(pairs: Pairs, place: Place) -> Pairs:
    """The pairs with their names as text."""
    return [(name if is_text(name) else cell(name, place), value) for name, value in pairs]
