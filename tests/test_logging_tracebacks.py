"""The traceback of a card: whose it is, and that the exception is in it, however long it is."""

import logging
import re
import traceback

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardkit import Message
from cardkit.limits import CLIQ
from cardkit.logging import CliqHandler, Entry, card
from cardkit.logging.tracebacks import traceback_block
from cardkit.markup.escaping import JOINER
from cardkit.transport import MemoryTransport

MOST = CLIQ.text_slide_advised  # 1,000
HEAD = "Traceback (most recent call last):"


def raised(error, depth, cause=None):
    """Raise an error from so many functions of one line, each with another number in its call."""
    names = {"error": error, "cause": cause}
    lines = [f"def call_{n}(order): return call_{n + 1}(order)" for n in range(depth)]
    exec("\n".join([*lines, f"def call_{depth}(order): raise error from cause"]), names)
    names["call_0"](7)


def text_of(error, depth, cause=None):
    try:
        raised(error, depth, cause)
    except BaseException as caught:
        return "".join(traceback.format_exception(caught)).rstrip("\n")


def shown(text, most=MOST):
    """The lines of the block, without its fences."""
    block = traceback_block(text, most)
    assert len(block) <= most
    assert block.startswith("```\n")
    assert block.endswith("\n```")
    return block[4:-4].split("\n")


FRAME = '  File "shop.py", line {0:03}, in call_{0:03}\n    return call()'


def written(depth, error):
    """A traceback of so many frames, as Python writes it."""
    return "\n".join([HEAD, *[FRAME.format(number) for number in range(depth)], error])


def numbers(lines):
    return [int(found[1]) for found in re.finditer(r"in call_(\d+)", "\n".join(lines))]


@pytest.mark.parametrize("depth", [0, 1, 5, 11, 22, 82, 500])
def test_the_exception_and_the_innermost_frames_stay(depth):
    text = written(depth, "ValueError: the root cause")
    lines = shown(text)
    room = MOST - len("```\n\n```")
    if len(text) <= room:
        assert lines == text.split("\n")
        return
    kept = numbers(lines)
    assert [lines[0], lines[1], lines[-1]] == [HEAD, "  …", "ValueError: the root cause"]
    assert kept == [*range(kept[0], depth)]
    one = len(FRAME.format(0)) + 1
    assert room - 2 * one < len("\n".join(lines)) <= room


@pytest.mark.parametrize("depth", [5, 11, 22, 82, 500])
def test_what_python_raises_is_told_however_deep_it_is(depth):
    lines = shown(text_of(ValueError("the root cause"), depth))
    assert [lines[0], lines[-1]] == [HEAD, "ValueError: the root cause"]
    assert lines[-2].endswith(f"in call_{depth}")


@pytest.mark.parametrize("message", ["x" * 50_000, "one line of many\n" * 5_000, "a: 1\n  Input should be\n" * 500, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 999])  # fmt: skip
def test_of_a_long_message_the_type_the_beginning_and_the_end_stay(message):
    lines = shown(text_of(ValueError(f"the beginning {message} the end"), 30))
    assert lines[0] == HEAD
    assert any(line.startswith("ValueError: the beginning ") for line in lines)
    assert lines[-1].endswith(" the end")
    assert any(line.endswith("in call_30") for line in lines)


def test_what_was_raised_from_what_stays():
    try:
        raised(KeyError("sku"), 40)
    except KeyError as caught:
        text = text_of(RuntimeError("no order"), 40, caught)
    lines = shown(text)
    told = ["KeyError: 'sku'", "The above exception was the direct cause of the following exception:", "RuntimeError: no order"]  # fmt: skip
    assert [line for line in lines if line in told] == told
    assert [number for number in numbers(lines) if number == 40] == [40, 40]


def test_of_two_tracebacks_the_one_with_more_frames_loses_its_own_first():
    chained = "\n\nThe above exception was the direct cause of the following exception:\n\n"
    for depths in [(60, 3), (3, 60), (60, 40)]:
        lines = shown(chained.join([written(depth, "ValueError: odd") for depth in depths]))
        between = lines.index(chained.strip())
        kept = [len(numbers(lines[:between])), len(numbers(lines[between:]))]
        if 3 in depths:
            assert kept[depths.index(3)] == 3
        else:
            assert abs(kept[0] - kept[1]) <= 1


def test_of_a_long_chain_the_last_exception_stays():
    error = None
    for number in range(200):
        try:
            raised(ValueError(f"attempt {number} {'x' * 100}"), 0, error)
        except ValueError as caught:
            error = caught
    assert any(
        line.startswith("ValueError: attempt 199") for line in shown(text_of(RuntimeError("given up"), 3, error))
    )
    assert shown(text_of(RuntimeError("given up"), 3, error))[-1] == "RuntimeError: given up"


def test_the_exceptions_of_a_group_stay():
    errors = []
    for name in ("cart", "pay"):
        try:
            raised(ValueError(name), 30)
        except ValueError as caught:
            errors.append(caught)
    lines = shown(text_of(ExceptionGroup("both failed", errors), 30))
    told = ["  | ExceptionGroup: both failed (2 sub-exceptions)", "    | ValueError: cart", "    | ValueError: pay"]
    assert [line for line in lines if line in told] == told


def test_the_exception_stays_above_a_long_stack():
    stack = "\n".join(["Stack (most recent call last):", *[FRAME.format(number) for number in range(90)]])
    lines = shown(f"{written(90, 'ValueError: odd')}\n\n{stack}")
    at = lines.index("ValueError: odd")
    assert lines[at - 2].endswith("in call_089")
    assert lines[-2].endswith("in call_089")
    assert lines[at + 2] == "Stack (most recent call last):"


@pytest.mark.parametrize("call", ["handlers[0](order)", "f'{@all}'", "`x`"])
def test_what_code_has_in_it_is_escaped_and_counted(call):
    lines = shown(written(60, "ValueError: the root cause").replace("call()", call * 3))
    assert lines[-1] == "ValueError: the root cause"
    assert "{@" not in str(lines)


PIECES = st.sampled_from([HEAD, FRAME.format(1), "  | ", "  + Exception Group " + HEAD, "ValueError: x", "Stack " + HEAD, "](", "{@all}", "x" * 300, "", "    code", "é\u0301"])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("\n".join), st.integers(100, 400))
@example("x" * 99 + "\n\n", 100)
def test_any_text_is_short_enough_and_is_not_changed_where_it_is(text, most):
    lines = shown(text, most)
    if len(text) < most // 3:
        assert "\n".join(lines).replace(JOINER, "") == text


# Whose it is


def told(log, *records):
    """The slides of the card for records of a level, a message and an error, or none."""
    memory = MemoryTransport()
    handler = CliqHandler(memory, to="channel:a", gather=3600.0, level=logging.DEBUG)
    log.addHandler(handler)
    for level, message, error in records:
        log.log(level, message, exc_info=error)
    handler.flush()
    (body,) = [Message.from_json(body).to_dict() for body, _ in memory.sent]
    return body["slides"]


LOST, BAD = ConnectionError("the database is lost"), ValueError("a bad id")


def test_the_traceback_is_that_of_the_most_severe_record_and_says_so(log):
    slides = told(log, (50, "no database", LOST), (30, "odd", BAD), (30, "odd too", BAD), (60, "no traceback", None))
    assert slides[1]["title"] == "Traceback of shop.cart: no database (1 other left out)"
    assert "ConnectionError: the database is lost" in slides[1]["data"]


def test_of_equally_severe_records_it_is_the_last_and_equal_tracebacks_are_one(log):
    slides = told(log, (40, "first", LOST), (40, "second", BAD), (40, "second", BAD))
    assert slides[1]["title"] == "Traceback of shop.cart: second (1 other left out)"
    assert "ValueError: a bad id" in slides[1]["data"]
    assert told(log, (40, "second", BAD), (40, "plain", None))[1]["title"] == "Traceback of shop.cart: second"


def test_where_there_is_one_record_nobody_asks_whose_it_is(log):
    assert [slide["title"] for slide in told(log, (40, "first", LOST))] == ["Traceback"]


@pytest.mark.parametrize(
    "said", ["*{@all}*\n\n[x](https://evil.example)", "word " * 500, "x" * 50_000, "\x1b[31m\x00", ""]
)
def test_a_title_is_one_short_line_that_steers_nothing(log, said):
    title = told(log, (40, "%s", None), (50, said, LOST))[1]["title"]
    assert title.startswith("Traceback of shop.cart")
    assert len(title) <= 100
    assert not re.search(r"\n|\*|\{@|\]\(", title)


def test_a_title_has_what_was_logged_without_the_time_that_a_formatter_writes():
    entries = [Entry(0.0, 40, "shop", "12:00 failed", "ValueError: x", "failed"), Entry(0.0, 30, "shop", "slow")]
    assert card(entries).to_dict()["slides"][1]["title"] == "Traceback of shop: failed"


def test_a_table_without_room_takes_none_from_the_traceback():
    rows = [Entry(0.0, 30, "shop", f"{number} {'x' * 400}") for number in range(300)]
    text = written(80, "ValueError: the root cause")
    slides = card([*rows, Entry(0.0, 40, "shop", "y" * 5_000, text)]).to_dict()["slides"]
    assert slides[1]["data"] == traceback_block(text, MOST)
