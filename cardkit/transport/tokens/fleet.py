"""`FleetCache`: machines share a token in an entry of a store."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import TypeVar

from attrs import define, field

from ..pacing import new_id
from ..remote import Entry, RemoteStore, StoreError
from ..secret import Secret, checked
from .base import WINDOW, AccessToken, BusyError, OpenCache

T = TypeVar("T")

POLL = 0.1
"""Seconds between two tries to hold a store that another process holds."""


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
