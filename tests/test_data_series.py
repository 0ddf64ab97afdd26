"""Series, and values beside the columns of a frame: when an index names them, and that both are written alike."""

import datetime as dt
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import dataset
from refusals import hint, refusals, refused

from cardkit import Chart, Graph, Label, Message, Table

M = Message("x")


def cells(data, **options):
    """The cells of the only column of a table."""
    return [cell for (cell,) in M.table(data, **options).slides[0].rows]


# When an index names something

DAYS = pd.to_datetime(["2024-01-01", "2024-01-02"])
NAMED = {
    "counts of flags": (pd.Series([True, True, False]).value_counts(), ["True", "False"]),
    "counts of flags, the other way": (pd.Series([False, False, True]).value_counts(), ["False", "True"]),
    "counts of 0 and 1": (pd.Series([0, 0, 1]).value_counts(), ["0", "1"]),
    "one count": (pd.Series([0]).value_counts(), ["0"]),
    "sums by group": (pd.DataFrame({"k": [0, 1, 1], "v": [1, 2, 3]}).groupby("k")["v"].sum(), ["0", "1"]),
    "floats": (pd.Series([1, 2], index=[0.0, 1.0]), ["0.0", "1.0"]),
    "nullable whole numbers": (pd.Series([1, 2], index=pd.Index([0, 1], dtype="Int64")), ["0", "1"]),
    "small whole numbers": (pd.Series([1, 2], index=pd.Index([0, 1], dtype="uint8")), ["0", "1"]),
    "a slice": (pd.Series([9, 1, 2])[1:], ["1", "2"]),
    "every other": (pd.Series([1, 0, 2])[::2], ["0", "2"]),
    "a name of the index": (pd.Series([1, 2], index=pd.RangeIndex(2, name="week")), ["0", "1"]),
}  # fmt: skip


@pytest.mark.parametrize(("series", "names"), NAMED.values(), ids=NAMED)
def test_an_index_of_its_own_names_also_where_it_happens_to_count(series, names):
    numbers = [int(value) for value in series.tolist()]
    points = tuple(zip(names, numbers, strict=True))
    fields = tuple(zip(names, map(str, numbers), strict=True))
    assert Chart("pie", series).segments == M.chart("pie").segments(series).slides[0].segments == points
    assert Graph("trend", {"S": series}).categories[0].values == points
    assert M.graph("trend").category("S", series).slides[0].categories[0].values == points
    assert Label(series).fields == M.label().fields(series).slides[0].fields == fields
    assert M.card("T").section("s").fields(series).payload.card.sections[0].fields == fields


@pytest.mark.parametrize("dtype", ["float64", "Int64", object])
def test_a_missing_value_of_a_series_is_left_out_of_charts_and_graphs(dtype):
    series = pd.Series([1, None, 3], index=[*"abc"], dtype=dtype)
    points, message = (("a", 1), ("c", 3)), M.graph("trend").category("S", series)
    assert Chart("pie", series).segments == M.chart("pie").segments(series).slides[0].segments == points
    for graph in (
        message.slides[0],
        Graph("trend", {"S": series}),
        Graph("trend", {"S": series}, format=str, thin=True),
    ):
        assert graph.categories == (("S", points),)
    assert refused(M.graph("trend").category, "S", series.to_dict()).path == "/slides/0/data/0/values/1/value"


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NaT, pd.NA], ids=str)
def test_a_missing_name_of_a_series_is_told_with_the_code_that_writes_it(gap):
    series = pd.Series([1, 2], index=pd.Index(["a", gap], dtype=object))
    for call in (
        lambda given: M.label(given, missing="–").slides[0].fields,
        lambda given: M.graph("trend", {"S": given}).slides[0].categories[0].values,
    ):
        told = refused(call, series)
        assert told.code == "missing-value"
        assert [name for name, _ in call(eval(told.hint, {"value": series}))] == ["a", str(gap)]


COUNTED = {
    "of a list": pd.Series([1, 2]),
    "counted anew": pd.Series([1, 2], index=["b", "a"]).reset_index(drop=True),
    "the first": pd.Series([1, 2, 3]).head(2),
    "a row of an array": pd.DataFrame([[1, 2]]).iloc[0],
}


@pytest.mark.parametrize("series", COUNTED.values(), ids=COUNTED)
def test_the_default_index_names_nothing(series):
    assert Table(["A", "B"], [series]).rows == M.table(["A", "B"]).row(series).slides[0].rows == (("1", "2"),)
    for call in (lambda s: Chart("pie", s).segments, lambda s: Label(s).fields, lambda s: Graph("trend", {"S": s}).categories[0].values):  # fmt: skip
        issue = refused(call, series)
        assert "has no names, as its index only counts" in issue.message
        assert [str(name) for name, _ in call(eval(issue.hint, {"value": series}))] == ["no. 0", "no. 1"]


def test_in_a_row_an_index_of_its_own_places_by_name_or_is_refused():
    named = pd.Series(["zero", "one"], index=[0, 1])
    for headers in (["1", "0"], ["A", "B"], ["A"]):
        for call in (M.table(headers).row, lambda row, headers=headers: M.table(headers).rows([row])):
            assert "unknown-header" in {issue.code for issue in refusals(call, named)}
    frame = pd.DataFrame([["zero", "one"]], columns=[0, 1])
    assert M.table([frame.iloc[0]]).slides == M.table(frame).slides == (Table(["0", "1"], [["zero", "one"]]),)


def test_what_is_no_slide_but_a_series_is_told_by_the_same_rule():
    for series, step in ((pd.Series([1, 2]), ".list("), (pd.Series([1, 2], index=[0, 1]), ".label(")):
        assert refused(M.slide, series).hint.startswith(step)


# The index as a column

HOSTS = pd.DataFrame({"load": [1, 2], "up": [3, 4]}, index=["web-1", "web-2"])


@pytest.mark.parametrize(("columns", "headers"), [
    (None, ["Host", "load", "up"]), (["load"], ["Host", "load"]), ({"up": "Up"}, ["Host", "Up"]), ([], ["Host"]),
    (["load", "Host"], ["load", "Host"]), ({"up": "Up", "Host": "Name"}, ["Up", "Name"]),
])  # fmt: skip
def test_the_index_is_the_first_column_unless_it_is_picked_elsewhere(columns, headers):
    values = {"Host": ["web-1", "web-2"], "Name": ["web-1", "web-2"], "load": ["1", "2"], "up": ["3", "4"], "Up": ["3", "4"]}  # fmt: skip
    rows = [[*row] for row in zip(*[values[name] for name in headers], strict=True)]
    assert Table(HOSTS, index="Host", columns=columns) == Table(headers, rows)
    assert M.table(headers).rows(HOSTS, index="Host", columns=columns).slides == (Table(headers, rows),)


@pytest.mark.parametrize("headers", [["k", "v", "w"], ["w", "k"], ["k", "V", "w"], ["w", "V"]], ids=" ".join)
def test_an_index_that_is_a_header_is_told_with_the_option_that_picks_it(headers):
    sums = pd.DataFrame({"k": ["x", "y", "y"], "v": [1, 2, 3], "w": [4, 5, 6]}).groupby("k").sum()
    rows = [{"k": "x", "v": "1", "V": "1", "w": "4"}, {"k": "y", "v": "5", "V": "5", "w": "11"}]
    for call in (lambda **given: M.table(headers, sums, **given), lambda **given: M.table(headers).rows(sums, **given)):
        picked = call(**eval(f"dict({hint(call)})"))
        assert picked.slides == (Table(headers, [[row[name] for name in headers] for row in rows]),)


def test_two_columns_of_one_name_are_told_and_none_is_lost():
    for call in (
        lambda: M.table(HOSTS, index="Host", columns={"load": "Host"}),
        lambda: M.table(["A", "B"]).rows([{"a": 1, "b": 2, "c": 3}], columns={"a": "A", "b": "A", "c": "B"}),
    ):
        assert refused(call).code == "duplicate-header"
    assert refused(M.table, HOSTS, index="Host", columns={"load": "Host"}).hint == "call one 'Host 2'"
    assert M.table(HOSTS, index="Host", columns={"load": "Host 2"}).slides[0].headers == ("Host", "Host 2")


def test_the_name_that_is_told_for_an_index_is_free():
    frame = pd.DataFrame({"k": [1], "k 2": [2]})
    issue = refused(M.table, frame, index="k")
    assert issue.hint == "index='k 3'"
    assert M.table(frame, **eval(f"dict({issue.hint})")).slides[0].headers == ("k 3", "k", "k 2")


# Values

MOMENT = dt.datetime(2024, 1, 1, 8, 30, 0, 123456)
BERLIN = dt.datetime(2024, 1, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
OF_PANDAS = [
    (pd.Timestamp("2024-01-01 08:30:00.123456789"), MOMENT), (pd.Timestamp(BERLIN), BERLIN),
    (pd.Timedelta(hours=1), dt.timedelta(hours=1)), (pd.Timedelta(days=-1, hours=2), dt.timedelta(days=-1, hours=2)),
    (pd.Timedelta(1999, "ns"), dt.timedelta(microseconds=1)), (pd.Timedelta(-1999, "ns"), dt.timedelta(microseconds=-1)),
]  # fmt: skip


@pytest.mark.parametrize(("value", "of_python"), OF_PANDAS, ids=range(len(OF_PANDAS)))
def test_times_of_pandas_are_those_of_python_alone_in_records_in_rows_and_in_columns(value, of_python):
    frame = pd.DataFrame({"a": [value]})
    mixed = pd.DataFrame({"a": [value], "b": ["x"]}).iloc[0]
    given = [frame, frame.to_dict("records"), frame.itertuples(index=False), [{"a": value}], [[value]]]
    if getattr(of_python, "tzinfo", None) is None:  # which polars would keep in UTC
        given.append(pl.DataFrame({"a": [of_python]}))
    for data in given:
        table = M.table(data) if data is not given[4] else M.table(["a"], data)
        assert table.slides[0].rows == ((str(of_python),),)
    assert M.label(mixed).slides[0].fields[0] == ("a", str(of_python))
    assert M.list([value]).slides[0].items == (str(of_python),)
    seen = []
    for call in (
        lambda f: M.table(frame, format={"a": f}),
        lambda f: M.table(frame.to_dict("records"), format={"a": f}),
        lambda f: M.list([value], format=f),
        lambda f: M.label({"a": value}, format={"a": f}),
        lambda f: M.label(mixed, format={"a": f}),
        lambda f: M.chart("pie", {value: 1}, format=f),
        lambda f: M.chart("pie", pd.Series([1], index=pd.Index([value])), format=f),
    ):
        call(lambda given: seen.append(given) or "seen")
    assert seen == [of_python] * 7
    assert {type(one) for one in seen} == {type(of_python)}


def test_the_times_of_pandas_have_the_formats_and_the_texts_of_those_of_python():
    day = pd.Timestamp("2024-01-01")
    for value in (day, dt.datetime(2024, 1, 1)):
        assert M.list([value], format={day: "New Year"}).slides[0].items == ("New Year",)
        assert M.list([value], format="%d %b").slides[0].items == ("01 Jan",)
    far = pd.Series(np.array(["20000-01-01"], dtype="M8[s]"))[0]
    assert M.list([far]).slides[0].items == ("20000-01-01 00:00:00",)


@pytest.mark.parametrize("nanoseconds", [123456789, -123456789, 999, -999, -1500])
def test_spans_are_cut_to_microseconds_in_each_library(nanoseconds):
    sign = -1 if nanoseconds < 0 else 1
    expected = [str(dt.timedelta(microseconds=sign * (abs(nanoseconds) // 1000)))]
    spans = np.array([nanoseconds], dtype="m8[ns]")
    assert cells(pd.DataFrame({"a": spans})) == expected
    assert cells(pl.DataFrame({"a": pl.Series([nanoseconds]).cast(pl.Duration("ns"))})) == expected
    assert cells(pa.table({"a": pa.array([nanoseconds], pa.duration("ns"))})) == expected
    assert cells([{"a": pd.Timedelta(nanoseconds, "ns")}]) == expected
    assert cells([{"a": spans[0]}], format={"a": str}) == expected


HALVES = [0.1, 1 / 3, 2048.0, 65504.0, -0.5, 6.104e-05]


def test_floats_of_half_precision_are_as_short_as_numpy_prints_them():
    array = np.array(HALVES, dtype="float16")
    expected = [str(float(str(half))) for half in array]
    assert expected[0] == "0.1"
    frames = [pd.DataFrame({"a": array}), pa.table({"a": array})]
    if hasattr(pl, "Float16"):
        frames.append(pl.DataFrame({"a": pl.Series(HALVES, dtype=pl.Float16)}))
    for frame in frames:
        assert cells(frame) == expected
    assert list(M.list(pd.Series(array)).slides[0].items) == expected


def test_a_row_of_columns_of_several_types_is_written_as_these():
    frame = pd.DataFrame({"f": np.array([1e10], dtype="float32"), "h": np.array([0.1], dtype="float16"), "n": [3], "b": ["x"]})  # fmt: skip
    assert M.label(frame.iloc[0]).slides[0].fields == (("f", "10000000000.0"), ("h", "0.1"), ("n", "3"), ("b", "x"))
    assert M.table(frame).slides[0].rows == (("10000000000.0", "0.1", "3", "x"),)


@pytest.mark.parametrize(("sql", "span"), [
    ("INTERVAL 90 MINUTE", dt.timedelta(minutes=90)), ("INTERVAL '-2 days 5 seconds'", dt.timedelta(days=-2, seconds=5)),
    ("INTERVAL '-5 seconds'", dt.timedelta(seconds=-5)),
])  # fmt: skip
def test_intervals_of_duckdb_are_spans_of_time(sql, span):
    connection, query = duckdb.connect(), f"SELECT {sql} AS wait"
    assert connection.sql(query).fetchall() == [(span,)]
    arrow = connection.sql(query).to_arrow_table()
    for data in (connection.sql(query), duckdb.connect().execute(query), arrow, arrow.to_pylist()):
        assert cells(data) == [str(span)]
    assert cells(connection.sql(query), format={"wait": lambda one: f"{one.total_seconds():.0f}"}) == [str(int(span.total_seconds()))]  # fmt: skip
    assert M.list(arrow["wait"]).slides[0].items == (str(span),)


def test_intervals_with_months_are_no_spans_of_time_and_are_told_how_to_be_written():
    data = duckdb.sql("SELECT INTERVAL '1 month 2 days 3 seconds' AS wait")
    issue = refused(M.table, data)
    assert issue.code == "wrong-type"
    assert cells(data, **eval(f"dict({issue.hint.partition(', or')[0]})")) == [
        "MonthDayNano(months=1, days=2, nanoseconds=3000000000)"
    ]
    assert refused(M.list, pa.array([(0, 2**31 - 1, 0)], pa.month_day_nano_interval())).code == "wrong-type"


# Frames of nothing

EMPTY = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "lazy": pl.LazyFrame, "pyarrow": lambda: pa.table({})}


@pytest.mark.parametrize("frame", EMPTY.values(), ids=EMPTY)
def test_a_frame_of_no_records_has_the_columns_that_are_named_as_no_records_have(frame):
    issue = refused(M.table, frame())
    assert issue.code == "no-headers"
    assert M.table(frame(), **eval(f"dict({issue.hint.partition(', where')[0]})")).slides == (Table(["Host", "State"]),)
    for data in (frame(), []):
        assert M.table(data, columns={"a": "A"}).slides == (Table(["A"]),)
        assert M.table(["A"], [["x"]]).rows(data).slides == (Table(["A"], [["x"]]),)
        assert M.table(["A"], [["x"]]).rows(data, columns={"a": "A"}).slides == (Table(["A"], [["x"]]),)
        assert M.chart("pie", data, labels="a", values="b").slides[0].segments == ()
    assert refused(M.table, pd.DataFrame(index=["x"]), columns=["a"]).code == "unknown-column"


def test_rows_of_a_frame_of_nothing_with_its_index():
    assert M.table(pd.DataFrame(), index="Host", columns=["load"]).slides == (Table(["Host", "load"]),)


class Columns:
    """A table of nobody's library: by place and by name, and without an index."""

    iloc = None

    def keys(self):
        return ["a"]

    items = values = keys

    def __getitem__(self, name):
        return [1, 2]


def test_what_has_no_index_is_no_series():
    for call in (M.table, M.label, lambda given: M.chart("pie", given), lambda given: M.graph("trend", {"S": given})):
        assert {issue.code for issue in refusals(call, Columns())} == {"wrong-type"}


# What is near a frame


class Stream:
    """What another library gives by the interface of Arrow alone."""

    def __init__(self, frame):
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema=None):
        return self.frame.__arrow_c_stream__(requested_schema)


FRAME = pd.DataFrame({"a": ["x", "x", "y"], "v": [1, 2, 3]})
NEAR = {
    "a style": (FRAME.style.format("{}"), "value.data", 3),
    "a grouping": (FRAME.groupby("a"), "value.size().reset_index()", 2),
    "a grouping of a column": (FRAME.groupby("a")["v"], "value.size().reset_index()", 2),
    "a grouping by days": (pd.DataFrame({"v": [1, 2]}, index=pd.Index(DAYS, name="day")).resample("D"), "value.size().reset_index()", 2),
    "a window of pandas": (FRAME.assign(a=1.5).expanding(), "", 3),
    "a grouping of polars": (pl.from_pandas(FRAME).group_by("a"), "", 2),
    "a data set of pyarrow": (dataset.dataset(pa.table({"a": ["x", "y"], "v": [1, 2]})), "", 2),
    "a stream of Arrow": (Stream(pa.table({"a": ["x", "y"], "v": [1, 2]})), "pyarrow.table(value)", 2),
}  # fmt: skip


@pytest.mark.parametrize(("value", "code", "rows"), NEAR.values(), ids=NEAR)
def test_what_makes_frames_is_told_to_make_one(value, code, rows):
    steps = [
        M.table,
        M.table(["a"]).rows,
        lambda data: M.chart("pie", data, labels="a", values="b"),
        lambda data: M.graph("trend", data, x="a", y="b"),
    ]
    for step in steps:
        issue = refused(step, value)
        assert (issue.code, code in issue.hint) == ("wrong-type", True)
        assert "data frames" in issue.message
    if code:
        assert len(M.table(eval(code, {"value": value, "pyarrow": pa})).slides[0].rows) == rows


@pytest.mark.parametrize(
    ("value", "headers"), [(FRAME.groupby("a")["v"].count(), ("a", "v")), (pl.Series([1, 2]), ("value",))], ids=["pandas", "polars"]
)  # fmt: skip
def test_a_series_is_told_with_code_that_makes_a_frame_of_it(value, headers):
    table = M.table(eval(refused(M.table, value).hint.split(", or")[0], {"value": value})).slides[0]
    assert (table.headers, len(table.rows)) == (headers, 2)


# Labels that are times


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_times_that_are_too_long_for_labels_are_told_with_their_format(zone):
    days = DAYS.tz_localize(zone)
    frame, spec = pd.DataFrame({"day": days, "n": [1, 2]}), "%d %b %H:%M"
    for call in (
        lambda **given: M.graph("trend", frame, x="day", y="n", **given).slides[0].categories[0].values,
        lambda **given: M.chart("pie", frame, labels="day", values="n", **given).slides[0].segments,
        lambda **given: M.chart("pie", pd.Series([1, 2], index=days), **given).slides[0].segments,
    ):
        told = hint(call)
        assert f'format="{spec}"' in told
        assert [label for label, _ in call(format=spec)] == ["01 Jan 00:00", "02 Jan 00:00"]
        assert told.startswith("shorten it to '01 Jan 00:00', as ")
    assert refused(M.chart, "pie", {"2024-01-01T08:30:00+01:00": 1}).hint == "shorten it to '01 Jan 08:30'"
    assert refused(M.chart, "pie", {"2024-01-01 is a long day": 1}).hint == "shorten it to '2024-01-01 is a long'"


def test_segments_and_their_order_are_those_of_the_series():
    values = pd.Series([5, 3, 3, 1, 1, 1]).value_counts(sort=True)
    points = Chart("doughnut", values).segments
    assert all(a.value >= b.value for a, b in pairwise(points))
    assert dict(points) == {str(k): v for k, v in values.to_dict().items()}
