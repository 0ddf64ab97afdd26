"""Parses a body into a `Payload`. It raises nothing: what cannot be parsed is kept as `Raw` with its issues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ..card.card import parse_card
from ..errors import ConstraintError
from ..errors.issue import pointer
from ..limits import BOTS, BUTTONS, CARDS, Limits
from ..reading.frozen import sealed
from ..reading.json import decoded, too_deep
from ..reading.objects import ObjectReader, object_in_array, part_by, read_array, read_object
from ..reading.part import Raw
from ..reading.place import Json, Place, relocated
from ..reading.text import text_or_empty
from ..slides.base import Slide, parse_buttons
from ..slides.raw import parse_slide
from .bot import parse_bot
from .order import JSON_TEXT_KEYS, KEY_ORDER
from .payload import Payload, create_payload

if TYPE_CHECKING:
    from ..buttons import Reference

T = TypeVar("T")


def parse_body(body: dict[str, Json], limits: Limits) -> Payload:
    """Parse a JSON object into a payload.

    Args:
        body: dicts and lists that nobody else changes, since the payload keeps them as its source.
        limits: only `depth` is used, for parts that are strings of JSON.
    """
    reader = ObjectReader(body, Place("the message"), body)  # what is no part is a plain key

    def part(name: str, what: str, parse: Callable[[Json, Place], T], source: str = "") -> T | None:
        return reader.optional(name, what, lambda given, at: parse(decoded_part(name, given, limits), at), source)

    def references(given: Json, place: Place) -> Sequence[Reference]:
        return _parse_references(given, place, reader.unknown)

    return reader.finish(
        create_payload(
            text=part("text", "the text", text_or_empty),
            bot=part("bot", "the bot", part_by(parse_bot), BOTS),
            card=part("card", "the card", part_by(parse_card), CARDS),
            slides=part("slides", "the list of slides", _parse_slides) or (),
            buttons=part("buttons", "the list of buttons", parse_buttons, BUTTONS) or (),
            references=tuple(part("references", "the object of instant buttons", references, BUTTONS) or ()),
            extra=sealed({name: value for name, value in body.items() if name not in KEY_ORDER}),
        )
    )


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
    return tuple([parse_slide(slide) for slide in read_array(slides, place, object_in_array("type"))])


def _parse_references(references: Json, place: Place, unknown: list[Raw]) -> Sequence[Reference]:
    from ..buttons.instant import check_key, parse_reference

    taken: list[Reference] = []
    for key, body in read_object(references, place).items():
        at = Place("the instant buttons", "/references", source=BUTTONS)
        check_key(key, (), at)
        parsed = parse_reference(key, body, Place("the instant button", source=BUTTONS))
        if at.issues or isinstance(parsed, Raw):
            inner = relocated(parsed.findings, pointer("references", key)) if isinstance(parsed, Raw) else []
            unknown.append(Raw(pointer("references", key), body, (*at.issues, *inner)))
        else:
            taken.append(parsed)
    return taken
