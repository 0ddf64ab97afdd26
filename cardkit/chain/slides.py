"""The steps of an open section, and of each kind of open slide except tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from ..card.section import read_section_fields
from ..limits import BUTTONS, CARDKIT, ButtonStyle
from ..reading.lists import from_pair, points
from ..reading.options import Options, options_given
from ..reading.place import Place, relocated
from . import parts
from .builder import add_entries, add_entry, add_slide_button
from .message import Message
from .progress import Progress
from .steps import Counts

if TYPE_CHECKING:
    from ..actions import Action
    from ..reading.formats import Format, Formats
    from ..reading.libraries import AnyNumber
    from ..reading.lists import Fields, Pairs
    from ..reading.text import Value
    from ..reading.types import Series


class SectionMessage(Message, opener="section"):
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
        """Add many fields: a mapping, pairs, or another record. If one is wrong, none is added.

        The arguments are those of `Label`.

        >>> from cardkit import Message
        >>> account = Message("Hi").card("Account").section("Summary")
        >>> len(account.fields({"Owner": "Ana", "Seats": 12}).build().card.sections[0].fields)
        2
        """
        return self._extend(read_section_fields, fields, options_given(Options, None, format, missing))


class SlideMessage(Message, opener="text_slide"):
    """The steps that work while a slide of any kind is open."""

    __slots__ = ()

    def slide_button(
        self,
        label: str,
        action: Action,
        *,
        style: ButtonStyle | None = None,
        hint: str | None = None,
        key: str | None = None,
    ) -> Self:
        """Add a button below the content of the open slide; up to 5. The arguments are those of `button`.

        Zoho's visual builder writes such buttons, though no page names them.

        Raises:
            ConstraintError: something is of the wrong kind or too long, it is the sixth button of the slide, another
                button of the slide has its key, or its action does not work below a card. The limits are those of
                buttons below a card.

        >>> from cardkit import Message, actions
        >>> page = actions.open_url("https://example.com/1")
        >>> lead = Message("New lead").list(["Ana"]).slide_button("Open", page)
        >>> [button.label for button in lead.item("Zylker").slides[0].buttons]
        ['Open']
        """
        index = self._ask(Progress.button_count)
        place = Place("the button", f"/buttons/{index}", source=BUTTONS)
        button = parts.buttons.read_button(label, action, place, style=style, hint=hint, key=key)
        if button is not None:
            check, limits = parts.spots.check_next, self._context.limits
            found = self._ask(lambda progress: check(button, index, progress.slide_keys, limits))
            place.issues += relocated(found, "/buttons")
        self._raise_errors(place.issues, Progress.open_path)
        return self._step(add_slide_button, button)

    def raw_slide_button(self, button: Mapping[str, Any]) -> Self:
        """Add a button to the open slide as JSON, as `raw_button` does below the card.

        Raises:
            ConstraintError: it is not a mapping, or cannot be written as JSON.

        >>> from cardkit import Message
        >>> button = {"label": "Open", "later": True}
        >>> lead = Message("New lead").list(["Ana"]).raw_slide_button(button)
        >>> lead.slides[0].to_dict()["buttons"]
        [{'label': 'Open', 'later': True}]
        """
        place = Place("the button")
        read = parts.buttons.read_raw_button(button, place)
        self._raise_errors(place.issues, lambda chain: f"{chain.open_path()}/buttons/{chain.button_count()}")
        return self._step(add_slide_button, read)


class ListMessage(SlideMessage, opener="list"):
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
        """Add many items, with `format` and `missing` as in `List`. If one is wrong, none is added.

        >>> from cardkit import Message
        >>> Message("Loads").list().items([0.41, 0.87], format=".0%").slides[0].items
        ('41%', '87%')
        """
        return self._extend(parts.lists.read_items, items, options_given(Options, None, format, missing))


class LabelMessage(SlideMessage, opener="label"):
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
        """Add many fields: a mapping, pairs, or another record. If one is wrong, none is added.

        The arguments are those of `Label`.

        >>> from cardkit import Message
        >>> Message("Loads").label().fields({"web-1": 0.41}, format=".0%").slides[0].fields
        (Field(name='web-1', value='41%'),)
        """
        return self._extend(parts.labels.read_fields, fields, options_given(Options, None, format, missing))


class ImageMessage(SlideMessage, opener="image"):
    """The steps of an open image slide."""

    __slots__ = ()

    def url(self, url: str) -> Self:
        """Add a picture by its absolute http or https address. It must be public, since the service fetches it.

        >>> from cardkit import Message
        >>> Message("Plans").image().url("https://example.com/1.png").slides[0].urls
        ('https://example.com/1.png',)
        """
        return self._extend(lambda given, place, before, _: parts.images.read_urls(given, place, before), (url,))


class ChartMessage(SlideMessage, opener="chart"):
    """A message whose last slide is an open chart; `_open` is the count of its segments."""

    __slots__ = ()
    _open: int

    def segment(self, label: str, value: AnyNumber) -> Self:
        """Add a segment.

        Raises:
            ConstraintError: it is the sixth, its label has more than 20 characters (the reference states both), or its
                value is not a finite number.

        >>> from cardkit import Message
        >>> shares = Message("Shares").chart("pie")
        >>> shares.segment("Up", 3).segment("Down", 1).slides[0].segments
        (Point(label='Up', value=3), Point(label='Down', value=1))
        """
        return self.segments(((label, value),))

    def segments(self, segments: Pairs | Series) -> Self:
        """Add many segments: a mapping from label to number, or pairs. If one is wrong, none is added.

        >>> from cardkit import Message
        >>> errors = Message("Errors").chart("pie").segments({"Timeouts": 40, "Refused": 12})
        >>> [segment.value for segment in errors.slides[0].segments]
        [40, 12]
        """
        count, limits, place = self._open, self._context.limits, Place("the chart")
        batch = parts.charts.read_segments(segments, place, lambda: count)
        parts.charts.check_segments(batch, place, limits, count)
        if place.issues:
            self._raise_errors(place.issues, Progress.open_path)
        return self._chain(self._context, (self._log, add_entries, batch), count + len(batch))


class GraphMessage(SlideMessage, opener="graph"):
    """A message whose last slide is an open graph; `_open` is its `Counts`."""

    __slots__ = ()
    _open: Counts

    def category(self, name: str, values: Pairs | Series = ()) -> Self:
        """Add a category with its values: a mapping from label to number, or pairs.

        Raises:
            ConstraintError: it is the sixth, it has more than 20 values, a name or label has more than 20 characters
                (the reference states all three), or a value is not a finite number.

        >>> from cardkit import Message
        >>> graph = Message("Calls").graph("trend").category("EU", {"Jan": 9}).point("Feb", 6.5)
        >>> [(category.name, len(category.values)) for category in graph.slides[0].categories]
        [('EU', 2)]
        """
        limits, index = self._context.limits, self._open.categories
        category = parts.categories.usual_category(name, values, limits)
        if category is None or index >= limits.graph_categories:
            place = Place("the graph")
            category = parts.categories.read_category((name, values), place.within(f"/data/{index}", "a category"))
            if not place.issues:
                parts.categories.check_category(category, index, place, limits, parts.categories.THIN_AT_ONCE)
            self._raise_errors(place.issues, Progress.open_path)
        counts = from_pair(Counts, (index + 1, len(category.values)))
        return self._chain(self._context, (self._log, add_entry, category), counts)

    def point(self, label: str, value: AnyNumber) -> Self:
        """Add a value to the category that was added last.

        Raises:
            ConstraintError: there is no category yet, or one of the errors of `category`.

        >>> from cardkit import Message
        >>> calls = Message("Hi").graph("trend").category("EU").point("Mon", 9).point("Tue", 6)
        >>> [point.value for point in calls.slides[0].categories[0].values]
        [9, 6]
        """
        before, place = self._open, Place("the graph")
        if not before.categories:
            at, hint = place.within("/data", "the list of categories", CARDKIT), '.category("EU")'
            at.add("no-category", "a point needs a category to belong to", "a category first", "none", hint=hint)
            self._raise_errors(place.issues, Progress.open_path)
        last = place.within(f"/data/{before.categories - 1}", "a category")
        (point,) = points(((label, value),), last.within("/values", "the list of values"), lambda: before.values)
        if not place.issues:
            parts.categories.check_points((point,), last, self._context.limits, before.values)
        if place.issues:
            self._raise_errors(place.issues, Progress.open_path)
        counts = Counts(before.categories, before.values + 1)
        return self._chain(self._context, (self._log, add_entry, point), counts)
