"""What the page asks for: the inbox in brief, its news, a message in all its views, and what was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import ConfigurationError
from ..to import parse
from ..transport.addresses import PATHS, address
from .answers import Refusal
from .brief import brief
from .events import News
from .exchange import content, route, written
from .inbox import Received
from .places import Place, place
from .rest import record
from .service import Service, too_large
from .views import draft, view

BRIEFS = 1000
"""How many messages the page lists, the newest."""
LISTENERS = 64
"""How many pages may listen at once."""
_SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def routes(service: Service, stopping: asyncio.Event) -> list[Route]:
    """The addresses below ``/sandbox`` that the page works with."""
    live = _Live(service, stopping)
    return [
        route("/events", live.events, "GET"),
        route("/inbox", live.inbox, "GET"),
        route("/messages", live.post, "POST"),
        route("/messages/{id}/view", live.view, "GET"),
        route("/compose", live.compose, "POST"),
    ]


class _Live:
    """One function an address. What takes its time runs in a thread, one piece of work at a time."""

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
        return News(self._service.inbox, self._stopping)

    async def inbox(self, request: Request) -> Response:
        """The newest messages in brief, the oldest of them first; with ``q`` those that have its words in them."""
        words = request.query_params.get("q", "")
        kept = self._service.inbox.all()
        return await self._apart(request, lambda: {"total": len(kept), "messages": _listed(kept, words)})

    async def view(self, request: Request) -> Response:
        """One message in all its views."""
        id = request.path_params["id"]
        received = self._service.inbox.get(id)
        if received is None:
            raise Refusal(404, f"there is no message {id}")
        origin = str(request.base_url).rstrip("/")
        return await self._apart(request, lambda: view(received, origin))

    async def compose(self, request: Request) -> Response:
        """What was typed in all its views, and what is wrong with the destination ``to``, if one is given."""
        typed = await content(request)
        if typed is None:
            raise too_large()
        to = request.query_params.get("to")
        return await self._apart(request, lambda: {**draft(typed), "to": "" if to is None else _wrong(to)})

    async def post(self, request: Request) -> Response:
        """Take a message as the address of the destination ``to`` would; neither budget nor faults are met."""
        service, query = self._service, request.query_params
        body = await content(request)
        landing = _landing(query.get("to", ""))
        findings = service.judge(landing, body, request.headers.get("content-type"))
        received = service.receive(landing, body or b"", findings, {})
        service.inbox.add(received)
        return written(201, record(received), _SAFE)

    async def _apart(self, request: Request, work: Callable[[], Mapping[str, Any]]) -> Response:
        """What `work` gives, done in a thread; not at all for a page that has asked for something else meanwhile."""
        async with self._turn:
            if await request.is_disconnected():
                raise ClientDisconnect
            return written(200, await asyncio.to_thread(work), _SAFE)


def _listed(kept: list[Received], words: str) -> list[dict[str, Any]]:
    found = [one for one in kept if one.holds(words)] if words else kept
    return [brief(one) for one in found[-BRIEFS:]]


def _landing(to: str) -> Place:
    """Where a message to a destination lands: what its address, read back, leads to.

    Raises:
        ConfigurationError: `to` names no destination.
    """
    named = parse(to)
    path, _, _ = address(named, "v2", PATHS["v2"]).partition("?")
    found = place(f"/api/v2{path}")
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
