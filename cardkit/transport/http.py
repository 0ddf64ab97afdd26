"""Requests over HTTP: pooled, bounded, and clear about whether anything left this machine. The only home of urllib3."""

from __future__ import annotations

import logging
import os
import re
import ssl
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from ..errors import ConfigurationError
from .secret import Secret

PoolManager = urllib3.PoolManager

ANSWER_LIMIT = 1 << 20
"""Bytes of an answer that are read, unpacked; the service's own answers have some hundred."""

_NEVER_LEFT = (NewConnectionError, ConnectTimeoutError, ProxyError, LocationValueError)


class _Masking(logging.Filter):
    """Keeps the key of a webhook out of the addresses that urllib3 logs when it is asked for details."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple([KEY.sub(r"\1…", part) if isinstance(part, str) else part for part in record.args])
        return True


KEY = re.compile("(zapikey=)[^&# ]+")
logging.getLogger("urllib3.connectionpool").addFilter(_Masking())


class Answer(NamedTuple):
    """What came back: the status, the headers (found whatever their case), and the start of the body."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class NotSentError(Exception):
    """No connection came about, so nothing left; the text says why."""


class LostError(Exception):
    """The connection was lost after the request may have left."""


class Client:
    """Posts requests, each once, over connections that are kept open.

    Threads may share one. A process that was forked opens connections of its own. Proxies come from the environment
    (``https_proxy``, ``no_proxy`` …) as it is at the first request, unless a manager is given.

    Args:
        timeout: seconds to connect, and seconds to wait for the answer.
        http: a ready `urllib3.PoolManager`.

    Raises:
        ConfigurationError: the timeout makes no sense.
    """

    def __init__(self, timeout: tuple[float, float], http: urllib3.PoolManager | None = None) -> None:
        try:
            self._timeout = urllib3.Timeout(connect=timeout[0], read=timeout[1])
            if not all(0 < float(seconds) < float("inf") for seconds in timeout):
                raise ValueError
        except (TypeError, ValueError, LookupError) as error:
            raise ConfigurationError(f"timeout={timeout!r} must be two numbers of seconds above 0") from error
        self._given = http
        self._patience = float(timeout[1])
        self._own: dict[str, urllib3.PoolManager] = {}
        self._process = os.getpid()

    def post(self, url: Secret, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once, without following redirects.

        Raises:
            NotSentError: no connection came about.
            LostError: it was lost before an answer came.
        """
        try:
            response = self._manager(url).request(
                "POST",
                url.reveal(),
                body=body,
                headers=headers,
                timeout=self._timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except HTTPError as error:
            raise _lost(error) from None
        except BaseException as error:
            raise error.with_traceback(None) from None  # the frames of urllib3 hold the headers
        try:
            return Answer(response.status, response.headers, _content(response, self._patience))
        finally:
            response.release_conn()

    def _manager(self, address: Secret) -> urllib3.PoolManager:
        if self._process != os.getpid():  # the parent's connections are not ours to write to
            self._own, self._process = {}, os.getpid()
            if self._given is not None:
                self._given.clear()
        if self._given is not None:
            return self._given
        parts = urlsplit(address.reveal())
        start = f"{parts.scheme}://{parts.netloc}"
        if start not in self._own:
            proxy = _proxy(start)
            self._own[start] = _through(proxy) if proxy else urllib3.PoolManager(maxsize=10)
        return self._own[start]


def _through(proxy: str) -> urllib3.ProxyManager:
    """A manager that goes through a proxy, with the name and password in its address.

    Raises:
        ConfigurationError: it is a kind of proxy that urllib3 does not speak to.
    """
    parts = urlsplit(proxy)
    if parts.scheme not in {"http", "https"}:
        raise ConfigurationError(f"a proxy of the kind {parts.scheme!r} needs a manager of your own, given as http=")
    signed = None
    if parts.username is not None:
        signed = urllib3.make_headers(proxy_basic_auth=f"{unquote(parts.username)}:{unquote(parts.password or '')}")
    return urllib3.ProxyManager(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", maxsize=10, proxy_headers=signed)


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address."""
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _content(response: urllib3.BaseHTTPResponse, patience: float) -> bytes:
    """The start of the body, as far as it comes in time. The status has decided already, so the rest may be missing."""
    content, end = b"", time.monotonic() + patience
    with suppress(HTTPError):
        while len(content) < ANSWER_LIMIT and time.monotonic() < end:
            piece = response.read1(ANSWER_LIMIT - len(content), decode_content=True)
            if not piece:
                return content
            content += piece
    response.close()  # what is left of it must not reach the next request
    return content


def _lost(error: HTTPError) -> NotSentError | LostError:
    """Whether the request can have left before the connection failed."""
    if isinstance(error, SSLError) and isinstance(error.args[0], ssl.SSLCertVerificationError):
        return NotSentError("the certificate cannot be verified")
    if isinstance(error, ProxyError):
        return NotSentError("no connection came about through the proxy")
    if isinstance(error, _NEVER_LEFT):
        return NotSentError("no connection came about")
    return LostError("the connection was lost")
