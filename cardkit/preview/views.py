"""What all views draw: a message as plain records with named fields, whatever it was read from.

`cardkit.preview.reading` alone fills them; everything else in this package draws them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..reading.guards import is_mapping

if TYPE_CHECKING:
    from ..actions.confirmation import Confirmation
    from ..errors import Issue
    from ..slides import Chart, Graph, Image, Label, List, Table, Text

    Drawable: TypeAlias = Table | List | Label | Image | Chart | Graph | Text


class Call(NamedTuple):
    """What a button calls, in words; `targets` are its addresses and names, with what each is for."""

    words: str
    targets: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        told = ", ".join([f"{name}: {value}" for name, value in self.targets])
        return f"{self.words} ({told})" if told else self.words


UNREADABLE = Call("what it does cannot be read")


class ButtonView(NamedTuple):
    """A button: `style` is ``"+"``, ``"-"`` or None; `action` is what it calls when it is pressed."""

    label: str
    style: str | None = None
    hint: str | None = None
    key: str | None = None
    action: Call = UNREADABLE
    confirmation: Confirmation | None = None


class BotView(NamedTuple):
    """Who a message is from: a name, and the address of a picture."""

    name: str
    image: str | None = None


class SectionView(NamedTuple):
    """Names with their values under a title."""

    title: str | None = None
    fields: Sequence[tuple[str, str]] = ()


class CardView(NamedTuple):
    """A card; `theme` may be one that nobody knows."""

    title: str | None = None
    theme: str | None = None
    thumbnail: str | None = None
    icon: str | None = None
    options: Sequence[str] = ()
    sections: Sequence[SectionView] = ()
    buttons: Sequence[ButtonView] = ()


class SlideView(NamedTuple):
    """A slide at its place: one of ours, or None and what stands in the body where it is of another kind."""

    path: str
    slide: Drawable | None
    raw: object = None
    buttons: Sequence[ButtonView] = ()

    @property
    def title(self) -> str | None:
        """Its title, where it has one."""
        return self._said("title") if self.slide is None else self.slide.title

    @property
    def kind(self) -> str | None:
        """The type that a slide of another kind has in the body.

        >>> other = SlideView("/slides/0", None, {"type": "carousel", "title": 5})
        >>> other.kind, other.title
        ('carousel', None)
        """
        return self._said("type")

    def json(self) -> str:
        """What stands in the body, as lines of JSON."""
        return json.dumps(self.raw, ensure_ascii=False, indent=2)

    def _said(self, key: str) -> str | None:
        value = self.raw.get(key) if is_mapping(self.raw) else None
        return value if isinstance(value, str) else None


class MessageView(NamedTuple):
    """The parts of a message, and all that was found about it.

    `markup` tells whether the text's markup is read; `extra` holds the keys of the envelope that no part shows, with
    their values as JSON text; the paths of `issues` are those of the body.
    """

    text: str | None = None
    markup: bool = True
    background: str | None = None
    bot: BotView | None = None
    card: CardView | None = None
    slides: Sequence[SlideView] = ()
    buttons: Sequence[ButtonView] = ()
    references: Mapping[str, ButtonView] = {}
    extra: Mapping[str, str] = {}
    issues: Sequence[Issue] = ()
