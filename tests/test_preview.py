"""What a preview shows: the parts, the findings, drawings by arithmetic, colours by arithmetic, and no one's markup."""

import decimal
import io
import itertools
import json
import math
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from examples import SLIDES
from fewer import FEWER
from hostile import FULL, HOSTILE, spoilt
from hypothesis import given
from hypothesis import strategies as st

from cardkit import Chart, ConfigurationError, Graph, Message, Table, actions, check, markup, preview
from cardkit.demo import FORMATS, published
from cardkit.preview.console.message import written
from cardkit.preview.numbers import brief, format_of, percent, shown
from cardkit.preview.points import points_of
from cardkit.preview.prose import blocks, plain
from cardkit.preview.scales import scale, shares
from cardkit.preview.views import ButtonView, Call, CardView, MessageView, SlideView
from cardkit.preview.web.elements import Html, element
from cardkit.preview.web.page import fragment
from cardkit.preview.web.style import COLOURS, SERIES
from cardkit.strategies import invalid_payloads, messages, payloads, slides

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "img", "hr", "br"}


class Parsed(HTMLParser):
    """The elements of a piece of HTML with their attributes, all of which must be closed in order."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text += data

    def named(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]

    def worn(self, name):
        return [(tag, a) for tag, a in self.elements if name in (a.get("class") or "").split()]


def parsed(source):
    return Parsed(preview.html(source))


def drawn(slide):
    return ElementTree.fromstring(preview.svg(slide, theme="light"))


# The parts of a message


def test_a_message_shows_who_wrote_it_its_text_its_card_and_each_slide():
    message = Message("*Done* by {@ana@example.com}").bot("Watch", "https://e.example/w.png").card("Weekly")
    for slide in SLIDES.values():
        message = message.slide(slide)
    page = parsed(message)
    for words in ["Watch", "Done by @ana@example.com", "Weekly", "All green.", "Owner", "carousel", "Up", "EU"]:
        assert words in page.text
    assert len(page.worn("ck-slide")) == len(SLIDES)
    assert {"src": "https://e.example/w.png", "referrerpolicy": "no-referrer"}.items() <= page.named("img")[0].items()


@pytest.mark.parametrize("name", FORMATS)
def test_each_published_body_is_shown_with_all_its_words(name):
    body = json.loads(published(name))
    text = parsed(body).text

    shown_keys = {"text", "title", "name", "headers", "rows", "label", "category"}

    def of(value, key=""):
        if isinstance(value, dict):
            return [word for name, each in value.items() for word in of(each, name)]
        if isinstance(value, list):
            return [word for each in value for word in of(each, key)]
        return [value] if isinstance(value, str) and key in shown_keys and "://" not in value else []

    assert of(body)
    assert [word for word in of(body) if word not in text] == []


@pytest.mark.parametrize(("text", "shown"), [
    ("*b* _i_ ~s~ __u__", "<b>b</b> <i>i</i> <s>s</s> <u>u</u>"),
    ("*a _b_ c*", "<b>a <i>b</i> c</b>"),
    ("2*3*4 a_b_c", ">2*3*4 a_b_c<"),
    ("[docs](https://e.example/a)", ' target="_blank" rel="noopener noreferrer" href="https://e.example/a">docs</a>'),
    ("see https://e.example/a_(b), ok", '>https://e.example/a_(b)</a>, ok'),
    ("[x](javascript:alert(1))", ">[x](javascript:alert(1))<"),
    ("[x](javascript:1)", ">x<"),
    ("{#O1} {@all} @available", ">#O1</span> "),
    ("[Ana](zohoid:12)", 'title="12">@Ana</span>'),
])  # fmt: skip
def test_markup_is_shown_as_the_chat_shows_it(text, shown):
    assert shown in preview.html(Message(text))


def test_blocks_of_text():
    kinds = [block.kind for block in blocks("# One\n!q\n!r\ntext\n---\n```\na *b*\n```\nend")]
    assert kinds == ["heading", "quote", "text", "rule", "code", "text"]
    assert len(parsed(Message("# One\n### Three")).worn("ck-h3")) == 1


def test_escaped_text_is_shown_without_meaning():
    page = parsed(Message(markup.escape("*x* {@all} [y](https://e.example)")))
    assert not page.named("b")
    assert not page.worn("ck-mention")


def test_markdown_switched_off_leaves_styles_as_text_and_keeps_mentions():
    page = parsed(Message("*x* {@all}").style(markdown=False))
    assert "*x*" in page.text
    assert page.worn("ck-mention")


@given(st.text(max_size=60))
def test_no_word_of_a_text_is_lost(text):
    kept = "".join(plain(line) for block in blocks(text, markup=False) for line in block.lines)
    assert [c for c in text if c.isalnum() and c not in kept] == []


def test_buttons_show_colour_hint_what_they_call_and_what_they_ask():
    asked = actions.invoke_function("deploy", owner="ops@e.example", arguments={"env": "prod"}).confirm(
        title="Sure?", input="Reason", button_label="Go", description="No way back", mandatory=True
    )
    message = (
        Message("x").button("Yes", asked, style="+", hint="Releases it").button("No", actions.copy("n"), style="-")
    )
    page = parsed(message)
    for words in ["Calls the function deploy", "ops@e.example", '{"env": "prod"}', "Sure?", "No way back", "Reason (required)", "Go", "Cancel", "Releases it", "Copies a text"]:  # fmt: skip
        assert words in page.text
    assert [("ck-good" in a["class"], a.get("title")) for tag, a in page.elements if tag == "summary"] == [(True, "Releases it"), (False, None)]  # fmt: skip
    assert page.worn("ck-bad")


def test_an_icon_and_the_buttons_of_a_slide_are_drawn_where_a_view_has_them():
    pressed = ButtonView("Restart", "-", action=Call("calls the function restart"))
    slides = [SlideView("/slides/0", Table(["Host"], [["web-2"]]), buttons=[pressed])]
    view = MessageView(card=CardView("Hosts", icon="https://e.example/i.png"), slides=slides)
    page = Parsed(fragment(view, "auto"))
    assert page.worn("ck-icon")[0][1]["src"] == "https://e.example/i.png"
    assert page.text.index("web-2") < page.text.index("Restart") < page.text.index("Calls the function restart")
    lines = written(view, 80, color=False).split("\n")
    assert "▣ https://e.example/i.png" in "\n".join(lines)
    assert [line for line in lines if "[ - Restart ]  calls the function restart" in line]


def test_an_instant_button_stands_in_the_text():
    html = preview.html(Message("Lunch? [Yes]($1)").instant_button("Yes", actions.invoke_function("lunch"), key="1"))
    assert re.search(r'Lunch\? <details class="ck-button ck-instant"', html)


def test_an_address_cannot_be_shown_as_another():
    body = {"text": "x", "buttons": [{"label": "l", "action": {"type": "open.url", "data": {"web": "https://a.example/\u202emoc.live"}}}]}  # fmt: skip
    assert "https://a.example/\\u202emoc.live" in parsed(body).text


def test_polls_show_a_bar_for_each_option():
    page = parsed(Message("x").poll("Which?", "One", "Two", "Three"))
    assert len(page.worn("ck-option")) == len(page.worn("ck-bar")) == 3


def test_at_most_200_rows_are_shown_and_the_rest_counted():
    page = parsed(Message("x").table(["N"]).rows([[n] for n in range(1203)]))
    assert "199" in page.text
    assert "1,203 rows · 1 column · the first 200 are shown" in page.text
    assert "200" not in page.text.replace("1,203 rows", "").replace("first 200", "")
    assert len(page.named("tr")) == 201
    assert "the first" not in parsed(Message("x").table(["N"]).rows([[n] for n in range(200)])).text


def test_a_long_cell_is_broad_where_its_table_scrolls_anyway():
    def least(columns):
        rows = [["word " * 30, *"x" * (columns - 1)]]
        page = preview.html(Message("x").table([f"Column {at}" for at in range(columns)], rows))
        return re.findall(r"min-width:(\d+)px", page.partition("<table")[2])[1]

    assert (least(2), least(9)) == ("214", "374")


MANY = [
    {"type": "list", "data": ["x"] * 1_000},
    {"type": "label", "data": [{"a": "b"}] * 1_000},
    {"type": "images", "data": ["https://e.example/a"] * 1_000},
    {"type": "percentage_chart", "data": [{"label": "a", "value": 1}] * 1_000},
    {
        "type": "graph",
        "data": [{"category": f"c{n}", "values": [{"label": f"l{n}", "value": 1}]} for n in range(1_000)],
    },
    {"type": "graph", "data": [{"category": "c", "values": [{"label": "l", "value": 1}] * 1_000}]},
]


@pytest.mark.parametrize("slide", MANY, ids=lambda slide: slide["type"])
def test_of_all_that_is_many_the_first_are_shown_and_the_rest_counted(slide):
    page = parsed({"text": "x", "slides": [slide]})
    assert re.search(r"… and (800|980) more", page.text)
    assert len(page.elements) < 3_000
    assert re.search(r"… and (800|980) more", preview.terminal({"text": "x", "slides": [slide]}, 80, color=False))  # fmt: skip


CARDS = {
    "option": {"options": [{"text": "o"}] * 1_000, "theme": "poll"},
    "section": {"sections": [{"fields": []}] * 1_000},
    "button": {"buttons": [{"label": "l", "action": {"type": "copy", "data": {"text": "t"}}}] * 1_000},
}


@pytest.mark.parametrize("name", CARDS)
def test_of_many_parts_of_a_card_too(name):
    body = {"text": "x", "card": {"title": "t", "theme": "modern-inline", **CARDS[name]}}
    for seen in (parsed(body).text, preview.terminal(body, 80, color=False)):
        assert f"… and 800 more {name}s" in seen


def test_of_many_slides_and_buttons_below_too():
    button = CARDS["button"]["buttons"][0]
    body = {"text": "x", "slides": [{"type": "text", "data": "d"}] * 300, "buttons": [button] * 300}
    for seen in (parsed(body).text, preview.terminal(body, 80, color=False)):
        assert "… and 100 more slides" in seen
        assert "… and 100 more buttons" in seen


def test_tables_have_their_widths():
    heads = parsed(Message("x").table(["A", "B", "C"]).row(1, 2, 3).width(50, 30, 20)).named("th")
    assert [re.findall(r"(?<=[^-]width:)\d+%", head["style"]) for head in heads] == [["50%"], ["30%"], ["20%"]]


STYLES = ["disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"]


@pytest.mark.parametrize("style", STYLES)
def test_lists_have_their_markers(style):
    page = parsed(Message("x").list(["a"], style=style))
    (found,) = page.worn("ck-list")
    assert found[0] == ("ul" if style in STYLES[:3] else "ol")
    assert found[1]["style"].endswith(f"list-style-type:{style}")


def test_a_page_needs_no_script_and_names_no_address():
    page = preview.page(Message("Hi").card("Title").chart("pie", {"a": 1}).graph("trend", {"b": {"c": 1}}))
    assert "http" not in page.replace("http-equiv", "").replace("img-src http: https:", "")
    assert Parsed(page).named("script") == []
    assert "<title>Title</title>" in page


def test_a_full_card_is_at_most_60_kilobytes():
    message = Message("x").card("y")
    for slide in SLIDES.values():
        message = message.slide(slide)
    assert len(preview.html(message).encode()) < 60_000


# Where a message shows itself


def test_it_opens_in_the_browser(monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    path = Message("Hi").card("Title").open(theme="dark")
    assert opened == [path.as_uri()]
    assert path.read_text(encoding="utf-8") == preview.page(Message("Hi").card("Title"), theme="dark")
    assert path.parent.stat().st_mode & 0o077 == 0


def test_without_a_browser_it_says_where_the_page_lies(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    with pytest.raises(ConfigurationError, match=r"no browser can be opened here; the page lies at .*card\.html"):
        Message("Hi").open()


def test_a_notebook_gets_html_and_plain_text():
    bundle = Message("Hi").list(["one"])._repr_mimebundle_()
    assert bundle["text/html"] == preview.html(Message("Hi").list(["one"]))
    assert [line.strip() for line in bundle["text/plain"].splitlines() if line] == ["Hi", "• one"]


def test_a_notebook_gets_findings_as_html_and_plain_text():
    issues = check({"text": 5})
    assert issues._repr_mimebundle_() == {
        "text/html": preview.html(issues),
        "text/plain": preview.terminal(issues, color=False),
    }
    assert issues._repr_html_() == preview.html(issues)


def test_print_and_rich_show_the_same():
    from rich.console import Console

    message = Message("Hi [bold]there[/bold]").card("Title").label({"Owner": "Ana"})
    console = Console(width=60, file=io.StringIO(), color_system=None)
    console.print(message)
    assert [line.rstrip() for line in console.file.getvalue().splitlines()] == preview.terminal(message, 60, False).splitlines()  # fmt: skip
    coloured = Console(width=60, file=io.StringIO(), force_terminal=True, color_system="standard")
    coloured.print(message)
    assert "\x1b[1mTitle" in coloured.file.getvalue()


# What is wrong, and what is not finished


def test_a_finding_stands_at_the_part_it_is_about():
    body = {
        "text": "x",
        "slides": [{"type": "list", "data": []}, {"type": "list", "data": ["a"], "styles": {"type": "x"}}],
    }
    first, second = preview.html(body).split('<div class="ck-slide"')[1:]
    assert "the list has nothing in it" in first
    assert "nothing in it" not in second
    assert "&#39;x&#39; is not a style of a list" in second


def test_cells_that_are_wrong_are_marked():
    rows = [{"A": "1", "B": "2"}, {"A": 5, "B": "3"}, {"A": "4"}]
    body = {"text": "x", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": rows}}]}
    assert [tag for tag, _ in parsed(body).worn("ck-wrong")] == ["td"] * 3


@pytest.mark.parametrize("source", ["", "no json", b"\xff", "[1]", '{"a":1,"a":2}', {"text": float("nan")}, "[" * 9000])
def test_what_is_no_body_shows_why(source):
    page = parsed(source)
    assert [a for _, a in page.worn("ck-note")]
    assert check(source)[0].message.partition(":")[0] in page.text


def test_an_empty_message_says_what_it_needs():
    assert "there is nothing to post" in parsed(Message()).text


def test_a_slide_of_a_strangers_class_that_fails_is_told_instead_of_raised():
    class Moody:
        type = "moody"
        calm = True

        def to_dict(self, api=None):
            if not self.calm:
                raise RuntimeError("not today")
            return {"type": "moody"}

        def issues(self, limits=None):
            return ()

    slide = Moody()
    message = Message("x").card("Title").list(["before"]).slide(slide).list(["behind"])
    assert "moody" in parsed(message).text
    slide.calm = False
    for words in ["Title", "before", "behind", "not today"]:
        assert words in parsed(message).text
        assert words in str(message)


class UnspeakableError(Exception):
    def __repr__(self):
        raise ValueError("no")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([1], "what Odd.to_dict gives is of type list"),
        ({"type": "odd", "data": float("nan")}, "is a number that JSON cannot say"),
        ({"type": "odd", 1: 2}, "the key 1 is no string"),
    ],
)
def test_what_is_wrong_with_a_strangers_slide_is_told_in_its_own_words(given, told):
    class Odd:
        type = "odd"

        def to_dict(self, api=None):
            return now[0]

        def issues(self, limits=None):
            return ()

    now = [{"type": "odd"}]
    message, alone = Message("x").list(["before"]).slide(Odd()), Odd()
    now[0] = given
    for view in (preview.html(message), preview.html(alone), preview.terminal(message, width=60, color=False)):
        assert told in " ".join(re.sub("[│\n]", " ", view).split())
        assert "ConstraintError" not in view


def test_a_strangers_slide_is_shown_alone():
    class Mood:
        type = "mood"

        def to_dict(self, api=None):
            return {"type": "mood", "data": "sunny"}

        def issues(self, limits=None):
            return ()

    assert "sunny" in preview.html(Mood())


@pytest.mark.parametrize("view", [preview.html, lambda body: preview.terminal(body, width=60, color=False)])
def test_shares_of_a_chart_of_too_many_segments_are_those_of_the_whole(view):
    data = [{"label": f"s{at}", "value": 10} for at in range(30)]
    shown = view(
        {"text": "x", "slides": [{"type": "percentage_chart", "data": data, "styles": {"preview": "doughnut"}}]}
    )
    assert "3.3%" in shown
    assert "5%" not in shown
    if view is preview.html:
        assert ">300<" in shown


def test_an_error_that_cannot_be_told_is_told_all_the_same():
    class Late:
        type = "late"

        def to_dict(self, api=None):
            return {"type": "late"}

        def issues(self, limits=None):
            return ()

    slide = Late()
    message = Message("hello").slide(slide)
    Late.issues = lambda self, limits=None: (_ for _ in ()).throw(UnspeakableError())
    assert "hello" in parsed(message).text
    assert "it cannot be read" in parsed(message).text


@FEWER
@given(invalid_payloads())
def test_every_finding_of_a_wrong_body_is_shown(wrong):
    body, _ = wrong
    text = parsed(body).text
    assert [
        issue for issue in check(body)[:20] if issue.message.replace("\n", " ") not in text.replace("\n", " ")
    ] == []


@FEWER
@given(messages())
def test_every_message_is_shown_in_every_view(message):
    Parsed(preview.page(message))
    preview.terminal(message, 60, color=True)
    assert set(message._repr_mimebundle_()) == {"text/html", "text/plain"}


@FEWER
@given(payloads())
def test_every_form_of_a_body_is_shown(body):
    assert Parsed(preview.html(body)).text


def test_a_drawing_alone_is_whole_however_much_it_shows():
    many = {f"c{number}.": {f"l{label}.": label for label in range(201)} for number in range(21)}
    drawn = preview.svg(Graph("vertical_bar", many))
    assert "c20." in drawn
    assert "l200." in drawn


@given(slides())
def test_every_drawing_is_well_formed(slide):
    if isinstance(slide, (Chart, Graph)):
        for theme in ("auto", "light", "dark"):
            assert ElementTree.fromstring(preview.svg(slide, theme=theme)).tag == f"{SVG}svg"


@pytest.mark.parametrize("ask", [lambda: preview.html(5), lambda: preview.html(Message("x"), theme="blue"), lambda: preview.page("{}", theme=""), lambda: preview.svg(Table(["a"])), lambda: preview.svg(Chart("pie", {"a": 1}), theme="x")])  # fmt: skip
def test_what_cannot_be_shown_is_refused(ask):
    with pytest.raises(ConfigurationError, match=r"preview|theme|SVG"):
        ask()


# No one's markup


@pytest.mark.parametrize(
    "body", [spoilt(FULL), json.loads(json.dumps(FULL).replace('"A"', json.dumps(HOSTILE))), {HOSTILE: HOSTILE}]
)
def test_hostile_text_never_becomes_markup(body):
    page = Parsed(preview.page(body))
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "iframe", "object", "form", "input", "base"})
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src"):
            assert re.match(
                r"https:|#ck-[0-9a-f]{8}-(error|warning)\Z|data:image/svg\+xml;base64,",
                attributes.get(name) or "https:",
            )
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in preview.page(body)
    assert "\x1b" not in preview.terminal(body, 80, color=False)


@given(st.text())
def test_text_comes_out_of_an_element_as_it_went_in(text):
    fit = re.sub("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    xml = fit.replace("\r\n", "\n").replace("\r", "\n")
    got = ElementTree.fromstring(element("a", {"b": text}, text))
    assert (got.text or "") == xml
    assert re.sub(r"[\t\n]", " ", xml) == got.attrib["b"]


def test_only_elements_are_taken_as_markup():
    assert element("a", None, "<b>", Html("<b/>")) == "<a>&lt;b&gt;<b/></a>"
    assert element("a", None, Html("<b/>") + "<c>") == "<a>&lt;b/&gt;&lt;c&gt;</a>"


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


def test_shares_and_percents():
    assert shares([40, 25, 10]) == (40 / 75, 25 / 75, 10 / 75)
    assert sum(shares([0.1] * 5)) == pytest.approx(1)
    assert [percent(share) for share in shares([1, 1, 1])] == ["33.3%"] * 3
    assert [shown(1e12), shown(1_000_000), shown(-0.25), brief(1_999_800)] == ["1,000,000,000,000", "1,000,000", "-0.25", "1.9998M"]  # fmt: skip


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


def test_buttons_of_a_slide_and_the_icon_of_a_card_are_drawn():
    button = {"label": "Open ticket", "action": {"type": "open.url", "data": {"web": "https://e.example/t"}}}
    card = {"title": "T", "theme": "modern-inline", "icon": "https://e.example/icon.png"}
    slides = [{"type": "list", "data": ["a"], "buttons": [button]}, {"type": "text", "data": "b", "buttons": 5}]
    page = preview.page({"text": "x", "card": card, "slides": slides})
    assert "Open ticket" in page
    assert "https://e.example/icon.png" in page
    assert "https://e.example/t" in preview.terminal({"text": "x", "card": card, "slides": slides}, 100, color=False)
