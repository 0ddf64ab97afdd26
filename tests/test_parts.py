"""The constructors of parts: each checks the kinds of its arguments, so that nothing fails later, or leaves as it is."""

import attrs
import pytest
from refusals import refusals, refused

from cardkit import Button, ConfigurationError, List, Message, RawSlide, actions, check
from cardkit.actions import Confirmation
from cardkit.buttons import Reference
from cardkit.payload import Bot, Card, Payload, Section
from cardkit.reading.lists import Field

COPY = actions.copy("R-17")
GO = Button("Go", COPY)
WRONG = {  # what is given, and the path of what is wrong
    "a text": (lambda: Payload(text=5), "/text"),
    "a bot": (lambda: Payload(bot="Watch"), "/bot"),
    "a card": (lambda: Payload(card={"title": "T"}), "/card"),
    "a slide as JSON": (lambda: Payload(slides=[List(["a"]), {"type": "list"}]), "/slides/1"),
    "a class as a slide": (lambda: Payload(slides=[List]), "/slides/0"),
    "slides that are no list": (lambda: Payload(slides=None), "/slides"),
    "a button": (lambda: Payload(buttons=[GO, COPY]), "/buttons/1"),
    "an instant button": (lambda: Payload(references=[GO]), "/references/0"),
    "plain keys": (lambda: Payload(extra=["reply_to"]), "/extra"),
    "the key of a part": (lambda: Payload(extra={"card": {}}), "/card"),
    "a key with a value that is no JSON": (lambda: Payload(extra={"a": [float("nan")]}), "/a/0"),
    "a title": (lambda: Card(title=5), "/title"),
    "a theme": (lambda: Card("T", theme=5), "/theme"),
    "a picture": (lambda: Card("T", thumbnail=5), "/thumbnail"),
    "an option": (lambda: Card("T", "poll", options=["a", 5]), "/options/1"),
    "options as one text": (lambda: Card("T", "poll", options="ab"), "/options"),
    "a section": (lambda: Card("T", sections=[{"fields": []}]), "/sections/0"),
    "a button of a card": (lambda: Card("T", buttons=[5]), "/buttons/0"),
    "the title of a section": (lambda: Section(5), "/title"),
    "fields": (lambda: Section("S", 5), "/fields"),
    "the value of a field": (lambda: Section("S", {"a": [1]}), "/fields/0/value"),
    "the name of a field": (lambda: Section("S", [("", 1)]), "/fields/0/title"),
    "the name of a bot": (lambda: Bot(5), "/name"),
    "the picture of a bot": (lambda: Bot("Watch", 5), "/image"),
    "an empty title of a confirmation": (lambda: Confirmation(""), "/title"),
    "a flag": (lambda: Confirmation("Sure?", mandatory="true"), "/mandatory"),
    "a key of an instant button": (lambda: Reference(1, GO), "/key"),
    "what an instant button does": (lambda: Reference("1", COPY), "/button"),
    "unknown keys": (lambda: Bot("Watch", unknown=[{"later": 1}]), "/unknown/0"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_part_of_the_wrong_kind_is_refused_with_its_path(name):
    make, path = WRONG[name]
    assert refused(make).path == path


def test_all_that_is_wrong_with_a_part_is_told_at_once():
    told = refusals(Payload, 5, slides=[5, List(["a"]), 6], extra={"text": "y"})
    assert [issue.path for issue in told] == ["/text", "/slides/0", "/slides/2", "/text"]


def test_a_form_that_there_is_not_is_refused():
    with pytest.raises(ConfigurationError, match="api='v9'"):
        Payload("Hi", api="v9")


@pytest.mark.parametrize(
    ("change", "path"),
    [({"text": 5}, "/text"), ({"card": "T"}, "/card"), ({"slides": [5]}, "/slides/0"), ({"extra": {"bot": 1}}, "/bot")],
)
def test_another_version_of_a_payload_is_checked_as_a_new_one_is(change, path):
    payload = Message("Hi").card("T").list(["a"]).build()
    assert refused(attrs.evolve, payload, **change).path == path


def test_another_version_of_what_was_read_keeps_what_nobody_knows():
    body = {
        "text": "Hi",
        "card": {"title": "T", "thumbnail": "http://example.com/a.png", "colour": "red"},
        "later": [1],
    }
    payload = Message.from_dict(body).payload
    assert attrs.evolve(payload).to_dict() == body
    assert attrs.evolve(payload.card, title="U").to_dict() == {**body["card"], "title": "U"}
    assert [issue.code for issue in attrs.evolve(payload.card, title="U").issues()] == ["unknown-key", "bad-url"]


def test_lists_become_tuples_and_empty_texts_are_not_given():
    parts = [List(["a"]), RawSlide({"type": "carousel"})]
    payload = Payload("", slides=iter(parts), buttons=[GO], references=[Reference("1", GO)])
    assert (payload.text, payload.slides, payload.buttons) == (None, tuple(parts), (GO,))
    assert payload.references == (Reference("1", GO),)
    assert Card("", "poll", options=["Yes", "No"]) == Card(None, "poll", options=("Yes", "No"))
    assert Section("S", {"Owner": "Ana", "Seats": 4}).fields == (Field("Owner", "Ana"), Field("Seats", "4"))
    assert hash(payload) == hash(Payload(slides=parts, buttons=(GO,), references=[Reference("1", GO)]))


def test_what_is_handed_over_may_change_afterwards():
    keys = {"job": {"ids": [1]}}
    payload = Payload("Hi", extra=keys)
    keys["job"]["ids"].append(2)
    assert payload.to_dict() == {"text": "Hi", "job": {"ids": [1]}}


def test_limits_are_told_and_not_raised():
    card = Card("x" * 201, "poll", options=["a"] * 11)
    assert [issue.code for issue in card.issues()] == ["too-long", "too-many"]
    assert "too-long" in [issue.code for issue in Payload("x" * 10_001).issues()]


@pytest.mark.parametrize("wrong", ["v4", "V3", 3, {"text": "x"}])
def test_a_payload_has_the_forms_of_a_message_and_no_other(wrong):
    payload = Message("x").image("https://example.com/a.png").build()
    raw = RawSlide({"type": "text", "data": "x"})
    for write in (payload.to_dict, payload.to_json, payload.slides[0].to_dict, raw.to_dict):
        with pytest.raises(ConfigurationError, match="is no form of a message"):
            write(api=wrong)
    assert payload.to_dict("v3") == Message("x").image("https://example.com/a.png").to_dict(api="v3")


@pytest.mark.parametrize("address", ["ftp://example.com/a.png", "http://example.com/a.png", "a picture"])
def test_what_a_constructor_takes_is_judged_as_the_body_that_it_writes(address):
    for parts in (
        {"bot": Bot("Watch", address)},
        {"card": Card("T", thumbnail=address)},
        {"card": Card("T", icon=address)},
    ):
        payload = Payload("Hi", **parts)
        (issue,) = check(payload.to_dict())
        assert issue.code == "bad-url"
        assert [*payload.issues()] == [issue]
        read = Message.from_dict(payload.to_dict()).payload
        assert [*attrs.evolve(read, text="Ho").issues()] == [issue]
