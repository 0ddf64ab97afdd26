"""Files that several processes write to: whole writes, and locks that the system releases when a process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError
from ..reading.guards import refuse_webhook


def path_of(given: Any, name: str = "path", *, absolute: bool = False) -> Path:
    """The path that a setting names, which is text or a path.

    Raises:
        ConfigurationError: it is neither, or names no file; the address of a webhook is not shown.
    """
    refuse_webhook(given)
    cause: Exception | None = None
    try:
        path = Path(given)
        if path.name.strip():
            return path.absolute() if absolute else path
    except (TypeError, OSError) as error:
        cause = error
    raise ConfigurationError(f"{name}={given!r} must be text or a path that names a file") from cause


def write_whole(file: int, data: bytes) -> None:
    """Write to an open file by one system call.

    Raises:
        OSError: it cannot be written, or only a part of it was.
    """
    written = os.write(file, data)
    if written != len(data):
        raise OSError(None, f"only {written} of {len(data)} bytes were written, is the disk full?")


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
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
