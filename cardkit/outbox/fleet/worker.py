"""A worker of a fleet: it runs the jobs of procrastinate's, polls the line, and cleans up after workers that died."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import procrastinate
import psycopg
from procrastinate import PsycopgConnector, exceptions, jobs

from ...errors import ConfigurationError
from ...transport.waiting import Wait, announce
from ..backend import Work
from ..courier import Post, StorageError
from ..drain import RETRY_AFTER, Drain, Worker
from .database import trouble_of
from .line import CALL

if TYPE_CHECKING:
    from .backend import Fleet

POLL = 1.0
"""Seconds between two polls for letters that became due, or that nobody woke a worker for."""
TICK = 0.1
"""Seconds between two checks whether to stop."""
HEARTBEATS = 3
"""Heartbeats within the time after which a worker is considered dead."""


class FleetWorker(Worker):
    """Runs the jobs of one outbox.

    Args:
        fleet: the letters.
        work: how to send them.
    """

    def __init__(self, fleet: Fleet, work: Work) -> None:
        super().__init__(work)
        self._fleet, self._id, self._waiting = fleet, 0, False  # the id is that of the letter whose turn it is
        self._drain = Drain(fleet, lambda: fleet.turn(self._id), work.courier, self._told)
        self._heartbeat = fleet.stalled_after / HEARTBEATS
        self._failures: list[StorageError] = []  # of jobs, which procrastinate would only log

    def _work_on(self) -> bool:
        with suppress(RuntimeError):  # of a thread without a loop
            asyncio.get_running_loop()
            raise ConfigurationError(
                "the work of a fleet runs a loop of asyncio, and this thread runs one already, as a coroutine's or "
                "a notebook's does: await asyncio.to_thread(outbox.work, once=True)"
            )
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # psycopg takes no other
                runner.run(self._run_jobs())
            waited = self._work.once and (self._waiting or self._work.stop.is_set())
            return waited and self._fleet.stats().oldest > 0
        except (psycopg.Error, exceptions.ProcrastinateException) as error:
            reason = trouble_of(error)
        raise StorageError(f"the outbox {self._fleet} cannot be used: {reason}")

    async def _run_jobs(self) -> None:
        app = procrastinate.App(connector=PsycopgConnector(**self._fleet.database.settings))  # it has our task alone
        app.task(name=CALL, queue=self._fleet.database.queue, pass_context=True)(self._answer)
        self._failures.clear()
        self._drain.record()  # first of all, so that a missing database raises at once
        self._drain.tell(self._fleet.tidy())
        async with app.open_async():
            await self._clean_up(app)
            running = asyncio.ensure_future(self._worker(app))
            try:
                await self._watch(app, running)
                if running.done():
                    running.result()
            finally:
                running.cancel()  # the post under way is finished first
                await asyncio.gather(running, return_exceptions=True)
            if self._failures:
                raise self._failures[0]

    async def _worker(self, app: procrastinate.App) -> None:
        await app.run_worker_async(
            queues=[self._fleet.database.queue],
            name="cardkit",
            wait=not self._work.once,
            concurrency=1,
            fetch_job_polling_interval=POLL,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=self._heartbeat,
            stalled_worker_timeout=self._fleet.stalled_after,
        )

    async def _watch(self, app: procrastinate.App, running: asyncio.Future[None]) -> None:
        """Poll the line, and clean up after dead workers, until the work must end or a job failed."""
        seen = looked = time.monotonic()
        while not (running.done() or self._failures or self._work.stop.is_set()):
            await asyncio.wait({running}, timeout=TICK)
            now = time.monotonic()
            if now - seen > self._heartbeat:
                await self._clean_up(app)
                seen = looked = now
            elif now - looked > POLL:
                await asyncio.to_thread(self._fleet.line.look)
                looked = now

    async def _clean_up(self, app: procrastinate.App) -> None:
        """Settle the letters of dead jobs, delete these jobs, tidy letters, and poll the line."""
        manager, queue, after = app.job_manager, self._fleet.database.queue, self._fleet.stalled_after
        serving = await asyncio.to_thread(self._fleet.line.jobs)  # read first, as a job runs before it serves a chat
        running = {job.id for job in await manager.list_jobs_async(queue=queue, status="doing")}
        stalled = await manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=after)
        for gone in serving - (running - {job.id for job in stalled}):
            self._drain.tell(await asyncio.to_thread(self._fleet.orphan, gone))
        for job in stalled:
            with suppress(exceptions.ConnectorException):  # another worker was faster
                await manager.finish_job(job, jobs.Status.ABORTED, delete_job=True)
        self._drain.tell(await asyncio.to_thread(self._fleet.tidy))
        await asyncio.to_thread(self._fleet.line.look)

    def _answer(self, context: procrastinate.JobContext) -> None:
        """Run a job: send the next letter."""
        assert context.job.id is not None  # noqa: S101 - it was fetched
        try:
            self._serve(context.job.id)
        except StorageError as error:
            self._failures.append(error)

    def _serve(self, job: int) -> None:
        """Send the first letter in line, and note what becomes of its chat.

        Raises:
            StorageError: the letters cannot be used; the chat stays assigned to the job until its end is seen.
        """
        letter = self._fleet.line.take(job)
        if letter is None:
            return
        rests = RETRY_AFTER if self._fleet.strict_order and self._fleet.parked(letter) else self._send(letter)
        if rests is None:
            self._fleet.line.served(job)
        else:
            self._fleet.line.rest(job, rests)

    def _send(self, letter: int) -> float | None:
        """Send a letter, if it is still *ready*; returns the seconds until a retry, None if there is none."""
        self._id = letter
        for step in self._drain.steps():
            if isinstance(step, Post):
                self._drain.record()
                if step.verdict.state != "ready":
                    break
            elif not isinstance(step, Wait):
                break
            elif not self._wait_here(step):
                self._waiting = True
                return step.seconds
        return None

    def _wait_here(self, wait: Wait) -> bool:
        """With ``once``, wait here for room in the budget; False if the chat is to rest instead."""
        if not self._work.once or not self._may_wait(wait):
            return False
        announce(wait, self._work.on_wait)
        return not self._work.stop.wait(wait.seconds)
