"""The order of a body: of its keys, and of issues, which get paths that exist in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from ..errors import Issue
from ..errors.issue import keys_of
from ..reading.place import Json

KEY_ORDER = ("text", "bot", "card", "slides", "buttons", "references")
"""The keys that are attributes of `Payload`, in the order of the published examples; all others are plain keys."""
JSON_TEXT_KEYS = ("card", "slides", "buttons")
"""The keys whose value some senders write as a string of JSON."""


def in_key_order(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body with its keys in the order of `KEY_ORDER`, and plain keys after them."""
    return {name: body[name] for name in dict.fromkeys((*KEY_ORDER, *body)) if name in body}


def in_order(issues: Iterable[Issue], body: dict[str, Json]) -> tuple[Issue, ...]:
    """The issues in the order of the body, with paths that exist in it; those of an object come before those within."""
    placed = tuple([_at_text_path(issue, body) for issue in issues])
    if len(placed) < 2:
        return placed
    indexes: dict[int, dict[str, int]] = {}
    return tuple(sorted(placed, key=lambda issue: _position(issue.path, body, indexes)))


def _at_text_path(issue: Issue, body: Mapping[str, Json]) -> Issue:
    """The issue, with the path of the whole string if its part is a string of JSON: no JSON Pointer leads into one."""
    name = issue.path.split("/", 2)[1] if issue.path else ""
    if issue.path == f"/{name}" or name not in JSON_TEXT_KEYS or not isinstance(body.get(name), str):
        return issue
    return evolve(issue, path=f"/{name}", message=f"{issue.place}: {issue.message}")


def _position(path: str, body: Json, indexes: dict[int, dict[str, int]]) -> tuple[int, ...]:
    """The sort key of a path: an index for each level. `indexes` caches the order of an object's keys, by its `id`."""
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
