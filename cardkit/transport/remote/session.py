"""A connection to PostgreSQL with a deadline for each statement, which holds even if the server vanishes."""

from __future__ import annotations

import time
from collections.abc import Generator
from selectors import DefaultSelector
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")


class Session(psycopg.Connection[Any]):
    """A connection whose statements must finish by `deadline`, a time of `time.monotonic`."""

    deadline = float("inf")

    def wait(self, gen: Generator[Any, Any, T], *_: object, **__: object) -> T:
        """Perform one operation of psycopg, a generator that yields whether it wants to read or to write.

        Raises:
            OperationalError: the server did not answer in time; the connection cannot be used any more.
        """
        try:
            wanted = next(gen)
            while True:
                wanted = gen.send(self._ready(wanted))
        except StopIteration as done:
            value: T = done.value
            return value

    def _ready(self, wanted: int) -> int:
        """Wait until the socket is ready for one of the wanted events, and return which."""
        with DefaultSelector() as selector:
            selector.register(self.fileno(), wanted)
            found = selector.select(max(0.0, min(self.deadline - time.monotonic(), 3600.0)))
        if not found:
            raise psycopg.OperationalError("the server did not answer in time")
        return found[0][1]
