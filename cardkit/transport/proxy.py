"""The proxy between a sender and the service, which the environment names."""

from __future__ import annotations

import base64
import ipaddress
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import ConfigurationError
from .secret import Secret

_ODD = set("\\ \t\r\n%@")  # characters that no host has


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
