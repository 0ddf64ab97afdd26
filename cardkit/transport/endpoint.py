"""Where messages are posted and how a post signs in: with a token in a header, or with the key in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from attrs import field, frozen

from .. import __version__
from ..errors import ConfigurationError
from ..errors.wording import shown
from ..limits import APIS, Api
from ..reading.guards import is_text, refuse_webhook
from ..to import Destination
from .addresses import PATHS, address, origin, recipients_of, webhook
from .addresses import paths as paths_of
from .oauth import RefreshingToken
from .secret import KEY, MASK, Masked, Secret, checked, digest, hidden

HEADERS: Mapping[str, str] = {"bearer": "Bearer", "zoho": "Zoho-oauthtoken"}
"""The two forms of the Authorization header: that of the reference, and Zoho's general one."""
JSON: Mapping[str, str] = {"Content-Type": "application/json", "User-Agent": f"cardkit/{__version__}"}
KNOWN = 128
"""The most destinations whose addresses an endpoint caches."""
DEFAULTS = {"region": "us", "api": "v2", "base_url": None, "auth": "bearer", "paths": None, "recipients": None}
"""The defaults of those settings of a transport that an endpoint replaces."""


class Endpoint(Protocol):
    """Where messages are posted, and how a post signs in."""

    @property
    def root(self) -> str:
        """The common beginning of all addresses; it holds no secret."""
        ...

    @property
    def api(self) -> Api:
        """The version of the addresses."""
        ...

    @property
    def account(self) -> str:
        """A name for the account whose budget is used; a digest, which reveals nothing."""
        ...

    @property
    def destination(self) -> Destination | None:
        """The destination, if the endpoint has only one."""
        ...

    def url(self, to: Destination) -> Secret:
        """The address that messages for a destination are posted to."""
        ...

    def shown(self, to: Destination) -> str:
        """The same without the secret in it."""
        ...

    def token(self) -> Secret | None:
        """The current token, or None if the address holds the key."""
        ...

    def refused(self, token: Secret) -> bool:
        """Report that the service refused a token; returns whether there may be another one."""
        ...

    def headers(self, token: Secret | None) -> Mapping[str, str]:
        """The headers of a post."""
        ...

    def secrets(self, token: Secret | None) -> tuple[Secret, ...]:
        """The secrets to mask in responses, which may echo them."""
        ...


@frozen(eq=False)
class TokenEndpoint:
    """The service's addresses in one region and version of the API, with a token in the header."""

    source: Secret | Callable[[], str] = field(repr=False)
    origin: str
    api: Api = "v2"
    scheme: str = "Bearer"
    paths: Mapping[str, str] = field(factory=lambda: PATHS["v2"], repr=False)
    recipients: str | None = None
    destination: None = field(default=None, init=False)
    _known: dict[Destination, Secret] = field(factory=dict[Destination, Secret], init=False, repr=False)

    @property
    def root(self) -> str:
        return f"{self.origin}/api/{self.api}"

    @property
    def account(self) -> str:
        if isinstance(self.source, Secret):
            return digest(self.origin, self.source.reveal())
        if isinstance(self.source, RefreshingToken):
            return digest(self.origin, self.source.account)
        return digest(self.origin)  # whose tokens a function gives is not known

    def url(self, to: Destination) -> Secret:
        found = self._known.get(to)
        if found is None:
            found = Secret(self.shown(to))
            if len(self._known) < KNOWN:
                self._known[to] = found
        return found

    def shown(self, to: Destination) -> str:
        return self.root + address(to, self.api, self.paths, self.recipients)

    def token(self) -> Secret:
        return self.source if isinstance(self.source, Secret) else checked(self.source())

    def refused(self, token: Secret) -> bool:
        if isinstance(self.source, Secret):
            return False
        tell: Callable[[str], object] | None = getattr(self.source, "refused", None)
        if tell is not None:
            tell(token.reveal())
        return True

    def headers(self, token: Secret | None) -> Mapping[str, str]:
        return JSON if token is None else {**JSON, "Authorization": Masked(f"{self.scheme} {token.reveal()}")}

    def secrets(self, token: Secret | None) -> tuple[Secret, ...]:
        return () if token is None else (token,)


@frozen(eq=False)
class WebhookEndpoint:
    """The address of a webhook; all of it is secret, since it holds the key."""

    address: Secret
    key: Secret
    origin: str
    api: Api
    destination: Destination

    @classmethod
    def of(cls, url: Secret) -> WebhookEndpoint:
        """The endpoint that an address describes.

        Raises:
            ConfigurationError: it is no such address; the error does not show it.
        """
        found = webhook(url)
        return cls(url, found.key, found.origin, found.api, found.destination)

    @property
    def root(self) -> str:
        return f"{self.origin}/api/{self.api}"

    @property
    def account(self) -> str:
        return digest(self.origin, self.key.reveal())

    def url(self, to: Destination) -> Secret:
        if to != self.destination:
            raise ConfigurationError("a webhook posts to the one place of its address; leave `to` out")
        return self.address

    def shown(self, to: Destination) -> str:
        return KEY.sub(rf"\1{MASK}", self.url(to).reveal())

    def token(self) -> None:
        return None

    def refused(self, token: Secret) -> bool:
        return False

    def headers(self, token: Secret | None) -> Mapping[str, str]:
        return JSON

    def secrets(self, token: Secret | None) -> tuple[Secret, ...]:
        return (self.key,)


def endpoint_of(given: Endpoint | None, token: object, where: Mapping[str, Any]) -> Endpoint:
    """The endpoint that is given, or the one that a token and the settings of an address describe.

    Args:
        given: an endpoint.
        token: the token, or what gives it, as a secret.
        where: a value for each of `DEFAULTS`.

    Raises:
        ConfigurationError: a setting makes no sense, or stands beside an endpoint, which settles it.
    """
    if given is not None:
        if token is not None or where != DEFAULTS:
            raise ConfigurationError(f"an endpoint settles token, {', '.join(where)}: they cannot be given beside it")
        return given
    source: Secret | Callable[[], str] = hidden(token)
    del token  # from here on no traceback shows it
    for setting in where.values():
        refuse_webhook(setting)
    api, auth = where["api"], where["auth"]
    if api not in APIS:
        raise ConfigurationError(f"api={shown(api)} must be 'v2' or 'v3'")
    if not is_text(auth) or auth not in HEADERS:
        raise ConfigurationError(f"auth={shown(auth)} is no form of the header; there are {', '.join(HEADERS)}")
    access = checked(source) if isinstance(source, Secret) else source
    here, recipients = origin(where["region"], where["base_url"]), recipients_of(where["recipients"], api)
    return TokenEndpoint(access, here, api, HEADERS[auth], paths_of(api, where["paths"]), recipients)


def wire_of(wire: Api | None, endpoint: Endpoint) -> Api:
    """The form of the messages: the one that is given, or that of the addresses.

    Raises:
        ConfigurationError: there is no such form.
    """
    if wire not in (None, *APIS):
        raise ConfigurationError(f"wire={shown(wire)} must be 'v2' or 'v3'")
    return wire or endpoint.api


def settings_of_webhook(endpoint: WebhookEndpoint, options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a transport that posts to a webhook, with other options.

    Raises:
        ConfigurationError: one of these is settled by the address.
    """
    for name in ("token", *DEFAULTS, "endpoint"):
        if name in options:
            raise ConfigurationError(f"{name} is settled by the webhook's address, so it cannot be given")
    return {**options, "endpoint": endpoint}
