"""Messages as code: short, formatted, and executed equal to what they were."""

import json
import subprocess
import sys
from decimal import Decimal

import attrs
import pytest
from bodies import BUTTON, FULL, JSON, KEYS, changed
from code_examples import CONFIRMED, CONFIRMED_CODE, INSTANT, INSTANT_CODE, TYPICAL
from examples import CHAINS, WIRE
from executed import executed, read, same
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from refusals import errors

from cardkit import Chart, ConstraintError, Graph, Label, Message, RawSlide, actions, markup
from cardkit.actions.confirmation import CONFIRM_TEXTS
from cardkit.demo import FORMATS, published
from cardkit.demo.messages import MESSAGES
from cardkit.limits import CLIQ
from cardkit.payload.keys import KEYS as PLAIN

URL = "https://example.com/a.png"


@pytest.mark.parametrize("name", TYPICAL)
def test_a_typical_message_is_written_as_by_hand(name):
    message, code = TYPICAL[name]
    assert same(message) == code


@pytest.mark.parametrize(("body", "code"), [(INSTANT, INSTANT_CODE), (CONFIRMED, CONFIRMED_CODE)])
def test_the_examples_with_buttons_are_written_as_by_hand(body, code):
    assert read(body) == code


@pytest.mark.parametrize("name", MESSAGES)
def test_the_published_messages_are_chains(name):
    assert "from_dict" not in same(MESSAGES[name])
    assert "from_dict" not in read(json.loads(published(name)))


@pytest.mark.parametrize("message", [
    Message(),
    Message("   "),
    Message().list(),
    Message().label(),
    Message().image(),
    Message().chart(),
    Message().chart("pie"),
    Message().graph(),
    Message().graph("trend").category("EU"),
    Message().card(),
    Message().card("T", theme="poll"),
    Message().card("T", theme="prompt"),
    Message().card(theme="prompt"),
    Message().section(),
    Message().section("No card").field("a", ""),
    Message().prompt("Q").section("S").button("Go", actions.copy("x"), in_card=True),
    Message().poll("Q", "a", "b").button("Go", actions.copy("x"), in_card=True),
    Message().button("Go", actions.copy("x")),
    Message().button("See", actions.preview_url(URL)).prompt("Q"),
    Message().button("Open", actions.open_url(windows="app://x", android="app://y")),
    Message("x").sync(False).style(markdown=False),
    Message("x").label({"label": "a"}).label({"a": ""}),
])  # fmt: skip
def test_unfinished_and_bare_messages_are_chains(message):
    code = same(message)
    assert "from_dict" not in code
    assert "RawSlide" not in code


def test_a_chart_without_a_preview_gives_none():
    assert same(Message("x").chart(segments={"Up": 1})).endswith('.chart(None, {"Up": 1})\n')


def test_a_table_whose_row_is_one_text_has_the_text():
    assert '.row("a")' in same(Message("x").table(["A"]).row("a"))


def test_each_key_with_a_step_is_written_by_its_step():
    thread = {"thread_message_id": "2", "thread_title": "T", "post_in_parent": True}
    keys = {"styles": {"background": "red"}, "reply_to": "1", "sync_message": True, **thread}
    assert {name for name, key in PLAIN.items() if key.step} == {*keys}
    for name, value in keys.items():
        assert "from_dict" not in read({"text": "x", name: value}), name


@pytest.mark.parametrize(("message", "steps"), [
    (Message().instant_button("Yes", actions.copy("x")), 'Message().instant_button("Yes", actions.copy("x"))'),
    (Message("[Yes]($1)?").instant_button("Yes", actions.copy("x")), 'Message("[Yes]($1)?").instant_button("Yes", actions.copy("x"))'),
    (Message("a [Yes]($1) b [Yes]($1)").instant_button("Yes", actions.copy("x")), 'Message("a [Yes]($1) b [Yes]($1)").instant_button("Yes", actions.copy("x"))'),
    (Message("a").instant_button("Yes", actions.copy("x"), key="yes"), 'Message("a").instant_button("Yes", actions.copy("x"), key="yes")'),
    (Message("a").instant_button("Yes", actions.copy("x"), key="1"), 'Message("a").instant_button("Yes", actions.copy("x"))'),
    (Message("a [b]").instant_button("[c]", actions.copy("x")), 'Message("a [b]").instant_button("[c]", actions.copy("x"))'),
])  # fmt: skip
def test_an_instant_button_brings_its_text_and_its_number(message, steps):
    assert same(message) == f"from cardkit import Message, actions\n\nmessage = {steps}\n"


def test_instant_buttons_have_keys_where_they_would_get_others():
    copy = actions.copy("x")
    message = Message("Go?").instant_button("A", copy, key="2").instant_button("B", copy).instant_button("C", copy)
    assert [*message.to_dict()["references"]] == ["2", "1", "3"]
    code = same(message)
    assert code.count("key=") == 3
    assert '.instant_button("A", actions.copy("x"), key="2")' in code


@pytest.mark.parametrize(
    "text", ["  [Yes]($1)", " [Yes]($1)", "\n [Yes]($1)", "a  [Yes]($1)", "a[Yes]($1)", "[Yes]($1)x"]
)
def test_blanks_before_an_instant_button_stay(text):
    one = {"type": "button", "object": {**BUTTON, "label": "Yes"}}
    read({"text": text, "references": {"1": one}})
    read({"text": f"{text} [B]($b)", "references": {"b": one, "1": one}})


def test_two_labels_that_call_one_instant_button():
    one = {"type": "button", "object": BUTTON}
    read({"text": "[Go]($1) [A]($1) [Go]($2)", "references": {"2": one, "1": one}})


VARIANTS = {
    "flat chart": {"type": "percentage_chart", "data": [{"label": "A", "value": 1}]},
    "flat image": {"type": "image", "data": [URL]},
    "images": {"type": "images", "data": [[URL]]},
    "axes as objects": {**WIRE["graph"], "styles": {"x_axis": {"title": "Month"}}},
    "label and value": {"type": "label", "data": [{"label": "A", "value": "1"}]},
    "key and value": {"type": "label", "data": [{"key": "A", "value": "1"}]},
    "two pairs": {"type": "label", "data": [{"A": "1", "B": "2"}]},
    "styles beside": {"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}]}, "styles": {"width": [100]}},
    "six segments": {"type": "percentage_chart", "data": [[{"label": c, "value": 1} for c in "ABCDEF"]]},
    "unknown key": {**WIRE["list"], "colour": "red"},
    "unknown kind": {"type": "carousel", "data": [True, None, 1e300, -0.0, 1e-7, 1e16, 10**400]},
    "no data": {"type": "table"},
    "nothing": {},
    "empty styles": {**WIRE["list"], "styles": {}},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_slide_in_another_form_is_raw(name):
    code = read({"text": "x", "slides": [WIRE["text"], VARIANTS[name], WIRE["list"]]})
    assert code.startswith("from cardkit import Message, RawSlide\n")
    assert '.text_slide("All green.", title="T")' in code
    assert ".list(" in code
    assert "from_dict" not in code


CONFIRM = {"title": "Sure?", "input": "Why", "button_label": "Yes", "mandatory": True}
KEPT = {
    "card as text": {"card": json.dumps({"title": "T", "theme": "poll"})},
    "slides as text": {"slides": json.dumps([WIRE["text"]])},
    "buttons as text": {"buttons": json.dumps([BUTTON])},
    "no theme": {"card": {"title": "T"}},
    "empty card": {"card": {}},
    "no slides": {"slides": []},
    "slides of nothing": {"slides": [1]},
    "slides of text": {"slides": ["x", {}]},
    "long label": {"buttons": [{**BUTTON, "label": "x" * 99}, 7]},
    "thumbnail": {"card": {"title": "T", "theme": "modern-inline", "thumbnail": "/a.png"}},
    "unused reference": {"references": {"1": {"type": "button", "object": BUTTON}}},
    "sync": {"sync_message": "yes"},
    "styles": {"styles": {}},
    "styles and more": {"styles": {"background": "red", "later": 1}},
    "no style": {"styles": {"background": None}},
    "empty key": {"": 1},
    "odd key": {"\x07": 1, "\ud800": "\udfff"},
    "extra": {"user_ids": [1]},
    "bot": {"bot": "B"},
}


@pytest.mark.parametrize("name", KEPT)
def test_keys_that_no_step_writes_are_kept_and_all_else_is_steps(name):
    code = read({"text": "Hello", **KEPT[name], "appkey": "k"})
    assert code.startswith("from cardkit import Message\n\nmessage = ")
    assert "Message.from_dict(" in code
    assert '.text("Hello")' in code
    assert '.extra(appkey="k")' in code
    assert code.count('"Hello"') == code.count('"k"') == 1
    read(KEPT[name])


BUTTONS = {
    "mandatory as bool": {**BUTTON, "action": {**BUTTON["action"], "confirm": CONFIRM}},
    "value to copy": {"label": "Go", "action": {"type": "copy", "data": {"value": "x"}}},
    "ios": {"label": "Go", "action": {"type": "open.url", "data": {"ios": "https://a/b"}}},
    "arguments of copy": {**BUTTON, "arguments": {"a": 1}},
    "unknown key": {**BUTTON, "colour": "red"},
    "no action": {"label": "Go"},
    "style": {**BUTTON, "type": "green"},
    "nothing": {},
}


@pytest.mark.parametrize("name", BUTTONS)
@pytest.mark.parametrize("place", ["message", "card", "slide"])
def test_a_button_that_no_step_writes_is_json_and_its_neighbours_are_steps(name, place):
    buttons = [{**BUTTON, "label": "One"}, BUTTONS[name], {**BUTTON, "label": "Two"}]
    body = {"text": "x", "card": {"title": "T", "theme": "modern-inline"}, "slides": [WIRE["list"]]}
    code = read(with_buttons(body, place, buttons))
    step = "slide_button" if place == "slide" else "button"
    assert [code.count(call) for call in (f'.{step}("One"', f".raw_{step}(", f'.{step}("Two"')] == [1, 1, 1]
    assert "from_dict" not in code
    assert "RawSlide" not in code


def with_buttons(body, place, buttons):
    """The body with buttons below its card, within it or below its slide."""
    if place == "message":
        return {**body, "buttons": buttons}
    if place == "card":
        return {**body, "card": {**body["card"], "buttons": buttons}}
    return {**body, "slides": [{**body["slides"][0], "buttons": buttons}]}


def test_a_button_as_json_is_kept_and_judged():
    message = Message("x").card("T").raw_button({"label": "Go"}).raw_button({"label": "Go"}, in_card=True)
    assert (
        message.to_dict(check=False)["buttons"] == message.to_dict(check=False)["card"]["buttons"] == [{"label": "Go"}]
    )
    assert [(issue.path, issue.code) for issue in errors(message.issues())] == [
        ("/card/buttons/0", "missing-key"),
        ("/buttons/0", "missing-key"),
    ]
    assert Message("x").raw_button({**BUTTON, "later": 1}).issues()[0].code == "unknown-key"
    longest = Message("x").raw_button({**BUTTON, "label": "x" * 21}).issues()
    assert [(issue.path, issue.code) for issue in longest] == [("/buttons/0/label", "too-long")]
    assert Message("x").list(["a"]).raw_slide_button({"label": "Go"}).item("b").slides[0].items == ("a", "b")


@pytest.mark.parametrize("button", [7, None, [], "x", {"a": {1, 2}}, {1: "x"}, {"a": float("nan")}])
def test_what_is_no_json_object_is_no_button(button):
    with pytest.raises(ConstraintError):
        Message("x").raw_button(button)
    with pytest.raises(ConstraintError):
        Message("x").list(["a"]).raw_slide_button(button)


def test_the_keys_that_stand_beside_buttons_are_extra_ones():
    assert "from_dict" not in read({"text": "Hello", "hint": "x", "confirm": CONFIRM})


def test_the_input_of_a_confirmation_may_be_an_object():
    asked = actions.invoke_function("auth").confirm(title="Sign in", input={"type": "user_webhook_token"})
    message = Message("x").button("Go", asked)
    assert message.to_dict()["buttons"][0]["action"]["confirm"]["input"] == {"type": "user_webhook_token"}
    assert ("wrong-type", "warning") in [(issue.code, issue.severity) for issue in message.issues()]
    assert 'input={"type": "user_webhook_token"}' in same(message)
    assert "raw_button" not in read(message.to_dict())


CONFIRMING = {**BUTTON["action"], "confirm": {**dict.fromkeys(CONFIRM_TEXTS, "x"), "emotion": "neutral"}}


@pytest.mark.parametrize("text", [None, "", " ", 7, "x" * 10_001, "\x07", "\ud83d"])
@pytest.mark.parametrize("key", [*CONFIRM_TEXTS])
def test_a_text_of_a_confirmation_that_no_step_takes_is_kept(key, text):
    asking = {**CONFIRMING, "confirm": {**CONFIRMING["confirm"], key: text}}
    body = {"text": "x", "buttons": [{"label": "Go", "action": asking}]}
    read(body)
    executed(Message.from_dict(body).to_code(api="v2"))


@pytest.mark.parametrize("text", [None, "", " ", 7, "x" * 10_001, "\x07", "\ud83d"])
def test_a_text_that_no_step_takes_is_kept(text):
    assert "from_dict" in read({"text": text, "card": {"title": "T", "theme": "modern-inline"}})
    read({"text": text, "references": INSTANT["references"]})
    read({**FULL, "text": text})


def test_a_prompt_with_buttons_below_it():
    read({"card": {"title": "Q", "theme": "prompt", "buttons": [BUTTON]}, "buttons": [BUTTON]})
    read({"card": {"title": "Q", "theme": "prompt", "later": 1}, "buttons": [BUTTON]})


def test_what_only_limits_of_its_own_allow():
    limits = attrs.evolve(CLIQ, text=20_000, chart_segments=9, buttons=9, card_title=999, button_label=99, reply_to=999)
    message = (
        Message("x" * 15_000, limits=limits)
        .card("y" * 300)
        .chart("pie", [(letter, 1) for letter in "ABCDEF"])
        .instant_button("z" * 50, actions.copy("x"))
        .reply_to("w" * 500)
    )
    code = same(message)
    assert "RawSlide(" in code
    assert "from_dict(" in code


def test_what_was_read_and_changed():
    message = Message.from_dict({"text": "a", "card": {"title": "T"}, "zz": 1}).text("b").card("U").list(["x"])
    assert same(message) == (
        'from cardkit import Message\n\nmessage = Message("b").card("U").list(["x"]).extra(zz=1)\n'
    )


class Carousel:
    type = "carousel"

    def to_dict(self, api=None):
        return {"type": "carousel", "data": {"again": [1, True]}}

    def issues(self, limits):
        return ()


def test_a_strangers_slide_is_raw():
    assert '.slide(RawSlide({"type": "carousel", "data": {"again": [1, True]}}))' in same(
        Message("x").list(["a"]).slide(Carousel())
    )


def test_slides_that_joined_as_objects_are_steps():
    message = Message("x").slide(Chart("pie", {"A": Decimal("1E+3")})).slide(Label([("a", "1"), ("a", "2")]))
    assert same(message.slide(Graph("trend", {"EU": {"J": 1}}))) == (
        "from cardkit import Message\n\nmessage = (\n"
        '    Message("x")\n'
        '    .chart("pie", {"A": 1000})\n'
        '    .label([("a", "1"), ("a", "2")])\n'
        '    .graph("trend")\n'
        '    .category("EU", {"J": 1})\n'
        ")\n"
    )


@pytest.mark.parametrize(("text", "literal"), [
    ('say "hi"', "'say \"hi\"'"),
    ("it's", '"it\'s"'),
    ('"it\'s"', "'\"it\\'s\"'"),
    ("'it''s' \"", "\"'it''s' \\\"\""),
    ("back\\slash", '"back\\\\slash"'),
    ("\\'", '"\\\\\'"'),
    ('\\"', "'\\\\\"'"),
    ("a\n\tb\r", '"a\\n\\tb\\r"'),
    ("no\u00a0break\u2028\ufeff\u202e", '"no\\xa0break\\u2028\\ufeff\\u202e"'),
    ("{x} %s # fmt: off", '"{x} %s # fmt: off"'),
    ("Grüße 漢字 🎉", '"Grüße 漢字 🎉"'),
    ('"""', '\'"""\''),
    (markup.bold("x"), '"*x*"'),
])  # fmt: skip
def test_hostile_text_is_a_right_literal(text, literal):
    message = Message(text).list([text]).extra(**{text: text})
    assert f"Message({literal}).list([{literal}])" in same(message).replace("\n    .", ".")
    assert type(executed(message.to_code()).to_dict()["text"]) is str


@pytest.mark.parametrize(
    "key", ["self", "class", "None", "match", "__debug__", "ﬁ", "größe", "a b", "1", "keys", "a\n"]
)
def test_any_key_can_be_an_extra_one(key):
    assert "from_dict" not in same(Message("x").extra(**{key: {key: [key]}}))


@given(st.text())
def test_any_text_comes_back(text):
    same(Message().extra(any=text))
    read({"text": text, "slides": [{"type": "list", "data": [text]}, {"type": text}], text: text})


@given(st.dictionaries(KEYS | st.text(max_size=5), JSON, max_size=5))
def test_any_object_comes_back(body):
    read(body)


@given(changed(FULL))
@example({"text": "x", "card": {"title": "T", "theme": True, "thumbnail": URL, "buttons": [BUTTON]}})
def test_any_change_of_a_body_comes_back(body):
    read(body)


def with_more(name):
    """A published body with keys beside its own."""
    return {**json.loads(published(name)), "reply_to": "1", "bot": {"name": "B"}, "zz": []}


@given(st.sampled_from(FORMATS).flatmap(lambda name: changed(with_more(name))))
def test_any_change_of_a_published_body_comes_back(body):
    read(body)


LOG = "The first line, which is longer than what stands on one line of code by a few of its words.\n\n  second \n"


def test_a_long_string_is_wrapped_at_its_lines_and_words():
    message = Message(LOG).list([LOG, "short"], title=f"{'word ' * 17}end").extra(note=LOG)
    assert (
        same(message)
        == """\
from cardkit import Message

message = (
    Message(
        "The first line, which is longer than what stands on one line of code by a "
        "few of its words.\\n"
        "\\n"
        "  second \\n",
    )
    .list(
        [
            (
                "The first line, which is longer than what stands on one line of code "
                "by a few of its words.\\n"
                "\\n"
                "  second \\n"
            ),
            "short",
        ],
        title=(
            "word word word word word word word word word word word word word word "
            "word word word end"
        ),
    )
    .extra(
        note=(
            "The first line, which is longer than what stands on one line of code by "
            "a few of its words.\\n"
            "\\n"
            "  second \\n"
        ),
    )
)
"""
    )


@given(st.text(alphabet="ab \n\r\u2028\"'\\漢", min_size=60, max_size=300))
def test_any_long_string_comes_back(text):
    same(Message().extra(any=text, all=[text, {"one": text}]))


@pytest.mark.slow
def test_ten_thousand_rows_are_one_step():
    message = Message("x").table(["A", "B"]).rows([[f"a{n}", "b" * 40] for n in range(10_000)])
    assert same(message).count("\n") > 10_000


def test_deeply_nested_values_are_written():
    value = 1
    for level in range(60):
        value = [value] if level % 2 else {"a": value}
    read({"text": "x", "zz": value, "slides": [{"type": "x", "data": value}]})


def drawn(strategy, count):
    """Examples of a strategy, the same in every run."""
    taken = []

    @settings(max_examples=count, derandomize=True, database=None, phases=[Phase.generate])
    @given(strategy)
    def take(example):
        taken.append(example)

    take()
    return taken


def modules():
    """The code of very different messages."""
    yield from (message.to_code() for message, _ in TYPICAL.values())
    yield from (message.to_code() for message in MESSAGES.values())
    yield from (build(Message(text)).to_code() for build in CHAINS.values() for text in ("x", "y" * 70, "z" * 90))
    yield from (Message.from_dict(body).to_code() for body in drawn(changed(FULL), 200))
    yield from (Message.from_dict(body).to_code() for body in (INSTANT, CONFIRMED, *KEPT.values()))
    for length in range(1, 100):
        text = "é漢" * (length // 3) + "x" * (length % 3)
        yield Message("t" * length).sync().to_code()
        yield Message("t" * length).sync().reply_to("1").to_code()
        yield Message("t").bot(text).list([text, "'\"", "'", '"']).text_slide("a").to_code()
        yield Message("t").bot("t" * length).reply_to(text).to_code()
        yield Message(text).list([text, "'\"", "'", '"']).to_code()
        yield Message(text).bot(text).list([text]).to_code()
        yield Message("x").button("b", actions.invoke_function("f" * length)).to_code()
        longer = actions.invoke_function("f" * length).confirm(title="漢" * 30, input="i" * 80, button_label="ok")
        yield Message("x").sync().button("b", longer, key="k").to_code()
        yield (
            Message("x").extra(**{"k" * length: length / 7, "a b" * length: [1e22, 1e-9, -1.5, {"a": text}]}).to_code()
        )
        yield Message("x").slide(RawSlide({"type": "t" * length})).to_code()
        words = 'it\'s a "word" 漢\n or  two '[length % 9 :] * (length // 9 + 1)
        yield Message(words).to_code()
        yield Message("x" * length).list([words, words[::-1]], title=words).label([("a", words)]).to_code()
        yield Message("x").extra(**{words.strip(): [words], "b" * length: words, words[1:]: (words,)}).to_code()


@pytest.mark.slow
def test_formatters_leave_the_code_as_it_is(tmp_path):
    for at, code in enumerate(modules()):
        (tmp_path / f"m{at}.py").write_text(code, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format", "--diff", "--line-length=88"], ["check", "--select=E9,F,I"]):
        run = subprocess.run([*ruff, *command, "--isolated", tmp_path], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
