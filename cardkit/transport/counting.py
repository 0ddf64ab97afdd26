"""The budget as a transport uses it: that of one account."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from attrs import evolve, field, frozen

from .answers import LONGEST_LOCK
from .pacing import Pacing, SharedPacing, Slot
from .pacing.budget import BUDGET


class Lack(NamedTuple):
    """Why there is no slot: what the error says, and what is waited for."""

    message: str
    reason: str


NO_ROOM = Lack(
    "the budget or lock of this account leaves no room", "room in the account's budget, or the end of its lock"
)
UNCOUNTED = Lack("the budget's shared count cannot be used: no slot", "the budget's shared count to work again")


@frozen(eq=False)
class AccountBudget:
    """The budget of one account. `pacing` is what `pacing_of` gave, which guards the pacings of other people.

    `reserved` are slots that were taken before their requests; they are used first.
    """

    account: str
    hold: float
    """Seconds that a request can be under way."""
    pacing: Pacing | None
    reserved: list[Slot] = field(factory=list[Slot])

    def of(self, kind: str) -> AccountBudget:
        """The budget of another kind of request of the same account; without a name, this one, that of messages."""
        return evolve(self, account=f"{self.account} {kind}", reserved=[]) if kind else self

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
        if self.reserved:
            with suppress(IndexError):  # another thread has it
                return self.reserved.pop()
        return self._asked(self.pacing, self.hold)

    def reserve(self, count: int) -> float:
        """Take slots for so many requests, or as many as the budget has in all.

        Returns:
            0 where they are there, else the seconds until it is worth trying again; then none is kept.
        """
        if self.pacing is None:
            return 0.0
        wanted = min(count, getattr(self.pacing, "requests", BUDGET))
        taken: list[Slot] = []
        while len(taken) < wanted:
            answer = self._asked(self.pacing, self.hold * wanted)
            if not isinstance(answer, Slot):
                self._give_back(taken)
                return answer
            taken.append(answer)
        self.reserved.extend(taken)
        return 0.0

    def release(self) -> None:
        """Give back what was reserved and not used."""
        self._give_back(self.reserved)

    def _give_back(self, slots: list[Slot]) -> None:
        while slots:
            self.settle(slots.pop(), used=False)

    def _asked(self, pacing: Pacing, hold: float) -> Slot | float:
        answer = pacing.take(self.account, hold)
        return answer if isinstance(answer, Slot) else min(answer, LONGEST_LOCK)

    @property
    def lack(self) -> Lack:
        """Why there was no slot."""
        if isinstance(self.pacing, SharedPacing) and self.pacing.failing:
            return UNCOUNTED
        return NO_ROOM

    def settle(self, slot: Slot | None, *, used: bool) -> None:
        """Say that a request ended, or that nothing of it was sent."""
        if self.pacing is not None and slot is not None:
            self.pacing.settle(slot, used=used)

    def lock(self, seconds: float) -> None:
        """Give nobody a slot for a while."""
        if self.pacing is not None:
            self.pacing.lock(self.account, seconds)
