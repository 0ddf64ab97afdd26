"""What drawing a message costs, beside `json.dumps` of its body."""

from __future__ import annotations

import json

from cardkit import Message, preview

from .cards import HEADERS, cells, full

_FULL = Message.from_json(full())
_GRAPH = Message("Points").graph(
    "trend", {f"Category {number}": {f"{at:02}": at * number % 7 for at in range(20)} for number in range(5)}
)
_TABLE = Message("People").table(HEADERS).rows(cells(200))

_FULL_BODY, _GRAPH_BODY, _TABLE_BODY = [message.to_dict() for message in (_FULL, _GRAPH, _TABLE)]


def full_html() -> str:
    """The card of six slides."""
    return preview.html(_FULL)


def full_body() -> str:
    """Its body."""
    return json.dumps(_FULL_BODY)


def graph_html() -> str:
    """A graph of 100 points."""
    return preview.html(_GRAPH)


def graph_body() -> str:
    """Its body."""
    return json.dumps(_GRAPH_BODY)


def table_html() -> str:
    """A table of 200 rows."""
    return preview.html(_TABLE)


def table_body() -> str:
    """Its body."""
    return json.dumps(_TABLE_BODY)


def kilobytes() -> float:
    """The size of the card of six slides."""
    return len(full_html().encode()) / 1000
