"""`AccountBudget`: how a transport takes slots of its account's budget, and gives them back."""

from __future__ import annotations

from contextlib import suppress

from attrs import evolve, field, frozen

from .answers import LONGEST_LOCK
from .pacing import Pacing, SharedPacing, Slot
from .pacing.budget import BUDGET

NO_ROOM = "the budget or lock of this account leaves no room", "room in the account's budget, or the end of its lock"
UNCOUNTED = "the budget's shared count cannot be used: no slot", "the budget's shared count to work again"


@frozen(eq=False)
class AccountBudget:
    """The budget of one account.

    Attributes:
        account: the name of the account in the pacing.
        hold: seconds that a request can be under way.
        pacing: what `pacing_of` returned, which guards against faulty pacings of callers; None counts nothing.
        reserved: slots taken ahead by `reserve`; `take` uses them first.
    """

    account: str
    hold: float
    pacing: Pacing | None
    reserved: list[Slot] = field(factory=list[Slot])

    def of(self, kind: str) -> AccountBudget:
        """The budget of a kind of request, such as edits, of the same account; for "" this one, that of messages."""
        return evolve(self, account=f"{self.account} {kind}", reserved=[]) if kind else self

    def within(self, seconds: float) -> AccountBudget:
        """The same budget for a send that may wait so many seconds in all, so not longer for a busy store."""
        if not isinstance(self.pacing, SharedPacing):
            return self
        pacing = self.pacing.within(seconds)
        return self if pacing is self.pacing else evolve(self, pacing=pacing)

    def take(self) -> Slot | float | None:
        """A slot, or the seconds until there may be one, or None if nothing is counted."""
        if self.pacing is None:
            return None
        if self.reserved:
            with suppress(IndexError):  # another thread has it
                return self.reserved.pop()
        return self._take_from(self.pacing, self.hold)

    def reserve(self, count: int) -> float:
        """Take slots ahead for `count` requests, or for the whole budget if that is smaller.

        Returns:
            0 if all were free, else the seconds until it is worth trying again; then none is taken.
        """
        if self.pacing is None:
            return 0.0
        wanted = min(count, getattr(self.pacing, "requests", BUDGET))
        taken: list[Slot] = []
        while len(taken) < wanted:
            answer = self._take_from(self.pacing, self.hold * wanted)
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

    def _take_from(self, pacing: Pacing, hold: float) -> Slot | float:
        answer = pacing.take(self.account, hold)
        return answer if isinstance(answer, Slot) else min(answer, LONGEST_LOCK)

    @property
    def no_slot(self) -> tuple[str, str]:
        """Why there was no slot, as an error says it, and what a wait is for."""
        return UNCOUNTED if isinstance(self.pacing, SharedPacing) and self.pacing.failing else NO_ROOM

    def settle(self, slot: Slot | None, *, used: bool) -> None:
        """Report that the request of a slot ended, or with ``used=False`` that nothing of it was sent."""
        if self.pacing is not None and slot is not None:
            self.pacing.settle(slot, used=used)

    def lock(self, seconds: float) -> None:
        """Lock the account: nobody gets a slot for so many seconds."""
        if self.pacing is not None:
            self.pacing.lock(self.account, seconds)
