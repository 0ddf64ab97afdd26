"""Messages and bodies with the code that a person would write for them."""

from decimal import Decimal

from cardkit import Message, actions

URL = "https://example.com/a.png"


TYPICAL = {
    "text": (
        Message("Hi"),
        """\
from cardkit import Message

message = Message("Hi")
""",
    ),
    "table": (
        Message("New interns will be joining these teams from July.")
        .card(title="ANNOUNCEMENT", theme="modern-inline", thumbnail="https://example.com/icon.png")
        .table(["Name", "Team", "Reporting To"], title="Details")
        .row({"Name": "Paula Rojas", "Team": "Zylker-Sales", "Reporting To": "Li Jung"})
        .width(50, 30, 20)
        .sticky(rows=1, columns=2),
        """\
from cardkit import Message

message = (
    Message("New interns will be joining these teams from July.")
    .card("ANNOUNCEMENT", thumbnail="https://example.com/icon.png")
    .table(["Name", "Team", "Reporting To"], title="Details")
    .row("Paula Rojas", "Zylker-Sales", "Li Jung")
    .width(50, 30, 20)
    .sticky(rows=1, columns=2)
)
""",
    ),
    "four rows": (
        Message("Hosts").table(["Host", "Load"]).rows([["web-1", 1], ["web-2", 0.5], ["db-1", None], ["db-2", "7"]]),
        """\
from cardkit import Message

message = (
    Message("Hosts")
    .table(["Host", "Load"])
    .rows([["web-1", "1"], ["web-2", "0.5"], ["db-1", ""], ["db-2", "7"]])
)
""",
    ),
    "slides": (
        Message("Monthly report")
        .list(title="Key features", style="disc")
        .items(["Time tracking", "Keep it simple"])
        .label({"Revenue": "$500,000"}, title="Key figures")
        .field("Growth", "25%")
        .label([("Host", "web-1"), ("Host", "web-2")])
        .image(URL, title="Floor Plan")
        .image([URL, URL])
        .chart("pie", title="Shares")
        .segment("Social Media", 40)
        .segment("Growth", Decimal("25.50"))
        .graph("trend", x_axis="Months", y_axis="Usage count")
        .category("Asana", {"Jan": 9})
        .point("Feb", 6)
        .category("BitBucket", [("Jan", 12), ("Jan", 18)])
        .text_slide("All green.", title="Summary"),
        """\
from cardkit import Message

message = (
    Message("Monthly report")
    .list(["Time tracking", "Keep it simple"], title="Key features", style="disc")
    .label({"Revenue": "$500,000", "Growth": "25%"}, title="Key figures")
    .label([("Host", "web-1"), ("Host", "web-2")])
    .image("https://example.com/a.png", title="Floor Plan")
    .image(["https://example.com/a.png", "https://example.com/a.png"])
    .chart("pie", {"Social Media": 40, "Growth": 25.5}, title="Shares")
    .graph("trend", x_axis="Months", y_axis="Usage count")
    .category("Asana", {"Jan": 9, "Feb": 6})
    .category("BitBucket", [("Jan", 12), ("Jan", 18)])
    .text_slide("All green.", title="Summary")
)
""",
    ),
    "poll": (
        Message("Vote").poll("Which first?", "OAuth", "Dark mode"),
        """\
from cardkit import Message

message = Message("Vote").poll("Which first?", "OAuth", "Dark mode")
""",
    ),
    "prompt": (
        Message("Deploy?")
        .prompt("Approve v3.6.1?")
        .button("Approve", actions.invoke_function("approve"))
        .button("Log", actions.open_url("https://example.com/7", ios="example://7"))
        .button("Ask", actions.invoke_bot("ops", "why?")),
        """\
from cardkit import Message, actions

message = (
    Message("Deploy?")
    .prompt("Approve v3.6.1?")
    .button("Approve", actions.invoke_function("approve"))
    .button("Log", actions.open_url("https://example.com/7", ios="example://7"))
    .button("Ask", actions.invoke_bot("ops", "why?"))
)
""",
    ),
    "sections": (
        Message("Hi")
        .bot("Zylker", "https://example.com/b.png")
        .card("Account")
        .section("Summary")
        .fields({"Owner": "Zylker", "Since": 2009})
        .section()
        .field("Plan", "Free")
        .button("Call", actions.system_api("audiocall", "1234567"), in_card=True)
        .button("Where", actions.system_api("locationpermission"))
        .list(["One"]),
        """\
from cardkit import Message, actions

message = (
    Message("Hi")
    .bot("Zylker", "https://example.com/b.png")
    .card("Account")
    .section("Summary")
    .fields({"Owner": "Zylker", "Since": "2009"})
    .section()
    .field("Plan", "Free")
    .button("Call", actions.system_api("audiocall", "1234567"), in_card=True)
    .list(["One"])
    .button("Where", actions.system_api("locationpermission"))
)
""",
    ),
    "keys": (
        Message("Disk is full")
        .extra(user_ids="1,2", mark_as_read=True)
        .sync()
        .thread("17", "Disks", post_in_parent=False)
        .reply_to("16")
        .style(background="red", markdown=True)
        .extra(**{"odd-key": [1, None], "class": 2.5}),
        """\
from cardkit import Message

message = (
    Message("Disk is full")
    .style(background="red", markdown=True)
    .reply_to("16")
    .thread("17", title="Disks", post_in_parent=False)
    .sync()
    .extra(user_ids="1,2", mark_as_read=True, **{"odd-key": [1, None], "class": 2.5})
)
""",
    ),
    "long": (
        Message("The nightly backup of all databases has finished without any error, and took 41 minutes.")
        .card("Backup", thumbnail="https://example.com/pictures/of/quite/some/length/backup.png")
        .list(["Drain the traffic of the first region", "Swap its disks", "Bring the traffic back, slowly"]),
        """\
from cardkit import Message

message = (
    Message(
        "The nightly backup of all databases has finished without any error, and took "
        "41 minutes.",
    )
    .card(
        "Backup",
        thumbnail="https://example.com/pictures/of/quite/some/length/backup.png",
    )
    .list(
        [
            "Drain the traffic of the first region",
            "Swap its disks",
            "Bring the traffic back, slowly",
        ],
    )
)
""",
    ),
}


# The two examples of the wire format, each as a body and as code.
INSTANT = {
    "text": "Deploy? [Yes]($1) [Copy id]($2)",
    "references": {
        "1": {
            "type": "button",
            "object": {
                "label": "Yes",
                "type": "+",
                "arguments": {"env": "prod"},
                "action": {"type": "invoke.function", "data": {"name": "deploy", "owner": "ops@example.com"}},
            },
        },
        "2": {"type": "button", "object": {"label": "Copy id", "action": {"type": "copy", "data": {"text": "R-17"}}}},
    },
}


INSTANT_CODE = """\
from cardkit import Message, actions

message = (
    Message("Deploy?")
    .instant_button(
        "Yes",
        actions.invoke_function(
            "deploy",
            owner="ops@example.com",
            arguments={"env": "prod"},
        ),
        style="+",
    )
    .instant_button("Copy id", actions.copy("R-17"))
)
"""


CONFIRMED = {
    "text": "Release 3.6.1",
    "buttons": [
        {
            "label": "Approve",
            "type": "+",
            "key": "approve",
            "hint": "Releases the build",
            "action": {
                "type": "invoke.function",
                "data": {"name": "approve", "owner": "ops@example.com"},
                "confirm": {"title": "Approve?", "input": "Reason", "button_label": "Approve", "mandatory": "true"},
            },
        }
    ],
}


CONFIRMED_CODE = """\
from cardkit import Message, actions

message = Message("Release 3.6.1").button(
    "Approve",
    actions.invoke_function("approve", owner="ops@example.com").confirm(
        title="Approve?",
        input="Reason",
        button_label="Approve",
        mandatory=True,
    ),
    style="+",
    hint="Releases the build",
    key="approve",
)
"""
