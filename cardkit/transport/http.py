"""HTTP requests through urllib3: pooled, bounded in time and size, and with errors that say whether anything left."""

from __future__ import annotations

import logging
import os
import queue
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import urlsplit

import urllib3
from urllib3 import encode_multipart_formdata
from urllib3.exceptions import ConnectTimeoutError, LocationValueError
from urllib3.util.ssl_ import create_urllib3_context

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import is_number, is_ordered, refuse_webhook
from .connection import Watched, watched
from .exchange import AbortedError, Exchange, TimeLimits, current
from .failures import Failure, failure_of
from .proxy import Proxy, proxy_for
from .secret import KEY, MASK, Masked, Secret

PoolManager = urllib3.PoolManager
multipart_form = encode_multipart_formdata

ANSWER_LIMIT = 1 << 20
"""Bytes of a response that are read, decompressed; the service's own responses have some hundred."""
_NEVER_LEFT = (ConnectTimeoutError, LocationValueError)
_SINGLE_TRY: dict[str, Any] = {
    "retries": urllib3.Retry(False, redirect=False),
    "redirect": False,
    "preload_content": False,
}
"""Options for urllib3: no retries, no redirects, and the body is left for us to read."""
_LONGEST = 86_400.0
"""Seconds that an exchange may take: a day, for sockets know no time without end."""
CONNECTIONS = 100  # the size of a pool; more than threads ever use, since urllib3 warns when a pool is full


class _Masking(logging.Filter):
    """Keeps the key of a webhook out of the addresses that urllib3 logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                [KEY.sub(rf"\1{MASK}", str(part)) if "zapikey" in str(part) else part for part in record.args]
            )
        return True


for _logger in ("urllib3.connectionpool", "urllib3.connection", "urllib3.poolmanager"):
    logging.getLogger(_logger).addFilter(_Masking())


class Answer(NamedTuple):
    """A response: its status, its headers (in any case), and the start of its body."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class RequestError(Exception):
    """There was no response; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure
        self.__cause__ = failure.cause


class NotSentError(RequestError):
    """Nothing left this machine."""


class LostError(RequestError):
    """There was no response, although the request, or a part of it, had left."""


class Client:
    """Sends requests, without retries, over connections that are kept open for a few seconds.

    Threads may share one client. A forked process opens connections of its own. Without `http`, proxies come from the
    environment (``https_proxy``, ``no_proxy`` …) at the first request to an origin; requests to this machine use none.

    Args:
        timeout: seconds to connect, and seconds to wait for the answer.
        http: a ready `urllib3.PoolManager`.
        deadline: seconds for the whole exchange; by default the sum of both.

    Raises:
        ConfigurationError: the timeout or the deadline makes no sense.
    """

    def __init__(
        self, timeout: tuple[float, float], http: urllib3.PoolManager | None = None, deadline: float | None = None
    ) -> None:
        self.limits = _limits(timeout, deadline)
        if http is not None and not callable(getattr(http, "urlopen", None)):
            raise ConfigurationError(f"http must be a urllib3.PoolManager, not of type {type(http).__name__}")
        self._timeout = urllib3.Timeout(connect=self.limits.connect, read=self.limits.answer)
        self._given_manager = http
        self._openers: dict[str, Callable[..., Any]] = {}
        self._process = os.getpid()

    def request(
        self, method: str, url: Secret, body: bytes, headers: Mapping[str, str], exchange: Exchange | None = None
    ) -> Answer:
        """Ask once, without following redirects.

        Raises:
            NotSentError: nothing left, for there was no connection, or the exchange was called off.
            LostError: no answer came after something had left.
            ConfigurationError: the proxy that the environment names makes no sense; nothing left.
            BaseException: what the hook of the exchange raised; nothing left.
        """
        exchange, handled = exchange or Exchange(self.limits), sys.exception()
        opened = self._opener(url)
        try:
            with exchange:
                response = opened(method, url.reveal(), body, headers)
                exchange.left = True  # for there is an answer
                return Answer(response.status, response.headers, _read_body(response))
        except Exception as error:
            lost = _error_from(error, exchange, handled)
            if lost.failure.final:
                self._openers.clear()  # the next one reads the certificates anew, which may not have been readable
        except BaseException as error:
            raise error.with_traceback(None) from None  # the frames of urllib3 hold the headers
        raise exchange.failure or lost

    def _opener(self, address: Secret) -> Callable[..., Any]:
        """The function that sends a request to an origin: (method, url, body, headers) to urllib3's response."""
        if self._process != os.getpid():  # the parent's connections are not ours to write to
            if self._given_manager is not None:
                self._given_manager.clear()
            self._openers, self._process = {}, os.getpid()  # last, as from then on other threads use what there is
        if self._given_manager is not None:
            return _via_manager(self._given_manager, self._timeout)
        parts = urlsplit(address.reveal())
        start = f"{parts.scheme}://{parts.netloc}"
        opened = self._openers[start] = self._openers.get(start) or self._new_opener(start)
        return opened

    def _new_opener(self, start: str) -> Callable[..., Any]:
        proxy = proxy_for(start)
        if proxy is not None:
            return _via_manager(_proxied(proxy), self._timeout)
        if sys.platform == "emscripten":  # the browser connects, and knows one timeout, for all of it
            return _via_manager(urllib3.PoolManager(), urllib3.Timeout(self.limits.deadline))
        return _via_pool(start)


def _limits(timeout: object, deadline: object) -> TimeLimits:
    refuse_webhook((timeout, deadline))
    allowed = f"above 0 and at most {_LONGEST:,.0f}"
    both: Any = tuple(timeout) if is_ordered(timeout) else ()
    if len(both) != 2 or not all(map(_is_limit, both)):
        hint = f"; try timeout=(5.0, {timeout!r})" if _is_limit(timeout) else ""
        raise ConfigurationError(
            f"timeout={shown(timeout)} must be two numbers of seconds, {allowed}: to connect, and for the answer{hint}"
        )
    if deadline is not None and not _is_limit(deadline):
        raise ConfigurationError(f"deadline={shown(deadline)} must be a number of seconds, {allowed}, or None")
    connect, answer = map(float, both)
    return TimeLimits(connect, answer, min(connect + answer, _LONGEST) if deadline is None else float(deadline))


def _is_limit(seconds: object) -> TypeGuard[float]:
    return is_number(seconds) and 0 < seconds <= _LONGEST


def _via_pool(start: str) -> Callable[..., Any]:
    """A function that sends requests through a pool of connections to one origin, with one TLS context.

    It needs no timeout of urllib3's, since its connections keep to the deadlines of their exchange.
    """
    options: dict[str, Any] = {"maxsize": CONNECTIONS}
    if start.startswith("https:"):
        options["ssl_context"] = create_urllib3_context()
        options["ssl_context"].load_default_certs()
    pool, head = urllib3.PoolManager(**options).connection_from_url(start), len(start)
    pool.ConnectionCls = watched(pool.ConnectionCls)

    def opened(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Any:
        return pool.urlopen(method, url[head:], body, headers, **_SINGLE_TRY)

    return opened


def _proxied(proxy: Proxy) -> urllib3.ProxyManager:
    """A manager whose requests go through a proxy.

    Raises:
        ConfigurationError: urllib3 makes no sense of its address.
    """
    signed = {} if proxy.authorization is None else {"proxy-authorization": Masked(proxy.authorization.reveal())}
    try:
        manager = urllib3.ProxyManager(proxy.address, maxsize=CONNECTIONS, proxy_headers=signed)
    except (LocationValueError, ValueError):
        manager = None
    if manager is None:
        raise ConfigurationError("the address of the proxy in the environment makes no sense")
    return manager


def _via_manager(manager: urllib3.PoolManager, timeout: urllib3.Timeout) -> Callable[..., Any]:
    """A function that sends requests through a manager; its connections are watched, if their class can be."""

    def opened(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Any:
        exchange = current()
        if not _watch(manager, url) and exchange is not None:
            exchange.leave()  # an unwatched connection does not report it, so it is assumed to leave now
        response: Any = manager.urlopen(method, url, body=body, headers=headers, timeout=timeout, **_SINGLE_TRY)
        if sys.platform == "emscripten":
            response.read1 = response.read  # what urllib3 has instead
        return response

    return opened


def _watch(manager: urllib3.PoolManager, url: str) -> bool:
    """Make a manager use watched connections to one host. False if their class cannot be watched."""
    if not callable(getattr(manager, "connection_from_url", None)):
        return False
    pool: Any = manager.connection_from_url(url)
    kind, pool.ConnectionCls = pool.ConnectionCls, watched(pool.ConnectionCls)
    if kind is not pool.ConnectionCls:
        with suppress(queue.Empty, queue.Full):  # idle connections of the old class are closed
            for _ in range(pool.pool.qsize()):
                idle = pool.pool.get(block=False)
                pool.pool.put(None, block=False)
                if idle is not None:
                    idle.close()
    return issubclass(pool.ConnectionCls, Watched)


def _read_body(response: Any) -> bytes:
    """The start of the body, as far as it arrives in time: the status alone decides, so an error here is no error."""
    content = b""
    try:
        while len(content) < ANSWER_LIMIT:
            piece: bytes = response.read1(ANSWER_LIMIT - len(content), decode_content=False)
            content += piece
            if not piece or response.length_remaining == 0:
                break
        else:
            response.close()  # else the next request on this connection would read the rest
    except BaseException as error:
        response.close()  # else the rest would be read as the answer to the next request
        if not isinstance(error, Exception):
            raise
    finally:
        response.release_conn()
    return _unpacked(content) if "Content-Encoding" in response.headers else content


def _unpacked(content: bytes) -> bytes:
    """A body that was gzipped although nobody asked for it, unpacked once, its first part; any other is left as it is.

    urllib3 would unpack several times, and without end what holds a million empty parts.
    """
    with suppress(zlib.error):
        return zlib.decompressobj(32 + zlib.MAX_WBITS).decompress(content, ANSWER_LIMIT)
    return content


def _error_from(error: Exception, exchange: Exchange, handled: BaseException | None) -> RequestError:
    """The error for a failed request, by whether it had left; `handled` is as for `failure_of`."""
    if not exchange.watched and isinstance(error, _NEVER_LEFT):  # the connection could not be watched
        exchange.left = False
    failure = Failure("it was called off", None) if isinstance(error, AbortedError) else failure_of(error, handled)
    return LostError(failure) if exchange.left else NotSentError(failure)
