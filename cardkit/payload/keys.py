"""Plain keys: those of the envelope beside text, bot, card, slides, buttons and references.

Each documented key has a validator, a schema, and the step that sets it. An undocumented key may have any JSON value,
and adds a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from attrs import evolve

from ..errors import Issue
from ..errors.wording import shown
from ..limits import BOTS, BUTTONS, CARDKIT, MESSAGES, THREADS, Limits
from ..reading.frozen import sealed
from ..reading.guards import is_array, is_mapping
from ..reading.json import json_value
from ..reading.lazy import import_lazily
from ..reading.libraries import characters, is_flag
from ..reading.place import Json, Place, relocated
from ..reading.scalars import add_not_given, parse_flag
from ..reading.text import not_given, text
from .habits import check_unknown

if TYPE_CHECKING:
    from ..reading import schemas as s
    from ..reading.schemas import Schema
else:
    import_lazily(globals(), s="cardkit.reading.schemas")

_PERSON = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@[\w.-]+)?")

_LEARN = "send the message with .sync() to learn it"
Rule: TypeAlias = Callable[[object, Place, Limits], None]


class Key(NamedTuple):
    """One plain key.

    Attributes:
        check: adds the issues of a value to a place.
        schema: its JSON Schema under some limits.
        step: the step that sets it, such as ``.reply_to``; empty if `extra` does.
        text: whether its values are texts; then empty text counts as not given, as null does for every key.
        flag: whether its values are true and false.
        limit: the name of the limit, or of what is advised, for the length of a text.
    """

    check: Rule
    schema: Callable[[Limits], Schema]
    step: str = ""
    text: bool = False
    flag: bool = False
    limit: str = ""


def _text(what: str, source: str, step: str = "", *, limit: str = "", advised: str = "", hint: str = "") -> Key:
    """A key for text. Over the limit named `limit` it is an error, over the one named `advised` a warning.

    `hint` says what to do about None.
    """

    def check(value: object, place: Place, limits: Limits) -> None:
        at = Place(what, place.path, place.issues, source)
        if value is None:
            at.wrong_type(value, "a string", hint=hint)
            return
        read = text(value, at)
        if limit and len(read) > getattr(limits, limit):
            at.too_long(read, limits, limit)
        if advised and len(read) > getattr(limits, advised):
            at.unadvised(len(read), limits, advised, "long-thread-title")

    def schema(limits: Limits) -> Schema:
        if limit:
            return s.optional(s.limited(limits, limit))
        note = f" Over {getattr(limits, advised):,} characters warn." if advised else ""
        return s.optional(s.a_text(f"{what[0].upper()}{what[1:]} ({source}).{note}"))

    return Key(check, schema, step, text=True, limit=limit or advised)


def _flag(description: str, source: str, step: str = "") -> Key:
    """A key for true or false."""

    def check(value: object, place: Place, limits: Limits) -> None:
        if not is_flag(value):
            at = Place(place.path[1:], place.path, place.issues, source)
            at.wrong_type(value, "True or False", hint="True")

    def schema(limits: Limits) -> Schema:
        return s.nullable(s.a_flag(f"{description} ({source})."))

    return Key(check, schema, step, flag=True)


_PEOPLE_EXAMPLE = '"1234567,ana@example.com"'


def _check_people(value: object, place: Place, limits: Limits) -> None:
    """Check a string of user ids or e-mail addresses, separated by commas."""
    at = Place("the list of people", place.path, place.issues, BOTS)
    if not isinstance(value, str):
        expected = "a string of ZUIDs or e-mail addresses with commas between them"
        at.wrong_type(value, expected, hint='",".join(map(str, value))' if is_array(value) else _PEOPLE_EXAMPLE)
        return
    read = text(value, Place(at.what, at.path, at.issues))
    people = [part.strip() for part in read.split(",")]
    if read and not all(map(_PERSON.fullmatch, people)):
        message = "the list of people has an entry that is neither an id nor an e-mail address"
        expected = "ZUIDs or e-mail addresses with commas between them"
        at.add("bad-id", message, expected, shown(read), hint=_PEOPLE_EXAMPLE)
    if len(people) > limits.user_ids:
        at.too_many(len(people), limits, "user_ids", "post to the rest in another message")
        at.issues[-1] = evolve(at.issues[-1], path=at.path)  # the entries of a text have no paths


def _people_schema(limits: Limits) -> Schema:
    # An id, or the local part and the host of an e-mail address.
    blank = s.BLANK
    person = rf'[{blank}]*[^"(),:;<>@\[\\\]{blank}]+(?:@[^!-,/:-@\[-\^`{{-~{blank}]+)?[{blank}]*'
    people = rf"^{person}(?:,{person}){{0,{max(limits.user_ids - 1, 0)}}}{s.END}"
    return s.optional(s.a_text(s.fact(limits, "user_ids"), pattern=people, examples=["1234567,ana@example.com"]))


STYLE_KEYS = ("background", "markdown")


def _check_styles(value: object, place: Place, limits: Limits) -> None:
    """Check ``{background, markdown}``; other keys only warn, and are kept."""
    at = Place("the style of the message", place.path, place.issues, BOTS)
    if not is_mapping(value):
        at.wrong_type(value, "a mapping")
        return
    odd = [key for key in value if key not in STYLE_KEYS]
    at.issues += at.unknown_keys(map(str, odd), STYLE_KEYS, value)
    for key in STYLE_KEYS:
        if key in value and _is_empty_style(key, value[key]):
            add_not_given(None if value[key] is None else "", at.within(f"/{key}", f"the {key} of the message"))
    if not _is_empty_style("background", value.get("background")):
        shade = at.within("/background", "the background")
        colour = text(value["background"], shade)
        if colour and colour not in limits.backgrounds:
            shade.not_allowed(colour, limits, "backgrounds")
    if value.get("markdown") is not None and not is_flag(value["markdown"]):
        at.within("/markdown", "markdown").wrong_type(value["markdown"], "True or False")


def _styles_schema(limits: Limits) -> Schema:
    markdown = s.nullable(s.a_flag("Whether the text is Markdown."))
    look = {"background": s.optional(s.one_of(limits, "backgrounds")), "markdown": markdown}
    return s.nullable(s.an_object(f"How the message looks ({BOTS}).", look))


def _is_empty_style(key: str, value: object) -> bool:
    """Whether a value of a style key counts as not given."""
    return key in STYLE_KEYS and (value is None or (key == "background" and not_given(value)))


def _check_confirmation(value: Any, place: Place, limits: Limits) -> None:
    """Check a confirmation that stands beside the buttons instead of within an action."""
    from ..actions.confirmation import parse_confirmation

    at = Place("the confirmation", source=BUTTONS)
    asked = parse_confirmation(value, at)
    place.issues += relocated(at.issues or asked.issues(limits), place.path)


def _confirmation_schema(limits: Limits) -> Schema:
    return s.nullable(s.ref("confirmation", f"It belongs within an action, though {BUTTONS} shows it here."))


_PEOPLE = Key(_check_people, _people_schema, text=True)

KEYS: Mapping[str, Key] = {
    "styles": Key(_check_styles, _styles_schema, ".style"),
    "reply_to": _text("the id of the message replied to", BOTS, ".reply_to", limit="reply_to", hint=_LEARN),
    "sync_message": _flag("Whether the answer brings the id of the message", MESSAGES, ".sync"),
    "thread_message_id": _text("the id of the message the thread starts at", THREADS, ".thread", hint=_LEARN),
    "thread_title": _text("the title of the thread", THREADS, ".thread", advised="thread_title_advised"),
    "post_in_parent": _flag("Whether the parent chat gets the message, too", THREADS, ".thread"),
    "user_ids": _PEOPLE,
    "userids": _PEOPLE,
    "broadcast": _flag("Whether all who subscribed to the bot get the message", BOTS),
    "mark_as_read": _flag("Whether the message counts as read", MESSAGES),
    "notify_edit": _flag("Whether an edit is told", BOTS),
    "message_topic": _text("the topic of the message", BOTS, limit="message_topic"),
    "thread_chat_id": _text("the chat id of the thread", BOTS, limit="thread_chat_id"),
    "appkey": _text("the key of the app", MESSAGES),
    "extension_key": _text("the key of the extension", BOTS),
}
"""The documented plain keys."""

ELSEWHERE: Mapping[str, Key] = {
    "hint": _text("the hint beside the buttons", BUTTONS, limit="button_hint"),
    "confirm": Key(_check_confirmation, _confirmation_schema),
}
"""Keys that one source shows in the envelope, though they belong within a button."""

_RULES = {**KEYS, **ELSEWHERE}

STEPS: Mapping[str, str] = {
    "text": ".text",
    "bot": ".bot",
    "card": ".card, .poll or .prompt",
    "slides": ".table, .list, … or .slide",
    "buttons": ".button",
    "references": ".instant_button",
    **{name: key.step for name, key in KEYS.items() if key.step},
}
"""The step that sets each key of the envelope; keys that `extra` sets are not among them."""


def read_keys(given: Mapping[str, object], place: Place, limits: Limits) -> dict[str, Json]:
    """Check the values of plain keys and copy them as JSON; issues are added to the place."""
    return {name: _read_key(name, value, place, limits) for name, value in given.items()}


def read_extra(given: Mapping[str, object], place: Place, limits: Limits) -> dict[str, Json]:
    """As `read_keys`, for the arguments of `extra`: a key that has a step of its own is an error."""
    given = {characters(name): value for name, value in given.items()}
    for name, value in given.items():
        at = place.at(name, "the key", CARDKIT)
        text(name, at)
        if name in STEPS:
            message, hint = f"{name!r} is set by a step of its own", STEPS[name]
            at.add("has-step", message, "keys without a step", shown(value), hint=hint)
    taken = {name: value for name, value in given.items() if name not in STEPS and not _is_empty_text(name, value)}
    return read_keys(taken, place, limits)


def is_left_out(name: str, value: object) -> bool:
    """Whether a documented key counts as not given: it is null, or an empty text."""
    return (name in _RULES and value is None) or _is_empty_text(name, value)


def _is_empty_text(name: str, value: object) -> bool:
    return name in _RULES and _RULES[name].text and not_given(value)


def shown_keys(extra: Mapping[str, Json]) -> dict[str, Json]:
    """Parsed plain keys in the form that steps write: without empty ones, and with "true" as true."""
    place = Place("the message")
    keys = {name: _as_shown(name, value, place) for name, value in extra.items() if not is_left_out(name, value)}
    styles = keys.get("styles")
    if isinstance(styles, dict):
        keys["styles"] = {name: value for name, value in styles.items() if not _is_empty_style(name, value)}
    return keys


def _as_shown(name: str, value: Json, place: Place) -> Json:
    """The value as a step would write it; the place gets a warning if it came in another form, such as "true"."""
    key = _RULES.get(name)
    if key is not None and key.flag and value in ("true", "false"):
        return parse_flag(value, place)
    if name == "styles" and isinstance(value, dict) and value.get("markdown") in ("true", "false"):
        return {**value, "markdown": parse_flag(value["markdown"], place.at("markdown", "markdown"))}
    return value


def _read_key(name: str, value: object, place: Place, limits: Limits) -> Json:
    at, before = place.at(name, shown(name)), len(place.issues)
    if name in _RULES:
        _RULES[name].check(value, at, limits)
    wrong = any(issue.code == "wrong-type" for issue in place.issues[before:])
    return None if wrong else sealed(json_value(value, at, limits.depth))


def check_keys(extra: Mapping[str, Json], present: Collection[str], limits: Limits) -> list[Issue]:
    """The issues of plain keys: wrong values, undocumented keys, and a long title of a thread.

    `present` are the other keys of the envelope.
    """
    place = Place("the message")
    for name, value in extra.items():
        at = place.at(name, "the key")
        text(name, at)
        if is_left_out(name, value):
            add_not_given(value, place.at(name, shown(name)))
        elif name in _RULES:
            _RULES[name].check(_as_shown(name, value, place.at(name, shown(name))), at, limits)
    unknown = {name: value for name, value in extra.items() if name not in _RULES}
    if unknown:
        check_unknown(unknown, (*KEYS, *STEPS), [*present, *extra], place)
    return place.issues
