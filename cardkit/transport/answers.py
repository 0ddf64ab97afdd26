"""Turns an HTTP response of the service into a receipt or one of the errors."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from ..errors import (
    AuthenticationError,
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
)
from ..reading.json import object_or_empty
from ..reading.place import Json
from ..to import Destination
from .base import Receipt, Service

LOCK = 600.0
"""Seconds for which the service locks out whoever overran the budget (Zoho Cliq REST API v2 reference)."""
LONGEST_LOCK = 3_600.0
"""The longest Retry-After that is believed, in seconds: it holds back every sender of the account."""

_REFUSED = "the service refuses the {what}"
_NEITHER = "an answer that is neither a success nor a known refusal, and the {what} may have arrived"
_MEANINGS: Mapping[int, tuple[type[TransportError], str]] = {
    400: (BadRequestError, _REFUSED),
    401: (
        AuthenticationError,
        "the token was refused: it is wrong, expired, or lacks a scope (messages need ZohoCliq.Webhooks.CREATE, "
        "cards may need ZohoCliq.Messages.CREATE and ZohoCliq.Channels.CREATE too, edits ZohoCliq.Webhooks.UPDATE, "
        "deletions ZohoCliq.Webhooks.DELETE)",
    ),
    403: (ForbiddenError, "the token's user may not post there"),
    404: (NotFoundError, "there is no such destination or message, or the organisation lives in another region"),
    407: (TransportError, "the proxy wants to be signed in to: give name and password in its address"),
}
"""The error and its words for each refusal that has any of its own, by its status."""
_KEY_REFUSED = "the key in the webhook's address was refused: it is wrong, or its webhook token is there no more"
REFUSALS = frozenset({*_MEANINGS, 405, 406, 429}) | frozenset(
    {307, 308, 410, 411, 413, 414, 415, 417, 421, 422, 426, 428, 431, 451}
)
"""Statuses after which the message was certainly not accepted: those of the service's API description, and those that
can mean nothing else (RFC 9110). After any other error status it may have arrived."""
LONGEST_WORDS = 1_000
"""Characters of what the service said that an error repeats."""
_LONE = re.compile("[\ud800-\udfff]")
_THROTTLED = "too many requests; the service locks the user out for "
_CODES = {"request_limit_exceeded", "throttled"}
_PHRASES = re.compile(  # the service's own words, not a text of the message that it quotes
    r"""[^"'\u201c\u201e\u2018\u00ab<]*\burl[\s_]+(?:rolling_|fixed_)?throttles?[\s_]+limits?(?![a-z])"""
    r"""|(too\s+many\s+requests|rate\s+limit\s+exceeded)\b""",
    re.IGNORECASE,
)


def receipt(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    to: Destination,
    *,
    what: str = "message",
    refuses_when_busy: bool = False,
    by_key: bool = False,
    service: Service | None = None,
    clock: Callable[[], float] = time.time,
) -> Receipt:
    """The receipt of a response: any status from 200 to 299 is a success, whatever the body holds.

    Args:
        status: of the answer.
        headers: of the answer.
        body: the start of its body, decompressed.
        to: where the message was to go.
        what: the name of the payload, for errors.
        refuses_when_busy: whether a 503 with Retry-After is known to mean that the message was not taken.
        by_key: whether the key of a webhook signed in, instead of an access token.
        service: the transport that the receipt uses to edit and delete.
        clock: the time in seconds, for a Retry-After that is a date.

    Raises:
        TransportError: any other status; the subclass says what it means.

    >>> from cardkit import to
    >>> receipt(200, {}, b'{"message_id": "17_1"}', to.chat("CT_1")).message_id
    '17_1'
    """
    data = object_or_empty(body)
    if 200 <= status <= 299:
        return Receipt(status, *_ids(data), data, to, service)
    said, code = _service_words(data, body)
    end = f" (status {status}, to {to})" + (f": {said}" if said else "")
    details: dict[str, Any] = {"status": status, "service_message": said, "code": code}
    wait = retry_after(headers, clock)
    if _throttled(status, said, code):
        span, lock = ("about ten minutes", LOCK) if wait is None else (f"{wait:.0f} s", wait)
        raise RateLimitError(_THROTTLED + span + end, **details, retry_after=lock)
    if status >= 500:
        refused = refuses_when_busy and status == 503 and wait is not None
        meaning = "the service is busy" if refused else f"the service failed, and the {what} may have arrived"
        raise ServerError(meaning + end, **details, may_have_arrived=not refused, retry_after=wait)
    kind, meaning = _MEANINGS.get(status, (TransportError, _REFUSED if status in REFUSALS else _NEITHER))
    meaning = _KEY_REFUSED if status == 401 and by_key else meaning
    raise kind(meaning.format(what=what) + end, **details, may_have_arrived=status not in REFUSALS)


def retry_after(headers: Mapping[str, str], clock: Callable[[], float] = time.time) -> float | None:
    """The Retry-After of a response in seconds, clamped to between a second and an hour; None if it has none.

    A date is compared with the Date of the response if there is one, so that the clock of this machine may be wrong.

    >>> retry_after({"Retry-After": " 30 "}), retry_after({"Retry-After": "soon"})
    (30.0, None)
    >>> retry_after(
    ...     {"Retry-After": "Wed, 25 Nov 2026 10:02:00 GMT", "Date": "Wed, 25 Nov 2026 10:00:00 GMT"}
    ... )
    120.0
    """
    said = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", said):
        seconds = float(said[:400])
    else:
        until, now = _date(said), _date(headers.get("Date", ""))
        if until is None:
            return None
        seconds = until - (clock() if now is None else now)
    return min(max(seconds, 1.0), LONGEST_LOCK)


def _date(said: str) -> float | None:
    try:
        date = parsedate_to_datetime(said.strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _throttled(status: int, said: str | None, code: str | None) -> bool:
    """Whether an answer means that the account is locked out: by its status, its code, or the service's own words."""
    if status == 429:
        return True
    words = ((code or "").lower(), (said or "").lower())
    return status == 400 and any(word in _CODES or _PHRASES.match(word) for word in words)


def _ids(data: dict[str, Json]) -> tuple[str | None, str | None]:
    """The ids of the message and of its chat, from the several places where responses have them."""
    inner, details = data.get("data"), data.get("message_details")
    nested = [*details.values()] if isinstance(details, dict) else []
    message = _first_text("message_id", data) or _first_text("id", inner) or _first_text("message_id", *nested)
    return message, _first_text("chat_id", data.get("thread_information"), data, inner, *nested)


def _first_text(key: str, *places: Json) -> str | None:
    """The first text that an object has under a key, but what no id can be: the half of a character."""
    for place in places:
        if isinstance(place, dict) and isinstance(value := place.get(key), str) and not _LONE.search(value):
            return value
    return None


def _service_words(data: Mapping[str, Json], body: bytes) -> tuple[str | None, str | None]:
    """The error text and code of a response: documented in three JSON forms, and proxies send HTML pages."""
    nested = data.get("error")
    place = nested if isinstance(nested, dict) else data
    said, code = place.get("message") or data.get("error"), place.get("code")
    if not isinstance(said, str):
        said = body[:200].decode(errors="replace")
    return plain_words(said) or None, None if code is None else plain_words(str(code))


def plain_words(said: str) -> str:
    """What the service said on one line, without what a terminal would obey, and no longer than anybody reads."""
    said = said[:LONGEST_WORDS].encode(errors="replace").decode()  # no lone surrogates
    return " ".join("".join([c if c.isprintable() else " " for c in said]).split())
