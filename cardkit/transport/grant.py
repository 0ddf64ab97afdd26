"""Requests an access token from the token address, and interprets the response."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from .. import __version__
from ..errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    ServerError,
    TokenLimitError,
    TransportError,
)
from ..reading.json import object_or_empty
from .addresses import origin
from .answers import plain_words, retry_after
from .http import Answer, Client, LostError, NotSentError
from .secret import MASK, Secret, checked, masked
from .token_cache import WINDOW, AccessToken

PATH = "/oauth/v2/token"
LIFE = 3600.0
"""The life of an access token in seconds, if the response does not say it."""
REFUSED = 600.0
"""Seconds for which a definite refusal is remembered: asking again would only use up the 10 refreshes."""
THROTTLED = 60.0
"""Seconds without a request after the token address said that there were too many."""
DEFINITE = re.compile("(invalid|unauthorized|unsupported)_")
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": f"cardkit/{__version__}"}
ADVICE = (
    "no access token was given: check that client id and secret are right (invalid_client), that client and refresh "
    "token belong to this region, and that the refresh token was not revoked (invalid_code); Access Denied may mean "
    "more than 10 refreshes in 10 minutes"
)


class HiddenBody(bytes):
    """The body of a request, whose repr does not show it, so that no traceback with locals does."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Form('{MASK}')"


class Granted(NamedTuple):
    """The result of a request: a token or an error. If it was not `sent`, it does not count as a refresh."""

    outcome: AccessToken | TransportError
    sent: bool = True


class TokenAddress:
    """Where the service gives access tokens.

    Args:
        origin: of the address.
        client: makes the request.
        secrets: the fields of the request by name: the client's id and secret, and the refresh token.
    """

    def __init__(self, origin: str, client: Client, secrets: Mapping[str, Secret]) -> None:
        self.origin, self._client, self._secrets = origin, client, secrets

    def request(self, now: float) -> Granted:
        """Request a token; its life is counted from `now`, before the request."""
        answer = self._posted()
        if isinstance(answer, NotSentError):
            return Granted(self._unreached(", so there is no access token", answer), sent=False)
        if isinstance(answer, LostError):
            return Granted(self._unreached(" before an access token came", answer))
        return Granted(self._meaning(answer, now))

    def _posted(self) -> Answer | NotSentError | LostError:
        """Errors are returned instead of raised, since their tracebacks would hold the secrets."""
        fields = {what: secret.reveal() for what, secret in self._secrets.items()}
        form = HiddenBody(urlencode({"grant_type": "refresh_token", **fields}).encode())
        del fields
        try:
            return self._client.request("POST", Secret(self.origin + PATH), form, HEADERS)
        except (NotSentError, LostError) as error:
            return error.with_traceback(None)

    def _meaning(self, answer: Answer, now: float) -> AccessToken | TransportError:
        where, data = self.origin + PATH, object_or_empty(answer.content)
        if answer.status != 200 or data.get("error") is not None or "access_token" not in data:
            code, details = [self._service_words(data.get(key)) for key in ("error", "error_description")]
            return _refusal(answer, code, details, where)
        try:
            return AccessToken(checked(data["access_token"]), now, now + _life(data.get("expires_in")))
        except ConfigurationError:
            return AuthenticationError(f"{where} answered with an access token that cannot be one", status=200)

    def _service_words(self, said: object) -> str | None:
        """What the service says of an error, without secrets and control characters."""
        if said is None:
            return None
        secrets = [self._secrets[what] for what in ("client_secret", "refresh_token")]
        return plain_words(masked(str(said).encode(errors="replace"), tuple(secrets)).decode(errors="replace"))[:200]

    def _unreached(self, therefore: str, error: NotSentError | LostError) -> ConnectionFailedError:
        failed = ConnectionFailedError(f"{error} with {self.origin + PATH}{therefore}; no message was sent")
        failed.__cause__ = error.__cause__
        return failed


def accounts_origin(region: str, accounts_url: str | None) -> str:
    """The origin of the token address: `accounts_url`, or in each region the host ``accounts.`` beside ``cliq.``."""
    try:
        found = origin(region, accounts_url)
        return found if accounts_url is not None else found.replace("//cliq.", "//accounts.")
    except ConfigurationError as error:
        text = str(error).replace("base_url", "accounts_url").replace("//cliq.", "//accounts.")
    raise ConfigurationError(text)


def _refusal(answer: Answer, code: str | None, details: str | None, where: str) -> TransportError:
    """The error for a response without a token. A throttled token address says nothing about the message budget."""
    said = f"{code}: {details}" if code and details else code or details
    status, end = answer.status, f" ({where}, status {answer.status})" + (f": {said}" if said else "")
    if status == 429 or (status < 500 and "too many requests" in (said or "").lower()):
        wait = retry_after(answer.headers)
        message = f"too many requests for access tokens; wait some minutes{end}"
        return TokenLimitError(message, service_message=said, retry_after=WINDOW if wait is None else wait)
    if status >= 500:
        return ServerError(f"the token address failed; no message was sent{end}", status=status, service_message=said)
    refused = status >= 400 or (status == 200 and code is not None)
    meaning = ADVICE if refused else "the token address gave no access token"
    return AuthenticationError(meaning + end, status=status, service_message=said, code=code)


def seconds_remembered(failure: TransportError) -> float:
    """The seconds for which a failure is raised again without another request."""
    said = (failure.code or "").lower()
    if isinstance(failure, AuthenticationError) and DEFINITE.match(said):
        return REFUSED
    if isinstance(failure, TokenLimitError):
        return min(failure.retry_after, THROTTLED)
    return THROTTLED if said == "access denied" else 0.0


def _life(said: object) -> float:
    """The life of a token in seconds, given as a number or a string; an hour if it is neither or not sensible."""
    try:
        life = float(said) if isinstance(said, (int, float, str)) and not isinstance(said, bool) else LIFE
    except (ValueError, OverflowError):
        return LIFE
    return life if 0 < life <= 86_400 else LIFE
