"""What every cache of access tokens has: the token with its life, and the protocols of a cache, closed and open."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from ..secret import Secret

REFRESHES = 10
"""Access tokens that a refresh token gives in `WINDOW` seconds (Zoho's articles on OAuth)."""
WINDOW = 600.0
AHEAD = 300.0


class AccessToken(NamedTuple):
    """An access token, when it was fetched and when it expires."""

    secret: Secret
    made: float
    expires: float

    def fresh(self, now: float) -> bool:
        """Whether it need not be refreshed yet: not in the last 5 minutes, or the last tenth of a short life."""
        return now < self.expires - min(AHEAD, (self.expires - self.made) / 10)


class BusyError(TimeoutError):
    """Another process holds the cache."""


class OpenCache(Protocol):
    """A cache while this process holds it. Times are those of the caller's clock."""

    def read(self, now: float) -> tuple[AccessToken | None, dict[int, float]]:
        """The token, if there is one, and the times of recent refreshes by id."""
        ...

    def note(self, id: int, at: float) -> None:
        """Record that a refresh begins."""
        ...

    def forget(self, id: int) -> None:
        """Remove a recorded refresh whose request was not sent."""
        ...

    def save(self, held: AccessToken) -> None:
        """Keep a token."""
        ...

    def drop(self, token: Secret) -> None:
        """Remove the token, if it is still this one."""
        ...


class TokenCache(Protocol):
    """Shares access tokens among processes."""

    def opened(self, account: str, patience: float) -> AbstractContextManager[OpenCache]:
        """A context manager that holds the cache of an account.

        Args:
            account: whose token it is.
            patience: seconds to wait for another process that holds it.

        Raises:
            BusyError: another process held it all the time.
            Exception: one of `FAILURES`: it cannot be used.
        """
        ...
