"""Bodies for the JSON Schema: right ones, wrong ones, and wrong ones whose fault no schema can see."""

import json

FUNCTION = {"type": "invoke.function", "data": {"name": "deploy", "owner": "ops@example.com"}}
COPY = {"type": "copy", "data": {"text": "R-17"}}
ASKED = {"title": "Sure?", "input": "Why?", "button_label": "Yes"}
IMAGE = "https://example.com/a.png"


def button(label="Go", action=FUNCTION, **more):
    return {"label": label, "action": action, **more}


def below(*buttons, **more):
    return {"text": "Hi", "buttons": [*buttons], **more}


def within(*buttons, **more):
    return {"text": "Hi", "card": {"title": "T", "theme": "modern-inline", "buttons": [*buttons], **more}}


def doing(type, **data):
    return below(button(action={"type": type, "data": data}))


def within_doing(type, **data):
    return within(button(action={"type": type, "data": data}))


def confirmed(**more):
    return below(button(action={**FUNCTION, "confirm": {**ASKED, **more}}))


def instant(text="[Go]($1)", key="1", **more):
    return {"text": text, "references": {key: {"type": "button", "object": button(**more)}}}


def card(**keys):
    return {"text": "Hi", "card": keys}


def poll(number=2, text="a", **more):
    return card(theme="poll", title="Which?", options=[{"text": text}] * number, **more)


def slide(type, data, **more):
    return {"text": "Hi", "slides": [{"type": type, "data": data, **more}]}


def table(headers=("A", "B"), rows=({"A": "1", "B": "2"},), styles=None, **more):
    look = {} if styles is None else {"styles": styles}
    return slide("table", {"headers": [*headers], "rows": [*rows], **look}, **more)


def sticky(**numbers):
    return table(styles={"sticky": numbers})


def points(number, label="a", value=1):
    return [{"label": label, "value": value}] * number


def chart(number=2, label="a", value=1, **more):
    return slide("percentage_chart", [points(number, label, value)], **more)


def graph(categories=1, values=1, name="EU", label="a", value=1, **more):
    return slide("graph", [{"category": name, "values": points(values, label, value)}] * categories, **more)


def section(**keys):
    return card(title="T", theme="modern-inline", sections=[keys])


def url(address):
    return slide("image", [[address]])


RIGHT = {
    "text": {"text": "Hi"},
    "text at its limit": {"text": "a" * 10_000},
    "text in code points": {"text": "\U0001f600" * 10_000},
    "text with tab and line feeds": {"text": "a\tb\r\nc\n"},
    "a card alone": {"card": {}},
    "a slide alone": {"slides": [{"type": "text", "data": "a"}]},
    "blank text beside a card": {"text": " ", "card": {"title": "T"}},
    "unknown keys": {"text": "Hi", "later": {"a": [None]}, "slides": [{"type": "text", "data": "a", "x": 1}]},
    "an unknown slide": slide("carousel", None, title=7),
    "keys beside the buttons": below(button(), hint="h" * 100, confirm={"title": "a" * 100}),
    "a bot without a name": {"text": "Hi", "bot": {"image": IMAGE}},
    "text that is empty or null": {
        **{"text": "Hi", "thread_title": "", "reply_to": None, "userids": "", "bot": {"name": "", "image": None}},
        **{"card": {"title": "", "theme": "", "thumbnail": "", "icon": None}},
    },
    "empty text in buttons": below(button(type="", hint=None, key="", action={"type": "invoke.function", "data": {"name": "f", "owner": ""}})),
    "empty text in a confirmation": confirmed(input="", button_label=None, description="", emotion=""),
    "empty text in addresses": doing("open.url", web="", iOS="app:x", android=None),
    "empty text under another name of a copy": doing("copy", text="", value="a"),
    "null under another name of a copy": doing("copy", text="a", value=None),
    "null under another name of a preview": doing("preview.url", url=None, web=IMAGE),
    "a number under another name of a copy": doing("copy", text="a", value=7),
    "empty text in slides": graph(title="", styles={"preview": "", "x_axis": "", "y_axis": None}),
    "scalars in a table": table(["A", 2], [{"A": 1, "2": None}, {"A": True, "2": 2.5}], title=7),
    "scalars in a list": slide("list", [1, 2.5, False, None], title=None, styles={"type": ""}),
    "scalars in a label": slide("label", [{"a": 1}, {"label": 5, "value": None}, {"key": 2.5, "value": False}]),
    "scalars in a card": card(title=5, theme="modern-inline", sections=[{"title": 1, "fields": [{"title": 2, "value": None}]}]),
    "scalars in a poll": {"text": "Hi", "card": {"theme": "poll", "title": 1, "options": [{"text": 1}, {"text": True}]}},
    "scalars in a text slide": slide("text", 5),
    "scalars in a graph": graph(name=2024, label=1, styles={"x_axis": 5, "y_axis": {"title": 6}}),
    "digits in a chart": slide("percentage_chart", [{"label": 1, "value": "40"}, {"label": True, "value": "-0.5"}]),
    "buttons of a slide": slide("list", ["a"], buttons=[button("a" * 20, type="+", key="k", arguments={"a": 1})] * 1),
    "no buttons of a slide": slide("list", ["a"], buttons=[]),
    "buttons of an unknown slide": slide("carousel", None, buttons=7),
    "icon": card(title="T", icon="/icon.png", theme="basic"),
    "prompt alone": card(theme="prompt"),
    "poll with buttons below": {**poll(), "buttons": [button()]},
    "invoke.bot below": doing("invoke.bot", bot_name="b", message="m"),
    "short confirmation": below(button(action={**COPY, "confirm": {"title": "a", "input": {"type": "token"}}})),
    "bot": {"text": "Hi", "bot": {"name": "Zylker", "image": IMAGE}},
    "card title at its limit": card(title="a" * 200),
    "any thumbnail": card(title="T", thumbnail="/icon.png"),
    "a theme alone": card(theme="modern-inline"),
    "poll of 2": poll(2),
    "poll of 10": poll(10),
    "option at its limit": poll(2, "a" * 100),
    "poll with empty buttons": {**poll(), "buttons": []},
    "prompt": card(theme="prompt", title="Q", buttons=[button()]),
    "prompt with its button below": {**card(theme="prompt", title="Q"), "buttons": [button()]},
    "section": section(title="S", fields=[{"title": "Owner", "value": ""}]),
    "card as text": {"card": '{"title":"T"}'},
    "slides as text": {"slides": ' [{"type":"text","data":"a"}]'},
    "buttons as text": {"text": "Hi", "buttons": "[]"},
    "table": table(title="T", styles={"width": [60, 40], "sticky": {"rows": 2, "columns": 2}}),
    "table without rows": table(rows=()),
    "table styles beside data": slide("table", {"headers": ["A"], "rows": []}, styles={"width": [100]}),
    "table styles beside those within": slide("table", {"headers": ["A"], "rows": [], "styles": {}}, styles=7),
    "sticky 0": sticky(rows=0, columns=0),
    "widths at their ends": table(styles={"width": [1, 99]}),
    "one width of 100": table(["A"], [{"A": ""}], styles={"width": [100]}),
    "list": slide("list", ["", "a"], title="T", styles={"type": "upper-roman"}),
    "list, bulleted": slide("list", ["a"], styles={"type": "bulleted"}),
    "label": slide("label", [{"Owner": "Ana"}, {"A": "", "B": "b"}]),
    "label as label and value": slide("label", [{"label": "Owner", "value": ""}]),
    "label as key and value": slide("label", [{"key": "Owner", "value": "Ana"}]),
    "image, nested": url(IMAGE),
    "image, flat": slide("image", [IMAGE, IMAGE]),
    "images": slide("images", [[IMAGE, "http://example.com:8080/?q=1#a"]]),
    "an address with a user": url("HTTPS://ana:pw@example.com/"),
    "an address of IPv6": url("http://[::1]:8080/a.png"),
    "chart of 5": chart(5, "a" * 20, styles={"preview": "semi_doughnut"}),
    "chart, flat": slide("percentage_chart", points(5, value=-0.5)),
    "graph at its limits": graph(5, 20, "a" * 20, "b" * 20, styles={"preview": "trend", "x_axis": "c" * 20}),
    "graph with axes as objects": graph(styles={"y_axis": {"title": "c" * 20}}),
    "graph with an empty category": slide("graph", [{"category": "a", "values": []}, {"category": "b", "values": points(1)}]),
    "text slide": slide("text", "a" * 1_001, title="T"),
    "5 buttons": below(*[button("a" * 20, type="+", hint="h" * 100, arguments={"a": 1})] * 5),
    "keys of buttons": below(button(key="k" * 100), button(key="l")),
    "5 buttons within": within(*[button("a" * 30)] * 5),
    "function without owner": doing("invoke.function", name="f"),
    "open.url": doing("open.url", web="tel:+49", windows="app:x", iOS="app://x", android="https://a.example"),
    "open.url by other names": doing("open.url", url=IMAGE, ios="app:x"),
    "open.url at its limit": doing("open.url", web="https://" + "a" * 248),
    "open.url of an app": doing("open.url", android="app:x"),
    "open.url within": within_doing("open.url", web=IMAGE),
    "open.url within by another name": within_doing("open.url", url=IMAGE),
    "preview.url at its limit": doing("preview.url", url="https://" + "a" * 492),
    "preview.url as web": within_doing("preview.url", web=IMAGE),
    "copy at its limit": doing("copy", text="a" * 200),
    "copy as value": doing("copy", value="a"),
    "system.api": doing("system.api", api="videocall/1234567"),
    "system.api of the place": doing("system.api", api="locationpermission"),
    "system.api of the place with an id": doing("system.api", api="locationpermission/1"),
    "invoke.bot within": within_doing("invoke.bot", bot_name="b", message="m"),
    "confirmation": confirmed(description="d" * 100, cancel_button_label="c" * 100, emotion="neutral", mandatory="true"),
    "confirmation at its limits": confirmed(title="a" * 100, input="b" * 300, button_label="c" * 100, mandatory=False),
    "instant button": instant(action=COPY, type="-", arguments={}),
    "instant button in the flow": instant("A [b]($key-1) c", "key-1"),
    "keys of the envelope": {
        **{"text": "Hi", "styles": {"background": "grey", "markdown": True, "x": 1}, "reply_to": "a" * 100},
        **{"sync_message": True, "mark_as_read": False, "notify_edit": True, "broadcast": False},
        **{"thread_message_id": "1", "thread_title": "a" * 101, "post_in_parent": True, "thread_chat_id": "a" * 100},
        **{"message_topic": "a" * 255, "appkey": "k", "extension_key": "k", "userids": " 1 , ana@example.com"},
    },
    "100 people": {"text": "Hi", "user_ids": ",".join(["1234567"] * 100)},
}  # fmt: skip


WRONG = {
    "nothing": {},
    "no object": [],
    "hint beside the buttons too long": below(hint="h" * 101),
    "confirmation beside the buttons too long": below(confirm={"title": "a", "description": "b" * 101}),
    "confirmation beside the buttons without title": below(confirm={"input": "a"}),
    "options of no theme": card(title="T", options=[{"text": "a"}]),
    "options of the theme basic": card(title="T", theme="basic", options=[{"text": "a"}]),
    "a theme of another": card(title="T", theme="success"),
    "sections of an empty theme": card(title="T", theme="", sections=[{"fields": [{"title": "a", "value": "b"}]}]),
    "poll with an empty title": card(theme="poll", title="", options=[{"text": "a"}] * 2),
    "option null": card(theme="poll", title="Q", options=[{"text": None}] * 2),
    "table with a list": table(rows=[{"A": [1], "B": "2"}]),
    "header null": table(["A", None], []),
    "list with an object": slide("list", [{}]),
    "label without a name": slide("label", [{"label": None, "value": "a"}]),
    "chart label null": slide("percentage_chart", [{"label": None, "value": 1}]),
    "chart value with a sign": chart(1, value="40%"),
    "chart value empty": chart(1, value=""),
    "text slide null": slide("text", None),
    "6 buttons of a slide": slide("list", ["a"], buttons=[button()] * 6),
    "buttons of a slide as an object": slide("list", ["a"], buttons={}),
    "label too long in a slide": slide("list", ["a"], buttons=[button("a" * 21)]),
    "instant invoke.bot": instant(action={"type": "invoke.bot", "data": {"bot_name": "b", "message": "m"}}),
    "confirmation without title": below(button(action={**COPY, "confirm": {"input": "a", "button_label": "b"}})),
    "confirmation with an input of a list": confirmed(input=["a"]),
    "blank text alone": {"text": " \u3000\n"},
    "empty slides alone": {"slides": []},
    "text null": {"text": None},
    "text too long": {"text": "a" * 10_001},
    "text with a control character": {"text": "a\x1b[0m"},
    "an empty key": {"text": "Hi", "": 1},
    "a key with a control character": {"text": "Hi", "a\x00": 1},
    "bot with an http picture": {"text": "Hi", "bot": {"name": "b", "image": "http://a.example/a.png"}},
    "card title too long": card(title="a" * 201),
    "poll of 1": poll(1),
    "poll of 11": poll(11),
    "poll without options": card(theme="poll", title="Q"),
    "poll without title": card(theme="poll", options=[{"text": "a"}] * 2),
    "option too long": poll(2, "a" * 101),
    "poll with buttons within": poll(buttons=[button()]),
    "poll with sections": poll(sections=[{"fields": [{"title": "a", "value": "b"}]}]),
    "prompt with options": card(theme="prompt", title="Q", buttons=[button()], options=[{"text": "a"}]),
    "card with options": card(theme="modern-inline", title="T", options=[{"text": "a"}]),
    "section without fields": section(title="S"),
    "section with no fields": section(fields=[]),
    "field without value": section(fields=[{"title": "a"}]),
    "card as text that is no JSON": {"card": "T"},
    "slides as an object": {"text": "Hi", "slides": {}},
    "slide without type": {"text": "Hi", "slides": [{"data": "a"}]},
    "table without headers": table([]),
    "table with a header twice": table(["A", "A"], []),
    "table with an empty header": table([""], []),
    "table with a row as a list": table(rows=[["1", "2"]]),
    "table with an empty row": table(rows=[{}]),
    "3 sticky rows": sticky(rows=3),
    "3 sticky columns": sticky(columns=3),
    "-1 sticky rows": sticky(rows=-1),
    "sticky rows true": sticky(rows=True),
    "a width of 0": table(styles={"width": [0, 100]}),
    "a width of 101": table(["A"], [], styles={"width": [101]}),
    "a width of 50.5": table(styles={"width": [50.5, 49.5]}),
    "bad styles beside data": slide("table", {"headers": ["A"], "rows": []}, styles={"width": "100"}),
    "list without items": slide("list", []),
    "list style": slide("list", ["a"], styles={"type": "dots"}),
    "label without rows": slide("label", []),
    "label with an empty row": slide("label", [{}]),
    "label with an empty name": slide("label", [{"": "a"}]),
    "label with an empty label": slide("label", [{"label": "", "value": "a"}]),
    "label with an empty key": slide("label", [{"key": "", "value": "a"}]),
    "image without pictures": slide("image", [[]]),
    "image three deep": slide("images", [[[IMAGE]]]),
    "a relative address": url("/a.png"),
    "an address without host": url("https:///a.png"),
    "an address with a blank": url("https://example.com/a b.png"),
    "an address with a backslash": url("https://example.com\\a.png"),
    "an address with a line feed behind": url("https://example.com/a.png\n"),
    "a host with a line feed behind": url("https://example.com\n"),
    "an ftp address": url("ftp://example.com/a.png"),
    "a port of letters": url("https://example.com:http/"),
    "chart of 6": chart(6),
    "chart of 6, flat": slide("percentage_chart", points(6)),
    "chart without segments": chart(0),
    "chart label too long": chart(1, "a" * 21),
    "chart value true": chart(1, value=True),
    "chart preview": chart(styles={"preview": "donut"}),
    "chart styles as text": chart(styles="pie"),
    "6 categories": graph(6),
    "21 values": graph(1, 21),
    "no values": graph(1, 0),
    "no categories": graph(0),
    "category name too long": graph(name="a" * 21),
    "value label too long": graph(label="a" * 21),
    "axis too long": graph(styles={"x_axis": "a" * 21}),
    "axis title too long": graph(styles={"x_axis": {"title": "a" * 21}}),
    "graph preview": graph(styles={"preview": "pie"}),
    "text slide empty": slide("text", ""),
    "6 buttons": below(*[button()] * 6),
    "6 buttons within": within(*[button()] * 6),
    "label too long": below(button("a" * 21)),
    "label too long within": within(button("a" * 31)),
    "label too long in the text": instant(label="a" * 21),
    "button style": below(button(type="!")),
    "hint too long": below(button(hint="a" * 101)),
    "key too long": below(button(key="a" * 101)),
    "arguments as a list": below(button(arguments=[])),
    "button without action": below({"label": "a"}),
    "an action of another": doing("open.door", a=1),
    "function without name": doing("invoke.function", owner="ops@example.com"),
    "owner without address": doing("invoke.function", name="f", owner="ops"),
    "open.url without address": doing("open.url", label="a"),
    "open.url with empty addresses": doing("open.url", web="", windows=None, iOS="", ios="", android=None),
    "open.url within with empty addresses": within_doing("open.url", url="", windows=""),
    "open.url within with an empty web": within_doing("open.url", web="", iOS="app:x"),
    "copy with empty texts": doing("copy", text=None, value=""),
    "preview.url with empty addresses": doing("preview.url", url="", web=""),
    "open.url too long": doing("open.url", web="https://" + "a" * 249),
    "open.url of a script": doing("open.url", ios="JavaScript:alert(1)"),
    "open.url of an app on the web": doing("open.url", web="app:x"),
    "open.url within without web": within_doing("open.url", iOS="app:x"),
    "preview.url too long": doing("preview.url", url="https://" + "a" * 493),
    "preview.url by tel": doing("preview.url", url="tel:1"),
    "copy too long": doing("copy", text="a" * 201),
    "copy without text": doing("copy"),
    "copy within": within_doing("copy", text="a"),
    "system.api without id": doing("system.api", api="videocall"),
    "system.api with an empty id": doing("system.api", api="videocall/"),
    "system.api with two ids": doing("system.api", api="videocall/1/2"),
    "system.api of another": doing("system.api", api="reboot/1"),
    "invoke.bot without message": within_doing("invoke.bot", bot_name="b"),
    "confirmation title too long": confirmed(title="a" * 101),
    "confirmation description too long": confirmed(description="a" * 101),
    "confirmation input too long": confirmed(input="a" * 301),
    "confirmation label too long": confirmed(button_label="a" * 101),
    "cancel label too long": confirmed(cancel_button_label="a" * 101),
    "emotion": confirmed(emotion="happy"),
    "mandatory as yes": confirmed(mandatory="yes"),
    "mandatory as 1": confirmed(mandatory=1),
    "instant open.url": instant(action={"type": "open.url", "data": {"web": IMAGE}}),
    "instant button without object": {"text": "[a]($1)", "references": {"1": {"type": "button"}}},
    "instant button of another type": {"text": "[a]($1)", "references": {"1": {"type": "link", "object": button()}}},
    "a key that no text can call": instant("[a]($a b)", "a b"),
    "a text that calls nothing": instant("Go"),
    "an instant button without text": {"card": {"title": "T"}, **instant(text=None)} | {"text": " "},
    "background": {"text": "Hi", "styles": {"background": "pink"}},
    "markdown as text": {"text": "Hi", "styles": {"markdown": "yes"}},
    "reply_to too long": {"text": "Hi", "reply_to": "a" * 101},
    "topic too long": {"text": "Hi", "message_topic": "a" * 256},
    "thread chat id too long": {"text": "Hi", "thread_chat_id": "a" * 101},
    "post_in_parent as text": {"text": "Hi", "post_in_parent": "yes"},
    "101 people": {"text": "Hi", "user_ids": ",".join(["1234567"] * 101)},
    "people without one": {"text": "Hi", "user_ids": "1,,2"},
    "people with blanks": {"text": "Hi", "userids": "1 2"},
    "people with two signs": {"text": "Hi", "userids": "a@b@c"},
}


# What a schema cannot see, with the code of its fault.
UNSEEN = {
    "unknown-header": table(["A"], [{"B": "1", "A": "2"}]),
    "missing-cell": table(["A", "B"], [{"A": "1"}]),
    "bad-character": {"text": "a\ud800"},
    "too-long": chart(1, label=10**21),
    "width-count": table(styles={"width": [100]}),
    "width-sum": table(styles={"width": [60, 50]}),
    "duplicate-key": below(button("a", key="k"), button("b", key="k")),
    "unused-reference": {
        "text": "[a]($1)",
        "references": {**instant()["references"], **instant(key="2")["references"]},
    },
    "missing-reference": {"text": "[a]($1)"},
    "bad-url": url("https://example.com:65536/"),
    "bad-id": {"text": "Hi", "user_ids": "a\u2603"},
    "not-finite": chart(1, value=10**400),
    "too-deep": {"text": "Hi", "x": json.loads("[" * 64 + "]" * 64)},
}
