"""Values that must show nowhere: tokens, keys and the addresses that hold them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, quote_plus

from ..errors import ConfigurationError

_TOKEN = re.compile("[A-Za-z0-9._~+/=-]+")  # as RFC 6750 has it
MASK = "…"
_KEY = re.compile(b"(zapikey=)[^&# \"'<>]+")


class Secret:
    """A value that shows nowhere: not in its own repr, nor in `vars` of its holder, nor among a traceback's locals.

    >>> Secret("1000.abc")
    Secret('…')
    """

    __slots__ = ("reveal",)

    def __init__(self, value: str) -> None:
        self.reveal: Callable[[], str] = lambda: value

    def __repr__(self) -> str:
        return f"Secret('{MASK}')"

    def __reduce__(self) -> str:
        raise TypeError("a secret cannot be pickled")


class Headers(dict[str, str]):
    """Headers of a request, one of which may hold a secret, so that they show their names alone."""

    def __repr__(self) -> str:
        return f"Headers({', '.join(self)})"


def hidden(value: object) -> Any:
    """A text as a secret, and anything else as it is: for the first line of a function that is given a secret."""
    return Secret(value) if isinstance(value, str) else value


def checked(token: object, what: str = "the token") -> Secret:
    """A token, or a secret that holds one, as a secret.

    Raises:
        ConfigurationError: it is no text of the characters that tokens have; neither the error nor its traceback's
            locals show it.
    """
    token = hidden(token)
    if not isinstance(token, Secret):
        came = f"of type {type(token).__name__}"
    elif _TOKEN.fullmatch(token.reveal()):
        return token
    else:
        came = f"a string of {len(token.reveal())} characters"
    raise ConfigurationError(f"{what} must be text of the characters A-Z a-z 0-9 - . _ ~ + / =; it is {came}")


def digest(*parts: str) -> str:
    """A short name for what must not be named, the same in every process."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def masked(content: bytes, secrets: tuple[Secret, ...]) -> bytes:
    """An answer in which none of the secrets is found, in whatever spelling JSON gave it."""
    if b"\\" in content:
        with suppress(ValueError, RecursionError):
            content = json.dumps(json.loads(content), ensure_ascii=False).encode()  # one spelling, for the mask to find
    for secret in secrets:
        for spelling in {secret.reveal(), quote(secret.reveal(), safe=""), quote_plus(secret.reveal())}:
            content = content.replace(spelling.encode(), MASK.encode())
    return _KEY.sub(rf"\1{MASK}".encode(), content)
