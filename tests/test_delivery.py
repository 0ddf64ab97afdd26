"""Delivery across processes: the budget as the server sees it, a kill between post and answer, hostile servers."""

import multiprocessing
import os
import signal
import socket

import pytest
import urllib3
from pacings import FileClock
from programs import ended_well, forked
from receivers import most_in_any
from servers import TOKEN, Posts, Server

from cardkit import Message, errors
from cardkit.transport import CliqTransport, MachinePacing, send_all

M = Message("Hi")


class Slow(Posts):
    """A server that takes its time: each answer comes three seconds after its request, by the shared clock."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.arrivals = clock, []

    def reply(self):
        self.arrivals.append(self.clock())
        self.clock.advance(3)
        return 200, {}, b""


def sender(url, store, ticks, count):
    clock = FileClock(ticks)
    cliq = CliqTransport(
        token=TOKEN, base_url=url, pacing=MachinePacing(store, clock=clock), max_wait=1e6, sleep=clock.advance
    )
    for number in range(count):
        Message(str(number)).send(cliq, to="chat:1")


def test_several_processes_never_exceed_the_budget_as_the_server_sees_it(tmp_path):
    clock = FileClock(tmp_path / "ticks")
    context = multiprocessing.get_context("spawn")
    with Slow(clock) as server:
        arguments = (server.url, tmp_path / "pacing.sqlite3", tmp_path / "ticks", 16)
        processes = [context.Process(target=sender, args=arguments) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(60)
            assert process.exitcode == 0
    assert len(server.arrivals) == 48
    assert most_in_any(server.arrivals, 60) <= 20


def one_of_many(url, journal):
    cliq = CliqTransport(token=TOKEN, base_url=url, pacing=None)
    list(send_all([Message(str(n)) for n in range(3)], cliq, to="chat:1", journal=journal))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_process_killed_between_post_and_answer_sends_nothing_twice(tmp_path):
    journal = tmp_path / "journal"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        process = multiprocessing.get_context("spawn").Process(target=one_of_many, args=(url, journal))
        process.start()
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(65536)  # the message has left, and no answer comes
            os.kill(process.pid, signal.SIGKILL)
            process.join(10)
    with Server() as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=None)
        outcomes = list(send_all([Message(str(n)) for n in range(3)], cliq, to="chat:1", journal=journal))
    assert [outcome.sent for outcome in outcomes] == [False, True, True]
    assert isinstance(outcomes[0].error, errors.DeliveryUnknownError)
    assert [body for _, _, body in server.requests] == [b'{"text":"1"}', b'{"text":"2"}']


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_process_has_connections_of_its_own():
    with Server() as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=None)
        M.send(cliq, to="chat:1")

        def send():
            for _ in range(5):
                M.send(cliq, to="chat:1")

        child = forked(send)
        send()
        assert ended_well(child)
    assert len(server.requests) == 11


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_process_empties_a_given_manager_before_another_thread_may_use_it():
    class Manager(urllib3.PoolManager):
        def clear(self):
            known.append(cliq._client._process == os.getpid())
            super().clear()

    known, manager = [], Manager()
    with Server() as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=None, http=manager)
        M.send(cliq, to="chat:1")

        def send():
            M.send(cliq, to="chat:1")
            assert known == [False]

        assert ended_well(forked(send))
    assert len(server.requests) == 2


def test_a_redirect_takes_neither_message_nor_token_elsewhere():
    with Server() as other, Server() as server:
        server.answer = (307, {"Location": f"{other.url}/x"}, b"")
        with pytest.raises(errors.TransportError) as caught:
            M.send(CliqTransport(token=TOKEN, base_url=server.url, pacing=None), to="chat:1")
    assert (caught.value.status, other.requests) == (307, [])
