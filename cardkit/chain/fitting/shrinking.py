"""A message whose JSON is too large, made smaller where it is largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import shown
from ...limits import Limits
from ...payload.payload import Payload
from ...reading.place import Place
from ...slides import Slide, Text
from ...slides.base import BuiltinSlide
from ...slides.custom import slide_dict
from .cards import shrunk_card
from .changes import left_out, more, stated, tell, tell_cut, tell_shortened
from .cutting import shorten
from .entries import Kind, entries_of, kind_of, titled, with_entries
from .payloads import with_parts, with_shorter_text
from .sizes import SPARE, fair_share, prefix_within, size_of


def shrunk(payload: Payload, places: Sequence[Place], place: Place, limits: Limits) -> Payload:
    """The payload with no more JSON than a body should have; the largest of its parts lose most.

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
    return with_parts(payload, slides=tuple([slide for slide in slides if slide is not None]))


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
