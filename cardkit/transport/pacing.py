"""The budget of requests: how many may leave in a minute, counted for one process or for every process of the user.

The service locks a user out for ten minutes who sends more than 20 requests in any minute, by its own clock. When it
counts a request lies somewhere between leaving and its answer, so a request fills its slot for all of that and for a
minute after the answer.
"""

from __future__ import annotations

import logging
import math
import os
import secrets
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from attrs import frozen

from ..errors import ConfigurationError

T = TypeVar("T")

BUDGET = 20
"""Requests of one user in any sliding minute (Zoho Cliq REST API v2 reference)."""
WINDOW = 60.0
HOLD = 35.0
"""Seconds in which an answer has come, or none will: the two timeouts of a transport."""
BUSY = 5.0
"""Seconds to wait for a file that another process holds."""
ROUNDING = 0.001  # an end is the sum of rounded numbers, so it may seem a little further away than it was set

LOG = logging.getLogger("cardkit.transport")
FAILURES = (sqlite3.Error, OSError, RuntimeError, ValueError, TypeError)  # a file, its path or its rows are no good

_MEMORY, _FILES = threading.Lock(), threading.Lock()
for _lock in (_MEMORY, _FILES):  # a fork waits for both, so that no child finds one held by a thread it does not have
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


@frozen
class Slot:
    """Leave for one request of an account; its id is the same in no other process."""

    account: str
    id: int


@runtime_checkable
class Pacing(Protocol):
    """Whoever counts the requests of an account. Give `CliqTransport` one of your own to count elsewhere."""

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        """A slot for one request, or the seconds, above 0, until it is worth asking again.

        `hold` is how long the request can be under way. A slot that is never settled, because its process was killed,
        counts until that and the window are over.
        """
        ...

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        """Say that the answer came: the slot counts for one window more. Or that nothing was sent: it is given back."""
        ...

    def lock(self, account: str, seconds: float) -> None:
        """Give nobody a slot for so many seconds; of two locks the one that ends later holds."""
        ...


class ProcessPacing:
    """Count the requests of this process alone, in memory. Threads may share one.

    Args:
        clock: the time in seconds.
        budget: requests in any sliding window.
        window: its seconds.

    Raises:
        ConfigurationError: the budget or the window makes no sense.

    >>> pacing = ProcessPacing(clock=lambda: 1000.0, budget=1)
    >>> slot = pacing.take("me")
    >>> pacing.settle(slot)
    >>> pacing.take("me")
    60.0
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, budget: int = BUDGET, window: float = WINDOW) -> None:
        if not budget >= 1 or not 0 < window < math.inf:
            raise ConfigurationError(f"budget={budget!r} must be 1 or more, window={window!r} a number of seconds")
        self._clock, self._budget, self._window = clock, budget, window
        self._slots: dict[Slot, tuple[float, float]] = {}  # when it ends, and its hold while the request is under way
        self._locks: dict[str, tuple[float, float]] = {}  # when it ends, and how long it was

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        return self.claim(Slot(account, new_id()), hold)

    def claim(self, slot: Slot, hold: float) -> Slot | float:
        """As `take`, with a slot that was named before; one that is held already is given again."""
        with _MEMORY:
            now = self._tidied()
            ends = [end for other, (end, _) in self._slots.items() if other.account == slot.account]
            wait = free_in(ends, self._locks.get(slot.account, (0.0, 0.0))[0], now, self._budget)
            if wait > 0 and slot not in self._slots:
                return wait
            self._slots[slot] = (now + hold + self._window, hold)
            return slot

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        with _MEMORY:
            self._slots.pop(slot, None)
            if used:
                self._slots[slot] = (self._clock() + self._window, 0.0)

    def lock(self, account: str, seconds: float) -> None:
        with _MEMORY:
            now = self._tidied()
            self._locks[account] = max(self._locks.get(account, (0.0, 0.0)), (now + seconds, seconds))

    def _tidied(self) -> float:
        """The time, after dropping what has ended; a clock that was set back makes nothing last for hours."""
        now = self._clock()
        slots = {
            slot: (_cut(end, hold + self._window, now, self._window), hold) for slot, (end, hold) in self._slots.items()
        }
        locks = {account: (_cut(end, long, now, long), long) for account, (end, long) in self._locks.items()}
        self._slots = {slot: ends for slot, ends in slots.items() if ends[0] > now}
        self._locks = {account: ends for account, ends in locks.items() if ends[0] > now}
        return now


class MachinePacing:
    """Count the requests of every process of this user, in a small SQLite file; what it counts survives a restart.

    A file that cannot be used (held for 5 seconds, full, not to be written) is logged once, and for that call this
    process counts alone. A file that is damaged is moved aside, one that was deleted is made again.

    Args:
        path: the file; by default one in the user's state folder.
        clock: the time in seconds, the same for all who share the file.
        budget: requests in any sliding window.
        window: its seconds.

    Raises:
        ConfigurationError: the budget, the window or the path makes no sense.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        budget: int = BUDGET,
        window: float = WINDOW,
    ) -> None:
        self._clock, self._budget, self._window = clock, budget, window
        make = _own if clock is time.time else _own.__wrapped__  # a clock of one's own is for tests
        self._own = make(str(path), clock, budget, window)  # knows all that this process did
        self._store = Store(path, TABLES)
        self._warned = False

    def take(self, account: str, hold: float = HOLD) -> Slot | float:
        slot = Slot(account, new_id())
        outcome = self._tried(lambda db: self._claim(db, slot, hold))
        return self._own.claim(slot, hold) if outcome is None else outcome

    def settle(self, slot: Slot, *, used: bool = True) -> None:
        self._own.settle(slot, used=used)
        self._tried(lambda db: self._settle(db, slot, used=used))

    def lock(self, account: str, seconds: float) -> None:
        self._own.lock(account, seconds)
        self._tried(lambda db: self._lock(db, account, seconds))

    def _tried(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What the work on the file gives, or None where the file is no good."""
        try:
            with _alone():
                return self._store.run(work)
        except FAILURES as error:
            if not self._warned:
                self._warned = True
                LOG.warning(
                    "the file of the budget, %s, cannot be used (%s): this process counts for itself until it can",
                    self._store,
                    error,
                    extra={"file": str(self._store), "reason": str(error)},
                )
            return None

    def _claim(self, db: sqlite3.Connection, slot: Slot, hold: float) -> Slot | float:
        own = self._own.claim(slot, hold)
        now = self._tidied(db)
        ends = [end for (end,) in db.execute("SELECT until FROM slots WHERE account = ?", (slot.account,))]
        locks = [end for (end,) in db.execute("SELECT until FROM locks WHERE account = ?", (slot.account,))]
        wait = free_in(ends, max(locks, default=0.0), now, self._budget)
        if not isinstance(own, Slot):
            return max(own, wait)
        if wait > 0:
            self._own.settle(slot, used=False)
            return wait
        db.execute("INSERT INTO slots VALUES (?, ?, ?, ?)", (slot.id, slot.account, now + hold + self._window, hold))
        return slot

    def _settle(self, db: sqlite3.Connection, slot: Slot, *, used: bool) -> None:
        db.execute("DELETE FROM slots WHERE id = ?", (slot.id,))
        if used:
            row = (slot.id, slot.account, self._clock() + self._window, 0.0)
            db.execute("INSERT INTO slots VALUES (?, ?, ?, ?)", row)

    def _lock(self, db: sqlite3.Connection, account: str, seconds: float) -> None:
        end = self._tidied(db) + seconds
        db.execute("DELETE FROM locks WHERE account = ? AND until < ?", (account, end))
        db.execute("INSERT OR IGNORE INTO locks VALUES (?, ?, ?)", (account, end, seconds))

    def _tidied(self, db: sqlite3.Connection) -> float:
        """The same as that of `ProcessPacing`, for all accounts of the file."""
        names = {"now": self._clock(), "window": self._window, "rounding": ROUNDING}
        slots = "UPDATE slots SET until = :now + :window WHERE until - :now > hold + :window + :rounding"
        locks = "UPDATE locks SET until = :now + seconds WHERE until - :now > seconds + :rounding"
        for statement in (
            slots,
            locks,
            "DELETE FROM slots WHERE until <= :now",
            "DELETE FROM locks WHERE until <= :now",
        ):
            db.execute(statement, names)
        return names["now"]


TABLES = (
    "slots (id INTEGER PRIMARY KEY, account TEXT NOT NULL, until REAL NOT NULL, hold REAL NOT NULL)",
    "locks (account TEXT PRIMARY KEY, until REAL NOT NULL, seconds REAL NOT NULL)",
)


def pacing_of(setting: object, clock: Callable[[], float]) -> Pacing | None:
    """What the setting `pacing` of a transport means.

    Raises:
        ConfigurationError: it is none of the words and no `Pacing`.
    """
    if setting is None:
        return None
    if setting == "machine":
        return MachinePacing(clock=clock)
    if setting == "process":
        return _PROCESS if clock is time.time else ProcessPacing(clock=clock)
    if isinstance(setting, Pacing) and not isinstance(setting, type):
        return setting
    raise ConfigurationError(f"pacing={setting!r} must be 'machine', 'process', None, or have take, settle and lock")


@cache
def _own(path: str, clock: Callable[[], float], budget: int, window: float) -> ProcessPacing:
    """The window of this process for a store, shared by all who count there."""
    return ProcessPacing(clock=clock, budget=budget, window=window)


_PROCESS = ProcessPacing()  # all transports of this process share one budget


def free_in(ends: Iterable[float], locked: float, now: float, budget: int) -> float:
    """The seconds until a slot is free, given when those taken and a lock end; 0 where one is free now.

    >>> free_in([1030.0, 1010.0], 0.0, 1000.0, 2)
    10.0
    """
    busy = sorted(end for end in ends if end > now)
    end = max(locked, busy[len(busy) - budget] if len(busy) >= budget else now)
    if end <= now:
        return 0.0
    return end - now if now + (end - now) >= end else math.nextafter(end - now, math.inf)


def _cut(end: float, longest: float, now: float, to: float) -> float:
    return now + to if end - now > longest + ROUNDING else end


def new_id() -> int:
    """A number that nobody else draws, also not after a fork."""
    return secrets.randbits(62)


@contextmanager
def _alone() -> Generator[None, None, None]:
    """One thread at a time: SQLite must not be at work while this process forks."""
    if not _FILES.acquire(timeout=BUSY):
        raise TimeoutError("another thread is still waiting for it")
    try:
        yield
    finally:
        _FILES.release()


class Store:
    """A small SQLite file that only its owner reads, opened anew for each call.

    Raises:
        ConfigurationError: the path is neither text nor a path.
    """

    def __init__(self, path: str | os.PathLike[str] | None, tables: tuple[str, ...], what: str = "path") -> None:
        try:
            self._path = None if path is None else Path(path)
        except TypeError as error:
            raise ConfigurationError(f"{what}={path!r} must be text or a path that names a file") from error
        self._tables = tables

    def __str__(self) -> str:
        return repr(str(self._path)) if self._path else "in the user's state folder"

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do one piece of work, whole or not at all, while nobody else is at it.

        Raises:
            Exception: one of `FAILURES`; a damaged file is moved aside first, and the work tried on a new one.
        """
        return self._twice(lambda path: self._run(path, work))

    def open(self, busy: float) -> sqlite3.Connection:
        """A connection at the begin of a transaction; nobody else gets at the file until it is closed."""
        db = self._twice(lambda path: self._opened(path, busy))
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # only now: earlier, two that wait would wait for each other
        return db

    def _twice(self, work: Callable[[Path], T]) -> T:
        path = self._path or _state_folder() / "pacing.sqlite3"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path is None:
            _narrow(path.parent, 0o700)
        seen = _made(path)
        try:
            return work(path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                raise
            _set_aside(path, seen)
        _made(path)
        return work(path)

    def _run(self, path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
        with closing(self._opened(path, BUSY)) as db:
            outcome = work(db)
            db.execute("COMMIT")
            return outcome

    def _opened(self, path: Path, busy: float) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=busy, isolation_level=None)
        try:
            _narrow(path, 0o600)
            db.execute("PRAGMA synchronous = OFF")  # what it holds is worth less than a wait for the disk
            db.execute("BEGIN IMMEDIATE")
            for table in self._tables:
                db.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        except BaseException:
            db.close()
            raise
        return db


DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _state_folder() -> Path:
    """Where programs of this user keep what is neither data nor settings."""
    home = Path.home
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local") / "cardkit"
    if sys.platform == "darwin":
        return home() / "Library" / "Application Support" / "cardkit"
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else home() / ".local" / "state") / "cardkit"


def _made(path: Path) -> int | None:
    """Make a missing file, for its owner alone, and tell which file it is.

    It gets its name last: to close a file of that name would drop the locks that SQLite holds on it in other threads.
    """
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        with suppress(OSError):  # it is there by now, or files have one name here; then SQLite makes it
            os.link(draft, path)
        os.unlink(draft)
    with suppress(FileNotFoundError):
        return path.stat().st_ino
    return None


def _narrow(path: Path, mode: int) -> None:
    """Take away what rights others have."""
    if os.name == "posix" and path.stat().st_mode & 0o777 & ~mode:
        path.chmod(mode)


def _set_aside(path: Path, seen: int | None) -> None:
    """Move a damaged file aside, unless somebody else did so and this is another already."""
    with suppress(FileNotFoundError):
        if path.stat().st_ino == seen:
            aside = path.with_name(f"{path.name}.corrupt-{time.time_ns()}")
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
            path.replace(aside)
            LOG.warning("%r was damaged; it is kept as %r, and a new one begun", str(path), str(aside))
