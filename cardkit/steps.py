"""The immutable log of steps that every chain stands on.

A chain is two references: a small state (the limits in force, and what the steps of the open slide need) and a log of
steps in which each node points at the one before. A step makes a new chain whose log is one node longer: nothing is
copied, the old chain stays as it was, and two branches share the nodes of their common prefix without ever seeing each
other's.

The verbs of a log are ``"slide"`` and ``"section"`` (one begins: its kind and its fields), ``"add"`` and ``"extend"``
(one entry or many for it) and ``"set"`` (settings for it); any other is a part of the envelope, such as ``"text"``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, Self, TypeAlias, TypeVar

from .checks import Found, refuse
from .errors import Issue
from .limits import Limits

Needed = TypeVar("Needed")

Node: TypeAlias = tuple[Any, str, Any]  # the node before or None, the verb, its value
Reader: TypeAlias = Callable[[Any, Found, Callable[[], int]], tuple[Any, ...]]


def linked(steps: Iterable[tuple[str, Any]]) -> Node | None:
    """The log of verbs and their values, in their order."""
    node: Node | None = None
    for verb, value in steps:
        node = (node, verb, value)
    return node


OPENING = frozenset({"slide", "section"})
"""The verbs that open what further steps fill."""

_blank = object.__new__


class Steps(Generic[Needed]):
    """What `Message` and the steps of each kind of slide have in common: see the module."""

    __slots__ = ("_log", "_state")

    _state: tuple[Limits, Needed]
    _log: Node | None

    @classmethod
    def _chain(cls, limits: Limits, needed: Any, log: Node | None) -> Self:
        """A chain from the limits, what the steps of its open slide need, and its log."""
        new = _blank(cls)
        new._state = (limits, needed)
        new._log = log
        return new

    def _step(self, verb: str, value: object) -> Self:
        """This chain and one step more, with the same slide open."""
        new = _blank(self.__class__)
        new._state = self._state
        new._log = (self._log, verb, value)
        return new

    def _extend(self, read: Reader, given: object) -> Self:
        """This chain with the entries that `read` makes of `given`, all or none."""
        found: Found = []
        batch = read(given, found, self._count)
        if found:
            self._refuse(found)
        return self._step("extend", batch)

    def _nodes(self) -> list[Node]:
        """The nodes of the log, the first first."""
        nodes: list[Node] = []
        node = self._log
        while node is not None:
            nodes.append(node)
            node = node[0]
        nodes.reverse()
        return nodes

    def _entries(self) -> list[Any]:
        """The entries that the open slide has by now, in order."""
        entries: list[Any] = []
        node = self._log
        while node is not None:
            _, verb, value = node
            if verb == "add":
                entries.append(value)
            elif verb == "extend":
                entries += reversed(value)
            elif verb in OPENING:
                kind, fields = value
                entries += reversed(fields[kind.place])
                break
            node = node[0]
        entries.reverse()
        return entries

    def _count(self) -> int:
        return len(self._entries())

    def _values(self, verb: str) -> list[Any]:
        """The values of all steps with a verb, in order."""
        return [value for _, known, value in self._nodes() if known == verb]

    def _begun(self, opening: str = "slide") -> int:
        """How many slides, or how many sections, have begun by now."""
        return len(self._values(opening))

    def _within(self) -> str:
        """The path of what is open."""
        return f"/slides/{self._begun() - 1}"

    def _refuse(self, found: Iterable[Issue], within: str = "") -> None:
        """Raise the errors among `found`, whose paths are relative to `within` in what is open."""
        refuse(found, f"{self._within()}{within}")
