"""What holds for every kind of slide."""

import copy
import json
import pickle
from functools import partial

import attrs
import pytest
from edges import edges
from examples import CHAINS, FLAT, SLIDES, WIRE
from executed import executed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pages import Parsed
from refusals import errors, issues

from cardkit import (
    Button,
    Chart,
    Graph,
    Label,
    List,
    Message,
    RawSlide,
    Table,
    actions,
    check,
    json_schema,
    preview,
    strategies,
)
from cardkit.limits import CLIQ
from cardkit.strategies.schemas import slides_of

KINDS = sorted(SLIDES)
OURS = [kind for kind in KINDS if not isinstance(SLIDES[kind], RawSlide)]
SCHEMA = Draft202012Validator(json_schema())


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


@pytest.mark.parametrize("kind", OURS)
def test_entries_that_steps_add_stand_behind_those_that_are_there(kind):
    slide, name = SLIDES[kind], SLIDES[kind].entry_field
    assert slide.extended((), {}) == slide
    if name:
        entries = getattr(slide, name)
        twice = slide.extended(entries, {})
        assert getattr(twice, name) == (*entries, *entries)
        assert twice.changed(**{name: entries}) == slide


@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_is_frozen_hashable_and_picklable(kind):
    slide = SLIDES[kind]
    assert pickle.loads(pickle.dumps(slide)) == copy.deepcopy(slide) == slide
    assert hash(pickle.loads(pickle.dumps(slide))) == hash(slide)
    assert not hasattr(slide, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        slide.title = "other"


@pytest.mark.parametrize("kind", OURS)
def test_a_slide_is_made_of_its_fields(kind):
    slide = SLIDES[kind]
    names = [field.name for field in attrs.fields(type(slide)) if field.init and not field.kw_only]
    made = type(slide)(**{name: getattr(slide, name) for name in names}, buttons=slide.buttons)
    assert made == slide
    assert [getattr(made, name) for name in names] == [getattr(slide, name) for name in names]
    assert type(slide)(getattr(slide, names[0]), **{name: getattr(slide, name) for name in names[1:]}) == slide


@pytest.mark.parametrize("kind", KINDS)
def test_each_dict_is_fresh(kind):
    first = SLIDES[kind].to_dict()
    first["data"] = None
    assert SLIDES[kind].to_dict() == WIRE[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_slide_has_no_error(kind):
    assert [issue.code for issue in SLIDES[kind].issues()] == (["unknown-slide"] if kind == "carousel" else [])


@pytest.mark.parametrize("kind", OURS)
def test_repr_tells_the_fields(kind):
    assert repr(SLIDES[kind]).startswith(f"{type(SLIDES[kind]).__name__}(")
    assert "title='T'" in repr(SLIDES[kind])


def body(wire):
    return {"text": "x", "slides": [wire]}


@pytest.mark.parametrize("kind", OURS)
def test_a_slide_is_read_from_a_body_and_checked(kind):
    for wire in (WIRE[kind], WIRE[kind] | FLAT.get(kind, {})):
        assert check(body(wire)) == ()
        assert Message.from_dict(body(wire)).slides == (SLIDES[kind],)
    without = {key: value for key, value in WIRE[kind].items() if key != "data"}
    assert [(issue.code, issue.path) for issue in check(body(without))] == [("missing-key", "/slides/0")]
    (issue,) = check(body({**WIRE[kind], "colour": "red"}))
    assert (issue.code, issue.path, issue.severity) == ("unknown-key", "/slides/0/colour", "warning")


@pytest.mark.parametrize("kind", OURS)
def test_the_schema_knows_a_slide(kind):
    for wire in (WIRE[kind], WIRE[kind] | FLAT.get(kind, {})):
        assert SCHEMA.is_valid(body(wire))
    without = {key: value for key, value in WIRE[kind].items() if key != "data"}
    for wrong in (without, {**WIRE[kind], "data": {}}, {**WIRE[kind], "title": []}, {**WIRE[kind], "buttons": {}}):
        assert not SCHEMA.is_valid(body(wrong))


@pytest.mark.parametrize("kind", OURS)
def test_code_writes_a_slide_as_its_own_calls(kind):
    code = Message.from_dict(body(WIRE[kind])).to_code()
    assert code == Message("x").slide(SLIDES[kind]).to_code()
    assert "RawSlide" not in code
    assert "from_dict" not in code
    assert executed(code).slides == (SLIDES[kind],)
    names = [call.name for call in SLIDES[kind].calls()]
    assert [code.index(f".{name}(") for name in names] == sorted(code.index(f".{name}(") for name in names)


@pytest.mark.parametrize("kind", OURS)
def test_the_strategies_draw_a_slide_and_play_its_calls(kind):
    described = st.nothing() if kind == "table" else slides_of(type(SLIDES[kind]), CLIQ)  # its rows need its headers

    @settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
    @given(strategies.slides([kind]) | described)
    def holds(slide):
        assert type(slide) is type(SLIDES[kind])
        assert strategies.content.opened(Message("x"), slide).slides == (slide,)
        assert not errors(check(body(slide.to_dict())))
        assert SCHEMA.is_valid(body(slide.to_dict()))

    holds()


EDGES = [(kind, *edge) for kind in OURS for edge in edges(type(SLIDES[kind]), WIRE[kind])]


@pytest.mark.parametrize(("kind", "path", "most", "more"), EDGES, ids=[f"{edge[0]} {edge[1]}" for edge in EDGES])
def test_a_limit_holds_exactly_where_the_schema_has_it(kind, path, most, more):
    assert not {"too-long", "too-many"} & {issue.code for issue in check(body(most))}
    told = errors(check(body(more)))[0]
    assert (told.code in {"too-long", "too-many"}, told.path) == (True, f"/slides/0/{path}")
    assert SCHEMA.is_valid(body(most))
    assert not SCHEMA.is_valid(body(more))
    (right,), (wrong,) = (Message.from_dict(body(wire)).slides for wire in (most, more))
    assert strategies.content.opened(Message("x"), right).slides == (right,)
    assert issues(strategies.content.opened, Message("x"), wrong) == [(told.code, told.path)]


@pytest.mark.parametrize(("kind", "path", "most", "more"), EDGES, ids=[f"{edge[0]} {edge[1]}" for edge in EDGES])
def test_what_is_beyond_a_limit_is_made_to_fit_and_of_too_many_entries_nothing_is_lost(kind, path, most, more):
    message = Message.from_dict(body(more))
    (told,) = errors(check(body(more)))[:1]
    fitted = message.fitted()
    assert fitted.changes
    assert not errors(fitted.message.issues())
    assert [type(slide) for slide in fitted.message.slides] == [type(SLIDES[kind])]
    if told.code == "too-many":
        slides = [slide for part in message.split() for slide in part.slides]
        assert not errors([issue for slide in slides for issue in slide.issues()])
        assert len(slides) == 2


@pytest.mark.parametrize("kind", OURS)
def test_the_example_of_a_kind_has_all_that_the_kind_may_have(kind):
    cls = type(SLIDES[kind])
    fields = [field for field in attrs.fields(cls) if field.name not in ("unknown", "buttons") and field.init]
    assert [field.name for field in fields if getattr(SLIDES[kind], field.name) == field.default] == []
    assert {*cls.schema(CLIQ)[cls.types[0]]["properties"]} - {*WIRE[kind]} <= ({"styles"} if kind == "table" else set())


@pytest.mark.parametrize("kind", OURS)
def test_reading_a_body_knows_every_key_that_the_schema_has(kind):
    cls = type(SLIDES[kind])
    assert {"type", *cls.schema(CLIQ)[cls.types[0]]["properties"]} <= {*cls.keys}


LOOKS = {"type", "preview", "width", "sticky"}


def texts_of(part):
    """All that is said in a slide on the wire, without names for how it looks."""
    if isinstance(part, dict):
        said = {key: value for key, value in part.items() if key not in LOOKS}
        return [text for value in said.values() for text in texts_of(value)]
    return [text for value in part for text in texts_of(value)] if isinstance(part, list) else [str(part)]


@pytest.mark.parametrize("kind", OURS)
def test_each_view_says_all_that_a_slide_says(kind):
    message = Message("x").slide(SLIDES[kind])
    views = preview.html(message), preview.terminal(message, color=False), message.to_text(), message.to_markdown()
    assert [[text for text in texts_of(WIRE[kind]) if text not in view] for view in views] == [[]] * 4


@pytest.mark.parametrize("kind", OURS)
def test_each_preview_draws_a_slide(kind):
    message = Message("x").slide(attrs.evolve(SLIDES[kind], title="Zylker"))
    unknown = Message("x").slide(RawSlide({**WIRE[kind], "type": f"{kind} of tomorrow"}))
    for draw, as_json in ((preview.html, "&quot;data&quot;"), (partial(preview.terminal, color=False), '"data"')):
        assert "Zylker" in draw(message)
        assert as_json not in draw(message)
        assert as_json in draw(unknown)


@pytest.mark.parametrize("kind", OURS)
def test_a_slide_has_buttons(kind):
    go, message = actions.open_url("https://shop.example"), CHAINS[kind](Message("x"))
    pressable = attrs.evolve(SLIDES[kind], buttons=[Button("Go", go, style="+")])
    grown = message.slide_button("Go", go, style="+")
    assert grown.slides == (pressable,)
    assert message.slides == (SLIDES[kind],)
    button = {"label": "Go", "type": "+", "action": {"type": "open.url", "data": {"web": "https://shop.example"}}}
    for api in (None, "v2", "v3"):
        assert grown.to_dict(api=api)["slides"][0]["buttons"] == [button]
    assert Message.from_dict(grown.to_dict()) == grown == Message("x").slide(pressable)
    assert not grown.issues()
    assert "slide_button(" in grown.to_code()
    assert "RawSlide" not in grown.to_code()
    assert "[ + Go ]" in preview.terminal(grown, color=False)
    assert "Go" in Parsed(preview.html(grown)).text


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
