"""The cards that are timed: each once through the chain, once as the dict a person would write by hand."""

from __future__ import annotations

import json

from cardkit import Message, actions

ICON = "https://www.example.com/announce_icon.png"
PICTURES = [f"https://images.example.com/photo-{number}" for number in range(4)]
HEADERS = ["Name", "Team", "Reporting To"]


def small() -> str:
    """A table of one row with its styles."""
    return (
        Message("New interns will be joining these teams from July.")
        .card(title="ANNOUNCEMENT", theme="modern-inline", thumbnail=ICON)
        .table(HEADERS, title="Details")
        .row("Paula Rojas", "Zylker-Sales", "Li Jung")
        .width(50, 30, 20)
        .sticky(rows=1, columns=2)
        .to_json()
    )


def small_by_hand() -> str:
    """The same with a dict."""
    return json.dumps(
        {
            "text": "New interns will be joining these teams from July.",
            "card": {"title": "ANNOUNCEMENT", "theme": "modern-inline", "thumbnail": ICON},
            "slides": [
                {
                    "type": "table",
                    "title": "Details",
                    "data": {
                        "headers": ["Name", "Team", "Reporting To"],
                        "rows": [{"Name": "Paula Rojas", "Team": "Zylker-Sales", "Reporting To": "Li Jung"}],
                        "styles": {"width": [50, 30, 20], "sticky": {"rows": 1, "columns": 2}},
                    },
                }
            ],
        }
    )


def full() -> str:
    """All six structured slides."""
    return (
        Message("The month at a glance")
        .bot("Zylker Apptics")
        .card(title="Monthly Report", thumbnail=ICON)
        .table(HEADERS, title="Details", width=[50, 30, 20])
        .row("Paula Rojas", "Zylker-Sales", "Li Jung")
        .row("Amelia Burrows", "Zylker-Support", "Li Jung")
        .list(["Time - Tracking for Tasks", "Prioritize", "Keep it simple"], title="Key features", style="disc")
        .label({"Revenue": "$500,000", "Growth": "25%", "Region": "North America"}, title="Key figures")
        .image(PICTURES, title="Floor Plan")
        .chart("pie", {"Social Media": 40, "Growth": 25, "Region": 10}, title="Shares")
        .graph("trend", x_axis="Months", y_axis="Usage count")
        .category("Asana", {"Jan": 9, "Feb": 6, "Mar": 3})
        .category("BitBucket", {"Jan": 12, "Feb": 18, "Mar": 14})
        .to_json()
    )


def full_by_hand() -> str:
    """The same with a dict."""
    return json.dumps(
        {
            "text": "The month at a glance",
            "bot": {"name": "Zylker Apptics"},
            "card": {"title": "Monthly Report", "theme": "modern-inline", "thumbnail": ICON},
            "slides": [
                {
                    "type": "table",
                    "title": "Details",
                    "data": {
                        "headers": ["Name", "Team", "Reporting To"],
                        "rows": [
                            {"Name": "Paula Rojas", "Team": "Zylker-Sales", "Reporting To": "Li Jung"},
                            {"Name": "Amelia Burrows", "Team": "Zylker-Support", "Reporting To": "Li Jung"},
                        ],
                        "styles": {"width": [50, 30, 20]},
                    },
                },
                {
                    "type": "list",
                    "title": "Key features",
                    "data": ["Time - Tracking for Tasks", "Prioritize", "Keep it simple"],
                    "styles": {"type": "disc"},
                },
                {
                    "type": "label",
                    "title": "Key figures",
                    "data": [{"Revenue": "$500,000"}, {"Growth": "25%"}, {"Region": "North America"}],
                },
                {"type": "image", "title": "Floor Plan", "data": [list(PICTURES)]},
                {
                    "type": "percentage_chart",
                    "title": "Shares",
                    "data": [
                        [
                            {"label": "Social Media", "value": 40},
                            {"label": "Growth", "value": 25},
                            {"label": "Region", "value": 10},
                        ]
                    ],
                    "styles": {"preview": "pie"},
                },
                {
                    "type": "graph",
                    "styles": {"preview": "trend", "x_axis": "Months", "y_axis": "Usage count"},
                    "data": [
                        {
                            "category": "Asana",
                            "values": [
                                {"label": "Jan", "value": 9},
                                {"label": "Feb", "value": 6},
                                {"label": "Mar", "value": 3},
                            ],
                        },
                        {
                            "category": "BitBucket",
                            "values": [
                                {"label": "Jan", "value": 12},
                                {"label": "Feb", "value": 18},
                                {"label": "Mar", "value": 14},
                            ],
                        },
                    ],
                },
            ],
        }
    )


def buttons() -> str:
    """A card with five buttons."""
    return (
        Message("Build 7 is ready")
        .card(title="Build 7")
        .button("Deploy", actions.invoke_function("deploy", owner="ops@example.com"), style="+", key="deploy")
        .button("Reject", actions.invoke_function("reject", owner="ops@example.com"), style="-", key="reject")
        .button("Log", actions.open_url("https://ci.example.com/7"), hint="The log of the build")
        .button("Call Ana", actions.system_api("audiocall", "1234567"))
        .button("Copy id", actions.copy("build-7"))
        .to_json()
    )


def buttons_by_hand() -> str:
    """The same with a dict."""
    owner = "ops@example.com"
    return json.dumps(
        {
            "text": "Build 7 is ready",
            "card": {"title": "Build 7", "theme": "modern-inline"},
            "buttons": [
                {
                    "label": "Deploy",
                    "type": "+",
                    "key": "deploy",
                    "action": {"type": "invoke.function", "data": {"name": "deploy", "owner": owner}},
                },
                {
                    "label": "Reject",
                    "type": "-",
                    "key": "reject",
                    "action": {"type": "invoke.function", "data": {"name": "reject", "owner": owner}},
                },
                {
                    "label": "Log",
                    "hint": "The log of the build",
                    "action": {"type": "open.url", "data": {"web": "https://ci.example.com/7"}},
                },
                {
                    "label": "Call Ana",
                    "action": {"type": "system.api", "data": {"api": "audiocall/1234567"}},
                },
                {"label": "Copy id", "action": {"type": "copy", "data": {"text": "build-7"}}},
            ],
        }
    )


def poll() -> str:
    """A poll of four options."""
    return Message("Vote until noon").poll("Which first?", "OAuth", "Dark mode", "Search", "Export").to_json()


def poll_by_hand() -> str:
    """The same with a dict."""
    options = [{"text": "OAuth"}, {"text": "Dark mode"}, {"text": "Search"}, {"text": "Export"}]
    card = {"title": "Which first?", "theme": "poll", "options": options}
    return json.dumps({"text": "Vote until noon", "card": card})


def cells(count: int) -> list[tuple[str, str, str]]:
    """The cells of a table of `count` rows."""
    return [(f"Person {number}", f"Team {number % 7}", "Li Jung") for number in range(count)]


def rows_one_by_one(people: list[tuple[str, str, str]]) -> str:
    """One `.row` call for each row."""
    message = Message("People").card("People").table(HEADERS)
    for name, team, lead in people:
        message = message.row(name, team, lead)
    return message.to_json()


def rows_at_once(people: list[tuple[str, str, str]]) -> str:
    """One `.rows` call for all."""
    return Message("People").card("People").table(HEADERS).rows(people).to_json()


def rows_by_hand(people: list[tuple[str, str, str]]) -> str:
    """The same with a dict."""
    rows = []
    for name, team, lead in people:
        rows.append({"Name": name, "Team": team, "Reporting To": lead})
    card = {"title": "People", "theme": "modern-inline"}
    table = {"type": "table", "data": {"headers": ["Name", "Team", "Reporting To"], "rows": rows}}
    return json.dumps({"text": "People", "card": card, "slides": [table]})
