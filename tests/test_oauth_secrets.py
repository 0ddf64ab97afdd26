"""Secrets of access tokens: none shows in an error, a traceback, a log or a setting, and none is posted over plain http."""

import copy
import logging
import pickle
import traceback

import pytest
from accounts import CLIENT, KEY, NOBODY, REFRESH, SECRETS, make

from cardkit import ConfigurationError, errors
from cardkit.transport.oauth import RefreshingToken


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "token"


def readable(value):
    try:
        return repr(value)
    except AttributeError:  # urllib3's, of a thing half made
        return ""


def surfaces(token, error=None):
    shown = [] if token is None else [repr(token), str(vars(token))]
    if error is not None:
        shown += [str(error), repr(error), str(vars(error)), str(pickle.dumps(error))]
        while error is not None:
            frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
            own = [frame for frame in frames if frame.f_code.co_filename != __file__]
            assert own or frames == []
            shown += [readable(value) for frame in own for value in frame.f_locals.values()]
            error = error.__cause__ or error.__context__
    return shown


ANSWERS = [
    (400, f'{{"error": "bad {REFRESH} of {KEY}"}}'.encode()),
    (200, b'{"error": "bad s3cret\\/client+key or \\u0031000.s3cret-refresh or s3cret%2Fclient%2Bkey"}'),
    (200, b'{"error": "\\u001b[2J\\ud800 odd", "access_token": "1000.access-9"}'),
    (200, b'{"access_token": "1000.access-9 "}'),
    (500, b"1000.access-9 " + REFRESH.encode()),
    None,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_no_secret_shows_in_an_error_or_a_log(accounts, clock, cache, caplog, answer):
    caplog.set_level(logging.DEBUG, "cardkit.transport")
    accounts.answer = answer
    token = make(accounts if answer else NOBODY, clock, cache)
    with pytest.raises(errors.TransportError) as caught:
        token()
    shown = [*surfaces(token, caught.value), caplog.text]
    assert not [text for text in shown for secret in [*SECRETS, "access-9"] if secret in text]
    assert "\x1b" not in str(caught.value)
    assert str(caught.value).encode()


class Broken:
    def urlopen(self, *args, **options):
        raise RuntimeError("what nobody expects")


def test_no_secret_shows_in_a_traceback_of_what_nobody_expects(accounts, clock, cache):
    token = make(accounts, clock, cache, http=Broken())
    with pytest.raises(
        errors.ConnectionFailedError, match=r"RuntimeError\) with .* before an access token came"
    ) as caught:
        token()
    assert not [text for text in surfaces(token, caught.value) for secret in SECRETS if secret in text]
    assert make(accounts, clock, cache)() == "1000.access-1"


def test_no_secret_shows_in_the_token(accounts, clock):
    token = make(accounts, clock)
    given = token()
    token.refused(given)
    token()
    assert not [text for text in surfaces(token) for secret in [*SECRETS, "access-"] if secret in text]
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="holds secrets and cannot be pickled"):
            copied(token)


WRONG_SETTINGS = [
    {"client_id": ""}, {"client_id": None}, {"client_secret": KEY + "\n"}, {"client_secret": 5}, {"refresh_token": REFRESH + " "}, {"refresh_token": "ü"},
    {"region": "mars"}, {"region": None}, {"cache": 5}, {"timeout": (0, 1)}, {"timeout": 3}, {"accounts_url": "http://accounts.zoho.com"}, {"accounts_url": "https://a/b"},
    {"accounts_url": "https://u:p@a"}, {"accounts_url": "ftp://a"}, {"accounts_url": 5}, {"accounts_url": "https://a?x"},
]  # fmt: skip


@pytest.mark.parametrize("settings", WRONG_SETTINGS, ids=str)
def test_a_wrong_setting_is_a_configuration_error_that_shows_no_secret(settings):
    names = {"client_id": CLIENT, "client_secret": KEY, "refresh_token": REFRESH, **settings}
    with pytest.raises(ConfigurationError) as caught:
        RefreshingToken(**names)
    (name,) = settings
    assert name in str(caught.value)
    assert "p@" not in str(caught.value)
    assert not [text for text in surfaces(None, caught.value) for secret in SECRETS if secret in text]


def test_a_plain_http_address_goes_only_to_this_machine(accounts, clock):
    with pytest.raises(ConfigurationError, match=r"accounts_url='http://accounts\.zoho\.com' would send"):
        make("http://accounts.zoho.com", clock)
    assert repr(make("http://localhost:8080", clock)) == "RefreshingToken('http://localhost:8080')"
