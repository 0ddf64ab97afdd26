"""The parts of a message are frozen, whatever created them, and of the class that their users see."""

import copy
import pickle
import weakref

import attrs
import pytest

from cardkit import Button, Message, RawSlide, actions
from cardkit.card import Card, Section
from cardkit.payload.bot import Bot
from cardkit.reading.frozen import creator, frozen
from tests.examples import SLIDES

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


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_a_part_is_of_the_class_of_its_name_and_can_be_copied_pickled_and_referred_to(part):
    assert type(part).__setattr__ is not object.__setattr__
    assert isinstance(part, type(part).__mro__[1])
    assert copy.copy(part) == copy.deepcopy(part) == pickle.loads(pickle.dumps(part)) == part
    assert type(pickle.loads(pickle.dumps(part))) is type(part)
    assert weakref.ref(part)() is part


@pytest.mark.parametrize("cls", sorted({type(part) for part in PARTS}, key=repr), ids=lambda cls: cls.__name__)
def test_a_class_of_parts_is_final_and_says_what_to_do_instead(cls):
    with pytest.raises(TypeError, match=f"{cls.__name__} is final: (a slide of your own is|write a function)"):
        type("Mine", (cls,), {"__slots__": ()})


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
    y: list = attrs.field(factory=list)
