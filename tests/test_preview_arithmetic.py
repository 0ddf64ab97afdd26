"""What drawings show, by arithmetic: ticks, shares, heights and places of values, and colours that can be told apart."""

import decimal
import itertools
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import parsed

from cardkit import Chart, Graph, Message, preview
from cardkit.preview.console import lines
from cardkit.preview.numbers import format_of, in_full, percent
from cardkit.preview.points import points_of
from cardkit.preview.scales import scale, shared, shares
from cardkit.preview.web.style import COLOURS, SERIES

SVG = "{http://www.w3.org/2000/svg}"


def drawn(slide):
    return ElementTree.fromstring(preview.svg(slide, theme="light"))


# Numbers


@pytest.mark.parametrize(("values", "ticks"), [
    ([9, 6, 3], "0 2 4 6 8 10"), ([120, -30, 75], "-50 0 50 100 150"), ([0, 0], "0 0.2 0.4 0.6 0.8 1"), ([5], "0 1 2 3 4 5"),
    ([-4], "-4 -3 -2 -1 0"), ([0.1, 0.2], "0 0.05 0.1 0.15 0.2"), ([10**12], "0 0.2T 0.4T 0.6T 0.8T 1T"), ([45_000], "0 10,000 20,000 30,000 40,000 50,000"),
    ([4e-9], "0 1e-9 2e-9 3e-9 4e-9"), ([1.7e308, -1.7e308], "-2e308 -1e308 0 1e308 2e308"), ([], "0 0.2 0.4 0.6 0.8 1"),
])  # fmt: skip
def test_ticks_are_those_that_a_person_would_choose(values, ticks):
    axis = scale(values)
    assert [axis.format.text(each) for each in axis.ticks] == ticks.split()


def test_a_trend_far_from_zero_is_not_flattened_and_another_stands_on_it():
    assert [int(each) for each in scale([1001, 1004], zero=False).ticks] == [1001, 1002, 1003, 1004]
    assert scale([9, 18], zero=False).low == 0 == scale([7, 7], zero=False).low


@given(st.lists(st.one_of(st.integers(-10**15, 10**15), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=9))  # fmt: skip
def test_every_value_is_on_its_axis_which_has_few_ticks(values):
    axis = scale(values)
    assert all(0 <= axis.place(value) <= 1 for value in values)
    assert 2 <= len(axis.ticks) <= 8


@pytest.mark.parametrize("pair", [(10**60, 10**60 + 1), (10**60 + 5 * 10**10 - 3, 10**60 + 5 * 10**10 + 4), (1.7e308, -1.7e308), (5e-324, 0)])  # fmt: skip
@pytest.mark.parametrize("zero", [True, False])
def test_values_that_hardly_differ_or_hardly_are_have_an_axis(pair, zero):
    axis = scale(pair, zero=zero)
    assert len(axis.ticks) < 9
    assert all(0 <= axis.place(value) <= 1 for value in pair)


def test_the_decimals_of_the_program_around_change_nothing():
    message = (
        Message("x").chart("doughnut", {"a": 12345, "b": 2.25}).graph("vertical_stacked_bar", {"a": {"x": 123.45}})
    )
    before = preview.html(message), str(message)
    with decimal.localcontext() as context:
        context.prec = 1
        context.traps[decimal.Inexact] = context.traps[decimal.Rounded] = True
        assert (preview.html(message), str(message)) == before


def test_shares_add_up_and_numbers_are_written_as_people_write_them():
    assert shares([40, 25, 10]) == (40 / 75, 25 / 75, 10 / 75)
    assert sum(shares([0.1] * 5)) == pytest.approx(1)
    assert [percent(share) for share in shares([1, 1, 1])] == ["33.3%"] * 3
    assert [in_full(1e12), in_full(1_000_000), in_full(-0.25), format_of([1_999_800]).text(1_999_800)] == ["1,000,000,000,000", "1,000,000", "-0.25", "1.9998M"]  # fmt: skip


def arcs(chart, centre):
    """The angles at which each segment starts and ends, clockwise from the top."""
    found = []
    for path in drawn(chart).iter(f"{SVG}path"):
        if "A" not in path.get("d"):  # a bar beside the ring
            continue
        points = [
            tuple(map(float, pair)) for pair in re.findall(r"(?:M|\b0 0 [01] )(-?[\d.]+) (-?[\d.]+)", path.get("d"))
        ]
        outer = points[: 1 + path.get("d").partition("L")[0].count("A")]
        turned = [math.degrees(math.atan2(x - centre[0], centre[1] - y)) for x, y in outer]
        span = sum((after - before) % 360 for before, after in itertools.pairwise(turned))
        found.append((turned[0] % 360, span))
    return found


CENTRE = (76, 78)


@pytest.mark.parametrize("shape", ["pie", "doughnut"])
def test_angles_are_the_shares_of_a_turn(shape):
    found = arcs(Chart(shape, {"a": 40, "b": 25, "c": 10}), CENTRE)
    assert [span for _, span in found] == pytest.approx([192, 120, 48], abs=0.05)
    assert [start for start, _ in found] == pytest.approx([0, 192, 312], abs=0.05)


def test_a_half_doughnut_shares_a_half_turn():
    found = arcs(Chart("semi_doughnut", {"a": 50, "b": 30, "c": 20}), (82, 88))
    assert [span for _, span in found] == pytest.approx([90, 54, 36], abs=0.05)
    assert [start for start, _ in found] == pytest.approx([270, 0, 54], abs=0.05)


@pytest.mark.parametrize(("values", "spans"), [([7], [360]), ([1, 1, 1, 1], [90] * 4), ([0, 5], [360]), ([-3, 1, 1], [180, 180]), ([1e12, 1e12], [180, 180]), ([1e-9, 3e-9], [90, 270]), ([0, 0], [360])])  # fmt: skip
def test_odd_shares_add_up_all_the_same(values, spans):
    found = arcs(Chart("pie", [(str(at), value) for at, value in enumerate(values)]), CENTRE)
    assert [span for _, span in found] == pytest.approx(spans, abs=0.05)


def bars(graph):
    """The bars of each category: the height at which each begins, and how high it is, downwards below zero."""
    found = []
    for group in drawn(graph).iter(f"{SVG}g"):
        if group.get("class", "").startswith("ck-s "):
            ways = [
                re.match(r"M\S+ (\S+?)v([-\d.e]+)(?:q0 ([-\d.e]+))?", path.get("d"))
                for path in group.iter(f"{SVG}path")
            ]
            found.append([(float(way[1]), float(way[2]) + float(way[3] or 0)) for way in ways])
    return found


PLOT = 180  # the height of the area of the values


def test_bars_are_as_high_as_their_values():
    (found,) = bars(Graph("vertical_bar", {"a": {"x": 10, "y": 40, "z": 0, "w": -20}}))
    unit = PLOT / 60  # the axis goes from -20 to 40
    assert [-size for _, size in found] == pytest.approx([10 * unit, 40 * unit, 0, -20 * unit], abs=0.02)
    assert len({start for start, _ in found}) == 1


def test_stacked_bars_stand_on_one_another_and_negative_ones_hang_below():
    values = {"a": {"x": 10}, "b": {"x": -5}, "c": {"x": 20}}
    (a,), (b,), (c,) = bars(Graph("vertical_stacked_bar", values))
    unit = PLOT / 40  # the axis goes from -10 to 30
    assert [-size for _, size in (a, b, c)] == pytest.approx([10 * unit - 1, -5 * unit, 20 * unit], abs=0.02)
    assert c[0] == pytest.approx(a[0] - 10 * unit, abs=0.02)
    assert b[0] == a[0]


@pytest.mark.parametrize("size", [1, 1e12, 1e-9, 10**15])
def test_bars_keep_their_proportions_at_any_size(size):
    (found,) = bars(Graph("vertical_bar", {"a": {"x": size, "y": 2 * size, "z": 2 * size}}))
    assert found[1][1] == found[2][1] == pytest.approx(2 * found[0][1], abs=0.03)


def test_a_trend_passes_through_its_values():
    picture = drawn(Graph("trend", {"a": {"x": 0, "y": 10, "z": 5}}))
    line = next(path for path in picture.iter(f"{SVG}path") if path.get("class") == "ck-line")
    points = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", line.get("d"))]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert (y0 - y1, y2 - y1) == pytest.approx((PLOT, PLOT / 2), abs=0.02)
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.02)


def test_labels_that_repeat_and_labels_that_are_missing_keep_their_places():
    graph = Graph("vertical_bar", [("a", [("Jan", 1), ("Jan", 2)]), ("b", [("Feb", 3)])])
    rows = parsed(Message("x").slide(graph)).text.partition("Label")[2]
    assert re.findall(r"Jan1-|Jan2-|Feb-3", rows.replace(" ", "")) == ["Jan1-", "Jan2-", "Feb-3"]


@pytest.mark.parametrize(("one", "other", "merged"), [
    ("08:00 09:00 11:00", "08:00 10:00 11:00", "08:00 09:00 10:00 11:00"),
    ("11:00 09:00 08:00", "11:00 10:00", "11:00 10:00 09:00 08:00"),
    ("9 -1.5", "8 -2", "9 8 -1.5 -2"),
    ("9 11", "10 100", "9 10 11 100"),
    ("2026-01-08 2026-02-01", "2026-01-30", "2026-01-08 2026-01-30 2026-02-01"),
    ("22:00 23:00 00:00", "22:00 00:00 01:00", "22:00 23:00 00:00 01:00"),
    ("Jan Mar", "Feb Mar", "Jan Feb Mar"),
    ("Jan-26 Mar-26", "Feb-26 Mar-26", "Jan-26 Feb-26 Mar-26"),
    ("9" * 5000, "1", "1 " + "9" * 5000),
])  # fmt: skip
def test_labels_that_go_up_or_down_in_each_category_do_so_in_all(one, other, merged):
    points = points_of([("a", [(label, 1) for label in one.split()]), ("b", [(label, 2) for label in other.split()])])
    assert " ".join(points.labels) == merged


@pytest.mark.parametrize(("values", "texts"), [
    ([99.95, 99.99, 99.96], ["99.95", "99.99", "99.96"]),
    ([19.99, 1499.99], ["19.99", "1,499.99"]),
    ([999.99, 12345678.12], ["999.99", "12.35M"]),
    ([123456.789, 12345678], ["123,457", "12.35M"]),
    ([1234567.1, 1234567.2, 5], ["1.2345671M", "1.2345672M", "5"]),
    ([9.99999e20, 1e20], ["9.99999e20", "1e20"]),
    ([0.1 + 0.2, 3.3000000000000003, 1655.75], ["0.3", "3.3", "1,656"]),
    ([1, 1.0], ["1", "1"]),
])  # fmt: skip
def test_no_value_is_rounded_to_another_or_to_a_rounder_one(values, texts):
    assert format_of(values).texts(values) == texts


def test_a_number_that_cannot_be_read_is_no_zero():
    values = [{"label": "Broken", "value": "lots"}, {"label": "Sound", "value": 2}, {"label": "Bare"}]
    pie = {"type": "percentage_chart", "data": [values], "styles": {"preview": "doughnut"}}
    graph = {"type": "graph", "data": [{"category": "EU", "values": values}], "styles": {"preview": "trend"}}
    page = parsed({"slides": [pie, graph]})
    assert "Broken: \u2013 (\u2013)" in page.text
    assert "EU, Broken" not in page.text
    seen = preview.terminal({"slides": [pie, graph]}, 80, color=False)
    assert re.search(r"Broken +\u2013 +\u2013\n", seen)
    assert re.search(r"Bare +\u2013 +\u2013\n", seen)


def test_floats_are_written_as_in_cells_in_every_view():
    message = Message("x").card("y").chart("pie", {"a": 0.1 + 0.2, "b": 1.1 * 3}).graph("trend", {"EU": {"Jan": 0.1 * 3, "Feb": 1.1 * 3}})  # fmt: skip
    for view in (preview.html(message), str(message), message.to_text(), message.to_markdown()):
        assert "0.3" in view
        assert "00000" not in view.replace("#000000", "")


def test_every_drawing_has_its_numbers_as_text_and_tells_them_when_pointed_at():
    page = parsed(Message("x").chart("pie", {"Up": 3000, "Down": 1000}).graph("trend", {"EU": {"Jan": 9.5}}))
    for words in ["3,000", "75%", "9.5", "Up: 3,000 (75%)", "EU, Jan: 9.5"]:
        assert words in page.text
    assert len(page.worn("ck-numbers")) == 2


def test_labels_lose_no_mere_letter():
    assert [shared(labels) for labels in (["W-1", "W-2", "W-3"], ["KW-1", "KW-2", "KW-3"])] == ["", "KW-"]


# Colours


def light(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    a, b = sorted(
        [sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), light(c), strict=True)) for c in (one, other)]
    )
    return (b + 0.05) / (a + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_of_text_and_marks(theme):
    colour = {name: getattr(both, theme) for name, both in COLOURS.items()}
    grounds = {"ink": ["surface", "wash", "page", "bad-wash", "warn-wash"], "muted": ["surface", "wash", "page"], "accent": ["surface", "wash", "accent-wash"],
               "good": ["surface", "wash"], "bad": ["surface", "wash", "bad-wash"], "warn": ["warn-wash"]}  # fmt: skip
    for ink, on in grounds.items():
        assert [ground for ground in on if contrast(colour[ink], colour[ground]) < 4.5] == [], ink
    for tone in SERIES:
        mark, text, on = [getattr(each, theme) for each in tone]
        assert contrast(mark, colour["surface"]) >= 3
        assert contrast(text, colour["surface"]) >= 4.5
        assert contrast(on, mark) >= 4.5
    assert contrast(colour["axis"], colour["surface"]) >= 3


# What xterm makes of the codes, as its manual lists the resources color1 to color12.
XTERM = {31: "#cd0000", 32: "#00cd00", 33: "#cdcd00", 34: "#0000ee", 35: "#cd00cd", 36: "#00cdcd", 94: "#5c5cff"}


def test_colours_of_a_terminal_are_seen_on_black():
    used = {code for code, *_ in (lines.RED, lines.GREEN, lines.YELLOW, lines.BLUE, lines.MAGENTA, lines.CYAN)}
    assert [code for code in used if contrast(XTERM[code], "#000000") < 3] == []


# How the three kinds of colour blindness see linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1).
VISIONS = [
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
]


def lab(rgb):
    """The colour in CIELAB, whose distances are those that people see."""
    rows = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.072175), (0.0193339, 0.119192, 0.9503041))
    parts = [sum(a * b for a, b in zip(row, rgb, strict=True)) / white for row, white in zip(rows, (0.95047, 1, 1.08883), strict=True)]  # fmt: skip
    x, y, z = [part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in parts]
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_the_colours_of_a_drawing_are_apart_in_every_kind_of_vision(theme, vision):
    marks = [light(getattr(tone.mark, theme)) for tone in SERIES]
    seen = [lab([min(1, max(0, sum(a * b for a, b in zip(row, mark, strict=True)))) for row in vision]) for mark in marks]  # fmt: skip
    assert min(math.dist(a, b) for a, b in itertools.combinations(seen, 2)) > 23


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_of_a_drawing_are_apart_in_grey(theme):
    greys = sorted([lab(light(getattr(tone.mark, theme)))[0] for tone in SERIES])
    assert min(b - a for a, b in itertools.pairwise(greys)) > 4.5
