"""`Store`: a small SQLite file, readable by its owner only, for state that several processes of one user share."""

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

from .system import path_of

T = TypeVar("T")

BUSY = 5.0
"""Seconds to wait for a file that another process holds."""
VERSION = 1
"""The version of the tables, kept in the file's ``user_version``."""
FAILURES = (sqlite3.Error, OSError, RuntimeError, ValueError, TypeError)
"""What is raised if the file, its path or its rows cannot be used."""
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

LOG = logging.getLogger("cardkit.transport")


class UnreadableError(sqlite3.DatabaseError):
    """A row that cardkit cannot have written; handled as a damaged file."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


class Store:
    """A small SQLite file, created with mode 0600 if it is missing; a damaged one is moved aside.

    Args:
        path: the file; by default one in the user's state folder.
        tables: the definition of each table, as it follows ``CREATE TABLE IF NOT EXISTS``.
        what: the name of the setting that gave the path, for errors.

    Raises:
        ConfigurationError: the path is neither text nor a path, or names no file.
    """

    synchronous = "OFF"
    """The pragma of this name: a write does not wait for the disk, since losing the last writes does little harm."""

    def __init__(self, path: str | os.PathLike[str] | None, tables: tuple[str, ...], what: str = "path") -> None:
        self._path = None if path is None else path_of(path, what)
        self._tables = tables

    def __str__(self) -> str:
        try:
            return repr(str(self.path))
        except RuntimeError:  # this user has no home folder
            return "in the user's state folder"

    @property
    def path(self) -> Path:
        """The file.

        Raises:
            RuntimeError: it is in the home folder of a user who has none.
        """
        return state_folder() / "pacing.sqlite3" if self._path is None else self._path

    def open(self, busy: float) -> sqlite3.Connection:
        """A connection with a transaction begun, which holds the file exclusively until it is closed.

        Args:
            busy: seconds to wait for others.

        Raises:
            Exception: one of `FAILURES`.
        """
        db = self.repaired(lambda path: self.connected(path, busy))
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # only now: earlier, two that wait would wait for each other
        return db

    def repaired(self, work: Callable[[Path], T]) -> T:
        """Call `work` with the path and return its result; if the file is damaged, move it aside and call it again.

        Raises:
            Exception: one of `FAILURES`.
        """
        path = self.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path is None:
            _narrow(path.parent, 0o700)
        seen = create_private(path)
        try:
            return work(path)
        except sqlite3.DatabaseError as error:
            if not damaged(error):
                raise
            _set_aside(path, seen)
        create_private(path)
        return work(path)

    def connected(self, path: Path, busy: float, journal: str | None = None) -> sqlite3.Connection:
        """A connection with a transaction begun, to a file that has its tables."""
        db = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False)
        try:
            db.execute(f"PRAGMA synchronous = {self.synchronous}")
            self.check(db)
            _narrow(path, 0o600)  # not before the check: the file of another program is left as it is
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
        """The version of the tables, 0 if there are none yet.

        Raises:
            sqlite3.DatabaseError: this cardkit does not read the version; the file is left as it is.
        """
        version = version_of(db)
        if version not in {0, VERSION}:
            raise sqlite3.DatabaseError(f"it is of version {version}, and this cardkit reads version {VERSION}")
        return version

    def prepare(self, db: sqlite3.Connection) -> None:
        """Create missing tables, within a transaction.

        Raises:
            sqlite3.DatabaseError: they are of another version.
        """
        version = self.check(db)
        for table in self._tables:
            db.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        if version != VERSION:
            db.execute(f"PRAGMA user_version = {VERSION}")


def version_of(db: sqlite3.Connection) -> int:
    """The version of the tables in a file, from its ``user_version``."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def damaged(error: sqlite3.DatabaseError) -> bool:
    """Whether an error means that the file is corrupt, or no SQLite database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED


def state_folder() -> Path:
    """The folder for state files of this user (neither data nor settings) on this operating system."""
    home = Path.home
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local") / "cardkit"
    if sys.platform == "darwin":
        return home() / "Library" / "Application Support" / "cardkit"
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else home() / ".local" / "state") / "cardkit"


def _set_journal(db: sqlite3.Connection, journal: str) -> None:
    """Set the journal mode; where the file system has no shared memory for a WAL, use ``persist``."""
    db.execute("PRAGMA busy_timeout = 50")  # if others have the file open, its present mode does as well
    try:
        (mode,) = db.execute(f"PRAGMA journal_mode = {journal}").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return
        mode = None
    if mode != journal:
        db.execute("PRAGMA journal_mode = persist")


def create_private(path: Path) -> int | None:
    """Create the file if it is missing, readable by its owner only, and return its inode.

    It is created under another name and then linked: closing a file of the final name would drop the POSIX locks that
    SQLite holds on it in other threads of this process.
    """
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        with suppress(OSError, AttributeError):  # it exists by now, or there are no hard links: then SQLite creates it
            os.link(draft, path)
        os.unlink(draft)
    with suppress(FileNotFoundError):
        return path.stat().st_ino
    return None


def _narrow(path: Path, mode: int) -> None:
    """Remove the rights of others to a file or folder, but not to a device such as ``/dev/null``."""
    found = path.stat().st_mode
    if os.name == "posix" and found & 0o777 & ~mode and not stat.S_ISCHR(found):
        path.chmod(mode)


def _set_aside(path: Path, seen: int | None) -> None:
    """Rename a damaged file, unless another process did so and this is a new file already (`seen` is the inode)."""
    with suppress(FileNotFoundError):
        if path.stat().st_ino == seen:
            aside = path.with_name(f"{path.name}.corrupt-{time.time_ns()}")
            for end in ("-journal", "-wal", "-shm"):  # they belong to it
                path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
            path.replace(aside)
            LOG.warning("%r was damaged; it is kept as %r, and a new one begun", str(path), str(aside))
