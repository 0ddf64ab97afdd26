"""The sandbox over HTTP: who may ask, the addresses that take messages, and all others."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from . import live, page, rest
from .answers import Refusal, answer
from .exchange import content, written
from .faults import Fault, play
from .service import Service

_READING = {"GET", "HEAD", "OPTIONS"}


def application(service: Service, hosts: frozenset[str], stopping: asyncio.Event) -> ASGIApp:
    """The whole sandbox.

    Args:
        service: what the requests work on.
        hosts: the values of the Host header that are served.
        stopping: set when the server stops, so that slow and endless answers end.
    """
    routes = [*page.routes(), *live.routes(service, stopping), *rest.routes(service)]
    whole = Starlette(routes=routes, exception_handlers={HTTPException: _refused})
    whole.router.default = Sending(service, stopping)  # a route of any path would not take one with a line break
    whole.router.redirect_slashes = False
    return Guard(whole, hosts)


def _refused(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses, such as a wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    return written(error.status_code, {"message": error.detail}, error.headers)


class Guard:
    """Serve this machine's own programs and pages only.

    A page of another site could reach the sandbox through a name of its own that leads to 127.0.0.1, so the Host header
    must name this machine; and requests that change something must not come from a page of another origin.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = {f"http://{host}" for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if headers.get("host", "").lower() not in self._hosts:
            refusal = written(403, {"message": f"only requests for {', '.join(sorted(self._hosts))} are served"})
        elif origin is not None and scope["method"] not in _READING and origin.lower() not in self._origins:
            refusal = written(403, {"message": "requests from pages of another origin are not served"})
        else:
            refusal = None
        await (refusal or self._app)(scope, receive, send)


class Sending:
    """All addresses but the sandbox's own: they take messages, or say what is wrong."""

    def __init__(self, service: Service, stopping: asyncio.Event) -> None:
        self._service = service
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await content(request)
        except ClientDisconnect:
            return
        response, fault = self._answered(request, body)
        if fault is not None:
            await play(fault, response, scope, receive, send, self._stopping)
        else:
            await response(scope, receive, send)

    def _answered(self, request: Request, body: bytes | None) -> tuple[Response, Fault | None]:
        """The answer to a request, and the fault that takes its place."""
        service, fault, query = self._service, None, request.query_params
        try:
            path = request.scope["raw_path"].decode("ascii", "replace")
            place = service.admit(request.method, path, query, request.headers.get("authorization"))
            fault = service.faults.take()
            findings = service.judge(place, body, request.headers.get("content-type"))
        except Refusal as refusal:
            service.refused += request.method == "POST"
            return written(refusal.status, refusal.body, refusal.headers), fault
        received = service.receive(place, body or b"", findings, query)
        if fault is None or fault.deliver:
            service.inbox.add(received)
        return written(*answer(received, received.body, str(request.base_url).rstrip("/"))), fault
