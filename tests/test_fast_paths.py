"""The quick test of ordinary arguments says yes only where reading with care gives the same, without an issue."""

import enum
import math
from functools import partial

import pytest
from attrs import fields_dict, has

from cardkit import actions
from cardkit.buttons.button import read_button, usual_button
from cardkit.buttons.spots import BELOW, check_spot
from cardkit.card.card import read_card, read_poll_options, usual_poll
from cardkit.limits import CLIQ
from cardkit.reading.options import NO_DATA
from cardkit.reading.place import Place
from cardkit.slides.category import check_category, read_category, usual_category
from cardkit.slides.chart import read_chart, usual_chart
from cardkit.slides.graph import read_graph, usual_graph
from cardkit.slides.image import read_image, usual_image
from cardkit.slides.label import read_label, usual_label
from cardkit.slides.list import read_list, usual_list
from cardkit.slides.table import read_table, usual_table


class Style(enum.StrEnum):
    DISC = "disc"
    PIE = "pie"
    TREND = "trend"
    PLUS = "+"


class Words(str):
    """A string that is not quite one."""

    __slots__ = ()


class Keyed(dict):
    """A mapping that is not quite a dict."""


# For each argument a list: its ordinary values, and those that need care, at the edge of a limit or beyond it.
TEXTS = ["Up", None, "", " ", "a\nb", "\x07", "\ud800", Words("Up"), *Style, 5, True, b"Up", "none", *["x" * n for n in (20, 21, 100, 101, 200, 201)]]  # fmt: skip
NUMBERS = [1, 2.5, 0, -3, 1e299, -1e300, 1e300, 10**400, math.nan, math.inf, -math.inf, True, "7", None]
ENTRIES = [["a", "b"], ("a",), [], (), None, "ab", {"a"}, {"a": 1}, *[["a", text] for text in TEXTS], ["a", "a"]]
FIELDS = [{"a": "b"}, {}, (), [], [("a", "b")], Keyed(a="b"), None, *[{text: "b"} for text in TEXTS], *[{"a": text} for text in TEXTS]]  # fmt: skip
POINTS = [
    *[{f"Host {n}": n for n in range(count)} for count in (1, 5, 6, 20, 21)],
    *({}, (), [("a", 1)], Keyed(a=1), None),
    *[{text: 1} for text in TEXTS],
    *[{"a": 1, "b": number, "c": 1} for number in NUMBERS],
]
URLS = ["https://a.example/b.png", "http://a.example", "ftp://a", "https://a b", "a", "", 5, None, Words("https://a.example")]  # fmt: skip
COUNTS = [None, 0, 2, 3, -1, True, 1.0, "1"]
ACTIONS = [
    *(actions.copy("x"), actions.open_url("https://example.com"), actions.system_api("audiocall", "1")),
    *(actions.open_url("gopher://example.com"), actions.open_url("https://example.com/" + "x" * 300)),
    *(actions.copy("x" * 201), actions.system_api("locationpermission"), actions.invoke_bot("a", "b")),
    *(actions.copy("x").confirm(title="Sure?"), actions.copy("x").confirm(title="x" * 101)),
    *(actions.invoke_function("f", arguments={"a": 1}), "copy", None),
]


def with_one_odd(**values):
    """The first value of each argument, and then the others one at a time."""
    usual = {name: given[0] for name, given in values.items()}
    return [usual, *[{**usual, name: value} for name, given in values.items() for value in given[1:]]]


def types_in(value):
    """The types of all values within a part."""
    if isinstance(value, (tuple, list)):
        return [type(value), *map(types_in, value)]
    return [types_in(getattr(value, name)) for name in fields_dict(type(value))] if has(type(value)) else type(value)


CASES = {
    "list": (
        with_one_odd(items=ENTRIES, title=TEXTS, style=["disc", *TEXTS]),
        lambda items, title, style: usual_list(items, title, style, CLIQ),
        partial(read_list, options=None),
    ),
    "label": (with_one_odd(given=FIELDS, title=TEXTS), usual_label, partial(read_label, options=None)),
    "image": (
        with_one_odd(urls=[URLS[:2], *URLS, (), *[[URLS[0], url] for url in URLS]], title=TEXTS),
        usual_image,
        read_image,
    ),
    "chart": (
        with_one_odd(preview=["pie", *TEXTS], segments=POINTS, title=TEXTS),
        lambda preview, segments, title: usual_chart(preview, segments, title, CLIQ),
        partial(read_chart, shares=None),
    ),
    "graph": (
        with_one_odd(preview=["trend", *TEXTS], title=TEXTS, x_axis=TEXTS, y_axis=TEXTS),
        lambda preview, **named: usual_graph(preview, CLIQ, **named),
        partial(read_graph, categories=(), limits=CLIQ, lines=None, thin=False),
    ),
    "table": (
        with_one_odd(
            headers=[["a", "b"], *ENTRIES],
            title=TEXTS,
            width=[
                [50, 50],
                None,
                (50, 50),
                [100],
                [0, 100],
                [50, 60],
                [50.0, 50],
                [True, 99],
                "auto",
                [10**5000, 1],
                [],
                50,
            ],
            sticky_rows=COUNTS,
            sticky_columns=COUNTS,
        ),
        lambda headers, title, **named: usual_table(headers, title, CLIQ, **named),
        partial(read_table, rows=NO_DATA, options=None),
    ),
    "poll": (
        with_one_odd(
            title=TEXTS, options=[("a", "b"), ("a",), ("a",) * 10, ("a",) * 11, *[("a", text) for text in TEXTS]]
        ),
        lambda title, options: usual_poll(title, options, CLIQ),
        lambda place, title, options: read_card(title, place, theme="poll", options=read_poll_options(options, place)),
    ),
    "button": (
        with_one_odd(label=TEXTS, action=ACTIONS, style=["+", *TEXTS], hint=TEXTS, key=TEXTS),
        lambda label, action, **named: usual_button(label, action, CLIQ, **named),
        lambda place, label, action, **named: read_button(label, action, place, **named),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_taken_as_ordinary_is_what_reading_with_care_gives(name):
    cases, usual, read = CASES[name]
    first, *others = [(given, usual(**given)) for given in cases]
    assert first[1] is not None, "what is ordinary is known as such"
    for given, part in [first, *others]:
        if part is not None:
            place = Place("the part")
            careful = read(place, **given)
            assert (part, place.issues) == (careful, []), given
            assert types_in(part) == types_in(careful), given  # equal is not enough: a string enum equals its value
            assert not [
                issue for issue in part.issues(CLIQ) if issue.severity == "error" and issue.code != "empty-slide"
            ]


def test_a_category_that_passes_is_what_reading_with_care_gives():
    assert usual_category("EU", {"Jan": 1}, CLIQ) is not None
    for given in with_one_odd(name=["EU", *TEXTS], values=POINTS):
        category = usual_category(given["name"], given["values"], CLIQ)
        if category is not None:
            place = Place("the graph")
            careful = read_category((given["name"], given["values"]), place)
            check_category(careful, 0, place, CLIQ)
            assert (category, types_in(category), place.issues) == (careful, types_in(careful), [])


def test_an_ordinary_button_may_stand_below_the_card():
    button = usual_button("Log", actions.copy("x"), CLIQ, style=None, hint=None, key=None)
    assert button is not None
    assert check_spot(button, BELOW, CLIQ) == []
