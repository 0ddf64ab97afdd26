"""What charts and graphs have in common: the preview, which is how they are drawn."""

from __future__ import annotations

from ..errors.wording import as_code
from ..reading.guards import is_array, is_mapping
from ..reading.place import Place
from ..reading.text import optional_text


def read_preview(value: object, place: Place, step: str) -> str | None:
    """Read the preview of a chart or a graph; `step` begins the step that takes what may stand there instead: data."""
    if not is_array(value) and not is_mapping(value):
        return optional_text(value, place, "/styles/preview", "the preview")
    hint = f"{step}, {as_code(value, 'data')})"
    place.within("/styles/preview", "the preview").wrong_type(value, "a string, before the data", hint=hint)
    return None
