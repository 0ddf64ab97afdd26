"""Text that is no JSON: what stands where it stops being some, and what to write there."""

import json

import pytest
from following import result
from refusals import hint

from cardkit import Message, check

PYTHON, SCRIPT = (
    "text in double quotes, and true, false and null, as json.dumps writes a Python dict",
    "names in double quotes, too, as JSON.stringify writes a JavaScript object",
)
PROGRAM, TEMPLATE = "the JSON that the program makes", "render the template, and give the JSON that comes out"
DELUGE = "write [ ] around lists: those of a Deluge map stand in { }, as here"
COMMENT = "leave out the comment, for JSON has none"
IN_STRING = r'within a string write \n for a line break, \t for a tab, and no other control character; or the " missing'
SHORTEST = '{"text": "…"}'
FILE = "Path(text).read_bytes(), which reads the file of this name"
HINTS = {
    "{'text': 'Hi', 'sync_message': True}": PYTHON,
    '{"text": "Hi", "sync_message": True}': PYTHON,
    '{"text": "Hi", "slides": {{"type": "list", "data": {"a", "b"}}}}': DELUGE,
    '{"text": "Hi", "slides": [{"type": "list", "data": {"a", "b"}}]}': DELUGE,
    "{text: 'Hi', sync_message: true, bot: null, slides: [],}": SCRIPT,
    "payload = {'text': 'Hi'}": PROGRAM,
    "const body = {text: 'Hi'};": PROGRAM,
    'response = Map();\nresponse.put("text","Hi");\nreturn response;': PROGRAM,
    "from cardkit import Message\n": PROGRAM,
    '```json\n{"text": "Hi"}\n```': "what stands between the lines of ```",
    '{"text": "Hi", "slides": [{"type": "list", "data": {{ items | tojson }}}]}': TEMPLATE,
    '{"text": {{{json}}}}': TEMPLATE,
    '{"text": "Hi", "slides": [{{#each hosts}}]}': TEMPLATE,
    '{"text": "Hi" {% if busy %}}': TEMPLATE,
    '{%- for host in hosts %}{"text": "Hi"}': TEMPLATE,
    '{ {# told #} "text": "Hi"}': TEMPLATE,
    '{"text": ${TEXT}}': TEMPLATE,
    '{"text": $TEXT}': TEMPLATE,
    '{"text": ${{ toJSON(github.sha) }}}': TEMPLATE,
    '// told\n{"text": "Hi"}': COMMENT,
    '{\n  /* told */\n  "text": "Hi"}': COMMENT,
    '{"text": "Hi" # told\n}': COMMENT,
    '{"text": "Hi",}': "leave out the comma",
    '{"text": "Hi", "slides": [{"type": "list"},\n]}': "leave out the comma",
    '{"text": "Hi",, "a": 1}': "leave out the comma",
    '{"text": "Hi" "a": 1}': "write a comma",
    '{"text": "He said "hi" there"}': 'write \\" for a " within a string',
    '{"text": "on "#ops" and "//ops""}': SHORTEST,
    '{"text": "Hi", "a": [1, 2}': "write ] for the }",
    '{"text": "Hi"]': "write } for the ]",
    '{"text": "Hi"}\n{"text": "Ho"}\n': "give each object alone",
    '{"text": "Hi"}}': "leave out what stands behind the object",
    '{"text": "Hi': 'write the " at the end of the string that begins there',
    '{"text": "line 1\nline 2"}': IN_STRING,
    '{"text": "Deploy\n# Status"}': IN_STRING,
    '{"text": "a\nNone failed"}': IN_STRING,
    '{"text": "a\n$HOME"}': IN_STRING,
    "2026-11-27.json": FILE,
    "null.json": FILE,
    "builds/card.JSON": FILE,
    '{"text": "Hi\n}': IN_STRING,
    '{"text": "a\x1bb"}': IN_STRING,
    '{"text": ': "write the rest of the text, which ends too early",
    '{"text": 01}': SHORTEST,
    '{"text": "Hi"; "a": 1}': SHORTEST,
    '{"text": name}': "text in double quotes; of a name the value that it has",
    '{"price": $5}': SHORTEST,
    '{"price": , "a": 1}': SHORTEST,
    "": SHORTEST,
}  # fmt: skip


@pytest.mark.parametrize("text", HINTS)
def test_what_is_no_json_is_told_with_what_to_write(text):
    (issue,) = check(text)
    assert (issue.code, issue.hint) == ("not-json", HINTS[text])


ENDLESS = ["/" * 60, '{"text": "' + "a" * 300_000, '{"text": "Hi"' + " " * 300_000, '{"text": ' + "9" * 300_000, "_" * 300_000, "a=" * 100_000, "//\n" * 50_000, "{{a" * 100_000, "{% " * 100_000, '{"text": "\n' + "a\\\\" * 100_000]  # fmt: skip


@pytest.mark.parametrize("end", ["", '\n{"text": "Hi"}', "]"])
@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_no_text_takes_for_ever_to_be_told_from_json(text, end):
    """The time limit of a test tells what grows faster than the text."""
    assert {issue.code for issue in check(text + end)} & {"not-json", "not-finite"}


def test_what_is_json_within_a_string_is_decoded_twice():
    text = json.dumps(json.dumps({"text": "Hi"}))
    assert result(hint(Message.from_json, text), text=text) == json.dumps({"text": "Hi"})


def test_from_json_of_a_mapping_a_path_or_its_name_names_what_reads_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "card.json"
    path.write_text('{"text": "Hi"}', encoding="utf-8")
    for given, name in (({"text": "Hi"}, "body"), (path, "body"), ("card.json", "text")):
        read = result(hint(Message.from_json, given).partition(", which")[0], **{name: given})
        assert (read if isinstance(read, Message) else Message.from_json(read)).to_dict() == {"text": "Hi"}
