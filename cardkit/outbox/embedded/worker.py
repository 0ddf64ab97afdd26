"""The worker of an outbox file: it sends letter after letter, and is the only one that does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...transport.waiting import Wait, announce
from ..backend import Work
from ..courier import Post
from ..drain import Drain, Step, Worker
from .file import Lease

if TYPE_CHECKING:
    from .backend import Embedded

POLL = 0.25
"""Seconds between two polls for letters that other programs put."""

LOG = logging.getLogger("cardkit.outbox")


class EmbeddedWorker(Worker):
    """Sends the letters of a file; it performs the waits of its drain.

    Args:
        letters: those of the file.
        lease: the right to send, acquired.
        work: how to send them.
    """

    def __init__(self, letters: Embedded, lease: Lease, work: Work) -> None:
        super().__init__(work)
        self._letters, self._lease, self._begun = letters, lease, False
        self._drain = Drain(letters, letters.next, work.courier, self._told, overlaps=True)

    def _work_on(self) -> bool:
        if self._work.stop.is_set():
            return self._work.once and self._drain.pending()
        if not self._begun:
            self._begin()
        self._begun = True
        return self._take_steps(self._drain.steps())

    def _begin(self) -> None:
        """Settle what the last worker left as *sending*; logs if its outbox was another file than this one."""
        noted = self._lease.noted
        if noted is not None and noted.outbox != self._letters.departures().outbox:
            LOG.warning(
                "the outbox %s is another one than the last that was sent from here, which had sent %d letters; was it "
                "removed?",
                self._letters.file,
                noted.number,
            )
        self._drain.tell(self._letters.take_over())

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
