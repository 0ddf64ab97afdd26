"""What charts and graphs have in common: the preview, which is how they are drawn, and how long a label is."""

from __future__ import annotations

import datetime

from ..errors.wording import as_code
from ..limits import Limits
from ..reading.guards import is_iterable, is_text
from ..reading.place import Place
from ..reading.text import optional_text


def read_preview(value: object, place: Place, step: str, example: str, data: object) -> str | None:
    """Read the preview of a chart or a graph, in whose place data may stand, and the preview in that of the data."""
    if not is_iterable(value):
        return optional_text(value, place, "/styles/preview", "the preview")
    shape = as_code(data) if is_text(data) else f'"{example}"'
    hint = f".{step}({shape}, {as_code(value, 'data')})"
    place.within("/styles/preview", "the preview").wrong_type(value, "a string, before the data", hint=hint)
    return None


_MOMENT = "%d %b %H:%M"


def add_long_label(label: str, place: Place, limits: Limits, limit: str, step: str) -> None:
    """Add the issue of a label that is longer than `limit` allows; ``format=`` of `step` writes the labels of data."""
    try:
        written = datetime.datetime.fromisoformat(label).strftime(_MOMENT)
    except ValueError:  # no time, which is long where it is written out in full, as with its zone
        written = label
    hint = f"shorten it to {written!r}" if len(written) <= getattr(limits, limit) else ""
    if hint and " " in label:  # as Python writes a time
        hint += f', as format="{_MOMENT}" in {step} writes times'
    place.too_long(label, limits, limit, hint)
