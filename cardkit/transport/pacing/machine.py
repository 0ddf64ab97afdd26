"""The budget of all processes of a user on one machine, in a small SQLite file.

It goes by two clocks: a monotonic one, and the time of day, which bridges a restart of the machine.
"""

from __future__ import annotations

import os
import sqlite3
import time
from copy import copy
from functools import cache, partial
from typing import NamedTuple, Self, TypeVar

from ...errors import ConfigurationError
from ...errors.wording import shown
from ...reading.guards import is_number
from ..kept_store import KeptStore
from ..store import BUSY, UnreadableError
from ..system import boot, uptime
from .budget import BUDGET, LONGEST, WINDOW, Budget, Ledger
from .process import Clock, OwnCount
from .shared import SharedPacing, Work

T = TypeVar("T")

SHORT_PATIENCE = 0.1
"""Seconds to wait for the file if the send must not wait, or if the file failed the last time."""
TABLES = (
    "ledgers (account TEXT PRIMARY KEY, ledger TEXT NOT NULL, ends REAL NOT NULL,"
    " ticks REAL NOT NULL, wall REAL NOT NULL, boot TEXT NOT NULL) WITHOUT ROWID",
)
READ = "SELECT ledger, ticks, wall, boot FROM ledgers WHERE account = ?"
WRITE = "INSERT OR REPLACE INTO ledgers (account, ledger, ends, ticks, wall, boot) VALUES (?, ?, ?, ?, ?, ?)"
CLEAN = (
    "DELETE FROM ledgers WHERE boot = :boot AND ends <= :ticks"
    " OR boot <> :boot AND wall + max(ends - ticks, 0) <= :wall"
)


class Moment(NamedTuple):
    """One moment by both clocks: `ticks` is the monotonic time since the machine started, `boot` names that start."""

    ticks: float
    wall: float
    boot: str

    def shift_from(self, then: Moment) -> float:
        """What to add to times that were stored in ticks at the moment `then`, to convert them to the present ticks.

        Without a restart of the machine, ticks simply go on, even if the time of day was set. After a restart, the time
        of day tells how much time has passed; if it went backwards, none has.
        """
        if self.boot == then.boot and self.ticks >= then.ticks:
            return 0.0
        return self.ticks - then.ticks - max(0.0, self.wall - then.wall)


class Clocks(NamedTuple):
    """The two clocks of a machine, and a name for its present start."""

    ticks: Clock
    wall: Clock
    boot: str

    def moment(self) -> Moment:
        """The present moment."""
        return Moment(self.ticks(), self.wall(), self.boot)


def clocks(clock: Clock | Clocks) -> Clocks:
    """The clocks for a setting: those of this machine for `time.time`; any other clock serves as both."""
    if isinstance(clock, Clocks):
        return clock
    return Clocks(uptime, time.time, boot()) if clock is time.time else Clocks(clock, clock, "")


class MachinePacing(SharedPacing):
    """Count the requests of every process of this user, in a small SQLite file. The count survives a restart.

    If the file cannot be used (locked, full, read-only, of another version), that is logged once, and for that call
    this process counts alone, with a quarter of the budget. A damaged file is moved aside, a deleted one is created
    again, and each process adds what it has under way. Setting the time of day changes nothing: the file uses the time
    since the machine started.

    Args:
        path: the file; by default one in the user's state folder.
        clock: the time in seconds, the same for all who share the file; by default the machine's clocks.
        budget: requests in any sliding window.
        window: its seconds.
        patience: seconds to wait for a file that another process holds.

    Raises:
        ConfigurationError: the budget, the window, the patience or the path makes no sense.

    >>> from cardkit.transport import CliqTransport
    >>> half = MachinePacing(budget=10)  # another machine has the other half
    >>> CliqTransport(token="1000.abc", pacing=half)
    CliqTransport('https://cliq.zoho.com/api/v2')
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        clock: Clock | Clocks = time.time,
        budget: int = BUDGET,
        window: float = WINDOW,
        patience: float = BUSY,
    ) -> None:
        if not is_number(patience) or not 0 <= patience <= LONGEST:
            raise ConfigurationError(f"patience={shown(patience)} must be a number of seconds, 0 or more")
        self._clocks, self._budget, self._patience = clocks(clock), Budget(budget, window), patience
        self._store = KeptStore(path, TABLES)
        self._last_write: list[tuple[str, Ledger]] = []  # one at most; a list, so that copies of this object share it
        own = _own_count if clock is time.time else _own_count.__wrapped__  # a clock of one's own is for tests
        super().__init__(own(str(self._store), self._clocks.ticks, self._budget), self._store)

    def within(self, seconds: float) -> Self:
        patience = max(seconds, SHORT_PATIENCE)
        if patience >= self._patience:
            return self
        other = copy(self)
        other._patience = patience
        return other

    def _change(self, account: str, work: Work[T]) -> T:
        patience = min(self._patience, SHORT_PATIENCE) if self._fallback.failing else self._patience
        return self._store.run(partial(self._changed, account, work), patience)

    def _changed(self, account: str, work: Work[T], db: sqlite3.Connection) -> T:
        moment = self._clocks.moment()
        row = db.execute(READ, (account,)).fetchone()
        ledger = Ledger(self._budget) if row is None else self._read(row, moment)
        outcome = work(ledger, moment.ticks)
        if row is None:  # a new account is a rare moment to delete those that have ended
            db.execute(CLEAN, moment._asdict())
        text = ledger.to_json()
        db.execute(WRITE, (account, text, ledger.end, *moment))
        self._last_write[:] = [(text, ledger)]
        return outcome

    def _read(self, row: tuple[str, float, float, str], moment: Moment) -> Ledger:
        """The ledger of a row. That of the last write is used again if its text is unchanged, to save parsing."""
        written, last = self._last_write.pop() if self._last_write else ("", None)
        try:
            ledger = last if last is not None and written == row[0] else Ledger.from_json(self._budget, row[0])
            if shift := moment.shift_from(Moment(*row[1:])):
                ledger.shift(shift)
        except (ValueError, TypeError) as error:
            raise UnreadableError(str(error)) from error
        return ledger


@cache
def _own_count(path: str, clock: Clock, budget: Budget) -> OwnCount:
    """This process's own count for a file, shared by all `MachinePacing` objects of that file."""
    return OwnCount(clock, budget)
