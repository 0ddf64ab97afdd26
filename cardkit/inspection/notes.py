"""What generated code changes in a message and what it keeps as JSON, each with its place and the reason."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..errors import Issue
from ..errors.issue import pointer
from ..errors.wording import counted, escaped, shown
from ..reading.place import MISSING, Json, Maybe, Missing
from .pretty import WIDTH

_NUMBER = re.compile(r"/\d+(?=/|$)")
_REWRITTEN = " is written as "
_EMPTY: Sequence[Json] = ("", [], {}, None)


class Note(NamedTuple):
    """One note: a JSON Pointer into the message as it was, what happened there and why; `more` places are alike."""

    path: str
    what: str
    reason: str = ""
    more: int = 0

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        others = f" (and {counted(self.more, 'place')} more like it)" if self.more else ""
        return escaped(f"{self.path or 'the message'}: {self.what}{reason}{others}")


class _Change(NamedTuple):
    """A place where two bodies differ, and both values."""

    path: str
    before: Maybe
    after: Maybe


class Reasons:
    """Why something could not stay as it was: what issues say about it, or else that it has another form."""

    def __init__(self, issues: Iterable[Issue], form: str) -> None:
        self.form = form
        self._messages: dict[str, str] = {}
        self._within: dict[str, str] = {}
        for issue in sorted(issues, key=lambda issue: issue.severity):  # errors come first
            path = issue.path
            self._messages.setdefault(path, issue.message)
            while path:
                path = path.rpartition("/")[0]
                self._within.setdefault(path, issue.message)

    def exactly(self, path: str) -> str:
        """What the first issue at a place says; empty if there is none."""
        return self._messages.get(path, "")

    def at(self, path: str) -> str:
        """What the first issue at a place says, else the first one within it; empty if there is none."""
        return self._messages.get(path) or self._within.get(path, "")


def notes(before: Json, made: Json, raw: Sequence[str], reasons: Reasons) -> Sequence[Note]:
    """What is different in the body that code makes, and what the code is given as JSON.

    Args:
        before: the body of the message.
        made: that of the code's message.
        raw: the paths of what is given as JSON.
        reasons: why.
    """
    changes = [*_changes(before, made, "")]
    moves = _moves(changes)
    arrived = {*moves.values()}
    normalised = [_changed(change, reasons, moves) for change in changes if change.path not in arrived]
    kept = [Note(path, "kept as JSON", reasons.at(path) or "no step writes this form") for path in raw]
    return [*_grouped(normalised), *_grouped(kept)]


def comments(noted: Iterable[Note]) -> str:
    """The notes as comments of Python."""
    lines: list[str] = []
    for note in noted:
        lines += textwrap.wrap(
            f"# {note}", WIDTH, subsequent_indent="#   ", break_on_hyphens=False, break_long_words=False
        )
    return "".join([f"{line}\n" for line in lines])


def _changes(before: Maybe, after: Maybe, path: str) -> Iterator[_Change]:
    """The differences of two values, compared in depth where both have the same form."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and (before.keys() & after.keys() or not path):
        for key in before | after:
            yield from _changes(before.get(key, MISSING), after.get(key, MISSING), path + pointer(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and after != [before]:
        for at, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _changes(one, other, f"{path}/{at}")
    else:
        yield _Change(path, before, after)


def _moves(changes: Sequence[_Change]) -> dict[str, str]:
    """The new path of each value that moved within its parent, by its old path."""
    arrived = {
        _key(change.after): change.path
        for change in changes
        if isinstance(change.before, Missing) and change.after not in _EMPTY
    }
    moves: dict[str, str] = {}
    for path, before, after in changes:
        target = arrived.get(_key(before), "") if isinstance(after, Missing) else ""
        if target.startswith(f"{path.rpartition('/')[0]}/"):
            moves[path] = target
    return moves


def _key(value: Maybe) -> str:
    return "" if isinstance(value, Missing) else json.dumps(value, sort_keys=True)


def _changed(change: _Change, reasons: Reasons, moves: Mapping[str, str]) -> Note:
    path, before, after = change
    reason = reasons.at(path)
    if path in moves:
        return Note(path, f"written at {moves[path]}", reason or reasons.form)
    if isinstance(after, Missing):
        blank = before in _EMPTY or (isinstance(before, str) and before.isspace())
        empty = "what is empty counts as not given" if blank else "no step writes it"
        return Note(path, "left out", reason or empty)
    if isinstance(before, Missing):
        holder = reasons.at(path.rpartition("/")[0])
        return Note(path, f"added as {shown(after)}", _ADDED.get(path) or holder or reasons.form)
    if after == [before]:
        return Note(path, "written one array deeper", reasons.exactly(path) or reasons.form)
    if before == [after]:
        return Note(path, "written without the array around it", reasons.form)
    return Note(path, f"{shown(before)}{_REWRITTEN}{shown(after)}", reason or reasons.form)


_ADDED = {"/card/theme": "every card that a step makes has a theme"}


def _grouped(noted: Iterable[Note]) -> Iterator[Note]:
    """Of the notes that are alike the first, with how many others there are."""
    groups: dict[tuple[str, str, str], list[Note]] = {}
    for note in noted:
        groups.setdefault(_kind(note), []).append(note)
    for first, *others in groups.values():
        yield first._replace(more=len(others))


def _kind(note: Note) -> tuple[str, str, str]:
    """What is the same in notes that are alike: all but the numbers of their paths, and values that are rewritten."""
    _, rewritten, _ = note.what.partition(_REWRITTEN)
    return _NUMBER.sub("/*", note.path), rewritten or note.what, note.reason
