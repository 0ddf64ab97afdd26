"""The methods of a message that end a chain: build, write, check, fit, split and send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..card import POLL, PROMPT, Card
from ..errors import ConstraintError, Issue, Issues
from ..errors.wording import shown
from ..limits import Api, read_api
from ..payload.payload import EMPTY, Payload
from ..reading.part import Value
from ..slides import Slide
from .steps import Steps

if TYPE_CHECKING:
    from ..to import Destination
    from ..transport import Receipt, Transport
    from .fitting import Fitted, Parts
    from .message import Message


class Output(Steps):
    """The methods that build, write, check, fit, split and send a message."""

    __slots__ = ()

    def _message_from(self, payload: Payload) -> Message:
        """A message with the same limits that starts from a payload."""
        raise NotImplementedError

    def build(self, *, api: Api | None = None) -> Payload:
        """Check the message and return its frozen payload.

        Args:
            api: ``"v2"`` for the form of the published examples, ``"v3"`` for the flat form. None is the form in which
                the message was read, and ``"v2"`` for one that was not read.

        Raises:
            ConstraintError: the message has errors; its `issues` lists all of them.
            ConfigurationError: there is no such `api`.

        >>> from cardkit import Message
        >>> Message("Hi").build().text
        'Hi'
        """
        payload = self._payload(api)
        context = self._context
        if errors := payload.errors(context.limits, within_limits=context.start is EMPTY):
            raise ConstraintError(errors)
        return payload

    def to_dict(self, *, api: Api | None = None, check: bool = True) -> dict[str, Any]:
        """The message as new dicts and lists: the body that is sent.

        Args:
            api: as in `build`.
            check: raise for errors. With False a message that has errors is written too.

        Raises:
            ConstraintError: the message has errors, and `check` is true.
            ConfigurationError: there is no such `api`.

        >>> from cardkit import Message
        >>> Message("Hi").card(title="Report").to_dict()
        {'text': 'Hi', 'card': {'title': 'Report', 'theme': 'modern-inline'}}
        """
        payload = self.build(api=api) if check else self._payload(api)
        return payload.to_dict()

    def to_json(self, indent: int | str | None = None, *, api: Api | None = None, check: bool = True) -> str:
        """The message as JSON text.

        Args:
            indent: None for compact text, else as in `json.dumps`.
            api: as in `build`.
            check: as in `to_dict`.

        Raises:
            ConstraintError: the message has errors, and `check` is true.
            ConfigurationError: there is no such `api`.

        >>> from cardkit import Message
        >>> Message("Hi").to_json()
        '{"text":"Hi"}'
        """
        payload = self.build(api=api) if check else self._payload(api)
        return payload.to_json(indent)

    def to_code(self, *, api: Api | None = None, explain: bool = False) -> str:
        """The chain that builds the message, as a Python module.

        Args:
            api: None for code whose ``message`` equals this one: what no step writes stays JSON, in `RawSlide`,
                `raw_button` and `from_dict`. ``"v2"`` or ``"v3"`` for the normal form of that version: by steps
                throughout, without what is empty and without unknown keys of parts (those of the message stay). A card
                without a theme gets one. In a part with errors only what cannot be corrected stays JSON.
            explain: begin with comments, one for everything that was normalised or stays JSON: a JSON Pointer into
                ``to_dict(check=False)`` and the reason.

        Returns:
            The text of the module, formatted as ruff and black do. Limits of your own are not written.

        Raises:
            ConfigurationError: there is no such `api`.

        >>> from cardkit import Message
        >>> print(Message("Hosts").list(["web-1", "web-2"], title="Down").to_code(), end="")
        from cardkit import Message
        <BLANKLINE>
        message = Message("Hosts").list(["web-1", "web-2"], title="Down")
        >>> hosts = {"type": "list", "title": "", "data": ["web-1"]}
        >>> read = Message.from_dict({"text": "Hosts", "slides": [hosts]})
        >>> print(read.to_code(api="v2", explain=True), end="")
        from cardkit import Message
        <BLANKLINE>
        # /slides/0/title: left out: the title is empty, and counts as not given
        message = Message("Hosts").list(["web-1"])
        """
        from ..inspection.codegen import to_code

        read_api(api)
        return to_code(self._payload(), api, explain=explain)

    def issues(self) -> Issues:
        """List every error and warning. Nothing is raised, so an empty tuple means that the message is right.

        >>> from cardkit import Message
        >>> [issue.code for issue in Message().list(title="Todo").issues()]
        ['no-text', 'empty-slide']
        """
        return self._payload().issues(self._context.limits)

    def fitted(self) -> Fitted:
        """Cut the message to fit the limits, and list every change. Nothing is raised.

        Works for any message, also one that was read. Text is shortened, entries beyond a limit are left out
        and counted, a chart's rest becomes "Other", widths are scaled, empty slides and sections are left out, and
        characters that cannot be sent are removed. Other errors stay, and `issues` of the new message lists them.

        Returns:
            The `message` that fits, and its `changes`. Each change is an `Issue`, whose path leads into the message
            as it was before, and whose `got` says what was cut.

        >>> from cardkit import Message
        >>> shares = {"Web": 40, "App": 30, "API": 20, "Mail": 5, "Fax": 3, "Telex": 2}
        >>> fitted = Message("Calls", fit=True).chart("pie", shares).fitted()
        >>> fitted.message.slides[0].segments[-1]
        Point(label='Other', value=5)
        >>> [(change.code, change.message) for change in fitted.changes]
        [('merged', "2 of 6 segments became one, 'Other'")]
        """
        from .fitting import Fitted
        from .fitting.fit import fit

        limits = self._context.limits
        payload, changes = fit(self._unfitted(), limits)
        return Fitted(self._message_from(payload), changes)

    def split(self, *, as_thread: bool = False) -> Parts:
        """Divide the message into as many as needed, so that none is too large; nothing is lost.

        Tables repeat their headers, widths and sticky cells, titles are counted ("(2/3)"), text is cut between
        paragraphs, lines, sentences or words. Instant buttons stay where the text calls them; other buttons, a poll
        and a prompt are in the last message. All have the bot, the style, the message they reply to and the thread.
        What cannot be divided, such as a slide of your own class, stays whole.

        In a message with ``fit=True``, what cannot be divided is shortened or left out, as by `fitted`, and listed in
        `changes`: a label, a title, a button that copies too much, a slide's sixth button, a poll's eleventh option.

        Args:
            as_thread: ask for the id of the first message, so that `send_all` puts the others into a thread of it.

        Raises:
            ConstraintError: the message has errors that dividing it does not remove.

        >>> from cardkit import Message
        >>> parts = Message("Hosts").table(["Host"], [["web-1"]] * 1_000, title="All").split()
        >>> len(parts), sum(len(part.slides[0].rows) for part in parts)
        (2, 1000)
        >>> [(part.slides[0].title, part.payload.text) for part in parts]
        [('All (1/2)', 'Hosts'), ('All (2/2)', '(2/2)')]
        """
        from .fitting import Parts
        from .fitting.fit import repair
        from .fitting.split import split

        limits, payload, changes = self._context.limits, self._unfitted(), tuple[Issue, ...]()
        if self._context.fit:
            payload, changes = repair(payload, limits)
        messages = [self._message_from(part) for part in split(payload, limits)]
        if as_thread and len(messages) > 1:
            messages[0] = messages[0].sync()
        return Parts(messages, as_thread=as_thread, changes=changes)

    @property
    def payload(self) -> Payload:
        """The payload so far, without a check; `build` returns the checked one.

        >>> from cardkit import Message
        >>> Message("Half done").list(title="To do").payload.slides
        (List(items=(), title='To do', style=None),)
        """
        return self._payload()

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The slides so far, even if the message is not finished."""
        return self._payload().slides

    def send(self, transport: Transport, to: Destination | str | None = None) -> Receipt:
        """Check the message and send it through a transport.

        Args:
            transport: a `CliqTransport`, an `Outbox`, a `MemoryTransport`, or anything else with ``send(body, to)``.
            to: a place of `cardkit.to`, or its text such as ``"chat:CT_1"``; None takes ``transport.destination``.

        Returns:
            The `Receipt` of the transport, with the ids that the service told.

        Raises:
            ConstraintError: the message has errors; nothing was sent.
            ConfigurationError: the destination is missing or wrong, or the transport asynchronous; nothing was sent.
            TransportError: sending failed, or the transport returned no receipt.

        >>> from cardkit import Message
        >>> from cardkit.transport import MemoryTransport
        >>> Message("Disk is full").send(MemoryTransport(), to="channel:alerts").status
        200
        """
        from ..transport.calls import returned

        body, place = self._body_and_destination(transport, to)
        return returned(transport.send(body, place), transport)

    async def asend(self, transport: Transport, to: Destination | str | None = None) -> Receipt:
        """As `send`, for asyncio. A transport with `asend` waits in the event loop; any other runs in a thread.

        >>> import asyncio
        >>> from cardkit import Message
        >>> from cardkit.transport import MemoryTransport
        >>> asyncio.run(Message("Hi").asend(MemoryTransport(), to="channel:alerts")).status
        200
        """
        from inspect import isawaitable

        from ..transport.calls import call_in_thread, returned

        body, place = self._body_and_destination(transport, to)
        asend = getattr(transport, "asend", None)
        if asend is None:
            return returned(await call_in_thread(lambda: transport.send(body, place)), transport)
        answer: Any = asend(body, place)
        if isawaitable(answer):
            answer = await answer
        return returned(answer, transport, "asend")

    # Inside

    def _body_and_destination(self, transport: Transport, to: Destination | str | None) -> tuple[bytes, Destination]:
        """The arguments for a transport: the checked message as JSON, and the destination."""
        from ..reading.guards import require_transport
        from ..to import chosen

        require_transport(transport)
        body = self.to_json(api=getattr(transport, "wire", None)).encode()
        return body, chosen(to, transport)


def described(name: str, payload: Payload, open: str = "") -> str:
    """One line that identifies a message.

    >>> from cardkit import Message
    >>> Message("Hosts are up").card("Status").table(["Host"], title="All").row("web-1").list(["a", "b"])
    <ListMessage text='Hosts are up' card='Status' slides=[table 'All' rows=1, list items=2] open=list>
    """
    parts = [name]
    if payload.text is not None:
        parts.append(f"text={shown(payload.text)}")
    card = payload.card or Card()
    if payload.card is not None:
        parts.append(f"{card.theme if card.theme in {POLL, PROMPT} else 'card'}={shown(card.title)}")
    if payload.slides:
        parts.append(f"slides=[{', '.join(map(_slide_summary, payload.slides))}]")
    counts = {
        "sections": len(card.sections),
        "buttons": len(payload.buttons) + len(card.buttons),
        "instant_buttons": len(payload.references),
    }
    parts += [f"{name}={count}" for name, count in counts.items() if count]
    parts += payload.extra
    return f"<{' '.join([*parts, f'open={open}'] if open else parts)}>"


def _slide_summary(slide: Slide) -> str:
    if not isinstance(slide, Value):  # a custom slide may mean something else by these names
        return slide.type
    title, entries = getattr(slide, "title", None), getattr(slide, "entry_field", "")
    count = f" {entries}={len(getattr(slide, entries))}" if entries else ""
    return f"{slide.type}{'' if title is None else ' ' + shown(title)}{count}"
