"""The bot of a message: the name it is shown under, and a picture."""

from __future__ import annotations

from collections.abc import Mapping

from . import checks, values, wire
from .checks import Found
from .limits import BOTS
from .slides.base import Fields, member, quoted


def read_bot(name: object, image: object, found: Found) -> tuple[str, str | None]:
    """The fields of a bot."""
    picture = None if image is None else values.url(image, "/image", found, "the picture of the bot", BOTS, https=True)
    return checks.text(name, "/name", found, "the name of the bot"), picture


def parse_bot(bot: object, found: Found) -> Fields | None:
    """The fields of a body's bot; the paths are relative to it."""
    whole = wire.an_object(bot, "", found, "the bot", ("name", "image"))
    if not isinstance(bot, Mapping):
        return None
    name = wire.text(whole, "name", "", found, "the name of the bot")
    if "image" not in whole:
        return name, None
    return name, values.url(whole["image"], "/image", found, "the picture of the bot", BOTS, https=True)


def write_bot(fields: tuple[str, str | None]) -> str:
    """The fields of a bot as JSON text."""
    name, image = fields
    return f'{{"name":{quoted(name)}{member("image", image)}}}'
