"""What holds for every kind of slide."""

import copy
import json
import pickle

import attrs
import pytest
from examples import CHAINS, FLAT, SLIDES, WIRE

from cardkit import Chart, Graph, Label, List, Message, Table

KINDS = sorted(SLIDES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_is_written_as_the_service_reads_it(kind):
    assert json.dumps(SLIDES[kind].to_dict()) == json.dumps(WIRE[kind])
    assert SLIDES[kind].to_dict(api="v3") == WIRE[kind] | FLAT.get(kind, {})
    assert SLIDES[kind].type == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_chain_and_the_object_make_the_same_slide(kind):
    chained, joined = CHAINS[kind](Message("x")), Message("x").slide(SLIDES[kind])
    assert chained.slides == joined.slides == (SLIDES[kind],)
    assert chained == joined
    assert hash(chained) == hash(joined)


@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_is_frozen_hashable_and_picklable(kind):
    slide = SLIDES[kind]
    assert pickle.loads(pickle.dumps(slide)) == copy.deepcopy(slide) == slide
    assert hash(pickle.loads(pickle.dumps(slide))) == hash(slide)
    assert not hasattr(slide, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        slide.title = "other"


@pytest.mark.parametrize("kind", KINDS)
def test_each_dict_is_fresh(kind):
    first = SLIDES[kind].to_dict()
    first["data"] = None
    assert SLIDES[kind].to_dict() == WIRE[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_slide_has_no_error(kind):
    assert [issue.code for issue in SLIDES[kind].issues()] == (["unknown-slide"] if kind == "carousel" else [])


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"carousel", "text"}))
def test_repr_tells_the_fields(kind):
    assert repr(SLIDES[kind]).startswith(f"{type(SLIDES[kind]).__name__}(")
    assert "title='T'" in repr(SLIDES[kind])


def test_what_is_given_as_lists_is_kept_as_plain_tuples():
    class Row(tuple):
        """A row as a database gives it."""

    made = [
        Label([["a", "b"]]),
        Chart("pie", [["a", 1]]),
        Graph("trend", [["a", [["b", 1]]]]),
        Table(["A"], [Row(["x"]), ["y"]]),
        List(["a"]),
    ]
    for slide in made:
        hash(slide)
        assert pickle.loads(pickle.dumps(slide)) == slide
    assert made[0].fields == (("a", "b"),)
    assert [type(row) for row in made[3].rows] == [tuple, tuple]
