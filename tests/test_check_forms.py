"""Values of another kind than a body has there, as people write them: the hint is the right form, made of what came."""

import json

import pytest
from following import replaced

from cardkit import check
from cardkit.errors import Issue
from cardkit.inspection.advice import advice, allowed


def slide(type, data):
    return {"text": "x", "slides": [{"type": type, "data": data}]}


def card(**keys):
    return {"text": "x", "card": {"title": "t", "theme": "modern-inline", **keys}}


def button(type, data):
    return {"text": "x", "buttons": [{"label": "Go", "action": {"type": type, "data": data}}]}


POINTS = [{"label": "Up", "value": 40}, {"label": "Down", "value": 2.5}]
FORMS = [
    (slide("table", {"headers": ["A", "B"], "rows": [["1", "2"]]}), "/slides/0/data/rows/0", {"A": "1", "B": "2"}),
    (slide("table", {"headers": ["A"], "rows": {"A": "1"}}), "/slides/0/data/rows", [{"A": "1"}]),
    (slide("table", [{"A": "1"}, {"A": "2"}]), "/slides/0/data", {"headers": ["A"], "rows": [{"A": "1"}, {"A": "2"}]}),
    (slide("label", [["Owner", "Ana"]]), "/slides/0/data/0", {"Owner": "Ana"}),
    (slide("label", {"Owner": "Ana"}), "/slides/0/data", [{"Owner": "Ana"}]),
    (slide("list", [{"text": "Eat"}]), "/slides/0/data/0", "Eat"),
    (slide("list", ["Eat", ["Sleep", "Rest"]]), "/slides/0/data/1", "Sleep, Rest"),
    (slide("list", "Eat"), "/slides/0/data", ["Eat"]),
    (slide("text", {"content": "Hi"}), "/slides/0/data", "Hi"),
    (slide("image", [{"url": "https://a.example/1.png"}]), "/slides/0/data/0", "https://a.example/1.png"),
    (slide("image", "https://a.example/1.png"), "/slides/0/data", ["https://a.example/1.png"]),
    (slide("percentage_chart", {"Up": 40, "Down": 2.5}), "/slides/0/data", POINTS),
    (slide("graph", {"EU": {"Up": 40, "Down": 2.5}}), "/slides/0/data", [{"category": "EU", "values": POINTS}]),
    (slide("graph", [{"category": "EU", "values": {"Up": 40, "Down": 2.5}}]), "/slides/0/data/0/values", POINTS),
    ({"text": "x", "slides": {"type": "text", "data": "Hi"}}, "/slides", [{"type": "text", "data": "Hi"}]),
    ({"text": "x", "bot": "Watch"}, "/bot", {"name": "Watch"}),
    ({"text": "x", "card": "Alert"}, "/card", {"title": "Alert"}),
    (card(sections={"title": "s", "fields": []}), "/card/sections", [{"title": "s", "fields": []}]),
    (card(theme="poll", options=["OAuth", {"text": "Dark"}]), "/card/options/0", {"text": "OAuth"}),
    (button("open.url", "https://a.example"), "/buttons/0/action/data", {"web": "https://a.example"}),
    (button("copy", "7"), "/buttons/0/action/data", {"text": "7"}),
    (button("invoke.function", "deploy"), "/buttons/0/action/data", {"name": "deploy"}),
    (button("system.api", "videocall/1"), "/buttons/0/action/data", {"api": "videocall/1"}),
]


@pytest.mark.parametrize(("body", "path", "form"), FORMS, ids=[path for _, path, _ in FORMS])
def test_the_hint_is_the_right_form_of_what_came(body, path, form):
    (issue,) = [issue for issue in check(body) if issue.path == path]
    assert (issue.code, json.loads(advice(issue))) == ("wrong-type", form)
    assert not [issue for issue in check(replaced(body, path, form)) if issue.code == "wrong-type"]


UNCLEAR = [
    slide("table", {"headers": ["A", "B"], "rows": [["1"], [], 5]}), slide("table", [{"A": "1"}, {"B": "2"}]),
    slide("table", [{"A": "1"}, 5]), slide("table", [{}]), slide("table", []), slide("table", "x"),
    slide("label", [["Owner"], [5, "Ana"], ["a", "b", "c"]]), slide("label", 5),
    slide("list", [{"a": "1", "b": "2"}, {"a": 5}, {}]), slide("list", {}),
    slide("percentage_chart", {"Up": "40"}), slide("percentage_chart", {"Up": True}), slide("percentage_chart", {}),
    slide("graph", {"EU": 5}), slide("graph", {"EU": {"Up": None}}), slide("graph", {}),
    {"text": "x", "bot": '{"name": "n"}'}, {"text": "x", "bot": " "}, slide("list", [{"text": "  "}]),
    slide("image", [{"x": "y"}]), card(sections={"x": "y"}), {"text": "x", "slides": {"x": "y"}}, {"text": "x", "buttons": {"label": "a"}}, {"text": "x", "bot": 5}, {"text": "x", "bot": ""}, {"text": "x", "card": 5},
    button("system.api", "x"), button("open.url", "a.example"), button("invoke.bot", "Watch"), button("open.url", ["https://a.example"]),
]  # fmt: skip


@pytest.mark.parametrize("body", UNCLEAR, ids=map(str, UNCLEAR))
def test_where_the_form_is_not_clear_there_is_no_hint(body):
    issues = [issue for issue in check(body) if issue.code == "wrong-type"]
    assert issues
    assert {issue.hint for issue in issues} <= {"", "str(5)", '"https://example.com/picture.png"'}


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ('", ".join(["a", "b"])', '"a, b"'),
        ('",".join(map(str, value))', 'write them as one text, with "," between'),
        ('re.sub(r"[x]", "", value)', "take them out"),
    ],
)
def test_hints_of_texts_speak_json(hint, told):
    assert advice(Issue("/a", "wrong-type", "…", hint=hint)) == told


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("channel", "post it to …/channelsbyname/alerts/message"),
        ("bot_unique_name", "add bot_unique_name=watch-2 to the query"),
    ],
)
def test_what_belongs_into_the_address_is_told_so_to_whoever_writes_json(key, told):
    (issue,) = check({"text": "Hi", key: "watch-2"})
    assert issue.hint.startswith("message.send(transport, to=")
    assert advice(issue) == told


def test_what_is_allowed_speaks_json():
    assert allowed(Issue("/a", "wrong-type", "…", "True or False, no Truest")) == "true or false, no Truest"


def test_the_name_of_a_function_is_told_by_its_key_and_that_of_an_api_with_its_person():
    (missing, unknown) = check(button("invoke.function", {"function": "deploy", "owner": "a@example.com"}))
    assert (missing.hint, unknown.hint) == ("call 'function' 'name'", "'name'")
    (issue,) = check(button("system.api", {"api": "video_call/123"}))
    assert issue.hint == "actions.system_api('videocall', '123')"
    assert json.loads(f"{{{advice(issue)}}}")["action"]["data"] == {"api": "videocall/123"}


@pytest.mark.parametrize("web", ["a.example.com", "https://a.example.com"])
def test_what_is_wrong_with_a_button_is_told_beside_an_address_that_cannot_be_read(web):
    wrong = {"label": "l" * 21, "hint": "h" * 101, "key": "k" * 101, "type": "primary"}
    body = {"text": "x", "buttons": [{**wrong, "action": {"type": "open.url", "data": {"web": web}}}]}
    told = {issue.path.removeprefix("/buttons/0"): issue.code for issue in check(body)}
    assert told.pop("/action/data/web", "bad-url") == "bad-url"
    assert told == {"/label": "too-long", "/hint": "too-long", "/key": "too-long", "/type": "not-allowed"}


def test_of_an_action_that_cannot_be_read_no_data_is_missed():
    body = card(buttons=[{"label": "l" * 31, "action": {"type": "open.url", "data": {"web": "x"}}}])
    assert [(issue.code, issue.path) for issue in check(body) if issue.severity == "error"] == [
        ("too-long", "/card/buttons/0/label"),
        ("bad-url", "/card/buttons/0/action/data/web"),
    ]


def test_buttons_that_cannot_be_read_are_not_missed():
    body = {"text": "x", "card": {"title": "t", "theme": "prompt"}, "buttons": 7}
    assert [(issue.code, issue.path) for issue in check(body)] == [("wrong-type", "/buttons")]


def test_a_hint_stays_short_whatever_came():
    issues = check(button("system.api", {"api": f"vidoecall/{'9' * 5_000}"}))
    assert issues[-1].hint == "actions.system_api('videocall', …)"
