"""Totals of the steps of a chain: how many slides, sections and entries there are, and which keys are taken.

Only a step that refuses something asks, and one that takes a key. The tally of the chain that asked last is kept and
counted on, so that asking at every step of a chain takes as long as the chain, not its square.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from ..payload.payload import Payload
from .draft import Draft, Node, Verb, add_instant, reserved_keys, set_card, set_text

T = TypeVar("T")

_REPLACED: Mapping[Verb, str] = {set_text: "/text", set_card: "/card"}
"""The steps that replace a part of the start, and its path."""


class Tally(Draft):
    """A draft that also knows the keys of instant buttons that are taken, and what of its start cannot be read.

    `unread` has those parts by their paths, without those that a step has replaced.
    """

    __slots__ = ("keys", "unread")

    def __init__(self, start: Payload) -> None:
        super().__init__(start)
        self.keys: set[str | None] = {*reserved_keys(start)}
        self.unread = {raw.path: raw for raw in start.unknown if raw.path.count("/") == 1}

    def add(self, verb: Verb, value: Any) -> None:
        """Take one step more."""
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


class _Counted(NamedTuple):
    """A tally and the chain that it is of."""

    start: Payload
    log: Node | None
    tally: Tally


_last: list[_Counted] = []  # one, or none while somebody counts: whoever takes it out owns it


def asked(start: Payload, log: Node | None, question: Callable[[Tally], T]) -> T:
    """The answer to a question about the tally of a chain."""
    try:
        before = _last.pop()
    except IndexError:
        before = _Counted(start, None, Tally(start))
    if before.start is not start:
        before = _Counted(start, None, Tally(start))
    nodes: list[Node] = []
    node = log
    while node is not None and node is not before.log:
        nodes.append(node)
        node = node[0]
    tally = before.tally if node is before.log else Tally(start)
    for _, verb, value in reversed(nodes):
        tally.add(verb, value)
    answer = question(tally)
    _last[:] = [_Counted(start, log, tally)]
    return answer
