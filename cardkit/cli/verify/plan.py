"""What `cardkit verify` will post: where to, by which addresses, and which probes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from ...errors import ConfigurationError
from ...limits import APIS, Api
from ...reading.guards import refuse_webhook
from ...reading.place import Place
from ...reading.urls import https
from ...to import Destination, parse
from ...transport import CliqTransport
from ...transport.environment import variable
from ..send import tell_wait
from ..words import Unusable
from .asking import Result, Stopped, post_probe
from .probes import PICTURE, Probe, probes
from .questions import Conclusion, conclusion, questions
from .routes import Route, routes

_BAD_REQUEST = 400


@frozen
class Plan:
    """What will be posted; no routes where a webhook settles the address. `usual` is the version of the addresses."""

    to: Destination
    usual: Api
    routes: Sequence[Route]
    probes: Sequence[Probe]

    @property
    def messages(self) -> Sequence[Probe]:
        """All messages in their order, those for the addresses first."""
        return [*[route.probe for route in self.routes], *self.probes]

    def places(self) -> Iterator[str]:
        """Where each message stands among all, such as ``7/31``."""
        count = len(self.messages)
        return (f"{number}/{count}" for number in range(1, count + 1))

    def conclusions(self, results: Sequence[Result]) -> Sequence[Conclusion]:
        """What the results say to each question."""
        named = {result.probe.name: result for result in results}
        return [conclusion(question, named) for question in questions(self.to, self.usual, self.routes)]


def plan_of(to: str | None, picture: str | None) -> Plan:
    """The plan for a destination, or for the webhook of the environment.

    Raises:
        ConfigurationError: the destination makes no sense, or there is one beside a webhook.
        Unusable: there is none, or the picture has no https address.
    """
    given = probes(_picture(picture))
    if variable("CLIQ_WEBHOOK_URL"):
        transport = CliqTransport.from_env()
        if to is not None or transport.destination is None:
            raise ConfigurationError("a webhook has its own destination: leave --to out, or unset CLIQ_WEBHOOK_URL")
        return Plan(transport.destination, transport.wire, (), given)
    if to is None:
        raise Unusable("name a chat of your own with --to, such as chat:CT_1; everybody in it sees the messages")
    place, usual = parse(to), _usual()
    return Plan(place, usual, routes(place, usual), given)


def post(plan: Plan) -> Iterator[Result]:
    """Post everything: to each address first, and the rest to the first of them that takes messages.

    Raises:
        Stopped: no address does, the service throttles, or it refuses whoever posts or the address.
        ConfigurationError: the environment holds no way to sign in.
    """
    places, chosen = plan.places(), None
    for route in plan.routes:
        result = post_probe(route.probe, next(places), plan.to, _transport(plan, route))
        yield result
        chosen = chosen or (route if result.taken else None)
    if plan.routes and chosen is None:
        raise Stopped("no address took a message")
    transport = _transport(plan, chosen)
    for probe in plan.probes:
        result = post_probe(probe, next(places), plan.to, transport)
        if result.taken is False and result.status != _BAD_REQUEST:
            raise Stopped(f"{result.status or 'no connection'}: {result.words}")
        yield result


def _transport(plan: Plan, route: Route | None) -> CliqTransport:
    """What carries messages by an address, or by that of the webhook, and waits for the budget as long as it takes."""
    options: dict[str, Any] = {"sleep": time.sleep}
    transport = CliqTransport.from_env(**options) if route is None else route.transport(plan.to, **options)
    return transport.using(max_wait=math.inf, on_wait=tell_wait)


def _usual() -> Api:
    given = variable("CLIQ_API") or "v2"
    api: Api | None = next((known for known in APIS if known == given), None)
    if api is None:
        refuse_webhook(given)
        raise ConfigurationError(f"CLIQ_API={given!r} must be 'v2' or 'v3'")
    return api


def _picture(given: str | None) -> str:
    place = Place("the picture")
    address = https(PICTURE if given is None else given, place)
    if place.issues:
        raise Unusable(f"--picture: {place.issues[0].message}; it takes {place.issues[0].expected}")
    return address
