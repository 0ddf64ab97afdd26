"""The addresses that a destination may have: the sources disagree about the version and about the end of the path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from ...limits import APIS, Api
from ...to import Destination
from ...transport import CliqTransport
from ...transport.addresses import PATHS, RECIPIENTS, address, recipients_of
from .probes import Probe


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

    def transport(self, to: Destination, **options: Any) -> CliqTransport:
        """A transport that takes this address, signed in as the environment says, with other options.

        Raises:
            ConfigurationError: the environment holds no way to sign in.
        """
        return CliqTransport.from_env(**{"api": self.api, **self.settings(to, self.api), **options})


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
