"""`fit`: cuts a payload down to the limits and reports every change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...buttons.spots import BELOW
from ...errors import Issue
from ...errors.issue import with_paths_renamed
from ...errors.wording import more, shown
from ...limits import Limits
from ...payload.keys import ELSEWHERE, KEYS
from ...payload.order import in_order
from ...payload.parse import parse_body
from ...payload.payload import Payload
from ...reading.frozen import sealed
from ...reading.place import Json, Place
from ...slides import Slide, Text
from ...slides.base import BuiltinSlide
from ...slides.custom import slide_dict
from . import cards, changes
from .cards import with_shorter_text, without_calls
from .characters import cleaned, has_bad_characters
from .cutting import SPARE, fair_share, prefix_within, shorten, size_of
from .entries import EntryKind, entries_of, first_within, kind_of, measurer, with_entries, with_title_suffix
from .slides import cut_to_counts, has_content, repaired

_LEAST_ROOM = 10
"""At least one in this many characters of a body must be left for its text, sections and slides."""


class Fit(NamedTuple):
    """A payload within the limits, and the changes, with paths into the body as it was before."""

    payload: Payload
    changes: tuple[Issue, ...]


class Repaired(NamedTuple):
    """A repaired payload, whose size and counts may still be over a limit.

    `places` has the original place of each remaining slide, so that later changes are reported at the right path.
    """

    payload: Payload
    places: tuple[Place, ...]


def fit(payload: Payload, limits: Limits) -> Fit:
    r"""Shorten, drop or remove whatever in a payload is too long, too many or cannot be sent.

    >>> from cardkit.limits import CLIQ
    >>> fitted = fit(parse_body({"text": "a\x07" + "b" * 9_000}, CLIQ), CLIQ)
    >>> len(fitted.payload.text), [issue.code for issue in fitted.changes]
    (5000, ['removed-characters', 'shortened'])
    """
    place = Place("the message")
    repaired = _repaired(payload, place, limits)
    smaller = _cut_to_counts(repaired, place, limits)
    fitted = _shrunk(smaller.payload, smaller.places, place, limits)
    return Fit(fitted, _in_body_order(payload, place.issues))


def repair(payload: Payload, limits: Limits) -> Fit:
    """Repair what `split` cannot divide: bad characters, long labels and titles, wrong widths, empty slides."""
    place = Place("the message")
    repaired = _repaired(payload, place, limits).payload
    return Fit(repaired, _in_body_order(payload, place.issues))


def _in_body_order(payload: Payload, changes: Sequence[Issue]) -> tuple[Issue, ...]:
    """The changes in the order of the body that was read, and with its paths."""
    renamed: dict[str, str] = {}
    for index, slide in enumerate(payload.slides):
        if isinstance(slide, BuiltinSlide) and slide.source is not None:
            start = f"/slides/{index}"
            renamed |= {start + normal: start + read for normal, read in slide.source.renamed}
    return in_order(with_paths_renamed(changes, renamed), payload.to_dict())


def _repaired(payload: Payload, place: Place, limits: Limits) -> Repaired:
    payload = _sendable(payload, place, limits)
    places = [place.within(f"/slides/{index}", f"slide {index + 1}") for index in range(len(payload.slides))]
    alone = payload.text is None and payload.card is None and not any(map(has_content, payload.slides))
    tried = [repaired(slide, at, limits, alone=alone) for slide, at in zip(payload.slides, places, strict=True)]
    kept = [(at, slide) for at, slide in zip(places, tried, strict=True) if slide is not None]
    slides = tuple([slide for _, slide in kept])
    buttons = cards.repaired_buttons(payload.buttons, BELOW, place.within("/buttons", "the message"), limits)
    card = payload.card and cards.repaired_card(payload.card, limits, place.within("/card", "the card"))
    payload = changes.with_values(
        _with_repaired_references(payload, place, limits),
        card=card,
        slides=slides,
        buttons=buttons,
        extra=_repaired_keys(payload.extra, place, limits),
    )
    return Repaired(payload, tuple([at for at, _ in kept]))


def _sendable(payload: Payload, place: Place, limits: Limits) -> Payload:
    """The payload without characters that cannot be sent."""
    body = payload.to_dict()
    fresh = cleaned(body, place, set()) if has_bad_characters(body) else body
    return parse_body(fresh, limits) if isinstance(fresh, dict) and fresh != body else payload


def _with_repaired_references(payload: Payload, place: Place, limits: Limits) -> Payload:
    at = place.within("/references", "an instant button")
    references = cards.repaired_references(payload.references, at, limits)
    kept = {reference.key for reference in references}
    gone = [reference.key for reference in payload.references if reference.key not in kept]
    text = without_calls(payload.text, gone) if payload.text and gone else payload.text
    return changes.with_values(payload, text=text, references=references)


_LIMITS = {name: key.limit for name, key in {**KEYS, **ELSEWHERE}.items() if key.limit}
_IDS = ("reply_to", "thread_chat_id")
_PEOPLE = ("user_ids", "userids")


def _repaired_keys(extra: Mapping[str, Json], place: Place, limits: Limits) -> Mapping[str, Json]:
    """The plain keys with shortened texts and fewer users, and without ids that are too long to be valid."""
    taken = {name: _repaired_key(name, value, place.at(name, f"the {name}"), limits) for name, value in extra.items()}
    return sealed({name: value for name, value in taken.items() if value is not None or extra[name] is None})


def _repaired_key(name: str, value: Json, place: Place, limits: Limits) -> Json:
    if name == "confirm" and isinstance(value, dict):
        return {**value, **cards.shorter_confirmation(value, place, limits)}
    if not isinstance(value, str):
        return value
    if name in _IDS and len(value) > getattr(limits, _LIMITS[name]):
        changes.report_dropped_id(place, value, limits, _LIMITS[name])
        return None
    if name in _LIMITS:
        return changes.shortened(value, place, limits, _LIMITS[name])
    return ",".join(changes.first(value.split(","), place, limits, "user_ids")) if name in _PEOPLE else value


def _with_few_references(payload: Payload, place: Place, limits: Limits) -> Payload:
    """The payload with as many instant buttons as half of a body holds; of the others the label stays as text."""
    size, kept = 0, 0
    for reference in payload.references:
        size += size_of({reference.key: reference.to_dict()})
        kept += size <= limits.body_advised // 2
    gone = [reference.key for reference in payload.references[kept:]]
    if not gone:
        return payload
    at = place.within("/text", "the text of the message")
    changes.report_left_out(at, len(gone), "instant buttons", limits, "body_advised")
    return payload.changed(text=without_calls(payload.text or "", gone), references=payload.references[:kept])


def _cut_to_counts(repaired: Repaired, place: Place, limits: Limits) -> Repaired:
    """The payload with at most the allowed length of text, and counts of entries, slides and buttons."""
    payload, places = repaired.payload, repaired.places
    payload = _with_few_references(payload, place, limits)
    limit = "text" if limits.text < limits.text_advised else "text_advised"
    if len(payload.text or "") > getattr(limits, limit):
        payload = with_shorter_text(payload, getattr(limits, limit), place, changes.expectation(limits, limit))
    slides = tuple([cut_to_counts(slide, at, limits) for at, slide in zip(places, payload.slides, strict=True)])
    if len(slides) > limits.slides_advised:
        kept = max(limits.slides_advised - 1, 0)
        gone = len(slides) - kept
        changes.report_left_out(place.within("/slides", place.what), gone, "slides", limits, "slides_advised")
        slides, places = (*slides[:kept], Text(more(gone, "slides"))), places[: kept + 1]
    card = payload.card and cards.with_few_buttons(payload.card, place.within("/card/buttons", "the card"), limits)
    payload = cards.with_few_buttons(payload, place.within("/buttons", place.what), limits)
    return Repaired(changes.with_values(payload, card=card, slides=slides), places)


# Shrinking a body whose JSON is too large


def _shrunk(payload: Payload, places: Sequence[Place], place: Place, limits: Limits) -> Payload:
    """The payload with at most the advised size of JSON; the largest parts are cut to the same size.

    If what cannot be cut takes nearly all of it, nothing is cut: a large body is only a warning.

    Args:
        payload: only its text, sections and slides are cut.
        places: those of its slides, for reports.
        place: that of the message.
        limits: `body_advised` is the size to reach.
    """
    size, text, card = size_of(payload.to_dict()), payload.text, payload.card
    if size <= limits.body_advised:
        return payload
    of_text = size_of(text) if text else 0
    of_card = sum([size_of(section.to_dict()) + 1 for section in card.sections]) if card else 0
    of_slides = [size_of(slide_dict(slide)) + 1 for slide in payload.slides]
    room = limits.body_advised - (size - of_text - of_card - sum(of_slides))
    if room < limits.body_advised // _LEAST_ROOM:
        return payload
    share = fair_share([of_text, of_card, *of_slides], room)
    if text and of_text > share:
        most = max(prefix_within(text, share - SPARE), 1)
        payload = with_shorter_text(payload, most, place, changes.expectation(limits, "body_advised"))
    if card and of_card > share:
        payload = payload.changed(card=cards.shrunk_card(card, share, limits, place.within("/card", "the card")))
    if max(of_slides, default=0) <= share:
        return payload
    slides = [
        _smaller(slide, share - 1, at, limits) if size > share else slide
        for slide, at, size in zip(payload.slides, places, of_slides, strict=True)
    ]
    kept = tuple([slide for slide in slides if slide is not None])
    if len(kept) < len(slides):
        kept = (*kept, Text(more(len(slides) - len(kept), "slides")))
    return payload.changed(slides=kept)


def _smaller(slide: Slide, room: int, place: Place, limits: Limits) -> Slide | None:
    """The slide with as many entries, or as much text, as fit into the room; None if nothing does."""
    smaller: Slide | None = None
    if isinstance(slide, Text):
        smaller = _with_shorter_data(slide, room, place, limits)
    elif isinstance(slide, BuiltinSlide) and (kind := kind_of(slide)):
        smaller = _with_fewer_entries(slide, kind, room, place, limits)
    if smaller is None:
        message, got = f"{place.what} has no room and falls away", f"a slide of the type {shown(slide.type)}"
        changes.report(place, "left-out", message, got, changes.expectation(limits, "body_advised"))
    return smaller


def _with_shorter_data(slide: Text, room: int, place: Place, limits: Limits) -> Slide | None:
    frame = size_of(slide.changed(text="").to_dict())
    most = prefix_within(slide.text, room - frame - SPARE)
    if most < SPARE:
        return None
    kept, at = shorten(slide.text, most), place.within("/data", "the text of a slide")
    changes.report_shortened(slide.text, kept, at, changes.expectation(limits, "body_advised"))
    return slide.changed(text=kept)


def _with_fewer_entries(slide: BuiltinSlide, kind: EntryKind, room: int, place: Place, limits: Limits) -> Slide | None:
    """The slide with its first entries; a last entry, or the title, says how many more there were."""
    entries, measure = entries_of(slide), measurer(slide)
    frame = with_entries(with_title_suffix(slide, more(len(entries), kind.unit)), (), 0, 0)
    left = room - size_of(frame.to_dict()) - sum(map(measure, kind.rest(slide, len(entries))))
    taken, at = first_within(kind, slide, entries, left), place.within(kind.path.removesuffix("/0"), place.what)
    for index, (entry, kept) in enumerate(zip(entries, taken, strict=False)):
        changes.report_cuts(entry, kept, at.at(index, f"a text of {place.what}"), limits)
    gone = len(entries) - len(taken)
    if not taken or not gone:  # nothing gone: a slide can be too large only in the form in which it was read
        return with_entries(slide, taken, 0, len(taken)) if taken else None
    rest = kind.rest(slide, gone)
    changes.report_left_out(at, gone, kind.unit, limits, "body_advised")
    cut = with_entries(slide, [*taken, *rest], 0, len(taken))
    return cut if rest else with_title_suffix(cut, more(gone, kind.unit))
