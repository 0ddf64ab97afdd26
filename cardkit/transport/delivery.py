"""How one message is delivered: a course of typed steps, waits and attempts, and the driver that performs them.

The course decides and performs nothing; the drivers perform and decide nothing. So `send` and `asend` follow the same
rules, and a test can walk through a course without a socket or a clock.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Generator
from types import FrameType
from typing import Any, NamedTuple, TypeAlias

from ..errors import ConnectionFailedError, DeliveryUnknownError, TransportError
from .base import Receipt
from .exchange import Exchange
from .waiting import Listener, Wait, announce

_SIGNAL: Any = sys.modules.get("_signal", signal)
"""The functions of `signal` without its enums, which cost more at each send than all the rest of its course."""


class Attempt(NamedTuple):
    """What one attempt came to.

    `pause` is the seconds until another is worth it, or None if none is; `reason` says what for.
    """

    outcome: Receipt | TransportError
    pause: float | None = None
    reason: str = ""


class Perform(NamedTuple):
    """A call that may block. `exchange` tells whether anything has left, and can still be called off if not."""

    call: Callable[[], Attempt]
    exchange: Exchange


Course: TypeAlias = Generator[Wait | Perform, Attempt | None, Receipt]


def walked(course: Course, attempt: Attempt | None) -> Wait | Perform | Receipt:
    """The next step of a course, once the attempt before it is told; or its end.

    Raises:
        TransportError: the course ends with it.
    """
    try:
        return course.send(attempt)
    except StopIteration as done:
        arrived: Receipt = done.value
        return arrived


def drive(course: Course, sleep: Callable[[float], object], on_wait: Listener | None) -> Receipt:
    """Perform a course in this thread.

    A first Ctrl-C after a request has left lets it come to its end, so that what became of it is known (`outcome_of`);
    before, and the second time, it stops at once.

    Raises:
        TransportError: the message was not delivered, or nobody knows.
        KeyboardInterrupt: there was a Ctrl-C.
    """
    step = walked(course, None)
    while not isinstance(step, Receipt):
        attempt = None
        if isinstance(step, Wait):
            announce(step, on_wait)
            slept(step.seconds, sleep)
        else:
            attempt = _performed(step)
        step = walked(course, attempt)
    return step


def slept(seconds: float, sleep: Callable[[float], object]) -> None:
    """Sleep between two posts.

    Raises:
        KeyboardInterrupt: there was a Ctrl-C; `outcome_of` says of it that nothing is under way.
    """
    try:
        sleep(seconds)
    except KeyboardInterrupt as stop:
        raise told(stop, stopped(left=False)) from None


def stopped(*, left: bool) -> TransportError:
    """What is known of a message whose send was stopped."""
    if left:
        unknown = "the send was stopped while its answer was on the way; the message may have arrived"
        return DeliveryUnknownError(unknown, may_have_arrived=True)
    return ConnectionFailedError("the send was stopped before anything of the message had left")


def _performed(step: Perform) -> Attempt:
    kept: list[int] = []  # of Ctrl-C, the first after the request has left
    try:
        ours = _SIGNAL.getsignal(signal.SIGINT) is signal.default_int_handler  # else the handler is somebody's own
        attempt = _finished(step, kept) if ours else step.call()
    except KeyboardInterrupt as stop:
        raise told(stop, stopped(left=step.exchange.left)) from None
    if kept:
        raise told(KeyboardInterrupt(), attempt.outcome)
    return attempt


def _finished(step: Perform, kept: list[int]) -> Attempt:
    """What an attempt comes to. If the request has left, a first Ctrl-C is kept until then."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        if kept or step.exchange.abort():
            raise KeyboardInterrupt
        kept.append(number)

    if not _handled(interrupt):
        return step.call()
    try:
        return step.call()
    except Exception as error:
        if kept:
            raise KeyboardInterrupt from error
        raise
    finally:
        _SIGNAL.signal(signal.SIGINT, signal.default_int_handler)


def _handled(interrupt: Callable[[int, FrameType | None], None]) -> bool:
    """Let a Ctrl-C call this from now on; False in a thread to which none comes."""
    try:
        _SIGNAL.signal(signal.SIGINT, interrupt)
    except ValueError:
        return False
    return True


_KEPT = "_cardkit_outcome"


def told(stop: BaseException, outcome: Receipt | TransportError) -> BaseException:
    """An exception that stops a program, with what became of the message on it."""
    setattr(stop, _KEPT, outcome)
    if isinstance(outcome, Receipt):
        stop.add_note(f"the message had arrived all the same: status {outcome.status}")
    else:
        stop.add_note(f"what became of the message: {outcome}")
    return stop


def outcome_of(error: BaseException) -> Receipt | TransportError | None:
    """What became of a message whose send was cancelled, timed out or interrupted.

    Give it the ``CancelledError``, the ``TimeoutError`` of `asyncio.timeout` or `asyncio.wait_for`, or the
    ``KeyboardInterrupt``. The answer is the receipt if the message arrived after all, or an error whose
    `may_have_arrived` tells the rest. None means that the exception came from no send of a `CliqTransport`.

    >>> outcome_of(KeyboardInterrupt()) is None
    True
    """
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        found: Receipt | TransportError | None = getattr(inner, _KEPT, None)
        if found is not None:
            return found
        inner = inner.__cause__ or inner.__context__
    return None
