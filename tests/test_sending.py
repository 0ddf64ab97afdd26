"""The sender's rules: what is posted again, when, and what never is."""

import asyncio
import logging
import os
import pickle
import traceback

import pytest
from sends import OK, cliq, fails
from servers import TOKEN, locals_of

from cardkit import ConfigurationError, Message, errors, to
from cardkit.transport import CliqTransport, MemoryTransport, ProcessPacing
from cardkit.transport.endpoint import TokenEndpoint
from cardkit.transport.pacing import Slot
from cardkit.transport.secret import Secret

M = Message("Hi")
KEY = "1001.s3cret-key"


THROTTLE = (400, {}, b'{"message": "URL throttles limit exceeded"}')


@pytest.mark.parametrize("throttle", [THROTTLE, (429, {}, b"")])
def test_a_throttle_answer_is_tried_once_more_after_the_lock(server, clock, throttle):
    server.answers = [throttle, OK]
    assert M.send(cliq(server, clock, max_wait=600), to="chat:1").message_id == "17"
    assert clock.slept == [600.0]
    server.requests.clear()
    server.answers = [throttle]
    fails(errors.RateLimitError, cliq(server, clock, max_wait=10_000))
    assert len(server.requests) == 2


def test_a_lock_longer_than_the_patience_is_told_at_once(server, clock):
    server.answers = [THROTTLE]
    error = fails(errors.RateLimitError, cliq(server, clock, max_wait=599))
    assert (error.status, error.may_have_arrived, clock.slept, len(server.requests)) == (400, False, [], 1)


def test_the_lock_of_an_answer_is_as_long_as_it_says(server, clock):
    server.answers = [(429, {"Retry-After": "30"}, b""), OK]
    M.send(cliq(server, clock), to="chat:1")
    assert clock.slept == [30.0]


def test_a_lock_stops_every_sender_of_the_account(server, clock):
    pacing = ProcessPacing(clock=clock)
    server.answers = [THROTTLE]
    fails(errors.RateLimitError, cliq(server, clock, pacing=pacing, max_wait=0))
    server.answers = [OK]
    error = fails(errors.RateLimitError, cliq(server, clock, pacing=pacing, max_wait=0))
    assert (error.status, error.retry_after) == (None, 600.0)
    assert len(server.requests) == 1
    assert M.send(cliq(server, clock, pacing=pacing, max_wait=0, token="1000.other"), to="chat:1")
    clock.now += 600
    assert M.send(cliq(server, clock, pacing=pacing, max_wait=0), to="chat:1")


def test_the_twenty_first_waits_or_is_refused_without_traffic(server, clock):
    pacing = ProcessPacing(clock=clock)
    transport = cliq(server, clock, pacing=pacing, max_wait=0)
    for _ in range(20):
        M.send(transport, to="chat:1")
    error = fails(errors.RateLimitError, transport)
    assert (len(server.requests), error.retry_after, error.may_have_arrived) == (20, 60.0, False)
    assert M.send(cliq(server, clock, pacing=pacing), to="chat:1")
    assert sum(clock.slept) == 60.0


def test_a_service_known_to_refuse_when_busy_is_tried_again_when_it_says(server, clock):
    server.answers = [(503, {"Retry-After": "7"}, b""), (503, {"Retry-After": "8"}, b""), OK]
    assert M.send(cliq(server, clock, refuses_when_busy=True), to="chat:1").status == 200
    assert clock.slept == [7.0, 8.0]


def test_a_busy_service_is_not_taken_to_refuse_unless_that_is_known(server, clock):
    server.answers = [(503, {"Retry-After": "7"}, b""), OK]
    error = fails(errors.ServerError, cliq(server, clock))
    assert (error.may_have_arrived, error.retry_after, len(server.requests)) == (True, 7.0, 1)
    server.answers = [(503, {"Retry-After": "7"}, b""), OK]
    assert M.send(cliq(server, clock, at_least_once=True), to="chat:1").status == 200
    assert clock.slept == [7.0]


@pytest.mark.parametrize(("status", "headers"), [(503, {}), (500, {"Retry-After": "7"}), (504, {"Retry-After": "7"})])
def test_only_a_503_that_says_for_how_long_is_known_to_refuse(server, clock, status, headers):
    server.answers = [(status, headers, b""), OK]
    error = fails(errors.ServerError, cliq(server, clock, refuses_when_busy=True))
    assert (error.may_have_arrived, len(server.requests)) == (True, 1)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_may_have_arrived_is_not_posted_again_unasked(server, clock, status):
    server.answers = [(status, {}, b""), OK]
    error = fails(errors.ServerError, cliq(server, clock))
    assert (error.may_have_arrived, len(server.requests), clock.slept) == (True, 1, [])
    server.answers = [(status, {}, b""), OK]
    assert M.send(cliq(server, clock, at_least_once=True), to="chat:1").status == 200


def test_a_token_that_fails_after_what_may_have_arrived_does_not_hide_that(server, clock):
    def token():
        if server.requests:
            raise RuntimeError(f"{TOKEN} is no longer good")
        return TOKEN

    server.answers = [(500, {}, b""), OK]
    error = fails(errors.ServerError, cliq(server, clock, at_least_once=True, token=token))
    assert (error.may_have_arrived, len(server.requests)) == (True, 1)
    assert error.__notes__ == ["what came of the next try: RuntimeError"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 418])
def test_a_refusal_is_final(server, clock, status):
    server.answers = [(status, {}, b""), OK]
    fails(errors.TransportError, cliq(server, clock, at_least_once=True, max_wait=10_000))
    assert len(server.requests) == 1


def test_no_connection_is_tried_again_within_the_patience(clock):
    transport = CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None, clock=clock, sleep=clock.sleep)
    error = fails(errors.ConnectionFailedError, transport)
    assert not error.may_have_arrived
    assert len(clock.slept) == 3
    for slept, least in zip(clock.slept, (0.5, 1.0, 2.0), strict=True):
        assert least <= slept <= 2 * least
    clock.slept.clear()
    never = CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None, sleep=clock.sleep, max_wait=0)
    fails(errors.ConnectionFailedError, never)
    assert clock.slept == []


def test_a_connection_that_never_came_about_costs_no_slot(clock):
    pacing = ProcessPacing(clock=clock)
    down = CliqTransport(
        token=TOKEN,
        base_url="http://127.0.0.1:1",
        pacing=pacing,
        clock=clock,
        sleep=clock.sleep,
        max_wait=0,
        account="a",
    )
    for _ in range(30):
        fails(errors.ConnectionFailedError, down)
    assert isinstance(pacing.take("a"), Slot)


def test_a_refused_token_is_replaced_once(server, clock):
    tokens, told = ["1000.old", "1000.new"], []

    class Source:
        def __call__(self):
            return tokens[0]

        def refused(self, token):
            told.append(token)
            tokens.pop(0)

    server.answers = [(401, {}, b""), OK]
    assert M.send(cliq(server, clock, token=Source(), max_wait=0), to="chat:1").status == 200
    assert [headers["Authorization"] for _, headers, _ in server.requests] == ["Bearer 1000.old", "Bearer 1000.new"]
    assert told == ["1000.old"]
    tokens[:] = ["1000.a", "1000.b", "1000.c"]
    server.answers = [(401, {}, b"")]
    server.requests.clear()
    error = fails(errors.AuthenticationError, cliq(server, clock, token=Source()))
    assert (error.status, len(server.requests)) == (401, 2)


def test_the_same_token_is_not_tried_twice(server, clock):
    server.answers = [(401, {}, b'{"message": "expired"}')]
    assert fails(errors.AuthenticationError, cliq(server, clock)).service_message == "expired"
    assert fails(errors.AuthenticationError, cliq(server, clock, token=lambda: TOKEN)).status in {401, None}
    assert len(server.requests) == 2


def test_the_other_form_of_the_header(server, clock):
    M.send(cliq(server, clock, auth="zoho"), to="chat:1")
    assert server.requests[0][1]["Authorization"] == f"Zoho-oauthtoken {TOKEN}"


WEBHOOKS = [
    ("/api/v2/channelsbyname/alerts/message", to.channel("alerts")),
    ("/api/v2/channelsbyname/a%20b/message", to.channel("a b")),
    ("/company/64396901/api/v2/channelsbyname/alerts/message", to.channel("alerts")),
    ("/api/v2/bots/watch/message", to.bot("watch")),
    ("/api/v3/chats/CT_1/messages", to.chat("CT_1")),
]


@pytest.mark.parametrize(("path", "destination"), WEBHOOKS, ids=[w[0] for w in WEBHOOKS])
def test_a_webhook_is_posted_to_as_it_is(server, path, destination):
    url = f"{server.url}{path}?zapikey={KEY}"
    transport = CliqTransport.from_webhook(url, pacing=None)
    assert transport.destination == destination
    M.send(transport)
    asked, headers, _ = server.requests[0]
    assert asked == f"{path}?zapikey={KEY}"
    assert "Authorization" not in headers


def test_a_refused_key_speaks_of_the_webhook_and_of_no_scope(server):
    server.answers = [(401, {}, b'{"message": "Invalid zapikey"}')]
    with pytest.raises(errors.AuthenticationError, match="the key in the webhook's address was refused") as caught:
        M.send(CliqTransport.from_webhook(f"{server.url}/api/v2/chats/a/message?zapikey={KEY}", pacing=None))
    assert "scope" not in str(caught.value)


def test_a_webhook_keeps_its_bot_and_takes_no_other_place(server):
    url = f"{server.url}/api/v2/channelsbyname/alerts/message?bot_unique_name=watch&zapikey={KEY}"
    transport = CliqTransport.from_webhook(url, pacing=None)
    M.send(transport)
    assert "bot_unique_name=watch" in server.requests[0][0]
    assert transport.destination == to.channel("alerts", as_bot="watch")
    with pytest.raises(ConfigurationError, match="leave `to` out"):
        M.send(transport, to="chat:1")
    with pytest.raises(ConfigurationError, match="settled by"):
        CliqTransport.from_webhook(url, region="eu")


@pytest.mark.parametrize("url", ["", None, "x", "https://cliq.zoho.com/", f"http://cliq.zoho.com/api/v2/channelsbyname/a/message?zapikey={KEY}", f"https://cliq.zoho.com/api/v2/bots/b/incoming?zapikey={KEY}", "https://cliq.zoho.com/api/v2/channelsbyname/a/message", f"https://u:p@cliq.zoho.com/api/v2/chats/a/message?zapikey={KEY}", f"https://cliq.zoho.com/api/v2/chats/a/message?zapikey={KEY}#x", f"https://cliq.zoho.com/api/v2/chats/a/message?zapikey={KEY}\r\nX: y"])  # fmt: skip
def test_what_is_no_webhook_is_refused_without_showing_it(url):
    with pytest.raises(ConfigurationError) as caught:
        CliqTransport.from_webhook(url)
    assert KEY not in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "make",
    [
        lambda: CliqTransport(token=f"{TOKEN}\n", pacing=None),
        lambda: CliqTransport(token=TOKEN, base_url="ftp://a"),
        lambda: CliqTransport(token=TOKEN, pacing="moon"),
        lambda: CliqTransport.from_webhook(f"https://cliq.zoho.com/api/v2/x?zapikey={KEY}"),
        lambda: CliqTransport.from_webhook(f"https://cliq.zoho.com/api/v2/chats/a/message?zapikey={KEY}", region="eu"),
    ],
)
def test_no_traceback_of_a_wrong_setting_shows_a_secret(make):
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert not [shown for shown in locals_of(caught.value) if TOKEN in shown or KEY in shown]


def test_the_environment_signs_in_in_one_of_three_ways(server, monkeypatch):
    for name in [n for n in os.environ if n.startswith("CLIQ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLIQ_TOKEN", TOKEN)
    monkeypatch.setenv("CLIQ_REGION", "eu")
    monkeypatch.setenv("CLIQ_API", "v3")
    assert repr(CliqTransport.from_env()) == "CliqTransport('https://cliq.zoho.eu/api/v3')"
    monkeypatch.setenv("CLIQ_WEBHOOK_URL", "x")
    with pytest.raises(ConfigurationError, match="2 of them are set"):
        CliqTransport.from_env()
    monkeypatch.delenv("CLIQ_TOKEN")
    monkeypatch.delenv("CLIQ_REGION")
    monkeypatch.delenv("CLIQ_API")
    monkeypatch.setenv("CLIQ_WEBHOOK_URL", f"{server.url}/api/v2/chats/CT_1/message?zapikey={KEY}")
    assert CliqTransport.from_env(pacing=None).destination == to.chat("CT_1")
    monkeypatch.delenv("CLIQ_WEBHOOK_URL")
    with pytest.raises(ConfigurationError, match="0 of them are set"):
        CliqTransport.from_env()
    monkeypatch.setenv("CLIQ_CLIENT_ID", "1000.CLIENT")
    with pytest.raises(ConfigurationError, match="CLIQ_CLIENT_SECRET, CLIQ_REFRESH_TOKEN missing"):
        CliqTransport.from_env()
    monkeypatch.setenv("CLIQ_CLIENT_SECRET", "s3cret")
    monkeypatch.setenv("CLIQ_REFRESH_TOKEN", "1000.refresh")
    monkeypatch.setenv("CLIQ_BASE_URL", server.url)
    assert "s3cret" not in repr(vars(CliqTransport.from_env()))


def test_asend_follows_the_same_rules(server, clock, monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("cardkit.transport.asynchronous.asyncio.sleep", sleep)
    server.answers = [(429, {"Retry-After": "2"}, b""), OK]
    assert asyncio.run(M.asend(cliq(server, clock), to="chat:1")).message_id == "17"
    assert slept == [2.0]
    server.answers = [(404, {}, b"")]
    with pytest.raises(errors.NotFoundError):
        asyncio.run(M.asend(cliq(server, clock), to="chat:1"))
    memory = MemoryTransport()
    assert asyncio.run(M.asend(memory, to="chat:1")).status == 200
    assert len(memory.sent) == 1
    with pytest.raises(ConfigurationError):
        asyncio.run(M.asend(print, to="chat:1"))


def test_many_asends_at_once(server, clock):
    async def all_of_them():
        transport = cliq(server, clock)
        return await asyncio.gather(*[Message(str(n)).asend(transport, to="chat:1") for n in range(40)])

    assert len(asyncio.run(all_of_them())) == len(server.requests) == 40


def test_log_records_are_structured_and_hold_no_secret(server, clock, caplog):
    caplog.set_level(logging.DEBUG)
    server.answers = [(429, {"Retry-After": "2"}, b""), OK]
    Message("the body").send(cliq(server, clock), to="channel:ops")
    server.answers = [(401, {}, f'{{"message": "{TOKEN}"}}'.encode())]
    fails(errors.AuthenticationError, cliq(server, clock))
    url = f"{server.url}/api/v2/chats/CT_1/message?zapikey={KEY}"
    server.answers = [(404, {}, f'{{"message": "{KEY}"}}'.encode())]
    with pytest.raises(errors.NotFoundError) as caught:
        M.send(CliqTransport.from_webhook(url, pacing=None))
    ours = [record for record in caplog.records if record.name == "cardkit.transport"]
    assert [(r.destination, r.status, r.attempt) for r in ours] == [
        ("channel:ops", 429, 1), ("channel:ops", 200, 2), ("chat:1", 401, 1), ("chat:CT_1", 404, 1),
    ]  # fmt: skip
    assert ours[0].wait == 2.0
    shown = [str(vars(record)) for record in caplog.records] + [
        caplog.text,
        str(caught.value),
        repr(vars(caught.value)),
    ]
    shown += locals_of(caught.value)
    transport = CliqTransport.from_webhook(url, pacing=None)
    shown += [repr(transport), repr(vars(transport))]
    for secret in (TOKEN, KEY, "the body"):
        assert not [text[:300] for text in shown if secret in text]
    with pytest.raises(TypeError):
        pickle.dumps(transport)


def test_an_endpoint_of_ones_own_says_where_to_post_and_how_to_sign_in(server):
    class Gateway(TokenEndpoint):
        def shown(self, to):
            return f"{self.origin}/cliq-gateway/{to.id}"

        def headers(self, token):
            return {**super().headers(token), "orgId": "60001"}

    gateway = Gateway(Secret(TOKEN), server.url)
    transport = CliqTransport(endpoint=gateway, pacing=None)
    assert M.send(transport, to="chat:CT_1").message_id == "17"
    path, headers, _ = server.requests[0]
    assert (path, headers["orgId"], headers["Authorization"]) == ("/cliq-gateway/CT_1", "60001", f"Bearer {TOKEN}")
    for beside in ({"token": TOKEN}, {"region": "eu"}, {"paths": {}}, {"auth": "zoho"}):
        with pytest.raises(ConfigurationError, match="an endpoint settles token, region"):
            CliqTransport(endpoint=gateway, pacing=None, **beside)


@pytest.mark.parametrize(("asked", "waited"), [("999999999", 3600.0), ("0", 1.0)])
def test_an_answer_cannot_lock_for_years_nor_not_at_all(server, clock, asked, waited):
    pacing = ProcessPacing(clock=clock)
    server.answers = [(429, {"Retry-After": asked}, b"")]
    fails(errors.RateLimitError, cliq(server, clock, pacing=pacing, max_wait=0, account="a"))
    assert pacing.take("a") == pytest.approx(waited)


def test_a_throttle_after_a_new_token_is_tried_again(server, clock):
    tokens = iter(["1000.a", "1000.b", "1000.c"])
    server.answers = [(401, {}, b""), (429, {"Retry-After": "5"}, b""), OK]
    assert M.send(cliq(server, clock, token=lambda: next(tokens)), to="chat:1").status == 200
    assert clock.slept == [5.0]


def test_the_words_of_the_refusal_are_kept_where_there_is_no_other_token(server, clock):
    server.answers = [(401, {}, b'{"message": "scope missing", "code": "x1"}')]
    error = fails(errors.AuthenticationError, cliq(server, clock, token=lambda: TOKEN))
    assert (error.status, error.service_message, error.code) == (401, "scope missing", "x1")
    assert "ZohoCliq.Webhooks.CREATE" in str(error)
    assert len(server.requests) == 1


def test_a_missing_scope_does_not_use_up_the_refreshes(server, clock):
    count = iter(range(100))

    class Refreshing:
        token, refreshed = "1000.t0", 0

        def __call__(self):
            return self.token

        def refused(self, token):
            self.refreshed += 1
            self.token = f"1000.t{next(count) + 1}"

    source = Refreshing()
    server.answers = [(401, {}, b"")]
    transport = cliq(server, clock, token=source)
    for _ in range(12):
        fails(errors.AuthenticationError, transport)
    assert source.refreshed == 1


def test_a_token_function_that_fails_costs_no_slot(server, clock):
    def fail():
        raise KeyError("vault down")

    pacing = ProcessPacing(clock=clock)
    for _ in range(25):
        with pytest.raises(KeyError):
            M.send(cliq(server, clock, token=fail, pacing=pacing, account="a"), to="chat:1")
    assert isinstance(pacing.take("a"), Slot)


def test_no_failure_of_a_post_shows_the_key_among_its_locals():
    url = f"http://127.0.0.1:1/api/v2/chats/CT_1/message?zapikey={KEY}"
    transport = CliqTransport.from_webhook(url, pacing=None, max_wait=0)
    with pytest.raises(errors.ConnectionFailedError) as caught:
        M.send(transport)
    assert not [shown for shown in locals_of(caught.value) if KEY in shown]


def test_an_encoded_key_in_an_answer_is_masked(server):
    server.answers = [(404, {}, b'{"message": "no /x?zapikey=1001.ab%2Fcd%3D here"}')]
    url = f"{server.url}/api/v2/chats/CT_1/message?zapikey=1001.ab%2Fcd%3D"
    with pytest.raises(errors.NotFoundError) as caught:
        M.send(CliqTransport.from_webhook(url, pacing=None))
    assert "cd" not in str(caught.value)


# What `send_all` is called with, checked at the call: its outcomes are made when they are asked for
