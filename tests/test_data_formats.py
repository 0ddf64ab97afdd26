"""Formats of data: what each writes, what it cannot write, what stands for a missing value, and how floats are written."""

import datetime as dt
import math
import sqlite3
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import hint, issues

from cardkit import Label, List, Message
from cardkit.reading.libraries import shortest

M = Message("x")


def test_plain_rows_take_formats_too():
    rows = [["web-1", 0.5], {"load": None, "host": "web-2"}]
    assert M.table(["host", "load"], rows, format={"load": ".0%"}, missing="?").slides[0].rows == (("web-1", "50%"), ("web-2", "?"))  # fmt: skip
    assert issues(M.table(["a"]).row(1).rows, [[1], [2, 3]], missing="") == [("row-length", "/slides/0/data/rows/2")]


def test_each_kind_of_format():
    moment = dt.datetime(2024, 5, 1, 9, 30)
    given_values = {"share": 0.256, "count": 12345, "when": moment, "up": True, "name": "ana", "gap": None}
    formats = {
        "share": ".1%",
        "count": ",d",
        "when": "%d %b %H:%M",
        "up": {True: "yes"},
        "name": str.title,
        "gap": ".1%",
    }
    fields = Label(given_values, format=formats, missing="–").fields
    assert [value for _, value in fields] == ["25.6%", "12,345", "01 May 09:30", "yes", "Ana", "–"]
    section = M.card("c").section("s").fields(given_values, format=formats, missing="–")
    assert [field["value"] for field in section.to_dict()["card"]["sections"][0]["fields"]] == [value for _, value in fields]  # fmt: skip
    assert List([0.5, None], format=".0%", missing="none").items == ("50%", "none")
    assert M.list().items([True, False, None], format={True: "yes", None: "?"}).slides[0].items == ("yes", "False", "?")
    assert M.label({"a": 1.25, "b": 2}).fields({"c": 3}, format=".1f").slides[0].fields[2] == ("c", "3.0")


def test_what_a_format_cannot_write_is_told_where_it_stands():
    assert issues(M.table, [{"a": 1}, {"a": "x"}], format={"a": ".1%"}) == [("bad-format", "/slides/0/data/rows/1/a")]
    assert issues(M.list, ["x"], format=".1%") == [("bad-format", "/slides/0/data/0")]
    assert issues(M.label, {"a": "x"}, format=".1%") == [("bad-format", "/slides/0/data/0/a")]
    assert issues(M.card("c").section().fields, {"a": "x"}, format=".1%") == [("bad-format", "/card/sections/0/fields/0/value")]  # fmt: skip
    assert issues(M.list, [1], format=5) == [("wrong-type", "/slides/0/data")]
    assert issues(M.list, [1], missing=5) == [("wrong-type", "/slides/0/data")]
    assert issues(M.table, [{"a": 1}], format={"a": 5}) == [("wrong-type", "/slides/0/data/rows")]
    assert issues(M.table, [{"a": 1}], format={"a": lambda value: value}) == [("wrong-type", "/slides/0/data/rows/0/a")]
    assert issues(M.table, [{"a": 1}], format={"a": lambda _: "\0"}) == [("bad-character", "/slides/0/data/rows/0/a")]
    with pytest.raises(ZeroDivisionError) as caught:
        M.table([{"a": 0}], format={"a": lambda value: 1 / value})
    assert caught.value.__notes__ == ["while format= wrote the cell 0"]


DAY = dt.date(2024, 1, 1)
MIXED = {"day": DAY, "n": 1234, "up": True, "name": "a"}


@pytest.mark.parametrize(
    "value", [DAY, dt.datetime(2024, 1, 1), dt.time(9), pd.Timestamp(DAY), pd.Period("2024-01"), True]
)
@pytest.mark.parametrize("spec", [",d", ".1f", ".1%", "YYYY-MM-DD", "%%"])
def test_a_format_of_numbers_writes_no_date_and_no_bool(value, spec):
    assert issues(M.list, [value], format=spec) == [("bad-format", "/slides/0/data/0")]
    assert issues(M.label, {"a": value}, format={"a": spec}) == [("bad-format", "/slides/0/data/0/a")]
    assert issues(M.chart, "pie", {value: 1}, format=spec) == [("bad-format", "/slides/0/data/0/0/label")]
    list_of = eval(f"M.list([value], {hint(M.list, [value], format=spec)})", {"M": M, "value": value})
    assert list_of.slides[0].items[0] in {"01 Jan", "31 Jan", "09:00", "yes"}


def test_a_format_for_all_that_does_not_write_some_is_told_with_the_names_that_it_writes():
    for call in (
        lambda **given: M.table([MIXED, MIXED | {"n": 5}], **given).slides[0].rows[0],
        lambda **given: M.table([*MIXED], [[*MIXED.values()]], **given).slides[0].rows[0],
        lambda **given: tuple([value for _, value in M.label(MIXED, **given).slides[0].fields]),
    ):
        assert [code for code, _ in issues(call, format=",d")] == ["bad-format"] * 3
        assert hint(call, format=",d") == "format={'n': ',d'}"
        assert call(format={"n": ",d"}) == ("2024-01-01", "1,234", "True", "a")
    assert hint(M.table, [{"day": DAY}], format=",d") == "format={'day': '%d %b'}"
    assert hint(M.graph, "trend", [{"day": DAY, "n": 5}], x="day", y="n", format=".1f") == "format={'day': '%d %b'}"
    graph = M.graph("trend", [{"day": DAY, "n": 5}], x="day", y="n", format={"day": "%d %b"}).slides[0]
    assert graph.categories[0].values[0].label == "01 Jan"


@pytest.mark.parametrize("spec", [".3", ">8.3", "*^10.2", "08.3", "12.0"])
def test_a_format_of_digits_cuts_no_text(spec):
    assert issues(M.list, [1.5, "a long name"], format=spec) == [("bad-format", "/slides/0/data/1")]
    data = [{"n": 1.23456, "name": "a long name"}]
    assert hint(M.table, data, format=spec) == f"format={{'n': {spec!r}}}"
    assert M.table(data, format={"n": spec}).slides[0].rows == ((format(1.23456, spec), "a long name"),)
    for call in (lambda **given: M.list(["a long name"], **given), lambda **given: M.label({"n": "a long name"}, **given)):  # fmt: skip
        told = hint(call, format=spec)
        assert f"{spec}s" in told
        call(**eval(f"dict({told})"))
    assert M.list(["a long name"], format=f"{spec}s").slides[0].items == (format("a long name", f"{spec}s"),)


@pytest.mark.parametrize("spec", ["", ">8", "^20", "5", "s", ".<9"])
def test_a_format_that_cuts_nothing_writes_text(spec):
    assert M.list(["name"], format=spec).slides[0].items == (format("name", spec),)


@pytest.mark.parametrize(("values", "spec", "fits"), [
    ([8.0, 1e6, None], ",d", "',.0f'"), ([8.0, 8.5], ",d", "str, or another function that writes it"),
    ([DAY, 5], ",.1", "str, or another function that writes it"), ([1, 2.5], "%.1f", "'.1f'"),
])  # fmt: skip
def test_the_format_that_is_told_writes_all_values(values, spec, fits):
    assert hint(M.list, values, format=spec) == f"format={fits}"
    assert M.list(values, format=eval(fits.partition(",")[0] if "str" in fits else fits)).slides[0].items[0]


def test_options_need_data_or_rows_in_the_same_call():
    for options in ({"format": {"A": ".1f"}}, {"missing": "?"}, {"columns": ["A"]}, {"index": "A"}):
        assert issues(M.table, ["A"], **options) == [("no-rows", "/slides/0/data/rows")]
    assert issues(M.table, [], format=".1f") == [("no-headers", "/slides/0/data/headers")]
    for none in ((), []):
        assert M.table(["A"], none, format={"A": ".1f"}).slides[0].rows == ()
    assert M.table([], columns=["A"], format={"A": ".1f"}).slides[0].headers == ("A",)


def test_a_message_that_is_made_to_fit_keeps_data_with_bad_characters_and_does_not_lose_what_is_no_matter_of_size():
    fit, rows = Message("x", fit=True), [{"a\0": "x\0", "b": 3}, {"a\0": "y", "b": 1}, {"a\0": "z", "b": 2}]
    assert fit.table(rows, missing="?").slides[0].rows == (("x", "3"), ("y", "1"), ("z", "2"))
    assert fit.table(rows, columns={"b": "b\0"}).slides[0].headers == ("b",)
    assert fit.list(["a\0"], missing="?").label({"a": "b\0"}, missing="?").slides[1].fields == (("a", "b"),)
    assert fit.chart("pie", rows, labels="a\0", values="b", top=1).slides[0].segments == (("x", 3), ("Other", 3))
    assert issues(fit.chart, "pie", {"a": 1}, top=0) == [("too-few", "/slides/0/data")]
    many = "with recursive n(x) as (select 1 union all select x + 1 from n limit 100001) select x from n"
    assert issues(fit.table, sqlite3.connect(":memory:").execute(many)) == [("large-data", "/slides/0/data/rows")]


def test_nan_is_refused_until_missing_says_what_stands_for_it():
    nan = {"a": float("nan"), "b": Decimal("NaN")}
    assert issues(M.table, [nan]) == [("missing-value", "/slides/0/data/rows/0/a"), ("missing-value", "/slides/0/data/rows/0/b")]  # fmt: skip
    assert M.table([nan], missing="").slides[0].rows == (("", ""),)
    assert M.label(nan, missing="–").slides[0].fields == (("a", "–"), ("b", "–"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_written_with_the_digits_it_needs(value):
    written = shortest(value)
    assert len(written) <= len(repr(value))
    assert float(written) == pytest.approx(value, rel=1e-14)
    assert written == repr(value) or len(written) < len(repr(value)) - 2
    assert M.table(["a"]).row(value).slides[0].rows == ((written,),)


def test_a_float_keeps_its_digits_where_fewer_than_three_can_go():
    assert shortest(math.nextafter(0.12345678901234, 1)) == "0.12345678901234"
    assert shortest(math.nextafter(0.123456789012345, 1)) == "0.12345678901234501"


@given(st.integers(-(10**6), 10**6), st.integers(0, 6))
def test_a_decimal_that_arithmetic_has_blurred_is_written_as_it_was(number, places):
    exact = float(Decimal(number).scaleb(-places))
    assert shortest(exact) == repr(exact)
    blurred = exact + 0.1 - 0.1
    assert Decimal(shortest(blurred)) == Decimal(repr(exact)) or abs(exact) < 0.01


def test_options_of_rows_given_to_a_row_are_told_with_the_step_that_takes_them():
    table = M.table(["a", "b"])
    assert hint(table.row, 1.5, None, format=".2f", missing="–").startswith(".rows(")
    assert hint(table.row, 1, b=2) == ""
