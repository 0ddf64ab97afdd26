"""A transport that keeps messages in memory, for tests and trials."""

from __future__ import annotations

from ..chain.message import Message
from ..errors.wording import counted
from ..to import Destination, chosen
from .base import Receipt
from .calls import check_handed


class MemoryTransport:
    """Keep every message in `sent`, a list of ``(body, to)``; `messages` are these as messages.

    Args:
        destination: where messages go that are sent without `to`.

    Raises:
        ConfigurationError: it is no destination.

    >>> from cardkit import Message
    >>> memory = MemoryTransport()
    >>> receipt = Message("Hi").send(memory, to="chat:CT_1")
    >>> [(body, str(to)) for body, to in memory.sent]
    [(b'{"text":"Hi"}', 'chat:CT_1')]
    >>> memory.messages == [Message("Hi")]
    True
    >>> memory
    <MemoryTransport: 1 message>
    """

    def __init__(self, *, destination: Destination | None = None) -> None:
        self.destination = None if destination is None else chosen(destination, None)
        self.sent: list[tuple[bytes, Destination]] = []

    def __repr__(self) -> str:
        return f"<MemoryTransport: {counted(len(self.sent), 'message')}>"

    @property
    def messages(self) -> list[Message]:
        """The messages that were sent, each parsed from its body and equal to the original.

        Raises:
            ConstraintError: a body that was sent is no JSON object.
        """
        return [Message.from_json(body) for body, _ in self.sent]

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Keep one message.

        Raises:
            ConfigurationError: the body is not of bytes, or ``to`` is no `Destination`.
        """
        check_handed(body, to)
        self.sent.append((body, to))
        return Receipt(status=200)
