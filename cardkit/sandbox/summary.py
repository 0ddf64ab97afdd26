"""Summaries of a record: as a list of chats shows it, and as one line of a terminal."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ..errors.wording import escaped
from ..reading.place import Json
from ..to import Destination, Kind
from .judging import parameters
from .records import Event, Received, Refused

LENGTH = 160
"""Characters of a text in a summary."""
NOWHERE = "refused:"
"""The chat of requests to an address that the service has not."""

_PARENT = re.compile("(.+)-T-[0-9]+", re.DOTALL)
_DONE: Mapping[tuple[str, str], str] = {("changed", "PUT"): "edited: ", ("removed", "DELETE"): "deleted: "}


def summary(record: Received | Refused) -> dict[str, Any]:
    """What a list of messages tells of one.

    >>> from cardkit import to
    >>> one = summary(Received("1_1", to.channel("ops"), "v2", "CT_ops", 0.0, b'{"card": {"title": "Disk"}}'))
    >>> one["chat"], one["kind"], one["name"], one["text"]
    ('channel:ops', 'channel', 'ops', 'Disk')
    """
    parts = _received(record) if isinstance(record, Received) else _refused(record)
    parent = _PARENT.fullmatch(record.chat_id)
    shared = {"id": record.id, "time": record.time, "chat_id": record.chat_id, "parent_id": parent[1] if parent else ""}
    return {**shared, "findings": len(record.findings), **parts}


def _received(received: Received) -> dict[str, Any]:
    body = received.body
    chat = _chat(received.destination, received.chat_id)
    bot: Json = body.get("bot")
    return {
        **chat,
        "title": _named(body, "thread_title") if chat["kind"] == "thread" else "",
        "reply_to": _named(body, "reply_to"),
        "as_bot": received.as_bot,
        "users": [*received.users],
        "bot": _named(bot, "name") if isinstance(bot, dict) else "",
        "api": received.api,
        "incoming": received.incoming,
        "edits": received.edits,
        "file": received.file is not None,
        "text": _text(received, body),
    }


def _text(received: Received, body: Mapping[str, Json]) -> str:
    if received.incoming:
        return _short(", ".join([f"{name}: {value}" for name, value in parameters(body).items()]))
    if received.file is not None:
        return _short(f"{received.file.name}, {received.file.size:,} bytes")
    return beginning(body)


def _refused(refused: Refused) -> dict[str, Any]:
    address, exchange = refused.address, refused.exchange
    nowhere = {"chat": NOWHERE, "kind": "refused", "name": "Refused", "destination": ""}
    return {
        **(nowhere if address is None else _chat(address.destination, refused.chat_id)),
        "refused": True,
        "status": exchange.status,
        "fault": exchange.fault,
        "code": refused.code,
        "request": f"{exchange.method} {exchange.path}",
        "text": _short(refused.message),
    }


def _chat(to: Destination, chat_id: str) -> dict[str, str]:
    """The kind and the name of the chat that a message stands in: a thread is a chat of its own, however it was met."""
    own = chat_id in {to.id, f"CT_{to.id}"}
    kind: Kind = to.kind if own else "thread"
    name = to.id if own else chat_id
    return {"chat": Destination(kind, name).place, "kind": kind, "name": name, "destination": to.place}


def _named(body: Mapping[str, Json], key: str) -> str:
    value = body.get(key)
    return _short(value) if isinstance(value, str) else ""


def beginning(body: Mapping[str, Json]) -> str:
    """The text of a message, or else what there is in its place."""
    card, slides = body.get("card"), body.get("slides")
    title = card.get("title") if isinstance(card, dict) else None
    for found in (body.get("text"), title):
        if isinstance(found, str) and found.strip():
            return _short(found)
    kinds = [slide.get("type") for slide in slides if isinstance(slide, dict)] if isinstance(slides, list) else []
    return _short(", ".join([kind for kind in kinds if isinstance(kind, str)]))


def _short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[: 4 * LENGTH].split())
    return line if len(line) <= LENGTH and len(text) <= 4 * LENGTH else f"{line[:LENGTH].rstrip()}…"


def line_of_change(event: Event, record: Received | Refused | None, now: float) -> str | None:
    """What a terminal tells of a change of an inbox; None if no request made it, such as where the oldest make room.

    Args:
        event: what changed.
        record: which one.
        now: when, for an edit or a deletion: the record has the time of its message.
    """
    if record is None or event == "cleared":
        return None
    if event == "added":
        return line(record)
    method = record.exchange.method if record.exchange else ""
    done = _DONE.get((event, method))
    return None if done is None else line(evolve(record, time=now), done)


def line(record: Received | Refused, done: str = "") -> str:
    r"""What a terminal tells of a request; nothing in it can steer the terminal. `done` stands before what it says.

    >>> from cardkit import to
    >>> one = Received("1_1", to.channel("ops"), "v2", "CT_ops", 0.0, b'{"text": "Disk \\u001b[31m full"}')
    >>> line(one)[10:]
    '204  channel:ops  Disk \\x1b[31m full'
    """
    short = summary(record)
    clock = time.strftime("%H:%M:%S", time.localtime(record.time))
    exchange = record.exchange
    status = "204" if exchange is None else str(exchange.status or exchange.fault)
    where = short["destination"] or (exchange and f"{exchange.method} {exchange.path}") or ""
    code = f" [{record.code}]" if isinstance(record, Refused) and record.code else ""
    return escaped(f"{clock}  {status}  {where}  {done}{short['text']}{code}")
