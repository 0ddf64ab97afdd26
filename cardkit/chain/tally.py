"""Totals of a chain: how many slides, sections and entries its steps made, and which keys of instant buttons are taken.

A step needs them for the path in an error, or to choose a key. The last tally is cached and continued, so that a chain
of n steps costs O(n) even if each step asks, not O(n²).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..payload.payload import Payload
from .draft import Draft, Node, Verb, add_instant, reserved_keys, set_card, set_text

T = TypeVar("T")

_REPLACED: Mapping[Verb, str] = {set_text: "/text", set_card: "/card"}
"""The path of the part that a verb replaces as a whole."""


class Tally(Draft):
    """A draft that also keeps the log it was built from, and the keys of instant buttons that are taken.

    `unread` holds, by path, the parts of the start that could not be parsed and that no step has replaced.
    """

    __slots__ = ("keys", "log", "unread")

    def __init__(self, start: Payload) -> None:
        super().__init__(start)
        self.log: Node | None = None
        self.keys: set[str | None] = {*reserved_keys(start)}
        self.unread = {raw.path: raw for raw in start.unknown if raw.path.count("/") == 1}

    def add(self, verb: Verb, value: Any) -> None:
        """Apply one more step."""
        verb(self, value)
        if verb is add_instant:
            self.keys.add(value.key)
        self.unread.pop(_REPLACED.get(verb, ""), None)

    def entry_count(self) -> int:
        """How many entries the open slide or section has."""
        name = self.open.entries if self.open else ""
        before: Sequence[Any] = getattr(self.open, name) if name else ()
        return len(before) + len(self.entries)

    def section_count(self) -> int:
        """How many sections the card has."""
        return len(self.sections) + (len(self.start.card.sections) if self.start.card else 0)


_last: list[Tally] = []  # one entry at most; a thread pops it to own it, so that no two threads change one tally


def ask(start: Payload, log: Node | None, question: Callable[[Tally], T]) -> T:
    """What `question` returns for the tally of a chain, which continues the cached tally if that is a prefix of it."""
    try:
        tally = _last.pop()
    except IndexError:
        tally = Tally(start)
    if tally.start is not start:
        tally = Tally(start)
    nodes: list[Node] = []
    node = log
    while node is not None and node is not tally.log:
        nodes.append(node)
        node = node[0]
    if node is not tally.log:
        tally = Tally(start)
    for _, verb, value in reversed(nodes):
        tally.add(verb, value)
    tally.log = log
    answer = question(tally)
    _last[:] = [tally]
    return answer
