"""Messages as the chain writes them: cards, text and the keys of the envelope, with their buttons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .. import markup
from ..card import INLINE
from ..chain.message import Message
from ..limits import CLIQ, Limits, Theme
from ..payload.keys import ELSEWHERE, KEYS, Key
from ..reading.schemas import texts
from .buttons import Body, confirmations, keyed
from .content import opened, slides
from .schemas import described
from .values import EMAILS, JSON, TITLES, VALUES, WEB, WORDS, maybe, some, text, urls


def messages(*, limits: Limits = CLIQ) -> SearchStrategy[Message]:
    """Messages without errors: every theme, kind of slide, button, mention and key that the chain can write.

    Args:
        limits: other limits than the service's. Texts and lists are generated up to them.
    """
    themes = (None, *limits.card_themes, *limits.card_themes_shown)
    return st.one_of([_messages(limits, theme) for theme in themes])


def with_buttons(draw: DrawFn, message: Message, limits: Limits, place: str) -> Message:
    """The message with more buttons, ``within`` its card or ``below`` it."""
    given = draw(keyed(limits, place, limits.buttons))
    return message.each(given, lambda message, one: message.button(**one, in_card=place == "within"))


@st.composite
def _messages(draw: DrawFn, limits: Limits, theme: str | None) -> Message:
    message = draw(cards(limits, theme))
    for slide in draw(st.lists(slides(limits=limits), max_size=2)):
        message = message.slide(slide) if draw(st.booleans()) else opened(message, slide)
    longest = 5 * limits.button_label + 20  # a label may grow where it is escaped
    instants = draw(keyed(limits, "instant", min(2, (limits.text - 1) // longest)))
    room = limits.text - len(instants) * longest
    message = message.each(instants, lambda message, button: message.instant_button(**button))
    if instants or (theme is None and not message.slides) or draw(st.booleans()):
        message = message.text(draw(_texts(room)))
    for step, given in draw(_envelopes(limits)).items():
        message = getattr(message, step)(**given)
    for step, value in draw(_keys_alone(limits)).items():
        message = getattr(message, step)(value)
    return message


@cache
@st.composite
def cards(draw: DrawFn, limits: Limits, theme: str | None) -> Message:
    """Messages of nothing but a card of the theme, or none, and the buttons."""
    picture = maybe(urls(starts=WEB[:1]))
    message, thumbnail, icon = Message(limits=limits), draw(picture), draw(picture)
    title = draw(text(limits.card_title))
    either = draw(st.sampled_from([title, None]))
    if theme == "poll":
        options = some(text(limits.poll_option), limits.poll_options, limits.poll_options_least)
        message = message.poll(title, *draw(options), thumbnail=thumbnail, icon=icon)
    elif theme == "prompt":
        message = message.prompt(either, thumbnail=thumbnail, icon=icon)
        if draw(st.booleans()):
            message = with_buttons(draw, message, limits, "within")
    elif theme == INLINE:
        message = message.card(either, thumbnail=thumbnail, icon=icon)
        for name, fields in draw(st.lists(st.tuples(TITLES, some(st.tuples(text(), VALUES))), max_size=2)):
            message = message.section(name).fields(fields)
        if draw(st.booleans()):
            message = with_buttons(draw, message, limits, "within")
    elif theme is not None:
        message = message.card(either, theme=cast("Theme", theme), thumbnail=thumbnail, icon=icon)
    return with_buttons(draw, message, limits, "below")


@cache
def _texts(most: int) -> SearchStrategy[str]:
    """Text with markup and mentions, or of up to `most` characters; none of it is blank or calls an instant button."""
    person, seen = WORDS | EMAILS, text().filter(str.strip)
    marked = [
        st.builds(markup.user, person.filter(lambda who: who.lower() not in {"all", "available", "participants"})),
        st.sampled_from([markup.everyone(), markup.available(), markup.channel("O12"), markup.team("G7"), "@all"]),
        st.builds(markup.silent, seen, st.just("1234567")),
        st.builds(markup.link, seen, urls()),
        st.builds(markup.bold, text(), st.builds(markup.code, text())),
        st.builds(markup.escape, text()),
    ]
    parts = st.lists(st.one_of(marked), min_size=1, max_size=4).map(" ".join)
    return (text(most) | parts.map(lambda text: text[:most])).filter(lambda text: text.strip() and "]($" not in text)


@cache
def _envelopes(limits: Limits) -> SearchStrategy[Mapping[str, Body]]:
    """Steps of the envelope with their arguments, but for those in `_keys_alone`."""
    ids = some(WORDS | EMAILS, limits.user_ids).map(",".join)
    by_hand = {"user_ids": ids, "userids": ids, "confirm": confirmations(limits), "later": JSON}
    keys = {
        name: _values(key, limits)
        for name, key in {**KEYS, **ELSEWHERE}.items()
        if not key.step and name not in by_hand
    }
    flag = maybe(st.booleans())
    steps: dict[str, SearchStrategy[Body]] = {
        "bot": st.builds(dict, name=text(), image=maybe(urls(starts=WEB[:1]))) | st.just({"image": f"{WEB[0]}bot.png"}),
        "style": st.builds(dict, background=maybe(st.sampled_from(limits.backgrounds)), markdown=flag),
        "thread": st.builds(dict, message_id=text(), title=TITLES, post_in_parent=flag),
        "extra": st.fixed_dictionaries({}, optional={**keys, **by_hand}),
    }
    return st.fixed_dictionaries({}, optional=steps)


@cache
def _keys_alone(limits: Limits) -> SearchStrategy[Mapping[str, Any]]:
    """The steps that set one key each, with its value."""
    keys = [key for key in KEYS.values() if key.step and key.step not in (".style", ".thread")]
    return st.fixed_dictionaries({}, optional={key.step[1:]: _values(key, limits) for key in keys})


def _values(key: Key, limits: Limits) -> SearchStrategy[Any]:
    """Values of a key as its schema says, but no text in the place of true or false."""
    return st.booleans() if key.flag else described(key.schema(limits), texts())
