"""Things in the wrong place: each is told where it belongs, and the step or key that writes it there."""

import pytest

from cardkit import Message, actions, check, markup
from cardkit.reading import misplaced
from cardkit.sandbox import Sandbox


def found(body):
    return {issue.path: issue for issue in check(body)}


# What never shows, with a word of where it belongs and the step or key that writes it.
PLACES = [
    ({"text": "x", "card": {"title": "T", "theme": "modern-inline", "slides": []}}, "/card/slides", "beside", ".table("),
    ({"text": "x", "card": {"title": "T", "theme": "modern-inline", "rows": []}}, "/card/rows", "slide", ".table("),
    ({"text": "x", "card": {"title": "T", "theme": "modern-inline", "data": []}}, "/card/data", "slide", ".table("),
    ({"text": "x", "card": {"title": "T", "theme": "modern-inline", "color": "#8B0000"}}, "/card/color", "background", ".style("),
    ({"text": "x", "attachments": []}, "/attachments", "slides", ".table("),
    ({"text": "x", "mentions": ["ana@example.com"]}, "/mentions", "in the text", "markup.user("),
    ({"text": "x", "type": "message"}, "/type", "no type", ""),
    ({"message": "x"}, "/message", "'text'", "'text'"),
    ({"message": {"text": "x"}}, "/message", "stands within", "body["),
    ({"payload": {"card": {}}}, "/payload", "stands within", "body["),
    ({"text": "x", "slides": [{"type": "fields", "data": [{"a": "b"}]}]}, "/slides/0/type", "label", "'label'"),
    ({"text": "x", "buttons": [{"label": "Go", "action": {"type": "invoke.function", "name": "f", "data": {}}}]}, "/buttons/0/action/name", "in its data", "actions.invoke_function('f')"),
    ({"text": "x", "card": {"title": "T", "theme": "modern-inline", "sections": [{"fields": [{"label": "a", "value": "b"}]}]}}, "/card/sections/0/fields/0/label", "'title'", "'title'"),
    ({"text": "x", "card": {"title": "T", "theme": "modern-inline", "sections": [{"id": 1, "elements": [{"type": "text"}]}]}}, "/card/sections/0/elements", "a widget", ".section("),
    ({"text": "x", "card": {"theme": "prompt", "title": "T", "buttons": [{"label": "Go", "name": "approve"}]}}, "/card/buttons/0/name", "in its data", "actions.invoke_function('approve')"),
    ({"text": "x", "buttons": [{"label": "Go", "action": {"type": "url"}}]}, "/buttons/0/action/type", "an address is opened by", "'open.url'"),
    ({"text": "x", "slides": [{"type": "graph", "data": [], "styles": {"preview": "bar"}}]}, "/slides/0/styles/preview", "vertical_bar", "'vertical_bar'"),
    ({"text": "x", "buttons": [{"label": "Go", "type": "open.url", "url": "https://example.com"}]}, "/buttons/0/url", "its action", "actions.open_url("),
    ({"text": "x", "buttons": [{"label": "Go", "type": "open.url", "action": {"type": "copy", "data": {"text": "y"}}}]}, "/buttons/0/type", "the type of its action", "'+'"),
    ({"text": "x", "bot_unique_name": "watch"}, "/bot_unique_name", "in the query", "message.send("),
    ({"text": "x", "bot_image": "https://example.com/a.png"}, "/bot_image", "picture of the bot", ".bot("),
    ({"text": "x", "avatar_url": "https://example.com/a.png"}, "/avatar_url", "picture of the bot", ".bot("),
    ({"text": "x", "themeColor": "0076D7"}, "/themeColor", "background", ".style("),
    ({"text": "x", "card": {"title": "T", "theme": "danger"}}, "/card/theme", ".style(background='red')", "'modern-inline'"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "words", "hint"), PLACES, ids=range(len(PLACES)))
def test_what_never_shows_is_told_where_it_belongs(body, path, words, hint):
    issue = found(body)[path]
    assert words in issue.message
    assert issue.hint.startswith(hint)


ANSWERS = [
    {"type": "form", "title": "T", "name": "n", "inputs": [], "action": {"type": "invoke.function", "name": "f"}},
    {"type": "banner", "text": "Done", "status": "success"},
    {"text": "x", "suggestions": {"list": []}},
    {"type": "applet", "tabs": [], "sections": []},
    {"output": {"type": "form", "title": "T", "name": "n", "inputs": []}},
]


@pytest.mark.parametrize("body", ANSWERS, ids=range(len(ANSWERS)))
def test_a_handlers_answer_is_told_once_and_kept(body):
    issues = check(body)
    assert [issue.code for issue in issues if issue.severity == "warning"] == ["handler-answer"]
    assert Message.from_dict(body).to_dict(check=False) == body


def test_nothing_is_renamed_to_what_is_there_already():
    fields = [{"title": "a", "label": "b", "value": "c"}]
    body = {
        "text": "x",
        "card": {"title": "T", "tittle": "U", "theme": "modern-inline", "sections": [{"fields": fields}]},
    }
    assert found(body)["/card/sections/0/fields/0/label"].hint == ""
    assert found(body)["/card/tittle"].hint == ""


def homes():
    for owner, keys in {**misplaced.KEYS, **misplaced.VALUES}.items():
        yield from [(owner, key, home) for key, home in keys.items()]


VALUES = ["https://example.com", "http://example.com", "javascript:alert(1)", "ana@example.com", "a b", "", None, 5]


@pytest.mark.parametrize("value", VALUES)
def test_every_hint_of_the_table_is_code_that_runs(value):
    hints = {home.written(value) for *_, home in homes()} - {""}
    assert len(hints) > 30
    names = {"message": Message("x").table(["A", "B"]), "actions": actions, "markup": markup}
    for hint in hints:
        code = compile(f"message{hint}" if hint.startswith(".") else hint, hint, "eval")  # a traceback names it
        if not hint.startswith("message.send("):
            eval(code, names)


def test_the_table_names_only_what_some_reader_calls_so():
    """Each owner is what the place of an object is called, so none of its rows is dead."""
    bodies = {
        "the message": {"zzz": 1},
        "the card": {"card": {"zzz": 1}},
        "a slide": {"slides": [{"type": "text", "data": "a", "zzz": 1}]},
        "a section": {"card": {"theme": "modern-inline", "title": "T", "sections": [{"fields": [], "zzz": 1}]}},
        "a field": {"card": {"sections": [{"fields": [{"title": "a", "value": "b", "zzz": 1}]}]}},
        "an option": {"card": {"options": [{"text": "a", "zzz": 1}]}},
        "the bot": {"bot": {"name": "B", "zzz": 1}},
        "the button": {"buttons": [{"zzz": 1}]},
        "the action": {"buttons": [{"label": "a", "action": {"type": "copy", "data": {"text": "b"}, "zzz": 1}}]},
        "the data of the function": {
            "buttons": [
                {
                    "label": "a",
                    "action": {"type": "invoke.function", "data": {"name": "f", "owner": "a@example.com", "zzz": 1}},
                }
            ]
        },
        "the data of the table": {"slides": [{"type": "table", "data": {"headers": ["a"], "rows": [], "zzz": 1}}]},
        "an entry": {"slides": [{"type": "percentage_chart", "data": [{"label": "a", "value": 1, "zzz": 1}]}]},
        "a category": {"slides": [{"type": "graph", "data": [{"category": "a", "values": [], "zzz": 1}]}]},
    }
    assert {*bodies} == {*misplaced.KEYS}
    for owner, body in bodies.items():
        (message,) = [issue.message for issue in check({"text": "x", **body}) if issue.path.endswith("/zzz")]
        assert f"the key 'zzz' in {owner}" in message or f"'zzz' does nothing in {owner}" in message


BY_VALUE = {
    "card_themes": lambda value: {"card": {"title": "T", "theme": value}},
    "button_styles": lambda value: {"buttons": [{"label": "Go", "type": value, "action": COPY}]},
    "actions": lambda value: {"buttons": [{"label": "Go", "action": {"type": value, "data": {}}}]},
    "graph_previews": lambda value: {"slides": [{"type": "graph", "data": GRAPH, "styles": {"preview": value}}]},
    "chart_previews": lambda value: {
        "slides": [{"type": "percentage_chart", "data": [], "styles": {"preview": value}}]
    },
    "list_styles": lambda value: {"slides": [{"type": "list", "data": ["a"], "styles": {"type": value}}]},
    "slide_types": lambda value: {"slides": [{"type": value, "data": []}]},
}
COPY = {"type": "copy", "data": {"text": "x"}}
GRAPH = [{"category": "a", "values": []}]


@pytest.mark.parametrize("limit", misplaced.VALUES)
def test_every_value_of_the_table_is_told_what_it_is_called_here(limit):
    for value, home in misplaced.VALUES[limit].items():
        told = [issue for issue in check({"text": "x", **BY_VALUE[limit](value)}) if home.belongs in issue.message]
        assert [issue.hint for issue in told] == [home.hint], value


def test_a_strict_sandbox_refuses_what_stands_at_the_wrong_place():
    with Sandbox(strict=True) as sandbox:
        for key in ("mentions", "attachments", "colour"):
            with pytest.raises(Exception, match="no such key") as caught:
                Message("x").extra(**{key: []}).send(sandbox.transport, to="chat:CT_1")
            assert caught.value.code == "extra_key_found"
        assert sandbox.messages == []
