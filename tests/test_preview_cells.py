"""What previews draw in cells, items and values: as the service draws it, and nothing more."""

import pytest

from cardkit import Message, markup, preview
from cardkit.preview.prose import Span, blocks, cell

BUTTON = "Scheduled [-Remove](invoke.function|schedule||DELETE|55)"


def test_bold_is_drawn_in_cells_items_and_values_but_no_other_markup():
    for text, shown in {"*Owner:* Ana": "<b>Owner:</b> Ana", "_Ana_ ~x~ **y**": "_Ana_ ~x~ **y**"}.items():
        for message in (
            Message("Hi").table([text]).row(text),
            Message("Hi").list([text]),
            Message("Hi").label({text: text}),
            Message("Hi").card("T").section().field(text, text),
        ):
            assert shown in preview.html(message)


def test_a_title_shows_its_stars():
    assert "*Title*" in preview.html(Message("Hi").list(["a"], title="*Title*"))


def test_a_link_of_a_function_is_a_button_in_every_view():
    message = Message("Hi").table(["State"]).row(BUTTON)
    html = preview.html(message)
    assert "Calls the function schedule" in html
    assert "DELETE" in html
    assert "invoke.function" not in html
    assert "Scheduled [Remove]" in preview.terminal(message, color=False)


@pytest.mark.parametrize(("face", "label"), [("Tasks", "Tasks"), ("+", "+"), ("- x", " x")])
def test_a_link_of_a_function_needs_no_sign(face, label):
    text = f"[{face}](invoke.function|listTasks|ana@example.com|all)"
    (span,) = cell(text)
    assert (span.kind, span.children) == ("function", (label,))
    message = Message(text)
    assert "Calls the function listTasks" in preview.html(message)
    assert preview.terminal(message, color=False).strip() == f"[{label}]"


def test_what_function_link_writes_is_read_again():
    for call in (("Go", "deploy"), ("-Stop", "stop", "a@b.c"), ("+Go", "f", None, "x", "", "y z")):
        (span,) = cell(markup.function_link(*call))
        label, name, *more = call
        assert isinstance(span, Span)
        assert span.children == (label.lstrip("+-"),)
        assert span.value.split("|") == ["-" if label[0] == "-" else "+", name, *[part or "" for part in more]]


@pytest.mark.parametrize(("line", "kind"), [("---", "rule"), ("--- ", "text"), ("----", "rule"), ("--", "text")])
def test_a_blank_behind_it_makes_a_rule_text(line, kind):
    assert blocks(f"a\n{line}")[1 if kind == "rule" else 0].kind == kind


def test_habits_of_markdown_are_drawn_as_they_stand():
    text = "**bold** ~~struck~~ - [ ] task | a | b |"
    assert text in preview.html(Message(text))
    assert text in preview.terminal(Message(text), color=False)
    assert "web_01_a" in preview.terminal(Message("web_01_a"), color=False)


def test_an_address_with_a_dollar_sign_is_a_link():
    (span,) = cell("[x](https://example.com/?$top=1)")
    assert (span.kind, span.value) == ("link", "https://example.com/?$top=1")
