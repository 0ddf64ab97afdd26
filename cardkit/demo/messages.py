"""The seven published messages, each as the chain that builds it."""

from __future__ import annotations

from collections.abc import Mapping

from ..chain.message import Message

ICON = "https://www.zoho.com/cliq/help/restapi/images/announce_icon.png"

MESSAGES: Mapping[str, Message] = {
    "text": Message("Hello team, please review the latest project updates."),
    "table": (
        Message("New interns will be joining these teams from July.")
        .card(title="ANNOUNCEMENT", theme="modern-inline", thumbnail=ICON)
        .table(["Name", "Team", "Reporting To"], title="Details")
        .row("Paula Rojas", "Zylker-Sales", "Li Jung")
        .width(50, 30, 20)
        .sticky(rows=1, columns=2)
    ),
    "list": (
        Message("Welcome to Agile Bot! I'm here to give you a brief on what Agile is all about.")
        .card(title="Features of Agile Bot", thumbnail=ICON)
        .list(title="Key features", style="bulleted")
        .item("Time - Tracking for Tasks")
        .item("Prioritize requirements effectively")
        .item("Identify and work on a fix for bugs instantly")
        .item("Collaborate actively")
        .item("Most important - Keep it simple")
    ),
    "label": (
        Message("Hi Team! Take a look at the monthly financial reports attached.")
        .card(title="Quarterly Revenue Growth", thumbnail=ICON)
        .label({"Revenue": "$500,000", "Growth": "25%"}, title="Key features")
        .field("Region", "North America")
    ),
    "image": (
        Message("Please find the attached image for the office layout.")
        .card(title="Office Layout", thumbnail=ICON)
        .image(title="Floor Plan")
        .url("https://images.unsplash.com/photo-1522199710521-72d69614c702")
        .url("https://images.unsplash.com/photo-1519389950473-47ba0277781c")
        .url("https://images.unsplash.com/photo-1492724441997-5dc865305da7")
        .url("https://images.unsplash.com/photo-1551434678-e076c223a692")
    ),
    "chart": (
        Message("Hi Team! Please find the sales performance chart for this quarter.")
        .card(title="Sales Performance", thumbnail=ICON)
        .chart("pie", title="Monthly Report")
        .segment("Social Media", 40)
        .segments({"Growth": 25, "Region": 10})
    ),
    "graph": (
        Message("Exploring how our customers have been leveraging integrations in the past week!")
        .bot("Zylker Apptics")
        .card(title="Usage Analysis")
        .graph("trend", x_axis="Months", y_axis="Usage count")
        .category("Asana", {"Jan": 9, "Feb": 6})
        .point("Mar", 3)
        .category("BitBucket", [("Jan", 12), ("Feb", 18), ("Mar", 14)])
    ),
}
