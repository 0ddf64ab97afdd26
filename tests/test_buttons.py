"""Buttons, their actions and confirmations, and the instant ones that stand in the text."""

import json
import pickle

import pytest
from code_examples import CONFIRMED, INSTANT
from hypothesis import given
from hypothesis import strategies as st
from refusals import errors, refusals, refused

from cardkit import Button, ConstraintError, List, Message, RawSlide, actions, check, markup

M = Message("x")
COPY = actions.copy("R-17")

ACTIONS = [
    (actions.invoke_function("deploy"), {"type": "invoke.function", "data": {"name": "deploy"}}),
    (actions.invoke_function("deploy", "ops@example.com"), {"type": "invoke.function", "data": {"name": "deploy", "owner": "ops@example.com"}}),
    (actions.open_url("https://a.b/c"), {"type": "open.url", "data": {"web": "https://a.b/c"}}),
    (actions.open_url("tel:+4912345"), {"type": "open.url", "data": {"web": "tel:+4912345"}}),
    (actions.open_url("https://a.b", windows="ms-app://x", ios="app://y", android="market://z"), {"type": "open.url", "data": {"web": "https://a.b", "windows": "ms-app://x", "iOS": "app://y", "android": "market://z"}}),
    (actions.preview_url("https://a.b/c"), {"type": "preview.url", "data": {"url": "https://a.b/c"}}),
    (COPY, {"type": "copy", "data": {"text": "R-17"}}),
    (actions.system_api("audiocall", "17"), {"type": "system.api", "data": {"api": "audiocall/17"}}),
    (actions.system_api("videocall", "17"), {"type": "system.api", "data": {"api": "videocall/17"}}),
    (actions.system_api("startchat", "17"), {"type": "system.api", "data": {"api": "startchat/17"}}),
    (actions.system_api("invite", "17"), {"type": "system.api", "data": {"api": "invite/17"}}),
    (actions.system_api("locationpermission"), {"type": "system.api", "data": {"api": "locationpermission"}}),
]  # fmt: skip
BOT = actions.invoke_bot("watchdog", "restart web-2")


@pytest.mark.parametrize(("action", "wire"), ACTIONS, ids=[str(a[1]["data"]) for a in ACTIONS])
def test_an_action_as_the_service_reads_it(action, wire):
    assert json.dumps(action.to_dict()) == json.dumps(wire)
    assert M.button("b", action).to_dict()["buttons"] == [{"label": "b", "action": wire}]
    assert pickle.loads(pickle.dumps(action)) == action
    hash(action)


def test_actions_have_forms_of_their_own_within_the_card():
    card = M.card("t").button("a", actions.preview_url("https://a.b"), in_card=True).button("b", BOT, in_card=True)
    assert [button["action"] for button in card.to_dict()["card"]["buttons"]] == [
        {"type": "preview.url", "data": {"web": "https://a.b"}},
        {"type": "invoke.bot", "data": {"bot_name": "watchdog", "message": "restart web-2"}},
    ]


def test_the_published_example_of_a_button_with_a_confirmation():
    approve = actions.invoke_function("approve", owner="ops@example.com").confirm(
        title="Approve?", input="Reason", button_label="Approve", mandatory=True
    )
    message = M.button("Approve", approve, style="+", key="approve", hint="Releases the build")
    assert message.to_dict()["buttons"] == CONFIRMED["buttons"]
    assert not message.issues()


def test_all_of_a_confirmation():
    asked = COPY.confirm(
        title="T",
        description="D",
        input="I",
        button_label="B",
        cancel_button_label="C",
        emotion="negative",
        mandatory=False,
    )
    assert asked.to_dict()["confirm"] == {
        "title": "T",
        "description": "D",
        "input": "I",
        "button_label": "B",
        "cancel_button_label": "C",
        "emotion": "negative",
        "mandatory": "false",
    }
    assert COPY.confirmation is None
    assert "cancel_button_label" not in asked.confirm(title="a", input="b", button_label="c").to_dict()["confirm"]


WRONG_ACTIONS = [
    (lambda: actions.invoke_function(""), "/data/name", "empty-text"),
    (lambda: actions.invoke_function(None), "/data/name", "wrong-type"),
    (lambda: actions.invoke_function("f", "ana"), "/data/owner", "bad-email"),
    (lambda: actions.invoke_function("f", "a b@c"), "/data/owner", "bad-email"),
    (lambda: actions.invoke_function("f", "@"), "/data/owner", "bad-email"),
    (lambda: actions.invoke_function("f", arguments=[1]), "/arguments", "wrong-type"),
    (lambda: actions.invoke_function("f", arguments={"a": {1}}), "/arguments/a", "not-json"),
    (lambda: actions.invoke_function("f", arguments={"a": float("nan")}), "/arguments/a", "not-finite"),
    (actions.open_url, "/data", "no-address"),
    (lambda: actions.open_url(3), "/data/web", "wrong-type"),
    (lambda: actions.open_url(""), "/data", "no-address"),
    (lambda: actions.open_url("example.com"), "/data/web", "bad-url"),
    (lambda: actions.open_url("javascript:alert(1)"), "/data/web", "bad-url"),
    (lambda: actions.open_url("JavaScript:alert(1)"), "/data/web", "bad-url"),
    (lambda: actions.open_url(" javascript:alert(1)"), "/data/web", "bad-url"),
    (lambda: actions.open_url("java\tscript:alert(1)"), "/data/web", "bad-url"),
    (lambda: actions.open_url("data:text/html,x"), "/data/web", "bad-url"),
    (lambda: actions.open_url("file:///etc/passwd"), "/data/web", "bad-url"),
    (lambda: actions.open_url(ios="vbscript:x"), "/data/iOS", "bad-url"),
    (lambda: actions.open_url(android="javascript:x"), "/data/android", "bad-url"),
    (lambda: actions.open_url("tel:"), "/data/web", "bad-url"),
    (lambda: actions.open_url("https://"), "/data/web", "bad-url"),
    (lambda: actions.open_url("https://a.b/\x00"), "/data/web", "bad-character"),
    (lambda: actions.preview_url("tel:1"), "/data/url", "bad-url"),
    (lambda: actions.preview_url("//a.b"), "/data/url", "bad-url"),
    (lambda: actions.copy(""), "/data/text", "empty-text"),
    (lambda: actions.copy(17), "/data/text", "wrong-type"),
    (lambda: actions.copy("a\x1b[31m"), "/data/text", "bad-character"),
    (lambda: actions.system_api("videocall"), "/data/api", "bad-api"),
    (lambda: actions.system_api("videocall", ""), "/data/api", "bad-api"),
    (lambda: actions.system_api("videocall", 17), "/data/api", "wrong-type"),
    (lambda: actions.system_api("videocall", "1/2"), "/data/api", "bad-api"),
    (lambda: actions.system_api("videocall", "1 2"), "/data/api", "bad-api"),
    (lambda: actions.system_api("videocall/1"), "/data/api", "bad-api"),
    (lambda: actions.system_api("videocall/1", "2"), "/data/api", "bad-api"),
    (lambda: actions.system_api("videocall/", "2"), "/data/api", "bad-api"),
    (lambda: actions.system_api("/", "1 2"), "/data/api", "bad-api"),
    (lambda: actions.system_api("locationpermission/"), "/data/api", "bad-api"),
    (lambda: actions.system_api(None), "/data/api", "wrong-type"),
    (lambda: actions.invoke_bot("", "hi"), "/data/bot_name", "empty-text"),
    (lambda: actions.invoke_bot("bot", None), "/data/message", "wrong-type"),
    (lambda: COPY.confirm(title="", input="i", button_label="b"), "/confirm/title", "empty-text"),
    (lambda: COPY.confirm(title="t", input=5, button_label="b"), "/confirm/input", "wrong-type"),
    (lambda: COPY.confirm(title="t", input="i", button_label=3), "/confirm/button_label", "wrong-type"),
    (lambda: COPY.confirm(title="t", input="i", button_label="b", mandatory="true"), "/confirm/mandatory", "wrong-type"),
    (lambda: COPY.confirm(title="t", input="i", button_label="b", emotion=1), "/confirm/emotion", "wrong-type"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "path", "code"), WRONG_ACTIONS, ids=[f"{w[1]}-{i}" for i, w in enumerate(WRONG_ACTIONS)]
)
def test_a_wrong_action_is_refused_where_it_is_made_with_what_to_try_and_who_says_so(call, path, code):
    issue = refused(call)
    assert (issue.code, issue.path) == (code, path)
    assert "Message Content" not in issue.source
    assert issue.hint or issue.code in {"wrong-type", "empty-text", "not-json"}


@pytest.mark.parametrize("scheme", ["ftp", "mailto", "ws", "steam"])
def test_other_schemes_for_the_browser_are_refused_where_the_button_joins(scheme):
    action = actions.open_url(f"{scheme}://a.b")
    with pytest.raises(ConstraintError, match="is not a scheme of a web address"):
        M.button("b", action)
    M.button("b", actions.open_url("https://a.b", android=f"{scheme}://a.b"))


@pytest.mark.parametrize(
    "web", ["http://a.b", "https://a.b", "HTTPS://a.b", "tel:+49-1", "sms:123", "sip:ana@example.com"]
)
def test_the_five_schemes_for_the_browser(web):
    assert not M.button("b", actions.open_url(web)).issues()


class Undecided:
    """As an array or a frame, it is neither true nor false."""

    def __bool__(self):
        raise ValueError("the truth value is ambiguous")


@pytest.mark.parametrize("wrong", ["x", "", 1, None, Undecided()], ids=range(5))
def test_an_in_card_that_is_no_flag_is_told_alone(wrong):
    for call in (lambda: M.raw_button(5, in_card=wrong), lambda: M.button("", 5, in_card=wrong)):
        assert [issue.message.split(" is ")[0] for issue in refusals(call)] == ["in_card"]


WRONG_BUTTONS = [
    (lambda: M.button("", COPY), "/buttons/0/label"),
    (lambda: M.button(None, COPY), "/buttons/0/label"),
    (lambda: M.button("a\x00", COPY), "/buttons/0/label"),
    (lambda: M.button("b", "copy"), "/buttons/0/action"),
    (lambda: M.button("b", None), "/buttons/0/action"),
    (lambda: M.button("b", actions.copy), "/buttons/0/action"),
    (lambda: M.button("b", COPY.to_dict()), "/buttons/0/action"),
    (lambda: M.button("b", COPY, style="positive"), "/buttons/0/type"),
    (lambda: M.button("b", COPY, style=1), "/buttons/0/type"),
    (lambda: M.button("b", COPY, hint=3), "/buttons/0/hint"),
    (lambda: M.button("b", COPY, key=7), "/buttons/0/key"),
    (lambda: M.button("b", COPY, in_card=None), "/buttons/0"),
    (lambda: M.button("b", COPY, in_card=Undecided()), "/buttons/0"),
    (lambda: M.raw_button({"label": "b"}, in_card=Undecided()), "/buttons/0"),
    (lambda: M.raw_button({"label": "b"}, in_card="yes"), "/buttons/0"),
    (lambda: M.raw_button({"label": "b"}, in_card=1), "/buttons/0"),
    (lambda: M.raw_button({"label": "b"}).raw_button(5), "/buttons/1"),
    (lambda: M.raw_button({"label": {1, 2}}, in_card=True), "/card/buttons/0/label"),
    (lambda: M.list(["a"]).slide_button("b", COPY).raw_slide_button(5), "/slides/0/buttons/1"),
    (lambda: M.button("b", COPY).button("b", 3), "/buttons/1/action"),
    (lambda: M.button("b", COPY).button("b", 3, in_card=True), "/card/buttons/0/action"),
    (lambda: M.prompt("t").button("b", COPY).button("b", 3), "/buttons/1/action"),
    (lambda: M.list(["a"]).slide_button("b", 3), "/slides/0/buttons/0/action"),
    (lambda: M.list(["a"]).slide_button("b", COPY).slide_button("", COPY), "/slides/0/buttons/1/label"),
    (lambda: M.list(["a"]).list(["b"]).slide_button("l" * 21, COPY), "/slides/1/buttons/0/label"),
    (lambda: M.list(["a"]).slide_button("b", COPY, key="k").slide_button("c", COPY, key="k"), "/slides/0/buttons/1/key"),
    (lambda: M.text_slide("a").each("abcdef", lambda m, label: m.slide_button(label, COPY)), "/slides/0/buttons/5"),
    (lambda: M.slide(List(["a"], buttons=[Button("l" * 21, COPY)])), "/slides/0/buttons/0/label"),
    (lambda: M.slide(List(["a"], buttons=[Button("b", COPY)] * 6)), "/slides/0/buttons/5"),
    (lambda: List(["a"], buttons=[COPY]), "/buttons/0"),
    (lambda: List(["a"], buttons=5), "/buttons"),
    (lambda: Button("", COPY), "/label"),
    (lambda: Button("b", "copy"), "/action"),
    (lambda: M.instant_button("", COPY), "/references/1/object/label"),
    (lambda: M.instant_button("b", 3), "/references/1/object/action"),
    (lambda: M.instant_button("a", COPY).instant_button("b", COPY, style="x"), "/references/2/object/type"),
    (lambda: M.instant_button("b", actions.open_url("https://a.b")), "/references/1/object/action/type"),
    (lambda: M.instant_button("b", actions.preview_url("https://a.b")), "/references/1/object/action/type"),
    (lambda: M.instant_button("b", BOT, key="go"), "/references/go/object/action/type"),
    (lambda: M.instant_button("b", COPY, key=1), "/references"),
    (lambda: M.instant_button("b", COPY, key="a b"), "/references/a b"),
    (lambda: M.instant_button("b", COPY, key="a)"), "/references/a)"),
    (lambda: M.instant_button("b", COPY, key="a").instant_button("c", COPY, key="a"), "/references/a"),
    (lambda: M.instant_button("b", COPY).instant_button("c", COPY, key="1").instant_button("d", COPY, key="1"), "/references/1"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "path"), WRONG_BUTTONS, ids=[f"{w[1]}-{i}" for i, w in enumerate(WRONG_BUTTONS)])
def test_a_wrong_button_is_refused_in_its_call(call, path):
    assert refused(call).path == path


def test_a_string_of_any_class_is_text_of_a_button():
    class Named(str):
        """A string with a class of its own."""

    copy = actions.copy("x")
    named = Button(Named("Go"), copy, style=Named("+"), hint=Named("A tip"), key=Named("k"))
    assert named == Button("Go", copy, style="+", hint="A tip", key="k")
    assert {type(text) for text in (named.label, named.style, named.hint, named.key)} == {str}


def test_an_action_is_made_by_its_functions_alone():
    for made in (lambda: actions.Action("copy", ()), lambda: actions.Action(type="x")):
        with pytest.raises(TypeError, match="made by one of the functions"):
            made()
    with pytest.raises(AttributeError):
        COPY.type = "other"
    assert type(pickle.loads(pickle.dumps(COPY))) is actions.Action


def test_a_call_in_the_text_is_taken_by_the_button_with_its_label():
    assert Message("Lunch? [Yes]($1)").instant_button("Yes", COPY).to_dict()["text"] == "Lunch? [Yes]($1)"
    late = Message().instant_button("Yes", COPY).text("Lunch? [Yes]($go) or not").instant_button("No", COPY)
    assert late.to_dict()["text"] == "Lunch? [Yes]($go) or not [No]($1)"
    assert [*late.to_dict()["references"]] == ["go", "1"]
    assert Message("x]($1)").instant_button("Y", COPY, key="1").to_dict()["text"] == "x]($1) [Y]($1)"
    hostile = Message("[CI]" + markup.escape("($1) done")).instant_button("Approve", COPY, key="1")
    assert hostile.to_dict()["text"].endswith(" [Approve]($1)")


def test_the_place_of_a_wrong_button_is_its_own():
    for call, path in [
        (lambda: M.instant_button("A", COPY, key="2").instant_button("l" * 21, COPY), "/references/1/object/label"),
        (lambda: Message("[a]($1)").instant_button("l" * 21, COPY), "/references/2/object/label"),
        (
            lambda: M.prompt("q").button("a", actions.preview_url("https://a.b/" + "c" * 500), in_card=True),
            "/card/buttons/0/action/data/web",
        ),
    ]:
        assert refused(call).path == path


def test_the_published_example_of_instant_buttons():
    deploy = actions.invoke_function("deploy", owner="ops@example.com", arguments={"env": "prod"})
    message = Message("Deploy?").instant_button("Yes", deploy, style="+").instant_button("Copy id", COPY)
    assert message.to_dict() == INSTANT
    assert not message.issues()


def test_an_instant_button_finds_its_place():
    assert Message().instant_button("Yes", COPY).to_dict()["text"] == "[Yes]($1)"
    assert M.instant_button("Yes", COPY).text("y").to_dict()["text"] == "y [Yes]($1)"
    inline = Message("See [id]($id) first.").instant_button("id", COPY, key="id").instant_button("More", COPY)
    assert inline.to_dict()["text"] == "See [id]($id) first. [More]($1)"
    assert [*M.instant_button("a", COPY).instant_button("b", COPY, key="1").to_dict()["references"]] == ["2", "1"]


def test_a_use_without_a_reference_is_found():
    message = Message("Go [here]($1) or [there]($x)")
    assert [(i.code, i.path, i.got) for i in refusals(message.build)] == [
        ("missing-reference", "/text", "]($1)"),
        ("missing-reference", "/text", "]($x)"),
    ]
    with_one = message.instant_button("there", COPY, key="x")
    assert [i.got for i in with_one.issues() if i.severity == "error"] == ["]($1)"]
    assert not message.instant_button("here", COPY, key="1").instant_button("there", COPY, key="x").issues()
    assert [*message.instant_button("New", COPY).to_dict(check=False)["references"]] == ["2"]


@pytest.mark.parametrize("keys", [["k-3", "k", "k"], ["k", "k", "k-2"]])
def test_the_key_suggested_for_one_that_is_taken_is_free(keys):
    message = M
    for key in keys:
        message = message.button("Go", COPY, key=key)
    (issue,) = [issue for issue in message.issues() if issue.code == "duplicate-key"]
    assert issue.hint.strip("'") not in keys


def test_the_key_suggested_for_one_that_a_button_of_the_slide_has_is_free():
    message = M.list(["a"]).slide_button("Go", COPY, key="k-3").slide_button("Go", COPY, key="k")
    with pytest.raises(ConstraintError, match="'k-4'"):
        message.slide_button("Go", COPY, key="k")


READ = {
    "text": "Go? [Yes]($1) [Maybe]($m)",
    "references": {
        "1": {"type": "button", "object": {"label": "Yes", "action": COPY.to_dict()}},
        "m": {"type": "button", "object": {"label": "Maybe", "action": {"type": "later"}}},
    },
}


def test_the_keys_of_buttons_that_were_read_are_taken():
    message = Message.from_dict(READ)
    for key, hint in {"1": "'2'", "m": "'m2'"}.items():
        with pytest.raises(ConstraintError) as caught:
            message.instant_button("No", COPY, key=key)
        found = caught.value.issues
        assert [(issue.code, issue.path, issue.hint) for issue in found] == [
            ("duplicate-key", f"/references/{key}", hint)
        ]
    grown = message.instant_button("No", COPY).to_dict(check=False)
    assert {*grown["references"]} == {"1", "2", "m"}
    assert {key: grown["references"][key] for key in "1m"} == READ["references"]
    assert grown["text"] == READ["text"] + " [No]($2)"


def test_a_long_text_that_was_read_is_kept_by_a_step_that_adds_to_it():
    grown = Message.from_dict({"text": "a" * 10_001}).instant_button("Y", COPY)
    assert grown.to_dict(check=False)["text"] == "a" * 10_001 + " [Y]($1)"
    assert [issue.code for issue in grown.issues()] == ["large-body", "too-long"]


@pytest.mark.parametrize("text", ["costs $5 (about [x])", "[a]($ 1)", "f($1)", "[a] ($1)", "](x)"])
def test_what_only_looks_like_a_call_is_text(text):
    assert not Message(text).issues()


@given(st.lists(st.tuples(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20), st.booleans()), max_size=6))  # fmt: skip
def test_every_reference_has_one_use_and_the_reverse(labels):
    message = Message("Choose")
    for number, (label, named) in enumerate(labels):
        message = message.instant_button(label, COPY, key=f"k{number}" if named else None)
    body = message.to_dict()
    for key, reference in body.get("references", {}).items():
        assert body["text"].count(f"](${key})") == 1
        assert reference["object"]["label"] in [label for label, _ in labels]
    assert len(body.get("references", {})) == len(labels) == body["text"].count("]($")
    assert body["text"].count("[") == body["text"].count("]") == len(labels)


def test_arguments_that_nobody_is_handed_are_told_and_kept():
    open_url = {"type": "open.url", "data": {"web": "https://example.com"}}
    body = {"text": "x", "buttons": [{"label": "Log", "arguments": {"env": "prod"}, "action": open_url}]}
    message = Message.from_dict(body)
    (issue,) = message.issues()
    assert (issue.path, issue.code, issue.severity) == ("/buttons/0/arguments", "unknown-key", "warning")
    for api in (None, "v2", "v3"):
        assert message.to_dict(api=api) == body
    assert message.button("More", actions.copy("x")).to_dict()["buttons"][0] == body["buttons"][0]


LONG = {"label": "x" * 50, "action": {"type": "open.url", "data": {"web": "https://example.com"}}}
AGAIN = {"label": "x", "key": "k", "action": {"type": "copy", "data": {"text": "x"}}}
KEYED = {"action": actions.copy("x"), "key": "k"}


@pytest.mark.parametrize("raw", [LONG, {"later": 1}, AGAIN])
def test_what_is_wrong_with_a_raw_button_is_told_and_raised_alike(raw):
    message = Message("x").card("t").list(["a"])
    for wrong in (
        message.slide_button("a", **KEYED).raw_slide_button(raw),
        message.button("a", **KEYED).raw_button(raw),
        message.button("a", **KEYED, in_card=True).raw_button(raw, in_card=True),
        message.slide(List(["b"], buttons=[Button("a", **KEYED)])).slide(RawSlide({"type": "list", "buttons": [raw]})),
    ):
        found = errors(wrong.issues())
        assert found
        assert list(refusals(wrong.build)) == found


@pytest.mark.parametrize("key", ["text", "value"])
def test_a_value_beyond_its_limit_is_told_under_the_key_that_came(key):
    action = {"type": "copy", "data": {key: "a" * 201}}
    (issue,) = check({"text": "x", "buttons": [{"label": "Go", "action": action}]})
    assert (issue.code, issue.path) == ("too-long", f"/buttons/0/action/data/{key}")
