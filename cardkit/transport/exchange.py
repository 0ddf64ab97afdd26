"""One request under way: until when it may take, and whether any of it has left this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple


class AbortedError(Exception):
    """The request was called off, or its hook failed, before any of it left."""


class Limits(NamedTuple):
    """Seconds that an exchange may take: to connect, to wait for the answer, and all in all."""

    connect: float
    answer: float
    deadline: float


class _Active(threading.local):
    exchange: Exchange | None = None


_ACTIVE = _Active()


def current() -> Exchange | None:
    """The exchange that this thread performs."""
    return _ACTIVE.exchange


class Exchange:
    """One request and its answer. Within ``with exchange:`` connections of this thread report to it.

    Args:
        limits: the seconds that it may take.
        on_leaving: called right before the first byte of the request may leave; if it raises, nothing leaves.
        clock: a clock that is never set; for tests.

    >>> exchange = Exchange(Limits(5.0, 30.0, 35.0))
    >>> exchange.left, exchange.abort()
    (False, True)
    """

    left = False
    """Whether bytes of the request have left, or may have."""
    watched = False
    """Whether a connection of ours carries it, so that `left` was observed."""
    failure: BaseException | None = None
    """What the hook raised."""
    _end = _stage = 0.0
    _aborted = False
    _before: Exchange | None = None

    def __init__(
        self,
        limits: Limits,
        on_leaving: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits, self._on_leaving, self._clock = limits, on_leaving, clock
        self._lock = threading.RLock()  # the handler of a signal may call `abort` in the midst of `leave`

    def __enter__(self) -> None:
        self._before, _ACTIVE.exchange = _ACTIVE.exchange, self

    def __exit__(self, *raised: object) -> None:
        _ACTIVE.exchange, self._before = self._before, None

    def start(self) -> None:
        """Begin to connect.

        Raises:
            AbortedError: it was called off.
        """
        if self._aborted:
            raise AbortedError
        now = self._clock()
        self._end = now + self._limits.deadline
        self._stage = min(self._end, now + self._limits.connect)

    def remaining(self) -> float:
        """The seconds that are left for what is going on: connecting, or posting and its answer.

        Raises:
            TimeoutError: there are none.
        """
        seconds = self._stage - self._clock()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds

    def leave(self) -> None:
        """Say that the next thing to happen is the first byte leaving.

        Raises:
            AbortedError: it must not.
        """
        if self._on_leaving is not None:
            try:
                self._on_leaving()
            except BaseException as error:
                self.failure = error
                raise AbortedError from None
        with self._lock:
            if self._aborted:
                raise AbortedError
            self.left = True
        self._stage = min(self._end, self._clock() + self._limits.answer)

    def stayed(self) -> None:
        """Say that the first byte did not leave after all."""
        self.left = False

    def abort(self) -> bool:
        """Keep the request from leaving. False if it has left: then its answer is worth waiting for."""
        with self._lock:
            self._aborted = self._aborted or not self.left
            return not self.left
