"""The files that a command line names: patterns, folders and standard input become sources, and a source its text."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import Issue
from ..inspection.positions import Position, position
from ..reading.place import RFC
from .words import Unusable, plain

STDIN = "<stdin>"


class Source(NamedTuple):
    """One body to read: the name that is shown, its path (None for standard input), and what is wrong with the name."""

    name: str
    path: str | None
    problem: Issue | None = None


class Unread(NamedTuple):
    """Why a source has no text, and where in it that shows."""

    issue: Issue
    position: Position | None = None


def piped() -> bool:
    """Whether something other than a keyboard is at standard input."""
    return sys.stdin is not None and not sys.stdin.isatty()


def sources(names: Iterable[str]) -> list[Source]:
    """Every file that the names mean, each once, in their order.

    Args:
        names: files, folders (every ``*.json`` below them), patterns with ``*``, ``?``, ``[…]`` and ``**``, and ``-``
            for standard input. A name that exists is never taken for a pattern.
    """
    found: dict[str, Source] = {}
    for name in names:
        for source in _named(name):
            found.setdefault("-" if source.path is None else os.path.normpath(source.path), source)
    return list(found.values())


def read(source: Source) -> str | Unread:
    """The text of a source without a byte order mark, or why there is none."""
    if source.problem is not None:
        return Unread(source.problem)
    try:
        data = _stdin() if source.path is None else Path(source.path).read_bytes()
    except FileNotFoundError:
        return Unread(_no_file())
    except (OSError, ValueError) as error:
        return Unread(_unreadable(error))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        return Unread(_not_utf_8(data, error), position(before, len(before)))


def _stdin() -> bytes:
    if sys.stdin is None:
        raise ValueError("standard input is closed")
    return sys.stdin.buffer.read()


def _named(name: str) -> Iterator[Source]:
    if name == "-":
        yield Source(STDIN, None)
    elif not name:
        yield Source("''", name, _no_file())
    elif os.path.isdir(name):
        yield from _below(name)
    elif os.path.lexists(name) or not glob.has_magic(name):
        yield Source(name, name)
    else:
        yield from _matches(name)


def _matches(pattern: str) -> Iterator[Source]:
    matches = sorted([match for match in glob.glob(pattern, recursive=True) if not os.path.isdir(match)])
    if not matches:
        yield Source(pattern, pattern, _nothing("the pattern matches no file", _from_here()))
    yield from [Source(match, match) for match in matches]


def refuse_overwriting(files: Iterable[Source], out: Path | None) -> None:
    """Refuse to write over what is read.

    Raises:
        Unusable: the output is one of the files.
    """
    for file in files:
        if out and file.path and os.path.exists(file.path) and out.exists() and out.samefile(file.path):
            raise Unusable(f"{plain(str(out))} is what is read; name another file for the output")


def _below(folder: str) -> Iterator[Source]:
    troubles: list[OSError] = []
    count = 0
    for where, folders, files in os.walk(folder, onerror=troubles.append):
        folders.sort()
        for name in sorted(files):
            path = os.path.normpath(os.path.join(where, name))
            if name.lower().endswith(".json") and not (os.path.exists(path) and not os.path.isfile(path)):  # as a pipe
                count += 1
                yield Source(path, path)
    for trouble in troubles:
        yield Source(str(trouble.filename), str(trouble.filename), _unreadable(trouble))
    if not count and not troubles:
        yield Source(folder, folder, _nothing("there is no *.json in this folder or below it", "name the file itself"))


def _nothing(message: str, hint: str) -> Issue:
    return Issue("", "nothing-matched", message, hint=hint)


def _no_file() -> Issue:
    return Issue("", "no-file", "there is no such file", "a file, a folder, a pattern or -", hint=_from_here())


def _from_here() -> str:
    return f"a path from {os.getcwd()}"


def _unreadable(error: Exception) -> Issue:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Issue("", "unreadable", f"it cannot be read: {reason}", "a file that you may read")


def _not_utf_8(data: bytes, error: UnicodeDecodeError) -> Issue:
    other = "UTF-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "Windows-1252"
    got = " ".join([f"{byte:02X}" for byte in data[error.start : error.start + 4]])
    hint = f"save it as UTF-8; it may be {other}"
    return Issue("", "not-utf-8", "the text is not UTF-8", "UTF-8", f"the bytes {got}", RFC, hint=hint)
