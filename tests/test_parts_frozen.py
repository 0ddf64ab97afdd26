"""The parts of a message are frozen, whatever created them, and of the class that their users see."""

import copy
import json
import operator
import pickle
import sys
import types
import weakref

import attrs
import pytest
from examples import SLIDES

from cardkit import Button, Message, RawSlide, actions
from cardkit.card import Card, Section
from cardkit.payload.bot import Bot
from cardkit.payload.payload import Payload
from cardkit.reading.frozen import creator, frozen

LOG = actions.open_url("https://example.com/7").confirm(title="Open?")
READ = Message.from_dict(
    {
        "text": "Hi [Yes]($1)",
        "bot": {"name": "CI"},
        "card": {"title": "T", "sections": [{"fields": [{"title": "a", "value": "b"}]}], "colour": "red"},
        "slides": [{"type": "list", "data": ["a"]}, {"type": "carousel"}],
        "buttons": [{"label": "Go", "action": {"type": "copy", "data": {"text": "x"}}}],
        "references": {
            "1": {"type": "button", "object": {"label": "Yes", "action": {"type": "copy", "data": {"text": "x"}}}}
        },
    }
).payload
PARTS = [
    *SLIDES.values(),
    *READ.slides,
    *READ.buttons,
    *READ.references,
    *[READ, READ.bot, READ.card, *READ.card.sections, *READ.card.unknown],
    *[LOG, LOG.confirmation, Button("Log", LOG), Bot("CI"), Card("T"), Section("S"), RawSlide({"type": "carousel"})],
    *[Message("Hi").card("T").list(["a"]).item("b").slides[0], READ.card.changed(title="U"), attrs.evolve(READ.card)],
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_a_part_cannot_be_changed(part):
    before, (first, *_) = repr(part), attrs.fields(type(part))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(part, first.name, "other")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(part, first.name)
    with pytest.raises((AttributeError, attrs.exceptions.FrozenInstanceError)):
        part.another = 1
    assert repr(part) == before


@pytest.mark.parametrize("part", [part for part in PARTS if part != LOG], ids=repr)
def test_another_part_is_made_of_one(part):
    assert attrs.evolve(part) == part


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_a_part_is_of_the_class_of_its_name_and_can_be_copied_pickled_and_referred_to(part):
    cls = type(part)
    assert cls is getattr(sys.modules[cls.__module__], cls.__name__)
    assert copy.copy(part) == copy.deepcopy(part) == pickle.loads(pickle.dumps(part)) == part
    assert type(pickle.loads(pickle.dumps(part))) is type(part)
    assert weakref.ref(part)() is part


@pytest.mark.parametrize("cls", sorted({type(part) for part in PARTS}, key=repr), ids=lambda cls: cls.__name__)
def test_a_class_of_parts_is_final_and_says_what_to_do_instead(cls):
    with pytest.raises(TypeError, match=f"{cls.__name__} is final: (a slide of your own is|write a function)"):
        type("Mine", (cls,), {"__slots__": ()})


JSON = {"ids": [1], "at": {"x": 1}}
CHANGES = {
    dict: [
        lambda json: json.update(a=1),
        lambda json: json.setdefault("new", 1),
        lambda json: json.pop("ids"),
        lambda json: json.popitem(),
        lambda json: json.clear(),
        lambda json: operator.setitem(json, "ids", 1),
        lambda json: operator.delitem(json, "ids"),
        lambda json: operator.ior(json, {"a": 1}),
    ],
    list: [
        lambda json: json.append(2),
        lambda json: json.extend([2]),
        lambda json: json.insert(0, 2),
        lambda json: json.remove(1),
        lambda json: json.pop(),
        lambda json: json.clear(),
        lambda json: json.reverse(),
        lambda json: json.sort(),
        lambda json: operator.setitem(json, 0, 2),
        lambda json: operator.delitem(json, 0),
        lambda json: operator.iadd(json, [2]),
        lambda json: operator.imul(json, 2),
    ],
}
BUTTON = {"label": "Go", "later": JSON}
HOLDERS = {
    "a key of the envelope": lambda: Message("x").extra(job=JSON).payload.extra["job"],
    "one of a payload that was built": lambda: Message("x").extra(job=JSON).build().extra["job"],
    "one that was read": lambda: Message.from_dict({"text": "x", "job": JSON}).payload.extra["job"],
    "one behind another that was read": lambda: (
        Message.from_dict({"text": "x", "job": JSON}).extra(at=1).payload.extra["job"]
    ),
    "one of a message that is made to fit": lambda: Message("x", fit=True).extra(job=JSON).payload.extra["job"],
    "the arguments of a function": lambda: actions.invoke_function("f", arguments=JSON).arguments,
    "arguments that were read": lambda: Message.from_dict(
        {"buttons": [{**BUTTON, "arguments": JSON, "action": {"type": "invoke.function", "data": {"name": "f"}}}]}
    ).payload.buttons[0].action.arguments,
    "a raw slide": lambda: RawSlide({"type": "x", "data": JSON}).json["data"],
    "a slide that cannot be read": lambda: Message.from_dict({"slides": [{"data": JSON}]}).slides[0].json["data"],
    "a raw button": lambda: Message("x").raw_button(BUTTON).payload.buttons[0].json["later"],
    "a key that nobody knows": lambda: Message.from_dict({"card": {"later": JSON}}).payload.card.unknown[0].json,
    "what a copy was read from": lambda: pickle.loads(pickle.dumps(RawSlide({"type": "x", "data": JSON}))).json["data"],
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDERS)
def test_json_that_a_part_hands_out_cannot_be_changed(name):
    given = HOLDERS[name]()
    assert (given, repr(given), json.dumps(given)) == (JSON, repr(JSON), json.dumps(JSON))
    for value, changes in ((given, CHANGES[dict]), (given["ids"], CHANGES[list])):
        for change in changes:
            with pytest.raises(TypeError, match="cannot be changed; copy"):
                change(value)
    own = copy.deepcopy(given)
    own["ids"].append(2)
    assert (given, own["ids"]) == (JSON, [1, 2])


def test_every_method_that_changes_a_list_or_an_object_is_among_those_tried():
    tried = {"__setitem__", "__delitem__", "__iadd__", "__imul__", "__ior__", "append", "extend", "insert", "remove"}
    tried |= {"pop", "popitem", "clear", "reverse", "sort", "update", "setdefault"}
    for kind in (dict, list):
        reading = {name for name in dir(kind) if name in dir(tuple) or name in dir(types.MappingProxyType)}
        assert {name for name in vars(kind) if name not in reading} - {"__init__", "fromkeys"} <= tried


def test_the_keys_of_a_payload_without_any_cannot_be_changed_either():
    for payload in (Message("x").build(), Message("x").payload, Payload("x")):
        with pytest.raises(TypeError):
            payload.extra["text"] = "y"
        assert payload.to_dict() == {"text": "x"}


def test_arguments_that_are_missing_or_unknown_are_refused_as_usual():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        Point(1, z=2)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        creator(Point)()
    assert creator(Point)(1) == Point(1) == attrs.evolve(Point(2), x=1)
    assert type(creator(Point)(1)) is Point


@frozen()
class Point:
    """A class that has nothing to do with messages."""

    x: int
    y: int = 0
