"""A store whose connection is kept open from one piece of work to the next, over threads and forks."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from . import locks
from .store import BUSY, Store, damaged

T = TypeVar("T")

File = tuple[int, int] | None

JOURNAL = "wal"


class _Connection:
    """An open connection, the process that opened it, and which files it is open to."""

    def __init__(self, db: sqlite3.Connection, path: Path, patience: float) -> None:
        self.db, self.process, self._patience = db, os.getpid(), patience
        self._path, self._log = str(path), f"{path}-wal"
        self.files = self.present()

    def present(self) -> tuple[File, File]:
        """Which files have the names of the file and its log by now."""
        return file_identity(self._path), file_identity(self._log)

    def begin(self, patience: float) -> None:
        """Begin a transaction, waiting so many seconds for other processes."""
        if patience != self._patience:
            self.db.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            self._patience = patience
        self.db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close it, or leave it alone: in a process that was forked behind our back it is the parent's."""
        if self.process == os.getpid():
            self.db.close()
        else:
            _PARENTS.append(self.db)


_PARENTS: list[sqlite3.Connection] = []  # never closed, for that would drop the parent's log


class KeptStore(Store):
    """A `Store` with one connection, that is kept open.

    A file that was removed or replaced is noticed, and the new one opened. Before a fork it is closed.
    """

    checkpoint = 100
    """Pages of the write-ahead log after which it is folded into the file."""

    def __init__(self, path: str | os.PathLike[str] | None, tables: tuple[str, ...], what: str = "path") -> None:
        super().__init__(path, tables, what)
        self._kept: list[_Connection] = []  # one or none; a list, so that it can be closed when the store is gone
        self._at_work = False
        locks.OPEN.add(self)
        weakref.finalize(self, _close_unused, self._kept)

    def run(self, work: Callable[[sqlite3.Connection], T], patience: float = BUSY) -> T:
        """Do one piece of work, whole or not at all, while nobody else is at it.

        Args:
            work: gets the connection, within a transaction.
            patience: seconds to wait for other threads, and then for other processes.

        Raises:
            Exception: one of `FAILURES`.
        """
        if not locks.FILES.acquire(timeout=patience):
            raise TimeoutError("another thread is still waiting for it")
        try:
            return self._alone(work, patience)
        finally:
            locks.FILES.release()

    def peek(self, work: Callable[[sqlite3.Connection], T | None]) -> T | None:
        """Read by one statement without a transaction, which is faster; None where only `run` can tell.

        What it tells is to be checked by a `run`: only that notices that the file was removed or replaced.

        Args:
            work: gets the connection, if it is open.

        Raises:
            Exception: one of `FAILURES`.
        """
        with locks.FILES:
            kept = self._kept[0] if self._kept and not self._at_work else None
            if kept is None or kept.process != os.getpid():
                return None
            return work(kept.db)

    def check_again(self, db: sqlite3.Connection) -> None:
        """As `check`, of a file that has passed it; another program may have brought it up to date since.

        Raises:
            sqlite3.DatabaseError: it is of a version that this cardkit does not read.
        """
        self.check(db)

    def _alone(self, work: Callable[[sqlite3.Connection], T], patience: float) -> T:
        if self._at_work:
            raise RuntimeError("this thread is at it already, and was interrupted")
        self._at_work = True
        try:
            return self._done(work, patience)
        except BaseException:
            self.close()  # what was begun is undone
            raise
        finally:
            self._at_work = False

    def close(self) -> None:
        """Close the connection, if there is one; it is opened again when there is work."""
        _close(self._kept)

    def _done(self, work: Callable[[sqlite3.Connection], T], patience: float) -> T:
        kept = self._kept[0] if self._kept else None
        if kept is not None and kept.process == os.getpid():
            try:
                kept.begin(patience)
                self.check_again(kept.db)
                if kept.present() == kept.files:  # else somebody removed the file, or put another in its place
                    return _committed(kept.db, work)
            except sqlite3.DatabaseError as error:
                if not damaged(error) and kept.present() == kept.files:
                    raise
        return self.repaired(lambda path: self._anew(path, work, patience))

    def _anew(self, path: Path, work: Callable[[sqlite3.Connection], T], patience: float) -> T:
        """Do the work over a new connection, which is kept if all went well."""
        self.close()
        db = self.connected(path, patience, JOURNAL)
        kept = _Connection(db, path, patience)
        try:
            outcome = _committed(db, work)
            db.execute(f"PRAGMA wal_autocheckpoint = {self.checkpoint}")
        except BaseException:
            kept.close()
            raise
        self._kept.append(kept)
        return outcome


def _committed(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    outcome = work(db)
    db.execute("COMMIT")
    return outcome


def _close(kept: list[_Connection]) -> None:
    while kept:
        kept.pop().close()


def _close_unused(kept: list[_Connection]) -> None:
    """Close what nobody can use any more, unless a thread is still at it when the program ends."""
    if locks.FILES.acquire(timeout=0.1):
        try:
            _close(kept)
        finally:
            locks.FILES.release()


def file_identity(name: str) -> File:
    """Which file has this name: its device and number, or None."""
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_dev, found.st_ino
