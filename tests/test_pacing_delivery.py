"""A delivery is told whatever becomes of its bookkeeping."""

import sqlite3
import time

import pytest
from pacings import WRONG, Wrong
from servers import TOKEN, Server

from cardkit import Message, errors
from cardkit.transport import CliqTransport, MachinePacing, ProcessPacing, Slot, send_all
from cardkit.transport.pacing import pacing_of

M = Message("Hi")


@pytest.fixture
def server():
    with Server() as server:
        server.answer = (200, {}, b'{"message_id": "17"}')
        yield server


def cliq(server, pacing, **options):
    return CliqTransport(token=TOKEN, base_url=server.url, pacing=pacing, max_wait=0, **options)


@pytest.mark.parametrize("outcome", WRONG, ids=repr)
def test_a_pacing_that_fails_hides_no_receipt(server, outcome, request):
    transport = cliq(server, Wrong(outcome), account=request.node.name)  # ports come back, and so would their counts
    assert [M.send(transport, to="chat:1").message_id for _ in range(5)] == ["17"] * 5
    with pytest.raises(errors.RateLimitError, match="nothing was sent"):
        M.send(transport, to="chat:1")  # it counts for itself, with a quarter of the budget
    assert len(server.requests) == 5


class Late(ProcessPacing):
    """Fails when all is done."""

    def settle(self, slot, *, used=True):
        raise OSError("no space left on device")

    lock = settle


def test_a_pacing_that_fails_behind_the_post_hides_neither_receipt_nor_error(server, caplog):
    transport = cliq(server, Late())
    assert M.send(transport, to="chat:1").message_id == "17"
    server.answer = (429, {"Retry-After": "30"}, b"")
    with pytest.raises(errors.RateLimitError) as caught:
        M.send(transport, to="chat:1")
    assert caught.value.status == 429
    assert "no space left on device" in caplog.text


def broken(path):
    path.parent.mkdir()
    path.mkdir()


def foreign(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 7")
    db.close()


@pytest.mark.parametrize("breaks", [broken, foreign])
def test_a_file_that_fails_hides_no_receipt(server, tmp_path, breaks, caplog):
    path = tmp_path / "state" / "pacing.sqlite3"
    breaks(path)
    assert M.send(cliq(server, MachinePacing(path)), to="chat:1").message_id == "17"
    assert str(path) in caplog.text


def of_its_own(transport):
    return M.send(transport, to="chat:1")


def of_a_transport_that_may(transport):
    return M.send(transport.using(max_wait=60).using(max_wait=0), to="chat:1")


def of_many(transport):
    return next(send_all([M], transport.using(max_wait=60), to="chat:1", max_wait=0)).receipt


@pytest.mark.parametrize("send", [of_its_own, of_a_transport_that_may, of_many])
def test_a_send_that_must_not_wait_does_not_wait_for_the_file_either(server, tmp_path, send):
    path = tmp_path / "pacing.sqlite3"
    transport = cliq(server, MachinePacing(path, patience=20.0))
    M.send(transport, to="chat:1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    start = time.monotonic()
    assert send(transport).message_id == "17"
    assert time.monotonic() - start < 10  # it waits 20 s where it may
    other.close()


def test_all_transports_of_a_process_share_one_connection_to_the_file():
    assert pacing_of("machine", time.time) is pacing_of("machine", time.time)


def test_a_slot_of_ones_own_is_one_of_ours():
    assert Slot("me", 5) == Slot("me", 5) != Slot("you", 5)


def test_all_transports_of_a_process_share_what_is_left_where_a_foreign_pacing_fails():
    account = f"shared {time.time_ns()}"
    pacings = [pacing_of(Wrong(None), time.time) for _ in range(7)]
    assert [isinstance(pacing.take(account), Slot) for pacing in pacings] == [True] * 5 + [False] * 2
