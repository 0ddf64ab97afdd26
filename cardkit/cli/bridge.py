"""`cardkit bridge`: receivers of what other programs notify, on click."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import click

from .words import say


@click.group()
def bridge() -> None:
    """Receive what other programs notify, and send it as cards."""


@bridge.command()
@click.option("--to", help="The destination, such as channel:ops; a webhook has its own.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65_535), default=9_094, show_default=True, help="0 for any free one.")
@click.option(
    "--outbox",
    type=click.Path(dir_okay=False),
    help="Keep each card in this file until it is sent; else CLIQ_OUTBOX.",
)
def alertmanager(to: str | None, host: str, port: int, outbox: str | None) -> None:
    """Receive Alertmanager's webhook, and send it as cards.

    How to sign in is taken from the environment, as by cardkit send.
    """
    import uvicorn

    from ..integrations.alertmanager import application
    from ..outbox import Outbox
    from ..to import chosen
    from ..transport import CliqTransport, Transport
    from ..transport.environment import variable

    cliq = CliqTransport.from_env()
    place = chosen(to, cliq)
    cliq.url(place)  # that there is such an address shows here, before anything is received
    transport: Transport = cliq
    working: AbstractContextManager[object] = nullcontext()
    if outbox is None:
        outbox = variable("CLIQ_OUTBOX") or None
    if outbox is not None:
        transport = kept = Outbox(outbox, cliq)
        working = kept.working()
    server = uvicorn.Server(uvicorn.Config(application(transport, place), log_level="warning", ws="none"))
    listener = uvicorn.Config(application, host=host, port=port).bind_socket()
    with working, listener:
        say(f"receiving for {place} at http://{host}:{listener.getsockname()[1]}/")
        server.run(sockets=[listener])
