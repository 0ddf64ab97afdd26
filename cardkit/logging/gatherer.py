"""`Gatherer`: gathers entries, and sends them from a thread of its own, so that nobody waits for the sending."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Self

from ..errors import TransportError
from .cards import Entry, most_severe

REST = 1.0
"""The fewest seconds between a send that failed and the next one."""
LONGEST_REST = 3_600.0
"""The most, whatever the error asks for."""


def rest_after(error: Exception) -> float:
    """Seconds in which nothing is to be sent after an error."""
    asked: float = getattr(error, "retry_after", None) or 0.0
    return min(max(REST, asked), LONGEST_REST)


class Gatherer:
    """Entries that wait, and the thread that sends them.

    Args:
        send: sends some entries; takes also how many more there were for which there was no room.
        tell: takes what `send` raised, within the handling of that exception.
        gather: seconds for which entries are gathered, from the first one on.
        most: entries that wait at most; the least severe of more are only counted.
        clock: the time in seconds; for tests.
        news: tells the thread, and whoever waits for it, that something has changed; for tests.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Entry], int], object],
        tell: Callable[[Exception], object],
        gather: float,
        most: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        news: threading.Condition | None = None,
    ) -> None:
        self._send, self._tell, self._gather, self._most, self._clock = send, tell, gather, most, clock
        self._news = threading.Condition() if news is None else news
        self._here = threading.local()
        self._thread: threading.Thread | None = None
        self._entries, self._dropped = list[Entry](), 0
        self._sending = self._hurried = self.ended = False
        self._gathered = self._rested = self._failed = -math.inf  # when the gathering, the rest, the last try ended

    def anew(self) -> Self:
        """A gatherer of the same settings without a thread and without entries, as a forked process needs one."""
        other = type(self)(self._send, self._tell, self._gather, self._most, clock=self._clock)
        other.ended = self.ended
        return other

    @property
    def sends_here(self) -> bool:
        """Whether this thread is the one that sends."""
        return getattr(self._here, "sends", False)

    def put(self, entry: Entry) -> None:
        """Keep an entry, to be sent soon; after the end none is kept."""
        with self._news:
            if self.ended:
                return
            if not self._entries:
                self._gathered = self._clock() + self._gather
                self._news.notify_all()
            if len(self._entries) < self._most or entry.level > min(waiting.level for waiting in self._entries):
                self._entries.append(entry)
                self._bound()
            else:
                self._dropped += 1
            self._start()

    def flush(self, patience: float) -> None:
        """Send what waits now, also amid a rest, and wait for that and for what is being sent, for so many seconds."""
        with self._news:
            if self.ended:
                return
            self._hurry()
        self._await(patience)

    def end(self, patience: float) -> None:
        """Take no more, and send what waits, unless it could not be sent a moment ago."""
        with self._news:
            again = not self.ended and self._clock() - self._failed >= REST
            self.ended = True
            if again:
                self._hurry()
            self._news.notify_all()
        if again:
            self._await(patience)

    def run(self) -> None:
        """Send until the end: the work of the thread."""
        self._here.sends = True
        while self._wait():
            self._work()

    # Inside

    def _start(self) -> None:
        if not self._alive:
            thread = threading.Thread(target=self.run, name="cardkit-logging", daemon=True)
            with suppress(RuntimeError):  # a program that ends starts none any more; then `_await` does the work
                thread.start()
                self._thread = thread

    @property
    def _alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _hurry(self) -> None:
        """Have what waits sent now."""
        self._hurried = bool(self._entries)
        self._news.notify_all()

    def _await(self, patience: float) -> None:
        """Wait until what is hurried, and what is being sent, has been sent or has failed."""
        if self.sends_here:
            return
        if self._hurried and not self._alive:
            self._here.sends = True
            try:
                self._work()
            finally:
                self._here.sends = False
        with self._news:
            if not self._news.wait_for(lambda: not (self._hurried or self._sending), patience):
                self._failed = self._clock()

    def _wait(self) -> bool:
        """Wait until something is to be sent now; False at the end."""
        with self._news:
            while not self._hurried:
                if self.ended:
                    return False
                left = max(self._gathered, self._rested) - self._clock() if self._entries else None
                if left is not None and left <= 0:
                    break
                self._news.wait(left if left is None else min(left, LONGEST_REST))
            return True

    def _work(self) -> None:
        """Send what waits; what surely did not arrive waits again."""
        with self._news:
            entries, dropped = self._entries, self._dropped
            self._entries, self._dropped = list[Entry](), 0
            self._sending, self._hurried = bool(entries), False
        if not entries:  # another thread was faster
            return
        failure: Exception | None = None
        try:
            self._send(entries, dropped)
        except Exception as error:
            failure = error
            self._tell(error)
        finally:
            with self._news:
                self._rested = -math.inf if failure is None else self._clock() + max(rest_after(failure), self._gather)
                if isinstance(failure, TransportError) and not failure.may_have_arrived:
                    self._failed = self._clock()
                    self._entries, self._dropped = [*entries, *self._entries], self._dropped + dropped
                    self._bound()
                self._sending = False
                self._news.notify_all()

    def _bound(self) -> None:
        """Leave out what is more than may wait."""
        more = len(self._entries) - self._most
        if more > 0:
            self._entries, self._dropped = most_severe(self._entries, self._most), self._dropped + more
