"""Bodies with one deliberate fault, by the code of the error that it must give.

A fault is a function that breaks a body. Most are made by `put`: a part that is added to the body, a path within
it, and what is put there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..limits import CLIQ, Limits
from ..reading.place import Json
from . import parts, places
from .buttons import Body
from .content import OURS, known
from .forms import bodies, with_json_text
from .parts import GONE, Fault, put, put_at_all
from .values import WEB, text, urls

Made: TypeAlias = Callable[[Limits], SearchStrategy[Any]]


def invalid_payloads(codes: Iterable[str] | None = None, *, limits: Limits = CLIQ) -> SearchStrategy[tuple[Body, str]]:
    """Pairs of a body with one deliberate fault and the code of the error that `cardkit.check` has for it.

    Args:
        codes: such as ``["too-long"]``; None draws from all that a body can have.
        limits: other limits than the service's, which the faults exceed by one.

    Raises:
        ConfigurationError: no fault has such a code.
    """
    return st.sampled_from(known(codes, FAULTS, "codes of faults", "codes")).flatmap(lambda code: _broken(code, limits))


@st.composite
def _broken(draw: DrawFn, code: str, limits: Limits) -> tuple[Body, str]:
    body = draw(bodies(limits))
    draw(st.sampled_from(FAULTS[code]))(draw, body, limits)
    return draw(with_json_text(deepcopy(body))), code


def _empty(draw: DrawFn, body: Body, limits: Limits) -> None:
    for name in ("text", "card", "slides", "references"):
        body.pop(name, None)
    body |= draw(st.sampled_from([{}, {"text": " \n"}, {"slides": []}]))


def _without_points(draw: DrawFn, body: Body, limits: Limits) -> None:
    for category in parts.GRAPH(draw, body, limits)["data"]:
        category["values"] = []


def _too_long(draw: DrawFn, body: Body, limits: Limits) -> None:
    part, path, most = draw(st.sampled_from(places.limited(limits)))
    put(part, path, draw(_longer_than(most)))(draw, body, limits)


def _longer_than(most: int) -> SearchStrategy[str]:
    return text().map(lambda part: (part * (most + 1))[: most + 1])


def _longer_axis(limits: Limits) -> SearchStrategy[Json]:
    return _longer_than(limits.graph_axis).map(lambda name: {"title": name})


def _longer_url(limit: str) -> Made:
    """An address of one character more than the limit."""

    def addresses(limits: Limits) -> SearchStrategy[Any]:
        length: int = getattr(limits, limit) + 1
        return urls(length, WEB[:1]).map(lambda url: url.ljust(length, "x"))

    return addresses


def _just(value: Callable[[Limits], Json]) -> Made:
    """One value that follows from the limits."""
    return lambda limits: st.just(value(limits))


def _outside(limit: str) -> Made:
    """A number below 0, or one above the limit."""
    return lambda limits: st.sampled_from([-1, getattr(limits, limit) + 1])


def _more(entry: Any, limit: str) -> Made:
    """One entry more than the limit."""
    return _just(lambda limits: [entry] * (getattr(limits, limit) + 1))


def _opening(**data: str) -> Body:
    return {"type": "open.url", "data": data}


_NO_SCALAR = ([7], {"x": "y"})  # of a picture, which may stand in an array of its own, 7 is no address either
_NO_TEXT = (None, 7, True, *_NO_SCALAR)
_NO_OBJECT = (7, True, "x", ["x"])
_NO_ARRAY = (7, True, "x", {"x": "y"})
_NO_NUMBER = (None, True, "7 %", *_NO_SCALAR)
_NO_FLAG = (7, "yes", ["x"], {"x": "y"})
_OPTION: Json = {"text": "OAuth"}
_POINT: Json = {"label": "Jan", "value": 9}
_CATEGORY = {"category": "EU", "values": [_POINT]}
_FIELDS = {"fields": [{"title": "Owner", "value": "Zylker"}]}
_BUTTON = {"label": "Call", "action": {"type": "system.api", "data": {"api": "audiocall/1234567"}}}
_TWICE = [{**_BUTTON, "key": "call"}, {**_BUTTON, "key": "call"}]
_COPYING = {"type": "copy", "data": {"text": "R-17"}}
_ASKING_A_BOT = {"type": "invoke.bot", "data": {"bot_name": "ops", "message": "Status?"}}
_IN_APP = {"android": "example-app://open"}
_CALLED = {"1": {"type": "button", "object": _BUTTON}}

FAULTS: Mapping[str, Sequence[Fault]] = {
    "too-long": [
        _too_long,
        put(parts.GRAPH, "/styles/x_axis", _longer_axis),
        *[put(parts.ACTIONS["open.url"], f"/action/data/{name}", _longer_url("url")) for name in ("web", "android")],
        put(parts.ACTIONS["preview.url"], "/action/data/url", _longer_url("preview_url")),
    ],
    "too-many": [
        put(parts.POLL, "/options", _more(_OPTION, "poll_options")),
        put(parts.INLINE, "/buttons", _more(_BUTTON, "buttons")),
        put(parts.PROMPT, "/buttons", _more(_BUTTON, "buttons")),
        put(parts.with_one(parts.BELOW), "/buttons", _more(_BUTTON, "buttons")),
        put(parts.LIST, "/buttons", _more(_BUTTON, "buttons")),
        put(
            parts.CHART,
            "/data",
            _more(_POINT, "chart_segments"),
            _just(lambda limits: [[_POINT] * (limits.chart_segments + 1)]),
        ),
        put(parts.GRAPH, "/data", _more(_CATEGORY, "graph_categories")),
        put(parts.GRAPH, "/data/*/values", _more(_POINT, "graph_values")),
        put(parts.whole, "/user_ids", _just(lambda limits: ",".join(["7"] * (limits.user_ids + 1)))),
    ],
    "too-few": [
        put(parts.POLL, "/options", GONE, _just(lambda limits: [_OPTION] * (limits.poll_options_least - 1))),
    ],
    "wrong-type": [
        *put_at_all(places.NAMES, *_NO_TEXT),
        *put_at_all((*places.OPTIONAL, *places.ADDRESSES, (parts.whole, "/text")), *_NO_TEXT[1:]),
        *put_at_all(places.SHOWN, *_NO_SCALAR),
        *put_at_all(places.SHOWN_NAMES, None, *_NO_SCALAR),
        *put_at_all(places.OBJECTS, *_NO_OBJECT),
        *put_at_all(places.ARRAYS, *_NO_ARRAY),
        *put_at_all(places.NUMBERS, *_NO_NUMBER),
        *put_at_all(places.COUNTS, *_NO_NUMBER[1:], "7", 1.5),
        *[put(parts.slide_of(kind), "/data", None) for kind in OURS],
        *put_at_all(places.FLAGS, *_NO_FLAG),
        put(parts.two_columns, "/data/styles/width", [50, "50"], [50.5, 49.5], [True, 99], [[50], 50]),
        put(parts.whole, "/confirm", "Sure?", ["Sure?"]),
    ],
    "empty-text": [*put_at_all((*places.NAMES, *places.SHOWN_NAMES), ""), put(parts.LABEL, "/data/*", {"": "x"})],
    "bad-character": [
        *put_at_all(
            (
                *places.NAMES,
                *places.OPTIONAL,
                *places.SHOWN,
                *places.SHOWN_NAMES,
                *places.ADDRESSES,
                (parts.whole, "/text"),
            ),
            "a\x00",
            "\x1b[1m",
            "https://\x85",
            "\ud83d",
        ),
        put(parts.LABEL, "/data/*", {"\x7f": "x"}),
    ],
    "missing-key": put_at_all(places.NEEDED, GONE),
    "no-type": [put(part, "/type", GONE, *_NO_TEXT) for part in (parts.TABLE, parts.CHART, parts.TEXT)],
    "not-finite": put_at_all((*places.NUMBERS, (parts.LIST, "/data/*")), 10**400),
    "not-allowed": [
        put(parts.INLINE, "/theme", "success", "Poll"),
        put(parts.LIST, "/styles/type", "stars"),
        put(parts.CHART, "/styles/preview", "donut", "trend"),
        put(parts.GRAPH, "/styles/preview", "pie"),
        *[
            put(part, "/action/type", "launch.rocket")
            for part in (parts.BELOW, parts.WITHIN, parts.INSTANT, parts.button_of_slide)
        ],
        put(parts.WITHIN, "/action", _COPYING),
        put(parts.INSTANT, "/action", _opening(web="https://example.com"), _ASKING_A_BOT),
        put(parts.BELOW, "/type", "!"),
        put(parts.ACTIONS["open.url"], "/action/data/web", "mailto:ana@example.com"),
        put(parts.ACTIONS["system.api"], "/action/data/api", "teleport/1234567"),
        put(parts.confirmed, "/emotion", "angry"),
        put(parts.whole, "/styles/background", "pink"),
        put(parts.with_one(parts.INSTANT), "/references/1/type", "link"),
    ],
    "bad-url": put_at_all(places.ADDRESSES, "plan.png", "https://", "javascript:alert(1)", "https://example.com/a b"),
    "bad-email": [put(parts.ACTIONS["invoke.function"], "/action/data/owner", "nobody", "a b@example.com")],
    "bad-api": [put(parts.ACTIONS["system.api"], "/action/data/api", "startchat", "audiocall/12 34", "invite/1/2")],
    "bad-id": [put(parts.whole, "/user_ids", "1234567,,", "ana ben", "@example.com")],
    "no-address": [put(part, "/action", _opening()) for part in (parts.BELOW, parts.WITHIN)],
    "no-web": [put(parts.ACTIONS["open.url"], "/action/data", _IN_APP)],
    "no-headers": [put(parts.two_columns, "/data/headers", [])],
    "duplicate-header": [put(parts.two_columns, "/data/headers", ["A", "B", "A"])],
    "unknown-header": [
        put(parts.two_columns, "/data/rows/0/C", "3"),
        put(parts.two_columns, "/data/rows/0/a~1~0", "3"),
    ],
    "missing-cell": [put(parts.two_columns, "/data/rows/0/*", GONE), put(parts.TABLE, "/data/rows/*/*", GONE)],
    "width-count": [
        put(parts.two_columns, "/data/styles/width", _just(lambda limits: [limits.width_sum]), [50, 25, 25], [])
    ],
    "width-sum": [
        put(parts.two_columns, "/data/styles/width", _just(lambda limits: [limits.width_least, limits.width_sum])),
        put(parts.two_columns, "/styles", {"width": [1, 1]}),
    ],
    "out-of-range": [
        put(parts.two_columns, "/data/styles/width", _just(lambda limits: [limits.width_least - 1, limits.width_sum])),
        put(parts.two_columns, "/data/styles/width", _just(lambda limits: [limits.width_most + 1, limits.width_least])),
        put(parts.TABLE, "/data/styles/sticky/rows", _outside("sticky_rows")),
        put(parts.TABLE, "/data/styles/sticky/columns", _outside("sticky_columns")),
    ],
    "empty-slide": [
        *[put(part, "/data", []) for part in (parts.LIST, parts.LABEL, parts.IMAGE, parts.CHART, parts.GRAPH)],
        *[put(part, "/data", [[]]) for part in (parts.IMAGE, parts.CHART)],
        _without_points,
    ],
    "empty-section": [put(parts.INLINE, "/sections/0/fields", [])],
    "no-card": [put(parts.INLINE, "/theme", GONE)],
    "no-card-title": [put(parts.POLL, "/title", GONE, "", None)],
    "wrong-theme": [
        *[put(part, "/options", [_OPTION, _OPTION]) for part in (parts.INLINE, parts.PROMPT)],
        put(parts.whole, "/card", {"title": "Which?", "options": [_OPTION]}),
        *[put(part, "/sections", [_FIELDS]) for part in (parts.POLL, parts.PROMPT)],
        put(parts.POLL, "/buttons", [_BUTTON]),
    ],
    "duplicate-key": [
        put(part, "/buttons", _TWICE) for part in (parts.INLINE, parts.PROMPT, parts.with_one(parts.BELOW), parts.LIST)
    ],
    "missing-reference": [put(parts.whole, "/text", "Deploy? [Yes]($yes)")],
    "unused-reference": [
        put(parts.text_alone, "/references", _CALLED),
        put(parts.with_one(parts.INSTANT), "/text", "Go?"),
    ],
    "empty-message": [_empty],
}
"""The faults by the code of the error that they must give."""
