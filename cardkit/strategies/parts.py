"""The parts that a fault is put into: each is a function that adds something valid to a body, and gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..actions.kinds import KINDS
from ..chain.message import Message
from ..limits import Limits
from ..reading.guards import OBJECT
from .buttons import Body, buttons, confirmations
from .chain import cards
from .content import slides

Fault: TypeAlias = Callable[[DrawFn, Body, Limits], None]
Part: TypeAlias = Callable[[DrawFn, Body, Limits], Any]
Places: TypeAlias = Sequence[tuple[Part, str]]

GONE: Any = object()
"""What `put` takes to remove what is there."""


def put(part: Part, path: str, *values: Any) -> Fault:
    """The fault of one of the `values` at `path` within a part; ``*`` stands for any entry.

    A value may be a function that makes a strategy from the limits.
    """

    def fault(draw: DrawFn, body: Body, limits: Limits) -> None:
        at: Any = part(draw, body, limits)  # an object or an array, as the path says
        *names, last = path.split("/")[1:]
        for name in names:
            at = at.setdefault(name, {}) if type(at) in OBJECT and name != "*" else at[_entry(draw, at, name)]
        key = _entry(draw, at, last)
        value: Any = draw(st.sampled_from(values))
        if callable(value):
            strategy: Any = value(limits)
            value = draw(strategy)
        if value is GONE:
            del at[key]
        else:
            at[key] = value

    return fault


def _entry(draw: DrawFn, at: Any, name: str) -> Any:
    keys: list[Any] = [*at] if type(at) in OBJECT else [*range(len(at))]
    return draw(st.sampled_from(keys)) if name == "*" else name if type(at) in OBJECT else int(name)


def put_at_all(places: Places, *values: Any) -> list[Fault]:
    """A fault of the same values for each of the places."""
    return [put(part, path, *values) for part, path in places]


def whole(draw: DrawFn, body: Body, limits: Limits) -> Body:
    """The body itself, without instant buttons, so that its text can be replaced."""
    if body.pop("references", None):
        body["text"] = "Go?"
    return body


def slide_of(kind: str) -> Part:
    """A further slide, a table with a row."""

    def part(draw: DrawFn, body: Body, limits: Limits) -> Any:
        slide: Any = draw(slides([kind], limits=limits)).to_dict("v3")
        if kind == "table" and not slide["data"]["rows"]:
            slide["data"]["rows"].append(dict.fromkeys(slide["data"]["headers"], ""))
        body.setdefault("slides", []).append(slide)
        return slide

    return part


def text_alone(draw: DrawFn, body: Body, limits: Limits) -> Body:
    """The body itself, with a text that calls no instant button."""
    body["text"] = "Go?"
    return body


def two_columns(draw: DrawFn, body: Body, limits: Limits) -> Body:
    """A further table, of two columns and one row."""
    table: Body = {"type": "table", "data": {"headers": ["A", "B"], "rows": [{"A": "1", "B": "2"}]}}
    body.setdefault("slides", []).append(table)
    return table


def card_of(theme: str) -> Part:
    """Another card; one of the theme modern-inline has a section with a field."""

    def part(draw: DrawFn, body: Body, limits: Limits) -> Body:
        card: Body = draw(cards(limits, theme)).to_dict(check=False)["card"]
        card.setdefault("title", "Account")
        if theme == "modern-inline":
            card["sections"] = [{"title": "Summary", "fields": [{"title": "Owner", "value": "Zylker"}]}]
        body["card"] = card
        return card

    return part


def button_of(place: str, action: str = "") -> Part:
    """The only button of its place, with the action where one is named."""

    def part(draw: DrawFn, body: Body, limits: Limits) -> Any:
        made, given = Message("Go?", limits=limits), draw(buttons(limits, place, action))
        if place == "instant":
            body |= made.instant_button(**given).to_dict()
            return body["references"]["1"]["object"]
        if place == "within":
            body["card"] = made.card("Go?").button(**given, in_card=True).to_dict()["card"]
            return body["card"]["buttons"][0]
        body["buttons"] = made.button(**given).to_dict()["buttons"]
        return body["buttons"][0]

    return part


def button_of_slide(draw: DrawFn, body: Body, limits: Limits) -> Any:
    """The only button of a further slide."""
    slide = LIST(draw, body, limits)
    slide["buttons"] = Message("Go?", limits=limits).button(**draw(buttons(limits, "below"))).to_dict()["buttons"]
    return slide["buttons"][0]


def with_one(part: Part) -> Part:
    """The whole body, after the part was added."""

    def added(draw: DrawFn, body: Body, limits: Limits) -> Body:
        part(draw, body, limits)
        return body

    return added


def confirmed(draw: DrawFn, body: Body, limits: Limits) -> Body:
    """The confirmation of a button below the card."""
    asked = {"input": "Why?", "button_label": "Go", **draw(confirmations(limits))}
    button_of("below")(draw, body, limits)["action"]["confirm"] = asked
    return asked


def asked_beside(draw: DrawFn, body: Body, limits: Limits) -> Body:
    """A confirmation beside the buttons."""
    body["confirm"] = draw(confirmations(limits))
    return body["confirm"]  # type: ignore[no-any-return]


TABLE = slide_of("table")
LIST = slide_of("list")
LABEL = slide_of("label")
IMAGE = slide_of("image")
CHART = slide_of("percentage_chart")
GRAPH = slide_of("graph")
TEXT = slide_of("text")

INLINE = card_of("modern-inline")
POLL = card_of("poll")
PROMPT = card_of("prompt")

BELOW = button_of("below")
WITHIN = button_of("within")
INSTANT = button_of("instant")
ACTIONS = {name: button_of("within" if name in {"open.url", "invoke.bot"} else "below", name) for name in KINDS}
"""A button with each action, by its type."""
