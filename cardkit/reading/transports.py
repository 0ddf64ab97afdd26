"""Refuses what is no transport, and the address of a webhook, which is a secret, where something else belongs."""

from __future__ import annotations

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


def require_transport(given: object) -> None:
    """Refuse what is no transport. Text may be a secret, such as a token, so that only its type is told.

    Raises:
        ConfigurationError: it has no method ``send``, or is a class.
    """
    if isinstance(given, type):
        raise ConfigurationError(f"a transport is an object, and {given.__name__} is a class: {given.__name__}(…)")
    if callable(getattr(given, "send", None)):
        return
    refuse_webhook(given)
    came = f"of type {type(given).__name__}" if isinstance(given, (str, bytes)) else shown(given)
    raise ConfigurationError(f"a transport has a method send(body, to); what was given is {came}")
