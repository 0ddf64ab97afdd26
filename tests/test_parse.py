"""Reading bodies: nothing is lost, every documented form is understood, and what is no body is refused."""

import copy
import json
import pickle

import attrs
import pytest
from bodies import BUTTON, FULL, JSON, KEYS, changed
from examples import SLIDES, WIRE
from executed import executed
from hypothesis import given
from hypothesis import strategies as st
from refusals import errors, issues, refused

from cardkit import (
    Chart,
    ConstraintError,
    Graph,
    Image,
    Label,
    List,
    Message,
    RawSlide,
    Table,
    Text,
    actions,
    check,
    limits,
)

M = Message("x")


@given(st.dictionaries(KEYS | st.text(max_size=5), JSON, max_size=5))
def test_any_object_comes_out_as_it_went_in(body):
    message = Message.from_dict(body)
    assert message.to_dict(check=False) == body
    assert Message.from_json(json.dumps(body)) == message
    assert json.loads(message.to_json(check=False).encode()) == body
    message.to_json(api="v2", check=False), message.to_json(api="v3", check=False), repr(message), message.slides
    assert pickle.loads(pickle.dumps(message)) == message


@given(changed(FULL))
def test_any_change_of_a_body_comes_out_as_it_went_in(body):
    message = Message.from_dict(body)
    assert message.to_dict(check=False) == body
    assert list(message.to_dict(check=False)) == list(body)
    assert [(i.code, i.path) for i in message.issues()] == [(i.code, i.path) for i in check(body)]


@given(changed(FULL), changed(FULL), st.booleans())
def test_messages_are_equal_where_their_bodies_are(body, other, alike):
    other = copy.deepcopy(body) if alike else other
    one, two = Message.from_dict(body), Message.from_dict(other)
    assert (one == two) == (body == other)
    assert hash(one) == hash(two) or body != other


def test_a_full_body_is_read_into_all_its_parts():
    message = Message.from_dict(FULL)
    payload = message.build()
    assert payload.bot.image == "https://a/b.png"
    assert payload.bot.to_dict() == FULL["bot"]
    assert payload.card.sections[0].fields == (("n", "v"),)
    assert payload.card.buttons[0].action.data == (("url", "https://a/b"),)
    assert payload.buttons[0].key == "k"
    assert payload.references[0].button.style == "-"
    assert list(message.slides) == list(SLIDES.values())
    assert payload.extra["tomorrow"] == {"a": [None]}
    assert message.to_dict() == payload.to_dict() == FULL
    assert [i.code for i in message.issues()] == ["may-be-refused", "unknown-slide", "unknown-key"]


URL = "https://example.com/a.png"
READ = [
    ({"type": "images", "data": [URL]}, Image(URL)),
    ({"type": "image", "data": [URL]}, Image(URL)),
    ({"type": "images", "data": [[URL, URL]], "title": "T"}, Image([URL, URL], title="T")),
    ({"type": "percentage_chart", "data": [{"label": "a", "value": 1}]}, Chart(None, {"a": 1})),
    ({"type": "graph", "styles": {"x_axis": {"title": "M"}}, "data": [{"category": "c", "values": [{"label": "a", "value": 1}]}]}, Graph(None, {"c": {"a": 1}}, x_axis="M")),
    ({"type": "label", "data": [{"label": "Owner", "value": "Ana"}]}, Label({"Owner": "Ana"})),
    ({"type": "label", "data": [{"key": "Owner", "value": "Ana"}]}, Label({"Owner": "Ana"})),
    ({"type": "label", "data": [{"Owner": "Ana", "State": "open"}]}, Label({"Owner": "Ana", "State": "open"})),
    ({"type": "label", "data": [{"label": "x"}, {"value": "y"}]}, Label({"label": "x", "value": "y"})),
    ({"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}]}, "styles": {"width": [100], "sticky": {"rows": 1}}}, Table(["A"], [["1"]], width=[100], sticky_rows=1)),
    ({"type": "table", "data": {"headers": ["A", "B"], "rows": [{"B": "2", "A": "1"}]}}, Table(["A", "B"], [["1", "2"]])),
    ({"type": "list", "data": ["a"], "styles": {"type": "bulleted"}}, List(["a"], style="bulleted")),
    ({"type": "text", "data": "x"}, Text("x")),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "slide"), READ, ids=[str(r[0])[:60] for r in READ])
def test_every_documented_form_of_a_slide_is_read(wire, slide):
    message = Message.from_dict({"text": "x", "slides": [wire]})
    assert message.slides == (slide,)
    assert message.to_dict() == {"text": "x", "slides": [wire]}
    assert message.to_dict(api="v2")["slides"] == [slide.to_dict("v2")]
    assert message.to_dict(api="v3")["slides"] == [slide.to_dict("v3")]
    assert not errors(message.issues())
    grown = message.text("y").list(["z"])
    assert grown.to_dict() == {"text": "y", "slides": [wire, {"type": "list", "data": ["z"]}]}


RAW = [
    {"type": "table", "data": {"headers": ["A"], "rows": [{"A": [1]}]}},
    {"type": "list"},
    {"type": "carousel", "data": []},
    {"type": 3},
    {},
]


@pytest.mark.parametrize("wire", RAW, ids=str)
def test_a_slide_that_no_step_writes_comes_back_raw(wire):
    message = Message.from_dict({"text": "x", "slides": [wire]})
    assert message.slides == (RawSlide(wire),)
    for api in (None, "v2", "v3"):
        assert message.to_dict(api=api, check=False)["slides"] == [wire]


KNOWN = [
    ({"type": "percentage_chart", "data": [[{"label": "a", "value": 1}] * 6]}, "too-many"),
    ({"type": "table", "data": {"headers": ["A"], "rows": [], "x": 2}, "later": 1}, "unknown-key"),
    ({"type": "list", "data": ["a"], "title": ["T"]}, "wrong-type"),
    ({"type": "list", "data": ["a"], "buttons": {}}, "wrong-type"),
    ({"type": "list", "data": ["a"], "buttons": [{"label": "Go"}]}, "missing-key"),
    ({"type": "list", "data": ["a"], "styles": 5}, "wrong-type"),
    ({"type": "table", "data": {"headers": ["A"], "rows": [], "styles": {"width": ["x"], "sticky": {"rows": 1}}}}, "wrong-type"),
    ({"type": "graph", "data": [{"category": "c", "values": [{"label": "l", "value": 1, "deep": 2}], "more": 1}]}, "unknown-key"),
    ({"type": "graph", "styles": {"x_axis": {"title": "M", "unit": "d"}}, "data": [{"category": "c", "values": [{"label": "l", "value": 1}]}]}, "unknown-key"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "code"), KNOWN, ids=str)
def test_a_slide_keeps_what_nobody_knows_and_what_is_beyond_a_limit(wire, code):
    message = Message.from_dict({"text": "x", "slides": [wire]})
    assert type(message.slides[0]).__name__ != "RawSlide"
    assert code in [issue.code for issue in message.issues()]
    for api in (None, "v2"):
        assert message.to_dict(api=api, check=False)["slides"] == [wire]
    assert message.list(["more"]).to_dict(check=False)["slides"][0] == wire


def test_unknown_keys_of_a_flat_chart_stand_at_their_place_in_either_form():
    flat = [{"label": "a", "value": 1, "colour": "red"}]
    message = Message.from_dict({"text": "x", "slides": [{"type": "percentage_chart", "data": flat}]})
    assert message.to_dict()["slides"][0]["data"] == flat
    assert message.to_dict(api="v2")["slides"][0]["data"] == [flat]
    assert message.to_dict(api="v3")["slides"][0]["data"] == flat
    assert [issue.path for issue in message.issues()] == ["/slides/0/data/0/colour"]


BUTTONS = [
    ({"type": "copy", "data": {"value": "x"}}, actions.copy("x")),
    ({"type": "preview.url", "data": {"web": URL}}, actions.preview_url(URL)),
    ({"type": "open.url", "data": {"url": URL}}, actions.open_url(URL)),
    ({"type": "open.url", "data": {"web": URL, "ios": "app://x"}}, actions.open_url(URL, ios="app://x")),
    ({"type": "system.api", "data": {"api": "locationpermission/17"}}, actions.system_api("locationpermission", "17")),
    ({"type": "copy", "data": {"text": "x"}, "confirm": {"title": "t", "input": "i", "button_label": "b", "mandatory": True}}, actions.copy("x").confirm(title="t", input="i", button_label="b", mandatory=True)),
    ({"type": "copy", "data": {"text": "x"}, "confirm": {"title": "t", "input": "i", "button_label": "b", "mandatory": "false"}}, actions.copy("x").confirm(title="t", input="i", button_label="b", mandatory=False)),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "action"), BUTTONS, ids=[str(b[0]) for b in BUTTONS])
def test_every_documented_form_of_an_action_is_read(wire, action):
    body = {"text": "x", "buttons": [{"label": "b", "action": wire}]}
    message = Message.from_dict(body)
    assert message.build().buttons[0].action == action
    assert message.to_dict() == body
    assert message.to_dict(api="v2")["buttons"][0]["action"] == action.to_dict()
    assert not message.issues()


def test_parts_given_as_json_text_are_read():
    body = {
        "text": "x",
        "card": json.dumps({"title": "t", "theme": "modern-inline"}, indent=1),
        "slides": json.dumps([{"type": "list", "data": ["a"]}]),
        "buttons": json.dumps([BUTTON]),
    }
    message = Message.from_dict(body)
    assert message.to_dict() == body
    assert not message.issues()
    assert message.slides == (List(["a"]),)
    assert message.to_dict(api="v2") == {
        "text": "x",
        "card": {"title": "t", "theme": "modern-inline"},
        "slides": [{"type": "list", "data": ["a"]}],
        "buttons": [BUTTON],
    }
    assert message.list(["b"]).to_dict()["slides"] == [{"type": "list", "data": [x]} for x in "ab"]
    assert message.list(["b"]).to_dict()["card"] == body["card"]
    assert Message.from_json(json.dumps(body)).slides == (List(["a"]),)
    shallow = attrs.evolve(limits.CLIQ, depth=2)
    assert Message.from_json(json.dumps(body), limits=shallow).slides == ()
    assert Message.from_dict(body, limits=shallow).slides == ()
    (issue,) = check({"text": "x", "slides": '[{"type": "list", "data": [[]]}]'})
    assert (issue.path, issue.code) == ("/slides", "wrong-type")
    assert "item 1" in issue.message


def test_steps_go_on_from_what_was_read():
    message = Message.from_dict({"text": 5, "later": 1, "card": {"title": "t", "theme": "dark"}})
    assert message.text("x").to_dict(check=False) == {"text": "x", "later": 1, "card": {"title": "t", "theme": "dark"}}
    assert message.text("x").card("t").to_dict()["card"] == {"title": "t", "theme": "modern-inline"}
    assert message.extra(later=2).to_dict(check=False)["later"] == 2
    assert message.to_dict(check=False)["later"] == 1
    prompt = Message.from_dict({"text": "x", "card": {"title": "t", "theme": "prompt", "buttons": [BUTTON]}})
    assert [(i.code, i.path) for i in prompt.issues()] == [
        ("may-be-refused", "/card/buttons"),
        ("not-allowed", "/card/buttons/0/action/type"),
    ]
    grown = prompt.button("More", actions.open_url("https://a.b")).to_dict(check=False)
    assert [b["label"] for b in grown["card"]["buttons"]] == ["Go"]
    assert [b["label"] for b in grown["buttons"]] == ["More"]


def test_what_was_read_with_errors_does_not_leave():
    for body, code in [
        ({"text": 5}, "wrong-type"),
        ({"text": "x", "slides": [KNOWN[0][0]]}, "too-many"),
        ({}, "empty-message"),
    ]:
        message = Message.from_dict(body)
        for out in (message.build, message.to_dict, message.to_json):
            assert refused(out).code == code


def test_a_thumbnail_that_was_read_only_warns():
    body = {"text": "x", "card": {"title": "t", "theme": "modern-inline", "thumbnail": "icons/a.png"}}
    assert [(i.code, i.severity) for i in check(body)] == [("bad-url", "warning")]
    assert Message.from_dict(body).to_dict() == body


DEEP = "[" * 100 + "]" * 100
NO_BODY = [
    ("[]", "wrong-type"), ("3", "wrong-type"), ("null", "wrong-type"), ('"x"', "wrong-type"), ("", "not-json"), ("{", "not-json"),
    ("{'a': 1}", "not-json"), ('{"a": 1,}', "not-json"), ('{"a": NaN}', "not-finite"), ('{"a": -Infinity}', "not-finite"),
    ('{"a": 1e999}', "not-finite"), ('{"a": 1, "a": 1}', "repeated-key"), ('{"b": [{"a": 1, "c": 2, "a": 3}]}', "repeated-key"),
    (f'{{"a": {DEEP}}}', "too-deep"), ('{"a":' * 100_000, "too-deep"), ("[" * 100_000, "too-deep"),
    ('{"a": ' + "9" * 5_000 + "}", "not-json"), (b"\xff\xfe\x00", "not-json"), (b'{"a": "\xff"}', "not-json"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), NO_BODY, ids=range(len(NO_BODY)))
def test_what_is_no_body_is_refused_and_checked(text, code):
    with pytest.raises(ConstraintError) as caught:
        Message.from_json(text)
    assert [issue.code for issue in caught.value.issues] == [code]
    assert [issue.code for issue in check(text)] == [code]
    assert len(str(caught.value)) < 1_000


def nested(levels):
    value = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


def test_sixty_four_levels_and_one_more():
    assert Message.from_dict({"text": "x", "b": nested(63)}).to_dict()["b"] == nested(63)
    for bad in ({"text": "x", "b": nested(64)}, nested(65), nested(200_000)):
        assert [issue.code for issue in check(bad)] == ["too-deep"]


@pytest.mark.parametrize("value", [None, 3, "x", [], {1: 2}, {"a": {1}}, {"a": float("inf")}, {"a": object()}, object(), b"{", print])  # fmt: skip
def test_check_raises_nothing_whatever_comes(value):
    assert errors(check(value))
    if not isinstance(value, (str, bytes)):
        with pytest.raises(ConstraintError):
            Message.from_dict(value)


def test_a_cycle_is_refused():
    body = {}
    body["a"] = body
    assert [issue.code for issue in check(body)] == ["too-deep"]


def test_text_forms_of_json():
    body = {"text": "ü😀"}
    for text in (
        json.dumps(body),
        json.dumps(body, ensure_ascii=False).encode(),
        bytearray(json.dumps(body).encode("utf-16")),
    ):
        assert Message.from_json(text).to_dict() == body
    assert Message.from_json("\ufeff" + json.dumps(body)).to_dict() == body
    half = Message.from_json('{"text": "\\ud800"}')
    assert half.to_dict(check=False) == {"text": "\ud800"}
    assert [issue.code for issue in half.issues()] == ["bad-character"]


def test_what_was_given_can_change_without_the_message():
    body = {"text": "x", "slides": [{"type": "list", "data": ["a"]}], "later": [1]}
    message = Message.from_dict(body)
    body["later"].append(2)
    body["slides"][0]["data"].append("b")
    assert message.to_dict() == {"text": "x", "slides": [{"type": "list", "data": ["a"]}], "later": [1]}


@pytest.mark.slow
def test_ten_megabytes_are_read_and_reported():
    rows = [{"A": "x" * 90, "B": str(n)} for n in range(80_000)]
    text = json.dumps({"text": "x", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": rows}}]})
    assert len(text) > 9_000_000
    assert [issue.code for issue in check(text)] == ["large-body"]
    assert len(Message.from_json(text).slides[0].rows) == 80_000
    large, long = check(json.dumps({"text": "x" * 10_000_000}))
    assert (large.code, long.code) == ("large-body", "too-long")
    assert len(str(long)) < 500


COPY = {"type": "copy", "data": {"text": "x"}}
KEPT = [
    (
        {"text": "x", "buttons": [{"label": "A", "action": COPY, "icon": "star"}]},
        lambda m: m.button("C", actions.copy("c")),
        lambda body: [button["label"] for button in body["buttons"]] == ["A", "C"],
    ),
    (
        {"text": "x", "card": {"title": "Ok?", "theme": "prompt"}, "buttons": [{"label": "A", "action": COPY}]},
        lambda m: m.card("New").button("C", actions.copy("c")),
        lambda body: [button["label"] for button in body["buttons"]] == ["A", "C"] and body["card"]["title"] == "New",
    ),
    (
        {"text": "x", "card": {"title": "T", "theme": "modern-inline", "icon": "https://a/b.png"}},
        lambda m: m.section("S").field("a", "b").button("C", actions.open_url("https://a.b"), in_card=True),
        lambda body: body["card"]["icon"] and body["card"]["sections"][0]["title"] == "S" and body["card"]["buttons"],
    ),
    (
        {"text": "x", "card": {"title": "T", "theme": "modern-inline", "thumbnail": "/a.png", "sections": [{"fields": [{"title": "a", "value": "b"}]}]}},
        lambda m: m.section("S").field("a", "b"),
        lambda body: len(body["card"]["sections"]) == 2 and body["card"]["thumbnail"] == "/a.png",
    ),
    (
        {"text": "x [a]($go)", "references": {"go": {"type": "button", "object": {"label": "a", "hint": "h", "action": COPY}}}},
        lambda m: m.instant_button("New", actions.copy("c")),
        lambda body: [*body["references"]] == ["go", "1"] and body["text"] == "x [a]($go) [New]($1)",
    ),
    (
        {"text": "x", "slides": [1, {"type": "list", "data": ["a"]}]},
        lambda m: m.list(["z"]),
        lambda body: len(body["slides"]) == 3,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "step", "holds"), KEPT, ids=range(len(KEPT)))
def test_a_step_that_adds_keeps_what_no_step_writes(body, step, holds):
    message = step(Message.from_dict(body))
    for api in (None, "v2", "v3"):
        assert holds(message.to_dict(api=api, check=False)), message.to_dict(api=api, check=False)
    assert pickle.loads(pickle.dumps(message)) == message
    assert executed(message.to_code()) == message


def test_a_step_that_replaces_replaces_what_was_kept():
    assert Message.from_dict({"text": "x", "thread_message_id": "a", "thread_title": 5}).thread("b").to_dict() == {
        "text": "x",
        "thread_message_id": "b",
    }
    assert Message.from_dict({"text": "x", "styles": {"background": "pink"}}).style().to_dict() == {"text": "x"}
    assert Message.from_dict({"text": 5}).text("").to_dict(check=False) == {}
    assert Message.from_dict({"card": []}).card("t").section("s").field("n", 1).to_dict()["card"]["title"] == "t"


ADDS = [
    ({"text": "x", "slides": 5}, lambda m: m.list(["a"]), "/slides"),
    ({"text": "x", "slides": {}}, lambda m: m.slide(List(["a"])), "/slides"),
    ({"text": "x", "card": []}, lambda m: m.section("s"), "/card"),
    ({"text": "x", "card": 1}, lambda m: m.button("b", actions.open_url(URL), in_card=True), "/card"),
    ({"text": "x", "buttons": {}}, lambda m: m.button("b", actions.copy("x")), "/buttons"),
    ({"text": "x", "references": []}, lambda m: m.instant_button("b", actions.copy("x")), "/references"),
    ({"text": 5}, lambda m: m.instant_button("b", actions.copy("x")), "/text"),
]


@pytest.mark.parametrize(("body", "step", "path"), ADDS, ids=[str(a[0]) for a in ADDS])
def test_nothing_is_added_to_what_cannot_be_read_for_it_would_be_lost(body, step, path):
    message = Message.from_dict(body)
    assert issues(step, message) == [("unreadable", path)]
    assert message == Message.from_dict(body)
    assert message.to_dict(check=False) == body
    repr(message)


def test_depth_counts_within_json_text_too():
    deep = "[" * 80 + "]" * 80
    body = {"text": "x", "slides": f'[{{"type": "carousel", "data": {deep}}}]'}
    assert Message.from_dict(body).to_dict(check=False) == body
    assert [issue.code for issue in check(body)] == ["wrong-type"]


@pytest.mark.slow
def test_many_faults_take_their_time_once():
    body = {"text": "x", **{f"key{n}": n for n in range(20_000)}, "styles": {f"key{n}": n for n in range(20_000)}}
    assert len(check(body)) == 40_001
    twice = "{" + ",".join(f'"key{n}": 1' for n in range(60_000)) + ', "key59999": 2}'
    assert [issue.code for issue in check(twice)] == ["repeated-key"]
    headers = [f"h{n}" for n in range(300)]
    rows = [{f"x{n}": "1" for n in range(300)} for _ in range(40)]
    assert len(check({"text": "x", "slides": [{"type": "table", "data": {"headers": headers, "rows": rows}}]})) > 12_000


def test_numbers_that_json_cannot_say_have_one_code():
    for value in (float("nan"), float("inf"), 10**5_000):
        body = {"text": "x", "slides": [{"type": "percentage_chart", "data": [{"label": "a", "value": value}]}]}
        assert [issue.code for issue in check(body)] == ["not-finite"]


def test_a_key_that_utf8_cannot_carry_is_written():
    message = Message.from_json('{"text": "x", "\\ud801": 1}')
    assert json.loads(message.to_json(check=False).encode()) == {"text": "x", "\ud801": 1}


@pytest.mark.parametrize("key", ["a/b", "a~b", "~1", "a~0/b", "x"])
def test_an_instant_button_that_cannot_be_read_keeps_its_key(key):
    body = {"text": f"[Go]($c) [No](${key})", "references": {key: 5, "c": {"type": "button", "object": BUTTON}}}
    message = Message.from_dict(body)
    assert [(issue.code, issue.got) for issue in message.issues()] == [("wrong-type", "5")]
    with pytest.raises(ConstraintError, match="there is an instant button") as caught:
        message.instant_button("No", actions.copy("x"), key=key)
    assert [issue.code for issue in caught.value.issues] == ["duplicate-key"]
    assert message.instant_button("No", actions.copy("x")).to_dict(check=False)["references"] == {
        **body["references"],
        "1": {"type": "button", "object": {"label": "No", "action": {"type": "copy", "data": {"text": "x"}}}},
    }


def test_what_is_no_text_gets_no_hint_that_leads_nowhere():
    assert refused(Message.from_json, 5).hint == ""


@pytest.mark.parametrize("kind", [kind for kind, wire in WIRE.items() if "title" in wire])
def test_a_title_that_is_a_number_is_its_digits(kind):
    body = {"text": "x", "slides": [{**WIRE[kind], "title": 7}]}
    assert Message.from_dict(body).slides[0].title == "7"
    (issue,) = check(body)
    assert (issue.code, issue.path) == ("number-as-text", "/slides/0/title")
    assert issue.message == "the title is a number, not text"


def test_a_button_that_cannot_be_read_has_no_path_of_its_own():
    (button,) = Message.from_dict({"text": "x", "buttons": [{"label": "Go"}]}).payload.buttons
    assert (button.path, button.json) == ("", {"label": "Go"})


WEB, APP = "https://example.com/web", "https://example.com/app"
TWO_KEYS = {  # the data of an action, what is read of it, and the codes of what is told
    "an empty one behind": ("copy", {"value": "real", "text": ""}, {"text": "real"}, ["empty-text"]),
    "an empty one before": ("copy", {"text": "", "value": "real"}, {"text": "real"}, ["empty-text"]),
    "an empty second one": ("copy", {"text": "real", "value": ""}, {"text": "real"}, ["empty-text"]),
    "null": ("copy", {"text": None, "value": "real"}, {"text": "real"}, ["empty-text"]),
    "an empty address": ("open.url", {"web": "", "url": WEB}, {"web": WEB}, ["empty-text"]),
    "two addresses": ("open.url", {"web": WEB, "url": APP}, {"web": WEB, "url": APP}, ["unknown-key"]),
    "two the other way round": ("open.url", {"url": APP, "web": WEB}, {"web": WEB, "url": APP}, ["unknown-key"]),
    "two to preview": ("preview.url", {"web": APP, "url": WEB}, {"url": WEB, "web": APP}, ["unknown-key"]),
    "two that are empty": ("open.url", {"web": "", "url": None, "iOS": APP}, {"iOS": APP}, ["empty-text"] * 2),
}


@pytest.mark.parametrize("name", TWO_KEYS)
def test_of_two_keys_for_one_value_nothing_is_lost_unseen(name):
    kind, data, read, codes = TWO_KEYS[name]
    button = {"label": "Go", "action": {"type": kind, "data": data}}
    message = Message.from_dict({"text": "Hi", "buttons": [button]})
    assert [issue.code for issue in message.issues()] == codes
    assert message.to_dict()["buttons"] == [button]
    assert message.to_dict(api="v2")["buttons"][0]["action"]["data"] == read


def test_a_title_with_a_control_character_is_kept_and_shown():
    card = Message.from_dict({"text": "x", "card": {"title": "a\x07b", "theme": 5, "thumbnail": "a.png"}}).payload.card
    assert (card.title, card.theme, card.thumbnail) == ("a\x07b", None, "a.png")
