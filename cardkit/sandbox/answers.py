"""What the service is documented to answer, and how answers go over HTTP: a bounded body in, JSON or a refusal out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .judging import Refusal
from .records import Received

Answer: TypeAlias = tuple[int, Mapping[str, Any] | None]
"""A status, and the object that is the body, if there is one."""
SUBSCRIBER = "60000001"
"""The one made-up user who subscribed to every bot."""
LARGEST = 1 << 20
"""Bytes of the largest body that is read."""
_DISCARDED = 16 * LARGEST
_EMPTY: Mapping[str, Any] = {"Response Code": "204 No response"}


def users(query: Mapping[str, str], body: Mapping[str, Any]) -> tuple[str, ...]:
    """The users that a bot is to write to: those in the body, else those in the query, under either spelling.

    >>> users({"userids": "1,2"}, {}), users({"user_ids": "1"}, {"user_ids": "3"})
    (('1', '2'), ('3',))
    """
    for place in (body, query):
        for key in ("user_ids", "userids"):
            value = place.get(key)
            if isinstance(value, str) and value.strip():
                names = map(str.strip, value.split(","))
                return tuple([name for name in names if name and name.isprintable()])
    return ()


def answer(received: Received, body: Mapping[str, Any], origin: str) -> Answer:
    """The documented answer to what was received."""
    kind, v3 = received.destination.kind, received.api == "v3"
    if received.incoming:
        return 200, {"user_ids": [*reached_by(received.users)]}
    if kind == "bot":
        return _bot(received, body)
    if "thread_message_id" in body:
        return 200, {"message_id": received.id, "thread_information": {"chat_id": received.chat_id}}
    if v3 and "card" in body and kind != "channel":
        data = {"id": received.id, **{name: body[name] for name in ("card", "slides") if name in body}}
        return 200, {"url": f"{origin}/sandbox/messages/{received.id}", "type": "message", "data": data}
    channel = kind in {"channel", "channel_id"}
    if (body.get("sync_message") is True and not (channel and received.as_bot)) or (v3 and not channel):
        return 200, {"message_id": received.id}
    return (200, _EMPTY) if v3 else (204, None)


def _bot(received: Received, body: Mapping[str, Any]) -> Answer:
    waited, reached = body.get("sync_message") is True, reached_by(received.users)
    if received.api == "v3":
        return 200, {"chat_id": own_chat(reached[0]), "message_id": received.id} if waited else _EMPTY
    details = {user: {"chat_id": own_chat(user), "message_id": received.id} for user in reached}
    return 200, {"user_ids": [*reached], **({"message_details": details} if waited else {})}


def reached_by(users: Sequence[str]) -> Sequence[str]:
    """The users that a bot's message reaches: those that it names, else the one subscriber."""
    return users or (SUBSCRIBER,)


def own_chat(user: str) -> str:
    """The id of the chat of a bot with one user."""
    return f"CT_{user}"


# Over HTTP


def written(status: int, body: Mapping[str, object] | None, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer, or an empty one."""
    content = None if body is None else json.dumps(body).encode()
    return Response(content, status, dict(headers or {}), media_type=None if body is None else "application/json")


def refusal_of(error: Exception) -> Response:
    """What is refused, by the service, by the server or as a setting that is wrong, as an answer."""
    if isinstance(error, Refusal):
        return written(error.status, error.body, error.headers)
    if isinstance(error, HTTPException):
        return written(error.status_code, {"message": error.detail}, error.headers)
    return written(400, {"message": str(error)})


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
    """An address below ``/sandbox``."""
    return Route(f"/sandbox{path}", function, methods=[*methods])
