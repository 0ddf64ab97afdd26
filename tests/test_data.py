"""Records, cursors and results as tables, labels, charts and graphs, and their formats."""

import csv
import dataclasses
import datetime as dt
import itertools
import math
import sqlite3
from collections import deque, namedtuple
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from itertools import repeat

import attrs
import pandas as pd
import pytest
import sqlalchemy
import sqlalchemy.orm
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from refusals import hint, issues, refused
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cardkit import Chart, ConstraintError, Graph, Label, List, Message, Table
from cardkit.limits import CLIQ
from cardkit.reading import guards
from cardkit.reading.libraries import shortest

M = Message("x")
Pair = namedtuple("Pair", "host load")


@attrs.frozen
class Frozen:
    host: str
    load: float


@dataclasses.dataclass
class Data:
    host: str
    load: float


RECORDS = {
    "mappings": lambda *cells: dict(zip(("host", "load"), cells, strict=True)),
    "named tuples": Pair,
    "attrs": Frozen,
    "data classes": Data,
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("taken", [list, tuple, iter])
def test_records_are_a_table_whose_headers_are_their_names(record, taken):
    records = taken([record("web-1", 0.5), record("web-2", None)])
    table = M.table(records, format={"load": ".0%"}, missing="–").row(record("web-3", 1)).slides[0]
    assert table.headers == ("host", "load")
    assert table.rows == (("web-1", "50%"), ("web-2", "–"), ("web-3", "1"))
    assert M.label(record("web-1", 0.5), format={"load": ".0%"}).slides[0].fields == (("host", "web-1"), ("load", "50%"))  # fmt: skip
    assert M.table(["load", "host"], [record("web-1", 0.5)]).slides[0].rows == (("0.5", "web-1"),)


def test_rows_of_queries_have_the_names_of_their_description():
    database = sqlite3.connect(":memory:")
    query = "SELECT 'web-1' AS host, 0.5 AS load UNION SELECT 'web-2', NULL"
    engine = sqlalchemy.create_engine("sqlite://").connect()
    expected = (("web-1", "50%"), ("web-2", "–"))
    for given_data in (
        database.execute(query),
        engine.execute(sqlalchemy.text(query)),
        engine.execute(sqlalchemy.text(query)).mappings(),
        engine.execute(sqlalchemy.text(query)).all(),
    ):
        table = M.table(given_data, columns={"host": "Host", "load": "Load"}, format={"Load": ".0%"}, missing="–").slides[0]  # fmt: skip
        assert table.headers == ("Host", "Load")
        assert table.rows == expected
    assert M.table(["load", "host"]).rows(database.execute(query)).slides[0].rows == (("0.5", "web-1"), ("", "web-2"))
    database.row_factory = sqlite3.Row
    assert M.table(database.execute(query)).slides[0].headers == ("host", "load")
    assert M.table(database.execute(query + " LIMIT 0")).slides[0].headers == ("host", "load")
    assert M.label(database.execute(query).fetchone()).slides[0].fields == (("host", "web-1"), ("load", "0.5"))
    assert M.label(engine.execute(sqlalchemy.text(query)).first()).slides[0].fields == (("host", "web-1"), ("load", "0.5"))  # fmt: skip


def test_of_a_query_no_more_rows_are_fetched_than_show_that_they_are_too_many():
    asked = []

    class Cursor:
        description = (("a",),)

        def fetchmany(self, size):
            asked.append(size)
            return [(n,) for n in range(size)]

    assert issues(M.table, Cursor()) == [("large-data", "/slides/0/data/rows")]
    assert asked == [100_001]


def test_a_query_without_a_result_or_with_a_name_twice_is_refused():
    cursor = sqlite3.connect(":memory:").cursor()
    assert issues(M.table, cursor) == [("no-headers", "/slides/0/data/rows")]
    assert issues(M.table, cursor.execute("SELECT 1 AS a, 2 AS a")) == [("duplicate-header", "/slides/0/data/rows")]


def test_all_records_have_the_same_names_or_missing_says_what_stands_there():
    ragged = [{"a": 1, "b": 2}, {"a": 3}]
    assert issues(M.table, ragged) == [("missing-cell", "/slides/0/data/rows/1")]
    assert hint(M.table, ragged) == "missing='n/a'"
    assert M.table(ragged, missing="n/a").slides[0].rows == (("1", "2"), ("3", "n/a"))
    assert issues(M.table, ragged[::-1], missing="") == [("unknown-header", "/slides/0/data/rows/1/b")]
    assert M.table(ragged[::-1], columns=["a", "b"], missing="").slides[0].rows == (("3", ""), ("1", "2"))
    assert M.table(ragged, columns=["a"]).slides[0].rows == (("1",), ("3",))
    assert M.table(["b", "a"], ragged, missing="–").slides[0].rows == (("2", "1"), ("–", "3"))


def test_records_without_one_are_a_table_of_the_named_columns():
    assert M.table([], columns={"a": "A"}).slides[0].headers == ("A",)
    assert M.table(iter([]), columns=["a"]).slides[0].rows == ()
    assert issues(M.table, []) == [("no-headers", "/slides/0/data/headers")]


@pytest.mark.parametrize("rows", [[["a", 1], ["b", 2]], [object(), object()], [M, M], ({1}, {2})])
def test_rows_without_names_need_headers(rows):
    assert issues(M.table, rows) == [("wrong-type", "/slides/0/data/headers")]
    assert "the headers first" in hint(M.table, rows)
    assert M.table(["Host", "State"], [["a", 1]]).slides[0].rows == (("a", "1"),)  # what the hint says


def test_names_that_are_not_there_are_told():
    assert issues(M.table, [{"load": 1}], columns=["laod"]) == [("unknown-column", "/slides/0/data/rows")]
    assert hint(M.table, [{"load": 1}], columns=["laod"]) == "'load'"
    assert issues(M.table, [{"load": 1}], columns={"load": "Load"}, format={"load": "d"}) == [("unknown-column", "/slides/0/data/rows")]  # fmt: skip
    assert issues(M.label, {"load": 1}, format={"laod": "d"}) == [("unknown-column", "/slides/0/data")]
    assert issues(M.table, [{"a": 1}], columns=["a", "a"])[0][0] == "duplicate-header"
    assert issues(M.table, [{"a": 1}], columns="a")[0][0] == "wrong-type"
    assert issues(M.table, [{"a": 1}], columns=[["a"]])[0][0] == "wrong-type"
    nothing = sqlite3.connect(":memory:").execute("SELECT 1 AS load LIMIT 0")
    assert issues(M.table, nothing, columns=["laod"])[0][0] == "unknown-column"
    assert issues(M.table(["a"]).rows, [[1]], columns=["a"])[0][0] == "wrong-type"
    assert issues(M.table, [{"a": 1, "b": 2}], columns={"a": "X", "b": "X"})[0][0] == "duplicate-header"


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


# Charts and graphs


def test_a_chart_keeps_the_largest_and_sums_the_rest():
    shares = {"a": 1, "b": 5, "c": 3, "d": 2, "e": 4, "f": 0}
    assert Chart("pie", shares, top=4).segments == (("b", 5), ("e", 4), ("c", 3), ("d", 2), ("Other", 1))
    assert Chart("pie", shares, top=6).segments[-1] == ("f", 0)
    assert Chart("pie", {"a": 1, "b": 0.1, "c": 0.2}, top=1).segments == (("a", 1), ("Other", 0.3))
    assert Chart("pie", {"Other": 9, "a": 3, "b": 2}, top=2).segments == (("a", 3), ("b", 2), ("Other", 9))
    assert issues(M.chart, "pie", shares)[0][0] == "too-many"
    assert len(M.chart("pie", shares, **eval(f"dict({hint(M.chart, 'pie', shares).split(' ')[0]})")).slides[0].segments) == 5  # fmt: skip
    for wrong, code in ((0, "too-few"), ("4", "wrong-type"), (True, "wrong-type")):
        assert issues(M.chart, "pie", shares, top=wrong) == [(code, "/slides/0/data")]


def test_a_chart_of_records():
    orders = [{"country": "DE", "sum": 3}, {"country": "FR", "sum": None}, {"country": "PL"}]
    assert Chart("pie", orders, labels="country", values="sum").segments == (("DE", 3),)
    assert issues(M.chart, "pie", [{"a": "x", "b": "y"}], labels="a", values="b") == [("wrong-type", "/slides/0/data/0/0/value")]  # fmt: skip
    assert issues(M.chart, "pie", [{"a": "", "b": 1}], labels="a", values="b") == [("empty-text", "/slides/0/data/0/0/label")]  # fmt: skip
    assert issues(M.chart, "pie", orders, labels="country") == [("no-columns", "/slides/0/data")]


EIGHT = {letter: number for number, letter in enumerate("abcdefgh", 1)}
THIRTY = {str(number): number for number in range(30)}


@pytest.mark.parametrize(("call", "option"), [
    (lambda: M.chart("pie", top=4), "top=4"), (lambda: Chart("pie", format="%d %b"), "format='%d %b'"),
    (lambda: M.chart("pie", labels="a", values="b"), "labels='a', values='b'"),
    (lambda: M.graph("trend", thin=True), "thin=True"), (lambda: Graph("trend", x="a", missing="?"), "x='a', missing='?'"),
])  # fmt: skip
def test_options_of_data_without_data_are_told_with_the_step_that_takes_both(call, option):
    (found,) = issues(call)
    assert found[0] == "empty-slide"
    assert hint(call).endswith(f"(…, data, {option})")


def test_options_of_data_that_is_empty_are_taken():
    for none in ((), [], {}):
        assert M.chart("pie", none, top=4).graph("trend", none, thin=True).slides[1].categories == ()


def test_a_step_that_adds_too_much_names_the_call_that_takes_all():
    for call in (lambda: M.chart("pie").segments(EIGHT), lambda: M.chart("pie", EIGHT, top=4).segment("z", 1)):
        assert hint(call).startswith("all segments in one .chart(…, data, top=4)")
    for call in (lambda: M.graph("trend").category("a", THIRTY), lambda: M.graph("trend", {"a": THIRTY}, thin=True).point("z", 1)):  # fmt: skip
        assert hint(call).startswith("all values in one .graph(…, data, thin=True)")
    assert len(M.chart("pie", EIGHT, top=4).graph("trend", {"a": THIRTY}, thin=True).issues()) == 0


def test_a_step_without_options_names_the_opener_that_has_them():
    frame, gaps = pd.DataFrame({"a": ["x"], "b": [1]}), pd.Series({None: 1})
    assert hint(M.chart("pie").segments, frame) == '.chart(…, data, labels="…", values="…")'
    assert hint(M.chart("pie").segments, gaps) == ".chart(…, data, missing='n/a')"


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NaT, pd.NA])
def test_what_stands_for_a_missing_label_is_said_in_charts_and_graphs(gap):
    records, series = (
        [{"a": gap, "b": 1}, {"a": "x", "b": 2}],
        pd.Series([1, 2], index=pd.Index([gap, "x"], dtype=object)),
    )
    for call in (
        lambda **given: M.chart("pie", records, labels="a", values="b", **given).slides[0].segments,
        lambda **given: Chart("pie", series, **given).segments,
        lambda **given: M.graph("trend", records, x="a", y="b", **given).slides[0].categories[0].values,
    ):
        assert [code for code, _ in issues(call)] == ["missing-value"]
        assert hint(call) == "missing='n/a'"
        assert call(missing="n/a") == (("n/a", 1), ("x", 2))
    for taken in ([(gap, 1)], {gap: 1}):
        assert M.chart("pie", taken, missing="n/a").slides[0].segments == (("n/a", 1),)
        assert Graph("trend", {"c": taken}, missing="n/a").categories[0].values == (("n/a", 1),)
    named = Graph("trend", [{"x": 1, "y": 2, "by": gap}], x="x", y="y", by="by", missing="n/a").categories
    assert named == (("n/a", (("1", 2),)),)


def test_what_has_no_columns_is_told_to_leave_their_names_out():
    pairs = [("a", 1)]
    for given_data in (pairs, dict(pairs), iter(pairs), pd.Series([5]), [{"x": "a", "y": 1}, ("a", 1)]):
        assert hint(M.chart, "pie", given_data, labels="x", values="y") == "leave labels= and values= out"
    assert hint(M.graph, "trend", {"EU": {"Jan": 9}}, x="x") == "leave x= out"
    assert hint(M.graph, "trend", {"EU": {"Jan": 9}}, x="x", y="y", by="b") == "leave x=, y= and by= out"


@pytest.mark.parametrize("value", [
    {"a": ["x", "y"], "b": [1, 2]}, {"a": pd.Series(["x", "y"]), "b": deque([1, 2])}, {"a": ["x", "y"], "b": [1]},
])  # fmt: skip
def test_columns_by_name_are_told_how_to_become_rows_and_none_is_lost(value):
    known = {"value": value, "M": M, "itertools": itertools}
    table = eval(f"M{hint(M.table, value)}", known).slides[0]
    assert (table.headers, table.rows[0], table.rows[1][0]) == (("a", "b"), ("x", "1"), "y")
    told = hint(M.chart, "pie", value, labels="a", values="b")
    assert M.chart("pie", eval(told, known), labels="a", values="b").slides[0].segments[0] == ("x", 1)
    assert hint(M.graph, "trend", value, x="a", y="b") == told


def test_columns_that_are_no_headers_are_told_by_one_option_that_mends_all():
    frame = pd.DataFrame({"a": [1], "b": [2]})
    for headers in (["X", "b"], ["b", "X"], ["b"]):
        told = hint(M.table, headers, frame)
        assert eval(f"M.table(headers, frame, {told})", {"M": M, "headers": headers, "frame": frame}).issues() == ()
    assert hint(M.table, ["X", "Y"], frame) == "columns={\"…\": 'X', \"…\": 'Y'}"
    assert hint(M.table, ["a", "b", "c"], frame) == ""


def test_a_value_beyond_the_headers_of_a_file_is_told_with_the_columns_that_have_names():
    rows = csv.DictReader(["a,b", "1,2,3", "4,5"])
    told = hint(M.table, rows)
    assert eval(f"M.table(rows, {told})", {"M": M, "rows": [{"a": 1, "b": 2, None: [3]}]}).slides[0].rows == (
        ("1", "2"),
    )


def test_a_graph_wide_and_long():
    wide = [{"m": "Jan", "EU": 9, "US": 4}, {"m": "Feb", "EU": 6, "US": None}]
    long = [("Jan", "EU", 9), ("Jan", "US", 4), ("Feb", "EU", 6), ("Feb", "US", None)]
    expected = (("EU", (("Jan", 9), ("Feb", 6))), ("US", (("Jan", 4),)))
    assert Graph("trend", wide, x="m", y=["EU", "US"]).categories == expected
    records = [dict(zip("mrv", row, strict=True)) for row in long]
    assert Graph("trend", records, x="m", y="v", by="r").categories == expected
    assert issues(M.graph, "trend", records, x="m", y=["v"], by="r")[0][0] == "wrong-type"
    assert issues(M.graph, "trend", records, y="v") == [("no-columns", "/slides/0/data")]
    assert issues(M.graph, "trend", wide, x="m", y=["EU", "EU"]) == [("duplicate-header", "/slides/0/data")]
    years = [{"m": "Jan", "year": 2023, "v": 1}, {"m": "Jan", "year": dt.date(2024, 1, 1), "v": 2}]
    names = [category.name for category in Graph("trend", years, x="m", y="v", by="year").categories]
    assert names == ["2023", "2024-01-01"]
    nested = [{"m": "Jan", "year": [2023], "v": 1}] * 3
    assert issues(M.graph, "trend", nested, x="m", y="v", by="year") == [("wrong-type", "/slides/0/data")]
    assert issues(M.graph, "trend", records, x="m", y="z") == [("unknown-column", "/slides/0/data")]


@pytest.mark.parametrize(("labels", "format", "written"), [
    ([2024, 2025], str, ["2024", "2025"]),
    ([2024, 2025], {2024: "last"}, ["last", "2025"]),
    ([2024, 2025], "_d", ["2_024", "2_025"]),
    ([dt.date(2024, 5, 1), dt.date(2024, 6, 1)], "%d %b", ["01 May", "01 Jun"]),
    (["a", "b"], str.upper, ["A", "B"]),
])  # fmt: skip
def test_labels_of_mappings_are_formatted_in_graphs_as_in_charts(labels, format, written):
    values = dict(zip(labels, [3, 1], strict=True))
    for taken in (values, [*values.items()], pd.Series(values)):
        points = M.chart("pie", taken, format=format).slides[0].segments
        assert [point.label for point in points] == written
        for made in (
            M.graph("trend", {"a": taken, "b": values}, format=format).slides[0],
            Graph("trend", [("a", taken)], format=format, thin=True),
        ):
            assert made.categories[0].values == points


def test_a_format_of_labels_that_is_none_is_one_problem():
    assert issues(M.graph, "trend", {"a": {2024: 1}, "b": {2024: 2}}, format=5) == [("wrong-type", "/slides/0/data")]


@pytest.mark.parametrize("cells", [(1.5, None), ([1.5, None],), ({"a": 1.5, "b": None},)])
def test_options_of_rows_given_to_a_row_are_told_with_the_step_that_takes_them(cells):
    table = M.table(["a", "b"])
    told = hint(table.row, *cells, format=".2f", missing="–")
    assert eval(f"table{told}", {"table": table}).slides[0].rows == (("1.50", "–"),)
    assert hint(table.row, 1, b=2) == ""


@pytest.mark.parametrize("count", [20, 21, 50])
def test_more_than_twenty_points_are_thinned_only_when_asked(count):
    rows = [{"x": str(n), "a": n % 7, "b": -n} for n in range(count)]
    call = {"x": "x", "y": ["a", "b"]}
    if count > CLIQ.graph_values:
        assert [code for code, _ in issues(M.graph, "trend", rows, **call)] == ["too-many"] * 2
        assert hint(M.graph, "trend", rows, **call).startswith("thin=True ")
    categories = M.graph("trend", rows, thin=True, **call).slides[0].categories
    labels = [[point.label for point in category.values] for category in categories]
    assert labels[0] == labels[1]
    assert len(labels[0]) == min(count, 20)
    plain = Graph("trend", {"a": {str(n): n for n in range(count)}}, thin=True).categories[0].values
    assert len(plain) == min(count, 20)
    for wrong in (5, "yes", None):
        assert issues(M.graph, "trend", rows, thin=wrong, **call)[0] == ("wrong-type", "/slides/0")


LABELLED = st.lists(st.tuples(st.sampled_from("abcde") | st.text("fgh", min_size=1), st.integers(-9, 9)), max_size=60)


def is_thinned(kept, values, most):
    """Whether no more than allowed are kept, in their order, among them the ends and the extremes."""
    rest, numbers = iter(values), [number for _, number in values]
    assert all(pair in rest for pair in map(tuple, kept)), "in their order"
    assert len(kept) <= most
    if values:
        assert (tuple(kept[0]), tuple(kept[-1])) == (values[0], values[-1])
        assert {min(numbers), max(numbers)} <= {number for _, number in kept}
    return True


@given(st.lists(LABELLED, min_size=1, max_size=5))
def test_whatever_labels_come_again_thinning_keeps_what_it_promises(categories):
    named = [(str(index), values) for index, values in enumerate(categories)]
    read = Graph("trend", named, thin=True).categories
    rows = [{"x": label, "y": number, "by": name} for name, values in named for label, number in values]
    filled = [(name, values) for name, values in named if values]
    grouped = Graph("trend", rows, x="x", y="y", by="by", thin=True).categories if rows else ()
    for given_values, kept in ((named, read), (filled, grouped)):
        assert [category.name for category in kept] == [name for name, _ in given_values]
        assert all(is_thinned(c.values, values, 20) for c, (_, values) in zip(kept, given_values, strict=True))
    if len(categories) == 1 or all(values == categories[0] for values in categories):
        assert {len(category.values) for category in read} == {min(len(categories[0]), 20)}


def test_one_label_again_and_again_is_thinned():
    turns = [("a", 1)] * 12 + [("b", 1)] + [("a", 1)] * 12
    assert len(M.graph("trend", {"EU": turns}, thin=True).slides[0].categories[0].values) == 20


def test_a_value_that_is_no_number_is_refused_when_it_is_thinned():
    rows = [{"x": str(n), "y": "n/a" if n == 7 else n} for n in range(40)]
    (found,) = issues(M.graph, "trend", rows, x="x", y="y", thin=True)
    assert found[0] == "wrong-type"


def test_other_limits_hold_for_thinning():
    roomy = Message("x", limits=attrs.evolve(CLIQ, graph_values=3))
    categories = roomy.graph("trend", {"a": {str(n): (n - 5) ** 2 for n in range(11)}}, thin=True).slides[0].categories
    assert [point.label for point in categories[0].values] == ["0", "5", "10"]


ENDLESS = [
    lambda: M.list(repeat("a")), lambda: M.table(["a"]).rows(repeat(["a"])), lambda: M.table(["a"]).row(repeat("a")),
    lambda: M.table(repeat("a")), lambda: M.label(repeat(("a", "b"))), lambda: M.image(repeat("https://example.com/a.png")),
    lambda: M.chart("pie", repeat(("a", 1))), lambda: M.chart("pie").segments(repeat(("a", 1))),
    lambda: M.graph("trend", repeat(("a", {"b": 1}))), lambda: M.graph("trend").category("a", repeat(("b", 1))),
    lambda: M.card("T").section("S").fields(repeat(("a", "b"))), lambda: Table(["a"], repeat(["b"])), lambda: M.list().items(repeat("a")),
]  # fmt: skip


@pytest.mark.parametrize("call", ENDLESS, ids=range(len(ENDLESS)))
def test_what_has_no_end_is_refused(call):
    assert refused(call).code == "large-data"


def test_the_last_entry_that_is_read_of_an_iterator():
    most = guards.MOST_ENTRIES
    assert len(M.list(repeat("a", most)).slides[0].items) == most
    for counted in (["a"] * (most + 1), deque(["a"] * (most + 1))):
        assert len(M.list(counted).slides[0].items) == most + 1
    with pytest.raises(ConstraintError, match="more than 100,000 entries"):
        M.list(repeat("a", most + 1))


class Pages(Sequence):
    """What fetches each entry when it is asked for it, and knows how many there are."""

    def __len__(self):
        return 10**12

    def __getitem__(self, at):
        return "a"


@pytest.mark.parametrize("many", [range(10**12), range(10**30), Pages()], ids=["range", "long range", "pages"])
@pytest.mark.parametrize("take", [M.list, M.table, M.table(["a"]).rows, M.image, partial(M.graph, "trend")])
def test_what_makes_its_entries_as_it_is_read_is_not_read_to_its_end_for_having_a_length(take, many):
    assert [code for code, _ in issues(take, many)] == ["large-data"]


# Rows of other libraries


class _Base(DeclarativeBase):
    pass


class _Host(_Base):
    __tablename__ = "hosts"
    name: Mapped[str] = mapped_column(primary_key=True)
    load: Mapped[int]


class _Model:
    """As pydantic's: its class knows its fields, and it iterates over pairs."""

    __pydantic_core_schema__ = model_fields = {"name": None, "load": None}  # noqa: RUF012 - as it has them

    def __init__(self, name, load):
        self.name, self.load = name, load

    def __iter__(self):
        return iter([("name", self.name), ("load", self.load)])


class _Struct:
    """As msgspec's."""

    __struct_fields__ = ("name", "load")

    def __init__(self, name, load):
        self.name, self.load = name, load


class _Config(BaseModel, extra="allow"):
    name: str


@pytest.mark.parametrize("cls", [_Host, _Model, _Struct])
def test_objects_that_declare_their_fields_are_rows_with_names(cls):
    rows = [cls(name="web-1", load=3), cls(name="web-2", load=5)]
    cells = (("web-1", "3"), ("web-2", "5"))
    assert M.table(rows).slides == M.table(["name", "load"], rows).slides == (Table(["name", "load"], cells),)
    assert M.table(["name", "load"]).row(rows[0]).slides[0].rows == cells[:1]
    assert M.label(rows[0]).slides == (Label({"name": "web-1", "load": "3"}),)


def test_what_a_model_was_given_beyond_its_fields_is_there_too():
    assert M.label(_Config(name="web-1", load=3)).slides == (Label({"name": "web-1", "load": "3"}),)


def test_a_field_that_cannot_be_read_is_told():
    engine = sqlalchemy.create_engine("sqlite://")
    _Base.metadata.create_all(engine)
    with sqlalchemy.orm.Session(engine) as session:
        host = _Host(name="web-1", load=3)
        session.add(host)
        session.commit()
    for step in (lambda: M.table([host]), lambda: M.label(host)):
        with pytest.raises(ConstraintError, match="a field of the row cannot be read: DetachedInstanceError"):
            step()


def test_a_data_class_has_its_own_fields_whatever_else_it_has():
    @dataclasses.dataclass
    class Host:
        model_fields = {"other": 1}  # noqa: RUF012
        name: str

    assert M.label(Host("web-1")).slides == (Label({"name": "web-1"}),)


class _Cells:
    """As a row of pyodbc: no sequence by its class."""

    def __init__(self, *cells):
        self.cells = cells

    def __len__(self):
        return len(self.cells)

    def __getitem__(self, at):
        return self.cells[at]

    def __iter__(self):
        return iter(self.cells)


def test_rows_of_a_cursor_need_not_be_sequences():
    db = sqlite3.connect(":memory:")
    db.row_factory = lambda cursor, row: _Cells(*row)
    assert M.table(db.execute("SELECT 1 AS a, 2 AS b"), columns=["b"]).slides == (Table(["b"], [["2"]]),)


def _sqlite_rows():
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    return db.execute("SELECT 1 AS id, 2 AS id").fetchall()


def _sqlalchemy_rows():
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        return connection.execute(sqlalchemy.text("SELECT 1 AS id, 2 AS id")).all()


@pytest.mark.parametrize("rows", [_sqlite_rows, _sqlalchemy_rows])
@pytest.mark.parametrize("step", [M.table, lambda rows: M.label(rows[0])])
def test_no_column_of_a_row_is_lost_behind_another_of_its_name(rows, step):
    with pytest.raises(ConstraintError, match="two columns of the same name") as caught:
        step(rows())
    assert caught.value.issues[0].code == "duplicate-header"


@pytest.mark.parametrize(
    "factory", [lambda cursor, row: row[0], lambda cursor, row: object(), lambda cursor, row: row[:1]]
)
def test_a_cursor_whose_rows_are_no_rows_is_told(factory):
    db = sqlite3.connect(":memory:")
    db.row_factory = factory
    with pytest.raises(ConstraintError, match="the cursor without a row_factory"):
        M.table(db.execute("SELECT 1 AS a, 2 AS b"), columns=["a"])


def test_columns_by_name_are_told_from_rows():
    value = {"Host": ["web-1", "web-2"], "Load": [3, 5]}
    with pytest.raises(ConstraintError, match="not columns by name") as caught:
        M.table(value)
    step = eval(f"M{caught.value.issues[0].hint}", {"M": M, "value": value})
    assert step.slides == (Table(["Host", "Load"], [["web-1", "3"], ["web-2", "5"]]),)
