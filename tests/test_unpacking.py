"""An answer that is compressed, although nobody asked for it: unpacked once, within bounds of memory and time."""

import gzip
import tracemalloc
import zlib

import pytest
from raw_servers import Raw, then
from servers import TOKEN

from cardkit import Message, errors
from cardkit.transport import CliqTransport

WORDS = b'{"message": "no such chat", "message_id": "17"}'
UNPACKED = 1 << 27  # bytes
EMPTY_PARTS = gzip.compress(gzip.compress(b"") * 1_000_000)


def answer(status, coding, body):
    head = f"HTTP/1.1 {status} X\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    with Raw(then(head.encode() + body)) as server:
        return Message("Hi").send(CliqTransport(token=TOKEN, base_url=server.url, pacing=None), to="chat:1")


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("none", bytes)],
)
def test_an_answer_that_is_compressed_once_is_read(coding, packed):
    assert answer(200, coding, packed(WORDS)).message_id == "17"
    with pytest.raises(errors.NotFoundError, match="no such chat"):
        answer(404, coding, packed(WORDS))


def test_an_answer_that_was_gzipped_twice_takes_little_memory():
    body = gzip.compress(gzip.compress(bytes(UNPACKED), 6), 9)
    assert len(body) < 10_000
    tracemalloc.start()
    try:
        assert answer(200, "gzip, gzip", body).status == 200
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < UNPACKED / 4


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip, gzip, gzip"])
def test_an_answer_of_a_million_empty_parts_ends(coding):  # urllib3 unpacks for minutes, whatever the deadline
    body = gzip.compress(EMPTY_PARTS) if coding.count("gzip") == 3 else EMPTY_PARTS
    assert len(body) < 100_000
    assert answer(200, coding, body).data == {}


def test_an_answer_in_a_coding_that_nobody_asked_for_has_no_words():
    zstd = b"\x28\xb5\x2f\xfd\x00\x58\x01\x00\x00" * 20_000
    with pytest.raises(errors.NotFoundError, match="destination"):
        answer(404, "zstd", zstd)
    assert answer(200, "zstd, zstd", zstd).data == {}
