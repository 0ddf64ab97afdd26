"""What sending costs this process over a bare request to the same server, which has a process of its own."""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import urllib3

from cardkit import Message
from cardkit.transport import CliqTransport, MachinePacing

from .answers import answering

MESSAGE = Message("Disk is full").card("Alert").label({"Host": "web-2", "Since": "08:15"})


def _bare(url: str) -> Callable[[], object]:
    pool = urllib3.PoolManager()
    body = MESSAGE.to_json().encode()
    headers = {"Authorization": "Bearer 1000.t", "Content-Type": "application/json", "User-Agent": "bench"}
    return lambda: pool.request("POST", f"{url}/api/v2/chats/CT_1/messages", body=body, headers=headers, retries=False)


class Sides(NamedTuple):
    """Calls that post the same message: bare, by `send` without pacing, and by `send` counting for the machine."""

    bare: Callable[[], object]
    plain: Callable[[], object]
    counting: Callable[[], object]


def sides(url: str, folder: Path) -> Sides:
    """The three, to a server; the folder is for the count."""
    ticks = itertools.count(1e9, 4.0)  # a clock that runs ahead, so that the budget never makes anybody wait
    store = MachinePacing(folder / "pacing.sqlite3", clock=lambda: next(ticks))
    plain = CliqTransport(token="1000.t", base_url=url, pacing=None)  # noqa: S106
    counted = CliqTransport(token="1000.t", base_url=url, pacing=store)  # noqa: S106
    return Sides(_bare(url), lambda: MESSAGE.send(plain, to="chat:CT_1"), lambda: MESSAGE.send(counted, to="chat:CT_1"))


def ratios(rounds: int = 60, calls: int = 20) -> tuple[float, float]:
    """Processor time of `send` over that of a bare request: without pacing, and counting for the whole machine."""
    with answering() as url, tempfile.TemporaryDirectory() as folder:
        three = sides(url, Path(folder))
        taken: list[list[float]] = []
        for _ in range(rounds):
            times: list[float] = []
            for side in three:
                start = time.process_time()
                for _ in range(calls):
                    side()
                times.append(time.process_time() - start)
            taken.append([times[1] / times[0], times[2] / times[0]])
    return statistics.median([pair[0] for pair in taken]), statistics.median([pair[1] for pair in taken])


def growth(sends: int = 20_000) -> float:
    """KiB that the sender's memory has grown by after so many sends, over a warm start."""
    with answering() as url:
        cliq = CliqTransport(token="1000.t", base_url=url, pacing=None)  # noqa: S106
        for _ in range(200):
            MESSAGE.send(cliq, to="chat:CT_1")
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(sends):
            MESSAGE.send(cliq, to="chat:CT_1")
        after = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    return (after - before) / 1024
