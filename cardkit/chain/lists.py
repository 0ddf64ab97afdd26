"""The steps of an open list, label, image slide and section."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from ..card import read_section_fields
from ..reading.lazy import import_lazily
from ..reading.options import read_options
from .slides import SlideSteps
from .steps import Steps

if TYPE_CHECKING:
    from ..reading.formats import Format, Formats
    from ..reading.lists import Fields
    from ..reading.text import Value
    from ..slides import image as images
    from ..slides import label as labels
    from ..slides import list as lists
else:
    import_lazily(globals(), images="cardkit.slides.image", labels="cardkit.slides.label", lists="cardkit.slides.list")


class ListSteps(SlideSteps[None]):
    """The steps of an open list."""

    __slots__ = ()

    def item(self, item: Value) -> Self:
        """Add an item.

        >>> from cardkit import Message
        >>> Message("Todo").list(["Rest"]).item("Eat").item(3).slides[0].items
        ('Rest', 'Eat', '3')
        """
        return self.items((item,))

    def items(self, items: Iterable[Any], *, format: Format | None = None, missing: str | None = None) -> Self:
        """Add many items, with `format` and `missing` as in `List`. Where one is wrong, none is added."""
        return self._extend(lists.read_items, items, read_options(None, format, missing))


class LabelSteps(SlideSteps[None]):
    """The steps of an open label."""

    __slots__ = ()

    def field(self, name: str, value: Value) -> Self:
        """Add a name and its value.

        >>> from cardkit import Message
        >>> Message("Ticket").label().field("Owner", "Ana").slides[0].fields
        (Field(name='Owner', value='Ana'),)
        """
        return self.fields(((name, value),))

    def fields(self, fields: Fields, *, format: Formats | None = None, missing: str | None = None) -> Self:
        """Add many: a mapping, pairs, or another record; the arguments are those of `Label`.

        Where one is wrong, none is added.
        """
        return self._extend(labels.read_fields, fields, read_options(None, format, missing))


class ImageSteps(SlideSteps[None]):
    """The steps of an open image slide."""

    __slots__ = ()

    def url(self, url: str) -> Self:
        """Add a picture by its absolute http or https address.

        >>> from cardkit import Message
        >>> Message("Plans").image().url("https://example.com/1.png").slides[0].urls
        ('https://example.com/1.png',)
        """
        return self._extend(lambda given, place, before, _: images.read_urls(given, place, before), (url,))


class SectionSteps(Steps[None]):
    """The steps of an open section of the card."""

    __slots__ = ()

    def field(self, name: str, value: Value) -> Self:
        """Add a name and its value.

        >>> from cardkit import Message
        >>> account = Message("Hi").card("Account").section("Summary")
        >>> account.field("Owner", "Zylker").build().card.sections
        (Section(title='Summary', fields=(Field(name='Owner', value='Zylker'),)),)
        """
        return self.fields(((name, value),))

    def fields(self, fields: Fields, *, format: Formats | None = None, missing: str | None = None) -> Self:
        """Add many: a mapping, pairs, or another record; the arguments are those of `Label`.

        Where one is wrong, none is added.
        """
        return self._extend(read_section_fields, fields, read_options(None, format, missing))

    def _path(self) -> str:
        return f"/card/sections/{self._section_count() - 1}"
