"""Explains why a request got no response, in words and with the error of the operating system as the cause."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

_TUNNEL = re.compile(r"Tunnel connection failed: ([0-9]{3})\b")
_HOSTNAME_MISMATCH = re.compile("match|fingerprint", re.IGNORECASE)

_WORDS: dict[type[OSError], str] = {
    socket.gaierror: "no such host was found",
    ConnectionRefusedError: "the connection was refused",
    TimeoutError: "it timed out",
    http.client.RemoteDisconnected: "the far side closed the connection without an answer",
    ConnectionError: "the connection was broken",
}

_BROWSER = (
    "the browser gave no reason for its failure (most likely CORS: the service answers no page of another origin; "
    "send from outside a browser)"
)


class Failure(NamedTuple):
    """What went wrong, the underlying error, and whether it is final: a retry would fail in the same way, or too late.

    So is what nobody expects, as it may be a time limit of the program's, which a handler of a signal raised.
    """

    words: str
    cause: BaseException | None
    final: bool = False


def failure_of(error: BaseException, handled: BaseException | None = None) -> Failure:
    """What went wrong with a request, given what urllib3 raised.

    The cause is the innermost known error, without its traceback, whose frames hold the request and its secrets.

    Args:
        error: what was raised.
        handled: what was being handled when the request began, as by a caller that tells of it: it is no cause.

    >>> failure_of(ConnectionRefusedError(111, "Connection refused")).words
    'the connection was refused'
    """
    chain = list(_chain(error, handled))
    for cause in reversed(chain):
        failure = _failure_from(cause)
        if failure is not None and failure.cause is not None:
            failure.cause.__cause__ = failure.cause.__context__ = failure.cause.__traceback__ = None
            return failure
    return Failure(f"something unexpected happened ({type(chain[-1]).__name__})", None, final=True)


def _failure_from(error: BaseException) -> Failure | None:
    if type(error).__name__ == "JsException":  # of a browser; its text may hold the address
        words = "it timed out" if getattr(error, "name", "") in {"AbortError", "TimeoutError"} else _BROWSER
        return Failure(words, ConnectionError(words))
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure(f"the certificate cannot be verified ({error.verify_message})", error, final=True)
    if isinstance(error, OSError):
        return _tunnel(error) or Failure(_os_error_words(error), error)
    if isinstance(error, http.client.HTTPException):  # its text may hold what we sent, so it is left out
        return Failure("what came is no answer of HTTP", type(error)(""))
    if type(error).__name__ == "SSLError" and _HOSTNAME_MISMATCH.search(str(error)):
        return Failure("the certificate is not that of the host", ssl.SSLError("the certificate does not match"), True)
    return None


def _os_error_words(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return f"the TLS handshake or connection failed ({error.reason or 'no reason given'})"
    said = next((words for kind, words in _WORDS.items() if isinstance(error, kind)), None)
    return said or error.strerror or "the connection failed"


def _tunnel(error: OSError) -> Failure | None:
    """The failure if a proxy refused to connect; its own words are not shown. Only a 5xx may go away on a retry."""
    found = _TUNNEL.match(str(error))
    if found is None:
        return None
    status = int(found[1])
    phrase = next((known.phrase for known in HTTPStatus if known == status), "no known status")
    words = f"the proxy refused to connect: {status} {phrase}"
    return Failure(words, OSError(f"Tunnel connection failed: {status} {phrase}"), final=status < 500)


def _chain(error: BaseException, end: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes, outermost first; urllib3 keeps them in `reason` or `args`, not only in `__cause__`."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not end and inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        yield inner
        kept = [part for part in (getattr(inner, "reason", None), *inner.args) if isinstance(part, BaseException)]
        inner = inner.__cause__ or next(iter(kept), None) or inner.__context__
