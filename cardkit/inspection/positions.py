"""Lines and columns: where in a JSON text a JSON Pointer leads, and where the reading of a body stopped.

Columns count characters, from 1, as editors show them. This module is the only home of tree-sitter.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

import tree_sitter
import tree_sitter_json

from ..errors.issue import pointer

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_json.language()))

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(rf"{_STRING}|[][{{}}:]|NaN|-?Infinity|-?[0-9][0-9.eE+-]*", re.DOTALL)
_FRACTION = re.compile(r"-?[0-9]+[.eE][0-9.eE+-]*")
_ODD = re.compile(rf"{_STRING}|-?[0-9][0-9.]*[eE][+-]?[0-9]+".encode(), re.DOTALL)

_QUOTE = ord('"')

Node = tree_sitter.Node


class Position(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int


def positions(text: str, paths: Iterable[str]) -> list[Position]:
    r"""Where the values that JSON Pointers lead to begin in a text of JSON.

    Args:
        text: the JSON, in which no object has a key twice.
        paths: JSON Pointers; one that leads nowhere gives the place of the last value on its way.

    >>> positions('{"text": "Hi",\n "slides": [1, 2]}', ["", "/slides/1", "/slides/7", "/card/title"])
    [Position(line=1, column=1), Position(line=2, column=16), Position(line=2, column=12), Position(line=1, column=1)]
    """
    wanted = list(paths)
    if not any(wanted):
        return [position(text, _first(text))] * len(wanted)
    data = text.encode()
    tree = _Tree(data)
    starts = [tree.at(path).start_byte for path in wanted]
    places = _places(data, starts)
    return [places[start] for start in starts]


def refused(text: str, code: str, depth: int) -> Position:
    """Where the reading of a text stopped with the error `code`: not-json, not-finite, too-deep or repeated-key.

    >>> refused('{"a": 1, "b": NaN}', "not-finite", 64)
    Position(line=1, column=15)
    """
    stops: dict[str, Callable[[str], int | None]] = {
        "not-json": _no_json,
        "not-finite": _infinite,
        "too-deep": lambda text: _deeper(text, depth),
        "repeated-key": _repeated,
    }
    at = stops[code](text) if code in stops else None
    return position(text, _first(text) if at is None else at)


def position(text: str, at: int) -> Position:
    r"""The line and the column of the character `at` of a text.

    >>> position("one\ntwo", 5)
    Position(line=2, column=2)
    """
    return Position(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _first(text: str) -> int:
    return len(text) - len(text.lstrip(" \t\r\n"))


def _places(data: bytes, starts: Iterable[int]) -> dict[int, Position]:
    """The position of each byte, all in one pass over the text."""
    places: dict[int, Position] = {}
    line, column, last = 1, 1, 0
    for start in sorted(set(starts)):
        between = data[last:start].decode()
        lines = between.count("\n")
        column = len(between) - between.rfind("\n") if lines else column + len(between)
        line, last = line + lines, start
        places[start] = Position(line, column)
    return places


class _Tree:
    """The values of a text by their pointers; each object and array is gone through once."""

    def __init__(self, data: bytes) -> None:
        document = _PARSER.parse(_ODD.sub(_filled, data)).root_node
        self.data = data
        self.nodes = {"": next(iter(document.named_children), document)}
        self.opened: set[str] = set()

    def at(self, path: str) -> Node:
        """The value at a pointer, or the last one on the way there."""
        node, before = self.nodes[""], ""
        for part in path.split("/")[1:]:
            self._open(before, node)
            before = f"{before}/{part}"
            if before not in self.nodes:
                break
            node = self.nodes[before]
        return node

    def _open(self, path: str, node: Node) -> None:
        if path in self.opened:
            return
        self.opened.add(path)
        if node.type == "array":
            self.nodes.update({f"{path}/{place}": item for place, item in enumerate(node.named_children)})
        for pair in node.named_children if node.type == "object" else ():
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is not None and value is not None:
                name = json.loads(self.data[key.start_byte : key.end_byte])
                self.nodes[path + pointer(name)] = value


def _filled(match: re.Match[bytes]) -> bytes:
    """As many bytes in place of a token: the parser does not know 1e+5, and creates a node for every escape."""
    token = match[0]
    if token[0] != _QUOTE:
        return b"1" * len(token)
    return b'"' + b"x" * (len(token) - 2) + b'"' if b"\\" in token else token


def _no_json(text: str) -> int | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos
    except ValueError:  # a whole number with more digits than Python reads
        most = sys.get_int_max_str_digits()
        return next((t.start() for t in _TOKEN.finditer(text) if t[0][-1].isdigit() and len(t[0]) > most), None)
    return None


def _infinite(text: str) -> int | None:
    for token in _TOKEN.finditer(text):
        if token[0][-1] in "Ny" or (_FRACTION.fullmatch(token[0]) and abs(float(token[0])) == float("inf")):
            return token.start()
    return None


def _deeper(text: str, depth: int) -> int | None:
    """The first bracket within `depth` others."""
    level = 0
    for token in _TOKEN.finditer(text):
        level += (token[0] in "[{") - (token[0] in "]}")
        if level > depth:
            return token.start()
    return None


def _repeated(text: str) -> int | None:
    """The first key that repeats one, in the first object to end that has some."""
    objects: list[dict[str, list[int]]] = []
    last = ("", 0)
    for token in _TOKEN.finditer(text):
        if token[0][0] == '"':
            last = (token[0], token.start())
        elif token[0] == ":":
            objects[-1].setdefault(json.loads(last[0]), []).append(last[1])
        elif token[0] == "{":
            objects.append({})
        elif token[0] == "}" and (twice := [places[1] for places in objects.pop().values() if len(places) > 1]):
            return min(twice)
    return None
