"""Records, cursors, results and rows of other libraries as tables and labels, and what has no end."""

import csv
import dataclasses
import sqlite3
from collections import deque, namedtuple
from collections.abc import Sequence
from functools import partial
from itertools import repeat

import attrs
import pandas as pd
import pytest
import sqlalchemy
import sqlalchemy.orm
from pydantic import BaseModel
from refusals import hint, issues, refused
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cardkit import ConstraintError, Label, Message, Table
from cardkit.reading import guards

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


@pytest.mark.parametrize("value", [
    {"a": ["x", "y"], "b": [1, 2]}, {"a": pd.Series(["x", "y"]), "b": deque([1, 2])},
])  # fmt: skip
def test_columns_by_name_are_told_how_to_become_rows(value):
    known = {"value": value, "M": M}
    told = hint(M.table, value)
    table = M.table(eval(told, known)).slides[0]
    assert (table.headers, table.rows[0], table.rows[1][0]) == (("a", "b"), ("x", "1"), "y")
    assert hint(M.chart, "pie", value, labels="a", values="b") == told
    assert M.chart("pie", eval(told, known), labels="a", values="b").slides[0].segments[0] == ("x", 1)
    assert hint(M.graph, "trend", value, x="a", y="b") == told


@dataclasses.dataclass
class Host:
    name: str
    load: float


RECORD, TWO = {"name": "web-1", "load": 0.4}, Table(["name", "load"], [["web-1", "0.4"]])


@pytest.mark.parametrize(("value", "table"), [
    (RECORD, TWO), (Host("web-1", 0.4), TWO), ({"web-1": {"load": 0.4}}, TWO),
    ({"a": RECORD}, Table(["name 2", "name", "load"], [["a", "web-1", "0.4"]])),
], ids=["a mapping", "an object", "records by name", "records by name that have names"])  # fmt: skip
def test_a_single_record_and_records_by_name_are_told_how_to_become_rows(value, table):
    assert M.table(eval(hint(M.table, value), {"value": value})).slides == (table,)
    rows = M.table(table.headers).rows
    assert rows(eval(hint(rows, value), {"value": value})).slides == M.table(table.headers, table.rows).slides


class Client:
    """What looks keys up, as a client of Redis does on its server."""

    def keys(self, pattern="*"):
        raise AssertionError("it was asked")


def test_a_client_is_no_record_and_not_asked_for_its_keys():
    for call in (M.table, M.table(["a"]).rows):
        assert refused(call, Client()).code == "wrong-type"


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
    with pytest.raises(ConstraintError, match="several columns named 'id'") as caught:
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
