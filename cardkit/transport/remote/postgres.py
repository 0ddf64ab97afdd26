"""Small values that machines share in a table of PostgreSQL, changed under an advisory lock. It imports psycopg."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Generator
from selectors import DefaultSelector
from typing import Any, TypeVar, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ..secret import MASK, Secret, hidden
from .base import PATIENCE, SPARE, Entry, RemoteStore, StoreError, Work, bad_address

T = TypeVar("T")

EXAMPLE = "postgresql://user:…@db.example.com/app, or host=db.example.com dbname=app"
TABLE = """CREATE TABLE IF NOT EXISTS cardkit_shared
    (key text PRIMARY KEY, value text NOT NULL, ends double precision NOT NULL)"""
"""Creates the table if it is missing; a user without that right needs somebody else to create it."""
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"  # whatever the server's default is: the lock comes first
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('cardkit:' || %s, 0))"
READ = "SELECT extract(epoch from clock_timestamp())::float8, (SELECT value FROM cardkit_shared WHERE key = %s)"
WRITE = """INSERT INTO cardkit_shared (key, value, ends) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends"""
CLEAN = """DELETE FROM cardkit_shared WHERE key IN
    (SELECT key FROM cardkit_shared WHERE ends < %s ORDER BY key LIMIT 100 FOR UPDATE SKIP LOCKED)"""


class Session(psycopg.Connection[Any]):
    """A connection whose statements must finish by `deadline` (of `time.monotonic`), even if the server vanishes."""

    deadline = float("inf")

    def wait(self, gen: Generator[Any, Any, T], *_: object, **__: object) -> T:
        """Perform one operation of psycopg, a generator that yields whether it wants to read or to write.

        Raises:
            OperationalError: the server did not answer in time; the connection cannot be used any more.
        """
        try:
            wanted = next(gen)
            while True:
                wanted = gen.send(self._ready(wanted))
        except StopIteration as done:
            value: T = done.value
            return value

    def _ready(self, wanted: int) -> int:
        """Wait until the socket is ready for one of the wanted events, and return which."""
        with DefaultSelector() as selector:
            selector.register(self.fileno(), wanted)
            found = selector.select(max(0.0, min(self.deadline - time.monotonic(), 3600.0)))
        if not found:
            raise psycopg.OperationalError("the server did not answer in time")
        return found[0][1]


class PostgresStore(RemoteStore):
    """Texts under keys in the table ``cardkit_shared``. One transaction changes one, under an advisory lock of its key.

    Args:
        dsn: the address; all of it is secret.
        clock: the time in seconds, the same for all who share the store; by default the server's clock.
        patience: seconds for one change.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    def __init__(self, dsn: str | Secret, clock: Callable[[], float] | None = None, patience: float = PATIENCE) -> None:
        held, dsn = hidden(dsn), MASK  # from here on no traceback shows it
        super().__init__(clock, patience)
        self._dsn, self.name = _conninfo(held, patience)

    @staticmethod
    def _disconnect(kept: Secret) -> None:
        connection: Any = kept.reveal()
        connection.pgconn.finish()  # the server rolls back

    def _changed(self, key: str, work: Work[T]) -> T:
        deadline, old = time.monotonic() + self.patience, os.getpid() in self._kept
        while True:
            try:
                return self._committed(self._connection(deadline), key, work)
            except BaseException as error:
                self.close()
                if not isinstance(error, psycopg.Error):
                    raise
                reason = (str(error).splitlines() or [type(error).__name__])[0]
            if not old or time.monotonic() > deadline:  # the server may have dropped a connection that was idle
                raise StoreError(reason)
            old = False

    def _connection(self, deadline: float) -> Session:
        new = os.getpid() not in self._kept
        session: Any = self._kept.own(self._connected).reveal()
        session.deadline = deadline
        if new:
            _make_table(session)
        return cast("Session", session)

    def _connected(self) -> Secret:
        return Secret(Session.connect(self._dsn.reveal(), autocommit=True, prepare_threshold=None))

    def _committed(self, session: Session, key: str, work: Work[T]) -> T:
        session.execute(BEGIN)
        session.execute(LOCK, (key,))
        server, text = session.execute(READ, (key,)).fetchall()[0]
        entry = Entry(self._time(server), text)
        outcome = work(entry)
        if text is None:  # a new key is a rare moment to delete entries that have ended
            session.execute(CLEAN, (entry.now - SPARE,))
        if entry.text is not None:
            session.execute(WRITE, (key, entry.text, entry.ends))
        session.execute("COMMIT")
        return outcome


def _make_table(session: Session) -> None:
    """Create the table if it is missing, under a lock, since concurrent CREATE TABLE IF NOT EXISTS can fail."""
    if session.execute("SELECT to_regclass('cardkit_shared')").fetchall() != [(None,)]:
        return
    session.execute(BEGIN)
    session.execute(LOCK, ("",))
    session.execute(TABLE)
    session.execute("COMMIT")


def _conninfo(dsn: Secret, patience: float) -> tuple[Secret, str]:
    """The address with default parameters added, and a name for the database that shows no secret.

    Raises:
        ConfigurationError: the address is invalid.
    """
    found = _parsed(dsn)
    if found is None:
        raise bad_address("address of PostgreSQL", EXAMPLE)
    parts = cast("Callable[[], dict[str, Any]]", found.reveal)
    limits = {"connect_timeout": max(1, math.ceil(patience)), "tcp_user_timeout": math.ceil(patience * 1000)}
    return Secret(make_conninfo("", **{"application_name": "cardkit", **limits, **parts()})), _name(found)


def _parsed(dsn: Secret) -> Secret | None:
    """The parameters of an address as a dictionary, or None if it is invalid."""
    try:
        return Secret(conninfo_to_dict(dsn.reveal()))
    except (psycopg.Error, TypeError, ValueError, AttributeError):
        return None


def _name(found: Secret) -> str:
    """The host, port and database of an address, without user and password."""
    parts: Any = found.reveal()
    host, base = parts.get("host") or parts.get("hostaddr") or "", parts.get("dbname") or ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{host}{port}/{base}"
