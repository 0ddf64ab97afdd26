"""The pytest plugin: `cliq_sandbox`, a local Cliq for one test. What it needs is loaded when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .sandbox import Sandbox


@pytest.fixture
def cliq_sandbox() -> Iterator[Sandbox]:
    """A running sandbox of this test's own; its `transport` posts to it, its `messages` are what arrived."""
    from .sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox
