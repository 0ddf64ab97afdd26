"""The cards of `bench.cards` as plain frozen objects, see `bench.model`."""

from __future__ import annotations

from .cards import HEADERS, ICON, PICTURES
from .model import Action, Bot, Button, Card, Category, Chart, Graph, Image, Items, Label, Payload, Point, Table


def small() -> str:
    """A table of one row with its styles."""
    row = ("Paula Rojas", "Zylker-Sales", "Li Jung")
    table = Table(tuple(HEADERS), (row,), "Details", (50, 30, 20), 1, 2)
    card = Card("ANNOUNCEMENT", "modern-inline", ICON)
    return Payload("New interns will be joining these teams from July.", None, card, (table,)).to_json()


def full() -> str:
    """All six structured slides."""
    rows = (("Paula Rojas", "Zylker-Sales", "Li Jung"), ("Amelia Burrows", "Zylker-Support", "Li Jung"))
    slides = (
        Table(tuple(HEADERS), rows, "Details", (50, 30, 20)),
        Items(("Time - Tracking for Tasks", "Prioritize", "Keep it simple"), "Key features", "disc"),
        Label((("Revenue", "$500,000"), ("Growth", "25%"), ("Region", "North America")), "Key figures"),
        Image(tuple(PICTURES), "Floor Plan"),
        Chart("pie", (Point("Social Media", 40), Point("Growth", 25), Point("Region", 10)), "Shares"),
        Graph(
            "trend",
            (
                Category("Asana", (Point("Jan", 9), Point("Feb", 6), Point("Mar", 3))),
                Category("BitBucket", (Point("Jan", 12), Point("Feb", 18), Point("Mar", 14))),
            ),
            x_axis="Months",
            y_axis="Usage count",
        ),
    )
    card = Card("Monthly Report", thumbnail=ICON)
    return Payload("The month at a glance", Bot("Zylker Apptics"), card, slides).to_json()


def buttons() -> str:
    """A card with five buttons."""
    owner = ("owner", "ops@example.com")
    given = (
        Button("Deploy", Action("invoke.function", (("name", "deploy"), owner)), "+", None, "deploy"),
        Button("Reject", Action("invoke.function", (("name", "reject"), owner)), "-", None, "reject"),
        Button("Log", Action("open.url", (("web", "https://ci.example.com/7"),)), None, "The log of the build"),
        Button("Call Ana", Action("system.api", (("api", "audiocall/1234567"),))),
        Button("Copy id", Action("copy", (("text", "build-7"),))),
    )
    return Payload("Build 7 is ready", None, Card("Build 7"), buttons=given).to_json()


def poll() -> str:
    """A poll of four options."""
    card = Card("Which first?", "poll", None, ("OAuth", "Dark mode", "Search", "Export"))
    return Payload("Vote until noon", None, card).to_json()


def rows(people: list[tuple[str, str, str]]) -> str:
    """A table of as many rows as there are people."""
    taken: list[tuple[str, ...]] = []
    for name, team, lead in people:
        taken.append((name, team, lead))
    return Payload("People", None, Card("People"), (Table(tuple(HEADERS), tuple(taken)),)).to_json()
