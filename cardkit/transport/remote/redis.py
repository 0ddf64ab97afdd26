"""Small values that machines share in Redis, changed by one script. It imports redis."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ..secret import MASK, Secret, hidden
from .base import PATIENCE, SPARE, Entry, RemoteStore, StoreError, Work, bad_address

T = TypeVar("T")

EXAMPLE = "redis://:…@redis.example.com:6379/0, rediss://… or unix://…"
PREFIX = "cardkit:"
SWAP = """
local held = redis.call('GET', KEYS[1]) or ''
if ARGV[2] ~= '' and held == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return {}
end
local time = redis.call('TIME')
return {held, time[1], time[2]}
"""
"""Compare and swap: replace the text ARGV[1] by ARGV[2] and return nothing. If the key holds another text, or ARGV[2]
is empty, return that text and the server's time."""


class RedisStore(RemoteStore):
    """Texts under keys in Redis 5 or later. A change is computed here, swapped in, and retried if the text changed.

    Args:
        url: the address; all of it is secret.
        clock: the time in seconds, the same for all who share the store; by default the server's clock.
        patience: seconds for one change.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    def __init__(self, url: str | Secret, clock: Callable[[], float] | None = None, patience: float = PATIENCE) -> None:
        self._url, url = hidden(url), MASK  # from here on no traceback shows it
        super().__init__(clock, patience)
        if _client(self._url, self.patience) is None:
            raise bad_address("address of Redis", EXAMPLE)
        self.name = _name(self._url)

    @staticmethod
    def _disconnect(kept: Secret) -> None:
        script: Any = kept.reveal()
        script.registered_client.close()

    def _changed(self, key: str, work: Work[T]) -> T:
        deadline, swap = time.monotonic() + self.patience, self._script()
        try:
            found = swap(keys=[PREFIX + key], args=["", "", 1])
            while time.monotonic() <= deadline:
                entry = Entry(self._time(int(found[1]) + int(found[2]) / 1e6), found[0].decode() or None)
                outcome = work(entry)
                if entry.text is None:
                    return outcome
                life = max(1, int((entry.ends - entry.now + SPARE) * 1000))
                found = swap(keys=[PREFIX + key], args=[found[0], entry.text, life])
                if not found:
                    return outcome
            reason = "others changed it all the time"
        except (redis.RedisError, UnicodeDecodeError) as error:
            reason = str(error) or type(error).__name__
        raise StoreError(reason)

    def _script(self) -> Any:
        """The registered script, which holds its client."""
        return self._kept.own(self._registered).reveal()

    def _registered(self) -> Secret:
        client: Any = _client(self._url, self.patience)
        return Secret(client.reveal().register_script(SWAP))


def _client(url: Secret, patience: float) -> Secret | None:
    """A client that retries once, as the server may have dropped an idle connection; None if the address is invalid."""
    limits = {"socket_timeout": patience, "socket_connect_timeout": patience}
    dropped = (redis.ConnectionError,)
    again = {"retry": Retry(NoBackoff(), 1, supported_errors=dropped), "retry_on_error": [*dropped]}
    try:
        return Secret(redis.Redis.from_url(url.reveal(), **limits, **again))  # pyright: ignore[reportUnknownMemberType]
    except (ValueError, TypeError, AttributeError):
        return None


def _name(url: Secret) -> str:
    """The host, port and database number of an address, without the password."""
    parts = urlsplit(url.reveal())
    return f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
