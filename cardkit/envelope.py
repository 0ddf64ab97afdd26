"""The steps of a message that belong to no slide: text, bot, card, buttons, and the keys around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from . import checks, wire
from .bot import read_bot
from .card import POLL, PROMPT, read_card, read_options, read_titled, too_few_options
from .checks import Found, refuse
from .draft import Draft, folded
from .errors import pointer
from .keys import read_extra, read_keys
from .later import Later
from .limits import BUTTONS, CARDKIT, Background, ButtonStyle, Limits, Theme
from .slides.base import Fields
from .steps import Steps

if TYPE_CHECKING:
    from . import buttons as buttons_module
    from .actions import Action
else:
    buttons_module = Later("buttons")


class EnvelopeSteps(Steps[Any]):
    """The steps that leave an open slide open."""

    __slots__ = ()

    def text(self, text: str) -> Self:
        """Set the text above the card: at most 10,000 characters; blank text counts as not given."""
        return self._step("text", read_text(text, self._state[0]))

    def bot(self, name: str, image: str | None = None) -> Self:
        """Set the name the message is shown under, and the https address of a picture."""
        found: Found = []
        fields = read_bot(name, image, found)
        if found:
            refuse(found, "/bot")
        return self._step("bot", fields)

    def card(self, title: str | None = None, *, theme: Theme = "modern-inline", thumbnail: str | None = None) -> Self:
        """Set the card around the slides: a title of at most 200 characters and the https address of a thumbnail.

        What `section` and `button` added stays; the options of an earlier `poll` go.
        """
        found: Found = []
        fields = read_card(title, theme, thumbnail, found, self._state[0])
        if found:
            refuse(found, "/card")
        return self._step("card", fields)

    def poll(self, title: str, *options: str, thumbnail: str | None = None) -> Self:
        """Make the card a poll.

        Args:
            title: the question, at most 200 characters.
            options: 2 to 10, at most 100 characters each. All three limits are those of Zoho's description of cards.
            thumbnail: the https address of a small picture.

        Raises:
            ConstraintError: there are too few or too many options, or one is empty, too long or no string.

        >>> from cardkit import Message
        >>> Message("Vote").poll("Which first?", "OAuth", "Dark mode").to_dict()["card"]["options"]
        [{'text': 'OAuth'}, {'text': 'Dark mode'}]
        """
        found: Found = []
        limits = self._state[0]
        name, theme, picture, *_ = read_titled(title, POLL, thumbnail, found, limits)
        taken = read_options(options, found, limits)
        found += too_few_options(taken, limits)
        refuse(found, "/card")
        return self._step("card", (name, theme, picture, taken, (), ()))

    def prompt(self, title: str, *, thumbnail: str | None = None) -> Self:
        """Make the card a prompt: a question of at most 200 characters, answered by the buttons that `button` adds.

        >>> from cardkit import Message, actions
        >>> message = Message("Deploy?").prompt("Approve 3.6.1?").button("Yes", actions.invoke_function("approve"))
        >>> [button["label"] for button in message.to_dict()["card"]["buttons"]]
        ['Yes']
        """
        found: Found = []
        fields = read_titled(title, PROMPT, thumbnail, found, self._state[0])
        refuse(found, "/card")
        return self._step("card", fields)

    def button(
        self,
        label: str,
        action: Action,
        *,
        style: ButtonStyle | None = None,
        hint: str | None = None,
        key: str | None = None,
        in_card: bool = False,
    ) -> Self:
        """Add a button: within the card of a prompt, else below the card.

        Args:
            label: at most 20 characters, within the card 30.
            action: what it does, from `cardkit.actions`; `copy` only below the card, `invoke_bot` only within it.
            style: ``"+"`` (positive, green) or ``"-"`` (negative, red); None is neutral.
            hint: shown when the pointer rests on it, at most 100 characters.
            key: its name for programs, at most 100 characters, each once.
            in_card: put it within a modern-inline card too. No source says that style, hint, key or a confirmation work
                there, so they warn.

        Raises:
            ConstraintError: something is of the wrong kind or too long. What depends on where the button will stand is
                checked when the message is built: at most 5 there, the length of the label, the action, unique keys.

        >>> from cardkit import Message, actions
        >>> Message("Build 7").button("Log", actions.open_url("https://example.com/7"), style="+").to_json()
        '{"text":"Build 7","buttons":[{"label":"Log","type":"+","action":{"type":"open.url","data":{"web":"https://example.com/7"}}}]}'
        """
        found: Found = []
        fields = buttons_module.read_button(label, action, style, hint, key, found, self._state[0])
        if in_card is not True and in_card is not False:
            found.append(checks.wrong_type(in_card, "", "in_card", "True or False", CARDKIT, hint="True"))
        message = self._step("button", (fields, in_card))
        if found:
            path = _last_button(folded(message._nodes()), in_card)
            if path.startswith("/card"):
                found = wire.moved(found, "/action/data/url", "/action/data/web")
            refuse(checks.cited(found, BUTTONS), path)
        return message

    def instant_button(
        self, label: str, action: Action, *, style: ButtonStyle | None = None, key: str | None = None
    ) -> Self:
        """Add a button that stands in the text: ``[label]($key)`` is put behind it, unless the text has it already.

        Args:
            label: at most 20 characters; in the text its brackets and marks are replaced by others that look alike.
            action: `invoke_function`, `copy` or `system_api`; no other works in the text.
            style: ``"+"`` (positive, green) or ``"-"`` (negative, red); None is neutral.
            key: what stands in ``($key)``. None takes that of a call in the text with this label, else a free number,
                which is settled when the message is built.

        >>> from cardkit import Message, actions
        >>> Message("Lunch?").instant_button("Yes", actions.invoke_function("lunch")).to_dict()["text"]
        'Lunch? [Yes]($1)'
        """
        found: Found = []
        fields = buttons_module.read_instant(label, action, style, found, self._state[0])
        if found:
            place = key if isinstance(key, str) else self._next_number(fields)
            refuse(checks.cited(found, BUTTONS), f"{pointer('references', place)}/object")
        if key is not None:
            buttons_module.read_reference(key, [taken for taken, _ in self._values("instant")], found)
            refuse(found)
        return self._step("instant", (key, fields))

    def _next_number(self, fields: Fields) -> str:
        """The key that an instant button without one would take."""
        text = (self._values("text") or [None])[-1]
        return [*buttons_module.numbered([*self._values("instant"), (None, fields)], text)][-1]

    def style(self, *, background: Background | None = None, markdown: bool | None = None) -> Self:
        """Set the background (red, yellow, green, blue or grey), and whether the text is read as Markdown.

        Documented for posts by bots.

        >>> from cardkit import Message
        >>> Message("Disk is full").style(background="red").to_json()
        '{"text":"Disk is full","styles":{"background":"red"}}'
        """
        given = {"background": background, "markdown": markdown}
        styles = {name: value for name, value in given.items() if value is not None}
        return self._keys({}, {"styles": styles or None})

    def reply_to(self, id: str) -> Self:
        """Answer a message by its id, at most 100 characters."""
        return self._keys({"reply_to": id})

    def thread(self, message_id: str, title: str | None = None, post_in_parent: bool | None = None) -> Self:
        """Start a thread at a message.

        Args:
            message_id: the id of the message.
            title: of the thread; more than 100 characters warn.
            post_in_parent: whether the message is shown in the chat as well.
        """
        return self._keys({"thread_message_id": message_id}, {"thread_title": title, "post_in_parent": post_in_parent})

    def sync(self, on: bool = True) -> Self:
        """Ask the service to answer only once the message has its id, and to tell it."""
        return self._keys({"sync_message": on})

    def extra(self, /, **keys: object) -> Self:
        """Add further keys to the envelope; keys that have a step are refused.

        Documented ones are checked: `user_ids` (a string of at most 100 ids, separated by commas), `broadcast`,
        `mark_as_read` and `notify_edit` (True or False), `message_topic` (at most 255 characters), `thread_chat_id` (at
        most 100), `appkey` and `extension_key`. All others are kept with any value that JSON can say, and warn.

        >>> from cardkit import Message
        >>> Message("Hi").extra(mark_as_read=True).to_json()
        '{"text":"Hi","mark_as_read":true}'
        """
        found: Found = []
        taken = read_extra(keys, found, self._state[0])
        refuse(found)
        return self._step("keys", taken)

    def _keys(self, given: Mapping[str, object], optional: Mapping[str, object] | None = None) -> Self:
        """This message with plain keys set, and the optional ones that are None unset."""
        optional = optional or {}
        found: Found = []
        present = {name: value for name, value in optional.items() if value is not None}
        taken = read_keys({**given, **present}, found, self._state[0])
        refuse(found)
        return self._step("keys", (*dict.fromkeys(optional).items(), *taken))


def _last_button(draft: Draft, in_card: object) -> str:
    """Where the button that was added last stands."""
    if draft.card is not None and (in_card or draft.card[1] == PROMPT):
        return f"/card/buttons/{len(draft.card[5]) - 1}"
    return f"/buttons/{len(draft.buttons) - 1}"


def read_text(text: object, limits: Limits) -> str | None:
    """The text of a message; blank text counts as not given.

    Raises:
        ConstraintError: it is no string, has control characters, or more than 10,000 characters.
    """
    found: Found = []
    read = checks.text(text, "/text", found, "the text", empty=True)
    if len(read) > limits.text:
        found.append(checks.too_long(read, "/text", limits, "text"))
    if found:
        refuse(found)
    return read if read and not read.isspace() else None
