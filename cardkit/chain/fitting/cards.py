"""The text, the card and the buttons of a payload cut to the limits.

Texts are shortened, but never an address, a copied text or an id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ...actions.action import Action
from ...actions.confirmation import CONFIRM_TEXTS
from ...buttons import AnyButton, Button, Reference
from ...buttons.instant import called_keys, with_calls
from ...buttons.spots import INSTANT, WITHIN, Spot
from ...card import INLINE, POLL, AnySection, Card, Section
from ...errors.issue import pointer
from ...errors.wording import counted, shown
from ...limits import CARDKIT, CARDS, Limits
from ...payload.payload import Payload
from ...reading.lists import Field
from ...reading.part import Raw
from ...reading.place import Place
from ...slides.base import BuiltinSlide
from .changes import (
    Expectation,
    first,
    report,
    report_cuts,
    report_dropped_id,
    report_left_out,
    report_shortened,
    shortened,
    with_values,
)
from .cutting import shorten, size_of
from .entries import SECTION, first_within, measurer, with_entries

P = TypeVar("P", BuiltinSlide, Card, Payload)


def repaired_card(card: Card, limits: Limits, place: Place) -> Card:
    """The card with shortened texts, and without empty sections."""
    title, at = card.title, place.within("/title", "the title of the card")
    card = with_values(
        card,
        title=title and shortened(title, at, limits, "card_title"),
        options=_short_options(card, place.within("/options", "the options of the poll"), limits),
        sections=_without_empty_sections(card.sections, place.within("/sections", "the sections")),
        buttons=repaired_buttons(card.buttons, WITHIN, place.within("/buttons", "the card"), limits),
    )
    return _plain_if_few_options(card, limits, place)


def _has_unread_options(card: Card) -> bool:
    """Whether the options are written as they came, since one of them cannot be read."""
    return any(raw.path == "/options" for raw in card.unknown)


def _short_options(card: Card, place: Place, limits: Limits) -> tuple[str, ...]:
    if _has_unread_options(card):
        return card.options
    kept = first(card.options, place, limits, "poll_options")
    places = [place.within(f"/{index}/text", "an option") for index in range(len(kept))]
    return tuple([shortened(option, at, limits, "poll_option") for option, at in zip(kept, places, strict=True)])


def _without_empty_sections(sections: Sequence[AnySection], place: Place) -> tuple[AnySection, ...]:
    for index, section in enumerate(sections):
        if isinstance(section, Section) and not section.fields:
            at = place.at(index, f"section {index + 1}")
            message = f"{at.what} has no fields and falls away"
            report(at, "left-out", message, "none", Expectation("at least one", CARDKIT))
    return tuple([section for section in sections if isinstance(section, Raw) or section.fields])


def _plain_if_few_options(card: Card, limits: Limits, place: Place) -> Card:
    """The card; a poll with fewer than two options becomes a modern-inline card."""
    if card.theme != POLL or _has_unread_options(card) or len(card.options) >= limits.poll_options_least:
        return card
    said, allowed = counted(len(card.options), "option"), f"at least {limits.poll_options_least} options"
    message = f"the poll has {said} and became a plain card"
    report(place.within("/theme", "the theme"), "adjusted", message, said, Expectation(allowed, CARDS))
    return card.changed(theme=INLINE, options=())


# The size


def shrunk_card(card: Card, room: int, limits: Limits, place: Place) -> Card:
    """The card with as many fields as `room` characters of JSON hold; a value larger than half of it is shortened."""
    placed = [(at, field) for at, section in enumerate(card.sections) for field in _fields_of(section)]
    taken: list[list[Field]] = [[] for _ in card.sections]
    frames = [size_of(_section_with(section, ()).to_dict()) + 1 for section in card.sections]
    unread = sum([frames[at] for at, section in enumerate(card.sections) if isinstance(section, Raw)])
    counts = [len(_fields_of(section)) for section in card.sections]
    costs = [0 if index else frames[at] for at, count in enumerate(counts) for index in range(count)]
    measure = measurer(Section())
    left = room - unread - sum(map(measure, SECTION.rest(card, len(placed))))
    kept = first_within(SECTION, Section(), [field for _, field in placed], left, costs)
    for (at, field), one in zip(placed, kept, strict=False):
        report_cuts(field, one, place.within(f"/sections/{at}", "a text of a section"), limits)
        taken[at].append(one)
    return _with_fields(card, taken, len(placed) - len(kept), limits, place)


def _fields_of(section: AnySection) -> Sequence[Field]:
    return () if isinstance(section, Raw) else section.fields


def _with_fields(card: Card, taken: Sequence[Sequence[Field]], gone: int, limits: Limits, place: Place) -> Card:
    """The card with only the fields in `taken`, one sequence per section, and a last field that counts the rest."""
    cut = [_section_with(section, fields) for section, fields in zip(card.sections, taken, strict=True)]
    if gone:
        report_left_out(place, gone, SECTION.unit, limits, "body_advised")
    last = max([at for at, fields in enumerate(taken) if fields], default=None)
    if gone and last is not None:
        cut[last] = _section_with(cut[last], taken[last], SECTION.rest(card, gone))
    return card.changed(sections=tuple([section for section in cut if isinstance(section, Raw) or section.fields]))


def _section_with(section: AnySection, fields: Sequence[Field], rest: Sequence[Field] = ()) -> AnySection:
    """The section with its first fields, then `rest`, which counts the others; an unparsed section stays whole."""
    if isinstance(section, Raw):
        return section
    return with_entries(section, [*fields, *rest], 0, len(fields))


# Buttons


def repaired_buttons(buttons: Sequence[AnyButton], spot: Spot, place: Place, limits: Limits) -> tuple[AnyButton, ...]:
    """The buttons with shortened texts; one whose action is too long is dropped, as cutting it would change it."""
    kept = [_repaired(button, spot, place.at(index, spot.what), limits) for index, button in enumerate(buttons)]
    return tuple([button for button in kept if button is not None])


def with_few_buttons(part: P, place: Place, limits: Limits) -> P:
    """The slide, card or payload with its first buttons, at most the allowed count."""
    return with_values(part, buttons=first(part.buttons, place, limits, "buttons"))


def repaired_references(references: Sequence[Reference], place: Place, limits: Limits) -> tuple[Reference, ...]:
    """As `repaired_buttons`, for instant buttons."""
    kept: list[Reference] = []
    for reference in references:
        at = place.within(f"{pointer(reference.key)}/object", INSTANT.what)
        button = _repaired(reference.button, INSTANT, at, limits)
        if isinstance(button, Button):
            kept.append(with_values(reference, button=button))
    return tuple(kept)


def _repaired(button: AnyButton, spot: Spot, place: Place, limits: Limits) -> AnyButton | None:
    """The button with shortened texts, or None if its action is too long."""
    if isinstance(button, Raw):
        return button
    label = shortened(button.label, place.within("/label", f"the label of {spot.what}"), limits, spot.label)
    at = place.within("/hint", "the hint of a button")
    hint = button.hint and shortened(button.hint, at, limits, "button_hint")
    action = _repaired_action(button.action, place.within("/action", "the action"), limits)
    button = with_values(button, label=label, hint=hint, action=action)
    if button.key is not None and len(button.key) > limits.button_key:
        at = place.within("/key", "the key of a button")
        report_dropped_id(at, button.key, limits, "button_key")
        button = button.changed(key=None)
    beyond = [issue for issue in button.issues(limits) if issue.code == "too-long"]
    if beyond:
        message = f"the button {shown(button.label)} falls away: what it does cannot be cut"
        report(place, "left-out", message, beyond[0].got, Expectation(beyond[0].expected, beyond[0].source))
        return None
    return button


def _repaired_action(action: Action, place: Place, limits: Limits) -> Action:
    asked = action.confirmation
    if asked is None:
        return action
    given = {name: getattr(asked, name) for name in CONFIRM_TEXTS}
    texts = shorter_confirmation(given, place.within("/confirm", "the confirmation"), limits)
    return with_values(action, confirmation=with_values(asked, **texts))


def shorter_confirmation(given: Mapping[str, Any], place: Place, limits: Limits) -> dict[str, str]:
    """The texts of a confirmation that have a limit, each shortened to it."""
    return {
        name: shortened(given[name], place.at(name, f"the {name}"), limits, limit)
        for name, limit in CONFIRM_TEXTS.items()
        if limit and isinstance(given.get(name), str) and given[name]
    }


# The text, with its instant buttons


def with_shorter_text(payload: Payload, most: int, place: Place, allowed: Expectation) -> Payload:
    """The payload with at most `most` characters of text, and only the instant buttons that the text still calls."""
    before, at = payload.text or "", place.within("/text", "the text of the message")
    text = _shortened_with_calls(before, payload.references, most)
    report_shortened(before, text, at, allowed)
    gone = {*called_keys(before)} - {*called_keys(text)}
    kept = tuple([reference for reference in payload.references if reference.key not in gone])
    if gone:
        said = counted(len(gone), "instant buttons")
        report(at, "left-out", f"{said} left out, as the text has no room for them", said, allowed)
    return payload.changed(text=text, references=kept if gone else payload.references)


def _shortened_with_calls(text: str, references: Sequence[Reference], most: int) -> str:
    """The text shortened to `most` characters; calls of instant buttons that were cut off are appended to it.

    If there is no room for all of these calls, the last ones are dropped.
    """
    if len(text) <= most:
        return text
    called = [reference for reference in references if reference.key in called_keys(text)]
    calls = ""
    while True:
        kept = shorten(text, most - len(calls) - bool(calls))
        present = {*called_keys(kept)}
        missing = [reference for reference in called if reference.key not in present]
        behind = with_calls(None, missing) or ""
        if len(behind) <= len(calls):
            return f"{kept} {behind}" if behind else kept
        if len(behind) > most // 2:
            called.remove(missing[-1])
        else:
            calls = behind


def without_calls(text: str, keys: Sequence[str]) -> str:
    """The text with the calls of these instant buttons replaced by their labels.

    >>> without_calls("Deploy? [Yes]($1) [No]($2)", ["2"])
    'Deploy? [Yes]($1) No'
    """
    for key in keys:
        while (at := text.find(f"](${key})")) != -1 and (start := text.rfind("[", 0, at)) != -1:
            text = text[:start] + text[start + 1 : at] + text[at + len(f"](${key})") :]
    return text
