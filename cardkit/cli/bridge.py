"""`cardkit bridge`: receivers of what other programs notify, on click."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from .output import say_anyway

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn
    from starlette.applications import Starlette

    from ..to import Destination
    from ..transport import Transport


@click.group()
def bridge() -> None:
    """Forward the alerts of other programs as cards."""


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
    """Receive Alertmanager's webhook, and send cards.

    The sign-in comes from the environment, as for cardkit send.
    """
    from ..integrations.alertmanager import application

    _serve(application, to, host, port, outbox)


def _serve(
    application: Callable[[Transport, Destination], Starlette], to: str | None, host: str, port: int, outbox: str | None
) -> None:
    """Run the server of one program until Ctrl-C or SIGTERM, with the sign-in of the environment.

    Raises:
        Unusable: the destination or the address to listen at cannot be used.
    """
    import uvicorn

    from ..outbox import Outbox
    from ..sandbox.server import listener_at, name_of
    from ..transport import CliqTransport
    from ..transport.environment import variable
    from .send import place_of

    cliq = CliqTransport.from_env()
    place = place_of(to, cliq)
    transport: Transport = cliq
    working: AbstractContextManager[object] = nullcontext()
    if outbox is None:
        outbox = variable("CLIQ_OUTBOX") or None
    if outbox is not None:
        transport = kept = Outbox(outbox, cliq)
        working = kept.working()
    listener = listener_at(host, port, "cardkit bridge")
    receiver = application(transport, place)  # which has nothing to do at its start and its end
    server = uvicorn.Server(uvicorn.Config(receiver, log_config=None, log_level="warning", ws="none", lifespan="off"))
    with working, listener:
        say_anyway(f"receiving for {place} at http://{name_of(host)}:{listener.getsockname()[1]}/")
        with _ending(server):
            server.run(sockets=[listener])


@contextmanager
def _ending(server: uvicorn.Server) -> Generator[None, None, None]:
    """Let Ctrl-C and SIGTERM end the server alone, which raises them anew at its end: what is being sent ends first."""

    def end(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
