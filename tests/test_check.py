"""Checking bodies: every fault at its place, in the order of the document, and as the chain has it."""

import json

import attrs
import pytest
from bodies import BUTTON, FULL, changed, position
from examples import WIRE
from hypothesis import given
from refusals import errors, refusals

from cardkit import Message, check, limits
from cardkit.errors import Issue
from cardkit.payload.order import in_order


def found(body, **options):
    return [(issue.code, issue.path, issue.severity) for issue in check(body, **options)]


@given(changed(FULL))
def test_every_path_leads_somewhere_and_they_follow_the_document(body):
    issues = check(body)
    for issue in issues:
        assert issue.message
        assert issue.source
        assert issue.expected
        str(issue)
    positions = [position(body, issue.path) for issue in issues]
    assert positions == sorted(positions)
    assert len({(i.path, i.code, i.message) for i in issues}) == len(issues)


@given(changed(FULL))
def test_what_leaves_is_what_has_no_error(body):
    found = errors(check(body))
    message = Message.from_dict(body)
    if not found:
        assert message.to_dict() == body
        return
    assert list(refusals(message.to_dict)) == found


def one(slide):
    return {"text": "x", "slides": [slide]}


CASES = [
    ({"text": 5}, [("wrong-type", "/text", "error")]),
    ({"text": None}, [("empty-message", "", "error"), ("empty-text", "/text", "warning")]),
    ({"text": " "}, [("empty-message", "", "error")]),
    ({}, [("empty-message", "", "error")]),
    ({"slides": [WIRE["list"]]}, [("no-text", "", "warning")]),
    ({"text": "x", "slides": {}}, [("wrong-type", "/slides", "error")]),
    ({"text": "x", "slides": [3, WIRE["list"], []]}, [("wrong-type", "/slides/0", "error"), ("wrong-type", "/slides/2", "error")]),
    ({"text": "x", "bot": "B"}, [("wrong-type", "/bot", "error")]),
    ({"text": "x", "bot": {"image": "http://a/b", "x": 1}}, [("no-bot-name", "/bot", "warning"), ("bad-url", "/bot/image", "error"), ("unknown-key", "/bot/x", "warning")]),
    ({"text": "x", "card": []}, [("wrong-type", "/card", "error")]),
    ({"text": "x", "card": {}}, [("no-card-title", "/card", "warning")]),
    ({"text": "x", "card": {"title": "t"}}, []),
    ({"text": "x", "card": {"title": "", "theme": "dark", "icon": "i"}}, [("no-card-title", "/card", "warning"), ("empty-text", "/card/title", "warning"), ("not-allowed", "/card/theme", "error"), ("bad-url", "/card/icon", "warning")]),
    ({"text": "x", "card": {"theme": "poll", "title": "t", "options": [{"text": "a"}]}}, [("too-few", "/card/options", "error")]),
    ({"text": "x", "card": {"theme": "poll", "title": "t", "options": ["a", {"text": 1}, {}]}}, [("wrong-type", "/card/options/0", "error"), ("number-as-text", "/card/options/1/text", "warning"), ("missing-key", "/card/options/2", "error")]),
    ({"text": "x", "card": {"theme": "poll", "title": "t", "options": [7, {"text": "b" * 101}, *[{"text": "a"}] * 9]}}, [("wrong-type", "/card/options/0", "error"), ("too-long", "/card/options/1/text", "error"), ("too-many", "/card/options/10", "error")]),
    ({"text": "x", "card": {"theme": "modern-inline", "title": "t", "options": [{"text": "a"}, {"text": "b"}]}}, [("wrong-theme", "/card/options", "error")]),
    ({"text": "x", "card": {"theme": "prompt", "title": "t"}, "buttons": [BUTTON]}, []),
    ({"text": "x", "card": {"theme": "prompt", "title": "t"}}, [("no-buttons", "/card", "warning")]),
    ({"text": "x", "card": {"theme": "modern-inline", "title": "t", "sections": [{}, {"title": 1, "fields": [{"title": "a"}, 3]}]}}, [("missing-key", "/card/sections/0", "error"), ("number-as-text", "/card/sections/1/title", "warning"), ("missing-key", "/card/sections/1/fields/0", "error"), ("wrong-type", "/card/sections/1/fields/1", "error")]),
    (one({"type": "list"}), [("missing-key", "/slides/0", "error")]),
    (one({"type": "list", "data": []}), [("empty-slide", "/slides/0/data", "error")]),
    (one({"type": "list", "data": [], "styles": {"type": "dics"}}), [("empty-slide", "/slides/0/data", "error"), ("not-allowed", "/slides/0/styles/type", "error")]),
    (one({"type": "list", "data": ["a", 3, None], "styles": []}), [("number-as-text", "/slides/0/data/1", "warning"), ("number-as-text", "/slides/0/data/2", "warning"), ("wrong-type", "/slides/0/styles", "error")]),
    (one({"type": "table", "data": {"headers": ["A", "A"], "rows": []}}), [("duplicate-header", "/slides/0/data/headers/1", "error")]),
    (one({"type": "table", "data": {"headers": ["A"], "rows": [["a"], {"B": "x"}, {"A": 5}]}}), [("wrong-type", "/slides/0/data/rows/0", "error"), ("missing-cell", "/slides/0/data/rows/1", "error"), ("unknown-header", "/slides/0/data/rows/1/B", "error"), ("number-as-text", "/slides/0/data/rows/2/A", "warning")]),
    (one({"type": "table", "data": {"headers": ["A"], "rows": [], "styles": {"width": [50], "sticky": {"rows": 3}}}}), [("no-rows", "/slides/0/data/rows", "warning"), ("width-sum", "/slides/0/data/styles/width", "error"), ("out-of-range", "/slides/0/data/styles/sticky/rows", "error")]),
    (one({"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}]}, "styles": {"width": "100", "sticky": 1}}), [("wrong-type", "/slides/0/styles/width", "error"), ("wrong-type", "/slides/0/styles/sticky", "error")]),
    (one({"type": "images", "data": ["a.png", [], 3]}), [("bad-url", "/slides/0/data/0", "error"), ("wrong-type", "/slides/0/data/1", "error"), ("wrong-type", "/slides/0/data/2", "error")]),
    (one({"type": "image", "data": [["a.png"]]}), [("bad-url", "/slides/0/data/0/0", "error")]),
    (one({"type": "percentage_chart", "data": [{"label": "l" * 21, "value": "1"}]}), [("too-long", "/slides/0/data/0/label", "error"), ("text-as-number", "/slides/0/data/0/value", "warning")]),
    (one({"type": "percentage_chart", "data": [[{"label": "a", "value": True}, {"value": 1}]]}), [("wrong-type", "/slides/0/data/0/0/value", "error"), ("missing-key", "/slides/0/data/0/1", "error")]),
    (one({"type": "graph", "data": [{"category": "c", "values": [{"label": "a", "value": 1}]}, {}, 3], "styles": {"x_axis": {"title": 3}, "y_axis": None}}), [("missing-key", "/slides/0/data/1", "error"), ("missing-key", "/slides/0/data/1", "error"), ("wrong-type", "/slides/0/data/2", "error"), ("number-as-text", "/slides/0/styles/x_axis/title", "warning"), ("empty-text", "/slides/0/styles/y_axis", "warning")]),
    (one({"type": "label", "data": [{}, {"a": 1}, "b"]}), [("wrong-type", "/slides/0/data/0", "error"), ("number-as-text", "/slides/0/data/1/a", "warning"), ("wrong-type", "/slides/0/data/2", "error")]),
    (one({"type": "text", "data": ["a"], "styles": {}}), [("wrong-type", "/slides/0/data", "error"), ("unknown-key", "/slides/0/styles", "warning")]),
    (one({"type": "tabel", "data": []}), [("unknown-slide", "/slides/0/type", "warning")]),
    (one({"data": []}), [("no-type", "/slides/0", "error")]),
    ({"text": "x", "buttons": {}}, [("wrong-type", "/buttons", "error")]),
    ({"text": "x", "buttons": [{}, 3]}, [("missing-key", "/buttons/0", "error"), ("missing-key", "/buttons/0", "error"), ("wrong-type", "/buttons/1", "error")]),
    ({"text": "x", "buttons": [{"label": "b", "action": {"type": "copy"}}]}, [("missing-key", "/buttons/0/action", "error")]),
    ({"text": "x", "buttons": [{"label": "b", "action": {"type": "cpoy", "data": {}}}]}, [("not-allowed", "/buttons/0/action/type", "error")]),
    ({"text": "x", "buttons": [{"label": "b", "action": {"type": "open.url", "data": {"ios": "javascript:x"}}}]}, [("bad-url", "/buttons/0/action/data/ios", "error")]),
    ({"text": "x", "buttons": [{"label": "b", "type": "plus", "hint": ["3"], "action": BUTTON["action"]}]}, [("not-allowed", "/buttons/0/type", "error"), ("wrong-type", "/buttons/0/hint", "error")]),
    ({"text": "x", "buttons": [{"label": "b", "action": {**BUTTON["action"], "confirm": {"title": "t", "mandatory": "yes"}}}]}, [("short-confirm", "/buttons/0/action/confirm", "warning"), ("wrong-type", "/buttons/0/action/confirm/mandatory", "error")]),
    ({"text": "x", "buttons": [BUTTON] * 6}, [("too-many", "/buttons/5", "error")]),
    ({"text": "x", "references": {"1": {"type": "button", "object": BUTTON}}}, [("unused-reference", "/references/1", "error")]),
    ({"text": "x [a]($1)", "references": {"1": {"type": "link", "object": {}}}}, [("not-allowed", "/references/1/type", "error"), ("missing-key", "/references/1/object", "error"), ("missing-key", "/references/1/object", "error")]),
    ({"text": "x [a]($2)", "references": []}, [("missing-reference", "/text", "error"), ("wrong-type", "/references", "error")]),
    ({"text": "x", "styles": {"background": "pink", "font": 1}, "reply_to": 1, "sync_message": "yes", "mark_as_raed": 1}, [("not-allowed", "/styles/background", "error"), ("unknown-key", "/styles/font", "warning"), ("wrong-type", "/reply_to", "error"), ("wrong-type", "/sync_message", "error"), ("unknown-key", "/mark_as_raed", "warning")]),
    ({"text": "x", "hint": "h", "confirm": {}, "userids": "1"}, [("missing-key", "/confirm", "error")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[json.dumps(c[0])[:70] for c in CASES])
def test_each_fault_at_its_place(body, expected):
    assert found(body) == expected
    assert found(json.dumps(body)) == expected
    assert [(i.code, i.path, i.severity) for i in Message.from_dict(body).issues()] == expected


def test_a_body_is_checked_by_the_limits_that_are_given():
    body = one({"type": "percentage_chart", "data": [{"label": "a", "value": 1}] * 6})
    assert found(body) == [("too-many", "/slides/0/data/5", "error")]
    roomy = attrs.evolve(limits.CLIQ, chart_segments=6)
    assert not found(body, limits=roomy)
    assert len(Message.from_dict(body, limits=roomy).slides[0].segments) == 6


@pytest.mark.parametrize("body", [
    {"text": "x", "styles": {f"background{number}": 1 for number in range(25)}},
    {"text": "x", **{f"reply_to{number}": 1 for number in range(25)}},
    {"text": "x", "card": {"title": "T", "theme": "modern-inline", **{f"thumbnail{n}": 1 for n in range(25)}}},
    one({"type": "table", "data": {"headers": ["Host"], "rows": [{"Host": "a", **{f"Host{n}": 1 for n in range(25)}}]}}),
])  # fmt: skip
def test_twenty_unknown_keys_of_an_object_get_a_suggestion_and_all_are_told(body):
    assert [bool(issue.hint) for issue in check(body)] == [True] * 20 + [False] * 5


def test_what_is_told_of_a_key_that_is_not_there_comes_behind_the_others():
    told = [Issue(path, "other", "…") for path in ("/later", "/bot/name", "/text", "/bot/image")]
    body = {"text": "Hi", "bot": {"image": "x"}}
    assert [issue.path for issue in in_order(told, body)] == ["/text", "/bot/image", "/bot/name", "/later"]
