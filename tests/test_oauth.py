"""Access tokens from a refresh token, over real sockets on 127.0.0.1: when one is fetched, by whom, and what refusals mean."""

import json
import logging
import multiprocessing
import os
import pickle
import socket
import sqlite3
import threading
from urllib.parse import parse_qs

import pytest
from accounts import CLIENT, KEY, NOBODY, REFRESH, make
from pacings import START, Clock
from programs import ended_well, forked
from servers import Server

from cardkit import Message, errors
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, send_all
from cardkit.transport.oauth import RefreshingToken


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "token"


def warnings_in(caplog):
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING and r.name == "cardkit.transport"]


@pytest.mark.parametrize("trouble", ["nobody", "503"])
def test_a_token_address_that_is_gone_for_a_moment_is_tried_again(accounts, clock, trouble):
    """As the service itself is, for the network is down for both."""
    slept, answers = [], [(503, {}, b"")] if trouble == "503" else []
    token = make(accounts, clock) if trouble == "503" else make(NOBODY, clock)
    with Server() as api:

        def back(seconds):
            slept.append(seconds)
            token._address = make(accounts, clock)._address

        accounts.reply = lambda reply=accounts.reply: answers.pop() if answers else reply()
        cliq = CliqTransport(token=token, base_url=api.url, pacing=None, max_wait=60, sleep=back)
        assert Message("x").send(cliq, to="chat:1").status == 200
        assert (len(api.requests), len(slept)) == (1, 1)
        gone = CliqTransport(token=make(NOBODY, clock), base_url=api.url, pacing=None, max_wait=0)
        with pytest.raises(errors.ConnectionFailedError):
            Message("x").send(gone, to="chat:1")
        assert len(api.requests) == 1


def test_a_token_address_that_stays_gone_is_tried_four_times_with_longer_and_longer_waits(clock):
    cliq = CliqTransport(token=make(NOBODY, clock), base_url=NOBODY, pacing=None, max_wait=60, sleep=clock.sleep)
    with pytest.raises(errors.ConnectionFailedError):
        Message("x").send(cliq, to="chat:1")
    assert [most / 2 <= slept <= most for slept, most in zip(clock.slept, (1, 2, 4), strict=True)] == [True] * 3


def test_a_refresh_posts_its_four_parameters_as_a_form(accounts, clock):
    assert make(accounts, clock)() == "1000.access-1"
    path, headers, body = accounts.requests[0]
    assert path == "/oauth/v2/token"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode(), strict_parsing=True) == {
        "grant_type": ["refresh_token"],
        "refresh_token": [REFRESH],
        "client_id": [CLIENT],
        "client_secret": [KEY],
    }


@pytest.mark.parametrize(("region", "host"), [("us", "accounts.zoho.com"), ("eu", "accounts.zoho.eu"), ("in", "accounts.zoho.in"), ("au", "accounts.zoho.com.au"), ("cn", "accounts.zoho.com.cn"), ("jp", "accounts.zoho.jp"), ("sa", "accounts.zoho.sa"), ("uk", "accounts.zoho.uk"), ("ca", "accounts.zohocloud.ca")])  # fmt: skip
def test_each_region_has_its_accounts_host(region, host):
    assert repr(RefreshingToken(CLIENT, KEY, REFRESH, region)) == f"RefreshingToken('https://{host}')"


LIVES = [
    (3600, 3300), ("3600", 3300), (7200, 6900), (3000, 2700), (100, 90), ("10", 9), (1.5, 1.35),
    (None, 3300), ("soon", 3300), (-5, 3300), (0, 3300), (True, 3300), ([], 3300), (1e300, 3300), (float("nan"), 3300), (float("inf"), 3300), (10**400, 3300), ("9" * 5000, 3300), (3_600_000, 3300),
]  # fmt: skip


@pytest.mark.parametrize(("life", "kept"), LIVES, ids=range(len(LIVES)))
def test_a_token_is_refreshed_five_minutes_or_a_tenth_of_its_life_ahead(accounts, clock, life, kept):
    accounts.life = life
    token = make(accounts, clock)
    assert token() == "1000.access-1"
    clock.now = START + kept - 0.01
    assert token() == "1000.access-1"
    clock.now = START + kept
    assert token() == "1000.access-2"
    assert len(accounts.requests) == 2


def test_an_answer_without_a_life(accounts, clock):
    accounts.answer = (200, b'{"access_token": "1000.a"}')
    token = make(accounts, clock)
    clock.now += 0 if token() else 1
    clock.now += 3299
    assert token() == "1000.a"
    assert len(accounts.requests) == 1


CONTINUOUSLY = "You have made too many requests continuously. Please try again after some time."
"""What the token address describes its Access Denied with: many public programs have it in their logs."""
TOO_MANY = json.dumps({"error_description": CONTINUOUSLY, "error": "Access Denied", "status": "failure"}).encode()
REFUSALS = [
    (200, b'{"error": "invalid_client"}', errors.AuthenticationError, "invalid_client"),
    (200, b'{"error": "invalid_code"}', errors.AuthenticationError, "invalid_code"),
    (200, b'{"error": "Access Denied"}', errors.AuthenticationError, "Access Denied"),
    (200, TOO_MANY, errors.TokenLimitError, f"Access Denied: {CONTINUOUSLY}"),
    (400, TOO_MANY, errors.TokenLimitError, f"Access Denied: {CONTINUOUSLY}"),
    (500, TOO_MANY, errors.ServerError, f"Access Denied: {CONTINUOUSLY}"),
    (200, b'{"error": "odd", "access_token": "1000.a"}', errors.AuthenticationError, "odd"),
    (200, b'{"error": {"code": 7}}', errors.AuthenticationError, "{'code': 7}"),
    (400, b'{"error": "invalid_client"}', errors.AuthenticationError, "invalid_client"),
    (401, b"<html>no</html>", errors.AuthenticationError, None),
    (403, b"", errors.AuthenticationError, None),
    (429, b"", errors.TokenLimitError, None),
    (500, b"oops", errors.ServerError, None),
    (503, b'{"error": "busy"}', errors.ServerError, "busy"),
]


@pytest.mark.parametrize(("status", "body", "kind", "word"), REFUSALS, ids=range(len(REFUSALS)))
def test_each_refusal_is_its_error(accounts, clock, status, body, kind, word):
    accounts.answer = (status, body)
    with pytest.raises(errors.TransportError) as caught:
        make(accounts, clock)()
    error = caught.value
    assert type(error) is kind
    assert (error.service_message, error.may_have_arrived) == (word, False)
    limited = kind is errors.TokenLimitError
    assert error.status == (None if limited else status)  # a throttled token address locks no messages
    assert f"{accounts.url}/oauth/v2/token, status {status}" in str(error)
    if kind is errors.AuthenticationError:
        assert error.code == word
        for what in (word or "", "client id and secret are right", "this region", "was not revoked"):
            assert what in str(error)
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin)) == (kind, str(error))


GARBAGE = [
    b"", b"[]", b"null", b"3", b"{}", b"\xff\xfe", b"<html>", b"[" * 100_000, b'{"access_token": null}', b'{"access_token": 5}', b'{"access_token": ""}',
    b'{"access_token": "a b"}', b'{"access_token": "a\\r\\nX: y"}', b'{"access_token": "\\ud800"}', b'{"access_token": ["1000.a"]}', b'{"error": null}', b'{"a": ' + b"9" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_no_token(accounts, clock, body):
    accounts.answer = (200, body)
    with pytest.raises(errors.AuthenticationError) as caught:
        make(accounts, clock)()
    assert (caught.value.status, caught.value.may_have_arrived) == (200, False)
    accounts.answer = None
    assert make(accounts, clock)() == "1000.access-2"


@pytest.mark.parametrize("status", [201, 204, 302, 307])
def test_an_odd_status_is_no_token_and_no_redirect_is_followed(accounts, clock, status):
    accounts.answer = (status, b"")
    with pytest.raises(errors.AuthenticationError, match=f"status {status}"):
        make(accounts, clock)()
    assert len(accounts.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>maintenance</html>"),
        (200, b""),
        (200, b'{"access_token": null}'),
        (200, b'{"error": "invalid_code"}'),
        (201, b"{}"),
        (302, b""),
        (400, TOO_MANY),
        (404, b"<html>"),
        (429, b""),
        (503, b"<html>"),
    ],
)
def test_no_letter_is_dead_because_the_token_address_gives_none(accounts, clock, tmp_path, answer):
    """Such as the page of a proxy: the letters were not refused, they only lack a token."""
    accounts.answer = answer
    cliq = CliqTransport(token=make(accounts, clock), base_url=NOBODY, pacing=None, max_wait=0)
    outbox = Outbox(tmp_path / "outbox", cliq)
    for text in ("one", "two"):
        outbox.put(Message(text), to="chat:1")
    assert outbox.work(once=True, max_wait=0).waiting
    assert [letter.state for letter in outbox.letters()] == ["ready", "ready"]
    assert len(accounts.requests) == 1


def test_nobody_listening_means_that_nothing_was_sent_and_counts_as_no_refresh(clock, cache):
    token = make(NOBODY, clock, cache)
    for _ in range(12):
        with pytest.raises(errors.ConnectionFailedError, match="no access token; no message was sent") as caught:
            token()
        assert not caught.value.may_have_arrived


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 banana\r\n\r\n", b"\x00\x01"], ids=["closed", "nonsense", "binary"])
def test_a_lost_connection_means_that_no_message_was_sent(clock, answer):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(errors.ConnectionFailedError, match="before an access token came") as caught:
            make(f"http://127.0.0.1:{listener.getsockname()[1]}", clock)()
        thread.join()
    assert not caught.value.may_have_arrived


def run_all(jobs):
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize("cached", [False, True], ids=["memory", "cache"])
def test_thirty_two_threads_at_expiry_make_one_refresh(accounts, clock, cache, cached):
    token = make(accounts, clock, cache if cached else None)
    token()
    clock.now += 3600
    got, barrier = [], threading.Barrier(32)

    def ask():
        barrier.wait()
        got.append(token())

    for thread in run_all([ask] * 32):
        thread.join()
    assert got == ["1000.access-2"] * 32
    assert len(accounts.requests) == 2


def test_threads_that_waited_for_a_refresh_that_failed_share_its_failure(accounts, clock, monkeypatch):
    token, got = make(accounts, clock), []
    accounts.answer = (400, b'{"error": "invalid_client"}')
    accounts.go.clear()

    def ask():
        with pytest.raises(errors.AuthenticationError, match="invalid_client") as caught:
            token()
        got.append(caught.value)

    first = run_all([ask])
    assert accounts.arrived.wait(30)
    waiting = threading.Semaphore(0)
    monkeypatch.setitem(token._locks, os.getpid(), HeldLock(waiting, token._locks.own(threading.Lock)))
    others = run_all([ask] * 5)
    for _ in others:
        assert waiting.acquire(timeout=30)
    accounts.go.set()
    for thread in first + others:
        thread.join()
    assert len(accounts.requests) == 1
    assert len({id(error) for error in got}) == 6


class HeldLock:
    """The lock of a token, telling whenever somebody comes to wait for it."""

    def __init__(self, coming, lock):
        self.coming, self.lock = coming, lock

    def acquire(self, **options):
        self.coming.release()
        return self.lock.acquire(**options)

    def release(self):
        self.lock.release()


def test_while_one_thread_refreshes_the_others_use_the_old_token(accounts, clock):
    token = make(accounts, clock)
    token()
    clock.now += 3400
    accounts.go.clear()
    accounts.arrived.clear()
    got = []
    (thread,) = run_all([lambda: got.append(token())])
    assert accounts.arrived.wait(30)
    assert token() == "1000.access-1"
    accounts.go.set()
    thread.join()
    assert got == ["1000.access-2"]
    assert token() == "1000.access-2"


def test_a_failed_refresh_leaves_the_old_token_while_it_is_valid(accounts, clock, caplog):
    token = make(accounts, clock)
    token()
    accounts.answer = (500, b"")
    clock.now = START + 3300
    assert token() == token() == "1000.access-1"
    assert len(accounts.requests) == 2  # and the address is left alone for half a minute
    assert "the old one still serves" in warnings_in(caplog)[0]
    clock.now = START + 3330
    assert token() == "1000.access-1"
    assert len(accounts.requests) == 3
    clock.now = START + 3600
    with pytest.raises(errors.ServerError):
        token()
    accounts.answer = None
    assert token() == "1000.access-5"


def test_a_new_process_uses_the_cached_token_when_a_refresh_fails(accounts, clock, cache):
    make(accounts, clock, cache)()
    accounts.answer = (500, b"")
    clock.now = START + 3400
    assert make(accounts, clock, cache)() == "1000.access-1"
    clock.now = START + 3600
    with pytest.raises(errors.ServerError):
        make(accounts, clock, cache)()


def test_a_refused_token_is_dropped_and_another_is_kept(accounts, clock, cache):
    one, two = make(accounts, clock, cache), make(accounts, clock, cache)
    assert one() == two() == "1000.access-1"
    one.refused("1000.something-else")
    assert one() == "1000.access-1"
    one.refused("1000.access-1")
    assert one() == "1000.access-2"
    two.refused("1000.access-1")  # the cache has another already
    assert two() == "1000.access-2"
    one.refused("1000.access-1")
    assert one() == "1000.access-2"
    assert len(accounts.requests) == 2


def test_a_refused_token_is_not_given_again_though_the_cache_keeps_it(accounts, clock, cache):
    token = make(accounts, clock, cache)
    token()
    kept = cache.read_bytes()
    token.refused("1000.access-1")
    assert b"1000.access-1" not in sqlite_rows(cache)
    cache.write_bytes(kept)
    assert token() == "1000.access-2"


def sqlite_rows(path):
    db = sqlite3.connect(path)
    rows = repr(db.execute("SELECT * FROM token_states").fetchall())
    db.close()
    return rows.encode()


def test_ten_refreshes_in_ten_minutes_and_no_more(accounts, clock):
    token = make(accounts, clock)
    for number in range(10):
        token.refused(token())
        clock.now = START + 10 * (number + 1)
    with pytest.raises(errors.RateLimitError, match="10 refreshes in the last 600 s") as caught:
        token()
    assert (caught.value.retry_after, caught.value.status) == (500.0, None)
    clock.now = START + 600
    assert token() == "1000.access-11"


def test_a_clock_that_is_set_back_keeps_nobody_from_refreshing_for_longer_than_the_ten_minutes(accounts, clock):
    token = make(accounts, clock)
    for _ in range(10):
        token.refused(token())
    clock.now -= 86_400
    with pytest.raises(errors.TokenLimitError) as caught:
        token()
    assert caught.value.retry_after == 600.0
    clock.now += 600
    assert token() == "1000.access-11"


def test_two_objects_with_one_cache_share_the_ten(accounts, clock, cache):
    one, two = make(accounts, clock, cache), make(accounts, clock, cache)
    for _ in range(5):
        one.refused(one())
        two.refused(two())
    for token in (one, two, make(accounts, clock, cache)):
        with pytest.raises(errors.RateLimitError, match="all processes share one access token") as caught:
            token()
        assert caught.value.retry_after == 600.0
    assert len(accounts.requests) == 10
    clock.now -= 86_400  # the clock is set back
    with pytest.raises(errors.RateLimitError):
        one()
    clock.now += 600
    assert one() == two() == "1000.access-11"


def test_the_eleventh_uses_the_old_token_while_it_is_valid(accounts, clock):
    accounts.life = 200
    token = make(accounts, clock)
    for _ in range(9):
        token.refused(token())
    last = token()
    clock.now += 190
    assert token() == last == "1000.access-10"
    assert len(accounts.requests) == 10


def test_a_definite_refusal_is_remembered_and_told_at_once(accounts, clock, cache):
    accounts.answer = (400, b'{"error": "invalid_code"}')
    token = make(accounts, clock, cache)
    for _ in range(100):
        with pytest.raises(errors.AuthenticationError, match="invalid_code"):
            token()
    assert len(accounts.requests) == 1
    clock.now += 600
    accounts.answer = None  # whatever was wrong was put right
    assert token() == "1000.access-2"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((429, b""), errors.TokenLimitError),
        ((400, TOO_MANY), errors.TokenLimitError),
        ((200, b'{"error": "Access Denied"}'), errors.AuthenticationError),
    ],
)
def test_a_token_address_that_is_asked_too_often_is_left_alone_for_a_minute(accounts, clock, answer, kind):
    accounts.answer = answer
    token = make(accounts, clock)
    for _ in range(20):
        with pytest.raises(kind):
            token()
    assert len(accounts.requests) == 1
    clock.now += 60
    accounts.answer = None
    assert token() == "1000.access-2"


def test_a_hundred_messages_do_not_wait_for_a_token_that_will_not_come(accounts, clock):
    def never(seconds):
        raise AssertionError(f"it waits {seconds} s")

    for answer in ((400, b'{"error": "invalid_code"}'), (429, b""), (400, TOO_MANY), (400, b'{"error": "odd"}')):
        accounts.answer = answer
        source = make(accounts, clock)
        cliq = CliqTransport(token=source, base_url=accounts.url, pacing=None, sleep=never)
        outcomes = list(send_all([Message("Hi")] * 100, cliq, to="chat:1", sleep=never))
        assert len(outcomes) == 100
        assert not any(outcome.sent or outcome.error.may_have_arrived for outcome in outcomes)


def test_the_description_of_a_refusal_is_told_beside_its_code_without_secrets(accounts, clock):
    said = {"error": "invalid_client", "error_description": f"no client\nhas {REFRESH}"}
    accounts.answer = (400, json.dumps(said).encode())
    with pytest.raises(errors.AuthenticationError) as caught:
        make(accounts, clock)()
    assert caught.value.code == "invalid_client"
    assert caught.value.service_message == "invalid_client: no client has …"


def test_refreshes_that_were_refused_count_as_well(accounts, clock, cache):
    accounts.answer = (400, b'{"error": "odd"}')
    token = make(accounts, clock, cache)
    for _ in range(10):
        with pytest.raises(errors.AuthenticationError):
            token()
    with pytest.raises(errors.RateLimitError):
        make(accounts, clock, cache)()
    assert len(accounts.requests) == 10


def fetch(url, cache, now, barrier, results):
    token = make(url, Clock(now), cache)
    barrier.wait()
    results.put(token())


def spawn(accounts, cache, now, count):
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(count), context.Queue()
    processes = [context.Process(target=fetch, args=(accounts.url, cache, now, barrier, results)) for _ in range(count)]
    for process in processes:
        process.start()
    got = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    return got


def test_several_processes_at_expiry_make_one_refresh(accounts, clock, cache):
    make(accounts, clock, cache)()
    assert spawn(accounts, cache, START + 4000, 4) == ["1000.access-2"] * 4
    assert len(accounts.requests) == 2


def hang(url, cache):
    make(url, Clock(), cache)()


def test_a_process_killed_while_it_refreshes_stands_in_nobodys_way_and_is_counted(accounts, clock, cache):
    accounts.go.clear()
    process = multiprocessing.get_context("spawn").Process(target=hang, args=(accounts.url, cache))
    process.start()
    assert accounts.arrived.wait(60)
    process.kill()
    process.join()
    accounts.go.set()
    token = make(accounts, clock, cache)
    for _ in range(9):
        token.refused(token())
    with pytest.raises(errors.RateLimitError):
        token()
    assert len(accounts.requests) == 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_during_a_refresh_waits_for_nobody(accounts, clock):
    token = make(accounts, clock)
    accounts.go.clear()
    (thread,) = run_all([token])
    assert accounts.arrived.wait(30)
    child = forked(lambda: token.refused("1000.other"))  # takes the lock that the thread holds in the other process
    accounts.go.set()
    thread.join()
    assert ended_well(child)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_lock_is_made_by_whoever_uses_it_first(accounts, clock):
    """For gunicorn with ``--preload`` loads a program, forks, and then makes greenlets of its threads, by gevent."""
    token = make(accounts, clock)
    assert not token._locks
    token()
    before = token._locks.own(threading.Lock)

    def use():
        assert token._locks.own(threading.Lock) is not before
        token.refused("1000.other")

    assert ended_well(forked(use))
