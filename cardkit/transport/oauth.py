"""Access tokens from a refresh token: fetched ahead of need, once for all threads and, with a cache, all processes."""

from __future__ import annotations

import copy
import logging
import math
import os
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import NoReturn, TypeVar

from ..errors import ConfigurationError, TokenLimitError, TransportError
from .addresses import Region
from .grant import TokenAddress, accounts_origin, seconds_remembered
from .http import Client, PoolManager
from .pacing import FleetPacing, free_in, new_id
from .secret import MASK, Secret, checked, digest, hidden, same
from .store import FAILURES
from .system import PerProcess
from .token_cache import REFRESHES, WINDOW, AccessToken, BusyError, OpenCache, cache_of

T = TypeVar("T")

PAUSE = 30.0
"""Seconds until the next try where a refresh failed and the old token still serves."""
LOG = logging.getLogger("cardkit.transport")


class RefreshingToken:
    """An access token that is refreshed before it expires, for `CliqTransport(token=…)`.

    Threads that share one refresh it once. Processes that name the same cache share the access token. If a refresh
    fails while the old token is still valid, the old one is used. There are never more than 10 refreshes in 10
    minutes, since the service refuses more.

    Args:
        client_id: the id of the client that is registered in the API console.
        client_secret: its secret.
        refresh_token: made for this client, in this region.
        region: the region of the organisation: ``us eu in au cn jp sa uk ca``.
        cache: where processes share the access token, its expiry and the times of refreshes: a file, made with mode
            0600, or the `PostgresPacing` or `RedisPacing` of a fleet; nowhere by default.
        accounts_url: another origin of the token address. Plain http goes only to this machine.
        timeout: seconds to connect and seconds to wait for the answer.
        deadline: seconds for the whole exchange; by default the sum of both.
        http: a ready `urllib3.PoolManager`.
        clock: the time in seconds; for tests.

    Raises:
        ConfigurationError: a setting makes no sense; the error shows no secret.

    >>> RefreshingToken("1000.CLIENT", "secret", "1000.refresh", region="eu")
    RefreshingToken('https://accounts.zoho.eu')
    """

    _origin = MASK  # for the repr while `__init__` runs

    def __init__(
        self,
        client_id: str | Secret,
        client_secret: str | Secret,
        refresh_token: str | Secret,
        region: Region = "us",
        cache: str | os.PathLike[str] | FleetPacing | None = None,
        *,
        accounts_url: str | None = None,
        timeout: tuple[float, float] = (5.0, 30.0),
        deadline: float | None = None,
        http: PoolManager | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        given = {"client_secret": hidden(client_secret), "refresh_token": hidden(refresh_token)}
        given["client_id"], client_secret, refresh_token = hidden(client_id), MASK, MASK  # keeps tracebacks clean
        cached, client_id, cache = Secret(cache), MASK, None
        self._secrets = {what: checked(value, what) for what, value in given.items()}
        self._origin = accounts_origin(region, accounts_url)
        client = Client(timeout, http, deadline)
        self._address = TokenAddress(self._origin, client, self._secrets)
        self._patience = client.limits.deadline + 5
        self._cache = cache_of(cached, clock, self._patience)
        self._clock = clock
        self._token: AccessToken | None = None
        self._refused_token: Secret | None = None
        self._failure: TransportError | None = None  # of the last refresh
        self._failed_at = -math.inf
        self._refresh_times: dict[int, float] = {}  # this process's refreshes of the last 10 minutes, by id
        self._warned = False
        self._locks = PerProcess[threading.Lock]()  # whoever holds one is in no other process

    @property
    def account(self) -> str:
        """A name for the client and refresh token, the same in every process; a digest, which reveals nothing."""
        return digest(self._origin, *(self._secrets[what].reveal() for what in ("client_id", "refresh_token")))

    def __repr__(self) -> str:
        return f"RefreshingToken({self._origin!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a RefreshingToken holds secrets and cannot be pickled; make one in each process, with one cache"
        )

    def __call__(self) -> str:
        """The access token.

        Raises:
            AuthenticationError: the service refuses to give one, and the message names what to check; or the answer
                holds none, such as the page of a proxy. What cannot change, such as a refresh token that was revoked,
                is asked again after 10 minutes only.
            TokenLimitError: there were 10 refreshes in the last 10 minutes, or the service says that there were too
                many; `retry_after` is the wait.
            ConnectionFailedError: the token address could not be reached, or the connection was lost.
            ServerError: the token address failed.
        """
        held = self._token
        if held is None or not held.fresh(self._clock()):
            held = self._renew()
        return held.secret.reveal()

    def refused(self, token: str) -> None:
        """Report that the service refused a token, which is not given again; a newer token is kept."""
        with self._locks.own(threading.Lock):
            if self._token is not None and self._token.secret.reveal() == token:
                self._token = None
            self._refused_token = Secret(token)
            self._try_cache(self._drop_from_cache)

    def _drop_from_cache(self) -> None:
        """Drop the refused token from the cache as well."""
        if self._cache is not None and self._refused_token is not None:
            with self._cache.opened(self.account, self._patience) as cache:
                cache.drop(self._refused_token)

    def _renew(self) -> AccessToken:
        serves, failure, lock = self._valid_token(), self._failure, self._locks.own(threading.Lock)
        if serves is None:
            lock.acquire()
        elif not lock.acquire(blocking=False):
            return serves  # another thread is at it
        try:
            return self._renew_locked(failure)
        finally:
            lock.release()

    def _renew_locked(self, known: TransportError | None) -> AccessToken:
        """A valid token, with the lock held. If another thread's refresh failed while this one waited, so does this.

        `known` is the failure that there was before.
        """
        held, now, last = self._valid_token(), self._clock(), self._failure
        since = now - self._failed_at
        if held is not None and (held.fresh(now) or 0 <= since < PAUSE):
            return held
        if held is None and last is not None and (last is not known or 0 <= since < seconds_remembered(last)):
            raise copy.copy(last)
        outcome = self._refresh()
        if isinstance(outcome, AccessToken):
            self._token, self._failure, self._failed_at = outcome, None, -math.inf
            return outcome
        self._failure, self._failed_at = copy.copy(outcome), self._clock()
        held = self._valid_token()
        if held is None:
            raise outcome
        LOG.warning("no new access token (%s); the old one still serves", outcome, extra={"status": outcome.status})
        return held

    def _valid_token(self) -> AccessToken | None:
        """The token in memory, if it has not expired."""
        return self._token if self._token is not None and self._clock() < self._token.expires else None

    def _refresh(self) -> AccessToken | TransportError:
        """A token from the cache or the service. The process that holds the cache is the only one that refreshes."""
        serves, cache = self._valid_token(), self._cache
        if cache is None:
            return self._fetch(None, {})
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(cache.opened(self.account, 0.0 if serves else self._patience))
            except FAILURES as error:
                if serves is not None and isinstance(error, BusyError):
                    return serves  # another process is refreshing
                self._warn(error)
                return self._fetch(None, {})
            held, times = self._try_cache(lambda: opened.read(self._clock())) or (None, {})
            if held is not None and same(held.secret, self._refused_token):
                held = None
            if held is not None and held.fresh(self._clock()):
                return held
            self._token = self._valid_token() or held  # used if the refresh fails
            return self._fetch(opened, times)

    def _fetch(self, cache: OpenCache | None, times: dict[int, float]) -> AccessToken | TransportError:
        now = self._clock()
        self._refresh_times = {id: min(at, now) for id, at in self._refresh_times.items() if at > now - WINDOW}
        ends = [at + WINDOW for at in {**times, **self._refresh_times}.values()]
        wait = free_in(ends, 0.0, now, REFRESHES)
        if wait > 0:
            return TokenLimitError(
                f"there were {REFRESHES} refreshes in the last {WINDOW:.0f} s, and the service gives no more; "
                f"the next is due in {wait:.0f} s. With cache= all processes share one access token",
                retry_after=wait,
            )
        id = new_id()
        self._refresh_times[id] = now
        if cache is not None:
            self._try_cache(lambda: cache.note(id))
        outcome, sent = self._address.request(now)
        if not sent:
            del self._refresh_times[id]
            if cache is not None:
                self._try_cache(lambda: cache.forget(id))
        if cache is not None and isinstance(outcome, AccessToken):
            self._try_cache(lambda: cache.save(outcome))
        return outcome

    def _try_cache(self, work: Callable[[], T]) -> T | None:
        """What `work` on the cache returns, or None if it fails; the first failure is logged."""
        try:
            return work()
        except FAILURES as error:
            self._warn(error)
            return None

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            reason = "it holds no token" if isinstance(error, ConfigurationError) else str(error)
            LOG.warning(
                "the cache of the access token, %s, cannot be used (%s); going on without it",
                self._cache,
                reason,
                extra={"file": str(self._cache), "reason": reason},
            )
