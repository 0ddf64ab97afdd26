"""The chain: immutable, branching, comparable, and helpful where it is misused."""

import copy
import gc
import io
import json
import pickle
import re
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import get_overloads

import pytest
from examples import CHAINS
from fewer import FEWER
from hypothesis import given
from hypothesis import strategies as st
from refusals import refused

from cardkit import Chart, ConstraintError, Issue, Message, Table, actions, limits, strategies

M = Message("x")

STEPS = [
    lambda m, n: m.text(f"text {n}"),
    lambda m, n: m.card(f"card {n}"),
    lambda m, n: m.bot(f"bot {n}"),
    lambda m, n: m.extra(**{f"key{n % 3}": n}),
    lambda m, n: m.table(["A"]).row(n).row("z").width(100),
    lambda m, n: m.list().item(n),
    lambda m, n: m.label({"n": n}).field("m", n),
    lambda m, n: m.chart("pie").segment("a", n),
    lambda m, n: m.graph("trend").category("c").point("p", n),
    lambda m, n: m.row(n) if hasattr(m, "row") else m.text_slide(str(n)),
    lambda m, n: m.sticky(rows=n % 3) if hasattr(m, "sticky") else m.slide(Table(["B"], [[str(n)]])),
]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, len(STEPS) - 1), st.integers(0, 99)), max_size=25))
def test_any_interleaving_of_branches_equals_building_each_from_scratch(plan):
    branches = [(M, ())]
    for parent, step, number in plan:
        message, path = branches[parent % len(branches)]
        branches.append((STEPS[step](message, number), (*path, (step, number))))
    for message, path in branches:
        scratch = Message("x")
        for step, number in path:
            scratch = STEPS[step](scratch, number)
        assert message == scratch
        assert hash(message) == hash(scratch)
        assert type(message) is type(scratch)
        assert message.to_json(check=False) == scratch.to_json(check=False)


def test_a_shared_prefix_branched_by_threads_never_mixes():
    prefix = M.table(["A"]).row("shared")

    def branch(name):
        message = prefix
        for number in range(300):
            message = message.row(f"{name}-{number}")
        return message

    with ThreadPoolExecutor(8) as pool:
        for name, message in zip("abcdefgh", pool.map(branch, "abcdefgh"), strict=True):
            assert message.slides[0].rows == (("shared",), *((f"{name}-{number}",) for number in range(300)))
    assert prefix.slides[0].rows == (("shared",),)


@pytest.mark.parametrize("kind", sorted(CHAINS))
def test_pickle_and_copy_give_a_message_that_goes_on(kind):
    message = CHAINS[kind](Message("x", limits=limits.Limits(text=50)).card("t").extra(a=[1]))
    for twin in (pickle.loads(pickle.dumps(message)), copy.copy(message), copy.deepcopy(message)):
        assert twin == message
        assert type(twin) is type(message)
        assert repr(twin) == repr(message)
        with pytest.raises(ConstraintError):
            twin.text("a" * 51)
    assert pickle.loads(pickle.dumps(M.table(["A"]))).row(1).slides[0].rows == (("1",),)


@pytest.mark.parametrize(
    "message",
    [M.thread("159_1"), M.thread(title="T"), M.style(background="red").style(), M.thread("1", "T").thread("2")],
)
def test_what_a_step_took_away_stays_away_in_a_copy(message):
    for twin in (pickle.loads(pickle.dumps(message)), copy.copy(message), copy.deepcopy(message)):
        assert twin == message
        assert twin.text("t").to_dict() == message.text("t").to_dict()


@pytest.mark.slow
def test_a_very_long_chain_is_written_compared_pickled_and_freed():
    message = M.table(["A"])
    for number in range(60_000):
        message = message.row(str(number))
    twin = pickle.loads(pickle.dumps(message))
    assert twin == message
    assert len(message.slides[0].rows) == 60_000


def test_equality_is_that_of_what_is_written():
    assert M == Message().text("x") == Message("y").text("x")
    assert M.list(["a"]) == M.list().item("a") == M.list(["a"]).text("x")
    assert Message("x", limits=limits.Limits(text=9)) == M
    assert M.chart("pie", {"a": 1}) == M.chart("pie", {"a": 1.0})
    assert hash(M.chart("pie", {"a": 1})) == hash(M.chart("pie", {"a": 1.0}))
    assert M.list() != M.list(["a"])
    assert M != "x"
    assert len({M, Message("x"), Message("y")}) == 2


def test_nothing_can_be_set_on_a_message():
    for name in ("text", "card", "other"):
        with pytest.raises(AttributeError):
            setattr(M, name, 1)


def test_a_repeated_step_replaces_all_its_earlier_call_set():
    message = M.table(["A", "B"]).sticky(rows=1, columns=2).sticky(rows=2).width(50, 50).width(40, 60)
    assert message.to_dict()["slides"][0]["data"]["styles"] == {"width": [40, 60], "sticky": {"rows": 2}}
    assert "styles" not in M.table(["A"], sticky_rows=1).sticky().to_dict()["slides"][0]["data"]
    assert M.card("a", thumbnail="https://a/b").card("b").to_dict()["card"] == {"title": "b", "theme": "modern-inline"}
    assert M.bot("a", "https://a/b").bot("b").to_dict()["bot"] == {"name": "b"}
    assert M.extra(a=1, b=2).extra(a=3).to_dict() == {"text": "x", "a": 3, "b": 2}


COPY = actions.copy("x")
ENVELOPE = [
    lambda m: m.text("y"), lambda m: m.bot("b"), lambda m: m.card("c"), lambda m: m.prompt("p"), lambda m: m.poll("q", "a", "b"),
    lambda m: m.button("Go", COPY), lambda m: m.raw_button({"label": "Go"}), lambda m: m.instant_button("Go", COPY),
    lambda m: m.reply_to("1"), lambda m: m.thread("1"), lambda m: m.sync(), lambda m: m.style(background="red"),
    lambda m: m.extra(d=1), lambda m: m.when(True, lambda m: m.text("y")), lambda m: m.each("ab", lambda m, text: m.text(text)),
]  # fmt: skip
OPENED = {**CHAINS, "section": lambda m: m.section("s")}


@pytest.mark.parametrize("kind", OPENED)
def test_envelope_steps_leave_a_slide_or_a_section_open_and_openers_close_it(kind):
    message = OPENED[kind](M)
    assert {type(step(message)) for step in ENVELOPE} == {type(message)}
    assert [type(opener(message)) for opener in OPENED.values()] == [type(opener(M)) for opener in OPENED.values()]


def test_a_step_of_an_open_slide_adds_behind_steps_of_the_envelope():
    message = M.table(["A"]).row(1).text("y").bot("b").card("c").extra(d=1).row(2)
    assert message.slides[0].rows == (("1",), ("2",))


def test_completion_shows_the_steps_of_the_open_slide_alone():
    assert "row" not in dir(M)
    assert {"row", "rows", "width", "sticky"} <= set(dir(M.table(["A"])))
    assert "row" not in dir(M.table(["A"]).list())
    assert not hasattr(M, "segment")


HINTS = [
    (lambda: M.row(1), ".row works while a table is open, and none is: call .table(…) first"),
    (lambda: M.list().row(1), ".row works while a table is open, and a list is: call .table(…) first"),
    (lambda: M.table(["A"]).point("a", 1), ".point works while a graph is open, and a table is: call .graph(…) first"),
    (lambda: M.tabel(["A"]), "'Message' object has no attribute 'tabel'"),
    (lambda: M._repr_latex_, "'Message' object has no attribute '_repr_latex_'"),
]


@pytest.mark.parametrize(("call", "text"), HINTS, ids=[h[1][:25] for h in HINTS])
def test_a_missing_step_says_what_to_call(call, text):
    with pytest.raises(AttributeError) as caught:
        call()
    assert str(caught.value) == text


def test_python_suggests_the_step_that_was_meant():
    for chain, meant in (("tablee(['A'])", "table"), ("list().itemm('a')", "item")):
        code = f"from cardkit import Message; Message('x').{chain}"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert re.search(rf"Did you mean:? '\.?{meant}'", run.stderr)


def test_an_error_within_a_property_is_told_as_it_is():
    class Odd:
        type = "odd"
        issues = staticmethod(lambda limits: ())

        def to_dict(self, api=None):
            return self.missing

    with pytest.raises(AttributeError, match="'Odd' object has no attribute 'missing'"):
        M.slide(Odd())


def test_when_each_and_pipe():
    assert M.when(1, lambda m: m.text("y")).to_dict() == {"text": "y"}
    assert M.when(0, lambda m: m.text("y")) is M
    assert M.when([], lambda m: m.text("y"), lambda m: m.text("z")).to_dict() == {"text": "z"}
    table = M.table(["A"]).each("abc", lambda m, cell: m.row(cell)).row("d")
    assert table.slides[0].rows == (("a",), ("b",), ("c",), ("d",))
    assert M.each([], lambda m, _: m.text("y")) is M
    assert M.pipe(lambda m, a, *, b: (m, a, b), 1, b=2) == (M, 1, 2)
    with pytest.raises(ConstraintError, match="what <lambda> returned is None"):
        M.each([1], lambda m, _: None)


def test_a_message_can_be_referred_to_weakly():
    message = M.table(["A"])
    cache = weakref.WeakKeyDictionary({message: 1, M: 2})
    assert cache[M.table(["A"])] == 1
    del message
    gc.collect()
    assert [*cache.values()] == [2]


def test_the_repr_tells_what_a_message_holds():
    message = Message("Hosts").card("Status").extra(mark_as_read=True).table(["A"], title="All").row(1).text_slide("t")
    shown = "text='Hosts' card='Status' slides=[table 'All' rows=1, text] mark_as_read"
    expected = f"<SlideMessage {shown} open=text_slide>"
    assert repr(message) == expected
    assert repr(Message()) == "<Message>"
    assert len(repr(Message("a" * 9_000))) < 100


def test_to_json_is_compact_unicode_and_indents_as_json_does():
    message = Message("Zoë ☕").list(["ß"])
    assert message.to_json() == '{"text":"Zoë ☕","slides":[{"type":"list","data":["ß"]}]}'
    assert message.to_json(2) == json.dumps(message.to_dict(), indent=2, ensure_ascii=False)
    assert message.to_json("\t").count("\t") > 3
    assert json.loads(message.to_json().encode()) == message.to_dict()


def test_an_unknown_form_is_refused():
    for call in (M.build, M.to_dict, M.to_json):
        with pytest.raises(ValueError, match="api='v4' is no form of a message: it must be None, 'v2' or 'v3'"):
            call(api="v4")


def test_a_constraint_error_pickles_with_its_issues():
    with pytest.raises(ConstraintError) as caught:
        Chart("pie", {"": 1})
    twin = pickle.loads(pickle.dumps(caught.value))
    assert twin.issues == caught.value.issues == (Issue(*_fields(twin.issues[0])),)
    assert str(twin) == str(caught.value)
    assert isinstance(twin, ValueError)


def _fields(issue):
    return issue.path, issue.code, issue.message, issue.expected, issue.got, issue.source, issue.severity


def test_a_narrow_console_gets_twenty_columns():
    from rich.console import Console

    for width, most in ((5, 20), (20, 20), (21, 21)):
        console = Console(width=width, file=io.StringIO(), color_system=None, soft_wrap=True)
        lines = next(iter(Message("x " * 40).__rich_console__(console, console.options))).plain.splitlines()
        assert max(map(len, lines)) in (most, most - 1)
        assert len(console.render_lines(Message("x " * 40), pad=False)) == len(lines)


def test_steps_are_named_by_the_class_that_has_them():
    for call, name in (
        (lambda: M.table(titel="x"), "Message.table"),
        (M.button, "Message.button"),
        (lambda: M.list().item(), "ListMessage.item"),
        (lambda: M.table(["A"]).slide_button(), "SlideMessage.slide_button"),
    ):
        with pytest.raises(TypeError, match=re.escape(f"{name}()")):
            call()
    for step in (Message.table, Message.pipe, M.table(["A"]).rows.__func__):
        assert pickle.loads(pickle.dumps(step)) is step
    assert [len(get_overloads(step)) for step in (Message.table, Message.graph, Message.when)] == [3, 4, 2]


def test_payloads_that_differ_hash_apart():
    assert len({hash(Message(str(n)).build()) for n in range(50)}) > 40
    assert len({hash(Message(str(n))) for n in range(50)}) > 40


def spoil(value):
    """Empty every dict and list of a body, the inner ones first."""
    for inner in list(value.values() if isinstance(value, dict) else value):
        if isinstance(inner, (dict, list)):
            spoil(inner)
    value.clear()


@FEWER
@given(strategies.messages())
def test_a_body_shares_nothing_with_the_message_that_wrote_it(message):
    before = message.to_json(check=False)
    spoil(message.to_dict(check=False))
    assert message.to_json(check=False) == before


def test_the_arguments_of_a_function_are_copied_into_each_body():
    message = Message("Go").button("Go", actions.invoke_function("go", arguments={"to": ["web-1"]}))
    spoil(message.to_dict())
    assert message.to_dict()["buttons"][0]["arguments"] == {"to": ["web-1"]}


HELPERS = {
    "each of nothing": lambda: Message("x").each(None, lambda m, item: m),
    "each of a number": lambda: Message("x").each(5, lambda m, item: m),
    "a step that is none": lambda: Message("x").each(["a"], "a"),
    "a step that is none, of nothing": lambda: Message("x").each([], Message("y")),
    "a function that is none": lambda: Message("x").pipe("a"),
    "no function": lambda: Message("x").pipe(None),
}


@pytest.mark.parametrize("call", HELPERS.values(), ids=HELPERS)
def test_helpers_of_the_chain_refuse_what_they_cannot_call_or_go_through(call):
    assert refused(call).code == "wrong-type"


@pytest.mark.parametrize("condition", ["".isspace, Message("x").build, lambda: False])
def test_a_condition_is_no_function_as_that_is_always_true(condition):
    with pytest.raises(ConstraintError, match="the condition is of type") as caught:
        Message("x").when(condition, lambda message: message.text("y"))
    assert caught.value.issues[0].hint == "call it"


def test_a_condition_is_no_coroutine_as_that_is_always_true():
    async def failed():
        return False

    condition = failed()
    with pytest.raises(ConstraintError, match="the condition is of type coroutine") as caught:
        Message("x").when(condition, lambda message: message.text("y"))
    condition.close()
    assert caught.value.issues[0].hint == "await it"
