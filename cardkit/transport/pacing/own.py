"""What this process did, kept beside a count that is shared with others."""

from __future__ import annotations

import os

from ..locks import MEMORY
from .base import Slot
from .budget import Budget, Ledger
from .clocks import Clock
from .process import ProcessPacing


class OwnCount(ProcessPacing):
    """All that this process took, settled and locked, to tell a shared count, and to count alone where that one fails.

    A process that was forked has taken nothing yet; the locks it knows hold for it, too.

    Args:
        clock: the time in seconds.
        budget: that of the shared count.
    """

    def __init__(self, clock: Clock, budget: Budget) -> None:
        super().__init__(clock=clock, budget=budget.requests, window=budget.window)
        self._process = os.getpid()

    def note(self, slot: Slot, hold: float) -> None:
        """Count a slot that the shared count gave."""
        with MEMORY:
            self._ledger(slot.account).add(slot.id, hold, self._clock())

    def claim(self, slot: Slot, hold: float) -> Slot | float:
        """The slot, if there is room in the part of the budget that a process may use which cannot see the others."""
        with MEMORY:
            return self._ledger(slot.account).take(slot.id, hold, self._clock(), self.budget.share) or slot

    def tell(self, account: str, ledger: Ledger) -> float:
        """Let the shared ledger of an account, on the same clock, know what this process did, and give the time."""
        with MEMORY:
            now, own = self._clock(), self._ledger(account)
            own.tidy(now)
            ledger.tidy(now)
            ledger.absorb(own)
            return now

    def _ledger(self, account: str) -> Ledger:
        if self._process != os.getpid():
            self._process = os.getpid()
            for ledger in self._ledgers.values():
                ledger.slots = {}
        return super()._ledger(account)
