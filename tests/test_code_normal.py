"""Code in the normal form: steps throughout, what they change is told, and what has errors alone stays JSON."""

import contextlib
import json
import re

import pytest
from bodies import BUTTON, FULL, JSON, KEYS, changed, value_at
from examples import URL, WIRE
from executed import executed
from fewer import FEWER
from hypothesis import given
from hypothesis import strategies as st
from refusals import errors

from cardkit import ConfigurationError, Message, RawSlide, actions, check, strategies
from cardkit.demo import FORMATS, published
from cardkit.errors.issue import pointer
from cardkit.errors.wording import escaped

RAW = ("RawSlide(", "from_dict(", ".raw_")


def in_normal_form(body):
    """The code of a body in its normal form, which is that of its own message, too."""
    code = Message.from_dict(body).to_code(api="v2")
    assert executed(code).to_code(api="v2") == code
    assert executed(code).to_code() == code
    return code


def on_one_line(code):
    """The code without what a formatter decides."""
    return re.sub(r",(?=[)\]}])", "", re.sub(r"\s", "", code))


def told(body, api="v2"):
    """The comments of the code, one line each."""
    code = Message.from_dict(body).to_code(api=api, explain=True)
    head = "\n".join([line for line in code.split("\n") if line.startswith("#")])
    return head.replace("\n#   ", " ").replace("# ", "").split("\n") if head else []


def with_slide(**slide):
    return {"text": "x", "slides": [slide]}


CALL = {"label": "Go", "action": {"type": "invoke.function", "data": {"name": "go"}}}

# What public senders write, without errors: the body, a part of the code, and what is told.
HABITS = {
    "flat picture": (
        with_slide(type="image", data=[URL]),
        f'.image("{URL}")',
        ["/slides/0/data: written one array deeper: the form of v2"],
    ),
    "images": (
        with_slide(type="images", title="T", data=[URL, URL]),
        f'.image(["{URL}", "{URL}"], title="T")',
        [
            "/slides/0/type: 'images' is written as 'image': the form of v2",
            "/slides/0/data: written one array deeper: the form of v2",
        ],
    ),
    "flat chart": (
        with_slide(type="percentage_chart", data=[{"label": "A", "value": 1}], styles={"preview": "pie"}),
        '.chart("pie", {"A": 1})',
        ["/slides/0/data: written one array deeper: the form of v2"],
    ),
    "axes": (
        with_slide(**WIRE["graph"] | {"styles": {"preview": "trend", "x_axis": {"title": "Month"}}}),
        'x_axis="Month"',
        ["/slides/0/styles/x_axis: {'title': 'Month'} is written as 'Month': the form of v2"],
    ),
    "label and value": (
        with_slide(type="label", data=[{"label": "Owner", "value": "Ana"}, {"key": "State", "value": "up"}]),
        '.label({"Owner": "Ana", "State": "up"})',
        [
            "/slides/0/data/0: {'label': 'Owner', 'value': 'Ana'} is written as {'Owner': 'Ana'}: the form of v2 "
            "(and 1 place more like it)"
        ],
    ),
    "two pairs in a row": (with_slide(type="label", data=[{"A": "1", "B": "2"}]), '.label({"A": "1", "B": "2"})', None),
    "styles beside data": (
        with_slide(type="table", data={"headers": ["A"], "rows": [{"A": "1"}]}, styles={"width": [100]}),
        ".width(100)",
        ["/slides/0/styles: written at /slides/0/data/styles: the form of v2"],
    ),
    "empty title": (
        with_slide(type="list", title="", data=["a"]),
        'Message("x").list(["a"])',
        ["/slides/0/title: left out: the title is empty, and counts as not given"],
    ),
    "numbers": (
        with_slide(type="table", data={"headers": ["N", "S"], "rows": [{"N": n, "S": None} for n in range(2)]}),
        '.row("1", "")',
        None,
    ),
    "a card without a theme": (
        {"text": "x", "card": {"title": "T"}},
        'Message("x").card("T")',
        ["/card/theme: added as 'modern-inline': every card that a step makes has a theme"],
    ),
    "an empty card": ({"text": "x", "card": {}, "slides": [], "bot": {}}, 'Message("x")\n', None),
    "a prompt": (
        {"card": {"theme": "prompt", "thumbnail": URL}, "text": "x", "buttons": [BUTTON]},
        f'.prompt(thumbnail="{URL}").button("Go", actions.copy("x"))',
        [],
    ),
    "buttons of a card": (
        {"text": "x", "card": {"title": "T", "theme": "modern-inline", "buttons": [CALL]}},
        '.button("Go", actions.invoke_function("go"), in_card=True)',
        None,
    ),
    "a button of a slide": (
        with_slide(**WIRE["list"], buttons=[{**BUTTON, "hint": ""}]),
        '.slide_button("Go", actions.copy("x"))',
        ["/slides/0/buttons/0/hint: left out: the hint is empty, and counts as not given"],
    ),
    "a short confirmation": (
        {"text": "x", "buttons": [{**BUTTON, "action": {**BUTTON["action"], "confirm": {"title": "Sure?"}}}]},
        '.confirm(title="Sure?")',
        [],
    ),
    "another key of an address": (
        {"text": "x", "buttons": [{"label": "Go", "action": {"type": "open.url", "data": {"web": URL, "ios": "a://b"}}}]},
        'ios="a://b"',
        ["/buttons/0/action/data/ios: written at /buttons/0/action/data/iOS: the form of v2"],
    ),
    "unknown keys": (
        {"text": "x", "card": {"title": "T", "theme": "modern-inline", "zz": 1}, "styles": {"glow": True}, "yy": 2},
        'Message("x").card("T").extra(yy=2)',
        [
            "/card/zz: left out: no documentation of Zoho's names the key 'zz' in the card",
            "/styles: left out: no documentation of Zoho's names the key 'glow' in the style of the message",
        ],
    ),
    "an unknown key beside others": (
        {"text": "x", "styles": {"background": "red", "markdown": False, "glow": True}},
        '.style(background="red", markdown=False)',
        None,
    ),
    "a thumbnail that is no address": (
        {"text": "x", "card": {"title": "T", "theme": "modern-inline", "thumbnail": "/a.png"}},
        'Message("x").card("T")\n',
        None,
    ),
    "empty keys": ({"text": "x", "reply_to": "", "hint": "", "thread_title": None}, 'message = Message("x")\n', None),
    "a style whose keys are turned round": (
        {"text": "x", "styles": {"markdown": True, "background": "red"}},
        '.style(background="red", markdown=True)',
        [],
    ),
    "a title of a thread": ({"text": "x", "thread_title": "T"}, '.thread(title="T")', []),
    "a thread that is there": ({"text": "x", "post_in_parent": True}, ".thread(post_in_parent=True)", []),
    "blank text": (
        {"text": " ", "slides": [WIRE["list"]]},
        "Message().list(",
        ["/text: left out: what is empty counts as not given"],
    ),
    "parts as text": (
        {"text": "x", "slides": json.dumps([{"type": "list", "title": "", "data": ["a"], "zz": 1}])},
        'Message("x").list(["a"])',
        [
            "/slides: written as the JSON that its text holds: the form of v2",
            "/slides/0/title: left out: the title is empty, and counts as not given",
            "/slides/0/zz: left out: no documentation of Zoho's names the key 'zz' in a slide of the type 'list'",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HABITS)
def test_what_public_senders_write_becomes_steps(name):
    body, part, notes = HABITS[name]
    assert not errors(check(body))
    code = in_normal_form(body)
    assert on_one_line(part) in on_one_line(code)
    assert not [raw for raw in RAW if raw in code]
    assert notes is None or told(body) == notes


def table(*rows, **more):
    return with_slide(type="table", data={"headers": ["A", "B"], "rows": [*rows]}, **more)


# What has errors: the body, a part of the code, and what is told.
FLAWED = {
    "a slide without a list": (
        {"text": "x", "slides": {"type": "list", "data": ["a"]}}, '.list(["a"])', ["/slides: written one array deeper: the list of slides is of type dict"],
    ),
    "a button without a list": ({"text": "x", "buttons": CALL}, '.button("Go"', None),
    "a label as one object": (with_slide(type="label", data={"Owner": "Ana", "Points": 8}), '.label({"Owner": "Ana", "Points": "8"})', None),
    "an item without a list": (with_slide(type="list", data="a"), '.list(["a"])', None),
    "a picture without a list": (with_slide(type="image", data=URL), f'.image("{URL}")', None),
    "a poll without a theme": (
        {"text": "x", "card": {"title": "Lunch?", "options": [{"text": "Yes"}, {"text": "No"}]}}, '.poll("Lunch?", "Yes", "No")', None,
    ),
    "an object in a cell": (
        table({"A": "1", "B": {"c": [1]}}, {"A": "3", "B": "4"}),
        """.row("1", '{"c": [1]}').row("3", "4")""",
        ["/slides/0/data/rows/0/B: {'c': [1]} is written as '{\"c\": [1]}': the cell is of type dict"],
    ),
    "a cell too few": (
        table({"A": "1"}, {"A": "3", "B": "4"}),
        '.row("1", "").row("3", "4")',
        ["/slides/0/data/rows/0/B: added as '': the row has no cell for 'B'"],
    ),
    "a cell too many": (
        table({"A": "1", "B": "2", "C": "3"}),
        '.row("1", "2")',
        ["/slides/0/data/rows/0/C: left out: the row has a cell for 'C', which is no header"],
    ),
    "a row that is a list": (table(["1", "2"]), '.row("1", "2")', None),
    "an empty key": ({"text": "x", "": 1}, 'message = Message("x")\n', ["/: left out: the key is empty"]),
    "a control character": (table({"A": "1\x07", "B": "2"}), '.row("1", "2")', None),
    "an item that is a list": (with_slide(type="list", data=["a", ["b"]]), """.list(["a", '["b"]'])""", None),
    "a value that is an object": (with_slide(type="label", data=[{"A": {}}, {"B": "2"}]), '"A": "{}", "B": "2"', None),
    "the value of a field": (
        {"text": "x", "card": {"title": "T", "theme": "modern-inline", "sections": [
            {"fields": [{"title": "A", "value": []}]}, {"fields": [{"title": "B", "value": "2"}]}]}},
        '.section().field("A", "[]").section().field("B", "2")',
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAWED)
def test_what_is_flawed_in_a_part_is_mended(name):
    body, part, notes = FLAWED[name]
    assert errors(check(body))
    code = in_normal_form(body)
    assert on_one_line(part) in on_one_line(code)
    assert not [raw for raw in RAW if raw in code]
    assert notes is None or told(body) == notes


# What cannot be mended: the body, what is JSON in the code, and what is told.
KEPT = {
    "a theme": (
        {"text": "x", "card": {"title": "T", "theme": "fancy"}},
        'from_dict({"card": {"title": "T", "theme": "fancy"}})',
        ["/card: kept as JSON: 'fancy' is not a theme of a card"],
    ),
    "a button": (
        {"text": "x", "buttons": [BUTTON, {"label": "No"}, BUTTON]},
        '.raw_button({"label": "No"})',
        ["/buttons/1: kept as JSON: the action is missing"],
    ),
    "an instant button": (
        {"text": "[Go]($1) [No]($2)", "references": {"1": {"type": "button", "object": BUTTON}, "2": {}}},
        'from_dict({"references": {"2": {}}})',
        None,
    ),
    "a second button of a slide with one key": (
        with_slide(type="list", data=["a"], buttons=[{**CALL, "key": "go"}, {**CALL, "key": "go"}, {**CALL, "key": "no"}]),
        '.list(["a"]).slide_button("Go", actions.invoke_function("go"), key="go").raw_slide_button(',
        ["/slides/0/buttons/1: kept as JSON: the key 'go' stands there twice"],
    ),
    "a card beside its buttons": (
        {"text": "x", "card": {"title": "T", "theme": "success", "buttons": [BUTTON]}},
        'from_dict({"card": {"title": "T", "theme": "success"}})',
        None,
    ),
    "six segments": (
        with_slide(type="percentage_chart", data=[{"label": c, "value": 1} for c in "ABCDEF"]),
        "RawSlide(",
        ["/slides/0/data: written one array deeper: the form of v2", "/slides/0: kept as JSON: a chart has 6 segments"],
    ),
    "most of the cells": (with_slide(type="table", data={"headers": ["A", "B", "C"], "rows": [{"A": "1"}]}), "RawSlide(", None),
    "an unknown kind": (with_slide(type="carousel", data=[]), "RawSlide(", None),
    "options of a prompt": (
        {"text": "x", "card": {"title": "T", "theme": "prompt", "options": [{"text": "a"}]}}, "from_dict(", None,
    ),
    "a plain key": ({"text": "x", "sync_message": "yes"}, 'from_dict({"sync_message": "yes"})', None),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_cannot_be_mended_is_json_and_all_else_is_steps(name):
    body, part, notes = KEPT[name]
    code = in_normal_form(body)
    assert on_one_line(part) in on_one_line(code)
    assert sum(code.count(raw) for raw in RAW) == (2 if "RawSlide," in code else 1) - ("RawSlide," in code)
    assert executed(code).to_dict(check=False) == Message.from_dict(body).to_dict(api="v2", check=False)
    assert notes is None or told(body) == notes


def test_code_in_a_form_that_there_is_not_is_refused():
    for api in ("v1", "", 2):
        with pytest.raises(ConfigurationError, match="is no form of a message"):
            Message("x").to_code(api=api)


def test_the_flat_form_is_that_of_v3():
    body = {"text": "x", "slides": [{"type": "images", "data": [URL]}]}
    assert told(body, "v3") == []
    code = Message.from_dict(body).to_code(api="v3")
    assert executed(code).to_dict(api="v3") == body


@pytest.mark.parametrize(("kind", "path"), [("image", "/slides/0/data/0"), ("percentage_chart", "/slides/0/data")])
def test_an_array_that_v3_does_not_have_is_told(kind, path):
    assert f"{path}: written without the array around it: the form of v3" in told(with_slide(**WIRE[kind]), "v3")


def test_the_comment_about_a_button_says_which_it_is():
    go = {"label": "Go", "action": {"type": "copy", "data": {"text": "x"}}}
    card = {"title": "T", "theme": "modern-inline", "buttons": [go, {"label": "No"}]}
    body = {"text": "Hi", "card": card, "buttons": [go, {"label": "No"}, go]}
    comments = re.findall(r"# (\S+): kept as JSON", Message.from_dict(body).to_code(explain=True))
    assert comments == ["/card/buttons/1", "/buttons/1"]


def test_exact_code_tells_what_is_json():
    message = Message.from_dict({"text": "x", "slides": [{"type": "image", "data": [URL]}], "buttons": [{}]})
    assert message.to_code(explain=True).split("message = ")[0] == (
        "from cardkit import Message, RawSlide\n\n"
        "# /slides/0: kept as JSON: no step writes this form\n"
        "# /buttons/0: kept as JSON: the label is missing\n"
    )
    assert executed(message.to_code(explain=True)) == message


@pytest.mark.parametrize(
    "key", ["a\nimport os", "\r# type: ignore", "\u2028x", "\ud800", "# fmt: off", "x" * 500, "漢" * 99]
)
def test_no_key_breaks_out_of_a_comment(key):
    body = {"text": "x", "card": {"title": "T", "theme": "modern-inline", key: 1}}
    code = Message.from_dict(body).to_code(api="v2", explain=True)
    code.encode()
    assert executed(code).to_dict() == {"text": "x", "card": {"title": "T", "theme": "modern-inline"}}
    assert len(told(body)) == 1


def test_a_comment_has_the_letters_of_a_key_and_escapes_what_cannot_be_printed():
    (note,) = told({"text": "x", "card": {"title": "T", "theme": "modern-inline", "é\x07": 1}})
    assert note.startswith(r"/card/é\x07: left out")


def test_many_places_alike_are_one_note():
    rows = [{"A": n, "B": "x"} for n in range(1_000)]
    assert told(table(*rows)) == [
        "/slides/0/data/rows/0/A: 0 is written as '0': the cell is a number, not text (and 999 places more like it)"
    ]


def test_places_that_differ_in_what_is_wrong_have_notes_of_their_own():
    url = {"type": "open.url", "data": {"web": "https://example.com"}}
    buttons = [
        {"label": "A", "type": "+", "action": url, "key": "a"},
        {"label": "B", "type": "bold", "action": url},
        {"label": "C", "type": "thin", "action": url},
        {"label": "D", "type": "thin", "action": url},
    ]
    assert told({"text": "Hi", "buttons": buttons})[-2:] == [
        "/buttons/1: kept as JSON: 'bold' is not a style of a button",
        "/buttons/2: kept as JSON: 'thin' is not a style of a button (and 1 place more like it)",
    ]
    cells = [{"A": cell, "B": "x"} for cell in (1, True, 2)]
    assert told(table(*cells)) == [
        "/slides/0/data/rows/0/A: 1 is written as '1': the cell is a number, not text (and 1 place more like it)",
        "/slides/0/data/rows/1/A: True is written as 'True': the cell is a boolean, not text",
    ]


def test_a_short_body_makes_no_long_code():
    headers = [f"column {number}" for number in range(1_000)]
    body = with_slide(type="table", data={"headers": headers, "rows": [{} for _ in range(1_000)]})
    assert len(Message.from_dict(body).to_code(api="v2")) < 100_000


# What holds for every body

STEPS = st.lists(
    st.sampled_from(
        [
            lambda m: m.text("new"),
            lambda m: m.bot("B2"),
            lambda m: m.card("C"),
            lambda m: m.list(["a", "b"]),
            lambda m: m.image(URL),
            lambda m: m.button("New", actions.copy("x")),
            lambda m: m.instant_button("New", actions.copy("x")),
            lambda m: m.section("S").field("n", "v"),
            lambda m: m.extra(tomorrow=2),
        ]
    ),
    max_size=4,
)
BODIES = (
    strategies.payloads()
    | strategies.invalid_payloads().map(lambda drawn: drawn[0])
    | changed(FULL)
    | st.sampled_from(FORMATS).flatmap(lambda name: changed(json.loads(published(name))))
    | st.dictionaries(KEYS, JSON, max_size=5)
)


def changed_by(body, steps):
    message = Message.from_dict(body)
    for step in steps:
        try:
            message = step(message)
        except ValueError:
            assert message.issues()
    return message


def shape(path):
    return re.sub(r"/\d+(?=/|$)", "/*", path)


def leaves(value, path=""):
    """The single values of a body with their pointers; parts that are JSON text are opened."""
    if path in ("/card", "/slides", "/buttons") and isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, (dict, list)) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, path + pointer(key))
    else:
        yield path, value


def at(body, path):
    """The value a pointer leads to, or a mark that nothing else equals."""
    try:
        return value_at(body, path)
    except (KeyError, IndexError, TypeError, ValueError):
        return at


def test_a_path_that_is_longer_than_a_line_is_told_whole():
    header = "a" * 100
    rows = {"headers": [header], "rows": [{header: 7}]}
    code = Message.from_dict({"slides": [{"type": "table", "data": rows}]}).to_code(api="v2", explain=True)
    assert f"/slides/0/data/rows/0/{header}:" in code


@given(BODIES, STEPS, st.sampled_from(["v2", "v3"]))
def test_the_code_makes_the_message_but_for_what_is_told(body, steps, api):
    message = changed_by(body, steps)
    code = message.to_code(api=api, explain=True)
    made = executed(code)
    assert made.to_code(api=api) == re.sub("(?m)^#.*\n", "", code)
    now = made.to_dict(api=api, check=False)
    comments = "\n".join(re.findall("(?m)^# (/.*)", code.replace("\n#   ", " ")))
    noted = {shape(line.partition(":")[0]) for line in comments.split("\n")}
    for path, value in leaves(message.to_dict(check=False)):
        if at(now, path) != value and value not in ("", [], {}, None):
            assert [note for note in noted if f"{escaped(shape(path))}/".startswith(f"{note}/")], (path, code)


@given(BODIES, STEPS)
def test_what_has_no_errors_has_no_json(body, steps):
    message = changed_by(body, steps)
    issues = message.issues()
    if not [issue for issue in issues if issue.severity == "error" or issue.code == "unknown-slide"]:
        code = message.to_code(api="v2")
        assert not [raw for raw in RAW if raw in code]


@FEWER
@given(strategies.messages())
def test_the_normal_form_of_a_chain_is_the_chain(message):
    code = message.to_code(api="v2", explain=True)
    assert executed(code) == message
    assert "#" not in code.split("message =")[0] or "kept as JSON" in code


@pytest.mark.parametrize("api", ["v2", "v3"])
@pytest.mark.parametrize(
    "body", [{"card": {"name": "F", "image": "https://e.example/f.png"}}, {"card": {"zz": 1}, "mark_as_read": True}]
)
def test_what_can_be_posted_can_be_posted_in_its_normal_form(body, api):
    message = Message.from_dict(body)
    assert errors(message.issues()) == []
    assert executed(message.to_code(api=api)).build().card is not None


def test_a_raw_slide_that_reads_as_a_kind_is_written_by_its_steps():
    message = Message("Hi").slide(RawSlide({"type": "list", "data": ["a"]}))
    assert 'Message("Hi").list(["a"])' in message.to_code(api="v2")


def test_what_steers_a_terminal_is_taken_out_whole():
    message = Message.from_dict({"text": "x", "slides": [{"type": "list", "data": ["\x1b[31mred\x1b[0m\x00"]}]})
    assert message.to_code(api="v2").endswith('message = Message("x").list(["red"])\n')
