"""The arithmetic of the budget, for any store: which requests of an account count, until when, and when its lock ends.

The service locks a user out for ten minutes who sends more than 20 requests in any minute, by its own clock. When it
counts a request lies somewhere between leaving and its answer. So a request counts while it is under way and for a
minute after its answer; one that is never answered, until no answer can come and a minute more; one that never left,
not at all. A `Ledger` holds this for one account. It reads no clock, waits for nobody and keeps nothing: whoever uses
it passes the time in and lets one at a time change it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

from attrs import frozen

from ...errors import ConfigurationError

BUDGET = 20
"""Requests of one user in any sliding minute (Zoho Cliq REST API v2 reference)."""
WINDOW = 60.0
LONGEST = 86_400.0
"""Seconds that a request may be under way, or a lock last, whatever is said."""
NEVER = -math.inf
ALONE = 4
"""A process that cannot see the others' count uses this part of the budget, as if so many counted alone."""

_encode, _decode = json.JSONEncoder().encode, json.JSONDecoder().decode


@frozen
class Budget:
    """How many requests of an account may count at a time, and for how many seconds each does after its answer.

    Raises:
        ConfigurationError: the numbers make no sense.
    """

    requests: int = BUDGET
    window: float = WINDOW

    def __attrs_post_init__(self) -> None:
        if not self.requests >= 1 or not 0 < self.window < math.inf:
            raise ConfigurationError(
                f"budget={self.requests!r} must be 1 or more, window={self.window!r} a number of seconds"
            )

    @property
    def share(self) -> int:
        """The requests of a process that cannot see the others' count."""
        return max(1, self.requests // ALONE)


class Ledger:
    """The requests of one account that count, by their id, and its lock. Times are seconds of one clock.

    >>> ledger = Ledger(Budget(requests=1))
    >>> ledger.take(7, hold=35.0, now=1000.0)
    0.0
    >>> ledger.take(8, hold=35.0, now=1000.0)
    95.0
    >>> ledger.settle(7, now=1001.0)
    >>> ledger.take(8, hold=35.0, now=1001.0)
    60.0
    """

    __slots__ = ("budget", "lock", "now", "slots")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.slots: dict[int, float] = {}  # when each request ends to count
        self.lock = self.now = NEVER  # when the lock ends, and the latest time that was passed in

    def take(self, id: int, hold: float, now: float, most: int | None = None) -> float:
        """Count a request that leaves now, and give 0; or give the seconds until it may be worth asking again.

        Args:
            id: of the request; one that counts already counts once.
            hold: seconds until its answer has come or none will.
            now: the time.
            most: requests that may count, where it is not the budget.
        """
        self.tidy(now)
        if id in self.slots:
            return 0.0
        wait = free_in(self.slots.values(), self.lock, now, self.budget.requests if most is None else most)
        if not wait:
            self.add(id, hold, now)
        return wait

    def add(self, id: int, hold: float, now: float) -> None:
        """Count a request that leaves now, whether or not there is room."""
        self.slots[id] = now + _bounded(hold) + self.budget.window

    def settle(self, id: int, now: float, *, used: bool = True) -> None:
        """Count an answered request for a window more, whatever was known of it; one that never left no more."""
        self.tidy(now)
        self.slots.pop(id, None)
        if used:
            self.slots[id] = now + self.budget.window

    def lock_for(self, seconds: float, now: float) -> None:
        """Let nobody take for so many seconds; of two locks the one that ends later holds."""
        self.tidy(now)
        self.lock = max(self.lock, now + _bounded(seconds))

    def tidy(self, now: float) -> None:
        """Drop what has ended. Where the clock was set back, as much is left as there was."""
        if now == self.now:
            return
        if now < self.now:
            self.shift(now - self.now)
        self.now = now
        if self.slots and min(self.slots.values()) <= now:
            self.slots = {id: end for id, end in self.slots.items() if end > now}

    def absorb(self, other: Ledger) -> None:
        """Take over what another ledger of the account, on the same clock, knows better: its requests, a later lock."""
        self.slots.update(other.slots)
        self.lock = max(self.lock, other.lock)

    def shift(self, seconds: float) -> None:
        """Go over to a clock that shows so many seconds more."""
        self.slots = {id: end + seconds for id, end in self.slots.items()}
        self.lock += seconds
        self.now += seconds

    @property
    def end(self) -> float:
        """When all of it is over; minus infinity where there is nothing."""
        return max(self.lock, max(self.slots.values(), default=NEVER))

    def to_json(self) -> str:
        """The ledger as text, for a store."""
        lock = None if self.lock == NEVER else self.lock
        now = None if self.now == NEVER else self.now
        return _encode({"now": now, "lock": lock, "slots": self.slots})

    @classmethod
    def from_json(cls, budget: Budget, text: str) -> Ledger:
        """The ledger that `to_json` wrote.

        Raises:
            ValueError: it did not write this.
        """
        ledger = cls(budget)
        try:
            data = _decode(text)
            ledger.slots = {int(id): end for id, end in data["slots"].items()}
            lock, now = data["lock"], data["now"]
            if not math.isfinite(math.fsum([lock or 0, now or 0, *ledger.slots.values()])):
                raise ValueError("a time is no number")
        except (TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
            raise ValueError(f"this is no ledger: {error}") from error
        ledger.lock = NEVER if lock is None else lock
        ledger.now = NEVER if now is None else now
        return ledger


def _bounded(seconds: float) -> float:
    """Between nothing and a day; what is no number is nothing."""
    return min(max(0.0, seconds), LONGEST)


def free_in(ends: Iterable[float], locked: float, now: float, budget: int) -> float:
    """The seconds until a slot is free, given when those taken and a lock end; 0 where one is free now.

    >>> free_in([1030.0, 1010.0], 0.0, 1000.0, 2)
    10.0
    """
    busy = sorted([end for end in ends if end > now])
    end = max(locked, busy[len(busy) - budget] if len(busy) >= budget else now)
    if end <= now:
        return 0.0
    return end - now if now + (end - now) >= end else math.nextafter(end - now, math.inf)
