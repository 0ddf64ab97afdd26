"""The immutable log of steps that every chain stands on.

A chain is two references: a small context (the limits in force, what the chain starts from, and what the steps of the
open slide need) and a log of steps in which each node points at the one before. A step makes a new chain whose log is
one node longer: nothing is copied, the old chain stays as it was, and two branches share the nodes of their common
prefix without ever seeing each other's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, Self, TypeVar

from ..errors import raise_errors
from ..limits import Api, Limits
from ..payload.payload import Payload, read_api
from ..reading.place import Place
from .draft import Verb, add_entries, apply
from .hints import StepsMeta
from .tally import Node, Tally, asked

Open = TypeVar("Open")
T = TypeVar("T")

_blank = object.__new__


class Context(NamedTuple):
    """What all steps of a chain need: the limits, what it starts from, and what the open slide is or holds so far."""

    limits: Limits
    start: Payload
    open: Any = None


class Steps(Generic[Open], metaclass=StepsMeta):
    """What `Message` and the steps of each kind of slide have in common: see the module."""

    __slots__ = ("_context", "_log")

    _context: Context
    _log: Node | None

    @classmethod
    def _chain(cls, context: Context, log: Node | None) -> Self:
        """A chain from its context and its log."""
        new = _blank(cls)
        new._context = context
        new._log = log
        return new

    def _step(self, verb: Verb, value: object) -> Self:
        """This chain and one step more, with the same slide open."""
        new = _blank(self.__class__)
        new._context = self._context
        new._log = (self._log, (verb, value))
        return new

    @property
    def _open(self) -> Open:
        """What the context holds of the open slide."""
        opened: Open = self._context[2]
        return opened

    def _extend(self, read: Callable[..., Sequence[Any]], given: object) -> Self:
        """This chain with the entries that `read` makes of `given`, all or none."""
        place = Place("the entries")
        batch = read(given, place, self._count)
        if place.issues:
            self._refuse(place)
        return self._step(add_entries, batch)

    def __dir__(self) -> Iterable[str]:
        return dir(type(self))

    def _steps(self) -> list[tuple[Verb, Any]]:
        """The verbs of the log and their values, the first first."""
        steps: list[tuple[Verb, Any]] = []
        node = self._log
        while node is not None:
            node, step = node
            steps.append(step)
        steps.reverse()
        return steps

    def _payload(self, api: Api | None = None) -> Payload:
        """The payload that the steps have made so far, checked or not."""
        if api is not None:
            read_api(api)
        return apply(self._context.start, self._steps(), api)

    def _asked(self, question: Callable[[Tally], T]) -> T:
        """The answer to a question about what the steps come to."""
        return asked(self._context.start, self._log, question)

    def _count(self) -> int:
        """How many entries what is open has by now."""
        return self._asked(lambda tally: tally.entries)

    def _slide_count(self) -> int:
        return self._asked(lambda tally: tally.slides)

    def _section_count(self) -> int:
        return self._asked(lambda tally: tally.sections)

    def _path(self) -> str:
        """The path of what is open."""
        return f"/slides/{self._slide_count() - 1}"

    def _refuse(self, place: Place, within: str = "") -> None:
        """Raise the errors of a place, whose paths are relative to `within` in what is open.

        Raises:
            ConstraintError: there are some.
        """
        raise_errors(place.issues, f"{self._path()}{within}")


def linked(steps: Iterable[tuple[Verb, Any]]) -> Node | None:
    """The log of verbs and their values, in their order."""
    node: Node | None = None
    for step in steps:
        node = (node, step)
    return node
