"""A transport that appends messages to a file, one JSON line each."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..errors import TransportError
from ..to import Destination
from .base import Receipt


class FileTransport:
    """Append each message to a file as one line ``{"to": "chat:CT_1", "message": {…}}``.

    ``as_bot`` and ``users`` stand beside ``to`` where the destination has them. Several processes may append to the
    same file: each line is written whole, at the end, by one call of the system.

    Args:
        path: the file; it is made where it is missing, in a folder that exists.
        destination: where messages go that are sent without `to`.
    """

    def __init__(self, path: str | os.PathLike[str], *, destination: Destination | None = None) -> None:
        self.path = Path(path)
        self.destination = destination

    def __repr__(self) -> str:
        return f"FileTransport({str(self.path)!r})"

    def send(self, body: bytes, to: Destination) -> Receipt:
        """Append one message.

        Raises:
            TransportError: the file cannot be written; the cause is the operating system's error.
        """
        address: dict[str, Any] = {"to": str(to)}
        if to.as_bot is not None:
            address["as_bot"] = to.as_bot
        if to.users:
            address["users"] = list(to.users)
        head = json.dumps(address, ensure_ascii=False)[:-1].encode()
        line = head + b', "message": ' + body.replace(b"\n", b" ") + b"}\n"
        try:
            self._append(line)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise TransportError(f"{str(self.path)!r} cannot be written: {reason}") from error
        return Receipt(status=200)

    def _append(self, line: bytes) -> None:
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            written = os.write(file, line)
            if written != len(line):
                raise OSError(None, f"only {written} of {len(line)} bytes were written, is the disk full?")
        finally:
            os.close(file)
