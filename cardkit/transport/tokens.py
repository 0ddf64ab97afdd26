"""Where processes share an access token: a file of this machine, or a store of a fleet.

One process at a time holds a cache, while it refreshes. It keeps the token, its life, and the times of refreshes.
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
"""Seconds after which a store is asked again that another process holds."""
TABLES = (
    "tokens (account TEXT PRIMARY KEY, token TEXT NOT NULL, made REAL NOT NULL, expires REAL NOT NULL)",
    "refreshes (id INTEGER PRIMARY KEY, account TEXT NOT NULL, at REAL NOT NULL)",
)


class Held(NamedTuple):
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
    """A cache that this process holds. Times are those of the clock that the cache was opened with."""

    def read(self, now: float) -> tuple[Held | None, dict[int, float]]:
        """The token, if there is one, and when there were refreshes of late, by their ids."""
        ...

    def note(self, id: int, at: float) -> None:
        """Note that a refresh begins."""
        ...

    def forget(self, id: int) -> None:
        """Note that a refresh did not come about."""
        ...

    def save(self, held: Held) -> None:
        """Keep a token."""
        ...

    def drop(self, token: Secret) -> None:
        """Keep a token no longer, if it is still this one."""
        ...


class TokenCache(Protocol):
    """What keeps access tokens for several processes."""

    def opened(self, account: str, patience: float) -> AbstractContextManager[OpenCache]:
        """Hold the cache of an account until the block is left.

        Args:
            account: whose token it is.
            patience: seconds to wait for another process that holds it.

        Raises:
            BusyError: another process held it all the time.
            Exception: one of `FAILURES`: it cannot be used.
        """
        ...


def cache_of(setting: Secret, clock: Callable[[], float], lease: float) -> TokenCache | None:
    """What the setting `cache` of a token means.

    Args:
        setting: as a secret, for a wrong one may hold a password.
        clock: the time in seconds.
        lease: seconds after which a refresh has ended, whatever became of it.

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
    """A small SQLite file; who has it open is the only one to refresh.

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
    """A file that is held. What is written is there for good at once; the file stays ours until it is closed."""

    def __init__(self, db: sqlite3.Connection, account: str) -> None:
        self._db, self._account = db, account

    def read(self, now: float) -> tuple[Held | None, dict[int, float]]:
        """As said; none of the refreshes is after now, should a clock be set back."""
        self._db.execute("DELETE FROM refreshes WHERE at <= ?", (now - WINDOW,))
        self._commit("UPDATE refreshes SET at = ? WHERE at > ?", now, now)
        times = dict(self._db.execute("SELECT id, at FROM refreshes WHERE account = ?", (self._account,)))
        statement = "SELECT token, made, expires FROM tokens WHERE account = ?"
        row = self._db.execute(statement, (self._account,)).fetchone()
        return None if row is None else Held(checked(row[0]), float(row[1]), float(row[2])), times

    def note(self, id: int, at: float) -> None:
        self._commit("INSERT INTO refreshes VALUES (?, ?, ?)", id, self._account, at)

    def forget(self, id: int) -> None:
        self._commit("DELETE FROM refreshes WHERE id = ?", id)

    def save(self, held: Held) -> None:
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
    """An entry of a store that machines share, on the server's clock; who has noted a lease in it may refresh.

    Args:
        store: keeps the entry.
        clock: that of this process.
        lease: seconds after which who has noted one is thought to be gone.
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
class _Shared:
    """What an entry holds: a token with its life, the refreshes, and who may refresh until when."""

    token: str | None = None
    made: float = 0.0
    expires: float = 0.0
    refreshes: dict[str, float] = field(factory=dict[str, float])
    holder: int | None = None
    until: float = 0.0

    @classmethod
    def read(cls, text: str | None) -> _Shared:
        """What was stored; nothing, where that makes no sense."""
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
    """An entry that is held by a lease of this process."""

    def __init__(self, store: RemoteStore, key: str, clock: Callable[[], float]) -> None:
        self._store, self._key, self._clock, self._id = store, key, clock, new_id()

    def lease(self, seconds: float) -> bool:
        """Become the one who may refresh, for so many seconds at most, unless somebody else is."""

        def claim(shared: _Shared, entry: Entry) -> bool:
            if shared.holder not in {None, self._id} and entry.now < shared.until:
                return False
            shared.holder, shared.until = self._id, entry.now + seconds
            return True

        return self._change(claim)

    def release(self) -> None:
        """Let others refresh."""

        def free(shared: _Shared, entry: Entry) -> None:
            if shared.holder == self._id:
                shared.holder, shared.until = None, 0.0

        self._change(free)

    def read(self, now: float) -> tuple[Held | None, dict[int, float]]:
        def found(shared: _Shared, entry: Entry) -> tuple[Held | None, dict[int, float]]:
            shared.refreshes = {
                id: min(at, entry.now) for id, at in shared.refreshes.items() if at > entry.now - WINDOW
            }
            here = now - entry.now
            times = {int(id): at + here for id, at in shared.refreshes.items()}
            if shared.token is None or shared.expires <= entry.now:
                return None, times
            return Held(checked(shared.token), shared.made + here, shared.expires + here), times

        return self._change(found)

    def note(self, id: int, at: float) -> None:
        def add(shared: _Shared, entry: Entry) -> None:
            shared.refreshes[str(id)] = entry.now

        self._change(add)

    def forget(self, id: int) -> None:
        self._change(lambda shared, entry: shared.refreshes.pop(str(id), None))

    def save(self, held: Held) -> None:
        def keep(shared: _Shared, entry: Entry) -> None:
            there = entry.now - self._clock()
            shared.token, shared.made, shared.expires = held.secret.reveal(), held.made + there, held.expires + there

        self._change(keep)

    def drop(self, token: Secret) -> None:
        def clear(shared: _Shared, entry: Entry) -> None:
            if shared.token == token.reveal():
                shared.token = None

        self._change(clear)

    def _change(self, work: Callable[[_Shared, Entry], T]) -> T:
        def changed(entry: Entry) -> T:
            shared = _Shared.read(entry.text)
            outcome = work(shared, entry)
            fields = ("token", "made", "expires", "refreshes", "holder", "until")
            entry.text, entry.ends = json.dumps({name: getattr(shared, name) for name in fields}), shared.ends
            return outcome

        return self._store.change(self._key, changed)
