"""Data frames: the same data writes the same card, whatever the library, and what no card can show is refused by name."""

import contextlib
import datetime as dt
import subprocess
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import LIBRARIES
from refusals import issues, refusals, refused

from cardkit import ConfigurationError, ConstraintError, Message, Table
from cardkit.reading import frames, guards

M = Message("x")
LOADS = {"host": ["web-1", "web-2"], "load": [0.25, None], "up": [True, False]}

EVERY = pytest.mark.parametrize("frame", LIBRARIES.values(), ids=LIBRARIES)


@EVERY
def test_a_frame_is_a_table_whose_columns_are_the_headers(frame):
    table = M.table(frame(LOADS)).slides[0]
    assert table.headers == ("host", "load", "up")
    assert table.rows == (("web-1", "0.25", "True"), ("web-2", "", "False"))
    assert Table(frame(LOADS)).rows == table.rows


@EVERY
def test_columns_are_picked_ordered_renamed_and_formatted(frame):
    picked = {"load": "Load", "host": "Host"}
    table = M.table(frame(LOADS), columns=picked, format={"Load": ".0%", "Host": str.upper}, missing="–").slides[0]
    assert table.headers == ("Load", "Host")
    assert table.rows == (("25%", "WEB-1"), ("–", "WEB-2"))
    assert M.table(frame(LOADS), columns=["up"], format={"up": {True: "yes", False: "no"}}).slides[0].rows == (("yes",), ("no",))  # fmt: skip


@EVERY
def test_rows_of_a_frame_go_by_the_names_of_its_columns(frame):
    table = M.table(["up", "load", "host"], frame(LOADS), missing="?").rows(frame(LOADS))
    assert table.slides[0].rows == (("True", "0.25", "web-1"), ("False", "?", "web-2"), ("True", "0.25", "web-1"), ("False", "", "web-2"))  # fmt: skip
    assert issues(M.table(["Host"]).rows, frame(LOADS), columns=["host"]) == [
        ("unknown-header", "/slides/0/data/rows"),
        ("missing-cell", "/slides/0/data/rows"),
    ]
    assert M.table(["Host"]).rows(frame(LOADS), columns={"host": "Host"}).slides[0].rows == (("web-1",), ("web-2",))


@EVERY
def test_a_chart_and_a_graph_take_columns_and_leave_out_what_is_missing(frame):
    data = frame({"day": [dt.date(2024, 5, 1), dt.date(2024, 5, 2)], "EU": [9, 6], "US": [None, 4]})
    assert M.chart("pie", data, labels="day", values="EU", format="%d %b").slides[0].segments == (("01 May", 9), ("02 May", 6))  # fmt: skip
    graph = M.graph("trend", data, x="day", y=["EU", "US"], format={"day": "%d.%m."}).slides[0]
    assert graph.categories == (("EU", (("01.05.", 9), ("02.05.", 6))), ("US", (("02.05.", 4),)))
    assert type(graph.categories[1].values[0].value) is int


@EVERY
def test_a_column_that_is_not_there_is_told_with_the_one_that_was_meant(frame):
    for call in (
        lambda data: M.table(data, columns=["laod"]),
        lambda data: M.table(data, format={"laod": ".1%"}),
        lambda data: M.chart("pie", data, labels="host", values="laod"),
        lambda data: M.graph("trend", data, x="host", y="laod"),
    ):
        issue = refused(call, frame(LOADS))
        assert (issue.code, issue.hint) == ("unknown-column", "'load'")


@EVERY
def test_nested_and_binary_columns_are_refused_by_name_unless_they_have_a_format(frame):
    data = frame({"tags": [["a", "b"], ["c"]], "raw": [b"\x01", b"\x02"]})
    assert [(i.code, i.path, i.hint.split(",")[0]) for i in refusals(M.table, data)] == [
        ("wrong-type", "/slides/0/data/rows/0/tags", "format={'tags': str}"),
        ("wrong-type", "/slides/0/data/rows/0/raw", "format={'raw': str}"),
    ]
    table = M.table(data, format={"tags": "+".join, "raw": bytes.hex})
    assert table.slides[0].rows == (("a+b", "01"), ("c", "02"))


TWICE = ["a", "a", "b"]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([[1, 2, 3]], columns=TWICE),
        pa.table([[1], [2], [3]], names=TWICE),
        pa.record_batch([pa.array([1])] * 3, names=TWICE),
    ],
    ids=lambda frame: type(frame).__name__,
)
def test_two_columns_of_one_name_are_refused_by_name(frame):
    issue = refused(M.table, frame)
    assert (issue.code, issue.message) == ("duplicate-header", "the data frame has several columns named 'a'")


def test_two_columns_of_one_name_in_a_query_are_both_there_or_told():
    relation = duckdb.sql("SELECT 1 AS a, 2 AS a")
    with contextlib.suppress(ConstraintError):  # earlier versions of DuckDB call both the same
        assert M.table(relation).slides[0].rows == (("1", "2"),)
    with pytest.raises(Exception, match="duplicate") as caught:
        M.table(pl.LazyFrame({"a": [1]}).select(pl.col("a"), pl.col("a")))
    assert not isinstance(caught.value, ConstraintError)


def test_levels_are_refused_by_name():
    levels = pd.MultiIndex.from_tuples([("EU", "DE")], names=["region", "country"])
    rows = refused(M.table, pd.DataFrame({"a": [1]}, index=levels))
    columns = refused(M.table, pd.DataFrame([[1]], columns=levels))
    assert rows.code == columns.code == "multi-index"
    assert rows.message == "the data frame has an index of 2 levels: 'region', 'country'"
    assert columns.message == "the data frame has columns of 2 levels: 'region', 'country'"
    df = pd.DataFrame([[1]], columns=levels)
    exec(columns.hint, {"df": df})
    assert M.table(df).slides[0].headers == ("EU_DE",)
    assert M.table(eval(rows.hint, {"df": pd.DataFrame({"a": [1]}, index=levels)})).slides[0].rows == (("EU", "DE", "1"),)  # fmt: skip


def test_an_index_is_left_out_unless_it_is_named():
    df = pd.DataFrame({"load": [1, 2]}, index=pd.Index(["web-1", "web-2"], name="host"))
    assert M.table(df).slides[0].headers == ("load",)
    assert M.table(df, index="Host").slides[0].rows == (("web-1", "1"), ("web-2", "2"))
    assert M.table(df, index="Host").slides[0].headers == ("Host", "load")
    assert M.table(df, columns=["load", "host"]).slides[0].rows == (("1", "web-1"), ("2", "web-2"))
    assert M.graph("trend", df, x="host", y="load").slides[0].categories == (("load", (("web-1", 1), ("web-2", 2))),)
    assert refused(M.table, pl.DataFrame({"load": [1]}), index="Host").code == "unknown-column"
    assert refused(M.table, [{"load": 1}], index="Host").code == "unknown-column"
    clash = refused(M.table, df, index="load")
    assert clash.code == "duplicate-header"
    assert M.table(df, **eval(f"dict({clash.hint})")).slides[0].headers == ("load 2", "load")
    assert refused(M.table, df, index=True).code == "wrong-type"


def test_names_of_columns_that_are_no_text_are_written_like_cells():
    assert M.table(pd.DataFrame([[1, 2]])).slides[0].headers == ("0", "1")
    assert M.table(pd.DataFrame([[1, 2]]), columns={1: "B"}).slides[0].rows == (("2",),)
    monthly = pd.DataFrame([[1]], columns=[dt.date(2024, 5, 1)])
    assert M.table(monthly).slides[0].headers == ("2024-05-01",)


def test_a_series_goes_by_its_index():
    codes = pd.Series([200, 404, 404, 500]).value_counts().sort_index()
    assert M.chart("pie", codes).slides[0].segments == (("200", 1), ("404", 2), ("500", 1))
    assert M.label(codes, format="03d").slides[0].fields[1] == ("404", "002")
    monthly = pd.Series([1, 2], index=pd.to_datetime(["2024-01-31", "2024-02-29"]))
    assert M.chart("pie", monthly, format="%b").slides[0].segments == (("Jan", 1), ("Feb", 2))
    assert M.graph("trend", {"EU": monthly}).slides[0].categories[0].values[0].label.startswith("2024-01-31")
    assert M.chart("pie", pd.Series({"a": 1, "b": None})).slides[0].segments == (("a", 1),)
    row = pd.DataFrame({"host": ["web-1"], "load": [0.5]}).iloc[0]
    assert M.label(row, format={"load": ".0%"}).slides[0].fields == (("host", "web-1"), ("load", "50%"))


@pytest.mark.parametrize("call", [M.table, Table, lambda f: M.table(["a"], f), lambda f: M.table(["a"]).rows(f)])
@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_too_many_rows_are_refused_before_one_is_read(call, frame, monkeypatch):
    rows = range(200_000)
    data = frame({"a": rows if frame is not pa.table else pa.array(rows)})
    monkeypatch.setattr(frames, "_values", None)  # nothing of a column is read
    issue = refused(call, data)
    assert issue.code == "large-data"
    assert "100,000" in issue.expected
    assert ("200,000" in issue.got) == (frame is not pl.LazyFrame)
    monkeypatch.undo()
    few = eval(issue.hint, {"df": data})
    assert len(M.table(few).slides[0].rows) == 20


def test_the_last_row_that_is_read():
    most = guards.MOST_ENTRIES
    assert len(M.table(pl.DataFrame({"a": range(most)})).slides[0].rows) == most
    assert refused(M.table, pl.DataFrame({"a": range(most + 1)})).code == "large-data"


def test_duckdb_gives_the_same_as_others():
    data = duckdb.sql("SELECT * FROM (VALUES ('web-1', 0.25::DOUBLE), ('web-2', NULL)) AS t(host, load) ORDER BY host")
    assert M.table(data, missing="–").slides[0].rows == (("web-1", "0.25"), ("web-2", "–"))
    cursor = duckdb.connect().execute("SELECT 1 AS a, 'x' AS b")
    assert M.table(cursor).slides[0].rows == (("1", "x"),)


def test_a_frame_where_a_list_is_meant_is_told():
    for step in (M.list, M.table(["a"]).row, M.image):
        for frame in (pl.DataFrame, pd.DataFrame):
            assert "a data frame stands for" in refused(step, frame({"a": [1]})).message
    assert refused(M.chart, "pie", pl.DataFrame({"a": [1]})).code == "no-columns"
    assert refused(M.graph, "trend", pl.DataFrame({"a": [1]}), x="a").hint == 'x="…", y="…"'


def test_several_frames_are_told_to_become_one():
    for several in ([pd.DataFrame({"a": [1]})], iter([pl.DataFrame({"a": [1]})]), pa.table({"a": [1, 2]}).to_batches()):
        assert refused(M.table, several).message == "the rows are data frames"


class Odd:
    """A frame of nobody's library."""

    columns, shape = ("a",), (1, 1)


@pytest.mark.parametrize("column", [pd.Series, pl.Series, pa.array, lambda values: pa.chunked_array([values])])
def test_a_column_is_a_list_and_no_table(column):
    assert M.list(column([1.5, 2.5]), format=".1f").slides[0].items == ("1.5", "2.5")
    assert refused(M.table, column([{"a": 1}.keys] if column is pd.Series else [1.5])).code == "wrong-type"


def test_of_a_refused_frame_only_that_is_told():
    large, twice = pd.DataFrame({"a": range(100_001)}), pd.DataFrame([[1, 2]], columns=["b", "b"])
    for frame, code in ((large, "large-data"), (twice, "duplicate-header")):
        assert refused(M.table, frame, columns=["a"]).code == code
        assert refused(M.chart, "pie", frame, labels="a", values="c").code == code
        assert refused(M.graph, "trend", frame, x="a", y="c").code == code


class QueryWithIndex(pl.LazyFrame):
    """A frame that is a query and whose index is one, too, as those of Dask are."""

    iloc, index = None, property(lambda self: object())


def test_an_index_that_is_a_query_is_left_out():
    frame = QueryWithIndex({"a": [1]})
    assert M.table(frame).slides == (Table(["a"], [["1"]]),)
    assert refused(M.table, frame, index="Host").code == "unknown-column"
    assert refused(M.graph, "trend", frame).hint == 'x="…", y="…"'


def test_a_frame_that_narwhals_does_not_know_is_told():
    assert refused(M.table, Odd()).code == "wrong-type"


def test_without_narwhals_the_error_names_the_pip_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(
        ConfigurationError, match=r"^a data frame needs narwhals: pip install 'cardkit\[frames\]'$"
    ) as caught:
        M.table(pl.DataFrame({"a": [1]}))
    assert isinstance(caught.value, ImportError)


def test_without_pyarrow_what_is_read_through_it_names_the_pip_command():
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import duckdb, polars as pl; from cardkit import Message, ConfigurationError\n"
        "class Stream:\n"
        "    columns, shape = ('a',), (1, 1)\n"
        "    def __arrow_c_stream__(self, schema=None): return pl.DataFrame({'a': [1]}).__arrow_c_stream__()\n"
        "for made in duckdb.sql('SELECT 1 AS a'), Stream():\n"
        "    try: Message('x').table(made)\n"
        "    except ConfigurationError as error: print(isinstance(error, ImportError), error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    told = "True a data frame of this library needs pyarrow, too: pip install pyarrow"
    assert run.stdout.splitlines() == [told] * 2, run.stderr


def test_without_narwhals_a_series_is_taken_as_it_came(monkeypatch):
    monkeypatch.setitem(sys.modules, "narwhals", None)
    items, fields = M.list(pd.Series([1, "a"])).label(pd.Series({"b": 2})).slides
    assert (items.items, fields.fields) == (("1", "a"), (("b", "2"),))


def test_data_without_a_frame_never_loads_narwhals_or_a_library_of_frames():
    code = (
        "import sys; from cardkit import Message\n"
        "Message('x').table([{'a': 0.5}], format={'a': '.0%'}).chart('pie', {'a': 1, 'b': 2}, top=1)\n"
        "print({'narwhals', 'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "set()", run.stderr


def test_names_of_several_levels_are_told_at_their_places():
    levels = pd.Series([1, 2], index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))
    assert [issue.path for issue in refusals(M.label, levels)] == ["/slides/0/data/0", "/slides/0/data/1"]


# A column of each kind, as the three libraries keep it without losing something.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
MOMENTS = st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1))
KINDS = {
    "text": TEXT,
    "whole": st.integers(-(2**53), 2**53),
    "float": st.floats(-1e15, 1e15),
    "bool": st.booleans(),
    "date": st.dates(dt.date(1, 1, 1)),
    "time": st.times(),
    "moment": MOMENTS,
    "zoned": MOMENTS.map(lambda moment: moment.replace(tzinfo=dt.UTC)),
    "span": st.timedeltas(dt.timedelta(-(10**5)), dt.timedelta(10**5)),
    "decimal": st.decimals(-(10**9), 10**9, places=2),
}


@st.composite
def columns(draw, kinds=tuple(KINDS)):
    """Columns of different kinds and of the same length, with missing values."""
    count = draw(st.integers(1, 6))
    picked = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4, unique=True))
    cells = {kind: st.lists(st.none() | KINDS[kind], min_size=count, max_size=count) for kind in picked}
    return {kind: draw(values.filter(FILTERS.get(kind, any_given))) for kind, values in cells.items()}


def any_given(values):
    """Whether the column has a kind at all."""
    return any(value is not None for value in values)


def any_fraction(values):
    """Whether it is one of floats: pandas makes one of whole numbers alone an integer one when asked for nullable kinds."""
    return any(value is not None and not value.is_integer() for value in values)


FILTERS = {"float": any_fraction}


@pytest.mark.slow
@given(columns())
def test_the_same_data_writes_the_same_card_in_every_library(data):
    cards = {name: Message("x").table(frame(data), missing="–").to_json() for name, frame in LIBRARIES.items()}
    assert len(set(cards.values())) == 1, cards


@given(columns(("text", "whole", "bool", "date", "time", "moment", "zoned", "span", "decimal")))
def test_a_frame_writes_what_its_records_write(data):
    names, rows = tuple(data), [*zip(*data.values(), strict=True)]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    expected = tuple(tuple("" if value is None else str(value) for value in row) for row in rows)
    assert M.table(records).slides[0].rows == expected
    assert M.table(pl.DataFrame(data)).slides[0].rows == expected
    assert M.table(names).rows(pa.table(data)).slides[0].rows == expected


# Names of columns


@pytest.mark.parametrize("name", [float("nan"), ("a", "b"), None])
def test_a_name_that_is_no_text_matters_only_where_it_is_picked(name):
    frame = pd.DataFrame([[1, 2]], columns=pd.Index([name, "c"], dtype=object, tupleize_cols=False))
    message = Message("x")
    assert message.table(frame, columns=["c"]).slides == (Table(["c"], [["2"]]),)
    assert message.table(frame, columns={name: "A", "c": "C"}).slides == (Table(["A", "C"], [["1", "2"]]),)
    assert {issue.hint for issue in refusals(message.table, frame)} <= {"df.columns = df.columns.map(str)", ""}
    frame.columns = frame.columns.map(str)
    assert message.table(frame).slides[0].rows == (("1", "2"),)


def test_a_number_names_the_column_of_values():
    frame = pd.DataFrame({0: ["Jan"], 1: [2]})
    assert Message("x").graph("trend", frame, x=0, y=1).slides == Message("x").graph("trend", frame, x=0, y=[1]).slides
