"""The journal of `send_all`: an outbox that one run at a time uses."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from attrs import evolve

from ..errors import ConfigurationError
from .courier import Post, StorageError
from .embedded.backend import Embedded
from .embedded.file import Lease, OutboxFile
from .letter import Draft, Letter, State


class InMemory:
    """Holds the current letter of a run without a journal."""

    _letter: Letter

    def put(self, draft: Draft) -> tuple[Letter, bool]:
        """Hold a letter instead of the one before."""
        self._letter = Letter(1, draft.to, draft.body, 0.0)
        return self._letter, True

    def get(self, id: int) -> Letter:
        """The letter."""
        return self._letter

    def move(self, id: int, allowed: tuple[State, ...], state: State, **changes: Any) -> Letter:
        """Give it another state."""
        self._letter = evolve(self._letter, state=state, **changes)
        return self._letter

    def note_sending(self, letter: Letter) -> None:
        """Record nothing: without a journal nobody would read it."""

    def settle(self, post: Post) -> Sequence[Letter]:
        """Note what came of a post."""
        return [self.move(post.letter.id, (), post.verdict.state)]


@contextmanager
def open_journal(path: str | os.PathLike[str]) -> Generator[Embedded, None, None]:
    """Open a journal for this run alone; a context manager.

    Raises:
        ConfigurationError: it cannot be used, is something else, or another run uses it.
    """
    file = OutboxFile(path, "journal")
    try:
        lease = Lease(file.path)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"the journal {path} cannot be opened: {error}") from error
    with lease:
        if not lease.acquire():
            raise ConfigurationError(f"the journal {path} cannot be used; another run may have it")
        try:
            letters = Embedded(file, time.time, keep=0)
            letters.held = lease
            _take_over(letters, lease)
            yield letters
            with suppress(StorageError):
                letters.tidy()
        finally:
            file.close()


def _take_over(letters: Embedded, lease: Lease) -> None:
    """Take over the letters of earlier runs.

    Raises:
        ConfigurationError: the file is something else, or has lost its latest writes.
    """
    try:
        letters.take_over()
    except StorageError as error:
        if getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        raise ConfigurationError(f"{letters.file} is no journal of send_all") from error
    if letters.departures().is_behind(lease.noted):
        raise ConfigurationError(
            f"the journal {letters.file} has lost its latest notes, so nobody knows what was sent; start a new one"
        )
