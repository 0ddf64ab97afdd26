"""The budget of an account: the interface of whatever counts its requests, and the arithmetic, for any store.

The service locks a user out for ten minutes after more than 20 requests in any minute, by its own clock. It counts a
request at some unknown moment between its first byte and its response. So a request counts while it is under way and
for a minute after its response; without a response, until none can come any more and a minute longer; if it never left,
not at all. A `Ledger` holds this for one account. It reads no clock, takes no lock and stores nothing: the caller
passes the time in, and makes sure that only one thread or process changes it at a time.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from attrs import frozen

from ...errors import ConfigurationError
from ...errors.wording import shown
from ...reading.guards import is_number

BUDGET = 20
"""Requests of one user in any sliding minute (Zoho Cliq REST API v2 reference)."""
WINDOW = 60.0
HOLD = 35.0
"""Seconds after which a request is surely over: the sum of the two default timeouts of a transport."""
LONGEST = 86_400.0
"""The longest that a request may be under way, or a lock last, in seconds."""
NEVER = -math.inf
SHARE_PARTS = 4
"""A process that cannot reach the shared count uses one in so many of the budget, so that this many processes fit."""

_encode, _decode = json.JSONEncoder().encode, json.JSONDecoder().decode


@frozen
class Slot:
    """Permission for one request of an account; its id is unique over all processes."""

    account: str
    id: int


def new_id() -> int:
    """A random id, different in every process and after a fork."""
    return secrets.randbits(62)


@runtime_checkable
class Pacing(Protocol):
    """What counts the requests of an account. Give `CliqTransport` one of your own to count elsewhere.

    Its mistakes stop no message: an error, or an answer that is neither a `Slot` nor a number of seconds above 0, is
    logged, and for that call this process counts alone, with a part of the budget.
    """

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        """A slot for one request, or the seconds, above 0, until it is worth asking again.

        `hold` is how long the request can be under way. A slot that is never settled, because its process was killed,
        counts until that and the window are over.
        """
        ...

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        """Report that the answer came (the slot counts for one more window), or that nothing was sent (it is free)."""
        ...

    def lock(self, account: str, seconds: float) -> None:
        """Give nobody a slot for so many seconds; of two locks the one that ends later holds."""
        ...


@frozen
class Budget:
    """How many requests of an account may count at a time, and for how many seconds each does after its answer.

    Raises:
        ConfigurationError: the numbers make no sense.
    """

    requests: int = BUDGET
    window: float = WINDOW

    def __attrs_post_init__(self) -> None:
        enough = is_number(self.requests) and self.requests >= 1
        if not enough or not is_number(self.window) or not 0 < self.window < math.inf:
            given = f"budget={shown(self.requests)} must be 1 or more, window={shown(self.window)} a number of seconds"
            raise ConfigurationError(given)

    @property
    def share(self) -> int:
        """How many requests a process may count that cannot reach the shared count."""
        return max(1, self.requests // SHARE_PARTS)


class Ledger:
    """The requests of one account that count, by id, and the end of its lock. All times are seconds of one clock.

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
        self.slots: dict[int, float] = {}  # until when each request counts
        self.lock = self.now = NEVER  # when the lock ends, and the latest time that was passed in

    def take(self, id: int, hold: float, now: float, most: int | None = None) -> float:
        """Count a request and return 0 if there is room, else return the seconds until it is worth asking again.

        Args:
            id: that of the request; one that counts already is not counted twice.
            hold: seconds after which the request is surely over.
            now: the time.
            most: how many requests may count, if not the whole budget.
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
        """Count a finished request for one more window, also if it is unknown; with ``used=False`` forget it."""
        self.tidy(now)
        self.slots.pop(id, None)
        if used:
            self.slots[id] = now + self.budget.window

    def lock_for(self, seconds: float, now: float) -> None:
        """Give nobody a slot for so many seconds; of two locks the one that ends later holds."""
        self.tidy(now)
        self.lock = max(self.lock, now + _bounded(seconds))

    def tidy(self, now: float) -> None:
        """Drop slots that have ended. If the clock was set back, shift all times, so that as much is left as before."""
        if now == self.now:
            return
        if now < self.now:
            self.shift(now - self.now)
        self.now = now
        if self.slots and min(self.slots.values()) <= now:
            self.slots = {id: end for id, end in self.slots.items() if end > now}

    def absorb(self, other: Ledger) -> None:
        """Merge another ledger of the account, on the same clock, into this one: its requests, and the later lock."""
        self.slots.update(other.slots)
        self.lock = max(self.lock, other.lock)

    def shift(self, seconds: float) -> None:
        """Convert all times to a clock that shows so many seconds more."""
        self.slots = {id: end + seconds for id, end in self.slots.items()}
        self.lock += seconds
        self.now += seconds

    @property
    def end(self) -> float:
        """When the last slot and the lock are over; minus infinity if there are none."""
        return max(self.lock, max(self.slots.values(), default=NEVER))

    def to_json(self) -> str:
        """The ledger as text, for a store."""
        lock = None if self.lock == NEVER else self.lock
        now = None if self.now == NEVER else self.now
        return _encode({"now": now, "lock": lock, "slots": self.slots})

    @classmethod
    def from_json(cls, budget: Budget, text: str) -> Ledger:
        """Parse what `to_json` wrote.

        Raises:
            ValueError: the text is something else.
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
    """The seconds clamped to between 0 and a day; NaN becomes 0."""
    return min(max(0.0, seconds), LONGEST)


def free_in(ends: Iterable[float], locked: float, now: float, budget: int) -> float:
    """The seconds until a slot is free, 0 if one is, given when the taken ones and the lock end.

    >>> free_in([1030.0, 1010.0], 0.0, 1000.0, 2)
    10.0
    """
    busy = sorted([end for end in ends if end > now])
    end = max(locked, busy[len(busy) - budget] if len(busy) >= budget else now)
    if end <= now:
        return 0.0
    return end - now if now + (end - now) >= end else math.nextafter(end - now, math.inf)
