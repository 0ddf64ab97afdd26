"""Text that is no JSON: what it is, where it goes wrong, and what mends it."""

import json
import re

import pytest
from following import result
from refusals import hint

from cardkit import ConstraintError, Message, check

FILES = {
    "{'text': 'Hi', 'sync_message': True}": "the text is a Python dict",
    '{"text": "Hi", "slides": {{"type": "list", "data": {"a", "b"}}}}': "the text is a Deluge map, whose lists stand in braces",
    json.dumps(json.dumps({"text": "Hi"})): "the text is JSON within a string of JSON",
    "payload = {'text': 'Hi'}": "the text is a Python dict",
    "{'text': f'Hi', 'sync_message': True}": "the text is a Python dict",
    'response = {"text": "Hi", "buttons": {{"label": "Go"}, {"label": "No"}}};': "the text is a Deluge map",
    "const body = {text: 'Hi', sync_message: true, bot: null, slides: [],};": "the text is a JavaScript object",
}
SOURCES = {
    'response = Map();\nresponse.put("text","Hi");\nreturn response;': "the text is a Deluge script",
    'response.put("text", "Hi");': "the text is a Deluge script",
    '```json\n{"text": "Hi"}\n```': "the text is a code block of Markdown",
}


@pytest.mark.parametrize("text", FILES)
def test_what_is_no_json_is_told_and_mended(text):
    (issue,) = check(text)
    assert issue.message.startswith(FILES[text])
    assert issue.code == "not-json"
    mended = issue.hint if issue.hint.startswith("{") else result(issue.hint, text=text)
    assert "not-json" not in {issue.code for issue in check(mended)}
    assert (json.loads(mended) if isinstance(mended, str) else mended)["text"] == "Hi"


@pytest.mark.parametrize(
    "text", ['{"text": "Hi",}', '{"text": "Hi", "slides": [{"type": "list"},\n]}', '{"text": "Hi" "a": 1}']
)
def test_a_comma_too_many_or_too_few_is_told_at_its_place(text):
    (issue,) = check(text)
    what, line, column = re.fullmatch(
        r"(leave out|write) (?:a|the) comma.* at line (\d+), column (\d+)", issue.hint
    ).groups()
    at = sum(map(len, text.splitlines(keepends=True)[: int(line) - 1])) + int(column) - 1
    before, after = text[:at].rstrip(), text[at:]
    mended = before.removesuffix(",") + after.removeprefix(",") if what == "leave out" else f"{before},{after}"
    assert json.loads(mended)["text"] == "Hi"


@pytest.mark.parametrize(("text", "words"), [
    ('{"text": "He said "hi" there"}', 'write \\" for a " within a string at line 1, column 20'),
    ('{"text": "Hi", "a": [1, 2}', "write ] for the } at line 1, column 26"),
    ('{"text": "Hi"]', "write } for the ] at line 1, column 14"),
    ('{"text": "Hi",, "a": 1}', "leave out one of the two commas at line 1, column 15"),
    ('{"text": "Hi"}\n{"text": "Ho"}\n', "give each object alone, for another begins at line 2, column 1"),
    ('{"text": "Hi"} // done', "leave out what stands behind the object at line 1, column 16"),
    ('{"text": 01}', '{"text": "…"}'),
    ('{"text": "Hi"; "a": 1}', '{"text": "…"}'),
])  # fmt: skip
def test_other_slips_are_told_by_what_stands_there(text, words):
    (issue,) = check(text)
    assert issue.hint == words


TEMPLATES = [
    ("{{ items | tojson }}", '{"text": "Hi", "slides": [{"type": "list", "data": @}]}', '["a"]'),
    ("{{- .Values.text | quote }}", '{"text": @}', '"Hi"'),
    ("{{{json}}}", '{"text": @}', '"Hi"'),
    ("{{#each hosts}}", '{"text": "Hi", "slides": [@]}', ""),
    ("{% if busy %}", '{"text": "Hi" @}', ""),
    ("{%- for host in hosts %}", '@{"text": "Hi"}', ""),
    ("{# what is told #}", '{@ "text": "Hi"}', ""),
    ("${TEXT}", '{"text": @}', '"Hi"'),
    ("$TEXT", '{"text": @}', '"Hi"'),
    ("${{ toJSON(github.sha) }}", '{"text": @}', '"Hi"'),
]


@pytest.mark.parametrize(("placeholder", "text", "value"), TEMPLATES)
def test_a_template_is_told_from_what_it_renders_to(placeholder, text, value):
    (issue,) = check(text.replace("@", placeholder))
    assert issue.message.startswith(f"the text is a template, in which {placeholder!r} is to be filled in")
    assert (issue.expected, issue.hint.split(",")[0]) == ("the JSON that it renders to", "render the template")
    assert "not-json" not in {issue.code for issue in check(text.replace("@", value))}


@pytest.mark.parametrize("text", ['{"text": "{{ name }}",}', '{"text": "$NAME" "a": 1}', '{"price": $5}'])
def test_what_stands_in_a_string_makes_no_template(text):
    (issue,) = check(text)
    assert "template" not in issue.message


def place_of(hint, text):
    """Where in a text a hint says that something stands."""
    line, column = map(int, re.search(r"at line (\d+), column (\d+)$", hint).groups())
    return sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column - 1


def without_comments(text):
    """A text after all that its hints say of comments was done."""
    while (issues := check(text)) and issues[0].code == "not-json":
        assert issues[0].hint.startswith("JSON has no comments: leave out the one at line ")
        at = place_of(issues[0].hint, text)
        comment = re.compile(r"/\*.*?\*/|(?://|#)[^\n]*", re.DOTALL).match(text, at)
        text = text[:at] + text[comment.end() :]
    return text


@pytest.mark.parametrize("comment", ["// what's told", "/* what is\n told */", "# what is told"])
@pytest.mark.parametrize("text", ['@\n{"text": "Hi"}', '{\n  @\n  "text": "Hi"}', '{"text": @\n "Hi"}', '{"text": "Hi", @\n "sync_message": true}', '{"text": "Hi" @\n}', '{"text": @\n "Hi" @\n}'])  # fmt: skip
def test_comments_are_told_and_left_out(text, comment):
    assert json.loads(without_comments(text.replace("@", comment))) == json.loads(text.replace("@", ""))


def test_a_quote_within_a_string_begins_no_comment():
    (issue,) = check('{"text": "on "#ops" and "//ops""}')
    assert "comment" not in issue.hint


@pytest.mark.parametrize("text", ["line 1\nline 2", "a\n\nb\n", "a\tb", 'a \\"b\\"\nc', "a\n, b: c"])
def test_a_line_break_within_a_string_is_told_as_it_is_written(text):
    body = f'{{"text": "{text}", "sync_message": true}}'
    while (issues := check(body)) and issues[0].code == "not-json":
        code = re.match(r"write (\\[nt]) for the (?:line break|tab) within the string at", issues[0].hint)[1]
        at = place_of(issues[0].hint, body)
        body = body[:at] + code + body[at + 1 :]
    assert json.loads(body)["text"] == json.loads(f'"{text}"', strict=False)


def test_a_control_character_within_a_string_is_left_out():
    (issue,) = check('{"text": "a\x1bb"}')
    assert issue.hint == "leave out the control character U+001B at line 1, column 12"
    assert not check('{"text": "ab"}')


@pytest.mark.parametrize(
    "text", ['{"text": "Hi\n}', '{\n"text": "Hi\n, "slides": []}', '{"text": "Hi\r\n, "slides": []}']
)
def test_a_string_that_its_line_does_not_end_is_told(text):
    (issue,) = check(text)
    line = int(re.fullmatch(r'write the " at the end of the string in line (\d+)', issue.hint)[1])
    lines = text.splitlines()
    lines[line - 1] += '"'
    assert json.loads("\n".join(lines))["text"] == "Hi"


@pytest.mark.parametrize(
    "text", ['{"text": "Hi\nimport sys\n"}', 'import React from "react"\n', "import java.util.Map;\n"]
)
def test_what_only_looks_like_a_program_of_python_is_none(text):
    (issue,) = check(text)
    assert "Python program" not in issue.message


ENDLESS = ["/" * 60, '{"text": "' + "a" * 300_000, '{"text": "Hi"' + " " * 300_000, '{"text": ' + "9" * 300_000, "_" * 300_000, "a=" * 100_000, "//\n" * 50_000, "{{a" * 100_000, "{% " * 100_000, '{"text": "\n' + "a\\\\" * 100_000]  # fmt: skip


@pytest.mark.parametrize("end", ["", '\n{"text": "Hi"}', "]"])
@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_no_text_takes_for_ever_to_be_told_from_json(text, end):
    """The time limit of a test tells what grows faster than the text."""
    assert {issue.code for issue in check(text + end)} & {"not-json", "not-finite"}


@pytest.mark.parametrize("text", SOURCES)
def test_a_script_or_a_code_block_is_told_from_a_body(text):
    (issue,) = check(text)
    assert issue.message.startswith(SOURCES[text])
    assert issue.code == "not-json"
    assert issue.expected == "a JSON object"


def test_the_name_of_a_file_is_told_from_its_content(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "card.json").write_text('{"text": "Hi"}', encoding="utf-8")
    with pytest.raises(ConstraintError, match="the name of a file") as caught:
        Message.from_json("card.json")
    assert Message.from_json(result(caught.value.issues[0].hint)).to_dict() == {"text": "Hi"}


def test_from_json_of_a_mapping_or_a_path_names_what_reads_it(tmp_path):
    path = tmp_path / "card.json"
    path.write_text('{"text": "Hi"}', encoding="utf-8")
    for given_value, names in (({"text": "Hi"}, {}), (path, {})):
        read = result(hint(Message.from_json, given_value), body=given_value, path=given_value, **names)
        assert (read if isinstance(read, Message) else Message.from_json(read)).to_dict() == {"text": "Hi"}
