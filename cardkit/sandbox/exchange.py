"""One exchange over HTTP: a bounded body in, JSON out, and refusals on the way as answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import ConfigurationError
from .answers import Refusal

LARGEST = 1 << 20
"""Bytes of the largest body that is read."""
_DISCARDED = 16 * LARGEST


def written(status: int, body: Mapping[str, object] | None, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer, or an empty one."""
    content = None if body is None else json.dumps(body).encode()
    return Response(content, status, dict(headers or {}), media_type=None if body is None else "application/json")


def refusal_of(refusal: Refusal) -> Response:
    """The answer that a refusal is."""
    return written(refusal.status, refusal.body, refusal.headers)


def too_large(most: int = LARGEST) -> Refusal:
    """The answer to a body that is not read to its end."""
    return Refusal(413, f"the body has more than {most:,} bytes", {"Connection": "close"})


async def content(request: Request, most: int = LARGEST) -> bytes | None:
    """The body, or None for one that is too large; it is read all the same, so that the client hears the answer."""
    read, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            read += chunk
        elif size > most + _DISCARDED:
            return None
    return bytes(read) if size <= most else None


async def body_of(request: Request) -> bytes:
    """The body.

    Raises:
        Refusal: it is too large.
    """
    body = await content(request)
    if body is None:
        raise too_large()
    return body


def route(path: str, function: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
    """An address below ``/sandbox``; what `function` refuses, and settings that are wrong, become answers."""

    async def endpoint(request: Request) -> Response:
        try:
            return await function(request)
        except Refusal as refusal:
            return refusal_of(refusal)
        except ConfigurationError as error:
            return written(400, {"message": str(error)})
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody hears

    return Route(f"/sandbox{path}", endpoint, methods=[*methods])
