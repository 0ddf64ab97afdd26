"""Who sends: one program at a time, by a lock that the system lets go of when the program dies."""

from __future__ import annotations

import os
import weakref
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from ..transport.files import lock

SUFFIX = ".lock"
LONGEST = 80  # bytes of the note
_HELD: weakref.WeakSet[Lease] = weakref.WeakSet()


class Left(NamedTuple):
    """How many letters have left an outbox, which has a name of its own."""

    outbox: str
    number: int

    def knows_less(self, noted: Left | None) -> bool:
        """Whether more letters have left this outbox, as is noted elsewhere."""
        return noted is not None and noted.outbox == self.outbox and noted.number > self.number


class Lease:
    """The right to send what is in an outbox, and a note beside it of how many letters have left.

    The number tells whether the outbox forgot some: its log may have been deleted, or an older copy put in its place.

    Args:
        path: the outbox; the lock is a small file beside it.

    Raises:
        OSError: the outbox is no regular file, or there can be no file beside it.
    """

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_file():
            raise OSError(f"{path} is no regular file")
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file: int | None = os.open(path.with_name(path.name + SUFFIX), flags, 0o600)
        self._noted: Left | None = None

    @property
    def _open(self) -> int:
        assert self._file is not None  # noqa: S101 - it is in use, so it is not closed
        return self._file

    def acquire(self) -> bool:
        """Take the right, if nobody has it."""
        try:
            lock(self._open)
        except OSError:
            return False
        _HELD.add(self)
        os.lseek(self._open, 0, os.SEEK_SET)
        number, _, outbox = os.read(self._open, LONGEST).partition(b" ")
        if number.isdigit():
            self._noted = Left(outbox.decode("ascii", "replace").strip(), int(number))
        return True

    def noted(self) -> Left | None:
        """What was noted last of the letters that have left. Nobody else notes it as long as this has the right."""
        return self._noted

    def note(self, left: Left) -> None:
        """Note how many have left. It waits for no disk: the outbox itself has the number, too."""
        self._noted = left
        os.lseek(self._open, 0, os.SEEK_SET)
        with suppress(OSError):
            os.write(self._open, f"{left.number:020} {left.outbox}\n".encode("ascii"))

    def close(self) -> None:
        """Let somebody else have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _let_go() -> None:
    """In a forked process: the right is the parent's, and shall not outlive it here."""
    for lease in list(_HELD):
        lease.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
