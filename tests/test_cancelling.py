"""Sends that are cancelled, timed out or interrupted: what left is seen through and told, what did not never leaves."""

import asyncio
import logging
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pacings import free
from raw_servers import OK, Raw, answering, silent
from servers import TOKEN

from cardkit import Message, errors
from cardkit.transport import CliqTransport, MemoryTransport, ProcessPacing, Receipt, outcome_of, send_all

M = Message("Hi")
THROTTLE = b"HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n"


class Held:
    """Takes a request, tells so, and answers when it is told to."""

    def __init__(self, answer=OK):
        self.answer, self.came, self.go = answer, threading.Event(), threading.Event()

    def __call__(self, server, connection):
        while server.take(connection):
            self.came.set()
            self.go.wait(10)
            connection.sendall(self.answer)


def cliq(url, pacing=None, **options):
    given = {"token": TOKEN, "timeout": (5, 5), **options}
    return CliqTransport(base_url=url, pacing=pacing, account="a", **given)


async def came(event):
    while not event.is_set():
        await asyncio.sleep(0.001)


async def cancelled_at(event, transport, then=lambda: None):
    """What comes of a send that is cancelled when an event happens."""
    task = asyncio.create_task(M.asend(transport, to="chat:1"))
    await came(event)
    task.cancel()
    then()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return outcome_of(caught.value)


def test_a_send_that_is_cancelled_while_it_connects_never_leaves_and_costs_nothing():
    pacing, reached = ProcessPacing(), threading.Event()

    def handle(server, connection):
        reached.set()
        silent(server, connection)  # no handshake

    with Raw(handle) as server:
        transport = cliq(f"https://127.0.0.1:{server.port}", pacing, timeout=(0.3, 5))
        outcome = asyncio.run(cancelled_at(reached, transport))
        assert isinstance(outcome, errors.ConnectionFailedError)
        assert not outcome.may_have_arrived
        transport._pools[os.getpid()].shutdown(wait=True)
    assert free(pacing) == 20


def test_a_send_that_is_cancelled_in_its_hook_never_leaves():
    pacing, reached, go = ProcessPacing(), threading.Event(), threading.Event()

    def leaving():
        reached.set()
        go.wait(10)

    with Raw(answering()) as server:
        transport = cliq(server.url, pacing).using(on_leaving=leaving)
        outcome = asyncio.run(cancelled_at(reached, transport))
        go.set()
        transport._pools[os.getpid()].shutdown(wait=True)
        assert isinstance(outcome, errors.ConnectionFailedError)
        assert server.requests == []
    assert free(pacing) == 20


def test_a_send_that_is_cancelled_while_it_waits_has_not_left():
    pacing, waiting = ProcessPacing(budget=1), threading.Event()
    pacing.settle(pacing.take("a"))
    transport = cliq("http://127.0.0.1:1", pacing, on_wait=lambda wait: waiting.set())
    outcome = asyncio.run(cancelled_at(waiting, transport))
    assert isinstance(outcome, errors.ConnectionFailedError)


def test_a_send_that_is_cancelled_in_the_queue_never_leaves():
    pacing, held = ProcessPacing(), Held()

    async def all_of_them(transport):
        first = [asyncio.create_task(M.asend(transport, to="chat:1")) for _ in range(8)]
        await came(held.came)
        queued = [asyncio.create_task(M.asend(transport, to="chat:1")) for _ in range(20)]
        await asyncio.sleep(0)
        ended = []
        for task in queued:
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            ended.append(outcome_of(caught.value))
        held.go.set()
        return ended, await asyncio.gather(*first)

    with Raw(held) as server:
        ended, receipts = asyncio.run(all_of_them(cliq(server.url, pacing)))
        assert [type(outcome) for outcome in ended] == [errors.ConnectionFailedError] * 20
        assert [receipt.message_id for receipt in receipts] == ["17"] * 8
        assert len(server.requests) == 8
    assert free(pacing) == 12


def test_without_a_loop_of_asyncio_nothing_leaves():
    """As under trio, which would raise when the message is on its way."""
    with Raw(answering(OK)) as server:
        transport = cliq(server.url)
        with pytest.raises(RuntimeError, match="no running event loop"):
            M.asend(transport, to="chat:1").send(None)
        assert not transport._pools[os.getpid()]._threads
    assert server.connections == 0


def without_threads(monkeypatch, transport, kind):
    """Send once where no thread can start, and then once more; returns what the first raised."""

    def start(thread):
        raise RuntimeError("can't start new thread")

    async def send():
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", start)
            with pytest.raises(kind) as caught:
                await M.asend(transport, to="chat:1")
        assert await M.asend(transport, to="chat:2")
        return caught.value

    return asyncio.run(send())


def test_a_send_for_which_no_thread_can_start_never_leaves(monkeypatch):
    """As where a container may have no more processes; a pool has queued the call by then."""
    with Raw(answering(OK)) as server:
        error = without_threads(monkeypatch, cliq(server.url), errors.ConnectionFailedError)
    assert "can't start new thread" in str(error.__cause__)
    assert len(server.requests) == 1


def test_nor_does_one_by_another_transport(monkeypatch):
    memory = MemoryTransport()
    without_threads(monkeypatch, memory, RuntimeError)
    assert [str(place) for _, place in memory.sent] == ["chat:2"]


@pytest.mark.parametrize("answer", [OK, THROTTLE], ids=["arrived", "throttled"])
def test_a_send_that_has_left_is_seen_through_and_its_outcome_told(answer):
    pacing, held = ProcessPacing(), Held(answer)
    with Raw(held) as server:
        outcome = asyncio.run(cancelled_at(held.came, cliq(server.url, pacing), held.go.set))
    if answer is OK:
        assert outcome == Receipt(200, "17", None, {"message_id": "17"})
        assert free(pacing) == 19
    else:
        assert isinstance(outcome, errors.RateLimitError)
        assert pacing.take("a") == pytest.approx(600, abs=5)


async def timeout_block(transport, held):
    async with asyncio.timeout(None) as limit:
        loop = asyncio.get_running_loop()
        ended = asyncio.create_task(came(held.came))
        ended.add_done_callback(lambda _: limit.reschedule(loop.time()))
        ended.add_done_callback(lambda _: loop.call_later(0.1, held.go.set))
        await M.asend(transport, to="chat:1")


async def wait_for(transport, held):
    """A minute passes at once when the message has come, by the clock of the loop."""
    loop = asyncio.get_running_loop()
    clock = loop.time
    loop.time = lambda: clock() + 60 * held.came.is_set()
    looking = asyncio.create_task(came(held.came))  # or the loop would not look at its clock
    loop.call_later(60.1, held.go.set)
    await asyncio.wait_for(M.asend(transport, to="chat:1"), 30)
    await looking


@pytest.mark.parametrize("way", [timeout_block, wait_for])
def test_a_timeout_learns_that_the_message_arrived(way):
    held = Held()

    async def main(url):
        await way(cliq(url), held)

    with Raw(held) as server, pytest.raises(TimeoutError) as caught:
        asyncio.run(main(server.url))
    assert outcome_of(caught.value).message_id == "17"
    cancelled = caught.value.__cause__ or caught.value.__context__  # the first releases of Python 3.11 name no cause
    assert "arrived all the same" in cancelled.__notes__[0]


async def in_a_group(work):
    async with asyncio.TaskGroup() as group:
        group.create_task(work)


async def gathered(work):
    await asyncio.gather(work, return_exceptions=True)


@pytest.mark.parametrize("way", [in_a_group, gathered])
def test_within_a_task_of_several_the_outcome_is_told(way):
    """What comes out of a group is another exception, or none."""
    held, outcomes = Held(), []

    async def work(url):
        try:
            await M.asend(cliq(url), to="chat:1")
        except asyncio.CancelledError as stop:
            outcomes.append(outcome_of(stop).message_id)
            raise

    async def main(url):
        task = asyncio.create_task(way(work(url)))
        await came(held.came)
        task.cancel()
        held.go.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Raw(held) as server:
        asyncio.run(main(server.url))
    assert outcomes == ["17"]


async def block(work, seconds):
    async with asyncio.timeout(seconds):
        await work()


@pytest.mark.parametrize("way", [block, lambda work, seconds: asyncio.wait_for(work(), seconds)])
def test_a_timeout_before_the_next_send_is_not_told_of_the_one_before(way):
    async def main(held, url):
        asyncio.get_running_loop().call_later(0.8, held.go.set)
        try:
            await way(lambda: M.asend(cliq(url), to="chat:1"), 0.6)
        except TimeoutError as first:
            outcomes.append(outcome_of(first).message_id)
            await way(lambda: asyncio.sleep(9), 0.01)

    held, outcomes = Held(), []
    with Raw(held) as server, pytest.raises(TimeoutError) as caught:
        asyncio.run(main(held, server.url))
    assert [*outcomes, outcome_of(caught.value)] == ["17", None]


def test_a_ctrl_c_that_ends_a_loop_learns_what_became_of_the_message(interrupts):
    with Raw(interrupting(1)) as server, pytest.raises(KeyboardInterrupt) as caught:
        asyncio.run(M.asend(cliq(server.url), to="chat:1"))
    assert outcome_of(caught.value).message_id == "17"


def test_a_second_cancellation_does_not_wait():
    pacing, held = ProcessPacing(), Held()

    async def main(transport):
        task = asyncio.create_task(M.asend(transport, to="chat:1"))
        await came(held.came)
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0.01)
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return outcome_of(caught.value)

    with Raw(held) as server:
        transport = cliq(server.url, pacing)
        outcome = asyncio.run(main(transport))
        assert isinstance(outcome, errors.DeliveryUnknownError)
        assert outcome.may_have_arrived
        held.go.set()
        transport._pools[os.getpid()].shutdown(wait=True)
    assert free(pacing) == 19  # slot and lock are settled all the same


def test_no_future_is_left_with_an_exception_that_nobody_took(caplog):
    reached = threading.Event()

    def source():
        reached.set()
        raise KeyError("vault down")

    async def main():
        task = asyncio.create_task(M.asend(cliq("http://127.0.0.1:1", token=source), to="chat:1"))
        await came(reached)
        task.cancel()
        with pytest.raises((asyncio.CancelledError, KeyError)):
            await task

    asyncio.run(main())
    assert not caplog.records


def test_each_transport_has_a_few_threads_of_its_own():
    names = set()

    def source():
        names.add(threading.current_thread().name)
        return TOKEN

    async def main(transport):
        await asyncio.gather(*[M.asend(transport, to="chat:1") for _ in range(40)])

    with Raw(answering()) as server:
        asyncio.run(main(cliq(server.url, token=source)))
    assert len(names) <= 8
    assert all(name.startswith("cardkit") for name in names)


@pytest.fixture
def interrupts():
    """Ctrl-C as a program has it that does not care."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupting(times, answer=OK):
    """Takes a request, presses Ctrl-C so often, and answers."""

    def handle(server, connection):
        while server.take(connection):
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)
                server.stop.wait(0.05)
            connection.sendall(answer)

    return handle


def test_a_first_ctrl_c_lets_the_request_come_to_its_end(interrupts, tmp_path):
    pacing = ProcessPacing()
    with Raw(interrupting(1)) as server:
        with pytest.raises(KeyboardInterrupt) as caught:
            M.send(cliq(server.url, pacing), to="chat:1")
        assert outcome_of(caught.value).message_id == "17"
        assert free(pacing) == 19
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        journal, messages = tmp_path / "journal", [Message(str(n)) for n in range(3)]
        with pytest.raises(KeyboardInterrupt):
            list(send_all(messages, cliq(server.url), to="chat:1", journal=journal))
        assert len(server.requests) == 2
    with Raw(answering()) as server:
        outcomes = list(send_all(messages, cliq(server.url), to="chat:1", journal=journal))
        assert [(o.sent, o.receipt is None) for o in outcomes] == [(True, True), (True, False), (True, False)]
        assert len(server.requests) == 2


def test_a_second_ctrl_c_stops_at_once(interrupts):
    pacing = ProcessPacing()
    with Raw(interrupting(2)) as server, pytest.raises(KeyboardInterrupt) as caught:
        M.send(cliq(server.url, pacing), to="chat:1")
    outcome = outcome_of(caught.value)
    assert isinstance(outcome, errors.DeliveryUnknownError)
    assert free(pacing) == 19


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # ssl leaves the socket to the collector
def test_a_ctrl_c_before_the_message_has_left_stops_at_once(interrupts):
    pacing = ProcessPacing()

    def handle(server, connection):
        os.kill(os.getpid(), signal.SIGINT)
        silent(server, connection)

    with Raw(handle) as server, pytest.raises(KeyboardInterrupt) as caught:
        M.send(cliq(f"https://127.0.0.1:{server.port}", pacing, timeout=(9, 9)), to="chat:1")
    assert isinstance(outcome_of(caught.value), errors.ConnectionFailedError)
    assert free(pacing) == 20


def test_a_ctrl_c_while_it_waits_stops_at_once(interrupts, tmp_path):
    pacing = ProcessPacing(budget=1)
    pacing.settle(pacing.take("a"))

    def sleep(seconds):
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(5)

    with Raw(answering()) as server:
        transport = cliq(server.url, pacing, sleep=sleep)
        with pytest.raises(KeyboardInterrupt) as caught:
            list(send_all([M], transport, to="chat:1", journal=tmp_path / "journal", sleep=sleep))
        assert isinstance(outcome_of(caught.value), errors.ConnectionFailedError)
        assert next(send_all([M], cliq(server.url), to="chat:1", journal=tmp_path / "journal")).receipt.status == 200


LOST = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"


def test_a_stop_before_another_try_does_not_hide_that_the_first_may_have_arrived():
    waits = threading.Event()

    def sleep(seconds):
        raise KeyboardInterrupt

    def on_wait(wait):
        waits.set()

    with Raw(answering(LOST)) as server:
        transport = cliq(server.url, at_least_once=True, sleep=sleep, on_wait=on_wait)
        with pytest.raises(KeyboardInterrupt) as caught:
            M.send(transport, to="chat:1")
        outcomes = [outcome_of(caught.value)]
        waits.clear()
        outcomes.append(asyncio.run(cancelled_at(waits, transport)))
    assert [(outcome.status, outcome.may_have_arrived) for outcome in outcomes] == [(500, True)] * 2


@pytest.fixture
def pressed():
    """Ctrl-C is pressed while cardkit writes a record to the log."""

    def press(record):
        raise KeyboardInterrupt

    logger = logging.getLogger("cardkit.transport")
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addFilter(press)
    yield
    logger.removeFilter(press)
    logger.setLevel(level)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(OK, (200, False)), (LOST, (500, True)), (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", (404, False))],
)
@pytest.mark.parametrize("at_least_once", [False, True])
def test_a_ctrl_c_while_an_end_or_a_wait_is_logged_learns_what_became_of_the_message(
    pressed, answer, outcome, at_least_once
):
    with Raw(answering(answer)) as server, pytest.raises(KeyboardInterrupt) as caught:
        M.send(cliq(server.url, at_least_once=at_least_once), to="chat:1")
    told = outcome_of(caught.value)
    assert (told.status, getattr(told, "may_have_arrived", False)) == outcome
    assert len(server.requests) == 1


def test_a_ctrl_c_while_a_wait_between_two_messages_is_told_has_an_outcome():
    pacing = ProcessPacing(budget=1)
    pacing.settle(pacing.take("a"))

    def on_wait(wait):
        raise KeyboardInterrupt

    with Raw(answering()) as server, pytest.raises(KeyboardInterrupt) as caught:
        list(send_all([M], cliq(server.url, pacing), to="chat:1", on_wait=on_wait))
    assert isinstance(outcome_of(caught.value), errors.ConnectionFailedError)


def test_a_handler_of_ones_own_stays(interrupts):
    seen = []
    signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    with Raw(interrupting(1)) as server:
        assert M.send(cliq(server.url), to="chat:1").message_id == "17"
    assert seen == [signal.SIGINT]


def test_in_a_thread_to_which_no_ctrl_c_comes_an_error_is_told_as_elsewhere(interrupts):
    def hook():
        raise ZeroDivisionError

    def send():
        with pytest.raises(ZeroDivisionError) as caught:
            M.send(cliq(server.url).using(on_leaving=hook), to="chat:1")
        return caught.value

    with Raw(answering()) as server, ThreadPoolExecutor(1) as threads:
        for error in (send(), threads.submit(send).result()):
            assert error.__cause__ is error.__context__ is None


def test_an_exception_of_something_else_has_no_outcome():
    assert outcome_of(ValueError()) is None
