"""`Drain` sends letter after letter. It posts, and decides when to wait; the caller performs the waits."""

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
from .lease import Departures, Lease
from .letter import RESEND_CHANGES, Letter, Mover, SettledError
from .rules import ROOM

SOON = 0.05
"""If a post followed the response before it within so many seconds, the next is expected as soon; then the outcome of
this one and the *sending* of the next are recorded in one transaction."""

LOG = logging.getLogger("cardkit.outbox")


@frozen
class Idle:
    """A step: nothing is due. `seconds` is when something will be, if that is known."""

    seconds: float | None


Step: TypeAlias = Wait | Attempt | Idle


class Turn(NamedTuple):
    """The next letter, or the seconds until one is due, or neither; `changed` are letters that expired and the like."""

    letter: Letter | None
    wait: float | None
    changed: Sequence[Letter]


class SendingNote(NamedTuple):
    """What was recorded as a letter leaves.

    `left` is how many letters have left by now, if they are counted; `settled` are letters of earlier posts whose
    outcome was recorded in the same transaction.
    """

    left: Departures | None = None
    settled: Sequence[Letter] = ()


class Letters(Mover, Protocol):
    """The letters that a drain sends."""

    @property
    def together(self) -> bool:
        """Whether the outcome of a post may be recorded in one transaction with the next letter's *sending*."""
        ...

    def next(self, noted: Departures | None = None) -> Turn:
        """The next letter; `noted` is how many have left according to the lease."""
        ...

    def note_sending(self, letter: Letter, unrecorded: Sequence[Attempt]) -> SendingNote:
        """Record the outcomes of earlier posts, and that a letter is *sending*."""
        ...

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Record the outcome of a post, and return the letter after each change of its state."""
        ...


class Drain:
    """Sends letters one after another.

    Args:
        letters: the letters.
        courier: posts them.
        told: called with an `Event` for each change.
        lease: the right to send, if other programs could send, too.
        quiet: log no waits, as the caller announces them.
    """

    def __init__(
        self, letters: Letters, courier: Courier, told: Listener, lease: Lease | None = None, *, quiet: bool = False
    ) -> None:
        self._letters, self._courier, self._told, self._lease = letters, courier, told, lease
        self._unrecorded: list[Attempt] = []
        self._warned: tuple[Attempt, ...] = ()
        self._soon_after, self._answered_at = False, 0.0
        self._last_reason, self._quiet = "", quiet

    def steps(self) -> Iterator[Step]:
        """Post letters; yields each attempt, and the waits between them, without end.

        Raises:
            KeepingError: the letters cannot be read or written; call `steps` again to go on.
        """
        while True:
            if any(attempt.verdict.state != "sent" for attempt in self._unrecorded):  # may change which is next
                self._record()
            turn = self._turn()
            if turn.letter is None:
                if self._unrecorded:
                    self._record()
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
        """Whether a letter is due now.

        Raises:
            KeepingError: the letters cannot be read.
        """
        return self._turn().letter is not None

    def _turn(self) -> Turn:
        turn = self._letters.next(None if self._lease is None else self._lease.noted())
        self.tell(turn.changed)
        return turn

    def tell(self, letters: Iterable[Letter]) -> None:
        """Report letters that changed without a post; with `at_least_once`, *unknown* ones become *ready* again."""
        for letter in letters:
            self._told(Event(letter))
            if letter.state == "unknown" and self._courier.at_least_once:
                with suppress(SettledError):  # another program settled it meanwhile
                    self._told(Event(self._letters.move(letter.id, ("unknown",), "ready", **RESEND_CHANGES)))

    def close(self) -> None:
        """Record outcomes that are not recorded yet, if possible."""
        with suppress(KeepingError):
            self._record()

    def _attempt(self, letter: Letter) -> Attempt | None:
        """Post a letter, and record the outcome now or later; None if the letter must not be sent any more."""
        settled: Sequence[Letter] = ()

        def note_sending() -> None:
            nonlocal settled
            self._soon_after = time.monotonic() - self._answered_at < SOON
            left, settled = self._letters.note_sending(letter, self._unrecorded)
            self._unrecorded.clear()
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
        self._answered_at = time.monotonic()
        if attempt.verdict.state != "ready" or attempt.left or attempt.verdict.counted:  # else nothing changed
            self._unrecorded.append(attempt)
        self.tell(settled)
        if not self._can_record_later(attempt):
            with suppress(KeepingError):
                self._record()
        return attempt

    def _can_record_later(self, attempt: Attempt) -> bool:
        """Whether the outcome may be recorded as the next letter leaves: if this one was sent, and the next is soon."""
        soon = self._letters.together and self._soon_after and attempt.stop is None
        return soon and attempt.left and attempt.verdict.state == "sent"

    def _record(self) -> None:
        """Record the outcomes that are not recorded yet, and report them.

        Raises:
            KeepingError: they cannot be written. That is logged, and retried before the next post.
        """
        while self._unrecorded:
            verdict = self._unrecorded[0].verdict
            try:
                letter, *next = self._letters.settle(self._unrecorded[0])
            except KeepingError as error:
                self._warn(error)
                raise
            del self._unrecorded[0]
            pause = (verdict.pause, verdict.reason) if verdict.state == "ready" else (None, "")
            self._told(Event(letter, *pause))
            self.tell(next)

    def _warn(self, error: KeepingError) -> None:
        """Log, once for each post, that its outcome could not be recorded."""
        for attempt in self._unrecorded:
            if attempt not in self._warned:
                what = f"letter {attempt.letter.id} is {attempt.verdict.state}, and will be called unknown"
                LOG.warning("%s: %s if this program ends before that can be noted", error, what)
        self._warned = tuple(self._unrecorded)

    def _pause(self, attempt: Attempt) -> Wait:
        """The wait after a post; its reason is logged when it changes, but never a wait for room in the budget."""
        verdict, letter = attempt.verdict, attempt.letter
        if verdict.reason not in {ROOM, self._last_reason} and not self._quiet:
            LOG.warning("nothing is sent for now: waiting for %s: %s", verdict.reason, verdict.finding)
        self._last_reason = verdict.reason
        status: int | None = getattr(attempt.outcome, "status", None)
        return Wait(verdict.pause, verdict.reason, str(letter.to), letter.tries, status)
