"""Hints about data work when followed: about values of other kinds, and about mappings, records and formats."""

import enum
import re
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import PurePosixPath

import pandas
import pytest
from following import is_code, result
from refusals import hint, refused

from cardkit import Button, ConstraintError, Message, actions, markup

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
    ("chart", [{"n": 1, "up": True, "name": "a"}], [("a", 1)]),
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
    "chart('pie').segments": [[{"category": "EU", "values": [("Jan", 1)]}], [{"a": None, "n": 1}]],
    "graph": [[{"category": "EU", "values": "x"}], [{"a": "b"}], [{1: "a", 2: 3}]],
    "graph('trend').category": [[{"category": "EU", "values": {"Jan": 1}}], [{"Jan": {"a": 1}}]],
    "label": [[{"category": "EU", "values": {"Jan": 1}}], [{"a": {"b": 1}}], [{"a": [1], "b": "c"}], [{"a": [1], "b": "c"}] * 2, [{"a": 1, "b": 2, "c": {}}] * 2],
    "card('T').section('S').fields": [[{"a": {"b": 1}}], [{"title": "a", "value": [1]}], [{None: "a"}]],
}  # fmt: skip


@pytest.mark.parametrize(("step", "value"), [(step, value) for step, all in NO_PAIRS.items() for value in all])
def test_mappings_that_make_no_pairs_are_told_by_an_example(step, value):
    before = {"chart": ["pie"], "graph": ["trend"], "graph('trend').category": ["EU"]}.get(step, [])
    call = eval(f"message.{step}", {"message": Message("x")})
    with pytest.raises(ConstraintError) as caught:
        call(*before, value)
    assert call(*before, result(caught.value.issues[0].hint, value=value)).issues() == ()
    assert caught.value.issues[0].expected == "a pair"


FLAT = [
    {"Mon": 1, "Tue": 2.5},
    [("Mon", 1), ("Tue", 2.5)],
    pandas.Series([1, 2.5], index=["Mon", "Tue"], name="EU"),
    {"Mon": Decimal(1), "Tue": Decimal("2.5")},
]


@pytest.mark.parametrize("value", FLAT, ids=["mapping", "pairs", "series", "decimals"])
def test_numbers_that_stand_where_categories_belong_are_told_once_and_put_into_one(value):
    issue = refused(Message("x").graph, "trend", value)
    message = Message("x").graph("trend", result(issue.hint, value=value))
    assert (issue.path, message.slides[0].categories) == ("/slides/0/data", (("…", (("Mon", 1), ("Tue", 2.5))),))


@pytest.mark.parametrize("rows", [[{"A": "1", "B": "2"}], [["1", "2"], ["3", "4"]], []], ids=["names", "lists", "none"])
def test_the_data_of_a_table_in_a_body_is_told_as_headers_and_rows(rows):
    told = hint(Message("x").table, {"headers": ["A", "B"], "rows": rows})
    message = result(told, message=Message("x"), value={"headers": ["A", "B"], "rows": rows})
    assert message == Message("x").table(["A", "B"], rows)


COLUMNS = {"State": ["up", "down"], "Host": ["a", "b"]}


@pytest.mark.parametrize(("rows", "read"), [
    ({"State": "up", "Host": "a"}, (("a", "up"),)),
    (COLUMNS, (("a", "up"), ("b", "down"))),
], ids=["row", "columns"])  # fmt: skip
def test_a_mapping_where_rows_belong_is_told_how_it_becomes_rows_by_name(rows, read):
    table = Message("x").table(["Host", "State"])
    for call in (table.rows, partial(table.rows, missing="–"), partial(Message("x").table, ["Host", "State"])):
        assert call(result(hint(call, rows), value=rows)).slides[0].rows == read


SHARES = {"Up": 3, "Down": 1}
FRAME = pandas.DataFrame({"name": [*SHARES], "n": [*SHARES.values()]})


@pytest.mark.parametrize(("data", "options"), [
    (SHARES, {}), (pandas.Series(SHARES), {}), (FRAME, {"labels": "name", "values": "n"}),
], ids=["mapping", "series", "frame"])  # fmt: skip
def test_data_before_the_preview_is_told_to_stand_behind_it(data, options):
    for before in ((data, "doughnut"), (data,)):
        told = hint(Message("x").chart, *before, **options)
        written = told.removesuffix(")") + "".join([f", {name}={column!r}" for name, column in options.items()]) + ")"
        slide = result(written, message=Message("x"), data=data).slides[0]
        assert (slide.preview, slide.segments) == ((*before, "pie")[1], (("Up", 3), ("Down", 1)))
    assert hint(Message("x").graph, {"EU": SHARES}, "vertical_bar").startswith(".graph('vertical_bar', {'EU': ")


def test_other_options_stay_in_the_hint_at_columns_that_are_no_names():
    told = hint(Message("x").chart, "pie", labels=["a", "b"], values=[1, 2], top=1)
    assert told == '.chart(…, data, labels="…", values="…", top=1)'


def test_one_column_of_numbers_is_named_without_a_list():
    assert hint(Message("x").graph, "trend", [{"day": "Mon", "n": 3}]) == "x='day', y='n'"


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


class Kind(enum.Enum):
    PIE, TREND, MODERN, PLUS, RED = "pie", "trend", "modern-inline", "+", "red"
    NUMBER = 1


@pytest.mark.parametrize(
    ("call", "member"),
    [
        (Message("x").chart, Kind.PIE),
        (Message("x").graph, Kind.TREND),
        (lambda theme: Message("x").card("T", theme=theme), Kind.MODERN),
        (lambda style: Message("x").button("a", actions.copy("b"), style=style), Kind.PLUS),
        (lambda background: Message("x").style(background=background), Kind.RED),
    ],
)
def test_a_member_of_an_enum_may_stand_for_one_of_a_few_values_and_another_thing_not(call, member):
    call(result(hint(call, member), Kind=Kind))
    assert (hint(call, Kind.NUMBER), hint(call, 5)) == ("", "")


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


def test_a_hint_about_data_that_may_be_empty_mends_it():
    told = hint(Message("x").table, []).partition(", where")[0]
    assert eval(f"Message('x').table([], {told})", {"Message": Message}).slides[0].headers == ("Host", "State")
