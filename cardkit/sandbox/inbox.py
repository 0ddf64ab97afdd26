"""The bounded store of the newest records, and who is told when it changes."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, Literal, TypeVar

from .records import Received, Refused

LOG = logging.getLogger("cardkit.sandbox")
KEPT_BYTES = 64 << 20
"""Bytes of bodies that an inbox keeps at most, however many messages they are."""
REFUSED = 200
"""Refused requests that are kept, the newest."""

Event = Literal["added", "changed", "removed", "cleared"]


Record = TypeVar("Record", bound=Received | Refused)


class Inbox(Generic[Record]):
    """The newest records, in the order in which they came; threads may share one.

    Args:
        capacity: how many are kept; the oldest make room, as they do where all bodies are over 64 MB.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.total = 0
        self._kept: OrderedDict[str, Record] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        self._subscribers: list[Callable[[Event, Record | None], object]] = []

    def __len__(self) -> int:
        return len(self._kept)

    def all(self) -> list[Record]:
        """Those that are kept, the oldest first."""
        with self._lock:
            return [*self._kept.values()]

    def get(self, id: str) -> Record | None:
        """The one with this id, if it is kept."""
        with self._lock:
            return self._kept.get(id)

    def latest(self) -> Record | None:
        """The one that came last, if any is kept."""
        with self._lock:
            return next(reversed(self._kept.values()), None)

    def add(self, record: Record) -> None:
        """Keep one more."""
        with self._lock:
            self._kept[record.id] = record
            self._size += len(record.content)
            self.total += 1
            gone = [self._drop(id) for id in self._surplus()]
        for old in gone:
            self._tell("removed", old)
        self._tell("added", record)

    def replace(self, record: Record) -> bool:
        """Keep a record in the place of the one with its id; false where there is none."""
        with self._lock:
            old = self._kept.get(record.id)
            if old is None:
                return False
            self._kept[record.id] = record
            self._size += len(record.content) - len(old.content)
        self._tell("changed", record)
        return True

    def remove(self, id: str, by: Record | None = None) -> bool:
        """Forget one; false where there is none with this id.

        Args:
            id: its id.
            by: what subscribers are told instead of the record that was kept, such as one with the request that did it.
        """
        with self._lock:
            if id not in self._kept:
                return False
            gone = self._drop(id)
        self._tell("removed", by or gone)
        return True

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._size = 0
        self._tell("cleared", None)

    @property
    def subscribers(self) -> int:
        """How many are told of changes."""
        return len(self._subscribers)

    def subscribe(self, subscriber: Callable[[Event, Record | None], object]) -> Callable[[], None]:
        """Call `subscriber` with each change, in the thread that makes it; an error that it raises is logged.

        Returns:
            A function that ends it.
        """
        self._subscribers = [*self._subscribers, subscriber]

        def unsubscribe() -> None:
            self._subscribers = [other for other in self._subscribers if other is not subscriber]

        return unsubscribe

    def _surplus(self) -> list[str]:
        """The ids of the oldest that must go; the newest stays in any case."""
        count, size, ids = len(self._kept), self._size, list[str]()
        for id, old in self._kept.items():
            if count == 1 or (count <= self.capacity and size <= KEPT_BYTES):
                break
            ids.append(id)
            count, size = count - 1, size - len(old.content)
        return ids

    def _drop(self, id: str) -> Record:
        gone = self._kept.pop(id)
        self._size -= len(gone.content)
        return gone

    def _tell(self, event: Event, record: Record | None) -> None:
        for subscriber in self._subscribers:
            try:
                subscriber(event, record)
            except Exception:
                LOG.exception("a subscriber of the sandbox failed; the request is answered all the same")
