"""Log records as cards, several in one message, without holding up whoever logs.

>>> import logging
>>> from cardkit.logging import CliqHandler
>>> from cardkit.transport import MemoryTransport
>>> memory = MemoryTransport()
>>> log = logging.getLogger("shop")
>>> log.addHandler(CliqHandler(memory, to="channel:alerts"))
>>> log.error("Disk %s is full", "sda1")
>>> logging.shutdown()
>>> memory.sent[0][0].decode()
'{"text":"*ERROR* shop: Disk sda1 is full","styles":{"background":"red"}}'
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from . import markup
from .chain.message import Message
from .errors import ConfigurationError, TransportError
from .reading.guards import is_number
from .to import Destination, chosen

if TYPE_CHECKING:
    from .limits import Background
    from .transport import Transport

__all__ = ["CliqHandler", "Entry", "card"]

PATIENCE = 10.0
"""Seconds that a program which ends waits for the last message."""


@frozen
class Entry:
    """One log record as a card shows it: `time` in seconds, and the traceback as text, empty without one."""

    time: float
    level: int
    logger: str
    message: str
    traceback: str = ""

    @property
    def name(self) -> str:
        """The level by its name."""
        return logging.getLevelName(self.level)

    @property
    def clock(self) -> str:
        """The local time of day."""
        return time.strftime("%H:%M:%S", time.localtime(self.time))


def card(entries: Sequence[Entry], dropped: int = 0) -> Message:
    """The message for some entries: a text for one, a table for several, with the last traceback below.

    Args:
        entries: at least one; equal messages of one logger become one row that counts them.
        dropped: how many more there were for which there was no room.

    >>> message = card([Entry(0.0, 40, "shop", "no stock"), Entry(1.0, 30, "shop", "slow")])
    >>> message.payload.text
    '*2 log records*: 1 ERROR, 1 WARNING'
    >>> [row[1:] for row in message.slides[0].rows]
    [('ERROR', 'shop', 'no stock'), ('WARNING', 'shop', 'slow')]
    """
    one = entries[0] if len(entries) == 1 and not dropped else None
    text = _summary(entries, dropped) if one is None else _line(one)
    message = Message(text, fit=True).style(background=_background(max(entry.level for entry in entries)))
    if one is None:
        message = message.table(["Time", "Level", "Logger", "Message"]).rows(_rows(entries))
    traceback = next((entry.traceback for entry in reversed(entries) if entry.traceback), "")
    return message.text_slide(markup.code_block(traceback), title="Traceback") if traceback else message


def _line(entry: Entry) -> str:
    return f"{markup.bold(entry.name)} {markup.escape(entry.logger)}: {markup.escape(entry.message)}"


def _summary(entries: Sequence[Entry], dropped: int) -> str:
    levels = Counter(entry.level for entry in sorted(entries, key=lambda entry: -entry.level))
    counts = ", ".join([f"{count} {logging.getLevelName(level)}" for level, count in levels.items()])
    more = f", and {dropped} more for which there was no room" if dropped else ""
    return f"{markup.bold(f'{len(entries)} log records')}: {counts}{more}"


def _rows(entries: Sequence[Entry]) -> list[tuple[str, str, str, str]]:
    same = Counter((entry.level, entry.logger, entry.message) for entry in entries)
    rows = list[tuple[str, str, str, str]]()
    for entry in entries:
        count = same.pop((entry.level, entry.logger, entry.message), 0)
        if count:
            times = f" (\u00d7 {count})" if count > 1 else ""
            rows.append((entry.clock, entry.name, markup.escape(entry.logger), markup.escape(entry.message) + times))
    return rows


def _background(level: int) -> Background:
    if level >= logging.ERROR:
        return "red"
    return "yellow" if level >= logging.WARNING else "blue"


class CliqHandler(logging.Handler):
    """A handler of the standard library's `logging` that sends records as cards.

    Whoever logs never waits: records are gathered, and a thread of the handler's own sends them. What cannot be sent,
    and surely did not arrive, is sent with the next records. For records that survive the end of the program, give an
    `Outbox`. Records that the sending itself logs are left out.

    Args:
        transport: what carries the messages: an `Outbox`, a `CliqTransport`, or any other.
        to: where they go, as in `Message.send`; None takes ``transport.destination``.
        level: the lowest level that is sent.
        gather: seconds for which records are gathered into one message, from the first one on.
        most: records that wait at most; how many more came is told.

    Raises:
        ConfigurationError: there is no destination, or a setting makes no sense.
    """

    def __init__(
        self,
        transport: Transport,
        to: Destination | str | None = None,
        *,
        level: int | str = logging.ERROR,
        gather: float = 5.0,
        most: int = 1_000,
    ) -> None:
        super().__init__(level)
        if not is_number(gather) or not 0 <= gather < float("inf") or isinstance(most, bool) or most < 1:
            raise ConfigurationError(f"gather={gather!r} must be seconds, 0 or more, and most={most!r} 1 or more")
        self._transport, self._to = transport, chosen(to, transport)
        self._gather, self._most = gather, most
        self._begin()

    def _begin(self) -> None:
        self._entries, self._dropped = deque[Entry](), 0
        self._news, self._closing = threading.Condition(), threading.Event()
        self._sending, self._here = threading.Lock(), threading.local()
        self._worker: threading.Thread | None = None
        self._process = os.getpid()

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record; it is sent soon, with those that follow it."""
        try:
            if self._process != os.getpid():  # a fork has neither the thread nor its records
                self._begin()
            if not getattr(self._here, "sends", False):
                self._keep(self._entry(record))
        except Exception:
            self.handleError(record)

    def _entry(self, record: logging.LogRecord) -> Entry:
        traceback = record.exc_text or ""
        if record.exc_info and not traceback:
            traceback = (self.formatter or logging.Formatter()).formatException(record.exc_info)
        message = record.getMessage() if self.formatter is None else self.format(record)
        return Entry(record.created, record.levelno, record.name, message, traceback)

    def _keep(self, entry: Entry) -> None:
        with self._news:
            if len(self._entries) >= self._most:
                self._dropped += 1
                return
            self._entries.append(entry)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="cardkit-logging", daemon=True)
                self._worker.start()
            self._news.notify()

    def _work(self) -> None:
        while not self._closing.is_set():
            with self._news:
                self._news.wait_for(lambda: self._entries or self._closing.is_set())
            self._closing.wait(self._gather)
            self._send()

    def _send(self) -> None:
        """Send what waits; what surely did not arrive waits again."""
        self._here.sends = True  # what is logged meanwhile in this thread is of the sending
        with self._sending:
            with self._news:
                entries, dropped = [*self._entries], self._dropped
                self._entries.clear()
                self._dropped = 0
            if not entries:
                return
            try:
                card(entries, dropped).send(self._transport, to=self._to)
            except Exception as error:
                if isinstance(error, TransportError) and not error.may_have_arrived:
                    self._return(entries, dropped)
                self.handleError(_failed(error))

    def _return(self, entries: Sequence[Entry], dropped: int) -> None:
        with self._news:
            room = max(0, self._most - len(self._entries))
            self._entries.extendleft(reversed(entries[:room]))
            self._dropped += dropped + len(entries) - len(entries[:room])

    def flush(self) -> None:
        """Send what waits now, and wait for it at most ten seconds."""
        if self._process != os.getpid() or not self._entries:
            return
        sender = threading.Thread(target=self._send, name="cardkit-logging", daemon=True)
        sender.start()
        sender.join(PATIENCE)

    def close(self) -> None:
        """Send what waits, and take no more."""
        self.flush()
        self._closing.set()
        with self._news:
            self._news.notify_all()
        super().close()


def _failed(error: Exception) -> logging.LogRecord:
    """A record that tells `logging.Handler.handleError` what the handler was at."""
    return logging.LogRecord("cardkit.logging", logging.ERROR, __file__, 0, "sending log records: %s", (error,), None)
