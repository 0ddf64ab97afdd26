"""`Gatherer`: gathers entries in a `Backlog`, and sends them from a thread of its own, so that nobody waits for it."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain, count
from operator import itemgetter
from typing import Self

from ..errors import ConfigurationError, TransportError
from ..reading.guards import is_number
from .cards import Entry

REST = 1.0
"""The fewest seconds between a send that failed and the next one."""
LONGEST_REST = 3_600.0
"""The most, whatever the error asks for."""
_numbers = count()
"""Tell the order of all entries, whichever backlog they are in."""


def rest_after(error: Exception) -> float:
    """The seconds after an error in which nothing is sent: as it asks, if it is one of cardkit's."""
    asked: object = error.retry_after if isinstance(error, TransportError) else None
    return min(max(REST, asked), LONGEST_REST) if is_number(asked) else REST


class Backlog:
    """Entries that wait, by their level, so that whoever adds one waits no longer where many are there.

    Args:
        most: entries that wait at most; of more the least severe are only counted, of these the last.

    >>> backlog = Backlog(3)
    >>> for level in (40, 30, 50, 30, 40):
    ...     backlog.put(Entry(0.0, level, "shop", "…"))
    >>> [entry.level for entry in backlog.entries()], backlog.dropped
    ([40, 50, 40], 2)
    """

    def __init__(self, most: int) -> None:
        self._most, self.dropped, self._count = most, 0, 0
        self._by_level = dict[int, deque[tuple[int, Entry]]]()

    def __len__(self) -> int:
        return self._count

    def put(self, entry: Entry) -> None:
        """Keep an entry, as the last."""
        self._by_level.setdefault(entry.level, deque()).append((next(_numbers), entry))
        self._count += 1
        self._bound()

    def add(self, later: Backlog) -> None:
        """Keep what another one has, behind what is here."""
        for level, numbered in later._by_level.items():
            self._by_level.setdefault(level, deque()).extend(numbered)
        self._count += len(later)
        self.dropped += later.dropped
        self._bound()

    def entries(self) -> list[Entry]:
        """All of them, in the order in which they came."""
        numbered = sorted(chain.from_iterable(self._by_level.values()), key=itemgetter(0))
        return [entry for _, entry in numbered]

    def _bound(self) -> None:
        """Leave out what is more than may wait."""
        while self._count > self._most:
            lowest = min(self._by_level)
            self._by_level[lowest].pop()
            if not self._by_level[lowest]:
                del self._by_level[lowest]
            self._count -= 1
            self.dropped += 1


class Gatherer:
    """Entries that wait, and the thread that sends them.

    Args:
        send: sends some entries; takes also how many more there were for which there was no room.
        tell: takes what `send` raised, within the handling of that exception.
        gather: seconds for which entries are gathered, from the first one on.
        most: entries that wait at most; the least severe of more are only counted.
        clock: the time in seconds; for tests.
        condition: tells the thread, and whoever waits for it, that something has changed; for tests.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Entry], int], object],
        tell: Callable[[Exception], object],
        gather: float,
        most: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        condition: threading.Condition | None = None,
    ) -> None:
        self._send, self._tell = send, tell
        self._gather, self._most, self._clock = gather, most, clock
        self._condition = condition or threading.Condition()
        self._thread = threading.local()
        self._waiting, self._sending = Backlog(most), 0  # how many are being sent
        self._running = self._send_now = self.ended = False
        self._gather_until = self._rest_until = -math.inf
        self._failed_at, self._rest = -math.inf, REST  # when the last try failed, and for how long it asked
        self._flushed_at = self._flush_until = -math.inf  # when the last flush ended, and until when it had time

    def anew(self) -> Self:
        """A gatherer with the same settings, but no thread and no entries, for a forked process."""
        other = type(self)(self._send, self._tell, self._gather, self._most, clock=self._clock)
        other.ended = self.ended
        return other

    @property
    def sends_here(self) -> bool:
        """Whether this thread is the one that sends."""
        return getattr(self._thread, "sends", False)

    def put(self, entry: Entry) -> None:
        """Keep an entry, to be sent soon; after the end this is a new beginning."""
        with self._condition:
            self.ended = False
            if not self._waiting:
                self._gather_until = self._clock() + self._gather
                self._condition.notify_all()
            self._waiting.put(entry)
            self._start()

    def flush(self, patience: float) -> None:
        """Send what waits now, also amid a rest, and wait for that and for what is being sent, for so many seconds."""
        if self.ended:
            return
        self._flush_until = self._clock() + patience
        self._try(self._flush_until)
        self._flushed_at = self._clock()

    def end(self, patience: float) -> int:
        """Send what waits, and end. What surely did not arrive is tried once more, unless the error asks for a rest.

        Returns:
            how many entries are left. A flush that has just ended counts: its seconds as part of the patience, and its
            failure as one of the tries.
        """
        if self.ended:
            return 0
        now = self._clock()
        until = self._flush_until if now - self._flushed_at < REST else now + patience
        for _ in range(1 if now - self._failed_at < REST else 2):
            if self._is_worth_a_try(until):
                self._try(until)
        with self._condition:
            self.ended = True
            self._condition.notify_all()
            return self._sending + len(self._waiting) + self._waiting.dropped

    def run(self) -> None:
        """Send until the end: the work of the thread."""
        self._thread.sends = True
        try:
            while batch := self._next():
                self._deliver(batch)
        except BaseException:
            with self._condition:
                self._running = False
                self._condition.notify_all()
            raise

    # Inside

    def _start(self) -> None:
        if not self._running:
            # A program that ends starts none any more, and a subinterpreter none; then `_try` does the work.
            with suppress(RuntimeError):
                thread = threading.Thread(target=self.run, name="cardkit-logging", daemon=True)
                self._running = True
                thread.start()
                return
            self._running = False

    def _is_worth_a_try(self, until: float) -> bool:
        """Whether there is something to wait for, time for it, and no error of a moment ago that asks for a rest."""
        now = self._clock()
        asked = self._rest > REST and now - self._failed_at < REST
        return bool(self._waiting or self._sending) and now < until and not asked

    def _try(self, until: float) -> None:
        """Have all that waits sent now, and wait until that, and what is being sent, has been sent or has failed."""
        with self._condition:
            self._send_now = bool(self._waiting)
            self._condition.notify_all()
            if self.sends_here:
                return
            self._condition.wait_for(self._is_settled, until - self._clock())
            alone = self._send_now and not (self._running or self._sending)
            batch = self._take() if alone else None
        if batch:
            self._thread.sends = True
            try:
                self._deliver(batch)
            finally:
                self._thread.sends = False

    def _is_settled(self) -> bool:
        """Whether nothing is being sent, nor will be by the thread."""
        return not self._sending and not (self._send_now and self._running)

    def _next(self) -> Backlog | None:
        """Wait until something is to be sent now, and take it; None at the end."""
        with self._condition:
            while (left := self._left()) is None or left > 0:
                if self.ended:
                    self._running = False
                    return None
                self._condition.wait(left if left is None else min(left, LONGEST_REST))
            return self._take()

    def _left(self) -> float | None:
        """Seconds until something is to be sent; None if that is not known."""
        if self._sending or not self._waiting:
            return None
        if self._send_now:
            return 0.0
        return None if self.ended else max(self._gather_until, self._rest_until) - self._clock()

    def _take(self) -> Backlog:
        """Take what waits; until it is delivered, nobody else takes anything."""
        batch, self._waiting = self._waiting, Backlog(self._most)
        self._sending, self._send_now = len(batch), False
        return batch

    def _deliver(self, batch: Backlog) -> None:
        """Send what was taken; what surely did not arrive waits again."""
        failure: Exception | None = None
        try:
            self._send(batch.entries(), batch.dropped)
        except Exception as error:
            failure = error
            self._tell(error)
        finally:
            self._settle(batch, failure)

    def _settle(self, batch: Backlog, failure: Exception | None) -> None:
        now, rest = self._clock(), 0.0 if failure is None else rest_after(failure)
        known = isinstance(failure, (ConfigurationError, TransportError))  # an outbox raises the first for a full disk
        again = known and not getattr(failure, "may_have_arrived", False)
        with self._condition:
            self._sending = 0
            self._rest_until = now + max(rest, self._gather) if failure is not None else -math.inf
            self._failed_at, self._rest = (now, rest) if again else (-math.inf, REST)
            if again:
                batch.add(self._waiting)
                self._waiting = batch
            self._condition.notify_all()
