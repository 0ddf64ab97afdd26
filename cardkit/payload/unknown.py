"""Warnings about undocumented keys of the envelope: where a misplaced key belongs, and answers of handlers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors.wording import shown
from ..limits import SENDERS
from ..reading.objects import SUGGESTED
from ..reading.place import Json, Place

_PARTS = {"text", "card", "slides", "buttons", "references"}
_HANDLER_TYPES = {
    "form": "a form",
    "banner": "a banner",
    "applet": "a widget",
    "widget": "a widget",
    "suggestions": "suggestions",
}
_HANDLER_KEYS = {"suggestions": "suggestions", "tabs": "a widget", "inputs": "a form"}
"""What a handler may answer with instead of a message, by the value of ``type`` and by a key that only it has."""


def check_unknown(unknown: Mapping[str, Json], known: Collection[str], present: Collection[str], place: Place) -> None:
    """Add a warning for each undocumented key, or a single one if the body is the answer of a handler.

    Args:
        unknown: the undocumented keys with their values.
        known: the documented keys, for suggestions.
        present: all keys of the envelope.
        place: the place of the message.
    """
    answer = _handler_answer(unknown)
    if answer is not None:
        _add_answer(*answer, unknown, place)
        return
    beside = {**dict.fromkeys(present), **unknown}
    for index, (name, value) in enumerate(unknown.items()):
        if not (isinstance(value, dict) and _add_inner(name, value, place.at(name, "the key"))):
            place.issues.append(place.unknown_key(name, known if index < SUGGESTED else (), beside))


def _handler_answer(unknown: Mapping[str, Json]) -> tuple[str, str] | None:
    """The key that shows that this is the answer of a handler, and what kind of answer; None for a message."""
    kind = unknown.get("type")
    if isinstance(kind, str) and kind in _HANDLER_TYPES:
        return "type", _HANDLER_TYPES[kind]
    return next(
        ((name, what) for name, what in _HANDLER_KEYS.items() if isinstance(unknown.get(name), (list, dict))), None
    )


def _add_answer(key: str, what: str, unknown: Mapping[str, Json], place: Place) -> None:
    message = f"this is {what}, which a handler of the service answers with; no message has it"
    hint = "return it from the function of the handler, and post a text, a card or slides"
    at, got = place.at(key, "the key", SENDERS) if key else place, shown([*unknown])
    at.add("handler-answer", message, "a message", got, severity="warning", hint=hint)


def _add_inner(name: str, value: Mapping[str, Json], place: Place) -> bool:
    """Whether a message, or the answer of a handler, stands within a key; then the warning about it is added."""
    answer = _handler_answer(value)
    if answer is not None:
        _add_answer("", answer[1], value, place)
        return True
    if not value.keys() & _PARTS:
        return False
    message = f"the message stands within the key {shown(name)}, where nothing of it is shown"
    hint = f"body[{name!r}]"
    place.add("unknown-key", message, "a documented key", shown(name), severity="warning", hint=hint)
    return True
