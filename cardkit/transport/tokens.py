"""Caches in which processes share an access token: a file on this machine, or a store of a fleet.

A cache keeps the token, its life, and the times of refreshes. One process at a time holds it, and only that one may
refresh.
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from attrs import define, field

from ..errors import ConfigurationError
from ..reading.guards import is_text
from .pacing import FleetPacing, Store, new_id
from .remote import Entry, RemoteStore, StoreError
from .secret import Secret, checked

T = TypeVar("T")

REFRESHES = 10
"""Access tokens that a refresh token gives in `WINDOW` seconds (Zoho's articles on OAuth)."""
WINDOW = 600.0
AHEAD = 300.0
POLL = 0.1
"""Seconds between two tries to hold a store that another process holds."""
TABLES = (
    "tokens (account TEXT PRIMARY KEY, token TEXT NOT NULL, made REAL NOT NULL, expires REAL NOT NULL)",
    "refreshes (id INTEGER PRIMARY KEY, account TEXT NOT NULL, at REAL NOT NULL)",
)


class AccessToken(NamedTuple):
    """An access token, when it was fetched and when it expires."""

    secret: Secret
    made: float
    expires: float

    def fresh(self, now: float) -> bool:
        """Whether it need not be refreshed yet: not in the last 5 minutes, or the last tenth of a short life."""
        return now < self.expires - min(AHEAD, (self.expires - self.made) / 10)


class BusyError(TimeoutError):
    """Another process holds the cache."""


class OpenCache(Protocol):
    """A cache while this process holds it. Times are those of the caller's clock."""

    def read(self, now: float) -> tuple[AccessToken | None, dict[int, float]]:
        """The token, if there is one, and the times of recent refreshes by id."""
        ...

    def note(self, id: int, at: float) -> None:
        """Record that a refresh begins."""
        ...

    def forget(self, id: int) -> None:
        """Remove a recorded refresh whose request was not sent."""
        ...

    def save(self, held: AccessToken) -> None:
        """Keep a token."""
        ...

    def drop(self, token: Secret) -> None:
        """Remove the token, if it is still this one."""
        ...


class TokenCache(Protocol):
    """Shares access tokens among processes."""

    def opened(self, account: str, patience: float) -> AbstractContextManager[OpenCache]:
        """A context manager that holds the cache of an account.

        Args:
            account: whose token it is.
            patience: seconds to wait for another process that holds it.

        Raises:
            BusyError: another process held it all the time.
            Exception: one of `FAILURES`: it cannot be used.
        """
        ...


def cache_of(setting: Secret, clock: Callable[[], float], lease: float) -> TokenCache | None:
    """The cache for the setting `cache` of a `RefreshingToken`.

    Args:
        setting: as a secret, since a wrong one may hold a password.
        clock: the time in seconds.
        lease: seconds after which a process that holds a fleet's cache is considered dead.

    Raises:
        ConfigurationError: it is neither a path nor a pacing of a fleet; an address of a server is not shown.
    """
    reveal = cast("Callable[[], Any]", setting.reveal)
    if reveal() is None:
        return None
    if isinstance(reveal(), FleetPacing):
        return FleetCache(reveal().store, clock, lease)
    if is_text(reveal()) and "://" in reveal():
        raise ConfigurationError("cache= takes a path, or a PostgresPacing(…) or RedisPacing(…), but no address")
    return FileCache(reveal())


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


class FleetCache:
    """A cache in an entry of a store that machines share; the process whose lease is in the entry may refresh.

    Args:
        store: keeps the entry, by the server's clock.
        clock: the clock of this process.
        lease: seconds after which a lease expires, as its process may have died.
    """

    def __init__(self, store: RemoteStore, clock: Callable[[], float], lease: float) -> None:
        self._store, self._clock, self._lease = store, clock, lease

    def __str__(self) -> str:
        return repr(self._store.name)

    @contextmanager
    def opened(self, account: str, patience: float) -> Generator[OpenCache, None, None]:
        found, until = _OpenEntry(self._store, f"token:{account}", self._clock), time.monotonic() + patience
        while not found.lease(self._lease):
            if time.monotonic() >= until:
                raise BusyError("another process is at it")
            time.sleep(POLL)
        try:
            yield found
        finally:
            with suppress(StoreError):
                found.release()


@define
class _SharedState:
    """The content of an entry: a token with its life, recent refreshes, and the holder of the lease with its expiry."""

    token: str | None = None
    made: float = 0.0
    expires: float = 0.0
    refreshes: dict[str, float] = field(factory=dict[str, float])
    holder: int | None = None
    until: float = 0.0

    @classmethod
    def read(cls, text: str | None) -> _SharedState:
        """Parse the stored JSON; an empty state if it is invalid."""
        with suppress(ValueError, TypeError, AttributeError):
            data = json.loads(text or "{}")
            shared = cls(**data)
            math.fsum([shared.made, shared.expires, shared.until, *shared.refreshes.values()])
            return shared
        return cls()

    @property
    def ends(self) -> float:
        return max([self.expires, self.until, *[at + WINDOW for at in self.refreshes.values()]])


class _OpenEntry:
    """An open fleet cache: an entry with a lease of this process."""

    def __init__(self, store: RemoteStore, key: str, clock: Callable[[], float]) -> None:
        self._store, self._key, self._clock, self._id = store, key, clock, new_id()

    def lease(self, seconds: float) -> bool:
        """Take the lease for so many seconds; False if another process has it."""

        def claim(shared: _SharedState, entry: Entry) -> bool:
            if shared.holder not in {None, self._id} and entry.now < shared.until:
                return False
            shared.holder, shared.until = self._id, entry.now + seconds
            return True

        return self._change(claim)

    def release(self) -> None:
        """Give the lease back."""

        def free(shared: _SharedState, entry: Entry) -> None:
            if shared.holder == self._id:
                shared.holder, shared.until = None, 0.0

        self._change(free)

    def read(self, now: float) -> tuple[AccessToken | None, dict[int, float]]:
        def found(shared: _SharedState, entry: Entry) -> tuple[AccessToken | None, dict[int, float]]:
            shared.refreshes = {
                id: min(at, entry.now) for id, at in shared.refreshes.items() if at > entry.now - WINDOW
            }
            here = now - entry.now
            times = {int(id): at + here for id, at in shared.refreshes.items()}
            if shared.token is None or shared.expires <= entry.now:
                return None, times
            return AccessToken(checked(shared.token), shared.made + here, shared.expires + here), times

        return self._change(found)

    def note(self, id: int, at: float) -> None:
        def add(shared: _SharedState, entry: Entry) -> None:
            shared.refreshes[str(id)] = entry.now

        self._change(add)

    def forget(self, id: int) -> None:
        self._change(lambda shared, entry: shared.refreshes.pop(str(id), None))

    def save(self, held: AccessToken) -> None:
        def keep(shared: _SharedState, entry: Entry) -> None:
            there = entry.now - self._clock()
            shared.token, shared.made, shared.expires = held.secret.reveal(), held.made + there, held.expires + there

        self._change(keep)

    def drop(self, token: Secret) -> None:
        def clear(shared: _SharedState, entry: Entry) -> None:
            if shared.token == token.reveal():
                shared.token = None

        self._change(clear)

    def _change(self, work: Callable[[_SharedState, Entry], T]) -> T:
        def changed(entry: Entry) -> T:
            shared = _SharedState.read(entry.text)
            outcome = work(shared, entry)
            fields = ("token", "made", "expires", "refreshes", "holder", "until")
            entry.text, entry.ends = json.dumps({name: getattr(shared, name) for name in fields}), shared.ends
            return outcome

        return self._store.change(self._key, changed)
