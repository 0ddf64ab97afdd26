"""`CliqTransport` posts to Zoho Cliq, within the request budget of the service, and waits for the end of its lock.

A message arrives once, or the error says whether it may have arrived.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, Self, Unpack

from ..limits import Api
from ..reading.guards import refuse_webhook
from ..to import Destination, chosen
from . import api_requests
from .addresses import Region
from .api_requests import ApiRequest
from .base import Receipt
from .calls import check_destination
from .delivery import Course, drive
from .endpoint import Endpoint, WebhookEndpoint, endpoint_of, settings_of_webhook, wire_of
from .environment import settings
from .http import Client, PoolManager
from .options import CliqOptions, WebhookOptions
from .pacing import Pacing, pacing_of
from .pacing.account import AccountBudget
from .posting import Poster
from .secret import MASK, Secret, hidden
from .system import PerProcess
from .waiting import Patience, WaitListener, seconds_of


class CliqTransport:
    """Post messages to Zoho Cliq.

    Threads may share one transport, and it survives a fork. It keeps to the service's budget of 20 requests a minute
    and never posts into its lock. It posts a message again only if nothing can arrive twice: nothing had left this
    machine, the service throttled (once, after the lock), or it refused a token and there is another. Whether anything
    left is observed at the connection, also behind proxies.

    Args:
        token: the access token, a function without arguments that gives it, or a `RefreshingToken`.
        region: the region of the organisation: ``us eu in au cn jp sa uk ca``.
        api: the version of the addresses, ``"v2"`` or ``"v3"``.
        wire: the form of the messages, if it is another than `api`.
        base_url: another origin, such as that of a sandbox. Plain http goes only to this machine.
        timeout: seconds to connect and seconds to wait for the answer, from the first byte posted to the last one read.
        deadline: seconds for all of one exchange, from looking up the host to the end of the answer; by default the sum
            of the two. Only the look-up itself is bounded by the system's own resolver.
        max_wait: seconds that one send may wait in all, for the budget, a lock or a repeat; 0 never waits.
        pacing: who counts the budget: ``"machine"`` (all processes of this user), ``"process"``, None (nobody), or
            a `Pacing`: for a fleet `PostgresPacing` or `RedisPacing`.
        account: the name of the user whose budget it is; by default it is derived from the token.
        auth: the form of the header, ``"bearer"`` or ``"zoho"`` (``Zoho-oauthtoken``).
        paths: other paths by kind of destination, such as ``{"chat": "/chats/{id}/message"}``, which threads have too.
        recipients: the parameter that names the users of a bot, ``"userids"`` (by default in v2) or ``"user_ids"`` (in
            v3); senders report that bots of v3 take ``userids`` and refuse the other, against the reference.
        headers: further headers of every message, such as the ``orgId`` of a gateway; never Authorization.
        http: a ready `urllib3.PoolManager`, for proxies or certificates of your own.
        at_least_once: post again even if the message may have arrived already. `send_all` and an outbox ignore it,
            since they record such a message; they have `resend_unknown` and `at_least_once` of their own.
        refuses_when_busy: set it for an address, such as a gateway, that answers 503 with Retry-After only before it
            takes a message. Then such a message counts as not delivered and is posted again at that time. Without it,
            the message may have arrived.
        on_wait: called with a `Wait` before each wait; if it raises, the send ends. Without it, a wait of more than two
            seconds is shown on the terminal, if standard error is one. Every wait is logged.
        endpoint: where to post and how to sign in, instead of token, region, api, base_url, auth, paths and recipients.
        clock: the time in seconds; for tests.
        sleep: waits so many seconds; for tests.

    Raises:
        ConfigurationError: a setting makes no sense.

    >>> CliqTransport(token="1000.abc", region="eu")
    CliqTransport('https://cliq.zoho.eu/api/v2')
    """

    _on_leaving: Callable[[], object] | None = None  # called when a request leaves; `using` sets it

    def __init__(
        self,
        *,
        token: str | Callable[[], str] | None = None,
        region: Region = "us",
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
        deadline: float | None = None,
        refuses_when_busy: bool = False,
        on_wait: WaitListener | None = None,
        endpoint: Endpoint | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        access = token = None if token is None else hidden(token)  # from here on no traceback shows it
        held, headers = Secret(headers), None  # nor what these say
        refuse_webhook((wire, account, pacing))
        where = {"region": region, "api": api, "base_url": base_url}
        signed = {"auth": auth, "paths": paths, "recipients": recipients}
        self._endpoint = endpoint = endpoint_of(endpoint, access, {**where, **signed})
        self.wire: Api = wire_of(wire, endpoint)
        self.destination: Destination | None = endpoint.destination
        self._client = client = Client(timeout, http, deadline)
        self._budget = AccountBudget(account or endpoint.account, client.limits.deadline, pacing_of(pacing, clock))
        self._poster = Poster(endpoint, client, self._budget, self, held, at_least_once, refuses_when_busy, clock)
        self._max_wait: float | Patience = seconds_of(max_wait)
        self.on_wait, self._sleep = on_wait, sleep
        self._pools = PerProcess[Any]()  # of threads for `asend`

    @classmethod
    def from_webhook(cls, url: str, **options: Unpack[WebhookOptions]) -> Self:
        """A transport that posts to the address of a webhook, whose ``zapikey`` signs in.

        Args:
            url: such as ``https://cliq.zoho.com/api/v2/channelsbyname/alerts/message?zapikey=…``; all of it is secret.
            options: those of the class, except `token`, `region`, `api`, `base_url`, `auth`, `paths` and `recipients`,
                which the address decides.

        Raises:
            ConfigurationError: it is not such an address; the error does not show it.

        >>> address = "https://cliq.zoho.com/api/v2/channelsbyname/alerts/message"
        >>> CliqTransport.from_webhook(f"{address}?zapikey=1001.abc")
        CliqTransport.from_webhook('…')
        """
        held, url = hidden(url), MASK  # from here on no traceback shows it
        return cls(**settings_of_webhook(WebhookEndpoint.of(held), options))

    @classmethod
    def from_env(cls, **options: Unpack[CliqOptions]) -> Self:
        """A transport from the environment, which holds exactly one of three ways to sign in.

        - ``CLIQ_WEBHOOK_URL``: a webhook.
        - ``CLIQ_TOKEN``: an access token.
        - ``CLIQ_CLIENT_ID``, ``CLIQ_CLIENT_SECRET`` and ``CLIQ_REFRESH_TOKEN``: a `RefreshingToken`. Processes that
          share the access token name a file, or an address of PostgreSQL or Redis, in ``CLIQ_TOKEN_CACHE``.

        ``CLIQ_REGION``, ``CLIQ_API`` and ``CLIQ_BASE_URL`` set the arguments of these names, unless a webhook's address
        does. ``CLIQ_PACING`` is ``machine``, ``process``, ``none``, or an address of PostgreSQL or Redis. Options are
        those of the class, and override the environment.

        Raises:
            ConfigurationError: none of the ways is complete, several are begun, or a setting makes no sense.
        """
        return cls(**settings(options))

    def using(
        self,
        *,
        max_wait: float | Patience | None = None,
        on_leaving: Callable[[], object] | None = None,
        on_wait: WaitListener | None = None,
    ) -> Self:
        """The same transport, with its connections and its budget, for sends with other settings.

        Args:
            max_wait: seconds that one send may wait, or a `Patience` that several sends share.
            on_leaving: called in the thread of the request right before its first byte may leave, when there is a
                token, a slot of the budget and a connection. From then on, until an answer or an error with
                ``may_have_arrived=False``, the message may arrive. It is called once for each post, also a repeat, and
                does not count as time. If it raises, nothing leaves, the slot is given back, and the send ends with it.
            on_wait: as for the class.

        >>> cliq = CliqTransport(token="1000.abc")
        >>> cliq = cliq.using(max_wait=0, on_leaving=lambda: print("it leaves"))
        """
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        if max_wait is not None:
            other._max_wait = max_wait if isinstance(max_wait, Patience) else seconds_of(max_wait)
        other._on_leaving = on_leaving or self._on_leaving
        other.on_wait = on_wait or self.on_wait
        return other

    def reserve(self, count: int) -> float:
        """Reserve room in the budget for so many messages, or for all that it holds, before the first of them leaves.

        The next sends use it; `release` gives back what is left. `send_all` does both for the parts of a split message.

        Returns:
            0 if there is room, else the seconds until it is worth asking again; then nothing is reserved.
        """
        return self._budget.reserve(count)

    def release(self) -> None:
        """Give back what `reserve` reserved and no send has used."""
        self._budget.release()

    def __reduce__(self) -> str:
        raise TypeError("a transport holds a secret and connections, so it cannot be pickled; make one in each process")

    def url(self, to: Destination) -> str:
        """The address that a message for a destination is posted to; for a webhook without its key.

        Raises:
            ConfigurationError: it has no address in this version of the API, or is no `Destination`.
        """
        check_destination(to)
        return self._endpoint.shown(to)

    def message_url(self, chat_id: str, message_id: str) -> str:
        """The address at which a message is edited and deleted.

        Raises:
            ConfigurationError: this transport is a webhook's, which posts messages and files only.
        """
        return api_requests.message_url(self._endpoint, chat_id, message_id).reveal()

    def __repr__(self) -> str:
        endpoint: Endpoint | None = vars(self).get("_endpoint")  # none yet, while a setting is refused
        if isinstance(endpoint, WebhookEndpoint):
            return "CliqTransport.from_webhook('…')"
        return f"CliqTransport({endpoint.root if endpoint else MASK!r})"

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Post one message.

        Raises:
            ConfigurationError: the destination has no address in this version of the API, the token makes no sense, or
                one of the two is not of its type. Nothing was sent.
            TransportError: one of its family, which says whether the message may have arrived.
            KeyboardInterrupt: there was a Ctrl-C. A request that has left comes to its end, and `outcome_of` says what
                became of it. Before that, and the second time, it stops at once.
        """
        return self._driven(api_requests.post_request(self._endpoint, body, to))

    async def asend(self, body: bytes, to: Destination) -> Receipt:
        """As `send`, waiting with `asyncio.sleep`; what could block is in one of a few threads of this transport.

        If it is cancelled before the message has left, it never leaves. Afterwards it waits for the answer, and
        `outcome_of` says what that was, given the ``CancelledError`` or ``TimeoutError``.
        """
        from .asynchronous import drive_in_loop, new_pool

        request = api_requests.post_request(self._endpoint, body, to)
        return await drive_in_loop(self._course(request), self._pools.own(new_pool), self.on_wait)

    def edit(self, body: bytes, chat_id: str, message_id: str) -> Receipt:
        """Replace the content of a message; use `Receipt.edit`, which writes the body. Scope: ZohoCliq.Webhooks.UPDATE.

        Raises:
            ConfigurationError: this transport is a webhook's, or the body is not of bytes.
            TransportError: the edit failed. An edit that may have arrived is repeated.
        """
        return self._driven(api_requests.edit_request(self._endpoint, body, chat_id, message_id))

    def delete(self, chat_id: str, message_id: str) -> Receipt:
        """Delete a message; `Receipt.delete` knows the ids. Scope: ZohoCliq.Webhooks.DELETE.

        Raises:
            ConfigurationError: this transport is a webhook's.
            TransportError: the deletion failed.
        """
        return self._driven(api_requests.delete_request(self._endpoint, chat_id, message_id))

    def share(
        self, path: str | os.PathLike[str], *, to: Destination | str | None = None, text: str | None = None
    ) -> Receipt:
        """Upload a file to a chat, with a comment below it; mentions in the comment notify.

        Args:
            path: the file; it is read whole.
            to: where it goes, from `cardkit.to` or as text such as ``"chat:CT_1"``.
            text: the comment.

        Raises:
            ConfigurationError: the file cannot be read, or there is no destination that takes files.
            TransportError: one of its family, which says whether the file may have arrived.

        >>> from cardkit.sandbox import Sandbox
        >>> with Sandbox() as sandbox:
        ...     receipt = sandbox.transport.share(__file__, to="chat:CT_1", text="As it is")
        >>> sandbox.latest.file.name
        'cliq.py'
        """
        return self._driven(api_requests.share_request(self._endpoint, path, chosen(to, self), text))

    def _driven(self, request: ApiRequest) -> Receipt:
        """The receipt of one request, performed in this thread; raises its `TransportError` if there is none."""
        return drive(self._course(request), self._sleep, self.on_wait)

    def _course(self, request: ApiRequest) -> Course:
        patience = self._max_wait if isinstance(self._max_wait, Patience) else Patience(self._max_wait)
        return self._poster.course(request, patience, self._on_leaving)
