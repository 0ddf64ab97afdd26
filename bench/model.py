"""Frozen attrs objects without a chain and without checks: the least that such a model costs.

Each class has the fields of its part in cardkit. `json.dumps` is called as a person would.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

Pairs = tuple[tuple[str, Any], ...]


@frozen(kw_only=True)
class Part:
    """What every part holds beside its own fields."""

    unknown: tuple[Any, ...] = ()
    source: Any = field(default=None, init=False)


@frozen
class Table(Part):
    """A table."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    title: str | None = None
    width: tuple[int, ...] | None = None
    sticky_rows: int | None = None
    sticky_columns: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        rows = [dict(zip(self.headers, cells, strict=True)) for cells in self.rows]
        data: dict[str, Any] = {"headers": [*self.headers], "rows": rows}
        styles: dict[str, Any] = {}
        if self.width is not None:
            styles["width"] = [*self.width]
        sticky = {}
        if self.sticky_rows is not None:
            sticky["rows"] = self.sticky_rows
        if self.sticky_columns is not None:
            sticky["columns"] = self.sticky_columns
        if sticky:
            styles["sticky"] = sticky
        if styles:
            data["styles"] = styles
        return titled("table", self.title, data)


@frozen
class Items(Part):
    """A list."""

    items: tuple[str, ...]
    title: str | None = None
    style: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        body = titled("list", self.title, [*self.items])
        if self.style is not None:
            body["styles"] = {"type": self.style}
        return body


@frozen
class Label(Part):
    """A label."""

    fields: Pairs
    title: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return titled("label", self.title, [{name: value} for name, value in self.fields])


@frozen
class Image(Part):
    """Pictures."""

    urls: tuple[str, ...]
    title: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return titled("image", self.title, [[*self.urls]])


@frozen
class Point:
    """A label and its number."""

    label: str
    value: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"label": self.label, "value": self.value}


@frozen
class Chart(Part):
    """A chart."""

    preview: str
    segments: tuple[Point, ...]
    title: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        body = titled("percentage_chart", self.title, [[segment.to_dict() for segment in self.segments]])
        body["styles"] = {"preview": self.preview}
        return body


@frozen
class Category:
    """A category of a graph."""

    name: str
    values: tuple[Point, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"category": self.name, "values": [point.to_dict() for point in self.values]}


@frozen
class Graph(Part):
    """A graph."""

    preview: str
    categories: tuple[Category, ...]
    title: str | None = None
    x_axis: str | None = None
    y_axis: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        look = {"preview": self.preview, "x_axis": self.x_axis, "y_axis": self.y_axis}
        body = titled("graph", self.title, [category.to_dict() for category in self.categories])
        body["styles"] = {name: value for name, value in look.items() if value is not None}
        return body


@frozen
class Action(Part):
    """What a button does."""

    type: str
    data: Pairs
    arguments: Mapping[str, Any] | None = None
    confirmation: Any = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"type": self.type, "data": dict(self.data)}


@frozen
class Button(Part):
    """A button."""

    label: str
    action: Action
    style: str | None = None
    hint: str | None = None
    key: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        body: dict[str, Any] = {"label": self.label}
        if self.style is not None:
            body["type"] = self.style
        if self.key is not None:
            body["key"] = self.key
        if self.hint is not None:
            body["hint"] = self.hint
        body["action"] = self.action.to_dict()
        return body


@frozen
class Bot(Part):
    """Who a message is from."""

    name: str
    image: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"name": self.name} if self.image is None else {"name": self.name, "image": self.image}


@frozen
class Card(Part):
    """The frame of a message."""

    title: str
    theme: str = "modern-inline"
    thumbnail: str | None = None
    options: tuple[str, ...] = ()
    sections: tuple[Any, ...] = ()
    buttons: tuple[Any, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        body: dict[str, Any] = {"title": self.title, "theme": self.theme}
        if self.thumbnail is not None:
            body["thumbnail"] = self.thumbnail
        if self.options:
            body["options"] = [{"text": option} for option in self.options]
        return body


@frozen
class Payload(Part):
    """A message."""

    text: str
    bot: Bot | None = None
    card: Card | None = None
    slides: tuple[Any, ...] = ()
    buttons: tuple[Button, ...] = ()
    references: tuple[Any, ...] = ()
    extra: Mapping[str, Any] = field(factory=dict[str, Any])
    api: str | None = None

    def to_json(self) -> str:
        """As JSON text."""
        body: dict[str, Any] = {"text": self.text}
        if self.bot is not None:
            body["bot"] = self.bot.to_dict()
        if self.card is not None:
            body["card"] = self.card.to_dict()
        if self.slides:
            body["slides"] = [slide.to_dict() for slide in self.slides]
        if self.buttons:
            body["buttons"] = [button.to_dict() for button in self.buttons]
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def titled(kind: str, title: str | None, data: Any) -> dict[str, Any]:
    """A slide with its title, where it has one."""
    return {"type": kind, "data": data} if title is None else {"type": kind, "title": title, "data": data}
