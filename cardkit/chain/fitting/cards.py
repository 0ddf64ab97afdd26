"""The card that fits, and buttons that fit: texts are shortened; what opens, copies or identifies is never cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...actions.action import CONFIRM_TEXTS, Action
from ...buttons import AnyButton, Button, Reference
from ...buttons.button import INSTANT, WITHIN, Spot
from ...card import INLINE, POLL, AnySection, Card, Section
from ...errors import counted, pointer, shown
from ...limits import CARDKIT, CARDS, Limits
from ...reading.lists import Field
from ...reading.part import Raw
from ...reading.place import Place
from .changes import Stated, cannot_be_cut, left_out, mended, shortened, tell, tell_cut
from .entries import SECTION, with_entries
from .sizes import size_of


def settled_card(card: Card, limits: Limits, place: Place) -> Card:
    """The card with texts that fit and sections that have fields."""
    title, at = card.title, place.within("/title", "the title of the card")
    card = mended(
        card,
        title=title and shortened(title, at, limits, "card_title"),
        options=_options(card.options, place.within("/options", "the options of the poll"), limits),
        sections=_filled(card.sections, place.within("/sections", "the sections"), limits),
        buttons=settled_buttons(card.buttons, WITHIN, place.within("/buttons", "the card"), limits),
    )
    return _asking(card, limits, place)


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
            message = f"{at.what} has no fields and falls away"
            tell(at, "left-out", message, "none", Stated("at least one", CARDKIT))
    return tuple([section for section in sections if isinstance(section, Raw) or section.fields])


def _asking(card: Card, limits: Limits, place: Place) -> Card:
    """The card as a modern-inline one where it is a poll with fewer options than a choice has."""
    unread = [raw for raw in card.unknown if raw.path == "/options"]
    if card.theme != POLL or unread or len(card.options) >= limits.poll_options_least:
        return card
    said, allowed = counted(len(card.options), "option"), f"at least {limits.poll_options_least} options"
    message = f"the poll has {said} and became a plain card"
    tell(place.within("/theme", "the theme"), "adjusted", message, said, Stated(allowed, CARDS))
    return card.changed(theme=INLINE, options=())


def counted_down_card(card: Card, limits: Limits, place: Place) -> Card:
    """The card with no more buttons than there may be."""
    return mended(card, buttons=first_buttons(card.buttons, place.within("/buttons", "the card"), limits))


# The size


def shrunk_card(card: Card, room: int, limits: Limits, place: Place) -> Card:
    """The card with no more fields than there is room for; a value that takes more than half of it is shortened."""
    placed = [(at, field) for at, section in enumerate(card.sections) for field in _fields_of(section)]
    taken: list[list[Field]] = [[] for _ in card.sections]
    frames = [size_of(_section_with(section, ()).to_dict()) + 1 for section in card.sections]
    unread = sum([frames[at] for at, section in enumerate(card.sections) if isinstance(section, Raw)])
    measure = SECTION.measure(Section())
    left = room - unread - sum(map(measure, SECTION.rest(card, len(placed))))
    most = left // 2
    for at, field in placed:
        kept = field if measure(field) <= most else SECTION.cut(measure, field, most)
        left -= measure(kept) + (0 if taken[at] else frames[at])
        if left < 0:
            break
        tell_cut(field, kept, place.within(f"/sections/{at}", "a text of a section"), limits)
        taken[at].append(kept)
    return _with_fields(card, taken, len(placed) - sum(map(len, taken)), limits, place)


def _fields_of(section: AnySection) -> Sequence[Field]:
    return () if isinstance(section, Raw) else section.fields


def _with_fields(card: Card, taken: Sequence[Sequence[Field]], gone: int, limits: Limits, place: Place) -> Card:
    """The card with these fields in its sections, and behind the last of them how many are gone."""
    cut = [_section_with(section, fields) for section, fields in zip(card.sections, taken, strict=True)]
    if gone:
        left_out(place, gone, SECTION.unit, limits, "body_advised")
    last = max([at for at, fields in enumerate(taken) if fields], default=None)
    if gone and last is not None:
        cut[last] = _section_with(cut[last], taken[last], SECTION.rest(card, gone))
    return card.changed(sections=tuple([section for section in cut if isinstance(section, Raw) or section.fields]))


def _section_with(section: AnySection, fields: Sequence[Field], rest: Sequence[Field] = ()) -> AnySection:
    """The section with only its first fields, and with what counts the rest; what cannot be read stays whole."""
    if isinstance(section, Raw):
        return section
    return with_entries(section, [*fields, *rest], 0, len(fields))


# Buttons


def settled_buttons(buttons: Sequence[AnyButton], spot: Spot, place: Place, limits: Limits) -> tuple[AnyButton, ...]:
    """Buttons whose texts fit, without those that would do something else if they were cut."""
    kept = [_settled(button, spot, place.at(index, spot.what), limits) for index, button in enumerate(buttons)]
    return tuple([button for button in kept if button is not None])


def first_buttons(buttons: Sequence[AnyButton], place: Place, limits: Limits) -> tuple[AnyButton, ...]:
    """No more buttons than there may be."""
    if len(buttons) > limits.buttons:
        left_out(place, len(buttons) - limits.buttons, "buttons", limits, "buttons")
    return tuple(buttons[: limits.buttons])


def settled_references(references: Sequence[Reference], place: Place, limits: Limits) -> tuple[Reference, ...]:
    """Instant buttons whose texts fit, without those that would do something else if they were cut."""
    kept: list[Reference] = []
    for reference in references:
        at = place.within(f"{pointer(reference.key)}/object", INSTANT.what)
        button = _settled(reference.button, INSTANT, at, limits)
        if isinstance(button, Button):
            kept.append(mended(reference, button=button))
    return tuple(kept)


def _settled(button: AnyButton, spot: Spot, place: Place, limits: Limits) -> AnyButton | None:
    """The button with shorter texts, or None if more than its texts is too long."""
    if isinstance(button, Raw):
        return button
    label = shortened(button.label, place.within("/label", f"the label of {spot.what}"), limits, spot.label)
    at = place.within("/hint", "the hint of a button")
    hint = button.hint and shortened(button.hint, at, limits, "button_hint")
    action = _settled_action(button.action, place.within("/action", "the action"), limits)
    button = mended(button, label=label, hint=hint, action=action)
    if button.key is not None and len(button.key) > limits.button_key:
        at = place.within("/key", "the key of a button")
        cannot_be_cut(at, button.key, limits, "button_key")
        button = button.changed(key=None)
    beyond = [issue for issue in button.issues(limits) if issue.code == "too-long"]
    if beyond:
        message = f"the button {shown(button.label)} falls away: what it does cannot be cut"
        tell(place, "left-out", message, beyond[0].got, Stated(beyond[0].expected, beyond[0].source))
        return None
    return button


def _settled_action(action: Action, place: Place, limits: Limits) -> Action:
    asked = action.confirmation
    if asked is None:
        return action
    given = {name: getattr(asked, name) for name in CONFIRM_TEXTS}
    texts = shorter_confirmation(given, place.within("/confirm", "the confirmation"), limits)
    return mended(action, confirmation=mended(asked, **texts))


def shorter_confirmation(given: Mapping[str, Any], place: Place, limits: Limits) -> dict[str, str]:
    """Those texts of a confirmation that have a limit, at most as long."""
    return {
        name: shortened(given[name], place.at(name, f"the {name}"), limits, limit)
        for name, limit in CONFIRM_TEXTS.items()
        if limit and isinstance(given.get(name), str) and given[name]
    }
