"""Buttons and instant buttons of messages that are made to fit: which stay, how their labels are cut, and what falls away."""

import json

import attrs

from cardkit import Button, Message, actions
from cardkit.limits import CLIQ

OPEN = actions.open_url("https://a.example")


FIT = Message("Hi", fit=True)


def test_the_buttons_of_a_slide_fit():
    message = FIT.list(["a"])
    for number in range(7):
        message = message.slide_button(f"{number}" * 21, OPEN)
    assert [len(button.label) for button in message.slides[0].buttons] == [20] * 5


def test_of_the_buttons_within_the_card_the_first_stay():
    message = FIT.card("T")
    for label in "abcdef":
        message = message.button(label, OPEN, in_card=True)
    assert [button.label for button in message.build().card.buttons] == [*"abcde"]


def test_a_button_whose_label_is_shortened_is_else_as_it_was():
    message = FIT.button("Deploy to production now", OPEN, style="+", hint="Slowly", key="k")
    (button,) = message.build().buttons
    assert button == Button("Deploy to productio…", OPEN, style="+", hint="Slowly", key="k")


def test_instant_buttons_stay_though_their_calls_stood_behind_the_cut():
    message = (
        Message("word " * 3_000, fit=True)
        .instant_button("Yes", actions.copy("a"))
        .instant_button("No", actions.copy("b"))
    )
    payload = message.build()
    assert payload.text.endswith("word… [Yes]($1) [No]($2)")
    assert len(payload.text) <= 5_000
    assert [reference.key for reference in payload.references] == ["1", "2"]


def test_a_button_that_would_do_something_else_falls_away_and_leaves_its_label():
    message = Message("Take [this]($1)", fit=True).instant_button("this", actions.copy("a" * 300), key="1")
    assert message.to_dict() == {"text": "Take this"}


def test_instant_buttons_may_take_half_of_a_body():
    message = FIT.instant_button("Yes", actions.copy("a"))
    size = len(json.dumps(message.to_dict()["references"], separators=(",", ":")))
    for most, labels in ((2 * size, ["Yes"]), (2 * size - 1, [])):
        small = attrs.evolve(CLIQ, body_advised=most)
        fitted = Message.from_dict(message.to_dict(), limits=small).fitted().message
        assert [reference.button.label for reference in fitted.payload.references] == labels


def test_an_instant_button_is_shortened_and_one_that_fits_is_as_it_was():
    lunch = actions.invoke_function("lunch")
    long = Message("Lunch?", fit=True).instant_button("A very long label that is too long", lunch)
    (reference,) = long.fitted().message.payload.references
    assert reference.button.label == "A very long label\u2026"
    short = Message("Lunch?", fit=True).instant_button("Yes", lunch)
    assert short.fitted().message.payload.references == short.payload.references
    assert short.to_dict()["references"]["1"]["object"]["label"] == "Yes"


def test_fitting_an_instant_button_keeps_one_that_cannot_be_read():
    unreadable = {"type": "button", "object": {"label": 5}}
    long = {"type": "button", "object": {"label": "a" * 51, "action": {"type": "copy", "data": {"text": "x"}}}}
    body = {"text": "[Yes]($a) [No]($b)", "references": {"a": long, "b": unreadable}}
    read = Message.from_dict(body)
    fitted = read.fitted().message
    assert fitted.to_dict(check=False)["references"]["b"] == unreadable
    assert {issue.code for issue in fitted.issues()} <= {issue.code for issue in read.issues()}
