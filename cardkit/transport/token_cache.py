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
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from attrs import asdict, define, field

from ..errors import ConfigurationError
from ..reading.guards import is_text
from .pacing import FleetPacing, new_id
from .remote.base import Entry, RemoteStore, StoreError
from .secret import Secret, checked
from .store import Store

T = TypeVar("T")

REFRESHES = 10
"""Access tokens that a refresh token gives in `WINDOW` seconds (Zoho's articles on OAuth)."""
WINDOW = 600.0
AHEAD = 300.0
POLL = 0.1
"""Seconds between two tries to hold a store that another process holds."""
TABLES = ("token_states (account TEXT PRIMARY KEY, state TEXT NOT NULL)",)

Change: TypeAlias = Callable[[Callable[[Entry], Any]], Any]


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


@define
class _State:
    """What is shared: a token with its life, recent refreshes, and the holder of a fleet's lease with its expiry."""

    token: str | None = None
    made: float = 0.0
    expires: float = 0.0
    refreshes: dict[str, float] = field(factory=dict[str, float])
    holder: int | None = None
    until: float = 0.0

    @classmethod
    def read(cls, text: str | None) -> _State:
        """Parse the stored JSON; an empty state if it is invalid."""
        with suppress(ValueError, TypeError, AttributeError):
            state = cls(**json.loads(text or "{}"))
            math.fsum([state.made, state.expires, state.until, *state.refreshes.values()])
            return state
        return cls()

    @property
    def ends(self) -> float:
        return max([self.expires, self.until, *[at + WINDOW for at in self.refreshes.values()]])


class OpenCache:
    """A cache while this process holds it. Times are those of the caller's clock, and stored by that of the store.

    Args:
        change: changes the entry of an account, as `RemoteStore.change` does.
        clock: the clock of this process.
    """

    def __init__(self, change: Change, clock: Callable[[], float]) -> None:
        self._change_entry, self._clock = change, clock

    def read(self, now: float) -> tuple[AccessToken | None, dict[int, float]]:
        """The token, if there is one, and the times of recent refreshes by id; none is in the future."""

        def found(state: _State, there: float) -> tuple[AccessToken | None, dict[int, float]]:
            state.refreshes = {id: min(at, there) for id, at in state.refreshes.items() if at > there - WINDOW}
            here = now - there
            times = {int(id): at + here for id, at in state.refreshes.items()}
            if state.token is None or state.expires <= there:
                return None, times
            return AccessToken(checked(state.token), state.made + here, state.expires + here), times

        return self.change(found)

    def note(self, id: int) -> None:
        """Record that a refresh begins."""
        self.change(lambda state, there: state.refreshes.update({str(id): there}))

    def forget(self, id: int) -> None:
        """Remove a recorded refresh whose request was not sent."""
        self.change(lambda state, there: state.refreshes.pop(str(id), None))

    def save(self, held: AccessToken) -> None:
        """Keep a token."""

        def keep(state: _State, there: float) -> None:
            shift = there - self._clock()
            state.token, state.made, state.expires = held.secret.reveal(), held.made + shift, held.expires + shift

        self.change(keep)

    def drop(self, token: Secret) -> None:
        """Remove the token, if it is still this one."""

        def clear(state: _State, there: float) -> None:
            if state.token == token.reveal():
                state.token = None

        self.change(clear)

    def change(self, work: Callable[[_State, float], T]) -> T:
        """Change the state atomically; the work is called with it and the time of the store."""

        def changed(entry: Entry) -> T:
            state = _State.read(entry.text)
            outcome = work(state, entry.now)
            entry.text, entry.ends = json.dumps(asdict(state)), state.ends
            return outcome

        return cast("T", self._change_entry(changed))


class FileCache:
    """A cache in a small SQLite file; the process that has it open is the only one to refresh.

    Args:
        path: the file, made with mode 0600.
        clock: the clock of this process.
    """

    def __init__(self, path: str | os.PathLike[str], clock: Callable[[], float]) -> None:
        self._store, self._clock = Store(path, TABLES, "cache"), clock

    def __str__(self) -> str:
        return str(self._store)

    @contextmanager
    def opened(self, account: str, patience: float) -> Generator[OpenCache, None, None]:
        """Hold the cache of an account; a context manager. Each change is committed at once.

        Args:
            account: whose token it is.
            patience: seconds to wait for another process that holds it.

        Raises:
            BusyError: another process held it all the time.
            Exception: one of `FAILURES`: it cannot be used.
        """
        try:
            db = self._store.open(patience)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise BusyError(str(error)) from error
            raise
        with closing(db):
            yield OpenCache(partial(self._change, db, account), self._clock)

    def _change(self, db: sqlite3.Connection, account: str, work: Callable[[Entry], T]) -> T:
        if not db.in_transaction:
            db.execute("BEGIN IMMEDIATE")
        row = db.execute("SELECT state FROM token_states WHERE account = ?", (account,)).fetchone()
        entry = Entry(self._clock(), row and row[0])
        outcome = work(entry)
        db.execute("INSERT OR REPLACE INTO token_states VALUES (?, ?)", (account, entry.text))
        db.execute("COMMIT")
        return outcome


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
        """As that of `FileCache`."""
        found, me = OpenCache(partial(self._store.change, f"token:{account}"), self._clock), new_id()
        until = time.monotonic() + patience
        while not found.change(partial(self._claim, me)):
            if time.monotonic() >= until:
                raise BusyError("another process is at it")
            time.sleep(POLL)
        try:
            yield found
        finally:
            with suppress(StoreError):
                found.change(partial(self._release, me))

    def _claim(self, me: int, state: _State, there: float) -> bool:
        if state.holder not in {None, me} and there < state.until:
            return False
        state.holder, state.until = me, there + self._lease
        return True

    def _release(self, me: int, state: _State, there: float) -> None:
        if state.holder == me:
            state.holder, state.until = None, 0.0


def cache_of(setting: Secret, clock: Callable[[], float], lease: float) -> FileCache | FleetCache | None:
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
    return FileCache(reveal(), clock)
