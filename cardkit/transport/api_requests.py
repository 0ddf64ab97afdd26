"""Requests to the service: post, edit and delete a message, upload a file; each kind counts in a budget of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import refuse_webhook
from ..reading.json import encode
from ..to import Destination, chat
from .addresses import files
from .calls import check_body, check_handed
from .endpoint import Endpoint
from .http import multipart_form
from .secret import Secret


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
    url = Secret(_root(endpoint) + files(to, endpoint.api))
    return ApiRequest(url, body, to, content_type=kind, what="file", counted="files")


def message_url(endpoint: Endpoint, chat_id: str, message_id: str) -> Secret:
    """The address of one message.

    Raises:
        ConfigurationError: the endpoint is a webhook's, which takes new messages only.
    """
    message = quote(unquote(message_id), safe="")  # responses have it percent-encoded already
    if {message, chat_id} & {".", ".."}:
        raise ConfigurationError(f"{shown(chat_id)} and {shown(message_id)} are no ids of a chat and its message")
    return Secret(f"{_root(endpoint)}/chats/{quote(chat_id, safe='')}/messages/{message}")


def _root(endpoint: Endpoint) -> str:
    """The common beginning of the addresses.

    Raises:
        ConfigurationError: the endpoint is a webhook's, which takes new messages only.
    """
    if endpoint.destination is not None:
        raise ConfigurationError("a webhook only posts messages; editing, deleting and files take a token")
    return endpoint.root
