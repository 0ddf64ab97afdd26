"""Log records as the rows of a card."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from .. import markup
from ..chain.fitting.cutting import shorten
from ..chain.message import Message
from ..errors.wording import counted
from ..limits import CLIQ, Background
from .tracebacks import traceback_block

_LONGEST_TITLE = 100  # characters; no page says how long the title of a slide may be


@frozen
class Entry:
    """One log record as a card shows it: `time` in seconds, and the traceback as text, empty without one.

    `said` is the text by which records are counted as equal, if a formatter adds more to `message`, such as the time.
    """

    time: float
    level: int
    logger: str
    message: str
    traceback: str = ""
    said: str | None = None

    @property
    def name(self) -> str:
        """The level by its name."""
        return logging.getLevelName(self.level)

    @property
    def clock(self) -> str:
        """The local time of day; empty if the record, which may come from another program, has no valid time."""
        try:
            return time.strftime("%H:%M:%S", time.localtime(self.time))
        except (TypeError, ValueError, OverflowError, OSError):
            return ""

    @property
    def kind(self) -> tuple[int, str, str]:
        """What records have in common that a card counts as one."""
        return self.level, self.logger, self.message if self.said is None else self.said


def card(entries: Sequence[Entry], dropped: int = 0) -> Message:
    """The message for some entries: a text for one, a table for several, with a traceback below.

    Of several tracebacks that of the most severe entry is shown, of several such the last. The title says whose it is,
    and how many others there were. One that is too long loses its outermost frames, but never the exception.

    Args:
        entries: at least one; equal messages of one logger become one row that counts them. Where there are more rows
            than a card takes, the most severe come first, and the least severe are left out.
        dropped: how many more there were for which there was no room.

    >>> message = card([Entry(0.0, 40, "shop", "no stock"), Entry(1.0, 30, "shop", "slow")])
    >>> message.payload.text
    '*2 log records*: 1 ERROR, 1 WARNING'
    >>> [row[1:] for row in message.slides[0].rows]
    [('ERROR', 'shop', 'no stock'), ('WARNING', 'shop', 'slow')]
    """
    if len(entries) == 1 and not dropped:
        return _with_traceback(_message(_line(entries[0]), entries), entries)
    message, rows = _message(_summary(entries, dropped), entries), _counted(entries)
    whole = _with_traceback(_table(message, rows), entries)
    levels = {entry.level for entry, _ in rows}
    if len(levels) == 1 or all(change.code != "left-out" for change in whole.fitted().changes):
        return whole
    severe_first = sorted(rows, key=lambda row: -row[0].level)  # the last are left out
    return _with_traceback(_table(message, severe_first), entries)


def _message(text: str, entries: Sequence[Entry]) -> Message:
    return Message(text, fit=True).style(background=_background(max(entry.level for entry in entries)))


def _table(message: Message, rows: Sequence[tuple[Entry, int]]) -> Message:
    cells = [_cells(entry, count) for entry, count in rows]
    return message.table(["Time", "Level", "Logger", "Message"]).rows(cells)


def _with_traceback(message: Message, entries: Sequence[Entry]) -> Message:
    """The message with the traceback of the last of the most severe entries that have one."""
    traced = [entry for entry in entries if entry.traceback]
    if not traced:
        return message
    shown = max(reversed(traced), key=lambda entry: entry.level)
    others = len({entry.traceback for entry in traced}) - 1
    title = "Traceback" if len(entries) == 1 else _title(shown, others)
    return message.text_slide(traceback_block(shown.traceback, CLIQ.text_slide_advised), title=title)


def _title(entry: Entry, others: int) -> str:
    """Whose traceback it is, in one line, and how many others there are."""
    said = entry.message if entry.said is None else entry.said
    whose = ": ".join(filter(None, [entry.logger, " ".join(said.split())]))
    title = shorten(f"Traceback of {markup.escape(whose)}", _LONGEST_TITLE)
    return f"{title} ({counted(others, 'others')} left out)" if others else title


def _line(entry: Entry) -> str:
    return f"{markup.bold(entry.name)} {markup.escape(entry.logger)}: {markup.escape(entry.message)}"


def _summary(entries: Sequence[Entry], dropped: int) -> str:
    levels = Counter(entry.level for entry in sorted(entries, key=lambda entry: -entry.level))
    counts = ", ".join([f"{count} {logging.getLevelName(level)}" for level, count in levels.items()])
    more = f", and {dropped} more for which there was no room" if dropped else ""
    return f"{markup.bold(f'{len(entries)} log records')}: {counts}{more}"


def _counted(entries: Sequence[Entry]) -> list[tuple[Entry, int]]:
    """The first of each kind, with how many there are."""
    counts, first = Counter(entry.kind for entry in entries), dict[tuple[int, str, str], Entry]()
    for entry in entries:
        first.setdefault(entry.kind, entry)
    return [(entry, counts[kind]) for kind, entry in first.items()]


def _cells(entry: Entry, count: int) -> tuple[str, str, str, str]:
    times = f" (\u00d7 {count})" if count > 1 else ""
    return entry.clock, entry.name, markup.escape(entry.logger), markup.escape(entry.message) + times


def _background(level: int) -> Background:
    if level >= logging.ERROR:
        return "red"
    return "yellow" if level >= logging.WARNING else "blue"
