"""A built message as frozen objects."""

from __future__ import annotations

import json
from typing import Any

from attrs import field, frozen

from .actions import Action
from .limits import Api
from .slides import Slide


@frozen
class Bot:
    """Who the message is from: a name, and the https address of a picture."""

    name: str
    image: str | None


@frozen
class Button:
    """One button: its label, what it does, its style (``"+"``, ``"-"`` or None), its hint and its key."""

    label: str
    action: Action
    style: str | None
    hint: str | None
    key: str | None


@frozen
class Section:
    """Names and their values within a modern-inline card, under a title or none."""

    title: str | None
    fields: tuple[tuple[str, str], ...]


@frozen
class Card:
    """The frame around the slides: `options` are those of a poll, `buttons` those within the card."""

    title: str | None
    theme: str | None
    thumbnail: str | None
    options: tuple[str, ...]
    sections: tuple[Section, ...]
    buttons: tuple[Button, ...]


@frozen
class Payload:
    """A message as it will be sent. `Message.build` makes it; it never changes.

    `buttons` are those below the card, `references` the instant buttons of the text with their keys, and `extra` holds
    all further keys of the envelope with their values as JSON text. `api` is the form it is written in: None for that
    of the published examples or, of a message that was read, its own; ``"v2"`` and ``"v3"`` for one of these. `body` is
    the whole as JSON text.

    >>> from cardkit import Message
    >>> payload = Message("Done").card("Deploys").build()
    >>> payload.card.title
    'Deploys'
    >>> payload.to_json()
    '{"text":"Done","card":{"title":"Deploys","theme":"modern-inline"}}'
    """

    text: str | None
    bot: Bot | None
    card: Card | None
    slides: tuple[Slide, ...]
    buttons: tuple[Button, ...]
    references: tuple[tuple[str, Button], ...]
    extra: tuple[tuple[str, str], ...]
    api: Api | None
    body: str = field(eq=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The message as fresh dicts and lists, in the key order of the published examples."""
        body: dict[str, Any] = json.loads(self.body)
        return body

    def to_json(self, indent: int | str | None = None) -> str:
        """The message as JSON text: compact, or indented as `json.dumps` does it; non-ASCII text stays as it is."""
        return self.body if indent is None else json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)
