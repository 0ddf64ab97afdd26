"""Counts that are shared with others, in a store of ours or by somebody else's pacing, and what to do if they fail.

A process whose shared count fails says so once and counts alone, with a part of the budget.
"""

from __future__ import annotations

import logging
import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Self, TypeAlias, TypeVar

from ...reading.guards import is_number
from .base import HOLD, Pacing, Slot, new_id
from .budget import Ledger
from .process import OwnCount

T = TypeVar("T")

Work: TypeAlias = Callable[[Ledger, float], T]
"""Changes a ledger, given the time on its clock."""

SHORTEST = 0.01
"""Seconds to wait at least before a pacing of somebody else's is asked again."""

LOG = logging.getLogger("cardkit.transport")


class Alone:
    """This process's own count, kept beside one that is shared, for when that one fails.

    Args:
        own: all that this process took, settled and locked.
        shared: what is shared, as it stands in the warning; asked for its text only then.
        meanwhile: what is done until it works again, where that is not to count alone.
    """

    def __init__(self, own: OwnCount, shared: object, meanwhile: str | None = None) -> None:
        self.own, self._shared, self._meanwhile = own, shared, meanwhile
        self.failing = False
        self._told = False

    def attempt(self, work: Callable[[], T]) -> T | None:
        """What the work on the shared count gives, or None where it fails; the first failure is logged."""
        try:
            outcome = work()
        except Exception as error:
            self.failing = True
            self._tell(error)
            return None
        self.failing = False
        return outcome

    def _tell(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            reason = str(error) or type(error).__name__
            budget = self.own.budget
            alone = f"this process counts for itself and takes at most {budget.share} of {budget.requests} requests"
            LOG.warning(
                "the shared budget, %s, cannot be used (%s): until it can, %s",
                self._shared,
                reason,
                self._meanwhile or alone,
                extra={"file": str(self._shared), "reason": reason},
            )


class SharedPacing(ABC):
    """Count requests in a store, and for this process alone where the store fails.

    A store is a subclass with one method, `_change`. All that this process did is in its own count, too, and whenever
    the store works it learns what it does not know yet: after a failure, or when it was made anew.

    Args:
        own: counts for this process.
        store: what the store is called in the warning that it fails.
        meanwhile: what is done until it works again, where that is not to count alone.
    """

    def __init__(self, own: OwnCount, store: object, meanwhile: str | None = None) -> None:
        self._alone = Alone(own, store, meanwhile)

    @abstractmethod
    def _change(self, account: str, work: Work[T]) -> T:
        """Do some work on the ledger of an account and keep what became of it, while nobody else is at it.

        The ledger is on the clock of this process's own count. The work may be done twice: the last counts.

        Raises:
            Exception: whatever went wrong; then nothing was kept.
        """

    @property
    def failing(self) -> bool:
        """Whether the store failed the last time."""
        return self._alone.failing

    def within(self, seconds: float) -> Self:
        """The same count for a send that may wait so many seconds in all; a store that others can hold waits less."""
        return self

    @property
    def requests(self) -> int:
        """How many requests the budget has."""
        return self._alone.own.requests

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        slot, own = Slot(account, new_id()), self._alone.own

        def work(ledger: Ledger, now: float) -> float:
            own.tell(account, ledger, now)
            return ledger.take(slot.id, hold, now)

        wait = self._alone.attempt(lambda: self._change(account, work))
        if wait is None:
            return self._unshared(slot, hold)
        if wait:
            return wait
        own.note(slot, hold)
        return slot

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        own = self._alone.own
        own.settle(slot, used=used)

        def work(ledger: Ledger, now: float) -> None:
            own.tell(slot.account, ledger, now)
            if not used:
                ledger.settle(slot.id, now, used=False)

        self._alone.attempt(lambda: self._change(slot.account, work))

    def lock(self, account: str, seconds: float) -> None:
        own = self._alone.own
        own.lock(account, seconds)
        self._alone.attempt(lambda: self._change(account, lambda ledger, now: own.tell(account, ledger, now)))

    def _unshared(self, slot: Slot, hold: float) -> Slot | float:
        """What `take` gives where the store fails."""
        return self._alone.own.claim(slot, hold)


class GuardedPacing:
    """A pacing of somebody else's that stops no message, whatever it does.

    Args:
        pacing: the other.
        own: counts for this process, for when it fails.
    """

    def __init__(self, pacing: Pacing, own: OwnCount) -> None:
        self._pacing = pacing
        self._alone = Alone(own, type(pacing).__name__)

    @property
    def requests(self) -> int:
        """How many requests the budget has."""
        return self._alone.own.requests

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        outcome = self._alone.attempt(lambda: _checked(self._pacing.take(account, hold)))
        if outcome is None:
            return self._alone.own.claim(Slot(account, new_id()), hold)
        if isinstance(outcome, Slot):
            self._alone.own.note(outcome, hold)
        return outcome

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        self._alone.own.settle(slot, used=used)
        self._alone.attempt(lambda: self._pacing.settle(slot, used=used))

    def lock(self, account: str, seconds: float) -> None:
        self._alone.own.lock(account, seconds)
        self._alone.attempt(lambda: self._pacing.lock(account, seconds))


def _checked(outcome: object) -> Slot | float:
    """What `take` gave, if it makes sense.

    Raises:
        TypeError: it is neither a slot nor a number.
        ValueError: it is no number of seconds above 0.
    """
    if isinstance(outcome, Slot):
        return outcome
    if not is_number(outcome):
        raise TypeError(f"take gave {outcome!r}, which is neither a Slot nor a number of seconds")
    if not 0 < outcome < math.inf:
        raise ValueError(f"take gave {outcome!r}; the seconds to wait must be above 0")
    return max(float(outcome), SHORTEST)
