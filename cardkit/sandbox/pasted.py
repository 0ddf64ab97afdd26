"""What is pasted into the composer as JSON: a Python dict, a curl command, or JSON within a string."""

from __future__ import annotations

import ast
import json
import re
import shlex
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ..reading.foreign import as_value
from .places import address_of

_DATA = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json")
_DOCUMENT = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?[^\n]*\n(.*?)\n\s*\1\s*$", re.DOTALL)
_CURL = re.compile(r"\s*\$?\s*curl\s")
_FAULTS = (ValueError, SyntaxError, TypeError, RecursionError, MemoryError)


def taken(text: str) -> Mapping[str, str]:
    r"""A pasted text as JSON.

    Returns:
        ``text``: the JSON, or the text as it came where it holds no body; ``source``: what it was taken from, in words,
        or empty; ``to``: the destination that a curl command posts to, or empty.

    >>> taken("{'text': 'Hi', 'sync_message': True}")["text"]
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
    document = _DOCUMENT.search(text)
    command = text[: document.start()] if document else text
    words = shlex.split(command.strip().removeprefix("$").replace("\\\r\n", " ").replace("\\\n", " "))
    data = "&".join(_data(words))
    if document and data in {"", "@-"}:
        data = document[2]
    try:
        body = json.loads(data)
    except ValueError:
        body = _dict(ast.parse(data.strip()))
    return body, _destination(words)


def _data(words: Sequence[str]) -> Iterator[str]:
    """What a command posts."""
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if word in _DATA and at + 1 < len(words):
            yield words[at + 1]
        elif equals and name in _DATA and name.startswith("--"):
            yield value
        elif word.startswith("-d") and len(word) > 2:
            yield word[2:]


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
    read: dict[str, Any] = as_value(outer)
    return read
