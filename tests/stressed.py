"""Messages that try a view: as much, as long, as odd and as wrong as what senders post."""

import re

from cardkit import Chart, Graph, Message, actions

PICTURE = "https://e.example/{}x{}.png"
LONG = "Donaudampfschifffahrtsgesellschaftskapitaen"
SENTENCE = "The build that was meant to go out on Tuesday waits for the review of two people. "


def wide_table():
    """15 columns, one of them with a long cell."""
    headers = [f"Column {at}" for at in range(1, 16)]
    rows = [[f"value {row}.{at}" if at != 7 else SENTENCE * 3 for at in range(15)] for row in range(4)]
    return Message("15 columns").card("Wide").table(headers, rows, title="Wide").row(dict.fromkeys(headers, "1"))


def long_names():
    """Field names and values as long as they come."""
    fields = {"A name of a field that goes on and on": "short", "Id": LONG * 3, LONG: SENTENCE, "Revenue": "$500,000"}
    message = (
        Message("Long names")
        .bot(LONG * 2)
        .card("Fields")
        .label(fields, title="Label")
        .section("Section")
        .fields(fields)
    )
    return message.list([SENTENCE, LONG * 4, "short"], title="List", style="decimal")


def many_rows():
    """300 rows, of which the first column stays."""
    message = Message("300 rows").card("Many").table(["Host", "Load", "Note"], title="Hosts", sticky_columns=2)
    return message.rows([[f"web-{at}", at * 3.25, "up"] for at in range(300)]).sticky(1, 2)


def right_to_left():
    """Hebrew and Arabic beside English, numbers and addresses."""
    message = Message("שלום *עולם* 🎉\nEnglish line.").bot("בוט").card("لوحة التحكم")
    message = message.table(["שם", "ערך", "Host"]).rows([["דנה", "12.5%", "web-1."], ["Ana (ops)", "ראשון!", "web-2"]])
    return message.list(["אחת", "Two: שתיים.", "three"], style="decimal").label({"בעלים": "דנה (ops)", "Owner": "Ana."})


def pictures():
    """One portrait, three pictures, and some that are not there."""
    message = Message("Pictures").bot("Gone", "https://broken.example/a.png")
    message = message.card("Pictures", thumbnail="https://broken.example/t.png")
    message = message.image([PICTURE.format(300, 700)], title="Portrait")
    message = message.image([PICTURE.format(400, 300), PICTURE.format(300, 500), PICTURE.format(900, 200)], title="3")
    return message.image(["https://broken.example/b.png", "https://broken.example/c.png"], title="Not there")


def charts():
    """Each kind of chart and graph with as much as it takes."""
    message = Message("Charts").card("Charts")
    for kind in ("pie", "doughnut", "semi_doughnut"):
        segments = {"A segment's long nam": 50, "漢字漢字漢字漢字漢字": 25, "C": 15, "D": 6, "Nothing": 0}
        message = message.slide(Chart(kind, segments, title=kind))
    values = {f"Label {at}": at * 7 % 13 - 3 for at in range(20)}
    for kind in ("vertical_bar", "vertical_stacked_bar", "trend"):
        categories = {f"Category number {n}": {k: v * (n + 1) for k, v in values.items()} for n in range(5)}
        message = message.slide(Graph(kind, categories, title=kind, x_axis="Months", y_axis="Usage count"))
    return message


def graphs():
    """Few values, odd values, long labels, none."""
    message = Message("Graphs").card("Graphs")
    places = {"Central Warehouse": 1240, "North Harbour": 880, "Airport": -120, "Old Town Station": 430, "West": 655}
    message = message.graph("vertical_bar", {"Deliveries": places}, title="Named")
    message = message.graph("vertical_stacked_bar", {"Mail": {"Q1": 30, "Q2": 45}, "Chat": {"Q1": 10, "Q2": 1e-9}})
    message = message.graph("trend", {"A": [("1", 1e9), ("2", 2.5e12), ("3", -1)], "B": [("1", 3e8), ("3", 9e8)]})
    message = message.graph("trend", {"Only": {"x": 5}}).graph("vertical_bar", {"Zero": {"x": 0, "y": 0}})
    message = message.chart("doughnut", {"Europe": 120500, "Americas": 90250, "Asia": 33000, "Africa": 150})
    return message.chart("pie", {"One": 1}).chart("pie", {"Less": -1, "None": 0})


def buttons():
    """Buttons in the text, in the card and below it, with all that they may ask."""
    asked = actions.invoke_function("deploy", owner="ops@e.example", arguments={"env": "production"}).confirm(
        title="Sure?", input="Reason", button_label="Go", description=SENTENCE, mandatory=True
    )
    message = Message("Lunch? [Yes]($1) or not, that is the question").instant_button("Yes", asked, key="1", style="+")
    message = message.prompt("Approve v3.6.1, the one with the longest title of all that were ever released?")
    for label, style in (("Approve", "+"), ("Reject", "-"), ("W" * 20, None)):
        message = message.button(label, asked, style=style, hint="Releases the build")
    return message.button("Open", actions.open_url("https://e.example/" + "path/" * 40))


def poll():
    """Options as long as they may be."""
    return Message("Vote").poll("Which first?", "OAuth", SENTENCE, LONG * 2, "Dark mode")


def text():
    """A text with all its markup."""
    return (
        Message(
            f"# Release 3.6.1\n*All* of it by {{@ana@e.example}}, see [the notes](https://e.example/notes) and `code`.\n"
            f"!{SENTENCE}\n---\n```\n{'x = ' + repr(LONG * 4)}\n  y\n```\n{LONG * 5}\n## Two\n### Three\n~gone~ __under__"
        )
        .bot("A bot with a rather long name that goes on")
        .style(background="green")
    )


def wrong():
    """A body with faults in each of its parts."""
    table = {"headers": ["A" * 99, "B"], "rows": [{"A" * 99: 5, "B": "1"}, {"C": "1"}], "styles": {"width": [50]}}
    return {
        "text": "x",
        "card": {"title": "T" * 300, "theme": "none"},
        "slides": [{"type": "table", "data": table}, {"type": "list"}, 5, {"type": "carousel", "data": [LONG * 3]}],
        "buttons": [{"label": "B"}],
        "strange": LONG,
    }


BODIES = {
    made.__name__: made()
    for made in (wide_table, long_names, many_rows, right_to_left, pictures, charts, graphs, buttons, poll, text, wrong)
}
"""The stressed set by name."""


def picture(url):
    """The picture at an address that names its size."""
    wide, high = re.search(r"(\d+)x(\d+)", url + "80x60").groups()
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"><path fill="#9db4d8" d="M0 0H{wide}V{high}H0z"/></svg>'
