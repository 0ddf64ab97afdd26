"""Warnings about undocumented keys of the envelope: where a misplaced key belongs, and answers of handlers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors.wording import shown, suggestion
from ..limits import SENDERS
from ..reading.misplaced import Home, home_of
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
    for index, (name, value) in enumerate(unknown.items()):
        alike = suggestion(name, [key for key in known if key not in present]) if index < SUGGESTED else ""
        _add_unknown(name, value, home_of("the message", name, present), alike, place.at(name, "the key"))


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


def _add_unknown(name: str, value: Json, home: Home | None, hint: str, place: Place) -> None:
    """Add the warning about one key; `hint` is a documented key with a similar name, if there is one."""
    if isinstance(value, dict) and (answer := _handler_answer(value)) is not None:
        _add_answer("", answer[1], value, place)
        return
    message, expected = f"no documentation of Zoho's names the key {shown(name)}", "a documented key"
    if isinstance(value, dict) and value.keys() & _PARTS:
        message = f"the message stands within the key {shown(name)}, where nothing of it is shown"
        hint = f"body[{name!r}]"
    elif home is not None:
        message, hint = f"{shown(name)} does nothing in the message: {home.belongs}", home.written(value)
    place.add("unknown-key", message, expected, shown(name), severity="warning", hint=hint)
