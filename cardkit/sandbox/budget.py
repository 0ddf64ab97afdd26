"""The sandbox's clock, the service's budget (so many requests a minute, then a lock), and checks of such numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import is_number

WINDOW = 60.0
"""Seconds over which requests are counted."""


class Clock:
    """The time in seconds, which can be put forward.

    >>> clock = Clock(lambda: 100.0)
    >>> clock.forward(5)
    >>> clock()
    105.0
    """

    def __init__(self, read: Callable[[], float]) -> None:
        self._read = read
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._read() + self._ahead

    def forward(self, seconds: float) -> None:
        """Put it forward.

        Raises:
            ConfigurationError: `seconds` is no number from 0 to a billion.
        """
        self._ahead += number(seconds, "the seconds to put the clock forward")


class Budget:
    """So many requests of one token in any 60 seconds; one more locks it out.

    A refused request neither counts nor prolongs the lock.

    Args:
        requests: how many, or None for no budget.
        lock: seconds of the lock.
        clock: the time in seconds.

    >>> budget = Budget(1, 600, lambda: 0.0)
    >>> budget.locked("1000.a"), budget.locked("1000.a")
    (0.0, 600.0)
    """

    def __init__(self, requests: int | None, lock: float, clock: Callable[[], float]) -> None:
        self.requests = None if requests is None else whole(requests, "budget, the requests a minute,")
        self._lock = number(lock, "lock, the seconds of a lock,")
        if not self._lock:
            raise ConfigurationError("lock=0 would lock nobody out; leave budget out for a service without a budget")
        self._clock = clock
        self._counted: dict[str, deque[float]] = {}
        self._until: dict[str, float] = {}

    def locked(self, token: str) -> float:
        """Count a request: 0 where it is free to go, or else the seconds that the lock still lasts."""
        if self.requests is None:
            return 0.0
        now = self._clock()
        left = self._until.get(token, now) - now
        if left > 0:
            return left
        counted = self._counted.setdefault(token, deque())
        while counted and counted[0] <= now - WINDOW:
            counted.popleft()
        if len(counted) < self.requests:
            counted.append(now)
            return 0.0
        self._until[token] = now + self._lock
        return self._lock

    def left(self) -> int | None:
        """How many requests the token that has used most may still make; None without a budget."""
        if self.requests is None:
            return None
        if self.lasts():
            return 0
        since = self._clock() - WINDOW
        used = [sum([moment > since for moment in counted]) for counted in self._counted.values()]
        return self.requests - max(used, default=0)

    def lasts(self) -> float:
        """Seconds until no token is locked out any more."""
        now = self._clock()
        return max([0.0, *[until - now for until in self._until.values()]])


def number(value: object, what: str) -> float:
    """A number of seconds, from 0 to a billion.

    Raises:
        ConfigurationError: it is something else.
    """
    if not is_number(value) or not 0 <= value <= 1e9:
        raise ConfigurationError(f"{what} must be a number from 0 to a billion, not {shown(value)}")
    return float(value)


def whole(value: object, what: str, least: int = 1) -> int:
    """A whole number from `least` on.

    Raises:
        ConfigurationError: it is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ConfigurationError(f"{what} must be a whole number from {least} on, not {shown(value)}")
    return value
