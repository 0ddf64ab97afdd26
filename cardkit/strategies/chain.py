"""Messages as the chain writes them: actions, buttons, cards, text and the keys of the envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .. import actions, markup
from ..actions import Action
from ..chain.message import Message
from ..limits import CLIQ, Limits
from .content import opened, slides
from .values import APPS, EMAILS, FREE, JSON, TITLES, VALUES, WEB, WORDS, maybe, some, text, urls

Body: TypeAlias = dict[str, Any]


def messages(*, limits: Limits = CLIQ) -> SearchStrategy[Message]:
    """Messages that build: every theme, kind of slide, button, mention and key that the chain can write.

    Args:
        limits: other limits than the service's; texts and lists reach up to them.
    """
    return st.one_of([_messages(limits, theme) for theme in (None, *limits.card_themes)])


@cache
def confirmations(limits: Limits) -> SearchStrategy[Body]:
    """The arguments of `Action.confirm`, which are also its keys on the wire."""
    needed = {
        "title": text(limits.confirm_title),
        "input": text(limits.confirm_input),
        "button_label": text(limits.confirm_button_label),
    }
    optional = {
        "description": text(limits.confirm_description),
        "cancel_button_label": text(limits.confirm_button_label),
        "emotion": st.sampled_from(limits.confirm_emotions),
        "mandatory": st.booleans(),
    }
    return st.fixed_dictionaries(needed, optional=optional)


def _actions(limits: Limits, allowed: Sequence[str], within: bool) -> SearchStrategy[Action]:
    """Actions of the types that are `allowed`; `within` the card each address has one for the browser."""
    app = maybe(urls(limits.url, APPS))
    web = {"windows": app, "ios": app, "android": app}
    system = st.sampled_from([api for api in limits.system_apis if api != "locationpermission"])
    opening = st.builds(actions.open_url, urls(limits.url, WEB), **web)
    in_apps = st.builds(actions.open_url, ios=urls(limits.url, APPS), android=app)
    arguments = maybe(st.dictionaries(FREE, JSON, max_size=2))
    made: dict[str, SearchStrategy[Action]] = {
        "invoke.function": st.builds(actions.invoke_function, text(), owner=maybe(EMAILS), arguments=arguments),
        "open.url": opening if within else opening | in_apps,
        "preview.url": st.builds(actions.preview_url, urls(limits.preview_url, WEB[:2])),
        "copy": st.builds(actions.copy, text(limits.copy_text)),
        "system.api": st.builds(actions.system_api, system, WORDS) | st.just(actions.system_api("locationpermission")),
        "invoke.bot": st.builds(actions.invoke_bot, text(), text()),
    }
    chosen = st.one_of([made[name] for name in allowed])
    return chosen | st.builds(_confirmed, chosen, confirmations(limits))


def _confirmed(action: Action, asked: Body) -> Action:
    return action.confirm(**asked)


@cache
def buttons(limits: Limits, place: str, action: str = "") -> SearchStrategy[Body]:
    """The arguments of `Message.button` for a button within the card, ``below`` it, or ``instant``."""
    allowed: Mapping[str, Sequence[str]] = {
        "below": limits.button_actions,
        "within": limits.card_button_actions,
        "instant": limits.instant_button_actions,
    }
    given: Body = {
        "label": text(limits.card_button_label if place == "within" else limits.button_label),
        "action": _actions(limits, [action] if action else allowed[place], place == "within"),
        "style": maybe(st.sampled_from(limits.button_styles)),
    }
    if place != "instant":
        given["hint"] = maybe(text(limits.button_hint))
    return st.fixed_dictionaries(given)


@cache
def _keyed(limits: Limits, place: str, least: int, most: int) -> SearchStrategy[Sequence[Body]]:
    """Buttons of one place, each key once."""
    keys = WORDS if place == "instant" else text(limits.button_key)
    keyed = st.tuples(buttons(limits, place), maybe(keys)).map(lambda parts: {**parts[0], "key": parts[1]})
    return st.lists(keyed, min_size=least, max_size=most, unique_by=lambda button: button["key"] or object())


def with_buttons(draw: DrawFn, message: Message, limits: Limits, place: str, least: int = 0) -> Message:
    """The message with at least so many buttons more, ``within`` its card or ``below`` it."""
    given = draw(_keyed(limits, place, least, limits.buttons))
    return message.each(given, lambda message, one: message.button(**one, in_card=place == "within"))


@st.composite
def _messages(draw: DrawFn, limits: Limits, theme: str | None) -> Message:
    message = draw(cards(limits, theme))
    for slide in draw(st.lists(slides(limits=limits), max_size=2)):
        message = message.slide(slide) if draw(st.booleans()) else opened(message, slide)
    instants = draw(_keyed(limits, "instant", 0, 2))
    room = limits.text - len(instants) * (5 * limits.button_label + 20)  # a label may grow where it is escaped
    message = message.each(instants, lambda message, button: message.instant_button(**button))
    if instants or (theme is None and not message.slides) or draw(st.booleans()):
        message = message.text(draw(_texts(room)))
    for step, given in draw(_envelopes(limits)).items():
        message = getattr(message, step)(**given)
    return message


@cache
@st.composite
def cards(draw: DrawFn, limits: Limits, theme: str | None) -> Message:
    """Messages of nothing but a card of the theme, or none, and the buttons."""
    message, thumbnail = Message(limits=limits), draw(maybe(urls(starts=WEB[:1])))
    title = draw(text(limits.card_title))
    if theme == "poll":
        options = some(text(limits.poll_option), limits.poll_options, limits.poll_options_least)
        return message.poll(title, *draw(options), thumbnail=thumbnail)
    if theme == "prompt":
        prompt = message.prompt(title, thumbnail=thumbnail)
        return with_buttons(draw, prompt, limits, "within", limits.prompt_buttons_least)
    if theme is not None:
        message = message.card(draw(st.sampled_from([title, None])), thumbnail=thumbnail)
        for name, fields in draw(st.lists(st.tuples(TITLES, some(st.tuples(text(), VALUES))), max_size=2)):
            message = message.section(name).fields(fields)
        if draw(st.booleans()):
            message = with_buttons(draw, message, limits, "within")
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
    """Steps of the envelope with their arguments."""
    extra = {name: st.booleans() for name in ("broadcast", "mark_as_read", "notify_edit")}
    ids = some(WORDS | EMAILS, limits.user_ids).map(",".join)
    others = {"user_ids": ids, "userids": ids, "message_topic": text(limits.message_topic), "later": JSON}
    others |= {"thread_chat_id": text(limits.thread_chat_id), "appkey": text(), "extension_key": text()}
    flag = maybe(st.booleans())
    steps: dict[str, SearchStrategy[Body]] = {
        "bot": st.builds(dict, name=text(), image=maybe(urls(starts=WEB[:1]))),
        "style": st.builds(dict, background=maybe(st.sampled_from(limits.backgrounds)), markdown=flag),
        "reply_to": st.builds(dict, id=text(limits.reply_to)),
        "thread": st.builds(dict, message_id=text(), title=TITLES, post_in_parent=flag),
        "sync": st.builds(dict, on=st.booleans()),
        "extra": st.fixed_dictionaries({}, optional={**extra, **others}),
    }
    return st.fixed_dictionaries({}, optional=steps)
