"""The steps of an open chart and of an open graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

from ..limits import CARDKIT
from ..reading.lazy import import_lazily
from ..reading.lists import Point, points
from ..reading.place import Place
from .draft import add_entries
from .slides import SlideSteps

if TYPE_CHECKING:
    from ..reading.libraries import Number
    from ..reading.lists import Pairs
    from ..slides import chart as charts
    from ..slides import graph as graphs
    from ..slides.graph import Category
else:
    import_lazily(globals(), charts="cardkit.slides.chart", graphs="cardkit.slides.graph")


class ChartSteps(SlideSteps[int]):
    """The steps of an open chart, which know how many segments it has."""

    __slots__ = ()

    def segment(self, label: str, value: Number) -> Self:
        """Add a segment.

        Raises:
            ConstraintError: it is the sixth, its label has more than 20 characters (both says the reference), or its
                value is no finite number.

        >>> from cardkit import Message
        >>> shares = Message("Shares").chart("pie")
        >>> shares.segment("Up", 3).segment("Down", 1).slides[0].segments
        (Point(label='Up', value=3), Point(label='Down', value=1))
        """
        return self.segments(((label, value),))

    def segments(self, segments: Pairs) -> Self:
        """Add many: a mapping, or pairs. Where one is wrong, none is added."""
        count, limits, place = self._open, self._context.limits, Place("the chart")
        batch = charts.read_segments(segments, place, lambda: count)
        charts.check_segments(batch, place, limits, count)
        if place.issues:
            self._refuse(place)
        return self._chain(self._context, (self._log, add_entries, batch), count + len(batch))


class Counts(NamedTuple):
    """How many categories an open graph has, and how many values the last of them."""

    categories: int = 0
    values: int = 0


NO_COUNTS = Counts()


class GraphSteps(SlideSteps[Counts]):
    """The steps of an open graph, which know its counts."""

    __slots__ = ()

    def category(self, name: str, values: Pairs = ()) -> Self:
        """Add a category with its values, a mapping or pairs of a label and a number.

        Raises:
            ConstraintError: it is the sixth, it has more than 20 values, a name or label has more than 20 characters
                (all says the reference), or a value is no finite number.

        >>> from cardkit import Message
        >>> graph = Message("Calls").graph("trend").category("EU", {"Jan": 9}).point("Feb", 6.5)
        >>> [(category.name, len(category.values)) for category in graph.slides[0].categories]
        [('EU', 2)]
        """
        limits, index = self._context.limits, self._open.categories
        category = graphs.usual_category(name, values, limits)
        if category is None or index >= limits.graph_categories:
            place = Place("the graph")
            category = graphs.read_category((name, values), place.within(f"/data/{index}", "a category"))
            if not place.issues:
                graphs.check_category(category, index, place, limits)
            self._refuse(place)
        return self._counted(Counts(index + 1, len(category.values)), (category,))

    def point(self, label: str, value: Number) -> Self:
        """Add a value to the category that was added last.

        Raises:
            ConstraintError: there is no category yet, or as `category` says.
        """
        categories, count = self._open
        place = Place("the graph")
        if not categories:
            at, hint = place.within("/data", "the list of categories", CARDKIT), '.category("EU")'
            at.add("no-category", "a point needs a category to belong to", "a category first", "none", hint=hint)
            self._refuse(place)
        last = place.within(f"/data/{categories - 1}", "a category")
        added = points(((label, value),), last.within("/values", "the list of values"), lambda: count)
        if not place.issues:
            graphs.check_points(added, last, self._context.limits, count)
        if place.issues:
            self._refuse(place)
        return self._counted(Counts(categories, count + 1), added)

    def _counted(self, counts: Counts, entries: Sequence[Category | Point]) -> Self:
        """This chain with more entries and other counts."""
        return self._chain(self._context, (self._log, add_entries, entries), counts)
