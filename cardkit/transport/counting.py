"""The budget as a transport uses it: that of one account."""

from __future__ import annotations

from attrs import evolve, frozen

from .answers import LONGEST_LOCK
from .pacing import Pacing, SharedPacing, Slot


@frozen(eq=False)
class AccountBudget:
    """The budget of one account. `pacing` is what `pacing_of` gave, which guards the pacings of other people."""

    account: str
    hold: float
    """Seconds that a request can be under way."""
    pacing: Pacing | None

    def of(self, kind: str) -> AccountBudget:
        """The budget of another kind of request of the same account; without a name, this one, that of messages."""
        return evolve(self, account=f"{self.account} {kind}") if kind else self

    def within(self, seconds: float) -> AccountBudget:
        """The same budget for a send that may wait so many seconds in all."""
        if not isinstance(self.pacing, SharedPacing):
            return self
        pacing = self.pacing.within(seconds)
        return self if pacing is self.pacing else evolve(self, pacing=pacing)

    def take(self) -> Slot | float | None:
        """A slot, or the seconds until there may be one; None where nothing is counted."""
        if self.pacing is None:
            return None
        answer = self.pacing.take(self.account, self.hold)
        return answer if isinstance(answer, Slot) else min(answer, LONGEST_LOCK)

    def settle(self, slot: Slot | None, *, used: bool) -> None:
        """Say that a request ended, or that nothing of it was sent."""
        if self.pacing is not None and slot is not None:
            self.pacing.settle(slot, used=used)

    def lock(self, seconds: float) -> None:
        """Give nobody a slot for a while."""
        if self.pacing is not None:
            self.pacing.lock(self.account, seconds)
