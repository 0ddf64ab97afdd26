"""`cardkit limits`: the limits as a table, for people, for programs, and in Markdown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import attrs

from ..errors.wording import closest
from ..limits import CLIQ, Limits, about
from ..reading.guards import is_array
from .output import Unusable, columns, plain

NAMES = [field.name for field in attrs.fields(Limits)]


def facts(names: Sequence[str]) -> list[dict[str, Any]]:
    """Every limit, or those named: name, value, unit, what, source and note.

    Raises:
        Unusable: there is no limit of that name.
    """
    for name in names:
        if name not in NAMES:
            meant = closest(name, NAMES)
            hint = f"; did you mean {meant}?" if meant else "; `cardkit limits` without a name lists them"
            raise Unusable(f"there is no limit {plain(repr(name))}{hint}")
    order = ("unit", "what", "source", "note")
    return [
        {"name": name, "value": getattr(CLIQ, name), **{key: about(name)[key] for key in order}}
        for name in names or NAMES
    ]


def limits_table(names: Sequence[str], form: str) -> str:
    """The table in one of its formats: human, json or markdown."""
    rows = facts(names)
    if form == "json":
        return json.dumps(rows, indent=2, ensure_ascii=False)
    if form == "markdown":
        head = ["| Name | Of | Limit | Source | Note |", "|---|---|---|---|---|"]
        return "\n".join([*head, *[_markdown(row) for row in rows]])
    return columns([(row["name"], row["what"], _human(row)) for row in rows])


def _human(row: dict[str, Any]) -> str:
    note = f"; {row['note']}" if row["note"] else ""
    return f"{_value(row, '')}  ({row['source']}{note})"


def _markdown(row: dict[str, Any]) -> str:
    return f"| `{row['name']}` | {row['what']} | {_value(row, '`')} | {row['source']} | {row['note']} |"


def _value(row: dict[str, Any], quote: str) -> str:
    value = row["value"]
    if is_array(value):
        return ", ".join([f"{quote}{one}{quote}" for one in value])
    return f"{value:,} {row['unit']}"
