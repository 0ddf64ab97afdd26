"""`judge`: the next state of a letter after a receipt or an error; the same for every backend."""

from __future__ import annotations

from attrs import frozen

from ..errors import (
    AuthenticationError,
    CardkitError,
    ConfigurationError,
    RateLimitError,
    TokenLimitError,
)
from ..transport import Receipt
from ..transport.secret import said_by
from ..transport.waiting import Pause, pause_after
from .letter import State

AUTHENTICATION_PAUSE = 60.0
"""Seconds before the next post after a token was refused: by then there may be a new one."""
ROOM = "room in the budget, or the end of a lock"
ANOTHER_TOKEN = "a token that the service takes"  # noqa: S105 - it says what is waited for
SETTINGS = "settings that make sense"


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
        at_least_once: whether a letter that may have arrived is sent again, if that may help.

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
    arrived = getattr(outcome, "may_have_arrived", left and not isinstance(outcome, CardkitError))
    if arrived and not at_least_once:
        return Verdict("unknown", finding=finding, counted=True)
    wait = _wait_of_account(outcome)
    pause = wait or pause_after(outcome, failures)
    if pause is None:
        return Verdict("unknown" if arrived else "dead", finding=finding, counted=True)
    return Verdict("ready", pause.seconds, pause.reason, counted=wait is None, finding=finding)


def _wait_of_account(error: Exception) -> Pause | None:
    """The pause after an error that concerns the whole account and no letter of it; None for other errors."""
    if isinstance(error, RateLimitError):
        return Pause(error.retry_after, ANOTHER_TOKEN if isinstance(error, TokenLimitError) else ROOM)
    if isinstance(error, AuthenticationError):
        return Pause(AUTHENTICATION_PAUSE, ANOTHER_TOKEN)
    return Pause(AUTHENTICATION_PAUSE, SETTINGS) if isinstance(error, ConfigurationError) else None
