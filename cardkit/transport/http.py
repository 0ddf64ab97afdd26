"""Posting to Zoho Cliq over HTTP. The only home of urllib3."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from .. import __version__
from ..errors import ConfigurationError, ConnectionFailedError, DeliveryUnknownError, TransportError
from ..limits import APIS, Api
from ..to import Destination
from .addresses import address, origin
from .addresses import paths as paths_of
from .answers import receipt
from .base import Receipt

ANSWER_LIMIT = 1 << 20
"""Bytes of an answer that are read, unpacked; the service's own answers have some hundred."""


_TOKEN = re.compile("[A-Za-z0-9._~+/=-]+")  # as RFC 6750 has it
_NEVER_LEFT = (NewConnectionError, ConnectTimeoutError, ProxyError, LocationValueError)


class CliqTransport:
    """Post messages to Zoho Cliq with an OAuth access token.

    One transport may be shared by threads: it keeps connections open and has no other state.

    Args:
        token: the access token, or a function without arguments that gives it for each request.
        region: where the organisation lives: ``us eu in au cn jp sa uk ca``.
        api: the version of the addresses, ``"v2"`` or ``"v3"``.
        wire: the form of the messages, where it is another than `api`.
        base_url: another origin, such as ``http://127.0.0.1:8080`` for trials. Plain http goes only to this machine.
        timeout: seconds to connect and seconds to wait for the answer.
        paths: other paths by kind of destination, such as ``{"chat": "/chats/{id}/message"}``.
        http: a ready `urllib3.PoolManager`, for proxies or certificates of your own.

    Raises:
        ConfigurationError: a setting makes no sense.

    >>> CliqTransport(token="1000.abc", region="eu")
    CliqTransport('https://cliq.zoho.eu/api/v2')
    """

    def __init__(
        self,
        *,
        token: str | Callable[[], str],
        region: str = "us",
        api: Api = "v2",
        wire: Api | None = None,
        base_url: str | None = None,
        timeout: tuple[float, float] = (5.0, 30.0),
        paths: Mapping[str, str] | None = None,
        http: urllib3.PoolManager | None = None,
    ) -> None:
        if api not in APIS or wire not in (None, *APIS):
            raise ConfigurationError(f"api and wire must be 'v2' or 'v3'; they are {api!r} and {wire!r}")
        self.wire: Api = wire or api
        self._api: Api = api
        self._root = f"{origin(region, base_url)}/api/{api}"
        self._paths = paths_of(api, paths)
        self._token = token if callable(token) else Secret(_checked(token)).reveal
        try:
            self._timeout = urllib3.Timeout(connect=timeout[0], read=timeout[1])
            if not all(0 < float(seconds) < float("inf") for seconds in timeout):
                raise ValueError
        except (TypeError, ValueError, LookupError) as error:
            raise ConfigurationError(f"timeout={timeout!r} must be two numbers of seconds above 0") from error
        self._http = http or urllib3.PoolManager(maxsize=10)

    def __repr__(self) -> str:
        return f"CliqTransport({self._root!r})"

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Post one message.

        Raises:
            ConfigurationError: the destination has no address in this version of the API, or the token makes no sense.
                Nothing was sent.
            TransportError: one of its family, which says whether the message may have arrived.
        """
        path = address(to, self._api, self._paths)
        token = Secret(_checked(self._token()))
        try:
            answer = self._post(self._root + path, body, token)
        except HTTPError as error:
            raise _lost(error, self._root, to) from error
        try:
            content = _content(answer, token)
        finally:
            answer.release_conn()
        return receipt(answer.status, answer.headers, content, to)

    def _post(self, url: str, body: bytes, token: Secret) -> urllib3.BaseHTTPResponse:
        return self._http.request(
            "POST",
            url,
            body=body,
            headers={
                "Authorization": f"Bearer {token.reveal()}",
                "Content-Type": "application/json",
                "User-Agent": f"cardkit/{__version__}",
            },
            timeout=self._timeout,
            retries=False,
            redirect=False,
            preload_content=False,
        )


class Secret:
    """A value that shows nowhere: not in its own repr, nor in `vars` of its holder, nor among a traceback's locals."""

    __slots__ = ("reveal",)

    def __init__(self, value: str) -> None:
        self.reveal: Callable[[], str] = lambda: value

    def __repr__(self) -> str:
        return "Secret('…')"


def _checked(token: object) -> str:
    if isinstance(token, str) and _TOKEN.fullmatch(token):
        return token
    came = f"a string of {len(token)} characters" if isinstance(token, str) else f"of type {type(token).__name__}"
    raise ConfigurationError(f"the token must be text of the characters A-Z a-z 0-9 - . _ ~ + / =; it is {came}")


def _content(answer: urllib3.BaseHTTPResponse, token: Secret) -> bytes:
    """The start of the body. The status has decided already, so one that cannot be read counts as empty.

    An answer that quotes the token must not carry it into an error, so the token is masked.
    """
    content = b""
    with suppress(HTTPError):
        content = answer.read(ANSWER_LIMIT, decode_content=True)
    if len(content) == ANSWER_LIMIT or not content:
        answer.close()  # what is left of it must not reach the next request
    if b"\\" in content:
        with suppress(ValueError, RecursionError):
            content = json.dumps(json.loads(content), ensure_ascii=False).encode()  # one spelling, for the mask to find
    return content.replace(token.reveal().encode(), "…".encode())


def _lost(error: HTTPError, root: str, to: Destination) -> TransportError:
    """Whether the message can have left before the connection failed."""
    unverified = isinstance(error, SSLError) and isinstance(error.args[0], ssl.SSLCertVerificationError)
    if unverified or isinstance(error, _NEVER_LEFT):
        reason = "the certificate cannot be verified" if unverified else "no connection came about"
        return ConnectionFailedError(f"{reason} with {root}, so nothing was sent to {to}")
    message = f"the connection with {root} was lost after the message for {to} had left; it may have arrived"
    return DeliveryUnknownError(message, may_have_arrived=True)
