"""News of the inbox as server-sent events: a bounded queue for each page that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from .brief import brief
from .inbox import Event
from .records import Received, Refused
from .service import Service

WAITING = 256
"""News that may wait for one page; one that falls further behind is told to read all of it anew."""
PING = 10.0
"""Seconds of silence after which a line is sent that says nothing, so that broken connections show."""

_SILENCE = b": ping\n\n"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Listener:
    """A page that listens. `tell` may be called in any thread, the rest belongs to the server's."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(WAITING)

    def tell(self, event: Event, record: Received | Refused | None) -> None:
        """Take news of the inbox, or of the refused requests."""
        name, data = str(event), dict[str, object]()
        if record is not None:
            data = {"id": record.id} if event == "removed" else brief(record)
        if event == "added" and isinstance(record, Refused):
            name = "refused"
        with suppress(RuntimeError):  # the server has stopped
            self._loop.call_soon_threadsafe(self._put, written(name, data))

    def _put(self, line: bytes) -> None:
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            line = written("reload", {})
        self._queue.put_nowait(line)

    async def lines(self, stopping: asyncio.Event) -> AsyncIterator[bytes]:
        """The news as they come, until the server stops."""
        awake = asyncio.ensure_future(self._woken(stopping))
        try:
            yield b"retry: 500\n\n"
            while not stopping.is_set():
                line = _SILENCE
                with suppress(TimeoutError):
                    line = await asyncio.wait_for(self._queue.get(), PING)
                yield line
        finally:
            awake.cancel()

    async def _woken(self, stopping: asyncio.Event) -> None:
        """Wake whoever waits for news when the server stops."""
        await stopping.wait()
        self._put(_SILENCE)


class News(StreamingResponse):
    """The stream of one page, which begins to listen with its first byte and ends with its connection."""

    def __init__(self, service: Service, stopping: asyncio.Event) -> None:
        self._service = service
        self._listener = Listener()
        super().__init__(self._listener.lines(stopping), headers=_HEADERS, media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service = self._service
        ends = [service.inbox.subscribe(self._listener.tell), service.refusals.subscribe(self._listener.tell)]
        try:
            await super().__call__(scope, receive, send)
        finally:
            for end in ends:
                end()


def written(event: str, data: Mapping[str, object]) -> bytes:
    r"""One event as the stream has it; JSON holds no line break, so the data is one line.

    >>> written("cleared", {})
    b'event: cleared\ndata: {}\n\n'
    """
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
