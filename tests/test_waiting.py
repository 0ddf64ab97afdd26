"""Waits: how long, for what, who hears of them; throttling; and a budget whose counting fails."""

import logging
import math
from contextlib import suppress

import pytest
from sends import OK, cliq, fails
from servers import TOKEN

from cardkit import ConfigurationError, Message, errors, to
from cardkit.transport import CliqTransport, MemoryTransport, Patience, ProcessPacing, Receipt, Wait, send_all
from cardkit.transport.api_requests import ApiRequest
from cardkit.transport.delivery import Attempt, Perform, next_step
from cardkit.transport.pacing import Slot
from cardkit.transport.secret import Secret
from cardkit.transport.waiting import Pause

M = Message("Hi")


THROTTLES = [
    (400, b'{"code": "request_limit_exceeded", "message": "x"}'), (400, b'{"error": {"code": "throttled", "message": "x"}}'), (400, b'{"error": "throttled"}'),
    (400, b'{"code": "THROTTLED", "message": "x"}'),
    (400, b'{"message": "URL throttles limit exceeded"}'), (400, b'{"message": "You have crossed the URL Throttle limit"}'), (400, b'{"message": "Too many requests"}'),
    (400, b'{"message": "Too many requests. Try later."}'), (400, b'{"message": "Rate limit exceeded"}'), (400, b"Rate limit exceeded"), (429, b""), (429, b'{"message": "bad card"}'),
]  # fmt: skip
NONE = [
    (400, b'{"message": "the title \\"Throttle\\" is too long"}'), (400, b'{"message": "card Throttle valve has no theme"}'), (400, b'{"message": "\\"URL throttle limit\\" is no theme"}'),
    (400, b'{"message": "invalid title: Too many requests"}'), (400, b"<html><title>Too many requests</title>"), (400, b'{"code": "throttle_pedal", "message": "x"}'),
    (403, b'{"message": "Too many requests"}'),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body"), THROTTLES, ids=range(len(THROTTLES)))
def test_a_throttle_answer_locks_the_account_for_as_long_as_it_is_told(server, clock, status, body):
    pacing = ProcessPacing(clock=clock)
    server.answers = [(status, {}, body)]
    error = fails(errors.RateLimitError, cliq(server, clock, pacing=pacing, account="a", max_wait=0))
    assert error.retry_after == pacing.take("a") == 600.0


@pytest.mark.parametrize(("status", "body"), NONE, ids=range(len(NONE)))
def test_an_answer_that_only_mentions_the_words_locks_nobody(server, clock, status, body):
    pacing = ProcessPacing(clock=clock)
    server.answers = [(status, {}, body)]
    error = fails(errors.TransportError, cliq(server, clock, pacing=pacing, account="a", max_wait=0))
    assert not isinstance(error, errors.RateLimitError)
    assert isinstance(pacing.take("a"), Slot)


def test_every_rate_limit_error_says_how_long():
    assert errors.RateLimitError("x").retry_after == 600.0
    assert errors.TokenLimitError("x", retry_after=5.0).retry_after == 5.0


def test_a_wait_of_one_send_is_told_to_its_listener_before_it_begins(server, clock):
    waits = []
    server.answers = [(429, {"Retry-After": "7"}, b""), OK]
    M.send(cliq(server, clock, on_wait=lambda wait: waits.append((wait, list(clock.slept)))), to="chat:1")
    assert waits == [(Wait(7.0, "the end of the service's lock", "chat:1", 1, 429), [])]
    assert clock.slept == [7.0]


def test_a_listener_that_raises_ends_the_send(server, clock):
    def stop(wait):
        raise LookupError(wait.seconds)

    pacing = ProcessPacing(clock=clock, budget=1)
    pacing.settle(pacing.take("a"))
    with pytest.raises(LookupError, match="60"):
        M.send(cliq(server, clock, on_wait=stop, pacing=pacing, account="a"), to="chat:1")
    assert server.requests == []


class Terminal:
    def __init__(self, is_one):
        self.lines, self.isatty = "", lambda: is_one

    def write(self, text):
        self.lines += text

    def flush(self):
        pass


@pytest.mark.parametrize(("seconds", "is_one", "told"), [("3", True, True), ("2", True, False), ("3", False, False)])
def test_a_wait_of_more_than_two_seconds_is_told_on_a_terminal(server, clock, monkeypatch, seconds, is_one, told):
    terminal = Terminal(is_one)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(logging.getLogger("cardkit.transport"), "level", logging.WARNING)
    server.answers = [(429, {"Retry-After": seconds}, b""), OK]
    M.send(cliq(server, clock), to="chat:1")
    line = "cardkit: waiting 3.0 s for the end of the service's lock, then on to chat:1 (Ctrl-C stops it)\n"
    assert terminal.lines == (line if told else "")


def test_a_wait_that_a_log_tells_is_not_told_on_the_terminal_again(server, clock, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "cardkit.transport")
    monkeypatch.setattr("sys.stderr", terminal := Terminal(True))
    server.answers = [(429, {"Retry-After": "7"}, b""), OK]
    M.send(cliq(server, clock), to="chat:1")
    assert terminal.lines == ""


def test_a_program_without_a_standard_error_waits_all_the_same(server, clock, monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    monkeypatch.setattr(logging.getLogger("cardkit.transport"), "level", logging.WARNING)
    server.answers = [(429, {"Retry-After": "7"}, b""), OK]
    assert M.send(cliq(server, clock), to="chat:1").message_id == "17"
    assert clock.slept == [7.0]


def test_every_wait_is_in_the_log_without_a_warning(server, clock, caplog):
    caplog.set_level(logging.DEBUG, "cardkit.transport")
    server.answers = [(429, {"Retry-After": "7"}, b""), OK]
    M.send(cliq(server, clock), to="chat:1")
    (record,) = [record for record in caplog.records if hasattr(record, "wait")]
    assert (record.wait, record.destination, record.attempt, record.status) == (7.0, "chat:1", 1, 429)
    assert all(record.levelno == logging.INFO for record in caplog.records if record.name == "cardkit.transport")


def test_send_all_waits_no_longer_than_it_may_in_all(server, clock):
    pacing = ProcessPacing(clock=clock)
    transport = cliq(server, clock, pacing=pacing, account="a")
    waits = []
    outcomes = list(send_all([M] * 100, transport, to="chat:1", max_wait=125, on_wait=waits.append, sleep=clock.sleep))
    assert sum(outcome.sent for outcome in outcomes) == len(server.requests) == 60
    assert sum(clock.slept) == sum(wait.seconds for wait in waits) == 120.0
    assert all(isinstance(outcome.error, errors.RateLimitError) for outcome in outcomes[60:])
    assert len(outcomes) == 100


def test_send_all_without_patience_asks_no_transport_to_wait(server, clock):
    server.answers = [(429, {}, b"")]
    outcomes = list(send_all([M] * 3, cliq(server, clock, max_wait=60), to="chat:1", max_wait=0, sleep=clock.sleep))
    assert [outcome.error.retry_after for outcome in outcomes] == [600.0] * 3
    assert (clock.slept, len(server.requests)) == ([], 3)
    for wrong in (-1, math.nan, "1", None.__class__):
        with pytest.raises(ConfigurationError, match="max_wait"):
            list(send_all([M], MemoryTransport(), to="chat:1", max_wait=wrong))


def test_the_patience_of_send_all_counts_what_the_transport_waits_for_itself(clock):
    down = CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None, sleep=clock.sleep, max_wait=1e6)
    outcomes = list(send_all([M] * 50, down, to="chat:1", max_wait=10, sleep=clock.sleep))
    assert all(isinstance(outcome.error, errors.ConnectionFailedError) for outcome in outcomes)
    assert 0 < sum(clock.slept) <= 10


def test_a_patience_that_floats_overdraw_is_used_up():
    patience = Patience(0.3)
    assert [patience.spend(0.1) for _ in range(4)] == [True] * 3 + [False]
    assert patience.left == 0.0


def test_several_sends_can_draw_on_one_patience(server, clock):
    patience = Patience(10.0)
    transport = cliq(server, clock).using(max_wait=patience)
    server.answers = [(429, {"Retry-After": "6"}, b""), OK]
    M.send(transport, to="chat:1")
    server.answers = [(429, {"Retry-After": "6"}, b""), OK]
    fails(errors.RateLimitError, transport)
    assert (patience.left, clock.slept) == (4.0, [6.0])


class Odd:
    """A pacing that answers, or fails, as the test says."""

    def __init__(self, answer):
        self.answer, self.calls = answer, []

    def take(self, account, hold=35.0):
        self.calls.append("take")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def settle(self, slot, *, used=True):
        self.calls.append("settle")
        raise OSError("the disk is full")

    def lock(self, account, seconds):
        self.calls.append("lock")
        raise OSError("the disk is full")


@pytest.mark.parametrize("answer", [OSError("gone"), 0, -1, math.nan, math.inf, None, "slot", Slot("a", 1)], ids=repr)
def test_a_pacing_that_fails_hides_no_delivery(server, clock, caplog, answer):
    pacing = Odd(answer)
    transport = cliq(server, clock, pacing=pacing, account="a", max_wait=0)
    assert M.send(transport, to="chat:1").message_id == "17"
    (warning,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert "Odd" in warning.getMessage()
    server.answers = [(429, {}, b"")]
    assert fails(errors.RateLimitError, transport).status == 429
    assert "lock" in pacing.calls
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 1


def test_what_a_failing_pacing_does_not_count_this_process_counts(server, clock):
    transport = cliq(server, clock, pacing=Odd(None), account="b", max_wait=0)
    for _ in range(30):
        with suppress(errors.RateLimitError):
            M.send(transport, to="chat:1")
    assert 0 < len(server.requests) <= 20


@pytest.mark.parametrize("seconds", [1e9, 1e-9])
def test_a_pacing_neither_locks_for_years_nor_spins(server, clock, seconds):
    error = fails(errors.RateLimitError, cliq(server, clock, pacing=Odd(seconds), max_wait=1))
    assert error.retry_after <= 3600.0
    assert len(clock.slept) <= 100


def test_a_course_can_be_walked_without_a_socket_or_a_clock():
    transport = CliqTransport(token=TOKEN, pacing=None)
    course = transport._poster.course(ApiRequest(Secret("https://cliq.example"), b"{}", to.chat("1")), Patience(60.0))
    step = next_step(course, None)
    assert isinstance(step, Perform)
    assert not step.exchange.left
    refused = errors.RateLimitError("no", status=429, retry_after=5.0)
    assert next_step(course, Attempt(refused, Pause(5.0, "a lock"))) == Wait(5.0, "a lock", "chat:1", 0, 429)
    assert isinstance(next_step(course, None), Perform)
    assert next_step(course, Attempt(Receipt(200))) == Receipt(200)
