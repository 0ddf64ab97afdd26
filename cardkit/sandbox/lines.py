"""A request as one line of a terminal: when, what it was answered with, where it went, and what it was."""

from __future__ import annotations

import time

from .brief import brief
from .records import Received, Refused


def line(record: Received | Refused) -> str:
    r"""What a terminal tells of a request; nothing in it can steer the terminal.

    >>> from cardkit import to
    >>> one = Received("1_1", to.channel("ops"), "v2", "CT_ops", 0.0, b'{"text": "Disk \\u001b[31m full"}')
    >>> line(one)[10:]
    '204  channel:ops  Disk \\x1b[31m full'
    """
    told = brief(record)
    clock = time.strftime("%H:%M:%S", time.localtime(record.time))
    exchange = record.exchange
    status = "204" if exchange is None else str(exchange.status or exchange.fault)
    where = told["destination"] or (exchange and f"{exchange.method} {exchange.path}") or ""
    code = f" [{record.code}]" if isinstance(record, Refused) and record.code else ""
    return _plain(f"{clock}  {status}  {where}  {told['text']}{code}")


def _plain(text: str) -> str:
    return "".join([sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text])
