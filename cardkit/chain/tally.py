"""Totals of the steps of a chain: how many slides, sections and entries there are, and which keys are taken.

Only a step that refuses something asks, and one that takes a key. The tally of the chain that asked last is kept and
counted on, so that asking at every step of a chain takes as long as the chain, not its square.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..payload.payload import Payload
from .draft import (
    Node,
    Verb,
    add_entries,
    add_entry,
    add_instant,
    add_slide,
    add_slide_button,
    open_section,
    open_slide,
    reserved_keys,
    set_text,
)

if TYPE_CHECKING:
    from ..buttons import AnyButton, Instant

T = TypeVar("T")


class Tally:
    """The counts of a start and the steps so far.

    `entries` and `slide_buttons` are those of what is open, `unread` the parts of the start that cannot be read, by
    their paths.
    """

    __slots__ = ("entries", "instants", "keys", "sections", "slide_buttons", "slides", "text", "unread", "verbs")

    def __init__(self, start: Payload) -> None:
        self.slides = len(start.slides)
        self.sections = len(start.card.sections) if start.card else 0
        self.entries = 0
        self.slide_buttons: list[AnyButton] = []
        self.text = start.text
        self.instants: list[Instant] = []
        self.keys: set[str | None] = {*reserved_keys(start)}
        self.verbs: set[Verb | None] = set()
        self.unread = {raw.path: raw for raw in start.unknown if raw.path.count("/") == 1}

    def add(self, verb: Verb, value: Any) -> None:
        """Count one step more."""
        self.verbs.add(verb)
        if verb is add_entry:
            self.entries += 1
        elif verb is add_entries:
            self.entries += len(value)
        elif verb is open_slide:
            self.slides += 1
            self.entries = len(getattr(value, value.entries)) if value.entries else 0
            self.slide_buttons = []
        elif verb is add_slide_button:
            self.slide_buttons.append(value)
        elif verb is add_slide:
            self.slides += 1
        elif verb is open_section:
            self.sections += 1
            self.entries = len(value.fields)
        elif verb is add_instant:
            self.instants.append(value)
            self.keys.add(value.key)
        elif verb is set_text:
            self.text = value


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
