"""The pytest plugin: `cliq_sandbox`, a local Cliq for one test, and what differs where two messages are asserted equal.

What the sandbox needs is loaded when a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from ..chain.message import Message
from ..errors.wording import counted, cut
from ..payload import Payload
from ..reading.guards import is_array
from .comparison import diff

if TYPE_CHECKING:
    from ..sandbox import Sandbox


@pytest.fixture
def cliq_sandbox() -> Iterator[Sandbox]:
    """A running sandbox of this test's own; its `transport` posts to it, its `messages` are what arrived."""
    from ..sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """The differences of messages, or of lists of them, that ``assert a == b`` found unequal, a line for each."""
    told = _told(left, right) if op == "==" else None
    return None if told is None else [f"{cut(repr(left))} == {cut(repr(right))}", *told]


def _told(left: object, right: object) -> list[str] | None:
    """The differences, or None where not only messages are compared."""
    if isinstance(left, Message | Payload) and isinstance(right, Message | Payload):
        return diff(left, right).splitlines()
    if isinstance(left, list) is not isinstance(right, list):
        return None
    one, other = _all_messages(left), _all_messages(right)
    return None if one is None or other is None else _of_lists(one, other)


def _all_messages(value: object) -> Sequence[Message | Payload] | None:
    """The entries of a list or a tuple, if all are messages."""
    if not is_array(value):
        return None
    entries = [entry for entry in value if isinstance(entry, Message | Payload)]
    return entries if len(entries) == len(value) else None


def _of_lists(left: Sequence[Message | Payload], right: Sequence[Message | Payload]) -> list[str]:
    """How the lengths differ, and what differs in the first entry that does."""
    lengths = f"{counted(len(left), 'messages')} != {counted(len(right), 'messages')}"
    lines = [] if len(left) == len(right) else [lengths]
    at = next((at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), None)
    if at is not None:
        return [*lines, *[f"message {at + 1}, {line}" for line in diff(left[at], right[at]).splitlines()]]
    rest, side = (left[len(right) :], "first") if len(left) > len(right) else (right[len(left) :], "second")
    start = min(len(left), len(right)) + 1
    return [*lines, *[f"message {at}: only in the {side}: {cut(repr(each))}" for at, each in enumerate(rest, start)]]
