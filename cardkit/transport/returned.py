"""What a transport returned for a message: a `Receipt`, or an error that says what is wrong with the transport."""

from __future__ import annotations

from collections.abc import Coroutine

from ..errors import ConfigurationError, TransportError
from .base import Receipt
from .secret import said_by


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


def own_error(error: Exception, transport: object, *, left: bool) -> TransportError:
    """The error for one that is not of cardkit's, and which a transport raised; `left` is whether it was sending."""
    arrived = "the message may have arrived" if left else "nothing was sent"
    own = TransportError(f"{type(transport).__name__} raised {said_by(error)}; {arrived}", may_have_arrived=left)
    own.__cause__ = error
    return own
