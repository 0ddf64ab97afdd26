"""Which failed posts are retried, and after how long; the same for a send and for an outbox."""

from __future__ import annotations

import random
from typing import NamedTuple

from ..errors import CardkitError, ConnectionFailedError, DeliveryUnknownError, ServerError

LONGEST_BACKOFF = 600.0
"""The longest pause between two failing posts, in seconds."""
CONNECTION = "another try to connect"
SERVICE = "the service, which is busy"
AGAIN = "another try"


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
        return Pause(backoff(failures) if error.retry_after is None else error.retry_after, SERVICE)
    if isinstance(error, DeliveryUnknownError) or not isinstance(error, CardkitError):
        return Pause(backoff(failures), AGAIN)
    return None


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: exponential, with jitter so that not all retry at once.

    >>> 0.5 <= backoff(0) < 1.0, 300 <= backoff(20) < 600
    (True, True)
    """
    return min(2.0 ** min(failures, 30), LONGEST_BACKOFF) * (1 + random.random()) / 2  # noqa: S311 - it spreads posts, it guards nothing
