"""Small rules, each exactly at its edge."""

import pytest
from fewer import FEWER
from hypothesis import given
from refusals import refused

from cardkit import ConfigurationError, Message, actions, check, strategies

M = Message("x")


def test_a_body_of_ten_thousand_characters_is_not_large():
    message = M.list(["a" * (10_000 - len(M.list([""]).to_json(check=False)))])
    assert len(message.to_json()) == 10_000
    assert message.issues() == ()
    assert [issue.code for issue in message.text("xy").issues()] == ["large-body"]


def test_a_width_of_a_hundred_is_in_range_though_the_sum_is_not():
    issue = refused(M.table(["a", "b"]).width, 100, 1)
    assert (issue.code, issue.message) == ("width-sum", "the widths add up to 101")


@pytest.mark.parametrize("key", ["text", "value"])
def test_a_value_beyond_its_limit_is_told_under_the_key_that_came(key):
    action = {"type": "copy", "data": {key: "a" * 201}}
    (issue,) = check({"text": "x", "buttons": [{"label": "Go", "action": action}]})
    assert (issue.code, issue.path) == ("too-long", f"/buttons/0/action/data/{key}")


def test_payloads_that_differ_hash_apart():
    assert len({hash(Message(str(n)).build()) for n in range(50)}) > 40
    assert len({hash(Message(str(n))) for n in range(50)}) > 40


def test_a_title_with_a_control_character_is_kept_and_shown():
    card = Message.from_dict({"text": "x", "card": {"title": "a\x07b", "theme": 5, "thumbnail": "a.png"}}).payload.card
    assert (card.title, card.theme, card.thumbnail) == ("a\x07b", None, "a.png")


def test_a_part_that_was_read_is_written_as_it_came():
    bot = {"name": "B", "later": 1}
    assert Message.from_dict({"text": "x", "bot": bot}).payload.bot.to_dict() == bot


def test_of_many_unknown_keys_the_first_twenty_come_with_a_suggestion():
    issues = check({"text": "x", **{f"broadcas{n}": 1 for n in range(30)}})
    assert [issue.hint for issue in issues] == ["'broadcast'"] * 20 + [""] * 10


def test_what_is_no_transport_is_named():
    with pytest.raises(ConfigurationError) as caught:
        M.send(5, to="chat:1")
    assert str(caught.value) == "a transport has a method send(body, to); what was given is 5"


@pytest.mark.parametrize(("text", "lines"), [("e\u0301" * 30, 3), ("é" * 30, 3), ("é" * 60, 7), ("漢" * 30, 7)])
def test_code_counts_columns_as_they_are_seen(text, lines):
    assert Message(text).sync().reply_to("1").to_code().count("\n") == lines


def spoil(value):
    """Empty every dict and list of a body, the inner ones first."""
    for inner in list(value.values() if isinstance(value, dict) else value):
        if isinstance(inner, (dict, list)):
            spoil(inner)
    value.clear()


@FEWER
@given(strategies.messages())
def test_a_body_shares_nothing_with_the_message_that_wrote_it(message):
    before = message.to_json(check=False)
    spoil(message.to_dict(check=False))
    assert message.to_json(check=False) == before


def test_the_arguments_of_a_function_are_copied_into_each_body():
    message = Message("Go").button("Go", actions.invoke_function("go", arguments={"to": ["web-1"]}))
    spoil(message.to_dict())
    assert message.to_dict()["buttons"][0]["arguments"] == {"to": ["web-1"]}
