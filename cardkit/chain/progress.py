"""What a chain has so far: slides, sections, entries, and the keys of instant buttons that are taken; and where it is.

A step needs it for the path in an error, or to choose a key. The progress that was asked for last is kept and
continued, so that a chain of n steps costs O(n) even if each step asks, not O(n²).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..card import Section
from ..payload.payload import Payload
from ..reading.part import Raw
from .builder import Node, PayloadBuilder, Verb, add_instant, add_slide_button, reserved_keys, set_card, set_text

T = TypeVar("T")

_REPLACED: Mapping[Verb, str] = {set_text: "/text", set_card: "/card"}
"""The path of the part that a verb replaces as a whole."""


class Progress(PayloadBuilder):
    """A builder that also keeps the log it was built from, and the keys of buttons that are taken.

    `keys` are those of instant buttons, `slide_keys` those of the buttons of the open slide.
    `unread` holds, by path, the parts of the start that could not be parsed and that no step has replaced.
    """

    __slots__ = ("keys", "log", "slide_keys", "unread")

    def __init__(self, start: Payload) -> None:
        super().__init__(start)
        self.log: Node | None = None
        self.keys: set[str | None] = {*reserved_keys(start)}
        self.slide_keys: set[str | None] = set()
        self.unread = unread_parts(start)

    def close(self) -> None:
        super().close()
        self.slide_keys.clear()

    def add(self, verb: Verb, value: Any) -> None:
        """Apply one more step."""
        verb(self, value)
        if verb is add_instant:
            self.keys.add(value.key)
        elif verb is add_slide_button:
            self.slide_keys.add(getattr(value, "key", None))
        self.unread.pop(_REPLACED.get(verb, ""), None)

    def entry_count(self) -> int:
        """How many entries the open slide or section has."""
        name = self.open.entry_field if self.open else ""
        before: Sequence[Any] = getattr(self.open, name) if name else ()
        return len(before) + len(self.entries)

    def button_count(self) -> int:
        """How many buttons steps have added to the open slide."""
        return len(self.settings.get("buttons", ()))

    def section_count(self) -> int:
        """How many sections the card has."""
        return len(self.sections) + (len(self.start.card.sections) if self.start.card else 0)

    def open_path(self) -> str:
        """The path of the open slide or section."""
        if isinstance(self.open, Section):
            return f"/card/sections/{self.section_count() - 1}"
        return f"/slides/{len(self.slides) - 1}"

    def next_slide_path(self) -> str:
        """The path of the slide that is added next."""
        return f"/slides/{len(self.slides)}"

    def next_section_path(self) -> str:
        """The path of the section that is added next."""
        return f"/card/sections/{self.section_count()}"

    def next_button_path(self, in_card: bool) -> str:
        """The path of the button that is added next, below the card or within it."""
        if not in_card:
            return f"/buttons/{len(self.start.buttons) + len(self.buttons)}"
        before = self.start.card.buttons if self.start.card else ()
        return f"/card/buttons/{len(before) + len(self.card_buttons)}"


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


def unread_parts(payload: Payload) -> dict[str, Raw]:
    """The parts of a payload that could not be parsed and to which a step would add, by path."""
    parts = {raw.path: raw for raw in payload.unknown if raw.path.count("/") == 1}
    within = payload.card.unknown if payload.card else ()
    return parts | {f"/card{raw.path}": raw for raw in within if raw.path in {"/sections", "/buttons"}}
