"""Servers and proxies on 127.0.0.1 that speak over bare sockets, so that they can break off anywhere."""

import re
import socket
import ssl
import struct
import threading
from contextlib import suppress

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"message_id": "17"}'


def read_request(connection):
    """One whole request, or what came of it before the far side went."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body


class Raw:
    """Gives each connection to `handle(server, connection)` in a thread; `requests` are those that came whole."""

    def __init__(self, handle):
        self.requests, self.connections, self.stop = [], 0, threading.Event()
        self._came = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._handle = handle
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with suppress(OSError), connection:
            connection.settimeout(10)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._handle(self, connection)

    def take(self, connection):
        request = read_request(connection)
        if request:
            with self._came:
                self.requests.append(request)
                self._came.notify_all()
        return request

    def until(self, count):
        """The requests, once there are so many; a busy machine may bring them to us after the client gave up."""
        with self._came:
            self._came.wait_for(lambda: len(self.requests) >= count, 10)
        return self.requests

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop.set()
        with suppress(OSError):  # closed before
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def answering(answer=OK):
    """Takes requests and answers each of them."""

    def handle(server, connection):
        while server.take(connection):
            connection.sendall(answer)

    return handle


def closing(server, connection):
    """Takes a request and closes."""
    server.take(connection)


def resetting(server, connection):
    """Takes a request and resets the connection."""
    server.take(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(server, connection):
    """Takes whatever comes and says nothing."""
    server.take(connection)
    server.stop.wait(10)


def then(answer):
    """Takes a request, sends this and closes."""

    def handle(server, connection):
        server.take(connection)
        connection.sendall(answer)

    return handle


def dripping(start, piece, after_request=True):
    """Sends a beginning, and then a piece every few milliseconds for ever."""

    def handle(server, connection):
        if after_request:
            server.take(connection)
        connection.sendall(start)
        while not server.stop.wait(0.005):
            connection.sendall(piece)

    return handle


def at_once(answer):
    """Sends this as soon as somebody connects, whatever came, and closes."""

    def handle(server, connection):
        connection.recv(65536)
        connection.sendall(answer)

    return handle


def with_tls(context, handle):
    """The same within TLS."""

    def handle_tls(server, connection):
        with context.wrap_socket(connection, server_side=True) as inner:
            handle(server, inner)

    return handle_tls


def tunnel(handle, answer=b"HTTP/1.1 200 Connection established\r\n\r\n"):
    """A proxy that answers CONNECT, and then is itself what was asked for."""

    def handle_tunnel(server, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        server.connects = [*getattr(server, "connects", []), head]
        connection.sendall(answer)
        handle(server, connection)

    return handle_tunnel


def cut_handshake(length):
    """Sends the beginning of a handshake of TLS, so many bytes of it, and closes."""
    hello = bytes.fromhex("160303007a02000076") + b"\x03\x03" + b"r" * 32 + b"\x20" + b"s" * 32

    def handle(server, connection):
        connection.recv(65536)
        connection.sendall(hello[:length])

    return handle


def server_context(authority, *names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context
