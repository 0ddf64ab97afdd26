"""Connections that report when the first byte of a request leaves, and that keep to the deadline of its exchange.

urllib3 says what went wrong, but not whether the request had left: behind a proxy it even reports a missing response as
an unreachable proxy. So the connection itself reports it.
"""

from __future__ import annotations

import http.client
import socket
import sys
from collections.abc import Callable
from functools import cache
from types import MethodType
from typing import Any, cast

from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .exchange import Exchange, current
from .system import uptime

IDLE = 3.0
"""Seconds without use after which a connection is not reused: the server or a router may have dropped it silently, and
at 20 requests a minute reuse saves little."""
PIECE = 16_384  # bytes per write: the size of a TLS record
LINE = 65_536


class BoundedResponse(http.client.HTTPResponse):
    """A response that is read within its exchange's deadline, which a slow trickle of bytes does not extend.

    Interim responses (100, 102, 103) are skipped.
    """

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        if current() is not None:
            raw: Any = self.fp.raw
            raw.readinto = _bounded(sock, sock.recv_into)

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = cast("tuple[str, int, str]", super()._read_status())  # type: ignore[misc]
            if not 100 <= status < 200 or status == http.client.SWITCHING_PROTOCOLS:
                return version, status, reason
            while (line := self.fp.readline(LINE + 1)) not in {b"\r\n", b"\n", b""}:
                if len(line) > LINE:
                    raise http.client.LineTooLong("header line")


class Watched(HTTPConnection):
    """A connection that reports to the exchange of the thread that uses it; `watched` makes a class of it with TLS."""

    response_class = BoundedResponse
    _connecting = False
    _last_used = 0.0
    _head: bytes | None = None

    def connect(self) -> None:
        self._connecting, self._head = True, None
        try:
            super().connect()
        finally:
            self._connecting = False

    @property
    def is_connected(self) -> bool:
        """Whether it may be reused: it is open, and was not idle for longer than `IDLE`."""
        return uptime() - self._last_used < IDLE and super().is_connected

    def _new_conn(self) -> socket.socket:
        exchange, connect = current(), cast("MethodType", super()._new_conn)
        if exchange is not None:
            exchange.watched = True
            if connect.__func__ is HTTPConnection._new_conn:  # else it has its own way, such as by SOCKS
                return self._connect_within_deadline(exchange)
            self.timeout = exchange.remaining()
        return cast("socket.socket", connect())

    def _connect_within_deadline(self, exchange: Exchange) -> socket.socket:
        """A socket to the first address of the host that accepts; all tries share the deadline."""
        try:
            found = socket.getaddrinfo(self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM)
            sock = self._connect_to_first(found, exchange)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, str(error)) from error
        sys.audit("http.client.connect", self, self.host, self.port)
        return sock

    def _connect_to_first(self, found: list[Any], exchange: Exchange) -> socket.socket:
        failure = OSError("the host has no address")
        for number, (family, kind, protocol, _, address) in enumerate(found, 1):
            try:  # an address that never answers leaves half of the time to the others
                seconds = exchange.remaining() / (2 if number < len(found) else 1)
                return self._connect_to(address, socket.socket(family, kind, protocol), seconds, exchange)
            except OSError as error:
                failure = error
        raise failure

    def _connect_to(self, address: Any, sock: socket.socket, seconds: float, exchange: Exchange) -> socket.socket:
        try:
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            sock.settimeout(seconds)
            if self.source_address:
                sock.bind(self.source_address)
            sock.connect(address)
            sock.settimeout(exchange.remaining())  # for the handshake of TLS, which has what is left
        except BaseException:
            sock.close()
            raise
        return sock

    def _connect_tls_proxy(self, hostname: str, sock: socket.socket) -> Any:
        """The connection to a proxy with TLS: that of the host, within it, takes many reads and writes for each."""
        kind: Any = super()  # that of urllib3 with TLS
        outer = kind._connect_tls_proxy(hostname, sock)
        outer.recv, outer.sendall = _bounded(outer, outer.recv), _bounded(outer, outer.sendall)
        return outer

    def send(self, data: Any) -> None:
        exchange = current()
        if exchange is None:
            return super().send(data)
        if self.sock is None:
            self.connect()
        exchange.watched = True
        if not self._connecting and not exchange.left and self._head is None:
            self._head = bytes(data)  # written together with the body, in one system call
        else:
            head, self._head = self._head or b"", None
            self._write(memoryview(head + data), exchange)
            if exchange.meanwhile is not None:
                exchange.request_written()
        return None

    def _write(self, rest: memoryview, exchange: Exchange) -> None:
        sock: Any = self.sock
        if not self._connecting and not exchange.left:  # a CONNECT to the proxy is not the request
            rest = rest[self._write_first(sock, rest[:PIECE], exchange) :]
        while rest:
            sock.settimeout(exchange.remaining())
            rest = rest[sock.send(rest[:PIECE]) :]

    def _write_first(self, sock: Any, piece: memoryview, exchange: Exchange) -> int:
        """Write the first piece of a request, and return its length; if this call fails, nothing has left."""
        exchange.leave()
        try:
            sock.settimeout(exchange.remaining())
            return int(sock.send(piece))
        except OSError as error:
            exchange.left = False
            raise NewConnectionError(self, "nothing could be written") from error

    def getresponse(self) -> Any:
        if self._head is not None:
            self.send(b"")  # a request without a body
        response = super().getresponse()
        self._last_used = uptime()
        return response


def _bounded(sock: socket.socket, call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method of a socket, with the deadline of the exchange."""

    def bounded(argument: Any) -> Any:
        exchange = current()
        if exchange is not None:
            sock.settimeout(exchange.remaining())
        return call(argument)

    return bounded


@cache
def watched(kind: type[Any]) -> type[Any]:
    """A watched subclass of a class of connections, with or without TLS; one without a socket comes back as is.

    That is a class which is not urllib3's, and in a browser also one of urllib3.
    """
    if issubclass(kind, Watched) or not issubclass(kind, HTTPConnection) or not hasattr(kind, "_new_conn"):
        return kind
    return type(f"Watched{kind.__name__}", (Watched, kind), {})
