"""All built-in kinds of slide, each of which registers itself; and the parser of a slide of theirs."""

from __future__ import annotations

from collections.abc import Mapping

from ..limits import SENDERS
from ..reading.objects import ObjectReader
from ..reading.place import Json, Place
from . import chart, graph, image, label, table, text
from . import list as items
from .base import LOADED, BuiltinSlide, parse_buttons

HOMES = (chart, graph, image, items, label, table, text)
"""The modules of the kinds. Their use here loads each, also where imports are lazy, as in Python 3.15."""
KINDS: Mapping[str, type[BuiltinSlide]] = dict(sorted(LOADED.items(), key=lambda entry: entry[1].__module__))
"""The built-in kinds of slide by every type they may have on the wire, in an order that is always the same."""


def parse_builtin(body: dict[str, Json], place: Place) -> BuiltinSlide | None:
    """The built-in slide in an object of a body, or None if it is of another type."""
    name = body.get("type")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        return None
    named = Place(f"a slide of the type {name!r}", place.path, place.issues, kind.page)
    reader = ObjectReader(body, named, (*kind.keys, "buttons"))
    buttons = reader.optional("buttons", "the list of buttons", parse_buttons, SENDERS) or ()
    slide = kind.parse(reader)
    return reader.finish(slide.changed(buttons=buttons) if buttons else slide)
