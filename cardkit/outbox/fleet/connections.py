"""The connections of a fleet's outbox to the database of an app of procrastinate's."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import procrastinate
import psycopg
from procrastinate import PsycopgConnector, SyncPsycopgConnector
from psycopg.pq import TransactionStatus

from ...errors import ConfigurationError
from ...transport.secret import Secret
from . import statements as sql

SIZE = {"min_size": 1, "max_size": 4}


class Connections:
    """A pool of our own beside that of the app, made from the same settings when it is needed; not after a fork.

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
        self._settings = Secret({**SIZE, **connector._pool_args})  # pyright: ignore[reportPrivateUsage]
        self._turn, self._process = threading.Lock(), 0
        self.name = _name(self._settings)

    @property
    def settings(self) -> dict[str, Any]:
        """What the app says of its database; a password may be among it."""
        return cast("dict[str, Any]", self._settings.reveal())

    @property
    def app(self) -> procrastinate.App:
        """An app that only puts jobs."""
        self._opened()
        return self._app

    @contextmanager
    def transaction(self, given: object = None) -> Generator[psycopg.Connection[Any], None, None]:
        """A transaction of our own; or part of one that the caller has begun, on a connection of psycopg's.

        Raises:
            ConfigurationError: what is given is no such connection, or each statement of it is its own transaction.
        """
        pool = self._opened()
        if given is None:
            with pool.connection() as connection:
                yield connection
            return
        theirs = _in_transaction(given)
        with theirs.transaction():  # a savepoint: if this fails, the caller's transaction is as it was
            yield theirs

    def _opened(self) -> Any:
        with self._turn:
            if self._process != os.getpid():
                self._sync = SyncPsycopgConnector(**self.settings)
                self._app = procrastinate.App(connector=self._sync)
                self._sync.open()
                self._process = os.getpid()
                weakref.finalize(self, self._sync.close)
                with self._sync.pool.connection() as connection:
                    _make_table(connection)
            return self._sync.pool


def _in_transaction(given: object) -> psycopg.Connection[Any]:
    """The caller's connection, with its transaction begun: else what is done would be one of its own.

    Raises:
        ConfigurationError: it is no connection, or each of its statements is a transaction.
    """
    if not isinstance(given, psycopg.Connection):
        raise ConfigurationError(
            f"connection= takes a psycopg.Connection, not a {type(given).__name__}; of SQLAlchemy's session it is "
            "session.connection().connection.driver_connection, of Django's django.db.connection.connection"
        )
    theirs: psycopg.Connection[Any] = given
    if theirs.info.transaction_status == TransactionStatus.IDLE:
        if theirs.autocommit:
            raise ConfigurationError(
                "connection= is in no transaction; begin one, such as with connection.transaction()"
            )
        theirs.execute("SELECT 1")
    return theirs


def _make_table(connection: psycopg.Connection[Any]) -> None:
    """Make the table where it is missing; of several that come at once, one after the other looks for it."""
    if connection.execute(sql.MISSING).fetchall() == [(True,)]:
        connection.execute(sql.ALONE)
        connection.execute(sql.TABLE)


def _name(settings: Secret) -> str:
    """Where the database is, without who signs in."""
    parts = cast("dict[str, Any]", settings.reveal())
    try:
        found = psycopg.conninfo.conninfo_to_dict(parts.get("conninfo", ""), **(parts.get("kwargs") or {}))
    except (psycopg.Error, TypeError):
        return "PostgreSQL"
    return f"{found.get('host') or ''}/{found.get('dbname') or ''}"
