"""Sending letter after letter: a course of typed steps, that decides when to post and when to wait, but never waits."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol, TypeAlias

from attrs import frozen

from ..transport import Wait
from .backend import Event, Listener
from .courier import Attempt, Courier, KeepingError, WithdrawnError
from .lease import Lease, Left
from .letter import ANEW, Letter, Mover, SettledError
from .rules import ROOM

PROMPT = 0.05
"""Seconds between an answer and the next post: if the last ones were closer, their notes are made together."""

LOG = logging.getLogger("cardkit.outbox")


@frozen
class Idle:
    """Nothing is due; in so many seconds something may be, where that is known."""

    seconds: float | None


Step: TypeAlias = Wait | Attempt | Idle


class Turn(NamedTuple):
    """Whose turn it is: a letter, or the seconds until there is one, or neither; and letters that time has changed."""

    letter: Letter | None
    wait: float | None
    changed: Sequence[Letter]


class Noted(NamedTuple):
    """What was noted as a letter leaves: how many have left by now, if they are counted; and what came of others."""

    left: Left | None = None
    settled: Sequence[Letter] = ()


class Letters(Mover, Protocol):
    """The letters that a drain sends."""

    @property
    def together(self) -> bool:
        """Whether it is noted together that a letter was sent and that the next one leaves."""
        ...

    def next(self, noted: Left | None = None) -> Turn:
        """Whose turn it is."""
        ...

    def note_sending(self, letter: Letter, late: Sequence[Attempt]) -> Noted:
        """Note what came of posts before, and that a letter may be leaving."""
        ...

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post, and give the states of the letter, one after the other."""
        ...


class Drain:
    """Sends letters one after another.

    Args:
        letters: the letters.
        courier: posts them.
        told: hears of each change.
        lease: the right to send, where there could be others.
        quiet: log no waits, as whoever takes the steps tells of them.
    """

    def __init__(
        self, letters: Letters, courier: Courier, told: Listener, lease: Lease | None = None, *, quiet: bool = False
    ) -> None:
        self._letters, self._courier, self._told, self._lease = letters, courier, told, lease
        self._late: list[Attempt] = []  # what is not noted yet
        self._warned: tuple[Attempt, ...] = ()
        self._prompt, self._answered = False, 0.0
        self._said, self._quiet = "", quiet

    def steps(self) -> Iterator[Step]:
        """Posts, and the waits between them, without end.

        Raises:
            KeepingError: the letters cannot be read, or something cannot be noted; take the steps anew to go on.
        """
        while True:
            if any(attempt.verdict.state != "sent" for attempt in self._late):  # it may decide who is next
                self._note()
            turn = self._turn()
            if turn.letter is None:
                if self._late:
                    self._note()
                else:
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

    def pending(self) -> bool:
        """Whether a letter could leave, if the work went on.

        Raises:
            KeepingError: the letters cannot be read.
        """
        return self._turn().letter is not None

    def _turn(self) -> Turn:
        turn = self._letters.next(None if self._lease is None else self._lease.noted())
        self.tell(turn.changed)
        return turn

    def tell(self, letters: Iterable[Letter]) -> None:
        """Tell of letters that have come into another state by themselves; what may be sent again is *ready* then."""
        for letter in letters:
            self._told(Event(letter))
            if letter.state == "unknown" and self._courier.at_least_once:
                with suppress(SettledError):  # somebody else has settled it meanwhile
                    self._told(Event(self._letters.move(letter.id, ("unknown",), "ready", **ANEW)))

    def close(self) -> None:
        """Note what is not noted yet, if that is possible now."""
        with suppress(KeepingError):
            self._note()

    def _attempt(self, letter: Letter) -> Attempt | None:
        """Post a letter, and note what came of it; None if it must not leave after all."""
        settled: Sequence[Letter] = ()

        def note_sending() -> None:
            nonlocal settled
            self._prompt = time.monotonic() - self._answered < PROMPT
            left, settled = self._letters.note_sending(letter, self._late)
            self._late.clear()
            if self._lease is not None and left is not None:
                self._lease.note(left)

        try:
            attempt = self._courier.attempt(letter, note_sending)
        except WithdrawnError:
            return None
        except KeepingError as error:
            self._warn(error)
            raise
        except BaseException:
            self.tell(settled)
            raise
        self._answered = time.monotonic()
        if attempt.verdict.state != "ready" or attempt.left or attempt.verdict.counted:  # else it has not moved
            self._late.append(attempt)
        self.tell(settled)
        if not self._can_wait(attempt):
            with suppress(KeepingError):
                self._note()
        return attempt

    def _can_wait(self, attempt: Attempt) -> bool:
        """Whether what came of a post is noted when the next one leaves: that it was sent, if that will be soon."""
        soon = self._letters.together and self._prompt and attempt.stop is None
        return soon and attempt.left and attempt.verdict.state == "sent"

    def _note(self) -> None:
        """Note what came of the posts of which that is not noted yet, and tell of it.

        Raises:
            KeepingError: it cannot be noted. That is logged, and it will be tried again before the next post.
        """
        while self._late:
            verdict = self._late[0].verdict
            try:
                letter, *next = self._letters.settle(self._late[0])
            except KeepingError as error:
                self._warn(error)
                raise
            del self._late[0]
            pause = (verdict.pause, verdict.reason) if verdict.state == "ready" else (None, "")
            self._told(Event(letter, *pause))
            self.tell(next)

    def _warn(self, error: KeepingError) -> None:
        """Log once of each post that what came of it could not be noted."""
        for attempt in self._late:
            if attempt not in self._warned:
                what = f"letter {attempt.letter.id} is {attempt.verdict.state}, and will be called unknown"
                LOG.warning("%s: %s if this program ends before that can be noted", error, what)
        self._warned = tuple(self._late)

    def _pause(self, attempt: Attempt) -> Wait:
        """What is waited for; it is said once, if it is nothing that comes and goes by itself."""
        verdict, letter = attempt.verdict, attempt.letter
        if verdict.reason not in {ROOM, self._said} and not self._quiet:
            LOG.warning("nothing is sent for now: waiting for %s: %s", verdict.reason, verdict.finding)
        self._said = verdict.reason
        status: int | None = getattr(attempt.outcome, "status", None)
        return Wait(verdict.pause, verdict.reason, str(letter.to), letter.tries, status)
