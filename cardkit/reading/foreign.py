"""What a text is that was meant to be JSON: a Python dict, a Deluge map, or the name of a file."""

from __future__ import annotations

import ast
import json
import re
from typing import Any, NamedTuple

_LARGEST = 200_000  # characters of a text that is looked at
_LONGEST = 200  # characters of JSON that a hint repeats
_FAULTS = (ValueError, SyntaxError, TypeError, RecursionError, MemoryError)
_PYTHON = re.compile(r"'|\b(?:True|False|None)\b")
_FILE = re.compile(r"[^\n{}\[\]\"]{1,250}\.json", re.IGNORECASE)


class Foreign(NamedTuple):
    """What a text is instead of JSON, what is allowed, and what to write."""

    message: str
    expected: str
    hint: str


def foreign(text: str) -> Foreign | None:
    """What a text is that is no JSON, where that can be told.

    >>> foreign("{'text': 'Hi'}").message, foreign('{"slides": {{"type": "list", "data": {"a", "b"}}}}').message
    ('the text is a Python dict', 'the text is a Deluge map, whose lists stand in braces')
    >>> foreign("{'text': 'Hi'}").hint
    '{"text": "Hi"}'
    """
    if _FILE.fullmatch(text):
        return Foreign("the text is the name of a file", "what the file holds", f"Path({text!r}).read_bytes()")
    tree = _dict_in(text)
    if tree is None:
        return None
    if any(isinstance(node, ast.Set) for node in ast.walk(tree)):
        hint = _as_json(tree) or "write [ ] around lists, and { } around maps alone"
        return Foreign("the text is a Deluge map, whose lists stand in braces", "JSON, whose lists stand in [ ]", hint)
    if _PYTHON.search(text):
        return Foreign("the text is a Python dict", "a JSON object", _as_json(tree) or "json.dumps(body)")
    return None


def _dict_in(text: str) -> ast.Dict | None:
    """The dict that a text is in Python's grammar."""
    start = text.strip()
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
    """The value that an expression writes, with sets and tuples as lists; what only a program knows as its source."""
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
