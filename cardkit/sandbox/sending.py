"""The addresses that take messages: admitted, judged, answered, and kept with what was asked and answered."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlencode

from attrs import define
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .answers import Refusal
from .arrivals import arrival, largest
from .exchange import content, written
from .faults import Fault, play
from .places import Address
from .records import Exchange
from .service import Service

_TOLD = ("host", "user-agent", "content-type", "content-length", "accept", "accept-encoding", "connection")
_FORMS = {"bearer", "zoho-oauthtoken", "basic"}
_WRITING = {"POST", "PUT", "DELETE"}
_LONGEST = 300
_ANSWER = 2_000


@define
class Outcome:
    """What one request came to: the answer, the address it was for, and the fault that takes the answer's place."""

    response: Response
    address: Address | None = None
    fault: Fault | None = None


class Sending:
    """All addresses but the sandbox's own: they take messages, or say what is wrong."""

    def __init__(self, service: Service, stopping: asyncio.Event) -> None:
        self._service = service
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, start = Request(scope, receive), time.perf_counter()
        try:
            body = await content(request, largest(request.url.path))
        except ClientDisconnect:
            return
        outcome = Outcome(Response())
        try:
            await self._take(request, body, start, outcome)
        except Refusal as refusal:
            outcome.response = written(refusal.status, refusal.body, refusal.headers)
            if request.method in _WRITING or outcome.address is not None:
                self._service.refuse(outcome.address, body, _exchange(request, outcome, start), refusal)
        if outcome.fault is not None:
            await play(outcome.fault, outcome.response, scope, receive, send, stopping=self._stopping)
        else:
            await outcome.response(scope, receive, send)

    async def _take(self, request: Request, body: bytes | None, start: float, outcome: Outcome) -> None:
        """Keep the message of a request, unless it is refused or a fault loses it; fill in the outcome."""
        service, query = self._service, request.query_params
        path = request.scope["raw_path"].decode("ascii", "replace")
        outcome.address = service.find(path)
        address = service.admit(outcome.address, request.method, query, request.headers.get("authorization"))
        outcome.address, outcome.fault = address, service.faults.take()
        arrived = await arrival(service, request, address, body)
        outcome.response = written(*arrived.answer)
        fault, exchange = outcome.fault, _exchange(request, outcome, start)
        if fault is None or fault.deliver:
            arrived.keep(exchange)
        else:
            service.refuse(address, body, exchange, Refusal(fault.status, f"lost to a fault on demand: {fault.kind}"))


def _exchange(request: Request, outcome: Outcome, start: float) -> Exchange:
    """What was asked and answered, without the secrets."""
    headers = request.headers
    told = [(name, headers[name][:_LONGEST]) for name in _TOLD if name in headers]
    if "authorization" in headers:
        form = headers["authorization"].partition(" ")[0]
        told.insert(0, ("authorization", f"{form} …" if form.lower() in _FORMS else "…"))
    fault = outcome.fault
    status, answered = outcome.response.status_code, bytes(outcome.response.body)
    if fault is not None:
        status, answered = _met(fault, status, answered)
    return Exchange(
        method=request.method[:_LONGEST],
        path=_path(request)[:_LONGEST],
        headers=tuple(told),
        status=status or None,
        answer=answered[:_ANSWER].decode("utf-8", "replace"),
        milliseconds=1000 * (time.perf_counter() - start),
        fault=fault.kind if fault else None,
    )


def _met(fault: Fault, status: int, answered: bytes) -> tuple[int, bytes]:
    """The status and the body that the client of a fault meets; no status where the connection breaks before one."""
    if fault.kind in {"status", "throttle", "redirect"}:
        return fault.status, fault.body
    if fault.kind in {"cut", "garbage"}:
        return 0, b""
    return (200, b"") if fault.kind in {"cut-body", "endless"} else (status, answered)


def _path(request: Request) -> str:
    """The path and the query, with a webhook's key left out."""
    path = request.scope["raw_path"].decode("ascii", "replace")
    pairs = [
        (name, "***" if name.lower() == "zapikey" else value) for name, value in request.query_params.multi_items()
    ]
    return f"{path}?{urlencode(pairs, safe='*@,:')}" if pairs else path
