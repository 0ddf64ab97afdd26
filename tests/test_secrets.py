"""No token, key or password shows: in errors, tracebacks, `vars`, or where an address was given for something else."""

import asyncio
import os

import pytest
from servers import locals_of

from cardkit import ConfigurationError, Message, to
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, FileTransport, MemoryTransport, RefreshingToken, send_all

M = Message("Hi")
KEY = "1001.s3cret-key"
WEBHOOK = f"https://cliq.zoho.com/api/v2/channelsbyname/alerts/message?zapikey={KEY}"
ELSEWHERE = [
    lambda: M.send(MemoryTransport(), to=WEBHOOK), lambda: M.send(MemoryTransport(), to=f"channel:{WEBHOOK}"), lambda: M.send(MemoryTransport(), to=(WEBHOOK,)), lambda: M.send(MemoryTransport(), to=[WEBHOOK]),
    lambda: M.send(MemoryTransport(), to=WEBHOOK.encode()), lambda: MemoryTransport(destination=WEBHOOK), lambda: list(send_all([M], MemoryTransport(), to=WEBHOOK)),
    lambda: to.parse(WEBHOOK), lambda: to.chat(WEBHOOK), lambda: to.channel("a", as_bot=WEBHOOK), lambda: to.bot("a", users=[WEBHOOK]), lambda: to.person(WEBHOOK.upper()), lambda: to.channel("a", query={"appkey": WEBHOOK}), lambda: to.channel("a", query={WEBHOOK: "a"}),
    *[lambda name=name: CliqTransport(**{"token": "1000.t", name: WEBHOOK}) for name in ("region", "api", "wire", "base_url", "auth", "account", "pacing", "paths", "recipients")],
    lambda: CliqTransport(token="1000.t", paths={"chat": WEBHOOK}), lambda: CliqTransport(token="1000.t", paths={WEBHOOK: "/x"}), lambda: CliqTransport(token=WEBHOOK),
    lambda: list(send_all([WEBHOOK], MemoryTransport(), to="chat:1")),
    lambda: M.send(WEBHOOK), lambda: asyncio.run(M.asend(WEBHOOK)), lambda: Outbox("o.sqlite3", WEBHOOK), lambda: Outbox(WEBHOOK), lambda: FileTransport(WEBHOOK), lambda: list(send_all([M], MemoryTransport(), to="chat:1", journal=WEBHOOK)),
    *[lambda name=name: CliqTransport(**{"token": "1000.t", name: WEBHOOK}) for name in ("timeout", "deadline", "max_wait")], lambda: CliqTransport(token="1000.t").share(WEBHOOK, to="chat:1"),
    lambda: RefreshingToken("1000.c", "s", "r", WEBHOOK), lambda: RefreshingToken("1000.c", "s", "r", accounts_url=WEBHOOK),
]  # fmt: skip


@pytest.mark.parametrize("call", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_a_webhook_address_in_the_wrong_place_is_refused_without_a_character_of_it(call):
    with pytest.raises(ConfigurationError, match=r"webhook.*CliqTransport\.from_webhook\(…\)") as caught:
        call()
    assert not [part for part in ("alerts", "s3cret", "cliq.zoho.com", KEY) if part in str(caught.value)]
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize(
    "take", [M.send, lambda token: Outbox("o.sqlite3", token), lambda token: asyncio.run(M.asend(token))]
)
def test_a_token_in_the_place_of_a_transport_is_refused_without_showing_it(take):
    with pytest.raises(ConfigurationError, match="what was given is of type str") as caught:
        take(KEY)
    assert "s3cret" not in str(caught.value)


@pytest.fixture
def environment(monkeypatch):
    for name in [name for name in os.environ if name.startswith("CLIQ_")]:
        monkeypatch.delenv(name)
    return monkeypatch


ENVIRONMENTS = [
    {"CLIQ_TOKEN": KEY, "CLIQ_REGION": "mars"}, {"CLIQ_TOKEN": KEY, "CLIQ_WEBHOOK_URL": WEBHOOK}, {"CLIQ_TOKEN": f"{KEY} {KEY}"}, {"CLIQ_WEBHOOK_URL": WEBHOOK + "#"},
    {"CLIQ_CLIENT_ID": KEY}, {"CLIQ_CLIENT_ID": KEY, "CLIQ_CLIENT_SECRET": KEY, "CLIQ_REFRESH_TOKEN": f"{KEY} {KEY}"}, {"CLIQ_TOKEN": KEY, "CLIQ_PACING": "moon"},
    {"CLIQ_CLIENT_ID": KEY, "CLIQ_CLIENT_SECRET": KEY, "CLIQ_REFRESH_TOKEN": KEY, "CLIQ_REGION": "mars"}, {"CLIQ_TOKEN": KEY, "CLIQ_REGION": WEBHOOK},
]  # fmt: skip


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=range(len(ENVIRONMENTS)))
def test_no_secret_of_the_environment_is_among_the_locals(environment, variables):
    for name, value in variables.items():
        environment.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        CliqTransport.from_env()
    assert not [shown for shown in [str(caught.value), *locals_of(caught.value)] if KEY in shown]


SIGNED_IN = [
    {"CLIQ_TOKEN": KEY, "CLIQ_REGION": "eu", "CLIQ_API": "v3", "CLIQ_PACING": "none"},
    {"CLIQ_TOKEN": KEY, "CLIQ_BASE_URL": "http://127.0.0.1:9"},
    {"CLIQ_WEBHOOK_URL": WEBHOOK},
    {"CLIQ_CLIENT_ID": KEY, "CLIQ_CLIENT_SECRET": KEY, "CLIQ_REFRESH_TOKEN": KEY, "CLIQ_REGION": "jp"},
]


@pytest.mark.parametrize("around", [" {}", "{} ", "{}\n", "{}\r\n", "\t{}\n\n", "\u00a0{}"], ids=repr)
@pytest.mark.parametrize("variables", SIGNED_IN, ids=" ".join)
def test_blanks_and_line_ends_around_a_variable_do_not_count(environment, variables, around):
    def signed_in(form):
        for name, value in variables.items():
            environment.setenv(name, form.format(value))
        cliq = CliqTransport.from_env()
        return repr(cliq), cliq.wire, cliq.destination, cliq._endpoint.account, type(cliq._budget.pacing)

    assert signed_in(around) == signed_in("{}")


@pytest.mark.parametrize("nothing", ["", " ", "\n"], ids=repr)
def test_a_variable_of_blanks_is_not_set(environment, nothing):
    for name in ("CLIQ_WEBHOOK_URL", "CLIQ_CLIENT_ID", "CLIQ_REGION", "CLIQ_API", "CLIQ_PACING", "CLIQ_TOKEN_CACHE"):
        environment.setenv(name, nothing)
    environment.setenv("CLIQ_TOKEN", KEY)
    assert repr(CliqTransport.from_env()) == "CliqTransport('https://cliq.zoho.com/api/v2')"
    environment.setenv("CLIQ_TOKEN", nothing)
    with pytest.raises(ConfigurationError, match="0 of them are set"):
        CliqTransport.from_env()


def test_an_error_of_a_secret_names_its_variable(environment):
    whole = {"CLIQ_CLIENT_ID": KEY, "CLIQ_CLIENT_SECRET": KEY, "CLIQ_REFRESH_TOKEN": KEY}
    for variables in [{"CLIQ_TOKEN": KEY}, {"CLIQ_WEBHOOK_URL": WEBHOOK}, whole]:
        for wrong in variables:
            for name, value in variables.items():
                environment.setenv(name, value if name != wrong else f"{KEY}\n{KEY}")
            with pytest.raises(ConfigurationError, match=rf"^{wrong}(: this| must) "):
                CliqTransport.from_env()
        for name in variables:
            environment.delenv(name)


@pytest.mark.parametrize("token", [KEY.encode(), bytearray(KEY.encode()), [KEY], {"token": KEY}, f"{KEY} ", f"{KEY}\n"])
def test_a_token_of_another_kind_is_refused_without_showing_it(token):
    makes = [lambda: CliqTransport(token=token, pacing=None), lambda: RefreshingToken("1000.c", token, "1000.r")]
    for make in makes:
        with pytest.raises(ConfigurationError) as caught:
            make()
        assert not [shown for shown in [str(caught.value), *locals_of(caught.value)] if KEY in shown]


def test_the_environment_sets_the_pacing(environment):
    environment.setenv("CLIQ_TOKEN", "1000.t")
    found = {}
    for name in ("machine", "process", "none", " NONE "):
        environment.setenv("CLIQ_PACING", name)
        found[name] = type(CliqTransport.from_env()._poster._budget.pacing).__name__
    assert found == {"machine": "MachinePacing", "process": "ProcessPacing", "none": "NoneType", " NONE ": "NoneType"}
    assert type(CliqTransport.from_env(pacing="process")._poster._budget.pacing).__name__ == "ProcessPacing"
    environment.setenv("CLIQ_PACING", "moon")
    with pytest.raises(ConfigurationError, match=r"CLIQ_PACING='moon' .* machine, process, none"):
        CliqTransport.from_env()
    CliqTransport.from_env(pacing=None)  # what is not used is not looked at


def test_a_transport_shows_no_secret_however_deep_one_looks():
    transports = [
        CliqTransport(token=KEY),
        CliqTransport.from_webhook(WEBHOOK),
        CliqTransport(token=RefreshingToken("1000.c", KEY, KEY)),
    ]
    for transport in transports:
        assert KEY not in repr(transport)
        assert KEY not in repr(seen(transport, set()))


def seen(thing, known):
    """All that `vars` shows of a thing and of what it holds."""
    if id(thing) in known or not hasattr(thing, "__dict__") or isinstance(thing, type):
        return repr(thing)
    known.add(id(thing))
    return [repr(thing), [[name, seen(value, known)] for name, value in vars(thing).items()]]
