"""What a text is that is no JSON: another language's dict, a template, a script, a file name, or JSON with a slip."""

from __future__ import annotations

import ast
import json
import re
from typing import Any, NamedTuple

from ..errors.wording import shown

_LARGEST = 200_000  # characters of a text that is looked at
_LONGEST = 200  # characters of JSON that a hint repeats
_FAULTS = (ValueError, SyntaxError, TypeError, RecursionError, MemoryError)
_PYTHON = re.compile(r"'|\b(?:True|False|None)\b")
_ASSIGNED = re.compile(r"\s*(?:(?:var|let|const) +)?\$?\w+ *= *(?=[{\[])")
_SCRIPT = re.compile(r"\s*(?://[^\n]*\n\s*)*\w+ *= *(?:Map|List|Collection)\(\)|\s*\w+\.put\(", re.IGNORECASE)
_PROGRAM = re.compile(r"^(?:from [\w.]+ )?import [\w., ]+$", re.MULTILINE)
_CONSTANTS = {"true": True, "false": False, "null": None}
_TO_FILL_IN = re.compile(
    r"\{\{\{[^{}]{1,200}\}\}\}|\{\{[-~#/^>&]?\s*[A-Za-z_.$][^{}]{0,200}\}\}"  # values of Jinja, Handlebars and Go
    r"|\{%.{1,200}?%\}|\{#.{1,200}?#\}"  # tags and comments of Jinja
    r"|\$\{\{[^{}]{1,200}\}\}|\$\{[^{}]{1,200}\}|(?<=.)\$[A-Za-z_]\w{0,60}",  # variables of workflows and shells
    re.DOTALL,
)
_FILE = re.compile(r"[^\n{}\[\]\"]{1,250}\.json", re.IGNORECASE)


class Foreign(NamedTuple):
    """What a text is instead of JSON, what is allowed, and what to write."""

    message: str
    expected: str
    hint: str


def foreign(text: str, at: int = 0) -> Foreign | None:
    """What a text is that is no JSON, where that can be told; `at` is where a reader of JSON stops.

    >>> foreign("{'text': 'Hi'}").message, foreign('{"slides": {{"type": "list", "data": {"a", "b"}}}}').message
    ('the text is a Python dict', 'the text is a Deluge map, whose lists stand in braces')
    >>> foreign("{'text': 'Hi'}").hint
    '{"text": "Hi"}'
    """
    whole = _whole(text)
    if whole is not None:
        return whole
    assigned = _ASSIGNED.match(text)
    to_fill_in = _TO_FILL_IN.match(text, max(0, at - 1)) or _TO_FILL_IN.match(text, at)
    if to_fill_in and not assigned:
        return _template(to_fill_in[0])
    start = text[assigned.end() if assigned else 0 :].strip().removesuffix(";")
    tree = _dict_in(start)
    return None if tree is None else _dict(tree, python=start != text.strip() or bool(_PYTHON.search(start)))


def _whole(text: str) -> Foreign | None:
    """What a text is that holds no body at all."""
    if not text.strip():
        return Foreign("the text is empty", "a JSON object", '{"text": "…"}')
    if _FILE.fullmatch(text):
        return Foreign("the text is the name of a file", "what the file holds", f"Path({text!r}).read_bytes()")
    if _PROGRAM.search(text) and not text.lstrip().startswith(("{", "[")):
        hint = "message.to_json() in the program; cardkit preview shows its message"
        return Foreign("the text is a Python program", "the JSON that it makes", hint)
    if _SCRIPT.match(text):
        return Foreign("the text is a Deluge script", "a JSON object", "the map that it makes, as JSON")
    if text.lstrip().startswith("```"):
        return Foreign("the text is a code block of Markdown", "a JSON object", "what stands between its lines of ```")
    return None


def _template(placeholder: str) -> Foreign:
    message = f"the text is a template, in which {shown(placeholder)} is to be filled in"
    return Foreign(message, "the JSON that it renders to", "render the template, and give the JSON that comes out")


def _dict(tree: ast.Dict, *, python: bool) -> Foreign | None:
    """What a dict of Python's grammar is: one of another language, or of Python if it must be."""
    has_names = _quote_names(tree)
    if any(isinstance(node, ast.Set) for node in ast.walk(tree)):
        hint = _as_json(tree) or "write [ ] around lists, and { } around maps alone"
        return Foreign("the text is a Deluge map, whose lists stand in braces", "JSON, whose lists stand in [ ]", hint)
    if has_names:
        return Foreign("the text is a JavaScript object", "a JSON object", _as_json(tree) or "JSON.stringify(body)")
    if python:
        return Foreign("the text is a Python dict", "a JSON object", _as_json(tree) or "json.dumps(body)")
    return None


def _quote_names(tree: ast.Dict) -> bool:
    """Quote keys that are names, as in JavaScript, and make constants of JSON's; whether there were such keys."""
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            found = found or any(isinstance(key, ast.Name) for key in node.keys)
            node.keys = [ast.Constant(key.id) if isinstance(key, ast.Name) else key for key in node.keys]
            node.values = [*map(_constant, node.values)]
        elif isinstance(node, (ast.List, ast.Set)):
            node.elts = [*map(_constant, node.elts)]
    return found


def _constant(node: ast.expr) -> ast.expr:
    return ast.Constant(_CONSTANTS[node.id]) if isinstance(node, ast.Name) and node.id in _CONSTANTS else node


def _dict_in(start: str) -> ast.Dict | None:
    """The dict that a text is in Python's grammar."""
    if len(start) > _LARGEST or not start.startswith("{"):
        return None
    try:
        tree = ast.parse(start, mode="eval").body
    except _FAULTS:
        return None
    return tree if isinstance(tree, ast.Dict) else None


def _as_json(tree: ast.Dict) -> str:
    """A dict as JSON, if it is short and holds nothing that only a program knows."""
    known = not any(isinstance(node, (ast.Name, ast.Call, ast.FormattedValue)) for node in ast.walk(tree))
    text = json.dumps(as_value(tree), ensure_ascii=False) if known else ""
    return text if len(text) <= _LONGEST else ""


def as_value(node: ast.expr | None) -> Any:
    """The value of an expression, with sets and tuples as lists; what only a running program knows as its source."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(as_value(key)): as_value(value) for key, value in pairs if key is not None}
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [as_value(part) for part in node.elts]
    if isinstance(node, ast.JoinedStr):
        return "".join([str(as_value(part)) for part in node.values])
    return None if node is None else _plain(node)


def _plain(node: ast.expr) -> Any:
    """A plain value, or the source of what is none, in braces."""
    if isinstance(node, ast.FormattedValue):
        return f"{{{ast.unparse(node.value)}}}"
    try:
        value = ast.literal_eval(node)
        json.dumps(value)
    except _FAULTS:
        return f"{{{ast.unparse(node)}}}"
    return value


# Slips


_VALUE = re.compile(r'["{\[\w-]')  # what a value or a key begins with
_BRACKETS = {"}": "]", "]": "}"}
_ESCAPES = {"\n": ("\\n", "the line break"), "\r": ("\\n", "the line break"), "\t": ("\\t", "the tab")}
_REST_OF_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+[,:}\]]', re.DOTALL)  # up to what stands behind one


def slip(text: str, error: json.JSONDecodeError) -> str:
    """What to write where the usual slips make JSON break off."""
    where = f"at line {error.lineno}, column {error.colno}"
    before, after = text[: error.pos].rstrip(), text[error.pos :].lstrip()
    if error.msg.startswith("Unterminated string"):
        return f'write the " at the end of the string that begins {where}'
    if error.msg.startswith("Extra data"):
        several = after.startswith("{")  # as in JSON Lines
        what = "give each object alone, for another begins" if several else "leave out what stands behind the object"
        return f"{what} {where}"
    if not after:
        return f"write the rest of the text, which ends too early {where}"
    if error.msg.startswith("Invalid control character"):
        return _control(text, error, where)
    if _is_comment(text, error.pos):
        return f"JSON has no comments: leave out the one {where}"
    glued = text[error.pos - 1 : error.pos + 1].isdigit()  # as in 01
    mend = _in_place_of_comma(before, after) if "',' delimiter" in error.msg and not glued else _surplus(before, after)
    return f"{mend} {where}" if mend else '{"text": "…"}'


def _control(text: str, error: json.JSONDecodeError, where: str) -> str:
    """What to write for a character that no string holds as it is, or where a line ends before its string does."""
    sign = text[error.pos]
    if sign in "\r\n" and not _REST_OF_STRING.match(text, error.pos):
        return f'write the " at the end of the string in line {error.lineno}'
    if sign not in _ESCAPES:
        return f"leave out the control character U+{ord(sign):04X} {where}"
    code, name = _ESCAPES[sign]
    return f"write {code} for {name} within the string {where}"


def _is_comment(text: str, at: int) -> bool:
    """Whether a comment begins here, and not the rest of a string that a quote within it has ended."""
    within = text[at - 1 : at] == '"' and '"' in text[at:].partition("\n")[0]
    return text.startswith(("//", "/*", "#"), at) and not within


def _surplus(before: str, after: str) -> str:
    """The comma to leave out, if there is one too many; Python tells the place of the comma or of what is behind it."""
    behind = after[1:].lstrip() if after.startswith(",") else after
    if not (before.endswith(",") or after.startswith(",")):
        return ""
    if before.endswith(",") and after.startswith(","):
        return "leave out one of the two commas"
    return f"leave out the comma before the {behind[0]}" if behind[:1] in _BRACKETS else ""


def _in_place_of_comma(before: str, after: str) -> str:
    """What to write where a comma, or the end of an object or array, was expected."""
    if before.endswith('"') and after[0].isalpha():
        return 'write \\" for a " within a string'
    if after[0] in _BRACKETS:
        return f"write {_BRACKETS[after[0]]} for the {after[0]}"
    return "write a comma" if _VALUE.match(after) else ""
