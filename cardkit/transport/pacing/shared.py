"""Shared counts, in a store of cardkit's or by a pacing of the caller's, and the fallback if one fails.

A process whose shared count fails logs that once and counts alone, with a part of the budget.
"""

from __future__ import annotations

import logging
import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Self, TypeAlias, TypeVar

from ...reading.guards import is_number
from .budget import HOLD, Ledger, Pacing, Slot, new_id
from .process import OwnCount

T = TypeVar("T")

Work: TypeAlias = Callable[[Ledger, float], T]
"""Changes a ledger, given the time on its clock."""

SHORTEST = 0.01
"""The shortest wait, in seconds, that a pacing of the caller's can ask for."""

LOG = logging.getLogger("cardkit.transport")


class Fallback:
    """Runs work on a shared count, notices its failures, and holds this process's own count for that case.

    Args:
        own: this process's own count.
        shared: the shared count as the warning names it, by its `str`.
        meanwhile: what the warning says is done until it works again, if not counting alone.
    """

    def __init__(self, own: OwnCount, shared: object, meanwhile: str | None = None) -> None:
        self.own, self._shared, self._meanwhile = own, shared, meanwhile
        self.failing = False
        self._warned = False

    def attempt(self, work: Callable[[], T]) -> T | None:
        """What `work` on the shared count returns, or None if it fails; the first failure is logged."""
        try:
            outcome = work()
        except Exception as error:
            self.failing = True
            self._warn(error)
            return None
        self.failing = False
        return outcome

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
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
    """Count requests in a store, and for this process alone while the store fails.

    A subclass implements one method, `_change`. Everything is recorded in this process's own count as well, and each
    change merges that into the store, so that a store that failed or was recreated learns what it missed.

    Args:
        own: this process's own count.
        store: the store as the warning names it.
        meanwhile: what the warning says is done until it works again, if not counting alone.
    """

    def __init__(self, own: OwnCount, store: object, meanwhile: str | None = None) -> None:
        self._fallback = Fallback(own, store, meanwhile)

    @abstractmethod
    def _change(self, account: str, work: Work[T]) -> T:
        """Load the ledger of an account, call `work` on it, and store it, all exclusively.

        The ledger is on the clock of this process's own count. The work may be called more than once; the last call
        counts.

        Raises:
            Exception: whatever went wrong; then nothing was stored.
        """

    @property
    def failing(self) -> bool:
        """Whether the store failed the last time."""
        return self._fallback.failing

    def within(self, seconds: float) -> Self:
        """The same count for a send that may wait so many seconds in all: a store that others may lock waits less."""
        return self

    @property
    def requests(self) -> int:
        """How many requests the budget has."""
        return self._fallback.own.requests

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        slot, own = Slot(account, new_id()), self._fallback.own

        def work(ledger: Ledger, now: float) -> float:
            own.merge_into(account, ledger, now)
            return ledger.take(slot.id, hold, now)

        wait = self._fallback.attempt(lambda: self._change(account, work))
        if wait is None:
            return self._take_without_store(slot, hold)
        if wait:
            return wait
        own.note(slot, hold)
        return slot

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        own = self._fallback.own
        own.settle(slot, used=used)

        def work(ledger: Ledger, now: float) -> None:
            own.merge_into(slot.account, ledger, now)
            if not used:
                ledger.settle(slot.id, now, used=False)

        self._fallback.attempt(lambda: self._change(slot.account, work))

    def lock(self, account: str, seconds: float) -> None:
        own = self._fallback.own
        own.lock(account, seconds)
        self._fallback.attempt(lambda: self._change(account, lambda ledger, now: own.merge_into(account, ledger, now)))

    def _take_without_store(self, slot: Slot, hold: float) -> Slot | float:
        """What `take` returns while the store fails."""
        return self._fallback.own.claim(slot, hold)


class GuardedPacing:
    """Wraps a pacing of the caller's, so that its errors stop no message.

    Args:
        pacing: the pacing of the caller.
        own: this process's own count, for when it fails.
    """

    def __init__(self, pacing: Pacing, own: OwnCount) -> None:
        self._pacing = pacing
        self._fallback = Fallback(own, type(pacing).__name__)

    @property
    def requests(self) -> int:
        """How many requests the budget has."""
        return self._fallback.own.requests

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        outcome = self._fallback.attempt(lambda: _checked(self._pacing.take(account, hold)))
        if outcome is None:
            return self._fallback.own.claim(Slot(account, new_id()), hold)
        if isinstance(outcome, Slot):
            self._fallback.own.note(outcome, hold)
        return outcome

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        self._fallback.own.settle(slot, used=used)
        self._fallback.attempt(lambda: self._pacing.settle(slot, used=used))

    def lock(self, account: str, seconds: float) -> None:
        self._fallback.own.lock(account, seconds)
        self._fallback.attempt(lambda: self._pacing.lock(account, seconds))


def _checked(outcome: object) -> Slot | float:
    """Validate what `take` of a caller's pacing returned.

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
