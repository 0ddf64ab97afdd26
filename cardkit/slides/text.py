"""The text slide: a paragraph of its own within the message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from .. import checks, wire
from ..checks import Found
from ..limits import Api, Limits
from .base import BuiltinSlide, Fields, member, quoted


@frozen(init=False, repr=False)
class Text(BuiltinSlide):
    """A paragraph.

    Args:
        text: what it says; more than 1,000 characters give a warning.
        title: shown above it.

    Raises:
        ConstraintError: something is no string, or empty.

    >>> Text("All green.", title="Summary").to_dict()
    {'type': 'text', 'title': 'Summary', 'data': 'All green.'}
    """

    kind: ClassVar[str] = "text"
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")

    text: str
    title: str | None

    def __init__(self, text: str, *, title: str | None = None) -> None:
        found: Found = []
        checks.settle(self, read_text(text, title, found), found)

    @staticmethod
    def write(fields: Fields, api: Api | None) -> str:
        text, title = fields
        return f'{{"type":"text"{member("title", title)},"data":{quoted(text)}}}'

    @staticmethod
    def parse(slide: Mapping[str, Any], found: Found, limits: Limits) -> Fields:
        text = wire.text(slide, "data", "", found, "the text")
        return text, wire.optional_text(slide, "title", "", found, "the title")

    @staticmethod
    def gaps(fields: Fields, limits: Limits) -> Found:
        length = len(fields[0])
        if length <= limits.text_slide_advised:
            return []
        return [checks.unadvised(length, "/data", limits, "text_slide_advised", "long-text-slide")]


def read_text(text: object, title: object, found: Found, limits: Limits | None = None) -> Fields:
    """The fields of a text slide."""
    return checks.text(text, "/data", found, "the text"), checks.optional_text(title, "/title", found, "the title")


Text.read = read_text
