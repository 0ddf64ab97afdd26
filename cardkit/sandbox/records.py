"""What the sandbox keeps of a request: a record of each message or refusal, and the bounded store of the newest."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any, Generic, Literal, TypeVar

from attrs import field, frozen

from ..errors import Issue
from ..limits import Api
from ..reading.place import Json
from ..to import Destination
from .addresses import Address

LOG = logging.getLogger("cardkit.sandbox")
KEPT_BYTES = 64 << 20
"""Bytes of bodies that an inbox keeps at most, however many messages they are."""
REFUSED = 200
"""Refused requests that are kept, the newest."""

Event = Literal["added", "changed", "removed", "cleared"]
REFUSED_BYTES = 64 << 10
"""Bytes that are kept of the body of a refused request."""


@frozen
class Exchange:
    """The request that brought a record, and its answer; neither holds a secret.

    `status` is None where the connection was broken on demand, `milliseconds` the time until the answer was ready,
    `fault` the failure on demand that the request met.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int | None = None
    answer: str = ""
    milliseconds: float = 0.0
    fault: str | None = None


@frozen
class SharedFile:
    """A file that was shared: its name, its type as the sender says, and its size in bytes."""

    name: str
    type: str
    size: int


@frozen
class Received:
    """One message that arrived, or a file that was shared.

    `destination` says where it was sent to, with the bot it was posted as and the users a bot was to write to; `api`
    is the version of the address; `chat_id` the chat it landed in, a thread's where it is in one; `findings` are the
    warnings about it, for what has errors is refused; `time` is the sandbox's clock in seconds. `incoming` is true for
    parameters sent to a bot's handler, which are no message. `edits` counts how often the message was edited, and
    `content` is what it says since; of a shared `file` the body holds what is known of it and the comments.

    >>> from cardkit import Message
    >>> from cardkit.sandbox import Sandbox
    >>> with Sandbox() as sandbox:
    ...     receipt = Message("Disk is full").send(sandbox.transport, to="channel:alerts")
    >>> str(sandbox.latest.destination), sandbox.latest.body
    ('channel:alerts', {'text': 'Disk is full'})
    """

    id: str
    destination: Destination
    api: Api
    chat_id: str
    time: float
    content: bytes = field(repr=False)
    findings: tuple[Issue, ...] = ()
    incoming: bool = False
    exchange: Exchange | None = None
    edits: int = 0
    file: SharedFile | None = None

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
        >>> body = b'{"text": "Disk is full"}'
        >>> Received("1_1", to.chat("CT_1"), "v2", "CT_1", 0.0, body).holds("FULL")
        True
        """
        return any(words.casefold() in text.casefold() for text in _texts(self.body))


@frozen
class Refused:
    """One request that was answered with an error, or lost to a fault on demand.

    `address` is where it was addressed to, None where the service has no such address; `chat_id` the chat it would have
    landed in; `content` the beginning of its body, of `size` bytes; `code` and `message` say why, and `findings` are
    all that is wrong with the body, the errors first where they are too many to keep.

    >>> from cardkit import Message, NotFoundError
    >>> from cardkit.sandbox import Sandbox
    >>> with Sandbox() as sandbox:
    ...     sandbox.fault(status=404)
    ...     try:
    ...         receipt = Message("Hi").send(sandbox.transport, to="channel:alerts")
    ...     except NotFoundError:
    ...         pass
    >>> refused = sandbox.refused[0]
    >>> refused.status, str(refused.destination), refused.holds("hi")
    (404, 'channel:alerts', True)
    """

    id: str
    address: Address | None
    chat_id: str
    time: float
    content: bytes = field(repr=False)
    size: int
    exchange: Exchange
    message: str
    code: str = ""
    findings: tuple[Issue, ...] = ()

    @property
    def status(self) -> int | None:
        """The status it was answered with; None where the connection was broken on demand."""
        return self.exchange.status

    @property
    def destination(self) -> Destination | None:
        """Where it was addressed to, if the service has such an address."""
        return self.address and self.address.destination

    def holds(self, words: str) -> bool:
        """Whether its body, as text, or the reason has these words in it, in any case."""
        text = f"{self.message}\n{self.code}\n{self.content.decode('utf-8', 'replace')}"
        return words.casefold() in text.casefold()


def _texts(value: Json) -> Iterator[str]:
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
            gone = list[Record]()
            while len(self._kept) > 1 and (len(self._kept) > self.capacity or self._size > KEPT_BYTES):
                gone.append(self._drop(next(iter(self._kept))))  # the newest stays in any case
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
        """The number of subscribers."""
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
