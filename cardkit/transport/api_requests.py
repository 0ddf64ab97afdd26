"""Requests to the service: post, edit and delete a message, upload a file; and the extra headers of all of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import is_mapping, refuse_webhook
from ..reading.json import encode
from ..to import Destination, chat
from .addresses import files
from .base import NEW_ONLY
from .calls import check_body, check_handed
from .endpoint import Endpoint
from .http import multipart_form
from .secret import Masked, Secret

OURS = {
    "authorization": "it is made from the token",
    "proxy-authorization": "it is made from the proxy's address",
    "content-type": "the body is always JSON",
    "content-length": "it is counted",
    "transfer-encoding": "the body is sent whole",
    "connection": "connections are kept by their own rules",
    "host": "it is that of the address",
    "user-agent": "it names cardkit and its version",
    "expect": "the body is sent at once",
}
"""Headers that the caller may not set, and why."""
SHORTEST = 12
"""The fewest characters of a word in a header's value that is masked in responses."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110
_VALUE = re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?")

_LAST = re.compile(r"/messages?(?=\?)")
"""The last name in the path of a webhook's address."""


class ApiRequest(NamedTuple):
    """One request to the service.

    `what` names the payload in errors. `counted` names the budget; it is empty for that of messages. A `repeatable`
    request is idempotent, so it is retried if its outcome is unknown.
    """

    url: Secret
    body: bytes
    to: Destination
    method: str = "POST"
    content_type: str | None = None
    what: str = "message"
    counted: str = ""
    repeatable: bool = False


def post_request(endpoint: Endpoint, body: bytes, to: Destination) -> ApiRequest:
    """The request that posts a message.

    Raises:
        ConfigurationError: the body is not of bytes, `to` is no destination, or the endpoint has no address for it.
    """
    check_handed(body, to)
    return ApiRequest(endpoint.url(to), body, to)


def edit_request(endpoint: Endpoint, body: bytes, chat_id: str, message_id: str) -> ApiRequest:
    """The request that replaces the content of a message (``PUT``; Zoho Cliq REST API v2, Messages).

    Raises:
        ConfigurationError: the body is not of bytes, or the endpoint is a webhook's.
    """
    check_body(body, "receipt.edit({})".format)
    url = message_url(endpoint, chat_id, message_id)
    return ApiRequest(url, body, chat(chat_id), "PUT", what="edit", counted="edits", repeatable=True)


def delete_request(endpoint: Endpoint, chat_id: str, message_id: str) -> ApiRequest:
    """The request that deletes a message (``DELETE``; Zoho Cliq REST API v2, Messages)."""
    url = message_url(endpoint, chat_id, message_id)
    return ApiRequest(url, b"", chat(chat_id), "DELETE", what="deletion", counted="deletions")


def share_request(endpoint: Endpoint, path: str | os.PathLike[str], to: Destination, text: str | None) -> ApiRequest:
    """The request that uploads a file, with a comment (multipart; Zoho Cliq REST API v2, Files).

    Three public senders upload with the key of a webhook, to its address with ``files`` as the last name.

    Raises:
        ConfigurationError: the file cannot be read, or the endpoint takes no files for this destination.
    """
    refuse_webhook(path)
    try:
        file = Path(path)
        content = file.read_bytes()
    except (OSError, ValueError, TypeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"the file {shown(path)} cannot be read: {reason}") from error
    parts: dict[str, str | tuple[str, bytes]] = {"file": (file.name, content)}
    if text is not None:
        parts["comments"] = encode([text])
    body, kind = multipart_form(parts)
    return ApiRequest(_files_url(endpoint, to), body, to, content_type=kind, what="file", counted="files")


def _files_url(endpoint: Endpoint, to: Destination) -> Secret:
    """The address that files for a destination are uploaded to."""
    if endpoint.destination is None:
        return Secret(endpoint.root + files(to, endpoint.api))
    return Secret(_LAST.sub("/files", endpoint.url(to).reveal(), count=1))


def message_url(endpoint: Endpoint, chat_id: str, message_id: str) -> Secret:
    """The address of one message.

    Raises:
        ConfigurationError: the endpoint is a webhook's, which takes new messages and files only.
    """
    if endpoint.destination is not None:
        raise ConfigurationError(NEW_ONLY)
    message = quote(unquote(message_id), safe="")  # responses have it percent-encoded already
    if {message, chat_id} & {".", ".."}:
        raise ConfigurationError(f"{shown(chat_id)} and {shown(message_id)} are no ids of a chat and its message")
    return Secret(f"{endpoint.root}/chats/{quote(chat_id, safe='')}/messages/{message}")


def extra_headers(given: object) -> Mapping[str, str]:
    """The headers that go along with every message, such as the ``orgId`` that Zoho's gateways ask for.

    Args:
        given: a mapping of names and values, None, or a `Secret` that holds either.

    Raises:
        ConfigurationError: a name or value is none that HTTP allows, or a header is ours. No value is shown, nor is one
            among the locals of the traceback.

    >>> extra_headers({"orgId": "60001"})
    {'orgId': '…'}
    """
    secret = given = given if isinstance(given, Secret) else Secret(given)
    found: dict[str, str] = {}
    fault = _read_headers(secret, found)
    if fault is not None:
        raise ConfigurationError(f"headers{fault}")
    return found


def secrets_in(headers: Mapping[str, str]) -> tuple[Secret, ...]:
    """The words of the values that may be secret, to mask them in responses, which may echo them.

    Shorter ones, such as the number of an organisation, may stand in any text.
    """
    words = {word for value in headers.values() for word in value.split() if len(word) >= SHORTEST}
    return tuple(map(Secret, sorted(words, key=len, reverse=True)))


def _read_headers(secret: Secret, found: dict[str, str]) -> str | None:
    """Put valid headers, masked, into `found`; returns what is wrong with the first invalid one, without its value."""
    given: Any = secret.reveal()
    if given is not None and not is_mapping(given):
        return f" must be a mapping of names and values, not a {type(given).__name__}"
    for name, value in (given or {}).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return f": {name!r} is no name of a header"
        if name.lower() in OURS:
            return f": {name} cannot be given, for {OURS[name.lower()]}"
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            return f": the value of {name} must be visible characters of ASCII on one line"
        if name.lower() in {other.lower() for other in found}:
            return f": {name} is given twice"
        found[name] = Masked(value)
    return None
