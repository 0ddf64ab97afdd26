"""What is different between two messages, told in words."""

import subprocess
import sys

import pytest
from fewer import FEWER
from hypothesis import given

from cardkit import ConstraintError, Message, Table, actions
from cardkit.strategies import messages, payloads
from cardkit.testing import assert_same, diff, plugin

HOSTS = Message("Hosts").table(["Host", "State"], title="Now").row("web-1", "up").row("web-2", "up").row("web-3", "up")


def rows(*names):
    return Message("Hosts").table(["Host"]).rows([[name] for name in names])


@FEWER
@given(messages())
def test_a_message_differs_in_nothing_from_itself(message):
    body = message.to_dict()
    for other in (message, message.build(), body, message.to_json(), message.to_json(indent=2).encode()):
        assert not diff(message, other)
        assert_same(other, message)


@FEWER
@given(payloads(), payloads())
def test_no_line_means_equal(a, b):
    assert (diff(a, b) == "") is (a == b)


def test_a_cell_that_differs_is_told_by_its_row_and_column():
    other = Message("Hosts").table(["Host", "State"], title="Now").rows([["web-1", "up"], ["web-2", "down"]])
    assert diff(HOSTS, other.row("web-3", "up")) == "slide 1, row 2, State: 'up' != 'down'"


@pytest.mark.parametrize(
    ("a", "b", "line"),
    [
        ({"text": "Hi"}, {"text": "Ho"}, "text: 'Hi' != 'Ho'"),
        ({"text": "Hi"}, {"text": 7}, "text: 'Hi' != 7"),
        ({"text": "Hi"}, {}, "text: only in the first: 'Hi'"),
        ({}, {"later": None}, "later: only in the second: None"),
        ({"slides": []}, {"slides": {}}, "slides: [] != {}"),
        ({"card": {"title": "A"}}, {"card": {"title": "B"}}, "card, title: 'A' != 'B'"),
        ({"card": {}}, {"card": {"buttons": [1]}}, "card, buttons: only in the second: [1]"),
        ({"slides": [{"type": "list", "data": ["a"]}]}, {"slides": [{"type": "list"}]}, "slide 1, data: only in the first: ['a']"),
        ({"slides": [{"data": [[1]]}]}, {"slides": [{"data": [[2]]}]}, "slide 1, item 1: 1 != 2"),
        ({"references": {"1": {"type": "a"}}}, {"references": {"1": {"type": "b"}}}, "instant button 1, type: 'a' != 'b'"),
        ({"references": {}}, {}, "references: only in the first: {}"),
        ({"styles": {"markdown": True}}, {"styles": {"markdown": False}}, "markdown: True != False"),
        ({"a/b": 1}, {"a/b": 2}, "a/b: 1 != 2"),
        ({"a\nb": 1}, {"a\nb": 2}, "a\\nb: 1 != 2"),
        ({"text": "a\nb"}, {"text": "a"}, "text: 'a\\nb' != 'a'"),
    ],
)  # fmt: skip
def test_a_difference_is_one_line_with_its_place(a, b, line):
    assert diff(a, b) == line


def test_a_row_more_is_one_line():
    assert (
        diff(rows("a", "b", "c"), rows("a", "new", "b", "c")) == "slide 1, row 2: only in the second: {'Host': 'new'}"
    )
    assert diff(rows("a", "old", "b", "c"), rows("a", "b", "c")) == "slide 1, row 2: only in the first: {'Host': 'old'}"
    assert diff(rows(*map(str, range(500))), rows("x", *map(str, range(500)))).count("\n") == 0


def test_a_row_changed_and_one_more_after_it():
    assert diff(rows("a", "b", "z"), rows("a", "c", "d", "z")).splitlines() == [
        "slide 1, row 2, Host: 'b' != 'c'",
        "slide 1, row 3: only in the second: {'Host': 'd'}",
    ]


def test_a_place_is_that_of_the_first():
    assert diff(rows("a", "b", "c"), rows("new", "a", "b", "d")).splitlines() == [
        "slide 1, row 1: only in the second: {'Host': 'new'}",
        "slide 1, row 3, Host: 'c' != 'd'",
    ]


def test_slides_are_compared_with_those_of_their_type():
    a = Message("Hi").slide(Table(["A"], [["1"]])).text_slide("End")
    b = Message("Hi").list(["one"]).slide(Table(["A"], [["2"]])).text_slide("End.")
    assert diff(a, b).splitlines() == [
        "slide 1: only in the second: {'type': 'list', 'data': ['one']}",
        "slide 1, row 1, A: '1' != '2'",
        "slide 2, data: 'End' != 'End.'",
    ]


def test_buttons_are_compared_with_those_of_their_label():
    a = Message("Hi").button("Yes", actions.copy("1")).button("No", actions.copy("2"))
    b = Message("Hi").button("No", actions.copy("3"))
    assert diff(a, b).splitlines() == [
        "button 1: only in the first: {'label': 'Yes', 'action': {'type': 'copy', 'data': {'text': '1'}}}",
        "button 2, action, text: '2' != '3'",
    ]


def test_the_order_of_keys_does_not_count_and_that_of_entries_does():
    assert diff({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1}) == ""
    assert diff({"b": [1, 2]}, {"b": [2, 1]}).splitlines() == [
        "b, item 1: only in the second: 2",
        "b, item 2: only in the first: 2",
    ]
    assert diff({"b": [1, 1.0]}, {"b": [1.0, 1]}) == ""


def test_long_text_is_shown_where_it_differs():
    a, b = "x" * 200 + "old" + "y" * 200, "x" * 200 + "new" + "y" * 200
    tail = "y" * 47
    assert diff({"text": a}, {"text": b}) == f"text: …'{'x' * 10}old{tail}'… != …'{'x' * 10}new{tail}'…"
    assert diff({"text": "a" * 70}, {"text": "b"}) == f"text: '{'a' * 60}'… != 'b'"
    assert diff({"text": "a" * 70}, {"text": "a" * 71}) == f"text: …'{'a' * 10}' != …'{'a' * 11}'"


def test_a_long_value_is_cut():
    line = diff({}, {"later": ["abcdefgh"] * 100})
    assert line == f"later: only in the second: {repr(['abcdefgh'] * 100)[:120]}…"


def test_a_message_with_errors_can_be_compared():
    assert diff(Message("Hi").list(), Message("Hi")) == "slides: only in the first: [{'type': 'list', 'data': []}]"


def test_what_is_no_body_is_refused():
    with pytest.raises(ConstraintError, match="the text is no JSON"):
        diff("Hi", Message("Hi"))
    with pytest.raises(ConstraintError, match="the body is of type list"):
        diff(Message("Hi"), "[]")


def test_the_assertion_says_the_difference():
    assert_same(HOSTS, HOSTS.to_json())
    with pytest.raises(AssertionError) as failed:
        assert_same({"text": "a", "later": 1}, {"text": "b"})
    assert str(failed.value) == "text: 'a' != 'b'\nlater: only in the first: 1"


@pytest.mark.parametrize("other", [["up"], [HOSTS, {"text": "up"}], "up", None, {HOSTS: 1}], ids=str)
def test_pytest_itself_tells_what_differs_where_not_only_messages_are_compared(other):
    for one, two in [([HOSTS], other), (other, [HOSTS]), (HOSTS, other), (other, HOSTS)]:
        assert plugin.pytest_assertrepr_compare("==", one, two) is None
    assert plugin.pytest_assertrepr_compare("!=", HOSTS, HOSTS) is None


def test_comparing_needs_no_test_library():
    code = "import sys, cardkit.testing; print({'pytest', 'hypothesis'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_a_row_more_among_many_of_two_kinds_is_one_line():
    rows = [{"data": "a"}, {"data": "b"}] * 1_000
    for at in (0, 1_000, 2_000):
        longer = [*rows[:at], {"data": "z"}, *rows[at:]]
        assert diff({"slides": rows}, {"slides": longer}).count("\n") == 0
