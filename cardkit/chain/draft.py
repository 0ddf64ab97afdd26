"""A payload while the steps of a chain are applied to it: `Draft`, and the verbs, one small function each.

A verb takes the draft and the value of its step, which was checked when the step was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from attrs import evolve

from ..bot import Bot
from ..card import PROMPT, Card, Section
from ..limits import Api
from ..payload.payload import Payload
from ..reading.part import as_read
from ..reading.place import Json
from ..slides.base import BuiltinSlide, Slide

if TYPE_CHECKING:
    from ..buttons import Button, Instant

Verb: TypeAlias = Callable[["Draft", Any], None]


class Placed(NamedTuple):
    """A button, and whether it was asked for within the card."""

    button: Button
    in_card: bool


class Draft:
    """The parts of a payload so far, and what is open: the last slide, or the last section."""

    __slots__ = (
        "bot", "buttons", "card", "changed", "entries", "extra", "instants", "open", "sections", "settings", "slides",
        "start", "text",
    )  # fmt: skip

    def __init__(self, start: Payload) -> None:
        self.start = start
        self.text = start.text
        self.bot = start.bot
        self.card = start.card
        self.slides: list[Slide] = [*start.slides]
        self.sections: list[Section] = []
        self.buttons: list[Placed] = []
        self.instants: list[Instant] = []
        self.extra: dict[str, Json] = {}
        self.changed: set[str] = set()
        self.open: BuiltinSlide | Section | None = None
        self.entries: list[Any] = []
        self.settings: dict[str, Any] = {}

    def close(self) -> None:
        """Finish what is open with the entries and settings that its steps gave."""
        open = self.open
        if self.entries or self.settings:
            if isinstance(open, Section):
                self.sections[-1] = Section(open.title, (*open.fields, *self.entries))
            elif open is not None:
                self.slides[-1] = open.extended(self.entries, self.settings)
            self.entries, self.settings = [], {}
        self.open = None

    def payload(self, api: Api | None) -> Payload:
        """The payload that the steps have made."""
        self.close()
        start, text, card, references = self.start, self.text, self.card, self.start.references
        below: list[Button] = []
        if self.sections or self.buttons:
            card = self._card(card, below)
        if self.instants:
            references = self._references()
            text = self._text(references)
        extra = {**start.extra, **self.extra} if start.extra else self.extra
        payload = Payload(
            text=text,
            bot=self.bot,
            card=card,
            slides=tuple(self.slides),
            buttons=(*start.buttons, *below),
            references=references,
            extra={name: value for name, value in extra.items() if value is not UNSET} if extra else extra,
            api=api,
            unknown=self._unknown() if start.unknown else (),
        )
        if start.source is None:
            return payload
        return as_read(payload, {name: value for name, value in start.source.json.items() if name not in self.changed})

    def _card(self, card: Card | None, below: list[Button]) -> Card | None:
        """The card with its sections and buttons; the other buttons go `below`: a prompt has its own in the card."""
        prompt = card is not None and card.theme == PROMPT
        within = [placed.button for placed in self.buttons if prompt or placed.in_card]
        below += [placed.button for placed in self.buttons if not (prompt or placed.in_card)]
        if below:
            self.changed.add("buttons")
        if not (self.sections or within):
            return card
        self.changed.add("card")
        card = card or Card()
        return evolve(card, sections=(*card.sections, *self.sections), buttons=(*card.buttons, *within))

    def _references(self) -> tuple[Any, ...]:
        from ..buttons import with_keys

        self.changed.update(("text", "references"))
        return (*self.start.references, *with_keys(self.instants, self.text, reserved_keys(self.start)))

    def _text(self, references: Sequence[Any]) -> str | None:
        from ..buttons import with_calls

        return with_calls(self.text, references[len(self.start.references) :])

    def _unknown(self) -> tuple[Any, ...]:
        """What of the start is still unknown: not what a step has set anew."""
        return tuple([raw for raw in self.start.unknown if raw.path.removeprefix("/") not in self.changed])


UNSET: Any = object()
"""The value of a plain key that a step has taken away."""


def reserved_keys(payload: Payload) -> set[str]:
    """The keys of the instant buttons that stand in a payload, whether they can be read or not."""
    unread = [raw.path.removeprefix("/references/") for raw in payload.unknown if raw.path.startswith("/references/")]
    return {*[reference.key for reference in payload.references], *unread}


def set_text(draft: Draft, text: str | None) -> None:
    """Set the text above the card."""
    draft.text = text
    draft.changed.add("text")


def set_bot(draft: Draft, bot: Bot) -> None:
    """Set the bot."""
    draft.bot = bot
    draft.changed.add("bot")


def set_card(draft: Draft, card: Card) -> None:
    """Set the frame of the card; what was read or added of its sections and buttons stays."""
    before = draft.start.card
    if before is not None and (before.sections or before.buttons):
        card = evolve(card, sections=before.sections, buttons=before.buttons)
    draft.card = card
    draft.changed.add("card")


def set_keys(draft: Draft, keys: Mapping[str, Json]) -> None:
    """Set plain keys of the envelope, or take them away."""
    draft.extra.update(keys)
    draft.changed.update(keys)


def add_button(draft: Draft, placed: Placed) -> None:
    """Add a button below or within the card."""
    draft.buttons.append(placed)


def add_instant(draft: Draft, instant: Instant) -> None:
    """Add an instant button."""
    draft.instants.append(instant)


def open_slide(draft: Draft, slide: BuiltinSlide) -> None:
    """Add a slide that further steps may fill."""
    if draft.open is not None:
        draft.close()
    draft.slides.append(slide)
    draft.changed.add("slides")
    draft.open = slide


def add_slide(draft: Draft, slide: Slide) -> None:
    """Add a slide that is finished."""
    draft.close()
    draft.slides.append(slide)
    draft.changed.add("slides")


def open_section(draft: Draft, section: Section) -> None:
    """Add a section that further steps may fill."""
    draft.close()
    draft.sections.append(section)
    draft.open = section


def add_entry(draft: Draft, entry: Any) -> None:
    """Add one entry to what is open."""
    draft.entries.append(entry)


def add_entries(draft: Draft, entries: Iterable[Any]) -> None:
    """Add many entries to what is open."""
    draft.entries += entries


def set_fields(draft: Draft, settings: Mapping[str, Any]) -> None:
    """Replace settings of the open slide."""
    draft.settings.update(settings)


def apply(start: Payload, steps: Iterable[tuple[Verb, Any]], api: Api | None = None) -> Payload:
    """The payload that steps make of a start.

    >>> apply(Payload(), [(set_text, "Hi"), (set_card, Card(title="Hosts"))]).card.title
    'Hosts'
    """
    draft = Draft(start)
    for verb, value in steps:
        verb(draft, value)
    return draft.payload(api)
