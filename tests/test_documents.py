"""Messages as plain text and as CommonMark, which another parser reads back."""

import re

import pytest
from bodies import FULL as FULL_BODY
from bodies import changed
from fewer import FEWER
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cardkit import Message, RawSlide, actions, markup, strategies

READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

FULL = (
    Message(
        "# Done\n*All* by {@ana@example.com}, see [the log](https://example.com/log)\n!So it is.\n---\n```\nx = 1\n```"
    )
    .bot("Watch")
    .card("Hosts")
    .table(["*Host*", "State"], title="Now")
    .row("web_01", "up\nagain")
    .row("日本", "[+Go](invoke.function|wake||1)")
    .list(["Drain", "*Swap* disks"], style="decimal")
    .label({"Owner": "Ana"})
    .image("https://example.com/a.png", title="Plan")
    .chart("pie", {"Up": 3, "Down": 0.5})
    .graph("trend", {"EU": {"Jan": 9}, "US": {"Feb": 2}}, x_axis="Month")
    .text_slide("All _green_.")
    .slide(RawSlide({"type": "odd", "title": "Odd", "data": 1}))
    .button("Open", actions.open_url("https://example.com"))
    .button("Approve", actions.invoke_function("approve", "ana@example.com"))
)

TEXT = """\
Watch:

Done
All by @ana@example.com, see the log (https://example.com/log)
> So it is.
---
    x = 1

Hosts
=====

Now
---

Host    State
------  -----
web_01  up
        again
日本    [Go]

1. Drain
2. Swap disks

Owner: Ana

Plan
----

https://example.com/a.png

Up: 3
Down: 0.5

Month  EU  US
-----  --  --
Jan    9
Feb        2

All green.

Odd
---

{
  "type": "odd",
  "title": "Odd",
  "data": 1
}

[Open] opens an address (address: https://example.com)
[Approve] calls the function approve (owner: ana@example.com)"""


def test_a_message_as_text():
    assert FULL.to_text() == TEXT


def tree(text):
    return SyntaxTreeNode(READER.parse(text))


def shown(node):
    """The text of a node as a reader sees it."""
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    return "".join(map(shown, node.children)) if node.children else node.content


def test_a_message_as_markdown_has_the_same_parts():
    kinds = [node.type for node in tree(FULL.to_markdown()).children]
    assert kinds == [
        *["paragraph", "heading", "paragraph", "blockquote", "hr", "fence", "heading", "heading", "table"],
        *[
            "ordered_list",
            "bullet_list",
            "heading",
            "paragraph",
            "bullet_list",
            "table",
            "paragraph",
            "heading",
            "fence",
        ],
        "bullet_list",
    ]
    assert "![Plan](https://example.com/a.png)" in FULL.to_markdown()
    assert "- [Open](https://example.com)" in FULL.to_markdown()


def test_a_table_keeps_its_cells_in_markdown():
    message = Message("x").table(["A|B", "C"]).row("a|b", "*bold* c").row("", "`x`")
    table = tree(message.to_markdown()).children[-1]
    cells = [[shown(cell) for cell in row.children] for part in table.children for row in part.children]
    assert cells == [["A|B", "C"], ["a|b", "bold c"], ["", "`x`"]]


def rows(message):
    """The body of the table at the end of a message: as text, split at blanks, and as Markdown."""
    cells = [
        [shown(cell) for cell in row.children] for row in tree(message.to_markdown()).children[-1].children[1].children
    ]
    lines = message.to_text().rpartition("\n\n")[2].split("\n")[2:]
    return [line.split() for line in lines], [[*filter(None, row)] for row in cells]


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ({"a": [("Jan", 1), ("Jan", 2), ("Feb", 3)]}, [["Jan", "1"], ["Jan", "2"], ["Feb", "3"]]),
        ({"a": {"Jan": 1, "Mar": 2}, "b": {"Jan": 3, "Feb": 4, "Mar": 5}}, [["Jan", "1", "3"], ["Feb", "4"], ["Mar", "2", "5"]]),
        ({"a": [("Jan", 1)], "b": [("Jan", 2), ("Jan", 3)]}, [["Jan", "1", "2"], ["Jan", "3"]]),
    ],
)  # fmt: skip
def test_every_point_of_a_graph_is_told_and_its_labels_keep_their_order(categories, expected):
    assert rows(Message("x").graph("trend", categories, title="t")) == (expected, expected)


def test_a_graph_that_no_view_shows_whole_is_told_whole():
    graph = {"type": "graph", "data": [{"category": f"c{at}", "values": [{"label": f"l{one}", "value": at} for one in range(210)]} for at in range(21)]}  # fmt: skip
    told = rows(Message.from_dict({"text": "x", "slides": [graph]}))
    expected = [[f"l{one}", *[str(at) for at in range(21)]] for one in range(210)]
    assert told == (expected, expected)


@pytest.mark.parametrize(
    ("style", "marks"),
    [
        ("disc", "- -"),
        ("decimal", "1. 2."),
        ("lower-alpha", "a. b."),
        ("upper-alpha", "A. B."),
        ("lower-roman", "i. ii."),
        ("upper-roman", "I. II."),
    ],
)
def test_items_have_the_marks_of_their_style(style, marks):
    message = Message("x").list(["one", "two"], style=style)
    assert message.to_text() == "x\n\n{} one\n{} two".format(*marks.split())
    kind = "bullet_list" if style == "disc" else "ordered_list"  # CommonMark has no others
    assert [shown(node) for node in tree(message.to_markdown()).children[-1].children] == ["one", "two"]
    assert tree(message.to_markdown()).children[-1].type == kind


WORDS = st.text("ab *_~`#>-+=![]()<>|&;\\.:1$é", min_size=1, max_size=40).map(lambda text: f"a{text}a")


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_text_that_is_escaped_reads_the_same_as_markdown(lines):
    safe = [markup.escape(line) for line in lines]
    text = "\n".join(safe)
    assert shown(tree(Message(text).to_markdown())) == text


@given(WORDS)
def test_an_item_reads_the_same_as_markdown(text):
    item = markup.escape(text)
    assert shown(tree(Message("x").list([item]).to_markdown()).children[-1]) == item


HTML = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("label", ["script", "/script", "https://a<b>c", "!--", "a|b"])
def test_a_link_that_shows_its_own_address_is_no_html(label):
    message = Message(f"[{label}]({label})").table(["A", "B"]).row(f"[{label}]({label})", "b")
    text, table = HTML.render(message.to_markdown()).split("<table>")
    assert not re.search(r"<(?!/?(?:p>|a ))", text.replace("</a>", ""))
    assert re.findall("<td>(.*)</td>", table)[1:] == ["b"]


def test_what_is_not_safe_to_follow_is_no_link():
    message = Message("[x](javascript:1) [y](data:text/html,z) [*z*](tel:+1)")
    assert message.to_markdown() == "x y [\\*z\\*](tel:+1)"


def test_a_cell_keeps_an_address_with_a_stroke():
    message = Message("x").table(["A"]).row("[x](https://example.com/?a|b)")
    assert 'href="https://example.com/?a%7Cb"' in HTML.render(message.to_markdown())


@pytest.mark.parametrize("text", ["Build #", "C #  ", "##", "a ## b", "C#"])
def test_a_heading_keeps_the_signs_at_its_end(text):
    headings = tree(Message(f"# {text}").card(text).to_markdown()).children
    assert [shown(heading) for heading in headings] == [text.strip(), text.strip()]


@pytest.mark.parametrize(
    "text",
    [
        "*bold* _italic_ ~struck~ `code`",
        "# One\n\ntwo",
        "!quoted",
        "[x](https://example.com/a)",
        "a\n\n---\n\nb",
        "```\nx\n```",
    ],
)
def test_what_goes_out_comes_back(text):
    assert markup.from_markdown(Message(text).to_markdown()) == text


@FEWER
@given(strategies.messages())
def test_every_message_has_both_forms(message):
    assert "\x1b" not in message.to_text()
    READER.parse(message.to_markdown())


def test_what_steers_a_terminal_is_seen_as_it_is():
    message = Message.from_dict({"text": "a\x1b[31m", "slides": [{"type": "list", "data": ["b\u202ec"]}]})
    assert message.to_text() == "a\u241b[31m\n\n- b\\u202ec"


@given(changed(FULL_BODY, values=st.text("\x00\x1b\x85\ud800a", min_size=1)))
def test_what_no_file_can_hold_is_replaced_in_markdown(body):
    told = Message.from_dict(body).to_markdown()
    told.encode()
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", told)


def test_an_empty_message_is_an_empty_text():
    assert Message().to_text() == Message().to_markdown() == ""


@pytest.mark.parametrize(
    "slide",
    [
        {"type": "graph", "data": [], "styles": {"preview": "trend"}},
        {"type": "graph", "data": [{"category": "A", "values": []}], "styles": {"preview": "trend"}},
        {"type": "table", "data": {"headers": [], "rows": []}},
    ],
)
def test_a_slide_without_data_has_its_title_alone(slide):
    message = Message.from_dict({"text": "x", "slides": [slide | {"title": "Load"}]})
    assert message.to_markdown() == "x\n\n### Load"
    assert message.to_text() == "x\n\nLoad\n----"
