"""One budget for all machines of a fleet, counted in PostgreSQL or in Redis, by the server's clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal, TypeVar

from ...errors import ConfigurationError
from ...errors.wording import shown
from ..remote.base import PATIENCE, Entry, RemoteStore, StoreError, require_drivers
from ..secret import MASK, Secret, hidden
from ..system import uptime
from .budget import BUDGET, HOLD, WINDOW, Budget, Ledger, Slot
from .process import Clock, OwnCount
from .shared import SharedPacing, Work

T = TypeVar("T")

PAUSE = 2.0
"""Seconds without a try after a server failed."""

LOG = logging.getLogger("cardkit.transport")


class FleetPacing(SharedPacing):
    """Count requests in a store that machines share.

    Args:
        store: keeps a ledger for each account, on the server's clock.
        clock: the one that the store goes by, where it is not the server's.
        budget: how many requests may count.
        on_failure: ``"wait"`` gives no slot while the store fails, ``"share"`` a part of the budget.

    Raises:
        ConfigurationError: `on_failure` is neither.
    """

    _name = MASK  # for the repr while `__init__` runs

    def __init__(
        self, store: RemoteStore, clock: Clock | None, budget: Budget, on_failure: Literal["wait", "share"]
    ) -> None:
        if on_failure not in {"wait", "share"}:
            raise ConfigurationError(f"on_failure={shown(on_failure)} must be 'wait' or 'share'")
        self.store, self._name, self._budget = store, store.name, budget
        self._wait_on_failure = on_failure == "wait"
        self._clock = clock or uptime
        self._failure = (-PAUSE, "")  # when the store failed, and why; it is not tried for `PAUSE` seconds
        meanwhile = "nothing is sent" if self._wait_on_failure else None
        super().__init__(OwnCount(self._clock, budget), store.name, meanwhile)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    def lock(self, account: str, seconds: float) -> None:
        self._failure = (-PAUSE, "")  # try the store at once, as other machines must know of the lock
        super().lock(account, seconds)

    def _take_without_store(self, slot: Slot, hold: float) -> Slot | float:
        return PAUSE if self._wait_on_failure else super()._take_without_store(slot, hold)

    def _change(self, account: str, work: Work[T]) -> T:
        """As in `SharedPacing`. The ledger is converted to this process's clock for the work, and back.

        This clock is read before the server's, so that a slot never ends earlier there than here.
        """
        before, (since, reason) = self._clock(), self._failure
        if 0 <= before - since < PAUSE:
            raise StoreError(reason)

        def changed(entry: Entry) -> T:
            ledger = self._ledger(account, entry)
            ledger.shift(before - entry.now)
            outcome = work(ledger, before)
            ledger.shift(entry.now - before)
            entry.text, entry.ends = ledger.to_json(), max(ledger.end, entry.now)
            return outcome

        try:
            return self.store.change(f"pacing:{account}", changed)
        except StoreError as error:
            self._failure = (self._clock(), str(error))
            raise

    def _ledger(self, account: str, entry: Entry) -> Ledger:
        """The stored ledger. If it is invalid, a locked one, until whatever it may have held is over."""
        if entry.text is None:
            return Ledger(self._budget)
        try:
            return Ledger.from_json(self._budget, entry.text)
        except ValueError:
            LOG.warning("the budget of %r in %s makes no sense; it begins anew, with a lock", account, self.store.name)
        ledger = Ledger(self._budget)
        ledger.lock_for(HOLD + self._budget.window, entry.now)
        return ledger


class PostgresPacing(FleetPacing):
    """Count the requests of all machines that name one database of PostgreSQL, and share its locks.

    Each take and settle is one transaction under an advisory lock, on the server's clock. The table ``cardkit_shared``
    is made where it is missing. It takes ``pip install 'cardkit[fleet]'``. Give the same object to `RefreshingToken` as
    its `cache`, and the fleet shares one access token.

    Args:
        dsn: the address, such as ``postgresql://user:…@db.example.com/app``; all of it is secret.
        on_failure: what to do while the database cannot be used. ``"wait"`` sends nothing, so that the budget holds
            whatever happens; ``"share"`` lets each process take a quarter of the budget, which fits four at most.
        clock: the time in seconds, for tests; by default the server's clock.
        budget: requests in any sliding window.
        window: its seconds.
        patience: seconds to wait for the database.

    Raises:
        ConfigurationError: a setting makes no sense, or psycopg is not installed; the error does not show the address.
    """

    def __init__(
        self,
        dsn: str | Secret,
        *,
        on_failure: Literal["wait", "share"] = "wait",
        clock: Callable[[], float] | None = None,
        budget: int = BUDGET,
        window: float = WINDOW,
        patience: float = PATIENCE,
    ) -> None:
        held, dsn = hidden(dsn), MASK  # from here on no traceback shows it
        require_drivers("psycopg")
        from ..remote.postgres import PostgresStore

        super().__init__(PostgresStore(held, clock, patience), clock, Budget(budget, window), on_failure)


class RedisPacing(FleetPacing):
    """Count the requests of all machines that name one database of Redis, and share its locks.

    Each take and settle goes through one script, on the server's clock. A Redis that forgets (a restart without
    ``appendonly``, an eviction) knows only what the living processes tell it again. It takes
    ``pip install 'cardkit[fleet]'``. Give the same object to `RefreshingToken` as its `cache`, and the fleet shares one
    access token.

    Args:
        url: the address, such as ``rediss://:…@redis.example.com:6379/0``; all of it is secret.
        on_failure: what to do while Redis cannot be used. ``"wait"`` sends nothing, so that the budget holds whatever
            happens; ``"share"`` lets each process take a quarter of the budget, which fits four at most.
        clock: the time in seconds, for tests; by default the server's clock.
        budget: requests in any sliding window.
        window: its seconds.
        patience: seconds to wait for Redis.

    Raises:
        ConfigurationError: a setting makes no sense, or redis is not installed; the error does not show the address.
    """

    def __init__(
        self,
        url: str | Secret,
        *,
        on_failure: Literal["wait", "share"] = "wait",
        clock: Callable[[], float] | None = None,
        budget: int = BUDGET,
        window: float = WINDOW,
        patience: float = PATIENCE,
    ) -> None:
        held, url = hidden(url), MASK  # from here on no traceback shows it
        require_drivers("redis")
        from ..remote.redis import RedisStore

        super().__init__(RedisStore(held, clock, patience), clock, Budget(budget, window), on_failure)
