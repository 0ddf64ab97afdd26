"""A file that tells a later run what an earlier one sent, so that nothing is posted twice."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..errors import ConfigurationError
from ..reading.json import object_or_empty
from ..to import Destination

if TYPE_CHECKING:
    from ..chain.message import Message

HEAD = {"journal": "cardkit.transport.send_all", "version": 1}
"""The first line."""
STATES = {"sending", "sent", "failed"}

LOG = logging.getLogger("cardkit.transport")


def name_of(message: Message, place: Destination) -> str:
    """What tells a message at its place from others, without telling what it says."""
    body = message.to_json(check=False)
    return hashlib.sha256(f"{place!r}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Journal:
    """A file with one line for each change: the message's place, its name, and what became of it.

    It belongs to one run at a time. Each line is on the disk before the next thing happens. A last line that was cut
    off by a crash is dropped, as what it would have told had not happened yet.

    Args:
        path: the file; it is made where it is missing, in a folder that exists.

    Raises:
        ConfigurationError: the file cannot be opened, is no journal or one of another version, or another run has it.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._states: dict[int, tuple[str, str]] = {}
        self._late = b""  # lines that could not be written yet
        try:
            self._path = Path(path)
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._file = os.open(self._path, flags, 0o666)
        except (OSError, ValueError, TypeError) as error:
            raise ConfigurationError(f"the journal {path} cannot be opened: {error}") from error
        try:
            self._begin()
        except OSError as error:
            self.close()
            raise ConfigurationError(f"the journal {path} cannot be used; another run may have it: {error}") from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let another run have it."""
        os.close(self._file)

    def state(self, index: int, name: str) -> str | None:
        """What became of a message: ``"sending"``, ``"sent"``, ``"failed"`` or None.

        Raises:
            ConfigurationError: the journal has another message at this place.
        """
        known, state = self._states.get(index, (name, ""))
        if known != name:
            raise ConfigurationError(
                f"the journal {self._path} has another message at place {index + 1}; start a new one"
            )
        return state or None

    def begin(self, index: int, name: str) -> None:
        """Note that a message is being sent, on the disk before this returns.

        Raises:
            ConfigurationError: the file cannot be written, or is no longer the one of its name. Nothing was sent.
        """
        self._check_present()
        try:
            self._write(_line(index, name, "sending"))
        except OSError as error:
            raise ConfigurationError(f"the journal {self._path} cannot be written: {error}") from error
        self._states[index] = name, "sending"

    def end(self, index: int, name: str, state: str) -> None:
        """Note what became of it. Where that cannot be written it is logged, and written before the next message."""
        self._states[index] = name, state
        line = _line(index, name, state)
        try:
            self._write(line)
        except OSError as error:
            self._late += line
            LOG.warning(
                "the journal %s cannot be written (%s): message %d was %s, and a later run will call it unknown",
                self._path,
                error,
                index + 1,
                state,
                extra={"file": str(self._path), "reason": str(error)},
            )

    def _write(self, line: bytes) -> None:
        """Append whole lines, or nothing."""
        lines, start = self._late + line, os.fstat(self._file).st_size
        try:
            write_whole(self._file, lines)
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, start)
            raise
        self._late = b""

    def _check_present(self) -> None:
        """See to it that a later run will find what is written now.

        Raises:
            ConfigurationError: somebody removed the file, put another in its place, or cut it.
        """
        try:
            same = os.path.samestat(os.fstat(self._file), os.stat(self._path))
        except OSError:
            same = False
        if not same:
            raise ConfigurationError(f"the journal {self._path} was removed or replaced while it was in use")

    def _begin(self) -> None:
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            raise ConfigurationError(f"the journal {self._path} is no regular file")
        lock(self._file)
        whole, end, cut = self._content().rpartition(b"\n")
        lines = whole.splitlines()
        head = _line_of(HEAD)
        if lines:
            self._check_head(lines[0])
            for line in lines[1:]:
                self._take(line)
        elif not head.startswith(cut):
            raise ConfigurationError(f"{self._path} is no journal of send_all")
        os.ftruncate(self._file, len(whole) + len(end))
        if not lines:
            self._write(head)

    def _content(self) -> bytes:
        os.lseek(self._file, 0, os.SEEK_SET)
        with open(self._file, "rb", closefd=False) as file:
            return file.read()

    def _check_head(self, line: bytes) -> None:
        head = object_or_empty(line)
        if head.get("journal") != HEAD["journal"]:
            raise ConfigurationError(f"{self._path} is no journal of send_all")
        if head != HEAD:
            came, known = head.get("version"), HEAD["version"]
            raise ConfigurationError(
                f"the journal {self._path} is of version {came!r}, and this cardkit reads {known}; start a new one"
            )

    def _take(self, line: bytes) -> None:
        note = object_or_empty(line)
        index, name, state = (note.get(key) for key in ("index", "name", "state"))
        if type(index) is not int or not isinstance(name, str) or state not in STATES:
            raise ConfigurationError(f"the journal {self._path} is damaged; it has the line {line[:80]!r}")
        self._states[index] = name, str(state)


def _line(index: int, name: str, state: str) -> bytes:
    return _line_of({"index": index, "name": name, "state": state})


def _line_of(note: dict[str, Any]) -> bytes:
    return json.dumps(note).encode() + b"\n"


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
