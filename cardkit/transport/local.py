"""Transports that keep messages on this machine, in memory or in a file."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress

from ..chain.message import Message
from ..errors import TransportError
from ..errors.wording import counted
from ..to import Destination, chosen
from .base import Receipt
from .calls import check_handed
from .system import lock, path_of


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

        >>> from cardkit import to
        >>> MemoryTransport().send(b'{"text":"Hi"}', to.chat("CT_1")).status
        200
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
    >>> from tempfile import TemporaryDirectory
    >>> from cardkit import Message
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "sent.jsonl")
    ...     receipt = Message("Hi").send(FileTransport(path), to="chat:CT_1")
    ...     print(path.read_text(encoding="utf-8"), end="")
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
            written = os.write(file, line)
            if written != len(line):
                raise OSError(None, f"only {written} of {len(line)} bytes were written, is the disk full?")
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
