"""What the sandbox's page asks for, over real sockets: its files, the news, the views, the composer."""

import asyncio
import http.client
import json
import re
import shlex
import threading
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandboxes import HTTP, JSON, TABLE, WRONG, ask, send

import cardkit
from cardkit import Issue, Message, to
from cardkit.sandbox import Sandbox, page_api, views
from cardkit.sandbox.judging import bounded
from cardkit.sandbox.records import Received
from cardkit.sandbox.summary import summary

values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=25)  # fmt: skip
bodies = st.dictionaries(st.text(), values)
WEB = files("cardkit.sandbox").joinpath("web")


class Stream:
    """The news, read as they come."""

    def __init__(self, sandbox):
        self.connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=30)
        self.connection.request("GET", "/sandbox/events")
        self.answer = self.connection.getresponse()
        assert self.lines() == ["retry: 500"]

    def lines(self):
        """The lines up to an empty one; none at the end."""
        lines = []
        while line := self.answer.readline().decode().rstrip("\n"):
            lines.append(line)
        return lines

    def next(self):
        event, data = self.lines()
        return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    def close(self):
        self.answer.close()
        self.connection.close()


@pytest.fixture
def stream(sandbox):
    stream = Stream(sandbox)
    yield stream
    stream.close()


# The page and its files


def test_the_page_is_strict_about_what_a_browser_may_do(sandbox):
    answer = ask(sandbox, "/")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src http: https: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Content-Type-Options"]) == ("no-referrer", "nosniff")
    page = answer.data.decode()
    assert not re.findall(r"<script(?! type=\"module\" src=)| on\w+=| style=|https?://(?!www\.w3\.org)", page)


def test_all_that_the_page_names_is_served_and_nothing_else(sandbox):
    kinds = {
        "css": "text/css",
        "js": "text/javascript",
        "json": "application/json",
        "html": "text/html",
        "txt": "text/plain",
    }
    for file in WEB.iterdir():
        answer = ask(sandbox, f"/sandbox/page/{file.name}")
        assert (answer.status, answer.data) == (200, file.read_bytes())
        assert answer.headers["Content-Type"] == f"{kinds[file.name.rpartition('.')[2]]}; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for named in re.findall(r'/sandbox/page/([\w.]+)|from "\./([\w.]+)"', file.read_text("utf-8")):
            assert WEB.joinpath(max(named)).is_file(), named
    for path in ("other.js", "__init__.py", "..%2Fpage.py", "..%2fweb%2Fmain.js", "", "a/main.js"):
        assert ask(sandbox, f"/sandbox/page/{path}").status == 404
    assert ask(sandbox, "/sandbox/page/<b>").json() == {"message": "there is no file <b> of the page"}
    assert ask(sandbox, "/", {}).status == 405


def test_the_scripts_read_no_markup_but_that_of_a_card():
    for file in WEB.iterdir():
        if file.name.endswith(".js"):
            text = file.read_text("utf-8")
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
            assert ("DOMParser" in text) == (file.name == "fragment.js")


def test_the_examples_have_no_findings():
    examples = json.loads(WEB.joinpath("examples.json").read_text("utf-8"))
    kinds = {slide["type"] for body in examples.values() for slide in body.get("slides", ())}
    assert kinds == {"table", "list", "label", "image", "percentage_chart", "graph"}
    assert {body.get("card", {}).get("theme") for body in examples.values()} >= {"poll", "prompt", "modern-inline"}
    assert [issue for body in examples.values() for issue in cardkit.check(body)] == []


# News


def test_news_come_as_they_happen_from_any_thread(sandbox, stream):
    assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
    one = send(sandbox, "Disk is full", "channel:ops")
    event, data = stream.next()
    assert (event, data) == ("added", summary(one))
    assert (data["id"], data["chat"], data["text"]) == (one.id, "channel:ops", "Disk is full")
    ask(sandbox, f"/sandbox/messages/{one.id}", method="DELETE")
    assert stream.next() == ("removed", {"id": one.id})
    sandbox.clear()
    assert stream.next() == ("cleared", {})


def test_the_oldest_that_make_room_are_told():
    with Sandbox(capacity=1) as sandbox:
        first, stream = send(sandbox, "1"), Stream(sandbox)
        send(sandbox, "2")
        assert stream.next() == ("removed", {"id": first.id})
        assert stream.next()[1]["text"] == "2"
        stream.close()


def test_the_news_end_at_once_when_the_sandbox_stops():
    with Sandbox() as sandbox:
        streams = [Stream(sandbox) for _ in range(3)]
        silent = http.client.HTTPConnection(urlsplit(sandbox.url).netloc)
        silent.request("GET", "/sandbox/events")
        send(sandbox)
        assert [stream.next()[0] for stream in streams] == ["added"] * 3
    for stream in streams:
        assert stream.answer.read() == b": ping\n\n"
        stream.close()
    silent.close()
    sandbox.clear()  # with nobody to be told
    with sandbox:
        send(sandbox, "again")


def test_silence_is_broken_by_lines_that_say_nothing(sandbox, monkeypatch):
    monkeypatch.setattr(page_api, "PING", 0.001)
    stream = Stream(sandbox)
    assert [stream.lines() for _ in range(3)] == [[": ping"]] * 3
    stream.close()


def test_a_page_that_falls_behind_is_told_to_read_all_anew():
    async def listen():
        listener, stopping = page_api.Listener(), asyncio.Event()
        for _ in range(page_api.WAITING + 1):
            listener.tell("cleared", None)
        listener.tell("removed", Received("1_1", to.chat("1"), "v2", "1", 0.0, b"{}"))
        await asyncio.sleep(0)
        lines = listener.lines(stopping)
        read = [await anext(lines) for _ in range(3)]
        stopping.set()
        return read, [line async for line in lines]

    read, rest = asyncio.run(listen())
    assert read[1:] == [b"event: reload\ndata: {}\n\n", b'event: removed\ndata: {"id": "1_1"}\n\n']
    assert rest == []


def test_so_many_pages_may_listen(sandbox, monkeypatch):
    monkeypatch.setattr(page_api, "LISTENERS", 1)
    stream = Stream(sandbox)
    assert ask(sandbox, "/sandbox/events").status == 503
    assert ask(sandbox, "/sandbox/events", method="HEAD").status == 200
    stream.close()
    send(sandbox)


# The inbox in brief


def test_the_inbox_in_brief_and_what_is_searched_for(sandbox, monkeypatch):
    for number in range(3):
        send(sandbox, f"Message {number}", slides=[{"type": "label", "data": [{"Host": f"Web-{number}"}]}])

    def texts(query=""):
        said = ask(sandbox, f"/sandbox/inbox{query}").json()
        return said["total"], [one["text"] for one in said["messages"]]

    assert texts() == (3, ["Message 0", "Message 1", "Message 2"])
    assert texts("?q=WEB-1") == (3, ["Message 1"])
    assert texts("?q=nothing") == (3, [])
    monkeypatch.setattr(page_api, "LISTED", 2)
    assert texts() == (3, ["Message 1", "Message 2"])


BRIEFS = [
    ({"text": " a\n b "}, "a b"),
    ({"text": "x" * 161}, "x" * 160 + "…"),
    ({"text": "x" * 160 + " " * 500 + "y"}, "x" * 160 + "…"),
    ({"text": " ", "card": {"title": "T"}}, "T"),
    ({"slides": [{"type": "list"}, {"type": 1}, 2]}, "list"),
    ({"slides": {"a": "b"}, "card": "c"}, ""),
]


@pytest.mark.parametrize(("body", "text"), BRIEFS)
def test_the_text_in_brief_is_what_there_is(body, text):
    assert summary(Received("1_1", to.chat("1"), "v2", "1", 0.0, json.dumps(body).encode()))["text"] == text


CHATS = [
    (to.channel("ops"), "CT_ops", "channel:ops"),
    (to.channel("ops"), "CT_ops-T-1", "thread:CT_ops-T-1"),
    (to.thread("CT_ops-T-1"), "CT_ops-T-1", "thread:CT_ops-T-1"),
    (to.chat("CT_1"), "CT_1", "chat:CT_1"),
    (to.bot("watch"), "CT_watch", "bot:watch"),
]


@pytest.mark.parametrize(("destination", "chat", "key"), CHATS)
def test_a_chat_has_one_name_that_can_be_sent_to(destination, chat, key):
    told = summary(Received("1_1", destination, "v2", chat, 0.0, b'{"text": "Hi"}'))
    assert (told["chat"], str(to.parse(key))) == (key, key)


# Views


def test_all_views_of_a_message(sandbox):
    one = send(sandbox, **TABLE, colour="red", where="channel:ops")
    answer = ask(sandbox, f"/sandbox/messages/{one.id}/view")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    said = answer.json()
    assert said["html"].startswith('<div class="cardkit"')
    assert "web-1" in said["html"]
    assert json.loads(said["json"]) == one.body
    assert said["request"]["path"] == "/api/v2/channelsbyname/ops/message"
    assert (said["size"], said["most"]) == (len(json.dumps(one.body)), 10_000)
    assert said["code"] == Message.from_dict(one.body).to_code()
    assert [(one["path"], one["code"]) for one in said["findings"]] == [("/colour", "unknown-key")]
    assert said["id"] == one.id
    assert sandbox.token not in answer.data.decode()


def test_parameters_are_no_card(sandbox):
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    ask(sandbox, "/api/v3/bots/watch/incoming?user_ids=1,2", {"<b>": "web-1", "": ""}, **headers)
    told = ask(sandbox, "/sandbox/inbox").json()["messages"][0]
    assert (told["chat"], told["text"], told["incoming"]) == ("bot:watch", "<b>: web-1, :", True)
    said = ask(sandbox, f"/sandbox/messages/{sandbox.latest.id}/view").json()
    assert (said["html"], said["code"]) == ("", "")
    assert said["sheet"] == {"title": "2 parameters", "pairs": {"<b>": "web-1", "": ""}}
    assert f"{sandbox.url}/api/v3/bots/watch/incoming?user_ids=1%2C2" in said["curl"]


def test_what_is_not_kept_has_no_view(sandbox):
    one = send(sandbox)
    sandbox.clear()
    for id in (one.id, "latest", "%3Cb%3E"):
        answer = ask(sandbox, f"/sandbox/messages/{id}/view")
        assert (answer.status, answer.json()["message"].startswith("there is no message ")) == (404, True)
    assert ask(sandbox, f"/sandbox/messages/{one.id}/view", {}).status == 405


def run(sandbox, command):
    """What curl would do with the command that is shown."""
    line, _, document = command.partition("<<'END'\n")
    words = shlex.split(line.replace("\\\n", ""))
    assert words[:3] == ["curl", "-X", "POST"]
    assert words[4:8] == ["-H", "Authorization: Bearer $CLIQ_TOKEN", "-H", "Content-Type: application/json"]
    data = words[9] if words[8] == "-d" else document.removesuffix("\nEND")
    assert words[8:] == (["-d", data] if words[8] == "-d" else ["--data-binary", "@-"])
    headers = {**JSON, "Authorization": f"Bearer {sandbox.token}"}
    return HTTP.request("POST", words[3], body=data.encode(), headers=headers).status


POSTED = [
    ("CT_1", to.chat("CT_1"), {"text": 'It\'s $HOME `id` "x" \\ !! Zoë 😀'}),
    ("as", to.channel("a/b c?&'", as_bot="watch dog"), {"text": "a\nb\u202e"}),
    ("id", to.channel_id("O1"), {"text": "Hi", "x": "\ud800"}),
    ("bot", to.bot("watch", users=["1", "a@b.c"]), {"text": "Hi"}),
    ("person", to.person("a@b.c"), {"text": "Hi"}),
    ("thread", to.thread("CT_1-T-2"), {"text": "Hi"}),
    ("long", to.chat("CT_1"), {"text": "It's", "x": ["'END'"] * 20_000}),
    ("long in bytes", to.chat("CT_1"), {"text": "Hi", "x": "\u6f22" * 60_000}),
]


@pytest.mark.parametrize(("name", "destination", "body"), POSTED, ids=[name for name, _, _ in POSTED])
def test_the_command_posts_the_same_again(sandbox, name, destination, body):
    Message.from_dict(body).send(sandbox.transport, to=destination)
    first = sandbox.latest
    command = ask(sandbox, f"/sandbox/messages/{first.id}/view").json()["curl"]
    assert sandbox.token not in command
    assert command.split("<<'END'")[0].replace("\\\n", "").isprintable()
    assert run(sandbox, command) in {200, 204}
    assert len(sandbox.messages) == 2
    assert (sandbox.latest.body, sandbox.latest.destination) == (first.body, first.destination)


# The composer


def test_what_is_typed_in_all_its_views(sandbox):
    said = ask(sandbox, "/sandbox/compose?to=channel:ops", TABLE).json()
    assert said["html"].startswith('<div class="cardkit"')
    assert (json.loads(said["json"]), said["code"]) == (TABLE, Message.from_dict(TABLE).to_code())
    assert (said["size"], said["most"]) == (len(json.dumps(TABLE)), 10_000)
    assert (said["findings"], said["errors"], said["warnings"], said["to"]) == ([], 0, 0, "")
    assert sandbox.messages == []


@given(bodies)
def test_json_that_people_read_is_the_same_json(body):
    assert json.loads(views.pretty(body)) == body


def test_what_does_not_fit_on_a_line_stands_on_several():
    """Of the 96 columns, two are blank, two are brackets, and two are quotation marks."""
    assert [views.pretty([["x" * length]]).count("\n") + 1 for length in (90, 91)] == [3, 5]


def test_what_fits_on_a_line_stands_on_one():
    body = {"text": "Hi", "card": {}, "slides": [{"type": "list", "data": ["a", "b"]}, {"data": [{"x": 1}, []]}]}
    assert views.pretty(body).splitlines() == [
        "{",
        '  "text": "Hi",',
        '  "card": {},',
        '  "slides": [',
        '    { "type": "list", "data": ["a", "b"] },',
        "    {",
        '      "data": [',
        '        { "x": 1 },',
        "        []",
        "      ]",
        "    }",
        "  ]",
        "}",
    ]


def test_the_examples_as_they_are_offered(sandbox):
    examples = json.loads(WEB.joinpath("examples.json").read_text("utf-8"))
    said = ask(sandbox, "/sandbox/examples").json()
    assert {name: json.loads(text) for name, text in said.items()} == examples


TYPED = [
    (b"", "not-json", 1),
    (b'{"text": "Hi",', "not-json", 1),
    (b"[1]", "wrong-type", 1),
    (b"\xff", "not-json", 1),
    (b"[" * 100_000, "too-deep", 1),
    (b'{"text": "a", "text": "b"}', "repeated-key", 1),
]


@pytest.mark.parametrize(("text", "code", "errors"), TYPED, ids=range(len(TYPED)))
def test_broken_text_is_told_and_shown(sandbox, text, code, errors):
    said = ask(sandbox, "/sandbox/compose", text).json()
    assert ([one["code"] for one in said["findings"]], said["errors"]) == ([code], errors)
    assert (said["json"], said["code"]) == ("", "")
    assert said["html"].startswith('<div class="cardkit"')


def test_where_the_text_stops_to_be_json(sandbox):
    for text, stopped in [('{"é": "😀" x', 10), ("", 0), ("[1]", None), ('{"a": NaN}', None), ('{"text": "Hi"}', None)]:
        assert ask(sandbox, "/sandbox/compose", text.encode()).json()["stopped"] == stopped


def test_a_message_with_errors_is_shown_as_far_as_it_goes(sandbox):
    said = ask(sandbox, "/sandbox/compose", {**WRONG, "colour": 1}).json()
    assert (said["errors"], said["warnings"]) == (1, 1)
    assert [one["path"] for one in said["findings"]] == ["/slides/0/data", "/colour"]
    assert said["code"] == Message.from_dict({**WRONG, "colour": 1}).to_code()


def test_of_findings_that_are_enormous_one_is_kept():
    large = [Issue("", "wrong-type", "x" * 200_000), Issue("/a", "wrong-type", "y")]
    assert bounded(large) == (large[0],)


def test_of_many_findings_the_errors_come_first(sandbox):
    body = {**{f"k{number}": 1 for number in range(150)}, **WRONG}
    said = ask(sandbox, "/sandbox/compose", body).json()
    assert (said["errors"], said["warnings"], len(said["findings"])) == (1, 150, 100)
    assert [one["severity"] for one in said["findings"]] == ["error"] + ["warning"] * 99


def test_hostile_text_is_text(sandbox):
    evil = "</script><img src=x onerror=alert(1)>"
    body = {
        "text": evil,
        "card": {"title": evil, "theme": evil},
        evil: evil,
        "slides": [{"type": evil, "data": [evil]}],
    }
    said = ask(sandbox, "/sandbox/compose", body).json()
    assert not re.search("<(?:script|img src=x)", said["html"])


@pytest.mark.parametrize("where", ["", "alerts", "channel:", "chanel:ops", "channel:a\nb", "chat:..", "person:"])
def test_a_destination_that_is_none_is_told(sandbox, where):
    quoted = where.replace("\n", "%0A")
    said = ask(sandbox, f"/sandbox/compose?to={quoted}", TABLE).json()["to"]
    answer = ask(sandbox, f"/sandbox/messages?to={quoted}", TABLE)
    assert (answer.status, answer.json()) == (400, {"message": said})
    assert said
    assert sandbox.messages == []


def test_more_than_a_megabyte_is_not_read(sandbox):
    size = len(json.dumps({"text": "Hi", "x": ""}))
    for path in ("/sandbox/compose", "/sandbox/messages?to=chat:1", "/sandbox/faults"):
        answer = ask(sandbox, path, {"text": "Hi", "x": "0" * (2**20 - size + 1)})
        assert (answer.status, answer.json()) == (413, {"message": "the body has more than 1,048,576 bytes"})
    assert ask(sandbox, "/sandbox/messages?to=chat:1", {"text": "Hi", "x": "0" * (2**20 - size)}).status == 201


# Sending from the page

SENT = ["channel:ops", "channel:a/b c", "chat:CT_1", "chat:CT_1-T-2", "channel_id:O1", "bot:w", "person:a@b.c", "thread:CT_1-T-2"]  # fmt: skip


@pytest.mark.parametrize("where", SENT)
def test_what_is_sent_from_the_page_lands_where_its_address_leads(sandbox, where):
    answer = ask(sandbox, f"/sandbox/messages?to={where}", {**TABLE, "colour": 1})
    page = sandbox.latest
    send(sandbox, **TABLE, colour=1, where=where)
    real = sandbox.latest
    assert answer.status == 201
    assert answer.json() == ask(sandbox, f"/sandbox/messages/{page.id}").json()
    assert (page.destination, page.chat_id, page.body) == (real.destination, real.chat_id, real.body)
    assert (page.findings, page.api) == (real.findings, real.api)


@pytest.mark.parametrize("body", [WRONG, b"{", b"[]", b"", {"text": "x" * 10_001}], ids=range(5))
def test_errors_are_answered_as_the_address_answers_them(sandbox, body):
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    real = ask(sandbox, "/api/v2/chats/1/messages", body, **headers)
    page = ask(sandbox, "/sandbox/messages?to=chat:1", body)
    assert (page.status, page.json()) == (real.status, real.json())
    assert page.status == 400
    assert ask(sandbox, "/sandbox").json()["refused"] == 1, "the page's does not count"
    assert ask(sandbox, "/sandbox/messages?to=chat:1", TABLE, Content_Type="text/plain").status == 400
    assert sandbox.messages == []


def test_neither_budget_nor_faults_are_met():
    with Sandbox(budget=1) as sandbox:
        sandbox.fault("cut")
        for _ in range(3):
            assert ask(sandbox, "/sandbox/messages?to=chat:1", TABLE).status == 201
        assert ask(sandbox, "/sandbox").json()["faults"] == 1
        ask(sandbox, "/sandbox/faults", method="DELETE")
        headers = {"Authorization": f"Bearer {sandbox.token}"}
        assert [ask(sandbox, "/api/v2/chats/1/messages", TABLE, **headers).status for _ in range(2)] == [204, 429]


def test_pages_of_another_origin_and_other_names_are_refused(sandbox):
    for path in ("/sandbox/compose", "/sandbox/messages?to=chat:1"):
        assert ask(sandbox, path, TABLE, Origin="http://evil.example").status == 403
        assert ask(sandbox, path, TABLE, Origin=sandbox.url).status in {200, 201}
    for path in ("/", "/sandbox/page/main.js", "/sandbox/events", "/sandbox/inbox", "/sandbox/messages/1/view"):
        assert ask(sandbox, path, Host=f"evil.example:{urlsplit(sandbox.url).port}").status == 403


def test_what_a_page_no_longer_waits_for_is_not_drawn(sandbox, monkeypatch):
    drawn, drawing, go_on = [], threading.Event(), threading.Event()

    def draft(text):
        drawn.append(text)
        drawing.set()
        go_on.wait()
        return {}

    def asked(text):
        connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc)
        connection.request("POST", "/sandbox/compose", text)
        return connection

    monkeypatch.setattr(page_api, "draft", draft)
    first = asked(b"1")
    drawing.wait()
    second = asked(b"2")
    ask(sandbox, "/sandbox")  # by its answer the server has read what came before
    second.close()
    ask(sandbox, "/sandbox")
    third = asked(b"3")
    ask(sandbox, "/sandbox")
    go_on.set()
    assert [connection.getresponse().status for connection in (first, third)] == [200, 200]
    assert drawn == [b"1", b"3"]
    first.close()
    third.close()
