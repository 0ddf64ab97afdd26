"""The chain: `Message`, the openers of its slides, and one small class per kind of open slide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, overload

from . import checks
from .card import Section, SectionSteps
from .checks import Found, refuse
from .draft import Draft, folded, gaps, payload, read_api, slides_of, write
from .envelope import EnvelopeSteps, read_text
from .errors import ConfigurationError, Issue
from .limits import CARDKIT, CLIQ, Api, ChartPreview, GraphPreview, Limits, ListStyle
from .slides import Chart, Graph, Image, Label, List, Slide, Table, Text
from .slides.base import BuiltinSlide, Fields, WholeSlide, joined
from .slides.chart import ChartSteps, read_chart
from .slides.graph import GraphSteps, read_graph
from .slides.image import ImageSteps, read_image
from .slides.label import LabelSteps, read_label
from .slides.list import ListSteps, read_list
from .slides.table import TableSteps, read_table
from .slides.text import read_text as read_text_slide
from .steps import linked

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console, ConsoleOptions, RenderableType

    from .payload import Payload
    from .preview import Theme as PreviewTheme
    from .to import Destination
    from .transport import Receipt, Transport
    from .values import Named, Pairs, Value, ValuePairs

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound="Message")
M = TypeVar("M", bound="Message")
N = TypeVar("N", bound="Message")
T = TypeVar("T")


class Message(EnvelopeSteps):
    """A message for a Zoho Cliq chat, written as one chain.

    Every step returns a new message and leaves the old one as it was, so any prefix can be kept and continued twice. A
    slide is opened by `table`, `list`, `label`, `image`, `chart` or `graph`; its own steps (`row`, `item`, …) exist
    while it is open.

    Args:
        text: the text above the card; blank text counts as not given.
        limits: other limits than the service's, from ``attrs.evolve(cardkit.limits.CLIQ, …)``.

    Raises:
        ConstraintError: the text is no string or longer than 10,000 characters.

    >>> hosts = Message("Two hosts").table(["Host", "State"]).row("web-1", "up")
    >>> both = hosts.row("web-2", "down")
    >>> len(hosts.slides[0].rows), len(both.slides[0].rows)
    (1, 2)
    """

    __slots__ = ()

    def __init__(self, text: str | None = None, *, limits: Limits | None = None) -> None:
        if limits is None:
            limits = CLIQ
        elif not isinstance(limits, Limits):
            raise ConfigurationError(f"limits must be attrs.evolve(cardkit.limits.CLIQ, …), not {checks.shown(limits)}")
        self._state = (limits, None)
        self._log = None if text is None else (None, "text", read_text(text, limits))

    # From what is there already

    @classmethod
    def from_dict(cls, body: Mapping[str, Any], *, limits: Limits | None = None) -> Message:
        """The message that a body of the service stands for; nothing of it is judged or lost.

        What a step could have written comes back as that step, so that further steps go on from there. A slide that no
        step writes comes back as a `RawSlide`, and keys of the envelope that none writes are kept as they came. The
        form that came in is the form that goes out; `to_dict` with ``api=`` writes another.

        Raises:
            ConstraintError: it is no JSON object, or nested more than 64 levels deep.

        >>> message = Message.from_dict({"text": "Hi", "slides": [{"type": "list", "data": ["a"]}], "later": 1})
        >>> message.slides[0].items, message.to_dict()["later"]
        (('a',), 1)
        """
        from .parse import as_body

        return cls._read(as_body(body, (limits or CLIQ).depth), limits)

    @classmethod
    def from_json(cls, text: str | bytes, *, limits: Limits | None = None) -> Message:
        """The message that JSON text holds; see `from_dict`.

        Raises:
            ConstraintError: it is no JSON object, has a key twice in one object, NaN, Infinity or a number with
                thousands of digits, or is nested more than 64 levels deep.
        """
        from .parse import read_json

        return cls._read(read_json(text, (limits or CLIQ).depth), limits)

    @classmethod
    def _read(cls, body: dict[str, Any], limits: Limits | None) -> Message:
        from .parse import log

        limits = Message(limits=limits)._state[0]
        return Message._chain(limits, None, log(body, limits))

    # The openers

    def table(
        self,
        headers: Iterable[str],
        rows: Iterable[Mapping[str, Value] | Sequence[Value]] = (),
        *,
        title: str | None = None,
        width: Iterable[int] | None = None,
        sticky_rows: int | None = None,
        sticky_columns: int | None = None,
    ) -> TableMessage:
        """Open a table; `row`, `rows`, `width` and `sticky` fill it. The arguments are those of `Table`.

        >>> table = Message("Interns").table(["Name", "Team"], title="Details").width(60, 40)
        >>> table.row("Paula Rojas", "Sales").slides[0].rows
        (('Paula Rojas', 'Sales'),)
        """
        found: Found = []
        limits = self._state[0]
        fields = read_table(headers, rows, title, width, sticky_rows, sticky_columns, found, limits)
        return self._opened(TableMessage, Table, fields, found, fields[0])

    def list(
        self, items: Iterable[Value] = (), *, title: str | None = None, style: ListStyle | None = None
    ) -> ListMessage:
        """Open a list; `item` and `items` fill it. The arguments are those of `List`."""
        found: Found = []
        return self._opened(ListMessage, List, read_list(items, title, style, found, self._state[0]), found)

    def label(self, fields: ValuePairs = (), *, title: str | None = None) -> LabelMessage:
        """Open a label; `field` and `fields` fill it. The arguments are those of `Label`."""
        found: Found = []
        return self._opened(LabelMessage, Label, read_label(fields, title, found, self._state[0]), found)

    def image(self, urls: str | Iterable[str] = (), *, title: str | None = None) -> ImageMessage:
        """Open an image slide; `url` adds to it. The arguments are those of `Image`."""
        found: Found = []
        return self._opened(ImageMessage, Image, read_image(urls, title, found, self._state[0]), found)

    def chart(
        self, preview: ChartPreview | None = None, segments: Pairs = (), *, title: str | None = None
    ) -> ChartMessage:
        """Open a chart; `segment` and `segments` fill it, up to 5. The arguments are those of `Chart`."""
        found: Found = []
        return self._opened(ChartMessage, Chart, read_chart(preview, segments, title, found, self._state[0]), found)

    def graph(
        self,
        preview: GraphPreview | None = None,
        categories: Named[Pairs] = (),
        *,
        title: str | None = None,
        x_axis: str | None = None,
        y_axis: str | None = None,
    ) -> GraphMessage:
        """Open a graph; `category` and `point` fill it, up to 5 by 20. The arguments are those of `Graph`."""
        found: Found = []
        fields = read_graph(preview, categories, title, x_axis, y_axis, found, self._state[0])
        return self._opened(GraphMessage, Graph, fields, found)

    def text_slide(self, text: str, *, title: str | None = None) -> Message:
        """Add a paragraph as a slide of its own. The arguments are those of `Text`."""
        found: Found = []
        return self._opened(Message, Text, read_text_slide(text, title, found, self._state[0]), found)

    def section(self, title: str | None = None) -> SectionMessage:
        """Open a section of the card, a modern-inline one; `field` and `fields` fill it.

        >>> Message("Hi").card("Account").section("Summary").field("Owner", "Zylker").to_dict()["card"]["sections"]
        [{'title': 'Summary', 'fields': [{'title': 'Owner', 'value': 'Zylker'}]}]
        """
        found: Found = []
        name = checks.optional_text(title, "/title", found, "the title")
        if found:
            refuse(found, f"/card/sections/{self._begun('section')}")
        return SectionMessage._chain(self._state[0], None, (self._log, "section", (Section, (name, ()))))

    def slide(self, slide: Slide) -> Message:
        """Add any slide: one of `cardkit.slides`, a `RawSlide`, or an object of your own with the form of `Slide`.

        Raises:
            ConstraintError: it is no slide, or has errors under this message's limits.

        >>> from cardkit import Table
        >>> Message("Hosts").slide(Table(["Host"], [["web-1"]])).to_dict()["slides"][0]["type"]
        'table'
        """
        found = joined(slide, self._state[0])
        if found:
            refuse(found, f"/slides/{self._begun()}")
        return Message._chain(self._state[0], None, (self._log, "slide", (WholeSlide, slide)))

    # General helpers

    @overload
    def when(self, condition: object, step: Callable[[Self], M], otherwise: None = None) -> Self | M: ...
    @overload
    def when(self, condition: object, step: Callable[[Self], M], otherwise: Callable[[Self], N]) -> M | N: ...
    def when(self, condition: object, step: Callable[[Any], Any], otherwise: Callable[[Any], Any] | None = None) -> Any:
        """Take `step` if the condition is true, else `otherwise` where it is given.

        >>> Message("Build").when(False, lambda m: m.text("failed"), lambda m: m.text("passed")).to_json()
        '{"text":"passed"}'
        """
        if condition:
            return _a_message(step(self), step)
        return self if otherwise is None else _a_message(otherwise(self), otherwise)

    @overload
    def each(self, items: Iterable[T], step: Callable[[Self, T], Self]) -> Self: ...
    @overload
    def each(self, items: Iterable[T], step: Callable[[Message, T], Message]) -> Message: ...
    def each(self, items: Iterable[Any], step: Callable[[Any, Any], Any]) -> Any:
        """Take `step` with the message so far and each of the items, in turn.

        >>> Message("Todo").list().each(["Eat", "Sleep"], lambda m, item: m.item(item)).slides[0].items
        ('Eat', 'Sleep')
        """
        message: Any = self
        for item in items:
            message = _a_message(step(message, item), step)
        return message

    def pipe(self, function: Callable[Concatenate[Self, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `function` with the message and the further arguments, and return what it returns."""
        return function(self, *args, **kwargs)

    # The way out

    def build(self, *, api: Api | None = None) -> Payload:
        """The checked, frozen payload.

        Args:
            api: None or ``"v2"`` for the form of the published examples, ``"v3"`` for the flat one.

        Raises:
            ConstraintError: with all that is wrong in `issues`.
            ConfigurationError: there is no such `api`.
        """
        draft = self._draft(api)
        self._check(draft)
        return payload(draft, api)

    def to_dict(self, *, api: Api | None = None, check: bool = True) -> dict[str, Any]:
        """The message as fresh dicts and lists; with ``check=False`` also one that has errors."""
        body: dict[str, Any] = json.loads(self.to_json(api=api, check=check))
        return body

    def to_json(self, indent: int | str | None = None, *, api: Api | None = None, check: bool = True) -> str:
        """The message as JSON text; with ``check=False`` also one that has errors."""
        if indent is not None:
            return json.dumps(self.to_dict(api=api, check=check), indent=indent, ensure_ascii=False)
        draft = self._draft(api)
        if check:
            self._check(draft)
        return write(draft, api)

    def to_code(self) -> str:
        """The message as a Python module whose ``message`` equals it, written as a person would have.

        What no step writes comes as `RawSlide` and `from_dict`; limits of your own are not written.

        >>> print(Message("Hosts").list(["web-1", "web-2"], title="Down").to_code(), end="")
        from cardkit import Message
        <BLANKLINE>
        message = Message("Hosts").list(["web-1", "web-2"], title="Down")
        """
        from .codegen import to_code

        return to_code(self._draft())

    def issues(self) -> tuple[Issue, ...]:
        """Every error and warning, none raised.

        >>> [issue.code for issue in Message().list(title="Todo").issues()]
        ['no-text', 'empty-slide']
        """
        from .findings import findings

        draft = self._draft()
        strangers = {at: slide for at, (kind, slide) in enumerate(draft.slides) if kind is WholeSlide}
        return findings(json.loads(write(draft, None)), self._state[0], strangers)

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The slides so far, also of a message that is not finished."""
        return slides_of(self._draft())

    def send(self, transport: Transport, to: Destination | str | None = None) -> Receipt:
        """Check the message, write it and hand it to the transport.

        Args:
            transport: anything with ``send(body, to)``.
            to: where it goes, from `cardkit.to` or as text such as ``"chat:CT_1"``; None takes
                ``transport.destination``.

        Raises:
            ConstraintError: the message has errors; nothing was sent.
            ConfigurationError: there is no destination, or it makes no sense; nothing was sent.
            TransportError: sending failed.
        """
        body, place = self._addressed(transport, to)
        return transport.send(body, place)

    async def asend(self, transport: Transport, to: Destination | str | None = None) -> Receipt:
        """As `send`, for asyncio: a transport with `asend` waits in the event loop, any other runs in a thread."""
        from asyncio import to_thread

        body, place = self._addressed(transport, to)
        asend = getattr(transport, "asend", None)
        if asend is None:
            return await to_thread(transport.send, body, place)
        arrived: Receipt = await asend(body, place)
        return arrived

    # Seeing it

    def open(self, *, theme: PreviewTheme = "auto") -> Path:
        """Show the message in the browser, finished or not, and return the path of the page, a temporary file.

        Args:
            theme: ``"light"``, ``"dark"``, or ``"auto"`` for that of the machine.

        Raises:
            ConfigurationError: there is no such theme, or no browser; then the error tells where the page lies.
        """
        from .preview import page
        from .preview.browser import opened

        return opened(page(self, theme=theme))

    def __str__(self) -> str:
        from .preview import terminal

        return terminal(self, color=False)

    def _repr_html_(self) -> str:
        from .preview import html

        return html(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[RenderableType]:
        from rich.text import Text as RichText

        from .preview import terminal

        width = max(options.max_width, 20)
        yield RichText.from_ansi(terminal(self, width, color=not console.no_color), no_wrap=True)

    # Inside

    def _addressed(self, transport: Transport, to: Destination | str | None) -> tuple[bytes, Destination]:
        """What a transport is given: the checked message as it writes it, and where it goes."""
        from .to import chosen

        if not callable(getattr(transport, "send", None)):
            raise ConfigurationError(f"a transport has a method send(body, to); {checks.shown(transport)} has none")
        body = self.to_json(api=getattr(transport, "wire", None)).encode()
        return body, chosen(to, transport)

    def _opened(
        self, context: type[C], kind: type[BuiltinSlide], fields: Fields, found: Found, needed: object = None
    ) -> C:
        """This message with one slide more, open for the steps of `context`, which need what `needed` holds."""
        if found:
            refuse(found, f"/slides/{self._begun()}")
        return context._chain(self._state[0], needed, (self._log, "slide", (kind, fields)))

    def _draft(self, api: Api | None = None) -> Draft:
        if api is not None:
            read_api(api)
        return folded(self._nodes())

    def _check(self, draft: Draft) -> None:
        """Refuse what no step could know: what shows in the finished message, and what came from elsewhere."""
        found = gaps(draft, self._state[0]) if draft.read is None else self.issues()
        if found:
            refuse(found)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return self.to_dict(check=False) == other.to_dict(check=False)

    def __hash__(self) -> int:
        return hash(_hashable(self.to_dict(check=False)))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._restored, (*self._state, [(verb, value) for _, verb, value in self._nodes()])

    @classmethod
    def _restored(cls, limits: Limits, needed: object, steps: Iterable[tuple[str, Any]]) -> Self:
        return cls._chain(limits, needed, linked(steps))

    def __repr__(self) -> str:
        from .describe import described

        return described(type(self), self._draft(), _OPENERS)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            from .describe import missing

            raise AttributeError(missing(type(self), name, _OPENERS))


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


_OPENERS: Mapping[str, type[Message]] = {
    "table": TableMessage,
    "list": ListMessage,
    "label": LabelMessage,
    "image": ImageMessage,
    "chart": ChartMessage,
    "graph": GraphMessage,
    "section": SectionMessage,
}


def _a_message(outcome: object, step: object) -> object:
    if not isinstance(outcome, Message):
        name = getattr(step, "__name__", checks.shown(step))
        hint = "return the message that the step made"
        refuse([checks.wrong_type(outcome, "", f"what {name} returned", "a message", CARDKIT, hint=hint)])
    return outcome


def _hashable(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset((key, _hashable(item)) for key, item in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, list) else value
