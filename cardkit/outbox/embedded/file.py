"""The files of an outbox: `OutboxFile`, which holds the letters, and `Lease`, the lock of whoever sends them."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from ...errors import ConfigurationError
from ...transport.kept_store import KeptStore, file_identity
from ...transport.store import FAILURES, create_private, damaged, version_of
from ...transport.system import in_each_child, lock, path_of
from ..courier import StorageError
from .statements import APPLICATION, MIGRATIONS

T = TypeVar("T")

LOCK = ".lock"
"""What the name of the lock file ends with, after that of the outbox."""
NOTE_BYTES = 80  # the most that is read of the lock file
_CLOSED = -1  # no descriptor of a file
_LEASES: weakref.WeakSet[Lease] = weakref.WeakSet()


class OutboxFile(KeptStore):
    """A SQLite file of letters, readable by its owner only; a write returns once it is on the disk.

    A damaged file is left where it is, as it may hold letters; that of a budget is moved aside.

    Args:
        path: the file; it is made where it is missing, in a folder that exists.
        what: the name of the setting that gave the path, for errors.

    Raises:
        ConfigurationError: the path is neither text nor a path, or names no file.
    """

    synchronous = "FULL"
    checkpoint = 1_000
    """As in `KeptStore`, but larger: with ``FULL``, each checkpoint waits twice for the disk."""
    _identity: tuple[int, int] | None = None

    def __init__(self, path: str | os.PathLike[str], what: str = "path") -> None:
        super().__init__(path_of(path, what), ())  # here, as a `Store` without a path is that of the budget
        self._what = "outbox" if what == "path" else what

    def work(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> T:
        """Run a function in a transaction, and return what it returns.

        Raises:
            StorageError: the file cannot be read or written, is damaged, no outbox, or one of a later version.
        """
        try:
            return self.run(work, durable=durable)
        except ConfigurationError:
            raise
        except FAILURES as error:
            raise StorageError(f"the {self._what} {self} cannot be used: {_reason(error)}") from error

    def repaired(self, work: Callable[[Path], T]) -> T:
        create_private(self.path)
        before, self._identity = self._identity, file_identity(str(self.path))
        if before not in {None, self._identity}:
            raise StorageError(
                f"the {self._what} {self} was removed or replaced while it was in use, and its letters with it"
            )
        return work(self.path)

    def check(self, db: sqlite3.Connection) -> int:
        version = version_of(db)
        (application,) = db.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION and (
            version or application or db.execute("SELECT 1 FROM sqlite_master").fetchone()
        ):
            raise sqlite3.DatabaseError("it is a database of something else")
        return _readable(version)

    def check_again(self, db: sqlite3.Connection) -> None:
        _readable(version_of(db))

    def prepare(self, db: sqlite3.Connection) -> None:
        version = self.check(db)
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                db.execute(statement)
        if version != len(MIGRATIONS):
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _readable(version: int) -> int:
    if version > len(MIGRATIONS):
        raise sqlite3.DatabaseError(f"it is of version {version}, and this cardkit reads up to {len(MIGRATIONS)}")
    return version


def _reason(error: Exception) -> str:
    if isinstance(error, sqlite3.DatabaseError) and damaged(error):
        return f"it is damaged ({error}); it is left as it is"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__  # without the name of a passing file


class Departures(NamedTuple):
    """How many letters have left an outbox; `outbox` is its random id."""

    outbox: str
    number: int

    def is_behind(self, noted: Departures | None) -> bool:
        """Whether the count noted elsewhere, for the same outbox, is higher: then this one has lost writes."""
        return noted is not None and noted.outbox == self.outbox and noted.number > self.number


class Lease:
    """The right of one program at a time to send from an outbox: a lock file, which the system unlocks when it dies.

    The file also notes how many letters have left.

    If the outbox has a lower count than the note, it has lost writes: its write-ahead log was deleted, or it was
    restored from an older copy.

    Args:
        path: the outbox; the lock is a small file beside it.

    Raises:
        OSError: the outbox is no regular file, or the lock file cannot be created.
    """

    _file = _CLOSED

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_file():
            raise OSError(f"{path} is no regular file")
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._path = path.with_name(path.name + LOCK)
        self._file = os.open(self._path, flags, 0o600)
        self.noted: Departures | None = None
        """The last note. Only the holder of the lock writes it, so it is read once and then remembered."""
        _LEASES.add(self)

    def acquire(self) -> bool:
        """Take the lock; False if another program has it.

        Raises:
            StorageError: nobody can, as where the file system has no locks.
        """
        try:
            lock(self._file)
        except (BlockingIOError, PermissionError, ValueError):  # the last of one that is closed, as in a forked child
            return False
        except OSError as error:
            why = f"the lock {str(self._path)!r} cannot be taken: {_reason(error)}"
            raise StorageError(f"{why}; its file system may have no locks, as that of a local disk has") from error
        os.lseek(self._file, 0, os.SEEK_SET)
        number, _, outbox = os.read(self._file, NOTE_BYTES).partition(b" ")
        if number.isdigit():
            self.noted = Departures(outbox.decode("ascii", "replace").strip(), int(number))
        return True

    def note(self, left: Departures) -> None:
        """Note how many have left, without waiting for the disk, as the outbox stores the number, too."""
        self.noted = left
        with suppress(OSError):
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, f"{left.number:020} {left.outbox}\n".encode("ascii"))

    def close(self) -> None:
        """Release the lock."""
        if self._file != _CLOSED:
            os.close(self._file)
            self._file = _CLOSED

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, object]:
        """What a copy consists of: the lock stays with who has it."""
        return {**vars(self), "_file": _CLOSED}

    def __del__(self) -> None:
        self.close()  # as after a Ctrl-C right before the block begins or ends


in_each_child(_LEASES, Lease.close)  # else the child would keep the lock when the parent has died
