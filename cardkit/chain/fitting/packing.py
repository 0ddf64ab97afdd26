"""Packs text, sections and slides into the parts that a message is split into, dividing what is too large for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from attrs import define, field

from ...card import AnySection, Section
from ...limits import Limits
from ...payload.payload import Payload
from ...slides import Graph, Slide, Text
from ...slides.base import BuiltinSlide
from ...slides.category import Category
from ...slides.custom import slide_dict
from .cutting import size_of
from .entries import (
    SECTION,
    EntryKind,
    P,
    divider,
    entries_of,
    kind_of,
    measurer,
    sizes_of,
    text_pieces,
    with_title_suffix,
)

T = TypeVar("T")

_COUNTER = 14
"""Characters reserved for a count such as `` (10/12)``, and for commas."""


@define
class PartContents:
    """What one part holds so far; `left` is how many characters of JSON still fit."""

    left: int
    text: str | None = None
    sections: list[AnySection] = field(factory=list[AnySection])
    slides: list[Slide] = field(factory=list[Slide])

    def holds_all(self, payload: Payload) -> bool:
        """Whether it holds the whole text and all sections and slides of a payload, undivided."""
        sections = payload.card.sections if payload.card else ()
        return (self.text, (*self.sections,), (*self.slides,)) == (payload.text, sections, payload.slides)


class Packer:
    """Fills parts one after another, in the order of the message.

    Args:
        room: the characters of JSON that a part has for its text, sections, slides and buttons.
        limits: how many slides there may be, and how long texts.
    """

    def __init__(self, room: int, limits: Limits) -> None:
        self.parts = [PartContents(room)]
        self._room = room
        self._limits = limits

    def add_text(self, text: str, reserved: int) -> None:
        """Add the text above the card; `reserved` is the size of the instant buttons that it calls."""
        most = min(self._limits.text, self._limits.text_advised)
        for piece in text_pieces(text, max(self._room - reserved, self._room // 2), most):
            if self.parts[-1].text is not None:
                self.start_part()
            self.parts[-1].text = piece
            self.parts[-1].left -= size_of(piece) + reserved

    def add_section(self, section: AnySection) -> None:
        """Add a section of the card, divided if it is too large."""
        if not isinstance(section, Section):
            self.reserve(size_of(section.to_dict()) + _COUNTER)
            self.parts[-1].sections.append(section)
            return
        placed: list[tuple[list[AnySection], int]] = []
        for piece in self._divided(section, SECTION):
            sections = self.parts[-1].sections
            placed.append((sections, len(sections)))
            sections.append(piece)
        _number_pieces(placed)

    def add_slide(self, slide: Slide) -> None:
        """Add a slide, divided if it is too large or has too many entries."""
        _number_pieces([place for one in _split_by_count(slide, self._limits) for place in self._placed(one)])

    def reserve(self, size: int) -> None:
        """Reserve room in the last part, or in a new part if the last has too little."""
        if size > self.parts[-1].left < self._room:
            self.start_part()
        self.parts[-1].left -= size

    def start_part(self) -> None:
        """Start a new part."""
        self.parts.append(PartContents(self._room))

    def _placed(self, slide: Slide) -> Iterator[tuple[list[Slide], int]]:
        """Put a slide into parts; yields the list of slides and the index at which each of its pieces was put."""
        if len(self.parts[-1].slides) >= self._limits.slides_advised:
            self.start_part()
        for piece in self._pieces(slide):
            slides = self.parts[-1].slides
            slides.append(piece)
            yield slides, len(slides) - 1

    def _pieces(self, slide: Slide) -> Iterator[Slide]:
        """The slide in pieces; room for a piece is reserved in the last part before it is yielded."""
        if isinstance(slide, Text):
            yield from self._text_slides(slide)
        elif isinstance(slide, BuiltinSlide) and (kind := kind_of(slide)):
            yield from self._divided(slide, kind)
        else:
            self.reserve(size_of(slide_dict(slide)) + _COUNTER)
            yield slide

    def _text_slides(self, slide: Text) -> Iterator[Slide]:
        frame = size_of(slide.changed(text="").to_dict()) + _COUNTER
        for text in text_pieces(slide.text, self._room - frame, self._limits.text_slide_advised):
            if len(self.parts[-1].slides) >= self._limits.slides_advised:
                self.start_part()
            self.reserve(frame + size_of(text))
            yield slide if text in ("", slide.text) else slide.changed(text=text)

    def _divided(self, whole: P, kind: EntryKind) -> Iterator[P]:
        """The slide or section in pieces; room for a piece is reserved in the last part before it is yielded."""
        entries: Sequence[object] = entries_of(whole)
        measure, costs = measurer(whole), sizes_of(whole, entries)
        with_entries = divider(whole)
        frame = size_of(with_entries((), 0, 0).to_dict()) + _COUNTER
        size = frame + sum(costs) if whole.source is None else size_of(whole.to_dict()) + _COUNTER
        if size <= self._room:
            self.reserve(size)
            yield whole
            return
        if self.parts[-1].left < self._room // 2:
            self.start_part()
        taken: list[object] = []
        start, left, most = 0, self.parts[-1].left - frame, self._room - frame
        for index, (entry, cost) in enumerate(zip(entries, costs, strict=True)):
            for piece in [entry] if cost <= most else kind.divide(measure, entry, most):
                size = cost if piece is entry else measure(piece)
                if size > left < most:
                    if taken:
                        yield with_entries(taken, start, index)
                    self.start_part()
                    taken, start, left = [], index, most
                taken.append(piece)
                left -= size
        self.parts[-1].left = left
        yield with_entries(taken, start, len(entries))


def _number_pieces(placed: Sequence[tuple[list[Any], int]]) -> None:
    """Put a count after the title of each piece of a slide or section; only the last piece keeps the buttons.

    Args:
        placed: for each piece the list that holds it, and its index there.
    """
    count = len(placed)
    for number, (pieces, index) in enumerate(placed, 1):
        piece = pieces[index]
        if number < count and isinstance(piece, BuiltinSlide) and piece.buttons:
            piece = piece.changed(buttons=())
        if count > 1 and getattr(piece, "title", None) is not None:
            piece = with_title_suffix(piece, counter(number, count))
        pieces[index] = piece


def counter(number: int, count: int) -> str:
    """The count that tells parts apart.

    >>> counter(2, 3)
    '(2/3)'
    """
    return f"({number:,}/{count:,})"


def chunks(entries: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The entries in chunks of at most `most`.

    >>> [*chunks("abcde", 2)]
    ['ab', 'cd', 'e']
    """
    for start in range(0, len(entries), max(most, 1)):
        yield entries[start : start + max(most, 1)]


def _split_by_count(slide: Slide, limits: Limits) -> Sequence[Slide]:
    """The slide, or several of its kind, each with at most the allowed count of entries."""
    if isinstance(slide, Graph):
        return _graphs(slide, limits)
    if not isinstance(slide, BuiltinSlide) or not (kind := kind_of(slide)) or not kind.most:
        return [slide]
    allowed, entries = getattr(limits, kind.most), entries_of(slide)
    if len(entries) <= allowed:
        return [slide]
    most = max(allowed, 1)
    starts, with_entries = range(0, len(entries), most), divider(slide)
    return [with_entries(entries[start : start + most], start, start + most) for start in starts]


def _graphs(graph: Graph, limits: Limits) -> Sequence[Slide]:
    """One graph for each group of categories and each range of values; groups without values are left out."""
    most = max(limits.graph_values, 1)
    longest = max([len(values) for _, values in graph.categories], default=0)
    if longest <= limits.graph_values and len(graph.categories) <= limits.graph_categories:
        return [graph]
    graphs, remaining, with_entries = list[Slide](), [*graph.categories], divider(graph)
    for start in range(0, max(longest, 1), most):
        remaining = [category for category in remaining if len(category.values) > start or not start]
        ranges = [Category(name, values[start : start + most]) for name, values in remaining]
        groups = [*chunks(ranges, limits.graph_categories)]
        graphs += [with_entries(group, 0, 0) for group in groups if any(category.values for category in group)]
    return graphs or [graph]
