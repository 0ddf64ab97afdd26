"""Charts and graphs of data: which columns they take, what they keep of many shares and points, and how labels are written."""

import datetime as dt
from decimal import Decimal
from functools import partial

import attrs
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import hint, issues, refused

from cardkit import Chart, Graph, Message
from cardkit.limits import CLIQ

M = Message("x")


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


@pytest.mark.parametrize(
    "value", [{"Jan": 9, "Feb": 6.5}, [("Jan", 9)], pd.Series([9, None], index=["Jan", "Feb"])], ids=lambda value: type(value).__name__
)  # fmt: skip
@pytest.mark.parametrize("options", [{}, {"thin": True}, {"format": str}])
def test_numbers_without_a_category_are_told_to_have_one(value, options):
    told = refused(M.graph, "trend", value, **options)
    assert (told.code, told.path) == ("wrong-type", "/slides/0/data")
    (category,) = M.graph("trend", eval(told.hint, {"value": value}), **options).slides[0].categories
    assert category.values[0] == ("Jan", 9)


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


LABELLED = st.lists(
    st.tuples(st.sampled_from("abcde") | st.text("fgh", min_size=1), st.integers(-9, 9) | st.floats(-1e6, 1e6)),
    max_size=60,
)


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


def test_decimals_are_numbers_of_charts():
    data = pl.DataFrame({"a": ["x"], "b": [Decimal("1.25")]})
    assert M.chart("pie", data, labels="a", values="b").slides[0].segments == (("x", 1.25),)


DAYS = [pd.DataFrame({"day": ["Mon"], 7: [1]}), pl.DataFrame({"day": ["Mon"], "7": [1]}), [{"day": "Mon", "7": 1}]]


@pytest.mark.parametrize("data", DAYS, ids=["pandas", "polars", "records"])
@pytest.mark.parametrize("take", [partial(M.chart, "pie", labels="day"), partial(M.graph, "trend", x="day")])
def test_where_columns_must_be_named_those_of_the_data_are_told(take, data):
    issue = refused(take, data)
    assert (issue.code, issue.expected) == ("no-columns", "one of 'day', '7'")


@pytest.mark.parametrize("data", DAYS, ids=["pandas", "polars", "records"])
def test_a_list_names_no_column(data):
    for take in (partial(M.chart, labels=["Mon"], values="7"), partial(M.graph, x=["Mon"], y=["7"])):
        issue = refused(take, None, data)
        assert (issue.code, issue.expected, issue.got) == ("no-columns", "one of 'day', '7'", "['Mon']")


def test_the_index_of_a_frame_is_told_as_a_column_or_how_it_becomes_one():
    named = pd.DataFrame({"day": ["Mon"], "n": [1]}).set_index("day")
    for options in ({}, {"labels": "Day"}, {"values": "n"}):
        assert "'n', 'day'" in refused(M.chart, "pie", named, **{"values": "n", **options}).expected
    assert M.chart("pie", named, labels="day", values="n").slides[0].segments == (("Mon", 1),)
    unnamed = pd.DataFrame({"EU": [1]}, index=["Mon"])
    assert refused(M.graph, "trend", unnamed).hint == 'value.reset_index(), x="…", y="…"'
    assert M.graph("trend", unnamed.reset_index(), x="index", y="EU").issues() == ()
