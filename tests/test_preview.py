"""What a preview shows: the parts, the findings, and no one's markup."""

import io
import json
import re
from xml.etree import ElementTree

import pytest
from examples import SLIDES
from fewer import FEWER
from hostile import FULL, HOSTILE, spoilt
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pages import Parsed, parsed

from cardkit import Chart, ConfigurationError, Graph, Message, Table, actions, check, markup, preview
from cardkit.demo import FORMATS, published
from cardkit.preview.prose import Block, blocks, plain
from cardkit.preview.web.elements import Html, element, stylesheet
from cardkit.strategies import invalid_payloads, messages, payloads, slides
from cardkit.transport import Receipt

SVG = "{http://www.w3.org/2000/svg}"


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


def test_a_text_is_read_into_headings_quotes_rules_and_code():
    kinds = [block.kind for block in blocks("# One\n!q\n!r\ntext\n---\n```\na *b*\n```\nend")]
    assert kinds == ["heading", "quote", "text", "rule", "code", "text"]
    assert len(parsed(Message("# One\n### Three")).worn("ck-h3")) == 1


def test_an_address_is_no_mention_and_a_text_that_is_too_long_for_the_service_is_shown_as_it_is():
    assert blocks("ana@all.example") == (Block("text", (("ana@all.example",),)),)
    long = "*a* " * 5_001
    assert blocks(long) == (Block("text", ((long,),)),)
    assert blocks(long[:20_000])[0].lines[0][0].kind == "bold"


def test_a_background_that_there_is_not_and_a_blank_text_are_not_drawn():
    page = parsed({"text": "x", "styles": {"background": "pink"}})
    assert [attributes for _, attributes in page.elements if "pink" in (attributes.get("class") or "")] == []
    assert parsed({"text": " \n", "slides": [{"type": "text", "data": "d"}]}).worn("ck-text") == []


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


@pytest.mark.parametrize(
    ("message", "levels"), [(Message("x"), "2"), (Message("x").card("Alert").section("Hosts"), "233")]
)
def test_titles_are_headings_that_leave_no_level_out(message, levels):
    titled = Parsed(preview.page(message.list(title="Hosts").item("web-2")))
    assert "".join([each["aria-level"] for each in titled.named("div") if each.get("role") == "heading"]) == levels


@pytest.mark.parametrize("source", [Message(), Message().card(" "), '{"card": {"title": "\\n"}}'])
def test_a_page_has_a_title_where_the_card_has_none(source):
    assert "<title>Message</title>" in preview.page(source)


@pytest.mark.parametrize(("theme", "scheme"), [("auto", "light dark"), ("light", "light"), ("dark", "dark")])
def test_a_page_has_the_colours_of_its_theme(theme, scheme):
    assert f":root{{color-scheme:{scheme}}}" in preview.page(Message("x"), theme=theme)


def test_a_page_tells_no_address_where_it_was_shown():
    (policy,) = [meta["content"] for meta in Parsed(preview.page(Message("x"))).named("meta") if meta.get("name") == "referrer"]  # fmt: skip
    assert policy == "no-referrer"


@pytest.mark.parametrize(("name", "initial"), [("watch", "W"), ("\u2665 ops", "O"), ("\u2014", "?")])
def test_a_bot_without_a_picture_has_its_first_letter(name, initial):
    html = preview.html(Message("x").bot(name))
    assert re.search(rf'class="ck-avatar"[^>]*>{re.escape(initial)}<', html)


def test_a_text_alone_has_no_frame_of_a_card():
    assert parsed(Message("x")).worn("ck-card") == []


def test_a_text_has_the_colour_of_its_background():
    (text,) = parsed(Message("x").style(background="red")).worn("ck-text")
    assert text[1]["class"].split() == ["ck-text", "ck-tinted", "ck-red"]
    assert "border-left:4px solid #b9303d" in text[1]["style"]  # which a notebook that is not trusted keeps


def test_a_full_card_is_at_most_60_kilobytes():
    message = Message("x").card("y")
    for slide in SLIDES.values():
        message = message.slide(slide)
    assert len(preview.html(message).encode()) < 60_000


# Where a message shows itself


def test_a_message_opens_in_the_browser(monkeypatch, tmp_path):
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


@given(messages())
@example(
    Message("a\n```\n\n    b\n \t\r\n\rc\n```").card("t\n\n").table(["d\n\ne"], [["f\r\rg"]]).chart("pie", {"h": 1})
)
def test_a_fragment_stands_in_markdown_as_it_is(message):
    """There a block of HTML ends at the first blank line, as where `nbconvert` writes a notebook as Markdown."""
    html = preview.html(message)
    blocks = MarkdownIt("commonmark").parse(f"Before\n\n{html}\n\nAfter")[3:-3]
    assert [(block.type, block.content) for block in blocks] == [("html_block", f"{html}\n")]


def test_what_is_shown_is_plain_text_for_hosts_that_encode_no_subclass_of_it():
    message = Message("Hi").chart("pie", {"Up": 3})
    whole = [preview.html(message), preview.page(message), preview.svg(message.slides[0]), preview.terminal(message)]
    bundles = [*message._repr_mimebundle_().values(), *message.issues()._repr_mimebundle_().values()]
    assert {type(text) for text in (*whole, *bundles, Receipt(200)._repr_html_())} == {str}


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


def test_the_summary_leads_to_the_first_error_and_to_the_first_warning():
    page = parsed({"text": "x", "slides": [{"type": "list"}, {"type": "list"}], "later": 1, "sooner": 2})
    leads = [attributes["href"][1:] for attributes in page.named("a") if attributes["href"].startswith("#")]
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert leads == anchors
    assert [anchor.rpartition("-")[2] for anchor in anchors] == ["error", "warning"]


def test_cells_that_are_wrong_are_marked():
    rows = [{"A": "1", "B": "2"}, {"A": 5, "B": "3"}, {"A": "4"}]
    body = {"text": "x", "slides": [{"type": "table", "data": {"headers": ["A", "B"], "rows": rows}}]}
    assert [tag for tag, _ in parsed(body).worn("ck-wrong")] == ["td"] * 3


PIECES = {
    "options": lambda *texts: {"card": {"title": "t", "theme": "poll", "options": [{"text": text} for text in texts]}},
    "fields": lambda *texts: {
        "card": {"title": "t", "sections": [{"fields": [{"title": text, "value": text} for text in texts]}]}
    },
    "list": lambda *texts: {"slides": [{"type": "list", "data": [*texts]}]},
    "label": lambda *texts: {"slides": [{"type": "label", "data": [{"label": text, "value": text} for text in texts]}]},
    "table": lambda *texts: {"slides": [{"type": "table", "data": {"headers": ["A"], "rows": [{"A": text} for text in texts]}}]},
    "chart": lambda *texts: {"slides": [{"type": "percentage_chart", "data": [{"label": text, "value": 1} for text in texts]}]},
}  # fmt: skip


@pytest.mark.parametrize("wrong", ["stray\x07", [], None, {"a": 1}])
@pytest.mark.parametrize("kind", PIECES)
def test_what_stands_beside_an_entry_that_cannot_be_read_is_shown(kind, wrong):
    body = PIECES[kind]("first", wrong, "last")
    message = Message.from_dict({"text": "x", **body})
    said = [word for word in ("first", "stray", "last") if word != "stray" or wrong == "stray\x07"]
    for view in (
        parsed(message).text,
        preview.terminal(message, color=False),
        message.to_text(),
        message.to_markdown(),
    ):
        assert [word for word in said if word not in view] == []


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
    assert (str(message).count("\u2717"), str(message).count("\u26a0")) == (1, 0), (
        "nothing is said of what stands for it"
    )


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
    for source in (message, message.payload):
        assert "hello" in parsed(source).text
        assert "it cannot be read" in parsed(source).text


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
    assert xml.replace("\t", " ") == got.attrib["b"]


def test_no_rule_of_a_style_ends_its_element():
    with pytest.raises(ValueError, match="a stylesheet holds no '<'"):
        stylesheet("a{}</style><script>")


def test_only_elements_are_taken_as_markup():
    assert element("a", None, "<b>", Html("<b/>")) == "<a>&lt;b&gt;<b/></a>"
    assert element("a", None, Html("<b/>") + "<c>") == "<a>&lt;b/&gt;&lt;c&gt;</a>"


def test_buttons_of_a_slide_and_the_icon_of_a_card_are_drawn():
    button = {"label": "Open ticket", "action": {"type": "open.url", "data": {"web": "https://e.example/t"}}}
    card = {"title": "T", "theme": "modern-inline", "icon": "https://e.example/icon.png"}
    slides = [{"type": "list", "data": ["a"], "buttons": [button]}, {"type": "text", "data": "b", "buttons": 5}]
    body = {"text": "x", "card": card, "slides": slides}
    page, lines = parsed(body), preview.terminal(body, 100, color=False)
    assert page.worn("ck-icon")[0][1]["src"] == "https://e.example/icon.png"
    assert page.text.index("a") < page.text.index("Open ticket") < page.text.index("https://e.example/t")
    assert "▣ https://e.example/icon.png" in lines
    assert "[ Open ticket ]  opens an address" in lines
