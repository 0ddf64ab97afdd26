"""Posting to Zoho Cliq: a sender that knows this service's budget, its lock and its throttle answers.

A message that was built arrives once, or the error says whether it may have. What is repeated, and after how long, is
decided in one place, `CliqTransport._delivery`. It performs nothing itself: it asks for waits and for posts, so that
`send` and `asend` follow the same rules.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import time
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

from .. import __version__
from ..errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    DeliveryUnknownError,
    RateLimitError,
    ServerError,
    TransportError,
)
from ..limits import APIS, Api
from ..to import Destination
from .addresses import address, origin, recipients_of, webhook
from .addresses import paths as paths_of
from .answers import LOCK, LONGEST_LOCK, receipt
from .base import Receipt
from .gateway import extra_headers
from .http import KEY, Answer, Client, LostError, NotSentError
from .oauth import RefreshingToken
from .pacing import Pacing, Slot, pacing_of
from .secret import MASK, Headers, Secret, checked, digest, hidden, masked

if TYPE_CHECKING:
    from .http import PoolManager

ATTEMPTS = 4
"""Posts of one message at most, whatever `max_wait` allows."""
HEADERS: Mapping[str, str] = {"bearer": "Bearer", "zoho": "Zoho-oauthtoken"}
"""The two forms of the Authorization header: that of the reference, and Zoho's general one."""

LOG = logging.getLogger("cardkit.transport")

Step: TypeAlias = float | Callable[[], Any]  # seconds to wait, or something to perform that could block
Delivery: TypeAlias = Generator[Step, Any, Receipt]


class CliqTransport:
    """Post messages to Zoho Cliq.

    One transport may be shared by threads and survives a fork. It keeps to the service's budget of 20 requests a minute
    and never posts into its lock. A message is posted again only where nothing can arrive twice: no connection came
    about, the service was busy and said for how long, it throttled (once, after the lock), or it refused a token and
    there is another.

    Args:
        token: the access token, a function without arguments that gives it, or a `RefreshingToken`.
        region: where the organisation lives: ``us eu in au cn jp sa uk ca``.
        api: the version of the addresses, ``"v2"`` or ``"v3"``.
        wire: the form of the messages, where it is another than `api`.
        base_url: another origin, such as that of a sandbox. Plain http goes only to this machine.
        timeout: seconds to connect and seconds to wait for the answer.
        max_wait: seconds that one send may sleep in all, for the budget, a lock or a repeat; 0 never sleeps.
        pacing: who counts the budget: ``"machine"`` (all processes of this user), ``"process"``, None, or a `Pacing`.
        account: the name of the user whose budget it is; by default one is made from the token.
        auth: the form of the header, ``"bearer"`` or ``"zoho"`` (``Zoho-oauthtoken``).
        paths: other paths by kind of destination, such as ``{"chat": "/chats/{id}/message"}``.
        recipients: the parameter that names the users of a bot, ``"userids"`` (by default in v2) or ``"user_ids"`` (in
            v3); senders report that bots of v3 take ``userids`` and refuse the other, against the reference.
        headers: others that go along with every message, such as the ``orgId`` of a gateway; never Authorization.
        http: a ready `urllib3.PoolManager`, for proxies or certificates of your own.
        at_least_once: post again also where the message may have arrived already.
        clock: the time in seconds; for tests.
        sleep: waits so many seconds; for tests.

    Raises:
        ConfigurationError: a setting makes no sense.

    >>> CliqTransport(token="1000.abc", region="eu")
    CliqTransport('https://cliq.zoho.eu/api/v2')
    """

    destination: Destination | None = None
    _root = ""
    _webhook: Secret | None = None
    _key: Secret | None = None

    def __init__(
        self,
        *,
        token: str | Callable[[], str],
        region: str = "us",
        api: Api = "v2",
        wire: Api | None = None,
        base_url: str | None = None,
        timeout: tuple[float, float] = (5.0, 30.0),
        max_wait: float = 60.0,
        pacing: Literal["machine", "process"] | Pacing | None = "machine",
        account: str | None = None,
        auth: Literal["bearer", "zoho"] = "bearer",
        paths: Mapping[str, str] | None = None,
        recipients: Literal["userids", "user_ids"] | None = None,
        headers: Mapping[str, str] | None = None,
        http: PoolManager | None = None,
        at_least_once: bool = False,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        access = token = hidden(token)  # from here on no traceback shows it
        if api not in APIS or wire not in (None, *APIS):
            raise ConfigurationError(f"api and wire must be 'v2' or 'v3'; they are {api!r} and {wire!r}")
        if auth not in HEADERS:
            raise ConfigurationError(f"auth={auth!r} is no form of the header; there are {', '.join(HEADERS)}")
        if not isinstance(max_wait, (int, float)) or not max_wait >= 0:
            raise ConfigurationError(f"max_wait={max_wait!r} must be a number of seconds, 0 or more")
        self.wire: Api = wire or api
        self._api: Api = api
        self._origin = origin(region, base_url)
        self._root = f"{self._origin}/api/{api}"
        self._paths = paths_of(api, paths)
        self._recipients, self._headers = recipients_of(recipients, api), extra_headers(headers)
        self._scheme = HEADERS[auth]
        self._client = Client(timeout, http)
        self._hold = float(sum(timeout))
        self._max_wait = float(max_wait)
        self._pacing = pacing_of(pacing, clock, float(max_wait))
        self._at_least_once = at_least_once
        self._sleep = sleep
        give: Any = access if callable(access) else checked(access).reveal
        self._token: Callable[[], str] = give
        self._refused: Callable[[str], object] | None = getattr(access, "refused", None)
        self._changes = callable(access)
        self._useless: set[str] = set()  # digests of tokens whose renewal changed nothing
        self._account = account or self._account_of(access)

    def _account_of(self, token: object) -> str:
        if isinstance(token, RefreshingToken):
            return digest(self._origin, token.account)
        return digest(self._origin, token.reveal()) if isinstance(token, Secret) else digest(self._origin)

    @classmethod
    def from_webhook(cls, url: str, **options: Any) -> Self:
        """A transport that posts to a webhook address, with the ``zapikey`` in it and no other token.

        Args:
            url: such as ``https://cliq.zoho.com/api/v2/channelsbyname/alerts/message?zapikey=…``; all of it is secret.
            options: those of the class but `token`, `region`, `api`, `base_url`, `auth`, `paths` and `recipients`: the
                address settles these.

        Raises:
            ConfigurationError: it is no such address; the error does not show it.
        """
        held, url = Secret(str(url)), MASK  # from here on no traceback shows it
        found = webhook(held)
        for name in ("token", "region", "api", "base_url", "auth", "paths", "recipients"):
            if name in options:
                raise ConfigurationError(f"{name} is settled by the webhook's address, so it cannot be given")
        transport = cls(token=found.key.reveal(), api=found.api, base_url=found.origin, **options)
        transport._webhook, transport._key, transport.destination = held, found.key, found.destination
        transport._account = options.get("account") or digest(found.origin, found.key.reveal())
        return transport

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """A transport from the environment: exactly one of three ways to sign in.

        ``CLIQ_TOKEN``; ``CLIQ_WEBHOOK_URL``; or ``CLIQ_CLIENT_ID``, ``CLIQ_CLIENT_SECRET`` and ``CLIQ_REFRESH_TOKEN``,
        with ``CLIQ_TOKEN_CACHE``, a path, if processes are to share the access token.
        ``CLIQ_REGION``, ``CLIQ_API`` and ``CLIQ_BASE_URL`` set what they say; of a webhook the address does.

        Raises:
            ConfigurationError: none of the ways is complete, or several are begun.
        """
        names = {"region": "CLIQ_REGION", "api": "CLIQ_API", "base_url": "CLIQ_BASE_URL"}
        given: dict[str, Any] = {
            name: os.environ[variable] for name, variable in names.items() if os.environ.get(variable)
        }
        way = _way(os.environ)
        if way == WAYS[1]:
            return cls.from_webhook(os.environ["CLIQ_WEBHOOK_URL"], **options)
        token: str | RefreshingToken = os.environ.get("CLIQ_TOKEN", "")
        if way == WAYS[2]:
            region = {**given, **options}.get("region", "us")
            client, secret, refresh = WAYS[2]
            how: dict[str, Any] = {name: options[name] for name in ("timeout", "http") if name in options}
            how["cache"] = os.environ.get("CLIQ_TOKEN_CACHE")
            token = RefreshingToken(os.environ[client], os.environ[secret], os.environ[refresh], region, **how)
        return cls(token=token, **{**given, **options})

    def __reduce__(self) -> str:
        raise TypeError("a transport holds a secret and connections, so it cannot be pickled; make one in each process")

    def url(self, to: Destination) -> str:
        """The address that a message for a destination is posted to; of a webhook without its key.

        Raises:
            ConfigurationError: it has no address in this version of the API.
        """
        return KEY.sub(rf"\1{MASK}", self._address(to).reveal())

    def __repr__(self) -> str:
        return f"CliqTransport({self._root!r})" if self._webhook is None else "CliqTransport.from_webhook('…')"

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Post one message.

        Raises:
            ConfigurationError: the destination has no address in this version of the API, or the token makes no sense.
                Nothing was sent.
            TransportError: one of its family, which says whether the message may have arrived.
        """
        delivery = self._delivery(body, to)
        step, arrived = _next(delivery, None)
        while arrived is None:
            try:
                outcome = self._sleep(step) if isinstance(step, float) else step()
            except Exception as error:
                outcome = error
            step, arrived = _next(delivery, outcome)
        return arrived

    async def asend(self, body: bytes, to: Destination) -> Receipt:
        """As `send`, waiting with `asyncio.sleep`; what could block is in a thread."""
        delivery = self._delivery(body, to)
        step, arrived = _next(delivery, None)
        while arrived is None:
            try:
                outcome = await (asyncio.sleep(step) if isinstance(step, float) else asyncio.to_thread(step))
            except Exception as error:
                outcome = error
            step, arrived = _next(delivery, outcome)
        return arrived

    def _delivery(self, body: bytes, to: Destination) -> Delivery:
        """The way of one message: the waits and posts it needs, and its receipt."""
        url = self._address(to)
        left, attempt, throttled = self._max_wait, 0, False
        failure: TransportError | None = None
        refused: Secret | None = None
        while True:
            attempt += 1
            token = yield self._access
            if failure is not None and refused is not None and token.reveal() == refused.reveal():
                raise failure  # the refusal of the only token there is
            slot, left = yield from self._slot(left)
            outcome = yield from self._attempt(slot, url, body, to, token)
            notes = {"destination": str(to), "attempt": attempt, "status": outcome.status}
            if isinstance(outcome, Receipt):
                LOG.info("sent to %s", to, extra=notes)
                return outcome
            seconds = yield partial(self._pause, outcome, attempt, token, throttled, refused is not None)
            if seconds is None or seconds > left or attempt == ATTEMPTS:
                LOG.warning("%s for %s", type(outcome).__name__, to, extra=notes)
                raise outcome
            LOG.info("once more to %s in %.1f s", to, seconds, extra={**notes, "wait": seconds})
            failure, throttled = outcome, throttled or isinstance(outcome, RateLimitError)
            refused = token if isinstance(outcome, AuthenticationError) else refused
            left -= seconds
            if seconds:
                yield seconds

    def _access(self) -> Secret | None:
        """The token of this moment, or None where the address holds the key."""
        return checked(self._token()) if self._webhook is None else None

    def _slot(self, left: float) -> Generator[Step, Any, tuple[Slot | None, float]]:
        """A slot of the budget, and the seconds that are left for waiting.

        Raises:
            RateLimitError: none is free in time; nothing was sent.
        """
        while self._pacing is not None:
            slot = yield partial(self._pacing.take, self._account, self._hold)
            if isinstance(slot, Slot):
                return slot, left
            if slot > left:
                message = f"the budget or lock of this account leaves no room for {slot:.0f} s; nothing was sent"
                raise RateLimitError(message, retry_after=slot)
            LOG.info("waiting %.1f s for the budget", slot, extra={"wait": slot})
            left -= slot
            yield float(slot)
        return None, left

    def _attempt(
        self, slot: Slot | None, url: Secret, body: bytes, to: Destination, token: Secret | None
    ) -> Generator[Step, Any, Receipt | TransportError]:
        """One post: its receipt or its failure. One that is broken off stays in the budget, for it may have left."""
        used = True
        outcome: Receipt | TransportError
        try:
            answer = yield partial(self._post, url, body, token)
            outcome = receipt(answer.status, answer.headers, answer.content, to)
        except NotSentError as error:
            used = False
            outcome = ConnectionFailedError(f"{error} with {self._root}, so nothing was sent to {to}")
        except LostError as error:
            message = f"{error} with {self._root} after the message for {to} had left; it may have arrived"
            outcome = DeliveryUnknownError(message, may_have_arrived=True)
        except TransportError as error:
            outcome = error
        if slot is not None and self._pacing is not None:
            yield partial(self._pacing.settle, slot, used=used)
        return outcome

    def _pause(
        self, failure: TransportError, attempt: int, token: Secret | None, throttled: bool, renewed: bool
    ) -> float | None:
        """The seconds until another post is worth it, or None where there must be none."""
        if isinstance(failure, RateLimitError):
            seconds = LOCK if failure.retry_after is None else min(max(failure.retry_after, 1.0), LONGEST_LOCK)
            if self._pacing is not None:
                self._pacing.lock(self._account, seconds)
            return None if throttled else seconds
        if isinstance(failure, AuthenticationError):
            return self._renewal(token, renewed)
        if isinstance(failure, ServerError) and failure.retry_after is not None:
            return failure.retry_after
        if isinstance(failure, ConnectionFailedError) or (failure.may_have_arrived and self._at_least_once):
            return float(2**attempt) / 4 * (1 + random.random())  # noqa: S311 - it spreads posts, it guards nothing
        return None

    def _renewal(self, token: Secret | None, renewed: bool) -> float | None:
        """At once, where a refused token may have a successor. One that was refused like its predecessor has none."""
        if token is None or not self._changes:
            return None
        name = digest(token.reveal())
        if renewed or name in self._useless:
            self._useless.add(name)
            return None
        if self._refused is not None:
            self._refused(token.reveal())
        return 0.0

    def _post(self, url: Secret, body: bytes, token: Secret | None) -> Answer:
        """Post once; what the answer holds of the secrets is masked."""
        headers = Headers({**self._headers, "Content-Type": "application/json", "User-Agent": f"cardkit/{__version__}"})
        if token is not None:
            headers["Authorization"] = f"{self._scheme} {token.reveal()}"
        answer = self._client.post(url, body, headers)
        secrets = tuple(secret for secret in (token, self._key) if secret is not None)
        return answer._replace(content=masked(answer.content, secrets))

    def _address(self, to: Destination) -> Secret:
        if self._webhook is None:
            return Secret(self._root + address(to, self._api, self._paths, self._recipients))
        if to != self.destination:
            raise ConfigurationError("a webhook posts to the one place of its address; leave `to` out")
        return self._webhook


def _next(delivery: Delivery, outcome: object) -> tuple[Any, Receipt | None]:
    """The next step of a delivery, once the outcome of the one before is told; and the receipt when there is none."""
    try:
        return (delivery.throw(outcome) if isinstance(outcome, Exception) else delivery.send(outcome)), None
    except StopIteration as done:
        return None, done.value


def _way(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The one way to sign in that the environment holds."""
    begun = [way for way in WAYS if any(environment.get(name) for name in way)]
    missing = [name for way in begun for name in way if not environment.get(name)]
    if len(begun) == 1 and not missing:
        return begun[0]
    ways = "; or ".join([" and ".join(way) for way in WAYS])
    came = f"{', '.join(missing)} missing" if missing else f"{len(begun)} of them are set"
    raise ConfigurationError(f"the environment must hold exactly one way to sign in: {ways}. Now: {came}")


WAYS = (("CLIQ_TOKEN",), ("CLIQ_WEBHOOK_URL",), ("CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET", "CLIQ_REFRESH_TOKEN"))
