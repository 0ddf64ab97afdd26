"""What public senders write otherwise than the pages say and still see drawn: it warns, and is no error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .buttons import Body

_SCALARS = (7, -2.5, True, None)
_EMPTY = ("", None)


def loosened(draw: DrawFn, body: Body) -> None:
    """Loosen some of the parts of a body."""
    if card := body.get("card"):
        _loosen_card(draw, card)
    for slide in body.get("slides", []):
        if slide["type"] in _SLIDES and draw(st.booleans()):
            _SLIDES[slide["type"]](draw, slide["data"])
            slide.setdefault("title", draw(st.sampled_from([*_EMPTY, 7])))
    for button in body.get("buttons", []):
        if draw(st.booleans()):
            button.setdefault(draw(st.sampled_from(["hint", "type", "key"])), draw(st.sampled_from(_EMPTY)))
            button["label"] = draw(st.sampled_from([button["label"], 7]))
    for name in ("sync_message", "post_in_parent"):
        if name in body and draw(st.booleans()):
            body[name] = "true" if body[name] else "false"
    if "bot" in body and draw(st.booleans()):
        body["bot"]["name"] = draw(st.sampled_from(_EMPTY))


def _loosen_card(draw: DrawFn, card: Body) -> None:
    """A card without what only some sources require, its pictures by any address."""
    for name in ("thumbnail", "icon"):
        if name in card:
            card[name] = draw(st.sampled_from([card[name], "/images/bell.png", "http://example.com/b.png", *_EMPTY]))
    if card["theme"] == "modern-inline":
        for name in ("title", "theme") if {*card}.isdisjoint({"sections", "buttons"}) else ("title",):
            if draw(st.booleans()):
                card.pop(name, None)
    for section in card.get("sections", []):
        draw(st.sampled_from(section["fields"]))["value"] = draw(st.sampled_from(_SCALARS))


def _table(draw: DrawFn, data: Body) -> None:
    for row in data["rows"][:1]:
        row[draw(st.sampled_from([*row]))] = draw(st.sampled_from(_SCALARS))


def _list(draw: DrawFn, data: list[Any]) -> None:
    data[-1] = draw(st.sampled_from(_SCALARS))


def _label(draw: DrawFn, data: list[Body]) -> None:
    row = data[0]
    row["value" if len(row) == 2 and "value" in row else next(iter(row))] = draw(st.sampled_from(_SCALARS))


def _chart(draw: DrawFn, data: list[Any]) -> None:
    first: Any = data[0]
    segments: list[Body] = data if isinstance(first, dict) else first
    segments[0]["value"] = draw(st.sampled_from(["40", "0.5", "-7"]))


def _graph(draw: DrawFn, data: list[Body]) -> None:
    data[0]["category"] = draw(st.sampled_from([2024, True]))


_SLIDES: Mapping[str, Any] = {
    "table": _table,
    "list": _list,
    "label": _label,
    "percentage_chart": _chart,
    "graph": _graph,
}
