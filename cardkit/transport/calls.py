"""Calls of a transport: what it is handed, what it returns and what it raises."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TypeVar

from ..errors import ConfigurationError, TransportError
from ..errors.wording import shown
from ..reading.guards import is_mapping, refuse_webhook
from ..to import Destination, parse
from .base import Receipt
from .secret import said_by

T = TypeVar("T")


def check_handed(body: object, to: object) -> None:
    """Refuse what `Transport.send` does not take, before anything is kept or sent.

    Raises:
        ConfigurationError: the body is not of bytes, or the destination is not one of `cardkit.to`.

    >>> check_handed(b'{"text":"Hi"}', "channel:ops")
    Traceback (most recent call last):
    cardkit.errors.ConfigurationError: to must be a Destination, not 'channel:ops'; try to.parse('channel:ops')
    """
    check_destination(to)
    check_body(body, lambda message: f"{message}.send(transport, to={str(to)!r})")


def check_destination(to: object) -> None:
    """Refuse what is no destination, such as the text of one.

    Raises:
        ConfigurationError: it is not one of `cardkit.to`.
    """
    if not isinstance(to, Destination):
        refuse_webhook(to)
        hint = f"to.parse({str(parse(to))!r})" if isinstance(to, str) else 'to.channel("alerts")'
        raise ConfigurationError(f"to must be a Destination, not {shown(to)}; try {hint}")


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


def returned(answer: object, transport: object, method: str = "send") -> Receipt:
    """Check what a method of a transport returned, and return it.

    Raises:
        ConfigurationError: it is a coroutine; nothing of it has run, and nothing will.
        TransportError: it is something else than a `Receipt`; the message may have arrived.
    """
    if isinstance(answer, Receipt):
        return answer
    name = f"{type(transport).__name__}.{method}"
    if isinstance(answer, Coroutine):
        answer.close()
        wanted = f"{method} must return a Receipt: write it without async"
        beside = "; an async asend beside it is what message.asend(…) awaits" if method == "send" else ""
        raise ConfigurationError(f"{name} returned a coroutine, so nothing was sent; {wanted}{beside}")
    came = "None" if answer is None else f"something of type {type(answer).__name__}"
    text = f"{name} returned {came}, so the message may have arrived"
    raise TransportError(f"{text}; {method} must return a Receipt, such as Receipt(status=200)", may_have_arrived=True)


def in_thread(call: Callable[[], T]) -> T:
    """Make a call for which an event loop waits, as no future takes a `StopIteration`: the loop would wait for ever.

    Raises:
        RuntimeError: the call raised one, which within a coroutine is such an error as well.
    """
    try:
        return call()
    except StopIteration as error:
        raise RuntimeError("StopIteration was raised") from error


async def call_in_thread(call: Callable[[], T]) -> T:
    """What a call in a thread of asyncio's returns; if none can start, it is not made, although the pool has queued it.

    Raises:
        RuntimeError: no thread can start, or the call raised one.
    """
    from asyncio import to_thread

    queued = [call]
    try:
        return await to_thread(lambda: in_thread(queued.pop()))
    except RuntimeError:
        queued.clear()
        raise


def own_error(error: Exception, transport: object, *, left: bool) -> TransportError:
    """The error for one that is not of cardkit's, and which a transport raised; `left` is whether it was sending."""
    arrived = "the message may have arrived" if left else "nothing was sent"
    own = TransportError(f"{type(transport).__name__} raised {said_by(error)}; {arrived}", may_have_arrived=left)
    own.__cause__ = error
    return own
