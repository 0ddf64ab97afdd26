"""The database of a fleet's outbox: its connections, besides those of procrastinate's app, and their transactions."""

from __future__ import annotations

import weakref
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import procrastinate
import psycopg
from procrastinate import PsycopgConnector, SyncPsycopgConnector, exceptions
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from ...errors import ConfigurationError
from ...transport.secret import Secret
from ...transport.system import PerProcess
from ..courier import StorageError
from . import statements as sql

Row = dict[str, Any]

MOST_IDLE = 4
"""The most idle connections that are kept for reuse."""
DEFAULTS = {"connect_timeout": 5, "prepare_threshold": None}
"""Options of connections, unless the app's say otherwise. Poolers in transaction mode take no prepared statements."""
MISSING = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedObject, psycopg.errors.UndefinedFunction)
NO_SCHEMA = (
    "apply procrastinate's schema first, once for a database: with app.open(): app.schema_manager.apply_schema()"
)


def trouble_of(error: Exception) -> str:
    """What an error of the database says in its first line, and what to do if procrastinate's schema is missing."""
    cause = error.__cause__ or error
    said = (str(cause).splitlines() or [type(error).__name__])[0]
    return f"{said}; {NO_SCHEMA}" if isinstance(cause, MISSING) and "procrastinate" in said else said


class Transaction(NamedTuple):
    """A transaction of one outbox, on one connection."""

    connection: psycopg.Connection[Any]
    queue: str

    def rows(self, statement: str, **values: Any) -> list[Row]:
        """Run a statement, and return its rows."""
        given = {"queue": self.queue, **values}
        with psycopg.Cursor(self.connection, row_factory=dict_row) as cursor:  # as Django's own knows no binary
            cursor.execute(statement, given, binary=True)  # pyright: ignore[reportArgumentType] - text may round times
            return cursor.fetchall() if cursor.description else []


class Database:
    """One outbox in the database of an app of procrastinate's, on connections that are opened when they are needed.

    Args:
        app: an app of procrastinate's.
        queue: the name of the outbox.

    Raises:
        ConfigurationError: it is none, or its connector is not one of psycopg's.
    """

    def __init__(self, app: procrastinate.App, queue: str) -> None:
        connector: object = getattr(app, "connector", None)
        if not isinstance(connector, (PsycopgConnector, SyncPsycopgConnector)):
            raise ConfigurationError(
                "Outbox.on takes a procrastinate.App whose connector is a PsycopgConnector or a SyncPsycopgConnector; "
                f"this one's is a {type(connector).__name__}"
            )
        # The public ways to these settings open the app, and that is up to the caller.
        self._settings = _completed(Secret(connector._pool_args))  # pyright: ignore[reportPrivateUsage]
        self._by_process = PerProcess[list[psycopg.Connection[Any]]]()  # idle ones
        self._has_table = False
        self._text = f"{_name(self._settings)!r}, queue={queue!r}"
        self.queue = queue
        self.app = procrastinate.App(connector=SyncPsycopgConnector())
        """An app that only defers jobs, on connections that it is given."""
        weakref.finalize(self, self._by_process.end, _close_all)

    def __str__(self) -> str:
        return self._text

    @property
    def settings(self) -> dict[str, Any]:
        """The app's settings of its database, with the defaults; they may hold a password."""
        return cast("dict[str, Any]", self._settings.reveal())

    @contextmanager
    def transaction(self, given: object = None) -> Generator[Transaction, None, None]:
        """A transaction on a connection of our own; or a savepoint in the caller's, on a connection of psycopg's.

        Raises:
            ConfigurationError: `given` is no such connection, or is in autocommit mode without a transaction.
            StorageError: the database cannot be used; the error shows no password.
        """
        if given is not None:
            self._make_tables()
            theirs = _in_transaction(given)
            with theirs.transaction():  # a savepoint: if this fails, the caller's transaction can go on
                yield Transaction(theirs, self.queue)
            return
        try:
            self._make_tables()
            with self._own() as connection:
                yield Transaction(connection, self.queue)
        except (psycopg.Error, exceptions.ProcrastinateException, UnicodeError) as error:  # of a lone surrogate
            reason = trouble_of(error)
        else:
            return
        raise StorageError(f"the outbox {self} cannot be used: {reason}")

    def _make_tables(self) -> None:
        """Create the tables if they are missing, under a lock, since concurrent CREATE TABLE IF NOT EXISTS can fail."""
        if not self._has_table:
            with self._own() as connection:
                if connection.execute(sql.MISSING).fetchall() == [(True,)]:
                    connection.execute(sql.LOCK_TABLES)
                    connection.execute(sql.TABLE)
            self._has_table = True

    @property
    def _idle(self) -> list[psycopg.Connection[Any]]:
        return self._by_process.own(list)

    @contextmanager
    def _own(self) -> Generator[psycopg.Connection[Any], None, None]:
        connection = self._idle_connection() or self._new_connection()
        try:
            with connection.transaction():
                yield connection
        except BaseException:
            connection.close()
            self._has_table = False  # it may have been another database, or one that was made anew
            raise
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _idle_connection(self) -> psycopg.Connection[Any] | None:
        """An idle connection that still works, or None."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            try:
                connection.execute("SELECT 1")
            except psycopg.Error:  # the database was restarted, or has dropped it
                connection.close()
            else:
                return connection

    def _new_connection(self) -> psycopg.Connection[Any]:
        options: dict[str, Any] = {**self.settings["kwargs"], "autocommit": True}
        connection = psycopg.connect(self.settings.get("conninfo", ""), **options)
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED  # whatever is the default: locks come first
        return connection


def _close_all(idle: list[psycopg.Connection[Any]]) -> None:
    for connection in idle:
        connection.close()


def _in_transaction(given: object) -> psycopg.Connection[Any]:
    """The caller's connection, with a transaction begun: else `transaction()` would commit.

    Raises:
        ConfigurationError: it is no connection, or is in autocommit mode without a transaction.
    """
    if not isinstance(given, psycopg.Connection):
        raise ConfigurationError(
            f"connection= takes a psycopg.Connection, not a {type(given).__name__}; of SQLAlchemy's session it is "
            "session.connection().connection.driver_connection, of Django's django.db.connection.connection"
        )
    theirs: psycopg.Connection[Any] = given  # pyright: ignore[reportUnknownVariableType]
    if theirs.info.transaction_status == TransactionStatus.IDLE:
        if theirs.autocommit:
            raise ConfigurationError(
                "connection= is in no transaction; begin one, such as with connection.transaction()"
            )
        theirs.execute("SELECT 1")
    return theirs


def _completed(settings: Secret) -> Secret:
    """The settings of an app, with the defaults added."""
    parts = cast("dict[str, Any]", settings.reveal())
    return Secret({**parts, "kwargs": {**DEFAULTS, **(parts.get("kwargs") or {})}})


def _name(settings: Secret) -> str:
    """The host and name of the database, without user and password."""
    parts = cast("dict[str, Any]", settings.reveal())
    given: dict[str, Any] = parts.get("kwargs") or {}
    try:
        found = conninfo_to_dict(parts.get("conninfo", ""), **given)
    except (psycopg.Error, TypeError):
        return "PostgreSQL"
    return f"{found.get('host') or ''}/{found.get('dbname') or ''}"
