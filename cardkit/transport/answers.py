"""What the service's answers mean: a receipt, or one of the errors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
from ..to import Destination
from .base import Receipt

LOCK = 600.0
"""Seconds for which the service locks out whoever overran the budget (Zoho Cliq REST API v2 reference)."""
LONGEST_LOCK = 3_600.0
"""Seconds that an answer may ask everybody of the account to wait; a longer Retry-After is taken for a mistake."""

_MEANINGS: Mapping[int, tuple[type[TransportError], str]] = {
    400: (BadRequestError, "the service refuses the message"),
    401: (
        AuthenticationError,
        "the token was refused: it is wrong, expired, or lacks a scope (messages need ZohoCliq.Webhooks.CREATE, "
        "cards may need ZohoCliq.Messages.CREATE and ZohoCliq.Channels.CREATE too)",
    ),
    403: (ForbiddenError, "the token's user may not post there"),
    404: (NotFoundError, "there is no such destination, or the organisation lives in another region"),
}
_THROTTLED = "too many requests; the service locks the user out for about ten minutes"


def receipt(status: int, headers: Mapping[str, str], body: bytes, to: Destination) -> Receipt:
    """The receipt that an answer stands for: any status from 200 to 299 is a success, whatever the body holds.

    Raises:
        TransportError: the answer is a refusal; the error is the one of its family that fits.

    >>> from cardkit import to
    >>> receipt(200, {}, b'{"message_id": "17_1"}', to.chat("CT_1")).message_id
    '17_1'
    """
    data = _parsed(body)
    if 200 <= status <= 299:
        return Receipt(status, *_ids(data), data)
    raise _error(status, headers, data, body, to)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        data: object = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _ids(data: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The ids of the message and of its chat, wherever the service puts them."""
    details = data.get("message_details")
    places = [data, data.get("data"), *(details.values() if isinstance(details, Mapping) else ())]
    message = _first(places[:1], "message_id") or _first(places[1:2], "id") or _first(places[2:], "message_id")
    return message, _first(places, "chat_id")


def _first(places: list[Any], key: str) -> str | None:
    for place in places:
        value = place.get(key) if isinstance(place, Mapping) else None
        if isinstance(value, str):
            return value
    return None


def _error(
    status: int, headers: Mapping[str, str], data: Mapping[str, Any], body: bytes, to: Destination
) -> TransportError:
    said, code = _words(data, body)
    end = f" (status {status}, to {to})" + (f": {said}" if said else "")
    wait = headers.get("Retry-After", "")
    seconds = float(wait) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", wait) else None
    if status == 429 or (status == 400 and "throttl" in (said or "").lower()):
        return RateLimitError(_THROTTLED + end, status=status, service_message=said, code=code, retry_after=seconds)
    if status >= 500:
        arrived = status != 503 or "Retry-After" not in headers
        meaning = "the service failed, and the message may have arrived" if arrived else "the service is busy"
        return ServerError(
            meaning + end,
            status=status,
            service_message=said,
            code=code,
            may_have_arrived=arrived,
            retry_after=None if arrived else seconds,
        )
    kind, meaning = _MEANINGS.get(status, (TransportError, "an answer that is neither a success nor a known refusal"))
    return kind(meaning + end, status=status, service_message=said, code=code)


def _words(data: Mapping[str, Any], body: bytes) -> tuple[str | None, str | None]:
    """What the service said and its code; the sources show three forms of it, and proxies send pages."""
    nested = data.get("error")
    place = nested if isinstance(nested, Mapping) else data
    said, code = place.get("message") or data.get("error"), place.get("code")
    if not isinstance(said, str):
        said = body[:200].decode(errors="replace")
    return " ".join(said.split()) or None, None if code is None else str(code)
