"""Requests over HTTP: pooled, bounded in time and size, and clear about whether anything left this machine."""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3 import encode_multipart_formdata
from urllib3.exceptions import ConnectTimeoutError, LocationValueError
from urllib3.util.ssl_ import create_urllib3_context

from ..errors import ConfigurationError
from ..to import refuse_webhook
from .connection import Watched, WatchedTLS, watched
from .exchange import AbortedError, Exchange, Limits, current
from .failures import Failure, failure_of
from .proxies import Proxy, proxy_for
from .secret import KEY, MASK, Masked, Secret

PoolManager = urllib3.PoolManager
form = encode_multipart_formdata

ANSWER_LIMIT = 1 << 20
"""Bytes of an answer that are read, unpacked; the service's own answers have some hundred."""
_NEVER_LEFT = (ConnectTimeoutError, LocationValueError)
_ONCE: dict[str, Any] = {"retries": urllib3.Retry(False, redirect=False), "redirect": False, "preload_content": False}
"""How urllib3 is asked: without repeats and redirects, and leaving the answer to be read."""
_LONGEST = 86_400.0
"""Seconds that an exchange may take: a day, for sockets know no time without end."""
CONNECTIONS = 100  # kept at most; a number that threads never reach, for urllib3 would print a warning


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
    """What came back: the status, the headers (found whatever their case), and the start of the body."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class RequestError(Exception):
    """No answer came; `failure` says why, in words and with its cause."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure
        self.__cause__ = failure.cause


class NotSentError(RequestError):
    """Nothing left this machine."""


class LostError(RequestError):
    """No answer came after the request had left, or some of it."""


class _Plain(urllib3.HTTPConnectionPool):
    ConnectionCls: Any = Watched


class _Secure(urllib3.HTTPSConnectionPool):
    ConnectionCls: Any = WatchedTLS


_POOLS: dict[str, type[urllib3.HTTPConnectionPool]] = {"http": _Plain, "https": _Secure}


class Client:
    """Makes requests, each once, over connections that are kept open for a few seconds.

    Threads may share one. A process that was forked opens connections of its own. Proxies come from the environment
    (``https_proxy``, ``no_proxy`` …) as it is at the first request, unless a manager is given; requests to this machine
    itself go through none.

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
        self._given = http
        self._own: dict[str, Callable[..., Any]] = {}
        self._process = os.getpid()

    def exchange(self, on_leaving: Callable[[], object] | None = None) -> Exchange:
        """One exchange to come, with this client's limits; it can be called off from another thread."""
        return Exchange(self.limits, on_leaving)

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
        exchange = exchange or self.exchange()
        opened = self._opener(url)
        try:
            with exchange:
                exchange.start()
                response = opened(method, url.reveal(), body, headers)
                exchange.left = True  # for there is an answer
                return Answer(response.status, response.headers, _content(response))
        except Exception as error:
            lost = _lost(error, exchange)
        except BaseException as error:
            raise error.with_traceback(None) from None  # the frames of urllib3 hold the headers
        raise exchange.failure or lost

    def _opener(self, address: Secret) -> Callable[..., Any]:
        """What asks an address: given the method, address, body and headers, it returns urllib3's response."""
        if self._process != os.getpid():  # the parent's connections are not ours to write to
            self._own, self._process = {}, os.getpid()
            if self._given is not None:
                self._given.clear()
        if self._given is not None:
            return _through(self._given, self._timeout)
        parts = urlsplit(address.reveal())
        start = f"{parts.scheme}://{parts.netloc}"
        if start not in self._own:
            proxy = proxy_for(start)
            self._own[start] = _direct(start) if proxy is None else _through(_proxied(proxy), self._timeout)
        return self._own[start]


def _limits(timeout: object, deadline: object) -> Limits:
    refuse_webhook((timeout, deadline))
    try:
        connect, answer = map(float, timeout)  # type: ignore[call-overload]
        whole = connect + answer if deadline is None else float(deadline)  # type: ignore[arg-type]
    except (TypeError, ValueError, LookupError):
        connect = answer = whole = 0.0
    if not all(0 < seconds <= _LONGEST for seconds in (connect, answer, whole)):
        numbers = f"numbers of seconds above 0 and at most {_LONGEST:,.0f}"
        given = f"timeout={timeout!r} must be two {numbers}, deadline={deadline!r} one or None"
        raise ConfigurationError(given)
    return Limits(connect, answer, whole)


def _direct(start: str) -> Callable[..., Any]:
    """A pool of connections to one origin; its settings of TLS are made once.

    It needs no timeout of urllib3's: its connections keep to their exchange.
    """
    options: dict[str, Any] = {"maxsize": CONNECTIONS}
    if start.startswith("https:"):
        options["ssl_context"] = create_urllib3_context()
        options["ssl_context"].load_default_certs()
    manager = urllib3.PoolManager(**options)
    manager.pool_classes_by_scheme = _POOLS
    pool, head = manager.connection_from_url(start), len(start)

    def opened(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Any:
        return pool.urlopen(method, url[head:], body, headers, **_ONCE)

    return opened


def _proxied(proxy: Proxy) -> urllib3.ProxyManager:
    """A manager that goes through a proxy.

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
    manager.pool_classes_by_scheme = _POOLS
    return manager


def _through(manager: urllib3.PoolManager, timeout: urllib3.Timeout) -> Callable[..., Any]:
    """A manager that was given, or that knows of a proxy; its connections are watched from now on, if they can be."""

    def opened(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Any:
        exchange = current()
        if not _watch(manager, url) and exchange is not None:
            exchange.leave()  # nobody will tell when it does
        return manager.urlopen(method, url, body=body, headers=headers, timeout=timeout, **_ONCE)

    return opened


def _watch(manager: urllib3.PoolManager, url: str) -> bool:
    """Watch the connections of a manager to one host. False if they are of a kind that cannot be watched."""
    if not callable(getattr(manager, "connection_from_url", None)):
        return False
    pool: Any = manager.connection_from_url(url)
    kind, pool.ConnectionCls = pool.ConnectionCls, watched(pool.ConnectionCls)
    if kind is not pool.ConnectionCls:
        with suppress(queue.Empty, queue.Full):  # idle ones of the old kind make room
            for _ in range(pool.pool.qsize()):
                idle = pool.pool.get(block=False)
                pool.pool.put(None, block=False)
                if idle is not None:
                    idle.close()
    return issubclass(pool.ConnectionCls, Watched)


def _content(response: Any) -> bytes:
    """The start of the body, as far as it comes in time. The status has decided already, so the rest may be missing."""
    content, packed = b"", "Content-Encoding" in response.headers
    try:
        while len(content) < ANSWER_LIMIT:
            piece: bytes = response.read1(ANSWER_LIMIT - len(content), decode_content=packed)
            content += piece
            if not piece or (response.length_remaining == 0 and not packed):
                return content
        response.close()  # what is left of it must not reach the next request
    except Exception:
        response.close()
    finally:
        response.release_conn()
    return content


def _lost(error: Exception, exchange: Exchange) -> RequestError:
    """Whether the request can have left before it failed."""
    if not exchange.watched and isinstance(error, _NEVER_LEFT):  # of a kind that cannot be watched
        exchange.stayed()
    failure = Failure("it was called off", None) if isinstance(error, AbortedError) else failure_of(error)
    return LostError(failure) if exchange.left else NotSentError(failure)
