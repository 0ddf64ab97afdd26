"""The budget of a fleet, over real servers: by the server's clock, closed when they fail, and without a word of their passwords."""

import copy
import itertools
import logging
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest
import redis
from fleets import PASSWORD
from pacings import Clock, fill
from programs import ended_well, forked
from recorder import Recorder, killed
from servers import TOKEN, Server, locals_of

from cardkit import ConfigurationError, Message, errors
from cardkit.transport import CliqTransport, PostgresPacing, RedisPacing, Slot
from cardkit.transport.pacing.budget import Budget, Ledger
from cardkit.transport.remote.base import StoreError


@pytest.fixture(params=["postgres_dsn", "redis_url"])
def address(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def server(request, address):
    """The server behind the address."""
    return request.getfixturevalue("postgres_server" if address.startswith("postgresql:") else "redis_server")


def make(address, **options):
    return (PostgresPacing if address.startswith("postgresql:") else RedisPacing)(address, **options)


def put(address, text):
    """Write a text in the place of the ledger of "me"."""
    if address.startswith("postgresql:"):
        with psycopg.connect(address) as connection:
            connection.execute("UPDATE cardkit_shared SET value = %s WHERE key = 'pacing:me'", (text,))
    else:
        with redis.Redis.from_url(address) as client:
            client.set("cardkit:pacing:me", text)


def test_the_servers_clock_counts_and_not_that_of_a_machine(address):
    """A machine whose clock is hours off gets no slot more, and no lock ends earlier for it."""
    fill(make(address))
    ahead = make(address)
    ahead._clock = ahead._fallback.own._clock = lambda: 1e9 + next(ticks)
    ticks = itertools.count(0, 0.001)
    assert 90 < ahead.take("me") <= 95
    ahead.lock("you", 600)
    assert 595 < make(address).take("you") <= 600


def test_many_threads_of_many_objects_get_twenty_slots(address):
    got, pacings = [], [make(address, patience=60) for _ in range(6)]

    def ask(pacing):
        for _ in range(8):
            got.append(pacing.take("me"))

    threads = [threading.Thread(target=ask, args=(pacing,)) for pacing in pacings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({slot.id for slot in got if isinstance(slot, Slot)}) == 20


def test_a_server_that_is_gone_sends_nothing_and_is_told_once(address, server, caplog):
    clock = Clock()
    pacing = make(address, clock=clock, patience=30)
    slots = fill(pacing, count=2)
    server.stop()
    try:
        pacing.settle(slots[0])
        assert [pacing.take("me"), pacing.take("me")] == [2.0, 2.0]
        pacing.lock("me", 600.0)
    finally:
        server.start()
    (warning,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "the shared budget, " in warning
    assert warning.endswith("until it can, nothing is sent")
    assert PASSWORD not in warning
    assert pacing.take("me") == 2.0  # it is left alone for a while
    clock.now += 2
    assert pacing.take("me") == 598.0
    assert make(address, clock=clock).take("me") == 598.0  # and the others know now


def test_with_share_a_process_takes_a_quarter(address, server):
    clock = Clock()
    pacing = make(address, clock=clock, patience=30, on_failure="share")
    server.stop()
    try:
        fill(pacing, count=5)
        assert pacing.take("me") == 95.0
    finally:
        server.start()
    clock.now += 2
    fill(pacing, count=15)  # the store has learnt of the five
    assert make(address, clock=clock).take("me") == 93.0


def test_the_error_says_what_is_waited_for(address, server):
    with Server() as cliq:
        transport = CliqTransport(token=TOKEN, base_url=cliq.url, max_wait=0, pacing=make(address, patience=30))
        server.stop()
        try:
            with pytest.raises(
                errors.RateLimitError, match="shared count cannot be used: no slot for 2 s; nothing was sent"
            ):
                Message("Hi").send(transport, to="chat:1")
        finally:
            server.start()
        assert cliq.requests == []


def test_a_server_that_hangs_is_not_waited_for_longer_than_the_patience(address, server):
    old, new = make(address, patience=2), make(address, patience=2)
    old.store.change("x", lambda entry: None)  # it is connected
    begin = time.monotonic()
    server.signal(signal.SIGSTOP)
    try:
        with pytest.raises(StoreError):
            old.store.change("x", lambda entry: None)
        with pytest.raises(StoreError):
            new.store.change("x", lambda entry: None)
    finally:
        server.signal(signal.SIGCONT)
    assert time.monotonic() - begin < 60
    old.store.patience = 60
    old.store.close()
    fill(old, count=1)


def test_a_connection_that_was_dropped_is_made_anew(address, server):
    pacing = make(address)
    fill(pacing, count=1)
    if address.startswith("postgresql:"):
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cardkit'"
            )
    else:
        with redis.Redis.from_url(address) as client:
            client.client_kill_filter(skipme=True, _type="normal")
    fill(pacing, count=19)
    assert 90 < pacing.take("me") <= 95


@pytest.mark.parametrize("text", ["", "{}", "no ledger", '{"now": 1, "lock": 1, "slots": {"a": 1}}'])
def test_what_nobody_of_us_wrote_is_begun_anew_with_a_lock(address, text, caplog):
    clock = Clock()
    pacing = make(address, clock=clock)
    fill(pacing, count=1)
    put(address, text or " ")
    assert pacing.take("me") == 95.0
    assert "begins anew, with a lock" in caplog.text
    clock.now += 95
    fill(pacing)


def test_what_was_lost_is_told_again(address):
    clock = Clock()
    pacing = make(address, clock=clock)
    slots = fill(pacing, count=19)
    put(address, Ledger(Budget()).to_json())
    pacing.settle(slots[0])
    fill(make(address, clock=clock), count=1)
    assert pacing.take("me") == 60.0


def test_a_change_that_is_made_twice_takes_one_slot(redis_url):
    one, other = RedisPacing(redis_url), RedisPacing(redis_url)
    change = one.store.change

    def disturbed(key, work):
        def twice(entry):
            if seen:
                fill(other, count=seen.pop())
            return work(entry)

        return change(key, twice)

    seen, one.store.change = [20], disturbed
    assert 90 < one.take("me") <= 95
    seen.append(0)
    one.store.change = change
    assert 90 < one.take("me") <= 95


def test_a_child_connects_anew(address):
    pacing = make(address)
    fill(pacing, count=10)

    def take():
        assert sum(isinstance(pacing.take("me"), Slot) for _ in range(20)) == 10

    assert ended_well(forked(take))
    assert 90 < pacing.take("me") <= 95


def test_a_fork_that_python_did_not_see_leaves_the_parents_connection_alone(address, monkeypatch):
    """That of uWSGI calls no handlers, unless it is told to."""
    pacing = make(address)
    fill(pacing, count=10)
    kept = {**pacing.store._kept}
    monkeypatch.setattr(os, "getpid", lambda: 1)
    fill(pacing, count=10)
    assert pacing.store._kept != kept
    pacing.store.close()
    monkeypatch.undo()
    assert pacing.store._kept == kept


def test_a_store_makes_its_lock_where_it_is_used(address):
    """For gunicorn with ``--preload`` loads a program, forks, and then makes greenlets of its threads, by gevent."""
    pacing = make(address)
    assert not pacing.store._locks
    fill(pacing, count=1)
    assert os.getpid() in pacing.store._locks

    def take():
        assert os.getpid() not in pacing.store._locks
        fill(pacing, count=1)

    assert ended_well(forked(take))


def test_whoever_may_make_no_table_uses_the_one_that_is_there(postgres_dsn):
    fill(PostgresPacing(postgres_dsn), count=1)
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute("DROP ROLE IF EXISTS poor")
        connection.execute("CREATE ROLE poor LOGIN PASSWORD 'poor'")
        connection.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON cardkit_shared TO poor")
        connection.execute("ALTER ROLE poor SET default_transaction_isolation = 'serializable'")
    poor = PostgresPacing(postgres_dsn.replace(f"cardkit:{PASSWORD}", "poor:poor"))
    fill(poor, count=19)
    assert 90 < poor.take("me") <= 95
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute("DROP OWNED BY poor")
        connection.execute("DROP ROLE poor")


def test_entries_that_are_over_are_deleted(postgres_dsn):
    clock = Clock()
    pacing = PostgresPacing(postgres_dsn, clock=clock)
    for account in "abc":
        pacing.take(account)
    clock.now += 200
    pacing.take("d")
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT key FROM cardkit_shared").fetchall() == [("pacing:d",)]


def test_entries_of_redis_expire(redis_url):
    RedisPacing(redis_url).take("me")
    with redis.Redis.from_url(redis_url) as client:
        assert 95 < client.ttl("cardkit:pacing:me") <= 155


WRONG = [
    (PostgresPacing, f"password={PASSWORD} {PASSWORD}", "no address of PostgreSQL"),
    (PostgresPacing, f"{PASSWORD}=5", "no address of PostgreSQL"), (PostgresPacing, [PASSWORD], "no address of PostgreSQL"), (PostgresPacing, None, "no address of PostgreSQL"),
    (RedisPacing, f"redis://:{PASSWORD}@db:{PASSWORD}/0", "no address of Redis"), (RedisPacing, f"http://:{PASSWORD}@db", "no address of Redis"), (RedisPacing, PASSWORD, "no address of Redis"),
    (RedisPacing, [PASSWORD], "no address of Redis"), (RedisPacing, 5, "no address of Redis"), (RedisPacing, f"redis://:{PASSWORD}@[db/0", "no address of Redis"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "wrong", "told"), WRONG, ids=range(len(WRONG)))
def test_an_address_that_is_none_is_refused_without_a_character_of_it(kind, wrong, told):
    with pytest.raises(ConfigurationError, match=told) as caught:
        kind(wrong)
    shown = [str(caught.value), repr(caught.value.__cause__), repr(caught.value.__context__), *locals_of(caught.value)]
    assert not [text for text in shown if PASSWORD in text]


@pytest.mark.parametrize("options", [{"on_failure": "open"}, {"on_failure": None}, {"budget": 0}, {"window": math.inf}, {"patience": 0}, {"patience": "5"}, {"patience": math.nan}])  # fmt: skip
@pytest.mark.parametrize(("kind", "address"), [(PostgresPacing, f"postgresql://me:{PASSWORD}@db/x"), (RedisPacing, f"redis://:{PASSWORD}@db/0")])  # fmt: skip
def test_a_setting_that_makes_no_sense(kind, address, options):
    with pytest.raises(ConfigurationError, match=f"{next(iter(options))}=") as caught:
        kind(address, **options)
    assert not [text for text in locals_of(caught.value) if PASSWORD in text]


def everything(thing, known):
    if id(thing) in known or isinstance(thing, (type, str, int, float)):
        return [repr(thing)]
    known.add(id(thing))
    inner = [*vars(thing).values()] if hasattr(thing, "__dict__") else []
    inner += [*thing] if isinstance(thing, (list, tuple)) else []
    return [repr(thing), *itertools.chain.from_iterable(everything(value, known) for value in inner)]


def test_no_password_shows_however_deep_one_looks(address):
    pacing = make(address)
    pacing.take("me")
    transport = CliqTransport(token=TOKEN, pacing=pacing)
    assert not [text for text in everything(transport, set()) if PASSWORD in text]
    for copying in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="pickle"):
            copying(pacing)


def test_no_password_shows_where_the_server_refuses_it(address, server, caplog):
    wrong = address.replace(PASSWORD, "another-s3cret")
    pacing = make(wrong)
    assert pacing.take("me") == 2.0
    assert "another-s3cret" not in caplog.text
    with pytest.raises(StoreError) as caught:
        pacing.store.change("x", lambda entry: None)
    assert not [text for text in locals_of(caught.value) if "another-s3cret" in text]
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize(("kind", "name"), [(PostgresPacing, "psycopg"), (RedisPacing, "redis")])
def test_a_driver_that_is_not_installed_is_told_with_the_command(monkeypatch, kind, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigurationError, match=rf"a fleet needs {name}: pip install 'cardkit\[fleet\]'") as caught:
        kind(f"{'postgresql' if name == 'psycopg' else 'redis'}://:{PASSWORD}@db/0")
    assert isinstance(caught.value, ImportError)
    assert not [text for text in locals_of(caught.value) if PASSWORD in text]


def test_no_driver_is_loaded_before_it_is_used():
    code = "import sys; from cardkit.transport import CliqTransport, PostgresPacing, RedisPacing, RefreshingToken; print({'psycopg', 'redis', 'procrastinate'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_the_environment_names_a_server(monkeypatch, address):
    for name, value in {
        "CLIQ_CLIENT_ID": "1000.c",
        "CLIQ_CLIENT_SECRET": "s",
        "CLIQ_REFRESH_TOKEN": "r",
        "CLIQ_PACING": address,
        "CLIQ_TOKEN_CACHE": address,
    }.items():
        monkeypatch.setenv(name, value)
    transport = CliqTransport.from_env()
    assert type(transport._poster._budget.pacing) is type(make(address))
    monkeypatch.setenv("CLIQ_PACING", f"mysql://me:{PASSWORD}@db")
    with pytest.raises(
        ConfigurationError, match="CLIQ_PACING='…' must be one of machine, process, none, or an address"
    ) as caught:
        CliqTransport.from_env()
    assert not [text for text in locals_of(caught.value) if PASSWORD in text]


SENDER = """
import sys, time
from cardkit import Message
from cardkit.transport import CliqTransport, PostgresPacing, RedisPacing
port, address, window = sys.argv[1:]
kind = PostgresPacing if address.startswith("postgresql:") else RedisPacing
cliq = CliqTransport(
    token="1000.t", base_url="http://127.0.0.1:" + port, max_wait=1e15, timeout=(0.5, 0.5), pacing=kind(address, window=float(window)),
    sleep=lambda seconds: time.sleep(min(seconds, 0.001)),  # so that most kills hit it at the server
)
print("up", flush=True)
while True:
    Message("x").send(cliq, to="chat:1")
"""


@pytest.mark.slow
def test_senders_that_are_killed_at_any_moment_never_overrun_the_budget(address):
    recorder = Recorder()
    killed([sys.executable, "-c", SENDER, str(recorder.port), address, "2.0"], recorder, kills=6, most=21)
    assert recorder.most_in_any(2.0) <= 20


@pytest.mark.slow
@pytest.mark.minutes
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("window", [2.0, 60.0])
def test_200_kills_and_20_of_20_in_any_window(address, window):
    recorder = Recorder()
    killed([sys.executable, "-c", SENDER, str(recorder.port), address, str(window)], recorder, kills=200, most=21)
    assert recorder.most_in_any(window) == 20
