"""`fit`: a payload that no limit refuses, and every change that made it so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from attrs import evolve

from ...buttons.button import BELOW
from ...errors import Issue, shown
from ...limits import Limits
from ...payload.order import collapsed, in_order
from ...payload.parse import parse_body
from ...payload.payload import Payload
from ...reading.part import at_source_paths
from ...reading.place import Json, Place, relocated
from ...slides import Slide, Text
from ...slides.base import BuiltinSlide
from ...slides.custom import slide_dict
from .cards import (
    counted_down_card,
    first_buttons,
    settled_buttons,
    settled_card,
    settled_references,
    shorter_confirmation,
    shrunk_card,
)
from .changes import cannot_be_cut, differing, left_out, more, shortened, stated, tell, tell_cut, tell_shortened
from .characters import cleaned, has_bad_characters
from .cutting import shorten
from .entries import Kind, entries_of, kind_of, titled, with_entries
from .payloads import with_parts, with_shorter_text, without_calls
from .sizes import SPARE, fair_share, prefix_within, size_of
from .slides import counted_down, filled, settled

_LEAST_ROOM = 10
"""The part of a body, one in so many, that there must be for its text, sections and slides."""


class Fit(NamedTuple):
    """A payload that fits, and what was changed, with paths into the body as it was."""

    payload: Payload
    changes: tuple[Issue, ...]


class Settled(NamedTuple):
    """A payload of which only sizes and counts may still be too large, and where its slides were."""

    payload: Payload
    places: tuple[Place, ...]


def fit(payload: Payload, limits: Limits) -> Fit:
    r"""The payload with what is too long, too many or cannot be sent cut, left out or taken away.

    >>> from cardkit.limits import CLIQ
    >>> fitted = fit(Payload(text="a\x07" + "b" * 9_000), CLIQ)
    >>> len(fitted.payload.text), [issue.code for issue in fitted.changes]
    (5000, ['removed-characters', 'shortened'])
    """
    place = Place("the message")
    settled = settle(payload, place, limits)
    smaller = _counted_down(settled, place, limits)
    fitted = _shrunk(smaller.payload, smaller.places, place, limits)
    body = payload.to_dict()
    changes = [collapsed(issue, body) for issue in _as_read(payload, place.issues)]
    return Fit(fitted, in_order(changes, body))


def _as_read(payload: Payload, issues: Sequence[Issue]) -> Iterator[Issue]:
    """The issues with the paths of the JSON that slides were read from."""
    for start, found in groupby(issues, key=_slide_path):
        slide = payload.slides[int(start.rpartition("/")[2])] if start else None
        if isinstance(slide, BuiltinSlide):
            inside = [evolve(issue, path=issue.path.removeprefix(start)) for issue in found]
            yield from relocated(at_source_paths(slide, inside), start)
        else:
            yield from found


def _slide_path(issue: Issue) -> str:
    """The path of the slide that an issue is about, or nothing."""
    found = _OF_SLIDE.match(issue.path)
    return found[0] if found else ""


def settle(payload: Payload, place: Place, limits: Limits) -> Settled:
    """The payload with everything mended that cannot be divided: characters, labels, titles, widths, what is empty."""
    payload = _sendable(payload, place, limits)
    slots = [
        (place.within(f"/slides/{index}", f"slide {index + 1}"), slide) for index, slide in enumerate(payload.slides)
    ]
    alone = payload.text is None and payload.card is None and not any(map(filled, payload.slides))
    mended = [(at, settled(slide, at, limits, alone=alone)) for at, slide in slots]
    kept = [(at, slide) for at, slide in mended if slide is not None]
    slides = tuple([slide for _, slide in kept])
    buttons = settled_buttons(payload.buttons, BELOW, place.within("/buttons", "the message"), limits)
    card = payload.card and settled_card(payload.card, limits, place.within("/card", "the card"))
    payload = _mended(
        _with_settled_references(payload, place, limits),
        card=card,
        slides=slides,
        buttons=buttons,
        extra=_settled_keys(payload.extra, place, limits),
    )
    return Settled(payload, tuple([at for at, _ in kept]))


def _mended(payload: Payload, **parts: Any) -> Payload:
    """The payload with these parts; one that equals its own is written as it was read."""
    return with_parts(payload, **differing(payload, parts))


def _sendable(payload: Payload, place: Place, limits: Limits) -> Payload:
    """The payload without characters that cannot be sent."""
    body = payload.to_dict()
    fresh = cleaned(body, place) if has_bad_characters(body) else body
    return parse_body(fresh, limits) if isinstance(fresh, dict) and fresh != body else payload


def _with_settled_references(payload: Payload, place: Place, limits: Limits) -> Payload:
    at = place.within("/references", "an instant button")
    references = settled_references(payload.references, at, limits)
    kept = {reference.key for reference in references}
    gone = [reference.key for reference in payload.references if reference.key not in kept]
    text = without_calls(payload.text, gone) if payload.text and gone else payload.text
    return _mended(payload, text=text, references=references)


_OF_SLIDE = re.compile(r"/slides/(\d+)(?=/|$)")
_TEXTS = {"hint": "button_hint", "message_topic": "message_topic", "thread_title": "thread_title_advised"}
_IDS = {"reply_to": "reply_to", "thread_chat_id": "thread_chat_id"}
_PEOPLE = ("user_ids", "userids")


def _settled_keys(extra: Mapping[str, Json], place: Place, limits: Limits) -> Mapping[str, Json]:
    """The keys with shorter texts and fewer people, and without ids that are too long: cut, they would be others."""
    taken = {name: _settled_key(name, value, place.at(name, f"the {name}"), limits) for name, value in extra.items()}
    return {name: value for name, value in taken.items() if value is not None or extra[name] is None}


def _settled_key(name: str, value: Json, place: Place, limits: Limits) -> Json:
    if name == "confirm" and isinstance(value, dict):
        return {**value, **shorter_confirmation(value, place, limits)}
    if not isinstance(value, str):
        return value
    if name in _TEXTS:
        return shortened(value, place, limits, _TEXTS[name])
    if name in _IDS and len(value) > getattr(limits, _IDS[name]):
        cannot_be_cut(place, value, limits, _IDS[name])
        return None
    return _people(value, place, limits) if name in _PEOPLE else value


def _people(value: str, place: Place, limits: Limits) -> str:
    people = value.split(",")
    if len(people) <= limits.user_ids:
        return value
    left_out(place, len(people) - limits.user_ids, "ids", limits, "user_ids")
    return ",".join(people[: limits.user_ids])


def _with_few_references(payload: Payload, place: Place, limits: Limits) -> Payload:
    """The payload with no more instant buttons than half of its JSON holds; the others leave their labels."""
    size, kept = 0, 0
    for reference in payload.references:
        size += size_of({reference.key: reference.to_dict()})
        kept += size <= limits.body_advised // 2
    gone = [reference.key for reference in payload.references[kept:]]
    if not gone:
        return payload
    at = place.within("/text", "the text of the message")
    left_out(at, len(gone), "instant buttons", limits, "body_advised")
    return with_parts(payload, text=without_calls(payload.text or "", gone), references=payload.references[:kept])


def _counted_down(settled: Settled, place: Place, limits: Limits) -> Settled:
    """The payload with no more characters of text, entries, slides and buttons than there may be."""
    payload, places = settled.payload, settled.places
    payload = _with_few_references(payload, place, limits)
    limit = "text" if limits.text < limits.text_advised else "text_advised"
    if len(payload.text or "") > getattr(limits, limit):
        payload = with_shorter_text(payload, getattr(limits, limit), place, stated(limits, limit))
    slides = tuple([counted_down(slide, at, limits) for at, slide in zip(places, payload.slides, strict=True)])
    if len(slides) > limits.slides_advised:
        kept = max(limits.slides_advised - 1, 0)
        gone = len(slides) - kept
        left_out(place.within("/slides", place.what), gone, "slides", limits, "slides_advised")
        slides, places = (*slides[:kept], Text(more(gone, "slides"))), places[: kept + 1]
    card = payload.card and counted_down_card(payload.card, limits, place.within("/card", "the card"))
    buttons = first_buttons(payload.buttons, place.within("/buttons", place.what), limits)
    return Settled(_mended(payload, card=card, slides=slides, buttons=buttons), places)


# A body whose JSON is too large, made smaller where it is largest


def _shrunk(payload: Payload, places: Sequence[Place], place: Place, limits: Limits) -> Payload:
    """The payload with no more JSON than a body should have; the largest of its parts lose most.

    Where what cannot be cut leaves hardly any room for the others these stay: that a body is large is no error.

    Args:
        payload: slides, sections and the text of it are cut, all else stays.
        places: of its slides.
        place: of the message.
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
        payload = with_shorter_text(payload, most, place, stated(limits, "body_advised"))
    if card and of_card > share:
        payload = with_parts(payload, card=shrunk_card(card, share, limits, place.within("/card", "the card")))
    if max(of_slides, default=0) <= share:
        return payload
    slides = [
        _smaller(slide, share - 1, at, limits) if size > share else slide
        for slide, at, size in zip(payload.slides, places, of_slides, strict=True)
    ]
    kept = tuple([slide for slide in slides if slide is not None])
    if len(kept) < len(slides):
        kept = (*kept, Text(more(len(slides) - len(kept), "slides")))
    return with_parts(payload, slides=kept)


def _smaller(slide: Slide, room: int, place: Place, limits: Limits) -> Slide | None:
    """The slide with as many entries, or as much text, as there is room for; None where there is none."""
    smaller: Slide | None = None
    if isinstance(slide, Text):
        smaller = _shorter(slide, room, place, limits)
    elif isinstance(slide, BuiltinSlide) and (kind := kind_of(slide)):
        smaller = _fewer(slide, kind, room, place, limits)
    if smaller is None:
        message, got = f"{place.what} has no room and falls away", f"a slide of the type {shown(slide.type)}"
        tell(place, "left-out", message, got, stated(limits, "body_advised"))
    return smaller


def _shorter(slide: Text, room: int, place: Place, limits: Limits) -> Slide | None:
    frame = size_of(slide.changed(text="").to_dict())
    most = prefix_within(slide.text, room - frame - SPARE)
    if most < SPARE:
        return None
    kept = shorten(slide.text, most)
    tell_shortened(slide.text, kept, place.within("/data", "the text of a slide"), stated(limits, "body_advised"))
    return slide.changed(text=kept)


def _fewer(slide: BuiltinSlide, kind: Kind, room: int, place: Place, limits: Limits) -> Slide | None:
    """The slide with its first entries, and behind them, or in its title, how many more there are.

    An entry that takes more than half of the room has its text shortened.
    """
    entries, measure = entries_of(slide), kind.measure(slide)
    frame = with_entries(titled(slide, more(len(entries), kind.unit)), (), 0, 0)
    left = room - size_of(frame.to_dict()) - sum(map(measure, kind.rest(slide, len(entries))))
    taken, most, at = list[Any](), left // 2, place.within(kind.path.removesuffix("/0"), place.what)
    for index, entry in enumerate(entries):
        kept = entry if measure(entry) <= most else kind.cut(measure, entry, most)
        left -= measure(kept)
        if left < 0:
            break
        tell_cut(entry, kept, at.at(index, f"a text of {place.what}"), limits)
        taken.append(kept)
    gone = len(entries) - len(taken)
    if not taken or not gone:  # of what was read, the form that it came in may alone be too large
        return with_entries(slide, taken, 0, len(taken)) if taken else None
    rest = kind.rest(slide, gone)
    left_out(at, gone, kind.unit, limits, "body_advised")
    cut = with_entries(slide, [*taken, *rest], 0, len(taken))
    return cut if rest else titled(cut, more(gone, kind.unit))
