"""The outbox: how fast letters are put and drained, and what a hundred thousand of them take in memory."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from cardkit import Message
from cardkit.outbox import Outbox
from cardkit.outbox import statements as sql
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


def drains(count: int = 200, rounds: int = 9) -> tuple[float, float]:
    """Seconds to drain letters into the sandbox over those of as many plain sends; and letters drained a second."""
    ratios: list[float] = []
    rates: list[float] = []
    with running() as netloc, tempfile.TemporaryDirectory() as folder:
        cliq = CliqTransport(token=TOKEN, base_url=f"http://{netloc}", pacing=None)
        outbox = Outbox(Path(folder) / "outbox.sqlite3", cliq)
        for _ in range(rounds):
            for _ in range(count):
                outbox.put(MESSAGE, to="channel:alerts")
            start = time.perf_counter()
            outbox.work(once=True)
            rates.append(count / (time.perf_counter() - start))
            ratios.append(_rate(count, lambda: MESSAGE.send(cliq, to="channel:alerts")) / rates[-1])
    return statistics.median(ratios), statistics.median(rates)


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
    row = {"key": None, "body": body, "priority": 0, "due": 1, "after": None, "not_after": None, "now": 1.0}
    rows = [{**row, "chat": f"chat:{n % 100}", "destination": f"chat:{n % 100}"} for n in range(MANY)]
    db = sqlite3.connect(path)
    with db:
        db.executemany(sql.INSERT, rows)
    db.close()
