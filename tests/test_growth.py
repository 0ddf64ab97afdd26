"""Twice the input takes twice the work: counted in opcodes, which are the same on every machine, not in seconds."""

import json
import tracemalloc

import attrs
import pytest

from bench.counting import counted
from cardkit import ConstraintError, Message, actions, check
from cardkit.integrations import alertmanager
from cardkit.integrations.apprise import NotifyCliq
from cardkit.limits import CLIQ
from cardkit.logging.tracebacks import traceback_block
from cardkit.reading.widths import percents
from cardkit.sandbox.composer import read_pasted
from cardkit.testing import diff
from cardkit.transport.pacing import ProcessPacing

N = 30
TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    f()\nValueError: x\n\n'
MOST = 2.02  # twice, and a little for what grows with the length of numbers
LARGE = 10**7
RAISED = attrs.evolve(CLIQ, chart_segments=LARGE, graph_categories=LARGE, graph_values=LARGE, buttons=LARGE, text=LARGE)
M = Message("x", limits=RAISED)
M_FITS = Message("x", fit=True)
COPY = actions.copy("x")
BUTTON = {"label": "a", "action": {"type": "copy", "data": {"text": "x"}}}


def repeated(message, count, step):
    """The message after as many steps; what a step refuses is left out."""
    for at in range(count):
        try:
            message = step(message, at)
        except ConstraintError as error:
            str(error)
    return message


def alternating(message, at):
    """A row that is refused, or one that is taken."""
    return message.row("a") if at % 2 else message.row("a", "b")


def names(count):
    return [f"h{at}" for at in range(count)]


def one(**slide):
    return {"text": "x", "slides": [slide]}


def table(headers, rows):
    return one(type="table", data={"headers": headers, "rows": rows})


def items(letter, count):
    return one(type="list", data=[f"{letter}{at}" for at in range(count)])


def called(count):
    return " ".join([f"[a]($h{at})" for at in range(count)])


def references(count, button):
    return {"text": called(count), "references": dict.fromkeys(names(count), button)}


def refused(call):
    with pytest.raises(ConstraintError) as caught:
        call()
    return str(caught.value)


WORK = {
    # A body
    "many headers and empty rows": lambda n: check(table(names(n), [{}] * n)),
    "many headers and rows of one cell": lambda n: check(table(names(n), [{f"h{n - 1}": "x"}] * n)),
    "many headers and rows of odd cells": lambda n: check(table(names(n), [{"zz": "x"}] * n)),
    "as text": lambda n: check(json.dumps(table(names(n), [{}] * n))),
    "a header many times": lambda n: check(table(["h"] * n, [{}] * n)),
    "many buttons of a key, and others of it with each number": lambda n: check(
        {"text": "x", "buttons": [{**BUTTON, "key": key} for key in ["k"] * n + [f"k-{at}" for at in range(2 * n)]]}
    ),
    "many references": lambda n: Message.from_dict(references(n, {"type": "button", "object": BUTTON})).issues(),
    "many references that cannot be read": lambda n: check(references(n, 5)),
    "many calls without a reference": lambda n: check({"text": called(2 * n)}),
    "many wrong items": lambda n: check(one(type="list", data=[5] * n)),
    "many wrong slides": lambda n: check({"text": "x", "slides": [{"type": "list"}, 5] * n}),
    "many unknown keys of points": lambda n: check(
        one(type="percentage_chart", data=[{"label": "a", "value": 1, "x": 5}] * n)
    ),
    "many unknown keys of categories": lambda n: check(
        one(type="graph", data=[{"category": "a", "values": [{"label": "a", "value": 1, "x": 5}]}] * n)
    ),
    "many unknown keys": lambda n: check({"text": "x", **dict.fromkeys(names(2 * n), 1)}),
    "many wrong buttons": lambda n: check({"text": "x", "buttons": [{**BUTTON, "key": "k"}, 5] * n}),
    "many wrong sections": lambda n: check({"text": "x", "card": {"theme": "modern-inline", "sections": [5, {}] * n}}),
    # Texts of others
    "tracebacks of a log": lambda n: traceback_block(TRACEBACK * 2 * n, 1_000),
    # A chain
    "rows": lambda n: repeated(M.table(["a"]), n, lambda m, at: m.row(at)).to_json(),
    "refused rows": lambda n: repeated(M.table(["a", "b"]), n, alternating).to_json(),
    "rows that are all wrong": lambda n: refused(lambda: M.table(["a", "b"]).rows([[1], {"c": 1}] * n)),
    "headers that are all the same": lambda n: refused(lambda: M.table(["h"] * n)),
    "headers that are all the same, and others of it with each number": lambda n: refused(
        lambda: M.table(["h"] * n + [f"h {at}" for at in range(2 * n)])
    ),
    "columns that the data does not have": lambda n: refused(
        lambda: M.table([dict.fromkeys(names(2 * n), 1)], columns=[f"z{at}" for at in range(2 * n)])
    ),
    "formats for columns that the data does not have": lambda n: refused(
        lambda: M.table([dict.fromkeys(names(2 * n), 1)], format={f"z{at}": ".0f" for at in range(2 * n)})
    ),
    "refused items": lambda n: repeated(M.list(), n, lambda m, at: m.item(b"x" if at % 2 else "x")),
    "refused slides": lambda n: repeated(M, n, lambda m, at: m.chart("donut") if at % 2 else m.list(["a"])),
    "refused sections": lambda n: repeated(M.card("t"), n, lambda m, at: m.section(5 if at % 2 else "s").field("a", 1)),
    "segments": lambda n: repeated(M.chart("pie"), n, lambda m, at: m.segment("a", 1)).issues(),
    "categories": lambda n: repeated(M.graph("trend"), n, lambda m, at: m.category("a", {"a": 1})).issues(),
    "points": lambda n: repeated(M.graph("trend").category("a"), n, lambda m, at: m.point("a", 1)).issues(),
    "buttons": lambda n: repeated(M, n, lambda m, at: m.button("a", COPY, key=f"k{at}")).issues(),
    "buttons of a slide": lambda n: repeated(
        M.list(["a"]), n, lambda m, at: m.slide_button("a", COPY, key=f"k{at}")
    ).issues(),
    "buttons of a slide that is made to fit": lambda n: repeated(
        Message("x", fit=True).list(["a"]), n, lambda m, at: m.slide_button("a", COPY)
    ).split(),
    "instant buttons by key": lambda n: repeated(M, n, lambda m, at: m.instant_button("a", COPY, key=f"k{at}")).to_json(),
    "instant buttons of one key": lambda n: repeated(M, n, lambda m, at: m.instant_button("a", COPY, key="k")).to_json(),
    "instant buttons": lambda n: repeated(M, n, lambda m, at: m.instant_button("a", COPY)).to_json(),
    "instant buttons that the text calls": lambda n: repeated(
        M.text(called(n)), n, lambda m, at: m.instant_button("a", COPY)
    ).to_json(check=False),
    "slides": lambda n: repeated(M, n, lambda m, at: m.list(["a"])).issues(),
    "texts": lambda n: repeated(M, n, lambda m, at: m.text("y")).to_json(),
    "sections": lambda n: repeated(M.card("t"), n, lambda m, at: m.section("s").field("a", "b")).issues(),
    # Steps behind what was read
    "slides behind what was read": lambda n: repeated(
        Message.from_dict(items("a", 2 * n)), 2 * n, lambda m, at: m.list(["a"])
    ).to_json(),
    "instant buttons behind others": lambda n: repeated(
        Message.from_dict(references(n, 5)), n, lambda m, at: m.instant_button("a", COPY, key=f"k{at}")
    ).to_json(check=False),
    "slides behind references that cannot be read": lambda n: repeated(
        Message.from_dict(references(n, 5)), n, lambda m, at: m.list(["a"])
    ).to_json(check=False),
    # A budget
    "accounts": lambda n: repeated(ProcessPacing(), n, lambda pacing, at: (pacing.take(f"a{at}"), pacing)[1]),
    # What is said about it
    "code of slides": lambda n: repeated(M, n, lambda m, at: m.list(["a"])).to_code(),
    "code of rows": lambda n: repeated(M.table(["a"]), n, lambda m, at: m.row(at)).to_code(),
    "code of keys": lambda n: Message.from_dict({"text": "x", **dict.fromkeys(names(n), 1)}).to_code(),
    "code of slides that stay JSON, with comments why": lambda n: Message.from_dict(
        {"text": "x", "slides": [{"type": "lis", "data": ["a"]}] * (3 * n)}
    ).to_code(api="v2", explain=True),
    "fitting long labels that were read": lambda n: Message.from_dict(
        one(type="percentage_chart", data=[{"label": f"{'l' * 30}{at}", "value": 1} for at in range(n)])
    ).fitted(),
    "splitting entries with unknown keys": lambda n: Message.from_dict(
        one(type="graph", data=[{"category": "c", "values": [{"label": "a", "value": 1, "x": 5}]}] * (20 * n))
    ).split(),
    "splitting one long category among many": lambda n: M_FITS.graph(
        "trend", [("c", [("a", 1)] * (20 * n)), *[("c", [("a", 1)])] * (20 * n)]
    ).split(),
    "code of instant buttons": lambda n: repeated(M, n, lambda m, at: m.instant_button(f"b{at}", COPY)).to_code(),
    "code of instant buttons by key": lambda n: repeated(
        M, n, lambda m, at: m.instant_button("a", COPY, key=f"k{at}")
    ).to_code(),
    "items that all differ": lambda n: diff(items("a", 2 * n), items("b", 2 * n)),
    "items of which the last differs": lambda n: diff(one(data=["a"] * 2 * n), one(data=["a"] * (2 * n - 1) + ["b"])),
    "equal items between two that differ": lambda n: diff(one(data=["b", *["a"] * 2 * n]), one(data=[*["a"] * 2 * n, "c"])),
    "items the other way round": lambda n: diff(one(data=[*range(2 * n)]), one(data=[*range(2 * n)][::-1])),
    "rows that differ in a cell": lambda n: diff(
        table(["a"], [{"a": str(at)} for at in range(2 * n)]), table(["a"], [{"a": f"{at} "} for at in range(2 * n)])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORK)
def test_twice_the_input_takes_twice_the_work(name):
    once, twice = (counted(lambda n=n: WORK[name](n)).opcodes for n in (N, 2 * N))
    assert once > N
    assert twice / once < MOST


BLANKS = " " * 100_000
ONE_LETTER = "\u094d\u0301" * 400_000


LOOKED_AT = {
    "blanks before the end of a table's line": lambda: check({"text": f"a|b|-\n{BLANKS}x|"}),
    "blanks behind a table's line": lambda: check({"text": f"a|b\n-|-{BLANKS}x"}),
    "a command with many here-documents": lambda: read_pasted("curl " + "<<a\n" * 200_000),
    "an address whose host is nothing but marks": lambda: check(one(type="image", data=[f"https://{ONE_LETTER}"])),
    "alerts of which each has a label of its own": lambda: alertmanager.card(
        {"alerts": [{"labels": {f"l{at}": "x"}} for at in range(10_000)]}
    ).build(),
    "widths of many columns": lambda: percents([1] * 400_000),
    "an address with many versions": lambda: NotifyCliq.parse_native_url(f"https://a/{'api/v1/' * 200_000}"),
}


@pytest.mark.parametrize("name", LOOKED_AT)
def test_nothing_is_looked_at_for_ever(name):
    """The time limit of a test tells what grows faster than the text."""
    LOOKED_AT[name]()


def peak(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["many headers and empty rows", "many headers and rows of one cell", "as text"])
def test_twice_the_input_takes_twice_the_memory(name):
    once, twice = (peak(lambda n=n: WORK[name](n)) for n in (16 * N, 32 * N))
    assert twice / once < 2.3
