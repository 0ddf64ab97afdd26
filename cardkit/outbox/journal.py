"""The journal of `send_all`: an outbox that one run at a time uses. Journals of an earlier cardkit are converted.

Those were lines of JSON, the first of them `OLD_HEADER`.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from attrs import evolve

from ..errors import ConfigurationError
from ..reading.json import object_or_empty
from ..to import Destination
from ..transport.files import lock
from . import statements as sql
from .backend import Draft
from .courier import Attempt, StorageError
from .file import OutboxFile
from .lease import Lease
from .letter import Letter, State
from .queue import Queue

OLD_HEADER = b'{"journal": "cardkit.transport.send_all", "version": 1}\n'
"""The first line of an earlier journal."""
OLD_STATES = {"sending": "unknown", "sent": "sent", "failed": "dead"}
"""The state of a letter for each state in an earlier journal; *sending* when the run ended means *unknown*."""


class Journal(Queue):
    """The letters of one run, and the right to send them."""

    def __init__(self, file: OutboxFile, lease: Lease) -> None:
        super().__init__(file, time.time, keep=0)
        self.lease = lease

    def begin(self, place: Destination) -> None:
        """Take over the letters of earlier runs, and convert an earlier journal.

        Raises:
            ConfigurationError: the file is something else, or has lost its latest writes.
        """
        try:
            self.take_over()
        except StorageError as error:
            if getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
                raise
            _convert(self.file.path, place)
            self.file.forget()
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

    def settle(self, attempt: Attempt) -> Sequence[Letter]:
        """Note what came of a post."""
        return [self.move(attempt.letter.id, (), attempt.verdict.state)]


@contextmanager
def open_journal(path: str | os.PathLike[str], place: Destination) -> Generator[Journal, None, None]:
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
            journal.begin(place)
            yield journal
            with suppress(StorageError):
                journal.tidy()
        finally:
            file.close()


def _convert(path: Path, place: Destination) -> None:
    """Replace a journal of an earlier cardkit by an outbox with the same content.

    Raises:
        ConfigurationError: it is no journal, is damaged, or a run of an earlier cardkit uses it.
    """
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with path.open("rb") as old:
        try:
            lock(old.fileno())
        except OSError as error:
            raise ConfigurationError(f"the journal {path} cannot be used; another run may have it") from error
        rows = [
            {"key": key, "state": state, "chat": place.place, "destination": str(place), "now": time.time()}
            for key, state in _read_old_states(path, old).items()
        ]
        file = OutboxFile(draft)
        file.work(lambda db: db.executemany(sql.INSERT_NOTED, rows))
        file.close()
        draft.replace(path)


def _read_old_states(path: Path, file: BinaryIO) -> dict[str, str]:
    """The states of the messages in an earlier journal, by key.

    An incomplete last line is dropped: the program died before it could act on it.
    """
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        raise ConfigurationError(f"the journal {path} is no regular file")
    whole, _, cut = file.read().rpartition(b"\n")
    head, *lines = whole.splitlines() or [b""]
    if not head and OLD_HEADER.startswith(cut):
        return {}
    known = object_or_empty(head)
    if known.get("journal") != "cardkit.transport.send_all":
        raise ConfigurationError(f"{path} is no journal of send_all")
    if known.get("version") != 1:
        raise ConfigurationError(f"the journal {path} is of version {known.get('version')!r}; start a new one")
    states: dict[int, tuple[str, str]] = {}
    for line in lines:
        note = object_or_empty(line)
        index, name, state = (note.get(key) for key in ("index", "name", "state"))
        if type(index) is not int or not isinstance(name, str) or state not in OLD_STATES:
            raise ConfigurationError(f"the journal {path} is damaged; it has the line {line[:80]!r}")
        states[index] = name, OLD_STATES[str(state)]
    keys = KeyCounter()
    return {keys.of(name): state for _, (name, state) in sorted(states.items())}


class KeyCounter:
    """Makes the keys for the messages of one run: a hash of the message, and a count of equal messages before it."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, name: str) -> str:
        """The key of the next message with a name, as `bulk.name_of` makes it.

        >>> keys = KeyCounter()
        >>> keys.of("a"), keys.of("b"), keys.of("a")
        ('a.0', 'b.0', 'a.1')
        """
        self._seen[name] += 1
        return f"{name}.{self._seen[name] - 1}"
