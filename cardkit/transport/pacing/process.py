"""Counts of one process in memory: `ProcessPacing` counts a whole budget, `OwnCount` is kept beside a shared count."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeAlias

from ..kept_store import MEMORY_LOCK
from ..system import uptime
from .budget import BUDGET, HOLD, NEVER, WINDOW, Budget, Ledger, Slot, new_id

Clock: TypeAlias = Callable[[], float]


class ProcessPacing:
    """Count the requests of this process alone, in memory. Threads may share one.

    Args:
        clock: the time in seconds; by default one that nobody can set.
        budget: requests in any sliding window.
        window: its seconds.

    Raises:
        ConfigurationError: the budget or the window makes no sense.

    >>> pacing = ProcessPacing(clock=lambda: 1000.0, budget=1)
    >>> slot = pacing.take("me")
    >>> pacing.settle(slot)
    >>> pacing.take("me")
    60.0
    """

    def __init__(self, *, clock: Clock = uptime, budget: int = BUDGET, window: float = WINDOW) -> None:
        self.budget = Budget(budget, window)
        self._clock = uptime if clock is time.time else clock
        self._ledgers: dict[str, Ledger] = {}
        self._tidied = NEVER  # when ledgers that had ended were dropped

    @property
    def requests(self) -> int:
        """How many requests the budget has."""
        return self.budget.requests

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        slot = Slot(account, new_id())
        with MEMORY_LOCK:
            return self._ledger(account).take(slot.id, hold, self._clock()) or slot

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        with MEMORY_LOCK:
            self._ledger(slot.account).settle(slot.id, self._clock(), used=used)

    def lock(self, account: str, seconds: float) -> None:
        with MEMORY_LOCK:
            self._ledger(account).lock_for(seconds, self._clock())

    def _ledger(self, account: str) -> Ledger:
        """The ledger of an account. For a new account, ledgers that have ended are dropped, but once a window."""
        if account not in self._ledgers:
            now = self._clock()
            if not self._tidied <= now < self._tidied + self.budget.window:
                self._tidied = now
                self._ledgers = {name: ledger for name, ledger in self._ledgers.items() if ledger.end > now}
            self._ledgers[account] = Ledger(self.budget)
        return self._ledgers[account]


class OwnCount(ProcessPacing):
    """All slots and locks of this process: it repeats them to the shared count, and counts alone while that one fails.

    A forked process starts without slots, but with the locks of its parent.

    Args:
        clock: the time in seconds.
        budget: that of the shared count.
    """

    def __init__(self, clock: Clock, budget: Budget) -> None:
        super().__init__(clock=clock, budget=budget.requests, window=budget.window)
        self._process = os.getpid()

    def note(self, slot: Slot, hold: float) -> None:
        """Count a slot that the shared count gave."""
        with MEMORY_LOCK:
            self._ledger(slot.account).add(slot.id, hold, self._clock())

    def claim(self, slot: Slot, hold: float) -> Slot | float:
        """The slot, if there is room in the share of a process that cannot reach the shared count; else the wait."""
        with MEMORY_LOCK:
            return self._ledger(slot.account).take(slot.id, hold, self._clock(), self.budget.share) or slot

    def merge_into(self, account: str, ledger: Ledger, now: float) -> None:
        """Merge what this process did into the shared ledger of an account, on the same clock."""
        with MEMORY_LOCK:
            own = self._ledger(account)
            own.tidy(self._clock())
            ledger.tidy(now)
            ledger.absorb(own)

    def _ledger(self, account: str) -> Ledger:
        if self._process != os.getpid():
            self._process = os.getpid()
            for ledger in self._ledgers.values():
                ledger.slots = {}
        return self._ledgers.get(account) or super()._ledger(account)
