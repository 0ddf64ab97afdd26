"""The text slide: a paragraph of its own within the message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, final

from ..errors import Issue
from ..limits import CARDS, Api, Limits
from ..reading.frozen import creator, frozen
from ..reading.objects import ObjectReader
from ..reading.place import Place
from ..reading.scalars import parse_name
from ..reading.text import optional_text, text_at
from .base import BuiltinSlide, Call, init_or_raise

if TYPE_CHECKING:
    from ..buttons import Button
    from ..reading.part import Raw
    from ..reading.schemas import Schema


@final
@frozen(init=False, eq=False, repr=False)
class Text(BuiltinSlide):
    """A paragraph between other slides.

    Args:
        text: the paragraph; more than 1,000 characters warn.
        title: shown above it.
        buttons: up to 5 `Button` objects, shown below the content. Zoho's visual builder writes them, though no page
            names them.
        unknown: for ``attrs.evolve``, which passes on the unknown keys of a slide that was read.

    Raises:
        ConstraintError: something is not a string, or empty.

    >>> Text("All green.", title="Summary").to_dict()
    {'type': 'text', 'title': 'Summary', 'data': 'All green.'}
    """

    types: ClassVar[tuple[str, ...]] = ("text",)
    keys: ClassVar[tuple[str, ...]] = ("type", "title", "data")
    page: ClassVar[str] = CARDS

    text: str = ""
    title: str | None = None

    def __init__(
        self, text: str, *, title: str | None = None, buttons: Iterable[Button] = (), unknown: Iterable[Raw] = ()
    ) -> None:
        place = Place("the text slide", source=CARDS)
        init_or_raise(self, read_paragraph(place, text, title=title), place, buttons, unknown)

    @classmethod
    def parse(cls, reader: ObjectReader) -> Text:
        return _create(
            text=reader.required("data", "the text", parse_name) or "",
            title=reader.optional_text("title", "the title", parse_name),
        )

    def _written(self, api: Api | None) -> dict[str, Any]:
        if self.title is None:
            return {"type": "text", "data": self.text}
        return {"type": "text", "title": self.title, "data": self.text}

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        if len(self.text) <= limits.text_slide_advised:
            return ()
        place = Place("the text slide", source=CARDS)
        place.within("/data", "the text").unadvised(len(self.text), limits, "text_slide_advised", "long-text-slide")
        return place.issues

    def calls(self) -> Iterator[Call]:
        yield Call.of("text_slide", self.text, title=self.title)

    @classmethod
    def schema(cls, limits: Limits) -> Mapping[str, Schema]:
        from ..reading import schemas as s

        said = s.a_name(f"The text; over {limits.text_slide_advised:,} characters warn.")
        return {"text": s.a_slide("A paragraph.", said)}


_create = creator(Text)


def read_paragraph(place: Place, text: object, *, title: object) -> Text:
    """The paragraph that a caller describes; its issues are added to the place."""
    said = text_at(text, place, "/data", "the text")
    return _create(said, optional_text(title, place, "/title", "the title"))
