"""The differences between two messages, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, TypeAlias

from ..chain.message import Message
from ..errors import Issue
from ..errors.issue import pointer
from ..errors.wording import cut
from ..limits import CLIQ
from ..payload import Payload
from ..reading.json import json_object, read_json
from ..reading.place import MISSING, Json, Maybe

Comparable: TypeAlias = Message | Payload | Mapping[str, Any] | str | bytes
"""What can be compared: a message, a payload, a body as a mapping, or its JSON text."""

_LONGEST = 60
_BEFORE = 10
_PAIRS = 50  # pairs of equal entries, for each entry of two lists, that difflib may weigh


def diff(a: Comparable, b: Comparable) -> str:
    """The differences between two messages: a line for each, with its place in words and both values.

    Messages are compared by the bodies that they write, even if these have errors. The order of keys does not count,
    and numbers are compared as in Python (1, 1.0 and True are equal). A row that was added to a list is one line.
    Places are those in `a`, except for what only `b` has. Long values are shortened to where they differ.

    Args:
        a: a message, a payload, a mapping or JSON text.
        b: another.

    Returns:
        The lines, or ``""`` if the two are equal.

    Raises:
        ConstraintError: one of them is not a JSON object.

    >>> second = '{"text": "Hi", "slides": [{"type": "text", "data": "All green."}]}'
    >>> diff({"text": "Hi"}, second)
    "slides: only in the second: [{'type': 'text', 'data': 'All green.'}]"
    """
    return "\n".join(_differences(_body(a), _body(b), "", "the message"))


def assert_same(a: Comparable, b: Comparable) -> None:
    """Assert that two messages are equal.

    Args:
        a: a message, a payload, a mapping or JSON text.
        b: another.

    Raises:
        AssertionError: they are not; its text is that of `diff`.
        ConstraintError: one of them is not a JSON object.

    >>> assert_same('{"text": "Hi"}', {"text": "Hello"})
    Traceback (most recent call last):
    AssertionError: text: 'Hi' != 'Hello'
    """
    __tracebackhide__ = True  # pytest shows the line that called
    difference = diff(a, b)
    if difference:
        raise AssertionError(difference)


def _body(given: Comparable) -> dict[str, Any]:
    if isinstance(given, Message):
        return given.to_dict(check=False)
    if isinstance(given, Payload):
        return given.to_dict()
    if isinstance(given, (str, bytes)):
        return read_json(given, CLIQ.depth)
    return json_object(given, CLIQ.depth)


def _differences(a: Maybe, b: Maybe, path: str, place: str) -> Iterator[str]:
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a | b:
            there = path + pointer(key)
            yield from _differences(a.get(key, MISSING), b.get(key, MISSING), there, _place(there, key, path))
    elif isinstance(a, list) and isinstance(b, list):
        for one, other in _aligned(a, b):
            there = f"{path}/{other if one is None else one}"
            left = MISSING if one is None else a[one]
            right = MISSING if other is None else b[other]
            yield from _differences(left, right, there, _words(there))
    elif a is MISSING:
        yield f"{place}: only in the second: {_shown(b)}"
    elif b is MISSING:
        yield f"{place}: only in the first: {_shown(a)}"
    else:
        yield f"{place}: {' != '.join(_both(a, b))}"


def _place(path: str, key: str, parent: str) -> str:
    """The place of a key in words, with the key also where an issue would leave it out."""
    place, around = _words(path), _words(parent)
    if place != around:
        return place
    return f"{place}, {key}" if parent else key


def _words(path: str) -> str:
    return "\\n".join(Issue(path, "", "").place.splitlines())  # a header may have line breaks


def _aligned(a: Sequence[Json], b: Sequence[Json]) -> Iterator[tuple[int | None, int | None]]:
    """The places of entries that differ, in pairs; None where only one list has an entry."""
    for tag, left, right in _stretches(a, b, lambda entry: json.dumps(entry, sort_keys=True)):
        if tag == "replace":
            for _, one, other in _stretches([a[at] for at in left], [b[at] for at in right], _kind):
                yield from zip_longest(left[one.start : one.stop], right[other.start : other.stop])
        elif tag != "equal":
            yield from zip_longest(left, right)


def _stretches(a: Sequence[Json], b: Sequence[Json], key: Callable[[Json], str]) -> Iterator[tuple[str, range, range]]:
    """The stretches of two lists, as difflib finds them, in time that grows linearly: a tag, and the indexes in each.

    A common beginning and a common end are equal. If what is between has too many equal entries for difflib, all of it
    differs.
    """
    left, right = [*map(key, a)], [*map(key, b)]
    start = _same(left, right)
    end = _same(left[start:][::-1], right[start:][::-1])
    first, second = range(start, len(left) - end), range(start, len(right) - end)
    middle, other = left[first.start : first.stop], right[second.start : second.stop]
    if start:
        yield "equal", range(start), range(start)
    counts = Counter(other)
    if sum([counts[entry] for entry in middle]) > _PAIRS * (len(middle) + len(other)):
        yield "replace", first, second
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
            yield tag, first[i1:i2], second[j1:j2]
    if end:
        yield "equal", range(first.stop, len(left)), range(second.stop, len(right))


def _same(a: Sequence[str], b: Sequence[str]) -> int:
    """How many entries two lists have in common at their beginning."""
    return next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _kind(entry: Json) -> str:
    """What entries that are to be compared have in common: the type of a slide, the label of a button, or the keys."""
    if not isinstance(entry, dict):
        return type(entry).__name__
    name = entry.get("type", entry.get("label", entry.get("category")))
    return name if isinstance(name, str) else repr(sorted(entry))


def _both(a: Maybe, b: Maybe) -> tuple[str, str]:
    """Both values; of long text what stands around the first difference."""
    start = 0
    if isinstance(a, str) and isinstance(b, str) and max(len(a), len(b)) > _LONGEST:
        start = max(0, _same(a, b) - _BEFORE)
    return _shown(a, start), _shown(b, start)


def _shown(value: Maybe, start: int = 0) -> str:
    if not isinstance(value, str):
        return cut(repr(value), 2 * _LONGEST)
    before, after = "…" if start else "", "…" if len(value) > start + _LONGEST else ""
    return f"{before}{value[start : start + _LONGEST]!r}{after}"
