"""One request to the token address for an access token, and what its answer means."""

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
from .tokens import WINDOW, Held

PATH = "/oauth/v2/token"
LIFE = 3600.0
"""Seconds that an access token lives where the answer does not say so."""
REFUSED = 600.0
"""Seconds for which a definite refusal is remembered: asking again would only use up refreshes."""
THROTTLED = 60.0
"""Seconds for which the token address is left alone after it said that it is asked too often."""
DEFINITE = re.compile("(invalid|unauthorized|unsupported)_")
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": f"cardkit/{__version__}"}
ADVICE = (
    "no access token was given: check that client id and secret are right (invalid_client), that client and refresh "
    "token belong to this region, and that the refresh token was not revoked (invalid_code); Access Denied may mean "
    "more than 10 refreshes in 10 minutes"
)


class Form(bytes):
    """A body that does not show among a traceback's locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Form('{MASK}')"


class Granted(NamedTuple):
    """What came of a request: a token or an error; and whether it was sent, so that it counts as a refresh."""

    outcome: Held | TransportError
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
        """Ask for a token; its life is counted from now."""
        answer = self._posted()
        if isinstance(answer, NotSentError):
            return Granted(self._unreached(", so there is no access token", answer), sent=False)
        if isinstance(answer, LostError):
            return Granted(self._unreached(" before an access token came", answer))
        return Granted(self._meaning(answer, now))

    def _posted(self) -> Answer | NotSentError | LostError:
        """Errors are values here: in their tracebacks there would be the secrets."""
        fields = {what: secret.reveal() for what, secret in self._secrets.items()}
        form = Form(urlencode({"grant_type": "refresh_token", **fields}).encode())
        del fields
        try:
            return self._client.request("POST", Secret(self.origin + PATH), form, HEADERS)
        except (NotSentError, LostError) as error:
            return error.with_traceback(None)

    def _meaning(self, answer: Answer, now: float) -> Held | TransportError:
        where, data = self.origin + PATH, object_or_empty(answer.content)
        if answer.status != 200 or data.get("error") is not None or "access_token" not in data:
            return _refusal(answer, self._word(data.get("error")), where)
        try:
            return Held(checked(data["access_token"]), now, now + _life(data.get("expires_in")))
        except ConfigurationError:
            return TransportError(f"{where} answered with an access token that cannot be one", status=200)

    def _word(self, error: object) -> str | None:
        """What the service calls a refusal, without our secrets and whatever a terminal would obey."""
        if error is None:
            return None
        secrets = [self._secrets[what] for what in ("client_secret", "refresh_token")]
        return plain_words(masked(str(error).encode(errors="replace"), tuple(secrets)).decode(errors="replace"))[:200]

    def _unreached(self, therefore: str, error: NotSentError | LostError) -> ConnectionFailedError:
        failed = ConnectionFailedError(f"{error} with {self.origin + PATH}{therefore}; no message was sent")
        failed.__cause__ = error.__cause__
        return failed


def accounts_origin(region: str, accounts_url: str | None) -> str:
    """The origin of the token address; in every region it stands beside that of the service."""
    try:
        found = origin(region, accounts_url)
        return found if accounts_url is not None else found.replace("//cliq.", "//accounts.")
    except ConfigurationError as error:
        text = str(error).replace("base_url", "accounts_url").replace("//cliq.", "//accounts.")
    raise ConfigurationError(text)


def _refusal(answer: Answer, said: str | None, where: str) -> TransportError:
    """What an answer without a token means. A throttled token address says nothing about the budget of messages."""
    status, end = answer.status, f" ({where}, status {answer.status})" + (f": {said}" if said else "")
    if status == 429:
        wait = retry_after(answer.headers)
        message = f"too many requests for access tokens; wait some minutes{end}"
        return TokenLimitError(message, service_message=said, retry_after=WINDOW if wait is None else wait)
    if status >= 500:
        return ServerError(f"the token address failed; no message was sent{end}", status=status, service_message=said)
    if status >= 400 or (status == 200 and said is not None):
        return AuthenticationError(ADVICE + end, status=status, service_message=said, code=said)
    return TransportError(f"the token address gave no access token{end}", status=status, service_message=said)


def remembered(failure: TransportError) -> float:
    """The seconds for which a failure to get a token stands for the next ones."""
    said = (failure.code or "").lower()
    if isinstance(failure, AuthenticationError) and DEFINITE.match(said):
        return REFUSED
    if isinstance(failure, TokenLimitError):
        return min(failure.retry_after, THROTTLED)
    return THROTTLED if said == "access denied" else 0.0


def _life(said: object) -> float:
    """The seconds that a token lives, which are also seen as text; an hour where nothing sensible is said."""
    try:
        life = float(said) if isinstance(said, (int, float, str)) and not isinstance(said, bool) else LIFE
    except (ValueError, OverflowError):
        return LIFE
    return life if 0 < life <= 86_400 else LIFE
