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
from .buttons import Body
from .content import known
from .forms import bodies, with_json_text
from .parts import (
    ACTIONS,
    BELOW,
    CHART,
    GONE,
    GRAPH,
    IMAGE,
    INLINE,
    INSTANT,
    LABEL,
    LIST,
    OF_SLIDE,
    POLL,
    PROMPT,
    TABLE,
    TEXT,
    WITHIN,
    Fault,
    confirmed,
    put,
    put_at_all,
    text_alone,
    two_columns,
    whole,
    with_one,
)
from .places import (
    ADDRESSES,
    ARRAYS,
    COUNTS,
    FLAGS,
    NAMES,
    NEEDED,
    NUMBERS,
    OBJECTS,
    OPTIONAL,
    SHOWN,
    SHOWN_NAMES,
    limited,
)
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
    for category in GRAPH(draw, body, limits)["data"]:
        category["values"] = []


def _too_long(draw: DrawFn, body: Body, limits: Limits) -> None:
    part, path, most = draw(st.sampled_from(limited(limits)))
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
        put(GRAPH, "/styles/x_axis", _longer_axis),
        *[put(ACTIONS["open.url"], f"/action/data/{name}", _longer_url("url")) for name in ("web", "android")],
        put(ACTIONS["preview.url"], "/action/data/url", _longer_url("preview_url")),
    ],
    "too-many": [
        put(POLL, "/options", _more(_OPTION, "poll_options")),
        put(INLINE, "/buttons", _more(_BUTTON, "buttons")),
        put(PROMPT, "/buttons", _more(_BUTTON, "buttons")),
        put(with_one(BELOW), "/buttons", _more(_BUTTON, "buttons")),
        put(LIST, "/buttons", _more(_BUTTON, "buttons")),
        put(
            CHART,
            "/data",
            _more(_POINT, "chart_segments"),
            _just(lambda limits: [[_POINT] * (limits.chart_segments + 1)]),
        ),
        put(GRAPH, "/data", _more(_CATEGORY, "graph_categories")),
        put(GRAPH, "/data/*/values", _more(_POINT, "graph_values")),
        put(whole, "/user_ids", _just(lambda limits: ",".join(["7"] * (limits.user_ids + 1)))),
    ],
    "too-few": [
        put(POLL, "/options", GONE, _just(lambda limits: [_OPTION] * (limits.poll_options_least - 1))),
    ],
    "wrong-type": [
        *put_at_all(NAMES, *_NO_TEXT),
        *put_at_all((*OPTIONAL, *ADDRESSES, (whole, "/text")), *_NO_TEXT[1:]),
        *put_at_all(SHOWN, *_NO_SCALAR),
        *put_at_all(SHOWN_NAMES, None, *_NO_SCALAR),
        *put_at_all(OBJECTS, *_NO_OBJECT),
        *put_at_all(ARRAYS, *_NO_ARRAY),
        *put_at_all(NUMBERS, *_NO_NUMBER),
        *put_at_all(COUNTS, *_NO_NUMBER[1:], "7", 1.5),
        *[put(part, "/data", None) for part in (TABLE, LIST, LABEL, IMAGE, CHART, GRAPH, TEXT)],
        *put_at_all(FLAGS, *_NO_FLAG),
        put(two_columns, "/data/styles/width", [50, "50"], [50.5, 49.5], [True, 99], [[50], 50]),
        put(whole, "/confirm", "Sure?", ["Sure?"]),
    ],
    "empty-text": [*put_at_all((*NAMES, *SHOWN_NAMES), ""), put(LABEL, "/data/*", {"": "x"})],
    "bad-character": [
        *put_at_all(
            (*NAMES, *OPTIONAL, *SHOWN, *SHOWN_NAMES, *ADDRESSES, (whole, "/text")),
            "a\x00",
            "\x1b[1m",
            "https://\x85",
            "\ud83d",
        ),
        put(LABEL, "/data/*", {"\x7f": "x"}),
    ],
    "missing-key": put_at_all(NEEDED, GONE),
    "no-type": [put(part, "/type", GONE, *_NO_TEXT) for part in (TABLE, CHART, TEXT)],
    "not-finite": put_at_all((*NUMBERS, (LIST, "/data/*")), 10**400),
    "not-allowed": [
        put(INLINE, "/theme", "success", "Poll"),
        put(LIST, "/styles/type", "stars"),
        put(CHART, "/styles/preview", "donut", "trend"),
        put(GRAPH, "/styles/preview", "pie"),
        *[put(part, "/action/type", "launch.rocket") for part in (BELOW, WITHIN, INSTANT, OF_SLIDE)],
        put(WITHIN, "/action", _COPYING),
        put(INSTANT, "/action", _opening(web="https://example.com"), _ASKING_A_BOT),
        put(BELOW, "/type", "!"),
        put(ACTIONS["open.url"], "/action/data/web", "mailto:ana@example.com"),
        put(ACTIONS["system.api"], "/action/data/api", "teleport/1234567"),
        put(confirmed, "/emotion", "angry"),
        put(whole, "/styles/background", "pink"),
        put(with_one(INSTANT), "/references/1/type", "link"),
    ],
    "bad-url": put_at_all(ADDRESSES, "plan.png", "https://", "javascript:alert(1)", "https://example.com/a b"),
    "bad-email": [put(ACTIONS["invoke.function"], "/action/data/owner", "nobody", "a b@example.com")],
    "bad-api": [put(ACTIONS["system.api"], "/action/data/api", "startchat", "audiocall/12 34", "invite/1/2")],
    "bad-id": [put(whole, "/user_ids", "1234567,,", "ana ben", "@example.com")],
    "no-address": [put(part, "/action", _opening()) for part in (BELOW, WITHIN)],
    "no-web": [put(ACTIONS["open.url"], "/action/data", _IN_APP)],
    "no-headers": [put(two_columns, "/data/headers", [])],
    "duplicate-header": [put(two_columns, "/data/headers", ["A", "B", "A"])],
    "unknown-header": [put(two_columns, "/data/rows/0/C", "3"), put(two_columns, "/data/rows/0/a~1~0", "3")],
    "missing-cell": [put(two_columns, "/data/rows/0/*", GONE), put(TABLE, "/data/rows/*/*", GONE)],
    "width-count": [put(two_columns, "/data/styles/width", _just(lambda limits: [limits.width_sum]), [50, 25, 25], [])],
    "width-sum": [
        put(two_columns, "/data/styles/width", _just(lambda limits: [limits.width_least, limits.width_sum])),
        put(two_columns, "/styles", {"width": [1, 1]}),
    ],
    "out-of-range": [
        put(two_columns, "/data/styles/width", _just(lambda limits: [limits.width_least - 1, limits.width_sum])),
        put(two_columns, "/data/styles/width", _just(lambda limits: [limits.width_most + 1, limits.width_least])),
        put(TABLE, "/data/styles/sticky/rows", _outside("sticky_rows")),
        put(TABLE, "/data/styles/sticky/columns", _outside("sticky_columns")),
    ],
    "empty-slide": [
        *[put(part, "/data", []) for part in (LIST, LABEL, IMAGE, CHART, GRAPH)],
        *[put(part, "/data", [[]]) for part in (IMAGE, CHART)],
        _without_points,
    ],
    "empty-section": [put(INLINE, "/sections/0/fields", [])],
    "no-card": [put(INLINE, "/theme", GONE)],
    "no-card-title": [put(POLL, "/title", GONE, "", None)],
    "wrong-theme": [
        *[put(part, "/options", [_OPTION, _OPTION]) for part in (INLINE, PROMPT)],
        put(whole, "/card", {"title": "Which?", "options": [_OPTION]}),
        *[put(part, "/sections", [_FIELDS]) for part in (POLL, PROMPT)],
        put(POLL, "/buttons", [_BUTTON]),
    ],
    "duplicate-key": [put(part, "/buttons", _TWICE) for part in (INLINE, PROMPT, with_one(BELOW), LIST)],
    "missing-reference": [put(whole, "/text", "Deploy? [Yes]($yes)")],
    "unused-reference": [put(text_alone, "/references", _CALLED), put(with_one(INSTANT), "/text", "Go?")],
    "empty-message": [_empty],
}
"""The faults by the code of the error that they must give."""
