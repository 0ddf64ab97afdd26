"""`OutboxFile`: the SQLite file of an outbox, how it is opened, recognised and migrated."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..errors import ConfigurationError
from ..transport.files import path_of
from ..transport.kept import KeptStore, file_identity
from ..transport.store import BUSY, FAILURES, create_private, damaged, version_of
from .courier import StorageError
from .statements import APPLICATION, MIGRATIONS

T = TypeVar("T")


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

    def __init__(self, path: str | os.PathLike[str], what: str = "path") -> None:
        super().__init__(path_of(path, what), ())  # here, as a `Store` without a path is that of the budget
        self._identity: tuple[int, int] | None = None

    def work(self, work: Callable[[sqlite3.Connection], T], patience: float = BUSY, *, durable: bool = True) -> T:
        """Run a function in a transaction, and return what it returns.

        Raises:
            StorageError: the file cannot be read or written, is damaged, no outbox, or one of a later version.
        """
        try:
            return self.run(work, patience, durable=durable)
        except ConfigurationError:
            raise
        except FAILURES as error:
            raise StorageError(f"the outbox {self} cannot be used: {_reason(error)}") from error

    def repaired(self, work: Callable[[Path], T]) -> T:
        create_private(self.path)
        before, self._identity = self._identity, file_identity(str(self.path))
        if before not in {None, self._identity}:
            raise StorageError(
                f"the outbox {self} was removed or replaced while it was in use, and its letters with it"
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
    return str(error) or type(error).__name__
