"""What the sandbox refuses: kept, told, bounded, judged beside the others; strict keys; repairs; what is pasted."""

import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import bodies
import pytest
import urllib3
from hypothesis import given, settings
from sandboxes import HI, JSON, PATH, TABLE, WRONG, ask, get, post, send

import cardkit
from cardkit import BadRequestError, ConfigurationError, Message, check
from cardkit.sandbox import Sandbox, sending
from cardkit.sandbox.composer import changed, read_pasted
from cardkit.sandbox.judging import FINDINGS, described
from cardkit.sandbox.summary import line

# Kept


REFUSALS = [
    (PATH, {}, WRONG, 400, "chat:1", "empty-slide"),
    (PATH, {}, b"{", 400, "chat:1", "not-json"),
    (PATH, {"Content_Type": "text/plain"}, HI, 400, "chat:1", ""),
    (PATH, {"Authorization": "Bearer 1000.wrong"}, HI, 401, "chat:1", ""),
    ("/api/v2/other", {}, HI, 404, None, ""),
    ("/api/v2/channelsbyname/ops/message?bot_unique_name=a%0Ab", {}, HI, 400, "channel:ops", ""),
]


@pytest.mark.parametrize(("path", "headers", "body", "status", "where", "code"), REFUSALS)
def test_a_refused_request_is_kept_with_its_reason_and_body(sandbox, path, headers, body, status, where, code):
    said = post(sandbox, path, body, **headers).json()["message"]
    (refused,) = sandbox.refused
    assert (refused.status, refused.message, refused.code) == (status, said, code)
    assert (refused.destination and str(refused.destination)) == where
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert (refused.content, refused.size) == (content, len(content))
    told = get(sandbox, "/sandbox/refused").json()
    assert (told["total"], told["refused"][0]) == (1, get(sandbox, f"/sandbox/refused/{refused.id}").json())
    one = told["refused"][0]
    assert (one["status"], one["message"], one["code"], one["destination"]) == (status, said, code, where)
    assert (one["body"], one["request"]["method"]) == (content.decode(), "POST")
    assert [found["code"] for found in one["findings"]] == [found.code for found in refused.findings]
    assert (sandbox.messages, get(sandbox, "/sandbox").json()["refused"]) == ([], 1)


def test_one_over_the_budget_is_kept_too():
    with Sandbox(budget=1) as sandbox:
        assert [post(sandbox, PATH).status for _ in range(2)] == [204, 429]
        assert [(one.status, str(one.destination)) for one in sandbox.refused] == [(429, "chat:1")]


def test_no_secret_is_kept_of_a_request(sandbox):
    post(
        sandbox, "/api/v2/channelsbyname/ops/message?zapikey=1000.secret&zapi%6bey=1000.secret&x=1", Authorization=None
    )
    post(sandbox, PATH, Authorization=f"Bearer {sandbox.token}", Cookie="1000.secret")
    for value in ("1000.secret", "1000.secret x", "Token 1000.secret", "Basic 1000.secret"):
        post(sandbox, PATH, Authorization=value)
    kept = str([*sandbox.refused, *sandbox.received])
    assert "1000.secret" not in kept
    assert sandbox.token not in kept
    assert sandbox.refused[0].exchange.path.endswith("?zapikey=***&zapikey=***&x=1")
    assert dict(sandbox.latest.exchange.headers)["authorization"] == "Bearer …"
    shown = [dict(one.exchange.headers).get("authorization") for one in sandbox.refused]
    assert shown == [None, "…", "…", "…", "Basic …"]


def test_a_message_knows_its_request_and_answer(sandbox):
    post(sandbox, "/api/v3/chats/CT_1/messages", User_Agent="curl/8")
    exchange = sandbox.latest.exchange
    assert (exchange.method, exchange.path, exchange.status) == ("POST", "/api/v3/chats/CT_1/messages", 200)
    assert json.loads(exchange.answer) == {"message_id": sandbox.latest.id}
    assert dict(exchange.headers)["user-agent"] == "curl/8"
    assert exchange.milliseconds > 0


LOST = [("cut", {}, None), ("garbage", {}, None), (None, {"status": 503}, 503), ("throttle", {}, 400)]


@pytest.mark.parametrize(("kind", "options", "status"), LOST)
def test_what_a_fault_loses_is_told_as_such(sandbox, kind, options, status):
    sandbox.fault(kind, **options)
    try:
        post(sandbox, PATH)
    except urllib3.exceptions.ProtocolError:
        assert status is None
    (lost,) = sandbox.refused
    assert (lost.status, lost.exchange.fault) == (status, kind or "status")
    assert lost.message == f"lost to a fault on demand: {kind or 'status'}"


def test_a_refusal_that_a_fault_answers_keeps_its_reason(sandbox):
    sandbox.fault(status=500)
    post(sandbox, PATH, WRONG)
    (refused,) = sandbox.refused
    assert (refused.status, refused.code) == (500, "empty-slide")


def test_the_newest_two_hundred_are_kept_and_the_beginning_of_each_body(sandbox):
    for number in range(201):
        post(sandbox, "/api/v2/other", str(number).encode())
    assert [one.content for one in sandbox.refused] == [str(number).encode() for number in range(1, 201)]
    post(sandbox, "/api/v2/other", b"0" * 100_000)
    assert (len(sandbox.refused[-1].content), sandbox.refused[-1].size) == (65_536, 100_000)


def test_removed_and_cleared_with_the_messages(sandbox):
    post(sandbox, PATH, WRONG)
    id = sandbox.refused[0].id
    assert get(sandbox, f"/sandbox/messages/{id}", "DELETE").status == 204
    assert sandbox.refused == []
    post(sandbox, PATH, WRONG)
    assert get(sandbox, "/sandbox/messages", "DELETE").status == 204
    assert (sandbox.refused, get(sandbox, f"/sandbox/refused/{id}").status) == ([], 404)


def test_lists_are_read_in_parts(sandbox):
    for number in range(3):
        post(sandbox, "/api/v2/other", str(number).encode())
    told = get(sandbox, "/sandbox/refused?limit=1&offset=1").json()
    assert (told["total"], [one["body"] for one in told["refused"]]) == (3, ["1"])
    assert get(sandbox, "/sandbox/refused?limit=x").status == 400


def test_the_page_is_told_and_can_look_at_it(sandbox):
    post(sandbox, "/api/v2/channelsbyname/ops/message", WRONG)
    post(sandbox, "/api/v2/other", b"\xff")
    told = ask(sandbox, "/sandbox/inbox").json()
    assert (told["total"], told["messages"]) == (0, [])
    first, second = told["refused"]
    assert (first["chat"], first["status"], first["code"]) == ("channel:ops", 400, "empty-slide")
    assert (second["chat"], second["status"], second["request"]) == ("refused:", 404, "POST /api/v2/other")
    seen = ask(sandbox, f"/sandbox/messages/{first['id']}/view").json()
    assert (json.loads(seen["json"]), seen["request"]["status"]) == (WRONG, 400)
    assert seen["html"].startswith('<div class="cardkit"')
    raw = ask(sandbox, f"/sandbox/messages/{second['id']}/view").json()
    assert (raw["json"], raw["html"], raw["code"]) == ("\ufffd", "", "")
    assert ask(sandbox, "/sandbox/inbox?q=no%20address").json()["refused"] == [second]


def test_a_service_tells_pages_that_it_is_another_one():
    with Sandbox() as one:
        first = ask(one, "/sandbox/inbox").json()["run"]
        assert ask(one, "/sandbox/inbox").json()["run"] == first
    with one:
        assert ask(one, "/sandbox/inbox").json()["run"] == first, "it has its messages still"
    with Sandbox() as other:
        assert ask(other, "/sandbox/inbox").json()["run"] != first


def test_the_terminal_reads_one_line_each_that_cannot_steer_it(sandbox):
    post(sandbox, "/api/v2/channelsbyname/ops/message", {"text": "a\nb \u202e"})
    post(sandbox, "/api/v2/channelsbyname/ops/message", WRONG)
    post(sandbox, "/api/v2/a%1Bb")
    lines = [line(one)[10:] for one in (*sandbox.received, *sandbox.refused)]
    assert lines[0] == "204  channel:ops  a b \\u202e"
    assert lines[1] == f"400  channel:ops  {sandbox.refused[0].message} [empty-slide]"
    assert lines[2].startswith("404  POST /api/v2/a%1Bb  there is no address")


def test_the_terminal_reads_of_edits_and_deletions_but_not_of_what_no_request_did():
    lines = []
    with Sandbox(capacity=2) as sandbox:
        sandbox.tell(lines.append)
        receipt = Message("down").sync().send(sandbox.transport, to="chat:CT_1")
        receipt.edit(Message("up"))
        receipt.delete()
        for _ in range(3):  # the first makes room
            Message("x").send(sandbox.transport, to="chat:CT_1")
        urllib3.request("DELETE", f"{sandbox.url}/sandbox/messages/{sandbox.latest.id}")
        sandbox.clear()
    said = [line.split("  ", 1)[1] for line in lines]
    assert said[:3] == ["200  chat:CT_1  down", "204  chat:CT_1  edited: up", "204  chat:CT_1  deleted: up"]
    assert said[3:] == ["204  chat:CT_1  x"] * 3


def test_the_terminal_tells_when_an_edit_came():
    lines = []
    with Sandbox(clock=lambda: 1e6) as sandbox:
        sandbox.tell(lines.append)
        receipt = Message("down").sync().send(sandbox.transport, to="chat:CT_1")
        sandbox.fast_forward(60)
        receipt.edit(Message("up"))
    first, second = [dt.datetime.strptime(line[:8], "%H:%M:%S") for line in lines]
    assert (second - first).total_seconds() == 60


def test_the_budget_that_is_left():
    with Sandbox(budget=3, clock=lambda: 1e6) as sandbox:
        left = []
        for _ in range(5):
            said = get(sandbox, "/sandbox").json()
            left.append((said["left"], said["locked"]))
            post(sandbox, PATH)
        assert left == [(3, 0), (2, 0), (1, 0), (0, 0), (0, 600)]
        sandbox.fast_forward(601)
        said = get(sandbox, "/sandbox").json()
        assert (said["left"], said["locked"]) == (3, 0)


# Bounded


def many(count, key="k"):
    return {"text": "", "slides": [{"type": "list", "data": [{key: 1}] * count}]}


def test_an_answer_has_a_bound_whatever_is_wrong(sandbox):
    long = "k" * 290_000
    nested = {"text": "Hi", "card": {"title": "T", "theme": "modern-inline", "sections": [{"title": 1}] * 3_000}}
    wide = [{"type": "table", "data": {"headers": [f"h{n}" for n in range(150)], "rows": [{}] * 150}}]
    for body in (
        many(6_000),
        nested,
        {"text": "Hi", "slides": wide},
        {"text": "", long: 1},
        {"text": "Hi", "slides": [{long: 1}] * 3},
    ):
        answer = post(sandbox, PATH, body)
        assert (answer.status, len(answer.data) < 250_000) == (400, True)
        found = cardkit.check(body)
        said = answer.json()
        errors = sum(issue.severity == "error" for issue in found)
        assert (said["errors"], said["warnings"]) == (errors, len(found) - errors)
        assert len(said["findings"]) <= FINDINGS
        assert "error" in {one["severity"] for one in said["findings"]}
        assert sum(len(one.path) for one in sandbox.refused[-1].findings) <= 400_000


def test_what_takes_its_time_to_judge_keeps_nobody_waiting(sandbox, monkeypatch):
    judging, go_on, usual = threading.Event(), threading.Event(), sandbox._service.judge

    def slowly(self, place, content, kind):
        if len(content) > sending.AT_ONCE:
            judging.set()
            go_on.wait()
        return usual(place, content, kind)

    monkeypatch.setattr(type(sandbox._service), "judge", slowly)
    large = {"text": "Hi", "x": "0" * sending.AT_ONCE}
    with ThreadPoolExecutor(1) as threads:
        later = threads.submit(post, sandbox, PATH, large)
        judging.wait()
        assert post(sandbox, PATH).status == 204
        assert sandbox.messages == [{"text": "Hi"}]
        go_on.set()
        assert later.result().status == 204
    assert len(sandbox.messages) == 2


# Strict


def test_a_strict_sandbox_refuses_unknown_keys_at_the_top():
    with Sandbox(strict=True) as sandbox:
        answer = post(sandbox, PATH, {"text": "Hi", "colour": "red", "a/b": 1})
        assert (answer.status, answer.json()["code"]) == (400, "extra_key_found")
        assert answer.json()["message"] == "the service knows no such key here: 'colour', 'a/b'"
        assert [one["path"] for one in answer.json()["findings"]] == ["/colour", "/a~1b"]
        below = {"text": "Hi", "slides": [{"type": "list", "data": ["a"], "colour": 1}]}
        assert post(sandbox, PATH, below).status == 204
        assert post(sandbox, "/api/v3/bots/w/incoming", {"colour": "red"}).status == 200
        assert ask(sandbox, "/sandbox/messages?to=chat:1", {"text": "Hi", "colour": 1}).status == 400
        with pytest.raises(BadRequestError) as caught:
            Message("Hi").extra(colour="red").send(sandbox.transport, to="chat:CT_1")
        assert caught.value.code == "extra_key_found"
    with Sandbox() as sandbox:
        assert post(sandbox, PATH, {"text": "Hi", "colour": "red"}).status == 204
    with pytest.raises(ConfigurationError, match="strict"):
        Sandbox(strict="yes")


# Repairs

REPAIRS = [
    ({"text": "Hi", "cart": {"title": "T", "theme": "modern-inline"}}, "/cart", {"text": "Hi", "card": {"title": "T", "theme": "modern-inline"}}),
    ({"text": "Hi", "card": {"title": "T", "theme": "modern-inlin"}}, "/card/theme", {"text": "Hi", "card": {"title": "T", "theme": "modern-inline"}}),
    (
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": [{"A": "1"}]}}]},
        "/slides/0/data/rows/0",
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": [{"A": "1", "B": ""}]}}]},
    ),
    (
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": [{"A": "1", "B": "2"}], "styles": {"width": [100]}}}]},
        "/slides/0/data/styles/width",
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": [{"A": "1", "B": "2"}], "styles": {"width": [50, 50]}}}]},
    ),
    (
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}], "styles": {"sticky": {"rows": 3}}}}]},
        "/slides/0/data/styles/sticky/rows",
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}], "styles": {"sticky": {"rows": 2}}}}]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "repaired"), REPAIRS, ids=range(len(REPAIRS)))
def test_a_repair_is_offered_and_repairs(sandbox, body, path, repaired):
    found = ask(sandbox, "/sandbox/compose", body).json()["findings"]
    fixes = next(one["fixes"] for one in found if one["path"] == path)
    assert repaired in [changed(body, fix) for fix in fixes]
    assert cardkit.check(repaired) == ()


def test_no_key_is_renamed_to_one_that_is_there(sandbox):
    found = ask(sandbox, "/sandbox/compose", {"text": "Hi", "texts": "Yo"}).json()["findings"]
    assert [[fix["op"] for fix in one["fixes"]] for one in found] == [["remove"]]


@pytest.fixture(scope="module")
def shared():
    with Sandbox() as running:
        yield running


@settings(max_examples=60)
@given(body=bodies.changed(bodies.FULL))
def test_every_repair_that_is_offered_takes_its_finding_away(shared, body):
    before = {(one.path, one.code) for one in cardkit.check(body)}
    for finding in ask(shared, "/sandbox/compose", body).json()["findings"]:
        for fix in finding.get("fixes", ()):
            after = cardkit.check(changed(body, fix))
            assert (finding["path"], finding["code"]) not in {(one.path, one.code) for one in after}
            assert {(one.path, one.code) for one in after if one.severity == "error"} <= before


# What is pasted

CURL = """curl -X POST 'https://cliq.zoho.com/api/v2/channelsbyname/alerts/message?zapikey=1000.a' \\
  -H 'Content-Type: application/json' \\
  -d '{"text": "It is"}'"""
PASTED = [
    (CURL, {"text": "It is"}, "a curl command", "channel:alerts"),
    (CURL.replace("-d '", "--data-raw='"), {"text": "It is"}, "a curl command", "channel:alerts"),
    ("$ curl https://cliq.zoho.eu/api/v3/chats/CT_1/messages --json \"{'text': 'Hi'}\"", {"text": "Hi"}, "a curl command", "chat:CT_1"),
    ("curl http://x/ --data-binary @- <<'END'\n{\"text\": \"It's\"}\nEND", {"text": "It's"}, "a curl command", ""),
    ("{'text': 'Hi', 'sync_message': True, 'x': None}", {"text": "Hi", "sync_message": True, "x": None}, "Python", ""),
    ("    payload = {'text': f'{host} is down', 'buttons': [*more], 'n': len(x)}", {"text": "{host} is down", "buttons": ["{*more}"], "n": "{len(x)}"}, "Python", ""),
    ("requests.post(url, headers={'a': 'b'}, json={'text': 'Hi', 'card': {'title': 'T'}})", {"text": "Hi", "card": {"title": "T"}}, "Python", ""),
    (json.dumps(json.dumps({"text": "Hi"})), {"text": "Hi"}, "JSON within a string", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "body", "source", "to"), PASTED, ids=range(len(PASTED)))
def test_what_is_pasted_is_taken_as_json(sandbox, text, body, source, to):
    said = paste(sandbox, text)
    assert (json.loads(said["text"]), said["source"], said["to"]) == (body, source, to)


@pytest.mark.parametrize("text", ["", "curl", "curl https://a/ -d '", "no code", "[1]", "x = 1", "(" * 5_000, "{" * 5_000, "\x00{'a': 1}"], ids=range(9))  # fmt: skip
def test_what_holds_no_body_stays_as_it_is(sandbox, text):
    assert paste(sandbox, text) == {"text": text, "source": "", "to": ""}


def test_what_is_pasted_is_read_and_never_run():
    assert read_pasted("{'a': __import__('os').getcwd()}")["text"] == json.dumps(
        {"a": "{__import__('os').getcwd()}"}, indent=2
    )


def paste(sandbox, text):
    return get(sandbox, "/sandbox/paste", "POST", headers=JSON, body=text.encode()).json()


def test_the_schema_is_served(sandbox):
    assert get(sandbox, "/sandbox/schema").json() == json.loads(json.dumps(cardkit.json_schema()))


def test_each_part_that_is_drawn_leads_to_its_part_of_the_body(sandbox):
    import re
    from importlib.resources import files

    examples = json.loads(files("cardkit.sandbox").joinpath("web", "examples.json").read_text("utf-8"))
    for body in (*examples.values(), TABLE):
        html = ask(sandbox, f"/sandbox/messages/{send(sandbox, **body).id}/card").json()["html"]
        paths = re.findall(r'data-path="([^"]*)"', html)
        assert "/text" in paths
        assert {f"/slides/{at}" for at in range(len(body.get("slides", ())))} <= {*paths}
        for path in paths:
            value = body
            for step in path.split("/")[1:]:
                value = value[int(step) if isinstance(value, list) else step]


def organisation(name):
    """A sandbox that plays an organisation, and a function that posts to it and gives the status and the code."""
    sandbox = Sandbox(organisation=name)

    def posted(path, **body):
        answer = post(sandbox, path, {"text": "x", **body})
        return answer.status, (answer.json() if answer.data else {}).get("code", "")

    return sandbox, posted


SEGMENTS = [{"label": "a", "value": 1}]
PAIRS = [
    # the body, and what each of the two organisations answers
    ({"slides": [{"type": "image", "data": [["https://a/b"]]}]}, "", "input_pattern_mismatch"),
    ({"slides": [{"type": "images", "data": ["https://a/b"]}]}, "input_pattern_mismatch", ""),
    ({"slides": [{"type": "images", "data": [["https://a/b"]]}]}, *["input_pattern_mismatch"] * 2),
    ({"slides": [{"type": "percentage_chart", "data": [SEGMENTS]}]}, "", "input_pattern_mismatch"),
    ({"slides": [{"type": "percentage_chart", "data": SEGMENTS}]}, "input_pattern_mismatch", ""),
    ({"slides": [{"type": "list", "data": ["a"]}]}, "", ""),
    ({"card": {"title": "t", "theme": "modern-inline", "buttons": [{"label": "b", "action": {"type": "open.url", "data": {"web": "https://a"}}}]}}, "", "extra_key_found"),
    ({"slides": '[{"type": "image", "data": [["https://a/b"]]}]'}, "", "input_pattern_mismatch"),
    ({"card": '{"title": "t", "theme": "modern-inline", "buttons": [{"label": "b", "action": {"type": "open.url", "data": {"web": "https://a"}}}]}'}, "", "extra_key_found"),
    ({"colour": "red"}, "", "extra_key_found"),
    ({"text": "x" * 5000}, "", ""),
    ({"text": "x" * 5001}, "", "input_maxlength_reached"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "reference", "field"), PAIRS, ids=range(len(PAIRS)))
def test_organisations_take_one_form_each(body, reference, field):
    for name, path, code in [
        ("reference", "/api/v2/chats/1/messages", reference),
        ("field", "/api/v2/chats/1/message", field),
    ]:
        sandbox, posted = organisation(name)
        with sandbox:
            assert posted(path, **body) == ((400, code) if code else (204, ""))


def test_organisations_have_one_address_each():
    for name, known, unknown in [
        ("reference", "/api/v2/chats/1-T-2/messages", "/api/v2/chats/1-T-2/message"),
        ("field", "/api/v2/chats/1/message", "/api/v2/chats/1/messages"),
        ("reference", "/api/v2/channelsbyname/a/message", "/api/v3/channels/a/message"),
        ("field", "/api/v3/chats/1/messages", "/api/v3/channels/a/message"),
    ]:
        sandbox, posted = organisation(name)
        with sandbox:
            assert posted(known)[0] in {200, 204}
            assert posted(unknown)[0] == 404
    with pytest.raises(ConfigurationError, match="organisation='other' must be 'reference' or 'field', or None"):
        Sandbox(organisation="other")


def test_what_to_try_is_told_in_the_words_of_json():
    """Whoever reads it on the page edits JSON, in which there is no None."""
    rows = {"headers": ["Host", "State"], "rows": [{"Host": "web-1"}]}
    (issue,) = [
        issue
        for issue in check({"text": "x", "slides": [{"type": "table", "data": rows}]})
        if issue.severity == "error"
    ]
    assert (issue.hint, described(issue)["hint"]) == ("None for an empty cell", '"" for an empty cell')
