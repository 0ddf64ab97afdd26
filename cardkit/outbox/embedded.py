"""`Embedded`: the backend that keeps letters in a file on this machine, and its worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ..transport.waiting import Wait, announce
from .backend import Tally, Work
from .courier import Post, StorageError
from .drain import Drain, Step, Worker, retried
from .file import Lease
from .queue import Queue

POLL = 0.25
"""Seconds between two polls for letters that other programs put."""

LOG = logging.getLogger("cardkit.outbox")


class Embedded(Queue):
    """A backend: letters in one SQLite file, and the worker that sends them."""

    def __str__(self) -> str:
        return str(self.file)

    def work(self, work: Work) -> Tally:
        lease = retried(work, self.lease)
        if lease is None:
            return Tally()
        with lease:
            while not lease.acquire():
                if work.once:
                    return Tally(elsewhere=True)
                if work.stop.wait(POLL):
                    return Tally()
            return _Worker(self, lease, work).run()

    def lease(self) -> Lease:
        """The right to send, not taken yet.

        Raises:
            StorageError: the lock file cannot be created beside the outbox.
        """
        try:
            return Lease(self.file.path)
        except OSError as error:
            raise StorageError(f"the outbox {self.file} cannot be used: {error}") from error


class _Worker(Worker):
    """Runs the steps of a drain, and performs its waits.

    Args:
        queue: the letters.
        lease: the right to send, acquired.
        work: how to send them.
    """

    def __init__(self, queue: Queue, lease: Lease, work: Work) -> None:
        super().__init__(work)
        self._queue, self._lease, self._begun = queue, lease, False
        self._drain = Drain(queue, lambda: queue.next(lease.noted), work.courier, self._told, lease, overlaps=True)

    def run(self) -> Tally:
        """Work until told to stop or, with ``once``, until nothing can be sent now."""
        try:
            waiting = bool(retried(self._work, self._work_on))
        finally:
            self._drain.try_to_record()
        return self._tally(waiting=waiting)

    def _work_on(self) -> bool:
        """Take all steps there are; returns whether letters that are due are left."""
        if self._work.stop.is_set():
            return self._work.once and self._drain.pending()
        if not self._begun:
            self._begin()
        self._begun = True
        return self._take_steps(self._drain.steps())

    def _begin(self) -> None:
        """Settle what the last worker left as *sending*; logs if its outbox was another file than this one."""
        noted = self._lease.noted
        if noted is not None and noted.outbox != self._queue.departures().outbox:
            LOG.warning(
                "the outbox %s is another one than the last that was sent from here, which had sent %d letters; was it "
                "removed?",
                self._queue.file,
                noted.number,
            )
        self._drain.tell(self._queue.take_over())

    def _take_steps(self, steps: Iterator[Step]) -> bool:
        """Run the steps until told to stop or, with ``once``, out of work; returns whether letters are left."""
        for step in steps:
            if isinstance(step, Wait):
                if self._work.once and not self._may_wait(step):
                    return True
                announce(step, self._work.on_wait)
                self._work.stop.wait(step.seconds)
            elif not isinstance(step, Post):
                if self._work.once:
                    return False
                self._work.stop.wait(min(step.seconds, POLL))
            if self._work.stop.is_set():
                return self._work.once and self._drain.pending()
        return False
