"""`Drain` sends letter after letter: it posts, and decides when to wait. A `Worker` has one, and performs the waits."""

from __future__ import annotations

import logging
import math
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeAlias, TypeVar

from attrs import frozen

from ..transport import Wait
from ..transport.exchange import do_meanwhile
from ..transport.waiting import Patience
from .backend import Event, EventListener, Tally, Work
from .courier import ROOM, Courier, Post, StorageError, WithdrawnError
from .letter import Letter
from .outcomes import Letters, Outcomes

SOON = 0.05
"""Seconds between two responses in a row within which the next is expected as soon. Then the outcome of a post is
recorded, and the letter after the next looked up, while the next response is awaited."""
RETRY_AFTER = 5.0
"""Seconds before a worker tries again after the file or the database failed."""

LOG = logging.getLogger("cardkit.outbox")
T = TypeVar("T")


@frozen
class Idle:
    """A step: nothing is due for so many seconds, infinitely many if nobody knows."""

    seconds: float


Step: TypeAlias = Wait | Post | Idle


class Turn(NamedTuple):
    """The next letter, or the seconds until one is due; `changed` are letters that expired and the like."""

    letter: Letter | None
    wait: float = math.inf
    changed: Sequence[Letter] = ()

    @classmethod
    def of(cls, letter: Letter | None) -> Turn:
        """That of one given letter, as long as it is *ready*."""
        return cls(letter if letter is not None and letter.state == "ready" else None)


class Drain:
    """Sends letters one after another.

    Args:
        letters: the letters.
        next: looks up the next of them.
        courier: posts them.
        told: called with an `Event` for each change.
        overlaps: record the outcome of a post when the next letter has left, if responses come quickly.
        quiet: log no waits, as the caller announces them.
    """

    def __init__(
        self,
        letters: Letters,
        next: Callable[[], Turn],
        courier: Courier,
        told: EventListener,
        *,
        overlaps: bool = False,
        quiet: bool = False,
    ) -> None:
        self._letters, self._next, self._courier = letters, next, courier
        self._outcomes = Outcomes(letters, told, at_least_once=courier.at_least_once)
        self._turn_ahead: Turn | None = None  # looked up while a response was awaited
        self._overlaps, self._overlapping, self._answered_at = overlaps, False, 0.0
        self._last_reason, self._quiet = "", quiet

    def steps(self) -> Iterator[Step]:
        """Post letters; yields each post, and the waits between them, without end.

        Raises:
            StorageError: the letters cannot be read or written; call `steps` again to go on.
        """
        while True:
            if self._outcomes.overdue:
                self._outcomes.record()
            turn = self._turn()
            if turn.letter is None:
                if self._outcomes:
                    self._outcomes.record()
                else:
                    yield Idle(turn.wait)
                continue
            post = self._post(turn.letter)
            if post is None:
                continue
            yield post
            if post.stop is not None:
                raise post.stop
            if post.verdict.state == "ready":
                yield self._pause(post)

    def pending(self) -> bool:
        """Whether a letter is due now.

        Raises:
            StorageError: the letters cannot be read.
        """
        self.try_to_record()  # an outcome may make a letter ready
        return self._look().letter is not None

    def tell(self, letters: Iterable[Letter]) -> None:
        """Report letters that changed without a post; with `at_least_once`, *unknown* ones become *ready* again."""
        self._outcomes.tell(letters)

    def try_to_record(self) -> None:
        """Record outcomes that are not recorded yet, if possible, and report all changes."""
        with suppress(StorageError):
            self.record()

    def record(self) -> None:
        """Record outcomes that are not recorded yet, and report all changes.

        Raises:
            StorageError: they cannot be written.
        """
        self._outcomes.record()

    def _turn(self) -> Turn:
        turn, self._turn_ahead = self._turn_ahead or self._look(), None
        self._outcomes.report()
        return turn

    def _look(self) -> Turn:
        """Look up the next letter; the changes of others that come with it are to be reported."""
        turn = self._next()
        self._outcomes.add_changes(turn.changed)
        return turn

    def _post(self, letter: Letter) -> Post | None:
        """Post a letter, and record the outcome now or later; None if the letter must not be sent any more."""
        thread = threading.get_ident()
        try:
            post = self._courier.post(letter, lambda: self._note_sending(letter, thread))
        except WithdrawnError:
            return None
        except StorageError as error:
            self._outcomes.warn(error)
            raise
        last, self._answered_at = self._answered_at, time.monotonic()
        if post.verdict.state != "ready" or post.left or post.verdict.counted:  # else nothing changed
            self._outcomes.add(post)
        if self._overlapping and self._answered_at - last < SOON and _was_sent(post):
            self._outcomes.report()
        else:
            self._turn_ahead = None  # the outcome may decide which letter is next
            self.try_to_record()
        return post

    def _note_sending(self, letter: Letter, thread: int) -> None:
        """Record that a letter is *sending*, and have the rest done while its response is awaited.

        `thread` is the one that waits for the outcome. If the transport posts in another, the rest is done afterwards.
        """
        self._letters.note_sending(letter)
        here = self._overlaps and thread == threading.get_ident()
        self._overlapping = here and do_meanwhile(self._work_meanwhile)

    def _work_meanwhile(self) -> None:
        """Record earlier outcomes and look up the next letter; listeners, which may be slow, are called later.

        What fails is done again after the response, and raises then: here it would look like a failure of the request.
        """
        if self._outcomes:  # else no response is expected soon
            with suppress(Exception):
                self._outcomes.record_quietly()
                self._turn_ahead = self._look()

    def _pause(self, post: Post) -> Wait:
        """The wait after a post; its reason is logged when it changes, but never a wait for room in the budget."""
        verdict, letter = post.verdict, post.letter
        if verdict.reason not in {ROOM, self._last_reason} and not self._quiet:
            LOG.warning("nothing is sent for now: waiting for %s: %s", verdict.reason, verdict.finding)
        self._last_reason = verdict.reason
        return Wait(verdict.pause, verdict.reason, str(letter.to), letter.tries, post.status)


def _was_sent(post: Post) -> bool:
    return post.stop is None and post.left and post.verdict.state == "sent"


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


class Worker(ABC):
    """Sends letters by its drain, counts what becomes of them, and waits no longer than it may.

    Args:
        work: how to send them.
    """

    _drain: Drain

    def __init__(self, work: Work) -> None:
        self._work, self._patience = work, Patience.of(work.max_wait)
        self._counts, self._lock = Counter[str](), threading.Lock()

    def run(self) -> Tally:
        """Work until told to stop or, with ``once``, until nothing can be sent now.

        Raises:
            StorageError: the letters cannot be used; only with ``once``, else that is retried.
        """
        try:
            waiting = bool(retried(self._work, self._work_on))
        finally:
            self._drain.try_to_record()
        counts = self._counts
        return Tally(counts["sent"], counts["unknown"], counts["dead"], waiting)

    @abstractmethod
    def _work_on(self) -> bool:
        """Work until told to stop, or out of work; returns whether letters that are due are left."""

    def _told(self, event: Event) -> None:
        with self._lock:  # a fleet's worker sends in one thread, and tidies up in another
            self._counts[event.letter.state] += 1
        self._work.told(event)

    def _may_wait(self, wait: Wait) -> bool:
        """Whether a work that is done ``once`` waits: for room in the budget alone, within `max_wait`."""
        return wait.reason == ROOM and self._patience.spend(wait.seconds)
