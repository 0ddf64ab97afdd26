"""One request under way: its deadlines, and whether any of it has left this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from threading import get_ident
from typing import NamedTuple


class AbortedError(Exception):
    """The request was aborted, or its hook failed, before any of it left."""


class TimeLimits(NamedTuple):
    """Seconds that an exchange may take: to connect, to wait for the response, and in all."""

    connect: float
    answer: float
    deadline: float


_ACTIVE: ContextVar[Exchange | None] = ContextVar("exchange", default=None)
"""A variable of the context, as greenlets share their thread, and its `threading.local` where they came later."""


def current() -> Exchange | None:
    """The exchange that this thread, or greenlet, performs, if any; not that of whoever started it."""
    exchange = _ACTIVE.get()
    return exchange if exchange is None or exchange.thread == get_ident() else None


def do_meanwhile(work: Callable[[], object]) -> bool:
    """Have a function called when the request of this thread is written, before its response is awaited.

    Returns:
        Whether it will be called; False if no connection of cardkit's carries a request of this thread.
    """
    exchange = current()
    if exchange is None or not exchange.watched:
        return False
    exchange.meanwhile = work
    return True


class Exchange:
    """One request and its answer. Within ``with exchange:`` connections of this thread report to it.

    Args:
        limits: the seconds that it may take.
        on_leaving: called right before the first byte of the request may leave; if it raises, nothing leaves. The time
            that it takes does not count.
        clock: a monotonic clock; for tests.

    >>> exchange = Exchange(TimeLimits(5.0, 30.0, 35.0))
    >>> exchange.left, exchange.abort()
    (False, True)
    """

    left = False
    """Whether bytes of the request have left this machine, or may have."""
    watched = False
    """Whether a connection of cardkit's carries the request, so that `left` is observed and not guessed."""
    failure: BaseException | None = None
    """What `on_leaving` raised."""
    meanwhile: Callable[[], object] | None = None
    """Called once, when the request is written."""
    _end = _stage_end = 0.0
    thread = 0
    """The thread that performs it, while it does."""
    _aborted = False

    def __init__(
        self,
        limits: TimeLimits,
        on_leaving: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits, self._on_leaving, self._clock = limits, on_leaving, clock
        self._lock = threading.RLock()  # reentrant, as a signal handler may call `abort` in the middle of `leave`

    def __enter__(self) -> None:
        """Start the clock: connecting begins.

        Raises:
            AbortedError: the exchange was aborted.
        """
        if self._aborted:
            raise AbortedError
        now = self._clock()
        self._end = now + self._limits.deadline
        self._stage_end = min(self._end, now + self._limits.connect)
        self.thread, self._outer = get_ident(), _ACTIVE.set(self)

    def __exit__(self, *raised: object) -> None:
        self.thread = 0
        _ACTIVE.reset(self._outer)

    def remaining(self) -> float:
        """The seconds left for the current stage: connecting, or the request and its response.

        Raises:
            TimeoutError: there are none.
        """
        seconds = self._stage_end - self._clock()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds

    def leave(self) -> None:
        """Called right before the first byte is written.

        Raises:
            AbortedError: nothing must be written, as the exchange was aborted or the hook failed.
        """
        if self._on_leaving is not None:
            try:
                self._call_uncounted(self._on_leaving)
            except BaseException as error:
                self.failure = error
                raise AbortedError from None
        with self._lock:
            if self._aborted:
                raise AbortedError
            self.left = True
        self._stage_end = min(self._end, self._clock() + self._limits.answer)

    def request_written(self) -> None:
        """Called when the whole request is written. The time that `meanwhile` takes does not count."""
        work, self.meanwhile = self.meanwhile, None
        if work is not None:
            self._call_uncounted(work)

    def _call_uncounted(self, work: Callable[[], object]) -> None:
        """Call a function, and move all deadlines by the time that it takes."""
        start = self._clock()
        work()
        seconds = self._clock() - start
        self._end += seconds
        self._stage_end += seconds

    def abort(self) -> bool:
        """Keep the request from leaving, from another thread or a signal handler; False if it has left already."""
        with self._lock:
            self._aborted = self._aborted or not self.left
            return not self.left
