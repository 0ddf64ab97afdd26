"""The immutable log of steps behind every chain.

A chain has three fields: a context, which is the same for all of its steps (the limits, the payload it starts from), a
log, a linked list of steps in which each node refers to the previous one, and what the steps of the open slide need. A
step returns a new chain whose log is one node longer. Nothing is copied, the old chain does not change, and branches
share the nodes of their common prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from ..errors import Issue, raise_errors
from ..limits import Api, Limits
from ..payload.payload import Payload, read_api
from ..reading.lists import Count
from ..reading.options import Options
from ..reading.place import Place
from .draft import Node, Verb, add_entries, apply
from .hints import StepsMeta

if TYPE_CHECKING:
    from .tally import Tally

FITTED = frozenset({"bad-character", "out-of-range", "too-long", "too-many", "width-count", "width-sum"})
"""The codes of the issues that a message does not raise which is made to fit."""

Open = TypeVar("Open")
T = TypeVar("T")

_blank = object.__new__


class Context(NamedTuple):
    """What all steps of a chain need: the limits, and the payload it starts from.

    `fit` says that what the limits do not allow is taken all the same, and made to fit when the message is built.
    """

    limits: Limits
    start: Payload
    fit: bool = False


class Steps(Generic[Open], metaclass=StepsMeta):
    """The base of `Message` and of the steps of each kind of slide; see the module."""

    __slots__ = ("__weakref__", "_context", "_log", "_open")

    _context: Context
    _log: Node | None
    _open: Open

    @classmethod
    def _chain(cls, context: Context, log: Node | None, open: Any = None) -> Self:
        """A chain with this context and log, and what the steps of its open slide need."""
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
        """This chain with the entries that `read` returns for `given`: all of them, or an error."""
        place = Place("the entries")
        batch = read(given, place, self._count, options)
        if place.issues:
            self._refuse(place)
        return self._step(add_entries, batch)

    def __dir__(self) -> Iterable[str]:
        return dir(type(self))

    def _payload(self, api: Api | None = None) -> Payload:
        """The payload so far, not checked; where it is to fit, as it fits."""
        if api is not None:
            read_api(api)
        context = self._context
        if context.fit:
            from .fitting.fit import fit
            from .fitting.payloads import with_parts

            return with_parts(fit(self._written(), context.limits).payload, api=api)
        return apply(context.start, self._log, api)

    def _written(self) -> Payload:
        """The payload as the steps wrote it, though it may be too large."""
        return apply(self._context.start, self._log)

    def _asked(self, question: Callable[[Tally], T]) -> T:
        """The answer to a question about what the steps come to."""
        from .tally import asked

        return asked(self._context.start, self._log, question)

    def _count(self) -> int:
        """How many entries the open slide or section has."""
        return self._asked(lambda tally: tally.entry_count())

    def _slide_count(self) -> int:
        return self._asked(lambda tally: len(tally.slides))

    def _section_count(self) -> int:
        return self._asked(lambda tally: tally.section_count())

    def _path(self) -> str:
        """The path of the open slide or section."""
        return f"/slides/{self._slide_count() - 1}"

    def _refuse(self, place: Place, within: str = "") -> None:
        """Raise the errors of a place; their paths are relative to `within` in the open slide or section.

        Raises:
            ConstraintError: there are some.
        """
        issues = self._insisted(place.issues)
        if issues:
            raise_errors(issues, f"{self._path()}{within}")

    def _insisted(self, issues: Sequence[Issue]) -> Sequence[Issue]:
        """The errors of a step, where the message is made to fit only those that fitting will not take away."""
        cured = FITTED if self._context.fit else ()
        return [issue for issue in issues if issue.severity == "error" and issue.code not in cured]
