"""Carrying message after message: waiting for room in the budget as often as it takes, as long as there is patience."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..errors import RateLimitError, TokenLimitError
from ..to import Destination
from .answers import LOCK, LONGEST_LOCK
from .base import Receipt, Transport
from .delivery import slept
from .waiting import Listener, Patience, Wait, announce, seconds_of

LEAST = 0.01  # seconds of a wait, so that no transport keeps the loop spinning


class Carrier:
    """Carries messages to one place, all of them with one patience.

    Args:
        transport: what carries them. What it waits for itself counts too, if it has `using`, as `CliqTransport` has.
        place: where they go.
        max_wait: seconds that may be waited in all; None for as long as it takes.
        on_wait: called with a `Wait` before each wait.
        sleep: waits so many seconds.

    Raises:
        ConfigurationError: `max_wait` is no number of seconds.
    """

    def __init__(
        self,
        transport: Transport,
        place: Destination,
        max_wait: float | None,
        on_wait: Listener | None,
        sleep: Callable[[float], object],
    ) -> None:
        self.place = place
        self._patience = Patience(math.inf if max_wait is None else seconds_of(max_wait, "max_wait"))
        self._on_wait: Listener | None = on_wait or getattr(transport, "on_wait", None)
        self._sleep = sleep
        using: Callable[..., Any] | None = getattr(transport, "using", None)
        if using is not None:
            transport = using(max_wait=None if max_wait is None else self._patience, on_wait=on_wait)
        self._transport = transport

    def carry(self, send: Callable[[Transport, Destination], Receipt]) -> Receipt:
        """Send a message, given its `send`: wait for room as often as needed, and once for a throttle answer's lock.

        Raises:
            TransportError: it could not be sent, or the patience is used up.
        """
        throttled = False
        while True:
            try:
                return send(self._transport, self.place)
            except TokenLimitError:
                raise  # no budget of messages: waiting for it would hold up every one of them
            except RateLimitError as error:
                by_service = error.status is not None
                wait = min(max(error.retry_after or LOCK, LEAST), LONGEST_LOCK)
                if (by_service and throttled) or not self._patience.spend(wait):
                    raise
                throttled = throttled or by_service
            announce(Wait(wait, "room in the budget, or the end of a lock", str(self.place)), self._on_wait)
            slept(wait, self._sleep)
