"""One access token for a fleet, over real servers and a token address on 127.0.0.1."""

import multiprocessing
import threading
from contextlib import ExitStack

import psycopg
import pytest
import redis
from accounts import CLIENT, KEY, REFRESH
from pacings import START, Clock
from servers import locals_of

from cardkit import ConfigurationError, errors
from cardkit.transport import PostgresPacing, RedisPacing, RefreshingToken
from cardkit.transport.secret import Secret
from cardkit.transport.token_cache import BusyError, cache_of


@pytest.fixture(params=["postgres_dsn", "redis_url"])
def address(request):
    return request.getfixturevalue(request.param)


def store(address, **options):
    return (PostgresPacing if address.startswith("postgresql:") else RedisPacing)(address, **options)


def make(accounts, address, clock, **options):
    url = accounts if isinstance(accounts, str) else accounts.url
    return RefreshingToken(
        CLIENT, KEY, REFRESH, cache=store(address, clock=clock), accounts_url=url, clock=clock, **options
    )


def kept(address):
    """All that the server holds, as text."""
    if address.startswith("postgresql:"):
        with psycopg.connect(address) as connection:
            return repr(connection.execute("SELECT * FROM cardkit_shared").fetchall())
    with redis.Redis.from_url(address) as client:
        return repr([client.get(key) for key in client.scan_iter()])


def test_a_fleet_shares_one_token_until_it_is_to_be_renewed(accounts, address, clock):
    tokens = [make(accounts, address, clock) for _ in range(5)]
    assert [token() for token in tokens] == ["1000.access-1"] * 5
    clock.now += 3299
    assert [token() for token in tokens] == ["1000.access-1"] * 5
    clock.now += 1
    assert [token() for token in tokens] == ["1000.access-2"] * 5
    assert len(accounts.requests) == 2


def test_a_machine_whose_clock_is_wrong_knows_how_long_the_token_lives(accounts, address):
    """By the server's clock: each machine's own shows another time of day."""
    wrong = Clock(5000.0)
    first = RefreshingToken(CLIENT, KEY, REFRESH, cache=store(address), accounts_url=accounts.url)
    second = RefreshingToken(CLIENT, KEY, REFRESH, cache=store(address), accounts_url=accounts.url, clock=wrong)
    assert (first(), second()) == ("1000.access-1", "1000.access-1")
    assert 8590 < second._token.expires <= 8600
    wrong.now += 3590
    second._token = None
    assert second() == "1000.access-1"  # to the server no time has passed


def test_the_ten_refreshes_are_shared(accounts, address, clock):
    accounts.answer = (400, b'{"error": "odd"}')
    tokens = [make(accounts, address, clock) for _ in range(3)]
    for at in range(10):
        with pytest.raises(errors.AuthenticationError):
            tokens[at % 3]()
    for token in tokens:
        with pytest.raises(errors.TokenLimitError) as caught:
            token()
        assert caught.value.retry_after == 600
    assert len(accounts.requests) == 10
    clock.now += 600
    with pytest.raises(errors.AuthenticationError):
        tokens[0]()


def test_a_refused_token_is_dropped_for_all(accounts, address, clock):
    one, other = make(accounts, address, clock), make(accounts, address, clock)
    one.refused(one())
    assert other() == one() == "1000.access-2"


def test_nobody_listening_counts_as_no_refresh(address, clock):
    token = make("http://127.0.0.1:9", address, clock, timeout=(1, 1))
    for _ in range(11):
        with pytest.raises(errors.ConnectionFailedError):
            token()


def fetch(url, address, now, barrier, results):
    token = make(url, address, Clock(now))
    barrier.wait()
    results.put(token())


def test_four_processes_at_expiry_make_one_refresh(accounts, address, clock):
    make(accounts, address, clock)()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(4), context.Queue()
    processes = [
        context.Process(target=fetch, args=(accounts.url, address, START + 4000, barrier, results)) for _ in range(4)
    ]
    for process in processes:
        process.start()
    got = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert got == ["1000.access-2"] * 4
    assert len(accounts.requests) == 2


def test_while_one_refreshes_the_others_use_the_old_token(accounts, address, clock):
    one, other = make(accounts, address, clock), make(accounts, address, clock)
    one(), other()
    clock.now += 3400
    accounts.go.clear()
    accounts.arrived.clear()
    thread = threading.Thread(target=one)
    thread.start()
    assert accounts.arrived.wait(60)
    assert other() == "1000.access-1"
    accounts.go.set()
    thread.join()
    assert other() == "1000.access-2"


def test_who_died_while_it_refreshed_is_in_the_way_until_no_answer_can_come(address, clock):
    dead = cache_of(Secret(store(address, clock=clock)), clock, 40.0).opened("me", 40.0)
    dead.__enter__()  # and never leaves
    with ExitStack() as stack, pytest.raises(BusyError):
        stack.enter_context(cache_of(Secret(store(address, clock=clock)), clock, 40.0).opened("me", 0.0))
    clock.now += 40
    with cache_of(Secret(store(address, clock=clock)), clock, 40.0).opened("me", 40.0) as cache:
        assert cache.read(clock.now) == (None, {})
    del dead


@pytest.mark.parametrize(
    "text", ["no entry", "[]", "5", '{"token": 5, "made": "x"}', '{"other": 1}', '{"refreshes": []}']
)
def test_what_makes_no_sense_is_passed_over(accounts, redis_url, clock, text):
    make(accounts, redis_url, clock)()
    with redis.Redis.from_url(redis_url) as client:
        (key,) = client.keys("cardkit:token:*")
        client.set(key, text)
    assert make(accounts, redis_url, clock)() == "1000.access-2"


def test_a_server_that_is_gone_gives_each_process_a_token_of_its_own(accounts, redis_server, redis_url, clock, caplog):
    token = make(accounts, redis_url, clock)
    redis_server.stop()
    try:
        assert token() == "1000.access-1"
    finally:
        redis_server.start()
    assert "the cache of the access token, " in caplog.text
    assert "access-1" not in caplog.text


def test_the_server_holds_the_access_token_and_no_other_secret(accounts, address, clock):
    make(accounts, address, clock)()
    assert "1000.access-1" in kept(address)
    assert not [secret for secret in (KEY, REFRESH, CLIENT) if secret in kept(address)]


def test_an_address_is_no_cache():
    with pytest.raises(ConfigurationError, match=r"a PostgresPacing\(…\) or RedisPacing\(…\)") as caught:
        RefreshingToken(CLIENT, KEY, REFRESH, cache="redis://:s3cret-x@db/0")
    assert not [text for text in [str(caught.value), *locals_of(caught.value)] if "s3cret-x" in text]
