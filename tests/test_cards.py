"""The three themes, sections, and buttons in their places: bodies by hand, from the wire contract."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refused

from cardkit import ConstraintError, Message, Payload, actions

M = Message("x")
OPEN = actions.open_url("https://a.b")
WIRE_OPEN = {"label": "Log", "action": {"type": "open.url", "data": {"web": "https://a.b"}}}
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20)


def faults(message):
    return [(issue.code, issue.path) for issue in message.issues() if issue.severity == "error"]


def test_a_poll_writes_the_documented_body():
    message = Message("Vote").poll("Which first?", "OAuth", "Dark mode", thumbnail="https://a/b.png")
    assert json.dumps(message.to_dict()) == json.dumps(
        {
            "text": "Vote",
            "card": {
                "title": "Which first?",
                "theme": "poll",
                "thumbnail": "https://a/b.png",
                "options": [{"text": "OAuth"}, {"text": "Dark mode"}],
            },
        }
    )
    assert not message.issues()


def test_a_prompt_has_its_buttons_below_the_card():
    approve = actions.invoke_function("approve")
    message = Message("Deploy?").prompt("Approve?").button("Approve", approve).button("Log", OPEN)
    body = message.to_dict()
    assert body["card"] == {"title": "Approve?", "theme": "prompt"}
    assert body["buttons"] == [
        {"label": "Approve", "action": {"type": "invoke.function", "data": {"name": "approve"}}},
        WIRE_OPEN,
    ]
    assert [(issue.code, issue.severity) for issue in message.issues()] == [("no-owner", "warning")]


def test_an_inline_card_holds_sections_and_what_is_said_to_stand_in_it():
    message = (
        Message("Hi")
        .card("Account")
        .section("Summary")
        .field("Owner", "Zylker")
        .fields({"Seats": 12, "Since": None})
        .section()
        .field("Plan", "Gold")
        .button("Log", OPEN, in_card=True)
        .button("Log", OPEN)
    )
    assert message.to_dict() == {
        "text": "Hi",
        "card": {
            "title": "Account",
            "theme": "modern-inline",
            "sections": [
                {
                    "title": "Summary",
                    "fields": [
                        {"title": "Owner", "value": "Zylker"},
                        {"title": "Seats", "value": "12"},
                        {"title": "Since", "value": ""},
                    ],
                },
                {"fields": [{"title": "Plan", "value": "Gold"}]},
            ],
            "buttons": [WIRE_OPEN],
        },
        "buttons": [WIRE_OPEN],
    }
    (issue,) = message.issues()
    assert (issue.code, issue.path, issue.severity) == ("may-be-refused", "/card/buttons", "warning")
    assert "extra_key_found" in issue.message


@pytest.mark.parametrize(
    "card", [M, M.card("t"), M.prompt("Ready?"), M.prompt(), M.poll("a", "b", "c"), M.card("t", theme="basic")]
)
def test_a_button_stands_below_the_card_of_every_theme(card):
    message = card.button("Log", OPEN)
    assert message.to_dict()["buttons"] == [WIRE_OPEN]
    assert "buttons" not in message.to_dict().get("card", {})
    assert not faults(message)
    within = M.prompt("t").button("Log", OPEN, in_card=True)
    assert within.to_dict()["card"]["buttons"] == [WIRE_OPEN]


def test_a_bot_may_be_asked_where_pages_say_so_with_the_refusal_that_was_seen():
    ask = actions.invoke_bot("bot", "hi")
    for message, path in [
        (M.button("b", ask), "/buttons/0"),
        (M.card("t").button("b", ask, in_card=True), "/card/buttons/0"),
        (M.list(["a"]).slide_button("b", ask), "/slides/0/buttons/0"),
    ]:
        issue = next(issue for issue in message.issues() if issue.path == f"{path}/action/type")
        assert (issue.code, issue.severity) == ("may-be-refused", "warning")
        assert "input_pattern_mismatch" in issue.message
        assert message.build()


def test_what_only_pages_ask_for_warns():
    assert [i.code for i in M.prompt().issues()] == ["no-card-title", "no-buttons"]
    assert M.bot(image="https://a/b.png").to_dict()["bot"] == {"image": "https://a/b.png"}
    with pytest.raises(ConstraintError):
        M.bot()


@pytest.mark.parametrize(
    "step",
    [lambda m, **k: m.card("t", **k), lambda m, **k: m.prompt("t", **k), lambda m, **k: m.poll("t", "a", "b", **k)],
)
def test_an_icon_is_a_picture_beside_the_title(step):
    assert step(M, icon="https://a/i.png").to_dict()["card"]["icon"] == "https://a/i.png"
    assert "icon" not in step(M, icon="", thumbnail="").to_dict()["card"]
    with pytest.raises(ConstraintError, match="the icon is no address"):
        step(M, icon="http://a/i.png")
    read = Message.from_dict({"text": "x", "card": {"title": "t", "icon": "i.png"}})
    assert [(i.code, i.path, i.severity) for i in read.issues()] == [("bad-url", "/card/icon", "warning")]
    assert read.section("s").field("a", 1).payload.card.icon == "i.png"


def test_a_later_card_drops_options_and_keeps_what_was_added():
    message = M.poll("a", "b", "c").section("s").field("n", 1).button("Log", OPEN, in_card=True).card("t")
    assert message.to_dict()["card"] == {
        "title": "t",
        "theme": "modern-inline",
        "sections": [{"title": "s", "fields": [{"title": "n", "value": "1"}]}],
        "buttons": [WIRE_OPEN],
    }
    assert M.prompt("p").poll("a", "b", "c").to_dict()["card"]["theme"] == "poll"


WRONG = [
    ("options without a theme", Message.from_dict({"text": "x", "card": {"title": "t", "options": [{"text": "a"}]}}), [("wrong-theme", "/card/options")]),
    ("a poll with buttons in it", M.poll("a", "b", "c").button("Log", OPEN, in_card=True), [("wrong-theme", "/card/buttons")]),
    ("a poll with sections", M.poll("a", "b", "c").section("s").field("n", 1), [("wrong-theme", "/card/sections")]),
    ("a prompt with sections", M.prompt("a").section("s").field("n", 1).button("Log", OPEN), [("wrong-theme", "/card/sections")]),
    ("a poll without options", M.card("a", theme="poll"), [("too-few", "/card")]),
    ("a poll without a title", M.card(theme="poll"), [("no-card-title", "/card"), ("too-few", "/card")]),
    ("a section without a card", M.section("s").field("n", 1), [("no-card", "/card")]),
    ("a button in no card", M.button("Log", OPEN, in_card=True), [("no-card", "/card")]),
    ("an empty section", M.card("t").section("s").section("u").field("n", 1), [("empty-section", "/card/sections/0")]),
    ("copy in the card", M.card("t").button("b", actions.copy("x"), in_card=True), [("not-allowed", "/card/buttons/0/action/type")]),
    ("copy in a prompt", M.prompt("t").button("b", actions.copy("x"), in_card=True), [("not-allowed", "/card/buttons/0/action/type")]),
    ("no web address in the card", M.prompt("t").button("b", actions.open_url(ios="app://x"), in_card=True), [("no-web", "/card/buttons/0/action/data")]),
    ("a key twice", M.button("a", OPEN, key="k").button("b", OPEN).button("c", OPEN, key="k"), [("duplicate-key", "/buttons/2/key")]),
    ("all at once", M.section().button("l" * 31, actions.copy("x"), in_card=True), [("no-card", "/card"), ("empty-section", "/card/sections/0"), ("too-long", "/card/buttons/0/label"), ("not-allowed", "/card/buttons/0/action/type")]),
]  # fmt: skip


@pytest.mark.parametrize(("message", "expected"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_depends_on_the_whole_is_told_when_the_message_is_built(message, expected):
    assert faults(message) == expected
    with pytest.raises(ConstraintError) as caught:
        message.build()
    assert [(issue.code, issue.path) for issue in caught.value.issues] == expected
    for issue in caught.value.issues:
        assert issue.message
        assert issue.expected
        assert issue.source
    assert Message("x") != message
    assert json.loads(message.to_json(check=False))["text"] == "x"


def test_an_empty_section_is_an_error_and_its_card_is_still_shown():
    assert M.card("t").section().to_dict(check=False)["card"]["sections"] == [{"fields": []}]
    assert M.section("s").field("n", 1).to_dict(check=False)["card"] == {
        "sections": [{"title": "s", "fields": [{"title": "n", "value": "1"}]}]
    }


NOW = [
    (lambda: M.poll(None, "a", "b"), "/card"),
    (lambda: M.poll("", "a", "b"), "/card"),
    (lambda: M.poll("t", ["a", "b"]), "/card/options/0/text"),
    (lambda: M.poll("t", "a", ""), "/card/options/1/text"),
    (lambda: M.poll("t", "a", 3), "/card/options/1/text"),
    (lambda: M.poll("t", "a", "b\x07"), "/card/options/1/text"),
    (lambda: M.poll("t", "a", "b", thumbnail="http://a/b"), "/card/thumbnail"),
    (lambda: M.prompt(3), "/card/title"),
    (lambda: M.card("t", theme=3), "/card/theme"),
    (lambda: M.card("t", theme=["poll"]), "/card/theme"),
    (lambda: M.section(5), "/card/sections/0/title"),
    (lambda: M.section("a").field("b", 1).section(3), "/card/sections/1/title"),
    (lambda: M.section("a").section("b").field("c", 1).field("", 1), "/card/sections/1/fields/1/title"),
    (lambda: M.section("a").fields([("a", 1), ("b", b"x")]), "/card/sections/0/fields/1/value"),
    (lambda: M.table(["A"]).row(1).section("a").fields("ab"), "/card/sections/0/fields"),
]


@pytest.mark.parametrize(("call", "path"), NOW, ids=[n[1] + str(i) for i, n in enumerate(NOW)])
def test_what_one_call_can_know_is_refused_in_it(call, path):
    assert refused(call).path == path


def test_a_section_closes_the_open_slide_and_the_reverse():
    section = M.card("t").table(["A"]).row(1).section("s")
    with pytest.raises(AttributeError, match="row works while a table is open, and a section is"):
        section.row(1)
    with pytest.raises(AttributeError):
        section.field("a", 1).list(["b"]).field("c", 1)
    with pytest.raises(AttributeError, match=r"call .label\(…\) or .section\(…\) first"):
        M.field("a", 1)
    again = section.field("a", 1).text("y").button("Log", OPEN).field("b", 2).table(["B"]).row(3)
    assert again.to_dict()["card"]["sections"][0]["fields"] == [
        {"title": "a", "value": "1"},
        {"title": "b", "value": "2"},
    ]
    assert [slide.rows for slide in again.slides] == [(("1",),), (("3",),)]


def test_branches_do_not_share_sections_and_buttons():
    card = M.card("t").section("s").field("a", 1).button("Log", OPEN)
    one, two = card.field("b", 2), card.button("Copy", actions.copy("x"))
    assert len(one.to_dict()["card"]["sections"][0]["fields"]) == 2
    assert len(two.to_dict()["card"]["sections"][0]["fields"]) == 1
    assert [len(m.to_dict()["buttons"]) for m in (card, one, two)] == [1, 1, 2]
    for message in (card, one, two):
        twin = pickle.loads(pickle.dumps(message))
        assert twin == message
        assert hash(twin) == hash(message)
        assert twin.field("z", 9) == message.field("z", 9)


def test_the_payload_shows_all_parts_and_writes_the_same():
    message = (
        M.card("t").section("s").field("n", 1).button("In", OPEN, in_card=True).button("Log", OPEN, key="k")
        .instant_button("Yes", actions.copy("x"), style="+").reply_to("1").list(["a"])
    )  # fmt: skip
    payload = message.build()
    assert isinstance(payload, Payload)
    assert payload.card.sections[0].fields == (("n", "1"),)
    assert [button.label for button in payload.card.buttons] == ["In"]
    assert [(button.label, button.key) for button in payload.buttons] == [("Log", "k")]
    assert [(reference.key, reference.button.style) for reference in payload.references] == [("1", "+")]
    assert payload.extra == {"reply_to": "1"}
    assert payload.text == "x [Yes]($1)"
    assert payload.to_json() == message.to_json()
    assert pickle.loads(pickle.dumps(payload)) == payload


@given(st.lists(st.tuples(st.none() | TEXT, st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=3)), max_size=4))
def test_any_sections_are_written_as_they_were_given(sections):
    message = M.card("t").each(sections, lambda m, s: m.section(s[0]).fields(s[1]))
    written = message.to_dict()["card"].get("sections", [])
    assert [(s.get("title"), [(f["title"], f["value"]) for f in s["fields"]]) for s in written] == sections


@given(st.text(max_size=210), st.lists(st.text(max_size=110), max_size=12))
def test_a_poll_is_written_or_refused_by_its_documented_limits(title, options):
    def fine(text, most):
        clean = not any((ord(c) < 32 and c not in "\t\n\r") or 127 <= ord(c) < 160 for c in text)
        return 0 < len(text) <= most and clean

    allowed = fine(title, 200) and 2 <= len(options) <= 10 and all(fine(option, 100) for option in options)
    try:
        card = M.poll(title, *options).to_dict()["card"]
    except ConstraintError:
        assert not allowed
    else:
        assert allowed
        assert card == {"title": title, "theme": "poll", "options": [{"text": option} for option in options]}


def test_the_repr_tells_buttons():
    message = M.poll("Which?", "a", "b").instant_button("Yes", actions.copy("x"))
    assert repr(message) == "<Message text='x [Yes]($1)' poll='Which?' instant_buttons=1>"
    message = M.prompt("Sure?").button("a", OPEN).button("b", OPEN)
    assert repr(message) == "<Message text='x' prompt='Sure?' buttons=2>"
    assert (
        repr(M.card("t").button("a", OPEN).section("s"))
        == "<SectionMessage text='x' card='t' sections=1 buttons=1 open=section>"
    )
