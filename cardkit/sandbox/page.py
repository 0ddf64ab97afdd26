"""The page at ``/`` and its files, served as they are, with what a browser may do with them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import Refusal
from .exchange import route

FRONT = "index.html"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # elements of a card carry styles of their own
        "img-src http: https: data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""The Content-Security-Policy: scripts, styles and data from the sandbox alone, and the pictures of messages."""

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


def routes() -> list[Route]:
    """The page, and its files below ``/sandbox/page``."""
    return [Route("/", _front), route("/page/{name}", _file, "GET")]


async def _front(request: Request) -> Response:
    return _served(FRONT)


async def _file(request: Request) -> Response:
    """One of the files.

    Raises:
        Refusal: there is none of this name.
    """
    name = request.path_params["name"]
    if name not in _files():
        raise Refusal(404, f"there is no file {name} of the page")
    return _served(name)


def _served(name: str) -> Response:
    kind = _TYPES[name[name.rindex(".") :]]
    return Response(_files()[name].read_bytes(), headers=_HEADERS, media_type=f"{kind}; charset=utf-8")


@cache
def _files() -> Mapping[str, Traversable]:
    """The files by name; no name leads out of their folder."""
    folder = files("cardkit.sandbox").joinpath("web")
    return {file.name: file for file in folder.iterdir() if file.is_file() and file.name.endswith((*_TYPES,))}
