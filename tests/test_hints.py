"""Hints work when followed: the fault is gone, and no new one has come."""

import collections
import inspect
import json
import re
from io import BytesIO, StringIO
from pathlib import Path

import pandas
import polars
import pytest
from following import PROSE, followed, found, is_code, result
from hypothesis import assume, given, settings
from refusals import hint, refused
from wrong import WRONG, State, issues_of

from cardkit import ConfigurationError, ConstraintError, Message, actions, check, markup, strategies, to
from cardkit.errors import Issue
from cardkit.errors.wording import closest
from cardkit.inspection.advice import advice
from cardkit.limits import CLIQ
from cardkit.transport import CliqTransport

# Hints that are code with a part of the caller's own in it, which only the caller can put there.
OWN = {'owner="a@example.com"', ".poll(title, *options)"}


# What comes under the name of `value` where the hint makes data of it.
FRAME = {
    "a series where a table belongs": polars.Series([1, 2]),
    "a series without names": pandas.Series([1, 2]),
    "a series with other names than the headers": pandas.Series(["web-1", "up"], index=[0, 1]),
    "a grouping where a table belongs": pandas.DataFrame({"host": ["web-1"]}).groupby("host"),
    "a style where rows belong": pandas.DataFrame({"host": ["web-1"]}).style,
}


def carried_out(hint, name):
    """What comes of a hint that is code, where the caller has a value of the kind that it is about."""
    value = {"type": "x"} if "RawSlide" in hint else "x" * 20_000
    value = Message("x") if ".to_dict()" in hint else value
    value = {"a": [1]} if ".values()" in hint else [{"a": 1}] if "row.items()" in hint else value
    payload = Path(__file__) if "read_bytes" in hint else Message("x")
    names = {"payload": payload, "text": '"x"', "body": {"message": {}}, "State": State}
    return result(hint, value=FRAME.get(name, value), **names)


def test_a_hint_that_is_code_can_be_carried_out():
    for name, call in WRONG.items():
        for told in {issue.hint for issue in issues_of(call)} - OWN:
            if is_code(told) and not told.startswith("."):
                assert carried_out(told, name) is not PROSE, (name, told)


MENDED_FIRST = ("/card/theme", "/data/headers")
"""Where one fault hides others: a card must have what its theme needs, and rows what the headers name."""


def errors(body):
    return {(issue.path, issue.code) for issue in check(body) if issue.severity == "error"}


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(strategies.invalid_payloads())
def test_a_hint_about_a_body_mends_it(broken):
    body, _ = broken
    assume(not any(isinstance(body.get(name), str) for name in ("card", "slides", "buttons")))  # no path leads there
    issues, before = check(body), errors(body)
    for issue in issues:
        mended = followed(body, issue)
        if mended is not None and mended != body:
            after = found(mended)
            assert (issue.path, issue.code) not in after, (issue, mended)
            new = {code for _, code in errors(mended)} - {code for _, code in before}
            assert issue.path.endswith(MENDED_FIRST) or not new, (issue, mended)


HABITS = [
    "**a** and **b `c` d**",
    "~~a~~ `~~b~~`",
    "**[log](https://example.com)** *x*",
    "a\n- [ ] b\n- [x] c",
    "<https://example.com|a> <!here> <@U12|ana> <!channel> <@b+c@example.com>",
    "[a](https://example.com/b(c)) [d](https://example.com/e_(f)_g)",
    "a ```\nb",
    "```a``` b ```",
]


@pytest.mark.parametrize("text", HABITS)
def test_a_hint_about_a_habit_takes_it_away(text):
    body = {"text": text}
    for _ in range(20):
        issues = [issue for issue in check(body) if not issue.hint.startswith(".")]
        if not issues:
            return
        body = followed(body, issues[0])
    pytest.fail(str(body))


@pytest.mark.parametrize("text", ["![a](https://example.com/b.png)", "a\n|b|c|\n|-|-|\n|d|e|\nf", "- [ ] a"])
def test_a_step_writes_what_a_habit_meant(text):
    (issue,) = check({"text": text})
    after = followed({"text": text.replace(issue.got[1:-1].replace("\\n", "\n"), "x")}, issue)
    assert check(after) == ()
    assert len(after["slides"]) == 1


def test_the_id_of_a_message_is_decoded():
    body = {"text": "Hi", "thread_message_id": "1599%20117"}
    (issue,) = check(body)
    assert followed(body, issue) == {"text": "Hi", "thread_message_id": "1599 117"}


LONG = ["a" * 20_000, "```\n" + "a" * 20_000, "`" * 20_000, ("x\n```\ny\n```\n" * 2_000)[:15_001], "é" * 10_001]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_text_that_is_cut_as_told_has_no_fault(text):
    issue = refused(Message, text)
    assert [issue.code for issue in Message(result(issue.hint, value=text)).issues()] == []
    (before, *_) = [issue for issue in check({"text": text}) if issue.code == "too-long"]
    assert check(followed({"text": text}, before)) == ()


CHAIN = [
    (lambda m, cells: m.row(*cells), ("a", "b", "c"), lambda m, new: m.row(new)),
    (lambda m, cells: m.row(*cells), ("a",), lambda m, new: m.row(new)),
    (lambda m, widths: m.width(widths), [50, 50], None),
    (lambda m, widths: m.width(*widths), (50, 20), None),
    (lambda m, widths: m.width(*widths), (100,), None),
]


@pytest.mark.parametrize(("call", "value", "again"), CHAIN, ids=range(len(CHAIN)))
def test_a_hint_about_a_step_of_a_table_mends_it(call, value, again):
    table = Message("Hosts").table(["A", "B"]).row("x", "y")
    issue = refused(call, table, value)
    mended = result(issue.hint, message=table, value=value)
    assert (mended if again is None else again(table, mended)).issues() == ()


def test_widths_for_more_columns_than_percents_are_left_out():
    table = Message("Hosts").table([str(number) for number in range(101)])
    assert hint(table.width, 50, 50) == "leave the widths out"


ADDRESSED = {
    "web": lambda url: Message("x").button("b", actions.open_url(url)),
    "iOS": lambda url: Message("x").button("b", actions.open_url(ios=url)),
    "preview": lambda url: Message("x").button("b", actions.preview_url(url)),
    "link": lambda url: Message(markup.link("b", url)),
    "picture": lambda url: Message("x").image(url),
    "pictures": lambda url: Message("x").image([url]),
    "thumbnail": lambda url: Message("x").card("T", thumbnail=url),
    "bot": lambda url: Message("x").bot("B", url),
    "owner": lambda url: Message("x").button("b", actions.invoke_function("f", url)),
}
WRONG_ADDRESSES = [
    "https://example.com/a b", " https://example.com/a?b= c#d e ", "https://example.com", "https://exa mple.com/x",
    f"https://example.com/{'a b' * 40}", "example.com/a b", "tel:+49 123", "myapp://a b", "myapp://7", "javascript:a b",
    "https://example.com/a\\b", "https://example.com/a\nb", "", 7, 0.5, b"x", ["https://example.com"],
]  # fmt: skip


@pytest.mark.parametrize("name", ADDRESSED)
def test_a_hint_about_an_address_is_an_address(name):
    for value in WRONG_ADDRESSES:
        try:
            ADDRESSED[name](value)
        except ConstraintError as error:
            for hint in {issue.hint for issue in error.issues if is_code(issue.hint)}:
                mended = result(hint, value=value)
                message = Message("x").button("b", mended) if hint.startswith("actions.") else ADDRESSED[name](mended)
                assert message.payload.errors() == (), (value, hint)


def test_an_address_with_blanks_is_told_as_it_is_written():
    for value, told in {
        "https://example.com/a b?c=d e&f=1": "https://example.com/a%20b?c=d%20e&f=1",
        " https://example.com/a": "https://example.com/a",
        "tel:+49 123": "tel:+49123",
    }.items():
        assert result(hint(actions.open_url, value), value=value) == told


def test_schemes_of_apps_are_named_only_where_they_may_stand():
    for call in (actions.open_url, lambda url: markup.link("a", url)):
        with pytest.raises(ConstraintError) as caught:
            call("example.com")
        assert all(scheme in caught.value.issues[0].expected for scheme in CLIQ.url_schemes)
        assert "app" not in caught.value.issues[0].expected
    for name in ("windows", "ios", "android"):
        with pytest.raises(ConstraintError, match="or one of an app's own scheme"):
            actions.open_url(**{name: "example.com"})


HELPERS = [markup.bold, markup.escape, markup.heading, markup.code, markup.quote, lambda v: markup.link(v, "https://a.b"), lambda v: markup.silent(v, "7")]  # fmt: skip


@pytest.mark.parametrize("helper", HELPERS, ids=range(len(HELPERS)))
def test_nothing_never_becomes_the_word_none(helper):
    assert "None" not in helper(result(hint(helper, None), value=None))


def test_a_level_that_is_no_keyword_is_told_as_one():
    with pytest.raises(ConstraintError) as caught:
        markup.heading("Title", 2)
    assert eval(f"heading('Title', {caught.value.issues[0].hint})", {"heading": markup.heading}) == "## Title"


def test_a_picture_that_is_a_file_is_told_what_to_do():
    with pytest.raises(ConstraintError, match=r"a file has none; CliqTransport\.share sends files") as caught:
        Message("x").image(Path("plan.png"))
    assert Message("x").image(result(caught.value.issues[0].hint)).issues() == ()


@pytest.mark.parametrize(
    ("name", "meant"),
    {
        "ops": "channel:ops",
        "#ops": "channel:ops",
        "CT_12": "chat:CT_12",
        "CT_12-T-3": "thread:CT_12-T-3",
        "ana@example.com": "person:ana@example.com",
    }.items(),
)
def test_a_destination_without_its_kind_is_told_with_one(name, meant):
    with pytest.raises(ConfigurationError, match=re.escape(f"write {meant!r} if that is meant")):
        to.parse(name)
    assert str(to.parse(meant)) == meant


@pytest.mark.parametrize(
    ("region", "meant"), {"EU": "eu", "com": "us", "India": "in", "europe": "eu", ".jp": "jp"}.items()
)
def test_a_region_by_another_name_is_told_by_its_own(region, meant):
    with pytest.raises(ConfigurationError, match=re.escape(f"did you mean {meant!r}?")):
        CliqTransport(token="1000.x", region=region)
    assert CliqTransport(token="1000.x", region=meant)


def test_names_that_are_not_alike_are_not_offered():
    assert closest("icon", ["title", "theme", "options", "sections"]) is None
    assert closest("mentions", ["text", "buttons"]) is None
    assert closest("invoke", ["invoke.bot", "invoke.function", "copy"]) is None
    assert closest("Thubmnail", ["title", "thumbnail"]) == "thumbnail"


PYTHON = re.compile(r"\bTrue\b|\bFalse\b|\bNone\b|^\.\w+\(|^'|\bmarkup\.|\bactions\.|\bmessage\.send\(")


def test_advice_for_a_file_speaks_json():
    for call in [call for call in WRONG.values() if "check(" in inspect.getsource(call)]:
        for issue in issues_of(call):
            assert not PYTHON.search(advice(issue)), (issue.hint, advice(issue))


def test_an_action_is_told_with_its_arguments_as_json():
    (_, _, issue) = check(
        {
            "text": "Hi",
            "buttons": [{"label": "Go", "action": {"type": "invoke.function", "name": "f", "data": {"env": "x"}}}],
        }
    )
    assert json.loads(f"{{{advice(issue)}}}") == {
        "action": {"type": "invoke.function", "data": {"name": "approve"}},
        "arguments": {"env": "prod"},
    }


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("'pie'", '"pie"'),
        ("shorten it to 'pie'", 'shorten it to "pie"'),
        ("value[:5000]", "shorten it to 5,000 characters"),
        ("str(7)", '"7"'),
        ('"%20".join(value.split())', "write %20 for each blank"),
        ('input="Why?", button_label="Go"', '"input": "Why?", "button_label": "Go"'),
        ("message._payload()", "message._payload()"),
    ],
)
def test_advice_has_the_values_of_literals_and_of_what_is_public(hint, told):
    assert advice(Issue("", "other", "…", hint=hint)) == told


def test_a_message_or_a_file_that_is_checked_is_told_with_what_gives_its_issues(tmp_path):
    path = tmp_path / "card.json"
    path.write_text('{"text": "Hi"}', encoding="utf-8")
    for value in (Message("Hi"), Message("Hi").build(), path, StringIO(path.read_text()), BytesIO(path.read_bytes())):
        (issue,) = check(value)
        read = result(issue.hint, payload=value)
        assert (check(read) if isinstance(read, (str, bytes)) else read) == ()
        if hasattr(value, "seek"):
            value.seek(0)
        read = result(hint(Message.from_dict, value), body=value)
        assert (read if isinstance(read, Message) else Message.from_dict(read)).to_dict() == {"text": "Hi"}
    for file in (path, StringIO(path.read_text()), BytesIO(path.read_bytes())):
        assert Message.from_json(result(hint(Message.from_json, file), body=file)).to_dict() == {"text": "Hi"}


@pytest.mark.parametrize("condition", [True, False])
def test_a_step_that_is_a_message_is_refused_whatever_the_condition(condition):
    for steps in ((Message("x").card("T"),), (lambda message: message, Message("x").card("T"))):
        assert (
            Message("x").when(True, eval(hint(Message("x").when, condition, *steps))).to_dict()["card"]["title"] == "…"
        )


@pytest.mark.parametrize(("call", "mended"), [
    (Message, "\x1b[31mred\x1b[0m"),
    (lambda value: Message("x").list(value), [(1,), (2,)]),
    (lambda value: Message("x").table(value), StringIO("a,b\n1,2")),
    (lambda value: Message("x").button("a", value), "https://example.com/1"),
])  # fmt: skip
def test_what_the_hint_makes_of_a_value_is_taken(call, mended):
    with pytest.raises(ConstraintError) as caught:
        call(mended)
    if isinstance(mended, StringIO):
        mended.seek(0)
    assert call(result(caught.value.issues[0].hint, value=mended)).issues() == ()


@pytest.mark.parametrize("as_given", [list, tuple, dict.fromkeys, iter], ids=["list", "tuple", "mapping", "iterator"])
def test_options_that_come_as_one_are_told_to_be_unpacked(as_given):
    told = hint(Message("x").poll, "Which?", as_given(["A", "B"]))
    message = eval(f"message{told}", {"message": Message("x"), "title": "Which?", "options": as_given(["A", "B"])})
    assert message.to_dict()["card"]["options"] == [{"text": "A"}, {"text": "B"}]
    assert hint(Message("x").poll, "Which?", as_given(["A", "B"]), "C") != told


class Lazy(collections.UserString):
    """What stands for a text that is made when it is shown, as lazy translations do."""


@pytest.mark.parametrize(
    "step", [Message, Message().text, Message().card, Message().text_slide, Message().section, markup.bold]
)
def test_a_lazy_text_is_told_how_to_become_one(step):
    value = Lazy("Größe")
    (issue,) = issues_of(lambda: step(value))
    assert issue.hint == "str(value)"
    step(eval(issue.hint, {"value": value}))
