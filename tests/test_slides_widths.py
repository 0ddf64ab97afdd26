"""Widths of columns: shares become percents that add up, and widths are worked out of what stands in the columns."""

import pickle
from decimal import Decimal
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import errors, hint, issues, refusals, refused

from cardkit import ConstraintError, Message, Table
from cardkit.limits import CLIQ
from cardkit.reading.widths import percents

M = Message("x")


@given(st.lists(st.floats(0.001, 1e300), min_size=1, max_size=100))
def test_percents_are_whole_add_up_and_follow_the_shares(shares):
    widths = percents(shares)
    assert sum(widths) == 100
    assert min(widths) >= 1
    order = sorted(range(len(shares)), key=lambda column: shares[column])
    assert all(widths[a] <= widths[b] + 1 for a, b in pairwise(order))


@pytest.mark.parametrize(
    ("shares", "widths"),
    [((3, 1, 1), (60, 20, 20)), ((1,), (100,)), ((1, 1, 1), (34, 33, 33)), ((999, 1), (99, 1)), ((0.5, 0.5), (50, 50))],
)
def test_shares_become_percents(shares, widths):
    table = M.table([f"C{n}" for n in range(len(shares))]).width(*shares, unit="share")
    assert table.slides[0].width == widths
    assert [i.code for i in table.issues()] == ["no-rows"]


def test_automatic_widths_of_columns_that_cannot_be_read_are_no_fault():
    for call in (
        lambda: Table([], width="auto"),
        lambda: M.table([""], width="auto"),
        lambda: M.table([], width="auto"),
    ):
        assert not [issue for issue in refusals(call) if "width" in issue.message]


def test_automatic_widths_follow_the_contents_also_of_later_rows():
    table = M.table(["Id", "Subject"]).width("auto")
    assert table.slides[0].width == (22, 78)
    filled = table.row("1", "a" * 18)
    assert filled.slides[0].width == (10, 90)
    assert M.table(["Id", "Subject"], [["1", "a" * 18]], width="auto").slides[0].width == (10, 90)
    assert Table([{"Id": 1, "Subject": "a" * 18}], width="auto").width == (10, 90)
    assert M.table(["Id", "Subject"], width="auto").row("1", "a" * 18) == filled
    assert M.table(["a", "b"]).width("auto").row("漢字", "four").slides[0].width == (50, 50)
    assert M.table(["a", "b"]).width("auto").row("x\ny", "z").slides[0].width == (50, 50)
    assert M.table(["a", "b"]).width("auto").row("z\n" + "a" * 10, "b" * 10).slides[0].width == (50, 50)
    assert M.table(["a", "b"]).width("auto").row("x" * 40, "y" * 400).slides[0].width == (50, 50)
    assert table.width(50, 50).slides[0].width == (50, 50)


@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), max_size=5))
def test_automatic_widths_are_never_refused(rows):
    clean = [["".join(sign for sign in cell if sign.isprintable()) for cell in row] for row in rows]
    table = M.table(["A", "B", "C"], clean).width("auto")
    assert sum(table.slides[0].width) == 100
    assert not errors(table.issues())


WIDE = [(1, 1, 100), (1, 1000, 1000), (5, 60, 100), (0, 12, 12), (10, 40, 90)]  # from, to, together


@pytest.mark.parametrize(("least", "most", "whole"), WIDE)
@pytest.mark.parametrize("shares", [(1, 3), (1, 1, 1), (1000, 1), (7, 1, 2, 5)])
def test_widths_keep_to_other_limits(least, most, whole, shares):
    own = attrs.evolve(CLIQ, width_least=least, width_most=most, width_sum=whole)
    names, columns = [f"C{n}" for n in range(len(shares))], len(shares)
    row = ["x" * share for share in shares]
    if not columns * least <= whole <= columns * most:
        with pytest.raises(ConstraintError):
            Message("x", limits=own).table(names).width(*shares, unit="share")
        assert Message("x", limits=own, fit=True).table(names, [row]).width(*shares).slides[0].width is None
        return
    table = Message("x", limits=own).table(names)
    widths = [
        table.width(*shares, unit="share"),
        table.width("auto").row(*row),
        Message("x", limits=own).table(names, [row], width="auto"),
        pickle.loads(pickle.dumps(table.width("auto"))).row(*row),
        Message("x", limits=own, fit=True).table(names, [row]).width(*shares),
    ]
    for message in widths:
        width = message.slides[0].width
        assert sum(width) == whole
        assert least <= min(width) <= max(width) <= most
        order = sorted(range(columns), key=lambda column: shares[column])
        assert all(width[a] <= width[b] + 1 for a, b in pairwise(order))
        assert not errors(message.issues())


@pytest.mark.parametrize("columns", [1, 2, 3, 7, 100, 101])
@pytest.mark.parametrize("wrong", [100, "equal", {"a": 1}, {50}, 0.5, "50%"])
def test_widths_that_are_none_are_one_problem_whose_hint_works(columns, wrong):
    names = [f"C{n}" for n in range(columns)]
    steps = [(M.table(names).width, ".width(")] if isinstance(wrong, (str, dict)) else []
    for call, begins in [(lambda width: M.table(names, width=width), "["), *steps]:
        issue = refused(call, wrong)
        assert issue.path == "/slides/0/data/styles/width"
        assert issue.expected.endswith("or 'auto'")
        if columns > 100:
            assert issue.hint == "leave the widths out"
        else:
            widths = eval(issue.hint.removeprefix(".width") if begins != "[" else issue.hint)
            assert (
                sum(M.table(names, width=[widths] if columns == 1 and begins != "[" else widths).slides[0].width) == 100
            )


def test_widths_of_which_one_cannot_be_read_are_not_counted():
    path = "/slides/0/data/styles/width"
    for wrong in (["50%"], [0.5], ["auto"]):
        assert issues(M.table, ["a", "b"], width=wrong) == [("wrong-type", f"{path}/0")]


@pytest.mark.parametrize("widths", [(33.3, 33.3, 33.3), (50.0, 25, 25), (Decimal("0.5"), 0.25, 0.25), (1.5, 2, 3)])
def test_widths_with_decimals_are_one_problem_whose_hint_is_the_shares(widths):
    table, path = M.table(["a", "b", "c"]), "/slides/0/data/styles/width"
    assert issues(table.width, *widths) == issues(M.table, ["a", "b", "c"], width=widths) == [("wrong-type", path)]
    expected = table.width(*widths, unit="share").slides[0].width
    assert eval(f"table{hint(table.width, *widths)}", {"table": table}).slides[0].width == expected
    assert (
        M.table(["a", "b", "c"], width=eval(hint(M.table, ["a", "b", "c"], width=widths))).slides[0].width == expected
    )
    assert issues(table.width, 33.3, "33.3", 33.3) == [("wrong-type", f"{path}/{index}") for index in range(3)]


def test_the_hint_for_widths_holds_under_other_limits():
    for least, most, whole in WIDE:
        for columns in range(1, 30):
            own = attrs.evolve(CLIQ, width_least=least, width_most=most, width_sum=whole)
            table = Message("x", limits=own).table([f"C{n}" for n in range(columns)])
            tried = hint(table.width, *[0] * (columns + 1))
            if columns * least <= whole <= columns * most:
                assert eval(f"table{tried}", {"table": table}).slides[0].width
            else:
                assert tried == "leave the widths out"


def test_wrong_widths_are_told():
    table = M.table(["a", "b"])
    path = "/slides/0/data/styles/width"
    assert issues(table.width, 1, unit="share") == [("width-count", path)]
    assert issues(table.width, 1, 0, unit="share") == [("width-count", path)]
    assert issues(table.width, 1, float("inf"), unit="share") == [("not-finite", f"{path}/1")]
    assert issues(table.width, 1, 1, unit="inch") == [("not-allowed", path)]
    assert issues(table.width, "auto", 50) == [("wrong-type", f"{path}/0")]
    wide = M.table([f"C{n}" for n in range(101)])
    assert issues(wide.width, "auto") == [("width-sum", path)]
    assert len(M.table([f"C{n}" for n in range(100)]).width("auto").slides[0].width) == 100
