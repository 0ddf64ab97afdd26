"""Secrets: wrappers that keep tokens, keys and addresses with keys out of reprs and tracebacks, and masks for text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, quote_plus

from ..errors import ConfigurationError
from ..errors.wording import cut, escaped
from ..reading.guards import is_text

_TOKEN = re.compile("[A-Za-z0-9._~+/=-]+")  # as RFC 6750 has it
MASK = "…"
KEY = re.compile("(zapikey=)[^&# ]+", re.IGNORECASE)
"""Finds the key in the address of a webhook; the group is its name."""
_KEY = re.compile(b"(zapikey=)[^&# \"'<>]+")

_CREDENTIAL = re.compile(
    r"""(zapikey["']?\s*(?:=|:|%3D)\s*["']?|(?:Zoho-oauthtoken|Bearer)\s+)[^&#\s"'<>]+""", re.IGNORECASE
)


class Secret:
    """Holds a value in a closure, so that no repr, no `vars` and no traceback with locals shows it.

    >>> Secret("1000.abc")
    Secret('…')
    """

    __slots__ = ("_spellings", "reveal")

    def __init__(self, value: Any) -> None:
        self.reveal: Callable[[], str] = lambda: value
        self._spellings: Callable[[], tuple[bytes, ...]] | None = None

    def spellings(self) -> tuple[bytes, ...]:
        """The forms in which the value may appear in a response: plain and percent-encoded."""
        if self._spellings is None:
            value = self.reveal()
            found = tuple({spelling.encode() for spelling in (value, quote(value, safe=""), quote_plus(value))})
            self._spellings = lambda: found
        return self._spellings()

    def __repr__(self) -> str:
        return f"Secret('{MASK}')"

    def __reduce__(self) -> str:
        raise TypeError("a secret cannot be pickled")


class Masked(str):
    """The text of a secret for those who need plain text, such as a header; its repr does not show it.

    >>> {"Authorization": Masked("Bearer 1000.abc")}
    {'Authorization': '…'}
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{MASK}'"


def hidden(value: object) -> Any:
    """Wrap a value in a `Secret`, unless it is one or is callable; the first thing that a function does with a secret.

    The function then overwrites its own parameter, so that no traceback shows it.
    """
    return value if isinstance(value, Secret) or callable(value) else Secret(value)


def checked(token: object, what: str = "the token") -> Secret:
    """Validate a token, or a secret that holds one, and return it as a secret.

    Raises:
        ConfigurationError: it is no text, or has characters that no token has; the error and the locals of its
            traceback do not show it.
    """
    secret: Secret = hidden(token)
    token = MASK  # no traceback shows it
    fault = _fault(secret)
    if fault is None:
        return secret
    ways = _WAYS if what == "the token" and fault in {_MISSING, _EMPTY} else ""
    raise ConfigurationError(f"{what} {fault}{ways}")


QUOTES = {"'", '"'}
"""What a value of the environment must not be in, though a shell takes it away elsewhere."""
_SCHEMES = {"Bearer", "bearer", "Zoho-oauthtoken"}
_MISSING, _EMPTY = "is missing", "is empty"
_OTHER = "must be text of the characters A-Z a-z 0-9 - . _ ~ + / =; it is "
_WAYS = (
    '; give CliqTransport(token="1000.…"), or use CliqTransport.from_webhook("https://…") or CliqTransport.from_env()'
)


def _fault(token: object) -> str | None:
    """What is wrong with a token, described without showing it; None if it is valid."""
    value: object = token.reveal() if isinstance(token, Secret) else token
    if value is None:
        return _MISSING
    if not is_text(value):
        return f"{_OTHER}of type {type(value).__name__}"
    if not value.strip():
        return _EMPTY
    return None if _TOKEN.fullmatch(value) else _OTHER + _oddity(value)


def _oddity(value: str) -> str:
    """What is odd about a text that is no token."""
    if "zapikey=" in value:
        return "the address of a webhook: CliqTransport.from_webhook(…) takes one"
    if value[:1] in QUOTES:
        return "in quotes: leave them out"
    word, blank, _ = value.partition(" ")
    if blank and word in _SCHEMES:
        return f"the word {word} and a token: leave the word out"
    if value.strip() != value:
        return "in blanks or line ends: take them away, as .strip() does"
    return f"a string of {len(value)} characters"


def same(one: Secret | None, other: Secret | None) -> bool:
    """Whether there are two secrets, and they hold the same."""
    return one is not None and other is not None and bool(one.reveal() == other.reveal())


def digest(*parts: str) -> str:
    """A short hash that stands for secret values in names, the same in every process."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def said_by(error: Exception) -> str:
    """What an exception of other people's says, on one line, without the key of a webhook or a token.

    >>> said_by(OSError("no way to https://example.com/?zapikey=1001.abc"))
    'OSError: no way to https://example.com/?zapikey=…'
    """
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # its own text may fail
        text = type(error).__name__
    return cut(escaped(_CREDENTIAL.sub(rf"\1{MASK}", text)))


def masked(content: bytes, secrets: tuple[Secret, ...]) -> bytes:
    """A response with all secrets masked, also where JSON escapes hid them."""
    if b"\\" in content:
        with suppress(ValueError, RecursionError):
            text = json.dumps(json.loads(content), ensure_ascii=False)  # undoes escapes, so that the mask matches
            content = text.encode("utf-8", "surrogatepass")
    for secret in secrets:
        for spelling in secret.spellings():
            if spelling in content:
                content = content.replace(spelling, MASK.encode())
    return _KEY.sub(rf"\1{MASK}".encode(), content) if b"zapikey=" in content else content
