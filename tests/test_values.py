"""What may stand in a cell, a label and a number, and what is refused."""

import datetime
import enum
import json
import math
import pathlib
import uuid
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import issues, refusals, refused

from cardkit import ConstraintError, Image, List, Message, RawSlide, Table, actions, limits

M = Message("x")
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]))


class Colour(enum.StrEnum):
    RED = "red"


class Old(str, enum.Enum):
    RED = "red"


VALUES = [
    ("a", "a"), ("", ""), (None, ""), (True, "True"), (3, "3"), (-0.5, "-0.5"), (Decimal("1.10"), "1.10"),
    (datetime.date(2024, 2, 29), "2024-02-29"), (datetime.datetime(2024, 2, 29, 8), "2024-02-29 08:00:00"),
    (datetime.time(8, 30), "08:30:00"), (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (pathlib.PurePosixPath("/var/log"), "/var/log"), (Colour.RED, "red"), (Old.RED, "red"),
    ("line\nfeed\tand\rreturn", "line\nfeed\tand\rreturn"), ("日本 🚀 ‏שלום", "日本 🚀 ‏שלום"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "written"), VALUES, ids=range(len(VALUES)))
def test_a_value_is_written_as_str_writes_it(value, written):
    assert M.table(["A"]).row(value).slides[0].rows == ((written,),)
    assert M.list([value]).slides[0].items == (written,)
    assert M.label().field("n", value).slides[0].fields == (("n", written),)


WRONG = [b"a", bytearray(b"a"), ["a"], ("a",), {"a": 1}, {"a"}, object(), 1j, len, float("nan"), math.inf, Decimal("NaN"), "a\x00", "a\x7f", "\ud800", 10**400]  # fmt: skip


@pytest.mark.parametrize("value", WRONG, ids=range(len(WRONG)))
def test_what_is_no_value_is_refused_with_its_place(value):
    for call, path in [
        (lambda: M.table(["A", "B"]).row("x", value), "/slides/0/data/rows/0/B"),
        (lambda: M.list(["x"]).item(value), "/slides/0/data/1"),
        (lambda: M.label().field("n/m", value), "/slides/0/data/0/n~1m"),
    ]:
        assert refused(call).path == path


NUMBERS = [(3, "3"), (-1, "-1"), (2.5, "2.5"), (1e300, "1e+300"), (Decimal("0.10"), "0.1"), (Decimal("1E+2"), "100"), (Decimal("0.1234567890123456789"), "0.12345678901234568"), (Fraction(1, 4), "0.25"), (10**20, str(10**20))]  # fmt: skip


@pytest.mark.parametrize(("number", "written"), NUMBERS, ids=[n[1] for n in NUMBERS])
def test_a_number_stays_a_number(number, written):
    message = M.chart("pie", {"a": number})
    assert f'"value":{written}}}' in message.to_json()
    assert message.to_dict()["slides"][0]["data"][0][0]["value"] == float(number)
    assert f'"value":{written}}}' in M.graph("trend", {"c": {"a": number}}).to_json()


@pytest.mark.parametrize("number", [True, "3", None, 1j, math.nan, -math.inf, Decimal("sNaN"), 10**400, Decimal("1E+400"), [1]])  # fmt: skip
def test_what_is_no_finite_number_is_refused(number):
    for call in (lambda: M.chart().segment("a", number), lambda: M.graph().category("c").point("a", number)):
        assert refusals(call)[0].path.endswith("/value")


GOOD_URLS = ["https://a.b/c.png", "http://a", "HTTPS://A.B/c", "https://a:8443/x?y=z#q", "https://[::1]/a", "https://bücher.example/ü.png", "https://user@a.b/c"]  # fmt: skip
BAD_URLS = ["", "a.png", "//a/b.png", "/a.png", "ftp://a/b", "javascript:alert(1)", "data:image/png;base64,aa", "https://", "https:///a", "https://a b/c", "https://a/b c", "https://a/b\\c.png", "https://a:99999/", "https://a:x/", "https://a/\n", "https://a/\x00", "http:a", 3, None, b"https://a"]  # fmt: skip


@pytest.mark.parametrize("url", GOOD_URLS)
def test_an_absolute_web_address_is_taken(url):
    assert Image(url).urls == (url,)


@pytest.mark.parametrize("url", BAD_URLS, ids=range(len(BAD_URLS)))
def test_any_other_address_is_refused(url):
    for call in (lambda: M.image([url]), lambda: M.image().url(url)):
        with pytest.raises(ConstraintError):
            call()


def test_thumbnails_and_bot_pictures_are_https():
    assert M.card("t", thumbnail="https://a/b").to_dict()["card"]["thumbnail"] == "https://a/b"
    assert M.bot("b", "https://a/b").to_dict()["bot"] == {"name": "b", "image": "https://a/b"}
    for call, path in [
        (lambda: M.card("t", thumbnail="http://a/b"), "/card/thumbnail"),
        (lambda: M.bot("b", "http://a/b"), "/bot/image"),
    ]:
        assert issues(call) == [("bad-url", path)]


WRONG_CALLS = [
    lambda: Message(3), lambda: M.text(None), lambda: M.bot(None), lambda: M.bot(""), lambda: M.card(3),
    lambda: M.card("t", theme=None), lambda: M.table("Name"), lambda: M.table([]), lambda: M.table(None), lambda: M.table([""]),
    lambda: M.table(["A", "A"]), lambda: M.table([3]), lambda: M.table({"A": 1}), lambda: M.table(["A"], rows="abc"),
    lambda: M.table(["A"], rows=[3]), lambda: M.table(["A"], rows={"A": ["x"]}), lambda: M.table(["A"], title=5),
    lambda: M.table(["A"], width=3), lambda: M.table(["A"], width=["100"]), lambda: M.table(["A"], width=[100.0]),
    lambda: M.table(["A"]).width(True), lambda: M.table(["A"]).width(), lambda: M.table(["A"]).sticky(rows="1"),
    lambda: M.table(["A"]).sticky(rows=True), lambda: M.table(["A"]).sticky(columns=1.0), lambda: M.table(["A"]).row(),
    lambda: M.table(["A"]).row({"B": 1}), lambda: M.table(["A", "B"]).row({"A": 1}), lambda: M.table(["A"]).row(1, A=1),
    lambda: M.table(["A"]).rows(None), lambda: M.table(["A"]).rows({"A": 1}), lambda: M.list("abc"), lambda: M.list(3),
    lambda: M.list(["a"], style=3), lambda: M.list({"a": 1}), lambda: M.list().items("abc"), lambda: M.label("ab"),
    lambda: M.label(["ab"]), lambda: M.label([("a",)]), lambda: M.label({"": 1}), lambda: M.label({3: 1}),
    lambda: M.label().field(None, 1), lambda: M.image(3), lambda: M.chart(3), lambda: M.chart("pie", 3),
    lambda: M.chart("pie", [("a", 1, 2)]), lambda: M.chart("pie", {3: 1}), lambda: M.graph("trend", 3),
    lambda: M.graph("trend", {"a": 3}), lambda: M.graph("trend", {"a": {"b": "c"}}), lambda: M.graph().category(3),
    lambda: M.graph().point("a", 1), lambda: M.text_slide(None), lambda: M.text_slide(""), lambda: M.slide(None),
    lambda: M.slide({"type": "table"}), lambda: M.slide(Message("a")), lambda: M.slide(Table), lambda: RawSlide([1]),
    lambda: RawSlide({"a": {1}}), lambda: RawSlide({1: 2}), lambda: RawSlide({"a": math.nan}), lambda: M.extra(a={1}),
    lambda: M.extra(a=math.inf), lambda: M.extra(text="a"), lambda: M.extra(slides=[]), lambda: M.each([1], lambda m, _: None),
    lambda: M.when(True, lambda _: 3), lambda: M.text("\ud800"), lambda: M.card("\x1b[31m"), lambda: M.table(["A\x00"]),
]  # fmt: skip


@pytest.mark.parametrize("call", WRONG_CALLS, ids=range(len(WRONG_CALLS)))
def test_a_wrong_kind_is_a_constraint_error_and_nothing_else(call):
    for issue in refusals(call):
        assert issue.code
        assert issue.message
        assert issue.expected
        assert issue.source


HUGE = 10**5000  # more digits than Python turns into text


@pytest.mark.parametrize("call", [lambda: M.chart().segment("a", HUGE), lambda: M.list([HUGE]), lambda: M.extra(a=HUGE), lambda: M.table(["A"]).width(HUGE), lambda: M.table(["A"]).sticky(rows=HUGE), lambda: M.table(["A"], sticky_columns=-HUGE), lambda: Message(HUGE), lambda: RawSlide({"a": HUGE})])  # fmt: skip
def test_an_int_too_large_to_show_is_refused_like_any_other(call):
    assert "<int, too large to show>" in refused(call).got


def test_any_key_may_be_extra_but_one_that_cannot_be_sent():
    assert M.extra(self=1).to_dict() == {"text": "x", "self": 1}
    for key in ("\ud800", "a\x00", ""):
        with pytest.raises(ConstraintError):
            M.extra(**{key: 1})


def test_depth_of_raw_json_at_its_edge():
    def nested(depth):
        value = 1
        for _ in range(depth):
            value = [value]
        return value

    M.extra(a=nested(64))
    M.slide(RawSlide({"type": "x", "a": nested(63)}))
    M.button("b", actions.invoke_function("f", arguments={"a": nested(63)}))
    for call in (
        lambda: M.extra(a=nested(65)),
        lambda: M.slide(RawSlide({"type": "x", "a": nested(64)})),
        lambda: M.button("b", actions.invoke_function("f", arguments={"a": nested(64)})),
        lambda: RawSlide({"a": nested(5000)}),
        lambda: actions.invoke_function("f", arguments={"a": nested(5000)}),
        lambda: M.extra(a=nested(5000)),
    ):
        with pytest.raises(ConstraintError):
            call()
    flat = Message("x", limits=attrs.evolve(limits.CLIQ, depth=2))
    for step in (
        lambda m: m.slide(RawSlide({"type": "x", "a": [[1]]})),
        lambda m: m.button("b", actions.invoke_function("f", arguments={"a": [[1]]})),
    ):
        step(M)
        assert refused(step, flat).code == "too-deep"


def test_raw_json_keeps_what_it_was_given_when_the_original_changes():
    original = {"type": "x", "data": [1]}
    message = M.slide(RawSlide(original)).extra(a=original)
    original["data"].append(2)
    assert message.to_dict()["slides"] == [{"type": "x", "data": [1]}]
    assert message.to_dict()["a"] == {"type": "x", "data": [1]}


def test_lone_surrogates_in_raw_json_can_still_be_sent():
    message = M.extra(a="\ud800é")
    assert json.loads(message.to_json().encode()) == {"text": "x", "a": "\ud800é"}


@given(st.lists(TEXT), st.lists(st.tuples(TEXT.filter(bool), TEXT)), TEXT.filter(bool))
def test_any_text_survives_lists_labels_and_titles(items, fields, title):
    body = M.list(items, title=title).label(fields).text_slide(title).to_dict(check=False)
    assert body["slides"][0] == {"type": "list", "title": title, "data": items}
    assert body["slides"][1] == {"type": "label", "data": [{name: value} for name, value in fields]}
    assert List(items).items == tuple(items)
