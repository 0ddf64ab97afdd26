"""What the page asks for: summaries of the inbox, its news as server-sent events, views of a message, what is typed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from typing import Any

from attrs import asdict, evolve
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .. import json_schema
from ..errors import ConfigurationError
from ..outbox import Letter, Outbox, State
from ..to import parse
from ..transport.addresses import PATHS, address
from .addresses import Address, address_of
from .answers import body_of, route, written
from .composer import read_pasted
from .judging import Refusal
from .records import Event, Received, Refused
from .rest import record
from .service import Service
from .summary import beginning, summary
from .views import card, draft, examples, view

LISTED = 1000
"""How many messages the page lists, the newest."""
_STATES: tuple[State, ...] = ("unknown", "dead", "sending", "ready")
"""The states whose letters are listed: first what somebody should look at."""
_LETTERS = 50
"""Letters of one state that are listed."""
LISTENERS = 64
"""How many pages may listen at once."""
WAITING = 256
"""News that may wait for one page; one that falls further behind is told to read all of it anew."""
PING = 10.0
"""Seconds of silence after which a line is sent that says nothing, so that broken connections show."""

_SILENCE = b": ping\n\n"
_SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def routes(service: Service, stopping: asyncio.Event) -> list[Route]:
    """The addresses below ``/sandbox`` that the page works with."""
    page = _PageApi(service, stopping)
    return [
        route("/events", page.events, "GET"),
        route("/inbox", page.inbox, "GET"),
        route("/messages", page.post, "POST"),
        route("/messages/{id}/card", page.card, "GET"),
        route("/messages/{id}/view", page.view, "GET"),
        route("/compose", page.compose, "POST"),
        route("/paste", page.paste, "POST"),
        route("/outbox", page.outbox, "GET"),
        route("/schema", page.schema, "GET"),
        route("/examples", page.examples, "GET"),
    ]


class Listener:
    """A page that listens. `tell` may be called in any thread, the rest belongs to the server's."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(WAITING)

    def tell(self, event: Event, record: Received | Refused | None) -> None:
        """Take news of the inbox, or of the refused requests."""
        name, data = str(event), dict[str, object]()
        if record is not None:
            data = {"id": record.id} if event == "removed" else summary(record)
        if event == "added" and isinstance(record, Refused):
            name = "refused"
        with suppress(RuntimeError):  # the server has stopped
            self._loop.call_soon_threadsafe(self._put, _event(name, data))

    def _put(self, line: bytes) -> None:
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            line = _event("reload", {})
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
        super().__init__(self._listener.lines(stopping), headers=_SAFE, media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as ends:
            ends.callback(self._service.inbox.subscribe(self._listener.tell))
            ends.callback(self._service.refusals.subscribe(self._listener.tell))
            await super().__call__(scope, receive, send)


def _event(event: str, data: Mapping[str, object]) -> bytes:
    r"""One event as the stream has it; JSON holds no line break, so the data is one line.

    >>> _event("cleared", {})
    b'event: cleared\ndata: {}\n\n'
    """
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()


class _PageApi:
    """The handler of each address. What takes its time runs in a thread, one piece of work at a time."""

    def __init__(self, service: Service, stopping: asyncio.Event) -> None:
        self._service = service
        self._stopping = stopping
        self._turn = asyncio.Lock()

    async def events(self, request: Request) -> Response:
        """What happens to the inbox from now on."""
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if self._service.inbox.subscribers >= LISTENERS:
            raise Refusal(503, f"{LISTENERS} pages listen already")
        return News(self._service, self._stopping)

    async def inbox(self, request: Request) -> Response:
        """Summaries of what is kept, the oldest first; with ``q`` of what has its words in it."""
        words, service = request.query_params.get("q", ""), self._service
        kept, refused = service.inbox.all(), service.refusals.all()

        def listed() -> Mapping[str, Any]:
            lists = {"messages": _listed(kept, words), "refused": _listed(refused, words)}
            return {"run": service.run, "total": len(kept), **lists}

        return await self._apart(request, listed)

    async def card(self, request: Request) -> Response:
        """The card of one message or refused request."""
        found = self._record(request)
        return await self._apart(request, lambda: card(found))

    async def view(self, request: Request) -> Response:
        """One message or refused request in all its views."""
        found, origin = self._record(request), str(request.base_url).rstrip("/")
        return await self._apart(request, lambda: view(found, origin))

    def _record(self, request: Request) -> Received | Refused:
        id = request.path_params["id"]
        found = self._service.inbox.get(id) or self._service.refusals.get(id)
        if found is None:
            raise Refusal(404, f"there is no message {id}")
        return found

    async def compose(self, request: Request) -> Response:
        """What was typed in all its views, and what is wrong with the destination ``to``, if one is given."""
        typed = await body_of(request)
        to = request.query_params.get("to")
        return await self._apart(request, lambda: {**draft(typed), "to": "" if to is None else _wrong(to)})

    async def paste(self, request: Request) -> Response:
        """What was pasted as JSON: a Python dict, a curl command, or JSON within a string."""
        pasted = await body_of(request)
        return await self._apart(request, lambda: read_pasted(pasted.decode("utf-8", "replace")))

    async def outbox(self, request: Request) -> Response:
        """What is in the outbox that was named: its counts, and the letters that are not sent."""
        outbox = self._service.outbox
        if outbox is None:
            raise Refusal(404, "no outbox was named: cardkit sandbox --outbox FILE")
        return await self._apart(request, lambda: _waiting(outbox))

    async def schema(self, request: Request) -> Response:
        """The JSON Schema of a message, by which the composer completes what is typed."""
        return await self._apart(request, json_schema)

    async def examples(self, request: Request) -> Response:
        """The bodies that one may start from, as JSON by their names."""
        return await self._apart(request, examples)

    async def post(self, request: Request) -> Response:
        """Take a message as the address of the destination ``to`` would; neither budget nor faults are met."""
        service, query = self._service, request.query_params
        body = await body_of(request)
        landing = _landing(query.get("to", ""))
        kind = request.headers.get("content-type")
        findings = await asyncio.to_thread(service.judge, landing, body, kind)
        received = service.receive(landing, body, findings, {})
        service.inbox.add(received)
        return written(201, record(received), _SAFE)

    async def _apart(self, request: Request, work: Callable[[], Mapping[str, Any]]) -> Response:
        """What `work` gives, done in a thread; not at all for a page that has asked for something else meanwhile."""
        async with self._turn:
            if await request.is_disconnected():
                raise ClientDisconnect
            return written(200, await asyncio.to_thread(work), _SAFE)


def _listed(kept: Sequence[Received | Refused], words: str) -> list[dict[str, Any]]:
    found = [one for one in kept if one.holds(words)] if words else kept
    return [summary(one) for one in found[-LISTED:]]


def _landing(to: str) -> Address:
    """Where a message to a destination lands: what its address, read back, leads to.

    Raises:
        ConfigurationError: `to` names no destination.
    """
    named = parse(to)
    path, _, _ = address(named, "v2", PATHS["v2"]).partition("?")
    found = address_of(f"/api/v2{path}")
    if found is None:
        raise ConfigurationError(f"{to!r} has no address")
    return found._replace(destination=evolve(found.destination, as_bot=named.as_bot, users=named.users))


def _wrong(to: str) -> str:
    """What is wrong with a destination, in words; empty where nothing is."""
    try:
        _landing(to)
    except ConfigurationError as error:
        return str(error)
    return ""


def _waiting(outbox: Outbox) -> dict[str, Any]:
    """The counts of an outbox, and its letters that are not sent.

    Raises:
        ConfigurationError: it cannot be read.
    """
    letters = [_shown(letter) for state in _STATES for letter in islice(outbox.letters(state), _LETTERS)]
    return {"stats": asdict(outbox.stats()), "letters": letters}


def _shown(letter: Letter) -> dict[str, Any]:
    """A letter without its bodies, but with the beginning of the text that it is to bring."""
    body = letter.replacement or letter.body
    return {**letter.to_dict(), "text": beginning(json.loads(body)) if body else ""}
