"""The sandbox over HTTP: who may ask, which addresses there are, and the page at ``/`` with its files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import ConfigurationError
from . import page_api, rest
from .answers import refusal_of, route, written
from .judging import Refusal
from .sending import Sending
from .service import Service

FRONT = "index.html"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src http: https: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy: scripts, styles and data from the sandbox alone, and the pictures of messages. Elements
of a card carry styles of their own."""

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".txt": "text/plain",
}
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_REFUSALS = (HTTPException, Refusal, ConfigurationError, ClientDisconnect)
_READING = {"GET", "HEAD", "OPTIONS"}


def application(service: Service, hosts: frozenset[str], stopping: asyncio.Event) -> ASGIApp:
    """The whole sandbox.

    Args:
        service: what the requests work on.
        hosts: the values of the Host header that are served.
        stopping: set when the server stops, so that slow and endless answers end.
    """
    page = [Route("/", _file), route("/page/{name}", _file, "GET")]
    routes = [*page, *page_api.routes(service, stopping), *rest.routes(service)]
    whole = Starlette(routes=routes, exception_handlers=dict.fromkeys(_REFUSALS, _refused))
    whole.router.default = Sending(service, stopping)  # a route of any path would not take one with a line break
    whole.router.redirect_slashes = False
    return Guard(whole, hosts)


async def _refused(request: Request, error: Exception) -> Response:
    """What a handler raises, as an answer; nobody hears that to a client that is gone."""
    return refusal_of(error)


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


async def _file(request: Request) -> Response:
    """One of the files; without a name the page itself.

    Raises:
        Refusal: there is none of this name.
    """
    name = request.path_params.get("name", FRONT)
    if name not in _files():
        raise Refusal(404, f"there is no file {name} of the page")
    kind = _TYPES[name[name.rindex(".") :]]
    return Response(_files()[name].read_bytes(), headers=_HEADERS, media_type=f"{kind}; charset=utf-8")


@cache
def _files() -> Mapping[str, Traversable]:
    """The files by name; no name leads out of their folder."""
    folder = files("cardkit.sandbox").joinpath("web")
    return {file.name: file for file in folder.iterdir() if file.is_file() and file.name.endswith((*_TYPES,))}
