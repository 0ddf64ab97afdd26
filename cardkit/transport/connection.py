"""Connections that tell when the first byte of a request leaves, and keep to the deadline of its exchange.

urllib3 says what went wrong, but not whether the request had left: behind a proxy it reports even an answer that never
came as a proxy out of reach. So the connection itself tells.
"""

from __future__ import annotations

import http.client
import io
import socket
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, cast

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .exchange import Exchange, current
from .pacing.clocks import uptime

IDLE = 3.0
"""Seconds without use after which a connection is not trusted: at 20 requests a minute it saves little, and the far
side, or a router on the way, may have dropped it without a word."""
PIECE = 16_384  # bytes written at once: a record of TLS
LINE = 65_536
_BYTES: tuple[type[Any], ...] = (bytes, bytearray, memoryview)


class _BoundedReader(io.RawIOBase):
    """Reads from a socket until the exchange's deadline, however slowly the bytes drip in."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, exchange: Exchange) -> None:
        self._sock, self._raw, self._exchange = sock, raw, exchange

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._exchange.remaining())
        return self._sock.recv_into(buffer)

    def fileno(self) -> int:
        return self._raw.fileno()

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedSocket(NamedTuple):
    """What an answer takes for its socket: a maker of bounded readers.

    The file of the socket itself, which nobody reads from, keeps it open until the answer is read.
    """

    sock: socket.socket
    exchange: Exchange

    def makefile(self, mode: str) -> io.BufferedReader:
        """A buffered reader; mode is ``"rb"``."""
        raw: Any = self.sock.makefile("rb", buffering=0)
        return io.BufferedReader(_BoundedReader(self.sock, raw, self.exchange))


class BoundedResponse(http.client.HTTPResponse):
    """An answer that is read within its exchange's deadline, past whatever is said before it (100, 102, 103)."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        exchange = current()
        bounded: Any = sock if exchange is None else _BoundedSocket(sock, exchange)
        super().__init__(bounded, *args, **options)

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = cast("tuple[str, int, str]", super()._read_status())  # type: ignore[misc]
            if not 100 <= status < 200 or status == http.client.SWITCHING_PROTOCOLS:
                return version, status, reason
            while (line := self.fp.readline(LINE + 1)) not in {b"\r\n", b"\n", b""}:
                if len(line) > LINE:
                    raise http.client.LineTooLong("header line")


class Watched(HTTPConnection):
    """A connection to a server or a plain proxy that reports to the exchange of the thread that uses it."""

    response_class = BoundedResponse
    _connecting = False
    _rested = 0.0
    _head: bytes | None = None

    def connect(self) -> None:
        self._connecting, self._head = True, None
        try:
            super().connect()
        finally:
            self._connecting = False

    @property
    def is_connected(self) -> bool:
        """Whether it may be used once more; not after it has been idle for a while."""
        return uptime() - self._rested < IDLE and super().is_connected

    def _new_conn(self) -> socket.socket:
        exchange = current()
        if exchange is None:
            return super()._new_conn()
        exchange.watched = True
        if _maker(type(self)) is not HTTPConnection._new_conn:  # a kind of its own, such as SOCKS
            self.timeout = exchange.remaining()
            return super()._new_conn()
        return self._connected(exchange)

    def _connected(self, exchange: Exchange) -> socket.socket:
        """A socket to the first address of the host that takes one, all of them within the time there is."""
        try:
            found = socket.getaddrinfo(self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM)
            sock = self._first_of(found, exchange)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, str(error)) from error
        sys.audit("http.client.connect", self, self.host, self.port)
        return sock

    def _first_of(self, found: list[Any], exchange: Exchange) -> socket.socket:
        failure = OSError("the host has no address")
        for family, kind, protocol, _, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(exchange.remaining())
                if self.source_address:
                    sock.bind(self.source_address)
                sock.connect(address)
                sock.settimeout(exchange.remaining())  # for the handshake of TLS, which has what is left
            except OSError as error:
                sock.close()
                failure = error
            except BaseException:
                sock.close()
                raise
            else:
                return sock
        raise failure

    def send(self, data: Any) -> None:
        exchange = current()
        if exchange is None or not isinstance(data, _BYTES):
            return super().send(data)
        if self.sock is None:
            self.connect()
        exchange.watched = True
        if not self._connecting and not exchange.left and self._head is None:
            self._head = bytes(data)  # waits for the body: together they need one call of the system
        else:
            head, self._head = self._head or b"", None
            self._write(memoryview(head + data), exchange)
        return None

    def _write(self, rest: memoryview, exchange: Exchange) -> None:
        sock: Any = self.sock
        if not self._connecting and not exchange.left:  # what a proxy is asked while connecting is no request
            rest = rest[self._begun(sock, rest[:PIECE], exchange) :]
        while rest:
            sock.settimeout(exchange.remaining())
            rest = rest[sock.send(rest[:PIECE]) :]

    def _begun(self, sock: Any, piece: memoryview, exchange: Exchange) -> int:
        """Write the first piece of a request. If this very call fails, nothing has left."""
        exchange.leave()
        try:
            sock.settimeout(exchange.remaining())
            return int(sock.send(piece))
        except OSError as error:
            exchange.stayed()
            raise NewConnectionError(self, "nothing could be written") from error

    def getresponse(self) -> Any:
        if self._head is not None:
            self.send(b"")  # a request without a body
        response = super().getresponse()
        self._rested = uptime()
        return response


class WatchedTLS(Watched, HTTPSConnection):
    """The same with TLS, to a server or within a tunnel through a proxy."""


def _maker(kind: type) -> Callable[..., Any]:
    """The method with which a kind of connection, apart from being watched, opens its socket."""
    found: Callable[..., Any] = next(
        vars(base)["_new_conn"] for base in kind.__mro__ if base is not Watched and "_new_conn" in vars(base)
    )
    return found


@cache
def watched(kind: type[Any]) -> type[Any]:
    """The same kind of connection, watched; for managers that were given to us."""
    if issubclass(kind, Watched) or not issubclass(kind, HTTPConnection):
        return kind
    if kind is HTTPConnection:
        return Watched
    if kind is HTTPSConnection:
        return WatchedTLS
    return type(f"Watched{kind.__name__}", (Watched, kind), {})
