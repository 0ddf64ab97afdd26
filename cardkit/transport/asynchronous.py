"""The asyncio driver of a delivery: it waits in the event loop, and runs attempts in threads."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from concurrent.futures import Future, ThreadPoolExecutor

from ..errors import TransportError
from .base import Receipt
from .calls import in_thread
from .delivery import Attempt, Course, Perform, next_step, stopped, stopped_error
from .waiting import Wait, WaitListener, announce

WORKERS = 8
"""Threads that a transport uses for `asend`, at most; each is started when it is first needed."""


def new_pool() -> ThreadPoolExecutor:
    """The threads that a transport and its copies share in one process."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="cardkit")


async def drive_in_loop(course: Course, executor: ThreadPoolExecutor, on_wait: WaitListener | None) -> Receipt:
    """Perform the steps of a course without blocking the event loop.

    If it is cancelled before the first byte of the message has left, nothing leaves, and the slot and the connection
    are given back. Otherwise it waits for the response, so that budget and lock stay right, and then re-raises the
    cancellation with the outcome attached (`outcome_of`). A second cancellation does not wait.

    Raises:
        TransportError: the message was not delivered, or nobody knows.
    """
    step = next_step(course, None)
    while not isinstance(step, Receipt):
        attempt = None
        if isinstance(step, Wait):
            announce(step, on_wait)
            await _slept(course, step)
        else:
            attempt = await _performed(course, step, executor)
        step = next_step(course, attempt)
    return step


async def _slept(course: Course, step: Wait) -> None:
    try:
        await asyncio.sleep(step.seconds)
    except asyncio.CancelledError as stop:
        stopped(course, stop, stopped_error(left=False))
        raise


async def _performed(course: Course, step: Perform, executor: ThreadPoolExecutor) -> Attempt:
    if sys.platform == "emscripten":  # a browser has no threads
        return in_thread(step.call)
    loop = asyncio.get_running_loop()  # raises under trio, before anything is under way
    try:
        under_way: Future[Attempt] = executor.submit(contextvars.copy_context().run, in_thread, step.call)
    except RuntimeError as error:  # it could start no thread, but has queued the call, and may perform it later
        outcome = stopped_error(left=not step.exchange.abort())
        outcome.__cause__ = error
        return Attempt(outcome)
    waiting = asyncio.wrap_future(under_way, loop=loop)
    try:
        return await asyncio.shield(waiting)
    except asyncio.CancelledError as stop:
        if under_way.cancel() or step.exchange.abort():
            waiting.cancel()  # the thread notices the abort, and gives the slot and connection back
            stopped(course, stop, stopped_error(left=False))
        else:
            stopped(course, stop, await _outcome_after_all(waiting))
        raise


async def _outcome_after_all(waiting: asyncio.Future[Attempt]) -> Receipt | TransportError:
    """Wait for the outcome of a request that has left, unless this wait is cancelled, too."""
    try:
        return (await asyncio.shield(waiting)).outcome
    except (asyncio.CancelledError, Exception):
        return stopped_error(left=True)
