"""The body of an edit, and which keys it may have."""

from __future__ import annotations

from typing import Any, Protocol

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..limits import CLIQ, EDITS, Api
from ..reading.guards import is_array, is_mapping, refuse_webhook
from ..reading.json import encode
from ..reading.place import Place
from ..to import Destination

PROVEN = ("text", "notify_edit")
"""The keys that the sources show in an edit."""


class Writable(Protocol):
    """Anything that writes itself as the body of a message, as `Message` does."""

    def to_dict(self, *, api: Api | None = None) -> dict[str, Any]:
        """The body."""
        ...


def no_message(given: object) -> ConfigurationError:
    """The error for an argument that is no message; it says how to make one."""
    refuse_webhook(given)
    hint = 'Message("…") makes one of a text'
    if is_mapping(given):
        hint = "Message.from_dict(…) reads a body"
    elif is_array(given):
        hint = "each of several is given by itself"
    return ConfigurationError(f"{shown(given)} is no message: {hint}")


def edit_body(body: dict[str, Any], *, unproven: bool) -> bytes:
    """The JSON of an edit, made from the body of a message.

    Raises:
        ConstraintError: it has too long a text for an edit.
        ConfigurationError: it holds more than a text, and `unproven` does not ask for that.
    """
    body.pop("sync_message", None)  # it asks for the id of the message, which is known already
    others = [key for key in body if key not in PROVEN]
    if others and not unproven:
        held = ", ".join(others)
        raise ConfigurationError(f"no source says that an edit may hold {held}: edit with a text, or try unproven=True")
    place = Place("the text of an edit", "/text", source=EDITS)
    if len(body.get("text", "")) > CLIQ.edit_text:
        place.too_long(body["text"], CLIQ, "edit_text")
    place.raise_errors()
    return encode(body).encode()


def returns_id(to: Destination) -> bool:
    """Whether the service returns the id of a message that is posted to a destination with ``sync_message``.

    It does not for a channel's message that is posted as a bot (Zoho Cliq v2 API description, Messages).

    >>> from cardkit import to
    >>> returns_id(to.channel("alerts")), returns_id(to.channel("alerts", as_bot="watch"))
    (True, False)
    """
    return to.as_bot is None or to.kind not in {"channel", "channel_id"}
