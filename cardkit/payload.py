"""The whole message as frozen data, and how it is written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from . import checks, values, wire
from .card import Card
from .checks import Found
from .errors import ConfigurationError
from .later import Later
from .limits import APIS, BOTS, Api
from .slides import Slide
from .slides.base import Fields, fields_of, member, quoted, written

if TYPE_CHECKING:
    from . import buttons as buttons_module
    from .buttons import Button
else:
    buttons_module = Later("buttons")


@frozen(init=False)
class Bot:
    """Who the message is from: a name, and the https address of a picture.

    Raises:
        ConstraintError: the name is empty or no string, or the picture is no https address.
    """

    name: str
    image: str | None

    def __init__(self, name: str, image: str | None = None) -> None:
        found: Found = []
        checks.settle(self, read_bot(name, image, found), found)

    def to_json(self) -> str:
        """The bot as JSON text."""
        return write_bot((self.name, self.image))


@frozen
class Payload:
    """A message as it will be sent. `Message.build` makes it; it never changes.

    `buttons` are those below the card, `references` the instant buttons of the text with their keys, and `extra` holds
    all further keys of the envelope with their values as JSON text. `api` is the form it is written in: None and
    ``"v2"`` are that of the published examples, ``"v3"`` the flat one. `body` is the whole as JSON
    text where the message was read and its own form counts.

    >>> from cardkit import Message
    >>> payload = Message("Done").card("Deploys").build()
    >>> payload.card.title
    'Deploys'
    >>> payload.to_json()
    '{"text":"Done","card":{"title":"Deploys","theme":"modern-inline"}}'
    """

    text: str | None = None
    bot: Bot | None = None
    card: Card | None = None
    slides: tuple[Slide, ...] = ()
    buttons: tuple[Button, ...] = ()
    references: tuple[tuple[str, Button], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    api: Api | None = None
    body: str | None = field(default=None, eq=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The message as fresh dicts and lists, in the key order of the published examples."""
        body: dict[str, Any] = json.loads(self.to_json())
        return body

    def to_json(self, indent: int | str | None = None) -> str:
        """The message as JSON text: compact, or indented as `json.dumps` does it; non-ASCII text stays as it is."""
        if indent is not None:
            return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)
        if self.body is not None:
            return self.body
        return write_body(
            self.text,
            None if self.bot is None else self.bot.to_json(),
            None if self.card is None else self.card.to_json(),
            [written(slide, self.api) for slide in self.slides],
            [*self._buttons(), *self.extra],
        )

    def _buttons(self) -> list[tuple[str, str]]:
        below = [fields_of(button) for button in self.buttons]
        instant = {key: fields_of(button) for key, button in self.references}
        return written_buttons(below, instant)


def written_buttons(below: Sequence[Fields], instant: Mapping[str, Fields]) -> list[tuple[str, str]]:
    """The keys of the buttons below the card and of the instant ones, with their JSON text, where there are any."""
    if not below and not instant:
        return []
    keys: list[tuple[str, str]] = []
    if below:
        keys.append(("buttons", buttons_module.write_buttons(below)))
    if instant:
        keys.append(("references", buttons_module.write_references(instant)))
    return keys


def write_body(
    text: str | None, bot: str | None, card: str | None, slides: Sequence[str], others: Iterable[tuple[str, str]]
) -> str:
    """The whole message from its text and the JSON text of its other parts."""
    members = "" if text is None else f',"text":{quoted(text)}'
    if bot is not None:
        members += f',"bot":{bot}'
    if card is not None:
        members += f',"card":{card}'
    if slides:
        members += f',"slides":[{",".join(slides)}]'
    for key, value in others:
        members += f",{quoted(key)}:{value}"
    return f"{{{members[1:]}}}"


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


def read_api(api: object) -> None:
    """Refuse a form that there is not.

    Raises:
        ConfigurationError: `api` is neither None nor ``"v2"`` nor ``"v3"``.
    """
    if api is not None and api not in APIS:
        raise ConfigurationError(f"api={api!r} is no form of a message: it must be None, {checks.choices(APIS)}")
