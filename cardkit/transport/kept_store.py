"""`KeptStore`: a store that keeps its SQLite connection open between transactions, safely over threads and forks.

Its locks are acquired before each fork: in a child, a lock held by another thread would never be released.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from .store import BUSY, Store, damaged
from .system import PerProcess

T = TypeVar("T")

File = tuple[int, int] | None

JOURNAL = "wal"

SQLITE_LOCK = threading.RLock()
"""Held while SQLite is used. Both locks are reentrant, so that a signal handler cannot deadlock with its own thread."""
MEMORY_LOCK = threading.RLock()
"""Held while a count in memory changes. To hold both, acquire `SQLITE_LOCK` first."""
_STORES: weakref.WeakSet[KeptStore] = weakref.WeakSet()
"""The stores that are closed before a fork: one SQLite connection must not be open in two processes."""


class _Connection:
    """An open connection, and the identities of the files that it has open."""

    def __init__(self, db: sqlite3.Connection, path: Path, patience: float) -> None:
        self.db, self._patience = db, patience
        self._path, self._log = str(path), f"{path}-wal"
        self.files = self.present()

    def present(self) -> tuple[File, File]:
        """The identities of the files that now have the names of the database and its write-ahead log."""
        return file_identity(self._path), file_identity(self._log)

    def begin(self, patience: float) -> None:
        """Begin a transaction, waiting at most so many seconds for other processes."""
        if patience != self._patience:
            self.db.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            self._patience = patience
        self.db.execute("BEGIN IMMEDIATE")


class KeptStore(Store):
    """A `Store` with one connection that stays open.

    It notices if the file was removed or replaced, and opens the new one. Before a fork it closes the connection.
    """

    checkpoint = 100
    """Pages of the write-ahead log after which SQLite copies it into the database (``wal_autocheckpoint``)."""

    def __init__(self, path: str | os.PathLike[str] | None, tables: tuple[str, ...]) -> None:
        super().__init__(path, tables)
        self._kept = PerProcess[_Connection]()  # closing the parent's in a fork would delete the parent's log
        self._at_work = False
        _STORES.add(self)
        weakref.finalize(self, self._kept.end, _close_unused)

    def __getstate__(self) -> tuple[Path | None, tuple[str, ...]]:
        """What a copy is made of: it opens a connection of its own."""
        return self._path, self._tables

    def __setstate__(self, made_of: tuple[Path | None, tuple[str, ...]]) -> None:
        KeptStore.__init__(self, *made_of)

    def run(self, work: Callable[[sqlite3.Connection], T], patience: float = BUSY, *, durable: bool = True) -> T:
        """Run a function in a transaction, and return what it returns.

        Args:
            work: is called with the connection; if it raises, the transaction is rolled back.
            patience: seconds to wait for other threads, and then for other processes.
            durable: wait for the disk as `synchronous` says. If False, and the file has a write-ahead log, a power cut
                may undo the transaction, until the next durable one.

        Raises:
            Exception: one of `FAILURES`.
        """
        if not SQLITE_LOCK.acquire(timeout=patience):
            raise TimeoutError("another thread is still waiting for it")
        try:
            if self._at_work:
                raise RuntimeError("this thread is at it already, and was interrupted")
            return self._run_alone(work, patience, durable)
        finally:
            SQLITE_LOCK.release()

    def check_again(self, db: sqlite3.Connection) -> None:
        """As `check`, for a file that has passed it before: another program may have migrated it since.

        Raises:
            sqlite3.DatabaseError: its version is one that this cardkit does not read.
        """
        self.check(db)

    def _run_alone(self, work: Callable[[sqlite3.Connection], T], patience: float, durable: bool) -> T:
        self._at_work = True
        try:
            return self._run_on_kept(work, patience, durable)
        except BaseException:
            self.close()  # rolls back
            raise
        finally:
            self._at_work = False

    def close(self) -> None:
        """Close the connection, if there is one; the next `run` opens a new one."""
        kept = self._kept.pop(os.getpid(), None)
        if kept is not None:
            kept.db.close()

    def _run_on_kept(self, work: Callable[[sqlite3.Connection], T], patience: float, durable: bool) -> T:
        kept = self._kept.get(os.getpid())
        if kept is not None:
            durable = durable or kept.files[1] is None  # without a log, a power cut could damage the file
            try:
                if not durable:
                    kept.db.execute("PRAGMA synchronous = NORMAL")
                kept.begin(patience)
                self.check_again(kept.db)
                if kept.present() == kept.files:  # else somebody removed the file, or put another in its place
                    outcome = _committed(kept.db, work)
                    if not durable:
                        kept.db.execute(f"PRAGMA synchronous = {self.synchronous}")
                    return outcome
            except sqlite3.DatabaseError as error:
                if not damaged(error) and kept.present() == kept.files:
                    raise
        return self.repaired(lambda path: self._run_on_new(path, work, patience))

    def _run_on_new(self, path: Path, work: Callable[[sqlite3.Connection], T], patience: float) -> T:
        """Run the work on a new connection, which is kept if it succeeds."""
        self.close()
        db = self.connected(path, patience, JOURNAL)
        kept = _Connection(db, path, patience)
        try:
            outcome = _committed(db, work)
            db.execute(f"PRAGMA wal_autocheckpoint = {self.checkpoint}")
        except BaseException:
            db.close()
            raise
        self._kept[os.getpid()] = kept
        return outcome


def _committed(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    outcome = work(db)
    db.execute("COMMIT")
    return outcome


def _close_unused(kept: _Connection) -> None:
    """Close the connection of a store that is gone; skipped if another thread still uses SQLite at exit."""
    if SQLITE_LOCK.acquire(timeout=0.1):
        try:
            kept.db.close()
        finally:
            SQLITE_LOCK.release()


def file_identity(name: str) -> File:
    """The device and inode of the file with this name, or None if there is none."""
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _before_fork() -> None:
    SQLITE_LOCK.acquire()
    for store in list(_STORES):
        store.close()
    MEMORY_LOCK.acquire()


def _after_fork() -> None:
    with suppress(RuntimeError):  # of a lock that is not held: uWSGI calls what comes after a fork, and nothing before
        MEMORY_LOCK.release()
        SQLITE_LOCK.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
