"""`Lease`: the right of one program at a time to send, a file lock that the system releases when the program dies."""

from __future__ import annotations

import os
import weakref
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from ..transport.files import lock

SUFFIX = ".lock"
NOTE_BYTES = 80  # the most that is read of the lock file
_HELD: weakref.WeakSet[Lease] = weakref.WeakSet()


class Departures(NamedTuple):
    """How many letters have left an outbox; `outbox` is its random id."""

    outbox: str
    number: int

    def is_behind(self, noted: Departures | None) -> bool:
        """Whether the count noted elsewhere, for the same outbox, is higher: then this one has lost writes."""
        return noted is not None and noted.outbox == self.outbox and noted.number > self.number


class Lease:
    """The right to send from an outbox: a lock file, which also notes how many letters have left.

    If the outbox has a lower count than the note, it has lost writes: its write-ahead log was deleted, or it was
    restored from an older copy.

    Args:
        path: the outbox; the lock is a small file beside it.

    Raises:
        OSError: the outbox is no regular file, or the lock file cannot be created.
    """

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_file():
            raise OSError(f"{path} is no regular file")
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file: int | None = os.open(path.with_name(path.name + SUFFIX), flags, 0o600)
        self._noted: Departures | None = None

    @property
    def _open(self) -> int:
        assert self._file is not None  # noqa: S101 - it is in use, so it is not closed
        return self._file

    def acquire(self) -> bool:
        """Take the lock; False if another program has it."""
        try:
            lock(self._open)
        except OSError:
            return False
        _HELD.add(self)
        os.lseek(self._open, 0, os.SEEK_SET)
        number, _, outbox = os.read(self._open, NOTE_BYTES).partition(b" ")
        if number.isdigit():
            self._noted = Departures(outbox.decode("ascii", "replace").strip(), int(number))
        return True

    def noted(self) -> Departures | None:
        """The last note. Only the holder of the lock writes it, so it is read once and then remembered."""
        return self._noted

    def note(self, left: Departures) -> None:
        """Note how many have left, without waiting for the disk, as the outbox stores the number, too."""
        self._noted = left
        os.lseek(self._open, 0, os.SEEK_SET)
        with suppress(OSError):
            os.write(self._open, f"{left.number:020} {left.outbox}\n".encode("ascii"))

    def close(self) -> None:
        """Release the lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close_after_fork() -> None:
    """In a forked process: close the lock files, else the child would keep the lock when the parent has died."""
    for lease in list(_HELD):
        lease.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_after_fork)
