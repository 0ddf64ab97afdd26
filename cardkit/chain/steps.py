"""The immutable log of steps behind every chain.

A chain has three fields:

- `_context`, the same for all of its steps: the limits, and the payload it starts from;
- `_log`, a linked list of steps in which each node refers to the previous one;
- `_open`, the state that the steps of the open slide need, such as the count of its segments.

A step returns a new chain whose log is one node longer. Nothing is copied, the old chain does not change, and branches
share the nodes of their common prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Self, TypeVar

from attrs import frozen

from ..errors import ConstraintError, Issue
from ..errors.wording import shown
from ..limits import CARDKIT, Api, Limits, read_api
from ..payload.payload import Payload
from ..reading.lists import Count
from ..reading.options import Options
from ..reading.place import Place, relocated
from .builder import Node, Verb, add_entries, apply
from .hints import StepsMeta
from .progress import Progress, ask

FIXED_BY_FITTING = frozenset({"bad-character", "out-of-range", "too-long", "too-many", "width-count", "width-sum"})
"""The codes of the errors that a message with ``fit=True`` does not raise, since fitting removes them."""

T = TypeVar("T")

_blank = object.__new__


@frozen
class Context:
    """What all steps of a chain share: the limits, and the payload it starts from.

    With `fit`, steps accept what is over a limit, and building the message cuts it. With `unread`, the start has parts
    that could not be parsed.
    """

    limits: Limits
    start: Payload
    fit: bool = False
    unread: bool = False


class Counts(NamedTuple):
    """How many categories an open graph has, and how many values its last category has."""

    categories: int = 0
    values: int = 0


NO_COUNTS = Counts()


class Steps(metaclass=StepsMeta):
    """The base of `Message` and of the steps of each kind of slide; the module explains its fields."""

    __slots__ = ("__weakref__", "_context", "_log", "_open")

    _context: Context
    _log: Node | None
    _open: Any

    @classmethod
    def _chain(cls, context: Context, log: Node | None, open: Any = None) -> Self:
        """A chain with this context, log and state of the open slide."""
        new = _blank(cls)
        new._context = context
        new._log = log
        new._open = open
        return new

    def _step(self, verb: Verb, value: object) -> Self:
        """This chain with one more step and the same slide open."""
        new = _blank(type(self))
        new._context = self._context
        new._log = (self._log, verb, value)
        new._open = self._open
        return new

    def _extend(
        self,
        read: Callable[[object, Place, Count, Options | None], Sequence[Any]],
        given: object,
        options: Options | None = None,
    ) -> Self:
        """This chain with all entries that `read` returns for `given`.

        Raises:
            ConstraintError: one of the entries has an error; then none is added.
        """
        place = Place("the entries")
        batch = read(given, place, lambda: self._ask(Progress.entry_count), options)
        if place.issues:
            self._raise_errors(place.issues, Progress.open_path)
        return self._step(add_entries, batch)

    def __dir__(self) -> Iterable[str]:
        return dir(type(self))

    def _payload(self, api: Api | None = None) -> Payload:
        """The payload so far, not checked, but fitted if the message is made to fit."""
        if api is not None:
            read_api(api)
        context = self._context
        if context.fit:
            from .fitting.fit import fit

            return fit(self._unfitted(), context.limits).payload.changed(api=api)
        return apply(context.start, self._log, api)

    def _unfitted(self) -> Payload:
        """The payload as the steps wrote it, not fitted even if the message is made to fit."""
        return apply(self._context.start, self._log)

    def _ask(self, question: Callable[[Progress], T]) -> T:
        """What `question` returns for the progress of this chain."""
        return ask(self._context.start, self._log, question)

    def _raise_errors(self, issues: Sequence[Issue], path: Callable[[Progress], str] | None = None) -> None:
        """Raise the errors among the issues of a step; of a message made to fit not those that fitting removes.

        Args:
            issues: what was found of the arguments; warnings raise nothing.
            path: gives what stands before their paths. It is only asked if something is wrong.

        Raises:
            ConstraintError: there are errors.
        """
        fixed = FIXED_BY_FITTING if self._context.fit else ()
        errors = [issue for issue in issues if issue.severity == "error" and issue.code not in fixed]
        if errors:
            raise ConstraintError(relocated(errors, self._ask(path)) if path else errors)

    def _require_readable(self, *paths: str) -> None:
        """Refuse to add to a part of the body that could not be parsed: writing the part anew would lose it.

        Raises:
            ConstraintError: one of the paths leads to such a part, and no step has replaced it.
        """
        if not self._context.unread:
            return
        unread = self._ask(lambda progress: progress.unread)
        for path in paths:
            if path in unread:
                place = Place("what was read", path, source=CARDKIT)
                message = "what was read here cannot be understood, so nothing can be added to it"
                hint = _REPLACING_STEPS.get(path, "mend it in the body that was read")
                place.add("unreadable", message, "a part that can be read", shown(unread[path].json), hint=hint)
                self._raise_errors(place.issues)


_REPLACING_STEPS = {"/text": '.text("…") first', "/card": '.card("…") first'}
"""The hint for each part that could not be parsed: the step that replaces it as a whole."""
