"""What a terminal gets: the characters that its output takes, colours where it shows them, and nothing that steers it."""

import io
import os
import subprocess
import sys

import hostile
import pytest
from examples import SLIDES
from terminals import FULL, SGR, shown

from cardkit import Graph, Message
from cardkit.preview import terminal
from cardkit.preview.console.output import encodable


def test_dashes_and_quotation_marks_become_plain_ones():
    assert encodable("“It’s” 3–4 — a", "ascii") == '"It\'s" 3-4 - a'
    assert encodable("“It’s” ▎", "cp1252") == "“It’s” |"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "cp437", "utf-8"])
@pytest.mark.parametrize("slide", [*SLIDES.values(), Graph("vertical_bar", FULL), Graph("trend", FULL)], ids=repr)
def test_print_never_raises_whatever_the_output_takes(slide, encoding, monkeypatch):
    message = Message("日本 “text” 🎉").card("Title").slide(slide).poll("Which?", "One", "Two").list(["a"])
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", output)
    print(message)  # noqa: T201
    output.flush()
    text = output.buffer.getvalue().decode(encoding)
    assert "Which?" in text
    if encoding == "ascii":
        assert "* a" in text
        assert "░" not in text


def test_a_program_whose_output_takes_ascii_alone_prints_a_card():
    code = "import cardkit; print(cardkit.Message('Is 日本 up?').card('T').chart('pie', {'Up': 3, 'Down': 1}))"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.stderr, done.stdout.splitlines()[0]) == ("", "Is ?? up?")
    assert "| Up    ################" in done.stdout


SEEN = {
    "\x1b[2J": "␛[2J",
    "\x1b]0;x\x07": "␛]0;x␇",
    "\x00": "␀",
    "\x7f": "␡",
    "\x9b31m": "\\u009b31m",
    "\u202eevil": "\\u202eevil",
    "\u2066x\u2069": "\\u2066x\\u2069",
    "\ud800": "\\ud800",
    "a\u2060b": "ab",
    "a\u200eb\u200f\ufeffc\u200bd": "abcd",
    "a\u200db\u200cc": "a\u200db\u200cc",
}


@pytest.mark.parametrize(("sign", "seen"), SEEN.items(), ids=map(ascii, SEEN))
def test_what_is_hostile_becomes_visible_or_is_left_out(sign, seen):
    assert shown({"text": f"<{sign}>"}).split("\n")[0] == f"<{seen}>"


@pytest.mark.parametrize("poison", ["\x1b[31m", "\x9b", "\u202e", "\r", "\x07", "\u2067", "\x85", "\u2028", "\ud83d"])
@pytest.mark.parametrize("kept", [hostile.KINDS, ()])
def test_no_field_brings_poison_to_the_terminal(poison, kept):
    body = {**hostile.spoilt(hostile.FULL, poison, kept), f"k{poison}": 1}
    for row in body["slides"][0]["data"]["rows"]:
        for name in list(row):
            row[name + poison] = row.pop(name)
    plain = shown(body, 100)
    assert plain.count("\n") > 60
    assert not set(poison).intersection(plain) - set("[31m")
    assert SGR.sub("", terminal(body, 100, color=True)) == plain


@pytest.mark.parametrize(
    ("tty", "no_color", "force_color", "colored"),
    [
        (True, None, None, True),
        (False, None, None, False),
        (True, "1", None, False),
        (False, None, "1", True),
        (False, "1", "1", False),
        (True, "", "", True),
        (True, None, "0", False),
    ],
)
def test_colours_are_for_terminals_unless_told_otherwise(monkeypatch, tty, no_color, force_color, colored):
    for name, value in {"NO_COLOR": no_color, "FORCE_COLOR": force_color, "TERM": "xterm"}.items():
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty, raising=False)
    assert terminal(Message("*x*")) == ("\x1b[1mx\x1b[0m" if colored else "x")
    assert terminal(Message("*x*"), color=True) == "\x1b[1mx\x1b[0m"
    assert terminal(Message("*x*"), color=False) == "x"


def test_a_terminal_that_knows_no_codes_gets_none(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert terminal(Message("*x*")) == "x"


def test_without_a_standard_output_there_are_no_colours(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert terminal(Message("*x*")) == "x"


def test_a_message_as_a_string_has_no_colours_wherever_it_goes(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    message = Message("*Hi*").card("Card")
    assert "\x1b" in terminal(message)
    assert "\x1b" not in str(message)
