"""Bodies without an error: what messages write, the other forms that sources document, and what they take besides.

What public senders write otherwise than the pages say, and still see drawn, warns and is no error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..limits import APIS, CLIQ, Limits
from ..payload.order import JSON_TEXT_KEYS
from .buttons import Body
from .chain import messages

_SCALARS = (7, -2.5, True, None)
_EMPTY = ("", None)


def payloads(*, limits: Limits = CLIQ) -> SearchStrategy[Body]:
    """Bodies in which `cardkit.check` finds no error: what messages write, and the other documented forms.

    Args:
        limits: other limits than the service's. Texts and lists are generated up to them.
    """
    return bodies(limits).flatmap(with_json_text)


@st.composite
def bodies(draw: DrawFn, limits: Limits) -> Body:
    """Bodies without an error, none of their parts as JSON text."""
    body = draw(messages(limits=limits)).to_dict(api=draw(st.sampled_from([None, *APIS])))
    for slide in body.get("slides", []):
        if slide["type"] in _OTHER_FORMS:
            _OTHER_FORMS[slide["type"]](draw, slide)
            if draw(st.booleans()):
                slide.setdefault("buttons", [])
    for button in _all_buttons(body):
        _otherwise_named(draw, button["action"])
    _loosen(draw, body)
    if "references" not in body and ("card" in body or "slides" in body):
        body |= draw(st.sampled_from([{}, {"text": ""}, {"text": " \n"}]))
        if draw(st.booleans()):
            body.pop("text", None)
    empties: Body = {"slides": [], "buttons": [], "references": {}}
    for name, empty in empties.items():
        if name not in body and draw(st.booleans()):
            body[name] = empty
    return body


def _all_buttons(body: Body) -> Sequence[Body]:
    instant = [reference["object"] for reference in body.get("references", {}).values()]
    of_slides = [button for slide in body.get("slides", []) for button in slide.get("buttons", [])]
    return [*body.get("buttons", []), *body.get("card", {}).get("buttons", []), *of_slides, *instant]


def _image_form(draw: DrawFn, slide: Body) -> None:
    slide["type"] = draw(st.sampled_from(["image", "images"]))
    _chart_form(draw, slide)


def _chart_form(draw: DrawFn, slide: Body) -> None:
    flat = slide["data"][0] if isinstance(slide["data"][0], list) else slide["data"]
    slide["data"] = draw(st.sampled_from([flat, [flat]]))


def _graph_form(draw: DrawFn, slide: Body) -> None:
    styles = slide.get("styles", {})
    for axis in [axis for axis in ("x_axis", "y_axis") if axis in styles]:
        styles[axis] = draw(st.sampled_from([styles[axis], {"title": styles[axis]}]))


def _label_form(draw: DrawFn, slide: Body) -> None:
    pairs = [pair for row in slide["data"] for pair in row.items()]
    forms = [[{key: name, "value": value} for name, value in pairs] for key in ("label", "key")]
    slide["data"] = draw(st.sampled_from([slide["data"], *forms, [dict(pairs)]]))


def _table_form(draw: DrawFn, slide: Body) -> None:
    if "styles" in slide["data"] and draw(st.booleans()):
        slide["styles"] = slide["data"].pop("styles")


_OTHER_FORMS: Mapping[str, Callable[[DrawFn, Body], None]] = {
    "image": _image_form,
    "images": _image_form,
    "percentage_chart": _chart_form,
    "graph": _graph_form,
    "label": _label_form,
    "table": _table_form,
}
_OTHER_NAMES = {
    "open.url": {"web": "url", "iOS": "ios"},
    "preview.url": {"url": "web", "web": "url"},
    "copy": {"text": "value"},
}


def _otherwise_named(draw: DrawFn, action: Body) -> None:
    """The data of an action under the names that other sources have, and `mandatory` as they have it."""
    names = _OTHER_NAMES.get(action["type"], {})
    action["data"] = {draw(st.sampled_from([key, names.get(key, key)])): value for key, value in action["data"].items()}
    if action["data"].get("api") == "locationpermission":
        action["data"]["api"] += draw(st.sampled_from(["", "/1234567"]))
    if "mandatory" in action.get("confirm", {}):
        mandatory = action["confirm"]["mandatory"]
        action["confirm"]["mandatory"] = draw(st.sampled_from([mandatory, mandatory == "true"]))


@st.composite
def with_json_text(draw: DrawFn, body: Body) -> Body:
    """The body, with some of its parts as JSON text."""
    for name in JSON_TEXT_KEYS:
        if isinstance(body.get(name), (dict, list)) and draw(st.sampled_from([False, False, True])):
            body[name] = json.dumps(body[name])
    return body


def _loosen(draw: DrawFn, body: Body) -> None:
    """Loosen some of the parts of a body."""
    if card := body.get("card"):
        _loosen_card(draw, card)
    for slide in body.get("slides", []):
        if slide["type"] in _LOOSENED and draw(st.booleans()):
            _LOOSENED[slide["type"]](draw, slide["data"])
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


def _loosen_table(draw: DrawFn, data: Body) -> None:
    for row in data["rows"][:1]:
        row[draw(st.sampled_from([*row]))] = draw(st.sampled_from(_SCALARS))


def _loosen_list(draw: DrawFn, data: list[Any]) -> None:
    data[-1] = draw(st.sampled_from(_SCALARS))


def _loosen_label(draw: DrawFn, data: list[Body]) -> None:
    row = data[0]
    row["value" if len(row) == 2 and "value" in row else next(iter(row))] = draw(st.sampled_from(_SCALARS))


def _loosen_chart(draw: DrawFn, data: list[Any]) -> None:
    first: Any = data[0]
    segments: list[Body] = data if isinstance(first, dict) else first
    segments[0]["value"] = draw(st.sampled_from(["40", "0.5", "-7"]))


def _loosen_graph(draw: DrawFn, data: list[Body]) -> None:
    data[0]["category"] = draw(st.sampled_from([2024, True]))


_LOOSENED: Mapping[str, Callable[[DrawFn, Any], None]] = {
    "table": _loosen_table,
    "list": _loosen_list,
    "label": _loosen_label,
    "percentage_chart": _loosen_chart,
    "graph": _loosen_graph,
}
