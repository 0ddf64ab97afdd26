"""Access tokens from a refresh token: fetched ahead of need, once for all threads and, with a cache, all processes."""

from __future__ import annotations

import copy
import logging
import math
import os
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn, TypeVar

from ..errors import ConfigurationError, TokenLimitError, TransportError
from .grant import REFUSED, TokenAddress, accounts_origin, remembered
from .http import Client
from .pacing import FAILURES, FleetPacing, free_in, new_id
from .secret import MASK, Secret, checked, digest, hidden
from .tokens import REFRESHES, WINDOW, BusyError, Held, OpenCache, cache_of

if TYPE_CHECKING:
    from .addresses import Region
    from .http import PoolManager

T = TypeVar("T")

PAUSE = 30.0
"""Seconds until the next try where a refresh failed and the old token still serves."""
LOG = logging.getLogger("cardkit.transport")


class RefreshingToken:
    """Give an access token, and fetch a new one before the old expires. It is given to a transport as its `token`.

    Threads may share one: they refresh once. Processes that name the same cache share the access token. If a refresh
    fails while the old token is still valid, the old one is given. There are never more than 10 refreshes in 10
    minutes; the service would refuse them.

    Args:
        client_id: of the client that is registered in the API console.
        client_secret: its secret.
        refresh_token: made for this client, in this region.
        region: where the organisation lives: ``us eu in au cn jp sa uk ca``.
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

    _origin = MASK  # until it is known

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
        given["client_id"], client_secret, refresh_token = hidden(client_id), MASK, MASK  # no longer among the locals
        cached, client_id, cache = Secret(cache), MASK, None
        self._secrets = {what: _checked(value, what) for what, value in given.items()}
        self._origin = accounts_origin(region, accounts_url)
        client = Client(timeout, http, deadline)
        self._address = TokenAddress(self._origin, client, self._secrets)
        self._patience = client.limits.deadline + 5
        self._cache = cache_of(cached, clock, self._patience)
        self._clock = clock
        self._held: Held | None = None
        self._bad: Secret | None = None  # was refused
        self._failures = 0
        self._failure: TransportError | None = None  # the last one
        self._closed = -math.inf  # until when it is taken for the answer, without asking
        self._again = -math.inf  # when to try again, where the old token serves
        self._times: dict[int, float] = {}  # of the refreshes of this process
        self._warned = False
        _LOCKS[self] = threading.Lock()

    @property
    def account(self) -> str:
        """A name for whose token it is, the same in every process, that tells nothing."""
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
            AuthenticationError: the service refuses to give one; the message names what to check. What cannot change,
                such as a refresh token that was revoked, is asked again after 10 minutes only.
            TokenLimitError: there were 10 refreshes in the last 10 minutes, or the service says that there were too
                many; `retry_after` is the wait.
            ConnectionFailedError: the token address could not be reached, or the connection was lost.
            TransportError: the answer makes no sense.
        """
        held = self._held
        if held is None or not held.fresh(self._clock()):
            held = self._renewed()
        return held.secret.reveal()

    def refused(self, token: str) -> None:
        """Say that the service refused a token: it is not given again. Another that is current by now is kept."""
        with _LOCKS[self]:
            if self._held is not None and self._held.secret.reveal() == token:
                self._held = None
            self._bad = Secret(token)
            self._tried(self._dropped)

    def _dropped(self) -> None:
        """Drop the refused token from the cache as well."""
        if self._cache is not None and self._bad is not None:
            with self._cache.opened(self.account, self._patience) as cache:
                cache.drop(self._bad)

    def _renewed(self) -> Held:
        serves, failures, lock = self._serving(), self._failures, _LOCKS[self]
        if serves is None:
            lock.acquire()
        elif not lock.acquire(blocking=False):
            return serves  # another thread is at it
        try:
            return self._renewed_alone(failures)
        finally:
            lock.release()

    def _renewed_alone(self, failures: int) -> Held:
        """A token that serves; what failed in another thread while this one waited has failed here too."""
        held, now = self._serving(), self._clock()
        if held is not None and (held.fresh(now) or self._again - PAUSE <= now < self._again):
            return held
        if self._failure is not None and self._failures != failures and held is None:
            raise copy.copy(self._failure)
        if self._failure is not None and now < self._closed <= now + REFUSED and held is None:
            raise copy.copy(self._failure)
        outcome = self._refreshed()
        if isinstance(outcome, Held):
            self._held, self._failure = outcome, None
            return outcome
        self._failures, self._failure = self._failures + 1, copy.copy(outcome)
        self._closed = self._clock() + remembered(outcome)
        held = self._serving()
        if held is None:
            raise outcome
        self._again = self._clock() + PAUSE
        LOG.warning("no new access token (%s); the old one still serves", outcome, extra={"status": outcome.status})
        return held

    def _serving(self) -> Held | None:
        """The token at hand, if it has not expired."""
        return self._held if self._held is not None and self._clock() < self._held.expires else None

    def _refreshed(self) -> Held | TransportError:
        """A token from the cache or the service. Whoever has the cache open is the only one to refresh."""
        serves, cache = self._serving(), self._cache
        if cache is None:
            return self._fetched(None, {})
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(cache.opened(self.account, 0.0 if serves else self._patience))
            except FAILURES as error:
                if serves is not None and isinstance(error, BusyError):
                    return serves  # another process is at it
                self._warn(error)
                return self._fetched(None, {})
            held, times = self._tried(lambda: opened.read(self._clock())) or (None, {})
            if held is not None and self._bad is not None and self._bad.reveal() == held.secret.reveal():
                held = None
            if held is not None and held.fresh(self._clock()):
                return held
            self._held = self._serving() or held  # it may serve still, should the service not answer
            return self._fetched(opened, times)

    def _fetched(self, cache: OpenCache | None, times: dict[int, float]) -> Held | TransportError:
        now = self._clock()
        self._times = {id: min(at, now) for id, at in self._times.items() if at > now - WINDOW}
        ends = [at + WINDOW for at in {**times, **self._times}.values()]
        wait = free_in(ends, 0.0, now, REFRESHES)
        if wait > 0:
            return TokenLimitError(
                f"there were {REFRESHES} refreshes in the last {WINDOW:.0f} s, and the service gives no more; "
                f"the next is due in {wait:.0f} s. With cache= all processes share one access token",
                retry_after=wait,
            )
        id = new_id()
        self._times[id] = now
        if cache is not None:
            self._tried(lambda: cache.note(id, now))
        outcome, sent = self._address.request(now)
        if not sent:
            del self._times[id]
            if cache is not None:
                self._tried(lambda: cache.forget(id))
        if cache is not None and isinstance(outcome, Held):
            self._tried(lambda: cache.save(outcome))
        return outcome

    def _tried(self, work: Callable[[], T]) -> T | None:
        """What the work on the cache gives, or None where it fails."""
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


_LOCKS: weakref.WeakKeyDictionary[RefreshingToken, threading.Lock] = weakref.WeakKeyDictionary()


def _forked() -> None:
    """Whatever thread was refreshing, a new process does not have it."""
    for token in list(_LOCKS):
        _LOCKS[token] = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def _checked(value: Secret, what: str) -> Secret:
    """As `checked`, but also what is refused stays out of the traceback."""
    try:
        return checked(value, what)
    except ConfigurationError as error:
        wrong = error.with_traceback(None)
    raise wrong
