"""Editing what a letter has sent: whether that is possible where it went, and the request itself."""

from __future__ import annotations

import json

from ..errors import ConfigurationError
from ..to import Destination
from ..transport import Receipt, Transport
from ..transport.base import Service
from ..transport.edits import edit_body
from .letter import Letter


def tells_id(to: Destination) -> bool:
    """Whether the service tells the id of a message that is posted there with ``sync_message``.

    It does not for a channel's message that is posted as a bot (Zoho Cliq v2 API description, Messages).

    >>> from cardkit import to
    >>> tells_id(to.channel("alerts")), tells_id(to.channel("alerts", as_bot="watch"))
    (True, False)
    """
    return to.as_bot is None or to.kind not in {"channel", "channel_id"}


def check_editable(to: Destination, chat: str | None, transport: Transport | None) -> None:
    """Whether what is sent somewhere can be edited afterwards.

    Args:
        to: where it is sent.
        chat: the id of the chat, as far as the caller knows it.
        transport: what is to carry it, if that is known.

    Raises:
        ConfigurationError: it cannot, whatever the service answers.
    """
    if not tells_id(to):
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
    """Whether a transport can edit what it sent.

    Raises:
        ConfigurationError: it cannot.
    """
    if not callable(getattr(transport, "edit", None)):
        raise ConfigurationError(f"{transport!r} cannot edit what it sent; a CliqTransport with a token can")
    address = getattr(transport, "message_url", None)
    if address is not None:
        address(chat, message_id)


def edited(service: Service, letter: Letter) -> Receipt:
    """What came of an edit; what it may hold was decided when it was put.

    Raises:
        TransportError: one of its family.
    """
    body = edit_body(json.loads(letter.body or b"{}"), unproven=True)
    return service.edit(body, letter.chat or "", letter.message_id or "")
