"""A server that answers every post at once, in a process of its own: ``python -m bench.answers`` prints its address."""

from __future__ import annotations

import socketserver
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{"message_id": "1_2"}'


class _Answers(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        length = 0
        while line := self.rfile.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
            elif line == b"\r\n":
                self.rfile.read(length)
                self.wfile.write(ANSWER)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def answering() -> Generator[str, None, None]:
    """The address of such a server, which costs this process no time."""
    command = [sys.executable, "-m", "bench.answers"]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


if __name__ == "__main__":
    with _Server(("127.0.0.1", 0), _Answers) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()
