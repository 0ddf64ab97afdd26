"""Files that several processes write to: whole writes, and locks that end with their process."""

from __future__ import annotations

import os
import sys


def write_whole(file: int, data: bytes) -> None:
    """Write to an open file by one call of the system.

    Raises:
        OSError: it cannot be written, or only a part of it was.
    """
    written = os.write(file, data)
    if written != len(data):
        raise OSError(None, f"only {written} of {len(data)} bytes were written, is the disk full?")


def lock(file: int, *, wait: bool = False) -> None:
    """Keep other processes and runs out of an open file until it is closed.

    Args:
        file: its descriptor.
        wait: until it is free.

    Raises:
        OSError: somebody has it already.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, 1 << 30, os.SEEK_SET)  # a place far behind, so that the lines themselves can be read
        msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
