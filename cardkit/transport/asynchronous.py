"""The driver of deliveries for asyncio: waits in the event loop, attempts in threads."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import Future, ThreadPoolExecutor

from ..errors import TransportError
from .base import Receipt
from .delivery import Attempt, Course, Perform, stopped, told, walked
from .waiting import Listener, Wait, announce


def workers(most: int) -> ThreadPoolExecutor:
    """Threads for attempts, begun when they are needed."""
    return ThreadPoolExecutor(most, thread_name_prefix="cardkit")


async def drive_in_loop(course: Course, executor: ThreadPoolExecutor, on_wait: Listener | None) -> Receipt:
    """Perform a course without blocking the event loop.

    If it is cancelled before anything of the message has left, nothing will leave, and slot and connection are given
    back. Otherwise it waits for the answer, so that budget and lock are right, and then lets the cancellation go on,
    with the outcome on it (`outcome_of`). A second cancellation does not wait.

    Raises:
        TransportError: the message was not delivered, or nobody knows.
    """
    step = walked(course, None)
    while not isinstance(step, Receipt):
        attempt = None
        if isinstance(step, Wait):
            announce(step, on_wait)
            await _slept(step)
        else:
            attempt = await _performed(step, executor)
        step = walked(course, attempt)
    return step


async def _slept(step: Wait) -> None:
    try:
        await asyncio.sleep(step.seconds)
    except asyncio.CancelledError as stop:
        told(stop, stopped(left=False))
        raise


async def _performed(step: Perform, executor: ThreadPoolExecutor) -> Attempt:
    under_way: Future[Attempt] = executor.submit(contextvars.copy_context().run, step.call)
    waiting = asyncio.wrap_future(under_way)
    try:
        return await asyncio.shield(waiting)
    except asyncio.CancelledError as stop:
        if under_way.cancel() or step.exchange.abort():
            waiting.cancel()  # the thread finds out by itself, and gives back what it holds
            told(stop, stopped(left=False))
        else:
            told(stop, await _seen_through(waiting))
        raise


async def _seen_through(waiting: asyncio.Future[Attempt]) -> Receipt | TransportError:
    """The outcome of an attempt that has left, unless there is no more time for it."""
    try:
        return (await asyncio.shield(waiting)).outcome
    except (asyncio.CancelledError, Exception):
        return stopped(left=True)
