"""The steps that open a slide or a section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, Unpack, overload

from ..card.section import create_section
from ..limits import CARDS, ChartPreview, GraphPreview, ListStyle
from ..reading.options import NO_DATA, Lines, Options, Shares, options_given
from ..reading.place import Place
from ..reading.text import optional_text
from ..reading.widths import is_auto
from . import parts
from .builder import open_section, open_slide
from .progress import Progress
from .steps import NO_COUNTS, Counts, Steps

if TYPE_CHECKING:
    from ..reading.formats import Format, Formats
    from ..reading.lists import Fields, Named, Pairs
    from ..reading.types import ChartOptions, Columns, Data, GraphOptions, Headers, Records, Rows, Series, TableOptions
    from ..reading.widths import Auto
    from ..slides.base import BuiltinSlide
    from .message import Message
    from .slides import (
        ChartMessage,
        GraphMessage,
        ImageMessage,
        LabelMessage,
        ListMessage,
        SectionMessage,
        SlideMessage,
    )
    from .tables import TableMessage

C = TypeVar("C", bound="Message")

_blank = object.__new__


class _Opened:
    """The classes that openers return, by opener; `message` defines them, and fills this in."""

    table: type[TableMessage]
    list: type[ListMessage]
    label: type[LabelMessage]
    image: type[ImageMessage]
    chart: type[ChartMessage]
    graph: type[GraphMessage]
    text_slide: type[SlideMessage]
    section: type[SectionMessage]


OPENED = _Opened()


def opened_classes() -> dict[str, type[Message]]:
    """The classes that openers return, by opener."""
    return {opener: getattr(OPENED, opener) for opener in _Opened.__annotations__}


class Openers(Steps):
    """The openers, which return the class of message that has the steps of what is open then."""

    __slots__ = ()

    @overload
    def table(self, headers: Headers, rows: Rows = (), **options: Unpack[TableOptions]) -> TableMessage: ...
    @overload
    def table(self, data: Records, /, **options: Unpack[TableOptions]) -> TableMessage: ...
    @overload
    def table(self, data: Data, /, **options: Unpack[TableOptions]) -> TableMessage: ...
    def table(
        self,
        headers: Any,
        rows: Any = NO_DATA,
        *,
        title: str | None = None,
        width: Iterable[int] | Auto | None = None,
        sticky_rows: int | None = None,
        sticky_columns: int | None = None,
        columns: Columns | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        index: str | None = None,
    ) -> TableMessage:
        """Open a table; `row`, `rows`, `width` and `sticky` fill it. The arguments are those of `cardkit.Table`.

        >>> from cardkit import Message
        >>> table = Message("Interns").table(["Name", "Team"], title="Details").width(60, 40)
        >>> table.row("Paula Rojas", "Sales").slides[0].rows
        (('Paula Rojas', 'Sales'),)
        """
        if rows is NO_DATA and columns is None and format is None and missing is None and index is None:
            limits = self._context.limits
            usual = parts.tables.usual_table(
                headers, title, limits, width=width, sticky_rows=sticky_rows, sticky_columns=sticky_columns
            )
            if usual is not None:
                return self._open_usual(OPENED.table, usual, usual.headers)
        place, options = Place("the table"), options_given(Options, columns, format, missing, index)
        auto = width is not None and is_auto(width)
        table = parts.tables.read_table(
            place,
            headers,
            rows,
            title=title,
            width=None if auto else width,
            sticky_rows=sticky_rows,
            sticky_columns=sticky_columns,
            options=options,
        )
        opened = self._open_checked(OPENED.table, table, place, table.headers)
        return opened.width("auto") if auto else opened

    def list(
        self,
        items: Iterable[Any] = (),
        *,
        title: str | None = None,
        style: ListStyle | None = None,
        format: Format | None = None,
        missing: str | None = None,
    ) -> ListMessage:
        """Open a list; `item` and `items` fill it. The arguments are those of `cardkit.List`.

        >>> from cardkit import Message
        >>> Message("Todo").list(["Drain", "Swap"], title="Steps").item("Test").slides[0].items
        ('Drain', 'Swap', 'Test')
        """
        if format is None and missing is None:
            usual = parts.lists.usual_list(items, title, style, self._context.limits)
            if usual is not None:
                return self._open_usual(OPENED.list, usual)
        place, options = Place("the list"), options_given(Options, None, format, missing)
        slide = parts.lists.read_list(place, items, title=title, style=style, options=options)
        return self._open_checked(OPENED.list, slide, place)

    def label(
        self,
        fields: Fields = (),
        *,
        title: str | None = None,
        format: Formats | None = None,
        missing: str | None = None,
    ) -> LabelMessage:
        """Open a label: names with values; `field` and `fields` fill it. The arguments are those of `cardkit.Label`.

        >>> from cardkit import Message
        >>> Message("Ticket").label({"Owner": "Ana"}).field("Points", 8).slides[0].fields
        (Field(name='Owner', value='Ana'), Field(name='Points', value='8'))
        """
        if format is None and missing is None and (usual := parts.labels.usual_label(fields, title)) is not None:
            return self._open_usual(OPENED.label, usual)
        place, options = Place("the label"), options_given(Options, None, format, missing)
        slide = parts.labels.read_label(place, fields, title=title, options=options)
        return self._open_checked(OPENED.label, slide, place)

    def image(self, urls: str | Iterable[str] = (), *, title: str | None = None) -> ImageMessage:
        """Open a slide of pictures; `url` adds one. The arguments are those of `cardkit.Image`.

        >>> from cardkit import Message
        >>> Message("Plans").image("https://example.com/1.png", title="Ground").slides[0].urls
        ('https://example.com/1.png',)
        """
        if (usual := parts.images.usual_image(urls, title)) is not None:
            return self._open_usual(OPENED.image, usual)
        place = Place("the image slide")
        return self._open_checked(OPENED.image, parts.images.read_image(place, urls, title=title), place)

    @overload
    def chart(
        self, preview: ChartPreview | None = None, segments: Pairs | Series = (), **options: Unpack[ChartOptions]
    ) -> ChartMessage: ...
    @overload
    def chart(
        self, preview: ChartPreview | None, data: Records, /, **options: Unpack[ChartOptions]
    ) -> ChartMessage: ...
    @overload
    def chart(self, preview: ChartPreview | None, data: Data, /, **options: Unpack[ChartOptions]) -> ChartMessage: ...
    def chart(
        self,
        preview: ChartPreview | None = None,
        segments: Any = NO_DATA,
        *,
        title: str | None = None,
        labels: str | None = None,
        values: str | None = None,
        top: int | None = None,
        format: Formats | None = None,
        missing: str | None = None,
    ) -> ChartMessage:
        """Open a chart of up to 5 segments; `segment` and `segments` fill it. The arguments are those of `Chart`.

        >>> from cardkit import Message
        >>> Message("Hosts").chart("pie", {"Up": 3}).segment("Down", 1).slides[0].segments
        (Point(label='Up', value=3), Point(label='Down', value=1))
        """
        if labels is None and values is None and top is None and format is None and missing is None:
            usual = parts.charts.usual_chart(preview, segments, title, self._context.limits)
            if usual is not None:
                return self._open_usual(OPENED.chart, usual, len(usual.segments))
        place, shares = Place("the chart"), options_given(Shares, labels, values, top, format, missing)
        chart = parts.charts.read_chart(place, preview, segments, title=title, shares=shares)
        return self._open_checked(OPENED.chart, chart, place, len(chart.segments))

    @overload
    def graph(
        self, preview: GraphPreview | None = None, categories: Named[Pairs] = (), **options: Unpack[GraphOptions]
    ) -> GraphMessage: ...
    @overload
    def graph(
        self, preview: GraphPreview | None, categories: Named[Series], /, **options: Unpack[GraphOptions]
    ) -> GraphMessage: ...
    @overload
    def graph(
        self, preview: GraphPreview | None, data: Records, /, **options: Unpack[GraphOptions]
    ) -> GraphMessage: ...
    @overload
    def graph(self, preview: GraphPreview | None, data: Data, /, **options: Unpack[GraphOptions]) -> GraphMessage: ...
    def graph(
        self,
        preview: GraphPreview | None = None,
        categories: Any = NO_DATA,
        *,
        title: str | None = None,
        x_axis: str | None = None,
        y_axis: str | None = None,
        x: str | None = None,
        y: str | Sequence[str] | None = None,
        by: str | None = None,
        format: Formats | None = None,
        missing: str | None = None,
        thin: bool = False,
    ) -> GraphMessage:
        """Open a graph: up to 5 categories of up to 20 values. `category` and `point` fill it.

        The arguments are those of `cardkit.Graph`.

        >>> from cardkit import Message
        >>> calls = Message("Calls").graph("trend", {"EU": {"Jan": 9, "Feb": 6}}, x_axis="Day")
        >>> [category.name for category in calls.slides[0].categories]
        ['EU']
        """
        limits = self._context.limits
        given = x is not None or y is not None or by is not None or format is not None or missing is not None
        if categories is NO_DATA and thin is False and not given:
            usual = parts.graphs.usual_graph(preview, limits, title=title, x_axis=x_axis, y_axis=y_axis)
            if usual is not None:
                return self._open_usual(OPENED.graph, usual, NO_COUNTS)
        place, lines = Place("the graph"), options_given(Lines, x, y, by, format, missing)
        axes = {"x_axis": x_axis, "y_axis": y_axis}
        graph = parts.graphs.read_graph(place, preview, categories, limits, title=title, lines=lines, thin=thin, **axes)
        taken = graph.categories
        counts = Counts(len(taken), len(taken[-1].values)) if taken else NO_COUNTS
        return self._open_checked(OPENED.graph, graph, place, counts)

    def text_slide(self, text: str, *, title: str | None = None) -> SlideMessage:
        """Add a paragraph as a slide of its own. The arguments are those of `cardkit.Text`.

        >>> from cardkit import Message
        >>> Message("Deploys").text_slide("All hosts are up.", title="Summary").slides[0].text
        'All hosts are up.'
        """
        place = Place("the text slide", source=CARDS)
        return self._open_checked(OPENED.text_slide, parts.texts.read_paragraph(place, text, title=title), place)

    def section(self, title: str | None = None) -> SectionMessage:
        """Open a section of a modern-inline card; `field` and `fields` fill it.

        >>> from cardkit import Message
        >>> account = Message("Hi").card("Account").section("Summary")
        >>> account.field("Owner", "Zylker").to_dict()["card"]["sections"]
        [{'title': 'Summary', 'fields': [{'title': 'Owner', 'value': 'Zylker'}]}]
        """
        place = Place("the section", source=CARDS)
        name = optional_text(title, place, "/title", "the title")
        self._raise_errors(place.issues, Progress.next_section_path)
        self._require_readable("/card", "/card/sections")
        return OPENED.section._chain(self._context, (self._log, open_section, create_section(name)))

    def _open_checked(self, message_class: type[C], slide: BuiltinSlide, place: Place, state: object = None) -> C:
        """As `_open_usual`, but raise the errors of `place` and those of a slide that is over a limit."""
        beyond = slide.check_limits(self._context.limits)
        self._raise_errors([*place.issues, *beyond], Progress.next_slide_path)
        return self._open_usual(message_class, slide, state)

    def _open_usual(self, message_class: type[C], slide: BuiltinSlide, state: object = None) -> C:
        """This message as a `message_class`, with one more slide within all limits; `state` is what its steps need."""
        context = self._context
        if context.unread:
            self._require_readable("/slides")
        new = _blank(message_class)
        new._context = context
        new._log = (self._log, open_slide, slide)
        new._open = state
        return new
