"""A transport that appends messages to a file, one JSON line each."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress

from ..errors import TransportError
from ..to import Destination, chosen
from .base import Receipt
from .calls import check_handed
from .files import lock, path_of, write_whole


class FileTransport:
    """Append each message to a file as one line ``{"to": "chat:CT_1", "message": {…}}``.

    `to.parse` reads ``to``, with the bot and the people it may name. Several processes may append to the same file:
    each line is appended by one system call. After a torn line, such as one that a full disk cut off, a new line is
    started.

    Args:
        path: the file; it is made where it is missing, in a folder that exists.
        destination: where messages go that are sent without `to`.

    Raises:
        ConfigurationError: one of the two is none.
    """

    def __init__(self, path: str | os.PathLike[str], *, destination: Destination | None = None) -> None:
        self.path = path_of(path)
        self.destination = None if destination is None else chosen(destination, None)

    def __repr__(self) -> str:
        return f"FileTransport({str(self.path)!r})"

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Append one message.

        Raises:
            ConfigurationError: the body is not of bytes, or ``to`` is no `Destination`.
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
