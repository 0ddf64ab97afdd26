"""A worker of a fleet: it answers the calls to the line, and looks after the jobs of workers that died."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import procrastinate
import psycopg
from procrastinate import PsycopgConnector, exceptions, jobs

from ...transport.waiting import Patience, Wait, announce, seconds_of
from ..backend import Event, Tally, Work
from ..courier import Attempt, KeepingError
from ..drain import Drain
from ..one import One
from ..rules import ROOM
from .tasks import CALL

if TYPE_CHECKING:
    from .backend import Fleet

POLL = 1.0
"""Seconds between two looks for letters whose time has come, or that nobody called for."""
TICK = 0.1
"""Seconds between two looks whether to stop."""
TROUBLE = 5.0
"""Seconds until something is tried again that failed."""
SIGNS = 3
"""Signs of life in the time after which a worker is thought to be gone."""

LOG = logging.getLogger("cardkit.outbox")


class FleetWorker:
    """Runs jobs until told to stop, or once until none can run now.

    Args:
        fleet: the letters.
        work: how to send them.
    """

    def __init__(self, fleet: Fleet, work: Work) -> None:
        self._fleet, self._work, self._one = fleet, work, One(fleet)
        self._drain = Drain(self._one, work.courier, self._told)
        most = math.inf if work.max_wait is None else seconds_of(work.max_wait, "max_wait")
        self._patience, self._counts, self._waiting = Patience(most), Counter[str](), False
        self._every = fleet.stalled_after / SIGNS

    def run(self) -> Tally:
        """Work.

        Raises:
            KeepingError: once, the database cannot be used.
        """
        while True:
            trouble = None
            try:
                with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # psycopg takes no other
                    runner.run(self._ran())
                break
            except (psycopg.Error, exceptions.ProcrastinateException, KeepingError) as error:
                trouble = (str(error.__cause__ or error).splitlines() or [type(error).__name__])[0]
            failed = KeepingError(f"the outbox {self._fleet} cannot be used: {trouble}")
            if self._work.once:
                raise failed
            LOG.warning("%s; the next try is in %.0f s", failed, TROUBLE)
            if self._work.stop.wait(TROUBLE):
                break
        self._drain.close()
        sent, unknown, dead = [self._counts[state] for state in ("sent", "unknown", "dead")]
        return Tally(sent, unknown, dead, self._waiting)

    async def _ran(self) -> None:
        app = self._app()
        self._drain.tell(self._fleet.tidy())  # and a database that is not there is told at once
        async with app.open_async():
            await self._look_after(app)
            running = asyncio.ensure_future(self._worker(app))
            try:
                await self._watch(app, running)
                if running.done():
                    running.result()
            finally:
                running.cancel()  # the post under way comes to its end
                await asyncio.gather(running, return_exceptions=True)

    def _app(self) -> procrastinate.App:
        """An app of our own, with our task alone, on the database of the caller's."""
        app = procrastinate.App(connector=PsycopgConnector(**self._fleet.connections.settings))
        app.task(name=CALL, queue=self._fleet.queue, pass_context=True)(self._answer)
        return app

    async def _worker(self, app: procrastinate.App) -> None:
        await app.run_worker_async(
            queues=[self._fleet.queue],
            name="cardkit",
            wait=not self._work.once,
            concurrency=1,
            fetch_job_polling_interval=POLL,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=self._every,
            stalled_worker_timeout=self._fleet.stalled_after,
        )

    async def _watch(self, app: procrastinate.App, running: asyncio.Future[None]) -> None:
        """Look at the line, and after jobs of workers that are gone, until the work is to end."""
        seen = looked = time.monotonic()
        while not running.done() and not self._work.stop.is_set():
            await asyncio.wait({running}, timeout=TICK)
            now = time.monotonic()
            if now - seen > self._every:
                await self._look_after(app)
                seen = looked = now
            elif now - looked > POLL:
                await asyncio.to_thread(self._fleet.line.look)
                looked = now

    async def _look_after(self, app: procrastinate.App) -> None:
        """What procrastinate leaves lying: what jobs that are gone were to send. And what time brings."""
        manager, queue, after = app.job_manager, self._fleet.queue, self._fleet.stalled_after
        serving = await asyncio.to_thread(self._fleet.line.jobs)  # before the others: a job begins before it serves
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
        """Send the letter whose turn it is."""
        job = context.job.id
        assert job is not None  # noqa: S101 - it was fetched
        letter = self._fleet.line.take(job)
        if letter is None:
            return
        rests = TROUBLE if self._fleet.strict_order and self._fleet.parked(letter) else self._sent(letter)
        if rests is None:
            self._fleet.line.served(job)
        else:
            self._fleet.line.rest(job, rests)

    def _sent(self, letter: int) -> float | None:
        """Send a letter, if it is *ready* still; tell in how many seconds it is to be tried again."""
        self._one.id = letter
        for step in self._drain.steps():
            if isinstance(step, Attempt):
                if step.verdict.state != "ready":
                    break
            elif not isinstance(step, Wait):
                break
            elif not self._waits(step):
                self._waiting = True
                return step.seconds
        return None

    def _waits(self, wait: Wait) -> bool:
        """Wait here for room in the budget, where the work ends once nothing can leave."""
        if not self._work.once or wait.reason != ROOM or not self._patience.spend(wait.seconds):
            return False
        announce(wait, self._work.on_wait)
        return not self._work.stop.wait(wait.seconds)

    def _told(self, event: Event) -> None:
        self._counts[event.letter.state] += 1
        self._work.told(event)
