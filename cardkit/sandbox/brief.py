"""A message in brief, as a list of chats shows it: the chat, who wrote, and the beginning of the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..to import Destination, Kind
from .inbox import Received

LENGTH = 160
"""Characters of a text that is told in brief."""


def brief(received: Received) -> dict[str, Any]:
    """What a list of messages tells of one.

    >>> from cardkit import to
    >>> one = brief(Received("1_1", to.channel("ops"), "v2", "CT_ops", 0.0, b'{"card": {"title": "Disk"}}'))
    >>> one["chat"], one["kind"], one["name"], one["text"]
    ('channel:ops', 'channel', 'ops', 'Disk')
    """
    kind, name = _chat(received)
    body = received.body
    return {
        "id": received.id,
        "chat": Destination(kind, name).place,
        "kind": kind,
        "name": name,
        "destination": received.destination.place,
        "as_bot": received.as_bot,
        "users": [*received.users],
        "api": received.api,
        "incoming": received.incoming,
        "time": received.time,
        "text": _parameters(body) if received.incoming else _text(body),
        "findings": len(received.findings),
    }


def _chat(received: Received) -> tuple[Kind, str]:
    """The kind and the name of the chat that a message stands in: a thread is a chat of its own, however it was met."""
    to = received.destination
    if received.chat_id in {to.id, f"CT_{to.id}"}:
        return to.kind, to.id
    return "thread", received.chat_id


def _text(body: Mapping[str, Any]) -> str:
    """The text of a message, or else what there is in its place."""
    card, slides = body.get("card"), body.get("slides")
    title = card.get("title") if isinstance(card, dict) else None
    for found in (body.get("text"), title):
        if isinstance(found, str) and found.strip():
            return _short(found)
    kinds = [slide.get("type") for slide in slides if isinstance(slide, dict)] if isinstance(slides, list) else []
    return _short(", ".join([kind for kind in kinds if isinstance(kind, str)]))


def _parameters(body: Mapping[str, Any]) -> str:
    return _short(", ".join([f"{name}: {value}" for name, value in body.items()]))


def _short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[: 4 * LENGTH].split())
    return line if len(line) <= LENGTH and len(text) <= 4 * LENGTH else f"{line[:LENGTH].rstrip()}…"
