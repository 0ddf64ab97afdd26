"""The view of a message in a terminal: what is shown where, in how many columns, and what never gets there."""

import json
import os
import re
import unicodedata

import pytest
from examples import SLIDES
from fewer import FEWER
from hypothesis import given
from hypothesis import strategies as st
from terminals import BAR, SGR, in_order, shown, slide, wide

from cardkit import ConfigurationError, Graph, Image, Label, List, Message, RawSlide, Table, Text, actions, markup
from cardkit.demo.messages import MESSAGES
from cardkit.preview import terminal
from cardkit.strategies import invalid_payloads, messages, payloads

# The message as a whole


def test_a_plain_text_is_itself():
    assert shown(Message("Disk is full")) == "Disk is full"


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_published_message_has_all_its_parts_in_order(name):
    draft = MESSAGES[name].to_dict()
    card, slides = draft.get("card", {}), draft.get("slides", [])
    words = [draft["text"].split()[0], *[part for part in (card.get("title"), card.get("thumbnail")) if part]]
    assert in_order(shown(MESSAGES[name], 100), *words, *[part["title"] for part in slides if "title" in part])


def test_every_kind_of_slide_is_at_its_place():
    message = Message("x").card("Card")
    for kind in SLIDES.values():
        message = message.slide(kind)
    parts = [
        "│ A   ",
        "1. one",
        "Owner  Ana",
        "▣ https://example.com/a.png",
        "Up    █",
        "EU  ▄",
        "All green.",
        "carousel",
    ]
    assert in_order(shown(message), *parts)


def test_the_bot_is_named_above_the_text():
    assert shown(Message("Up").bot("Ops", "https://example.com/a.png")).split("\n") == [
        "Ops  bot",
        "▣ https://example.com/a.png",
        "Up",
    ]


def test_a_background_is_a_bar_and_named():
    assert shown(Message("Up").style(background="green")) == "▌ Up\n\nbackground: green"
    assert terminal(Message("Up").style(background="green"), 80, True).startswith("\x1b[32m▌ \x1b[0mUp")


def test_further_keys_take_one_line():
    text = shown(Message("x").extra(later=["y" * 200]).reply_to("17"), 40)
    assert [line for line in text.split("\n") if line.startswith("later")] == ['later: ["' + "y" * 30 + "…"]
    assert shown(Message("x").reply_to("17")) == 'x\n\nreply_to: "17"'


# The text


def test_markup_is_shown_without_its_marks():
    text = markup.bold("a") + " _b_ ~c~ __d__ `e` {@ana@example.com} {#O1} [Ben](zohoid:7) @all"
    assert shown(Message(text)) == "a b c d e @ana@example.com #O1 @Ben @all"


def test_markup_is_seen_in_weights():
    text = terminal(Message("*a* _b_ ~c~ __d__"), 80, True)
    assert text == "\x1b[1ma\x1b[0m \x1b[3mb\x1b[0m \x1b[9mc\x1b[0m \x1b[4md\x1b[0m"


def test_markup_within_markup_has_both_weights():
    assert "\x1b[1;3mb\x1b[0m" in terminal(Message("*a _b_*"), 80, True)


def test_a_link_has_its_address_behind_it_unless_that_is_its_label():
    text = shown(Message("[Run 7](https://ci.example.com/7), https://example.com"))
    assert text == "Run 7 (https://ci.example.com/7), https://example.com"


def test_blocks_are_told_apart():
    text = shown(Message("# One\n## Two\n### Three\n!said\n```\nx = 1\n  y\n```\n---\nend"), 20)
    assert text.split("\n") == ["One", "━━━", "Two", "───", "Three", "▎ said", "    x = 1", "      y", "─" * 20, "end"]


def test_without_markdown_marks_stay():
    assert shown(Message("*a*\n# b {@all}").style(markdown=False)).startswith("*a*\n# b @all")


def test_escaped_text_stays_without_meaning():
    assert shown(Message(markup.escape("{@all} [a](https://b.example)"))) == "{@all} [a](https://b.example)"
    assert slide(List([markup.escape("[a](https://b.example)")])) == ["• [a](https://b.example)"]


def test_instant_buttons_stand_in_the_text_and_are_explained_below_it():
    message = Message("Go? [Yes]($1)").instant_button("Yes", actions.invoke_function("go", arguments={"env": "prod"}))
    assert shown(message).split("\n") == [
        "Go? [Yes]",
        "",
        "[Yes]  calls the function go",
        '       arguments: {"env":"prod"}',
    ]


# Cards and buttons


def test_a_card_is_framed():
    assert shown(Message("x").card("Title")) == "x\n\n╭ Title  modern-inline\n╰"


def test_sections_are_aligned_names_and_values():
    message = Message("x").card("T").section("Who").field("Owner", "Ana").field("By", "Ben")
    assert "│ Who\n│ Owner  Ana\n│ By     Ben\n" in shown(message)


def test_a_poll_has_a_mark_and_an_empty_bar_for_each_option():
    lines = shown(Message("x").poll("Lunch?", "Ramen", "Tea")).split("\n")
    assert lines[2] == "╭ Lunch?  poll"
    assert [line.rstrip("░") for line in lines[4:6]] == ["│ ( ) Ramen  ", "│ ( ) Tea    "]
    assert [line.count("░") for line in lines[4:6]] == [BAR, BAR]


def test_a_prompt_has_its_buttons_where_they_were_put():
    call = actions.invoke_function("ops", "ops@example.com")
    text = shown(
        Message("x").prompt("Sure?").button("Yes", call, style="+", in_card=True).button("No", call, style="-")
    )
    assert in_order(text, "╭ Sure?  prompt", "│ [ + Yes ]", "╰", "[ - No ]")


ACTIONS = {
    "calls the function deploy": actions.invoke_function("deploy", owner="ops@example.com"),
    "writes to the bot ops": actions.invoke_bot("ops", "now"),
    "https://example.com/7": actions.open_url("https://example.com/7"),
    "https://example.com/8": actions.preview_url("https://example.com/8"),
    "copies a text: R-17": actions.copy("R-17"),
    "1234567": actions.system_api("videocall", "1234567"),
}


@pytest.mark.parametrize("words", sorted(ACTIONS))
def test_a_button_tells_what_it_does(words):
    line = shown(Message("x").button("Go", ACTIONS[words])).split("\n")[2]
    assert line.startswith("[ Go ]  ")
    assert line.endswith(words)


def test_a_button_has_its_hint_and_what_is_asked_first():
    asked = {"title": "Deploy?", "description": "All hosts", "input": "Reason", "button_label": "Yes"}
    call = actions.invoke_function("go", "a@b.example").confirm(
        **asked, cancel_button_label="No", emotion="negative", mandatory=True
    )
    lines = shown(Message("x").button("Deploy", call, style="+", hint="Releases it")).split("\n")[2:]
    assert lines[0] == "[ + Deploy ]  calls the function go"
    assert [line.strip() for line in lines[1:]] == [
        "owner: a@b.example",
        "Releases it",
        "and asks first:",
        "┆ Deploy?",
        "┆ All hosts",
        "┆ Reason ______ (required)",
        "┆ [ - Yes ]  [ No ]",
    ]


def test_a_confirmation_without_labels_has_the_buttons_that_a_page_shows():
    call = actions.copy("1").confirm(title="Sure?")
    assert "┆ [ OK ]  [ Cancel ]" in shown(Message("x").button("Go", call))


def test_green_and_red_buttons_have_their_colours():
    message = Message("x").button("A", actions.copy("1"), style="+").button("B", actions.copy("2"), style="-")
    text = terminal(message, 80, True)
    assert "\x1b[1;32m[ + A ]\x1b[0m" in text
    assert "\x1b[1;31m[ - B ]\x1b[0m" in text


def test_a_button_that_cannot_be_read_is_shown():
    assert "[ Go ]  what it does cannot be read" in shown({"text": "x", "buttons": [{"label": "Go"}, 3]})


# Tables


def test_a_table_is_as_wide_as_its_cells():
    assert slide(Table(["Host", "State"], [["web-1", "up"], ["db", ""]], title="Hosts")) == [
        "Hosts",
        "Host  │ State",
        "──────┼──────",
        "web-1 │ up",
        "db    │",
    ]


def test_columns_have_the_widths_that_are_asked_for():
    lines = slide(Table(["A", "B"], [["1", "2"]], width=[75, 25]), 43)
    assert lines[1] == "─" * 30 + "─┼─" + "─" * 10


def test_cells_wrap_within_their_column_and_rows_are_kept_apart():
    assert slide(Table(["A", "Note"], [["x", "one two three four"], ["y", "five"]]), 20) == [
        "A │ Note",
        "──┼─────────────────",
        "x │ one two three",
        "  │ four",
        "╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌",
        "y │ five",
    ]


def test_cells_keep_their_own_lines():
    assert slide(Table(["A", "B"], [["1\n2", "x"]]))[2:] == ["1 │ x", "2 │"]


def test_a_row_is_cut_into_names_and_values_where_its_columns_do_not_fit():
    headers = [f"Column {number}" for number in range(9)]
    lines = slide(Table(headers, [[f"value {number}" for number in range(9)]]), 40)
    assert lines[1:10] == [f"Column {number}  value {number}" for number in range(9)]


def test_two_hundred_rows_are_shown_and_the_others_counted():
    lines = slide(Table(["N"], [[number] for number in range(1_250)]))
    assert lines[2] == "0"
    assert lines[-2:] == ["199", "… and 1,050 more rows"]
    assert slide(Table(["N"], [[number] for number in range(200)]))[-1] == "199"


def test_wide_characters_and_marks_keep_the_columns_aligned():
    cells = ["plain", "日本語", "🚀 up", "cafe\u0301", "한국어", "\u200dx\u200c", "ﬁn", "Ｆｕｌｌ"]
    lines = slide(Table(["A", "B"], [[cell, "x"] for cell in cells]))
    assert {wide(line[: re.search("[│┼]", line).start()]) for line in lines} == {9}


# Lists, labels, pictures, texts, and what is not known

MARKERS = {
    "disc": "• • • •",
    "bulleted": "• • • •",
    "circle": "◦ ◦ ◦ ◦",
    "square": "▪ ▪ ▪ ▪",
    "decimal": "1. 2. 3. 4.",
    "lower-alpha": "a. b. c. d.",
    "upper-alpha": "A. B. C. D.",
    "lower-roman": "i. ii. iii. iv.",
    "upper-roman": "I. II. III. IV.",
}


@pytest.mark.parametrize("style", sorted(MARKERS))
def test_an_item_has_the_marker_of_its_list(style):
    lines = shown({"slides": [List([*"wxyz"], style=style).to_dict()]}).split("\n")[:4]
    assert [line.split() for line in lines] == [[*pair] for pair in zip(MARKERS[style].split(), "wxyz", strict=True)]


def test_letters_go_on_after_z_and_numbers_end_below_one_another():
    letters = slide(List(["x"] * 28, style="lower-alpha"))
    assert [letters[at] for at in (0, 25, 26, 27)] == [" a. x", " z. x", "aa. x", "ab. x"]
    assert slide(List(["x"] * 10, style="decimal"))[8:] == [" 9. x", "10. x"]


def test_an_item_wraps_behind_its_marker():
    assert slide(List(["Swap the disk, then wait"]), 20) == ["• Swap the disk,", "  then wait"]


def test_labels_are_aligned_and_their_values_wrap_behind_them():
    assert slide(Label({"Owner": "Ana", "Risk": "low, the old one stays"}, title="T"), 25) == [
        "T",
        "Owner  Ana",
        "Risk   low, the old one",
        "       stays",
    ]


def test_each_picture_has_a_line():
    urls = ["https://example.com/1.png", "https://example.com/2.png"]
    assert slide(Image(urls, title="Plans")) == ["Plans", *[f"▣ {url}" for url in urls]]


def test_a_text_slide_has_its_markup():
    assert slide(Text("All *green*.", title="Summary")) == ["Summary", "All green."]


def test_a_slide_that_is_not_known_shows_what_there_is():
    lines = slide(RawSlide({"type": "carousel", "title": "Turn", "data": [1, {"b": None}]}))
    assert lines[0] == "Turn  carousel"
    end = next(at for at, line in enumerate(lines) if line == "}")
    assert json.loads("\n".join(lines[1 : end + 1]))["data"] == [1, {"b": None}]


def test_of_a_slide_that_is_not_known_forty_lines_are_shown():
    assert "… and 64 more lines" in slide(RawSlide({"type": "carousel", "data": [*range(99)]}))


# Findings


def test_findings_stand_at_their_parts():
    body = {
        "text": "x" * 10_001,
        "card": {"title": "T", "theme": "modern-inline", "sections": [{"title": "S"}]},
        "slides": [{"type": "list", "data": [[]]}, {"type": "text", "data": "end"}],
        "buttons": [{"label": "Go"}],
        "zz": 1,
    }
    parts = [
        "✗ the text of a message is",
        "╭ T",
        "│ S",
        "✗ the list of fields",
        "✗ item 1",
        "end",
        "[ Go ]",
        "✗ button 1",
        "⚠ zz",
    ]
    assert in_order(shown(body), *parts)


COPY = {"type": "copy", "data": {"text": "t"}}
HALF = {  # bodies of which something cannot be read, and a line that is shown all the same
    "a background": ({"text": "x", "styles": {"background": "pink"}}, 0, "x"),
    "a blank text": ({"text": " \n", "slides": [{"type": "text", "data": "d"}]}, 0, "d"),
    "a style": ({"text": "x", "buttons": [{"label": "Go", "type": "primary", "action": COPY}]}, 2, "[ Go ]  copies a text: t"),
    "an action": (
        {"text": "[Go]($1)", "references": {"1": {"type": "button", "object": {"label": "Deploy"}}}}, 2, "[Deploy]  what it does cannot be read"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "line", "seen"), HALF.values(), ids=HALF)
def test_what_can_be_read_is_shown_beside_what_cannot(body, line, seen):
    assert shown(body).split("\n")[line] == seen


def test_a_finding_tells_its_place_within_the_part_and_what_is_allowed():
    rows = [{"A": "1"}, {"A": 2}]
    lines = shown({"text": "x", "slides": [{"type": "table", "data": {"headers": ["A"], "rows": rows}}]}).split("\n")
    assert lines[-2:] == ["⚠ row 2, A: the cell is a number, not text", "  allowed: a string"]


def test_twenty_findings_are_shown_at_a_part_and_the_others_counted():
    text = shown({"text": "x", "slides": [{"type": "list", "data": [*range(25)]}]})
    assert text.count("⚠ item") == 20
    assert "… and 5 more findings" in text


def test_what_cannot_be_read_at_all_is_told():
    assert shown("{") == shown(b"{")
    assert shown("[1]").startswith("✗ the message: ")


# Widths


@pytest.mark.parametrize("width", [19, 0, -5, 20.0, "80", True])
def test_a_width_that_is_none_is_refused(width):
    with pytest.raises(ConfigurationError, match=f"width={width!r}: .* at least 20"):
        terminal(Message("x"), width)


@pytest.mark.parametrize(("columns", "width"), [(50, 50), (300, 100), (7, 20)])
def test_without_a_width_it_is_that_of_the_terminal_up_to_100(monkeypatch, columns, width):
    monkeypatch.setattr("shutil.get_terminal_size", lambda *args, **kwargs: os.terminal_size((columns, 24)))
    assert terminal(Message("---"), color=False) == "─" * width


def test_words_stay_whole_where_they_can():
    assert shown(Message("the build of R-17 is done by now"), 20) == "the build of R-17 is\ndone by now"
    assert shown(Message("a" * 25 + " b"), 20) == "a" * 20 + "\naaaaa b"
    assert shown(Message("日本語" * 5), 20) == "日本語日本語日本語日\n本語日本語"


ANY = st.one_of(messages(), payloads(), invalid_payloads().map(lambda pair: pair[0]))


@FEWER
@given(ANY, st.sampled_from([20, 40, 100]))
def test_no_message_is_wider_than_it_may_be_or_steers_the_terminal(message, width):
    text = terminal(message, width, color=False)
    assert max(map(wide, text.split("\n"))) <= width
    assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c != "\n"]
    assert not re.search(r" $", text, re.MULTILINE)
    assert SGR.sub("", terminal(message, width, color=True)) == text


def test_numbers_stay_whole_where_there_is_little_room():
    far = {"Customer Support": {"Jan": 0, "Feb": 1234567890.5}, "B": {"Jan": 3, "Feb": 4}}
    assert "0 to 1,234,567,890.5" in shown(Message("x").graph("trend", far), 30)
    many = {f"Customer {n}": {str(at): at * 123456.25 + n for at in range(1, 11)} for n in range(4)}
    text = shown(Message("x").graph("vertical_bar", many), 24)
    assert "123,456 to" in text
    assert "1.235M" in text


def test_each_of_several_lines_has_points_of_its_own_with_colours_or_without():
    lines = {name: dict(zip("abcd", (at, 3 - at, at, 2), strict=True)) for at, name in enumerate(["Up", "Down"])}
    message = Message("x").graph("trend", lines)
    plain, colored = shown(message), SGR.sub("", terminal(message, 80, color=True))
    assert (plain.count("●"), plain.count("◆")) == (4, 4)  # the last points lie on each other
    assert colored == plain
    assert shown(Message("x").graph("trend", {"Up": lines["Up"]})).count("●") == 1


@pytest.mark.parametrize("values", [(-1e-7, 0.0001, 5), (-5, 0.0001, 1), (-1e-7, -3, -1)])
@pytest.mark.parametrize("kind", ["vertical_bar", "vertical_stacked_bar"])
def test_each_value_that_is_not_zero_has_a_bar_on_both_sides_of_zero(kind, values):
    lines = slide(Graph(kind, {"A": dict(zip("abc", values, strict=True))}))
    bars = [line for line in lines if re.match("[abc] ", line)]
    assert len([line for line in bars if "█" in line]) == len(bars) == 3
    assert len({line.index("│") for line in bars}) == 1
