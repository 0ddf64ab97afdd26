"""The steps for the text of a message, its sender, and the keys around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from attrs import evolve

from ..errors.wording import as_code
from ..limits import BOTS, Background
from ..payload.bot import create_bot, read_bot
from ..payload.payload import Payload
from ..reading.guards import is_mapping
from ..reading.place import Place
from ..reading.text import is_usual_title, not_given, text_or_empty
from . import parts
from .builder import UNSET, set_bot, set_keys, set_text
from .steps import Steps


class EnvelopeSteps(Steps):
    """The steps for what surrounds the card; none of them closes the open slide."""

    __slots__ = ()

    def text(self, text: str) -> Self:
        """Set the text above the card, at most 10,000 characters; blank text counts as not given.

        Raises:
            ConstraintError: it is not a string, is longer, or has control characters.
        """
        return self._step(set_text, self._read_text(text))

    def bot(self, name: str | None = None, image: str | None = None) -> Self:
        """Set the sender: the name that the message is shown under, and a picture.

        Args:
            name: the name; without one there is a warning.
            image: the https address of the picture.

        Raises:
            ConstraintError: the address is not absolute or not https, or something is not a string.

        >>> from cardkit import Message
        >>> Message("Disk is full").bot("Watchdog").to_dict()["bot"]
        {'name': 'Watchdog'}
        """
        if image is None and name is not None and is_usual_title(name):
            return self._step(set_bot, create_bot(name))
        place = Place("the bot", "/bot", source=BOTS)
        bot = read_bot(name, image, place)
        self._raise_errors(place.issues)
        return self._step(set_bot, bot)

    def style(self, background: Background | None = None, *, markdown: bool | None = None) -> Self:
        """Set the background, and whether the text's markup is drawn. Documented for posts by bots.

        Args:
            background: ``"red"``, ``"yellow"``, ``"green"``, ``"blue"`` or ``"grey"``.
            markdown: whether the service reads the text as markup.

        Raises:
            ConstraintError: there is no such background, or `markdown` is neither True nor False.

        >>> from cardkit import Message
        >>> Message("Disk is full").style(background="red").to_json()
        '{"text":"Disk is full","styles":{"background":"red"}}'
        """
        given = {"background": background, "markdown": markdown}
        styles = {name: value for name, value in given.items() if not not_given(value)}
        read = self._context.start.extra.get("styles")
        unknown = {name: value for name, value in read.items() if name not in given} if isinstance(read, dict) else {}
        return self._set_keys({}, {"styles": {**unknown, **styles} or None})

    def reply_to(self, id: str) -> Self:
        """Answer a message, which is quoted, by its id of at most 100 characters.

        The id is that of the receipt of a message with `sync`. `Receipt.reply` takes it and sends the answer.

        Raises:
            ConstraintError: the id is no string, is empty or too long.

        >>> from cardkit import Message
        >>> Message("I look into it").reply_to("1599_17").to_dict()["reply_to"]
        '1599_17'
        """
        return self._set_keys({"reply_to": id})

    def thread(self, message_id: str = UNSET, title: str | None = None, post_in_parent: bool | None = None) -> Self:
        """Start a thread at a message. To write on in it, send to `to.thread` with the chat id of the receipt.

        Args:
            message_id: the id of the message. Leave it out to set only `title` or `post_in_parent`.
            title: the title of the thread; more than 100 characters warn.
            post_in_parent: whether the message is shown in the chat as well.

        Raises:
            ConstraintError: the id is None, as that of a receipt may be, or something else is of the wrong kind.

        >>> from cardkit import Message
        >>> Message("Tests pass").thread("1599_18", title="Build 7").to_dict()["thread_title"]
        'Build 7'
        """
        optional: dict[str, object] = {"thread_title": title, "post_in_parent": post_in_parent}
        if message_id is not UNSET:
            return self._set_keys({"thread_message_id": message_id}, optional)
        if all(map(not_given, optional.values())):
            return self._set_keys({"thread_message_id": None})
        return self._set_keys({}, {"thread_message_id": None, **optional})

    def sync(self, on: bool = True) -> Self:
        """Ask the service for the id of the message, which `Receipt.message_id` then holds.

        The service answers only when the message is in the chat. Without the id nothing can edit, delete or answer the
        message. `sync(False)` takes that back.

        >>> from cardkit import Message
        >>> Message("Disk is full").sync().to_dict()["sync_message"]
        True
        """
        return self._set_keys({"sync_message": on})

    def extra(self, /, **keys: object) -> Self:
        """Add further keys at the top of the body; a key that has a step of its own raises.

        Documented keys are checked: `user_ids` (a string of at most 100 ids, separated by commas), `broadcast`,
        `mark_as_read` and `notify_edit` (True or False), `message_topic` (at most 255 characters), `thread_chat_id` (at
        most 100), `appkey` and `extension_key`. Other keys are kept with any JSON value, and warn.

        Raises:
            ConstraintError: a key has a step, or a value is of the wrong kind, too long or not JSON.

        >>> from cardkit import Message
        >>> Message("Hi").extra(mark_as_read=True).to_json()
        '{"text":"Hi","mark_as_read":true}'
        """
        place = Place("the message")
        taken = parts.plain_keys.read_extra(keys, place, self._context.limits)
        self._raise_errors(place.issues)
        return self._step(set_keys, taken)

    def _set_keys(self, given: Mapping[str, object], optional: Mapping[str, object] | None = None) -> Self:
        """This message with plain keys set; optional keys whose value is None are removed."""
        optional = optional or {}
        place = Place("the message")
        present = {name: value for name, value in optional.items() if not not_given(value)}
        taken = parts.plain_keys.read_keys({**given, **present}, place, self._context.limits)
        self._raise_errors(place.issues)
        return self._step(set_keys, {**dict.fromkeys(optional, UNSET), **taken})

    def _read_text(self, text: object) -> str | None:
        """The text of a message; blank text counts as not given.

        Raises:
            ConstraintError: it is no string; or it has control characters or more than 10,000 characters, and the
                message is not made to fit.
        """
        limits = self._context.limits
        if type(text) is str and 0 < len(text) <= limits.text and text.isprintable():
            return None if text.isspace() else text
        place = Place("the text", "/text")
        body = _body_code(text)
        if body:
            place.wrong_type(text, "a string", hint=f"Message.from_dict({body})")
        read = "" if body else text_or_empty(text, place)
        if len(read) > limits.text:
            place.too_long(read, limits, "text")
            issue = place.issues[-1]
            place.issues[-1] = evolve(issue, expected=f"{issue.expected}; Message(…, fit=True) takes more")
        self._raise_errors(place.issues)
        return read if read and not read.isspace() else None


def _body_code(text: object) -> str:
    """The code of the body, where a whole message was given as the text; else ``""``."""
    if is_mapping(text):
        return as_code(text, "body")
    return "value.to_dict()" if isinstance(text, (Payload, Steps)) else ""
