"""Compact JSON is what `json.dumps` writes, with the writer that is kept and without it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.reading.json import _compact_writer, encode
from cardkit.strategies.values import JSON


def dumped(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(JSON)
def test_compact_json_is_what_json_dumps_writes(value):
    assert encode(value) == dumped(value)


@given(st.text())
def test_any_text_arrives_as_it_is(text):
    assert json.loads(encode({text: [text]}).encode("utf-8", "surrogatepass")) == {text: [text]}


def test_without_a_writer_in_c_it_is_the_same(monkeypatch):
    monkeypatch.setattr("json.encoder.c_make_encoder", None)
    value = {"a": [1, 2.5, None, True, 'é\n"\u2028'], "b": {}}
    assert _compact_writer()(value) == encode(value) == dumped(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_of_json_is_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode([number])


def test_what_is_no_json_is_refused_and_the_next_value_is_written():
    with pytest.raises(TypeError, match="not JSON serializable"):
        encode({"a": object()})
    assert encode({"a": 1}) == '{"a":1}'
