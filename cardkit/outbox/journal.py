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
from .file import Lease, OutboxFile
from .letter import Draft, Letter, State
from .queue import Queue


class Journal(Queue):
    """The letters of one run, and the right to send them."""

    def __init__(self, file: OutboxFile, lease: Lease) -> None:
        super().__init__(file, time.time, keep=0)
        self.lease = lease

    def begin(self) -> None:
        """Take over the letters of earlier runs.

        Raises:
            ConfigurationError: the file is something else, or has lost its latest writes.
        """
        try:
            self.take_over()
        except StorageError as error:
            if getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
                raise
            raise ConfigurationError(f"{self.file} is no journal of send_all") from error
        if self.departures().is_behind(self.lease.noted()):
            raise ConfigurationError(
                f"the journal {self.file} has lost its latest notes, so nobody knows what was sent; start a new one"
            )


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

    def settle(self, post: Post) -> Sequence[Letter]:
        """Note what came of a post."""
        return [self.move(post.letter.id, (), post.verdict.state)]


@contextmanager
def open_journal(path: str | os.PathLike[str]) -> Generator[Journal, None, None]:
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
            journal = Journal(file, lease)
            journal.begin()
            yield journal
            with suppress(StorageError):
                journal.tidy()
        finally:
            file.close()
