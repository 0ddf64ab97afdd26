"""What the constructor of `Payload` is given, and how each of its arguments is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..card import Card
from ..errors.wording import shown
from ..limits import CARDKIT, Api, read_api
from ..reading.frozen import NO_KEYS, sealed
from ..reading.guards import is_mapping
from ..reading.json import DEEPEST, json_value
from ..reading.lazy import import_lazily
from ..reading.part import Readers, instance, optional, several
from ..reading.place import Json, Place
from ..reading.text import text, text_or_none
from ..slides.base import Slide, given_buttons
from .bot import Bot
from .order import KEY_ORDER

if TYPE_CHECKING:
    from ..buttons import Reference, instant
    from ..slides import custom
else:
    import_lazily(globals(), custom="cardkit.slides.custom", instant="cardkit.buttons.instant")


_REFERENCE = 'Reference("1", Button("Yes", actions.copy("R-17")))'


def _read_slide(slide: object, place: Place) -> Slide:
    return custom.read_slide(slide, place)


def _read_reference(reference: object, place: Place) -> Reference:
    return instance(instant.Reference, "a Reference", _REFERENCE)(reference, place)


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
    "slides": ("the list of slides", several("the slide", _read_slide, '[List(["One"])]')),
    "buttons": ("the list of buttons", given_buttons),
    "references": ("the list of instant buttons", several("an instant button", _read_reference, f"[{_REFERENCE}]")),
    "extra": ("the object of plain keys", _extra),
    "api": ("the form", _form),
}
"""The reader of each argument."""
