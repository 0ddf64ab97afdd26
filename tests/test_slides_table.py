"""The table slide: its rows in every form, its widths, what stays while it scrolls, and what is refused."""

import json
import sqlite3
from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import issues, refusals, refused

from cardkit import ConstraintError, Message, Table, check

M = Message("x")
TABLE = M.table(["A", "B", "C"])
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]))


def test_rows_are_taken_in_every_form():
    rows = [["1", "2"], ("1", 2), {"B": 2, "A": 1}, (c for c in "12"), {"A": "1", "B": "2"}.values()]
    assert M.table(["A", "B"]).rows(rows).slides[0].rows == (("1", "2"),) * 5
    assert M.table(["A", "B"], iter(rows[:3])).slides[0].rows == (("1", "2"),) * 3
    assert M.table(["self", "cells"]).row(self=1, cells=2).slides[0].rows == (("1", "2"),)
    assert M.table(["A"]).row(["x"]).row("x").row({"A": "x"}).row(A="x").slides[0].rows == (("x",),) * 4


def test_a_row_that_has_names_goes_by_name():
    Host = namedtuple("Host", ["B", "A"])
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    selected = database.execute("SELECT 2 AS B, 1 AS A").fetchall()
    assert M.table(["A", "B"]).row(Host(2, 1)).rows([Host("2", "1")]).slides[0].rows == (("1", "2"),) * 2
    assert M.table(["A", "B"], selected).row(selected[0]).slides[0].rows == (("1", "2"),) * 2
    with pytest.raises(ConstraintError, match="the row has a cell for 'B', which is no header"):
        M.table(["A", "C"]).row(Host(2, 1))


def test_a_batch_with_a_fault_adds_nothing_and_tells_each_fault():
    table = M.table(["A", "B"]).row(1, 2)
    assert issues(table.rows, [["3", "4"], ["5"], {"A": 6, "C": 7}, [b"8", 9]]) == [
        ("row-length", "/slides/0/data/rows/2"),
        ("unknown-header", "/slides/0/data/rows/3/C"),
        ("missing-cell", "/slides/0/data/rows/3"),
        ("wrong-type", "/slides/0/data/rows/4/A"),
    ]
    assert len(table.slides[0].rows) == 1


def test_what_a_table_was_opened_with_stays_when_rows_are_added():
    options = {"title": "T", "width": [60, 40], "sticky_rows": 1, "sticky_columns": 2}
    table = M.table(["A", "B"], **options)
    assert table.row(1, 2).slides == table.rows([[1, 2]]).slides == (Table(["A", "B"], [["1", "2"]], **options),)


def test_percent_signs_quotes_and_backslashes_survive():
    headers = ["100%", "%s", '"', "\\", "a%%b"]
    message = M.table(headers).row(*headers)
    assert message.to_dict()["slides"][0]["data"]["rows"] == [{name: name for name in headers}]


@given(st.lists(TEXT.filter(bool), min_size=1, max_size=5, unique=True), st.data())
def test_any_text_survives_a_table(headers, data):
    rows = data.draw(st.lists(st.lists(TEXT, min_size=len(headers), max_size=len(headers)), max_size=4))
    body = json.loads(M.table(headers).rows(rows).to_json().encode())
    assert body["slides"][0]["data"]["headers"] == headers
    assert [list(row.values()) for row in body["slides"][0]["data"]["rows"]] == rows


class Index:
    """A whole number of another library."""

    def __index__(self):
        return 50


def test_whole_numbers_of_other_libraries_are_taken_as_widths():
    assert M.table(["A", "B"]).width(Index(), 50).slides[0].width == (50, 50)
    with pytest.raises(ConstraintError):
        M.table(["A", "B"]).width(Index(), 51)


def test_a_table_without_rows_is_only_a_warning():
    assert [(i.code, i.severity) for i in TABLE.issues()] == [("no-rows", "warning")]
    TABLE.build()


def test_all_faults_of_one_call_at_once():
    assert issues(M.table, ["A", "B"], [[b"x", 1], ["y"]], title=5, width=[50, 40], sticky_rows=3) == [
        ("wrong-type", "/slides/0/data/rows/0/A"),
        ("row-length", "/slides/0/data/rows/1"),
        ("wrong-type", "/slides/0/title"),
        ("width-sum", "/slides/0/data/styles/width"),
        ("out-of-range", "/slides/0/data/styles/sticky/rows"),
    ]


@pytest.mark.parametrize("header", ["²", "①", "2024", "data", "values", "7" * 5_000])
def test_the_place_names_a_column_whatever_it_looks_like(header):
    assert refusals(M.table(["Host", header]).row, "x", b"x")[0].place == f"slide 1, row 1, {header}"
    with pytest.raises(ConstraintError) as caught:
        M.label().field(header, b"x")
    assert str(caught.value)


def test_a_row_of_a_table_with_a_header_twice_is_not_blamed():
    body = {"text": "x", "slides": [{"type": "table", "data": {"headers": ["A", "A"], "rows": [{"A": "1"}]}}]}
    assert [issue.code for issue in check(body)] == ["duplicate-header"]


def test_a_table_on_its_own_writes_values_as_it_is_told():
    records = [{"host": "web-1", "load": 0.5}, {"host": "web-2", "load": None}]
    table = Table(records, columns=["load", "host"], format={"load": ".0%"}, missing="?")
    assert (table.headers, table.rows) == (("load", "host"), (("50%", "web-1"), ("?", "web-2")))


def test_a_width_of_a_hundred_is_in_range_though_the_sum_is_not():
    issue = refused(M.table(["a", "b"]).width, 100, 1)
    assert (issue.code, issue.message) == ("width-sum", "the widths add up to 101")


# name, what just fits, what is one too many, code, path
EDGES = [
    ("width low", lambda: TABLE.width(1, 1, 98), lambda: TABLE.width(0, 1, 99), "out-of-range", "/slides/0/data/styles/width/0"),
    ("width high", lambda: M.table(["A"]).width(100), lambda: M.table(["A"]).width(101), "out-of-range", "/slides/0/data/styles/width/0"),
    ("width sum", lambda: TABLE.width(50, 30, 20), lambda: TABLE.width(50, 30, 21), "width-sum", "/slides/0/data/styles/width"),
    ("width sum less", lambda: TABLE.width(50, 30, 20), lambda: TABLE.width(50, 30, 19), "width-sum", "/slides/0/data/styles/width"),
    ("width count", lambda: TABLE.width(50, 30, 20), lambda: TABLE.width(50, 50), "width-count", "/slides/0/data/styles/width"),
    ("sticky rows", lambda: TABLE.sticky(rows=2), lambda: TABLE.sticky(rows=3), "out-of-range", "/slides/0/data/styles/sticky/rows"),
    ("sticky rows low", lambda: TABLE.sticky(rows=0), lambda: TABLE.sticky(rows=-1), "out-of-range", "/slides/0/data/styles/sticky/rows"),
    ("sticky columns", lambda: TABLE.sticky(columns=2), lambda: TABLE.sticky(columns=3), "out-of-range", "/slides/0/data/styles/sticky/columns"),
    ("row", lambda: TABLE.row(1, 2, 3), lambda: TABLE.row(1, 2, 3, 4), "row-length", "/slides/0/data/rows/0"),
    ("row short", lambda: TABLE.row(1, 2, 3), lambda: TABLE.row(1, 2), "row-length", "/slides/0/data/rows/0"),
]  # fmt: skip


@pytest.mark.parametrize(("fits", "beyond", "code", "path"), [e[1:] for e in EDGES], ids=[e[0] for e in EDGES])
def test_the_edge_fits_and_one_beyond_is_refused(fits, beyond, code, path):
    fits()
    assert issues(beyond) == [(code, path)]


def test_a_number_far_out_of_range_is_told_as_such():
    table = M.table(["a", "b"])
    for call in (lambda: table.width(10**9, 1), lambda: table.sticky(10**9), lambda: table.sticky(columns=10**17)):
        assert {issue.code for issue in refusals(call)} == {"out-of-range"}
