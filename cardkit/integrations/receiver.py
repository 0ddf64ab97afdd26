"""A server that takes the notifications of another program, and sends each as a card."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ..chain.message import Message
from ..errors import ConfigurationError, ConstraintError, TransportError
from ..reading.place import Json
from ..sandbox.answers import content
from ..to import Destination
from ..transport import Transport

LARGEST = 4 << 20
"""Bytes of the largest notification that is read."""
PATIENCE = 5.0
"""Seconds in which a notification is there: a server that is to end waits for the requests that have begun."""
LOG = logging.getLogger("cardkit.integrations.alertmanager")


def receiver(card: Callable[[Json], Message], transport: Transport, place: Destination) -> Starlette:
    """The server; `card` makes the message for a notification, and raises `ConfigurationError` where it is none."""

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
        return await run_in_threadpool(_sent, body, card, transport, place)

    async def healthy(request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route("/", receive, methods=["POST"]), Route("/-/healthy", healthy)]
    return Starlette(routes=routes)


def _sent(body: bytes, card: Callable[[Json], Message], transport: Transport, to: Destination) -> Response:
    try:
        notification = json.loads(body)
    except (ValueError, RecursionError) as error:
        return PlainTextResponse(f"no notification: {error}", 400)
    try:
        message = card(notification)
    except ConfigurationError as error:
        return PlainTextResponse(f"no notification: {error}", 400)
    return _answer(message, transport, to)


def _answer(message: Message, transport: Transport, to: Destination) -> Response:
    """Send a card, and tell Alertmanager what became of it; a status from 500 on has it try again."""
    try:
        message.send(transport, to=to)
    except (ConfigurationError, ConstraintError) as error:
        LOG.error("a card cannot be sent: %s", error)
        return PlainTextResponse("the card cannot be sent; the log of the receiver says why", 500)
    except TransportError as error:
        LOG.warning("a card could not be sent: %s", error)
        if not error.may_have_arrived:
            return PlainTextResponse("the card was not sent", 503)
    return PlainTextResponse("sent")
