"""What to write instead of a list of mappings where pairs belong: they come as on the wire, or as records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ..errors.wording import as_code, shown
from ..limits import CARDKIT
from .guards import is_array, is_mapping, is_pair, is_text
from .libraries import is_missing
from .place import Place
from .scalars import json_number
from .text import cell, text

Record: TypeAlias = Mapping[Any, Any]

_FIELDS, _CATEGORIES = "the list of fields", "the list of categories"
_POINTS = '{row["category"]: [(point["label"], point["value"]) for point in row["values"]] for row in value}'
_NAMED = '{row["category"]: row["values"] for row in value}'


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
        return _as_pairs([pair for row in rows for pair in row.items()], what)
    if any(row.keys() != rows[0].keys() for row in rows):
        return ""
    if what == _FIELDS:
        return _as_fields(rows, [*rows[0]])
    return (what == _CATEGORIES and _as_categories(rows)) or _by_columns(rows, what, columns)


def _reads(read: Callable[[Any, Place], object], values: Sequence[object]) -> bool:
    """Whether all values can be read."""
    place = Place("")
    for value in values:
        read(value, place)
    return not place.issues


def _as_pairs(pairs: Sequence[tuple[object, Any]], what: str) -> str:
    """Mappings of one name each, as the pairs that they hold; numbers of a graph need a category around them."""
    names, values = [name for name, _ in pairs], [value for _, value in pairs]
    label = _label(names, "name")
    if not label:
        return ""
    if what == _CATEGORIES and all(map(_is_points, values)):
        return _merged(pairs, label)
    if not _reads(cell if what == _FIELDS else json_number, values):
        return ""
    return f'{{"…": {_merged(pairs, label)}}}' if what == _CATEGORIES else _merged(pairs, label)


def _merged(pairs: Sequence[tuple[object, Any]], label: str) -> str:
    """One mapping of all pairs, or a list of them where a name comes twice."""
    if label != "name":
        return f"[({label}, item) for row in value for name, item in row.items()]"
    merged = dict(pairs)
    return as_code(merged if len(merged) == len(pairs) else [*pairs], "[pair for row in value for pair in row.items()]")


def _label(names: Sequence[object], code: str) -> str:
    """The code of a label: itself where all are text, else the text of it; nothing where one has none."""
    if all(map(is_text, names)):
        return code if _reads(text, names) else ""
    return f"str({code})" if None not in names and _reads(cell, names) else ""


def _is_points(values: object) -> bool:
    """Whether these are labels and their numbers, as a mapping or as pairs."""
    pairs = [*values.items()] if is_mapping(values) else values
    if not is_array(pairs):
        return False
    taken = [pair for pair in pairs if is_pair(pair)]
    return (
        len(taken) == len(pairs) and _reads(text, [a for a, _ in taken]) and _reads(json_number, [b for _, b in taken])
    )


def _as_fields(rows: Sequence[Record], names: Sequence[Any]) -> str:
    """A single record is a label itself, two columns are names and values, and more of them a table."""
    if not _reads(cell, [item for row in rows for item in row.values()]):
        return ""
    if len(rows) == 1 and "value" not in names and _reads(text, names):
        return as_code(dict(rows[0]), "value[0]")
    return _two(rows, *names) if len(names) == 2 else ".table(value)"


def _as_categories(rows: Sequence[Record]) -> str:
    """The categories of a body, by their names; nothing where these are no categories."""
    names = [row.get("category") for row in rows]
    if {*rows[0]} != {"category", "values"} or not _reads(text, names) or len({*names}) < len(names):
        return ""
    if all(_is_points(row["values"]) for row in rows):
        return _NAMED
    return _POINTS if all(_is_written(row["values"]) for row in rows) else ""


def _is_written(points: object) -> bool:
    """Whether these are points as in a body."""
    given = points if is_array(points) else ()
    taken = [point for point in given if is_mapping(point) and point.keys() >= {"label", "value"}]
    pairs = [(point["label"], point["value"]) for point in taken]
    return is_array(points) and len(pairs) == len(points) and _is_points(pairs)


def _by_columns(rows: Sequence[Record], what: str, options: Sequence[str]) -> str:
    """The columns of records that hold the label and the numbers; nothing if there are none."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    numbers = [name for name, values in columns.items() if _are_numbers(values, gaps=bool(options))]
    labels = [name for name in columns if name not in numbers and _label(columns[name], "row")] or numbers[:1]
    numbers = [name for name in numbers if name not in labels]
    if not numbers or not labels:
        return ""
    if not options or not all(isinstance(name, str) for name in columns):
        return "" if what == _CATEGORIES else _two(rows, labels[0], numbers[0])
    several = what == _CATEGORIES and len(numbers) > 1
    label, number = options
    return f"{label}={labels[0]!r}, {number}={numbers if several else numbers[0]!r}"


def _are_numbers(values: Sequence[object], *, gaps: bool) -> bool:
    """Whether all values are numbers; with `gaps` some may be missing, as in columns that options name."""
    present = [value for value in values if value is not None and not is_missing(value)] if gaps else values
    return bool(present) and _reads(json_number, present)


def _two(rows: Sequence[Record], name: object, value: object) -> str:
    label = _label([row[name] for row in rows], f"row[{name!r}]")
    return label and f"[({label}, row[{value!r}]) for row in value]"
