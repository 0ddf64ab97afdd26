"""Values as other libraries give them: NumPy, pandas, polars, enums, and everything that has names."""

import datetime
import enum
import json
import sqlite3
from collections import UserDict, namedtuple
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sqlalchemy
from cases import case
from refusals import refused

from cardkit import (
    CardkitError,
    Chart,
    ConstraintError,
    Graph,
    Message,
    Payload,
    RawSlide,
    Table,
    actions,
    check,
    markup,
    preview,
    to,
)
from cardkit.testing import diff
from cardkit.transport import MemoryTransport

M = Message("x")
TABLE = M.table(["A", "B"])


class Old(str, enum.Enum):
    """A string enum as it was written before Python 3.11; `str` gives its name."""

    RED = "red"
    INLINE = "modern-inline"
    DISC = "disc"
    PIE = "pie"
    GOOD = "+"
    URL = "https://example.com/a.png"
    PERSON = "ana@example.com"


class Level(int, enum.Enum):
    HIGH = 3


class Share(float, enum.Enum):
    HALF = 0.5


def written(value):
    """What a value becomes as a cell, an item and the value of a field, which is the same."""
    kinds = M.table(["A"]).row(value).list([value]).label({"n": value}).section("s").field("n", value)
    table, items, label = kinds.slides
    texts = {table.rows[0][0], items.items[0], label.fields[0].value, kinds.payload.card.sections[0].fields[0].value}
    assert {type(text) for text in texts} == {str}
    (text,) = texts
    return text


SCALARS = [
    (np.float32(0.1), "0.1"), (np.float16(0.1), "0.1"), (np.float64(1.5), "1.5"), (np.longdouble("0.25"), "0.25"),
    (np.int8(-3), "-3"), (np.uint64(2**64 - 1), "18446744073709551615"), (np.bool_(True), "True"), (np.str_("a"), "a"),
    (np.datetime64("2024-02-29"), "2024-02-29"), (np.timedelta64(3, "s"), "0:00:03"),
    (np.datetime64("2024-02-29T08:00:00.000000001"), "2024-02-29 08:00:00"), (np.datetime64("2024-02"), "2024-02"),
    (np.timedelta64(3, "M"), "3 months"), (np.timedelta64(2, "W"), "14 days, 0:00:00"),
    (np.timedelta64(10**15, "D"), "1000000000000000 days"), (np.datetime64(10**6, "Y"), "1001970"),
    (pd.Timestamp("2024-02-29 08:00"), "2024-02-29 08:00:00"), (pd.Timedelta(hours=1), "1:00:00"),
    (pd.Period("2024-02"), "2024-02"), (pd.Interval(0, 1), "(0, 1]"), (pl.Series([0.5])[0], "0.5"),
    (pl.Series([datetime.timedelta(minutes=1)])[0], "0:01:00"), (Fraction(1, 3), "1/3"),
    (datetime.timedelta(days=1, hours=2), "1 day, 2:00:00"), (Old.RED, "red"), (Level.HIGH, "3"), (Share.HALF, "0.5"),
    (markup.bold("a"), "*a*"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), SCALARS, ids=range(len(SCALARS)))
def test_a_scalar_is_written_as_its_library_prints_it_and_a_time_of_numpy_and_pandas_as_that_of_python(value, text):
    assert written(value) == text


@pytest.mark.parametrize(("value", "text"), SCALARS, ids=range(len(SCALARS)))
def test_options_about_other_values_do_not_change_how_one_is_written(value, text):
    assert M.list([value, None], missing="–").slides[0].items == (text, "–")
    assert M.table([{"a": value}]).slides[0].rows == ((text,),)
    assert M.label({"a": value, "b": 1}, format={"b": ".1f"}).slides[0].fields[0].value == text


def test_days_and_months_of_numpy_have_the_formats_of_dates_and_spans_of_months_are_no_days():
    days = np.array(["2024-02-01", "2024-02-29"], dtype="M8[D]")
    assert M.list(days, format="%d.%m.").slides[0].items == ("01.02.", "29.02.")
    assert M.list(days, format=repr).slides[0].items[0] == "datetime.date(2024, 2, 1)"
    assert M.list(days.astype("M8[M]"), format="%b").slides[0].items == ("Feb", "Feb")
    assert M.list(np.array([36], dtype="m8[M]"), format=str).slides[0].items == ("36 months",)


MISSING = [float("nan"), np.float32("nan"), np.float64("nan"), Decimal("NaN"), Decimal("sNaN"), pd.NaT, pd.NA, np.datetime64("NaT", "s"), np.timedelta64("NaT", "s")]  # fmt: skip


@pytest.mark.parametrize("value", MISSING, ids=range(len(MISSING)))
def test_missing_values_are_told_alike(value):
    for call in (
        lambda: M.table(["A"]).row(value),
        lambda: M.list([value]),
        lambda: M.label({"n": value}),
        lambda: M.chart("pie", {"a": value}),
        lambda: M.graph("trend", {"c": {"a": value}}),
    ):
        with pytest.raises(ConstraintError, match="which stands for a missing value") as caught:
            call()
        assert [issue.code for issue in caught.value.issues] == ["missing-value"]
    assert M.table(["A"]).row(None).slides[0].rows == (("",),)  # what the hint says


NUMBERS = [(np.float32(0.1), "0.1"), (np.float16(0.5), "0.5"), (np.int64(3), "3"), (np.uint8(200), "200"), (Level.HIGH, "3"), (Share.HALF, "0.5"), (Fraction(1, 4), "0.25"), (pl.Series([7])[0], "7"), (pd.Series([2.5])[0], "2.5")]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), NUMBERS, ids=range(len(NUMBERS)))
def test_a_number_of_a_library_is_that_number_in_a_chart(number, text):
    extra = float(number) if isinstance(number, Fraction) else number  # which JSON does not know
    for message in (M.chart("pie", {"a": number}), M.graph("trend", {"c": {"a": number}}), M.extra(a=extra)):
        assert f":{text}}}" in message.to_json()
        assert text in message.to_code()
    assert type(M.chart("pie", {"a": number}).slides[0].segments[0].value) in {int, float}


@pytest.mark.parametrize("value", [np.bool_(True), np.timedelta64(3, "s"), np.str_("3"), np.array(3), pd.Timestamp(0)])
def test_what_is_no_number_is_none_in_a_chart(value):
    assert refused(M.chart, "pie", {"a": value}).code == "wrong-type"


@pytest.mark.parametrize("value", [np.array(3), np.array([3]), np.complex128(1), np.bytes_(b"a"), np.longdouble("1e4000"), pd.Series([1]), pd.DataFrame({"A": [1]}), pl.Series([1]), Old])  # fmt: skip
def test_what_is_no_scalar_is_refused(value):
    for call in (lambda: TABLE.row("x", value), lambda: M.list(["x", value]), lambda: M.label({"n": value})):
        with pytest.raises(ConstraintError):
            call()


class Price(Decimal):
    """A decimal whose methods say something else."""

    def __str__(self):
        return '0},{"label":"b","value":1'

    __repr__ = __format__ = __str__

    def __float__(self):
        return 1.0

    def __eq__(self, other):
        return True

    __hash__ = Decimal.__hash__


class Count(int):
    """An int whose methods say something else."""

    def __str__(self):
        return "1,2"

    __repr__ = __str__


class Ratio(float):
    """A float whose methods say something else."""

    def __repr__(self):
        return "0], exit("

    def __float__(self):
        return float("inf")


@pytest.mark.parametrize(("number", "value"), [(Price("1.5"), 1.5), (Count(7), 7), (Ratio(0.5), 0.5)])
def test_a_subclass_of_a_number_cannot_write_json_or_code(number, value):
    message = M.chart("pie", {"a": number}).graph("trend", {"c": {"a": number}})
    body = json.loads(message.to_json())
    assert body["slides"][0]["data"] == [[{"label": "a", "value": value}]]
    assert body["slides"][1]["data"] == [{"category": "c", "values": [{"label": "a", "value": value}]}]
    assert f'{{"a": {value}}}' in message.to_code()
    table = M.table(["A"]).row(number)
    assert json.loads(table.to_json())["slides"][0]["data"]["rows"] == [{"A": str(number)}]


def test_members_of_string_enums_give_their_value_everywhere():
    red, call = Old.RED, actions.invoke_function(Old.RED, Old.PERSON, {"a": Old.RED})
    message = (
        Message(red).bot(red, Old.URL).card(red, theme=Old.INLINE, thumbnail=Old.URL).section(red).field(red, red)
        .table([red], [{red: red}], title=red).row({"red": red}).list([red], title=red, style=Old.DISC)
        .label({red: red}).image(Old.URL, title=red).chart(Old.PIE, {red: 1}).graph("trend", {red: {red: 1}}, x_axis=red)
        .text_slide(red, title=red).slide(RawSlide({"type": "x", "a": red})).button(red, call, style=Old.GOOD, key=red)
        .instant_button(red, actions.copy(red), key=red).style(background=red).reply_to(red).thread(red, title=red)
        .extra(a=red, b=[red])
    )  # fmt: skip
    assert "Old" not in message.to_json() + message.to_code() + repr(message) + str(message)
    assert Message(limits=None).poll(red, red, Old.PIE).to_dict()["card"]["options"] == [
        {"text": "red"},
        {"text": "pie"},
    ]
    assert [markup.bold(red), markup.escape(red), markup.link(red, Old.URL), markup.user(Old.PERSON)] == [
        "*red*", "red", "[red](https://example.com/a.png)", "{@ana@example.com}",
    ]  # fmt: skip
    assert repr(to.channel(red, as_bot=red)) == repr(to.channel("red", as_bot="red"))
    assert str(to.bot(red, [red])) == "bot:red?users=red"


def test_strings_of_numpy_and_string_enums_pass_for_themes_and_styles():
    class Look(enum.StrEnum):
        INLINE = "modern-inline"
        DISC = "disc"

    for theme, style in [(np.str_("modern-inline"), np.str_("disc")), (Look.INLINE, Look.DISC)]:
        message = M.card("t", theme=theme).list(["a"], style=style)
        assert message == M.card("t", theme="modern-inline").list(["a"], style="disc")
        assert type(message.slides[0].style) is str
    assert M.chart(np.str_("pie"), {"a": 1}) == M.chart("pie", {"a": 1})


def test_flags_of_numpy_are_flags():
    yes, no = np.bool_(True), np.bool_(False)
    asked = {"title": "t", "input": "i", "button_label": "b"}
    call = actions.open_url("https://example.com")
    for ours, theirs in [
        (M.sync(yes), M.sync(True)),
        (M.style(background="red", markdown=no), M.style(background="red", markdown=False)),
        (M.extra(broadcast=yes, a=[no]), M.extra(broadcast=True, a=[False])),
        (M.card("t").button("b", call, in_card=yes), M.card("t").button("b", call, in_card=True)),
        (M.button("b", call.confirm(**asked, mandatory=yes)), M.button("b", call.confirm(**asked, mandatory=True))),
    ]:
        assert ours.to_json() == theirs.to_json()
    with pytest.raises(ConstraintError):
        M.table(["A", "B"]).width(yes, 99)


class Read(UserDict):
    """A mapping that is no dict."""


@pytest.mark.parametrize("form", [MappingProxyType, Read])
def test_any_mapping_is_taken_where_one_is(form):
    assert TABLE.row(form({"B": 2, "A": 1})).rows([form({"A": 1, "B": 2})]).slides[0].rows == (("1", "2"),) * 2
    assert M.label(form({"a": 1})).fields(form({"b": 2})) == M.label({"a": 1, "b": 2})
    assert M.chart("pie", form({"a": 1})).segments(form({"b": 2})) == M.chart("pie", {"a": 1, "b": 2})
    assert M.graph("trend", form({"c": form({"a": 1})})) == M.graph("trend", {"c": {"a": 1}})
    assert M.section("s").fields(form({"a": 1})) == M.section("s").fields({"a": 1})
    assert M.extra(a=form({"b": form({})})) == M.extra(a={"b": {}})
    assert M.slide(RawSlide(form({"type": "x", "a": form({})}))) == M.slide(RawSlide({"type": "x", "a": {}}))
    call = actions.invoke_function("f", arguments=form({"a": form({})}))
    assert M.button("b", call) == M.button("b", actions.invoke_function("f", arguments={"a": {}}))
    body = form({"text": "x", "slides": [form({"type": "list", "data": ["a"]})]})
    assert Message.from_dict(body) == M.list(["a"])
    assert check(body) == ()
    assert diff(body, M.list(["a"])) == ""
    assert preview.html(body) == preview.html(M.list(["a"]))


def test_what_has_names_goes_by_name():
    frame = pd.DataFrame({"B": [2, 4], "A": [1, 3]})
    records = np.array([(2, 1)], dtype=[("B", "i4"), ("A", "i4")])
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    selected = "SELECT 2 AS B, 1 AS A"
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        alchemy = connection.execute(sqlalchemy.text(selected)).one()
    named = [
        frame.iloc[0], next(frame.itertuples(index=False)), records[0], records.view(np.recarray)[0], alchemy,
        alchemy._mapping, database.execute(selected).fetchone(), namedtuple("Row", "B A")(2, 1),
        pl.DataFrame({"B": [2], "A": [1]}).row(0, named=True),
    ]  # fmt: skip
    assert TABLE.rows(named).slides[0].rows == (("1", "2"),) * len(named)
    for row in named:
        assert TABLE.row(row).slides[0].rows == (("1", "2"),)
        assert M.label(row).slides[0].fields == (("B", "2"), ("A", "1"))
        assert M.chart("pie", row).slides[0].segments == (("B", 2), ("A", 1))
        with pytest.raises(ConstraintError, match="which is no header"):
            M.table(["A", "C"]).row(row)


def test_what_has_no_names_goes_by_place():
    rows = [pd.Series([1, 2]), np.array([1, 2]), pl.Series([1, 2]), pl.DataFrame({"B": [1], "A": [2]}).row(0)]
    assert TABLE.rows(rows).slides[0].rows == (("1", "2"),) * 4
    assert M.table(["A", "B"], np.array([[1, 2], [3, 4]])).slides[0].rows == (("1", "2"), ("3", "4"))
    assert M.table(pd.DataFrame({"A": [1], "B": [2]}).columns, width=np.array([60, 40])).slides[0].width == (60, 40)
    assert M.list(pd.Series({"x": "a", "y": "b"})).slides[0].items == ("a", "b")
    assert M.list(pl.Series(["a", "b"])).slides[0].items == ("a", "b")


CURSOR = sqlite3.connect(":memory:").execute("SELECT 3")
CURSOR.row_factory = sqlite3.Row
ONE = {
    "a row of sqlite3": CURSOR.fetchone(),
    "a row of SQLAlchemy": sqlalchemy.create_engine("sqlite://")
    .connect()
    .execute(sqlalchemy.text("SELECT 3 AS a"))
    .one(),
    "a tuple": (3,),
    "an array": np.array([3]),
    "a series": pd.Series([3]),
    "a scalar of Arrow": pa.scalar(3),
}


@pytest.mark.parametrize("value", ONE.values(), ids=ONE)
def test_what_holds_one_value_is_told_with_the_code_of_this_value(value):
    for call in (lambda one: M.list([one]), lambda one: M.label({"n": one}), lambda one: M.chart("pie", {"n": one})):
        told = refused(call, value)
        assert told.code == "wrong-type"
        assert call(eval(told.hint, {"value": value})).slides == call(3).slides
    assert refused(M.list, [np.complex128(1)]).hint == refused(M.list, [(1, 2)]).hint == "turn it into a string first"


def test_counts_of_pandas_are_a_chart():
    counts = pd.Series(["up", "down", "up"]).value_counts()
    assert M.chart("pie", counts).slides[0].segments == (("up", 2), ("down", 1))


# Values of which no `==` and no `in` gives a truth.
AMBIGUOUS = [np.array(["a", "b"]), pd.Series(["a", "b"]), pl.Series(["a", "b"]), pd.DataFrame({"a": [1]}), pd.Index(["a"]), pl.LazyFrame({"a": [1]}), pd.NA]  # fmt: skip
ROWS = [{"a": "x", "b": 1}]
SETTINGS = [
    lambda odd: M.chart("pie", ROWS, labels=odd, values="b"), lambda odd: M.chart("pie", ROWS, labels="a", values=odd),
    lambda odd: Chart("pie", ROWS, labels="a", values="b", top=odd), lambda odd: M.chart(odd, {"a": 1}),
    lambda odd: M.graph("trend", ROWS, x=odd, y="b"), lambda odd: Graph("trend", ROWS, x="a", y=["b"], by=odd),
    lambda odd: M.graph("trend", ROWS, x="a", y="b", thin=odd), lambda odd: M.table(ROWS, index=odd, missing=odd),
    lambda odd: M.table(["a"]).width(100, unit=odd), lambda odd: M.table(["a"]).sticky(odd), lambda odd: M.list(["a"], style=odd),
    lambda odd: M.card("T", theme=odd), M.card, M.bot, lambda odd: M.style(background=odd),
    lambda odd: M.style(markdown=odd), M.sync, lambda odd: M.button("Go", actions.copy("x"), style=odd),
    lambda odd: M.button("Go", actions.copy("x"), key=odd), lambda odd: M.poll("Which?", odd, odd), Message,
    lambda odd: Message("x", fit=odd), lambda odd: Message("x", limits=odd), lambda odd: M.to_dict(api=odd),
    lambda odd: M.send(MemoryTransport(), to=odd), actions.system_api, actions.open_url,
    lambda odd: actions.copy("x").confirm(title=odd), lambda odd: markup.heading("a", level=odd),
    lambda odd: Table(["a"], buttons=odd), lambda odd: Payload(slides=odd), lambda odd: Payload(references=odd),
]  # fmt: skip


@pytest.mark.parametrize("odd", AMBIGUOUS, ids=lambda odd: f"{type(odd).__module__}.{type(odd).__name__}")
def test_a_value_without_a_truth_is_refused_like_any_other(odd):
    for number, call in enumerate(SETTINGS):
        with case(number), pytest.raises(CardkitError):
            call(odd)
