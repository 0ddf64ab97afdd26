"""A count that several processes share through a store, whatever the store is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from .alone import Alone
from .base import HOLD, Slot, new_id
from .budget import Ledger
from .own import OwnCount

T = TypeVar("T")


class SharedPacing(ABC):
    """Count requests in a store, and for this process alone where the store fails.

    A store is a subclass with one method, `_change`. All that this process did is in its own count, too, and whenever
    the store works it learns what it does not know yet: after a failure, or when it was made anew.

    Args:
        own: counts for this process, by the clock that the ledgers are on.
        store: what the store is called in the warning that it fails.
    """

    def __init__(self, own: OwnCount, store: object) -> None:
        self._alone = Alone(own, store)

    @abstractmethod
    def _change(self, account: str, work: Callable[[Ledger], T]) -> T:
        """Do some work on the ledger of an account and keep what became of it, while nobody else is at it.

        The ledger is on the clock of this process's own count. The work may be done twice: the last counts.

        Raises:
            Exception: whatever went wrong; then nothing was kept.
        """

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        slot = Slot(account, new_id())

        def work(ledger: Ledger) -> float:
            wait = ledger.take(slot.id, hold, self._alone.own.tell(account, ledger))
            if not wait:
                self._alone.own.note(slot, hold)
            return wait

        wait = self._alone.attempt(lambda: self._change(account, work))
        return self._alone.own.claim(slot, hold) if wait is None else wait or slot

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        self._alone.own.settle(slot, used=used)

        def work(ledger: Ledger) -> None:
            now = self._alone.own.tell(slot.account, ledger)
            if not used:
                ledger.settle(slot.id, now, used=False)

        self._alone.attempt(lambda: self._change(slot.account, work))

    def lock(self, account: str, seconds: float) -> None:
        self._alone.own.lock(account, seconds)
        self._alone.attempt(lambda: self._change(account, lambda ledger: self._alone.own.tell(account, ledger)))
