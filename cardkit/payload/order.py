"""Issues in the order of the body, with paths that exist in the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from ..errors import Issue, keys_of
from ..reading.place import Json

AS_TEXT = ("card", "slides", "buttons")
"""The parts that some senders write as JSON text."""


def collapsed(issue: Issue, body: Mapping[str, Json]) -> Issue:
    """The issue, with the path of the text if its part is JSON text in the body: no path leads into text."""
    name = issue.path.split("/", 2)[1] if issue.path else ""
    if issue.path == f"/{name}" or name not in AS_TEXT or not isinstance(body.get(name), str):
        return issue
    return evolve(issue, path=f"/{name}", message=f"{issue.place}: {issue.message}")


def in_order(issues: Sequence[Issue], body: dict[str, Json]) -> tuple[Issue, ...]:
    """The issues in the order of the body, those of a part before those within it."""
    if len(issues) < 2:
        return tuple(issues)
    indexes: dict[int, dict[str, int]] = {}
    return tuple(sorted(issues, key=lambda issue: _position(issue.path, body, indexes)))


def _position(path: str, body: Json, indexes: dict[int, dict[str, int]]) -> tuple[int, ...]:
    """The position of a path: an index for each level. `indexes` caches those of the keys of an object, by its id."""
    at: list[int] = []
    value: Json = body
    for name in keys_of(path):
        if isinstance(value, dict):
            if id(value) not in indexes:
                indexes[id(value)] = {key: index for index, key in enumerate(value)}
            at.append(indexes[id(value)].get(name, len(value)))
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal():
            at.append(int(name[:9]))
            value = value[int(name)] if len(name) < 10 and int(name) < len(value) else None
        else:
            break
    return tuple(at)
