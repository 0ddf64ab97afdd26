"""The locks that a fork waits for, so that no child finds one held by a thread that it does not have."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Protocol


class Closable(Protocol):
    """Something that must be closed before a fork, and opens itself again when it is used."""

    def close(self) -> None:
        """Close it; it is not in use."""
        ...


FILES = threading.RLock()
"""Held while SQLite is at work. Reentrant, as is the other, so that a signal's handler cannot wait for itself."""
MEMORY = threading.RLock()
"""Held while what a process counts for itself changes. Who holds both took `FILES` first."""
OPEN: weakref.WeakSet[Closable] = weakref.WeakSet()
"""What is closed before a fork, with both locks held: a connection must not be open in two processes."""


def _before_fork() -> None:
    FILES.acquire()
    for store in list(OPEN):
        store.close()
    MEMORY.acquire()


def _after_fork() -> None:
    MEMORY.release()
    FILES.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
