"""Lines and columns of JSON Pointers, counted by hand and looked up by Python's own reader."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.errors.issue import pointer
from cardkit.inspection.positions import positions, refused


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ('{"a": 1}', "", (1, 1)),
        ('\n\t {"a": 1}', "", (2, 3)),
        ('{"a": 1}', "/a", (1, 7)),
        ("", "/a", (1, 1)),
        ('{"😀": "界界", "b": "é", "c": 1}', "/c", (1, 28)),
        ('{"a": "\U0001f468\u200d\U0001f469", "b": 1}', "/b", (1, 19)),
        ('{"a": 1,\r\n "b": [\r\n  1,\r\n  {"c": 2}]}', "/b/1/c", (4, 9)),
        ('{"a": [[1, 2], [3, [4, 55]]]}', "/a/1/1/1", (1, 24)),
        ('{"a/b": {"~": 1, "": 2, "~1": 3}}', "/a~1b/~0", (1, 15)),
        ('{"a/b": {"~": 1, "": 2, "~1": 3}}', "/a~1b/", (1, 22)),
        ('{"a/b": {"~": 1, "": 2, "~1": 3}}', "/a~1b/~01", (1, 31)),
        ('{"\\u0061\\n": 1, "b": 2}', "/a\n", (1, 14)),
        ('{"a": {"b": [1, 2]}}', "/a/c/d", (1, 7)),
        ('{"a": {"b": [1, 2]}}', "/a/b/2", (1, 13)),
        ('{"a": {"b": [1, 2]}}', "/a/b/x", (1, 13)),
        ('{"a": {"b": [1, 2]}}', "/a/b/1/x", (1, 17)),
        ('{"a": [1E+5, -2.5E-3, 1e9, "1E5", 7]}', "/a/4", (1, 35)),
        ('{"a": "// no", "b": "/* no */", "c": 1}', "/c", (1, 38)),
        ('{"a": "\\\\", "b": "\\"", "c": 1}', "/c", (1, 29)),
    ],
)
def test_a_pointer_is_placed_by_hand(text, path, place):
    assert positions(text, [path]) == [place]
    assert positions(text, ["", path, path])[1:] == [place, place]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["a/b", "~", "~1", "", "0", "é😀"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


def pointers(value, path=""):
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from pointers(child, path + pointer(key))


@given(VALUES, st.sampled_from([None, 0, 1, "\t"]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_at_every_place_stands_the_value_of_its_pointer(value, indent, escaped, newline):
    text = json.dumps(value, indent=indent, ensure_ascii=escaped).replace("\n", newline)
    wanted = list(pointers(value))
    for (_, expected), (line, column) in zip(wanted, positions(text, [path for path, _ in wanted]), strict=True):
        starts = [0, *[found.end() for found in re.finditer("\n", text)]]
        assert json.JSONDecoder().raw_decode(text, starts[line - 1] + column - 1)[0] == expected


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"a": 1,\n "é😀" 2}', "not-json", (2, 7)),
        ('{"a": "one\ntwo"}', "not-json", (1, 11)),
        ("", "not-json", (1, 1)),
        ('{"a": {"x": 1,\n "b": 2, "\\u0078": 3}}', "repeated-key", (2, 10)),
        ('{"a": 1,\n "b": 2,\n "b": 3, "a": 4}', "repeated-key", (3, 2)),
        ('{"a": {"x": ":{", "y": {"x": 1}},\n "a": 2}', "repeated-key", (2, 2)),
        ('{"界": [1, NaN]}', "not-finite", (1, 11)),
        ('{"a": "NaN", "b": -Infinity}', "not-finite", (1, 19)),
        ('{"a": ' + "9" * 400 + ', "b":\n 1e999}', "not-finite", (2, 2)),
        ("  [1]", "wrong-type", (1, 3)),
    ],
)
def test_where_the_reading_stopped_is_placed_by_hand(text, code, place):
    assert refused(text, code) == place
