"""Steps behind a body that was read, whatever it holds: they obey the rules of any chain, and nothing is lost."""

import copy
import json

import attrs
import pytest
from bodies import BUTTON, FULL, changed, value_at
from examples import SLIDES
from hypothesis import given
from hypothesis import strategies as st
from refusals import errors

from cardkit import Button, ConstraintError, Message, RawSlide, actions, check, strategies

COPY = actions.copy("x")
KEYS = st.sampled_from(["1", "2", "3", "k", "a/b", "~0"])
# Each kind of step: its name, the part of the body that it adds to or sets, and how it is drawn.
STEPS = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(["new", "[New]($1) x", "[Yes]($k)"])),
    st.tuples(st.just("list"), st.sampled_from([["a"], ["a", "b"]])),
    st.tuples(st.just("item"), st.just("z")),
    st.tuples(st.just("raw"), st.just({"type": "text", "data": "ok"})),
    st.tuples(st.just("button"), st.none() | st.sampled_from(["k", "key"])),
    st.tuples(st.just("card_button"), st.just("New")),
    st.tuples(st.just("raw_card_button"), st.just({"label": "New", "later": 1})),
    st.tuples(st.just("instant_button"), st.none() | KEYS),
    st.tuples(st.just("card"), st.just("C")),
    st.tuples(st.just("section"), st.just("S")),
    st.tuples(st.just("bot"), st.just("B2")),
    st.tuples(st.just("style"), st.just("green")),
    st.tuples(st.just("reply_to"), st.just("9")),
    st.tuples(st.just("extra"), st.sampled_from([{"tomorrow": 1}, {"broadcast": True}])),
)
BODIES = changed(FULL) | strategies.payloads() | changed({
    "text": "[a]($a~b) [b]($a/b)",
    "references": {"a~b": 5, "a/b": {"type": "button", "object": BUTTON}, "2": {}},
    "slides": [{"type": "list", "data": ["a"], "zz": 1}, 5, {"type": "list"}],
    "card": {"title": "T", "theme": "modern-inline", "sections": [5, {"fields": [{"title": "n", "value": "v"}]}], "later": [1]},
}) | changed({
    "card": {"title": "T", "theme": "modern-inline", "sections": True, "buttons": {"label": "x"}, "later": [1]},
    "bot": {"name": "B", "image": "https://a.example/b.png", "later": [1]},
    "styles": {"background": "red", "markdown": "true", "later": [1]},
})  # fmt: skip


TAKE = {
    "item": lambda m, value: m.item(value) if hasattr(m, "item") else m,
    "raw": lambda m, value: m.slide(RawSlide(value)),
    "button": lambda m, value: m.button("New", COPY, key=value),
    "card_button": lambda m, value: m.button(value, COPY, in_card=True),
    "raw_card_button": lambda m, value: m.raw_button(value, in_card=True),
    "instant_button": lambda m, value: m.instant_button("New", COPY, key=value),
    "section": lambda m, value: m.section(value).field("n", "v"),
    "extra": lambda m, value: m.extra(**value),
}


def taken(message, name, value):
    """The message after one step, or None where the step is refused; that changes nothing."""
    before = message.to_dict(check=False)
    step = TAKE.get(name, lambda m, value: getattr(m, name)(value))
    try:
        return step(message, value)
    except ConstraintError:
        assert message.to_dict(check=False) == before
        return None


def count(part):
    """How many entries an array or an object of a body has; also where it stands there as JSON text."""
    part = opened(part)
    return len(part) if isinstance(part, (list, dict)) else 0


def buttons(body):
    """How many buttons are below the card and within it."""
    card = opened(body.get("card"))
    return count(body.get("buttons")) + count(card.get("buttons") if isinstance(card, dict) else None)


def opened(part):
    """A part of a body, read where it stands there as JSON text."""
    try:
        return json.loads(part) if isinstance(part, str) else part
    except ValueError:
        return part


def the_rest(body, *names):
    return {name: value for name, value in body.items() if name not in names}


# The keys of a body that a step may change.
CHANGES = {
    "text": ("text",),
    "list": ("slides",),
    "item": ("slides",),
    "raw": ("slides",),
    "button": ("buttons", "card"),
    "card_button": ("card",),
    "raw_card_button": ("card",),
    "instant_button": ("text", "references"),
    "card": ("card", "buttons"),  # a button that was added stands where the theme wants it
    "section": ("card",),
    "bot": ("bot",),
    "style": ("styles",),
    "reply_to": ("reply_to",),
    "extra": ("tomorrow", "broadcast"),
}


@given(BODIES, st.lists(STEPS, min_size=1, max_size=6))
def test_each_step_changes_its_own_part_and_loses_nothing(body, steps):
    message = Message.from_dict(body)
    assert message.to_dict(check=False) == body
    for name, value in steps:
        before = message.to_dict(check=False)
        after = taken(message, name, value)
        if after is None:
            continue
        message, now = after, after.to_dict(check=False)
        # An instant button without a key is settled in the end: a later text may call it.
        settled = ("text", "references") if name in {"text", "instant_button"} else ()
        touched = {*CHANGES[name], *settled}
        assert the_rest(now, *touched) == the_rest(before, *touched)
        if name in {"list", "raw"}:
            assert opened(now["slides"])[:-1] == (opened(before.get("slides")) or [])
        if name in {"button", "card_button", "raw_card_button"}:
            sizes = [buttons(before), buttons(now)]
            assert sizes[1] == sizes[0] + 1
        if name == "instant_button":
            kept = before.get("references") or {}
            assert {key: now["references"][key] for key in kept} == kept
            assert len(now["references"]) == len(kept) + 1
        if name == "section":
            sizes = [count((opened(body.get("card")) or {}).get("sections")) for body in (before, now)]
            assert sizes[1] == sizes[0] + 1
        if name == "card" and isinstance(opened(before.get("card")), dict):
            assert buttons(now) == buttons(before)
            kept = the_rest(opened(before["card"]), "title", "theme", "thumbnail", "icon", "options")
            empty = [name for name in ("sections", "buttons") if not kept.get(name)]
            assert the_rest(opened(now["card"]), "title", "theme", *empty) == the_rest(kept, *empty)
        for part, step, own in (("bot", "bot", ("name", "image")), ("styles", "style", ("background", "markdown"))):
            if name == step and isinstance(before.get(part), dict):
                assert the_rest(now[part], *own) == the_rest(before[part], *own)
    assert [(issue.code, issue.path) for issue in message.issues()] == [
        (issue.code, issue.path) for issue in check(message.to_dict(check=False))
    ]


@given(BODIES, st.lists(STEPS, min_size=1, max_size=6))
def test_every_issue_leads_to_its_place_and_what_is_right_leaves(body, steps):
    message = Message.from_dict(copy.deepcopy(body))
    for name, value in steps:
        message = taken(message, name, value) or message
    now = message.to_dict(check=False)
    for issue in message.issues():
        value_at(now, issue.path)
    if errors(message.issues()):
        return
    assert message.to_dict() == now
    assert Message.from_dict(now) == message
    for api in ("v2", "v3"):
        assert not errors(check(message.to_dict(api=api)))


@given(BODIES, st.integers(0, 3))
def test_a_step_behind_a_body_names_the_place_where_it_would_have_stood(body, more):
    message = Message.from_dict(body)
    slides, card = opened(body.get("slides")), opened(body.get("card"))
    try:
        for _ in range(more):
            message = message.list(["a"])
    except ConstraintError:
        assert not isinstance(slides, list)
        return
    count_of_slides = (len(slides) if isinstance(slides, list) else 0) + more
    for call, path in [
        (lambda: message.chart("donut"), f"/slides/{count_of_slides}/styles/preview"),
        (lambda: message.slide(5), f"/slides/{count_of_slides}"),
    ]:
        assert refused(call) == [path]
    sections = card.get("sections") if isinstance(card, dict) else None
    if sections is None or isinstance(sections, list):
        assert refused(lambda: message.section(5)) == [f"/card/sections/{len(sections or [])}/title"]


def refused(call):
    try:
        call()
    except ConstraintError as error:
        return [issue.path for issue in error.issues]
    return None


@pytest.mark.parametrize("name", [name for name, slide in SLIDES.items() if not isinstance(slide, RawSlide)])
def test_evolve_makes_another_slide_and_keeps_what_nobody_knows(name):
    body = {**SLIDES[name].to_dict(), "title": "Old", "later": [1], "buttons": [BUTTON, {"label": "x"}]}
    (read,) = Message.from_dict({"text": "a", "slides": [body]}).slides
    evolved = attrs.evolve(read, title="New")
    assert (type(evolved), evolved.title, read.title) == (type(read), "New", "Old")
    assert evolved.to_dict("v2") == {**read.to_dict("v2"), "title": "New"}
    assert Message.from_dict({"text": "a", "slides": [evolved.to_dict()]}).slides == (evolved,)
    with pytest.raises(ConstraintError):
        attrs.evolve(read, title=5)


POINT = {"label": "a", "value": 1, "later": 1}
FIELD = {"title": "n", "value": "v", "later": 1}


@pytest.mark.parametrize(
    ("part", "change", "written"),
    [
        (lambda read: read.slides[0], {"segments": {"b": 2}}, {"data": [[{"label": "b", "value": 2, "later": 1}]]}),
        (lambda read: read.slides[0], {"segments": {}}, {"data": [[]]}),
        (lambda read: read.slides[1], {"categories": {"c": {}}}, {"data": [{"category": "c", "values": [], "later": 2}]}),
        (lambda read: read.slides[0], {"buttons": [Button("Go", actions.copy("x"))]}, {"buttons": [Button("Go", actions.copy("x")).to_dict()]}),
        (lambda read: read.card.sections[0], {"fields": {}}, {"fields": []}),
        (lambda read: read.card, {"title": "T"}, {"title": "T"}),
        (lambda read: read.bot, {"name": "B"}, {"name": "B"}),
        (lambda read: read, {"text": "x"}, {"text": "x"}),
        (lambda read: read.buttons[0].action.confirmation, {"input": "Why?"}, {"input": "Why?"}),
    ],
)  # fmt: skip
def test_evolve_leaves_out_what_was_unknown_of_a_gone_entry_and_of_a_key_that_it_sets(part, change, written):
    category = {"category": "c", "values": [POINT, POINT], "later": 2}
    body = {
        "text": ["x"],
        "bot": {"name": ["B"]},
        "card": {"title": ["T"], "theme": "modern-inline", "sections": [{"fields": [FIELD, FIELD]}]},
        "slides": [
            {"type": "percentage_chart", "data": [[POINT, POINT]], "buttons": "x"},
            {"type": "graph", "data": [category]},
        ],
        "buttons": [{**BUTTON, "action": {**BUTTON["action"], "confirm": {"title": "T", "input": {"a": 1}}}}],
    }
    before = part(Message.from_dict(body).payload)
    evolved = attrs.evolve(before, **change)
    assert evolved.to_dict() == {**before.to_dict(), **written}
    for issue in evolved.issues():
        value_at(evolved.to_dict(), issue.path)
    for raw in evolved.unknown:
        assert value_at(evolved.to_dict(), raw.path) == raw.json
    assert attrs.evolve(before).to_dict("v2") == before.to_dict("v2")


def test_evolve_makes_another_button_and_keeps_what_nobody_knows():
    (read,) = Message.from_dict({"text": "a", "buttons": [{**BUTTON, "later": 1}]}).payload.buttons
    assert attrs.evolve(read, label="New").to_dict() == {**BUTTON, "later": 1, "label": "New"}
    with pytest.raises(ConstraintError):
        attrs.evolve(read, action="copy")
