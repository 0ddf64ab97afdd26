"""The sandbox over HTTP: who may ask, and which addresses there are."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from . import live, page, rest
from .exchange import written
from .sending import Sending
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
