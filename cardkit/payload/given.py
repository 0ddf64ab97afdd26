"""What the constructor of `Payload` is given, and how each of its arguments is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..card import Card
from ..errors.wording import shown
from ..limits import CARDKIT, Api, read_api
from ..reading.frozen import NO_KEYS, sealed
from ..reading.guards import is_mapping
from ..reading.json import DEEPEST, json_value
from ..reading.part import Readers, instance, optional, several
from ..reading.place import Json, Place
from ..reading.text import text, text_or_none
from ..slides.base import Slide, given_buttons
from .bot import Bot
from .order import KEY_ORDER

if TYPE_CHECKING:
    from ..buttons import Reference


def _slides(slides: object, place: Place) -> tuple[Slide, ...]:
    """Slides of any class."""
    if isinstance(slides, tuple) and not slides:
        return ()
    from ..slides.custom import read_slide

    return several("the slide", read_slide, '[List(["One"])]')(slides, place)


def _references(references: object, place: Place) -> tuple[Reference, ...]:
    """Instant buttons with their keys."""
    if isinstance(references, tuple) and not references:
        return ()
    from ..buttons import Reference

    example = 'Reference("1", Button("Yes", actions.copy("R-17")))'
    return several("an instant button", instance(Reference, "a Reference", example), f"[{example}]")(references, place)


def _extra(extra: object, place: Place) -> dict[str, Json]:
    """Plain keys with values that JSON can say; those of the parts are none."""
    if not is_mapping(extra):
        place.wrong_type(extra, "a mapping", source=CARDKIT, hint='{"reply_to": "1700000000000"}')
        return NO_KEYS
    whole, taken = Place("the message", "", place.issues), dict[str, Json]()
    for key, value in extra.items():
        name = text(key, whole.at(str(key), "the key", CARDKIT))
        at = whole.at(name, shown(name), CARDKIT)
        if name in KEY_ORDER:
            message, hint = f"{shown(name)} is an argument of its own", f"Payload({name}=…)"
            at.add("has-step", message, "keys that are no part", shown(value), hint=hint)
        taken[name] = json_value(value, at, DEEPEST)
    return sealed(taken)


def _form(api: Api | None, place: Place) -> Api | None:
    read_api(api)
    return api


READERS: Readers = {
    "text": ("the text", text_or_none),
    "bot": ("the bot", optional(instance(Bot, "a Bot", 'Bot("Watch")'))),
    "card": ("the card", optional(instance(Card, "a Card", 'Card("Deploys", "modern-inline")'))),
    "slides": ("the list of slides", _slides),
    "buttons": ("the list of buttons", given_buttons),
    "references": ("the list of instant buttons", _references),
    "extra": ("the object of plain keys", _extra),
    "api": ("the form", _form),
}
"""The reader of each argument."""
