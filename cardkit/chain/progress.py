"""What a chain has so far: slides, sections, entries, and the keys of instant buttons that are taken.

A step needs it for the path in an error, or to choose a key. The last is cached and continued, so that a chain of n
steps costs O(n) even if each step asks, not O(n²).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..payload.payload import Payload, unread_parts
from .builder import Node, PayloadBuilder, Verb, add_instant, reserved_keys, set_card, set_text

T = TypeVar("T")

_REPLACED: Mapping[Verb, str] = {set_text: "/text", set_card: "/card"}
"""The path of the part that a verb replaces as a whole."""


class Progress(PayloadBuilder):
    """A builder that also keeps the log it was built from, and the keys of instant buttons that are taken.

    `unread` holds, by path, the parts of the start that could not be parsed and that no step has replaced.
    """

    __slots__ = ("keys", "log", "unread")

    def __init__(self, start: Payload) -> None:
        super().__init__(start)
        self.log: Node | None = None
        self.keys: set[str | None] = {*reserved_keys(start)}
        self.unread = unread_parts(start)

    def add(self, verb: Verb, value: Any) -> None:
        """Apply one more step."""
        verb(self, value)
        if verb is add_instant:
            self.keys.add(value.key)
        self.unread.pop(_REPLACED.get(verb, ""), None)

    def entry_count(self) -> int:
        """How many entries the open slide or section has."""
        name = self.open.entry_field if self.open else ""
        before: Sequence[Any] = getattr(self.open, name) if name else ()
        return len(before) + len(self.entries)

    def section_count(self) -> int:
        """How many sections the card has."""
        return len(self.sections) + (len(self.start.card.sections) if self.start.card else 0)


_last: list[Progress] = []  # one entry at most; a thread pops it to own it, so that no two threads change it


def ask(start: Payload, log: Node | None, question: Callable[[Progress], T]) -> T:
    """What `question` returns for the progress of a chain, which continues the cached one if that is a prefix of it."""
    try:
        progress = _last.pop()
    except IndexError:
        progress = Progress(start)
    nodes: list[Node] = []
    node = log
    while node is not None and node is not progress.log:
        nodes.append(node)
        node = node[0]
    if progress.start is not start or node is not progress.log:
        progress = Progress(start)
    for _, verb, value in reversed(nodes):
        progress.add(verb, value)
    progress.log = log
    answer = question(progress)
    _last[:] = [progress]
    return answer
