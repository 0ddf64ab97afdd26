"""A server that takes the notifications of another program, and sends each as a card."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import TypeAlias

from ..chain.message import Message
from ..errors import ConfigurationError, ConstraintError, MissingExtraError, TransportError
from ..reading.guards import require_transport
from ..reading.place import Json
from ..to import Destination, chosen
from ..transport import Transport

try:
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import ClientDisconnect, Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    from ..sandbox.answers import content
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "starlette":
        raise
    raise MissingExtraError("a receiver needs starlette: pip install 'cardkit[sandbox]'") from None

Card: TypeAlias = Callable[[Json], Message]
"""Makes the message for a notification, and raises `ConfigurationError` where it is none."""
LARGEST = 4 << 20
"""Bytes of the largest notification that is read."""
PATIENCE = 5.0
"""Seconds in which a notification is there: a server that is to end waits for the requests that have begun."""


def receiver(card: Card, transport: Transport, to: Destination) -> Starlette:
    """The server that sends the cards of one program; it logs under the name of the module that makes them.

    Raises:
        ConfigurationError: `transport` is not a transport, or `to` is not a destination.
    """
    require_transport(transport)
    place, log = chosen(to, transport), logging.getLogger(card.__module__)

    async def receive(request: Request) -> Response:
        if "origin" in request.headers:  # as browsers send, and no program: any page that is open could post here
            return PlainTextResponse("requests from web pages are not served", 403)
        try:
            async with asyncio.timeout(PATIENCE):
                body = await content(request, LARGEST)
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody hears
        except TimeoutError:
            return PlainTextResponse("the notification came too slowly", 503, {"Connection": "close"})
        if body is None:
            return PlainTextResponse("the notification is too large", 413)
        return await run_in_threadpool(_sent, body, card, transport, place, log)

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route("/", receive, methods=["POST"]), Route("/-/healthy", healthy)]
    return Starlette(routes=routes)


def _sent(body: bytes, card: Card, transport: Transport, to: Destination, log: logging.Logger) -> Response:
    try:
        notification = json.loads(body)
    except (ValueError, RecursionError) as error:
        return PlainTextResponse(f"no notification: {error}", 400)
    try:
        message = card(notification)
    except ConfigurationError as error:
        return PlainTextResponse(f"no notification: {error}", 400)
    return _answer(message, transport, to, log)


def _answer(message: Message, transport: Transport, to: Destination, log: logging.Logger) -> Response:
    """Send a card, and tell the other program what became of it; a status from 500 on has it try again."""
    try:
        message.send(transport, to=to)
    except (ConfigurationError, ConstraintError) as error:
        log.error("a card cannot be sent: %s", error)
        return PlainTextResponse("the card cannot be sent; the log of the receiver says why", 500)
    except TransportError as error:
        log.warning("a card could not be sent: %s", error)
        if not error.may_have_arrived:
            return PlainTextResponse("the card was not sent", 503)
    return PlainTextResponse("sent")
