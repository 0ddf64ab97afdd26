"""The sandbox over real sockets: its addresses, judgement, answers, budget, inbox, and its own addresses."""

import http.client
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import pytest
import urllib3
from sandboxes import HTTP, JSON, get, post, statuses

import cardkit
from cardkit import Message, to
from cardkit.sandbox import Sandbox
from cardkit.sandbox.budget import Budget
from cardkit.sandbox.records import KEPT_BYTES, Inbox, Received

CARD = {"text": "Hi", "card": {"title": "T", "theme": "modern-inline"}, "slides": [{"type": "text", "data": "D"}]}


# Addresses

V2 = [
    ("/chats/CT_1/messages", to.chat("CT_1")),
    ("/chats/CT_1/message", to.chat("CT_1")),
    ("/chats/CT_1-T-2/messages", to.thread("CT_1-T-2")),
    ("/channelsbyname/ops/message", to.channel("ops")),
    ("/channelsbyname/a%2Fb%20c%3F/message", to.channel("a/b c?")),
    ("/channels/O1/message", to.channel_id("O1")),
    ("/bots/watch/message", to.bot("watch")),
    ("/buddies/a%40b.c/message", to.person("a@b.c")),
]
V3 = [
    ("/chats/CT_1/messages", to.chat("CT_1")),
    ("/chats/CT_1-T-2/messages", to.thread("CT_1-T-2")),
    ("/channelsbyname/ops/messages", to.channel("ops")),
    ("/channels/O1/messages", to.channel_id("O1")),
    ("/channels/O1/message", to.channel_id("O1")),
    ("/bots/watch/messages", to.bot("watch")),
]
ADDRESSES = [("v2", *one) for one in V2] + [("v3", *one) for one in V3]


@pytest.mark.parametrize("prefix", ["", "/company/600/"], ids=["plain", "company"])
@pytest.mark.parametrize(("api", "path", "destination"), ADDRESSES)
def test_each_address_and_where_it_leads(sandbox, prefix, api, path, destination):
    answer = post(sandbox, f"{prefix.rstrip('/')}/api/{api}{path}")
    assert answer.status in {200, 204}
    assert (sandbox.latest.destination, sandbox.latest.api) == (destination, api)
    assert sandbox.messages == [{"text": "Hi"}]


NOWHERE = ["/api/v2/chats/CT_1/scheduledmessages", "/api/v3/chats/CT_1/message", "/api/v2/channelsbyname/ops/messages", "/api/v3/buddies/a/message", "/api/v1/chats/1/messages", "/api/v2/chats//messages", "/api/v2/chats/a/b/messages", "/api/v2/chats/%0A/messages", "/chats/1/messages", "/api/v2", "/favicon.ico", "/company/a/b/api/v2/chats/1/messages"]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_no_source_shows_is_unknown(sandbox, path):
    answer = post(sandbox, path)
    assert (answer.status, answer.json()["message"].split(";")[0]) == (404, f"there is no address {path}")
    assert sandbox.messages == []


def test_an_unknown_address_is_answered_with_those_alike(sandbox):
    said = post(sandbox, "/api/v2/bots/watch/messages").json()["message"]
    assert said == (
        "there is no address /api/v2/bots/watch/messages; there is /api/v2/bots/{id}/message, "
        "/api/v2/bots/{id}/incoming, /api/v3/bots/{id}/messages, /api/v3/bots/{id}/incoming"
    )


def test_an_edit_may_have_a_card_and_no_text(sandbox):
    Message("Hi").sync().send(sandbox.transport, to="chat:CT_1")
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    url = f"{sandbox.url}/api/v2/chats/CT_1/messages/{sandbox.latest.id}"
    assert HTTP.request("PUT", url, json={**CARD, "text": None}, headers=headers).status == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_than_post_is_not_allowed(sandbox, method):
    answer = get(sandbox, "/api/v2/chats/1/messages", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert answer.json() == {"message": f"{method} is not allowed here, only POST"}


def test_queries_say_who_posts_and_to_whom(sandbox):
    post(sandbox, "/api/v2/channelsbyname/ops/message?bot_unique_name=watchdog")
    assert sandbox.latest.destination == to.channel("ops", as_bot="watchdog")
    assert sandbox.latest.as_bot == "watchdog"
    for query, body, users in [
        ("?userids=1,a%40b.c", {}, ("1", "a@b.c")),
        ("?user_ids=1", {}, ("1",)),
        ("?userids=1,%20,,2%20", {}, ("1", "2")),
        ("?user_ids=1", {"user_ids": "2,3"}, ("2", "3")),
        ("", {}, ()),
    ]:
        post(sandbox, f"/api/v3/bots/watch/messages{query}", {"text": "Hi", **body})
        assert sandbox.latest.users == users


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/channelsbyname/ops/message?bot_unique_name=a%0Ab",
        "/api/v2/channelsbyname/ops/message?bot_unique_name={}",
        "/api/v2/bots/watch/message?userids={}",
        "/api/v3/bots/watch/messages?user_ids={}",
        "/api/v3/bots/watch/incoming?user_ids={}",
    ],
)
def test_a_bot_or_user_that_is_none_is_refused(sandbox, path):
    webhook = quote("https://cliq.zoho.com/api/v2/channelsbyname/ops/message?zapikey=1001.ab", safe="")
    assert post(sandbox, path.format(webhook), {"text": "Hi"}).status == 400


@pytest.mark.parametrize("form", ["Bearer {}", "Zoho-oauthtoken {}", "bearer {}"])
def test_both_forms_of_the_authorization_header(sandbox, form):
    assert post(sandbox, "/api/v2/chats/1/messages", Authorization=form.format(sandbox.token)).status == 204


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer 1000.wrong", "Basic YTpi", "Bearer ä"])
def test_a_missing_or_wrong_token_is_refused(sandbox, value):
    if value is not None:
        value = value.encode("latin-1")
    answer = post(sandbox, "/api/v2/chats/1/messages", Authorization=value)
    assert answer.status == 401
    assert "message" in answer.json()
    assert sandbox.messages == []


def test_a_webhook_needs_its_key_and_no_token(sandbox):
    url = urlsplit(sandbox.webhook_url("ops alerts"))
    assert url.path == "/api/v2/channelsbyname/ops%20alerts/message"
    assert post(sandbox, f"{url.path}?{url.query}", Authorization=None).status == 204
    assert sandbox.latest.destination == to.channel("ops alerts")
    assert post(sandbox, f"{url.path}?zapikey=1000.wrong", Authorization=None).status == 401
    assert post(sandbox, f"{url.path}?zapikey={sandbox.token}", Authorization=None).status == 401


def test_secrets_are_random_unless_given_and_show_nowhere():
    one, other = Sandbox(), Sandbox(token="1000.mine", zapikey="1001.key")
    assert one.token != Sandbox().token
    assert other.token == "1000.mine"
    with other:
        assert other.webhook_url("a").endswith("/message?zapikey=1001.key")
        for shown in (repr(other), str(vars(other)), repr(other._service)):
            assert "1000.mine" not in shown
            assert "1001.key" not in shown


# Judgement


def test_what_has_errors_is_answered_with_what_check_finds(sandbox):
    body = {"text": "Hi", "slides": [{"type": "list", "data": []}, {"type": "table", "data": {"headers": []}}]}
    answer = post(sandbox, "/api/v2/chats/1/messages", body)
    found = cardkit.check(body)
    assert answer.status == 400
    said = answer.json()
    assert (said["code"], said["message"]) == (found[0].code, f"slide 1: {found[0].message}")
    assert [(one["path"], one["code"]) for one in said["findings"]] == [(one.path, one.code) for one in found]
    assert said["findings"][0]["path"] == "/slides/0/data"
    assert sandbox.messages == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"\xff", b'{"text": "a", "text": "b"}', b'{"text": NaN}', b"[" * 100_000]
)
def test_what_is_no_object_is_refused(sandbox, body):
    assert post(sandbox, "/api/v2/chats/1/messages", body).status == 400


def test_warnings_stay_in_the_record(sandbox):
    post(sandbox, "/api/v2/chats/1/messages", {"text": "Hi", "colour": "red"})
    (warning,) = sandbox.latest.findings
    assert (warning.path, warning.code, warning.severity) == ("/colour", "unknown-key", "warning")
    assert sandbox.latest.body == {"text": "Hi", "colour": "red"}


def test_the_content_type_is_json(sandbox):
    path = "/api/v2/chats/1/messages"
    assert post(sandbox, path, Content_Type="Application/JSON; charset=utf-8").status == 204
    for other in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp"):
        assert post(sandbox, path, Content_Type=other).json()["message"].startswith("the content type must be")


def test_a_body_over_a_megabyte_is_too_large(sandbox):
    size = len(json.dumps({"text": "Hi", "x": ""}))
    for extra, status in [(0, 204), (1, 413)]:
        body = {"text": "Hi", "x": "0" * (2**20 - size + extra)}
        assert post(sandbox, "/api/v2/chats/1/messages", body).status == status
    assert post(sandbox, "/api/v2/chats/1/messages", b"0" * 5_000_000).status == 413
    assert len(sandbox.messages) == 1


PARAMETERS = [
    ({"a": "b", "c": ""}, None),
    ({str(n): "x" for n in range(50)}, None),
    ({str(n): "x" for n in range(51)}, "too-many"),
    ({"a": "x" * 10_000}, None),
    ({"a": "x" * 10_001}, "wrong-type"),
    ({"a": {"b": "c"}}, "wrong-type"),
    ({"a/b": 1}, "wrong-type"),
    (["a"], "wrong-type"),
    (b"{", "not-json"),
]


@pytest.mark.parametrize(("body", "code"), PARAMETERS, ids=range(len(PARAMETERS)))
def test_a_bots_handler_takes_flat_parameters(sandbox, body, code):
    answer = post(sandbox, "/api/v3/bots/watch/incoming?user_ids=7", body)
    if code is None:
        assert (answer.status, answer.json()) == (200, {"user_ids": ["7"]})
        assert (sandbox.latest.body, sandbox.latest.incoming) == (body, True)
    else:
        assert (answer.status, answer.json()["code"]) == (400, code)


NESTED = {"state": "ready", "site": {"name": "Zoë"}, "seconds": 42, "links": ["a", None], "error": None}


def test_the_handler_of_version_2_takes_all_json_objects(sandbox):
    answer = post(sandbox, "/api/v2/bots/watch/incoming", NESTED)
    assert answer.status == 200
    assert (sandbox.latest.body, sandbox.latest.incoming) == (NESTED, True)
    assert [issue.path for issue in sandbox.latest.findings] == ["/site", "/seconds", "/links", "/error"]
    assert {issue.severity for issue in sandbox.latest.findings} == {"warning"}
    shown = get(sandbox, f"/sandbox/messages/{sandbox.latest.id}/view").json()["sheet"]["pairs"]
    assert list(shown.values()) == ["ready", '{"name": "Zoë"}', "42", '["a", null]', "null"]
    listed = get(sandbox, "/sandbox/inbox").json()["messages"]
    assert listed[0]["text"] == 'state: ready, site: {"name": "Zoë"}, seconds: 42, links: ["a", null], error: null'
    assert post(sandbox, "/api/v2/bots/watch/incoming", {str(n): "x" for n in range(51)}).status == 200
    assert [issue.code for issue in sandbox.latest.findings] == ["too-many"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'["a"]', "wrong-type"),
        (b"{", "not-json"),
        (b'{"a": NaN}', "not-finite"),
        (b'{"a": 1e400}', "not-finite"),
        (b'{"a": %s}' % (b"[" * 64 + b"]" * 64), "too-deep"),
    ],
)
@pytest.mark.parametrize("api", ["v2", "v3"])
def test_what_a_handler_is_sent_is_json_as_in_any_body(sandbox, api, body, code):
    refused = post(sandbox, f"/api/{api}/bots/watch/incoming", body)
    assert (refused.status, refused.json()["code"]) == (400, code)
    assert get(sandbox, "/sandbox/messages").json()["total"] == 0


# Answers; contract of the service: what each address is shown to answer

ID = "<id>"
WAIT = {"sync_message": True}
THREAD = {"thread_message_id": "17_1"}
OPENED = {"message_id": ID, "thread_information": {"chat_id": "CT_1-T-1"}}
SHOWN = {"type": "message", "data": {"id": ID, "card": CARD["card"], "slides": CARD["slides"]}}
NO_RESPONSE = {"Response Code": "204 No response"}
ANSWERS = [
    ("v2/chats/CT_1/messages", {}, 204, None),
    ("v2/chats/CT_1/messages", WAIT, 200, {"message_id": ID}),
    ("v2/chats/CT_1/messages", CARD, 204, None),
    ("v2/chats/CT_1/messages", THREAD, 200, OPENED),
    ("v2/channelsbyname/ops/message", {}, 204, None),
    ("v2/channelsbyname/ops/message", WAIT, 200, {"message_id": ID}),
    ("v2/channelsbyname/ops/message?bot_unique_name=w", WAIT, 204, None),
    ("v2/channels/O1/message", WAIT, 200, {"message_id": ID}),
    ("v2/buddies/1/message", {}, 204, None),
    ("v2/buddies/1/message", WAIT, 200, {"message_id": ID}),
    ("v2/bots/w/message?userids=1,2", {}, 200, {"user_ids": ["1", "2"]}),
    ("v2/bots/w/message?userids=1,2", WAIT, 200, {"user_ids": ["1", "2"], "message_details": {"1": {"chat_id": "CT_1", "message_id": ID}, "2": {"chat_id": "CT_2", "message_id": ID}}}),
    ("v2/bots/w/message", {}, 200, {"user_ids": ["60000001"]}),
    ("v3/chats/CT_1/messages", {}, 200, {"message_id": ID}),
    ("v3/chats/CT_1/messages", CARD, 200, SHOWN),
    ("v3/chats/CT_1-T-4/messages", {}, 200, {"message_id": ID}),
    ("v3/chats/CT_1/messages", THREAD, 200, OPENED),
    ("v3/channels/O1/message", CARD, 200, SHOWN),
    ("v3/channels/O1/messages", {}, 200, NO_RESPONSE),
    ("v3/channelsbyname/ops/messages", {}, 200, NO_RESPONSE),
    ("v3/channelsbyname/ops/messages", CARD, 200, NO_RESPONSE),
    ("v3/channelsbyname/ops/messages", WAIT, 200, {"message_id": ID}),
    ("v3/channelsbyname/ops/messages?bot_unique_name=w", WAIT, 200, NO_RESPONSE),
    ("v3/bots/w/messages", {}, 200, NO_RESPONSE),
    ("v3/bots/w/messages?user_ids=5", WAIT, 200, {"chat_id": "CT_5", "message_id": ID}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "more", "status", "expected"), ANSWERS)
def test_each_address_answers_as_its_page_shows(sandbox, path, more, status, expected):
    answer = post(sandbox, f"/api/{path}", {"text": "Hi", **more})
    assert answer.status == status
    if expected is None:
        assert answer.data == b""
        return
    said = json.loads(answer.data.decode().replace(sandbox.latest.id, ID))
    url = said.pop("url", None)
    assert said == expected
    assert url in {None, f"{sandbox.url}/sandbox/messages/{ID}"}


def test_a_thread_has_its_number_by_the_message_it_starts_from(sandbox):
    chats = []
    for path, message in [("chats/CT_1", "1_1"), ("chats/CT_1", "1_2"), ("chats/CT_1", "1_1"), ("channels/O1", "1_1")]:
        post(sandbox, f"/api/v3/{path}/messages", {"text": "Hi", "thread_message_id": message})
        chats.append(sandbox.latest.chat_id)
    assert chats == ["CT_1-T-1", "CT_1-T-2", "CT_1-T-1", "CT_O1-T-3"]
    post(sandbox, "/api/v3/bots/w/messages", {"text": "Hi", "thread_chat_id": "CT_1-T-1"})
    assert sandbox.latest.chat_id == "CT_1-T-1"


@pytest.mark.parametrize("id", ["", " ", "CT_1\ufdd0"])
def test_a_thread_without_a_name_is_no_chat_and_the_inbox_can_be_read(sandbox, id):
    post(sandbox, "/api/v3/bots/w/messages", {"text": "Hi", "thread_chat_id": id})
    assert sandbox.latest.chat_id == "CT_w"
    inbox = get(sandbox, "/sandbox/inbox").json()
    assert [message["chat"] for message in inbox["messages"]] == ["bot:w"]


def test_of_many_threads_the_latest_are_known_and_no_number_is_given_twice(sandbox, monkeypatch):
    monkeypatch.setattr("cardkit.sandbox.service._THREADS", 2)
    chats = []
    for message in ("1_1", "1_2", "1_3", "1_3", "1_1"):
        post(sandbox, "/api/v3/chats/CT_1/messages", {"text": "Hi", "thread_message_id": message})
        chats.append(sandbox.latest.chat_id.removeprefix("CT_1-T-"))
    assert chats == ["1", "2", "3", "3", "4"]


# Budget


def budgeted(budget=20, **options):
    return Sandbox(budget=budget, clock=lambda: 1_000_000.0, **options)


def test_the_twenty_first_request_of_a_minute_locks_for_ten():
    with budgeted() as sandbox:
        assert statuses(sandbox, 21) == [204] * 20 + [429]
        sandbox.fast_forward(599)
        answer = post(sandbox, "/api/v3/bots/a/messages")
        assert answer.status == 429
        assert "Retry-After" not in answer.headers
        assert answer.json()["message"] == "more than 20 requests in a minute; the user is locked for 1 s"
        sandbox.fast_forward(1)
        assert statuses(sandbox, 21) == [204] * 20 + [429]
        assert len(sandbox.messages) == 40


def test_the_minute_slides():
    with budgeted(2, lock=30) as sandbox:
        assert statuses(sandbox, 1) == [204]
        sandbox.fast_forward(59)
        assert statuses(sandbox, 1) == [204]
        sandbox.fast_forward(1)
        assert statuses(sandbox, 2) == [204, 429]
        sandbox.fast_forward(30)
        assert statuses(sandbox, 1) == [429], "two still count: those at 59 and 60 seconds"
        sandbox.fast_forward(30)
        assert statuses(sandbox, 2) == [204, 204]


def test_refused_tokens_do_not_count_and_refused_bodies_do():
    with budgeted(2) as sandbox:
        path = "/api/v2/chats/1/messages"
        for _ in range(5):
            assert post(sandbox, path, Authorization="Bearer 1000.wrong").status == 401
        assert [post(sandbox, path, b"{").status for _ in range(3)] == [400, 400, 429]
        url = urlsplit(sandbox.webhook_url("ops"))
        assert post(sandbox, f"{url.path}?{url.query}", Authorization=None).status == 204, "the key has its own budget"


def test_without_a_budget_nothing_is_counted(sandbox):
    assert statuses(sandbox, 60) == [204] * 60
    assert Budget(None, 600, float).locked("a") == 0


# The inbox


def test_messages_are_fresh_and_in_order(sandbox):
    for number in range(5):
        post(sandbox, "/api/v2/chats/1/messages", {"text": str(number)})
    sandbox.messages[0]["text"] = "changed"
    assert [message["text"] for message in sandbox.messages] == ["0", "1", "2", "3", "4"]
    sandbox.clear()
    assert sandbox.messages == []
    with pytest.raises(LookupError, match="no message"):
        sandbox.latest


def test_the_newest_messages_are_kept_of_two_thousand():
    with Sandbox(capacity=100) as sandbox:
        connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc)
        headers = {**JSON, "Authorization": f"Bearer {sandbox.token}"}
        connection.connect()
        for start in range(0, 2000, 500):  # written in a row, answers read after: many requests cost few round trips
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            bodies = [f'{{"text":"{number}"}}' for number in range(start, start + 500)]
            requests = [f"POST /api/v2/chats/1/messages HTTP/1.1\r\nHost: {connection.host}:{connection.port}\r\n{lines}Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies]  # fmt: skip
            sender = threading.Thread(target=connection.sock.sendall, args=("".join(requests).encode(),))
            sender.start()
            answers = b""
            while answers.count(b"HTTP/1.1 204") < 500:
                answers += connection.sock.recv(65536)
            sender.join()
        connection.close()
        assert [message["text"] for message in sandbox.messages] == [str(number) for number in range(1900, 2000)]
        assert get(sandbox, "/sandbox").json()["received"] == 2000


def test_an_inbox_bounds_the_size_of_all_bodies():
    inbox, told = Inbox(1000), []
    end = inbox.subscribe(lambda event, received: told.append((event, received and received.id)))
    quarter = b"0" * (KEPT_BYTES // 4)
    for number in range(6):
        inbox.add(Received(str(number), to.chat("1"), "v2", "1", 0.0, quarter))
    assert [received.id for received in inbox.all()] == ["2", "3", "4", "5"]
    inbox.add(Received("large", to.chat("1"), "v2", "1", 0.0, b"0" * (KEPT_BYTES + 1)))
    assert [received.id for received in inbox.all()] == ["large"]
    assert told[:6] == [
        ("added", "0"),
        ("added", "1"),
        ("added", "2"),
        ("added", "3"),
        ("removed", "0"),
        ("added", "4"),
    ]
    assert inbox.remove("large")
    assert not inbox.remove("large")
    inbox.clear()
    assert told[-2:] == [("removed", "large"), ("cleared", None)]
    end()
    inbox.clear()
    assert told[-1:] == [("cleared", None)]
    assert len(told) == 15


def test_sixteen_threads_of_fifty_posts_all_arrive(sandbox):
    def work(thread):
        return [post(sandbox, "/api/v2/chats/1/messages", {"text": f"{thread}-{n}"}).status for n in range(50)]

    pool = urllib3.PoolManager(maxsize=16, retries=False)
    with ThreadPoolExecutor(16) as threads, pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "HTTP", pool)
        assert [*threads.map(work, range(16))] == [[204] * 50] * 16
    texts = [message["text"] for message in sandbox.messages]
    assert sorted(texts) == sorted(f"{thread}-{n}" for thread in range(16) for n in range(50))
    for thread in range(16):
        assert [text for text in texts if text.startswith(f"{thread}-")] == [f"{thread}-{n}" for n in range(50)]
    assert len({received.id for received in sandbox.received}) == 800
    pool.clear()


# Its own addresses


def test_the_summary_counts_messages_refusals_and_faults(sandbox):
    post(sandbox, "/api/v2/chats/1/messages")
    post(sandbox, "/api/v2/chats/1/messages", b"{")
    sandbox.fault("cut", times=3)
    assert get(sandbox, "/sandbox").json() == {
        "name": "cardkit sandbox", "version": cardkit.__version__, "messages": 1, "received": 1, "refused": 1,
        "faults": 3, "capacity": 1000, "strict": False, "budget": None, "left": None, "locked": 0.0,
        "outbox": False,
    }  # fmt: skip


def test_one_message_as_json():
    with Sandbox(clock=lambda: 12.5) as sandbox:
        assert get(sandbox, "/sandbox/messages/latest").status == 404
        post(sandbox, "/api/v2/channelsbyname/ops/message?bot_unique_name=w", {"text": "Zoë", "x": "\ud800"})
        expected = {
            "id": "12500_1", "destination": "channel:ops", "as_bot": "w", "users": [], "api": "v2", "chat_id": "CT_ops",
            "incoming": False, "edits": 0, "time": 12.5, "body": {"text": "Zoë", "x": "\ud800"},
        }  # fmt: skip
        for path in ("latest", "12500_1"):
            said = get(sandbox, f"/sandbox/messages/{path}").json()
            assert [finding["path"] for finding in said.pop("findings")] == ["/x"]
            assert said == expected
        assert get(sandbox, "/sandbox/messages/12500_1", "DELETE").status == 204
        for method in ("GET", "DELETE"):
            answer = get(sandbox, "/sandbox/messages/12500_1", method)
            assert (answer.status, answer.json()) == (404, {"message": "there is no message 12500_1"})


def test_lists_filters_and_pages(sandbox):
    for number in range(6):
        to_chat = "CT_1" if number % 2 else "CT_2"
        slide = {"type": "label", "data": [{"Host": f"Web-{number}"}]}
        post(sandbox, f"/api/v3/chats/{to_chat}/messages", {"text": f"Message {number}", "slides": [slide]})

    def texts(query):
        said = get(sandbox, f"/sandbox/messages?{query}").json()
        return said["total"], [message["body"]["text"][-1] for message in said["messages"]]

    assert texts("") == (6, ["5", "4", "3", "2", "1", "0"])
    assert texts("destination=chat:CT_1") == texts("destination=CT_1") == (3, ["5", "3", "1"])
    assert texts("destination=channel:CT_1") == (0, [])
    assert texts("q=WEB-4") == (1, ["4"])
    assert texts("q=host&destination=CT_2&limit=2&offset=1") == (3, ["2", "0"])
    assert texts("offset=9") == (6, [])
    assert texts("limit=0") == (6, [])
    for wrong in ("limit=-1", "limit=x", "offset=1.5", "limit=99999999999", "destinaton=a"):
        assert get(sandbox, f"/sandbox/messages?{wrong}").status == 400
    assert get(sandbox, "/sandbox/messages", "DELETE").status == 204
    assert sandbox.messages == []


def test_other_methods_and_addresses_answer_in_json(sandbox):
    answer = get(sandbox, "/sandbox/messages/latest", "PUT")
    assert (answer.status, answer.json()) == (405, {"message": "Method Not Allowed"})
    assert get(sandbox, "/sandbox/other").status == 404


def test_the_page_holds_no_message_and_runs_its_own_scripts_alone(sandbox):
    post(sandbox, "/api/v2/chats/<b>/messages", {"text": "<script>alert(1)</script> Zoë"})
    answer = get(sandbox, "/")
    page = answer.data.decode()
    assert "alert(1)" not in page
    assert sandbox.token not in page
    assert page.count("<script") == page.count('<script type="module" src="/sandbox/page/main.js">') == 1
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]


HOSTS = [("127.0.0.1:{}", 204), ("localhost:{}", 204), ("LOCALHOST:{}", 204), ("[::1]:{}", 204), ("evil.example:{}", 403), ("127.0.0.1", 403), ("127.0.0.1:1", 403), ("127.0.0.1.evil.example:{}", 403), ("", 403)]  # fmt: skip


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_only_names_of_this_machine_are_served(sandbox, host, status):
    host = host.format(urlsplit(sandbox.url).port)
    assert post(sandbox, "/api/v2/chats/1/messages", Host=host).status == status
    read = get(sandbox, "/sandbox/messages", headers={"Host": host})
    assert read.status == (200 if status == 204 else 403)


ORIGINS = [("http://127.0.0.1:{}", True), ("http://localhost:{}", True), ("https://127.0.0.1:{}", False), ("http://evil.example", False), ("null", False), ("", False), ("http://127.0.0.1:1", False)]  # fmt: skip


@pytest.mark.parametrize(("origin", "served"), ORIGINS)
def test_pages_of_other_origins_change_nothing(sandbox, origin, served):
    headers = {"Origin": origin.format(urlsplit(sandbox.url).port)}
    assert post(sandbox, "/api/v2/chats/1/messages", **headers).status == (204 if served else 403)
    assert get(sandbox, "/sandbox/messages", "DELETE", headers=headers).status == (204 if served else 403)
    fault = get(sandbox, "/sandbox/faults", "POST", headers={**JSON, **headers}, body=b'{"kind": "cut"}')
    assert fault.status == (201 if served else 403)
    answer = get(sandbox, "/sandbox", headers=headers)
    assert answer.status == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
