"""Parses a body into a `Payload`. It raises nothing: what cannot be parsed is kept as `Raw` with its issues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ..card import parse_card
from ..errors import ConstraintError, Issue
from ..errors.issue import pointer
from ..limits import BOTS, BUTTONS, CARDS, REFERENCE, Limits
from ..reading.json import decoded, too_deep
from ..reading.objects import read_array
from ..reading.part import Raw, with_source
from ..reading.place import Json, Place, relocated
from ..reading.scalars import add_not_given
from ..reading.text import text_or_empty
from ..slides.base import Slide, parse_buttons
from ..slides.raw import parse_slide
from .bot import parse_bot
from .order import JSON_TEXT_KEYS, KEY_ORDER
from .payload import Payload

if TYPE_CHECKING:
    from ..buttons import Reference

T = TypeVar("T")


def parse_body(body: dict[str, Json], limits: Limits) -> Payload:
    """Parse a JSON object into a payload.

    Args:
        body: dicts and lists that nobody else changes, since the payload keeps them as its source.
        limits: only `depth` is used, for parts that are strings of JSON.
    """
    unknown: list[Raw] = []
    notes: list[Issue] = []

    def part(name: str, parse: Callable[[Json, Place], T]) -> T | None:
        if name not in body:
            return None
        place = Place(_WHAT[name], source=_PAGES.get(name, REFERENCE))
        if body[name] is None:
            add_not_given(None, place.within(f"/{name}", place.what, place.source))
            notes.extend(place.issues)
            return None
        value = parse(decoded_part(name, body[name], limits), place)
        if not place.issues:
            return value
        found = relocated(place.issues, f"/{name}")
        unknown.append(Raw(f"/{name}", body[name], tuple(found)))
        return value if isinstance(value, str) and value else None

    return with_source(
        Payload(
            text=part("text", text_or_empty),
            bot=part("bot", parse_bot),
            card=part("card", parse_card),
            slides=part("slides", _parse_slides) or (),
            buttons=part("buttons", parse_buttons) or (),
            references=tuple(part("references", lambda given, at: _parse_references(given, at, unknown)) or ()),
            extra={name: value for name, value in body.items() if name not in KEY_ORDER},
            unknown=tuple(unknown),
        ),
        body,
        notes=notes,
    )


_WHAT = {
    "text": "the text",
    "bot": "the bot",
    "card": "the card",
    "slides": "the list of slides",
    "buttons": "the list of buttons",
    "references": "the object of instant buttons",
}


_PAGES = {"bot": BOTS, "card": CARDS, "buttons": BUTTONS, "references": BUTTONS}


def decoded_part(name: str, value: Json, limits: Limits) -> Json:
    """The value of a key, decoded if it is a string of JSON where an object or array belongs."""
    if name not in JSON_TEXT_KEYS or not isinstance(value, str):
        return value
    try:
        part = decoded(value)
    except (ConstraintError, ValueError, RecursionError):
        return value
    return value if too_deep(part, limits.depth) else part


def _parse_slides(slides: Json, place: Place) -> tuple[Slide, ...]:
    return tuple([parse_slide(slide) for slide in read_array(slides, place)])


def _parse_references(references: Json, place: Place, unknown: list[Raw]) -> Sequence[Reference]:
    from ..buttons.instant import check_key, parse_reference

    if not isinstance(references, dict):
        place.wrong_type(references, "an object")
        return ()
    taken: list[Reference] = []
    for key, body in references.items():
        at = Place("the instant buttons", "/references", source=BUTTONS)
        check_key(key, (), at)
        parsed = parse_reference(key, body, Place("the instant button", source=BUTTONS))
        if at.issues or isinstance(parsed, Raw):
            inner = relocated(parsed.findings, pointer("references", key)) if isinstance(parsed, Raw) else []
            unknown.append(Raw(pointer("references", key), body, (*at.issues, *inner)))
        else:
            taken.append(parsed)
    return taken
