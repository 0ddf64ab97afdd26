"""What a transport needs of the operating system: paths and locks of files, forks, threads, and clocks."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from ..errors import ConfigurationError
from ..errors.wording import shown
from ..reading.guards import refuse_webhook

T = TypeVar("T")


def in_each_child(objects: Iterable[T], renew: Callable[[T], object]) -> None:
    """Call a function with each of some objects in every process that is forked from this one."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: [renew(one) for one in list(objects)])


class PerProcess(dict[int, T]):
    """By the id of a process what it has for itself, as a fork shares none of it; also a fork that Python did not see.

    Nothing is made before it is needed: gevent may come after the object that has this, and changes locks and threads.

    >>> locks = PerProcess()
    >>> locks.own(list) is locks.own(list)
    True
    """

    def own(self, make: Callable[[], T]) -> T:
        """What this process has, made now if it has none."""
        process = os.getpid()
        return self[process] if process in self else self.setdefault(process, make())

    def end(self, close: Callable[[T], object]) -> None:
        """Close what this process has; what is of others stays open, and is kept, as its own end would close it."""
        process = os.getpid()
        if process in self:
            close(self.pop(process))
        _OF_OTHERS.extend(self.values())


_OF_OTHERS: list[object] = []


def path_of(given: Any, name: str = "path") -> Path:
    """The path that a setting names, which is text or a path, from the root on: the folder may change until it is used.

    Raises:
        ConfigurationError: it is neither, or names no file; the address of a webhook is not shown.
    """
    refuse_webhook(given)
    cause: Exception | None = None
    try:
        path = Path(given)
        if path.name.strip():
            return path.absolute()
    except (TypeError, OSError) as error:
        cause = error
    raise ConfigurationError(f"{name}={shown(given)} must be text or a path that names a file") from cause


def background(work: Callable[[], object], name: str) -> Thread:
    """A thread, not yet started, for which the end of a program does not wait.

    An isolated subinterpreter has none of these. There its end waits for the thread, so that a `Sandbox` or `working()`
    that is left open keeps it from ending.
    """
    try:
        return Thread(target=work, name=name, daemon=True)
    except RuntimeError:
        return Thread(target=work, name=name, daemon=False)


def join(thread: Thread) -> None:
    """Wait for a thread to end, unless the interpreter does, as when a block that never ended is dropped.

    No thread goes on then, and from Python 3.13 on whoever waits for one waits for ever.
    """
    if not sys.is_finalizing():
        thread.join()


def lock(file: int, *, wait: bool = False) -> None:
    """Take the exclusive lock of an open file, until it is closed.

    Args:
        file: its descriptor.
        wait: wait until the lock is free.

    Raises:
        OSError: another process, or another open file of this one, holds the lock.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, 1 << 30, os.SEEK_SET)  # a byte far beyond the end, since a locked byte cannot be read
        msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        with suppress(ImportError):  # a Python in a browser may lack it, and is alone with its files
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def uptime() -> float:
    """Seconds since the machine was started, including sleep if the system counts it.

    >>> uptime() <= uptime()
    True
    """
    return time.clock_gettime(_UPTIME) if _UPTIME is not None else time.monotonic()


def _uptime_clock() -> int | None:
    """The id of the clock of `uptime`, None for that of `time.monotonic`."""
    if sys.platform == "darwin":
        return time.CLOCK_MONOTONIC
    with suppress(AttributeError, OSError):  # WebAssembly has the name and not the clock
        time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.CLOCK_BOOTTIME
    return None


_UPTIME = _uptime_clock()


@cache
def boot() -> str:
    """An id that changes with each start of this machine; the name of the machine if the system has no such id."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return platform.node()
