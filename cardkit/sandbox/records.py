"""What the sandbox keeps of a request: one record a message, one a refused request, each with its exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from ..errors import Issue
from ..limits import Api
from ..reading.place import Json
from ..to import Destination
from .places import Address

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
