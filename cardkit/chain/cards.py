"""The steps that make the card of a message: a card, a poll or a prompt."""

from __future__ import annotations

from typing import Self

from ..card import POLL, PROMPT, Card
from ..card.card import check_enough, check_title, create_card, read_card, read_poll_options, usual_poll
from ..limits import CARDS, Theme
from ..reading.place import Place, relocated
from ..reading.text import is_usual
from ..reading.urls import usual_https
from .builder import set_card
from .steps import Steps


class CardSteps(Steps):
    """The steps for the card; none of them closes the open slide."""

    __slots__ = ()

    def card(
        self,
        title: str | None = None,
        *,
        theme: Theme = "modern-inline",
        thumbnail: str | None = None,
        icon: str | None = None,
    ) -> Self:
        """Set the card around the slides.

        What `section` and `button` added stays; the options of an earlier `poll` are removed.

        Args:
            title: at most 200 characters; without one there is a warning.
            theme: ``"modern-inline"``; `poll` and `prompt` set the others. ``"basic"`` warns, since only an SDK of
                Zoho's has it.
            thumbnail: the https address of a small picture.
            icon: the https address of a picture beside the title, as public senders use it.

        Raises:
            ConstraintError: the title is too long, there is no such theme, or an address is not absolute.

        >>> from cardkit import Message
        >>> Message("Disk is full").card("Alert").to_dict()["card"]
        {'title': 'Alert', 'theme': 'modern-inline'}
        """
        limits = self._context.limits
        usual = is_usual(title, limits.card_title) and type(theme) is str and theme in limits.card_themes
        if usual and icon is None and (thumbnail is None or usual_https(thumbnail)):
            return self._step(set_card, create_card(title, theme, thumbnail))
        place = Place("the card", "/card", source=CARDS)
        return self._with_card(read_card(title, place, theme=theme, thumbnail=thumbnail, icon=icon), place)

    def poll(self, title: str, *options: str, thumbnail: str | None = None, icon: str | None = None) -> Self:
        """Make the card a poll.

        Args:
            title: the question, at most 200 characters.
            options: 2 to 10, at most 100 characters each. Zoho's description of cards states these limits.
            thumbnail: the https address of a small picture.
            icon: the https address of a picture beside the title.

        Raises:
            ConstraintError: there are too few or too many options, or one is empty, too long or not a string.

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
        taken = read_poll_options(options, place)
        card = read_card(title, place, theme=POLL, thumbnail=thumbnail, icon=icon, options=taken)
        if not place.issues and not self._context.fit:
            check_enough(taken, place, self._context.limits)
        return self._with_card(card, place)

    def prompt(self, title: str | None = None, *, thumbnail: str | None = None, icon: str | None = None) -> Self:
        """Make the card a prompt: a question that the buttons added by `button` answer.

        Without a title or without buttons it is drawn all the same, so both only warn.

        Args:
            title: the question, at most 200 characters.
            thumbnail: the https address of a small picture.
            icon: the https address of a picture beside the title.

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
        self._raise_errors([*place.issues, *relocated(card.check_limits(self._context.limits), "/card")])
        return self._step(set_card, card)
