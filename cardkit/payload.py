"""The whole message as frozen data, and how it is written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from . import checks, values
from .card import Card
from .checks import Found, refuse
from .errors import ConfigurationError, Issue, pointer
from .limits import APIS, BOTS, REFERENCE, Api, Limits
from .slides import Slide
from .slides.base import member, quoted, written

STEPS = {"text": ".text", "bot": ".bot", "card": ".card", "slides": ".table, .list, … or .slide"}
"""The keys of the envelope that have a step of their own, and that step."""


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

    `api` is the form it is written in: None and ``"v2"`` are that of the published examples, ``"v3"`` the flat one.
    `extra` holds further keys of the envelope with their values as JSON text.

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
    extra: tuple[tuple[str, str], ...] = ()
    api: Api | None = None

    def to_dict(self) -> dict[str, Any]:
        """The message as fresh dicts and lists, in the key order of the published examples."""
        body: dict[str, Any] = json.loads(self.to_json())
        return body

    def to_json(self, indent: int | str | None = None) -> str:
        """The message as JSON text: compact, or indented as `json.dumps` does it; non-ASCII text stays as it is."""
        if indent is not None:
            return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)
        return write_body(
            self.text,
            None if self.bot is None else self.bot.to_json(),
            None if self.card is None else self.card.to_json(),
            [written(slide, self.api) for slide in self.slides],
            self.extra,
        )


def write_body(
    text: str | None, bot: str | None, card: str | None, slides: Sequence[str], extra: Iterable[tuple[str, str]]
) -> str:
    """The whole message from its text and the JSON text of its other parts."""
    members: list[str] = []
    if text is not None:
        members.append(f'"text":{quoted(text)}')
    if bot is not None:
        members.append(f'"bot":{bot}')
    if card is not None:
        members.append(f'"card":{card}')
    if slides:
        members.append(f'"slides":[{",".join(slides)}]')
    for key, value in extra:
        members.append(f"{quoted(key)}:{value}")
    return f"{{{','.join(members)}}}"


def empty_message() -> Issue:
    """The fault of a message without text, card and slides."""
    return Issue(
        "", "empty-message", "there is nothing to post", "a text, a card or a slide", "", BOTS, hint='.text("…")'
    )


def read_bot(name: object, image: object, found: Found) -> tuple[str, str | None]:
    """The fields of a bot."""
    picture = None if image is None else values.url(image, "/image", found, "the picture of the bot", BOTS, https=True)
    return checks.text(name, "/name", found, "the name of the bot"), picture


def write_bot(fields: tuple[str, str | None]) -> str:
    """The fields of a bot as JSON text."""
    name, image = fields
    return f'{{"name":{quoted(name)}{member("image", image)}}}'


def read_text(text: object, limits: Limits) -> str | None:
    """The text of a message; blank text counts as not given.

    Raises:
        ConstraintError: it is no string, has control characters, or more than 10,000 characters.
    """
    found: Found = []
    read = checks.text(text, "/text", found, "the text", empty=True)
    if len(read) > limits.text:
        found.append(checks.too_long(read, "/text", limits, "text"))
    if found:
        refuse(found)
    return read if read and not read.isspace() else None


def read_extra(keys: dict[str, object], limits: Limits) -> tuple[tuple[str, str], ...]:
    """Further keys with their values as JSON text.

    Raises:
        ConstraintError: a key has a step of its own, or a value cannot be written as JSON.
    """
    found: Found = []
    for key, value in keys.items():
        checks.text(key, pointer(key), found, "the key")
        if key in STEPS:
            message = f"{key!r} is set by a step of its own"
            found.append(
                Issue(
                    f"/{key}",
                    "has-step",
                    message,
                    "keys without a step",
                    checks.shown(value),
                    REFERENCE,
                    hint=STEPS[key],
                )
            )
    taken = [
        (key, values.json_text(value, pointer(key), found, f"{key!r}", limits.depth)) for key, value in keys.items()
    ]
    refuse(found)
    return tuple(taken)


def read_api(api: object) -> None:
    """Refuse a form that there is not.

    Raises:
        ConfigurationError: `api` is neither None nor ``"v2"`` nor ``"v3"``.
    """
    if api is not None and api not in APIS:
        raise ConfigurationError(f"api={api!r} is no form of a message: it must be None, {checks.choices(APIS)}")
