"""The cards that are timed, as the chain writes them."""

from __future__ import annotations

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


def poll() -> str:
    """A poll of four options."""
    return Message("Vote until noon").poll("Which first?", "OAuth", "Dark mode", "Search", "Export").to_json()


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
    return table(people).to_json()


def table(people: list[tuple[str, str, str]]) -> Message:
    """A table of as many rows as there are people."""
    return Message("People").card("People").table(HEADERS).rows(people)
