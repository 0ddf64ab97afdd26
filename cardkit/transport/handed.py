"""What a transport is handed: the body as bytes, and a destination."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import is_mapping
from ..reading.transports import refuse_webhook
from ..to import Destination, parse


def check_handed(body: object, to: object) -> None:
    """Refuse what `Transport.send` does not take, before anything is kept or sent.

    Raises:
        ConfigurationError: the body is not of bytes, or the destination is not one of `cardkit.to`.

    >>> check_handed(b'{"text":"Hi"}', "channel:ops")
    Traceback (most recent call last):
    cardkit.errors.ConfigurationError: to must be a Destination, not 'channel:ops'; try to.parse('channel:ops')
    """
    if not isinstance(to, Destination):
        refuse_webhook(to)
        hint = f"to.parse({str(parse(to))!r})" if isinstance(to, str) else 'to.channel("alerts")'
        raise ConfigurationError(f"to must be a Destination, not {shown(to)}; try {hint}")
    check_body(body, lambda message: f"{message}.send(transport, to={str(to)!r})")


def check_edit(body: object) -> None:
    """Refuse what `CliqTransport.edit` does not take as a body.

    Raises:
        ConfigurationError: it is not of bytes.
    """
    check_body(body, lambda message: f"receipt.edit({message})")


def check_body(body: object, instead: Callable[[str], str]) -> None:
    """Refuse a body that is not of bytes; what it says is not shown.

    Args:
        body: what was given.
        instead: the code that does with a message what was meant.

    Raises:
        ConfigurationError: it is something else, such as a message.
    """
    if isinstance(body, bytes):
        return
    came = type(body).__name__
    hint = instead("Message.from_dict(body)" if is_mapping(body) else "message")
    if isinstance(body, str):
        hint = "body.encode()"
    elif isinstance(body, (bytearray, memoryview)):
        hint = "bytes(body)"
    raise ConfigurationError(f"body must be a message as JSON in bytes, not of type {came}; try {hint}")
