"""How one message is delivered: a course, which decides, and a driver, which performs.

A course is a generator. It yields steps (a wait, or an attempt to perform), is sent the outcome of each attempt, and
returns a receipt or raises. A driver that is stopped throws the error of the present step into it. It does no I/O
itself, and the drivers decide nothing. So `send` and `asend` follow the same rules, and a test can step through a
course without a socket or a clock.
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
from .waiting import Pause, Wait, WaitListener, announce

_SIGNAL: Any = sys.modules.get("_signal", signal)
"""The functions of `signal` without its enums, whose conversion would cost more than the rest of a send."""


class Attempt(NamedTuple):
    """The result of one attempt, and the pause until another one makes sense; None if none does."""

    outcome: Receipt | TransportError
    pause: Pause | None = None


class Perform(NamedTuple):
    """A step: a call that may block. `exchange` knows whether the request has left, and can abort it if not."""

    call: Callable[[], Attempt]
    exchange: Exchange


Course: TypeAlias = Generator[Wait | Perform, Attempt | None, Receipt]


def next_step(course: Course, attempt: Attempt | None) -> Wait | Perform | Receipt:
    """The next step of a course, or the receipt it ends with.

    Args:
        course: the course.
        attempt: the result of the step before, if that was an attempt; else None.

    Raises:
        TransportError: the course ends with an error.
    """
    try:
        return course.send(attempt)
    except StopIteration as done:
        arrived: Receipt = done.value
        return arrived


def drive(course: Course, sleep: Callable[[float], object], on_wait: WaitListener | None) -> Receipt:
    """Perform the steps of a course in this thread.

    A first Ctrl-C while a request is under way is held back until the response is there, so that the outcome is known
    (`outcome_of`). A Ctrl-C before a request has left, and a second one, stop at once.

    Raises:
        TransportError: the message was not delivered, or its outcome is unknown.
        KeyboardInterrupt: there was a Ctrl-C.
    """
    step = next_step(course, None)
    while not isinstance(step, Receipt):
        attempt = None
        if isinstance(step, Wait):
            wait_between_posts(step, sleep, on_wait, course)
        else:
            attempt = _performed(course, step)
        step = next_step(course, attempt)
    return step


def wait_between_posts(
    wait: Wait, sleep: Callable[[float], object], on_wait: WaitListener | None, course: Course | None = None
) -> None:
    """Announce a wait, and sleep, between two posts: of one message, by its course, or of two messages, without one.

    Raises:
        KeyboardInterrupt: there was a Ctrl-C; see `stopped`.
    """
    try:
        announce(wait, on_wait)
        sleep(wait.seconds)
    except KeyboardInterrupt as stop:
        raise stopped(course, stop, stopped_error(left=False)) from None


def stopped_error(*, left: bool) -> TransportError:
    """The error that stands for the outcome of a stopped send: unknown if the request has left."""
    if left:
        unknown = "the send was stopped while its answer was on the way; the message may have arrived"
        return DeliveryUnknownError(unknown, may_have_arrived=True)
    return ConnectionFailedError("the send was stopped before anything of the message had left")


def stopped(course: Course | None, stop: BaseException, outcome: Receipt | TransportError) -> BaseException:
    """Attach to what stopped a course the outcome of the message, and return it.

    Given an error of the present step, the course tells what became of all its posts: an earlier one may have arrived.
    """
    if course is not None and isinstance(outcome, TransportError):
        try:
            course.throw(outcome)
        except TransportError as of_all_posts:
            outcome = of_all_posts
    return attach_outcome(stop, outcome)


def _performed(course: Course, step: Perform) -> Attempt:
    interrupts: list[int] = []  # the first Ctrl-C after the request has left
    try:
        ours = _SIGNAL.getsignal(signal.SIGINT) is signal.default_int_handler  # a handler of the program's stays
        attempt = _call_holding_interrupt(step, interrupts) if ours else step.call()
    except KeyboardInterrupt as stop:
        raise stopped(course, stop, stopped_error(left=step.exchange.left)) from None
    if interrupts:
        raise stopped(course, KeyboardInterrupt(), attempt.outcome)
    return attempt


def _call_holding_interrupt(step: Perform, interrupts: list[int]) -> Attempt:
    """Call an attempt; a first Ctrl-C after the request has left is put into `interrupts` instead of raised."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        if interrupts or step.exchange.abort():
            raise KeyboardInterrupt
        interrupts.append(number)

    if not _handler_installed(interrupt):
        return step.call()
    try:
        return step.call()
    except Exception as error:
        if interrupts:
            raise KeyboardInterrupt from error
        raise
    finally:
        _SIGNAL.signal(signal.SIGINT, signal.default_int_handler)


def _handler_installed(interrupt: Callable[[int, FrameType | None], None]) -> bool:
    """Install a handler for Ctrl-C; False in a thread other than the main one, which gets none."""
    try:
        _SIGNAL.signal(signal.SIGINT, interrupt)
    except ValueError:
        return False
    return True


_OUTCOME = "_cardkit_outcome"


def attach_outcome(stop: BaseException, outcome: Receipt | TransportError) -> BaseException:
    """Attach the outcome of the message to an exception that stops the program, for `outcome_of`, and return it."""
    setattr(stop, _OUTCOME, outcome)
    if isinstance(outcome, Receipt):
        stop.add_note(f"the message had arrived all the same: status {outcome.status}")
    else:
        stop.add_note(f"what became of the message: {outcome}")
    return stop


def outcome_of(error: BaseException) -> Receipt | TransportError | None:
    """What became of a message whose send was cancelled, timed out or interrupted.

    Give it the ``CancelledError``, the ``TimeoutError`` of `asyncio.timeout` or `asyncio.wait_for`, or the
    ``KeyboardInterrupt``. The answer is the receipt if the message arrived after all, or an error whose
    `may_have_arrived` tells the rest. None means that the exception came from no send of a `CliqTransport`, as
    those of an `asyncio.TaskGroup` and of `asyncio.gather` with ``return_exceptions``: ask within their tasks.

    >>> outcome_of(KeyboardInterrupt()) is None
    True
    """
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        found: Receipt | TransportError | None = getattr(inner, _OUTCOME, None)
        if found is not None:
            return found
        inner = inner.__cause__ or _cancellation_within(inner)
    return None


def _cancellation_within(error: BaseException) -> BaseException | None:
    """The cancellation that an exception ended; another one that was being handled is that of an earlier send."""
    from asyncio import CancelledError

    inner = error.__context__
    return inner if isinstance(inner, CancelledError) and not isinstance(error, CancelledError) else None
