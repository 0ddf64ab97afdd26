"""The card that fits: its title, options, sections and buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...buttons.button import WITHIN
from ...card import INLINE, POLL, AnySection, Card, Section
from ...errors import counted
from ...limits import CARDKIT, CARDS, Limits
from ...reading.lists import Field
from ...reading.part import Raw
from ...reading.place import Place
from .buttons import first_buttons, settled_buttons
from .changes import left_out, number_of, shortened, shortened_or_none, tell_adjusted, tell_left_out, too_large
from .entries import moved, rest_field, text_pieces
from .sizes import size_of


def settled_card(card: Card, limits: Limits, place: Place) -> Card:
    """The card with texts that fit and sections that have fields."""
    title = shortened_or_none(card.title, place.within("/title", "the title of the card"), limits, "card_title")
    new = {
        "title": title,
        "options": _options(card.options, place.within("/options", "the options of the poll"), limits),
        "sections": _filled(card.sections, place.within("/sections", "the sections"), limits),
        "buttons": settled_buttons(card.buttons, WITHIN, place.within("/buttons", "the card"), limits),
    }
    kept: dict[str, Any] = {name: value for name, value in new.items() if value != getattr(card, name)}
    return _asking(card.changed(**kept) if kept else card, limits, place)


def _options(options: Sequence[str], place: Place, limits: Limits) -> tuple[str, ...]:
    most = limits.poll_options
    if len(options) > most:
        left_out(place, len(options) - most, "options", limits, "poll_options")
    return tuple(
        [
            shortened(option, place.within(f"/{index}/text", "an option"), limits, "poll_option")
            for index, option in enumerate(options[:most])
        ]
    )


def _filled(sections: Sequence[AnySection], place: Place, limits: Limits) -> tuple[AnySection, ...]:
    for index, section in enumerate(sections):
        if isinstance(section, Section) and not section.fields:
            at = place.at(index, f"section {index + 1}")
            tell_left_out(at, f"{at.what} has no fields and falls away", "none", "at least one", CARDKIT)
    return tuple([section for section in sections if isinstance(section, Raw) or section.fields])


def _asking(card: Card, limits: Limits, place: Place) -> Card:
    """The card as a modern-inline one where it is a poll with fewer options than a choice has."""
    unread = [raw for raw in card.unknown if raw.path == "/options"]
    if card.theme != POLL or unread or len(card.options) >= limits.poll_options_least:
        return card
    said, expected = counted(len(card.options), "option"), f"at least {limits.poll_options_least} options"
    message = f"the poll has {said} and became a plain card"
    tell_adjusted(place.within("/theme", "the theme"), message, said, expected, CARDS)
    return card.changed(theme=INLINE, options=())


def counted_down_card(card: Card, limits: Limits, place: Place) -> Card:
    """The card with no more buttons than there may be."""
    buttons = first_buttons(card.buttons, place.within("/buttons", "the card"), limits)
    return card if len(buttons) == len(card.buttons) else card.changed(buttons=buttons)


# The size


class Placed(NamedTuple):
    """A field and the section that it stands in."""

    section: int
    field: Field


def fields_of(card: Card) -> Iterator[Placed]:
    """The fields of all sections, in their order."""
    for index, section in enumerate(card.sections):
        if isinstance(section, Section):
            yield from [Placed(index, field) for field in section.fields]


def field_size(field: Field) -> int:
    """The characters of a field of a section, with the comma behind it."""
    return size_of({"title": field.name, "value": field.value}) + 1


def divide_section_field(field: Field, room: int) -> Sequence[Field]:
    """Fields of the same name that hold the value of one."""
    share = room - field_size(Field(field.name, ""))
    return [Field(field.name, value) for value in text_pieces(field.value, share)]


def shrunk_card(card: Card, room: int, limits: Limits, place: Place) -> Card:
    """The card with no more fields than there is room for."""
    placed = [*fields_of(card)]
    last = rest_field(card, len(placed))[0]
    frame = sum([size_of(section_with(section, ()).to_dict()) + 1 for section in card.sections])
    size, kept = frame + field_size(last), 0
    while kept < len(placed) and (size := size + field_size(placed[kept].field)) <= room:
        kept += 1
    too_large(place, number_of(len(placed) - kept, "section fields"), limits)
    cut = [section_with(section, _of(placed[:kept], at)) for at, section in enumerate(card.sections)]
    if kept:
        at = placed[kept - 1].section
        cut[at] = section_with(cut[at], [*_of(placed[:kept], at), *rest_field(card, len(placed) - kept)])
    return card.changed(sections=tuple([section for section in cut if isinstance(section, Raw) or section.fields]))


def _of(placed: Sequence[Placed], section: int) -> Sequence[Field]:
    return [each.field for each in placed if each.section == section]


def section_with(section: AnySection, fields: Sequence[Field], start: int = 0) -> AnySection:
    """The section with these fields instead, its own from `start` on; what cannot be read stays whole."""
    if isinstance(section, Raw):
        return section
    unknown = moved(section.unknown, "/fields", start, start + len(fields))
    return section.changed(fields=tuple(fields), unknown=unknown)
