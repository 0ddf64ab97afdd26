"""A request as one line of a terminal: when, what it was answered with, where it went, and what it was."""

from __future__ import annotations

import time
from collections.abc import Mapping

from attrs import evolve

from .brief import brief
from .inbox import Event
from .records import Received, Refused

_DONE: Mapping[tuple[str, str], str] = {("changed", "PUT"): "edited: ", ("removed", "DELETE"): "deleted: "}


def told(event: Event, record: Received | Refused | None, now: float) -> str | None:
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
    short = brief(record)
    clock = time.strftime("%H:%M:%S", time.localtime(record.time))
    exchange = record.exchange
    status = "204" if exchange is None else str(exchange.status or exchange.fault)
    where = short["destination"] or (exchange and f"{exchange.method} {exchange.path}") or ""
    code = f" [{record.code}]" if isinstance(record, Refused) and record.code else ""
    return _plain(f"{clock}  {status}  {where}  {done}{short['text']}{code}")


def _plain(text: str) -> str:
    return "".join([sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text])
