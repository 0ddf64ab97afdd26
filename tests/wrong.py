"""What a caller can do wrong, each by a few words: the calls and bodies whose full errors stand in `wordings.txt`.

After a change of wording, ``python tests/wrong.py`` writes that file anew; read what it changes before you keep it.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date
from enum import Enum
from io import StringIO
from itertools import repeat
from pathlib import Path, PurePosixPath

import attrs
import pandas as pd
import polars as pl

import cardkit
from cardkit import (
    CardkitError,
    Chart,
    ConstraintError,
    Graph,
    Label,
    List,
    Message,
    RawSlide,
    Table,
    Text,
    actions,
    check,
    markup,
    register,
    to,
)
from cardkit.actions import Confirmation
from cardkit.limits import CLIQ
from cardkit.payload import Bot, Card, Payload, Section
from cardkit.slides.custom import CUSTOM
from cardkit.transport import MemoryTransport

WORDINGS = Path(__file__).with_name("wordings.txt")

M = Message("Hosts")
TABLE = M.table(["Host", "State"])
OPEN = actions.open_url("https://example.com")
COPY = actions.copy("R-17")
CALL = actions.invoke_function("deploy", "ops@example.com")
ASKED = {"title": "Sure?", "input": "Why", "button_label": "Go"}
BUTTON = {"label": "Go", "action": {"type": "copy", "data": {"text": "x"}}}


def slide(**keys):
    """The findings of a body with one slide."""
    return check({"text": "Hi", "slides": [keys]})


def card(**keys):
    """The findings of a body with a card."""
    return check({"text": "Hi", "card": keys})


def button(**keys):
    """The findings of a body with a button below the card."""
    return check({"text": "Hi", "buttons": [keys]})


def doing(type, **data):
    """The findings of a body with a button whose action has this data."""
    return button(label="Go", action={"type": type, "data": data})


def references(text="Hi [Go]($1)", **given):
    """The findings of a body with instant buttons."""
    return check({"text": text, "references": given})


def table(headers=("Host",), rows=({"Host": "web-1"},), **keys):
    """The findings of a body with a table."""
    return slide(type="table", data={"headers": [*headers], "rows": [*rows], **keys})


def with_limits(fit=False, **given):
    """A message with other limits."""
    return Message("Hosts", limits=attrs.evolve(CLIQ, **given), fit=fit)


def nested(levels):
    """Lists within one another."""
    return [nested(levels - 1)] if levels > 1 else []


HOSTS = [{"host": "web-1", "load": 0.4}, {"host": "web-2", "load": None}]


class State(Enum):
    """A state of a host."""

    DOWN = "down"


class Odd:
    """A frame of nobody's library."""

    columns, shape = ("a",), (1, 1)

    def __repr__(self):
        return "<Odd>"


class Carousel:
    """A slide that lacks a method."""

    type, to_dict = "carousel", dict

    def __repr__(self):
        return "<Carousel>"


class Failing(dict):
    """A mapping that cannot be read."""

    def items(self):
        """Fail."""
        raise OSError("gone")

    keys = __iter__ = items


class Foreign:
    """A slide of somebody else's, with what its methods give."""

    type = "foreign"

    def __init__(self, body=None, issues=()):
        self.body, self.found = {"type": "foreign"} if body is None else body, issues

    def to_dict(self, api=None):
        """The slide."""
        return self.body

    def issues(self, limits=CLIQ):
        """Its faults."""
        return self.found


def read_by(cls, body):
    """The findings of a body with a slide of a registered class."""
    CUSTOM[cls.type] = cls
    try:
        return slide(type=cls.type, **body)
    finally:
        del CUSTOM[cls.type]


class Gauge(Foreign):
    """A class that reads something else than a slide."""

    type = "gauge"

    @classmethod
    def from_dict(cls, body):
        """No slide."""
        return 5


def own_class(*bases, **attributes):
    """A class of a caller's."""
    return type("Own", bases, {"__module__": "mine", **attributes})


def fitted(message):
    """What was done to a message so that it fits."""
    return message.fitted().changes


F = Message("Hosts", fit=True)
ENDLESS = "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a FROM n"


@dataclass(init=False)
class Unset:
    """A record whose field was never set."""

    name: str


def queried(statement, factory=None):
    """The cursor of a query whose rows a factory makes."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = factory
    return connection.execute(statement)


WRONG = {
    # Text
    "text of a wrong kind": lambda: Message(5),
    "text that is None": lambda: M.text(None),
    "text of bytes": lambda: M.text(b"x"),
    "text that is too long": lambda: M.text("a" * 10_001),
    "text with a control character": lambda: M.text("a\x07b"),
    "text with half of a pair": lambda: M.text("ab\ud83d"),
    "a title of a wrong kind": lambda: M.list([], title=5),
    "a text slide without text": lambda: Text(""),
    "a text slide of a wrong kind": lambda: Text(["a"], title=3),
    "blank text alone": lambda: Message(" \n").build(),
    # The whole
    "an empty message": lambda: Message().build(),
    "no text beside the card": lambda: check({"card": {"title": "T", "theme": "modern-inline"}}),
    "a long text": lambda: check({"text": "a" * 5_001}),
    "many slides": lambda: M.each("a" * 21, lambda m, text: m.text_slide(text)).issues(),
    "a large body": lambda: M.list(["a" * 10_000]).issues(),
    "a body that is no object": lambda: Message.from_dict([]),
    "a payload as the text": lambda: Message(M.payload),
    "a system API in other letters": lambda: M.button("Call", actions.system_api("AudioCall", "17")).build(),
    "a name of a category with a character that cannot be sent": lambda: Graph(
        "trend", [{"m": "Jan", "n": 1, "by": "E\x00"}], x="m", y="n", by="by"
    ),
    "a label of data with a character that cannot be sent": lambda: Chart("pie", [{"m": "J\x00", "n": 1}], labels="m", values="n"),
    "a body to check that is no object": lambda: check([1]),
    "JSON to check that is no object": lambda: check("[1]"),
    "no JSON": lambda: Message.from_json("{'a': 1}"),
    "JSON of another kind": lambda: Message.from_json("[1]"),
    "a key twice": lambda: Message.from_json('{"a": 1, "a": 2}'),
    "not a number": lambda: Message.from_json('{"a": NaN}'),
    "a number too large": lambda: Message.from_json('{"a": 1e999}'),
    "JSON too deep": lambda: Message.from_json('{"a":' * 65 + "1" + "}" * 65),
    "JSON far too deep": lambda: Message.from_json('{"a":' * 100_000),
    "a mapping with a key that is no string": lambda: Message.from_dict({1: 2}),
    "a mapping with an infinite number": lambda: Message.from_dict({"a": float("inf")}),
    "a mapping that cannot be read": lambda: check(Failing(a=1)),
    "an unknown key of the envelope": lambda: check({"text": "Hi", "mark_as_raed": True}),
    "an unknown key that is like no other": lambda: check({"text": "Hi", "zzzzzzzz": 1}),
    "parts of wrong kinds": lambda: check(
        {"text": 5, "bot": 5, "card": 5, "slides": {}, "buttons": "x", "references": []}
    ),
    "a part within JSON text": lambda: check({"text": "Hi", "slides": '[{"type": "list", "data": [[]]}]'}),
    # Known wrong places
    "keys of an envelope that belong elsewhere": lambda: check(
        {"text": "Hi", "attachments": [], "mentions": ["ana@example.com"], "color": "red", "username": "Watch", "type": 5}
    ),
    "a message within a key": lambda: check({"message": {"text": "Hi"}}),
    "a text by another name": lambda: check({"message": "Hi"}),
    "what a handler answers with": lambda: check({"type": "form", "title": "T", "inputs": []}),
    "suggestions": lambda: check({"text": "Hi", "suggestions": {"list": []}}),
    "keys of a card that belong elsewhere": lambda: card(
        title="T", theme="modern-inline", slides=[], rows=[], description="D", color="red", fields=[]
    ),
    "a colour as a theme": lambda: card(title="T", theme="danger"),
    "fields with labels": lambda: card(
        title="T", theme="modern-inline", sections=[{"fields": [{"label": "a", "value": "b", "type": "text"}]}]
    ),
    "a function named beside its data": lambda: button(
        label="Go", action={"type": "invoke.function", "name": "f", "data": {"env": "prod"}}
    ),
    "a button with an address": lambda: button(label="Go", url="https://example.com", style="primary"),
    "a slide of fields": lambda: slide(type="fields", data=[{"a": "b"}]),
    "keys of a slide that belong elsewhere": lambda: slide(type="list", data=["a"], items=["b"], header="H"),
    # Habits of other places
    "habits of Markdown": lambda: check(
        {"text": "**a** ~~b~~ ![c](https://example.com/d)\n- [ ] e\n\n| F | G |\n|---|---|\n| h | i |"}
    ),
    "habits of HTML": lambda: check({"text": "<b>Disk</b> full<br/>on web-2 &amp; web-3"}),
    "habits of another chat": lambda: check({"text": "<https://example.com|here> <!here> <@U12> <!channel>"}),
    "a link to an address with brackets": lambda: check({"text": "[View](https://example.com/app?_g=(time:now))"}),
    "a block of code that is not closed": lambda: check({"text": "```\nx = 1"}),
    "mentions outside the text": lambda: slide(type="list", data=["{@ana@example.com}", "{#O1}", "{@all}"]),
    "pictures of one's own network": lambda: slide(type="image", data=["https://localhost/a.png", "http://10.0.0.1/b"]),
    "an id that is encoded": lambda: check({"text": "Hi", "thread_message_id": "1599%201172", "reply_to": "1599%201172"}),
    # The bot
    "a bot without a name": lambda: M.bot(""),
    "a bot with a picture alone": lambda: M.bot(image="https://example.com/a.png").issues(),
    "a bot with a picture that is not https": lambda: M.bot("Watch", "http://example.com/a.png"),
    "a body's bot without a name": lambda: check({"text": "Hi", "bot": {"image": "x", "colour": "red"}}),
    # The keys of the envelope
    "an extra key that has a step": lambda: M.extra(text="x", reply_to="1"),
    "an extra key without a name": lambda: M.extra(**{"": 1}),
    "an extra value that JSON cannot say": lambda: M.extra(later={1, 2}),
    "an extra value too deep": lambda: with_limits(depth=1).extra(later=[[1]]),
    "a flag of a wrong kind": lambda: M.sync("yes"),
    "the id of a message too long": lambda: M.reply_to("a" * 101),
    "the title of a thread of a wrong kind": lambda: M.thread("1", title=5, post_in_parent=1),
    "the title of a thread rather long": lambda: M.thread("1", title="a" * 101).issues(),
    "a background that there is not": lambda: M.style(background="pink"),
    "a style of wrong kinds": lambda: M.style(background=5, markdown="yes"),
    "a body's styles of a wrong kind": lambda: check({"text": "Hi", "styles": "red"}),
    "an unknown key of the styles": lambda: check({"text": "Hi", "styles": {"backgruond": "red"}}),
    "an unknown key beside the style that it is like": lambda: check(
        {"text": "Hi", "styles": {"background": "red", "backgruond": "red"}}
    ),
    "people that are no string": lambda: M.extra(user_ids=["1", "2"]),
    "people with an entry that is none": lambda: M.extra(user_ids="1234567,,a b"),
    "too many people": lambda: M.extra(user_ids=",".join(["7"] * 101)),
    "a topic too long": lambda: M.extra(message_topic="a" * 256),
    "a thread's chat too long": lambda: M.extra(thread_chat_id="a" * 101),
    "keys that take text": lambda: M.extra(appkey=1, extension_key=2),
    "keys that are flags": lambda: M.extra(broadcast=1, mark_as_read=2, notify_edit=3),
    # The card
    "a title of a card too long": lambda: M.card("a" * 201),
    "a theme that there is not": lambda: M.card("T", theme="prompts"),
    "a theme of a wrong kind": lambda: M.card("T", theme=None),
    "a thumbnail that is no address": lambda: M.card("T", thumbnail="icons/a.png"),
    "a thumbnail with blanks": lambda: M.card("T", thumbnail="https://example.com/a b.png"),
    "a thumbnail that was read": lambda: card(title="T", theme="modern-inline", thumbnail="icons/a.png"),
    "an icon that was read": lambda: card(title="T", theme="modern-inline", icon="icons/a.png"),
    "a card without a title": lambda: M.card().issues(),
    "a poll without a title": lambda: M.poll(None, "a", "b"),
    "a prompt without a title": lambda: M.prompt().button("Go", OPEN).issues(),
    "a theme that only an SDK has": lambda: M.card("T", theme="basic").issues(),
    "an icon that is no address": lambda: M.card("T", icon="a.png"),
    "a poll with one option": lambda: M.poll("Which?", "a"),
    "a poll without options": lambda: card(title="T", theme="poll"),
    "a poll with options in a list": lambda: M.poll("Which?", ["a", "b"]),
    "a poll with too many options": lambda: M.poll("Which?", *"abcdefghijk"),
    "a poll with an option too long": lambda: M.poll("Which?", "a", "b" * 101),
    "a prompt without buttons": lambda: M.prompt("Deploy?").issues(),
    "sections without a card": lambda: M.section("S").field("a", "b").build(),
    "a section without fields": lambda: M.card("T").section("S").build(),
    "a section with a title of a wrong kind": lambda: M.card("T").section(5),
    "a section with a field without a name": lambda: M.card("T").section().field("", b"x"),
    "a section with what is no pair": lambda: M.card("T").section().field("a", "b").fields([("c", "d"), "e"]),
    "a section's fields of a wrong kind": lambda: M.card("T").section().fields(5),
    "options in a card of another theme": lambda: card(
        title="T", theme="modern-inline", options=[{"text": "a"}, {"text": "b"}]
    ),
    "sections in a poll": lambda: M.poll("Which?", "a", "b").section().field("a", "b").build(),
    "options without a theme": lambda: card(title="T", options=[{"text": "a"}, {"text": "b"}]),
    "buttons in a poll": lambda: M.poll("Which?", "a", "b").button("Go", OPEN, in_card=True).build(),
    "a card of wrong kinds": lambda: card(title=5, theme=5, thumbnail=5, options=5, sections=5, buttons=5),
    "an unknown key of a card": lambda: card(title="T", theme="modern-inline", tittle="T"),
    "options of wrong kinds": lambda: card(title="T", theme="poll", options=["a", {}, {"text": "b", "x": 1}, {"text": 5}]),
    "sections of wrong kinds": lambda: card(
        title="T", theme="modern-inline", sections=[5, {}, {"fields": 5}, {"fields": [5, {}, {"title": 5, "value": 5}]}]
    ),
    "unknown keys of sections": lambda: card(
        title="T", theme="modern-inline", sections=[{"titel": "S", "fields": [{"title": "a", "value": "b", "x": 1}]}]
    ),
    # Buttons
    "a label of a button too long": lambda: M.button("a" * 21, OPEN).build(),
    "a label of a button within the card too long": lambda: M.prompt("T").button("a" * 31, OPEN, in_card=True).build(),
    "a button without an action": lambda: M.button("", "https://example.com", style="!", hint=5, key=6),
    "a button that is none": lambda: List(["a"], buttons=[CALL]),
    "buttons of a slide that are no list": lambda: List(["a"], buttons=5),
    "a button of a slide too long": lambda: M.list(["a"]).slide_button("a" * 21, OPEN),
    "too many buttons of a slide": lambda: M.list(["a"]).each("abcdef", lambda m, label: m.slide_button(label, COPY)),
    "two buttons of a slide of one key": lambda: M.list(["a"]).slide_button("a", COPY, key="k").slide_button("b", COPY, key="k"),
    "buttons of a slide that are no array": lambda: slide(type="list", data=["a"], buttons={}),
    "functions without owners": lambda: M.button("a", actions.invoke_function("f")).button("b", actions.invoke_function("g")).issues(),
    "hint and confirm beside the buttons": lambda: check({"text": "Hi", "hint": "a" * 101, "confirm": {"description": "b" * 101}}),
    "a confirmation beside the buttons of a wrong kind": lambda: check({"text": "Hi", "confirm": 5}),
    "a button beyond its limits": lambda: M.button("Go", OPEN, style="!", hint="a" * 101, key="b" * 101),
    "a button with in_card of a wrong kind": lambda: M.button("Go", OPEN, in_card="yes"),
    "two buttons of one key": lambda: M.button("Go", CALL, key="k").button("Stop", CALL, key="k").build(),
    "too many buttons": lambda: M.each("abcdef", lambda m, label: m.button(label, COPY)).build(),
    "too many buttons within the card": lambda: M.card("T").each(
        "abcdef", lambda m, label: m.button(label, OPEN, in_card=True)
    ).build(),
    "a bot asked below the card": lambda: M.button("Go", actions.invoke_bot("b", "m")).issues(),
    "a button within the card": lambda: M.card("T").button("Go", OPEN, in_card=True).issues(),
    "an object as the input of a confirmation": lambda: M.button(
        "Go", COPY.confirm(title="Sure?", input={"type": "token"}, button_label="Go")
    ).issues(),
    "a short confirmation": lambda: M.button("Go", COPY.confirm(title="Sure?")).issues(),
    "a confirmation with an object as its input": lambda: button(
        label="Go", action={**BUTTON["action"], "confirm": {"title": "T", "input": {"type": "token"}, "button_label": "Go"}}
    ),
    # What is shown though no page says so
    "scalars in a table": lambda: table(["A", 2], [{"A": 1, "2": None}, {"A": True, "2": 2.5}]),
    "scalars in a list": lambda: slide(type="list", data=[1, False, None], title=7),
    "scalars in a card": lambda: card(title=5, theme="modern-inline", sections=[{"title": 1, "fields": [{"title": 2, "value": None}]}]),
    "digits in a chart": lambda: slide(type="percentage_chart", data=[{"label": 2024, "value": "40"}]),
    "widths with decimals": lambda: table(["A", "B"], [{"A": "", "B": ""}], styles={"width": [50.0, 50]}),
    "flags in quotes": lambda: check({"text": "Hi", "broadcast": "true", "styles": {"markdown": "false"}}),
    "arguments of an address": lambda: button(**BUTTON, arguments={"id": 7}),
    "one entry without a list": lambda: check({"slides": {"type": "list", "data": "a"}}),
    "text that is empty or null": lambda: check({
        "text": "Hi", "thread_title": "", "card": {"title": "T", "theme": "modern-inline", "thumbnail": "", "icon": None},
        "buttons": [{"label": "Go", "type": "", "hint": None, "action": {"type": "copy", "data": {"text": "x"}}}],
    }),
    "a copy within the card": lambda: M.prompt("T").button("Go", COPY, in_card=True).build(),
    "only an app's address within the card": lambda: M.prompt("T").button(
        "Go", actions.open_url(ios="app://x"), in_card=True
    ).build(),
    "a function without an owner": lambda: M.button("Go", actions.invoke_function("deploy")).issues(),
    "what no source documents within the card": lambda: M.card("T").button(
        "Go", CALL.confirm(**ASKED), style="+", hint="h", key="k", in_card=True
    ).issues(),
    "a body's button of a wrong kind": lambda: check({"text": "Hi", "buttons": [5, {}, {"label": 5, "action": 5}]}),
    "a body's button with optional keys of wrong kinds": lambda: button(**BUTTON, type=5, hint=5, key=5, arguments=5),
    "an unknown key of a button": lambda: button(**BUTTON, lable="x"),
    "a wrong button within the card": lambda: M.prompt("T").button(
        "Go", actions.preview_url("https://a.example/" + "b" * 500), in_card=True
    ),
    # Instant buttons
    "an instant button that opens": lambda: M.instant_button("Go", OPEN),
    "an instant button without a label": lambda: M.instant_button("", COPY),
    "an instant button with a label too long": lambda: M.instant_button("a" * 21, COPY, key="k"),
    "a key of an instant button with blanks": lambda: M.instant_button("Go", COPY, key="a b"),
    "a key of an instant button of a wrong kind": lambda: M.instant_button("Go", COPY, key=5),
    "a key of an instant button taken": lambda: M.instant_button("Go", COPY, key="k").instant_button("No", COPY, key="k"),
    "a key of an instant button taken, and the next": lambda: M.each(
        ["k", "k2", "k"], lambda m, key: m.instant_button("Go", COPY, key=key)
    ),
    "a call of an instant button that is not there": lambda: Message("[Go]($k)").build(),
    "an instant button that is not called": lambda: references("Hi", go={"type": "button", "object": BUTTON}),
    "an instant button with a confirmation": lambda: M.instant_button("Go", COPY.confirm(**ASKED)).issues(),
    "instant buttons of wrong kinds": lambda: references(
        "[a]($1) [b]($2) [c]($3)", **{"1": 5, "2": {"object": {}}, "3": {"type": "link", "object": BUTTON, "x": 1}}
    ),
    "a key of a body's instant button that cannot be called": lambda: check(
        {"text": "Hi", "references": {"a b": {"type": "button", "object": BUTTON}}}
    ),
    # Actions
    "an action that opens nothing": actions.open_url,
    "an action made by hand": lambda: doing("open.url"),
    "an address that runs a script": lambda: actions.open_url(android="javascript:alert(1)"),
    "an address without a host": lambda: actions.preview_url("https://"),
    "an address of another scheme": lambda: M.button("Go", actions.open_url("mailto:ana@example.com")),
    "an address too long": lambda: M.button("Go", actions.open_url("https://a.example/" + "b" * 300)),
    "a text to copy too long": lambda: M.button("Go", actions.copy("a" * 201)),
    "a function without a name": lambda: actions.invoke_function("", owner="nobody", arguments=[1]),
    "an owner that is a number": lambda: actions.invoke_function("f", owner=5),
    "arguments that JSON cannot say": lambda: actions.invoke_function("f", arguments={"a": {1}}),
    "a bot without a message": lambda: actions.invoke_bot("b", 5),
    "a system API without an id": lambda: actions.system_api("videocall"),
    "a system API with a blank": lambda: actions.system_api("videocall", "12 34"),
    "a system API and its id in one": lambda: actions.system_api("videocall/123"),
    "a system API and its id in one, and an id": lambda: actions.system_api("videocall/123", "456"),
    "a system API of a wrong kind": lambda: actions.system_api(5, 6),
    "a system API that there is not": lambda: M.button("Go", actions.system_api("videocal", "1")),
    "an action that there is not": lambda: doing("open.urls", web="https://example.com"),
    "an action without a type": lambda: button(label="Go", action={}),
    "an action without its data": lambda: doing("copy"),
    "an action with data of a wrong kind": lambda: button(label="Go", action={"type": "copy", "data": 5}),
    "an action with unknown keys": lambda: button(
        label="Go", action={"type": "copy", "data": {"text": "x", "more": 1}, "x": 1}
    ),
    "an action with a value twice": lambda: doing("copy", text="x", value=5),
    "a body's function whose owner is nobody": lambda: doing("invoke.function", name="f", owner="nobody"),
    "a body's other addresses": lambda: doing("open.url", url="x", windows="y", ios="z", android=5),
    "a body's preview": lambda: doing("preview.url", web="ftp://x"),
    "a body's bot": lambda: doing("invoke.bot", bot_name="", message=""),
    "a body's system API": lambda: doing("system.api", api="startchat"),
    "a confirmation of wrong kinds": lambda: COPY.confirm(
        title=5, input=None, button_label="", description=5, cancel_button_label=5, emotion=5, mandatory="yes"
    ),
    "a confirmation beyond its limits": lambda: M.button(
        "Go",
        COPY.confirm(
            title="a" * 101, input="b" * 301, button_label="c" * 101, description="d" * 101,
            cancel_button_label="e" * 101, emotion="positiv",
        ),
    ),
    "a body's confirmation": lambda: button(
        label="Go", action={**BUTTON["action"], "confirm": {"title": "T", "mandatory": "yes", "x": 1}}
    ),
    "a body's confirmation of a wrong kind": lambda: button(label="Go", action={**BUTTON["action"], "confirm": 5}),
    "a body's confirmation with optional keys of wrong kinds": lambda: button(
        label="Go",
        action={**BUTTON["action"], "confirm": {**ASKED, "description": 5, "cancel_button_label": 6, "emotion": 7}},
    ),
    # Tables
    "a table without headers": lambda: M.table([]),
    "a table with headers of wrong kinds": lambda: M.table("Host"),
    "a table with a header twice": lambda: M.table(["Host", "Host"]),
    "a table with an empty header": lambda: M.table(["Host", "", 5]),
    "a row that is too short": lambda: TABLE.row("web-1"),
    "a row that is too long": lambda: M.table(["Host"]).row("web-1", "up"),
    "a row with a key too many": lambda: TABLE.row({"Host": "web-1", "Stat": "up"}),
    "a row of a wide table": lambda: M.table([f"C{n}" for n in range(31)]).rows([{"C31": 1}, [2]]),
    "a row by place and by name": lambda: TABLE.row("web-1", State="up"),
    "a row with a format": lambda: M.table(["Load"]).row(1.5, format=".2f"),
    "a thread at a message without an id": lambda: M.thread(None),
    "a member of an enum": lambda: TABLE.row("web-1", State.DOWN),
    "members of an enum in data": lambda: M.table([{"State": State.DOWN}], missing=""),
    "a percentage as text": lambda: M.chart("pie", {"a": "40%"}),
    "a cell of a wrong kind": lambda: TABLE.row("web-1", b"up"),
    "a cell that is not finite": lambda: TABLE.row("web-1", float("inf")),
    "a cell whose value is missing": lambda: TABLE.row("web-1", float("nan")),
    "a row that is none": lambda: TABLE.rows([5]),
    "columns by name": lambda: M.table({"Host": ["web-1"], "Load": [0.4]}),
    "rows that are no list": lambda: TABLE.rows({"Host": "web-1"}),
    "widths that do not add up": lambda: TABLE.width(50, 40),
    "widths for other columns": lambda: TABLE.width(100),
    "no widths": TABLE.width,
    "a width out of range": lambda: TABLE.width(0, 101),
    "widths that are text": lambda: TABLE.width("100%", "101%"),
    "a width that is no number": lambda: TABLE.width(50, "half"),
    "widths of a step with decimals": lambda: TABLE.width(66.6, 33.4),
    "widths of a table with decimals": lambda: Table(["Host", "State"], width=[66.6, 33.4]),
    "widths that are no list": lambda: M.table(["Host"], width=100),
    "sticky rows out of range": lambda: TABLE.sticky(3, -1),
    "sticky rows of a wrong kind": lambda: TABLE.sticky(True, "1"),
    "a table without rows": TABLE.issues,
    "a body's table without data": lambda: slide(type="table"),
    "a body's table of wrong kinds": lambda: slide(type="table", data={"headers": 5, "rows": 5}, title=5),
    "a body's table with empty data": lambda: slide(type="table", data={}),
    "a body's rows of wrong kinds": lambda: table(rows=[5, {}, {"Host": 5}, {"Host": "a", "b": 1}]),
    "a body's table with a header twice": lambda: table(headers=["Host", "Host"]),
    "a body's styles of a table of wrong kinds": lambda: table(
        styles={"width": 5, "sticky": {"rows": "1", "columns": None, "cells": 1}}
    ),
    "a body's widths of wrong kinds": lambda: table(styles={"width": ["100"], "sticky": 5}),
    "a body's widths beside the data": lambda: check(
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A"], "rows": [{"A": ""}]}, "styles": {"width": [1]}}]}
    ),
    "a body's styles in two places": lambda: check(
        {"text": "Hi", "slides": [{"type": "table", "data": {"headers": ["A"], "rows": [{"A": ""}], "styles": {}}, "styles": {"width": [100]}}]}
    ),
    "an unknown key of a table": lambda: table(head=[1]),
    # The other slides
    "a list without items": lambda: M.list().build(),
    "a list that is a string": lambda: M.list("one"),
    "a list with an item of a wrong kind": lambda: M.list(["a"]).items(["b", object]),
    "a list of a style that there is not": lambda: M.list(["a"], style="disk"),
    "a list of a style that is only shown": lambda: M.list(["a"], style="bulleted").issues(),
    "a body's list of wrong kinds": lambda: slide(type="list", data=["a", 5], title=5, styles={"type": 5, "x": 1}),
    "a body's list without items": lambda: slide(type="list"),
    "a label without fields": lambda: M.label().build(),
    "a label that is no mapping": lambda: M.label("Owner"),
    "a label with what is no pair": lambda: M.label([("Owner", "Ana"), "ab"]),
    "a field without a name": lambda: M.label().field("", "x"),
    "a field of a wrong kind": lambda: M.label({"Owner": "Ana"}).field("a", b"x"),
    "a body's label of wrong kinds": lambda: slide(
        type="label", data=[5, {}, {"": "x"}, {"a": 5}, {"label": "", "value": 5}, {"key": 5, "value": "x"}]
    ),
    "an image without pictures": lambda: M.image().build(),
    "an image without an address": lambda: M.image("plan.png"),
    "images that are no list": lambda: M.image(5),
    "a body's image of wrong kinds": lambda: slide(type="image", data=[[5, "ftp://example.com"]]),
    "a chart without segments": lambda: M.chart("pie").build(),
    "a chart of a preview that there is not": lambda: M.chart("donut"),
    "a chart with too many segments": lambda: M.chart("pie", dict.fromkeys("abcde", 1)).segment("f", 1),
    "a chart with a label too long": lambda: M.chart("pie").segment("a" * 21, 1),
    "a chart with a value that is text": lambda: M.chart("pie").segment("Up", "3"),
    "a chart with a value that is missing": lambda: M.chart("pie").segment("Up", float("nan")),
    "a chart with a value that is infinite": lambda: M.chart("pie").segment("Up", float("inf")),
    "a chart with a value that is true": lambda: M.chart("pie").segment("", True),
    "a chart with a negative share": lambda: M.chart("pie", {"a": -1, "b": 2}).issues(),
    "a chart of zeros": lambda: M.chart("pie", {"a": 0}).issues(),
    "a body's chart of wrong kinds": lambda: slide(
        type="percentage_chart", data=[[5, {}, {"label": 5, "value": "5", "x": 1}]], styles={"preview": 5, "y": 1}
    ),
    "a graph without categories": lambda: M.graph("trend").build(),
    "a graph of a preview that there is not": lambda: M.graph("trends"),
    "a graph with an axis too long": lambda: M.graph("trend", x_axis="a" * 21, y_axis="b" * 21),
    "a graph with too many categories": lambda: M.graph("trend", {str(n): {"a": 1} for n in range(6)}),
    "a graph with a category too long": lambda: M.graph("trend").category("a" * 21),
    "a graph with too many values": lambda: M.graph("trend").category("EU", {str(n): n for n in range(21)}),
    "a graph with a label too long": lambda: M.graph("trend").category("EU").point("a" * 21, 1),
    "a point without a category": lambda: M.graph("trend").point("a", 1),
    "a point of a wrong kind": lambda: M.graph("trend").category("EU", {"a": 1}).point(5, "x"),
    "a label as on the wire": lambda: M.label([{"Owner": "Ana"}, {"Team": "Ops"}]),
    "a chart of records without their columns": lambda: M.chart("pie", [{"name": "a", "n": 1}]),
    "a graph of numbers without a category": lambda: M.graph("trend", {"Jan": 9, "Feb": 6}),
    "a graph of mappings in a list": lambda: M.graph("trend", [{"EU": {"Jan": 9}}]),
    "values that are no pairs": lambda: M.graph("trend").category("EU", [("a", 1), 5]),
    "a category without a name": lambda: M.graph("trend", {"": {}}),
    "a body's graph of wrong kinds": lambda: slide(
        type="graph", data=[5, {}, {"category": 5, "values": 5}, {"category": "a", "values": [5, {}]}]
    ),
    "a body's styles of a graph": lambda: slide(
        type="graph",
        data=[{"category": "a", "values": [{"label": "b", "value": 1}]}],
        styles={"preview": 5, "x_axis": {"title": "M", "unit": "d"}, "y_axis": 5, "z": 1},
    ),
    "a graph of wrong kinds": lambda: M.graph(5, 5, title=5, x_axis=5, y_axis=5),
    "a chart of wrong kinds": lambda: M.chart(5, 5, title=5),
    "a list of wrong kinds": lambda: M.list(5, title=5, style=5),
    "a label of wrong kinds": lambda: M.label(5, title=5),
    "an image of wrong kinds": lambda: M.image([5], title=5),
    "a table of wrong kinds": lambda: M.table(5, 5, title=5, width=5, sticky_rows="1", sticky_columns="2"),
    "a text slide in a chain of wrong kinds": lambda: M.text_slide(5, title=5),
    "a category of wrong kinds": lambda: M.graph("trend").category(5, 5),
    "a body's text slide": lambda: slide(type="text", data=5, styles={}),
    "a long text slide": lambda: M.text_slide("a" * 1_001).issues(),
    # Slides of other kinds
    "a slide without a type": lambda: slide(data=[]),
    "a slide with a type of a wrong kind": lambda: slide(type=5),
    "a slide of a kind that there is not": lambda: slide(type="lists", data=[]),
    "a slide that is no object": lambda: check({"text": "Hi", "slides": [5]}),
    "a raw slide that is no mapping": lambda: RawSlide([1]),
    "a raw slide that JSON cannot say": lambda: RawSlide({"type": "x", "data": {1}}),
    "a raw slide too deep": lambda: M.slide(RawSlide({"type": "x", "data": nested(64)})),
    "arguments too deep": lambda: M.instant_button("Go", actions.invoke_function("f", arguments={"a": nested(64)})),
    "a slide that lacks a method": lambda: M.slide(Carousel()),
    "what is no slide": lambda: M.slide(5),
    "a mapping as a slide": lambda: M.slide({"type": "table"}),
    "a class as a slide": lambda: M.slide(Table),
    "a slide with numbers beyond the limits": lambda: M.slide(Table(["A", "B"], width=[1, 2], sticky_rows=3)),
    "a foreign slide without a type": lambda: M.slide(Foreign([])),
    "a foreign slide with issues that are none": lambda: M.slide(Foreign(issues=["wrong"])),
    "a foreign slide that JSON cannot say": lambda: M.slide(Foreign({"type": "x", "data": {1}})),
    # Slides alone
    "a chart alone": lambda: Chart("pie", {"a" * 21: 1}).issues(),
    "a graph alone": lambda: Graph("pie", dict.fromkeys("abcdef", ())).issues(),
    "a label alone": lambda: Label({}).issues(),
    "a list alone": lambda: List([], style="x").issues(),
    # Steps behind what was read
    "a slide behind slides that cannot be read": lambda: Message.from_dict({"text": "Hi", "slides": 5}).list(["a"]),
    "a section in a card that cannot be read": lambda: Message.from_dict({"card": []}).section("S"),
    "a section behind sections that cannot be read": lambda: Message.from_dict({"card": {"sections": 5}}).section("S"),
    "a button behind buttons that cannot be read": lambda: Message.from_dict({"buttons": 5}).button("Go", COPY),
    "an instant button behind a text that cannot be read": lambda: Message.from_dict({"text": 5}).instant_button("Go", COPY),
    "an instant button beside others that cannot be read": lambda: Message.from_dict(
        {"text": "Hi", "references": 5}
    ).instant_button("Go", COPY),
    "a step that returns no message": lambda: M.when(True, lambda m: None),
    # Data
    "records with other names": lambda: M.table([{"Host": "web-1", "State": "up"}, {"Host": "web-2", "Stat": "up"}]),
    "a column that the data lacks": lambda: M.table(HOSTS, columns=["host", "laod"]),
    "a format for a column that the data lacks": lambda: M.table(HOSTS, columns={"load": "Load"}, format={"load": "d"}),
    "a format for rows that come later": lambda: M.table(["Host", "Load"], format={"Load": ".0%"}, missing="?"),
    "a format of another kind": lambda: M.table([{"load": 0.41}], format={"load": "%.1f"}),
    "a format that does not fit": lambda: M.table(HOSTS, format={"host": ".1%"}),
    "a sticky row of many digits": lambda: TABLE.sticky(10**20),
    "very many sticky rows": lambda: TABLE.sticky(10**9),
    "a message to check": lambda: check(M),
    "a file to check": lambda: check(Path("card.json")),
    "a condition that was not called": lambda: M.when(len, lambda m: m.card("x")),
    "a step that was taken already": lambda: M.when(False, M.card("x")),
    "a text file as a table": lambda: M.table(StringIO("Host,State")),
    "rows of one value in a list": lambda: M.list(sqlite3.connect(":memory:").execute("SELECT 1 AS a UNION SELECT 2")),
    "an index without a name": lambda: M.table(pd.DataFrame({"load": [1]}, index=["a"]), columns=["day"]),
    "rows of pandas with their index": lambda: M.table(["load"]).rows(pd.DataFrame({"load": [1]}).itertuples()),
    "colours of a terminal": lambda: M.text("\x1b[31mred\x1b[0m"),
    "an address where an action belongs": lambda: M.button("a", "https://example.com/1"),
    "no rows that name columns": lambda: M.table([]),
    "top= without data": lambda: M.chart("pie", top=4),
    "columns of pairs": lambda: M.chart("pie", [("a", 1)], labels="x", values="y"),
    "columns of a chart by name": lambda: M.chart("pie", {"a": ["x"], "b": [1]}, labels="a", values="b"),
    "a label that is missing": lambda: M.chart("pie", [{"a": None, "b": 1}], labels="a", values="b"),
    "a frame in a step without options": lambda: M.chart("pie").segments(pd.DataFrame({"a": ["x"], "b": [1]})),
    "a value without a name": lambda: M.table([{"a": 1, None: [2]}]),
    "a format of numbers for dates, too": lambda: M.table([{"day": date(2026, 5, 1), "orders": 1234}], format=",d"),
    "a format of numbers for flags": lambda: M.list([True, False], format=".1f"),
    "a format of a wrong kind": lambda: M.table(HOSTS, format={"host": 5}),
    "a value that needs a format": lambda: M.table([{"tags": ["a"]}, {"tags": ["b"]}]),
    "a value that is missing": lambda: M.table([{"load": float("nan")}]),
    "an index of what has none": lambda: M.table(HOSTS, index="No"),
    "columns that go by name, of rows without names": lambda: TABLE.rows([["web-1", "up"]], columns=["Host", "State"]),
    "a frame that does not fit the headers": lambda: TABLE.rows(pl.DataFrame({"Host": ["a"], "Load": [1]})),
    "a frame that is too large": lambda: M.table(pd.DataFrame({"a": range(1_000_000)})),
    "a query that is too large": lambda: M.table(pl.LazyFrame({"a": range(1_000_000)})),
    "a frame with two columns of one name": lambda: M.table(pd.DataFrame([[1, 2]], columns=["a", "a"])),
    "a frame with an index of two levels": lambda: M.table(pd.DataFrame({"a": [1], "b": [2]}).groupby(["a", "b"]).sum()),
    "a frame with columns of two levels": lambda: M.table(pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("EU", "DE")]))),
    "a frame that narwhals does not read": lambda: M.table(Odd()),
    "a frame where a list belongs": lambda: M.list(pl.DataFrame({"a": [1]})),
    "rows without names or headers": lambda: M.table([["web-1", 0.4], ["web-2", 0.9]]),
    "a series where a table belongs": lambda: M.table(pl.Series([1, 2])),
    "a series without names": lambda: M.chart("pie", pd.Series([1, 2])),
    "a series with other names than the headers": lambda: TABLE.row(pd.Series(["web-1", "up"], index=[0, 1])),
    "a grouping where a table belongs": lambda: M.table(pd.DataFrame(HOSTS).groupby("host")),
    "a style where rows belong": lambda: TABLE.rows(pd.DataFrame(HOSTS).style),
    "a frame of nothing": lambda: M.table(pd.DataFrame()),
    "two columns with one name": lambda: M.table(HOSTS, columns={"host": "Host", "load": "Host"}),
    "a format that would cut text": lambda: M.table(HOSTS, format=".3"),
    "a time with its zone as a label": lambda: M.chart("pie", {pd.Timestamp("2026-05-01 08:00+02:00"): 1}, format=str),
    "a time of JSON as a label": lambda: M.chart("pie", {"2026-05-01T08:00:00+02:00": 1}),
    "an index with the name of a column": lambda: M.table(pd.DataFrame(HOSTS), index="load"),
    "a query without a result": lambda: M.table(sqlite3.connect(":memory:").cursor()),
    "a query with a name twice": lambda: M.table(sqlite3.connect(":memory:").execute("SELECT 1 AS a, 2 AS a")),
    "a row with a name twice": lambda: M.label(queried("SELECT 1 AS a, 2 AS a", sqlite3.Row).fetchone()),
    "a field that cannot be read": lambda: M.label(Unset()),
    "a row of a query that is none": lambda: M.table(queried("SELECT 1 AS a", lambda *row: 5), columns=["a"]),
    "a chart whose data comes first": lambda: M.chart([("a", 1)], "pie"),
    "a chart whose data comes first and has no code": lambda: M.chart([Odd()], [("a", 1)]),
    "labels of a chart that are none": lambda: M.chart("pie", [{"n": ["x"], "v": 1}], labels="n", values="v"),
    "labels of a graph that are none": lambda: M.graph("trend", [{"n": ["x"], "v": 1}], x="n", y="v"),
    "a chart of data without columns": lambda: M.chart("pie", HOSTS, labels="host"),
    "a chart of a missing column": lambda: M.chart("pie", HOSTS, labels="host", values="laod"),
    "a chart that keeps nothing": lambda: M.chart("pie", {"a": 1}, top=0),
    "a graph of two columns by a third": lambda: M.graph("trend", HOSTS, x="host", y=["load"], by="host"),
    "a graph that is thinned to a number": lambda: M.graph("trend", {"a": {"b": 1}}, thin=5),
    "a graph of two lists": lambda: M.graph("trend", x=["Jan", "Feb"], y=[9, 6]),
    "a chart of data with its labels": lambda: M.chart("pie", HOSTS, labels=["web-1", "web-2"], values="load"),
    "a graph of data without columns": lambda: M.graph("trend", pl.DataFrame({"a": [1]})),
    "shares that are too few": lambda: TABLE.width(1, unit="share"),
    "a share that is not above zero": lambda: TABLE.width(1, 0, unit="share"),
    "widths of another unit": lambda: TABLE.width(1, 1, unit="px"),
    "automatic widths of too many columns": lambda: M.table([f"C{n}" for n in range(101)]).width("auto"),
    # Markup
    "what is no text in markup": lambda: markup.escape(5),
    "a level of a heading without its name": lambda: markup.heading("a", 2),
    "nothing as markup": lambda: markup.bold(None),
    "a heading of no level": lambda: markup.heading("a", level=4),
    "a link without a label": lambda: markup.link(" ", "https://example.com"),
    "a link without an address": lambda: markup.link("a", "example.com"),
    "a link of another scheme": lambda: markup.link("a", "mailto:ana@example.com"),
    "a link with a bracketed host": lambda: markup.link("a", "https://[::1]/"),
    "a person that is none": lambda: markup.user("a b"),
    "a person of a wrong kind": lambda: markup.silent("Ana", 5),
    "everyone as a person": lambda: markup.user("all"),
    "a channel that is none": lambda: markup.channel("#ops"),
    "a team without an id": lambda: markup.team(""),
    # What fitting does
    "text that is shortened": lambda: fitted(F.text("word " * 2_000)),
    "a label that is shortened": lambda: fitted(F.button("Deploy to production", OPEN).button("Deploy to production now", OPEN)),
    "rows that are left out": lambda: fitted(F.table(["Host", "State"], [["web-1", "up"]] * 500)),
    "pictures that are left out": lambda: fitted(F.image(["https://example.com/1.png"] * 500)),
    "slides that are left out": lambda: fitted(F.each("abcdefghijklmnopqrstuvwxyz", lambda m, text: m.text_slide(text))),
    "a slide that has no room": lambda: fitted(F.slide(RawSlide({"type": "carousel", "data": "a" * 12_000}))),
    "fields of sections that are left out": lambda: fitted(F.card("T").section("S").fields([("a", "b" * 50)] * 500)),
    "segments that become one": lambda: fitted(F.chart("pie", {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6})),
    "categories and values that are left out": lambda: fitted(
        F.graph("trend").each("abcdef", lambda m, name: m.category(name, [("x", 1)] * 21))
    ),
    "the name of an axis that is shortened": lambda: fitted(F.graph("trend", {"c": {"a": 1}}, x_axis="Months of the year that is over")),
    "widths that are scaled": lambda: fitted(F.table(["a", "b"], [["c", "d"]]).width(100, 50)),
    "widths that are too few": lambda: fitted(F.table(["a", "b"], [["c", "d"]]).width(100)),
    "sticky rows that are too many": lambda: fitted(F.table(["a"], [["b"]]).sticky(rows=5)),
    "what is empty and falls away": lambda: fitted(F.card("T").section("S").list()),
    "a poll that has no choice": lambda: fitted(Message.from_dict({"text": "Hi", "card": {"title": "T", "theme": "poll"}})),
    "characters that are taken out": lambda: fitted(F.text("a\x07b\x07").table(["c\x00"], [["d\x1b"]])),
    "a character of an item that is taken out": lambda: fitted(F.list(["a", "b\x07"])),
    "a button that cannot be cut": lambda: fitted(F.button("Copy", actions.copy("a" * 300))),
    "an instant button that has no room": lambda: fitted(
        F.text("a" * 6_000).each(range(101), lambda m, number: m.instant_button(f"Choose {number + 100}", COPY))
    ),
    "the label of an instant button that is shortened": lambda: fitted(F.instant_button("Deploy to all of production", COPY)),
    "a key and an id that cannot be cut": lambda: fitted(F.button("Go", OPEN, key="a" * 200).reply_to("a" * 200)),
    "people who are too many": lambda: fitted(F.extra(user_ids=",".join(["7"] * 150))),
    "buttons that are left out": lambda: fitted(F.each("abcdef", lambda m, label: m.button(label, OPEN))),
    "options that are left out": lambda: fitted(F.poll("Which?", *"abcdefghijk")),
    "an entry that is shortened": lambda: fitted(F.list(["a" * 20_000, "b"])),
    "text slides that are shortened": lambda: fitted(F.text_slide("a" * 6_000)),
    "text slides that are too large": lambda: fitted(
        with_limits(fit=True, body_advised=600).text_slide("a" * 800).text_slide("b" * 100)
    ),
    "instant buttons without a place": lambda: fitted(
        F.text("a" * 5_000).each(range(300), lambda m, number: m.instant_button(f"Choose {number + 100}", COPY))
    ),
    "instant buttons that have no room": lambda: fitted(
        with_limits(fit=True, text=40).each("abcde", lambda m, label: m.instant_button(label * 10, COPY))
    ),
    "what no division takes away": lambda: M.list([]).split(),
    # What is no data
    "a raw button that is no mapping": lambda: M.raw_button(5),
    "an owner who is no address": lambda: markup.function_link("Go", "deploy", "Ana"),
    "a part that would end the call": lambda: markup.function_link("Go", "deploy|all"),
    "a function of a wrong kind": lambda: markup.function_link("Go", 5),
    "an argument that would end the call": lambda: markup.function_link("Go", "deploy", None, "a)"),
    "a text that was read and is too long": lambda: check({"text": "a" * 10_001}),
    "a column twice": lambda: M.table(HOSTS, columns=["host", "host"]),
    "a query without an end": lambda: M.table(sqlite3.connect(":memory:").execute(ENDLESS)),
    "a name of an index that is none": lambda: M.table(pd.DataFrame({"a": [1]}), index=5),
    "JSON that is a mapping": lambda: Message.from_json({"text": "Hi"}),
    "JSON without a comma": lambda: Message.from_json('{"text": "Hi" "slides": []}'),
    "JSON whose text has no end": lambda: Message.from_json('{"text": "Hi'),
    "an empty text as JSON": lambda: Message.from_json(" "),
    "a program as JSON": lambda: Message.from_json(b"from cardkit import Message\nmessage = Message('Hi')\n"),
    "a number of many digits as JSON": lambda: Message.from_json('{"a": ' + "9" * 1_000 + ".5}"),
    "bytes of no text as JSON": lambda: Message.from_json(b'{"text": "\xff"}'),
    "a map of Deluge with a name": lambda: Message.from_json('{"text": name, "slides": {"a"}}'),
    "JSON that was cut": lambda: Message.from_json('{"a": 1'),
    "JSON within JSON": lambda: Message.from_json('"{\\"text\\": \\"Hi\\"}"'),
    "a file as a picture": lambda: M.image([PurePosixPath("picture.png")]),
    "widths that are a number": lambda: M.table(["Host", "State"], width=100),
    "widths that are a word": lambda: TABLE.width("equal"),
    "widths in a list": lambda: TABLE.width([50, 50]),
    "a class that cannot read its slide": lambda: read_by(Gauge, {"data": 5}),
    "a letter that nobody sends": lambda: M.table(HOSTS, format={"host": lambda value: f"{value}\x07"}),
    "a letter that a format spec brings": lambda: M.list([date(2026, 5, 1)], format="%d\x07"),
    "a gap of a list that is none": lambda: M.list([1, None], missing=5),
    "a format of a list that is none": lambda: M.list([1, None], format=5),
    "a frame where fields belong": lambda: M.label(pd.DataFrame({"a": [1]})),
    "a label of a slide button that is none": lambda: M.list(["a"]).slide_button(5, OPEN),
    "names of fields that are bytes": lambda: M.label(pd.Series([1, 2], index=[b"a", b"b"])),
    "no categories for thinning": lambda: M.graph("trend", 5, thin=True),
    "headers that are numbers": lambda: M.table([2024, 2025]),
    "a list without an end": lambda: M.list(repeat("a")),
    "a condition that makes no message": lambda: M.when(False, str, otherwise=str),
    "a record and a number": lambda: M.table([{"a": 1}, 5]),
    "pictures without pictures": lambda: slide(type="image"),
    "people who are a number": lambda: check({"text": "Hi", "user_ids": 5}),
    "a card that cannot be read alone": lambda: check({"card": 5}),
    "columns that are none": lambda: M.table(HOSTS, columns=5),
    "a field behind others": lambda: M.card("T").section("S").field("a", "b").fields({"c": "d", "e": b"x"}),
    "the prompt of an input that is none": lambda: OPEN.confirm(title="Sure?", input=5),
    "columns of a frame twice": lambda: M.table(pd.DataFrame([[1, 2, 3, 4]], columns=["a", "a", "b", "b"])),
    "a button behind what cannot be read": lambda: Message.from_dict({"text": "Hi", "buttons": 5}).raw_button(BUTTON),
    "a gap of a wrong kind": lambda: M.table(HOSTS, missing=5),
    "a format of all that is none": lambda: M.table(HOSTS, format=5),
    "text that is a mapping": lambda: M.text({"text": "Hi"}),
    "a wide table without rows": lambda: M.table([f"C{number}" for number in range(60)]).issues(),
    "a card that is null": lambda: check({"text": "Hi", "card": None, "slides": None, "buttons": None}),
    "a style that is empty": lambda: check({"text": "Hi", "styles": {"background": "", "markdown": None}}),
    "a script instead of JSON": lambda: Message.from_json('response = Map();\nresponse.put("text", "Hi");'),
    "the bytes of a query": lambda: M.table(["a"]).row("x").rows(sqlite3.connect(":memory:").execute("SELECT x'00' AS a")),
}  # fmt: skip

# What raises without a list of issues.
MISUSED = {
    # Parts that are made alone
    "a payload of wrong kinds": lambda: Payload(5, "Watch", {"title": "T"}, [{"type": "list"}], "Go", ["Yes"], "key"),
    "plain keys of a payload": lambda: Payload("Hi", extra={"text": "Ho", "": 1, "at": float("nan")}),
    "a payload of a form that is none": lambda: Payload("Hi", api="v9"),
    "a card alone of wrong kinds": lambda: Card(5, b"poll", options=["Yes", 5], sections=[1], buttons=5),
    "a section of wrong kinds": lambda: Section(5, {"Owner": ["Ana"]}),
    "a bot of wrong kinds": lambda: Bot(5, image=OPEN),
    "a confirmation alone of wrong kinds": lambda: Confirmation("", mandatory="yes", emotion=5),
    "another version of a part": lambda: attrs.evolve(M.card("T").payload.card, unknown=5),
    # Settings
    "a step of another slide": lambda: M.list(["a"]).row("web-1", "up"),
    "a step before its slide": lambda: M.row("web-1", "up"),
    "a step of two kinds of slides": lambda: M.field("a", "b"),
    "an action of one's own": type(OPEN),
    "a name that is none": lambda: cardkit.Other,
    "a message of one's own": lambda: own_class(Message),
    "a table of one's own": lambda: own_class(Table),
    "fit that is no flag": lambda: Message("Hi", fit="yes"),
    "limits that are none": lambda: Message("Hi", limits={"text": 5}),
    "a limit that is no number": lambda: with_limits(text="5"),
    "a limit that is no list": lambda: with_limits(card_themes="plain"),
    "a form that is none": lambda: M.to_dict(api=4),
    "a transport that is none": lambda: M.send("https://example.com"),
    "a class without a type": lambda: register(int),
    "a class of a type of cardkit's": lambda: register(own_class(type="table")),
    "a class without a method": lambda: register(own_class(type="gauge")),
    # Destinations
    "no destination": lambda: M.send(MemoryTransport()),
    "a destination of a wrong kind": lambda: M.send(MemoryTransport(), to=5),
    "a destination of no kind": lambda: to.parse("planet:ops"),
    "a name alone": lambda: to.parse("#ops"),
    "an address alone": lambda: to.parse("ana@example.com"),
    "the id of a chat alone": lambda: to.parse("CT_1207"),
    "the id of a thread alone": lambda: to.parse("CT_1207-T-5"),
    "a destination without a name": lambda: to.channel(" "),
    "an address of a webhook": lambda: to.channel("https://cliq.example.com/webhook?zapikey=1"),
    "a query that is no mapping": lambda: to.channel("ops", query=5),
    "a parameter that is none": lambda: to.channel("ops", query={"other": "1"}),
    "a parameter twice": lambda: to.parse("channel:ops?as_bot=a&as_bot=b"),
    "a sign that is no letter": lambda: to.parse("channel:%ff"),
    "a kind of one's own": lambda: to.Destination("planet", "ops"),
}  # fmt: skip


def issues_of(call):
    """What a call lists, or is refused for."""
    try:
        return [*call()]
    except ConstraintError as error:
        return error.issues


def told(call):
    """What a call raises or lists, in full."""
    try:
        return "\n".join([f"{issue.severity}: {issue}" for issue in call()])
    except ConstraintError as error:
        return str(error)
    except (CardkitError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


def wordings():
    """The whole of the file, with all as it is told now."""
    return "\n".join([f"# {name}\n{told(call)}\n" for name, call in (WRONG | MISUSED).items()])


if __name__ == "__main__":
    WORDINGS.write_text(wordings(), encoding="utf-8")
