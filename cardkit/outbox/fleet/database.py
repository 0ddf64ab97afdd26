"""Runs the statements of a fleet's outbox in transactions, and turns errors of the database into `StorageError`."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from procrastinate import exceptions
from psycopg.rows import dict_row

from ..courier import StorageError
from .connections import Connections

Row = dict[str, Any]

MISSING = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedObject, psycopg.errors.UndefinedFunction)
NO_SCHEMA = (
    "apply procrastinate's schema first, once for a database: with app.open(): app.schema_manager.apply_schema()"
)


def trouble_of(error: Exception) -> str:
    """What an error of the database says in its first line, and what to do if procrastinate's schema is missing."""
    cause = error.__cause__ or error
    said = (str(cause).splitlines() or [type(error).__name__])[0]
    return f"{said}; {NO_SCHEMA}" if isinstance(cause, MISSING) and "procrastinate" in said else said


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
        """A transaction of our own, or a savepoint in the caller's.

        Raises:
            StorageError: the database cannot be used; the error shows no password.
        """
        reason = None
        try:
            with self.connections.transaction(given) as db:
                yield db
        except (psycopg.Error, exceptions.ProcrastinateException) as error:
            if given is not None:
                raise  # the caller's transaction failed, so the caller must handle it
            reason = trouble_of(error)
        if reason is not None:
            raise StorageError(f"the outbox {self} cannot be used: {reason}")

    def rows(self, db: psycopg.Connection[Any], statement: str, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a statement, and return its rows."""
        with db.cursor(row_factory=dict_row) as cursor:
            self._run(cursor, statement, values)
            return cursor.fetchall()

    def run(self, db: psycopg.Connection[Any], statement: str, values: Mapping[str, Any] | None = None) -> int:
        """Run a statement, and return how many rows it changed."""
        with db.cursor() as cursor:
            self._run(cursor, statement, values)
            return cursor.rowcount

    def _run(self, cursor: psycopg.Cursor[Any], statement: str, values: Mapping[str, Any] | None) -> None:
        cursor.execute(statement, {"queue": self.queue, **(values or {})})  # pyright: ignore[reportArgumentType]
