"""Messages that are split: every part is in order, and together they say what the whole said."""

import json
import pickle
import re

import attrs
import pytest
from fitted import wrong
from hypothesis import given, settings
from hypothesis import strategies as st
from joined import joined, uncounted
from refusals import refused

from cardkit import Message, RawSlide, actions, markup
from cardkit.chain.fitting.cutting import prefix_within
from cardkit.limits import CLIQ
from cardkit.strategies import messages

SMALL = attrs.evolve(
    CLIQ,
    text=300,
    text_advised=200,
    body_advised=2_500,
    slides_advised=2,
    text_slide_advised=60,
    chart_segments=2,
    graph_categories=2,
    graph_values=3,
    buttons=2,
)


OPEN = actions.open_url("https://a.example")


@given(messages())
@pytest.mark.slow
@settings(max_examples=50, deadline=None)
def test_whatever_is_split_is_all_there_and_nothing_twice(message):
    divided = Message.from_dict(message.to_dict(), limits=SMALL).split()
    assert joined([part.payload for part in divided]) == joined([message.payload])
    for part in divided:
        assert part.payload.bot == message.payload.bot
        assert part.payload.extra == message.payload.extra


WORDS = st.sampled_from(["web-1", "is", "down.", "Wait!", "```\ncode here\n```", "[log](https://a.example/1)", "{@1234567}"])  # fmt: skip
TEXTS = st.lists(WORDS | st.text("ab é\u0301\U0001f468\u200d\n", max_size=8), max_size=60).map(" ".join)
SHORT = st.text("abc", min_size=1, max_size=6)


@st.composite
def large(draw):
    """Messages whose parts are large, but for what cannot be divided."""
    message = Message(draw(TEXTS), fit=True, limits=SMALL).card(draw(SHORT))
    for _ in range(draw(st.integers(0, 2))):
        message = message.section(draw(SHORT)).fields(draw(st.lists(st.tuples(SHORT, TEXTS), min_size=1, max_size=5)))
    for kind in draw(
        st.lists(st.sampled_from(["table", "list", "label", "chart", "graph", "image", "text"]), max_size=5)
    ):
        title = draw(SHORT)
        if kind == "table":
            rows = draw(st.lists(st.tuples(TEXTS, SHORT, SHORT), min_size=1, max_size=30))
            message = message.table(["a", "b", "c"], title=title).rows(rows).width(50, 30, 20).sticky(rows=1)
        elif kind == "list":
            message = message.list(draw(st.lists(TEXTS, min_size=1, max_size=20)), title=title, style="disc")
        elif kind == "label":
            message = message.label(draw(st.lists(st.tuples(SHORT, TEXTS), min_size=1, max_size=20)), title=title)
        elif kind == "chart":
            shares = st.lists(st.tuples(SHORT, st.integers(1, 9)), min_size=1, max_size=9)
            message = message.chart("pie", draw(shares), title=title)
        elif kind == "graph":
            message = message.graph("trend", title=title)
            for name in draw(st.lists(SHORT, min_size=1, max_size=5, unique=True)):
                message = message.category(
                    name, draw(st.lists(st.tuples(SHORT, st.integers()), min_size=1, max_size=9))
                )
        elif kind == "image":
            numbers = st.integers(1, 60).map(lambda count: [f"https://a.example/{n}.png" for n in range(count)])
            message = message.image(draw(numbers), title=title)
        else:
            message = message.text_slide("x" + draw(TEXTS), title=title)
    for number in range(draw(st.integers(0, 5))):
        message = message.button(f"B{number}", actions.copy("x" * number + "y"))
    return message


@given(large())
@pytest.mark.slow
@settings(max_examples=50, deadline=None)
def test_no_part_of_a_large_message_has_an_error_or_is_too_large(message):
    parts = message.split()
    assert not any(map(wrong, parts))
    assert joined([part.payload for part in parts]) == joined([message._unfitted()])


@pytest.mark.parametrize("more", ["", "b"])
def test_a_long_text_slide_becomes_several_even_where_all_else_fits(more):
    slides = [slide for part in Message("Hi").text_slide("a" * 1_000 + more).split() for slide in part.slides]
    assert [len(slide.text) for slide in slides] == ([1_000, 1] if more else [1_000])


def test_a_table_repeats_its_headers_widths_and_sticky_cells_and_counts_its_titles():
    rows = [[f"web-{number}", "up"] for number in range(1_000)]
    message = Message("Hosts").card("Report").table(["Host", "State"], rows, title="All", width=[60, 40], sticky_rows=1)
    parts = message.split()
    assert [row for part in parts for row in part.slides[0].rows] == [tuple(row) for row in rows]
    count = len(parts)
    assert count > 2
    for number, part in enumerate(parts, 1):
        table = part.slides[0]
        assert (table.headers, table.width, table.sticky_rows) == (("Host", "State"), (60, 40), 1)
        assert table.title == f"All ({number}/{count})"
        assert part.payload.card.title == f"Report ({number}/{count})"
    assert [part.payload.text for part in parts] == ["Hosts", *[f"({n}/{count})" for n in range(2, count + 1)]]
    assert all(len(part.to_json()) <= 10_000 for part in parts)
    assert all(len(part.to_json()) > 9_000 for part in parts[:-1])


@pytest.mark.parametrize(("length", "count"), [(5_000, 1), (5_001, 2), (10_000, 2), (10_001, 3)])
def test_text_is_divided_at_its_limit(length, count):
    parts = Message("a" * length, fit=True).split()
    assert len(parts) == count
    assert sum(len(part.payload.text) for part in parts) == length


def test_a_message_that_fits_is_one_part_and_is_not_counted():
    message = Message("Hi").card("T").list(["a"]).button("Log", actions.open_url("https://a.example"))
    assert message.split() == (message,)


def test_buttons_stand_at_the_end_and_instant_ones_where_the_text_calls_them():
    text = "[Yes]($1) " + "word " * 1_500 + "[No]($2)"
    message = (
        Message(text, fit=True)
        .instant_button("Yes", actions.copy("y"), key="1")
        .instant_button("No", actions.copy("n"), key="2")
        .button("Log", actions.open_url("https://a.example"))
    )
    first, last = message.split()
    assert [reference.key for reference in first.payload.references] == ["1"]
    assert [reference.key for reference in last.payload.references] == ["2"]
    assert (len(first.payload.buttons), len(last.payload.buttons)) == (0, 1)


def test_a_mention_stands_once():
    parts = Message(f"{markup.user('1234567')} look").table(["Host"], [["web-1" * 20]] * 300).split()
    assert len(parts) > 1
    assert sum(part.to_json().count("{@1234567}") for part in parts) == 1


def test_a_poll_and_a_prompt_stand_in_the_last_part_alone():
    poll = Message("word " * 1_500, fit=True).poll("Which?", "a", "b").split()
    assert [part.payload.card and part.payload.card.options for part in poll] == [None, ("a", "b")]
    prompt = Message("word " * 1_500, fit=True).prompt("Go?").button("Go", actions.invoke_function("go")).split()
    assert [part.payload.card and len(part.payload.buttons) for part in prompt] == [None, 1]


def test_a_poll_stands_once_however_many_buttons_are_below_it():
    message = Message("Vote", fit=True).poll("Which?", "a", "b").each("abcdefg", lambda m, label: m.button(label, OPEN))
    parts = message.split()
    assert [(part.payload.card is not None, len(part.payload.buttons)) for part in parts] == [(True, 5), (False, 2)]


def test_the_buttons_of_a_slide_stand_below_its_last_piece():
    table = Message("Hosts").table(["Host"], [["web-1" * 20]] * 300).slide_button("Log", OPEN).list(["a"])
    assert [[slide.type for slide in part.slides if slide.buttons] for part in table.split()] == [[]] * 3 + [["table"]]


def test_more_buttons_than_a_message_has_stand_in_further_parts():
    message = Message("Choose", fit=True).each("abcdefg", lambda m, label: m.button(label, actions.copy(label)))
    assert [[button.label for button in part.payload.buttons] for part in message.split()] == [[*"abcde"], [*"fg"]]


def test_the_answer_and_the_thread_are_kept():
    parts = Message("word " * 1_500, fit=True).reply_to("1_2").thread("3_4", "T").style(background="red").split()
    kept = {"reply_to": "1_2", "thread_message_id": "3_4", "thread_title": "T", "styles": {"background": "red"}}
    assert [dict(part.payload.extra) for part in parts] == [kept, kept]


def test_a_thread_of_the_first_part_asks_for_its_id():
    parts = Message("word " * 1_500, fit=True).split(as_thread=True)
    assert [part.to_dict().get("sync_message") for part in parts] == [True, None]
    assert parts.as_thread
    copy = pickle.loads(pickle.dumps(parts))
    assert (copy, copy.as_thread) == (parts, True)


def test_code_is_closed_and_opened_again():
    log = "\n".join([f"line {number} of the log" for number in range(2_000)])
    parts = Message(f"The log\n{markup.code_block(log)}", fit=True).split()
    lines = [line for part in parts for line in part.payload.text.splitlines()]
    assert [line for line in lines if line.startswith("line")] == log.splitlines()
    assert all(part.payload.text.count("```") == 2 for part in parts)


def test_a_cell_that_is_too_large_alone_goes_on_in_the_next_rows():
    cell = "word " * 4_000
    parts = Message("Hosts").table(["Host", "Log"], [["web-1", cell.strip()], ["web-2", "ok"]]).split()
    rows = [row for part in parts for row in part.slides[0].rows]
    assert not any(map(wrong, parts))
    assert " ".join(row[1] for row in rows if row[0] != "web-2") == cell.strip()
    assert [row[0] for row in rows if row[0]] == ["web-1", "web-2"]


def test_a_chart_and_a_graph_beyond_their_limits_become_several():
    message = Message("Hi", fit=True).chart("pie", [(f"s{n}", n + 1) for n in range(12)], title="Shares")
    message = message.graph("trend").category("EU", [(f"{n}", n) for n in range(45)])
    (part,) = message.split()
    assert [(slide.title, len(getattr(slide, slide.entry_field))) for slide in part.slides] == [
        ("Shares (1/3)", 5),
        ("Shares (2/3)", 5),
        ("Shares (3/3)", 2),
        (None, 1),
        (None, 1),
        (None, 1),
    ]
    assert [len(slide.categories[0].values) for slide in part.slides[3:]] == [20, 20, 5]


def test_a_graph_at_its_limits_stays_as_it_was_read():
    values = [{"label": str(number), "value": number} for number in range(CLIQ.graph_values)]
    categories = [{"category": str(n), "values": values, "odd": n} for n in range(CLIQ.graph_categories)]
    graph = {"type": "graph", "data": categories, "styles": {"preview": "trend"}}
    _, last = Message.from_dict({"text": "word " * 1_100, "slides": [graph]}).split()
    assert last.to_dict()["slides"] == [graph]


MUCH, SOME = "word " * 1_100, "word " * 700


@pytest.mark.parametrize(
    "message",
    [
        Message(SOME).list([MUCH, MUCH]),
        Message(SOME).label({"a": MUCH, "b": MUCH}),
        Message(SOME).table(["A", "B"], [[SOME, SOME], ["a", MUCH]]),
        Message(SOME).card("C").section("S").fields({"a": MUCH, "b": MUCH}),
        Message("Hi").list([SOME]).list([MUCH, MUCH]),
        Message("a" * 4_900).list(["b" * 4_200]).poll("Which?", *[letter * 100 for letter in "cdefghij"]),
    ],
)
def test_what_has_no_room_behind_something_else_starts_a_part(message):
    parts = message.split()
    assert len(parts) > 1
    assert not [issue for part in parts for issue in part.issues()]


def test_no_part_has_nothing_in_it():
    raw = RawSlide({"type": "other", "data": "x" * 20_000})
    assert [len(part.slides) for part in Message("Hi").slide(raw).split()] == [0, 1]
    headers = Message("Hi").table(["h" * 12_000], [["a"], ["b"]]).split()
    assert [len(part.slides) for part in headers] == [0, 1, 1]


@pytest.mark.parametrize("size", range(9_860, 10_001, 20))
def test_what_has_nothing_to_be_divided_stays_whole(size):
    message = Message("x").list(["y" * 900] * 10, title="t")
    message = message.item("z" * (size - len(message.to_json()) - 3))
    assert len(message.to_json()) == size
    assert [part.to_json() for part in message.split()] == [message.to_json()]


@pytest.mark.parametrize("endless", ["\U0001f469\u200d", "e\u0301\u0301", "\U0001f1e9", "\u1100"])
def test_characters_without_an_end_are_divided_in_time_and_none_is_lost(endless):
    """The time limit of a test tells what grows faster than the text."""
    text = endless * 100_000
    assert "".join([part.payload.text for part in Message(text, fit=True).split()]) == text


def test_blanks_alone_are_too_large_for_no_part():
    assert [part.payload.text for part in Message(f"{' ' * 6_000}a").split()] == ["a"]
    assert [part.slides[0].text for part in Message("Hi").text_slide(f"a{' ' * 11_000}").split()] == ["a"]


def test_categories_without_values_are_no_graph_of_their_own():
    categories = [(f"c{number}", {"a": 1} if number < 5 else {}) for number in range(8)]
    (part,) = Message("Hi", fit=True).graph("trend", categories).split()
    assert [len(slide.categories) for slide in part.slides] == [5]


def test_what_nothing_divides_stays_whole():
    raw = RawSlide({"type": "carousel", "data": ["x" * 12_000]})
    parts = Message("Hi").list(["a"]).slide(raw).list(["b"]).split()
    assert [[slide.type for slide in part.slides] for part in parts] == [["list"], ["carousel"], ["list"]]


def test_a_message_with_other_errors_is_not_split():
    assert refused(Message("Hi").list([]).split).code == "empty-slide"
    read = Message.from_dict({"text": "a" * 12_000, "card": {"title": "T" * 300, "theme": "modern-inline"}})
    assert refused(read.split).path == "/card/title"


def test_a_title_that_has_no_room_for_its_count_stands_whole_in_the_first_part():
    title = "T" * 200
    first, last = Message("word " * 1_500, fit=True).card(title).split()
    assert first.payload.card.title == title
    assert re.fullmatch(r"T+… \(2/2\)", last.payload.card.title)
    assert len(last.payload.card.title) <= 200
    assert uncounted(last.payload.card.title).startswith("TTT")


def test_a_value_of_a_label_that_is_too_large_alone_goes_on_under_its_name():
    log = "x" * 25_000
    parts = Message("Log").label({"Log": log}).split()
    fields = [field for part in parts for slide in part.slides for field in slide.fields]
    assert {field.name for field in fields} == {"Log"}
    assert "".join([field.value for field in fields]) == log
    assert all(len(part.to_json()) <= CLIQ.body_advised for part in parts)


def test_an_item_and_a_field_of_a_section_that_are_too_large_alone_go_on_in_the_next_parts():
    log = "x" * 25_000
    items = Message("Log").list([log, "end"]).split()
    sections = Message("Log").card("C").section("S").fields({"Log": log, "End": "end"}).split()
    fields = [field for part in sections for section in part.payload.card.sections for field in section.fields]
    assert "".join([item for part in items for slide in part.slides for item in slide.items]) == f"{log}end"
    assert "".join([field.value for field in fields]) == f"{log}end"
    assert [field.name for field in fields] == ["Log", "Log", "Log", "End"]
    for parts in (items, sections):
        assert len(parts) == 3
        assert all(len(part.to_json()) <= CLIQ.body_advised for part in parts)


def test_text_slides_are_divided_at_the_size_of_a_part_where_their_own_limit_is_higher():
    higher = attrs.evolve(CLIQ, text_slide_advised=20_000)
    parts = Message("Log", limits=higher).text_slide("word " * 5_000, title="T" * 3_000).split()
    assert " ".join([slide.text for part in parts for slide in part.slides]).split() == ["word"] * 5_000
    assert all(len(part.to_json()) <= CLIQ.body_advised for part in parts)


def test_a_section_with_a_long_title_repeats_it_within_the_size_of_a_part():
    message = Message("Log").card("C").section("T" * 3_000).fields([(f"f{n}", "x" * 500) for n in range(40)])
    parts = message.split()
    assert [section.title[:3_000] for part in parts for section in part.payload.card.sections] == ["T" * 3_000] * 4
    assert all(len(part.to_json()) <= CLIQ.body_advised for part in parts)


def test_a_text_leaves_room_for_the_instant_buttons_that_it_calls():
    calls = " ".join([f"[Go]($k{number})" for number in range(15)])
    message = Message(calls + '" ' * 2_300)  # more than 7,000 characters of JSON, and fewer than 5,000 of text
    for number in range(15):
        message = message.instant_button("Go", actions.copy("x" * 150), key=f"k{number}")
    parts = message.split()
    assert all(len(part.to_json()) <= CLIQ.body_advised for part in parts)
    assert sum([part.payload.text.count('"') for part in parts]) == 2_300


def test_a_slide_that_was_read_is_divided_by_the_size_it_was_read_with():
    slide = {"type": "list", "title": "", "data": [f"{number} {'x' * 90}" for number in range(200)]}
    parts = Message.from_dict({"text": "Hosts", "slides": [slide]}).split()
    assert [item for part in parts for one in part.slides for item in one.items] == slide["data"]
    assert all(len(part.to_json()) <= CLIQ.body_advised for part in parts)


def test_a_text_slide_that_stays_whole_stays_as_it_was_read():
    slide = {"type": "text", "title": "", "data": "All green."}
    _, last = Message.from_dict({"text": "word " * 1_100, "slides": [slide]}).split()
    assert last.to_dict()["slides"] == [slide]


def test_instant_buttons_take_room_only_where_the_text_calls_them():
    run = actions.invoke_function("deploy", "ops@example.com", {"log": "x" * 4_000})
    message = Message("Go?").instant_button("Go", run)
    items = ["a" * 7_000, "b" * 7_000]
    parts = message.list(items).split()
    assert [item for part in parts for slide in part.slides for item in slide.items] == items


def test_each_button_stands_once_where_a_message_has_room_for_one():
    message = Message("Hosts", limits=attrs.evolve(CLIQ, buttons=1), fit=True)
    for label in "abc":
        message = message.button(label, OPEN)
    assert [[button.label for button in part.payload.buttons] for part in message.split()] == [["a"], ["b"], ["c"]]


def test_more_buttons_within_the_card_than_it_has_stand_in_further_parts():
    message = Message("Hosts").card("Hosts")
    for number in range(7):
        message = message.button(f"{number}", actions.open_url(f"https://example.com/{number}"), in_card=True)
    parts = message.split()
    assert [[button.label for button in part.payload.card.buttons] for part in parts] == [[*"01234"], [*"56"]]


def test_sections_that_stay_whole_are_not_counted():
    values = {str(number): "v" * 900 for number in range(6)}
    parts = Message("Hosts").card("Hosts").section("A").fields(values).section("B").fields(values).split()
    assert [[section.title for section in part.payload.card.sections] for part in parts] == [["A"], ["B"]]


@given(st.text("ab\n", max_size=40), st.integers(0, 50))
def test_a_prefix_is_as_long_as_there_is_room(text, most):
    length = prefix_within(text, most)
    assert len(json.dumps(text[:length])) - 2 <= most
    assert length == len(text) or len(json.dumps(text[: length + 1])) - 2 > most


def fields_in(parts):
    """The fields of all sections, as they are written."""
    return [field for part in parts for section in part.to_dict()["card"]["sections"] for field in section["fields"]]


def test_an_unknown_key_of_a_field_goes_where_its_field_goes():
    fields = [{"title": str(number), "value": "v" * 300} for number in range(60)]
    fields[50]["colour"] = "red"
    card = {"title": "Hosts", "theme": "modern-inline", "sections": [{"title": "All", "fields": fields}]}
    assert fields_in(Message.from_dict({"text": "Hosts", "card": card}).split()) == fields


def test_an_unknown_key_of_a_field_that_is_divided_stands_once():
    fields = [
        {"title": "Log", "value": "x" * 25_000, "colour": "red"},
        {"title": "End", "value": "x", "colour": "blue"},
    ]
    card = {"title": "Hosts", "theme": "modern-inline", "sections": [{"title": "All", "fields": fields}]}
    divided = fields_in(Message.from_dict({"text": "Hosts", "card": card}).split())
    assert [(field["title"], field["colour"]) for field in divided if "colour" in field] == [
        ("Log", "red"),
        ("End", "blue"),
    ]


@pytest.mark.parametrize("first", ["Job failed: ", "标题 ", "A\n", ""])
def test_no_part_holds_a_short_word_alone_before_a_long_one(first):
    for endless in ("x" * 12_000, "很长" * 6_000, "/a_b" * 3_000):
        parts = Message(first + endless, fit=True).split()
        texts = [part.to_dict()["text"] for part in parts]
        assert [len(text) for text in texts[:2]] == [CLIQ.text_advised] * 2
        assert "".join(texts) == first + endless
        slides = Message("Hi").text_slide(first + endless).split()
        pieces = [slide.text for part in slides for slide in part.slides]
        assert {*map(len, pieces[:-1])} == {CLIQ.text_slide_advised}


COPY = actions.copy("R-17")
KEPT_BY_NO_DIVISION = {
    "/slides/0/buttons": lambda m: m.list(["a"]).each(range(9), lambda m, at: m.slide_button(str(at), COPY)),
    "/card/options": lambda m: m.poll("Which?", *map(str, range(15))),
    "/buttons/0": lambda m: m.button("Copy", actions.copy("c" * 300)),
    "/slides/0/data/0/0/label": lambda m: m.chart("pie", {"l" * 30: 1}),
    "/slides/0": lambda m: m.list(),
    "/text": lambda m: m.text("a\x07b"),
}


@pytest.mark.parametrize("path", KEPT_BY_NO_DIVISION)
def test_what_no_division_could_keep_is_told(path):
    parts = KEPT_BY_NO_DIVISION[path](Message("x", fit=True)).split()
    assert [change.path for change in parts.changes] == [path]
    assert not [issue for part in parts for issue in part.issues() if issue.severity == "error"]
    assert pickle.loads(pickle.dumps(parts)).changes == parts.changes


def test_what_is_divided_is_no_change():
    rows = [[f"web-{number}"] for number in range(3_000)]
    message = Message("word " * 3_000, fit=True).table(["Host"], rows).chart("pie", {str(at): at for at in range(9)})
    assert len(message.button("Go", COPY).split()) > 3
    assert message.split().changes == ()
    assert Message("x").split().changes == ()


def test_the_unknown_keys_of_entries_move_with_them():
    fields = [{"title": f"n{n}", "value": "v" * 30, "later": n} for n in range(400)]
    body = {
        "text": "x",
        "card": {"title": "t", "theme": "modern-inline", "sections": [{"title": "s", "fields": fields}]},
    }
    parts = [part.to_dict() for part in Message.from_dict(body).split()]
    assert len(parts) > 1
    kept = [field for part in parts for section in part["card"]["sections"] for field in section["fields"]]
    assert kept == fields
