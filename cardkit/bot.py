"""The bot of a message: the name it is shown under, and a picture."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from .limits import BOTS, Api
from .reading.objects import ObjectReader
from .reading.part import Part, with_source
from .reading.place import Json, Place
from .reading.text import text
from .reading.urls import https


@frozen(eq=False, repr=False)
class Bot(Part):
    """The bot a message is shown under: its name, and the https address of a picture."""

    name: str
    image: str | None = None

    def _written(self, api: Api | None) -> dict[str, Any]:
        return {"name": self.name} if self.image is None else {"name": self.name, "image": self.image}


def read_bot(name: object, image: object, place: Place) -> Bot:
    """The bot that a caller names."""
    picture = None if image is None else https(image, place.within("/image", "the picture of the bot", BOTS))
    return Bot(text(name, place.within("/name", "the name of the bot")), picture)


def parse_bot(body: Json, place: Place) -> Bot:
    """The bot of a body."""
    reader = ObjectReader(body, place, ("name", "image"))
    name = reader.required("name", "the name of the bot", text)
    image = reader.optional("image", "the picture of the bot", https, BOTS)
    reader.add_unknown_issues()
    return with_source(Bot(name or "", image, unknown=tuple(reader.unknown)), reader.body)
