"""The pytest plugin: `cliq_sandbox`, a local Cliq for one test, and what differs where two messages are asserted equal.

What the sandbox needs is loaded when a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ..chain.message import Message
from ..errors.wording import cut
from ..payload import Payload

if TYPE_CHECKING:
    from ..sandbox import Sandbox


@pytest.fixture
def cliq_sandbox() -> Iterator[Sandbox]:
    """A running sandbox of this test's own; its `transport` posts to it, its `messages` are what arrived."""
    from ..sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """The differences of two messages that ``assert a == b`` found unequal, a line for each."""
    for kind in (Message, Payload):
        if op == "==" and isinstance(left, kind) and isinstance(right, kind):
            from .comparison import diff

            return [f"{cut(repr(left))} == {cut(repr(right))}", *diff(left, right).splitlines()]
    return None
