"""What to write instead of a list of mappings where pairs belong: they come as on the wire, or as records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ..errors.wording import as_code, shown
from ..limits import CARDKIT
from .guards import is_array, is_mapping, is_pair, is_text
from .libraries import is_missing
from .place import Place
from .scalars import json_number
from .text import cell, text

Record: TypeAlias = Mapping[Any, Any]
Read: TypeAlias = Callable[[Any, Place], object]

_FIELDS, _CATEGORIES = "the list of fields", "the list of categories"
_POINTS = '[(row["category"], [(point["label"], point["value"]) for point in row["values"]]) for row in value]'


def add_no_pair(
    taken: Sequence[Any], index: int, place: Place, example: str, before: Callable[[], int], columns: Sequence[str]
) -> None:
    """Add the issue of entries of which one, at `index`, is no pair; the slide has `before()` entries already.

    `columns` are the options of the call that name the columns of a label and of its number; empty if it has none.
    """
    hint = _pairs_of(taken, place.what, columns)
    if hint:
        message = f"{place.what} has mappings where pairs belong"
        place.add("wrong-type", message, "pairs, or one mapping", shown([*taken]), source=CARDKIT, hint=hint)
    else:
        entry = place.at(before() + index, f"an entry of {place.what}")
        entry.wrong_type(taken[index], "a pair", source=CARDKIT, hint=example)


def _pairs_of(taken: Sequence[Any], what: str, columns: Sequence[str]) -> str:
    """Code that makes pairs of mappings, called `value`, or the options that do; nothing where pairs would not do."""
    rows = [row for row in taken if is_mapping(row) and row]
    if len(rows) < len(taken):
        return ""
    if all(len(row) == 1 for row in rows):
        return _of_single_pairs([pair for row in rows for pair in row.items()], what)
    if any(row.keys() != rows[0].keys() for row in rows):
        return ""
    if what == _FIELDS:
        return _of_fields(rows)
    return (what == _CATEGORIES and _of_categories(rows)) or _by_columns(rows, what, columns)


def _of_single_pairs(pairs: Sequence[tuple[Any, Any]], what: str) -> str:
    """Mappings of one name each, as the pairs that they hold; numbers of a graph need a category around them."""
    if not _are_pairs(pairs, {_FIELDS: cell, _CATEGORIES: _read_points}.get(what, json_number)):
        return f'{{"…": {_merged(pairs)}}}' if what == _CATEGORIES and _are_pairs(pairs, json_number) else ""
    return _merged(pairs)


def _merged(pairs: Sequence[tuple[Any, Any]]) -> str:
    """One mapping of all pairs, or a list of them where a name comes twice."""
    if not all(is_text(name) for name, _ in pairs):
        return "[(str(name), item) for row in value for name, item in row.items()]"
    merged = dict(pairs)
    return as_code(merged if len(merged) == len(pairs) else [*pairs], "[pair for row in value for pair in row.items()]")


def _of_fields(rows: Sequence[Record]) -> str:
    """A single record is a label itself, two columns are names and values, and more of them a table."""
    first, *others = rows[0]
    if len(rows) == 1 and "value" not in rows[0] and _are_pairs(rows[0].items(), cell):
        return as_code(dict(rows[0]), "value[0]")
    if len(others) == 1:
        return _two(rows, first, others[0], cell)
    return ".table(value)" if _read_all(cell, [item for row in rows for item in row.values()]) else ""


def _of_categories(rows: Sequence[Record]) -> str:
    """The categories of a body, by their names; nothing where these are no categories."""
    if {*rows[0]} != {"category", "values"} or not all(is_text(row["category"]) for row in rows):
        return ""
    written = [(row["category"], row["values"]) for row in rows]
    return _two(rows, "category", "values", _read_points) or (_are_pairs(written, _read_written) and _POINTS) or ""


def _by_columns(rows: Sequence[Record], what: str, options: Sequence[str]) -> str:
    """The columns of records that hold the label and the numbers; nothing if there are none."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    numbers = [name for name, values in columns.items() if _read_all(json_number, values)]
    labels = [name for name in columns if name not in numbers and _read_all(cell, columns[name])] or numbers[:1]
    numbers = [name for name in numbers if name not in labels]
    if not numbers or not labels:
        return ""
    if not options or not all(isinstance(name, str) for name in columns):
        return "" if what == _CATEGORIES else _two(rows, labels[0], numbers[0], json_number)
    several = what == _CATEGORIES and len(numbers) > 1
    label, number = options
    return f"{label}={labels[0]!r}, {number}={numbers if several else numbers[0]!r}"


def _two(rows: Sequence[Record], name: object, value: object, read: Read) -> str:
    """The pairs of two columns, if their values can be read."""
    pairs = [(row[name], row[value]) for row in rows]
    label = f"row[{name!r}]" if all(is_text(name) for name, _ in pairs) else f"str(row[{name!r}])"
    return f"[({label}, row[{value!r}]) for row in value]" if _are_pairs(pairs, read) else ""


# What can be read


def _read_all(read: Read, values: Iterable[object]) -> bool:
    """Whether all values can be read that are not missing, of which there are some."""
    present, place = [value for value in values if value is not None and not is_missing(value)], Place("")
    for value in present:
        read(value, place)
    return bool(present) and not place.issues


def _are_pairs(pairs: Iterable[tuple[Any, Any]], read: Read) -> bool:
    """Whether all names are text or become it, and all values can be read."""
    place = Place("")
    for name, value in pairs:
        text(name if is_text(name) else cell(name, place), place)
        read(value, place)
    return not place.issues


def _read_points(values: object, place: Place) -> None:
    """Labels and their numbers, as a mapping or as pairs."""
    pairs = [*values.items()] if is_mapping(values) else values
    taken = [pair for pair in pairs if is_pair(pair)] if is_array(pairs) else []
    points = [(label, value) for label, value in taken if is_text(label)]
    if not is_array(pairs) or len(points) < len(pairs) or not _are_pairs(points, json_number):
        place.wrong_type(values, "points")


def _read_written(values: object, place: Place) -> None:
    """Points as in a body."""
    points = [point for point in values if is_mapping(point)] if is_array(values) else []
    _read_points([(point.get("label"), point.get("value")) for point in points] or None, place)
