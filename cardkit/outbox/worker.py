"""`Worker`: what the workers of all backends share. They count, wait with patience, and try again after a failure."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from ..transport.waiting import Patience, Wait
from .backend import Event, Tally, Work
from .courier import StorageError
from .rules import ROOM

RETRY_AFTER = 5.0
"""Seconds before a retry after the file or the database failed."""

LOG = logging.getLogger("cardkit.outbox")
T = TypeVar("T")


def retried(work: Work, attempt: Callable[[], T]) -> T | None:
    """What `attempt` returns, retried while the letters cannot be used; None if the work is stopped before.

    Raises:
        StorageError: the letters cannot be used, and the work is not to wait.
    """
    while True:
        try:
            return attempt()
        except StorageError as error:
            if work.once:
                raise
            LOG.warning("%s; the next try is in %.0f s", error, RETRY_AFTER)
            if work.stop.wait(RETRY_AFTER):
                return None


class Worker:
    """Counts what becomes of letters, and waits no longer than it may.

    Args:
        work: how to send them.
    """

    def __init__(self, work: Work) -> None:
        self._work, self._patience, self._counts = work, Patience.of(work.max_wait), Counter[str]()

    def _told(self, event: Event) -> None:
        self._counts[event.letter.state] += 1
        self._work.told(event)

    def _may_wait(self, wait: Wait) -> bool:
        """Whether a work that is done ``once`` waits: for room in the budget alone, within `max_wait`."""
        return wait.reason == ROOM and self._patience.spend(wait.seconds)

    def _tally(self, *, waiting: bool) -> Tally:
        counts = self._counts
        return Tally(counts["sent"], counts["unknown"], counts["dead"], waiting)
