"""All built-in kinds of slide, and the parser of a slide of theirs."""

from __future__ import annotations

from collections.abc import Mapping

from ..limits import SENDERS
from ..reading.objects import ObjectReader
from ..reading.place import Json, Place
from .base import BuiltinSlide, parse_buttons
from .chart import Chart
from .graph import Graph
from .image import Image
from .label import Label
from .list import List
from .table import Table
from .text import Text

_CLASSES: tuple[type[BuiltinSlide], ...] = (Chart, Graph, Image, Label, List, Table, Text)
KINDS: Mapping[str, type[BuiltinSlide]] = {name: kind for kind in _CLASSES for name in kind.types}
"""The built-in kinds of slide by every type they may have on the wire."""


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
