"""A small receiver on 127.0.0.1 that prints what it is sent and compares it with the published body."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

from . import FORMATS, published

PATHS = {f"/api/v2/chats/{name}/messages": name for name in FORMATS}
"""The address of each format: its name stands where the chat's id would."""


class Receiver:
    """Listen on a free port of 127.0.0.1 while the ``with`` block lasts.

    Args:
        echo: called with each line to print.
        token: the access token to ask for.

    `matches` tells for each format whether what arrived was equal to the published body, key order included.
    """

    def __init__(self, echo: Callable[[str], object], token: str) -> None:
        self.matches: dict[str, bool] = {}
        self._echo = echo
        self._token = token
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgement

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                status, answer = receiver.answer(self.path, self.headers.get("Authorization"), self.rfile.read(size))
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the receiver prints what matters."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """The origin to send to."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, authorization: str | None, body: bytes) -> tuple[int, dict[str, Any]]:
        """Judge one request: the status and the body to answer with."""
        name = PATHS.get(path)
        if authorization != f"Bearer {self._token}":
            return 401, {"message": "the token is not the one this receiver knows"}
        if name is None:
            return 404, {"message": f"there is no {path} here"}
        try:
            received = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
        except ValueError:
            return 400, {"message": "the body is no JSON"}
        self._echo(f"  received  {len(body)} bytes at {path}")
        for line in received.splitlines():
            self._echo(f"            {line}")
        self.matches[name] = received == json.dumps(json.loads(published(name)), indent=2, ensure_ascii=False)
        verdict = "equal to the published body, key for key" if self.matches[name] else "NOT the published body"
        self._echo(f"  compared  {verdict}")
        return 200, {"message_id": f"{len(self.matches)}_{name}"}
