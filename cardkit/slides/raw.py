"""A slide kept as it came: kinds that cardkit does not know, and forms that the chain does not write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from .. import checks, values
from ..checks import Found
from ..limits import CARDKIT, CLIQ, Api, Limits
from .base import BuiltinSlide, Fields


@frozen(init=False, repr=False)
class RawSlide(BuiltinSlide):
    """A slide from a mapping, written as it came, whatever the form asked for.

    Args:
        slide: anything that JSON can say. It is kept as text, so that a later change of the mapping changes nothing
            here.

    Raises:
        ConstraintError: it is no mapping, cannot be written as JSON, or is nested more than 64 levels deep.

    >>> RawSlide({"type": "carousel", "data": [1, 2]}).to_dict()
    {'type': 'carousel', 'data': [1, 2]}
    """

    text: str

    def __init__(self, slide: Mapping[str, Any]) -> None:
        found: Found = []
        if not isinstance(slide, Mapping):
            found.append(checks.wrong_type(slide, "", "the slide", "a mapping", CARDKIT, hint='{"type": …, "data": …}'))
        checks.settle(self, (values.json_text(slide, "", found, "the slide", CLIQ.depth),), found)

    @property
    def type(self) -> str:
        """The slide's own ``type``, or ``""`` where it has none that is a string."""
        kind = self.to_dict().get("type")
        return kind if isinstance(kind, str) else ""

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        text: str = fields[0]
        return text

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        from ..parse import parse_slide

        found: Found = []
        kind, read = parse_slide(json.loads(fields[0]), found, limits)
        return [*found, *kind.gaps(read, limits)]

    def excesses(self, limits: Limits = CLIQ) -> Found:
        return []

    def __repr__(self) -> str:
        return f"RawSlide({json.loads(self.text)!r})"
