"""Locks that are acquired before each fork: in a child, a lock held by another thread would never be released."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Protocol


class Closable(Protocol):
    """Something that must be closed before a fork, and reopens itself when it is used."""

    def close(self) -> None:
        """Close it; nobody uses it now."""
        ...


SQLITE_LOCK = threading.RLock()
"""Held while SQLite is used. Both locks are reentrant, so that a signal handler cannot deadlock with its own thread."""
MEMORY_LOCK = threading.RLock()
"""Held while a count in memory changes. To hold both, acquire `SQLITE_LOCK` first."""
CLOSED_BEFORE_FORK: weakref.WeakSet[Closable] = weakref.WeakSet()
"""The stores that are closed before a fork: one SQLite connection must not be open in two processes."""


def _before_fork() -> None:
    SQLITE_LOCK.acquire()
    for store in list(CLOSED_BEFORE_FORK):
        store.close()
    MEMORY_LOCK.acquire()


def _after_fork() -> None:
    MEMORY_LOCK.release()
    SQLITE_LOCK.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
