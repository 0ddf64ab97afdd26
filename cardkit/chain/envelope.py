"""The steps of a message that belong to no slide: text, bot, card, buttons, and the keys around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self

from attrs import evolve

from ..card import POLL, PROMPT, Card, check_enough, check_title, read_card, read_options, usual_poll
from ..errors import ConstraintError, as_code, pointer, raise_errors, rename_path, shown
from ..limits import BOTS, BUTTONS, CARDKIT, CARDS, Background, ButtonStyle, Theme
from ..payload.bot import Bot, read_bot
from ..reading.guards import is_mapping
from ..reading.lazy import import_lazily
from ..reading.libraries import is_flag
from ..reading.place import Place, relocated
from ..reading.text import is_usual, is_usual_title, not_given, text_or_empty
from ..reading.urls import usual_https
from .draft import (
    UNSET,
    add_button,
    add_card_button,
    add_instant,
    reserved_keys,
    set_bot,
    set_card,
    set_keys,
    set_text,
)
from .steps import Steps

if TYPE_CHECKING:
    from ..actions import Action
    from ..buttons import button as buttons
    from ..buttons import instant
    from ..payload import keys as plain_keys
else:
    import_lazily(
        globals(),
        buttons="cardkit.buttons.button",
        instant="cardkit.buttons.instant",
        plain_keys="cardkit.payload.keys",
    )


class EnvelopeSteps(Steps[Any]):
    """The steps for all parts but slides; none of them closes the open slide."""

    __slots__ = ()

    def text(self, text: str) -> Self:
        """Set the text above the card: at most 10,000 characters; blank text counts as not given."""
        return self._step(set_text, self._read_text(text))

    def bot(self, name: str | None = None, image: str | None = None) -> Self:
        """Set the name the message is shown under, and the https address of a picture; a picture alone warns."""
        if image is None and name is not None and is_usual_title(name):
            return self._step(set_bot, Bot(name))
        place = Place("the bot", "/bot", source=BOTS)
        bot = read_bot(name, image, place)
        if place.issues:
            raise_errors(self._remaining_errors(place.issues))
        return self._step(set_bot, bot)

    def card(
        self,
        title: str | None = None,
        *,
        theme: Theme = "modern-inline",
        thumbnail: str | None = None,
        icon: str | None = None,
    ) -> Self:
        """Set the card around the slides: a title of at most 200 characters, and two pictures by their https addresses.

        What `section` and `button` added stays; the options of an earlier `poll` go. The thumbnail is a small picture,
        the icon stands beside the title, as public senders have it. The theme ``basic``, which only an SDK of Zoho's
        has, warns.
        """
        limits = self._context.limits
        usual = is_usual(title, limits.card_title) and type(theme) is str and theme in limits.card_themes
        if usual and icon is None and (thumbnail is None or usual_https(thumbnail)):
            return self._step(set_card, Card(title, theme, thumbnail))
        place = Place("the card", "/card", source=CARDS)
        return self._with_card(read_card(title, place, theme=theme, thumbnail=thumbnail, icon=icon), place)

    def poll(self, title: str, *options: str, thumbnail: str | None = None, icon: str | None = None) -> Self:
        """Make the card a poll.

        Args:
            title: the question, at most 200 characters.
            options: 2 to 10, at most 100 characters each. All three limits are those of Zoho's description of cards.
            thumbnail: the https address of a small picture.
            icon: the https address of a picture beside the title.

        Raises:
            ConstraintError: there are too few or too many options, or one is empty, too long or no string.

        >>> from cardkit import Message
        >>> vote = Message("Vote").poll("Which first?", "OAuth", "Dark mode")
        >>> vote.to_dict()["card"]["options"]
        [{'text': 'OAuth'}, {'text': 'Dark mode'}]
        """
        usual = usual_poll(title, options, self._context.limits)
        if usual is not None and thumbnail is None and icon is None:
            return self._step(set_card, usual)
        place = Place("the card", "/card", source=CARDS)
        check_title(title, POLL, place)
        taken = read_options(options, place)
        card = read_card(title, place, theme=POLL, thumbnail=thumbnail, icon=icon, options=taken)
        if not place.issues and not self._context.fit:
            check_enough(taken, place, self._context.limits)
        return self._with_card(card, place)

    def prompt(self, title: str | None = None, *, thumbnail: str | None = None, icon: str | None = None) -> Self:
        """Make the card a prompt: a question of at most 200 characters, answered by the buttons that `button` adds.

        Without a title or without buttons it is drawn all the same, so both only warn.

        >>> from cardkit import Message, actions
        >>> question = Message("Deploy?").prompt("Approve 3.6.1?")
        >>> message = question.button("Yes", actions.invoke_function("approve"))
        >>> [button["label"] for button in message.to_dict()["buttons"]]
        ['Yes']
        """
        place = Place("the card", "/card", source=CARDS)
        return self._with_card(read_card(title, place, theme=PROMPT, thumbnail=thumbnail, icon=icon), place)

    def _with_card(self, card: Card, place: Place) -> Self:
        """This message with another card, unless the card or the place has errors.

        Raises:
            ConstraintError: there are some.
        """
        beyond = card.check_limits(self._context.limits)
        if place.issues or beyond:
            raise_errors(self._remaining_errors([*place.issues, *relocated(beyond, "/card")]))
        return self._step(set_card, card)

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
        """Add a button below the card, whatever its theme.

        Args:
            label: at most 20 characters, within the card 30.
            action: what it does, from `cardkit.actions`; `copy` only below the card. The service was seen to refuse
                `invoke_bot`, so it warns.
            style: ``"+"`` (positive, green) or ``"-"`` (negative, red); None is neutral.
            hint: shown when the pointer rests on it, at most 100 characters.
            key: its name for programs, at most 100 characters, each once.
            in_card: put it within the card, as one page of Zoho's has it. The service was seen to refuse that, so it
                warns; style, hint, key and a confirmation warn there, too.

        Raises:
            ConstraintError: something is of the wrong kind or too long. What depends on where the button will stand is
                checked when the message is built: at most 5 there, the length of the label, the action, unique keys.

        >>> from cardkit import Message, actions
        >>> log = actions.open_url("https://example.com/7")
        >>> (button,) = Message("Build 7").button("Log", log, style="+").to_dict()["buttons"]
        >>> button["label"], button["type"], button["action"]["data"]
        ('Log', '+', {'web': 'https://example.com/7'})
        """
        context = self._context
        button = None
        if in_card is False:
            button = buttons.usual_button(label, action, context.limits, style=style, hint=hint, key=key)
        if button is None:
            place = Place("the button", source=BUTTONS)
            button = buttons.read_button(label, action, place, style=style, hint=hint, key=key)
            if not is_flag(in_card):
                place.wrong_type(in_card, "True or False", source=CARDKIT, hint="True")
            if button is not None:
                place.issues += button.check_limits(context.limits)
            if button is None or (place.issues and self._remaining_errors(place.issues)):
                self._raise_button_errors(place, in_card)
        if context.start.unknown:
            self._require_readable("/card" if in_card else "/buttons")
        return self._step(add_card_button if in_card else add_button, button)

    def raw_button(self, button: Mapping[str, Any], *, in_card: bool = False) -> Self:
        """Add a button as JSON, in a form that `button` does not write; `to_code` does so where one cannot be read.

        Args:
            button: a mapping that can be written as JSON. It is copied, and written unchanged.
            in_card: put it within the card.

        Raises:
            ConstraintError: it is no mapping, or cannot be written as JSON. What else is wrong with it, `issues` lists
                and `build` raises.

        >>> from cardkit import Message
        >>> message = Message("Build 7").raw_button({"label": "Log", "later": True})
        >>> [issue.code for issue in message.issues()]
        ['missing-key', 'unknown-key']
        """
        read = buttons.read_raw_button(button, Place("the button"))
        self._require_readable("/card" if in_card else "/buttons")
        return self._step(add_card_button if in_card is True else add_button, read)

    def _raise_button_errors(self, place: Place, in_card: bool) -> NoReturn:
        """Raise the errors of a button, with the path at which the button would have been added."""
        payload = self._written()
        if in_card:
            path = f"/card/buttons/{len(payload.card.buttons) if payload.card else 0}"
            issues = [rename_path(issue, "/action/data/url", "/action/data/web") for issue in place.issues]
        else:
            path, issues = f"/buttons/{len(payload.buttons)}", place.issues
        raise ConstraintError([issue.under(path) for issue in issues if issue.severity == "error"])

    def instant_button(
        self, label: str, action: Action, *, style: ButtonStyle | None = None, key: str | None = None
    ) -> Self:
        """Add a button to the text: ``[label]($key)`` is appended, unless the text has it already.

        Args:
            label: at most 20 characters; in the text its brackets and marks are replaced by others that look alike.
            action: `invoke_function`, `copy` or `system_api`; no other works in the text.
            style: ``"+"`` (positive, green) or ``"-"`` (negative, red); None is neutral.
            key: the key in ``($key)``. None takes that of a call in the text with this label, else a free number,
                which is chosen when the message is built.

        >>> from cardkit import Message, actions
        >>> lunch = actions.invoke_function("lunch")
        >>> Message("Lunch?").instant_button("Yes", lunch).to_dict()["text"]
        'Lunch? [Yes]($1)'
        """
        place = Place("the instant button", source=BUTTONS)
        button = instant.read_instant(label, action, style, place, self._context.limits)
        if button is None or (place.issues and self._remaining_errors(place.issues)):
            path = key if isinstance(key, str) and key else self._next_key(label)
            errors = [issue for issue in place.issues if issue.severity == "error"]
            raise ConstraintError(relocated(errors, f"{pointer('references', path)}/object"))
        self._require_readable("/text", "/references")
        if not not_given(key):
            at = Place("the key", "/references", source=BUTTONS)
            key = self._ask_tally(lambda tally: instant.check_key(key, tally.keys, at))
            at.raise_errors()
        return self._step(add_instant, instant.Instant(key or None, button))

    def _next_key(self, label: object) -> str:
        """The key that an instant button gets if the caller names none."""
        name, taken = label if isinstance(label, str) else "", reserved_keys(self._context.start)
        return self._ask_tally(lambda tally: instant.next_key(name, tally.instants, tally.text, taken))

    def style(self, background: Background | None = None, *, markdown: bool | None = None) -> Self:
        """Set the background (red, yellow, green, blue or grey), and whether the text is read as Markdown.

        Documented for posts by bots.

        >>> from cardkit import Message
        >>> Message("Disk is full").style(background="red").to_json()
        '{"text":"Disk is full","styles":{"background":"red"}}'
        """
        given = {"background": background, "markdown": markdown}
        styles = {name: value for name, value in given.items() if not not_given(value)}
        return self._set_keys({}, {"styles": styles or None})

    def reply_to(self, id: str) -> Self:
        """Answer a message by its id, at most 100 characters."""
        return self._set_keys({"reply_to": id})

    def thread(
        self, message_id: str | None = None, title: str | None = None, post_in_parent: bool | None = None
    ) -> Self:
        """Start a thread at a message.

        Args:
            message_id: the id of the message; left out, with one of the others, where the thread is there already.
            title: of the thread; more than 100 characters warn.
            post_in_parent: whether the message is shown in the chat as well.
        """
        optional: dict[str, object] = {"thread_title": title, "post_in_parent": post_in_parent}
        if message_id is None and not all(map(not_given, optional.values())):
            return self._set_keys({}, {"thread_message_id": None, **optional})
        return self._set_keys({"thread_message_id": message_id}, optional)

    def sync(self, on: bool = True) -> Self:
        """Ask the service to answer only when the message has its id, and to return that id."""
        return self._set_keys({"sync_message": on})

    def extra(self, /, **keys: object) -> Self:
        """Add further keys to the envelope; keys that have a step are refused.

        Documented ones are checked: `user_ids` (a string of at most 100 ids, separated by commas), `broadcast`,
        `mark_as_read` and `notify_edit` (True or False), `message_topic` (at most 255 characters), `thread_chat_id` (at
        most 100), `appkey` and `extension_key`. All others are kept with any value that JSON can say, and warn.

        >>> from cardkit import Message
        >>> Message("Hi").extra(mark_as_read=True).to_json()
        '{"text":"Hi","mark_as_read":true}'
        """
        place = Place("the message")
        taken = plain_keys.read_extra(keys, place, self._context.limits)
        raise_errors(self._remaining_errors(place.issues))
        return self._step(set_keys, taken)

    def _set_keys(self, given: Mapping[str, object], optional: Mapping[str, object] | None = None) -> Self:
        """This message with plain keys set; optional keys whose value is None are removed."""
        optional = optional or {}
        place = Place("the message")
        present = {name: value for name, value in optional.items() if not not_given(value)}
        taken = plain_keys.read_keys({**given, **present}, place, self._context.limits)
        raise_errors(self._remaining_errors(place.issues))
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
        if is_mapping(text):
            place.wrong_type(text, "a string", hint=f"Message.from_dict({as_code(text, 'body')})")
        read = "" if is_mapping(text) else text_or_empty(text, place)
        if len(read) > limits.text:
            place.too_long(read, limits, "text")
            issue = place.issues[-1]
            place.issues[-1] = evolve(issue, expected=f"{issue.expected}; Message(…, fit=True) takes more")
        raise_errors(self._remaining_errors(place.issues))
        return read if read and not read.isspace() else None

    def _require_readable(self, *paths: str) -> None:
        """Refuse to add to a part of the body that could not be parsed: writing the part anew would lose it.

        Raises:
            ConstraintError: one of the paths leads to such a part, and no step has replaced it.
        """
        if not self._context.start.unknown:
            return
        for raw in self._ask_tally(lambda tally: [tally.unread[path] for path in paths if path in tally.unread]):
            place = Place("what was read", raw.path, source=CARDKIT)
            message = "what was read here cannot be understood, so nothing can be added to it"
            hint = _REPLACING_STEPS.get(raw.path, "mend it in the body that was read")
            place.add("unreadable", message, "a part that can be read", shown(raw.json), hint=hint)
            place.raise_errors()


_REPLACING_STEPS = {"/text": '.text("…") first', "/card": '.card("…") first'}
"""The hint for each part that could not be parsed: the step that replaces it as a whole."""
