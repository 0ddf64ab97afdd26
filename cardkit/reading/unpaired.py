"""What to write instead of a list of mappings where pairs belong: they come as on the wire, or as records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors.wording import as_code, shown
from ..limits import CARDKIT
from .guards import is_mapping
from .libraries import is_flag, is_real
from .place import Place

_COLUMNS = {"the list of segments": ("labels", "values"), "the list of categories": ("x", "y")}
"""The options that name the columns of records, by the list that they fill."""
_ON_THE_WIRE = '{row["category"]: [(point["label"], point["value"]) for point in row["values"]] for row in value}'
_PAIRS = "[pair for row in value for pair in row.items()]"


def add_no_pair(taken: Sequence[Any], index: int, place: Place, example: str, before: Callable[[], int]) -> None:
    """Add the issue of entries of which one, at `index`, is no pair; the slide has `before()` entries already."""
    hint = _pairs_of(taken, place.what, opening=before is int)
    if hint:
        message = f"{place.what} has mappings where pairs belong"
        place.add("wrong-type", message, "pairs, or one mapping", shown([*taken]), source=CARDKIT, hint=hint)
    else:
        entry = place.at(before() + index, f"an entry of {place.what}")
        entry.wrong_type(taken[index], "a pair", source=CARDKIT, hint=example)


def _pairs_of(taken: Sequence[Any], what: str, *, opening: bool) -> str:
    """Code that makes pairs of mappings, called `value`, or the options that do; nothing for anything else.

    Options that name columns are those of a call that opens a slide.
    """
    rows = [row for row in taken if is_mapping(row) and row]
    if len(rows) < len(taken):
        return ""
    names = [*rows[0]]
    if all(len(row) == 1 for row in rows):
        pairs = [pair for row in rows for pair in row.items()]
        return as_code(dict(pairs) if len(dict(pairs)) == len(pairs) else pairs, _PAIRS)
    if any(row.keys() != rows[0].keys() for row in rows):
        return ""
    if what == "the list of fields":
        return _as_fields(rows, names)
    if {*names} == {"category", "values"}:
        return _ON_THE_WIRE
    return _by_columns(rows[0], _COLUMNS.get(what) if opening else None)


def _as_fields(rows: Sequence[Mapping[Any, Any]], names: Sequence[Any]) -> str:
    """A single record is a label itself, two columns are names and values, and more of them a table."""
    if len(rows) == 1 and "value" not in names:
        return as_code(dict(rows[0]), "value[0]")
    return _two(*names) if len(names) == 2 else ".table(value)"


def _by_columns(row: Mapping[Any, Any], options: tuple[str, str] | None) -> str:
    """The columns of a record that hold the label and the numbers; nothing if there are none."""
    numbers = [name for name, value in row.items() if is_real(value) and not is_flag(value)]
    labels = [name for name in row if name not in numbers] or numbers[:1]
    numbers = [name for name in numbers if name != labels[0]]
    if not numbers:
        return ""
    if options is None or not all(isinstance(name, str) for name in row):
        return _two(labels[0], numbers[0])
    label, number = options
    several = number == "y" and len(numbers) > 1
    return f"{label}={labels[0]!r}, {number}={numbers if several else numbers[0]!r}"


def _two(name: object, value: object) -> str:
    return f"[(row[{name!r}], row[{value!r}]) for row in value]"
