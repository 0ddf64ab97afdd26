"""Warnings about habits: text, HTML, pictures, ids and keys as other services want them, and answers of handlers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

from ..errors import Issue
from ..errors.wording import shown
from ..limits import SENDERS
from ..reading.place import Json, Place
from ..reading.urls import parts_of
from .text_habits import HABITS, OUTSIDE_TEXT, TRIGGER, check_habits

_IMAGES = ("image", "images")
_NO_PROSE = (*_IMAGES, "percentage_chart", "graph")
_IDS = ("thread_message_id", "reply_to", "thread_chat_id")
_MOST_PER_CODE = 20
"""The most warnings of one code that a message gets: each cell of a table may show the same habit."""
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_SUSPECT = re.compile(
    rf"{TRIGGER.pattern}|{_ENCODED.pattern}"
    r"|localhost|//[\[0-9]|\.(?:local|internal|lan|home)\b"
)
_PRIVATE = {"local", "internal", "lan", "localhost", "home"}
_PARTS = {"text", "card", "slides", "buttons", "references"}
_HANDLER_TYPES = ("form", "banner", "applet", "widget", "suggestions")
_HANDLER_KEYS = ("suggestions", "tabs", "inputs")
"""How the answers of handlers that are no messages are known: by their ``type``, or by a key that only they have."""


def habits_of(body: Mapping[str, Json], encoded: str) -> list[Issue]:
    """The warnings about habits in a body; `encoded` is the body as JSON text."""
    if not _SUSPECT.search(encoded):
        return []
    whole, look = Place("the message", source=SENDERS), body.get("styles")
    marked = not (isinstance(look, dict) and look.get("markdown") is False)
    for text, place in _prose(body, whole):
        if marked or place.path != "/text":
            check_habits(text, place, HABITS if place.path == "/text" else OUTSIDE_TEXT)
    for address, place in _pictures(body, whole):
        _check_picture(address, place)
    for name in _IDS:
        _check_id(body.get(name), whole.at(name, "the id"))
    return _capped(whole.issues)


def _capped(issues: list[Issue]) -> list[Issue]:
    """The issues with at most `_MOST_PER_CODE` of each code."""
    counts, first = Counter[str](), list[Issue]()
    for issue in issues:
        counts[issue.code] += 1
        if counts[issue.code] <= _MOST_PER_CODE:
            first.append(issue)
    return first


def _prose(body: Mapping[str, Json], whole: Place) -> Iterator[tuple[str, Place]]:
    """The texts that readers see as prose: of the message, titles, sections, poll options and slides."""
    yield from _strings(body.get("text"), whole.within("/text", "the text"))
    card = body.get("card")
    if isinstance(card, dict):
        for name, what in (("title", "the title"), ("sections", "a section"), ("options", "an option")):
            yield from _strings(card.get(name), whole.within(f"/card/{name}", what))
    for slide, place in _slides(body, whole):
        yield from _strings(slide.get("title"), place.within("/title", "the title"))
        if slide.get("type") not in _NO_PROSE:
            yield from _strings(slide.get("data"), place.within("/data", "the slide"))


def _pictures(body: Mapping[str, Json], whole: Place) -> Iterator[tuple[str, Place]]:
    """The addresses of pictures."""
    for part, name in (("bot", "image"), ("card", "thumbnail"), ("card", "icon")):
        outer = body.get(part)
        if isinstance(outer, dict):
            yield from _strings(outer.get(name), whole.within(f"/{part}/{name}", f"the {name}"))
    for slide, place in _slides(body, whole):
        if slide.get("type") in _IMAGES:
            yield from _strings(slide.get("data"), place.within("/data", "the picture"))


def _slides(body: Mapping[str, Json], whole: Place) -> Iterator[tuple[dict[str, Json], Place]]:
    slides = body.get("slides")
    for index, slide in enumerate(slides if isinstance(slides, list) else ()):
        if isinstance(slide, dict):
            yield slide, whole.within(f"/slides/{index}", "the slide")


def _strings(value: Json, place: Place) -> Iterator[tuple[str, Place]]:
    """All strings within a JSON value; keys of objects are not among them."""
    if isinstance(value, str):
        yield value, place
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(inner, place.at(key, place.what))


def _check_picture(address: str, place: Place) -> None:
    """Add a warning if a picture is on a private network, where the service cannot fetch it."""
    if _is_private(address):
        message = f"{place.what} is in a network of your own, from which the service cannot fetch it"
        expected, hint = "an address that everyone reaches", "put it where everyone reaches it"
        place.add("private-picture", message, expected, shown(address), severity="warning", hint=hint)


def _is_private(address: str) -> bool:
    """Whether the host of an address is this machine or on a private network."""
    import ipaddress

    try:
        host = parts_of(address).hostname or ""
    except ValueError:
        return False
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.rpartition(".")[2] in _PRIVATE


def _check_id(id: Json, place: Place) -> None:
    """Add a warning if an id is percent-encoded, as it is in URLs; the service finds no message by that."""
    if isinstance(id, str) and _ENCODED.search(id):
        message, plain = "the id of a message is percent-encoded, and none is found by it", unquote(id)
        expected, hint = "the id as it was before it went into an address", repr(plain) if plain.isprintable() else ""
        place.add("encoded-id", message, expected, shown(id), severity="warning", hint=hint)


# Keys


def check_unknown(unknown: Mapping[str, Json], known: Collection[str], present: Collection[str], place: Place) -> None:
    """Add a warning for each undocumented key, or a single one if the body is the answer of a handler.

    Args:
        unknown: the undocumented keys with their values.
        known: the documented keys, for suggestions.
        present: all keys of the envelope.
        place: the place of the message.
    """
    if key := _handler_key(unknown):
        _add_answer(unknown, place.at(key, "the key", SENDERS))
        return
    beside = {**dict.fromkeys(present), **unknown}
    others: list[str] = []
    for name, value in unknown.items():
        if not (isinstance(value, dict) and _add_inner(name, value, place.at(name, "the key"))):
            others.append(name)
    place.issues += place.unknown_keys(others, known, beside)


def _handler_key(body: Mapping[str, Json]) -> str:
    """The key that shows that this is the answer of a handler; nothing for a message."""
    if body.get("type") in _HANDLER_TYPES:
        return "type"
    return next((name for name in _HANDLER_KEYS if isinstance(body.get(name), (list, dict))), "")


def _add_answer(keys: Iterable[str], place: Place) -> None:
    message = "this is what a handler of the service answers with, and no message"
    hint = "return it from the function of the handler, and post a text, a card or slides"
    place.add("handler-answer", message, "a message", shown([*keys]), severity="warning", hint=hint)


def _add_inner(name: str, value: Mapping[str, Json], place: Place) -> bool:
    """Whether a message, or the answer of a handler, stands within a key; then the warning about it is added."""
    if _handler_key(value):
        _add_answer(value, place)
        return True
    if not value.keys() & _PARTS:
        return False
    message = f"the message stands within the key {shown(name)}, where nothing of it is shown"
    hint = f"body[{name!r}]"
    place.add("unknown-key", message, "a documented key", shown(name), severity="warning", hint=hint)
    return True
