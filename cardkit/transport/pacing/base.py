"""`Pacing`, the interface of whatever counts the requests of an account."""

from __future__ import annotations

import secrets
from typing import Protocol, runtime_checkable

from attrs import frozen

HOLD = 35.0
"""Seconds after which a request is surely over: the sum of the two default timeouts of a transport."""


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
    """Whoever counts the requests of an account. Give `CliqTransport` one of your own to count elsewhere.

    What one of your own does wrong stops no message: an error, or an answer that is neither a `Slot` nor a number of
    seconds above 0, is logged, and for that call this process counts alone, with a part of the budget.
    """

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        """A slot for one request, or the seconds, above 0, until it is worth asking again.

        `hold` is how long the request can be under way. A slot that is never settled, because its process was killed,
        counts until that and the window are over.
        """
        ...

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        """Say that the answer came: the slot counts for one window more. Or that nothing was sent: it is given back."""
        ...

    def lock(self, account: str, seconds: float) -> None:
        """Give nobody a slot for so many seconds; of two locks the one that ends later holds."""
        ...
