"""`judge`: the next state of a letter after a receipt or an error; the same for every backend."""

from __future__ import annotations

import random

from attrs import frozen

from ..errors import (
    AuthenticationError,
    CardkitError,
    ConfigurationError,
    ConnectionFailedError,
    RateLimitError,
    ServerError,
    TokenLimitError,
)
from ..transport import Receipt
from ..transport.secret import said_by
from .letter import State

AUTHENTICATION_PAUSE = 60.0
"""Seconds before the next post after a token was refused: by then there may be a new one."""
LONGEST_BACKOFF = 600.0
"""The longest pause between two failing posts, in seconds."""
ROOM = "room in the budget, or the end of a lock"
ANOTHER_TOKEN = "a token that the service takes"  # noqa: S105 - it says what is waited for
SETTINGS = "settings that make sense"
CONNECTION = "another try to connect"
SERVICE = "the service, which is busy"
AGAIN = "another try"


@frozen
class Verdict:
    """The next state of a letter after a post.

    If it is *ready* again, `pause` is the seconds before the account may post anything again, and `reason` says what
    the pause is for. `counted` says whether the post counts as a try. `finding` says what happened.
    """

    state: State
    pause: float = 0.0
    reason: str = ""
    counted: bool = False
    finding: str = ""


def judge(outcome: Receipt | Exception, *, left: bool, failures: int = 0, at_least_once: bool = False) -> Verdict:
    """Judge the outcome of a post.

    Args:
        outcome: the receipt or the error.
        left: whether the letter was recorded as *sending*; after an error that is not cardkit's, it may have arrived.
        failures: how many posts in a row failed before this one; pauses grow with it.
        at_least_once: whether a letter that may have arrived is sent again.

    >>> from cardkit.errors import DeliveryUnknownError, NotFoundError, RateLimitError
    >>> judge(Receipt(status=200), left=True).state
    'sent'
    >>> verdict = judge(RateLimitError("…", retry_after=30.0), left=False)
    >>> verdict.state, verdict.pause, verdict.counted
    ('ready', 30.0, False)
    >>> judge(NotFoundError("…", status=404), left=True).state
    'dead'
    >>> judge(DeliveryUnknownError("…", may_have_arrived=True), left=True).state
    'unknown'
    """
    if isinstance(outcome, Receipt):
        return Verdict("sent")
    finding = str(outcome) if isinstance(outcome, CardkitError) else said_by(outcome)
    if getattr(outcome, "may_have_arrived", left and not isinstance(outcome, CardkitError)):
        if not at_least_once:
            return Verdict("unknown", finding=finding, counted=True)
        return Verdict("ready", backoff(failures), AGAIN, counted=True, finding=finding)
    pause = _pause(outcome, failures)
    if pause is None:
        return Verdict("dead", finding=finding, counted=True)
    seconds, reason, counted = pause
    return Verdict("ready", seconds, reason, counted=counted, finding=finding)


def _pause(error: Exception, failures: int) -> tuple[float, str, bool] | None:
    """Pause, reason and whether the post counts as a try, after an error with which nothing has arrived.

    None if a retry is pointless.
    """
    if isinstance(error, RateLimitError):
        return error.retry_after, ANOTHER_TOKEN if isinstance(error, TokenLimitError) else ROOM, False
    if isinstance(error, AuthenticationError):
        return AUTHENTICATION_PAUSE, ANOTHER_TOKEN, False
    if isinstance(error, ConfigurationError):
        return AUTHENTICATION_PAUSE, SETTINGS, False
    if isinstance(error, ConnectionFailedError):
        return backoff(failures), CONNECTION, True
    if isinstance(error, ServerError):
        return (backoff(failures) if error.retry_after is None else error.retry_after), SERVICE, True
    return None if isinstance(error, CardkitError) else (backoff(failures), AGAIN, True)


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: exponential, with jitter so that not all retry at once.

    >>> 0.5 <= backoff(0) < 1.0, 300 <= backoff(20) < 600
    (True, True)
    """
    return min(2.0 ** min(failures, 30), LONGEST_BACKOFF) * (1 + random.random()) / 2  # noqa: S311 - it spreads posts, it guards nothing
