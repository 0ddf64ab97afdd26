"""Numbers and times in data frames: how each library's are written, and what is missing or beyond those of Python."""

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from libraries import LIBRARIES
from refusals import refused

from cardkit import ConstraintError, Message
from cardkit.limits import CARDKIT

M = Message("x")


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
