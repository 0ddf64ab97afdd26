"""Data frames: the same data writes the same card, whatever the library, and what no card can show is refused by name."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from functools import partial

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import issues, refusals, refused

from cardkit import ConfigurationError, ConstraintError, Graph, Message, Table
from cardkit.limits import CARDKIT
from cardkit.reading import frames, guards

M = Message("x")
LOADS = {"host": ["web-1", "web-2"], "load": [0.25, None], "up": [True, False]}

# Each library with the ways in which it keeps the same columns.
LIBRARIES = {
    "pandas": pd.DataFrame,
    "pandas, nullable": lambda data: pd.DataFrame(data).convert_dtypes(),
    "pandas of arrow": lambda data: pd.DataFrame(data).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda data: pl.DataFrame(data, strict=False),
    "polars, lazy": lambda data: pl.LazyFrame(data, strict=False),
    "pyarrow": pa.table,
    "pyarrow, a batch": pa.record_batch,
}
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


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([[1, 2, 3]], columns=["a", "a", "b"]),
        pa.table([[1], [2], [3]], names=["a", "a", "b"]),
    ],
)
def test_two_columns_of_one_name_are_refused_by_name(frame):
    issue = refused(M.table, frame)
    assert (issue.code, issue.message) == ("duplicate-header", "the data frame has several columns named 'a'")


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


def test_whole_numbers_stay_whole_where_some_are_missing():
    for frame in LIBRARIES.values():
        assert M.table(frame({"a": [1, None, 3]}), missing="–").slides[0].rows == (("1",), ("–",), ("3",))
        assert M.table(frame({"a": [1.0, 2.5, None]})).slides[0].rows == (("1.0",), ("2.5",), ("",))


TYPED = {
    "pandas, nullable": lambda values: pd.DataFrame({"a": pd.array(values, "Float64")}),
    "pandas of arrow": lambda values: pd.DataFrame({"a": pd.array(values, "double[pyarrow]")}),
    "polars": lambda values: pl.DataFrame({"a": values}, schema={"a": pl.Float64}),
    "polars, single": lambda values: pl.DataFrame({"a": values}, schema={"a": pl.Float32}),
    "polars, lazy": lambda values: pl.LazyFrame({"a": values}, schema={"a": pl.Float64}),
    "pyarrow": lambda values: pa.table({"a": pa.array(values, pa.float64())}),
    "duckdb": lambda values: duckdb.sql(f"SELECT unnest({values}::DOUBLE[]) AS a".replace("None", "NULL")),
}


@pytest.mark.parametrize("frame", TYPED.values(), ids=TYPED)
def test_how_a_float_looks_does_not_depend_on_other_rows_where_the_type_is_known(frame):
    assert M.table(frame([10.0, 20.0])).slides[0].rows == (("10.0",), ("20.0",))
    assert M.table(frame([10.0, None])).slides[0].rows == (("10.0",), ("",))
    assert M.table(frame([None, 0.5, 10.0])).slides[0].rows == (("",), ("0.5",), ("10.0",))


def test_floats_of_numpy_are_whole_only_where_that_may_be_for_what_is_missing():
    for values, written in (([10.0, 20.0], "10.0"), ([10.0, None], "10"), ([10.0, None, 0.5], "10.0")):
        frame = pd.DataFrame({"a": values})
        assert M.table(frame).slides[0].rows[0] == (written,)
        assert M.table(frame.astype("float32")).slides[0].rows[0] == ("10.0",)
    prices = pd.DataFrame({"a": [10.0, None]})
    assert M.table(prices, format=".2f").slides[0].rows == (("10.00",), ("",))
    assert M.table(prices.astype("Float64")).slides[0].rows == (("10.0",), ("",))
    counts = pd.DataFrame({"k": ["a", "a", "b"], "m": ["x", "y", "x"], "v": [1, 2, 3]})
    pivot = counts.pivot(index="k", columns="m", values="v").convert_dtypes()
    assert M.table(pivot).slides[0].rows == (("1", "2"), ("3", ""))


def test_floats_have_the_digits_of_their_precision():
    single = [pd.DataFrame({"a": [0.1, 16777216]}, dtype="float32"), pl.DataFrame({"a": [0.1, 16777216]}, schema={"a": pl.Float32}), pa.table({"a": pa.array([0.1, 16777216], pa.float32())})]  # fmt: skip
    for frame in single:
        assert M.table(frame).slides[0].rows == (("0.1",), ("16777216.0",))
    for frame in LIBRARIES.values():
        noisy = frame({"a": [0.1 + 0.2, 0.7 + 0.1]})
        assert M.table(noisy).slides[0].rows == (("0.3",), ("0.8",))
        assert M.table(noisy, format={"a": repr}).slides[0].rows == (("0.30000000000000004",), ("0.7999999999999999",))


def test_infinite_floats_are_refused_and_nan_is_missing():
    for frame in (pd.DataFrame, pl.DataFrame, pa.table):
        assert M.table(frame({"a": [float("nan"), 1.5]}), missing="–").slides[0].rows == (("–",), ("1.5",))
        assert refused(M.table, frame({"a": [float("inf")]})).code == "not-finite"


@pytest.mark.parametrize(("values", "dtype", "written"), [
    ([0.1, 1 / 3], "float32", ["0.1", "0.33333334"]), ([8.0, None], "float64", ["8", "?"]),
    ([dt.timedelta(hours=1), None], None, ["1:00:00", "?"]), (["2024-01-01T00:00:00.123456789"], "datetime64[ns]", ["2024-01-01 00:00:00.123456"]),
    ([1, "x"], object, ["1", "x"]), (["a", "b"], "category", ["a", "b"]), ([8.5, None], "Float64", ["8.5", "?"]),
])  # fmt: skip
def test_a_series_is_read_as_the_column_of_a_frame(values, dtype, written):
    series = pd.Series(values, dtype=dtype, index=[*"abcd"[: len(values)]])
    assert [cell for (cell,) in M.table(series.to_frame("v"), missing="?").slides[0].rows] == written
    for column in (series, pl.from_pandas(series) if dtype not in {object} else series):
        assert [*M.list(column, missing="?").slides[0].items] == [
            text.replace("8", "8.0") if text == "8" and column is not series else text for text in written
        ]
    assert [value for _, value in M.label(series, missing="?").slides[0].fields] == written
    assert M.table([*series.index]).rows([series], missing="?").slides[0].rows == (tuple(written),)


def test_numbers_of_single_precision_are_short_in_series_of_charts_and_graphs_and_in_arrays():
    single = pd.Series([0.1], dtype="float32", index=pd.to_timedelta(["1h"]))
    assert M.chart("pie", single).slides[0].segments == (("1:00:00", 0.1),)
    assert M.graph("trend").category("EU", single).slides[0].categories[0].values == (("1:00:00", 0.1),)
    for column in (
        pl.Series([0.1], dtype=pl.Float32),
        pa.array([0.1], pa.float32()),
        pa.chunked_array([[0.1]], pa.float32()),
    ):
        assert M.list(column).slides[0].items == ("0.1",)


def test_what_numpy_masks_is_missing():
    masked = np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])
    assert M.table(["a", "b"], masked, missing="–").slides[0].rows == (("1", "–"), ("3", "4"))
    assert M.list(masked[0], missing="–").slides[0].items == ("1", "–")
    assert refused(M.list, masked[0]).code == "missing-value"
    assert refused(M.chart, "pie", zip("ab", masked[0], strict=True)).code == "missing-value"


def test_names_of_several_levels_are_told_at_their_places():
    levels = pd.Series([1, 2], index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))
    assert [issue.path for issue in refusals(M.label, levels)] == ["/slides/0/data/0", "/slides/0/data/1"]


def test_categories_keep_their_values():
    frames_of = [
        pd.DataFrame({"a": pd.Categorical(["low", None, "high"])}),
        pl.DataFrame({"a": ["low", None, "high"]}, schema={"a": pl.Categorical}),
        pl.DataFrame({"a": ["low", None, "high"]}, schema={"a": pl.Enum(["low", "high"])}),
        pa.table({"a": pa.array(["low", None, "high"]).dictionary_encode()}),
    ]
    assert {M.table(frame, missing="–").slides[0].rows for frame in frames_of} == {(("low",), ("–",), ("high",))}


def test_nanoseconds_are_cut_and_time_zones_kept():
    written = {
        M.table(frame).slides[0].rows
        for frame in (
            pd.DataFrame({"a": pd.to_datetime(["2024-05-01T10:00:00.000001999Z"]).tz_convert("Europe/Berlin")}),
            pa.table({"a": pa.array([1714557600000001999], pa.timestamp("ns", "Europe/Berlin"))}),
            pl.DataFrame({"a": pl.Series([1714557600000001999]).cast(pl.Datetime("ns", "Europe/Berlin"))}),
        )
    }
    assert written == {(("2024-05-01 12:00:00.000001+02:00",),)}


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


@given(st.lists(st.integers(-1000, 1000) | st.floats(-1e6, 1e6), min_size=1, max_size=200))
def test_thinned_points_keep_the_ends_and_the_extremes(values):
    data = pl.DataFrame({"x": [str(n) for n in range(len(values))], "y": [float(value) for value in values]})
    (category,) = Graph("trend", data, x="x", y="y", thin=True).categories
    kept = [(int(label), value) for label, value in category.values]
    assert len(kept) == min(20, len(values))
    assert kept == sorted(kept, key=lambda point: point[0])
    assert all(values[index] == value for index, value in kept)
    assert {kept[0][0], kept[-1][0]} == {0, len(values) - 1}
    assert {min(values), max(values)} <= {value for _, value in kept}


def test_decimals_are_numbers_of_charts():
    data = pl.DataFrame({"a": ["x"], "b": [Decimal("1.25")]})
    assert M.chart("pie", data, labels="a", values="b").slides[0].segments == (("x", 1.25),)


# Times


def _beyond(library):
    return {
        "pandas days": lambda: pd.DataFrame({"at": np.array(["20000-01-01"], dtype="M8[s]")}),
        "pandas spans": lambda: pd.DataFrame({"at": np.array([10**16], dtype="m8[s]")}),
    }[library]()


@pytest.mark.parametrize(
    ("library", "text"), [("pandas days", "20000-01-01 00:00:00"), ("pandas spans", "115740740740 days 17:46:40")]
)
def test_times_of_pandas_beyond_those_of_python_are_written_as_pandas_does(library, text):
    assert Message("x").table(_beyond(library)).slides[0].rows == ((text,),)


def _raises_errors(frame):
    try:
        frame["at"].to_list()
    except Exception:
        return True
    except BaseException:  # a panic of its library in Rust
        return False


BEYOND = {
    "polars dates": lambda: pl.DataFrame({"at": [5_000_000]}).select(pl.col("at").cast(pl.Date)),
    "polars spans": lambda: pl.DataFrame({"at": [2**62]}).select(pl.col("at").cast(pl.Duration("ms"))),
    "pyarrow": lambda: pa.table({"at": pa.array([10**12], pa.timestamp("s"))}),
    "duckdb": lambda: duckdb.sql("SELECT 'infinity'::DATE AS at"),
}


@pytest.mark.parametrize("frame", BEYOND.values(), ids=BEYOND)
@pytest.mark.parametrize("step", [lambda m, data: m.table(data), lambda m, data: m.table(["at"]).rows(data)])
def test_a_column_of_times_beyond_those_of_python_is_told(frame, step):
    if isinstance(frame(), pl.DataFrame) and not _raises_errors(frame()):
        pytest.skip("this polars panics, which is no error")
    with pytest.raises(ConstraintError, match="the column 'at' has times that Python does not know") as caught:
        step(Message("x"), frame())
    assert [(issue.source, issue.hint) for issue in caught.value.issues] == [(CARDKIT, "a column of their text")]


def test_the_times_of_a_record_array_are_times():
    frame = pd.DataFrame({"at": pd.to_datetime(["2024-01-01"]), "took": pd.to_timedelta(["1h"]), "n": [3]})
    records = frame.to_records(index=False)
    message = Message("x")
    assert message.table(records).slides == message.table(frame).slides
    assert message.label(records[0]).slides[0].fields == (
        ("at", "2024-01-01 00:00:00"),
        ("took", "1:00:00"),
        ("n", "3"),
    )
    graph = message.graph("trend", records, x="at", y="n", format="%d %b").slides[0]
    assert graph.categories[0].values == (("01 Jan", 3),)
    assert message.list(frame["at"].values, format="%d %b").slides[0].items == ("01 Jan",)


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


DAYS = [pd.DataFrame({"day": ["Mon"], 7: [1]}), pl.DataFrame({"day": ["Mon"], "7": [1]}), [{"day": "Mon", "7": 1}]]


@pytest.mark.parametrize("data", DAYS, ids=["pandas", "polars", "records"])
@pytest.mark.parametrize("take", [partial(M.chart, "pie", labels="day"), partial(M.graph, "trend", x="day")])
def test_where_columns_must_be_named_those_of_the_data_are_told(take, data):
    issue = refused(take, data)
    assert (issue.code, issue.expected) == ("no-columns", "one of 'day', '7'")
