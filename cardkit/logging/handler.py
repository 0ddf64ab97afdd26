"""`CliqHandler`: a handler of the standard library's `logging` that sends records as cards."""

from __future__ import annotations

import atexit
import copy
import logging
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import is_number, require_transport
from ..reading.text import TERMINAL
from ..to import Destination, chosen
from ..transport import Transport
from .cards import Entry, card
from .gatherer import Gatherer

PATIENCE = 10.0
"""Seconds that a program which ends waits for the last message."""
_LETTERS = 10_000
"""Cards in an outbox of which a handler remembers that they are its own: the last ones."""
_BY_NAME = "in a configuration of logging, the name of one begins with ext://, such as ext://shop.chat.outbox"


class CliqHandler(logging.Handler):
    """A handler for Python's `logging` that sends records as cards.

    Logging never waits for the network: records are gathered, and a thread sends them. Records that surely did not
    arrive are sent with the next ones. Records that the sending itself logs are left out, and what an `Outbox`
    logs of the cards that it was handed; where it works in the same program, keep the level above INFO, at which it
    logs each request. Equal records are counted, even if a formatter writes their times. A card shows one traceback,
    that of the most severe record, without its outermost frames if it is long.

    A program waits up to ten seconds for its last card, tries once more what surely did not arrive, and says on stderr
    how many records were not sent. If the first record comes only from `atexit`, Python 3.12 and later can start no
    thread, so the program waits for the transport. Nor can a subinterpreter of Python 3.14, where `flush` and the end
    send what waits. For records that must survive a crash, use an `Outbox`. A closed handler opens again with its next
    record.

    Args:
        transport: what carries the messages: an `Outbox`, a `CliqTransport`, or any other.
        to: where they go, as in `Message.send`; None takes ``transport.destination``.
        level: the lowest level that is sent.
        gather: seconds for which records are gathered into one message, counted from the first record. After a failure
            the next message waits as long, at least a second, and as long as the error asks for.
        most: how many records may wait. Of more, the most severe are kept and the others counted.

    Raises:
        ConfigurationError: there is no destination, `transport` is not a transport, or a setting makes no sense.

    >>> import logging
    >>> from cardkit.transport import MemoryTransport
    >>> memory, log = MemoryTransport(), logging.getLogger("shop")
    >>> handler = CliqHandler(memory, to="channel:alerts", level="WARNING")
    >>> log.addHandler(handler)
    >>> log.error("Disk %s is full", "sda1")
    >>> handler.close()
    >>> len(memory.sent)
    1
    >>> log.removeHandler(handler)
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
        if not is_number(gather) or not 0 <= gather < float("inf") or not _is_count(most):
            came = f"gather={shown(gather)} must be seconds, 0 or more, and most={shown(most)} 1 or more"
            raise ConfigurationError(came)
        require_transport(transport, _BY_NAME)
        self._transport, self._to = transport, chosen(to, transport)
        self._gatherer, self._process = Gatherer(self._send, self._failed, gather, most), os.getpid()
        self._letters = deque[object](maxlen=_LETTERS)
        super().__init__(level)  # last, as the end of the program flushes whatever has called this
        _end_with_child(self.close)

    def handle(self, record: logging.LogRecord) -> bool:
        """Take a record, but none of the sending itself: `flush` would wait for itself, or each card cause another."""
        sends_here = self._process == os.getpid() and self._gatherer.sends_here
        return False if sends_here or self._tells_of_a_card(record) else super().handle(record)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record; it is sent soon, with those that follow it. A handler that was closed opens again."""
        try:
            if self._process != os.getpid():  # a fork has neither the thread nor its records
                self._gatherer, self._process = self._gatherer.anew(), os.getpid()
                _end_with_child(self.close)
            if self._gatherer.ended:  # whoever has closed all handlers has also taken them from those of the end
                atexit.register(self.close)
            self._gatherer.put(self._entry(record))
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        """Send what waits now, and wait for it and for what is being sent at most ten seconds.

        >>> from cardkit.transport import MemoryTransport
        >>> memory, log = MemoryTransport(), logging.getLogger("shop")
        >>> handler = CliqHandler(memory, to="channel:alerts")
        >>> log.addHandler(handler)
        >>> log.error("Disk %s is full", "sda1")
        >>> handler.flush()
        >>> len(memory.sent)
        1
        >>> log.removeHandler(handler)
        """
        if self._process == os.getpid():
            self._gatherer.flush(PATIENCE)

    def close(self) -> None:
        """Send what waits, in ten seconds, with one more try after a failure, and say on stderr how many are left."""
        if self._process == os.getpid():
            atexit.unregister(self.close)
            _tell_left(self._gatherer.end(PATIENCE))
        super().close()

    # Inside

    def _tells_of_a_card(self, record: logging.LogRecord) -> bool:
        """Whether an outbox tells what became of a card that this handler handed over."""
        ours = record.name == "cardkit.outbox" and getattr(record, "destination", None) == str(self._to)
        return ours and getattr(record, "letter", None) in self._letters

    def _entry(self, record: logging.LogRecord) -> Entry:
        said = _uncoloured(record.getMessage())
        message = said if self.formatter is None else _uncoloured(str(self.format(_bare(record))))
        return Entry(record.created, record.levelno, str(record.name), message, self._traceback(record), said)

    def _traceback(self, record: logging.LogRecord) -> str:
        formatter = self.formatter or logging.Formatter()
        error = record.exc_text or (formatter.formatException(record.exc_info) if record.exc_info else "")
        stack = formatter.formatStack(record.stack_info) if record.stack_info else ""
        return _uncoloured("\n\n".join(filter(None, [error, stack])))

    def _send(self, entries: Sequence[Entry], dropped: int) -> None:
        receipt = card(entries, dropped).send(self._transport, to=self._to)
        if "id" in receipt.data:  # the letter in an outbox
            self._letters.append(receipt.data["id"])

    def _failed(self, error: Exception) -> None:
        what = "sending log records: %s"
        self.handleError(logging.LogRecord("cardkit.logging", logging.ERROR, __file__, 0, what, (error,), None))


def _is_count(most: object) -> bool:
    return isinstance(most, int) and not isinstance(most, bool) and most >= 1


def _end_with_child(close: Callable[[], object]) -> None:
    """Have a handler closed at the end of a child of `multiprocessing`, which asks neither `atexit` nor `logging`."""
    process = sys.modules.get("multiprocessing.process")
    if process is not None and process.parent_process() is not None:
        from multiprocessing.util import Finalize

        Finalize(None, close, exitpriority=0)


def _tell_left(left: int) -> None:
    """Say on stderr how many records were not sent, unless `logging.raiseExceptions` is off."""
    if left and logging.raiseExceptions and sys.stderr:
        what = "1 log record was" if left == 1 else f"{left} log records were"
        with suppress(OSError, ValueError):
            sys.stderr.write(f"cardkit.logging: {what} not sent\n")


def _uncoloured(text: str) -> str:
    """The text without what colours it on a terminal, as formatters of a console do it."""
    return re.sub(TERMINAL, "", text)


def _bare(record: logging.LogRecord) -> logging.LogRecord:
    """A record without its traceback, which formatters write behind the message."""
    bare = copy.copy(record)
    bare.exc_info = bare.exc_text = bare.stack_info = None
    return bare
