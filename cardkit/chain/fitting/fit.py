"""`fit`: a payload that no limit refuses, and every change that made it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...buttons.button import BELOW
from ...errors import Issue
from ...limits import Limits
from ...payload.order import collapsed, in_order
from ...payload.parse import parse_body
from ...payload.payload import Payload
from ...reading.place import Json, Place
from ...slides import Text
from .cards import counted_down_card, first_buttons, settled_buttons, settled_card, settled_references
from .changes import cannot_be_cut, differing, left_out, more, shortened, stated
from .characters import cleaned, has_bad_characters
from .payloads import with_parts, with_shorter_text, without_calls
from .shrinking import shrunk
from .sizes import size_of
from .slides import counted_down, filled, settled


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
    fitted = shrunk(smaller.payload, smaller.places, place, limits)
    body = payload.to_dict()
    return Fit(fitted, in_order([collapsed(issue, body) for issue in place.issues], body))


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


_TEXTS = {"hint": "button_hint", "message_topic": "message_topic", "thread_title": "thread_title_advised"}
_IDS = {"reply_to": "reply_to", "thread_chat_id": "thread_chat_id"}
_PEOPLE = ("user_ids", "userids")


def _settled_keys(extra: Mapping[str, Json], place: Place, limits: Limits) -> Mapping[str, Json]:
    """The keys with shorter texts and fewer people, and without ids that are too long: cut, they would be others."""
    taken = {name: _settled_key(name, value, place.at(name, f"the {name}"), limits) for name, value in extra.items()}
    return {name: value for name, value in taken.items() if value is not None or extra[name] is None}


def _settled_key(name: str, value: Json, place: Place, limits: Limits) -> Json:
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
