"""A small SQLite file that only its owner reads, for what several processes of one user share."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ..errors import ConfigurationError
from ..to import refuse_webhook

T = TypeVar("T")

BUSY = 5.0
"""Seconds to wait for a file that another process holds."""
VERSION = 1
"""Of the tables, as the file's `user_version` tells it."""
FAILURES = (sqlite3.Error, OSError, RuntimeError, ValueError, TypeError)  # a file, its path or its rows are no good
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

LOG = logging.getLogger("cardkit.transport")


class UnreadableError(sqlite3.DatabaseError):
    """A row cannot have been written by us: the file is as good as damaged."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


class Store:
    """A small SQLite file, made where it is missing, with mode 0600; a damaged one is moved aside.

    Args:
        path: the file; by default one in the user's state folder.
        tables: what stands behind ``CREATE TABLE IF NOT EXISTS`` for each of its tables.
        what: the name of the setting that gave the path, for errors.

    Raises:
        ConfigurationError: the path is neither text nor a path.
    """

    synchronous = "OFF"
    """What a write waits for: what it holds is worth less than a wait for the disk."""

    def __init__(self, path: str | os.PathLike[str] | None, tables: tuple[str, ...], what: str = "path") -> None:
        refuse_webhook(path)
        try:
            self._path = None if path is None else Path(path).absolute()
        except (TypeError, OSError) as error:
            raise ConfigurationError(f"{what}={path!r} must be text or a path that names a file") from error
        self._tables = tables

    def __str__(self) -> str:
        try:
            return repr(str(self.path))
        except RuntimeError:  # this user has no home
            return "in the user's state folder"

    @property
    def path(self) -> Path:
        """The file.

        Raises:
            RuntimeError: it stands in the home of a user who has none.
        """
        return state_folder() / "pacing.sqlite3" if self._path is None else self._path

    def open(self, busy: float) -> sqlite3.Connection:
        """A connection at the begin of a transaction; nobody else gets at the file until it is closed.

        Args:
            busy: seconds to wait for others.

        Raises:
            Exception: one of `FAILURES`.
        """
        db = self.repaired(lambda path: self.connected(path, busy))
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # only now: earlier, two that wait would wait for each other
        return db

    def repaired(self, work: Callable[[Path], T]) -> T:
        """What the work on the file gives; a damaged file is moved aside first, and the work tried on a new one.

        Raises:
            Exception: one of `FAILURES`.
        """
        path = self.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path is None:
            _narrow(path.parent, 0o700)
        seen = made(path)
        try:
            return work(path)
        except sqlite3.DatabaseError as error:
            if not damaged(error):
                raise
            _set_aside(path, seen)
        made(path)
        return work(path)

    def connected(self, path: Path, busy: float, journal: str | None = None) -> sqlite3.Connection:
        """A connection at the begin of a transaction, to a file that has its tables."""
        db = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False)
        try:
            db.execute(f"PRAGMA synchronous = {self.synchronous}")
            self.check(db)
            _narrow(path, 0o600)  # only now: a file of something else is left as it is
            if journal is not None:
                _set_journal(db, journal)
                db.execute(f"PRAGMA busy_timeout = {int(busy * 1000)}")
            db.execute("BEGIN IMMEDIATE")
            self.prepare(db)
        except BaseException:
            db.close()
            raise
        return db

    def check(self, db: sqlite3.Connection) -> int:
        """The version of the tables, 0 where there are none of ours yet.

        Raises:
            sqlite3.DatabaseError: it is one that this cardkit does not read; the file is left as it is.
        """
        version = version_of(db)
        if version not in {0, VERSION}:
            raise sqlite3.DatabaseError(f"it is of version {version}, and this cardkit reads version {VERSION}")
        return version

    def prepare(self, db: sqlite3.Connection) -> None:
        """See to it, within a transaction, that there are the tables.

        Raises:
            sqlite3.DatabaseError: they are of another version.
        """
        version = self.check(db)
        for table in self._tables:
            db.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        if version != VERSION:
            db.execute(f"PRAGMA user_version = {VERSION}")


def version_of(db: sqlite3.Connection) -> int:
    """The version of the tables in a file, as its ``user_version`` tells it."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def damaged(error: sqlite3.DatabaseError) -> bool:
    """Whether an error says that the file is no database, or one that nobody can read."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED


def state_folder() -> Path:
    """Where programs of this user keep what is neither data nor settings."""
    home = Path.home
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local") / "cardkit"
    if sys.platform == "darwin":
        return home() / "Library" / "Application Support" / "cardkit"
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else home() / ".local" / "state") / "cardkit"


def _set_journal(db: sqlite3.Connection, journal: str) -> None:
    """Write through this kind of journal; where the file system has no shared memory for a WAL, through a kept one."""
    db.execute("PRAGMA busy_timeout = 50")  # a file that others have open keeps its own, which serves as well
    try:
        (mode,) = db.execute(f"PRAGMA journal_mode = {journal}").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return
        mode = None
    if mode != journal:
        db.execute("PRAGMA journal_mode = persist")


def made(path: Path) -> int | None:
    """Make a missing file, for its owner alone, and tell which file it is.

    It gets its name last: to close a file of that name would drop the locks that SQLite holds on it in other threads.
    """
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        with suppress(OSError):  # it is there by now, or files have one name here; then SQLite makes it
            os.link(draft, path)
        os.unlink(draft)
    with suppress(FileNotFoundError):
        return path.stat().st_ino
    return None


def _narrow(path: Path, mode: int) -> None:
    """Take away what rights others have to a file or a folder; a device is everybody's."""
    found = path.stat().st_mode
    if os.name == "posix" and found & 0o777 & ~mode and not stat.S_ISCHR(found):
        path.chmod(mode)


def _set_aside(path: Path, seen: int | None) -> None:
    """Move a damaged file aside, unless somebody else did so and this is another already."""
    with suppress(FileNotFoundError):
        if path.stat().st_ino == seen:
            aside = path.with_name(f"{path.name}.corrupt-{time.time_ns()}")
            for end in ("-journal", "-wal", "-shm"):  # they belong to it
                path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
            path.replace(aside)
            LOG.warning("%r was damaged; it is kept as %r, and a new one begun", str(path), str(aside))
