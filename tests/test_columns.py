"""Columns of a terminal: all that is aligned or kept within a width counts them alike."""

import click
import pytest

from cardkit import Message, markup
from cardkit.cli.frames import frame
from cardkit.inspection.positions import Position

# Unicode: marks upon a letter take no column of their own, East Asian wide signs and pictures two.
SIGNS = {
    "cafe\u0301": 4,
    "日本語": 6,
    "Ｆｕ": 4,
    "🚀": 2,
    "\u2764\ufe0f": 2,  # a heart as a picture
    "\u1112\u1161\u11ab": 2,  # one Korean syllable of three letters
    "\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd": 4,  # Hebrew with vowels
}
each = pytest.mark.parametrize(("text", "columns"), SIGNS.items(), ids=range(len(SIGNS)))


@each
def test_a_table_of_markdown_is_aligned(text, columns):
    lines = markup.from_markdown(f"| {'h' * 9} | b |\n| --- | --- |\n| {text} | x |").split("\n")
    assert lines[3] == f"{text}{' ' * (9 - columns)}  x"


@each
def test_a_table_of_text_is_aligned(text, columns):
    table = Message("t").table(["h" * 9, "b"]).row(text, "x")
    assert table.to_text().endswith(f"\n{text}{' ' * (9 - columns)}  x")


@each
def test_automatic_widths_are_those_of_as_many_letters(text, columns):
    table = Message("t").table(["a", "b"]).width("auto")
    assert table.row(text, "x").slides[0].width == table.row("x" * columns, "x").slides[0].width


@each
def test_carets_stand_below_what_is_found(text, columns):
    body = f'{{"a": "{text}", "b": 5}}'
    line, carets = map(click.unstyle, frame(body, Position(1, body.index("5") + 1), "red"))
    assert line.endswith(body)
    assert len(carets) - 1 == len('    1 | {"a": "') + columns + len('", "b": ')


@each
def test_a_line_of_code_has_88_columns(text, columns):
    padding = "x" * (88 - len('message = Message("")') - columns)
    longest, longer = Message(padding + text).to_code(), Message(f"x{padding}{text}").to_code()
    assert longest.split("\n")[2] == f'message = Message("{padding}{text}")'
    assert longer.split("\n")[2] == "message = Message("


def test_a_long_line_of_marked_letters_is_shown_as_far_as_there_is_room():
    body = '{"a": 5, "b": "' + "e\u0301" * 70 + '"}'
    assert click.unstyle(frame(body, Position(1, 7), "red")[0]) == f"    1 | {body}"
