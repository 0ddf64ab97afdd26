"""Drawings by arithmetic: no two texts upon each other, no bar that is lost, no label outside, whatever is drawn."""

import itertools
import re
from unicodedata import east_asian_width
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardkit import Chart, Graph, Message, preview
from cardkit.preview.web.measure import measured

# The widths of the printable ASCII characters in Noto Sans, in hundredths of their height, as the font has them.
NOTO = """26 27 41 65 57 83 73 22 30 30 55 57 27 32 27 37 57 57 57 57 57 57 57 57 57 57 27 27 57 57 57 43 90 64 65 63 73 56 52 73
74 34 27 62 52 91 76 78 60 78 62 55 56 73 60 93 59 57 57 33 37 33 57 44 28 56 61 48 61 56 34 61 62 26 26 53 26 94 62 60 61
61 41 48 36 62 51 79 53 51 47 38 55 38 57"""
WIDTHS = dict(zip(map(chr, range(32, 127)), [int(width) / 100 for width in NOTO.split()], strict=True))
PLOTS = ("vertical_bar", "vertical_stacked_bar", "trend")
SHAPES = ("pie", "doughnut", "semi_doughnut")


def drawn(slide):
    """The drawings of a slide as elements: wide and narrow."""
    found = re.findall(r"<svg .*?</svg>", preview.html(Message("x").card("y").slide(slide)), re.DOTALL)
    assert len(found) == 2
    return [ElementTree.fromstring(text) for text in found]


def wide(text, size):
    return size * sum(WIDTHS.get(c) or (1.0 if east_asian_width(c) in "WF" else 0.65) for c in text)


def texts(drawing, left=0.0, top=0.0):
    """Each text that is seen without pointing: what it says, and from where to where it goes."""
    for each in drawing:
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", each.get("transform", ""))
        x, y = [float(part) for part in moved.groups()] if moved else (0, 0)
        yield from texts(each, left + x, top + y)
    if drawing.tag != "text" or "ck-tip" in drawing.get("class", ""):
        return
    size = float(drawing.get("font-size", 12))
    x, y = left + float(drawing.get("x")), top + float(drawing.get("y"))
    width = wide(drawing.text, size) * (1.05 if drawing.get("font-weight") else 1)
    start = x - width * {None: 0, "middle": 0.5, "end": 1}[drawing.get("text-anchor")]
    yield drawing.text, (start, y - 0.74 * size, start + width, y + 0.2 * size)


def upon_each_other(drawing):
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(texts(drawing), 2)
        if a[0] + 0.5 < b[2] and b[0] + 0.5 < a[2] and a[1] + 0.5 < b[3] and b[1] + 0.5 < a[3]
    ]


def outside(drawing):
    _, _, width, height = map(float, drawing.get("viewBox").split())
    return [
        text
        for text, (left, top, right, bottom) in texts(drawing)
        if left < -1 or right > width + 1 or top < -1 or bottom > height + 1
    ]


def marks(drawing):
    return [each for each in drawing.iter("g") if each.get("class") == "ck-m"]


def height(mark):
    """How high a bar is: the sum of the first straight and bent way of its outline."""
    way = re.match(r"M\S+ \S+v([-\d.e]+)(?:q0 ([-\d.e]+))?", mark.find("path").get("d"))
    return abs(float(way[1]) + float(way[2] or 0))


WORDS = [
    "Customer Support",
    "North Harbour",
    "eu-west-1",
    "production eu",
    "Q1",
    "漢字漢字漢字",
    "W" * 20,
    "i" * 20,
    "Ö",
]
LABELS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1, max_size=20),
    st.sampled_from(WORDS),
)
ROWS = st.one_of(
    st.lists(LABELS, min_size=1, max_size=20, unique=True),
    st.integers(1, 20).map(lambda count: [f"Label {at}" for at in range(count)]),
    st.integers(1, 20).map(lambda count: [f"2026-01-{at:02}" for at in range(1, count + 1)]),
    st.integers(1, 20).map(lambda count: [f"{WORDS[0]} {at}" for at in range(1, count + 1)]),
)
NUMBERS = st.one_of(
    st.integers(-200, 200),
    st.floats(-1e12, 1e12).map(lambda value: round(value, 2)),
    st.sampled_from([0, 1e-9, 1e12, -1e12, 5, 0.25, 1_234_567.891]),
)


@st.composite
def categories(draw):
    """Up to 20 labels in up to 5 categories, some of them without some values."""
    labels = draw(ROWS)
    names = draw(st.lists(LABELS, min_size=1, max_size=5, unique=True))
    kept = st.lists(st.booleans(), min_size=len(labels), max_size=len(labels))
    full = draw(st.booleans())
    return {
        name: {label: draw(NUMBERS) for label, here in zip(labels, draw(kept), strict=True) if here or full}
        for name in names
    }


def check(drawing):
    assert upon_each_other(drawing) == []
    assert outside(drawing) == []


FULL = {f"Category number {n}": {f"Label {at}": (at * 7 * n % 13 - 3) * 10**n for at in range(20)} for n in range(5)}


@pytest.mark.parametrize("kind", PLOTS)
@given(categories(), st.sampled_from(["", "Months", "W" * 20]), st.sampled_from(["", "Usage count", "W" * 20]))
@example(FULL, "Months", "Usage count")
@example(FULL, "", "")
def test_no_two_texts_of_a_graph_lie_on_each_other_and_none_outside_and_no_value_is_lost(
    kind, given_categories, x_axis, y_axis
):
    values = [value for each in given_categories.values() for value in each.values()]
    for drawing in drawn(Graph(kind, given_categories, x_axis=x_axis or None, y_axis=y_axis or None)):
        check(drawing)
        assert len(marks(drawing)) == len(values)
        if kind != "trend":
            seen = [mark for mark in marks(drawing) if height(mark) >= 1.49]
            assert len(seen) >= len([value for value in values if value])


@pytest.mark.parametrize("kind", SHAPES)
@given(st.lists(st.tuples(LABELS, NUMBERS), min_size=1, max_size=5))
def test_no_two_texts_of_a_chart_lie_on_each_other_and_none_outside(kind, segments):
    for drawing in drawn(Chart(kind, segments)):
        check(drawing)


def test_labels_lose_what_they_begin_with_and_never_what_tells_them_apart():
    dates = {f"2026-01-{at:02}": at for at in range(1, 21)}
    said = [text for text, _ in texts(drawn(Graph("trend", {"a": dates}, x_axis="Day"))[0])]
    assert {"01", "03", "2026-01- … · Day"} <= {*said}
    long = {f"{'W' * 15} {name}": 123456789.25 for name in ("one", "two", "six")}
    said = [text for text, _ in texts(drawn(Chart("pie", [*long.items()]))[1])]
    assert len({text for text in said if text.endswith(("one", "two", "six"))}) == 3


def test_the_last_label_is_drawn_and_others_give_way():
    hours = {f"{hour:02}:00": hour for hour in range(8, 20)}
    for drawing in drawn(Graph("trend", {"CPU": hours})):
        said = [text for text, _ in texts(drawing) if text in hours]
        assert (said[0], said[-1]) == ("08:00", "19:00")
        assert len(said) < len(hours)


def test_stacks_have_their_total_over_them_also_where_parts_are_negative():
    flow = {"In": {"Jan": 5, "Feb": 3, "Mar": 0}, "Out": {"Jan": -2, "Feb": -4.5, "Mar": -1}}
    drawing = drawn(Graph("vertical_stacked_bar", flow))[0]
    totals = {text: box[1] for text, box in texts(drawing) if text in {"3", "-1.5", "-1"}}
    assert totals["3"] < totals["-1.5"] < totals["-1"]


def test_one_number_format_for_ticks_and_values():
    drawing = drawn(Graph("vertical_bar", {"a": {"x": 1_200_000, "y": 12_345.678}}))[0]
    said = [text for text, _ in texts(drawing)]
    assert {"1.2M", "0.5M", "12,346"} <= {*said}


def test_names_and_last_values_stand_at_the_ends_of_lines_and_a_legend_only_without_room():
    few = drawn(Graph("trend", {"Up": {"a": 1, "b": 5, "c": 3}, "Down": {"a": 3, "b": 3, "c": 2.9}}))[0]
    ends = {text: box for text, box in texts(few) if text in {"Up", "Down", "2.9"}}
    assert len(ends) == 3
    assert all(box[0] > 400 for box in ends.values())
    assert ends["Down"][1] - ends["Up"][1] >= 12
    assert [*few.iter("rect")] == []
    many = drawn(Graph("trend", {f"A category {'W' * 7} {n}": {"a": n, "b": n} for n in range(5)}))[1]
    assert len([*many.iter("rect")]) == 5


def test_lines_go_from_one_edge_of_the_area_to_the_names_at_their_ends():
    for drawing in drawn(Graph("trend", {"Up": {"a": 1, "b": 5, "c": 3}})):
        start, *_, end = [float(each.get("cx")) for each in drawing.iter("circle") if each.get("class") == "ck-hit"]
        (grid,) = {tuple(re.findall(r"[\d.]+", each.get("d"))[::2]) for each in drawing.iter("path") if each.get("class") == "ck-grid"}  # fmt: skip
        name = next(box for text, box in texts(drawing) if text == "Up")
        assert (start - float(grid[0]), name[0] - end) == pytest.approx((10, 20), abs=0.1)


@pytest.mark.parametrize(("other", "told"), [(5e11, True), (1, False)])
def test_a_total_stands_in_a_ring_where_it_can_be_read(other, told):
    for drawing in drawn(Chart("doughnut", {"One": 1e12, "Other": other})):
        assert ("total" in [text for text, _ in texts(drawing)]) is told
        assert min(float(each.get("font-size", 12)) for each in drawing.iter("text")) >= 10


def test_a_line_is_dotted_over_what_is_missing_and_ringed_at_its_extreme():
    values = [("a", 1), ("b", 9), ("d", 3), ("e", 2)]
    drawing = drawn(Graph("trend", {"x": dict(values), "y": {"c": 1, "d": 1}}))[0]
    dotted = [each for each in drawing.iter("path") if each.get("stroke-dasharray") == "0.1 5"]
    assert len(dotted) == 1
    assert "9" in [text for text, _ in texts(drawing)]
    assert len([each for each in drawing.iter("circle") if each.get("class") == "ck-ring"]) == 1


def test_beyond_forty_bars_each_category_has_a_row_on_one_scale():
    drawing = drawn(Graph("vertical_bar", {f"c{n}": {str(at): 10 * n + at for at in range(9)} for n in range(1, 6)}))[0]
    heights = [height(mark) for mark in marks(drawing)]
    assert heights[-1] == pytest.approx(52 * 58 / 58, abs=0.01)
    assert heights[0] == pytest.approx(52 * 10 / 58, abs=0.01)


def test_both_ends_of_a_range_are_written_alike():
    apart = {f"c{n}": {str(at): 100 ** (n + 1) * (at + 1) for at in range(15)} for n in range(4)}
    drawing = drawn(Graph("vertical_bar", apart))[0]
    assert {"100 to 1,500", "10,000 to 150,000", "1M to 15M"} <= {text for text, _ in texts(drawing)}


def test_underlays_of_many_lines_hide_no_other_line():
    def underlays(drawing):
        return {float(each.get("stroke-width")) for each in drawing.iter("path") if each.get("class") == "ck-under"}

    few = drawn(Graph("trend", {"a": {"x": 1, "y": 2}, "b": {"x": 2, "y": 1}}))
    full = drawn(Graph("trend", FULL))
    assert [underlays(drawing) for drawing in few] == [{5.0}] * 2
    assert max(max(underlays(drawing)) for drawing in full) < 3.6


def test_no_character_is_taken_for_narrower_than_it_is():
    assert [letter for letter, width in WIDTHS.items() if measured(letter, 1) < width] == []
