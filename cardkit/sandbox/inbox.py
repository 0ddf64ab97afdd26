"""What the sandbox received: one record a message, and the bounded store of the newest ones."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any, Literal

from attrs import field, frozen

from ..errors import Issue
from ..limits import Api
from ..to import Destination

KEPT_BYTES = 64 << 20
"""Bytes of bodies that an inbox keeps at most, however many messages they are."""

Event = Literal["added", "removed", "cleared"]


@frozen
class Received:
    """One message that arrived.

    `destination` says where it was sent to, with the bot it was posted as and the users a bot was to write to; `api`
    is the version of the address; `chat_id` the chat it landed in, a thread's where it is in one; `findings` are the
    warnings about it, for what has errors is refused; `time` is the sandbox's clock in seconds. `incoming` is true for
    parameters sent to a bot's handler, which are no message.
    """

    id: str
    destination: Destination
    api: Api
    chat_id: str
    time: float
    content: bytes = field(repr=False)
    findings: tuple[Issue, ...] = ()
    incoming: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """The body as fresh dicts."""
        body: dict[str, Any] = json.loads(self.content)
        return body

    @property
    def as_bot(self) -> str | None:
        """The unique name of the bot it was posted as."""
        return self.destination.as_bot

    @property
    def users(self) -> tuple[str, ...]:
        """The users that a bot was to write to; empty for all its subscribers."""
        return self.destination.users

    def holds(self, words: str) -> bool:
        """Whether one of its texts has these words in it, in any case.

        >>> from cardkit import to
        >>> Received("1_1", to.chat("CT_1"), "v2", "CT_1", 0.0, b'{"text": "Disk is full"}').holds("FULL")
        True
        """
        return any(words.casefold() in text.casefold() for text in _texts(self.body))


class Inbox:
    """The newest messages, in the order in which they came; threads may share one.

    Args:
        capacity: how many are kept; the oldest make room, as they do where all bodies are over 64 MB.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.total = 0
        self._kept: OrderedDict[str, Received] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        self._subscribers: list[Callable[[Event, Received | None], object]] = []

    def __len__(self) -> int:
        return len(self._kept)

    def all(self) -> list[Received]:
        """Those that are kept, the oldest first."""
        with self._lock:
            return [*self._kept.values()]

    def get(self, id: str) -> Received | None:
        """The one with this id, if it is kept."""
        with self._lock:
            return self._kept.get(id)

    def latest(self) -> Received | None:
        """The one that came last, if any is kept."""
        with self._lock:
            return next(reversed(self._kept.values()), None)

    def add(self, received: Received) -> None:
        """Keep one more."""
        with self._lock:
            self._kept[received.id] = received
            self._size += len(received.content)
            self.total += 1
            gone = [self._drop(id) for id in self._surplus()]
        for old in gone:
            self._tell("removed", old)
        self._tell("added", received)

    def remove(self, id: str) -> bool:
        """Forget one; false where there is none with this id."""
        with self._lock:
            if id not in self._kept:
                return False
            gone = self._drop(id)
        self._tell("removed", gone)
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

    def subscribe(self, subscriber: Callable[[Event, Received | None], object]) -> Callable[[], None]:
        """Call `subscriber` with each change, in the thread that makes it.

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

    def _drop(self, id: str) -> Received:
        gone = self._kept.pop(id)
        self._size -= len(gone.content)
        return gone

    def _tell(self, event: Event, received: Received | None) -> None:
        for subscriber in self._subscribers:
            subscriber(event, received)


def _texts(value: object) -> Iterator[str]:
    """All texts within a body, keys that hold content among them: a table's cells, a label's names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
