"""The sandbox's own addresses, below ``/sandbox``: what was received, as JSON, and faults on demand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import asdict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .. import __version__
from ..reading.place import Json
from .answers import body_of, route, written
from .budget import whole
from .faults import Fault
from .judging import Refusal, described
from .records import Exchange, Received, Record, Refused
from .service import Service

PAGE_SIZE, LARGEST_PAGE = 100, 1000
"""How many messages one answer lists, unless told and at most."""


def record(received: Received) -> dict[str, Any]:
    """A message as this API shows it."""
    return {
        "id": received.id,
        "destination": received.destination.place,
        "as_bot": received.as_bot,
        "users": [*received.users],
        "api": received.api,
        "chat_id": received.chat_id,
        "incoming": received.incoming,
        "edits": received.edits,
        "time": received.time,
        "body": received.body,
        "findings": [described(issue) for issue in received.findings],
    }


def refusal(refused: Refused) -> dict[str, Any]:
    """A refused request as this API shows it; ``body`` is the beginning of what was posted, as text."""
    return {
        "id": refused.id,
        "destination": None if refused.destination is None else str(refused.destination),
        "chat_id": refused.chat_id,
        "time": refused.time,
        "status": refused.status,
        "code": refused.code,
        "message": refused.message,
        "body": refused.content.decode("utf-8", "replace"),
        "size": refused.size,
        "request": exchanged(refused.exchange),
        "findings": [described(issue) for issue in refused.findings],
    }


def exchanged(exchange: Exchange | None) -> dict[str, Any] | None:
    """A request and its answer as this API shows them."""
    if exchange is None:
        return None
    return {**asdict(exchange), "headers": dict(exchange.headers), "milliseconds": round(exchange.milliseconds, 2)}


def routes(service: Service) -> list[Route]:
    """The addresses below ``/sandbox``."""
    api = _Api(service)
    return [
        route("", api.summary, "GET"),
        route("/messages", api.list, "GET"),
        route("/messages", api.clear, "DELETE"),
        route("/messages/latest", api.latest, "GET"),
        route("/messages/{id}", api.one, "GET"),
        route("/messages/{id}", api.remove, "DELETE"),
        route("/refused", api.refused, "GET"),
        route("/refused/{id}", api.refusal, "GET"),
        route("/faults", api.fault, "POST"),
        route("/faults", api.no_faults, "DELETE"),
    ]


class _Api:
    """The handler of each address and method."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def summary(self, request: Request) -> Response:
        """What this is, and how much of everything there is."""
        service = self._service
        counts = {"messages": len(service.inbox), "received": service.inbox.total, "refused": service.refusals.total}
        budget = {"budget": service.budget.requests, "left": service.budget.left(), "locked": service.budget.lasts()}
        settings = {"capacity": service.inbox.capacity, "strict": service.strict, **budget}
        about = {"name": "cardkit sandbox", "version": __version__}
        settings["outbox"] = service.outbox is not None
        return written(200, {**about, **counts, "faults": len(service.faults), **settings})

    async def list(self, request: Request) -> Response:
        """The messages, the newest first: of one destination, with some words in them, a part of them."""
        query = request.query_params
        for name in query:
            if name not in {"destination", "q", "limit", "offset"}:
                raise Refusal(400, f"{name!r} is no filter; there are destination, q, limit and offset")
        part, found = _part(query), self._service.inbox.all()[::-1]
        to, words = query.get("destination"), query.get("q")
        if to is not None:
            found = [one for one in found if to in {one.destination.place, one.destination.id, one.chat_id}]
        if words:
            found = [one for one in found if one.holds(words)]
        return written(200, {"total": len(found), "messages": [record(one) for one in found[part]]})

    async def clear(self, request: Request) -> Response:
        """Forget all messages, and the refused requests."""
        self._service.clear()
        return Response(status_code=204)

    async def latest(self, request: Request) -> Response:
        """The message that came last."""
        return _found(self._service.inbox.latest(), record, "there is no message yet")

    async def one(self, request: Request) -> Response:
        """One message."""
        id = request.path_params["id"]
        return _found(self._service.inbox.get(id), record, f"there is no message {id}")

    async def remove(self, request: Request) -> Response:
        """Forget one message."""
        id = request.path_params["id"]
        if not self._service.inbox.remove(id) and not self._service.refusals.remove(id):
            raise Refusal(404, f"there is no message {id}")
        return Response(status_code=204)

    async def refused(self, request: Request) -> Response:
        """The refused requests, the newest first."""
        part, found = _part(request.query_params), self._service.refusals.all()[::-1]
        return written(200, {"total": len(found), "refused": [refusal(one) for one in found[part]]})

    async def refusal(self, request: Request) -> Response:
        """One refused request."""
        id = request.path_params["id"]
        return _found(self._service.refusals.get(id), refusal, f"there is no refused request {id}")

    async def fault(self, request: Request) -> Response:
        """Let the next requests meet a fault: the options of `Sandbox.fault` as an object."""
        body = await body_of(request)
        try:
            options: Json = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, f"the text is no JSON: {error}") from None
        if not isinstance(options, dict):
            raise Refusal(400, 'a fault is an object such as {"status": 500}')
        kind, times = options.pop("kind", None), whole(options.pop("times", 1), "times")
        self._service.faults.add(Fault.made(kind, **options), times)
        return written(201, {"faults": len(self._service.faults)})

    async def no_faults(self, request: Request) -> Response:
        """Forget the faults that wait."""
        self._service.faults.clear()
        return Response(status_code=204)


def _found(found: Record | None, shown: Callable[[Record], Mapping[str, Any]], otherwise: str) -> Response:
    if found is None:
        raise Refusal(404, otherwise)
    return written(200, shown(found))


def _part(query: Mapping[str, str]) -> slice:
    """The part of a list that a query asks for."""
    limit, offset = _number(query, "limit", PAGE_SIZE), _number(query, "offset", 0)
    return slice(offset, offset + min(limit, LARGEST_PAGE))


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, str(default))
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else value
    return whole(number, name, 0)
