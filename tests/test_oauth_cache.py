"""The cache of access tokens: whose it is, that it is the user's own, and what becomes of one that is no good."""

import logging
import sqlite3
import stat

import pytest
from accounts import CLIENT, KEY, REFRESH, SECRETS, make
from disks import posix
from pacings import START

from cardkit.transport.oauth import RefreshingToken


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "token"


def warnings_in(caplog):
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING and r.name == "cardkit.transport"]


@pytest.mark.parametrize("different", [{"client_id": "1000.OTHER"}, {"refresh_token": "1000.other"}])
def test_a_cache_gives_nobody_the_token_of_another(accounts, clock, cache, different):
    make(accounts, clock, cache)()
    names = {"client_id": CLIENT, "client_secret": KEY, "refresh_token": REFRESH, **different}
    other = RefreshingToken(**names, cache=cache, accounts_url=accounts.url, clock=clock)
    assert other() == "1000.access-2"
    assert make(accounts, clock, cache)() == "1000.access-1"


def test_the_account_is_the_same_everywhere_and_tells_nothing(accounts, clock):
    account = make(accounts, clock).account
    assert account == make(accounts, clock).account
    assert not [secret for secret in [*SECRETS, CLIENT] if secret in account]
    others = [RefreshingToken(*names, region) for names in [(CLIENT, KEY, "1000.b"), ("1000.C", KEY, REFRESH), (CLIENT, KEY, REFRESH)] for region in ("us", "eu")]  # fmt: skip
    assert len({account, *(other.account for other in others)}) == 7
    assert RefreshingToken(CLIENT, "another-key", REFRESH).account == RefreshingToken(CLIENT, KEY, REFRESH).account


@posix
def test_the_cache_is_the_users_own_and_holds_no_other_secret(accounts, clock, cache):
    make(accounts, clock, cache)()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    cache.chmod(0o666)
    assert make(accounts, clock, cache)() == "1000.access-1"
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    content = cache.read_bytes()
    assert b"1000.access-1" in content
    assert not [secret for secret in [*SECRETS, CLIENT] if secret.encode() in content]
    assert [file.name for file in cache.parent.iterdir()] == [cache.name]


def damaged(cache):
    cache.write_bytes(b"no database at all" * 500)


def a_folder(cache):
    cache.mkdir()


def foreign(cache):
    db = sqlite3.connect(cache)
    db.execute("CREATE TABLE token_states (other)")
    db.close()


@pytest.mark.parametrize("fault", [damaged, a_folder, foreign])
def test_a_cache_that_is_no_good_is_told_once(accounts, clock, cache, caplog, fault):
    fault(cache)
    token = make(accounts, clock, cache)
    assert token() == "1000.access-1"
    token.refused("1000.access-1")
    assert token() == "1000.access-2"
    (warning,) = warnings_in(caplog)
    assert str(cache) in warning
    assert "access-" not in warning


NONSENSE = [b"\xff\x00", "[]", '{"token": "a b", "expires": 1e12}', '{"token": 5, "expires": 1e12}', '{"token": "a", "expires": "soon"}', '{"made": ""}']  # fmt: skip


def test_a_row_of_a_cache_that_makes_no_sense_is_passed_over(accounts, clock, cache, caplog):
    make(accounts, clock, cache)()
    for wrong in NONSENSE:
        db = sqlite3.connect(cache)
        db.execute("UPDATE token_states SET state = ?", (wrong,))
        db.commit()
        db.close()
        assert make(accounts, clock, cache)() == f"1000.access-{len(accounts.requests)}"
    assert len(accounts.requests) == 7
    assert not [warning for warning in warnings_in(caplog) if "a b" in warning]


def test_a_cache_held_by_others_is_passed_by(accounts, clock, cache, caplog):
    token = make(accounts, clock, cache)
    token()
    other = sqlite3.connect(cache, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    clock.now = START + 3400
    assert token() == "1000.access-1"  # somebody else may be refreshing, and this one serves
    assert not warnings_in(caplog)
    token._patience = 0.0
    clock.now = START + 3600
    assert token() == "1000.access-2"
    assert len(warnings_in(caplog)) == 1
    other.close()
