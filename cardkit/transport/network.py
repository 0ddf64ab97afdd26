"""What is between a sender and the service: extra headers for a gateway, and the proxy that the environment names."""

from __future__ import annotations

import base64
import ipaddress
import re
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

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
_ODD = set("\\ \t\r\n%@")  # characters that no host has


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


def _read(secret: Secret, found: dict[str, str]) -> str | None:
    """Put valid headers, masked, into `found`; returns what is wrong with the first invalid one, without its value."""
    given: Any = secret.reveal()
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


class Proxy(NamedTuple):
    """A proxy's origin, and the value of its Proxy-Authorization header."""

    address: str
    authorization: Secret | None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself.

    >>> is_loopback("127.0.0.2"), is_loopback("localhost"), is_loopback("10.0.0.1")
    (True, True, False)
    """
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return host.rstrip(".").lower() == "localhost" or host.lower().rstrip(".").endswith(".localhost")


def proxy_for(origin: str) -> Proxy | None:
    """The proxy that the environment names for an origin; None for this machine itself.

    Raises:
        ConfigurationError: its address makes no sense; the error does not show it, for it may hold a password.
    """
    variable, named = _named(origin)
    if named is None:
        return None
    proxy = _parsed(named)
    if isinstance(proxy, Proxy):
        return proxy
    raise ConfigurationError(f"{variable} in the environment {proxy}")


def _named(origin: str) -> tuple[str, Secret | None]:
    parts, proxies = urlsplit(origin), urllib.request.getproxies()
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(parts.netloc) or _in_range(host, proxies.get("no", "")):
        return "", None
    kind = parts.scheme if proxies.get(parts.scheme) else "all"
    named = proxies.get(kind)
    return f"{kind}_proxy", Secret(named if "://" in named else f"http://{named}") if named else None


def _in_range(host: str, bypassed: str) -> bool:
    """Whether a host is an address in one of the ranges that ``no_proxy`` names, such as 10.0.0.0/8."""
    with suppress(ValueError):
        address = ipaddress.ip_address(host)
        return any(address in network for network in _networks(bypassed))
    return False


def _networks(bypassed: str) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for named in bypassed.split(","):
        with suppress(ValueError):
            yield ipaddress.ip_network(named.strip(), strict=False)


def _parsed(named: Secret) -> Proxy | str:
    """The proxy, or what is wrong with its address."""
    parts = _split(named)
    if parts is None:
        return "must be an address such as http://proxy.example:3128"
    if parts.scheme not in {"http", "https"}:
        return f"names a proxy of the kind {parts.scheme!r}, which needs a manager of your own, given as http="
    authorization = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        authorization = Secret("Basic " + base64.b64encode(pair).decode())
    return Proxy(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", authorization)


def _split(named: Secret) -> SplitResult | None:
    with suppress(ValueError):
        parts = urlsplit(named.reveal())
        if parts.hostname and parts.port != 0 and not _ODD & set(parts.netloc.rpartition("@")[2]):
            return parts
    return None
