"""Waits of a send: what they are for, how long they take, how they are announced, and which failures they follow."""

from __future__ import annotations

import logging
import math
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Self, TypeAlias

from attrs import frozen

from ..errors import (
    CardkitError,
    ConfigurationError,
    ConnectionFailedError,
    DeliveryUnknownError,
    ServerError,
    TransportError,
)
from ..errors.wording import shown
from ..reading.guards import is_number, refuse_webhook
from .answers import LONGEST_LOCK

VISIBLE = 2.0
"""Seconds; a longer wait is told on the terminal."""
ROUNDING = 1e-6  # tolerance for float errors in sums of times
LONGEST_BACKOFF = 600.0
"""The longest pause between two failing posts, in seconds."""
CONNECTION = "another try to connect"
SERVICE = "the service, which is busy"
AGAIN = "another try"

LOG = logging.getLogger("cardkit.transport")


@frozen
class Wait:
    """A wait before the next post: its seconds, what it is for, and the message's destination.

    `attempt` counts the posts so far, `status` is that of the last answer, None where there was none.

    >>> print(Wait(12.0, "room in the budget", "chat:CT_1"))
    waiting 12.0 s for room in the budget, then on to chat:CT_1
    """

    seconds: float
    reason: str
    destination: str
    attempt: int = 0
    status: int | None = None

    def __str__(self) -> str:
        return f"waiting {self.seconds:.1f} s for {self.reason}, then on to {self.destination}"


WaitListener: TypeAlias = Callable[[Wait], object]


class Patience:
    """The seconds that may still be waited, in one send or in many.

    >>> patience = Patience(60.0)
    >>> patience.spend(45.0), patience.spend(45.0), patience.left
    (True, False, 15.0)
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @classmethod
    def of(cls, max_wait: float | None) -> Self:
        """The patience that the setting ``max_wait`` names; None has no end.

        Raises:
            ConfigurationError: it is not a number of seconds.

        >>> Patience.of(None).left, Patience.of(60).left
        (inf, 60.0)
        """
        return cls(math.inf if max_wait is None else seconds_of(max_wait))

    def spend(self, seconds: float) -> bool:
        """Use up the seconds of one wait; False if there are not enough left, and then none is used."""
        if seconds > self.left + ROUNDING:
            return False
        self.left = max(self.left - seconds, 0.0)
        return True


def seconds_of(max_wait: object) -> float:
    """The setting ``max_wait``, a number of seconds, 0 or more; infinity waits as long as it takes.

    Raises:
        ConfigurationError: it is something else.
    """
    refuse_webhook(max_wait)
    if is_number(max_wait) and max_wait >= 0:
        with suppress(OverflowError):  # of an int beyond every float
            return float(max_wait)
    raise ConfigurationError(f"max_wait={shown(max_wait)} must be a number of seconds, 0 or more")


def announce(wait: Wait, listener: WaitListener | None) -> None:
    """Tell of a wait before it begins: to the listener, or on the terminal if it is long; always to the log."""
    notes = {"destination": wait.destination, "status": wait.status, "attempt": wait.attempt}
    LOG.info("%s", wait, extra={**notes, "wait": wait.seconds, "reason": wait.reason})
    if listener is not None:
        listener(wait)
    elif wait.seconds > VISIBLE and not (LOG.isEnabledFor(logging.INFO) and LOG.hasHandlers()):
        terminal = sys.stderr
        if terminal is not None and terminal.isatty():
            print(f"cardkit: {wait} (Ctrl-C stops it)", file=terminal, flush=True)


class Pause(NamedTuple):
    """The seconds before a retry, and what is waited for."""

    seconds: float
    reason: str


def pause_after(error: Exception, failures: int) -> Pause | None:
    """The pause before a retry after a failed post; None if a retry would fail as well.

    Whether a message that may have arrived may be posted again is for the caller to decide.

    Args:
        error: how the post failed, but for limits and refused tokens, which are not of the post.
        failures: how many posts in a row failed before this one; pauses grow with it.

    >>> pause_after(ServerError("…", status=503, retry_after=120.0), failures=0)
    Pause(seconds=120.0, reason='the service, which is busy')
    """
    if isinstance(error, ConnectionFailedError):
        return Pause(backoff(failures), CONNECTION)
    if isinstance(error, ServerError):
        return Pause(wait_asked(error) or backoff(failures), SERVICE)
    if isinstance(error, DeliveryUnknownError) or not isinstance(error, CardkitError):
        return Pause(backoff(failures), AGAIN)
    return None


def wait_asked(error: TransportError) -> float | None:
    """The seconds that an error asks to wait, at most an hour; None if it asks for none, whatever a transport wrote.

    >>> wait_asked(ServerError("…", retry_after=1e9)), wait_asked(ServerError("…", retry_after=0))
    (3600.0, None)
    """
    asked: object = error.retry_after
    return min(asked, LONGEST_LOCK) if is_number(asked) and asked > 0 else None


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: exponential, with jitter so that not all retry at once.

    >>> 0.5 <= backoff(0) < 1.0, 300 <= backoff(20) < 600
    (True, True)
    """
    return min(2.0 ** min(failures, 30), LONGEST_BACKOFF) * (1 + random.random()) / 2  # noqa: S311 - it spreads posts, it guards nothing
