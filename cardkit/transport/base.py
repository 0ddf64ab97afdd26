"""The seam between a message and the world: what a transport is, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from attrs import field, frozen

from ..to import Destination


@frozen
class Receipt:
    """What came back for one message.

    `status` is the HTTP status; `message_id` and `chat_id` are what the service calls the message and its chat, where
    it said so; `data` is the answer as it came, parsed if it was a JSON object.

    >>> Receipt(status=200).message_id is None
    True
    """

    status: int
    message_id: str | None = None
    chat_id: str | None = None
    data: Mapping[str, Any] = field(factory=dict[str, Any])


@runtime_checkable
class Transport(Protocol):
    """Anything that can carry a message: it gets JSON as UTF-8 bytes and a destination, and knows nothing of cards.

    Two attributes are optional: ``destination``, taken where `Message.send` was given none, and ``wire``, the form in
    which messages are written for it (``"v2"`` or ``"v3"``).

    >>> class Printer:
    ...     def send(self, body, to):
    ...         print(to, body.decode())
    ...         return Receipt(status=200)
    >>> from cardkit import Message
    >>> Message("Hi").send(Printer(), to="chat:CT_1").status
    chat:CT_1 {"text":"Hi"}
    200
    """

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Carry one message."""
        ...
