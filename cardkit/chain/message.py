"""`Message`, the steps that open slides, and one subclass for each kind of open slide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, Unpack, overload

from ..card import Section
from ..errors import ConfigurationError, raise_errors
from ..errors.wording import shown
from ..limits import CARDKIT, CARDS, CLIQ, ChartPreview, GraphPreview, Limits, ListStyle, require_limits
from ..payload.payload import EMPTY, Payload, unread_parts
from ..reading.json import hashable, json_object, read_json
from ..reading.lazy import import_lazily
from ..reading.lists import ORDERED
from ..reading.options import line_options, read_options, share_options
from ..reading.place import Place
from ..reading.tables import NO_ROWS
from ..reading.text import optional_text
from ..reading.widths import is_auto
from .builder import Node, Verb, add_slide, nodes_of, open_section, open_slide, set_text
from .buttons import ButtonSteps
from .cards import CardSteps
from .envelope import EnvelopeSteps
from .hints import install_hints
from .output import Output, described
from .slides import (
    NO_COUNTS,
    ChartSteps,
    Counts,
    GraphSteps,
    ImageSteps,
    LabelSteps,
    ListSteps,
    SectionSteps,
    SlideSteps,
)
from .steps import Context
from .tables import TableSteps
from .views import Views

if TYPE_CHECKING:
    from ..reading.formats import Format, Formats
    from ..reading.lists import Fields, Named, Pairs
    from ..reading.types import ChartOptions, Columns, Data, GraphOptions, Headers, Records, Rows, Series, TableOptions
    from ..reading.widths import Auto
    from ..slides import Graph, Slide, custom
    from ..slides import chart as charts
    from ..slides import graph as graphs
    from ..slides import image as images
    from ..slides import label as labels
    from ..slides import list as lists
    from ..slides import table as tables
    from ..slides import text as texts
    from ..slides.base import BuiltinSlide
else:
    import_lazily(
        globals(),
        charts="cardkit.slides.chart",
        custom="cardkit.slides.custom",
        graphs="cardkit.slides.graph",
        images="cardkit.slides.image",
        labels="cardkit.slides.label",
        lists="cardkit.slides.list",
        tables="cardkit.slides.table",
        texts="cardkit.slides.text",
    )

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound="Message")
M = TypeVar("M", bound="Message")
N = TypeVar("N", bound="Message")
T = TypeVar("T")

_PLAIN = Context(CLIQ, EMPTY)
_blank = object.__new__


class Message(Views, CardSteps, ButtonSteps, EnvelopeSteps, Output):
    """A message for a Zoho Cliq chat, written as one chain.

    Every step returns a new message and leaves the old one as it was, so any prefix can be kept and continued twice. A
    slide is opened by `table`, `list`, `label`, `image`, `chart`, `graph` or `text_slide`; its own steps (`row`, `item`
    and others, and `slide_button` for each) exist while it is open.

    Args:
        text: the text above the card; blank text counts as not given.
        limits: other limits than the service's, from ``attrs.evolve(cardkit.limits.CLIQ, …)``.
        fit: take what is too long, too many or cannot be sent, and make it fit when the message is built: text is
            shortened, entries beyond a limit are left out and counted, empty slides fall away. Nothing about size,
            counts or characters raises then; `fitted` tells what was changed.

    Raises:
        ConstraintError: the text is no string, or longer than 10,000 characters without `fit`.
        ConfigurationError: `limits` are no limits, or `fit` is neither True nor False.

    >>> hosts = Message("Two hosts").table(["Host", "State"]).row("web-1", "up")
    >>> both = hosts.row("web-2", "down")
    >>> len(hosts.slides[0].rows), len(both.slides[0].rows)
    (1, 2)
    """

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__module__ != __name__:
            raise TypeError("Message is final: write a function that takes a message, and call it with .pipe")

    def __init__(self, text: str | None = None, *, limits: Limits | None = None, fit: bool = False) -> None:
        self._context = _PLAIN if limits is None and fit is False else _context(limits, fit)
        self._log = None if text is None else (None, set_text, self._read_text(text))
        self._open = None

    # From what is there already

    @classmethod
    def from_dict(cls, body: Mapping[str, Any], *, limits: Limits | None = None) -> Message:
        """Parse a body of the service. Nothing is lost, and errors in it are listed by `issues`, not raised.

        Every part becomes the object that steps would have created, and further steps go on from there. A slide of an
        unknown or unreadable kind becomes a `RawSlide`, and unknown keys are kept. The message is written in the form
        in which it was read; `to_dict` with ``api=`` writes another.

        Args:
            body: a mapping of JSON values; it is copied.
            limits: limits other than the service's, from ``attrs.evolve(cardkit.limits.CLIQ, …)``.

        Raises:
            ConstraintError: it is no JSON object, or nested more than 64 levels deep.

        >>> steps = {"type": "list", "data": ["a"]}
        >>> message = Message.from_dict({"text": "Hi", "slides": [steps], "later": 1})
        >>> message.slides[0].items, message.to_dict()["later"]
        (('a',), 1)
        """
        from ..payload.parse import parse_body

        limits = read_limits(limits)
        fresh = json_object(body, limits.depth)
        return cls._chain(_context_of(parse_body(fresh, limits), limits), None)

    @classmethod
    def from_json(cls, text: str | bytes, *, limits: Limits | None = None) -> Message:
        """Parse JSON text that holds a body; see `from_dict`.

        Raises:
            ConstraintError: it is no JSON object, has a key twice in one object, NaN, Infinity or a number with
                thousands of digits, or is nested more than 64 levels deep.
        """
        from ..payload.parse import parse_body

        limits = read_limits(limits)
        return cls._chain(_context_of(parse_body(read_json(text, limits.depth), limits), limits), None)

    # The openers

    @overload
    def table(self, headers: Headers, rows: Rows = (), **options: Unpack[TableOptions]) -> TableMessage: ...
    @overload
    def table(self, data: Records, /, **options: Unpack[TableOptions]) -> TableMessage: ...
    @overload
    def table(self, data: Data, /, **options: Unpack[TableOptions]) -> TableMessage: ...
    def table(
        self,
        headers: Any,
        rows: Any = NO_ROWS,
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
        """Open a table; `row`, `rows`, `width` and `sticky` fill it. The arguments are those of `Table`.

        >>> table = Message("Interns").table(["Name", "Team"], title="Details").width(60, 40)
        >>> table.row("Paula Rojas", "Sales").slides[0].rows
        (('Paula Rojas', 'Sales'),)
        """
        options = read_options(columns, format, missing, index)
        if options is None and rows is NO_ROWS:
            limits = self._context.limits
            usual = tables.usual_table(
                headers, title, limits, width=width, sticky_rows=sticky_rows, sticky_columns=sticky_columns
            )
            if usual is not None:
                return self._with_open_slide(TableMessage, usual, usual.headers)
        place = Place("the table")
        auto = width is not None and is_auto(width)
        table = tables.read_table(
            place,
            headers,
            rows,
            title=title,
            width=None if auto else width,
            sticky_rows=sticky_rows,
            sticky_columns=sticky_columns,
            options=options,
        )
        opened = self._open_slide(TableMessage, table, place, table.headers)
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
        """Open a list; `item` and `items` fill it. The arguments are those of `List`."""
        if format is None and missing is None:
            usual = lists.usual_list(items, title, style, self._context.limits)
            if usual is not None:
                return self._with_open_slide(ListMessage, usual)
        place, options = Place("the list"), read_options(None, format, missing)
        slide = lists.read_list(place, items, title=title, style=style, options=options)
        return self._open_slide(ListMessage, slide, place)

    def label(
        self,
        fields: Fields = (),
        *,
        title: str | None = None,
        format: Formats | None = None,
        missing: str | None = None,
    ) -> LabelMessage:
        """Open a label; `field` and `fields` fill it. The arguments are those of `Label`."""
        if format is None and missing is None and (usual := labels.usual_label(fields, title)) is not None:
            return self._with_open_slide(LabelMessage, usual)
        place, options = Place("the label"), read_options(None, format, missing)
        return self._open_slide(LabelMessage, labels.read_label(place, fields, title=title, options=options), place)

    def image(self, urls: str | Iterable[str] = (), *, title: str | None = None) -> ImageMessage:
        """Open an image slide; `url` adds to it. The arguments are those of `Image`."""
        if (usual := images.usual_image(urls, title)) is not None:
            return self._with_open_slide(ImageMessage, usual)
        place = Place("the image slide")
        return self._open_slide(ImageMessage, images.read_image(place, urls, title=title), place)

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
        segments: Any = (),
        *,
        title: str | None = None,
        labels: str | None = None,
        values: str | None = None,
        top: int | None = None,
        format: Formats | None = None,
    ) -> ChartMessage:
        """Open a chart; `segment` and `segments` fill it, up to 5. The arguments are those of `Chart`."""
        shares = share_options(labels, values, top, format)
        if shares is None:
            usual = charts.usual_chart(preview, segments, title, self._context.limits)
            if usual is not None:
                return self._with_open_slide(ChartMessage, usual, len(usual.segments))
        place = Place("the chart")
        chart = charts.read_chart(place, preview, segments, title=title, shares=shares)
        return self._open_slide(ChartMessage, chart, place, len(chart.segments))

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
        categories: Any = (),
        *,
        title: str | None = None,
        x_axis: str | None = None,
        y_axis: str | None = None,
        x: str | None = None,
        y: str | Sequence[str] | None = None,
        by: str | None = None,
        format: Formats | None = None,
        thin: bool = False,
    ) -> GraphMessage:
        """Open a graph; `category` and `point` fill it, up to 5 by 20. The arguments are those of `Graph`."""
        limits, lines = self._context.limits, line_options(x, y, by, format)
        if lines is None and thin is False and type(categories) in ORDERED and not categories:
            usual = graphs.usual_graph(preview, limits, title=title, x_axis=x_axis, y_axis=y_axis)
            if usual is not None:
                return self._with_open_slide(GraphMessage, usual, NO_COUNTS)
        place = Place("the graph")
        axes = {"x_axis": x_axis, "y_axis": y_axis}
        graph = graphs.read_graph(place, preview, categories, limits, title=title, lines=lines, thin=thin, **axes)
        return self._open_slide(GraphMessage, graph, place, counts_of(graph))

    def text_slide(self, text: str, *, title: str | None = None) -> SlideMessage:
        """Add a paragraph as a slide of its own. The arguments are those of `Text`."""
        place = Place("the text slide", source=CARDS)
        return self._open_slide(SlideMessage, texts.read_paragraph(place, text, title=title), place)

    def section(self, title: str | None = None) -> SectionMessage:
        """Open a section of the card, a modern-inline one; `field` and `fields` fill it.

        >>> account = Message("Hi").card("Account").section("Summary")
        >>> account.field("Owner", "Zylker").to_dict()["card"]["sections"]
        [{'title': 'Summary', 'fields': [{'title': 'Owner', 'value': 'Zylker'}]}]
        """
        place = Place("the section", source=CARDS)
        name = optional_text(title, place, "/title", "the title")
        if place.issues:
            raise_errors(self._remaining_errors(place.issues), f"/card/sections/{self._section_count()}")
        self._require_readable("/card", "/card/sections")
        return SectionMessage._chain(self._context, (self._log, open_section, Section(name)))

    def slide(self, slide: Slide) -> Message:
        """Add any slide: one of `cardkit.slides`, a `RawSlide`, or an object of your own with the form of `Slide`.

        Raises:
            ConstraintError: it is no slide, or has errors under this message's limits.

        >>> from cardkit import Table
        >>> Message("Hosts").slide(Table(["Host"], [["web-1"]])).to_dict()["slides"][0]["type"]
        'table'
        """
        issues = custom.check_appendable(slide, self._context.limits)
        if issues:
            raise_errors(self._remaining_errors(issues), f"/slides/{self._slide_count()}")
        self._require_readable("/slides")
        return Message._chain(self._context, (self._log, add_slide, slide))

    # General helpers

    @overload
    def when(self, condition: object, step: Callable[[Self], M], otherwise: None = None) -> Self | M: ...
    @overload
    def when(self, condition: object, step: Callable[[Self], M], otherwise: Callable[[Self], N]) -> M | N: ...
    def when(self, condition: object, step: Callable[[Any], Any], otherwise: Callable[[Any], Any] | None = None) -> Any:
        """Take `step` if the condition is true, else `otherwise` where it is given.

        >>> failed, passed = lambda m: m.text("failed"), lambda m: m.text("passed")
        >>> Message("Build").when(False, failed, passed).to_json()
        '{"text":"passed"}'
        """
        if condition:
            return _require_message(step(self), step)
        return self if otherwise is None else _require_message(otherwise(self), otherwise)

    @overload
    def each(self, items: Iterable[T], step: Callable[[Self, T], Self]) -> Self: ...
    @overload
    def each(self, items: Iterable[T], step: Callable[[Message, T], Message]) -> Message: ...
    def each(self, items: Iterable[Any], step: Callable[[Any, Any], Any]) -> Any:
        """Take `step` with the message so far and each of the items, in turn.

        >>> todo = Message("Todo").list()
        >>> todo.each(["Eat", "Sleep"], lambda m, item: m.item(item)).slides[0].items
        ('Eat', 'Sleep')
        """
        message: Any = self
        for item in items:
            message = _require_message(step(message, item), step)
        return message

    def pipe(self, function: Callable[Concatenate[Self, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `function` with the message and the further arguments, and return what it returns."""
        return function(self, *args, **kwargs)

    # Inside

    def _message_from(self, payload: Payload) -> Message:
        return Message._chain(_context_of(payload, self._context.limits), None)

    def _open_slide(self, message_class: type[C], slide: BuiltinSlide, place: Place, state: object = None) -> C:
        """As `_with_open_slide`, for a slide that may have errors.

        Raises:
            ConstraintError: the slide is over a limit, or reading it added errors to `place`.
        """
        beyond = slide.check_limits(self._context.limits)
        if beyond or place.issues:
            raise_errors(self._remaining_errors([*place.issues, *beyond]), f"/slides/{self._slide_count()}")
        return self._with_open_slide(message_class, slide, state)

    def _with_open_slide(self, message_class: type[C], slide: BuiltinSlide, state: object = None) -> C:
        """This message with one more slide, which is within all limits.

        Args:
            message_class: the class whose steps fill the slide.
            slide: the slide as it is opened.
            state: what these steps need to know of it, such as the count of its segments.
        """
        before = self._context
        if before.unread:
            self._require_readable("/slides")
        new = _blank(message_class)
        new._context = before
        new._log = (self._log, open_slide, slide)
        new._open = state
        return new

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return self.to_dict(check=False) == other.to_dict(check=False)

    def __hash__(self) -> int:
        return hash(hashable(self.to_dict(check=False)))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        steps = [(verb, value) for _, verb, value in nodes_of(self._log)]  # the log itself nests too deeply
        return type(self)._restored, (self._context, steps, self._open)

    @classmethod
    def _restored(cls, context: Context, steps: Iterable[tuple[Verb, Any]], open: object) -> Self:
        log: Node | None = None
        for verb, value in steps:
            log = (log, verb, value)
        return cls._chain(context, log, open)

    def __repr__(self) -> str:
        kind = next((kind for kind, opened in OPENERS.items() if type(self) is opened), "")
        return described(type(self).__name__, self._payload(), kind)


class SectionMessage(SectionSteps, Message):
    """A message with an open section of its card."""

    __slots__ = ()


class TableMessage(TableSteps, Message):
    """A message whose last slide is an open table."""

    __slots__ = ()


class ListMessage(ListSteps, Message):
    """A message whose last slide is an open list."""

    __slots__ = ()


class LabelMessage(LabelSteps, Message):
    """A message whose last slide is an open label."""

    __slots__ = ()


class ImageMessage(ImageSteps, Message):
    """A message whose last slide is an open image slide."""

    __slots__ = ()


class ChartMessage(ChartSteps, Message):
    """A message whose last slide is an open chart."""

    __slots__ = ()


class GraphMessage(GraphSteps, Message):
    """A message whose last slide is an open graph."""

    __slots__ = ()


class SlideMessage(SlideSteps[None], Message):
    """A message whose last slide is open for buttons alone, such as a text slide."""

    __slots__ = ()


OPENERS: Mapping[str, type[Message]] = {
    "table": TableMessage,
    "list": ListMessage,
    "label": LabelMessage,
    "image": ImageMessage,
    "chart": ChartMessage,
    "graph": GraphMessage,
    "text_slide": SlideMessage,
    "section": SectionMessage,
}


install_hints(Message, OPENERS)


def read_limits(limits: Limits | None) -> Limits:
    """The limits of the caller, or those of the service for None.

    Raises:
        ConfigurationError: the argument is no `Limits`.
    """
    return CLIQ if limits is None else require_limits(limits)


def _context(limits: Limits | None, fit: object) -> Context:
    """The context of a new message that has limits of its own or is made to fit.

    Raises:
        ConfigurationError: `limits` is no `Limits`, or `fit` no bool.
    """
    if not isinstance(fit, bool):
        raise ConfigurationError(f"fit must be True or False, not {shown(fit)}")
    return Context(read_limits(limits), EMPTY, fit=fit)


def _context_of(payload: Payload, limits: Limits) -> Context:
    """The context of a message that starts from a payload."""
    return Context(limits, payload, unread=bool(unread_parts(payload)))


def counts_of(graph: Graph) -> Counts:
    """How many categories a graph has, and how many values the last of them."""
    categories = graph.categories
    return Counts(len(categories), len(categories[-1].values)) if categories else NO_COUNTS


def _require_message(outcome: object, step: object) -> object:
    if not isinstance(outcome, Message):
        name = getattr(step, "__name__", shown(step))
        place = Place(f"what {name} returned", source=CARDKIT)
        place.wrong_type(outcome, "a message", hint="return the message that the step made")
        place.raise_errors()
    return outcome
