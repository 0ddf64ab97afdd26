"""How a later message replaces that of a key, for ``put(…, replace=True)``: in the outbox, or by an edit."""

from __future__ import annotations

import json

from attrs import evolve

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..to import Destination
from ..transport import Receipt, Transport
from ..transport.base import Service, edit_body, returns_id
from .letter import Draft, Letter

NO_ID = "it was sent, but the service told no id to edit it by; resend() posts what was to replace it as a new message"


def check_replacement(letter: Letter, draft: Draft, *, unproven: bool) -> None:
    """Check that a draft may replace the message of a letter.

    Raises:
        ConstraintError: it is too long for an edit.
        ConfigurationError: it holds what no edit is known to hold, or goes elsewhere.
    """
    if letter.to != draft.to:
        raise ConfigurationError(
            f"letter {letter.id} of key {shown(letter.key)} goes to {letter.to}, and what replaces it stays there: put "
            f"what is for {draft.to} under another key"
        )
    edit_body(json.loads(draft.body), unproven=unproven)


def replaced(letter: Letter, draft: Draft) -> Letter:
    """The letter after a draft replaced its message.

    A *ready* letter gets the new body, and keeps its turn, times and priority. In any other state it gets those of the
    draft, too, and becomes *ready* again: as an edit if its message was sent, else as a new post. While that is not
    known (*sending*, *unknown*), the new body is held in `replacement`.

    Raises:
        ConfigurationError: it was sent, but its ids are not known.
    """
    if letter.state == "ready":
        return evolve(letter, body=draft.body)
    held = evolve(
        letter,
        replacement=draft.body,
        priority=draft.priority,
        after=draft.after,
        not_after=draft.not_after,
        chat_id=draft.chat_id or letter.chat_id,
    )
    if held.state == "sent" and not _editable(held):
        unknown = "the id of its message" if held.message_id is None else "its chat; give it, such as chat='CT_1207'"
        raise ConfigurationError(f"letter {letter.id} of key {shown(letter.key)} was sent, but nobody knows {unknown}")
    return with_replacement(held)


def with_replacement(letter: Letter) -> Letter:
    """The letter with its held replacement as the new body; unchanged while its outcome is not known."""
    if letter.replacement is None or letter.state == "sending":
        return letter
    if letter.state == "unknown" and not _editable(letter):
        return letter
    anew = evolve(letter, body=letter.replacement, replacement=None)
    if letter.state == "ready":
        return anew
    if letter.state == "sent" and not _editable(letter):
        return evolve(anew, state="dead", finding=NO_ID)
    return evolve(anew, state="ready", tries=0, finding="")


def orphaned(letter: Letter, finding: str) -> Letter:
    """A letter whose worker died while it was *sending*: *unknown*, or *ready* if it is an edit, which may repeat."""
    if letter.message_id is None:
        return evolve(letter, state="unknown", finding=finding)
    return with_replacement(evolve(letter, state="ready"))


def _editable(letter: Letter) -> bool:
    return letter.message_id is not None and letter.chat is not None


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
        raise ConfigurationError(f"{shown(transport)} cannot edit what it sent; a CliqTransport with a token can")
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
