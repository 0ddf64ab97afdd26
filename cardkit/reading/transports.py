"""Refuses what is no transport, and the address of a webhook, which is a secret, where something else belongs."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import ConfigurationError
from ..errors.wording import shown


def refuse_webhook(value: object) -> None:
    """Refuse the address of a webhook where something else belongs.

    Raises:
        ConfigurationError: it is one; the error shows nothing of it, for all of it is secret.
    """
    is_one = "zapikey" in (value if isinstance(value, str) else repr(value)).lower()
    del value  # no traceback shall show it
    if is_one:
        raise ConfigurationError(
            "that looks like a webhook address: CliqTransport.from_webhook(…) takes it, or CLIQ_WEBHOOK_URL"
        )


def require_transport(given: object, hint: str = "") -> None:
    """Refuse what is no transport. What may hold a secret, such as a token or settings, is told by its type only.

    Args:
        given: what stands where a transport belongs.
        hint: what to do instead, where text or settings were given.

    Raises:
        ConfigurationError: it has no method ``send``, or is a class.
    """
    if isinstance(given, type):
        raise ConfigurationError(f"a transport is an object, and {given.__name__} is a class: {given.__name__}(…)")
    if callable(getattr(given, "send", None)):
        return
    refuse_webhook(given)
    kind = type(given).__name__
    hidden = isinstance(given, Iterable)  # as text, a mapping or a list
    came = f"of type {kind}" if hidden else shown(given)
    instead = f": {hint}" if hint and hidden else ""
    raise ConfigurationError(f"a transport has a method send(body, to); what was given is {came}{instead}")
