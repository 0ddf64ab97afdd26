"""A message whose JSON is too large, made smaller where it is largest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ...errors import shown
from ...limits import Limits
from ...payload.payload import Payload
from ...reading.place import Place
from ...slides import Slide, Text
from ...slides.base import BuiltinSlide
from ...slides.custom import slide_dict
from .cards import shrunk_card
from .changes import more, number_of, stated, tell_cut, tell_left_out, tell_shortened, too_large
from .cutting import shorten
from .entries import Kind, entries_of, kind_of, titled, with_entries
from .payloads import with_parts
from .sizes import SPARE, fair_share, prefix_within, size_of
from .texts import with_shorter_text


class _Shrinkable(NamedTuple):
    """A part that may be made smaller: its size now, and how it is made to take no more than some room."""

    size: int
    shrink: Callable[[Payload, int], Payload]


def shrunk(payload: Payload, places: Sequence[Place], place: Place, limits: Limits) -> Payload:
    """The payload with no more JSON than a body should have; the largest of its parts lose most.

    Args:
        payload: slides, sections and the text of it are cut, all else stays.
        places: of its slides.
        place: of the message.
        limits: `body_advised` is the size to reach.
    """
    size = size_of(payload.to_dict())
    if size <= limits.body_advised:
        return payload
    parts = [*_text(payload, place, limits), *_sections(payload, place, limits), *_slides(payload, places, limits)]
    room = limits.body_advised - (size - sum([part.size for part in parts]))
    share = fair_share([part.size for part in parts], room)
    for part in parts:
        if part.size > share:
            payload = part.shrink(payload, share)
    kept = [slide for slide in payload.slides if slide is not _GONE]
    return payload if len(kept) == len(payload.slides) else with_parts(payload, slides=tuple(kept))


def _text(payload: Payload, place: Place, limits: Limits) -> Sequence[_Shrinkable]:
    text = payload.text
    if not text:
        return []

    def shrink(payload: Payload, room: int) -> Payload:
        most = max(prefix_within(text, room - SPARE), 1)
        return with_shorter_text(payload, most, place, *stated(limits, "body_advised"))

    return [_Shrinkable(size_of(text), shrink)]


def _sections(payload: Payload, place: Place, limits: Limits) -> Sequence[_Shrinkable]:
    card = payload.card
    if card is None or not card.sections:
        return []

    def shrink(payload: Payload, room: int) -> Payload:
        return with_parts(payload, card=shrunk_card(card, room, limits, place.within("/card", "the card")))

    return [_Shrinkable(sum([size_of(section.to_dict()) + 1 for section in card.sections]), shrink)]


def _slides(payload: Payload, places: Sequence[Place], limits: Limits) -> Sequence[_Shrinkable]:
    return [_slide(index, slide, places[index], limits) for index, slide in enumerate(payload.slides)]


def _slide(index: int, slide: Slide, place: Place, limits: Limits) -> _Shrinkable:
    def shrink(payload: Payload, room: int) -> Payload:
        smaller = _smaller(slide, room - 1, place, limits)
        slides = (*payload.slides[:index], smaller, *payload.slides[index + 1 :])
        return with_parts(payload, slides=slides)

    return _Shrinkable(size_of(slide_dict(slide)) + 1, shrink)


_GONE: Slide = Text("gone")
"""What stands for a slide that fell away, so that the others keep their places."""


def _smaller(slide: Slide, room: int, place: Place, limits: Limits) -> Slide:
    """The slide with as many entries, or as much text, as there is room for."""
    kind = kind_of(slide) if isinstance(slide, BuiltinSlide) else None
    smaller: Slide | None = None
    if isinstance(slide, Text):
        smaller = _shorter(slide, room, place, limits)
    elif kind is not None and isinstance(slide, BuiltinSlide):
        smaller = _fewer(slide, kind, room, place, limits)
    if smaller is None:
        message, got = f"{place.what} has no room and falls away", f"a slide of the type {shown(slide.type)}"
        tell_left_out(place, message, got, *stated(limits, "body_advised"))
        return _GONE
    return smaller


def _shorter(slide: Text, room: int, place: Place, limits: Limits) -> Slide | None:
    frame = size_of(slide.changed(text="").to_dict())
    most = prefix_within(slide.text, room - frame - SPARE)
    if most < SPARE:
        return None
    kept = shorten(slide.text, most)
    tell_shortened(slide.text, kept, place.within("/data", "the text of a slide"), *stated(limits, "body_advised"))
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
        kept = entry if measure(entry) <= most else kind.cut(slide, entry, most)
        left -= measure(kept)
        if left < 0:
            break
        tell_cut(entry, kept, at.at(index, f"a text of {place.what}"), limits)
        taken.append(kept)
    gone = len(entries) - len(taken)
    if not taken or not gone:  # of what was read, the form that it came in may alone be too large
        return with_entries(slide, taken, 0, len(taken)) if taken else None
    rest = kind.rest(slide, gone)
    too_large(at, number_of(gone, kind.unit), limits)
    cut = with_entries(slide, [*taken, *rest], 0, len(taken))
    return cut if rest else titled(cut, more(gone, kind.unit))
