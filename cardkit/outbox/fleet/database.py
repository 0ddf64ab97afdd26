"""The database of a fleet's outbox: transactions, and the rows that statements give."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from procrastinate import exceptions
from psycopg.rows import dict_row

from ..courier import KeepingError
from .connections import Connections

Row = dict[str, Any]


class Database:
    """One outbox in a database.

    Args:
        connections: to the database.
        queue: the name of the outbox.
    """

    def __init__(self, connections: Connections, queue: str) -> None:
        self.connections, self.queue = connections, queue

    def __str__(self) -> str:
        return f"{self.connections.name!r}, queue={self.queue!r}"

    @contextmanager
    def transaction(self, given: object = None) -> Generator[psycopg.Connection[Any], None, None]:
        """A transaction: a savepoint of the caller's, or one of our own.

        Raises:
            KeepingError: the database cannot be used; the error tells no password.
        """
        reason = None
        try:
            with self.connections.transaction(given) as db:
                yield db
        except (psycopg.Error, exceptions.ProcrastinateException) as error:
            if given is not None:
                raise  # it is the caller's transaction, and for the caller to handle
            reason = (str(error.__cause__ or error).splitlines() or [type(error).__name__])[0]
        if reason is not None:
            raise KeepingError(f"the outbox {self} cannot be used: {reason}")

    def rows(self, db: psycopg.Connection[Any], statement: str, values: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows that a statement gives."""
        with db.cursor(row_factory=dict_row) as cursor:
            self._run(cursor, statement, values)
            return cursor.fetchall()

    def run(self, db: psycopg.Connection[Any], statement: str, values: Mapping[str, Any] | None = None) -> int:
        """Run a statement that gives no rows, and tell how many it has changed."""
        with db.cursor() as cursor:
            self._run(cursor, statement, values)
            return cursor.rowcount

    def _run(self, cursor: psycopg.Cursor[Any], statement: str, values: Mapping[str, Any] | None) -> None:
        cursor.execute(statement, {"queue": self.queue, **(values or {})})  # pyright: ignore[reportArgumentType]
