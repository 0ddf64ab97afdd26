"""Charts and graphs in a terminal: bars, sparklines and plots, whatever their numbers."""

import re
from itertools import pairwise

import pytest
from terminals import BAR, FULL, in_order, shown, slide

from cardkit import (
    Chart,
    Graph,
)


def strokes(lines):
    """How long the bars are, in columns."""
    parts = {sign: eighths / 8 for eighths, sign in enumerate("▏▎▍▌▋▊▉█", 1)}
    return [sum(parts.get(sign, 0) for sign in line) for line in lines]


def test_bars_are_as_long_as_their_shares():
    lines = slide(Chart("pie", {"A": 40, "B": 20, "C": 20}, title="T"))
    assert lines[0] == "T  pie"
    assert strokes(lines[1:4]) == [BAR, BAR / 2, BAR / 2]
    assert [line.split()[-2:] for line in lines[1:4]] == [["40", "50%"], ["20", "25%"], ["20", "25%"]]


def test_one_segment_is_the_whole():
    assert strokes(slide(Chart("pie", {"A": 7}))[1:2]) == [BAR]


@pytest.mark.parametrize("values", [(0, 0), (-1, 0), (-3, -4)])
def test_without_a_share_all_bars_are_empty(values):
    lines = slide(Chart("pie", {"A": values[0], "B": values[1]}))
    assert strokes(lines[1:3]) == [0, 0]
    assert [line.split()[-2] for line in lines[1:3]] == [*map(str, values)]


def test_what_is_tiny_is_still_seen():
    lines = slide(Chart("pie", {"A": 1e12, "B": 1}))
    assert "1,000,000,000,000" in lines[1]
    assert [line.split()[-1] for line in lines[1:3]] == [">99.9%", "<0.1%"]
    assert strokes(lines[1:3]) == [BAR, 1 / 8]


def test_where_there_is_little_room_bars_stand_below_their_names():
    assert slide(Chart("pie", {"Social": 1, "Growth": 1}), 20)[1:3] == ["Social        1  50%", "█" * 20]


def test_a_sparkline_goes_from_the_least_to_the_greatest():
    lines = slide(Graph("trend", {"EU": {f"M{at}": at for at in range(8)}}, x_axis="Month", y_axis="Calls"), 50)
    assert lines == ["trend  ↑ Calls  → Month", "EU  ▁▂▃▄▅▆▇█  0 to 7", "    M0 → M7"]


def test_sparklines_share_a_scale_and_show_what_is_missing():
    lines = slide(Graph("trend", {"A": {"x": -10, "y": 60}, "B": {"y": 25, "z": 24.9}}), 50)
    assert lines[1:] == ["A  ▁█·  -10 to 60", "B  ·▅▄  24.9 to 25", "   x → z"]


@pytest.mark.parametrize("value", [0, -3, 1e12, 1e-9])
def test_a_sparkline_of_equal_values_is_level(value):
    line = slide(Graph("trend", {"A": {"x": value, "y": value}}), 50)[1]
    assert line.split()[:2] == ["A", "▄▄"]
    assert "to" not in line


def test_a_trend_is_a_plot_with_its_names_at_the_ends_and_its_ticks_evenly_apart():
    values = dict(zip("abcdefgh", range(0, 80, 10), strict=True))
    lines = slide(Graph("trend", {"Up": values, "Level": dict.fromkeys("abcdefgh", 0)}))
    assert len(lines) == 1 + 9 + 1
    assert lines[-1].split() == [*"abcdefgh"]
    assert lines[2].endswith("● Up 70")
    assert lines[9].endswith("◆ Level 0")
    assert [line.split("│")[0].strip() for line in lines[1:10]] == ["80", "", "60", "", "40", "", "20", "", "0"]


@pytest.mark.parametrize("most", [1, 3, 7, 20, 35, 50, 60, 90, 110, 1_234, 1e9])
@pytest.mark.parametrize("least", [0, -5, 0.2])
def test_ticks_of_a_plot_stand_evenly(least, most):
    lines = slide(Graph("trend", {"A": {"a": least, "b": most, "c": 1}}))
    rows = [at for at, line in enumerate(lines[1:]) if "│" in line and line.split("│")[0].strip()]
    assert len({after - before for before, after in pairwise(rows)}) == 1
    assert 8 <= rows[-1] + 1 <= 16


def test_a_plot_is_higher_where_a_line_would_hide_another():
    times = {"Search": (182, 204, 248, 240, 188), "Checkout": (96, 104, 131, 402, 101), "Catalogue": (61, 62, 60, 65, 62)}  # fmt: skip
    categories = {name: dict(zip("abcde", values, strict=True)) for name, values in times.items()}
    lines = slide(Graph("trend", categories))
    assert len(lines) > 1 + 9 + 1
    ends = [found[0] for line in lines if (found := re.search(r"[●◆▲] \w+ \d+$", line))]
    assert ends == ["● Search 188", "◆ Checkout 101", "▲ Catalogue 62"]
    level = slide(Graph("trend", {name: {"a": 1, "b": 1} for name in "AB"}))
    assert len(level) == 1 + 11 + 1  # five steps of 0.2, two rows each


def test_where_no_height_shows_each_line_the_plot_takes_the_one_that_shows_most():
    values = {f"C{c}": {f"{at:02d}": c * 10 + (at * 13 + c * 7) % 90 for at in range(1, 21)} for c in range(1, 6)}
    lines = slide(Graph("trend", values))
    assert len(lines) == 1 + 16 + 1
    assert re.findall(r"C\d \d+", "\n".join(lines)) == ["C1 97", "C5 75", "C4 58", "C3 41", "C2 24"]


def test_names_at_the_ends_stand_in_the_order_of_their_values():
    """All of them end on one row."""
    lines = slide(Graph("trend", {f"C{c}": {"a": 0, "b": 1000, "c": 500 + c} for c in (3, 1, 4, 2)}))
    assert re.findall(r"C\d 50\d", "\n".join(lines)) == ["C4 504", "C3 503", "C2 502", "C1 501"]


def test_long_names_take_the_room_that_bars_can_spare():
    names = [f"A name as long as {n}" for n in range(3)]
    lines = slide(Graph("vertical_bar", {name: {"a": 1, "b": 2} for name in names}), 48)
    assert [sum(name in line for line in lines) for name in names] == [2, 2, 2]


def test_a_plot_is_dotted_over_what_is_missing():
    lines = slide(Graph("trend", {"A": [("1", 5), ("3", 5)], "B": [("1", 0), ("2", 0), ("3", 0)]}))
    assert sum(line.count("·") for line in lines) > 20
    assert sum(line.count("─") for line in lines) > 20


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("preview", ["trend", "vertical_bar", "vertical_stacked_bar"])
def test_twenty_labels_in_five_categories_take_at_most_forty_lines(preview, width):
    lines = slide(Graph(preview, FULL, title="T", x_axis="Month", y_axis="Calls"), width)
    assert len(lines) <= 40
    assert all(f"Category {n}" in "\n".join(lines) or f"…{n}" in "\n".join(lines) for n in range(1, 6))


def test_small_bars_grow_from_zero_upwards_and_downwards():
    values = {str(at): value for at, value in enumerate([4, -2, 0, 2, *range(1, 5)] * 2)}
    lines = slide(Graph("vertical_bar", {"A": values, "B": values, "C": values}))
    first = [line[11:].ljust(16 * 4)[::4] for line in lines[1:4]]
    assert first[0][:4] == "█   "
    assert first[1][:4] == "█  █"
    assert first[2][:4] == " █  "


def test_small_bars_above_and_below_zero_have_one_scale():
    """A row is as much above zero as below it, so -5 is no more than a twentieth of 100."""
    values = {"a": 100, "b": -5, "c": 50, **{f"d{at}": 5 for at in range(6)}}
    lines = [line[12:].ljust(48) for line in slide(Graph("vertical_bar", dict.fromkeys("ABCDE", values)), 60)[1:4]]
    assert [line[0] for line in lines] == ["█", "█", " "]
    assert [line[4] for line in lines] == [" ", " ", "▀"]
    assert [line[8] for line in lines] == [" ", "█", " "]


def test_small_bars_of_many_categories_show_what_is_below_zero():
    values = {"a": 100, "b": -100, "c": 1, "d": 2, "e": 3}
    lines = slide(Graph("vertical_bar", dict.fromkeys("ABCDEFGHIJ", values)), 60)
    assert [line.count("█") for line in lines[1:3]] == [3, 3]


def test_bars_of_a_graph_are_as_long_as_their_values():
    lines = slide(Graph("vertical_bar", {"EU": {"Jan": 40, "Feb": 20, "Mar": 0}}))
    assert lines[:2] == ["vertical bar", "EU"]
    assert [line.split()[0] for line in lines[2:]] == ["Jan", "Feb", "Mar"]
    assert strokes(lines[2:]) == [BAR, BAR / 2, 0]


def test_bars_are_grouped_by_their_labels():
    lines = slide(Graph("vertical_bar", {"EU": {"Jan": 8, "Feb": 4}, "US": {"Feb": 2}}))
    assert [line.split()[0] for line in lines[1:]] == ["Jan", "EU", "Feb", "EU", "US"]
    assert strokes(lines[2:]) == [BAR, 0, BAR / 2, BAR / 4]


def test_negative_bars_are_left_of_the_zero_line():
    up, down = slide(Graph("vertical_bar", {"A": {"x": 10, "y": -10}}))[2:4]
    assert up.index("│") == down.index("│")
    assert in_order(up, "│", "█")
    assert in_order(down, "█", "│", "-10")
    assert {up.count("█"), down.count("█")} == {(BAR - 1) // 2, BAR // 2}


def test_a_stacked_bar_is_made_of_its_categories():
    lines = slide(Graph("vertical_stacked_bar", {"A": {"x": 30, "y": 15}, "B": {"x": 10, "y": 5}}))
    assert [(line.count("█"), line.count("▓")) for line in lines[1:3]] == [(36, 12), (18, 6)]
    assert [line.split("  ")[-1] for line in lines[1:3]] == ["30 + 10", "15 + 5"]
    assert [line.split()[2] for line in lines[1:3]] == ["40", "20"]
    assert lines[3] == "█ A  ▓ B"


def test_five_categories_are_told_apart_without_colours():
    line = slide(Graph("vertical_stacked_bar", {name: {"x": 1} for name in "ABCDE"}))[1]
    assert [*dict.fromkeys(line.split()[1])] == [*"█▓▒░▚"]


def test_what_is_negative_in_a_stacked_bar_is_left_of_the_zero_line():
    line = slide(Graph("vertical_stacked_bar", {"A": {"x": 5}, "B": {"x": -5}}))[1]
    assert in_order(line, "▓", "│", "█", "5 - 5")


@pytest.mark.parametrize("preview", ["trend", "vertical_bar", "vertical_stacked_bar", None, "pie"])
@pytest.mark.parametrize(
    "values", [{}, {"x": 0}, {"x": 10**400, "y": -1}, {"x": 5e-324}, {"x": 1.7e308, "y": -1.7e308}]
)
def test_a_graph_is_drawn_of_whatever_numbers(preview, values):
    points = [{"label": label, "value": value} for label, value in values.items()]
    body = {
        "slides": [{"type": "graph", "styles": {"preview": preview}, "data": [{"category": "A", "values": points}]}]
    }
    assert "A" in shown(body, 20)
