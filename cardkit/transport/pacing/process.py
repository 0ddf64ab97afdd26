"""The budget of one process, in memory."""

from __future__ import annotations

import time

from ..locks import MEMORY
from .base import HOLD, Slot, new_id
from .budget import BUDGET, WINDOW, Budget, Ledger
from .clocks import Clock, uptime


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

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        slot = Slot(account, new_id())
        with MEMORY:
            return self._ledger(account).take(slot.id, hold, self._clock()) or slot

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        with MEMORY:
            self._ledger(slot.account).settle(slot.id, self._clock(), used=used)

    def lock(self, account: str, seconds: float) -> None:
        with MEMORY:
            self._ledger(account).lock_for(seconds, self._clock())

    def _ledger(self, account: str) -> Ledger:
        """That of an account. Where it is a new one, those of which nothing is left are dropped."""
        if account not in self._ledgers:
            now = self._clock()
            for name, ledger in list(self._ledgers.items()):
                if ledger.end <= now:
                    del self._ledgers[name]
            self._ledgers[account] = Ledger(self.budget)
        return self._ledgers[account]
