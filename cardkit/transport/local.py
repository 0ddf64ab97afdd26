"""Transports that keep messages on this machine, in memory or in a file, and what files of several processes need."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from ..chain.message import Message
from ..errors import ConfigurationError, TransportError
from ..errors.wording import counted, shown
from ..reading.guards import refuse_webhook
from ..to import Destination, chosen
from .base import Receipt
from .calls import check_handed

T = TypeVar("T")


class MemoryTransport:
    """Keep every message in memory, for tests: `sent` is a list of ``(body, to)``, `messages` are the same as messages.

    Args:
        destination: where messages go that are sent without ``to=``.

    Raises:
        ConfigurationError: `destination` is not a destination.

    >>> from cardkit import Message
    >>> memory = MemoryTransport()
    >>> receipt = Message("Hi").send(memory, to="chat:CT_1")
    >>> [(body, str(to)) for body, to in memory.sent]
    [(b'{"text":"Hi"}', 'chat:CT_1')]
    >>> memory.messages == [Message("Hi")]
    True
    >>> memory
    <MemoryTransport: 1 message>
    """

    def __init__(self, *, destination: Destination | None = None) -> None:
        self.destination = None if destination is None else chosen(destination, None)
        self.sent: list[tuple[bytes, Destination]] = []

    def __repr__(self) -> str:
        return f"<MemoryTransport: {counted(len(self.sent), 'message')}>"

    @property
    def messages(self) -> list[Message]:
        """The messages that were sent, each parsed from its body and equal to the original.

        Raises:
            ConstraintError: a body that was sent is not a JSON object.
        """
        return [Message.from_json(body) for body, _ in self.sent]

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Keep one message.

        Raises:
            ConfigurationError: the body is not bytes, or ``to`` is not a `Destination`.
        """
        check_handed(body, to)
        self.sent.append((body, to))
        return Receipt(status=200)


class FileTransport:
    """Append each message to a file as one line ``{"to": "chat:CT_1", "message": {…}}``.

    `to.parse` reads ``to``. Several processes may append to the same file: each line is appended by one system call.
    After a torn line, such as one that a full disk cut off, a new line begins.

    Args:
        path: the file. It is created if it is missing, in a folder that exists.
        destination: where messages go that are sent without ``to=``.

    Raises:
        ConfigurationError: `path` is not a path, or `destination` is not a destination.

    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> from cardkit import Message
    >>> path = Path(mkdtemp(), "sent.jsonl")
    >>> receipt = Message("Hi").send(FileTransport(path), to="chat:CT_1")
    >>> print(path.read_text(encoding="utf-8"), end="")
    {"to": "chat:CT_1", "message": {"text":"Hi"}}
    """

    def __init__(self, path: str | os.PathLike[str], *, destination: Destination | None = None) -> None:
        self.path = path_of(path)
        self.destination = None if destination is None else chosen(destination, None)

    def __repr__(self) -> str:
        return f"FileTransport({str(self.path)!r})"

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Append one message.

        Raises:
            ConfigurationError: the body is not bytes, or ``to`` is not a `Destination`.
            TransportError: the file cannot be written; the cause is the operating system's error.
        """
        check_handed(body, to)
        head = json.dumps({"to": str(to)}, ensure_ascii=False)[:-1].encode()
        line = head + b', "message": ' + body.replace(b"\n", b" ") + b"}\n"
        try:
            self._append(line)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise TransportError(f"{str(self.path)!r} cannot be written: {reason}") from error
        return Receipt(status=200)

    def _append(self, line: bytes) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        file = os.open(self.path, flags, 0o666)
        try:
            with suppress(OSError):  # where files cannot be locked, two may see the same torn line
                lock(file, wait=True)
            if self._torn(file):
                line = b"\n" + line
            write_whole(file, line)
        finally:
            os.close(file)

    def _torn(self, file: int) -> bool:
        """Whether the last line lacks its line end; False for what is no regular file, where it cannot be read."""
        known = os.fstat(file)
        if not stat.S_ISREG(known.st_mode) or not known.st_size:
            return False
        try:
            with self.path.open("rb") as reader:
                reader.seek(-1, os.SEEK_END)
                return reader.read(1) != b"\n"
        except OSError:
            return False


def in_each_child(objects: Iterable[T], renew: Callable[[T], object]) -> None:
    """Call a function with each of some objects in every process that is forked from this one."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: [renew(one) for one in list(objects)])


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


def join(thread: Thread) -> None:
    """Wait for a thread to end, unless the interpreter does, as when a block that never ended is dropped.

    No thread goes on then, and from Python 3.13 on whoever waits for one waits for ever.
    """
    if not sys.is_finalizing():
        thread.join()


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
