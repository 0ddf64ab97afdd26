"""The parts that a message is split into, filled one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field

from ...card import AnySection, Section
from ...limits import Limits
from ...payload.payload import Payload
from ...slides import Slide, Text
from ...slides.base import BuiltinSlide
from ...slides.custom import slide_dict
from .cards import section_with
from .dividing import COUNTER, Group, Sizes, by_count, section_sizes, sizes_of
from .entries import entries_of, kind_of, text_pieces, titled, with_entries
from .sizes import size_of


@define
class Part:
    """One part: what it holds so far, and for how many characters of JSON there is room."""

    left: int
    text: str | None = None
    sections: list[AnySection] = field(factory=list[AnySection])
    slides: list[Slide] = field(factory=list[Slide])

    def holds_all(self, payload: Payload) -> bool:
        """Whether it has the text, the sections and the slides of a payload, none of them divided."""
        sections = payload.card.sections if payload.card else ()
        return (self.text, (*self.sections,), (*self.slides,)) == (payload.text, sections, payload.slides)


class Packer:
    """Fills parts in the order of the message.

    Args:
        room: the characters of JSON that a part has for its text, sections, slides and buttons.
        limits: how many slides there may be, and how long texts.
    """

    def __init__(self, room: int, limits: Limits) -> None:
        self.parts = [Part(room)]
        self._room = room
        self._limits = limits

    def add_text(self, text: str, reserved: int) -> None:
        """Add the text above the card; `reserved` is what the instant buttons take that it calls."""
        most = min(self._limits.text, self._limits.text_advised)
        for piece in text_pieces(text, max(self._room - reserved, self._room // 2), most):
            if self.parts[-1].text is not None:
                self.start()
            self.parts[-1].text = piece
            self.parts[-1].left -= size_of(piece) + reserved

    def add_section(self, section: AnySection) -> None:
        """Add a section of the card, in pieces where it is too large."""
        if not isinstance(section, Section):
            self.take(size_of(section.to_dict()) + COUNTER)
            self.parts[-1].sections.append(section)
            return
        holders: list[list[AnySection]] = []
        for group in self._groups(section.fields, section_sizes(section)):
            holders.append(self.parts[-1].sections)
            whole = group.entries is section.fields
            piece = section if whole else section_with(section, group.entries, group.start, group.stop)
            holders[-1].append(piece)
        for number, holder in enumerate(holders, 1):
            if len(holders) > 1 and section.title is not None and isinstance(piece := holder[-1], Section):
                holder[-1] = piece.changed(title=f"{section.title} {counter(number, len(holders))}")

    def add_slide(self, slide: Slide) -> None:
        """Add a slide, in pieces where it is too large."""
        placed = [place for one in by_count(slide, self._limits) for place in self._placed(one)]
        for number, (slides, index) in enumerate(placed, 1):
            piece = slides[index]
            if len(placed) > 1 and isinstance(piece, BuiltinSlide):
                slides[index] = _one_of(piece, number, len(placed))

    def take(self, size: int) -> None:
        """Take room in the last part, or in a new one where that has too little."""
        if size > self.parts[-1].left < self._room:
            self.start()
        self.parts[-1].left -= size

    def start(self) -> None:
        """Start a new part."""
        self.parts.append(Part(self._room))

    def _placed(self, slide: Slide) -> Iterator[tuple[list[Slide], int]]:
        """Put a slide into parts, and tell in which lists and at which places its pieces are."""
        if len(self.parts[-1].slides) >= self._limits.slides_advised:
            self.start()
        for piece in self._pieces(slide):
            slides = self.parts[-1].slides
            slides.append(piece)
            yield slides, len(slides) - 1

    def _pieces(self, slide: Slide) -> Iterator[Slide]:
        """The slide in pieces; when one is given, the last part has room for it."""
        if isinstance(slide, Text):
            yield from self._texts(slide)
        elif isinstance(slide, BuiltinSlide) and (kind := kind_of(slide)):
            entries = entries_of(slide)
            for group in self._groups(entries, sizes_of(slide, kind)):
                whole = group.entries is entries
                yield slide if whole else with_entries(slide, group.entries, group.start, group.stop)
        else:
            self.take(size_of(slide_dict(slide)) + COUNTER)
            yield slide

    def _texts(self, slide: Text) -> Iterator[Slide]:
        frame = size_of(slide.changed(text="").to_dict()) + COUNTER
        for text in text_pieces(slide.text, self._room - frame, self._limits.text_slide_advised):
            if len(self.parts[-1].slides) >= self._limits.slides_advised:
                self.start()
            self.take(frame + size_of(text))
            yield slide if text in ("", slide.text) else slide.changed(text=text)

    def _groups(self, entries: Sequence[object], sizes: Sizes) -> Iterator[Group]:
        """The entries in groups; when one is given, the last part has room for it."""
        costs = [*map(sizes.measure, entries)]
        whole = sizes.whole or sizes.frame + sum(costs)
        if whole <= self._room:
            self.take(whole)
            yield Group(entries, 0, len(entries))
            return
        if self.parts[-1].left < self._room // 2:
            self.start()
        taken: list[object] = []
        start, left = 0, self.parts[-1].left - sizes.frame
        for index, entry in enumerate(entries):
            fits = sizes.frame + costs[index] <= self._room
            for piece in (entry,) if fits else sizes.divide(entry, self._room - sizes.frame):
                cost = costs[index] if fits else sizes.measure(piece)
                if cost > left < self._room - sizes.frame:
                    if taken:
                        yield Group(taken, start, index)
                    self.start()
                    taken, start, left = [], index, self._room - sizes.frame
                taken.append(piece)
                left -= cost
        self.parts[-1].left = left
        yield Group(taken, start, len(entries))


def _one_of(piece: BuiltinSlide, number: int, count: int) -> BuiltinSlide:
    """A piece of a slide with its count behind the title; the buttons stand below the last one."""
    if piece.buttons and number < count:
        piece = piece.changed(buttons=())
    return piece if getattr(piece, "title", None) is None else titled(piece, counter(number, count))


def counter(number: int, count: int) -> str:
    """Which of how many it is.

    >>> counter(2, 3)
    '(2/3)'
    """
    return f"({number:,}/{count:,})"
