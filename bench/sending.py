"""What sending costs over a bare request, to the same server in the same run."""

from __future__ import annotations

import itertools
import statistics
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import urllib3

from cardkit import Message
from cardkit.transport import CliqTransport, MachinePacing

MESSAGE = Message("Disk is full").card("Alert").label({"Host": "web-2", "Since": "08:15"})


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "21")
        self.end_headers()
        self.wfile.write(b'{"message_id": "1_2"}')

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _server() -> Generator[str, None, None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _bare(url: str) -> Callable[[], object]:
    pool = urllib3.PoolManager()
    body = MESSAGE.to_json().encode()
    headers = {"Authorization": "Bearer 1000.t", "Content-Type": "application/json", "User-Agent": "bench"}
    return lambda: pool.request("POST", f"{url}/api/v2/chats/CT_1/messages", body=body, headers=headers, retries=False)


def ratios(rounds: int = 60, calls: int = 20) -> tuple[float, float]:
    """`send` over a bare request: without pacing, and counting for the whole machine."""
    with _server() as url, tempfile.TemporaryDirectory() as folder:
        ticks = itertools.count(1e9, 4.0)  # a clock that runs ahead, so that the budget never makes anybody wait
        store = MachinePacing(Path(folder) / "pacing.sqlite3", clock=lambda: next(ticks))
        plain = CliqTransport(token="1000.t", base_url=url, pacing=None)  # noqa: S106
        counted = CliqTransport(token="1000.t", base_url=url, pacing=store)  # noqa: S106
        sides = (_bare(url), lambda: MESSAGE.send(plain, to="chat:CT_1"), lambda: MESSAGE.send(counted, to="chat:CT_1"))
        taken: list[list[float]] = []
        for _ in range(rounds):
            times: list[float] = []
            for side in sides:
                start = time.perf_counter()
                for _ in range(calls):
                    side()
                times.append(time.perf_counter() - start)
            taken.append([times[1] / times[0], times[2] / times[0]])
    return statistics.median([pair[0] for pair in taken]), statistics.median([pair[1] for pair in taken])


def growth(sends: int = 20_000) -> float:
    """KiB that the sender's memory has grown by after so many sends, over a warm start."""
    with _server() as url:
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
