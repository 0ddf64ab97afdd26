"""`Outcomes` records what came of each post, and reports it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from .backend import Event, EventListener
from .courier import Post, StorageError
from .letter import RESEND_CHANGES, Letter, Mover, SettledError

LOG = logging.getLogger("cardkit.outbox")


class Letters(Mover, Protocol):
    """The letters that a drain sends, and that store what becomes of them."""

    def note_sending(self, letter: Letter) -> None:
        """Record that a letter is *sending*."""
        ...

    def settle(self, post: Post) -> Sequence[Letter]:
        """Record the outcome of a post, and return the letter after each change of its state."""
        ...


class Outcomes:
    """The outcomes of posts that are to be recorded, and the changes of letters that are to be reported.

    Args:
        letters: store them.
        told: called with an `Event` for each change.
        at_least_once: whether letters that became *unknown* without a post are made *ready* again.
    """

    def __init__(self, letters: Letters, told: EventListener, *, at_least_once: bool) -> None:
        self._letters, self._told, self._at_least_once = letters, told, at_least_once
        self._unrecorded: list[Post] = []
        self._unreported: list[Event] = []
        self._warned: tuple[Post, ...] = ()
        self._lost: list[int] = []  # ids of letters that became unknown and are to be ready again

    def __bool__(self) -> bool:
        """Whether any are not recorded yet."""
        return bool(self._unrecorded)

    def add(self, post: Post) -> None:
        """Add an outcome, which is recorded later."""
        self._unrecorded.append(post)

    @property
    def overdue(self) -> bool:
        """Whether one must be recorded before the next post: it failed before, or may decide which letter is next."""
        undecided = any(post.verdict.state != "sent" or post in self._warned for post in self._unrecorded)
        return undecided or len(self._unrecorded) > 1

    def record(self) -> None:
        """Record those that are not recorded yet, and report all changes.

        Raises:
            StorageError: they cannot be written. That is logged, and the next call retries it.
        """
        try:
            self.record_quietly()
        finally:
            self.report()

    def record_quietly(self) -> None:
        """Record those that are not recorded yet; the next call of `report` reports them.

        Raises:
            StorageError: as for `record`.
        """
        while self._unrecorded:
            verdict = self._unrecorded[0].verdict
            try:
                letter, *next = self._letters.settle(self._unrecorded[0])
            except StorageError as error:
                self.warn(error)
                raise
            pause = (verdict.pause, verdict.reason) if verdict.state == "ready" else (None, "")
            self._unreported += [Event(letter, *pause), *map(Event, next)]
            del self._unrecorded[0]

    def add_changes(self, letters: Iterable[Letter]) -> None:
        """Add letters that changed without a post; the next call of `report` reports them."""
        for letter in letters:
            self._unreported.append(Event(letter))
            self._add_lost(letter)

    def report(self) -> None:
        """Report all changes that are not reported yet.

        Raises:
            StorageError: as for `tell`.
        """
        while self._unreported:
            self._told(self._unreported.pop(0))
        self._resend()

    def tell(self, letters: Iterable[Letter]) -> None:
        """Report letters that changed without a post; any thread may call it.

        Raises:
            StorageError: one that is to be *ready* again could not be changed; the next report retries it.
        """
        for letter in letters:
            self._told(Event(letter))
            self._add_lost(letter)
        self._resend()

    def _add_lost(self, letter: Letter) -> None:
        if letter.state == "unknown" and self._at_least_once:
            self._lost.append(letter.id)

    def _resend(self) -> None:
        """Make letters that became *unknown* *ready* again, unless somebody has settled them meanwhile."""
        for id in [*self._lost]:
            with suppress(SettledError):
                self._told(Event(self._letters.move(id, ("unknown",), "ready", **RESEND_CHANGES)))
            with suppress(ValueError):  # another thread was faster
                self._lost.remove(id)

    def warn(self, error: StorageError) -> None:
        """Log, once for each post, that its outcome could not be recorded."""
        for post in self._unrecorded:
            if post not in self._warned:
                what = f"letter {post.letter.id} is {post.verdict.state}, and will be called unknown"
                LOG.warning("%s: %s if this program ends before that can be noted", error, what)
        self._warned = tuple(self._unrecorded)
