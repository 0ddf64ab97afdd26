"""The interface between messages and transports: `Transport`, the `Receipt` that it returns, and how that is edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from urllib.parse import unquote

from attrs import evolve, field, frozen

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..limits import CLIQ, EDITS, Api
from ..reading.guards import is_array, is_mapping, refuse_webhook, require_flags
from ..reading.json import encode
from ..reading.place import Place
from ..to import Destination
from ..to import chat as chat_of

if TYPE_CHECKING:
    from ..chain.message import Message

PROVEN = ("text", "notify_edit")
"""The keys that the sources show in an edit."""


@runtime_checkable
class Transport(Protocol):
    """Anything that can carry a message: any class with a method `send` that takes JSON and a destination.

    Three attributes are optional:

    - ``destination``: where messages go that are sent without ``to=``.
    - ``wire``: the form in which messages are written for it, ``"v2"`` or ``"v3"``.
    - ``asend``: a coroutine function with the arguments and the result of `send`, which `Message.asend` awaits instead
      of calling `send` in a thread.

    >>> class Printer:
    ...     def send(self, body, to):
    ...         print(to, body.decode())
    ...         return Receipt(status=200)
    >>> from cardkit import Message
    >>> Message("Hi").send(Printer(), to="chat:CT_1").status
    chat:CT_1 {"text":"Hi"}
    200
    """

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Carry one message: `body` is its JSON as UTF-8 bytes."""
        ...


NEW_ONLY = "a webhook posts messages and files only; editing and deleting take a token"
"""What an error says of a change by a transport that has the one destination of a webhook."""


class Service(Transport, Protocol):
    """A transport that can also edit and delete the messages it sent, as `CliqTransport` can."""

    wire: Api

    def edit(self, body: bytes, chat_id: str, message_id: str) -> Receipt:
        """Replace what a message says."""
        ...

    def delete(self, chat_id: str, message_id: str) -> Receipt:
        """Delete a message."""
        ...


@frozen
class Receipt:
    """What the service answered to one message; it can edit, delete and answer the message.

    `edit`, `delete` and `reply` work for a message that went through a `CliqTransport` and whose id the service told,
    which it does for a message with `Message.sync`. `edit` and `delete` also need the id of the chat, which is known
    for a message to a chat or a thread, and is given by ``chat=`` for others. A bot's post to several people is one
    message for each of them; ``chat=`` chooses one.

    Attributes:
        status: the HTTP status.
        message_id: the id of the message, or None if the service did not tell it.
        chat_id: the id of its chat, or None.
        data: the answer, if it was a JSON object.
        destination: where the message was sent.

    >>> from cardkit import Message
    >>> from cardkit.sandbox import Sandbox
    >>> with Sandbox() as sandbox:
    ...     down = Message("web-2 is down").sync()
    ...     receipt = down.send(sandbox.transport, to="chat:CT_1")
    ...     edited = receipt.edit(Message("web-2 is up again"))
    ...     answer = receipt.reply(Message("Ana restarted it"))
    >>> [message["text"] for message in sandbox.messages]
    ['web-2 is up again', 'Ana restarted it']
    """

    status: int
    message_id: str | None = None
    chat_id: str | None = None
    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    destination: Destination | None = field(default=None, repr=False, eq=False)
    service: Service | None = field(default=None, repr=False, eq=False)

    def _repr_html_(self) -> str:
        from ..preview.web.page import facts

        place = None if self.destination is None else self.destination.place  # without parameters, which may be secret
        known = {"status": self.status, "message id": self.message_id, "chat id": self.chat_id, "to": place}
        return facts("Receipt", known)

    def edit(self, message: Message, *, chat: str | None = None, unproven: bool = False) -> Receipt:
        """Replace the content of the message, and return a receipt that can edit it again.

        Args:
            message: the new content: a text of at most 5,000 characters (Zoho Cliq v2 API description, Messages), with
                ``.extra(notify_edit=True)`` if readers are to be notified.
            chat: the id of the chat, if the receipt knows none.
            unproven: send cards, slides and buttons too. No source says whether the service takes them in an edit.

        Raises:
            ConstraintError: the message has errors, or a longer text.
            ConfigurationError: it has more than a text without `unproven`, it is not a message, the ids are not known,
                or the receipt is not that of a `CliqTransport`.
            TransportError: the edit failed.
        """
        service, where, id = self._sent_to_chat("edit", chat)
        if not callable(getattr(message, "to_dict", None)):
            raise no_message(message)
        body = edit_body(message.to_dict(api=service.wire), unproven=unproven)
        return evolve(service.edit(body, where, id), message_id=id, chat_id=where)

    def delete(self, *, chat: str | None = None) -> Receipt:
        """Delete the message.

        Args:
            chat: the id of the chat, if the receipt knows none.

        Raises:
            ConfigurationError: the ids are not known, or the receipt is not that of a `CliqTransport`.
            TransportError: the deletion failed.
        """
        service, where, id = self._sent_to_chat("delete", chat)
        return service.delete(where, id)

    def reply(self, message: Message, *, chat: str | None = None) -> Receipt:
        """Send another message as an answer to this one, which is quoted, and return its receipt.

        Args:
            message: the answer; what a bot sent, the same bot answers.
            chat: the id of the chat. If none is known or given, the answer goes where this message was sent.

        Raises:
            ConstraintError: the message has errors; nothing was sent.
            ConfigurationError: it is not a message, the ids are not known, or no `CliqTransport` returned the receipt.
            TransportError: sending failed.
        """
        service, where, id = self._sent("reply to", chat)
        if not callable(getattr(message, "reply_to", None)):
            raise no_message(message)
        return message.reply_to(unquote(id)).send(service, to=self._place_in(where))

    def _place_in(self, chat: str | None) -> Destination | None:
        """The destination of an answer in a chat, from the same sender, which may be a bot."""
        to = self.destination
        if to is None:
            return None if chat is None else chat_of(chat)
        alone = to.kind == "bot" and len(to.users) == 1 and chat == self.chat_id
        if chat is None or chat == to.chat_id or alone:
            return to
        return chat_of(chat, as_bot=to.id if to.kind == "bot" else to.as_bot)

    def _sent(self, verb: str, chat: str | None) -> tuple[Service, str | None, str]:
        """The service, and the ids of the chat, if it is known, and the message; `verb` is for the error.

        Raises:
            ConfigurationError: one of them is not known.
        """
        if self.service is None:
            raise ConfigurationError(
                f"only what a CliqTransport sent can be told to {verb}; this receipt came from none, or is a copy, "
                "which has none"
            )
        to = self.destination
        if self.message_id is None:
            if to is not None and not returns_id(to):
                raise ConfigurationError(
                    f"the service tells no id of what a bot posts to a channel, so {to.place} has none to {verb}, even "
                    "with .sync(): leave as_bot out, or send to the chat, such as 'chat:CT_1207'"
                )
            raise ConfigurationError(f"the service told no id to {verb}; send the message with .sync() to learn it")
        if self._is_for_several():
            return self.service, chat, self._id_in(chat, verb)
        chat = chat or self.chat_id or (None if to is None else to.chat_id)
        return self.service, chat, self.message_id

    def _sent_to_chat(self, verb: str, chat: str | None) -> tuple[Service, str, str]:
        """As `_sent`, with the id of the chat, without which nothing can be changed."""
        service, where, id = self._sent(verb, chat)
        if where is None and getattr(service, "destination", None) is not None:
            raise ConfigurationError(NEW_ONLY)
        if where is None:
            unknown = f"the service told no chat of {self.destination}"
            raise ConfigurationError(f"{unknown}; give its id, such as chat='CT_1207'")
        return service, where, id

    def _is_for_several(self) -> bool:
        """Whether a bot sent a message to each of several people, or to all subscribers."""
        details = _details(self.data)
        to = self.destination
        return len(details) > 1 if details else to is not None and to.kind == "bot" and len(to.users) != 1

    def _id_in(self, chat: str | None, verb: str) -> str:
        """The id of the message to one of several people, by the chat that was given.

        Raises:
            ConfigurationError: none was given, or none of them is in that chat.
        """
        details = _details(self.data)
        ids = {one.get("chat_id"): one.get("message_id") for one in details if is_mapping(one)}
        id = ids.get(chat) if ids else chat and self.message_id
        if isinstance(id, str):
            return id
        example = next((known for known in ids if isinstance(known, str)), self.chat_id or "CT_1207")
        more = "; receipt.data['message_details'] has the others" if ids else ""
        raise ConfigurationError(
            f"what a bot sends to several people is a message for each, and there is one at a time to {verb}: give its "
            f"chat, such as chat={example!r}{more}"
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the transport, which holds a secret: the copy cannot edit, delete or reply."""
        return Receipt, (self.status, self.message_id, self.chat_id, self.data, self.destination)


def _details(data: Mapping[str, Any]) -> list[Any]:
    """What an answer tells of the messages to each of several people."""
    details = data.get("message_details")
    return [*details.values()] if is_mapping(details) else []


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
    require_flags(unproven=unproven)
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
