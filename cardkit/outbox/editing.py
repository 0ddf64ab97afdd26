"""Edits of messages that letters have sent: whether the destination allows one, and the request itself."""

from __future__ import annotations

import json

from ..errors import ConfigurationError
from ..to import Destination
from ..transport import Receipt, Transport
from ..transport.base import Service
from ..transport.edits import edit_body, returns_id
from .letter import Letter


def check_editable(to: Destination, chat: str | None, transport: Transport | None) -> None:
    """Check that a message sent to a destination can be edited afterwards.

    Args:
        to: the destination.
        chat: the id of the chat, if the caller knows it.
        transport: the transport, if it is known.

    Raises:
        ConfigurationError: it cannot be edited.
    """
    if not returns_id(to):
        raise ConfigurationError(
            f"the service tells no id of what a bot posts to a channel, so {to} cannot be edited: leave as_bot out, or "
            "send to the chat, such as 'chat:CT_1207'"
        )
    if to.kind == "bot" and len(to.users) != 1:
        raise ConfigurationError(
            f"{to} is a message for each of several people, and an edit changes one: name one user, such as "
            f"'bot:{to.id}?users=60001'"
        )
    if to.kind != "bot" and chat is None and to.chat_id is None:
        raise ConfigurationError(f"the service tells no chat of {to}; give its id, such as chat='CT_1207'")
    if transport is not None:
        check_editor(transport, chat or to.id)


def check_editor(transport: Transport, chat: str, message_id: str = "0") -> None:
    """Check that a transport can edit what it sent.

    Raises:
        ConfigurationError: it cannot.
    """
    if not callable(getattr(transport, "edit", None)):
        raise ConfigurationError(f"{transport!r} cannot edit what it sent; a CliqTransport with a token can")
    address = getattr(transport, "message_url", None)
    if address is not None:
        address(chat, message_id)


def post_edit(service: Service, letter: Letter) -> Receipt:
    """Edit the message of a letter. `Outbox.put` has checked the body already, so `unproven` is True here.

    Raises:
        TransportError: one of its family.
    """
    body = edit_body(json.loads(letter.body or b"{}"), unproven=True)
    return service.edit(body, letter.chat or "", letter.message_id or "")
