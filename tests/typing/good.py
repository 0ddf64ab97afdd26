"""Right chains: both type checkers must accept every line, and see the types that are asserted."""

import datetime
import functools
import sqlite3
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, TypedDict, TypeVar, Unpack, assert_type

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import sqlalchemy
from attrs import frozen
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cardkit import (
    Chart,
    Graph,
    Image,
    Label,
    List,
    Message,
    Payload,
    RawSlide,
    Table,
    Text,
    actions,
    check,
    json_schema,
    markup,
    to,
)
from cardkit.actions import Action
from cardkit.chain import (
    ChartMessage,
    GraphMessage,
    ImageMessage,
    LabelMessage,
    ListMessage,
    SectionMessage,
    SlideMessage,
    TableMessage,
)
from cardkit.errors import Issues
from cardkit.outbox import Letter, Outbox, State, Stats, Tally
from cardkit.testing import diff
from cardkit.transport import CliqTransport, MemoryTransport, ProcessPacing, Receipt, RefreshingToken, send_all
from cardkit.transport.options import CliqOptions

message = Message("x").text("y").bot("b", "https://a/b").card("t", theme="modern-inline", thumbnail="https://a/b")
assert_type(message, Message)

table = message.table(["A", "B"], [["1", 2], {"A": None, "B": datetime.date(2024, 1, 1)}], title="T", width=[50, 50])
assert_type(table, TableMessage)


class Host(NamedTuple):
    """A record."""

    host: str
    load: float


@dataclass
class Ticket:
    """Another."""

    id: int
    opened: datetime.date


@frozen
class Order:
    """One of attrs."""

    id: int


class Model(BaseModel):
    """One of pydantic."""

    id: int


class Shift(TypedDict):
    """A record."""

    Owner: str
    Since: datetime.date | None


class Late(TypedDict, total=False):
    """A record that may lack something."""

    Minutes: int


class Base(DeclarativeBase):
    """The base of what SQLAlchemy maps."""


class Row(Base):
    """One of SQLAlchemy."""

    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)


def modelled(models: list[Model], rows: Sequence[Row]) -> None:
    """Models as rows."""
    Message("x").table(models).rows(rows).label(models[0]).fields(rows[0])
    Message("x").table(["id"]).row(models[0]).row(rows[0])


def of_numpy(frame: pd.DataFrame, series: pd.Series, rows: Sequence[np.int64]) -> None:
    """Values of NumPy and series of pandas."""
    whole, flag, single = np.int64(1), np.bool_(True), np.float32(0.5)
    message.table(["A"]).row(whole).row([flag]).row({"A": single}).row(A=np.datetime64("2024-01-01")).row(rows)
    message.chart("pie", {"a": whole}).segment("b", whole).segments({"c": single}).segments(series)
    message.graph("trend").category("a", series).category("b", {"c": whole}).point("d", whole)
    message.label({"a": whole, "b": flag}).field("c", whole).list().item(whole)
    message.table(["A"]).row(series).row(frame.iloc[0])


def framed(pandas_frame: pd.DataFrame, polars_frame: pl.DataFrame, lazy: pl.LazyFrame) -> None:
    """Data as rows."""
    assert_type(message.table(pandas_frame).rows(pandas_frame, missing="?"), TableMessage)
    assert_type(message.table(pandas_frame, columns=pandas_frame.columns), TableMessage)
    assert_type(message.table(polars_frame, columns=["A"], format={"A": ".1%"}, missing=""), TableMessage)
    assert_type(message.table(lazy, columns={"a": "A"}, index="No", width="auto"), TableMessage)
    assert_type(message.table(polars_frame, format={"A": {True: "yes"}}), TableMessage)
    assert_type(message.chart("pie", pandas_frame["A"], top=4), ChartMessage)
    assert_type(message.chart("pie", polars_frame, labels="a", values="b"), ChartMessage)
    assert_type(message.graph("trend", lazy, x="a", y=["b", "c"], format="%b", thin=True), GraphMessage)
    assert_type(message.label(pandas_frame.iloc[0], format={"A": str}), LabelMessage)


def queried(cursor: sqlite3.Cursor, result: sqlalchemy.CursorResult[Any], relation: duckdb.DuckDBPyRelation) -> None:
    """Results of queries as rows."""
    assert_type(message.table(cursor).rows(cursor), TableMessage)
    assert_type(message.table(result), TableMessage)
    assert_type(message.table(relation), TableMessage)
    assert_type(message.table(cursor.fetchall()), TableMessage)
    assert_type(message.label(result.one()), LabelMessage)


hosts = [Host("web-1", 0.4)]
assert_type(message.table(hosts).row(hosts[0]).rows(hosts), TableMessage)
assert_type(message.table([Ticket(1, datetime.date(2024, 1, 1))]).row(Ticket(2, datetime.date.min)), TableMessage)
assert_type(message.table(Order(n) for n in range(3)), TableMessage)
assert_type(message.table([{"A": 1}, {"A": None}], format={"A": lambda value: f"{value}"}), TableMessage)
assert_type(message.table({"A": 1, "B": 2}.keys()).table(iter(["A"])).table(("A", "B")), TableMessage)
assert_type(message.label(Order(1)).label(hosts[0]).fields(Ticket(1, datetime.date.min)), LabelMessage)
shift, late = Shift(Owner="Ana", Since=None), Late(Minutes=5)
assert_type(message.label(shift).fields(late, missing="-"), LabelMessage)
assert_type(message.section("s").fields(shift).fields(late), SectionMessage)
assert_type(message.table([shift]).rows([shift]).row(shift), TableMessage)
assert_type(Label(shift, title="T"), Label)
assert_type(message.list([0.5], format=".0%", missing="none").items([True], format={True: "yes"}), ListMessage)
assert_type(table.width("auto").width(3, 1.5, unit="share").width(50, 50, unit="percent"), TableMessage)
assert_type(table.row("a", 1.5).row({"A": 1, "B": 2}).row(["a", None]).row(A=1, B=True), TableMessage)
assert_type(table.rows([("a", "b"), {"A": 1, "B": 2}]).width(50, 50).sticky(rows=1), TableMessage)
assert_type(table.row(datetime.timedelta(1), Fraction(1, 3)), TableMessage)


def headed_by(some: Sequence[str], others: Collection[str], generated: Iterator[str]) -> list[TableMessage]:
    """Headers of every kind but one text."""
    known = [message.table(some), message.table(others), message.table(generated), message.table(("A", "B"))]
    return [*known, message.table({"A": 1}.keys()), message.table({"A"}), message.table(name for name in "ab")]


def filled(
    objects: list[dict[str, object]],
    mixed: list[dict[str, str | float]],
    records: list[dict[Hashable, Any]],  # what the stubs of pandas say of df.to_dict("records")
    fetched: list[tuple[Any, ...]],
    selected: Iterator[sqlite3.Row],
    read: Mapping[str, int],
) -> list[TableMessage]:
    """Rows of every kind."""
    frame = pl.DataFrame({"A": [1]})
    known = [table.rows(objects), table.rows(mixed), table.rows(records), table.rows(fetched), table.rows(selected)]
    known += [table.rows(frame.to_dicts()), table.rows(frame.rows()), table.rows(frame.iter_rows(named=True))]
    known += [message.table(["A"], objects), message.table(["A"], mixed), message.table(["A"], records)]
    return [*known, table.row(objects[0]), table.row(mixed[0]), table.row(records[0]), table.row(read)]


assert_type(table.text("z").card("c").bot("b").extra(a={"b": [1]}), TableMessage)
assert_type(table.list(["a", 1], style="disc").item("b").items([1, None]), ListMessage)
assert_type(table.label({"a": 1}).label([("a", 1)]).field("b", Decimal("1.5")).fields({"c": "d"}), LabelMessage)
assert_type(table.label({"a": 1, "b": "c"}).fields({"a": None, "b": 1.5}).fields({"a": 1}.items()), LabelMessage)
assert_type(message.chart("pie", {"a": 1, "b": Decimal(2)}).segments((n, 1) for n in "ab"), ChartMessage)
assert_type(message.graph("trend", {"a": {"x": 1, "y": Decimal(2)}, "b": [("x", 1.5)]}), GraphMessage)
assert_type(message.image("https://a/b").image(["https://a/b"]).url("https://a/b"), ImageMessage)
assert_type(message.chart("pie", {"a": 1}).segment("b", 1.5).segments([("c", Decimal(1))]), ChartMessage)
assert_type(message.graph("trend", {"a": {"b": 1}}).category("c", [("d", 1)]).point("e", 2.5), GraphMessage)
assert_type(table.text_slide("t", title="T"), SlideMessage)

assert_type(message.poll("t", "a", "b").prompt("t", thumbnail="https://a/b").card("t", theme="poll"), Message)
assert_type(table.section("s").field("a", 1).fields({"b": None}), SectionMessage)
assert_type(table.section().text("t").button("b", actions.copy("x")), SectionMessage)
asked = actions.invoke_function("f", "a@b.c", {"a": [1]}).confirm(
    title="t", input="i", button_label="b", emotion="neutral", mandatory=True
)
assert_type(asked, Action)
assert_type(table.button("b", asked, style="+", hint="h", key="k", in_card=True), TableMessage)
assert_type(message.button("b", actions.open_url("https://a", ios="app://a")), Message)
assert_type(message.instant_button("b", actions.system_api("videocall", "1"), style="-", key="k"), Message)
assert_type(actions.system_api("locationpermission"), Action)
assert_type(message.style(background="red", markdown=True).reply_to("1").thread("1", title="t").sync(), Message)
assert_type(message.raw_button({"label": "Go"}).thread(title="t").to_code(api="v2", explain=True), str)
assert_type(message.list(["a"]).raw_slide_button({"label": "Go"}).item("b"), ListMessage)
assert_type(markup.bold("a", markup.user("1")) + markup.escape("x"), str)

assert_type(message.when(True, lambda m: m.table(["A"])), Message | TableMessage)
assert_type(message.when(0, lambda m: m.table(["A"]), lambda m: m.list()), TableMessage | ListMessage)
assert_type(table.each([1, 2], lambda m, n: m.row(n, n)), TableMessage)
assert_type(table.each(["a"], lambda m, n: m.list([n])), Message)


def headed(m: Message, title: str, *, size: int = 1) -> TableMessage:
    """A function for `pipe`."""
    return m.table([f"{title} {n}" for n in range(size)])


assert_type(message.pipe(headed, "A", size=2), TableMessage)


def slides() -> list[Message]:
    """Slides on their own."""
    own = [Table(["A"]), List(["a"]), Label({"a": 1}), Image("https://a/b"), Chart("pie"), Graph("trend"), Text("t")]
    return [message.slide(slide) for slide in own] + [message.slide(RawSlide({"type": "x"}))]


assert_type(message.build(api="v3"), Payload)
assert_type(message.to_dict(check=False), dict[str, Any])
assert_type(message.to_json(2), str)
assert_type(Message.from_dict({"text": "x"}).text("y"), Message)
assert_type(Message.from_json("{}").to_code(), str)
assert_type(check({"text": "x"}), Issues)
assert_type(json_schema(), dict[str, Any])
assert_type(diff(message, {"text": "x"}), str)
assert_type(CliqTransport.from_env(max_wait=0, region="eu", on_wait=print), CliqTransport)
assert_type(CliqTransport.from_webhook("https://a/b", pacing=ProcessPacing(), max_wait=0), CliqTransport)
assert_type([outcome.sent for outcome in send_all([message], MemoryTransport(), to="chat:1")], list[bool])
RefreshingToken("1000.A", "b", "1000.c", region="eu", cache="token.sqlite3")
CliqTransport(token=RefreshingToken("1000.A", "b", "1000.c"), pacing=ProcessPacing())


def connected(**options: Unpack[CliqOptions]) -> CliqTransport:
    """Each option of `from_env` is one of the class, with its type."""
    return CliqTransport(**options)


assert_type(MemoryTransport().messages, list[Message])

M = TypeVar("M", bound=Message)


def signed(m: M) -> M:
    """A step that keeps what is open."""
    return m.text("Ana")


assert_type(table.pipe(signed).each(range(3), TableMessage.row), TableMessage)
assert_type(functools.reduce(TableMessage.row, range(3), table), TableMessage)


class Level(StrEnum):
    """Names that are members of an enum."""

    LOW = "low"


assert_type(message.table(list(Level)).row({Level.LOW: 1}).chart("pie", {Level.LOW: 1}), ChartMessage)


async def later() -> Receipt:
    """Sending from asyncio."""
    return await message.asend(MemoryTransport(), to="chat:1")


assert_type(message.send(MemoryTransport(), to=to.chat("1")), Receipt)
assert_type(message.send(CliqTransport(token="1000.a", region="eu"), "chat:1"), Receipt)

outbox = Outbox("outbox.sqlite3", MemoryTransport())
assert_type(message.send(outbox, to="chat:CT_1"), Receipt)
assert_type(outbox.put(message, to="chat:CT_1", key="k", priority=1), Letter)
assert_type(outbox.work(once=True), Tally)
assert_type([letter.resend() for letter in outbox.letters("unknown")], list[Letter])
assert_type(next(outbox.letters()).state, State)
assert_type(outbox.stats(), Stats)
with outbox.working() as working:
    assert_type(working, Outbox)
