"""The budget as a transport uses it: whatever goes wrong with the counting, it neither hides nor stops a delivery."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any, TypeVar

from attrs import define, field

from .answers import LONGEST_LOCK
from .pacing import Pacing, ProcessPacing, Slot

T = TypeVar("T")

LEAST = 0.01  # seconds of a wait, so that no pacing keeps a send spinning

LOG = logging.getLogger("cardkit.transport")


@define(eq=False)
class AccountBudget:
    """The budget of one account.

    A `Pacing` that raises, or that answers with what makes no sense, is logged once; what it does not count, this
    process counts for itself.
    """

    account: str
    hold: float
    """Seconds that a request can be under way."""
    pacing: Pacing | None
    _spare: ProcessPacing = field(factory=ProcessPacing)
    _spared: set[Slot] = field(factory=set)  # slots of the spare one
    _warned: bool = False

    def take(self) -> Slot | float | None:
        """A slot, or the seconds until there may be one; None where nothing is counted."""
        if self.pacing is None:
            return None
        answer = self._tried(lambda pacing: pacing.take(self.account, self.hold))
        if isinstance(answer, Slot):
            return answer
        if isinstance(answer, (int, float)) and 0 < answer < math.inf:
            return min(max(float(answer), LEAST), LONGEST_LOCK)
        self._warn(f"its take() answered {answer!r}")
        slot = self._spare.take(self.account, self.hold)
        if not isinstance(slot, Slot):
            return min(slot, LONGEST_LOCK)
        self._spared.add(slot)
        return slot

    def settle(self, slot: Slot | None, *, used: bool) -> None:
        """Say that a request ended, or that nothing of it was sent."""
        if slot in self._spared:
            self._spared.discard(slot)
            self._spare.settle(slot, used=used)
        elif slot is not None:
            self._tried(lambda pacing: pacing.settle(slot, used=used))

    def lock(self, seconds: float) -> None:
        """Give nobody a slot for a while."""
        if self.pacing is not None:
            self._spare.lock(self.account, seconds)
            self._tried(lambda pacing: pacing.lock(self.account, seconds))

    def _tried(self, work: Callable[[Pacing], T]) -> T | None:
        if self.pacing is None:
            return None
        try:
            return work(self.pacing)
        except Exception as error:
            self._warn(f"{type(error).__name__}: {error}")
            return None

    def _warn(self, reason: str) -> None:
        if not self._warned:
            self._warned = True
            kind: Any = type(self.pacing).__name__
            LOG.warning(
                "the pacing %s fails (%s); this process counts for itself", kind, reason, extra={"reason": reason}
            )
