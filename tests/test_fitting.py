"""Messages that are made to fit: nothing about size, counts or characters raises, and every change is told."""

import json

import attrs
import pytest
from blocks import ROOT
from fitted import SIZES, changes, wrong
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import errors

from cardkit import ConfigurationError, ConstraintError, Message, Table, Text, actions, limits, markup
from cardkit.limits import CLIQ
from cardkit.strategies import invalid_payloads, messages

OPEN = actions.open_url("https://a.example")
HOSTILE = st.text(st.characters() | st.sampled_from("\x00\x1b\x7f\ud800{@]($`\u0301\u200d"), max_size=40)


FIT = Message("Hi", fit=True)

# Each limit of a length or a count, by its name, and a message with so much: at the limit and one beyond.
MADE = {
    "text_advised": lambda n: Message("a" * n, fit=True),
    "card_title": lambda n: FIT.card("a" * n),
    "poll_option": lambda n: FIT.poll("Q", "a", "b" * n),
    "poll_options": lambda n: FIT.poll("Q", *map(str, range(n))),
    "button_label": lambda n: FIT.button("a" * n, OPEN),
    "card_button_label": lambda n: FIT.card("T").button("a" * n, OPEN, in_card=True),
    "button_hint": lambda n: FIT.button("Go", OPEN, hint="a" * n),
    "button_key": lambda n: FIT.button("Go", OPEN, key="a" * n),
    "url": lambda n: FIT.button("Go", actions.open_url("https://a.example/".ljust(n, "a"))),
    "copy_text": lambda n: FIT.button("Go", actions.copy("a" * n)),
    "confirm_input": lambda n: FIT.button("Go", OPEN.confirm(title="T", input="a" * n, button_label="Go")),
    "buttons": lambda n: FIT.each(range(n), lambda m, number: m.button(str(number), OPEN)),
    "reply_to": lambda n: FIT.reply_to("a" * n),
    "thread_title_advised": lambda n: FIT.thread("1", title="a" * n),
    "message_topic": lambda n: FIT.extra(message_topic="a" * n),
    "user_ids": lambda n: FIT.extra(user_ids=",".join(["7"] * n)),
    "chart_segments": lambda n: FIT.chart("pie", [(str(number), 1) for number in range(n)]),
    "chart_label": lambda n: FIT.chart("pie", {"a" * n: 1}),
    "graph_categories": lambda n: FIT.graph("trend", [(str(number), {"a": 1}) for number in range(n)]),
    "graph_category": lambda n: FIT.graph("trend").category("a" * n, {"a": 1}),
    "graph_values": lambda n: FIT.graph("trend").category("EU", [(str(number), 1) for number in range(n)]),
    "graph_label": lambda n: FIT.graph("trend").category("EU", {}).point("a" * n, 1),
    "graph_axis": lambda n: FIT.graph("trend", {"EU": {"a": 1}}, x_axis="a" * n),
    "sticky_rows": lambda n: FIT.table(["a"], [["b"]]).sticky(rows=n),
    "text_slide_advised": lambda n: FIT.text_slide("a" * n),
    "slides_advised": lambda n: FIT.each(range(n), lambda m, number: m.text_slide(str(number))),
}


@pytest.mark.parametrize("limit", MADE)
def test_what_is_at_its_limit_stays_and_what_is_beyond_is_made_to_fit(limit):
    made, most = MADE[limit], getattr(CLIQ, limit)
    assert made(most).fitted() == (made(most), ())
    beyond = made(most + 1)
    assert [change.severity for change in beyond.fitted().changes] == ["warning"]
    assert wrong(beyond) == wrong(beyond.fitted().message) == []
    assert beyond.to_dict() == beyond.fitted().message.to_dict()


@pytest.mark.parametrize("limit", [limit for limit in MADE if not limit.endswith("_advised")])
def test_without_fit_the_same_raises(limit):
    body = MADE[limit](getattr(CLIQ, limit) + 1)._unfitted().to_dict()
    read = Message.from_dict(body)
    with pytest.raises(ConstraintError):
        read.build()
    assert wrong(read.fitted().message) == []


def test_five_hundred_rows_become_as_many_as_there_is_room_for_and_the_rest_is_counted():
    message = Message("Hosts", fit=True).table(["Host", "State"]).rows([[f"web-{n}", "up"] for n in range(500)])
    rows = message.slides[0].rows
    kept = len(rows) - 1
    assert rows[:kept] == tuple([(f"web-{n}", "up") for n in range(kept)])
    assert rows[-1] == (f"… and {500 - kept} more", "")
    assert 9_000 < len(message.to_json()) <= 10_000
    (change,) = message.fitted().changes
    assert (change.path, change.code, change.got) == ("/slides/0/data/rows", "left-out", f"{500 - kept} rows")
    assert wrong(message) == []


def test_the_largest_parts_lose_most_and_small_ones_nothing():
    message = Message("Hosts", fit=True).list(["a"] * 3).list(["b" * 40] * 400).label({"Owner": "Ana"})
    small, large, label = message.slides
    assert (len(small.items), label.fields[0].value) == (3, "Ana")
    assert large.items[-1] == f"… and {400 - len(large.items) + 1} more"


LONG = "a line of a log " * 2_000


def test_an_entry_that_is_too_large_alone_is_shortened_and_the_others_stay():
    pairs = {"web-1": LONG, "web-2": "up"}
    for message, entries in (
        (FIT.table(["Host", "Log"], pairs.items()), lambda m: m.slides[0].rows),
        (FIT.list([LONG, "up"]), lambda m: [("web-1", m.slides[0].items[0]), ("web-2", m.slides[0].items[1])]),
        (FIT.label(pairs), lambda m: m.slides[0].fields),
        (FIT.card("C").section().fields(pairs), lambda m: m.payload.card.sections[0].fields),
    ):
        fitted = message.fitted()
        (first, cut), *others = entries(fitted.message)
        assert (first, others) == ("web-1", [("web-2", "up")])
        assert LONG.startswith(cut.removesuffix("…"))
        assert 4_000 < len(cut) < 5_000
        assert [change.code for change in fitted.changes] == ["shortened"]
        assert not fitted.message.issues()


def test_text_slides_that_are_too_large_together_are_shortened_alike():
    texts = [chr(ord("a") + number) * 1_000 for number in range(15)]
    fitted = FIT.each(texts, lambda m, text: m.text_slide(text)).fitted()
    cut = [slide.text for slide in fitted.message.slides]
    assert all(before.startswith(after.removesuffix("…")) for before, after in zip(texts, cut, strict=True))
    assert max(map(len, cut)) - min(map(len, cut)) <= 1
    assert 9_700 < len(fitted.message.to_json()) <= 10_000
    assert [(change.path, change.code) for change in fitted.changes] == [
        (f"/slides/{number}/data", "shortened") for number in range(15)
    ]


def test_slides_beyond_their_number_are_counted():
    message = FIT.each(range(25), lambda m, number: m.list([str(number)]))
    slides = message.fitted().message.slides
    assert len(slides) == CLIQ.slides_advised
    assert slides[-1] == Text(f"… and {25 - (CLIQ.slides_advised - 1)} more slides")


def test_text_slides_without_room_for_text_fall_away():
    few = attrs.evolve(CLIQ, body_advised=200)
    message = Message("Hi", fit=True, limits=few).each("abcdefghij", lambda m, text: m.text_slide(text * 90))
    fitted = message.fitted()
    assert (fitted.message.payload.text, fitted.message.slides) == ("Hi", (Text("… and 10 more slides"),))
    assert {change.code for change in fitted.changes} == {"left-out"}


@pytest.mark.parametrize("message", [
    Message("Hello world", fit=True).extra(foo="y" * 12_000).list(["a"]),
    Message("Hello world", fit=True).card("T", thumbnail=f"https://e.example/{'y' * 11_000}.png").list(["a"]),
    Message.from_dict({"text": "Hello world", "buttons": ["x" * 11_000], "slides": [{"type": "list", "data": ["a"]}]}),
])  # fmt: skip
def test_where_what_cannot_be_cut_is_too_large_the_rest_stays(message):
    fitted = message.fitted()
    assert fitted.message.payload.text == "Hello world"
    assert fitted.message.slides[0].items == ("a",)
    assert [change for change in fitted.changes if change.path in {"/text", "/slides/0"}] == []
    assert fitted.message.fitted().changes == ()


def test_a_slide_that_falls_away_alone_leaves_something_to_post():
    headers = [f"sensor {number} temperature" for number in range(400)]
    table = Message(fit=True).table(headers).row(*range(400))
    assert table.to_dict()["slides"] == [{"type": "text", "data": "… and 1 more slide"}]
    assert "left-out" in {change.code for change in table.fitted().changes}


def test_the_confirmation_of_the_message_is_shortened_too():
    texts = {"title": "t" * 101, "description": "d" * 101, "button_label": "b" * 101, "input": "i", "other": "x" * 200}
    fitted = Message.from_dict({"text": "Hi", "confirm": texts}).fitted()
    confirm = fitted.message.to_dict()["confirm"]
    assert [len(confirm[name]) for name in texts] == [100, 100, 100, 1, 200]
    assert [change.path for change in fitted.changes] == [
        "/confirm/title",
        "/confirm/description",
        "/confirm/button_label",
    ]


def test_a_change_is_told_where_the_json_had_it():
    table = {
        "type": "table",
        "data": {"headers": ["A", "B"], "rows": [{"A": "1", "B": "2"}]},
        "styles": {"width": [60]},
    }
    message = Message.from_dict({"text": "a", "slides": [{"type": "list", "data": ["x"]}, table]})
    assert [change.path for change in message.fitted().changes] == ["/slides/1/styles/width"]


def test_a_text_and_a_list_that_are_too_large_together_lose_alike():
    message = FIT.text("a" * 5_000).list(["b" * 99] * 90)
    fitted = message.fitted().message
    assert 9_600 < len(fitted.to_json()) <= 10_000
    assert 4_900 < len(fitted.payload.text) < 5_000
    assert {change.path for change in message.fitted().changes} == {"/text", "/slides/0/data"}


def test_each_section_that_is_gone_leaves_its_room():
    message = FIT.card("C").each(range(300), lambda m, n: m.section(f"S{n}").fields({"a": "b" * 40}))
    fitted = message.fitted().message
    assert 9_700 < len(fitted.to_json()) <= 10_000
    assert fitted.payload.card.sections[-1].fields[-1].name == "…"


def test_the_rest_of_a_chart_becomes_other():
    shares = {"Web": 0.1, "App": 40, "API": 30, "Mail": 0.2, "Fax": 5, "Telex": 7}
    segments = FIT.chart("pie", shares).slides[0].segments
    assert [*segments] == [("App", 40), ("API", 30), ("Fax", 5), ("Telex", 7), ("Other", 0.3)]


def test_what_a_graph_leaves_out_is_counted_in_its_title():
    graph = FIT.graph("trend", title="Calls")
    for number in range(7):
        graph = graph.category(str(number), [(str(point), point) for point in range(23)])
    (slide,) = graph.slides
    assert slide.title == "Calls … and 2 more categories … and 3 more values"
    assert [len(values) for _, values in slide.categories] == [20] * 5
    short = FIT.graph("trend", [(name, {"a": 1}) for name in "abcdefg"], title="Calls").slides[0]
    long = FIT.graph("trend", {"a": {str(n): n for n in range(23)}}, title="Calls").slides[0]
    assert (short.title, long.title) == ("Calls … and 2 more categories", "Calls … and 3 more values")


@pytest.mark.parametrize(
    ("given", "scaled"),
    [((50, 50, 50), (34, 33, 33)), ((2, 1, 1), (50, 25, 25)), ((0, 0, 300), (1, 1, 98)), ((1, 1), None)],
)
def test_widths_are_scaled_to_their_sum(given, scaled):
    assert FIT.table(["a", "b", "c"], [["1", "2", "3"]]).width(*given).slides[0].width == scaled


def test_what_is_empty_falls_away():
    message = FIT.card("T").section("S").table(["a"]).list().label().image().chart("pie")
    message = message.graph("trend").category("EU").text_slide("stays")
    assert ([slide.type for slide in message.slides], message.build().card.sections) == (["text"], ())
    assert changes(message) == [("/card/sections/0", "left-out"), *[(f"/slides/{n}", "left-out") for n in range(6)]]


def test_a_table_without_rows_falls_away_beside_a_text_or_a_card():
    assert FIT.table(["Host"]).build().slides == ()
    assert Message(fit=True).card("Hosts").table(["Host"]).build().slides == ()


def test_a_table_without_rows_stays_where_nothing_else_is():
    assert Message(fit=True).table(["a"]).build().slides[0].headers == ("a",)
    with pytest.raises(ConstraintError, match="there is nothing to post"):
        Message(fit=True).list().build()


def test_options_of_which_one_cannot_be_read_stay_as_they_came():
    card = {"title": "Q", "theme": "poll", "options": [7, *[{"text": "a" * 101}] * 11]}
    fitted = Message.from_dict({"text": "Hi", "card": card}).fitted()
    assert (fitted.message.to_dict(check=False)["card"], fitted.changes) == (card, ())


def test_a_poll_with_too_few_options_becomes_a_plain_card():
    message = FIT.poll("Q", "a", "b" * 200)
    assert message.build().card.theme == "poll"
    for options in ((), ("a",)):
        card = FIT.poll("Q", *options).build().card
        assert (card.theme, card.options) == ("modern-inline", ())
    assert (
        Message.from_dict({"text": "Hi", "card": {"title": "Q", "theme": "poll"}}).fitted().message.build().card.theme
        == "modern-inline"
    )


def test_of_too_many_people_the_first_stay():
    people = [str(number) for number in range(CLIQ.user_ids + 5)]
    message = FIT.extra(user_ids=",".join(people))
    assert message.to_dict()["user_ids"].split(",") == people[: CLIQ.user_ids]


def test_wrong_types_still_raise():
    message = FIT
    for call in (
        lambda: Message(5, fit=True),
        lambda: message.list([b"a"]),
        lambda: message.chart("pie", {"a": "b"}),
        lambda: message.table(["a"]).row("a", "b"),
        lambda: message.table(["a", "b"]).width("50", 50),
        lambda: message.button("Go", "https://a.example"),
        lambda: message.style(background="pink"),
    ):
        with pytest.raises(ConstraintError):
            call()
    with pytest.raises(ConfigurationError, match="fit must be True or False"):
        Message("Hi", fit="yes")


def test_other_limits_are_those_that_are_fitted_to():
    limits = attrs.evolve(CLIQ, chart_segments=3, body_advised=400)
    message = (
        Message("Hi", fit=True, limits=limits).chart("pie", {"a": 1, "b": 2, "c": 3, "d": 4}).list(["x" * 30] * 30)
    )
    assert len(message.slides[0].segments) == 3
    assert len(message.to_json()) <= 400


def test_a_form_that_alone_is_too_large_loses_nothing():
    fields = [{"label": f"n{number}", "value": "v"} for number in range(400)]
    fitted, changes = Message.from_dict({"text": "Hi", "slides": [{"type": "label", "data": fields}]}).fitted()
    assert (len(fitted.slides[0].fields), changes) == (400, ())
    assert len(fitted.to_json()) <= 10_000


def test_a_message_that_was_read_keeps_what_is_unknown():
    body = {"text": "a" * 6_000, "later": 1, "slides": [{"type": "list", "data": ["a"], "colour": "red"}]}
    fitted = Message.from_dict(body).fitted().message.to_dict()
    assert fitted["text"] == "a" * 4_999 + "…"
    assert (fitted["later"], fitted["slides"]) == (1, body["slides"])
    chart = {"type": "percentage_chart", "data": [[{"label": str(n), "value": 9 - n, "odd": n} for n in range(7)]]}
    read = Message.from_dict({"text": "Hi", "slides": [{**chart, "colour": "red"}]}).fitted().message
    assert read.to_dict()["slides"][0]["colour"] == "red"
    assert len(read.slides[0].segments) == 5


def test_an_unknown_key_of_a_field_that_is_left_out_goes_with_it():
    fields = [{"title": str(number), "value": "v" * 300, "number": number} for number in range(60)]
    card = {"title": "Hosts", "theme": "modern-inline", "sections": [{"title": "All", "fields": fields}]}
    body = Message.from_dict({"text": "Hosts", "card": card}).fitted().message.to_dict()
    *kept, rest = body["card"]["sections"][0]["fields"]
    assert kept == fields[: len(kept)]
    assert {*rest} == {"title", "value"}


def test_an_unknown_key_of_a_segment_that_is_left_out_goes_with_it():
    segments = [{"label": label * 20, "value": 1, "odd": label} for label in "abcde"]
    body = {"text": "Hi", "slides": [{"type": "percentage_chart", "data": [segments], "styles": {"preview": "pie"}}]}
    small = attrs.evolve(CLIQ, body_advised=320)
    (chart,) = Message.from_dict(body, limits=small).fitted().message.to_dict()["slides"]
    assert chart["data"] == [segments[:4]]
    assert chart["title"] == "… and 1 more segment"


def test_a_key_that_was_read_is_shortened_and_its_neighbours_stay():
    body = {"text": "Hi", "message_topic": "a" * 5_000, "later": {"a": [1]}, "hint": "short"}
    fitted = Message.from_dict(body).fitted().message.to_dict()
    assert body["message_topic"].startswith(fitted["message_topic"].removesuffix("…"))
    assert len(fitted["message_topic"]) == CLIQ.message_topic
    assert {**fitted, "message_topic": body["message_topic"]} == body


def test_a_chain_made_to_fit_goes_on_after_it_was_read():
    message = FIT.list(["a"] * 3)
    assert message.item("b").slides[0].items == ("a", "a", "a", "b")
    assert message.fitted().message.list(["c"]).slides[1].items == ("c",)


@given(messages())
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_what_builds_is_left_as_it_is_but_for_its_size(message):
    fitted, told = message.fitted()
    if not [issue for issue in message.issues() if issue.code in {*SIZES, "no-rows"}]:
        assert [change for change in told if change.code != "left-out"] == []
        if not told:
            assert fitted == message
    assert not errors(fitted.issues())


@given(st.lists(HOSTILE, min_size=3, max_size=30), st.integers(1, 400))
@settings(max_examples=80, deadline=None)
@pytest.mark.slow
def test_hostile_text_never_raises(texts, times):
    long = "".join(texts) * times
    message = (
        Message(long, fit=True)
        .card("T" + long)
        .section("S")
        .fields([("n" + text, text) for text in texts])
        .table(["a" + texts[0], "b" + texts[1]])
        .rows([[text, long] for text in texts])
        .list(texts)
        .chart("pie", [("s" + text, 1) for text in texts])
        .graph("trend", x_axis="x" + long)
        .category("c" + long, [("p" + text, 1) for text in texts])
        .text_slide("t" + long)
        .button("b" + long, OPEN, hint="h" + long)
    )
    assert [
        issue for issue in message.issues() if issue.severity == "error" and issue.code != "missing-reference"
    ] == []
    assert len(message.to_json(check=False)) <= 10_000


def test_a_message_made_to_fit_has_the_form_that_is_asked_for():
    picture = "https://a.example/a.png"
    fitted = FIT.image(picture)
    assert fitted.to_dict(api="v2")["slides"] == [{"type": "image", "data": [[picture]]}]
    assert fitted.to_dict(api="v3")["slides"] == [{"type": "images", "data": [picture]}]


def test_a_slide_made_alone_fits_too():
    table = Table(["a", "b"], [["c" * 50, "d"]] * 400, width=[10, 10], sticky_rows=9)
    (slide,) = FIT.slide(table).slides
    assert (slide.width, slide.sticky_rows, len(slide.rows) < 200) == ((50, 50), 2, True)


def test_a_log_is_cut_between_its_lines_and_its_block_closed():
    log = "\n".join([f"line {number} of the log" for number in range(2_000)])
    text = Message(f"The log\n{markup.code_block(log)}", fit=True).build().text
    assert text.endswith(" of the log\n…\n```")
    assert 4_900 < len(text) <= 5_000


def test_the_page_of_limits_tells_of_each_what_fitting_does(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import limits_page

    names = {field.name for field in attrs.fields(type(CLIQ))}
    assert {*limits_page.WAYS} <= names
    numbers = {name for name in names if isinstance(getattr(CLIQ, name), int)}
    assert numbers - {*limits_page.WAYS} <= {"depth", "edit_text"}


@settings(max_examples=40)
@given(invalid_payloads(["too-long", "too-many"]))
def test_whatever_is_too_long_or_too_many_of_what_was_read_is_made_to_fit(pair):
    body, code = pair
    fitted = Message.from_dict(body).fitted()
    assert fitted.changes
    assert code not in {issue.code for issue in errors(fitted.message.issues())}


def test_a_text_that_makes_the_body_too_large_is_shortened_for_that():
    (change,) = Message('"' * 4_995, fit=True).fitted().changes
    assert (change.path, change.code, change.expected) == (
        "/text",
        "shortened",
        "a message of at most 10,000 characters of JSON",
    )
    assert change.source == limits.about("body_advised")["source"]


@pytest.mark.parametrize(
    "endless", ['{"k":', "很长的文本", "frontend-checkout-eu/", "\U0001f468\u200d\U0001f469\u200d\U0001f467"]
)
@pytest.mark.parametrize("first", ["Job failed: ", "标题 ", "A ", "a\n", ""])
def test_a_short_word_before_a_long_one_does_not_empty_what_is_kept(first, endless):
    long = first + endless * 3_000
    message = (
        Message(long, fit=True)
        .button(long, OPEN)
        .card(long)
        .chart("pie", {long: 1})
        .graph("vertical_bar", {long: {long: 1}}, x_axis=long)
    )
    (slide_chart, slide_graph) = message.build().slides
    body = message.to_dict()
    category = slide_graph.categories[0]
    kept = {
        "text_advised": body["text"],
        "card_title": body["card"]["title"],
        "button_label": body["buttons"][0]["label"],
        "chart_label": slide_chart.segments[0].label,
        "graph_category": category.name,
        "graph_label": category.values[0].label,
        "graph_axis": slide_graph.x_axis,
    }
    for limit, text in kept.items():
        most = getattr(CLIQ, limit)
        assert most * 3 // 4 - 5 <= len(text) <= most, limit
        assert long.startswith(text[:-1])
    assert not wrong(message)


@pytest.mark.parametrize("message", [
    FIT.table(["A"]).row(f"Job {'很长{k:' * 4_000}"), FIT.list([f"Job {'很长{k:' * 4_000}"]),
    FIT.label({"A": f"Job {'很长{k:' * 4_000}"}), FIT.card("T").section().field("A", f"Job {'很长{k:' * 4_000}"),
])  # fmt: skip
def test_a_cell_or_a_value_without_blanks_keeps_what_has_room(message):
    assert len(json.dumps(message.to_dict(), ensure_ascii=False)) > CLIQ.body_advised * 0.4
    assert not wrong(message)


def test_what_is_told_of_a_cut_is_the_text_that_is_gone():
    label = "Web frontend-checkout-eu"
    (change,) = FIT.chart("pie", {label: 1, "B": 2}).fitted().changes
    assert change.got == repr("ut-eu")


def test_a_segment_that_is_called_other_already_joins_those_that_are_merged():
    shares = {"Other": 50, **dict.fromkeys("abcdefgh", 1)}
    assert Message("x", fit=True).chart("pie", shares).slides[0].segments == (
        *dict.fromkeys("abcd", 1).items(),
        ("Other", 54),
    )
    few = {"Other": 5, "a": 1}
    assert Message("x", fit=True).chart("pie", few).slides[0].segments == tuple(few.items())
