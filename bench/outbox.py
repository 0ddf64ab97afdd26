"""The outbox: how fast letters are put and drained, and what a hundred thousand of them take in memory."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cardkit import Message, to
from cardkit.outbox import Draft, Outbox
from cardkit.outbox.embedded import statements as sql
from cardkit.transport import CliqTransport, MemoryTransport

from .sandbox import TOKEN, running

MESSAGE = Message("Disk is full").card("Alert").label({"Host": "web-2", "Since": "08:15"})
MANY = 100_000


def puts_a_second(count: int = 500, rounds: int = 9) -> tuple[float, float]:
    """Letters a second that one program puts, each on the disk before the next; and what the disk allows.

    The latter is how many bare transactions of SQLite, with the same log and the same care, it takes a second.
    """
    puts: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        outbox, db = Outbox(Path(folder) / "outbox.sqlite3"), _bare(Path(folder) / "bare.sqlite3")
        for _ in range(rounds):
            puts.append(_rate(count, lambda: outbox.put(MESSAGE, to="channel:alerts")))
            bare.append(_rate(count, lambda: db.execute("INSERT INTO bare VALUES (zeroblob(200))")))
        db.close()
    return statistics.median(puts), statistics.median(bare)


def _bare(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_autocheckpoint = 100")
    db.execute("CREATE TABLE bare (content BLOB)")
    return db


def _rate(count: int, call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return count / (time.perf_counter() - start)


class Drained(NamedTuple):
    """Draining into the sandbox: times over those of as many plain sends.

    `ratio` is that of the drain, `owed` that of plain sends and one commit each, which is what a letter owes the disk;
    `rate` is in letters a second.
    """

    ratio: float
    owed: float
    rate: float


def drains(folder: Path | None = None, count: int = 200, rounds: int = 9) -> Drained:
    """What draining takes, with the outbox in a folder, by default where temporary files are."""
    found: list[Drained] = []
    with running() as netloc, tempfile.TemporaryDirectory(dir=folder) as place:
        cliq = CliqTransport(token=TOKEN, base_url=f"http://{netloc}", pacing=None)
        outbox, db = Outbox(Path(place) / "outbox.sqlite3", cliq), _bare(Path(place) / "bare.sqlite3")
        for _ in range(rounds):
            for _ in range(count):
                outbox.put(MESSAGE, to="channel:alerts")
            start = time.perf_counter()
            outbox.work(once=True)
            rate = count / (time.perf_counter() - start)
            sends = _rate(count, lambda: MESSAGE.send(cliq, to="channel:alerts"))
            commits = _rate(count, lambda: db.execute("INSERT INTO bare VALUES (zeroblob(200))"))
            found.append(Drained(sends / rate, 1 + sends / commits, rate))
        db.close()
    return Drained(*[statistics.median(values) for values in zip(*found, strict=True)])


def memory_folder() -> Path | None:
    """A folder on a RAM disk, where no write waits; None where this system has none."""
    folder = Path("/dev/shm")  # noqa: S108 - files of a moment
    return folder if os.access(folder, os.W_OK) else None


def megabytes_waiting() -> tuple[float, float]:
    """MB of memory that a worker takes with a hundred thousand letters waiting, and MB of their file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outbox.sqlite3"
        outbox = Outbox(path, MemoryTransport())
        first = outbox.put(MESSAGE, to="chat:0")
        _fill(path, first.body or b"")
        tracemalloc.start()
        outbox.work(once=True, stop=_AfterOne())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak / 1e6, path.stat().st_size / 1e6


class _AfterOne:
    """Lets a worker take a few letters and stops it."""

    def __init__(self, letters: int = 100) -> None:
        self._left = letters

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, timeout: float | None = None) -> bool:
        return True


def _fill(path: Path, body: bytes) -> None:
    """Put many letters at once, as one program after the other would have."""
    rows = [{**Draft(to.chat(f"{n % 100}"), body).columns(), "due": 1, "now": 1.0} for n in range(MANY)]
    db = sqlite3.connect(path)
    with db:
        db.executemany(sql.INSERT, rows)
    db.close()
