"""Transports: the seam, memory, and HTTP over real sockets on 127.0.0.1."""

import datetime
import gzip
import json
import pickle
import re
import time
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs, urlsplit

import pytest
from servers import TOKEN, Server, locals_of

import cardkit
from cardkit import BadRequestError, ConfigurationError, Message, errors, to
from cardkit.outbox import Outbox
from cardkit.transport import (
    CliqTransport,
    FileTransport,
    MemoryTransport,
    ProcessPacing,
    Receipt,
    RefreshingToken,
    send_all,
)
from cardkit.transport.addresses import HOSTS, Region
from cardkit.transport.answers import _MEANINGS, receipt, retry_after

M = Message("Zoë")


@pytest.fixture
def server():
    with Server() as server:
        yield server


def cliq(server, **options):
    return CliqTransport(**{"token": TOKEN, "base_url": server.url, "pacing": None, "max_wait": 0, **options})


def test_memory_keeps_body_and_destination():
    memory = MemoryTransport()
    assert M.send(memory, to="chat:CT_1") == Receipt(status=200)
    M.send(memory, to=to.bot("b", users=["a@b.c"]))
    assert memory.sent == [
        (M.to_json().encode(), to.chat("CT_1")),
        (M.to_json().encode(), to.bot("b", users=("a@b.c",))),
    ]
    assert memory.messages == [M, M]
    assert [type(message) for message in memory.messages] == [type(M)] * 2


def test_without_a_destination_the_transports_own_is_taken():
    memory = MemoryTransport(destination=to.channel("ops"))
    M.send(memory)
    assert memory.sent[0][1] == to.channel("ops")
    with pytest.raises(ConfigurationError, match="needs a destination"):
        M.send(MemoryTransport())


def test_a_message_with_errors_is_not_sent():
    memory = MemoryTransport()
    with pytest.raises(cardkit.ConstraintError):
        M.list().send(memory, to="chat:1")
    assert memory.sent == []


@pytest.mark.parametrize("wrong", ["", "CT_1", "chats:1", "chat:", "chat: ", "chat:a\nb", 3, ("chat", "1"), b"chat:1"])
def test_a_wrong_destination_is_a_configuration_error(wrong):
    with pytest.raises(ConfigurationError):
        M.send(MemoryTransport(), to=wrong)


V2 = [
    (to.chat("CT_1"), "/api/v2/chats/CT_1/messages", {}),
    (to.channel("ops", as_bot="watch"), "/api/v2/channelsbyname/ops/message", {"bot_unique_name": ["watch"]}),
    (to.channel_id("O1"), "/api/v2/channels/O1/message", {}),
    (to.bot("watch", users=["1", "a@b.c"]), "/api/v2/bots/watch/message", {"userids": ["1,a@b.c"]}),
    (to.person("a@b.c"), "/api/v2/buddies/a%40b.c/message", {}),
    (to.thread("CT_1-T-2"), "/api/v2/chats/CT_1-T-2/messages", {}),
    (to.chat("a/../b?c#d é"), "/api/v2/chats/a%2F..%2Fb%3Fc%23d%20%C3%A9/messages", {}),
]
V3 = [
    (to.chat("CT_1"), "/api/v3/chats/CT_1/messages", {}),
    (to.channel("ops"), "/api/v3/channelsbyname/ops/messages", {}),
    (to.channel_id("O1", as_bot="w"), "/api/v3/channels/O1/messages", {"bot_unique_name": ["w"]}),
    (to.bot("watch", users=["1"]), "/api/v3/bots/watch/messages", {"user_ids": ["1"]}),
    (to.thread("CT_1-T-2"), "/api/v3/chats/CT_1-T-2/messages", {}),
]


@pytest.mark.parametrize(("api", "destination", "path", "query"), [("v2", *v) for v in V2] + [("v3", *v) for v in V3])
def test_the_address_of_each_destination(server, api, destination, path, query):
    M.send(cliq(server, api=api), to=destination)
    address = urlsplit(server.requests[0][0])
    assert (address.path, parse_qs(address.query)) == (path, query)


def test_a_post_signs_in_and_says_what_it_holds_and_who_asks(server):
    M.send(cliq(server), to="chat:1")
    _, headers, body = server.requests[0]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"] == f"cardkit/{cardkit.__version__}"
    assert json.loads(body) == {"text": "Zoë"}


def test_wire_form_paths_and_token_function(server):
    tokens = iter(["1000.a", "1000.b"])
    transport = CliqTransport(
        token=lambda: next(tokens), base_url=server.url, wire="v3", paths={"chat": "/chats/{id}/message"}, pacing=None
    )
    for _ in range(2):
        M.image("https://a/b").send(transport, to="chat:1")
    assert [request[1]["Authorization"] for request in server.requests] == ["Bearer 1000.a", "Bearer 1000.b"]
    assert server.requests[0][0] == "/api/v2/chats/1/message"
    assert json.loads(server.requests[0][2])["slides"][0]["type"] == "images"


@pytest.mark.parametrize(
    ("paths", "taken"),
    [
        (None, "/api/v2/chats/CT_1-T-2/messages"),
        ({"bot": "/x/{id}"}, "/api/v2/chats/CT_1-T-2/messages"),
        ({"chat": "/chats/{id}/message"}, "/api/v2/chats/CT_1-T-2/message"),
        ({"chat": "/chats/{id}/message", "thread": "/threads/{id}"}, "/api/v2/threads/CT_1-T-2"),
        ({"thread": "/threads/{id}"}, "/api/v2/threads/CT_1-T-2"),
    ],
)
def test_a_thread_has_the_path_of_a_chat_unless_it_is_given_one(server, paths, taken):
    M.send(CliqTransport(token=TOKEN, base_url=server.url, paths=paths, pacing=None), to="thread:CT_1-T-2")
    assert server.requests[0][0] == taken


SUCCESSES = [
    (200, b'{"message_id": "17_1"}', "17_1", None),
    (204, b"", None, None),
    (200, b'{"Response_Code": "204 No response"}', None, None),
    (201, b'{"url": "u", "type": "message", "data": {"id": "d1", "card": {}}}', "d1", None),
    (200, b'{"user_ids": [], "message_details": {"1": {"chat_id": "c", "message_id": "m"}}}', "m", "c"),
    (200, b'{"message_id": "m", "thread_information": {"chat_id": "c-T-1"}}', "m", "c-T-1"),
    (200, b'{"chat_id": "c", "message_id": "m"}', "m", "c"),
    (200, b'{"message_id": "m", "chat_id": "c", "thread_information": {"chat_id": "c-T-1"}}', "m", "c-T-1"),
    (201, b'{"data": {"id": "d1", "chat_id": "c"}}', "d1", "c"),
    (200, b"<html>not JSON</html>", None, None),
    (200, b"[1]", None, None),
    (200, b'{"message_id": 3, "data": 4, "message_details": []}', None, None),
    (200, b"[" * 100_000, None, None),
]


@pytest.mark.parametrize(("status", "body", "message_id", "chat_id"), SUCCESSES, ids=range(len(SUCCESSES)))
def test_any_2xx_is_a_receipt(server, status, body, message_id, chat_id):
    server.answer = (status, {}, body)
    receipt = M.send(cliq(server), to="chat:1")
    assert (receipt.status, receipt.message_id, receipt.chat_id) == (status, message_id, chat_id)


FAILURES = [
    (400, {}, b'{"message": "bad"}', errors.BadRequestError, "bad", None, False),
    (400, {}, b'{"message": "URL throttles limit exceeded"}', errors.RateLimitError, "URL throttles limit exceeded", None, False),
    (400, {}, b'{"code": "URL_ROLLING_THROTTLES_LIMIT_EXCEEDED", "message": "no"}', errors.RateLimitError, "no", "URL_ROLLING_THROTTLES_LIMIT_EXCEEDED", False),
    (400, {}, b'{"message": "URL_FIXED_THROTTLES_LIMIT_EXCEEDED"}', errors.RateLimitError, "URL_FIXED_THROTTLES_LIMIT_EXCEEDED", None, False),
    (400, {}, b'{"message": "text \'URL throttle limit\' is bad"}', errors.BadRequestError, "text 'URL throttle limit' is bad", None, False),
    (400, {}, b'{"message": "the text \\"URL_ROLLING_THROTTLES_LIMIT\\" is bad"}', errors.BadRequestError, 'the text "URL_ROLLING_THROTTLES_LIMIT" is bad', None, False),
    (401, {}, b"", errors.AuthenticationError, None, None, False),
    (403, {}, b'{"code": "bot_unauthorized", "message": "no"}', errors.ForbiddenError, "no", "bot_unauthorized", False),
    (404, {}, b'{"error": {"code": 7, "message": "gone"}}', errors.NotFoundError, "gone", "7", False),
    (405, {}, b"<p>no</p>", errors.TransportError, "<p>no</p>", None, False),
    (302, {"Location": "http://127.0.0.1:1/"}, b"", errors.TransportError, None, None, True),
    (308, {"Location": "http://127.0.0.1:1/"}, b"", errors.TransportError, None, None, False),
    (407, {}, b"", errors.TransportError, None, None, False),
    (418, {}, b"", errors.TransportError, None, None, True),
    (600, {}, b"", errors.ServerError, None, None, True),
    (429, {"Retry-After": "30"}, b"", errors.RateLimitError, None, None, False),
    (500, {}, b'{"message": "oops"}', errors.ServerError, "oops", None, True),
    (503, {}, b"", errors.ServerError, None, None, True),
    (503, {"Retry-After": "1"}, b"", errors.ServerError, None, None, True),
]  # fmt: skip


def test_each_status_with_words_of_its_own_stands_above_and_each_error_in_the_docs():
    assert {*_MEANINGS} - {status for status, *_ in FAILURES} == set()
    docs = Path(__file__).parent.parent / "docs"
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CardkitError)]
    names = [kind.__name__ for kind in kinds]
    assert {*names} == {*errors.__all__} - {"Issue", "Issues", "Severity"}
    assert {*names} - {*cardkit.__all__} == {"MissingExtraError"}  # which is caught as one of its two bases
    for text in (errors.__doc__, (docs / "reference/errors.md").read_text(encoding="utf-8")):
        assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []
    guide = (docs / "how-to/failures.md").read_text(encoding="utf-8")
    sending = [kind.__name__ for kind in kinds if issubclass(kind, errors.TransportError)]
    assert [name for name in sending if f"`{name}`" not in guide] == []


@pytest.mark.parametrize(("status", "headers", "body", "kind", "said", "code", "arrived"), FAILURES, ids=[f"{f[0]}-{n}" for n, f in enumerate(FAILURES)])  # fmt: skip
def test_each_refusal_is_its_error(server, status, headers, body, kind, said, code, arrived):
    server.answer = (status, headers, body)
    with pytest.raises(errors.TransportError) as caught:
        M.send(cliq(server), to="chat:1")
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.service_message, error.code, error.may_have_arrived) == (status, said, code, arrived)
    assert "chat:1" in str(error)
    assert len(server.requests) == 1
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin), vars(twin)) == (kind, str(error), vars(error))
    if kind is errors.RateLimitError:
        assert error.retry_after == (30.0 if headers else 600.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        (" 30 ", 30.0),
        ("1.5", 1.5),
        ("0", 1.0),
        ("soon", 600.0),
        ("", 600.0),
        ("-1", 600.0),
        ("9" * 400, 3600.0),
        ("99999", 3600.0),
        ("Wed, 25 Nov 2026 10:02:00 GMT", 120.0),
        ("Wednesday, 25-Nov-26 10:02:00 GMT", 120.0),
        ("Wed, 25 Nov 2026 09:00:00 GMT", 1.0),
        ("Wed, 25 Nov 2099 10:02:00 GMT", 3600.0),
    ],
)
def test_the_wait_of_a_throttle_answer(server, header, seconds):
    pacing = ProcessPacing(clock=lambda: 0.0)
    server.answer = (429, {"Retry-After": header}, b"")
    with pytest.raises(errors.RateLimitError) as caught:
        M.send(cliq(server, pacing=pacing, account="a"), to="chat:1")
    assert caught.value.retry_after == seconds == pacing.take("a")


def test_a_success_whose_body_is_cut_or_huge_is_still_a_success(server):
    server.answer = (200, {"Content-Length": "99", "Connection": "close"}, b'{"a')
    server.http.RequestHandlerClass.timeout = 0.1
    assert M.send(cliq(server, timeout=(1, 0.3)), to="chat:1").status == 200
    server.answer = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 50_000_000, 1))
    transport = cliq(server)
    assert M.send(transport, to="chat:1").data == {}
    server.answer = (200, {}, b'{"message_id": "next"}')
    assert M.send(transport, to="chat:1").message_id == "next"


def test_the_token_shows_nowhere(server):
    server.answer = (400, {}, f'{{"message": "bad token {TOKEN}"}}'.encode())
    transport = cliq(server)
    with pytest.raises(errors.BadRequestError) as caught:
        M.send(transport, to="chat:1")
    shown = [repr(transport), str(vars(transport)), str(caught.value), repr(caught.value), str(vars(caught.value))]
    shown += locals_of(caught.value)
    assert not [text for text in shown if TOKEN in text]
    with pytest.raises(Exception, match=r"pickle|local"):
        pickle.dumps(transport)


WRONG_SETTINGS = [
    {"token": ""}, {"token": "a b"}, {"token": "a\r\nX: y"}, {"token": None}, {"token": "ü"}, {"region": "mars"},
    {"api": "v1"}, {"wire": "v4"}, {"base_url": "http://cliq.zoho.com"}, {"base_url": "cliq.zoho.com"}, {"base_url": "ftp://a"},
    {"region": ["us"]}, {"paths": {"chat": 5}}, {"paths": {"chat": "/x"}}, {"timeout": (0, 1)}, {"timeout": (float("inf"), 1)}, {"timeout": (float("nan"), 1)}, {"timeout": {}}, {"timeout": (None, 1)}, {"token": 'a"b'}, {"token": "a\\b"}, {"base_url": "http://127.0.0.1:1#x"}, {"base_url": "http://127.0.0.1:1?"}, {"base_url": "http://[::1"}, {"base_url": 5}, {"base_url": "http://127.0.0.1:99999"}, {"base_url": "http://127.0.0.1:x"}, {"base_url": "https://h h"}, {"timeout": 3}, {"auth": ["bearer"]}, {"auth": {}}, {"paths": 5}, {"paths": ["/x"]}, {"api": ["v2"]}, {"recipients": ["userids"]}, {"max_wait": -1}, {"max_wait": "1"}, {"max_wait": float("nan")}, {"auth": "basic"}, {"pacing": "moon"}, {"timeout": ("a", 1)}, {"base_url": "https://a/b"}, {"base_url": "https://u:p@a"}, {"paths": {"chats": "/a"}}, {"paths": {"chat": "a"}},
]  # fmt: skip


@pytest.mark.parametrize("settings", WRONG_SETTINGS, ids=str)
def test_a_wrong_setting_is_a_configuration_error(settings):
    with pytest.raises(ConfigurationError) as caught:
        CliqTransport(**{"token": TOKEN, "pacing": None, **settings})
    assert "p@" not in str(caught.value)


def test_people_have_no_address_under_v3_and_dots_no_address_at_all(server):
    with pytest.raises(ConfigurationError, match="api='v3'"):
        M.send(cliq(server, api="v3"), to=to.person("a@b.c"))
    with pytest.raises(ConfigurationError):
        M.send(cliq(server), to=to.chat(".."))
    with pytest.raises(ConfigurationError, match="token"):
        M.send(cliq(server, token=lambda: "a\nb"), to="chat:1")
    assert server.requests == []


REGIONS = [("us", "cliq.zoho.com"), ("eu", "cliq.zoho.eu"), ("in", "cliq.zoho.in"), ("au", "cliq.zoho.com.au"), ("cn", "cliq.zoho.com.cn"), ("jp", "cliq.zoho.jp"), ("sa", "cliq.zoho.sa"), ("uk", "cliq.zoho.uk"), ("ca", "cliq.zohocloud.ca")]  # fmt: skip


@pytest.mark.parametrize(("region", "host"), REGIONS)
def test_each_region_has_its_host(region, host):
    assert repr(CliqTransport(token=TOKEN, region=region)) == f"CliqTransport('https://{host}/api/v2')"


def test_type_checkers_docstrings_and_the_guide_name_each_region():
    assert get_args(Region) == tuple(HOSTS) == tuple([region for region, _ in REGIONS])
    for cls in (CliqTransport, RefreshingToken):
        assert f"``{' '.join(HOSTS)}``" in cls.__doc__
    guide = Path(__file__).parent.parent / "docs/how-to/send.md"
    assert f"`{' '.join(HOSTS)}`" in guide.read_text(encoding="utf-8")


@pytest.mark.parametrize("spelling", ["1000.a/b", "1000.a\\/b", "\\u0031000.a/b"])
def test_no_spelling_of_the_token_in_an_answer_reaches_an_error(server, spelling):
    server.answer = (401, {}, f'{{"message": "bad {spelling} token"}}'.encode())
    with pytest.raises(errors.AuthenticationError) as caught:
        M.send(cliq(server, token="1000.a/b"), to="chat:1")
    assert caught.value.service_message == "bad … token"


# What an answer holds


@pytest.mark.parametrize(
    ("said", "seconds", "told"),
    [(None, 600.0, "about ten minutes"), ("soon", 600.0, "about ten minutes"), ("30", 30.0, "30 s"), ("0", 1.0, "1 s"), ("86400", 3600.0, "3600 s"), ("Wed, 25 Nov 2026 10:02:00 GMT", 120.0, "120 s")],
)  # fmt: skip
@pytest.mark.parametrize(("status", "body"), [(429, b""), (400, b'{"code": "throttled", "message": "no"}')])
def test_the_text_of_a_lock_tells_the_seconds_that_are_noted(said, seconds, told, status, body):
    headers = {"Date": "Wed, 25 Nov 2026 10:00:00 GMT"} | ({} if said is None else {"Retry-After": said})
    with pytest.raises(errors.RateLimitError) as caught:
        receipt(status, headers, body, to.chat("CT_1"))
    assert caught.value.retry_after == seconds
    assert str(caught.value).startswith(
        f"too many requests; the service locks the user out for {told} (status {status}, "
    )


def test_a_date_is_compared_with_the_clock_of_this_machine_where_the_answer_has_none():
    ten_past_ten = 1_795_601_400.0
    assert retry_after({"Retry-After": "Wed, 25 Nov 2026 10:12:00 GMT"}, lambda: ten_past_ten) == 120.0


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_date_without_a_zone_is_that_of_greenwich(monkeypatch, zone):
    """RFC 9110 has recipients accept the form of asctime, which names none."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        headers = {"Retry-After": "Wed Nov 25 10:02:00 2026", "Date": "Wed, 25 Nov 2026 10:00:00 GMT"}
        assert retry_after(headers) == 120.0
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("said", ["\x1b[31mred\x1b[0m \u202e", "a" * 500_000, "line\r\nline"])
def test_what_the_service_says_is_one_line_that_steers_nothing(said):
    body = json.dumps({"message": said, "code": said}).encode()
    with pytest.raises(BadRequestError) as caught:
        receipt(400, {}, body, to.chat("1"))
    for text in (str(caught.value), caught.value.service_message, caught.value.code):
        assert text.isprintable()
        assert len(text) < 1_200


def test_what_cannot_be_an_id_is_none():
    sent = receipt(200, {}, b'{"message_id": "\\ud800", "chat_id": "CT_1"}', to.chat("1"))
    assert (sent.message_id, sent.chat_id) == (None, "CT_1")


@pytest.mark.parametrize("url", ["https://\u2603.invalid", "https://h\u200b.invalid", "https://[v1.x]:1"])
def test_a_host_that_no_connection_takes_is_refused_at_once(url):
    with pytest.raises(ConfigurationError, match="base_url must be an origin"):
        CliqTransport(token="1000.abc", base_url=url)


WITHOUT_END = [(5, 1e10), (1e300, 1), (86_401, 1)]
NO_TIMEOUTS = ["15", ("5", "30"), {5, 30}, {5: 30}, (5,), (1, 2, 3), (True, 5), (0, 5), (5, float("nan")), None]


@pytest.mark.parametrize("timeout", [*WITHOUT_END, *NO_TIMEOUTS], ids=repr)
def test_a_timeout_is_two_numbers_of_seconds_with_an_end(timeout):
    expected = "must be two numbers of seconds, above 0 and at most 86,400: to connect, and for the answer"
    with pytest.raises(ConfigurationError, match=f"{expected}$"):
        CliqTransport(token="1000.abc", timeout=timeout)


def test_one_timeout_is_told_the_two_that_it_may_be():
    with pytest.raises(ConfigurationError, match=r"try timeout=\(5\.0, 10\)$"):
        CliqTransport(token="1000.abc", timeout=10)
    CliqTransport(token="1000.abc", timeout=(5.0, 10))


@pytest.mark.parametrize("deadline", ["30", (30,), True, 0, 86_401, datetime.timedelta(seconds=30)], ids=repr)
def test_a_deadline_is_a_number_of_seconds_with_an_end(deadline):
    with pytest.raises(ConfigurationError, match="must be a number of seconds, above 0 and at most 86,400, or None"):
        CliqTransport(token="1000.abc", deadline=deadline)


@pytest.mark.parametrize(("chat", "message"), [("..", "1"), (".", "1"), ("CT_1", ".."), ("CT_1", ".")])
def test_an_id_that_is_a_step_in_an_address_is_refused(chat, message):
    with pytest.raises(ConfigurationError, match="are no ids"):
        CliqTransport(token="1000.abc").message_url(chat, message)


def test_a_class_in_the_place_of_a_transport_is_told():
    with pytest.raises(ConfigurationError, match=r"MemoryTransport is a class: MemoryTransport\(…\)"):
        Message("x").send(MemoryTransport, to="chat:1")


def kept_in_a_file():
    transport = FileTransport("out.jsonl")
    return lambda: Message("Hi").send(transport, to="chat:1")


def kept_in_a_journal():
    outcomes = send_all([Message("Hi")], MemoryTransport(), to="chat:1", journal="journal")
    return lambda: list(outcomes)


def kept_in_an_outbox():
    outbox = Outbox("box.sqlite3")
    return lambda: outbox.put(Message("Hi"), to="chat:1")


def kept_in_a_cache():
    token = RefreshingToken("id", "secret", "refresh", cache="cache")
    return lambda: token.refused("1000.a")


@pytest.mark.parametrize("made", [kept_in_a_file, kept_in_a_journal, kept_in_an_outbox, kept_in_a_cache])
def test_a_relative_path_is_meant_from_where_it_was_given(made, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    used = made()
    monkeypatch.chdir(tmp_path / "there")  # as a daemon does
    used()
    assert [*(tmp_path / "here").iterdir()]
    assert not [*(tmp_path / "there").iterdir()]
