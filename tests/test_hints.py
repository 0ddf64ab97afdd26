"""Hints work when followed: the fault is gone, and no new one has come."""

import collections
import enum
import inspect
import json
import re
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path, PurePosixPath

import pandas
import polars
import pytest
from following import PROSE, followed, found, is_code, result
from hypothesis import assume, given, settings
from refusals import hint, refused
from wrong import WRONG, State, issues_of

from cardkit import Button, ConfigurationError, ConstraintError, Message, actions, check, markup, strategies, to
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
    value = {"a": [1]} if ".values()" in hint else value
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
    "<https://example.com|a> <!here> <@U12|ana> <!channel>",
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
@pytest.mark.parametrize("value", WRONG_ADDRESSES, ids=range(len(WRONG_ADDRESSES)))
def test_a_hint_about_an_address_is_an_address(name, value):
    try:
        ADDRESSED[name](value)
    except ConstraintError as error:
        for hint in {issue.hint for issue in error.issues if is_code(issue.hint)}:
            mended = result(hint, value=value)
            message = Message("x").button("b", mended) if hint.startswith("actions.") else ADDRESSED[name](mended)
            assert message.payload.errors() == ()


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


DAY = date(2024, 5, 1)
POINTS = [{"label": "Jan", "value": 9}, {"label": "Feb", "value": 6.5}]
LONG_NAMES = [{"Owner of the ticket": "a" * 100}, {"Team": "b" * 100}]
# What opens or fills a slide; mappings where pairs belong; and what is there once the hint has been followed.
MAPPINGS = [
    ("label", [{"Owner": "Ana"}, {"Team": "Ops"}], [("Owner", "Ana"), ("Team", "Ops")]),
    ("label", [{"Owner": "Ana"}], [("Owner", "Ana")]),
    ("label", [{"Owner": "Ana"}, {"Owner": "Ben"}], [("Owner", "Ana"), ("Owner", "Ben")]),
    ("label", LONG_NAMES, [("Owner of the ticket", "a" * 100), ("Team", "b" * 100)]),
    ("label", [{"Owner": "Ana", "Team": "Ops"}], [("Owner", "Ana"), ("Team", "Ops")]),
    ("label", [{"label": "Owner", "value": "Ana"}], [("Owner", "Ana")]),
    ("label", [{"Host": "web-1", "Load": 0.4}, {"Host": "web-2", "Load": 1}], [("web-1", "0.4"), ("web-2", "1")]),
    ("label().field('a', 'b').fields", [{"Owner": "Ana"}], [("a", "b"), ("Owner", "Ana")]),
    ("card('T').section('S').fields", [{"title": "Owner", "value": "Ana"}], [("Owner", "Ana")]),
    ("chart", [{"Growth": 25}], [("Growth", 25)]),
    ("chart", [{"Growth": 25}, {"Growth": 5}], [("Growth", 25), ("Growth", 5)]),
    ("chart", [{"label": "Up", "value": 3}, {"label": "Down", "value": 1}], [("Up", 3), ("Down", 1)]),
    ("chart", [{"n": 1, "up": True, "name": "a"}], [("True", 1)]),
    ("chart", [{"year": 2024, "n": 7}], [("2024", 7)]),
    ("chart('pie').segments", [{"label": "Up", "value": 3}], [("Up", 3)]),
    ("graph", [{"EU": {"Jan": 9}}, {"US": {"Jan": 4}}], [("EU", (("Jan", 9),)), ("US", (("Jan", 4),))]),
    ("graph", [{"category": "EU", "values": POINTS}], [("EU", (("Jan", 9), ("Feb", 6.5)))]),
    ("graph", POINTS, [("value", (("Jan", 9), ("Feb", 6.5)))]),
    ("graph", [{"m": "Jan", "EU": 9, "US": 4}], [("EU", (("Jan", 9),)), ("US", (("Jan", 4),))]),
    ("graph('trend').category", POINTS, [("EU", (("Jan", 9), ("Feb", 6.5)))]),
    ("graph('trend').category", [{"Jan": 9}], [("EU", (("Jan", 9),))]),
    ("graph", [{"category": "EU", "values": {"Jan": 1}}], [("EU", (("Jan", 1),))]),
    ("graph", [{"category": "EU", "values": [("Jan", 1)]}], [("EU", (("Jan", 1),))]),
    ("graph", [{"category": "EU", "values": 1}, {"category": "US", "values": 2}], [("values", (("EU", 1), ("US", 2)))]),
    ("graph", [{"a": 1}, {"b": 2}], [("…", (("a", 1), ("b", 2)))]),
    ("graph", [{"a": 1}, {"a": 2}], [("…", (("a", 1), ("a", 2)))]),
    ("graph", [{"a": Decimal(1)}, {"b": Decimal(2)}], [("…", (("a", 1), ("b", 2)))]),
    ("graph", [{2023: 1}, {2024: 2}], [("…", (("2023", 1), ("2024", 2)))]),
    ("graph", [{"day": DAY, "n": 3}], [("n", (("2024-05-01", 3),))]),
    ("graph('trend').category", [{"day": DAY, "n": 3}], [("EU", (("2024-05-01", 3),))]),
    ("graph('trend').category", [{"category": "EU", "values": 1}], [("EU", (("EU", 1),))]),
    ("chart", [{"category": "EU", "values": 1}], [("EU", 1)]),
    ("chart", [{"day": DAY, "n": 3}], [("2024-05-01", 3)]),
    ("chart", [{"day": "Mon", "n": 3}, {"day": "Tue", "n": None}], [("Mon", 3)]),
    ("chart", [{"tags": ["a"], "name": "b", "n": 3}], [("b", 3)]),
    ("chart('pie').segments", [{"day": DAY, "n": 3}], [("2024-05-01", 3)]),
    ("chart('pie').segments", [{2023: 1}, {2024: 2}], [("2023", 1), ("2024", 2)]),
    ("label", [{"day": DAY, "n": 3}, {"day": DAY, "n": 4}], [("2024-05-01", "3"), ("2024-05-01", "4")]),
    ("card('T').section('S').fields", [{2023: 1}, {2024: 2}], [("2023", "1"), ("2024", "2")]),
]  # fmt: skip


@pytest.mark.parametrize(("step", "value", "entries"), MAPPINGS, ids=range(len(MAPPINGS)))
def test_mappings_where_pairs_belong_are_told_how_to_become_some(step, value, entries):
    before = {"chart": ["pie"], "graph": ["trend"], "graph('trend').category": ["EU"]}.get(step, [])
    call = eval(f"message.{step}", {"message": Message("x")})
    issue = refused(call, *before, value)
    assert issue.hint not in {issue.got, ""}
    options = re.fullmatch(r"(\w+=.*), (\w+=.*)", issue.hint)
    if options:
        message = eval(f"call(*before, value, {issue.hint})", {"call": call, "before": before, "value": value})
    else:
        message = call(*before, result(issue.hint, value=value))
    part = message.payload.card.sections[0] if "section" in step else message.slides[0]
    assert getattr(part, part.entry_field) == tuple(entries)


NO_PAIRS = {
    "chart": [[{"category": "EU", "values": {"Jan": 1}}], [{"category": "EU", "values": POINTS}], [{"a": {"b": 1}}]],
    "chart('pie').segments": [[{"category": "EU", "values": [("Jan", 1)]}], [{"a": "b"}], [{"a": None, "n": 1}]],
    "graph": [[{"category": "EU", "values": "x"}], [{"a": "b"}], [{"a": {"b": "c"}}], [{1: "a", 2: 3}]],
    "graph('trend').category": [[{"category": "EU", "values": {"Jan": 1}}], [{"Jan": {"a": 1}}]],
    "label": [
        [{"category": "EU", "values": {"Jan": 1}}],
        [{"a": {"b": 1}}],
        [{"a": [1], "b": "c"}],
        [{"a": [1], "b": "c"}] * 2,
        [{"a": 1, "b": 2, "c": {}}] * 2,
    ],
    "card('T').section('S').fields": [[{"a": {"b": 1}}], [{"title": "a", "value": [1]}], [{None: "a"}]],
}


@pytest.mark.parametrize(("step", "value"), [(step, value) for step, all in NO_PAIRS.items() for value in all])
def test_mappings_that_make_no_pairs_are_told_by_an_example(step, value):
    before = {"chart": ["pie"], "graph": ["trend"], "graph('trend').category": ["EU"]}.get(step, [])
    call = eval(f"message.{step}", {"message": Message("x")})
    with pytest.raises(ConstraintError) as caught:
        call(*before, value)
    assert call(*before, result(caught.value.issues[0].hint, value=value)).issues() == ()
    assert caught.value.issues[0].expected == "a pair"


def test_one_column_of_numbers_is_named_without_a_list():
    assert hint(Message("x").graph, "trend", [{"day": "Mon", "n": 3}]) == "x='day', y='n'"


def test_records_with_more_columns_than_two_are_a_table():
    hosts = [{"Host": "web-1", "Load": 0.4, "Up": True}, {"Host": "web-2", "Load": None, "Up": False}]
    assert len(result(hint(Message("x").label, hosts), message=Message("x"), value=hosts).slides[0].rows) == 2


@pytest.mark.parametrize("value", [[{"a": 1, "b": 2}, {"c": 3}], [{}], [{"a": "b", "c": "d"}], [{"a": 1}, "ab"], [5]])
def test_of_other_entries_an_example_is_shown(value):
    assert hint(Message("x").chart, "pie", value) == '{"Growth": 25}'


class Up(enum.Enum):
    UP = "up"


class Level(enum.Enum):
    HIGH = 3
    BOTH = (1, 2)


SAID = {Up.UP: "up", Level.HIGH: "3", Level.BOTH: "BOTH"}


@pytest.mark.parametrize("member", SAID)
def test_a_member_of_an_enum_is_told_by_what_it_stands_for(member):
    frame = pandas.DataFrame({"v": [member]})
    names = {"Up": Up, "Level": Level}
    for call, read in [
        (Message, lambda message: message.payload.text),
        (lambda value: Message("x").list(title=value), lambda message: message.slides[0].title),
        (lambda value: Message("x").table(["v"]).row(value), lambda message: message.slides[0].rows[0][0]),
        (lambda value: Message("x").label({"v": value}), lambda message: message.slides[0].fields[0].value),
        (markup.bold, lambda text: text.strip("*")),
    ]:
        assert read(call(result(hint(call, member), **names))) == SAID[member]
    for call in (
        lambda **given: Message("x").table(frame, **given).slides[0].rows[0][0],
        lambda **given: Message("x").list([member], missing="", **given).slides[0].items[0],
    ):
        with pytest.raises(ConstraintError) as caught:
            call()
        assert eval(f"call({caught.value.issues[0].hint})", {"call": call}) == SAID[member]


NO_SLIDES = [
    (Message("Hi").list(["a"]), ".each(value.slides"),
    (Message("Hi").list(["a"]).build(), ".each(value.slides"),
    (pandas.Series({"a": 1, "b": None}), ".label("),
    (pandas.Series(["a", None]), ".list("),
    (actions.copy("x"), ".button("),
    (Button("b", actions.copy("x")), ".button("),
    (Message("Hi").card("T").payload.card, ".card("),
    (Message("Hi").card("T").section("S").payload.card.sections[0], ".section("),
]


@pytest.mark.parametrize(("value", "step"), NO_SLIDES, ids=range(len(NO_SLIDES)))
def test_what_is_no_slide_is_told_where_it_belongs(value, step):
    issue = refused(Message("x").slide, value)
    assert issue.hint.startswith(step)
    if is_code(issue.hint):
        assert result(issue.hint, message=Message("x"), value=value).issues() == ()


NO_TEXT = [object(), {1}, float("nan"), Decimal("NaN"), float("inf"), pandas.NaT, pandas.NA, iter("ab"), int, b"a", 10**5000, actions.copy("a")]  # fmt: skip


@pytest.mark.parametrize("value", NO_TEXT, ids=range(len(NO_TEXT)))
def test_what_no_cell_takes_is_no_text_either(value):
    for call in (Message, lambda title: Message("x").list(title=title)):
        assert hint(call, value) == ""


@pytest.mark.parametrize("value", [7, 0.5, True, date(2024, 5, 1), Decimal("1.20"), PurePosixPath("a/b")])
def test_what_a_cell_takes_is_told_as_text(value):
    text = result(hint(Message, value), value=value)
    assert Message(text).payload.text == Message("x").table(["a"]).row(value).slides[0].rows[0][0]


SPECS = [
    ("%.1f", 1.25, "1.2"), ("{:.1f}", 1.25, "1.2"), ("%d", 1.25, "1"), ("%.1f%%", 1.25, "1.2%"), ("{:.1f} ms", 1.25, "1.2 ms"),
    ("%s", 1.25, "1.25"), ("{:,}", 1250, "1,250"), ("{}", 7, "7"), ("%5.1f", 1.25, "  1.2"),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "value", "written"), SPECS)
def test_a_format_of_another_kind_is_told_as_it_is_written_here(spec, value, written):
    for call in (
        lambda **given: Message("x").table([{"v": value}], **given).slides[0].rows[0][0],
        lambda **given: Message("x").list([value], **given).slides[0].items[0],
    ):
        with pytest.raises(ConstraintError) as caught:
            call(format=spec)
        assert eval(f"call({caught.value.issues[0].hint})", {"call": call}) == written


@pytest.mark.parametrize(("text", "number"), {"40%": 40, " 3 ": 3, "007": 7, "-2.50": -2.5, "0.5 %": 0.5}.items())
def test_a_number_as_text_is_told_as_a_number(text, number):
    assert result(hint(Message("x").chart, "pie", {"a": text})) == number


@pytest.mark.parametrize("text", ["n/a", "1,200", "", "4e2", "--1"])
def test_a_text_that_shows_no_number_is_none(text):
    assert hint(Message("x").chart, "pie", {"a": text}) == "a number, or leave this entry out"


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


PYTHON = re.compile(r"\bTrue\b|\bFalse\b|\bNone\b|^\.\w+\(|^'|\bmarkup\.|\bactions\.")


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
    for value in (Message("Hi"), Message("Hi").build(), path):
        (issue,) = check(value)
        read = result(issue.hint, payload=value)
        assert (check(read) if isinstance(read, bytes) else read) == ()
        read = result(hint(Message.from_dict, value), body=value)
        assert (read if isinstance(read, Message) else Message.from_dict(read)).to_dict() == {"text": "Hi"}


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


def test_a_hint_about_data_that_may_be_empty_mends_it():
    told = hint(Message("x").table, []).partition(", where")[0]
    assert eval(f"Message('x').table([], {told})", {"Message": Message}).slides[0].headers == ("Host", "State")


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
