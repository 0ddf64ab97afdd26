"""Sending letter after letter: a course of typed steps, that decides when to post and when to wait, but never waits."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Protocol, TypeAlias

from attrs import frozen

from ..transport import Wait
from .backend import Event, Listener
from .courier import Attempt, Courier, KeepingError, WithdrawnError
from .lease import Lease, Left
from .letter import Letter
from .queue import Turn
from .rules import ROOM

LOG = logging.getLogger("cardkit.outbox")


@frozen
class Idle:
    """Nothing is due; in so many seconds something may be, where that is known."""

    seconds: float | None


Step: TypeAlias = Wait | Attempt | Idle


class Letters(Protocol):
    """The letters that a drain sends."""

    def next(self, noted: Left | None = None) -> Turn:
        """Whose turn it is."""
        ...

    def note_sending(self, letter: Letter) -> Left | None:
        """Note that a letter may be leaving, and tell how many have left by now."""
        ...

    def settle(self, attempt: Attempt) -> Letter:
        """Note what came of a post."""
        ...


class Drain:
    """Sends letters one after another.

    Args:
        letters: the letters.
        courier: posts them.
        told: hears of each change.
        lease: the right to send, where there could be others.
    """

    def __init__(self, letters: Letters, courier: Courier, told: Listener, lease: Lease | None = None) -> None:
        self._letters, self._courier, self._told, self._lease = letters, courier, told, lease
        self._late: Attempt | None = None  # what could not be noted yet
        self._said = ""

    def steps(self) -> Iterator[Step]:
        """Posts, and the waits between them, without end.

        Raises:
            KeepingError: the letters cannot be read, or something cannot be noted; take the steps anew to go on.
        """
        while True:
            self._note_late()
            turn = self._letters.next(None if self._lease is None else self._lease.noted())
            self.tell(turn.changed)
            if turn.letter is None:
                yield Idle(turn.wait)
                continue
            attempt = self._attempt(turn.letter)
            if attempt is None:
                continue
            yield attempt
            if attempt.stop is not None:
                raise attempt.stop
            if attempt.verdict.state == "ready":
                yield self._pause(attempt)

    def tell(self, letters: Iterable[Letter]) -> None:
        """Tell of letters that have come into another state by themselves; what may be sent again is *ready* then."""
        for letter in letters:
            self._told(Event(letter))
            if letter.state == "unknown" and self._courier.at_least_once:
                self._told(Event(letter.resend()))

    def close(self) -> None:
        """Note what could not be noted yet, if that is possible now."""
        with suppress(KeepingError):
            self._note_late()

    def _attempt(self, letter: Letter) -> Attempt | None:
        """Post a letter, and note what came of it; None if it must not leave after all."""

        def note_sending() -> None:
            left = self._letters.note_sending(letter)
            if self._lease is not None and left is not None:
                self._lease.note(left)

        try:
            attempt = self._courier.attempt(letter, note_sending)
        except WithdrawnError:
            return None
        self._settle(attempt)
        return attempt

    def _settle(self, attempt: Attempt) -> None:
        """Note what came of a post. Where that cannot be noted it is logged, and noted before the next post."""
        verdict = attempt.verdict
        if verdict.state == "ready" and not attempt.left and not verdict.counted:
            return  # it has not moved, and waits for its account
        try:
            letter = self._letters.settle(attempt)
        except KeepingError as error:
            self._late = attempt
            what = f"letter {attempt.letter.id} is {verdict.state}, and will be called unknown"
            LOG.warning("%s: %s if this program ends before that can be noted", error, what)
            return
        pause = (verdict.pause, verdict.reason) if verdict.state == "ready" else (None, "")
        self._told(Event(letter, *pause))

    def _note_late(self) -> None:
        if self._late is not None:
            letter, self._late = self._letters.settle(self._late), None
            self._told(Event(letter))

    def _pause(self, attempt: Attempt) -> Wait:
        """What is waited for; it is said once, if it is nothing that comes and goes by itself."""
        verdict, letter = attempt.verdict, attempt.letter
        if verdict.reason not in {ROOM, self._said}:
            LOG.warning("nothing is sent for now: waiting for %s: %s", verdict.reason, verdict.finding)
        self._said = verdict.reason
        status: int | None = getattr(attempt.outcome, "status", None)
        return Wait(verdict.pause, verdict.reason, str(letter.to), letter.tries, status)
