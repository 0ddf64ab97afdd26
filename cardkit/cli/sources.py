"""The files that a command line names: patterns, folders and standard input become sources, and a source its body."""

from __future__ import annotations

import glob
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..errors import ConstraintError, Issue
from ..inspection.positions import Position, position, positions, refused
from ..reading.place import RFC
from .output import UNUSABLE, Unusable, plain

T = TypeVar("T")

STDIN = "<stdin>"
_SEPARATORS = re.escape(f"/{os.sep}")
_ANY_DEPTH = re.compile(rf"(?<![^{_SEPARATORS}])\*\*(?:[{_SEPARATORS}]++(?!$)|$)")  # ** where it is a whole part


class Source(NamedTuple):
    """One body to read: the name that is shown, its path (None for standard input), and what is wrong with the name."""

    name: str
    path: str | None
    problem: Issue | None = None


class Finding(NamedTuple):
    """One issue of one file; it has no position where the file has no text, and no text where it cannot be read."""

    file: str
    position: Position | None
    issue: Issue
    text: str | None = None


class FaultyFile(Exception):  # noqa: N818 - a file may be faulty without an error of the program
    """A file cannot be used: the findings tell why, and `status` is the exit status for that."""

    def __init__(self, findings: Sequence[Finding], status: int = UNUSABLE) -> None:
        super().__init__(findings, status)
        self.findings, self.status = findings, status


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
        for source in _sources_of(name):
            found.setdefault("-" if source.path is None else os.path.normpath(source.path), source)
    return list(found.values())


def read_body(source: Source, parse: Callable[[str], T]) -> tuple[str, T]:
    """The text of a source, and what `parse` makes of it.

    Raises:
        FaultyFile: there is no text, or `parse` raises a `ConstraintError`, for it holds no body.
    """
    text = _text(source)
    try:
        return text, parse(text)
    except ConstraintError as error:
        found = [Finding(source.name, refused(text, issue.code), issue, text) for issue in error.issues]
        raise FaultyFile(found) from error


def placed(source: Source, text: str, issues: Sequence[Issue]) -> Sequence[Finding]:
    """Issues of a body as findings of its file."""
    places = positions(text, [issue.path for issue in issues])
    return [Finding(source.name, place, issue, text) for place, issue in zip(places, issues, strict=True)]


def read_data(source: Source) -> bytes:
    """What a source holds.

    Raises:
        FaultyFile: it cannot be read.
    """
    issue = source.problem
    if issue is None:
        try:
            return _stdin() if source.path is None else Path(source.path).read_bytes()
        except FileNotFoundError:
            issue = _no_file()
        except (OSError, ValueError) as error:
            issue = _unreadable(error)
    raise FaultyFile([Finding(source.name, None, issue)])


def _text(source: Source) -> str:
    """The text of a source without a byte order mark."""
    data = read_data(source)
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding)
        place = position(before, len(before))
        raise FaultyFile([Finding(source.name, place, _not_decoded(data, error))]) from error


def _stdin() -> bytes:
    if sys.stdin is None:
        raise ValueError("standard input is closed")
    return sys.stdin.buffer.read()


def _sources_of(name: str) -> Iterator[Source]:
    if name == "-":
        yield Source(STDIN, None)
    elif not name:
        yield Source("''", name, _no_file())
    elif os.path.isdir(name):
        yield from _in_folder(name)
    elif os.path.lexists(name) or not glob.has_magic(name):
        yield Source(name, name)
    else:
        yield from _matches(name)


def _matches(pattern: str) -> Iterator[Source]:
    matches = sorted({match for match in _expanded(pattern) if _may_be_file(match)})
    if not matches:
        yield Source(pattern, pattern, _nothing("the pattern matches no file", _from_here()))
    yield from [Source(match, match) for match in matches]


def _expanded(pattern: str) -> Iterator[str]:
    """As `glob`, but ``**`` follows no link to a folder: links lead in circles, and to the same file on many ways."""
    head, *tail = _ANY_DEPTH.split(pattern, maxsplit=1)
    if not tail:
        yield from glob.iglob(pattern)
        return
    for start in glob.iglob(head) if head else [""]:
        for where, folders, _ in os.walk(start or os.curdir):
            folders[:] = [name for name in folders if not name.startswith(".")]
            below = where if start else where[2:]  # without the ./ that nobody wrote
            yield from _expanded(os.path.join(glob.escape(below), tail[0] or "*"))


def _may_be_file(path: str) -> bool:
    """Whether it is a file, or a link to nothing, which is told; not a pipe, which may never end."""
    return os.path.isfile(path) or not os.path.exists(path)


def refuse_overwriting(source: Source, out: Path | None) -> None:
    """Refuse to write over what is read.

    Raises:
        Unusable: the output is the source.
    """
    if out and source.path and os.path.exists(source.path) and os.path.exists(out) and out.samefile(source.path):
        raise Unusable(f"{plain(str(out))} is what is read; name another file for the output")


def _in_folder(folder: str) -> Iterator[Source]:
    troubles: list[OSError] = []
    count = 0
    for where, folders, files in os.walk(folder, onerror=troubles.append):
        folders.sort()
        for name in sorted(files):
            path = os.path.normpath(os.path.join(where, name))
            if name.lower().endswith(".json") and _may_be_file(path):
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
    try:
        return f"a path from {os.getcwd()}"
    except OSError:
        return "a path from /: the folder you are in was removed"


def _unreadable(error: Exception) -> Issue:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Issue("", "unreadable", f"it cannot be read: {reason}", "a file that you may read")


def _not_decoded(data: bytes, error: UnicodeDecodeError) -> Issue:
    got = " ".join([f"{byte:02X}" for byte in data[error.start : error.start + 4]])
    name, hint = error.encoding.upper()[:6], "save it as UTF-8"
    if name not in {"UTF-16", "UTF-32"}:  # these are told by the first bytes
        name, hint = "UTF-8", "save it as UTF-8; it may be Windows-1252"
    return Issue("", "not-utf-8", f"the text is not {name}", "UTF-8", f"the bytes {got}", RFC, hint=hint)
