"""`Message`, which has the steps that work whatever is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import iscoroutine
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar, overload

from ..errors.wording import shown
from ..limits import CARDKIT, CLIQ, Limits, read_limits
from ..payload.payload import EMPTY, Payload
from ..reading.frozen import hashable
from ..reading.guards import is_iterable, require_flags
from ..reading.json import json_object, read_json
from ..reading.place import Place
from . import parts
from .builder import Node, Verb, add_slide, nodes_of, set_text
from .buttons import ButtonSteps
from .cards import CardSteps
from .envelope import EnvelopeSteps
from .openers import OPENED, Openers
from .output import Output, described
from .progress import Progress, unread_parts
from .steps import Context
from .views import Views

if TYPE_CHECKING:
    from ..slides import Slide

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound="Message")
N = TypeVar("N", bound="Message")
T = TypeVar("T")

_PLAIN = Context(CLIQ, EMPTY)


class Message(Views, CardSteps, ButtonSteps, EnvelopeSteps, Openers, Output):
    """A message for a Zoho Cliq chat, written as one chain.

    Every step returns a new message and leaves the old one as it was, so any prefix can be kept and continued twice.
    `table`, `list`, `label`, `image`, `chart`, `graph` and `text_slide` each open a slide. The steps of a slide, such
    as `row` or `item`, exist only while it is open.

    Args:
        text: the text above the card; blank text counts as not given.
        limits: other limits than the service's, from ``attrs.evolve(cardkit.limits.CLIQ, …)``.
        fit: accept what is too long, too many or cannot be sent, and cut it when the message is built: text is
            shortened, entries beyond a limit are left out and counted, empty slides are left out. `fitted` lists what
            was changed.

    Raises:
        ConstraintError: the text is not a string, has control characters or more than 10,000 characters. With `fit`
            only the first raises.
        ConfigurationError: `limits` are not `Limits`, or `fit` is neither True nor False.

    >>> alert = Message("Two hosts are down").card(title="Alert")
    >>> alert.list(["web-2", "web-7"], title="Hosts").to_dict()["card"]
    {'title': 'Alert', 'theme': 'modern-inline'}
    >>> hosts = Message("Two hosts").table(["Host", "State"]).row("web-1", "up")
    >>> both = hosts.row("web-2", "down")
    >>> len(hosts.slides[0].rows), len(both.slides[0].rows)
    (1, 2)
    """

    __slots__ = ()

    _opener: ClassVar[str] = ""
    """The opener that returns this class; nothing is open after the others."""

    def __init_subclass__(cls, opener: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if not cls.__module__.startswith(f"{__package__}."):
            raise TypeError("Message is final: write a function that takes a message, and call it with .pipe")
        cls._opener = opener
        setattr(OPENED, opener, cls)

    def __init__(self, text: str | None = None, *, limits: Limits | None = None, fit: bool = False) -> None:
        self._context = _PLAIN if limits is None and fit is False else _context(limits, fit)
        self._log = None if text is None else (None, set_text, self._read_text(text))
        self._open = None

    # From what is there already

    @classmethod
    def from_dict(cls, body: Mapping[str, Any], *, limits: Limits | None = None) -> Message:
        """Read the JSON body of a message. Nothing is lost. Errors in it are not raised; `issues` lists them.

        Further steps continue the message. A slide of an unknown or unreadable kind becomes a `RawSlide`, and unknown
        keys are kept. The message is written in the form in which it was read; `to_dict` with ``api=`` writes another.

        Args:
            body: a mapping of JSON values; it is copied.
            limits: limits other than the service's, from ``attrs.evolve(cardkit.limits.CLIQ, …)``.

        Raises:
            ConstraintError: it is not a JSON object, or nested more than 64 levels deep.

        >>> steps = {"type": "list", "data": ["a"]}
        >>> message = Message.from_dict({"text": "Hi", "slides": [steps], "later": 1})
        >>> message.slides[0].items, message.to_dict()["later"]
        (('a',), 1)
        """
        from ..payload.parse import parse_body

        limits = read_limits(limits)
        return cls._starting(parse_body(json_object(body, limits.depth), limits), limits)

    @classmethod
    def from_json(cls, text: str | bytes, *, limits: Limits | None = None) -> Message:
        """Read JSON text that holds the body of a message, as `from_dict` does.

        Raises:
            ConstraintError: it is not a JSON object, has a key twice in one object, NaN, Infinity or a number with
                thousands of digits, or is nested more than 64 levels deep.

        >>> Message.from_json('{"text": "Hi"}').text("Hello").to_json()
        '{"text":"Hello"}'
        """
        from ..payload.parse import parse_body

        limits = read_limits(limits)
        return cls._starting(parse_body(read_json(text, limits.depth), limits), limits)

    def slide(self, slide: Slide) -> Message:
        """Add a slide object: one of `cardkit.slides`, a `RawSlide`, or one of your own with the methods of `Slide`.

        Raises:
            ConstraintError: it is not a slide, or has errors under this message's limits.

        >>> from cardkit import Table
        >>> Message("Hosts").slide(Table(["Host"], [["web-1"]])).to_dict()["slides"][0]["type"]
        'table'
        """
        self._raise_errors(parts.custom.check_appendable(slide, self._context.limits), Progress.next_slide_path)
        self._require_readable("/slides")
        return Message._chain(self._context, (self._log, add_slide, slide))

    # General helpers

    @overload
    def when(self, condition: object, step: Callable[[Self], M], otherwise: None = None) -> Self | M: ...
    @overload
    def when(self, condition: object, step: Callable[[Self], M], otherwise: Callable[[Self], N]) -> M | N: ...
    def when(self, condition: object, step: Callable[[Any], Any], otherwise: Callable[[Any], Any] | None = None) -> Any:
        """Take `step` if the condition is true, else `otherwise`, if that is given.

        Args:
            condition: any value; its truth counts.
            step: a function from a message to a message.
            otherwise: the same, for a condition that is false.

        Raises:
            ConstraintError: the condition is a function or a coroutine, which is always true; or a step is not
                callable, or did not return a message.

        >>> failed, passed = lambda m: m.text("failed"), lambda m: m.text("passed")
        >>> Message("Build").when(False, failed, passed).to_json()
        '{"text":"passed"}'
        """
        _require_condition(condition)
        for given in (step, otherwise):
            if given is not None:
                _require_step(given)
        taken = step if condition else otherwise
        return self if taken is None else _require_message(taken(self), taken)

    @overload
    def each(self, items: Iterable[T], step: Callable[[Self, T], Self]) -> Self: ...
    @overload
    def each(self, items: Iterable[T], step: Callable[[Message, T], Message]) -> Message: ...
    def each(self, items: Iterable[Any], step: Callable[[Any, Any], Any]) -> Any:
        """Call `step` with the message so far and each item in turn, and continue with what it returns.

        Raises:
            ConstraintError: `step` is not callable or did not return a message, or `items` is not iterable.

        >>> todo = Message("Todo").list()
        >>> todo.each(["Eat", "Sleep"], lambda m, item: m.item(item)).slides[0].items
        ('Eat', 'Sleep')
        """
        _require_step(step)
        if not isinstance(items, str) and not is_iterable(items):
            hint = ".when(condition, step) for a single step"
            _refuse(items, "what .each goes through", "a list, or another iterable", hint)
        message: Any = self
        for item in items:
            message = _require_message(step(message, item), step)
        return message

    def pipe(self, function: Callable[Concatenate[Self, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `function` with the message and the further arguments, and return what it returns.

        >>> def signed(message, name):
        ...     return message.label({"Sent by": name})
        >>> Message("Report").pipe(signed, "Ana").slides[0].fields
        (Field(name='Sent by', value='Ana'),)
        """
        _require_step(function)
        return function(self, *args, **kwargs)

    # Inside

    @classmethod
    def _starting(cls, payload: Payload, limits: Limits) -> Self:
        """A message without steps that starts from a payload."""
        return cls._chain(Context(limits, payload, unread=bool(unread_parts(payload))), None)

    def _message_from(self, payload: Payload) -> Message:
        return Message._starting(payload, self._context.limits)

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
        return described(type(self).__name__, self._payload(), self._opener)


def _context(limits: Limits | None, fit: bool) -> Context:
    """The context of a new message that has limits of its own or is made to fit.

    Raises:
        ConfigurationError: `limits` is no `Limits`, or `fit` no bool.
    """
    require_flags(fit=fit)
    return Context(read_limits(limits), EMPTY, fit=fit)


def _refuse(given: object, what: str, expected: str, hint: str) -> None:
    """Raise the error of an argument of the wrong kind."""
    place = Place(what, source=CARDKIT)
    place.wrong_type(given, expected, hint=hint)
    place.raise_errors()


def _require_condition(condition: object) -> None:
    """Refuse a function or a coroutine in the place of its result: as a condition it would always be true."""
    called = isinstance(condition, (FunctionType, MethodType, BuiltinFunctionType))
    if hint := "call it" if called else "await it" if iscoroutine(condition) else "":
        _refuse(condition, "the condition", "its result, true or false", hint)


def _require_step(step: object) -> None:
    if not callable(step):
        _refuse(step, "a step", "a function of the message", 'lambda message: message.card("…")')


def _require_message(outcome: object, step: object) -> object:
    if not isinstance(outcome, Message):
        name = getattr(step, "__name__", shown(step))
        _refuse(outcome, f"what {name} returned", "a message", "return the message that the step made")
    return outcome
