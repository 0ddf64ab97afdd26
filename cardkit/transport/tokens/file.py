"""`FileCache`: the processes of one user share a token in a small file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager

from ..secret import Secret, checked
from ..store import Store
from .base import WINDOW, AccessToken, BusyError, OpenCache

TABLES = (
    "tokens (account TEXT PRIMARY KEY, token TEXT NOT NULL, made REAL NOT NULL, expires REAL NOT NULL)",
    "refreshes (id INTEGER PRIMARY KEY, account TEXT NOT NULL, at REAL NOT NULL)",
)


class FileCache:
    """A cache in a small SQLite file; the process that has it open is the only one to refresh.

    Args:
        path: the file, made with mode 0600.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._store = Store(path, TABLES, "cache")

    def __str__(self) -> str:
        return str(self._store)

    @contextmanager
    def opened(self, account: str, patience: float) -> Generator[OpenCache, None, None]:
        try:
            db = self._store.open(patience)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise BusyError(str(error)) from error
            raise
        with closing(db):
            yield _OpenFile(db, account)


class _OpenFile:
    """An open file cache. Each write is committed at once; the exclusive lock stays until the file is closed."""

    def __init__(self, db: sqlite3.Connection, account: str) -> None:
        self._db, self._account = db, account

    def read(self, now: float) -> tuple[AccessToken | None, dict[int, float]]:
        """As in `OpenCache`; refreshes in the future, after a clock was set back, are moved to now."""
        self._db.execute("DELETE FROM refreshes WHERE at <= ?", (now - WINDOW,))
        self._commit("UPDATE refreshes SET at = ? WHERE at > ?", now, now)
        times = dict(self._db.execute("SELECT id, at FROM refreshes WHERE account = ?", (self._account,)))
        statement = "SELECT token, made, expires FROM tokens WHERE account = ?"
        row = self._db.execute(statement, (self._account,)).fetchone()
        return None if row is None else AccessToken(checked(row[0]), float(row[1]), float(row[2])), times

    def note(self, id: int, at: float) -> None:
        self._commit("INSERT INTO refreshes VALUES (?, ?, ?)", id, self._account, at)

    def forget(self, id: int) -> None:
        self._commit("DELETE FROM refreshes WHERE id = ?", id)

    def save(self, held: AccessToken) -> None:
        row = (self._account, held.secret.reveal(), held.made, held.expires)
        self._commit("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", *row)

    def drop(self, token: Secret) -> None:
        self._commit("DELETE FROM tokens WHERE account = ? AND token = ?", self._account, token.reveal())

    def _commit(self, statement: str, *row: object) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(statement, row)
        self._db.execute("COMMIT")
