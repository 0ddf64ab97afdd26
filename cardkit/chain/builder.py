"""Replays the log of a chain: `PayloadBuilder` collects the parts of a payload; each kind of step has a verb for it.

A verb is a function that applies the value of a step to the builder. It checks nothing: the step did that when it
was called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import NOTHING

from ..card import Card, Section
from ..card.card import create_card
from ..card.section import create_section
from ..limits import Api
from ..payload.bot import Bot
from ..payload.order import KEY_ORDER
from ..payload.payload import Payload, create_payload, unread_references
from ..reading.frozen import NO_KEYS, sealed
from ..reading.part import Part, Raw
from ..reading.place import Json
from ..slides.base import BuiltinSlide, Slide

if TYPE_CHECKING:
    from ..buttons import AnyButton, Instant, Reference

Verb: TypeAlias = Callable[["PayloadBuilder", Any], None]
Node: TypeAlias = tuple["Node | None", Verb, Any]
"""One step in the log of a chain: the previous node, the verb, and the value that the verb applies."""


class PayloadBuilder:
    """A mutable payload.

    `open` is the last slide or section while further steps may fill it; `entries` and `settings` are what these steps
    have added to it so far.
    """

    __slots__ = (
        "bot", "buttons", "card", "card_buttons", "entries", "extra", "instants", "open", "sections", "settings",
        "slides", "start", "text",
    )  # fmt: skip

    def __init__(self, start: Payload) -> None:
        self.start = start
        self.text = start.text
        self.bot = start.bot
        self.card = start.card
        self.slides: list[Slide] = [*start.slides]
        self.sections: list[Section] = []
        self.card_buttons: list[AnyButton] = []
        self.buttons: list[AnyButton] = []
        self.instants: list[Instant] = []
        self.extra: dict[str, Json] = {}
        self.open: BuiltinSlide | Section | None = None
        self.entries: list[Any] = []
        self.settings: dict[str, Any] = {}

    def close(self) -> None:
        """Write the collected entries and settings into the open slide or section, and close it."""
        open = self.open
        if isinstance(open, Section):
            self.sections[-1] = create_section(open.title, (*open.fields, *self.entries))
        elif open is not None:
            slide = open.extended(self.entries, self.settings)
            buttons = self.settings.get("buttons")
            self.slides[-1] = slide.changed(buttons=tuple(buttons)) if buttons else slide
        self.open, self.entries, self.settings = None, [], {}

    def payload(self, api: Api | None) -> Payload:
        """The finished payload."""
        if self.entries or self.settings:
            self.close()
        start, text, card = self.start, self.text, self.card
        references = start.references
        extra: Mapping[str, Json] = NO_KEYS
        if self.sections or self.card_buttons:
            card = card or create_card()
            within = (*card.buttons, *self.card_buttons)
            card = card.changed(sections=(*card.sections, *self.sections), buttons=within)
        if self.instants:
            text, references = self._with_references()
        if start.extra or self.extra:
            keys = {**start.extra, **self.extra}
            extra = sealed({name: value for name, value in keys.items() if value is not UNSET})
        buttons = (*start.buttons, *self.buttons)
        return create_payload(text, self.bot, card, tuple(self.slides), buttons, references, extra, api)

    def _with_references(self) -> tuple[str | None, tuple[Reference, ...]]:
        """The text with calls of the instant buttons that steps added, and all instant buttons."""
        from ..buttons.instant import with_calls, with_keys

        added = with_keys(self.instants, self.text, reserved_keys(self.start))
        return with_calls(self.text, added), (*self.start.references, *added)


UNSET: Any = NOTHING
"""Marks a plain key that a step removed: an object of attrs' that stays the same when it is copied or pickled."""


def reserved_keys(payload: Payload) -> set[str]:
    """The keys of all instant buttons of a payload, including buttons that could not be parsed."""
    return {*[reference.key for reference in payload.references], *unread_references(payload)}


def set_text(builder: PayloadBuilder, text: str | None) -> None:
    """Set the text above the card."""
    builder.text = text


def set_bot(builder: PayloadBuilder, bot: Bot) -> None:
    """Set the name and the picture of the bot; what was read besides stays."""
    before = builder.start.bot
    builder.bot = bot if before is None else bot.changed(unknown=_unknown_but(before, ("name", "image")))


def set_card(builder: PayloadBuilder, card: Card) -> None:
    """Set the title, theme, pictures and options of the card; what was read besides stays."""
    before = builder.start.card
    if before is not None:
        unknown = _unknown_but(before, ("title", "theme", "thumbnail", "icon", "options"))
        card = card.changed(sections=before.sections, buttons=before.buttons, unknown=unknown)
    builder.card = card


def _unknown_but(part: Part, keys: Sequence[str]) -> tuple[Raw, ...]:
    """The unknown keys of a part that was read, but for those that a step sets."""
    return tuple([raw for raw in part.unknown if raw.path.removeprefix("/") not in keys])


def set_keys(builder: PayloadBuilder, keys: Mapping[str, Json]) -> None:
    """Set or remove plain keys of the envelope."""
    builder.extra.update(keys)


def add_button(builder: PayloadBuilder, button: AnyButton) -> None:
    """Add a button below the card."""
    builder.buttons.append(button)


def add_card_button(builder: PayloadBuilder, button: AnyButton) -> None:
    """Add a button within the card."""
    builder.card_buttons.append(button)


def add_slide_button(builder: PayloadBuilder, button: AnyButton) -> None:
    """Add a button to the open slide."""
    builder.settings.setdefault("buttons", []).append(button)


def add_instant(builder: PayloadBuilder, instant: Instant) -> None:
    """Add an instant button."""
    builder.instants.append(instant)


def open_slide(builder: PayloadBuilder, slide: BuiltinSlide) -> None:
    """Add a slide that further steps may fill."""
    if builder.entries or builder.settings:
        builder.close()
    builder.slides.append(slide)
    builder.open = slide


def add_slide(builder: PayloadBuilder, slide: Slide) -> None:
    """Add a slide that is finished."""
    builder.close()
    builder.slides.append(slide)


def open_section(builder: PayloadBuilder, section: Section) -> None:
    """Add a section that further steps may fill."""
    builder.close()
    builder.sections.append(section)
    builder.open = section


def add_entry(builder: PayloadBuilder, entry: Any) -> None:
    """Add one row, item, field or the like to the open slide or section."""
    builder.entries.append(entry)


def add_entries(builder: PayloadBuilder, entries: Sequence[Any]) -> None:
    """Add several entries to the open slide or section."""
    builder.entries += entries


def set_fields(builder: PayloadBuilder, settings: Mapping[str, Any]) -> None:
    """Replace settings of the open slide."""
    builder.settings.update(settings)


def nodes_of(log: Node | None) -> list[Node]:
    """The nodes of a log, oldest first."""
    nodes: list[Node] = []
    while log:
        nodes.append(log)
        log = log[0]
    nodes.reverse()
    return nodes


def apply(start: Payload, log: Node | None, api: Api | None = None) -> Payload:
    """The payload that results from applying the steps of a log to a start.

    >>> apply(Payload(), ((None, set_text, "Hi"), set_card, Card(title="Hosts"))).card.title
    'Hosts'
    """
    if log is None and api == start.api:
        return start
    last: list[Any] = []
    while log and log[1] is add_entry:  # the last entries apart from the rest, as a table may have many rows
        last.append(log[2])
        log = log[0]
    builder, nodes = PayloadBuilder(start), nodes_of(log)
    for _, verb, value in nodes:
        verb(builder, value)
    if last:
        builder.entries += reversed(last)
    payload = builder.payload(api)
    if start.source is None:
        return payload
    also = ["text"] if any(verb is set_text for _, verb, _ in nodes) else []
    return start.changed(*also, **{name: getattr(payload, name) for name in (*KEY_ORDER, "extra", "api")})
