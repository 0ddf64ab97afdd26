"""The bot of a message: the name it is shown under, and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

from ..errors import Issue
from ..limits import BOTS, Api, Limits
from ..reading.frozen import creator, frozen
from ..reading.objects import ObjectReader, text_under_key
from ..reading.part import Part, checked
from ..reading.place import Json, Place
from ..reading.scalars import parse_name
from ..reading.text import not_given, text, text_or_none
from ..reading.urls import https


@final
@frozen(eq=False, repr=False)
class Bot(Part):
    """The bot a message is shown under: its name, and the https address of a picture.

    Raises:
        ConstraintError: one of them is not a string. `issues` tells whether the address is one.

    >>> from cardkit import Message
    >>> Message("Hi").bot("Watch", "https://example.com/watch.png").payload.bot
    Bot(name='Watch', image='https://example.com/watch.png')
    """

    name: str | None = None
    image: str | None = None

    def _written(self, api: Api | None) -> dict[str, Any]:
        body = {} if self.name is None else {"name": self.name}
        return body if self.image is None else {**body, "image": self.image}

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the bot", source=BOTS)
        if self.image and "/image" not in {raw.path for raw in self.unknown}:
            https(self.image, place.within("/image", "the picture of the bot"))
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        if self.name is not None or "/name" in {raw.path for raw in self.unknown}:
            return ()
        place = Place("the bot", source=BOTS)
        place.add("no-bot-name", "the bot has no name", "a name", "none", severity="warning", hint='.bot("Watch")')
        return place.issues


checked(Bot, "the bot", BOTS, {"name": ("the name", text_or_none), "image": ("the picture", text_or_none)})
create_bot = creator(Bot)


def read_bot(name: object, image: object, place: Place) -> Bot:
    """Read the name and picture of a bot as a caller gives them; one of the two is enough."""
    picture = None if not_given(image) else https(image, place.within("/image", "the picture of the bot", BOTS))
    read = text if picture is None else text_or_none
    return create_bot(read(name, place.within("/name", "the name of the bot")), picture)


def parse_bot(body: Json, place: Place) -> Bot:
    """Parse the bot of a body."""
    reader = ObjectReader(body, place, ("name", "image"), meant=text_under_key("name"))
    name = reader.optional_text("name", "the name of the bot", parse_name)
    image = reader.optional_text("image", "the picture of the bot", https)
    return reader.finish(create_bot(name, image))
