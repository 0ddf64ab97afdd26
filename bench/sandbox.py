"""The sandbox in a process of its own: how many messages a second it takes, and how soon its page shows many."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

from cardkit import Message
from docs.gallery_page import SWITCHES, chromium

TOKEN = "1000.bench"  # noqa: S105 - of a sandbox that lives for a moment
MANY = 1000
_AHEAD = 100  # requests that are written before their answers are read; so few that all fit in the sockets' buffers
_SERVE = f"from cardkit.sandbox import run; run(port=0, token={TOKEN!r})"
_BODY = Message("Disk is full").card("Alert").label({"Host": "web-2", "Since": "08:15"}).to_dict()


@contextmanager
def running() -> Generator[str, None, None]:
    """The network location of a sandbox; what it tells of each request goes nowhere."""
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise SystemExit("the sandbox tells nothing")
        line: str = process.stdout.readline()
        netloc = urlsplit(line.rsplit(maxsplit=1)[-1]).netloc
        reader = subprocess.Popen([sys.executable, "-c", "import sys; [0 for _ in sys.stdin]"], stdin=process.stdout)
        yield netloc
        process.kill()
        reader.kill()
        reader.wait()


def _post(connection: http.client.HTTPConnection, body: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v2/channelsbyname/ops/message", body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 204:
        raise SystemExit(f"the sandbox answered {answer.status}")


def messages_a_second(chunks: int = 25) -> float:
    """Messages a second that a sandbox takes from a sender in another process, which writes ahead of the answers."""
    with running() as netloc:
        body, (host, port) = json.dumps(_BODY), netloc.split(":")
        request = (
            f"POST /api/v2/channelsbyname/ops/message HTTP/1.1\r\nHost: {netloc}\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
        with socket.create_connection((host, int(port))) as connection:
            _exchange(connection, request)
            start = time.perf_counter()
            for _ in range(chunks):
                _exchange(connection, request)
        return chunks * _AHEAD / (time.perf_counter() - start)


def _exchange(connection: socket.socket, request: bytes) -> None:
    """Write some requests and read as many answers."""
    connection.sendall(request * _AHEAD)
    answers = b""
    while answers.count(b"HTTP/1.1 204") < _AHEAD:
        read = connection.recv(65_536)
        if not read:
            raise SystemExit("the sandbox closed the connection")
        answers += read


def page_load() -> float | None:
    """Seconds from opening the page until the last of 1,000 cards is on screen; None without a Chromium."""
    path = chromium()
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    with running() as netloc, sync_playwright() as playwright:
        connection = http.client.HTTPConnection(netloc)
        for number in range(MANY):
            _post(connection, json.dumps({**_BODY, "text": f"Message {number}"}))
        browser = playwright.chromium.launch(executable_path=path, args=[*SWITCHES])
        times: list[float] = []
        for _ in range(5):
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            start = time.perf_counter()
            page.goto(f"http://{netloc}/", wait_until="commit")
            page.locator("#log .cardkit").get_by_text(f"Message {MANY - 1}").wait_for()
            times.append(time.perf_counter() - start)
        browser.close()
    return sorted(times)[len(times) // 2]
