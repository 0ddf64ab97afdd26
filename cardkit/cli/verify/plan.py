"""What `cardkit verify` will post: which probes, where to, and by which addresses.

The sources disagree about the version of an address and about the end of its path.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from ...errors import ConfigurationError
from ...limits import APIS, Api
from ...reading.place import Place
from ...reading.urls import https
from ...to import Destination, parse
from ...transport import CliqTransport
from ...transport.addresses import PATHS, RECIPIENTS, address, recipients_of
from ...transport.environment import variable
from ..output import Unusable
from ..send import tell_wait, transport_for_addresses
from .probes import Probe, Result, Stopped, post_probe, probes

_BAD_REQUEST = 400
_PICTURE = "https://www.python.org/static/img/python-logo.png"  # that is posted, unless another is given


@frozen
class Route:
    """One address of a destination.

    Attributes:
        api: the version of the address.
        path: the path below it.
        recipients: the parameter that names the users of a bot; empty where there are none.
    """

    api: Api
    path: str
    recipients: str = ""

    @property
    def name(self) -> str:
        """Its name in the report, such as ``v2-messages``."""
        return "-".join([self.api, self.path.rpartition("/")[2], *([self.recipients] if self.recipients else [])])

    @property
    def probe(self) -> Probe:
        """The text that tries it."""
        return Probe(f"address-{self.name}")

    def shown(self, to: Destination) -> str:
        """The path of the address that a message for a destination is posted to."""
        return f"/api/{self.api}{address(to, self.api, {to.kind: self.path}, self.recipients or None)}"

    def settings(self, to: Destination, usual: Api) -> dict[str, Any]:
        """The settings of a transport that make it take this address, where its version is otherwise `usual`."""
        given: dict[str, Any] = {} if self.api == usual else {"api": self.api}
        if PATHS[self.api].get(to.kind) != self.path:
            given["paths"] = {to.kind: self.path}
        if self.recipients and self.recipients != recipients_of(None, self.api):
            given["recipients"] = self.recipients
        return given


def routes(to: Destination, usual: Api) -> Sequence[Route]:
    """The addresses of a destination, those of the version `usual` first, and of each the one that cardkit takes."""
    versions: list[Api] = [usual, *[api for api in APIS if api != usual]]
    return [
        Route(api, path, recipients)
        for api in versions
        if to.kind in PATHS[api]
        for path in _ends(PATHS[api][to.kind])
        for recipients in _recipients(to, api)
    ]


def _ends(path: str) -> Sequence[str]:
    """The path, and the same with the other end: in the plural or the singular."""
    return path, path.removesuffix("s") if path.endswith("/messages") else f"{path}s"


def _recipients(to: Destination, api: Api) -> Sequence[str]:
    usual = recipients_of(None, api)
    return [usual, *[name for name in RECIPIENTS if name != usual]] if to.users else [""]


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
    place, usual = parse(to), transport_for_addresses().wire
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
    settings: dict[str, Any] = {} if route is None else {"api": route.api, **route.settings(plan.to, route.api)}
    return CliqTransport.from_env(**settings).using(max_wait=math.inf, on_wait=tell_wait)


def _picture(given: str | None) -> str:
    place = Place("the picture")
    address = https(_PICTURE if given is None else given, place)
    if place.issues:
        raise Unusable(f"--picture: {place.issues[0].message}; it takes {place.issues[0].expected}")
    return address
