"""Habits of Markdown and of other chats in texts: each is told with what to write, and nothing else is."""

import ast
import json
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.counting import counted
from cardkit import Message, check, markup
from cardkit.payload.text_habits import TRIGGER

HABITS = {
    "double-star": ["**a**", "x **a b** y", "**[a](https://b.c)**"],
    "double-tilde": ["~~a~~", "x ~~a b~~"],
    "pipe-table": ["|a|b|\n|---|---|\n|1|2|", "a | b\n--|:-:\n1 | 2", "x\n| a |\n|---|\ny"],
    "task-box": ["- [ ] a", "x\n* [x] b", "  + [X] c"],
    "angle-link": ["<https://a.b|c>", "see <http://a.b/c?d=e|the log>."],
    "angle-mention": ["<!here>", "<!channel> x", "<!everyone>", "<@U123>", "<@U123|ana>", "<@a+b@c.de>", "<@a@b.c|x>"],
    "markdown-picture": ["![x](https://a.b/c.png)", "a ![](b.png)"],
    "broken-link": ["[a](https://b.c/d(e))", "[a](https://b.c/?_g=(t:(from:now))&x=*y*_z_)", "[a](https://b.c/(d"],
    "html-tag": [
        *["<b>a</b>", "x <STRONG>a b</STRONG>", "<i>a</i>", "<em>a</em>", "<u>a</u>", "<s>a</s>", "<del>a</del>"],
        *["<code>a</code>", "a<br>b", "a<br/>b", "a<BR />b", "<p>a</p>", "<p class='a'>b", "<li>a</li>"],
        *['<a href="https://a.b/c?d=e">f</a>', "<a href='https://a.b'>c</a>", "<a href=https://a.b>c</a>", "</div>"],
        *["a &amp; b", "&lt;a&gt;", "&quot;a&quot;", "it&#39;s", "&nbsp;", "&#x27;", "https://a.b/?c=d&amp;e=f"],
        *["<img src='https://a.b/c.png'>", "<font color=red>a</font>", "<h1>a</h1>", "<b>*a*</b>", "<b><i>a</i></b>"],
    ],
    "unclosed-code": ["```", "a\n```\nb", "```a```\n```b"],
}

FINE = [
    *[
        "*a* _b_ ~c~ __d__",
        "2 ** 3",
        "a**b",
        "** a **",
        "web_01",
        "a ~ b",
        "~~~~",
        "x | y | z",
        "a -- b",
        "- a",
        "[ ] a",
    ],
    *[
        "a < b",
        "if a<b and c>d",
        "<user@example.com>",
        "<https://a.b/c>",
        "List<int>",
        "Map<a, b>",
        "Box<P>",
        "cp <a> <b>",
    ],
    *["R&D", "a & b; c", "AT&T;", "https://a.b/?c=d&lt=e&copy=f", "<!-- a -->", "a <- b", "x<y>z", "</", "<a", "&"],
    "`<b>a</b>` and ```\n<br> &amp;\n```",
    *["[a](https://b.c)", "[a](https://b.c/d) (e)", "[a](zohoid:1)", "a < b > c", "<b>", "https://a.b/c_(d)"],
    *[
        "`**a**` and ```\n**b** ~~c~~ - [ ] d <!here>\n```",
        "{@all} {#O1} {@ana@example.com}",
        "[Yes]",
        "***",
        "---",
        "",
    ],
]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in HABITS.items() for text in texts])
def test_each_habit_is_told_and_nothing_else(code, text):
    issues = check({"text": text})
    assert [(issue.code, issue.path, issue.severity) for issue in issues] == [(code, "/text", "warning")]


@pytest.mark.parametrize("text", FINE)
def test_what_is_no_habit_is_not_told(text):
    assert [issue.code for issue in check({"text": f"x {text}"})] == []


IN_MARKUP = {  # what the service's own markup has for it: the helpers of `markup`, and the sign itself for an entity
    "<b>Disk</b>": "*Disk*",
    "<strong>a &amp; b</strong>": "*a & b*",
    "<i>a</i>": "_a_",
    "<EM>a</EM>": "_a_",
    "<u>a</u>": "__a__",
    "<del>a</del>": "~a~",
    "<code>a_b</code>": "`a_b`",
    "<a href='https://a.b/?c=1&amp;d=2'>e</a>": "[e](https://a.b/?c=1&d=2)",
    "<br/>": "\n",
    "&amp;": "&",
    "&lt;": "<",
    "&#39;": "'",
    "&quot;": '"',
}


@pytest.mark.parametrize("tag", IN_MARKUP)
def test_the_hint_for_html_is_what_was_meant(tag):
    (issue,) = check({"text": f"x {tag} y"})
    assert ast.literal_eval(issue.got) == tag
    assert eval(issue.hint, {"markup": markup}) == IN_MARKUP[tag]


@pytest.mark.parametrize(
    "tag", ["<b>{@all}</b>", "<b>*a*</b>", "<a href='#top'>a</a>", "</p>", "<p id='a'>", "<@all>", "<@a.b>"]
)
def test_where_nobody_can_tell_what_was_meant_no_hint_is_given(tag):
    assert [issue.hint for issue in check({"text": f"x {tag}"})] == [""]


def test_html_is_told_once_a_text_and_counted():
    (issue,) = check({"text": "<b>Disk</b> full<br/>on web-2 &amp; web-3 `<i>x</i>`"})
    assert issue.message.endswith("; 2 more in the same text")
    body = {"text": "x", "card": {"title": "a<br>b", "theme": "modern-inline"}, "slides": [{"type": "list", "data": ["<b>c</b>"]}]}  # fmt: skip
    assert [(told.path, told.code) for told in check(body)] == [
        ("/card/title", "html-tag"),
        ("/slides/0/data/0", "html-tag"),
    ]


@given(st.text("ab *_~`|-[]()<>!@#$%\n:/.x", max_size=60))
def test_what_is_escaped_has_no_habit(text):
    issues = Message(f"x{markup.escape(text)}").issues()
    assert [issue.code for issue in issues] == []


@given(st.text("ab *_~`|-[]()<>!@#$%\n:/.x", max_size=80))
def test_every_habit_has_a_trigger_in_it(text):
    if not TRIGGER.search(text):
        assert {issue.code for issue in check({"text": f"x{text}"})} <= {"missing-reference"}  # which is no habit


def test_each_part_of_a_message_is_looked_at():
    body = {
        "text": "x",
        "card": {
            "title": "**a**",
            "theme": "modern-inline",
            "sections": [{"fields": [{"title": "b", "value": "**c**"}]}],
        },
        "slides": [
            {"type": "list", "title": "**d**", "data": ["**e**"]},
            {"type": "table", "data": {"headers": ["f"], "rows": [{"f": "**g**"}]}},
            {"type": "label", "data": [{"h": "**i**"}]},
            {"type": "text", "data": "**j**"},
            {"type": "percentage_chart", "data": [{"label": "**k**", "value": 1}]},
        ],
    }
    assert [issue.path for issue in check(body)] == [
        *["/card/title", "/card/sections/0/fields/0/value", "/slides/0/title", "/slides/0/data/0"],
        *["/slides/1/data/rows/0/f", "/slides/2/data/0/h", "/slides/3/data"],
    ]
    (told,) = check({"text": "x", "slides": json.dumps([{"type": "list", "data": ["**a**"]}])})
    assert (told.path, told.code) == ("/slides", "double-star")


def test_a_table_of_strokes_ends_with_its_last_row():
    rows = "| a | b |\n|---|---|\n| 1 | 2 |"
    (issue,) = check({"text": f"Hosts\n{rows}\nand more"})
    assert issue.got == repr(rows)


def test_text_that_is_no_markup_has_no_habits_of_it():
    assert check({"text": "**a**", "styles": {"markdown": False}}) == ()


def test_a_mention_outside_the_text_notifies_nobody():
    for mention in ("{@ana@example.com}", "{@1234567}", "{#O1}", "{@all}"):
        assert check({"text": mention}) == ()
        (issue,) = Message("x").list([mention]).issues()
        assert (issue.code, issue.path) == ("mention-outside-text", "/slides/0/data/0")
    assert Message("x").list([markup.silent("Ana", "1234567")]).issues() == ()


@given(st.from_regex(r"\{@[^\s{}]{1,12}\}", fullmatch=True))
@example("{@:}")
@example("{@ALL}")
def test_the_hint_for_a_mention_outside_the_text_can_be_carried_out(mention):
    for issue in check({"text": "x", "card": {"title": mention, "theme": "modern-inline"}}):
        if issue.code == "mention-outside-text" and issue.hint:
            assert eval(issue.hint, {"markup": markup}).startswith("[")


PRIVATE = [
    "http://localhost/a", "https://127.0.0.1:8/a", "https://10.1.2.3/a", "https://192.168.0.1/a",
    "https://nas.local/a", "http://[::1]/a",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_picture_of_a_private_network_is_told(address):
    (issue,) = check({"text": "x", "slides": [{"type": "image", "data": [address]}]})
    assert (issue.code, issue.path) == ("private-picture", "/slides/0/data/0")
    assert check({"text": address, "slides": [{"type": "list", "data": [address]}]}) == ()


def test_a_picture_that_everyone_reaches_is_not_told():
    for address in ("https://example.com/localhost.png", "https://8.8.8.8/a", "https://a.b/10.0.0.1"):
        assert check({"text": "x", "slides": [{"type": "image", "data": [address]}]}) == ()


def test_only_an_id_that_is_encoded_is_told():
    assert [issue.path for issue in check({"text": "x", "reply_to": "1599%201172"})] == ["/reply_to"]
    assert check({"text": "100%20 x", "thread_message_id": "1599_1172 x"}) == ()


def test_a_table_full_of_habits_gets_few_warnings():
    issues = Message("x").table(["A"]).rows([["**a**"]] * 500).issues()
    assert [issue.code for issue in issues].count("double-star") == 20


EVIL = [
    "**", "*", "[a](https://((((", "|-", "<", "- [ ] ", "```", "[x](https://a", "~~a", "|\n-|-\n", "<!here|", "<b>",
    "<a href=", "<p ", "<br", "&#", "</b", "![(", "** ", "|", " |-",
]  # fmt: skip


@pytest.mark.parametrize("piece", EVIL)
def test_hostile_text_takes_no_more_than_its_length(piece):
    one, two = (counted(lambda n=n: check({"text": piece * n})).opcodes for n in (150, 300))
    assert two < 2.6 * one


def test_text_without_a_trigger_costs_next_to_nothing():
    words = ["word", "web_01", "*bold*", "a-b", "(c)", "5|6"]
    plain = " ".join(random.Random(1).choices(words, k=900))
    small, large = (counted(lambda text=text: check({"text": text})).opcodes for text in ("word", plain))
    assert large < 1.2 * small


PICTURE = "http://10.0.0.7/plan.png"


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("bot", {"name": "CI", "image": PICTURE}),
        ("card", {"title": "T", "thumbnail": PICTURE}),
        ("card", {"title": "T", "icon": PICTURE}),
    ],
)
def test_a_picture_of_a_private_network_is_told_wherever_it_stands(key, part):
    found = [issue.path for issue in check({"text": "Hi", key: part}) if issue.code == "private-picture"]
    assert found == [f"/{key}/{[*part][1]}"]
