"""Letters of a run that sends one given letter at a time, as `send_all` and the workers of a fleet do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from attrs import evolve

from .backend import Draft
from .courier import Attempt
from .drain import Turn
from .lease import Departures, Lease
from .letter import Letter, Mover, State


class RunLetters(Mover, Protocol):
    """Stores the letters of a run, and holds the right to send them."""

    @property
    def lease(self) -> Lease | None:
        """The right to send, if other programs could send, too."""
        ...

    def put(self, draft: Draft) -> tuple[Letter, bool]:
        """Store a letter and return it, and whether it is new: if its key is known, the stored one is returned."""
        ...

    def get(self, id: int) -> Letter | None:
        """The letter with an id, or None."""
        ...

    def note_sending(self, letter: Letter) -> Departures | None:
        """Record that a letter is *sending*; returns how many have left by now, if they are counted."""
        ...

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        ...


class SingleLetter:
    """The `Letters` of a drain that sends only the letter with the id `id`, which the run sets.

    Args:
        letters: the letters of the run.
    """

    recorded_later = False  # the run needs each outcome before it sends the next letter

    def __init__(self, letters: RunLetters) -> None:
        self._letters = letters
        self.id = 0

    def next(self, noted: Departures | None = None) -> Turn:
        """The letter, as long as it is *ready*."""
        letter = self._letters.get(self.id)
        return Turn(letter if letter is not None and letter.state == "ready" else None, None, ())

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Give a letter another state."""
        return self._letters.move(id, allowed, state, **changes)

    def note_sending(self, letter: Letter) -> Departures | None:
        """Record that the letter is *sending*."""
        return self._letters.note_sending(letter)

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        return self._letters.settle(attempt)


class InMemory:
    """Holds the current letter of a run without a journal."""

    lease = None

    def __init__(self) -> None:
        self._letters: dict[int, Letter] = {}

    def put(self, draft: Draft) -> tuple[Letter, bool]:
        """Hold a letter instead of the one before."""
        self._letters = {1: Letter(1, draft.to, draft.body, 0.0)}
        return self._letters[1], True

    def get(self, id: int) -> Letter | None:
        """The letter."""
        return self._letters.get(id)

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Give it another state."""
        self._letters[id] = evolve(self._letters[id], state=state, **changes)
        return self._letters[id]

    def note_sending(self, letter: Letter) -> None:
        """Record nothing: without a journal nobody would read it."""

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        return [self.move(attempt.letter.id, (), attempt.verdict.state)]
