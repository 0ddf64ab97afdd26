"""Bodies as public senders write them: what shows is read and only warns, and steps go on from it."""

import json

import attrs
import pytest
from executed import executed
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cardkit import ConstraintError, Label, List, Message, Table, Text, actions, check, json_schema, preview
from cardkit.limits import CLIQ

SCHEMA = Draft202012Validator(json_schema())
OPEN = {"label": "Open", "action": {"type": "open.url", "data": {"web": "https://shop.example/orders/7"}}}
CALL = {"label": "Refund", "type": "-", "action": {"type": "invoke.function", "data": {"name": "refund"}}}
PNG = "https://shop.example/i.png"


def slide(type, data, **more):
    return {"text": "Orders", "slides": [{"type": type, "data": data, **more}]}


def called(**confirm):
    action = {"type": "invoke.function", "data": {"name": "refund"}, "confirm": confirm}
    return {"text": "Refund?", "buttons": [{"label": "Refund", "action": action}]}


# Each a kind of body that is sent and shown, and the codes of its warnings.
SHOWN = {
    "text and table without a card": (
        {"text": "Order 7", "bot": {"name": "Shop", "image": PNG}, "slides": [{"type": "text", "data": "3 parcels"}, {"type": "table", "data": {"headers": ["part", "state"], "rows": [{"part": "lamp", "state": "sent"}]}}]},
        [],
    ),
    "a list with a button of its own": (slide("list", ["*Name:* Eva"], buttons=[OPEN]), []),
    "a text with a button that asks for a token": (
        slide("text", "Sign in first.", title="Sign in", buttons=[{**CALL, "action": {**CALL["action"], "confirm": {"title": "Sign in", "description": "To the shop", "input": {"type": "user_webhook_token"}}}}]),
        ["no-owner", "short-confirm", "wrong-type"],
    ),
    "a confirmation of title and description": (called(title="Sure?", description="The money goes back"), ["no-owner", "short-confirm"]),
    "an empty title": (slide("table", {"headers": ["At", "Job"], "rows": [{"At": "10:00", "Job": "Sync [-x](invoke.function|drop||7)"}]}, title=""), ["empty-text"]),
    "numbers in rows, an icon, no theme": (
        {"text": "Open", "card": {"title": "Orders", "icon": PNG}, "slides": [{"type": "table", "data": {"headers": ["*No*", "Item"], "rows": [{"*No*": 1, "Item": "Lamp"}, {"*No*": 2, "Item": "Desk"}]}}]},
        ["number-as-text", "number-as-text"],
    ),
    "a prompt with icon, thumbnail and a button below": (
        {"text": "Eva", "card": {"title": "Eva", "icon": PNG, "thumbnail": PNG, "theme": "prompt"}, "buttons": [{**OPEN, "hint": "", "type": "-"}]},
        ["empty-text"],
    ),
    "a prompt without a title": ({"text": "Order 7", "card": {"theme": "prompt", "thumbnail": PNG}, "buttons": [OPEN]}, ["no-card-title"]),
    "a label of what was undefined": (slide("label", [{"Colour ": "red"}, {"Size": None}], title=""), ["number-as-text", "empty-text"]),
    "the theme basic": ({"text": "Hi", "card": {"title": "T", "theme": "basic"}}, ["unlisted-theme"]),
    "axes as objects, styles beside, a flat chart": (
        {"text": "Sales", "slides": [
            {"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}]}, "styles": {"width": [100]}},
            {"type": "percentage_chart", "data": [{"label": "a", "value": 1.0}], "styles": {"preview": "pie"}},
            {"type": "graph", "styles": {"x_axis": {"title": "Month"}}, "data": [{"category": "c", "values": [{"label": "Jan", "value": 1}]}]},
        ]},
        [],
    ),
    "an instant button with arguments": (
        {"text": "[Resume]($1)", "references": {"1": {"type": "button", "object": {**CALL, "arguments": {"key": "go", "type": "+"}}}}, "thread_title": "Build"},
        [],
    ),
    "nulls of what was not set": (
        {"text": "Hi", "bot": None, "card": None, "slides": None, "buttons": None, "references": None, "styles": None, "sync_message": None},
        ["empty-text"] * 7,
    ),
    "nulls within": (
        {"text": "Hi", "card": {"title": "T", "theme": "modern-inline", "sections": None, "buttons": None}, "slides": [{"type": "list", "data": ["a"], "styles": None, "buttons": None}], "buttons": [{**CALL, "arguments": None, "action": {**CALL["action"], "confirm": None}}]},
        ["empty-text"] * 4 + ["no-owner"] + ["empty-text"] * 2,
    ),
    "an empty style": ({"text": "Hi", "styles": {"background": "", "markdown": None}}, ["empty-text", "empty-text"]),
    "flags in quotes": (
        {"text": "Hi", "broadcast": "true", "sync_message": "false", "styles": {"markdown": "true"}},
        ["text-as-flag", "text-as-flag", "text-as-flag"],
    ),
    "a button of numbers": (
        {"text": "Hi", "buttons": [{"label": 7, "key": 1700000000000, "hint": 3, "action": {"type": "copy", "data": {"text": 7}}}]},
        ["number-as-text"] * 4,
    ),
    "a confirmation of numbers": (called(title=7, description=8, input=9, button_label=10), ["no-owner", *["number-as-text"] * 4]),
    "arguments of a link": ({"text": "Hi", "buttons": [{**OPEN, "arguments": {"id": 7}}]}, ["unknown-key"]),
    "buttons in the card": ({"text": "Hi", "card": {"title": "T", "theme": "modern-inline", "buttons": [OPEN]}}, ["may-be-refused"]),
    "arguments of a button below": ({"text": "Hi", "buttons": [{**CALL, "arguments": {"id": 7}}, CALL]}, ["no-owner"]),
    "a poll with a button": ({"text": "Hi", "card": {"title": "T", "theme": "poll", "options": [{"text": "a"}, {"text": 2}]}, "buttons": [OPEN]}, ["number-as-text"]),
    "a bot of a picture": ({"text": "Hi", "bot": {"image": PNG}}, ["no-bot-name"]),
    "a function that the text calls without a sign": ({"text": "Open: [Orders](invoke.function|orders|eva@shop.example|all)"}, []),
    "a text of no width above a card": ({"text": "\u200b", "card": {"title": "Order 7", "theme": "modern-inline", "thumbnail": PNG}}, []),
    "all pairs in one row of a label": (slide("label", [{"Part": "lamp", "State": "sent", "Weight": 2}]), ["number-as-text"]),
    "a picture and a chart without the inner array": (
        {"text": "Orders", "slides": [{"type": "images", "data": [PNG]}, {"type": "percentage_chart", "data": [{"label": "lamp", "value": 3}], "styles": {"preview": "doughnut"}}]},
        [],
    ),
    "digits in a chart": (slide("percentage_chart", [[{"label": "2024", "value": "40"}, {"label": "2025", "value": "60.5"}]]), ["text-as-number", "text-as-number"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_what_shows_only_warns_in_check_chain_and_schema(name):
    body, codes = SHOWN[name]
    assert [(issue.code, issue.severity) for issue in check(body)] == [(code, "warning") for code in codes]
    message = Message.from_dict(body)
    assert message.build().to_dict() == message.to_dict() == body
    assert SCHEMA.is_valid(body)
    assert json.loads(message.to_json()) == body


@pytest.mark.parametrize("name", SHOWN)
def test_what_shows_is_read_into_parts_that_steps_go_on_from(name):
    body, _ = SHOWN[name]
    message = Message.from_dict(body)
    assert not [part for part in message.slides if type(part).__name__ == "RawSlide"]
    grown = message.list(["more"]).button("More", actions.copy("x"))
    assert grown.build().slides[:-1] == message.slides
    for api in ("v2", "v3"):
        written = message.to_dict(api=api)
        assert not [
            issue
            for issue in check(written)
            if issue.code in {"number-as-text", "text-as-number", "text-as-flag", "empty-text"}
        ]
        assert Message.from_dict(written).slides == message.slides
    assert executed(message.to_code()) == message
    assert preview.html(message)
    assert preview.terminal(message, color=False)


SCALARS = [(7, "7"), (2.5, "2.5"), (True, "True"), (False, "False"), (None, "")]


@pytest.mark.parametrize(("value", "written"), SCALARS)
def test_a_scalar_is_read_as_the_chain_writes_it(value, written):
    chain = Message("x").table(["A"]).row(value).list([value]).label({"a": value})
    body = {"text": "x", "slides": [
        {"type": "table", "data": {"headers": ["A"], "rows": [{"A": value}]}},
        {"type": "list", "data": [value]},
        {"type": "label", "data": [{"a": value}]},
    ], "card": {"title": "T", "theme": "modern-inline", "sections": [{"fields": [{"title": "a", "value": value}]}]}}  # fmt: skip
    message = Message.from_dict(body)
    assert message.slides == chain.slides == (Table(["A"], [[written]]), List([written]), Label({"a": written}))
    assert message.payload.card.sections[0].fields == (("a", written),)
    assert [issue.code for issue in message.issues()] == ["number-as-text"] * 4
    assert written in preview.terminal(message, color=False)
    assert Message.from_dict(message.to_dict(api="v2")).issues() == ()


@pytest.mark.parametrize("value", [7, 2.5, True])
def test_a_scalar_in_the_place_of_a_title_or_a_name_is_its_text(value):
    wire = {"title": value, "type": "text", "data": value}
    assert Message.from_dict({"text": "x", "slides": [wire]}).slides == (Text(str(value), title=str(value)),)
    card = {
        "title": value,
        "theme": "modern-inline",
        "sections": [{"title": value, "fields": [{"title": value, "value": "b"}]}],
    }
    read = Message.from_dict({"text": "x", "card": card}).build().card
    assert (read.title, read.sections[0].title, read.sections[0].fields) == (
        str(value),
        str(value),
        ((str(value), "b"),),
    )


@given(st.integers(-(10**18), 10**18) | st.decimals(-(10**6), 10**6, places=3))
def test_digits_are_the_number_they_say(number):
    message = Message.from_dict(slide("percentage_chart", [{"label": "a", "value": str(number)}]))
    (segment,) = message.slides[0].segments
    assert segment.value == (number if isinstance(number, int) else float(number))
    assert "text-as-number" in {issue.code for issue in message.issues()}


EMPTY_STEPS = [
    (lambda m: m.card("T", thumbnail="", icon=""), lambda m: m.card("T")),
    (lambda m: m.card(""), lambda m: m.card()),
    (lambda m: m.card("T").section(""), lambda m: m.card("T").section()),
    (lambda m: m.bot("B", ""), lambda m: m.bot("B")),
    (lambda m: m.table(["A"], title="").row(1), lambda m: m.table(["A"]).row(1)),
    (lambda m: m.list(["a"], title="", style=""), lambda m: m.list(["a"])),
    (lambda m: m.chart("", {"a": 1}, title=""), lambda m: m.chart(None, {"a": 1})),
    (lambda m: m.graph("", {"a": {"b": 1}}, x_axis="", y_axis=""), lambda m: m.graph(None, {"a": {"b": 1}})),
    (lambda m: m.button("Go", actions.copy("x"), style="", hint="", key=""), lambda m: m.button("Go", actions.copy("x"))),
    (lambda m: m.instant_button("Go", actions.copy("x"), key=""), lambda m: m.instant_button("Go", actions.copy("x"))),
    (lambda m: m.button("Go", actions.invoke_function("f", "")), lambda m: m.button("Go", actions.invoke_function("f"))),
    (lambda m: m.button("Go", actions.open_url("https://a.b", ios="")), lambda m: m.button("Go", actions.open_url("https://a.b"))),
    (lambda m: m.thread("1", title=""), lambda m: m.thread("1")),
    (lambda m: m.style(background=""), lambda m: m.style()),
    (lambda m: m.extra(message_topic="", appkey=None), lambda m: m),
]  # fmt: skip


@pytest.mark.parametrize(("empty", "without"), EMPTY_STEPS)
def test_empty_optional_text_in_the_chain_is_not_given(empty, without):
    assert empty(Message("x")) == without(Message("x"))
    assert empty(Message("x")).issues() == without(Message("x")).issues()


# Buttons of slides

GO = actions.open_url("https://shop.example")


def test_a_slide_stays_open_behind_its_button():
    message = (
        Message("x")
        .table(["A"])
        .slide_button("Go", GO)
        .row(1)
        .width(100)
        .slide_button("Copy", actions.copy("x"))
        .row(2)
    )
    (table,) = message.slides
    assert (table.rows, table.width, [button.label for button in table.buttons]) == (
        (("1",), ("2",)),
        (100,),
        ["Go", "Copy"],
    )
    with pytest.raises(AttributeError, match=r"\.slide_button works while a table or list"):
        Message("x").slide_button("Go", GO)


def test_a_slide_that_was_read_keeps_a_button_that_cannot_be_read():
    body = slide("list", ["a"], buttons=[OPEN, {"label": "Go"}, 5], later=1)
    message = Message.from_dict(body)
    assert [(issue.code, issue.path) for issue in message.issues()] == [
        ("missing-key", "/slides/0/buttons/1"),
        ("wrong-type", "/slides/0/buttons/2"),
        ("unknown-key", "/slides/0/later"),
    ]
    for api in (None, "v2", "v3"):
        assert message.to_dict(api=api, check=False) == body


def test_one_owner_is_asked_for_whatever_the_number_of_functions():
    message = Message("x").list(["a"]).slide_button("a", actions.invoke_function("f"))
    message = message.each("bcd", lambda m, name: m.button(name, actions.invoke_function(name)))
    assert [(issue.code, issue.path) for issue in message.issues()] == [("no-owner", "/slides/0/buttons/0/action/data")]


def test_other_limits_hold_for_the_buttons_of_slides():
    tight = attrs.evolve(CLIQ, buttons=1, button_label=3)
    with pytest.raises(ConstraintError):
        Message("x", limits=tight).list(["a"]).slide_button("Open", GO)
    one = Message("x", limits=tight).list(["a"]).slide_button("Go", GO)
    with pytest.raises(ConstraintError):
        one.slide_button("No", GO)
