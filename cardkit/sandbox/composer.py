"""What helps whoever composes a message: what was pasted is read as JSON, and findings get repairs that were tried."""

from __future__ import annotations

import ast
import copy
import json
import re
import shlex
import textwrap
from argparse import ArgumentError, ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .. import check
from ..errors import Issue
from ..errors.issue import keys_of
from ..inspection.advice import advice, literal
from ..reading.place import Json
from .addresses import address_of

_POSTED = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
_POSTED.add_argument(
    "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", dest="data", action="append", default=[]
)
_CURL = re.compile(r"\s*\$?\s*curl\s")
_FAULTS = (ValueError, SyntaxError, TypeError, RecursionError, MemoryError, ArgumentError)
REPAIRED = 12
"""Findings for which repairs are looked for."""
_SMALL = 30_000
_OFFERED = 3

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_NEEDLESS = {"unknown-key", "undocumented-here", "unknown-header", "unused-reference"}

Fix = Mapping[str, Any]
"""One change of a body: ``op`` is replace, rename, add or remove, ``path`` a JSON Pointer, ``label`` tells it."""


def read_pasted(text: str) -> Mapping[str, str]:
    r"""A pasted text as JSON.

    Returns:
        ``text``: the JSON, or the text as it came where it holds no body; ``source``: what it was taken from, in words,
        or empty; ``to``: the destination that a curl command posts to, or empty.

    >>> read_pasted("{'text': 'Hi', 'sync_message': True}")["text"]
    '{\n  "text": "Hi",\n  "sync_message": true\n}'
    """
    for source, read in (("a curl command", _curl), ("JSON within a string", _string), ("Python", _python)):
        try:
            body, to = read(text)
        except _FAULTS:
            continue
        if isinstance(body, dict):
            return {"text": json.dumps(body, indent=2, ensure_ascii=False), "source": source, "to": to}
    return {"text": text, "source": "", "to": ""}


def _curl(text: str) -> tuple[object, str]:
    if not _CURL.match(text):
        raise ValueError("no command")
    command, document = _here_document(text)
    words = shlex.split(command.strip().removeprefix("$").replace("\\\r\n", " ").replace("\\\n", " "))
    data = "&".join(_POSTED.parse_known_args(words)[0].data)
    if document and data in {"", "@-"}:
        data = document
    try:
        body = json.loads(data)
    except ValueError:
        body = _dict(ast.parse(data.strip()))
    return body, _destination(words)


def _here_document(text: str) -> tuple[str, str]:
    """A command without its here-document, and that; the last line is the word behind ``<<``."""
    rest, _, word = text.rstrip().rpartition("\n")
    start = re.search(rf"<<-?\s*['\"]?{re.escape(word.strip())}\b[^\n]*\n", rest + "\n")
    return (text[: start.start()], rest[start.end() :]) if start else (text, "")


def _destination(words: Sequence[str]) -> str:
    for word in words:
        if word.startswith(("http://", "https://")):
            found = address_of(urlsplit(word).path)
            return "" if found is None or found.incoming else str(found.destination)
    return ""


def _string(text: str) -> tuple[object, str]:
    inner = json.loads(text)
    if not isinstance(inner, str):
        raise TypeError("no string")
    return json.loads(inner), ""


def _python(text: str) -> tuple[object, str]:
    return _dict(ast.parse(textwrap.dedent(text).strip())), ""


def _dict(tree: ast.AST) -> dict[str, Any]:
    """The first of the largest dicts in a program; what only the program knows stands in it as its source."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    if not found:
        raise ValueError("no dict")
    outer = max(found, key=lambda node: len(ast.dump(node)))
    read: dict[str, Any] = _evaluated(outer)
    return read


def _evaluated(node: ast.expr | None) -> Any:
    """The value of an expression, with sets and tuples as lists; what only a running program knows as its source."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(_evaluated(key)): _evaluated(value) for key, value in pairs if key is not None}
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [_evaluated(part) for part in node.elts]
    if isinstance(node, ast.JoinedStr):
        return "".join([str(_evaluated(part)) for part in node.values])
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


def fixes(body: Mapping[str, Any], found: Sequence[Issue], kept: Sequence[Issue]) -> list[list[Fix]]:
    """The repairs of each of the findings that are kept, at most three each.

    Args:
        body: what the findings are about.
        found: all of them.
        kept: those to repair.
    """
    few = kept[:REPAIRED] if body and len(json.dumps(body)) <= _SMALL else ()
    before = {(issue.path, issue.code) for issue in found}
    return [*[_proven(body, issue, before) for issue in few], *[list[Fix]() for _ in kept[len(few) :]]]


def changed(body: Mapping[str, Any], fix: Fix) -> dict[str, Any]:
    """A body with one change.

    Raises:
        LookupError: the change has no place in it.

    >>> changed({"text": "Hi", "cart": {}}, {"op": "rename", "path": "/cart", "key": "card"})
    {'text': 'Hi', 'card': {}}
    """
    whole: Any = {"": copy.deepcopy(body)}
    *way, last = ["", *keys_of(fix["path"])]
    parent = whole
    for step in way:
        parent = parent[_index(parent, step)]
    at = _index(parent, last)
    if fix["op"] == "replace":
        parent[at] = fix["value"]
    elif fix["op"] == "remove":
        del parent[at]
    elif fix["op"] == "add":
        parent[at][fix["key"]] = fix["value"]
    elif fix["key"] in parent:
        raise LookupError(f"there is a key {fix['key']!r} already")
    else:
        pairs = [(fix["key"] if name == at else name, value) for name, value in parent.items()]
        parent.clear()
        parent.update(pairs)
    result: dict[str, Any] = whole[""]
    return result


def _proven(body: Mapping[str, Any], issue: Issue, before: set[tuple[str, str]]) -> list[Fix]:
    proven: list[Fix] = []
    for fix in _candidates(body, issue):
        try:
            after = check(changed(body, fix))
        except (LookupError, TypeError, AttributeError, ValueError):
            continue
        places = {(found.path, found.code) for found in after}
        new = [found for found in after if found.severity == "error" and (found.path, found.code) not in before]
        if (issue.path, issue.code) not in places and not new and fix not in proven:
            proven.append(fix)
        if len(proven) == _OFFERED:
            break
    return proven


def _candidates(body: Mapping[str, Any], issue: Issue) -> Iterator[Fix]:
    """Changes that a finding's own words suggest, the likeliest first."""
    path, hint = issue.path, _suggested(issue)
    if isinstance(hint, str) and issue.code == "unknown-key":
        yield _fix(f"Rename to {_words(hint)}", "rename", path, key=hint)
    elif hint is not None and issue.code != "no-type":
        yield _fix(f"Use {_words(hint)}", "replace", path, value=hint)
    yield from _by_code(body, issue)
    if issue.code in {"not-allowed", "unknown-slide"}:
        for value in [literal(found[0]) for found in _QUOTED.finditer(issue.expected)][:_OFFERED]:
            yield _fix(f"Use {_words(value)}", "replace", path, value=value)
    if issue.code in _NEEDLESS:
        yield _fix("Remove it", "remove", path)


def _suggested(issue: Issue) -> object:
    """The value that a hint has for what a finding is about, by itself or behind its key; or None."""
    try:
        named: Mapping[str, Json] = json.loads(f"{{{advice(issue)}}}")
    except ValueError:
        return literal(issue.hint)
    value = named.get(issue.path.rpartition("/")[2])
    return None if isinstance(value, dict) else value  # an example of a whole part would take the place of its content


def _by_code(body: Mapping[str, Any], issue: Issue) -> Iterator[Fix]:
    """Changes for findings whose repair depends on what stands there."""
    path, value = issue.path, _value(body, issue.path)
    if issue.code == "no-type":
        for kind in [literal(found[0]) for found in _QUOTED.finditer(issue.expected)]:
            yield _fix(f'Add "type": {_words(kind)}', "add", path, key="type", value=kind)
    if issue.code == "wrong-type" and isinstance(value, (int, float)):
        yield _fix("Write it as text", "replace", path, value=json.dumps(value))
    if issue.code == "missing-cell" and isinstance(value, dict):
        headers = _value(body, path.partition("/data/rows/")[0] + "/data/headers")
        if isinstance(headers, list):
            empty: dict[str, Json] = {name: "" for name in headers if isinstance(name, str)}
            filled = {**empty, **value}
            yield _fix("Add an empty cell", "replace", path, value=filled)


def _fix(label: str, op: str, path: str, **more: object) -> Fix:
    return {"label": label, "op": op, "path": path, **more}


def _words(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _value(body: Mapping[str, Any], path: str) -> Json:
    value: Any = body
    try:
        for step in keys_of(path):
            value = value[_index(value, step)]
    except (LookupError, TypeError, ValueError):
        return None
    found: Json = value
    return found


def _index(parent: object, step: str) -> Any:
    return int(step) if isinstance(parent, list) else step
