"""A payload with other parts, which keeps what else was read with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...limits import Api
from ...payload.payload import Payload
from ...reading.part import with_source
from ...reading.place import Json


def with_parts(payload: Payload, **parts: Any) -> Payload:
    """The payload with these parts instead of its own; of what was read, that stays whose parts stay.

    >>> with_parts(Payload(text="Hi"), text="Ho").text
    'Ho'
    """
    differing = {name for name, value in parts.items() if value is not getattr(payload, name)}
    if not differing:
        return payload
    names = differing - {"extra"}
    if "extra" in differing:
        names |= _differing(payload.extra, parts["extra"])
    unknown = tuple([raw for raw in payload.unknown if raw.path.split("/")[1] not in names])
    new = payload.changed(**parts, unknown=unknown)
    if payload.source is None:
        return new
    source = payload.source
    kept = {name: value for name, value in source.json.items() if name not in names}
    notes = [note for note in source.notes if note.path.split("/")[1] not in names]
    return with_source(new, kept, source.renamed, notes)


def in_form(payload: Payload, api: Api | None) -> Payload:
    """The payload, to be written in this form."""
    new = payload.changed(api=api)
    return new if payload.source is None else with_source(new, *payload.source)


def _differing(before: Mapping[str, Json], after: Mapping[str, Json]) -> set[str]:
    """The keys that one of two mappings does not have as the other has them."""
    return {name for name in {*before, *after} if name not in after or after[name] is not before.get(name, ...)}
