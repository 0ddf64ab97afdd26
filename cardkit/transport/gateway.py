"""Reads extra request headers of the caller, for gateways between a sender and the service."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import ConfigurationError
from ..reading.guards import is_mapping
from .secret import Masked, Secret

OURS = {
    "authorization": "it is made from the token",
    "proxy-authorization": "it is made from the proxy's address",
    "content-type": "the body is always JSON",
    "content-length": "it is counted",
    "transfer-encoding": "the body is sent whole",
    "connection": "connections are kept by their own rules",
    "host": "it is that of the address",
    "user-agent": "it names cardkit and its version",
    "expect": "the body is sent at once",
}
"""Headers that the caller may not set, and why."""
SHORTEST = 12
"""The fewest characters of a word in a header's value that is masked in responses."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110
_VALUE = re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?")


def extra_headers(given: object) -> Mapping[str, str]:
    """The headers that go along with every message, such as the ``orgId`` that Zoho's gateways ask for.

    Args:
        given: a mapping of names and values, None, or a `Secret` that holds either.

    Raises:
        ConfigurationError: a name or value is none that HTTP allows, or a header is ours. No value is shown, nor is one
            among the locals of the traceback.

    >>> extra_headers({"orgId": "60001"})
    {'orgId': '…'}
    """
    secret = given = given if isinstance(given, Secret) else Secret(given)
    found: dict[str, str] = {}
    fault = _read(secret, found)
    if fault is not None:
        raise ConfigurationError(f"headers{fault}")
    return found


def secrets_in(headers: Mapping[str, str]) -> tuple[Secret, ...]:
    """The words of the values that may be secret, to mask them in responses, which may echo them.

    Shorter ones, such as the number of an organisation, may stand in any text.
    """
    words = {word for value in headers.values() for word in value.split() if len(word) >= SHORTEST}
    return tuple(map(Secret, sorted(words, key=len, reverse=True)))


def _revealed(secret: Secret) -> object:
    """The value of the caller, which may be of any type."""
    return secret.reveal()


def _read(secret: Secret, found: dict[str, str]) -> str | None:
    """Put valid headers, masked, into `found`; returns what is wrong with the first invalid one, without its value."""
    given = _revealed(secret)
    if given is not None and not is_mapping(given):
        return f" must be a mapping of names and values, not a {type(given).__name__}"
    for name, value in (given or {}).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return f": {name!r} is no name of a header"
        if name.lower() in OURS:
            return f": {name} cannot be given, for {OURS[name.lower()]}"
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            return f": the value of {name} must be visible characters of ASCII on one line"
        if name.lower() in {other.lower() for other in found}:
            return f": {name} is given twice"
        found[name] = Masked(value)
    return None
