"""The connections of a fleet's outbox, to the database of an app of procrastinate's."""

from __future__ import annotations

import os
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import procrastinate
import psycopg
from procrastinate import PsycopgConnector, SyncPsycopgConnector
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from ...errors import ConfigurationError
from ...transport.secret import Secret
from . import statements as sql

MOST_IDLE = 4
"""The most idle connections that are kept for reuse."""


class Connections:
    """Connections besides those of the app, opened with the app's settings when they are needed.

    Args:
        app: an app of procrastinate's.

    Raises:
        ConfigurationError: it is none, or its connector is not one of psycopg's.
    """

    def __init__(self, app: procrastinate.App) -> None:
        connector: object = getattr(app, "connector", None)
        if not isinstance(connector, (PsycopgConnector, SyncPsycopgConnector)):
            raise ConfigurationError(
                "Outbox.on takes a procrastinate.App whose connector is a PsycopgConnector or a SyncPsycopgConnector; "
                f"this one's is a {type(connector).__name__}"
            )
        # The public ways to these settings open the app, and that is up to the caller.
        self._settings = Secret(connector._pool_args)  # pyright: ignore[reportPrivateUsage]
        self._idle: list[psycopg.Connection[Any]] = []
        self._process, self._has_table = os.getpid(), False
        self.app = procrastinate.App(connector=SyncPsycopgConnector())
        """An app that only defers jobs, on connections that it is given."""
        self.name = _name(self._settings)
        weakref.finalize(self, _close, self._idle, self._process)

    @property
    def settings(self) -> dict[str, Any]:
        """The app's settings of its database, which may hold a password."""
        return cast("dict[str, Any]", self._settings.reveal())

    @contextmanager
    def transaction(self, given: object = None) -> Generator[psycopg.Connection[Any], None, None]:
        """A transaction on a connection of our own; or a savepoint in the caller's, on a connection of psycopg's.

        Raises:
            ConfigurationError: `given` is no such connection, or is in autocommit mode without a transaction.
        """
        if not self._has_table:
            with self._own() as connection:
                _make_table(connection)
            self._has_table = True
        if given is None:
            with self._own() as connection:
                yield connection
            return
        theirs = _in_transaction(given)
        with theirs.transaction():  # a savepoint: if this fails, the caller's transaction can go on
            yield theirs

    @contextmanager
    def _own(self) -> Generator[psycopg.Connection[Any], None, None]:
        connection = self._idle_connection() or self._new_connection()
        try:
            with connection.transaction():
                yield connection
        except BaseException:
            connection.close()
            raise
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _idle_connection(self) -> psycopg.Connection[Any] | None:
        """An idle connection that still works, or None."""
        if self._process != os.getpid():
            _PARENTS.extend(self._idle)
            self._idle, self._process = [], os.getpid()
        while self._idle:
            connection = self._idle.pop()
            try:
                connection.execute("SELECT 1")
            except psycopg.Error:  # the database was restarted, or has dropped it
                connection.close()
            else:
                return connection
        return None

    def _new_connection(self) -> psycopg.Connection[Any]:
        options: dict[str, Any] = {"connect_timeout": 5, **(self.settings.get("kwargs") or {}), "autocommit": True}
        return psycopg.connect(self.settings.get("conninfo", ""), **options)


_PARENTS: list[psycopg.Connection[Any]] = []  # of the parent process, kept referenced so that none is closed here


def _close(idle: list[psycopg.Connection[Any]], process: int) -> None:
    while idle and process == os.getpid():
        idle.pop().close()


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


def _make_table(connection: psycopg.Connection[Any]) -> None:
    """Create the tables if they are missing, under a lock, since concurrent CREATE TABLE IF NOT EXISTS can fail."""
    if connection.execute(sql.MISSING).fetchall() == [(True,)]:
        connection.execute(sql.LOCK_TABLES)
        connection.execute(sql.TABLE)


def _name(settings: Secret) -> str:
    """The host and name of the database, without user and password."""
    parts = cast("dict[str, Any]", settings.reveal())
    given: dict[str, Any] = parts.get("kwargs") or {}
    try:
        found = conninfo_to_dict(parts.get("conninfo", ""), **given)
    except (psycopg.Error, TypeError):
        return "PostgreSQL"
    return f"{found.get('host') or ''}/{found.get('dbname') or ''}"
