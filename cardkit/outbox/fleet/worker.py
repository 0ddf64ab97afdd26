"""A worker of a fleet: it runs the jobs of letters, and looks after those of workers that died."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import procrastinate
import psycopg
from procrastinate import PsycopgConnector, RetryDecision, exceptions, jobs
from procrastinate.retry import BaseRetryStrategy

from ...transport.waiting import Patience, Wait, announce, seconds_of
from ..backend import Event, Tally, Work
from ..courier import Attempt, KeepingError
from ..drain import Drain
from ..one import One
from ..rules import ROOM
from .tasks import SEND, WAKE

if TYPE_CHECKING:
    from .backend import Fleet

POLL = 1.0
"""Seconds between two looks for letters whose time has come; of new ones the database tells."""
TICK = 0.1
"""Seconds between two looks whether to stop."""
TROUBLE = 5.0
"""Seconds until something is tried again that failed."""
SIGNS = 3
"""Signs of life in the time after which a worker is thought to be gone."""

LOG = logging.getLogger("cardkit.outbox")


class AgainError(Exception):
    """A letter is *ready* still: its job is to come again in so many seconds, and its chat waits for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the letter is to be tried again in {seconds:.0f} s")
        self.seconds = seconds


class Again(BaseRetryStrategy):
    """Let every job come again that did not end well: when it asked for, or a little later."""

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> RetryDecision:
        seconds: float = getattr(exception, "seconds", TROUBLE)
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=seconds))


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
        app, every = self._app(), self._fleet.stalled_after / SIGNS
        self._drain.tell(self._fleet.tidy())  # and a database that is not there is told at once
        async with app.open_async():
            await self._look_after(app)
            seen = time.monotonic()
            running = asyncio.ensure_future(self._worker(app, every))
            try:
                while not running.done() and not self._work.stop.is_set():
                    await asyncio.wait({running}, timeout=TICK)
                    if time.monotonic() - seen > every:
                        await self._look_after(app)
                        seen = time.monotonic()
                if running.done():
                    running.result()
            finally:
                running.cancel()  # the post under way comes to its end
                await asyncio.gather(running, return_exceptions=True)

    def _app(self) -> procrastinate.App:
        """An app of our own, with our two tasks alone, on the database of the caller's."""
        app = procrastinate.App(connector=PsycopgConnector(**self._fleet.connections.settings))
        app.task(name=SEND, queue=self._fleet.queue, retry=Again())(self._send)
        app.task(name=WAKE, queue=self._fleet.queue, retry=Again())(self._wake)
        return app

    async def _worker(self, app: procrastinate.App, every: float) -> None:
        await app.run_worker_async(
            queues=[self._fleet.queue],
            name="cardkit",
            wait=not self._work.once,
            concurrency=1,
            fetch_job_polling_interval=POLL,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=every,
            stalled_worker_timeout=self._fleet.stalled_after,
        )

    async def _look_after(self, app: procrastinate.App) -> None:
        """What procrastinate leaves lying: jobs of workers that are gone. And what time brings."""
        manager, after = app.job_manager, self._fleet.stalled_after
        for job in await manager.get_stalled_jobs(queue=self._fleet.queue, seconds_since_heartbeat=after):
            letters = await asyncio.to_thread(self._fleet.orphan, _letter_of(job))
            self._drain.tell(letters)
            with suppress(exceptions.ConnectorException):  # another worker was faster
                await manager.retry_job(job)
        self._drain.tell(await asyncio.to_thread(self._fleet.tidy))

    def _wake(self, letter: int) -> None:
        self._fleet.wake(letter)

    def _send(self, letter: int) -> None:
        """Send a letter, if it is *ready* still.

        Raises:
            AgainError: it is *ready* afterwards, too.
        """
        if self._fleet.strict_order and self._fleet.parked(letter):
            raise AgainError(TROUBLE)
        self._one.id = letter
        for step in self._drain.steps():
            if isinstance(step, Attempt):
                if step.verdict.state != "ready":
                    return
            elif not isinstance(step, Wait):
                return
            elif not self._waits(step):
                self._waiting = True
                raise AgainError(step.seconds)

    def _waits(self, wait: Wait) -> bool:
        """Wait here for room in the budget, where the work ends once nothing can leave."""
        if not self._work.once or wait.reason != ROOM or not self._patience.spend(wait.seconds):
            return False
        announce(wait, self._work.on_wait)
        return not self._work.stop.wait(wait.seconds)

    def _told(self, event: Event) -> None:
        self._counts[event.letter.state] += 1
        self._work.told(event)


def _letter_of(job: jobs.Job) -> int:
    return int(str(job.task_kwargs["letter"]))
