"""One letter at a time: what a run needs of whatever keeps its letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from attrs import evolve

from .backend import Draft
from .courier import Attempt
from .drain import Noted, Turn
from .lease import Lease, Left
from .letter import Letter, Mover, State


class Kept(Mover, Protocol):
    """Keeps the letters of a run, and the right to send them."""

    @property
    def lease(self) -> Lease | None:
        """The right to send, where there could be others."""
        ...

    def put(self, draft: Draft) -> tuple[Letter, bool]:
        """Keep a letter, and tell whether it is new; of a known key, the letter there is."""
        ...

    def get(self, id: int) -> Letter | None:
        """The letter of an id, if there is one."""
        ...

    def note_sending(self, letter: Letter) -> Noted:
        """Note that a letter may be leaving."""
        ...

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        ...


class One:
    """The letter whose turn it is because the run says so, as a drain takes it.

    Args:
        letters: those of the run.
    """

    together = False

    def __init__(self, letters: Kept) -> None:
        self._letters = letters
        self.id = 0

    def next(self, noted: Left | None = None) -> Turn:
        """The letter, as long as it is *ready*."""
        letter = self._letters.get(self.id)
        return Turn(letter if letter is not None and letter.state == "ready" else None, None, ())

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Give a letter another state."""
        return self._letters.move(id, allowed, state, **changes)

    def note_sending(self, letter: Letter, late: Sequence[Attempt]) -> Noted:
        """Note what came of posts before, and that it may be leaving."""
        settled = [state for attempt in late for state in self._letters.settle(attempt)]
        return self._letters.note_sending(letter)._replace(settled=settled)

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        return self._letters.settle(attempt)


class InMemory:
    """Keeps the one letter of a run without a journal."""

    lease = None

    def __init__(self) -> None:
        self._letters: dict[int, Letter] = {}

    def put(self, draft: Draft) -> tuple[Letter, bool]:
        """Keep a letter instead of the one before."""
        self._letters = {1: Letter(1, draft.to, draft.body, 0.0)}
        return self._letters[1], True

    def get(self, id: int) -> Letter | None:
        """The letter."""
        return self._letters.get(id)

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Give it another state."""
        self._letters[id] = evolve(self._letters[id], state=state, **changes)
        return self._letters[id]

    def note_sending(self, letter: Letter) -> Noted:
        """Nobody asks."""
        return Noted()

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        return [self.move(attempt.letter.id, (), attempt.verdict.state)]
