"""`Sandbox`, what the user of a local Cliq holds, and `run`, which serves until Ctrl-C."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from ..errors import ConfigurationError
from ..outbox import Outbox
from ..reading.guards import require_flags
from ..transport.secret import checked
from .budget import Budget, Clock, whole
from .faults import Fault, Kind
from .judging import OrganisationName, organisation_of
from .records import Event, Inbox, Received, Refused
from .server import Running
from .service import Service
from .summary import line_of_change

if TYPE_CHECKING:
    from ..transport import CliqTransport

PORT = 8025
"""The port of `run`, unless told."""
ECHO = partial(print, flush=True)
"""Prints at once, also into a pipe."""


class Sandbox:
    """A local Cliq, which listens while the ``with`` block lasts. What it received can still be read afterwards.

    Args:
        token: the access token it accepts; random by default.
        zapikey: the key of its webhooks; random by default.
        budget: requests a minute before a token is locked out, such as the service's 20; None for no budget.
        lock: seconds of that lock.
        clock: the time in seconds.
        capacity: how many messages are kept; the oldest are dropped.
        host: where it listens.
        port: at which port; 0 for any that is free.
        strict: answer unknown keys at the top level of a body with a 400 and the code ``extra_key_found``, as some
            organisations report; otherwise they only warn.
        outbox: the file of an `Outbox`, whose letters the page shows; they are neither sent nor changed.
        organisation: which form to accept where the sources disagree: ``"reference"`` for that of the reference page,
            ``"field"`` for that which public senders report, None for all.

    Raises:
        ConfigurationError: a setting makes no sense, the file is not an outbox, or, when it starts, the port is taken.

    >>> from cardkit import Message
    >>> with Sandbox(budget=1) as sandbox:
    ...     receipt = Message("Hi").send(sandbox.transport, to="chat:CT_1")
    >>> sandbox.messages
    [{'text': 'Hi'}]
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        zapikey: str | None = None,
        budget: int | None = None,
        lock: float = 600.0,
        clock: Callable[[], float] = time.time,
        capacity: int = 1000,
        host: str = "127.0.0.1",
        port: int = 0,
        strict: bool = False,
        outbox: str | os.PathLike[str] | None = None,
        organisation: OrganisationName | None = None,
    ) -> None:
        require_flags(strict=strict)
        time_now = Clock(clock)
        self._service = Service(
            token=checked(_random() if token is None else token),
            zapikey=checked(_random() if zapikey is None else zapikey, "the zapikey"),
            clock=time_now,
            budget=Budget(budget, lock, time_now),
            inbox=Inbox(whole(capacity, "capacity, the messages that are kept,")),
            strict=strict,
            outbox=None if outbox is None else _readable(outbox),
            organisation=organisation_of(organisation),
        )
        self._host, self._port = host, whole(port, "port", 0)
        self._url: str | None = None
        self._running: Running | None = None
        self._transport: CliqTransport | None = None

    def __repr__(self) -> str:
        return f"Sandbox({self._url or 'not started'!r})"

    def __enter__(self) -> Self:
        if self._running is not None:
            raise ConfigurationError("this sandbox is running already; make another one")
        self._running = Running(self._service, self._host, self._port)
        self._url, self._transport = self._running.url, None
        return self

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.stop()
        self._running = None

    @property
    def url(self) -> str:
        """The origin to send to, such as ``http://127.0.0.1:40123``.

        Raises:
            ConfigurationError: it was never started.
        """
        if self._url is None:
            raise ConfigurationError("the sandbox has no address before it starts; write: with Sandbox() as sandbox:")
        return self._url

    @property
    def token(self) -> str:
        """The access token it accepts, as ``Bearer`` and as ``Zoho-oauthtoken``."""
        return self._service.token.reveal()

    @property
    def transport(self) -> CliqTransport:
        """A transport that posts here, without counting a budget of its own."""
        if self._transport is None:
            from ..transport import CliqTransport

            self._transport = CliqTransport(base_url=self.url, token=self.token, pacing=None)
        return self._transport

    def webhook_url(self, channel: str) -> str:
        """The address of a channel's webhook, with its key, as the service gives it.

        >>> from cardkit import Message
        >>> from cardkit.transport import CliqTransport
        >>> with Sandbox() as sandbox:
        ...     url = sandbox.webhook_url("alerts")
        ...     receipt = Message("Hi").send(CliqTransport.from_webhook(url, pacing=None))
        >>> str(sandbox.latest.destination)
        'channel:alerts'
        """
        key = self._service.zapikey.reveal()
        return f"{self.url}/api/v2/channelsbyname/{quote(channel, safe='')}/message?zapikey={quote(key, safe='')}"

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The bodies received, as fresh dicts, in the order in which they came."""
        return [received.body for received in self.received]

    @property
    def received(self) -> list[Received]:
        """What was received: records with body, destination, warnings and time."""
        return self._service.inbox.all()

    @property
    def refused(self) -> list[Refused]:
        """The newest 200 requests that were refused, or whose message a fault lost.

        >>> from cardkit import BadRequestError, Message
        >>> with Sandbox(strict=True) as sandbox:
        ...     try:
        ...         Message("Hi").extra(colour="red").send(sandbox.transport, to="chat:CT_1")
        ...     except BadRequestError:
        ...         pass
        >>> [(refused.status, refused.code) for refused in sandbox.refused]
        [(400, 'extra_key_found')]
        """
        return self._service.refusals.all()

    @property
    def latest(self) -> Received:
        """The record of the newest message.

        Raises:
            LookupError: there is none.
        """
        latest = self._service.inbox.latest()
        if latest is None:
            raise LookupError("the sandbox has no message: none was received, or all were cleared")
        return latest

    def clear(self) -> None:
        """Forget the messages and the refused requests; faults that wait, the budget and a lock stay.

        >>> from cardkit import Message
        >>> with Sandbox() as sandbox:
        ...     receipt = Message("Hi").send(sandbox.transport, to="chat:CT_1")
        >>> sandbox.clear()
        >>> sandbox.messages
        []
        """
        self._service.clear()

    def tell(self, echo: Callable[[str], object]) -> None:
        """Call `echo` with one line for each request from now on: time, status, destination, and what it was.

        What `echo` raises is logged, and changes no answer.
        """

        def listen(event: Event, record: Received | Refused | None) -> None:
            said = line_of_change(event, record, self._service.clock())
            if said is not None:
                echo(said)

        self._service.inbox.subscribe(listen)
        self._service.refusals.subscribe(listen)

    def fast_forward(self, seconds: float) -> None:
        """Advance the sandbox's clock by some seconds, so that a minute or a lock is over at once.

        Raises:
            ConfigurationError: `seconds` is not a number from 0 to a billion.

        >>> from cardkit import Message
        >>> with Sandbox(budget=1) as sandbox:
        ...     first = Message("One").send(sandbox.transport, to="chat:CT_1")
        ...     sandbox.fast_forward(60)
        ...     second = Message("Two").send(sandbox.transport, to="chat:CT_1")
        """
        self._service.clock.forward(seconds)

    def fault(
        self,
        kind: Kind | None = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        seconds: float | None = None,
        location: str | None = None,
        times: int = 1,
        deliver: bool | None = None,
    ) -> None:
        """Make the next requests fail, after the faults that wait already. Only requests with the right token count.

        Args:
            kind: ``"throttle"`` (a 400 that speaks of throttling), ``"slow"`` (waits `seconds`, then answers as usual),
                ``"cut"`` (no answer), ``"cut-body"`` (a 200 with half of its body), ``"garbage"`` (no HTTP),
                ``"endless"`` (a 200 whose body does not end) or ``"redirect"`` (to `location`).
            status: answer with this status instead, with `headers` and `body` if given.
            headers: for `status`.
            body: for `status`; an object.
            seconds: for ``"slow"``.
            location: for ``"redirect"``.
            times: how many requests meet it.
            deliver: whether the message is kept all the same; by default, if the answer begins with a 2xx.

        Raises:
            ConfigurationError: the options do not fit.

        >>> with Sandbox() as sandbox:
        ...     sandbox.fault("throttle")
        ...     sandbox.fault(status=502, times=3)
        """
        options = {"status": status, "headers": headers, "body": body, "seconds": seconds, "location": location}
        given = {name: value for name, value in options.items() if value is not None}
        self._service.faults.add(Fault.made(kind, deliver=deliver, **given), times)


def run(host: str = "127.0.0.1", port: int = PORT, *, echo: Callable[[str], object] = ECHO, **options: Any) -> None:
    """Serve a sandbox until Ctrl-C, and print one line for each request.

    Args:
        host: where to listen.
        port: at which port; 0 for any that is free.
        echo: called with each line: where it listens, what it accepts, then each request and what was wrong with it.
        options: those of `Sandbox`.

    Raises:
        ConfigurationError: a setting makes no sense, or the port is taken.
    """
    with suppress(KeyboardInterrupt), Sandbox(host=host, port=port, **options) as sandbox:
        echo(f"a local Cliq at   {sandbox.url}")
        echo(f"with the token    {sandbox.token}")
        echo(f"and a webhook at  {sandbox.webhook_url('alerts')}")
        sandbox.tell(echo)
        while True:
            time.sleep(3600)


def _readable(path: str | os.PathLike[str]) -> Outbox:
    """The outbox of a file, read once so that a wrong file is told at the beginning."""
    outbox = Outbox(path)
    outbox.stats()
    return outbox


def _random() -> str:
    """A token that looks like one of the service."""
    return f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"
