"""Running the sandbox: uvicorn in a thread of its own, stopped at once."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from contextlib import suppress
from threading import Event

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import ConfigurationError
from ..transport.system import background, join
from .app import application
from .service import Service

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - the address to name where all are listened at
_GRACE = 0.2  # seconds that answers which are under way get when the server stops


def listener_at(host: str, port: int, name: str) -> socket.socket:
    """A socket that listens at a port for the program of that name.

    Raises:
        ConfigurationError: it cannot.
    """
    if sys.platform == "emscripten":
        raise ConfigurationError(f"{name} cannot listen within a browser; a MemoryTransport keeps messages there")
    if host == "":  # which a socket takes for every address of the machine
        raise ConfigurationError(
            f"{name} cannot listen at an empty host: 127.0.0.1 is this machine, 0.0.0.0 all of its networks"
        )
    family = socket.AF_INET6 if ":" in str(host) else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off, which costs 40 ms a request.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError, TypeError) as error:
        listener.close()
        message = f"{name} cannot listen at port {port} of {host}: {error}; port=0 takes any that is free"
        raise ConfigurationError(message) from None
    return listener


def name_of(host: str) -> str:
    """A host as an address has it, with an IPv6 one in brackets."""
    return f"[{host}]" if ":" in host else host


class Running:
    """A server at work in its thread.

    Args:
        service: what its requests work on.
        host: where it listens.
        port: at which port; 0 for any that is free.

    Raises:
        ConfigurationError: it cannot listen there.
    """

    def __init__(self, service: Service, host: str, port: int) -> None:
        listener = listener_at(host, port, "the sandbox")
        host, port = _ANY.get(host, host), listener.getsockname()[1]
        name = name_of(host)
        names = {"127.0.0.1", "localhost", "[::1]", name.lower()}
        hosts = frozenset({f"{known}:{port}" for known in names} | (names if port == 80 else set()))
        self.url = f"http://{name}:{port}"
        self._server = Server(service, hosts)
        self._thread = background(lambda: self._server.serve_at(listener), "cardkit-sandbox")
        self._thread.start()
        self._server.up.wait()
        if not self._server.started:
            raise RuntimeError("the sandbox's server ended before it had started")

    def stop(self) -> None:
        """Stop it, and wait until nobody listens any more."""
        self._server.stop()
        join(self._thread)


class Protocol(H11Protocol):
    """HTTP that lets the application reach the connection, to break it on demand."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn names the base
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Server(uvicorn.Server):
    """uvicorn, stopped at once from another thread, whatever its clients do."""

    def __init__(self, service: Service, hosts: frozenset[str]) -> None:
        self.up = Event()
        self._stopping = asyncio.Event()
        app = application(service, hosts, self._stopping)
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                timeout_keep_alive=60,
            )
        )

    def serve_at(self, listener: socket.socket) -> None:
        """Serve until stopped."""
        try:
            asyncio.run(self.serve([listener]))
        finally:
            self.up.set()

    def stop(self) -> None:
        """Ask it to stop; for another thread than its own."""
        self._loop.call_soon_threadsafe(self._stopping.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.up.set()

    async def main_loop(self) -> None:
        while not self._stopping.is_set():
            await self.on_tick(0)  # which writes the date of the answers anew
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._end(_GRACE)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await self._end(_GRACE)

    async def _end(self, seconds: float) -> None:
        """Wait so long at most for the connections and answers to end."""
        state, loop = self.server_state, asyncio.get_running_loop()
        until = loop.time() + seconds
        while (state.connections or state.tasks) and loop.time() < until:
            await asyncio.sleep(0.005)
