"""The plain keys of the envelope: what each takes, and the step that sets it.

Their values are kept as JSON text. A key that no source names is kept too, whatever JSON it holds, with a warning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from attrs import evolve

from . import checks, values, wire
from .checks import Found, shown
from .errors import Issue, pointer
from .limits import BOTS, CARDKIT, MESSAGES, REFERENCE, THREADS, Limits

_ID = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@[\w.-]+)?")


class Key(NamedTuple):
    """One plain key: what reads its value, and the step that sets it, or none where `.extra` does."""

    read: Callable[[object, str, Found, Limits], object]
    step: str = ""


def _text(value: object, path: str, found: Found, limits: Limits, *, what: str, source: str, limit: str = "") -> str:
    wrong: Found = []
    text = checks.text(value, path, wrong, what)
    found += checks.cited(wrong, source)
    if limit and len(text) > getattr(limits, limit):
        found.append(checks.too_long(text, path, limits, limit))
    return text


def _flag(value: object, path: str, found: Found, limits: Limits, *, source: str) -> object:
    if not isinstance(value, bool):
        found.append(checks.wrong_type(value, path, path[1:], "True or False", source, hint="True"))
    return value


def _user_ids(value: object, path: str, found: Found, limits: Limits) -> str:
    """Ids or e-mail addresses with commas between them."""
    if not isinstance(value, str):
        expected = "a string of ZUIDs or e-mail addresses with commas between them"
        found.append(checks.wrong_type(value, path, "the list of people", expected, BOTS, hint='",".join(ids)'))
        return ""
    text = checks.text(value, path, found, "the list of people")
    ids = [part.strip() for part in text.split(",")]
    if text and not all(map(_ID.fullmatch, ids)):
        message = "the list of people has an entry that is neither an id nor an e-mail address"
        expected, hint = "ZUIDs or e-mail addresses with commas between them", '"1234567,ana@example.com"'
        found.append(Issue(path, "bad-id", message, expected, shown(text), BOTS, hint=hint))
    if len(ids) > limits.user_ids:
        most = checks.too_many(len(ids), path, limits, "user_ids", "post to the rest in another message")
        found.append(evolve(most, path=path))
    return text


def _styles(value: object, path: str, found: Found, limits: Limits) -> object:
    """`{background, markdown}`; further keys are kept."""
    if not isinstance(value, Mapping):
        found.append(checks.wrong_type(value, path, "the style of the message", "a mapping", BOTS))
        return value
    found += wire.unknown_keys(value, path, "the style of the message", ("background", "markdown"))
    background, markdown = value.get("background"), value.get("markdown")
    if "background" in value:
        colour = checks.text(background, f"{path}/background", found, "the background")
        if colour and colour not in limits.backgrounds:
            found.append(checks.not_allowed(colour, f"{path}/background", limits, "backgrounds"))
    if "markdown" in value and not isinstance(markdown, bool):
        found.append(checks.wrong_type(markdown, f"{path}/markdown", "markdown", "True or False", BOTS))
    return value


KEYS: Mapping[str, Key] = {
    "styles": Key(_styles, ".style"),
    "reply_to": Key(
        partial(_text, what="the id of the message replied to", source=BOTS, limit="reply_to"), ".reply_to"
    ),
    "sync_message": Key(partial(_flag, source=MESSAGES), ".sync"),
    "thread_message_id": Key(
        partial(_text, what="the id of the message the thread starts at", source=THREADS), ".thread"
    ),
    "thread_title": Key(partial(_text, what="the title of the thread", source=THREADS), ".thread"),
    "post_in_parent": Key(partial(_flag, source=THREADS), ".thread"),
    "user_ids": Key(_user_ids),
    "userids": Key(_user_ids),
    "broadcast": Key(partial(_flag, source=BOTS)),
    "mark_as_read": Key(partial(_flag, source=MESSAGES)),
    "notify_edit": Key(partial(_flag, source=BOTS)),
    "message_topic": Key(partial(_text, what="the topic of the message", source=BOTS, limit="message_topic")),
    "thread_chat_id": Key(partial(_text, what="the chat id of the thread", source=BOTS, limit="thread_chat_id")),
    "appkey": Key(partial(_text, what="the key of the app", source=MESSAGES)),
    "extension_key": Key(partial(_text, what="the key of the extension", source=BOTS)),
}
"""The documented keys besides text, bot, card, slides, buttons and references."""

ELSEWHERE = ("hint", "confirm")
"""Keys that a source shows beside `buttons`, though they belong within a button."""

STEPS: Mapping[str, str] = {
    "text": ".text",
    "bot": ".bot",
    "card": ".card, .poll or .prompt",
    "slides": ".table, .list, … or .slide",
    "buttons": ".button",
    "references": ".instant_button",
    **{name: key.step for name, key in KEYS.items() if key.step},
}
"""The keys of the envelope that have a step of their own, and that step."""


def read_keys(given: Mapping[str, object], found: Found, limits: Limits) -> tuple[tuple[str, str], ...]:
    """Documented keys with their values as JSON text."""
    taken: list[tuple[str, str]] = []
    for name, value in given.items():
        KEYS[name].read(value, f"/{name}", found, limits)
        taken.append((name, values.json_text(value, f"/{name}", found, f"{name!r}", limits.depth)))
    return tuple(taken)


def read_extra(given: Mapping[str, object], found: Found, limits: Limits) -> tuple[tuple[str, str], ...]:
    """Keys without a step: the documented ones checked, all others with any value that JSON can say."""
    taken: list[tuple[str, str]] = []
    for name, value in given.items():
        path = pointer(name)
        checks.text(name, path, found, "the key")
        if name in STEPS:
            message, hint = f"{name!r} is set by a step of its own", STEPS[name]
            found.append(Issue(path, "has-step", message, "keys without a step", shown(value), CARDKIT, hint=hint))
        elif name in KEYS:
            KEYS[name].read(value, path, found, limits)
        taken.append((name, values.json_text(value, path, found, f"{name!r}", limits.depth)))
    return tuple(taken)


def keys_gaps(extra: Iterable[tuple[str, str]], limits: Limits) -> Found:
    """The warnings about plain keys: one that no source names, and a title of a thread that is rather long."""
    found: Found = []
    for at, (name, text) in enumerate(extra):
        if name not in KEYS and name not in ELSEWHERE:
            message = f"no documentation of Zoho's names the key {name!r}"
            hint = checks.suggestion(name, [*KEYS, *STEPS]) if at < wire.SUGGESTED else ""
            expected = "a documented key"
            found.append(
                Issue(pointer(name), "unknown-key", message, expected, shown(name), REFERENCE, "warning", hint=hint)
            )
        if name == "thread_title":
            title: Any = json.loads(text)
            if isinstance(title, str) and len(title) > limits.thread_title_advised:
                path = "/thread_title"
                found.append(checks.unadvised(len(title), path, limits, "thread_title_advised", "long-thread-title"))
    return found
