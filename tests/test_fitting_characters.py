"""Characters that cannot be sent, and sequences that steer a terminal (ECMA-48, xterm): fitting and hints take them out."""

import re

import pytest
from fitted import changes, wrong
from hypothesis import given
from hypothesis import strategies as st
from refusals import refused

from bench.counting import counted
from cardkit import ConstraintError, Message, actions

OPEN = actions.open_url("https://a.example")


FIT = Message("Hi", fit=True)

SEQUENCES = {
    "a colour": "\x1b[1;31m",
    "no colour": "\x1b[m",
    "a colour of 24 bits": "\x1b[38;2;255;0;0m",
    "a colour with colons": "\x1b[38:2::255:0:0m",
    "the rest of the line": "\x1b[K",
    "the cursor hidden": "\x1b[?25l",
    "pasted text": "\x1b[200~",
    "the form of the cursor": "\x1b[2 q",
    "a request": "\x1b[>c",
    "ASCII, as of tput sgr0": "\x1b(B",
    "lines": "\x1b(0",
    "a character set of several bytes": "\x1b$(C",
    "the size of a line": "\x1b#8",
    "UTF-8": "\x1b%G",
    "a title": "\x1b]0;web-2: ~\x07",
    "a link": "\x1b]8;;https://a.example/(1)\x1b\\",
    "a picture": "\x1bPq#0;2;0;0;0~-\x1b\\",
    "a picture of kitty": "\x1b_Gf=100;iVBORw0KGgo=\x1b\\",
    "a title of screen": "\x1bkbash\x1b\\",
    "a line up": "\x1bM",
    "the cursor saved": "\x1b7",
    "the cursor restored": "\x1b8",
    "the keypad": "\x1b=",
    "a reset": "\x1bc",
    "a colour by one character": "\x9b31m",
    "no colour by one character": "\x9bm",
}


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES)
def test_each_sequence_is_taken_out_as_a_whole(sequence):
    for text, plain in [
        (f"up{sequence}2 [0m", "up2 [0m"),
        (f"{sequence}up{sequence}\nB", "up\nB"),
        (f"up{sequence}", "up"),
    ]:
        assert Message(text, fit=True).to_dict()["text"] == plain


words = st.text("ab 01;[](B\n\té\U0001f600", max_size=6)


@given(st.lists(st.tuples(st.sampled_from([*SEQUENCES.values()]), words.map("x{}".format)), min_size=1, max_size=8))
def test_several_sequences_are_taken_out_and_what_stands_between_stays(parts):
    text, plain = "".join([sequence + word for sequence, word in parts]), "".join([word for _, word in parts])
    assert Message(text, fit=True).to_dict()["text"] == plain


@given(st.text(st.characters() | st.sampled_from("\x1b\x9b\x07[]()0;mBM\\\n"), max_size=40))
def test_whatever_is_left_can_be_sent_and_a_hint_works(text):
    message = Message(f".{text}", fit=True)
    assert "bad-character" not in {issue.code for issue in message.issues()}  # others are told of markup in it
    try:
        Message(f".{text}")
    except ConstraintError as error:
        (issue,) = error.issues
        if issue.hint != "remove it":
            Message(eval(issue.hint, {"re": re, "value": f".{text}"}))
    else:
        assert message.to_dict()["text"] == f".{text}"


@pytest.mark.parametrize("text", ["[31mred[0m", "(B", "up\tdown\r\n", "C:\\x1b", "M7=>"])
def test_text_without_sequences_stays_as_it_is(text):
    assert Message(text, fit=True).to_dict()["text"] == text


def test_a_sequence_that_was_cut_off_is_taken_out_and_one_that_never_ends_takes_nothing_with_it():
    assert Message("red\x1b[1;3", fit=True).to_dict()["text"] == "red"
    assert Message("\x1b]0;never ends\nup", fit=True).to_dict()["text"].endswith("never ends\nup")


def test_colours_alone_are_taken_out_as_the_hint_says():
    assert eval(refused(Message, "\x1b[31mred\x1b[0m").hint, {"re": re, "value": "\x1b[31mred\x1b[0m"}) == "red"
    for text in ("a\x07b", "\x1b[31m", "\x1b[31mred\x07\x1b[0m"):
        assert refused(Message, text).hint == "remove it"


@pytest.mark.parametrize("piece", ["\x1b]", "\x1b[", "\x1b(", "\x9b1", "\x1bP1", "\x1b[1;", "\x9b", "\x1b"])
def test_hostile_text_takes_no_more_than_its_length(piece):
    one, two = (counted(lambda n=n: Message(piece * n, fit=True).to_dict()).opcodes for n in (1_000, 2_000))
    assert two < 2.6 * one


def test_characters_that_cannot_be_sent_are_taken_out_and_told():
    message = (
        Message("a\x07b", fit=True)
        .bot("W\x00atch")
        .card("T\x1b")
        .section("\ud800S")
        .field("N\x00", "V\x00")
        .table(["H\x00", "H"])
        .row("a\x00", "b")
        .label({"x\x7f": "y"})
        .chart("pie", {"s\x00": 1})
        .button("G\x00o", OPEN, hint="h\x00")
        .instant_button("Y\x00es", actions.copy("a"))
        .extra(message_topic="t\x00")
    )
    body = message.to_dict()
    assert body["slides"][0]["data"] == {"headers": ["H", "H\ufffd"], "rows": [{"H": "a", "H\ufffd": "b"}]}
    assert "\x00" not in message.to_json()
    assert wrong(message) == []
    assert {code for _, code in changes(message)} == {"removed-characters"}
    paths = [path for path, _ in changes(message)]
    assert {"/text", "/bot/name", "/card/title", "/slides/0/data/headers/0", "/message_topic"} <= {*paths}


def test_each_character_that_cannot_be_sent_is_taken_out():
    for number in [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xD800, 0xDFFF]:
        body = Message(f"a{chr(number)}b", fit=True).list([f"c{chr(number)}"]).to_dict()
        assert body == {"text": "ab", "slides": [{"type": "list", "data": ["c"]}]}, number


def test_no_row_is_lost_where_a_header_has_such_a_character():
    (table,) = FIT.table(["a\x00", "b"], [["1", "2\x1b"]]).slides
    assert (table.headers, table.rows) == (("a", "b"), (("1", "2"),))


def test_a_key_with_such_a_character_is_told_where_it_stands():
    body = {"text": "Hi", "slides": [{"type": "list", "data": ["a"], "b\x07": {"c\x07": 1}}]}
    fitted = Message.from_dict(body).fitted()
    assert fitted.message.to_dict()["slides"] == [{"type": "list", "data": ["a"], "b": {"c": 1}}]
    assert [change.path for change in fitted.changes] == ["/slides/0/b\x07", "/slides/0/b\x07/c\x07"]
