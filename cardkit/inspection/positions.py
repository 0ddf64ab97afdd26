"""Lines and columns: where in a JSON text a JSON Pointer leads, and where the reading of a body stopped.

Columns count characters, from 1, as editors show them. Python's own reader of JSON tells where each value ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors.issue import pointer

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(rf"{_STRING}|[][{{}}:]|NaN|-?Infinity|-?[0-9][0-9.eE+-]*", re.DOTALL)
_FRACTION = re.compile(r"-?[0-9]+[.eE][0-9.eE+-]*")
_BLANK = re.compile(r"[ \t\n\r]*")
_value_at = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode


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
    starts, opened = {"": _behind_blanks(text, 0)}, set[str]()
    places = [starts[_last_on_the_way(text, path, starts, opened)] for path in paths]
    known = _places(text, places)
    return [known[place] for place in places]


def refused(text: str, code: str) -> Position:
    """Where the reading of a text stopped with an error of this code; where it begins, if the code tells no place.

    >>> refused('{"a": 1, "b": NaN}', "not-finite")
    Position(line=1, column=15)
    """
    stops = {"not-json": _no_json, "not-finite": _infinite, "repeated-key": _repeated}
    at = stops[code](text) if code in stops else None
    return position(text, _behind_blanks(text, 0) if at is None else at)


def position(text: str, at: int) -> Position:
    r"""The line and the column of the character `at` of a text.

    >>> position("one\ntwo", 5)
    Position(line=2, column=2)
    """
    return _places(text, [at])[at]


def _places(text: str, starts: Iterable[int]) -> dict[int, Position]:
    """The position of each character, all in one pass over the text."""
    places: dict[int, Position] = {}
    line, begun, last = 1, 0, 0
    for start in sorted({*starts}):
        line += text.count("\n", last, start)
        begun = max(begun, text.rfind("\n", last, start) + 1)
        places[start] = Position(line, start - begun + 1)
        last = start
    return places


def _last_on_the_way(text: str, path: str, starts: dict[str, int], opened: set[str]) -> str:
    """The pointer itself, or the longest beginning of it that leads to a value; `starts` gets those on the way."""
    at = ""
    for part in path.split("/")[1:]:
        if at not in opened:
            opened.add(at)
            starts.update({at + name: start for name, start in _members(text, starts[at])})
        if f"{at}/{part}" not in starts:
            break
        at = f"{at}/{part}"
    return at


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The pointer of each value within the object or array that begins at `at`, and where the value begins."""
    if not text.startswith(("{", "["), at):
        return
    named, index = text[at] == "{", 0
    at = _behind_blanks(text, at + 1)
    while text[at] not in "]}":
        name: object = index
        if named:
            name, end = _value_at(text, at)
            at = _behind_blanks(text, _behind_blanks(text, end) + 1)
        yield pointer(str(name)), at
        _, end = _value_at(text, at)
        at = _behind_blanks(text, end)
        if text[at] == ",":
            at = _behind_blanks(text, at + 1)
        index += 1


def _behind_blanks(text: str, at: int) -> int:
    """The index behind the blanks that begin at `at`."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _no_json(text: str) -> int | None:
    try:
        json.loads(text)
    except ValueError as error:  # without a place for a whole number with more digits than Python reads
        return getattr(error, "pos", None)
    return None


def _infinite(text: str) -> int | None:
    for token in _TOKEN.finditer(text):
        if token[0][-1] in "Ny" or (_FRACTION.fullmatch(token[0]) and abs(float(token[0])) == float("inf")):
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
