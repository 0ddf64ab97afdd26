"""What the lower bounds in setup.cfg are for."""

import gzip
import socket
import threading
import tracemalloc

from servers import TOKEN

from cardkit import Message
from cardkit.transport import CliqTransport

UNPACKED = 1 << 27  # bytes


def twice_gzipped():
    return gzip.compress(gzip.compress(bytes(UNPACKED), 6), 9)


def answering(listener, body):
    connection, _ = listener.accept()
    with connection:
        connection.recv(65_536)
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        connection.recv(65_536)


def test_an_answer_that_was_gzipped_twice_is_unpacked_within_bounds():
    body = twice_gzipped()
    assert len(body) < 10_000
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answering, args=(listener, body), daemon=True).start()
        cliq = CliqTransport(token=TOKEN, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", pacing=None)
        tracemalloc.start()
        try:
            assert Message("Hi").send(cliq, to="chat:1").status == 200
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < UNPACKED / 4
