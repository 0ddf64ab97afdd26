"""A new action, a new key of the envelope and a new theme: an entry, the function that writes it, and all else follows.

A new kind of slide has a test of its own, `test_slides_new_kind.py`.
"""

import attrs
import pytest
from executed import same
from hypothesis import Phase, find, settings
from jsonschema import Draft202012Validator
from pages import Parsed
from refusals import errors, refused

from cardkit import Message, actions, check, json_schema, preview, strategies
from cardkit.actions import kinds
from cardkit.card.card import THEMES, not_taken
from cardkit.limits import BOTS, CLIQ
from cardkit.payload import keys
from cardkit.reading import schemas

FEW = settings(max_examples=2_000, phases=[Phase.generate], database=None, derandomize=True)
CANVAS = kinds.Kind(
    "open_canvas",
    (
        kinds.Argument("canvas", ("canvas_id",), "the canvas", lambda limits: schemas.a_name("The canvas.")),
        kinds.Argument(
            "mode", ("mode",), "the mode", lambda limits: schemas.one_of(limits, "confirm_emotions"), optional=True
        ),
    ),
    listed={"mode": kinds.Listed("confirm_emotions")},
)
WITH_CANVAS = attrs.evolve(CLIQ, button_actions=(*CLIQ.button_actions, "open.canvas"))


def open_canvas(canvas, mode=None):
    return actions._build("open.canvas", {"canvas_id": canvas} if mode is None else {"canvas_id": canvas, "mode": mode})


@pytest.fixture
def canvas(monkeypatch):
    """A message with the new action, below whose card it works."""
    monkeypatch.setitem(kinds.KINDS, "open.canvas", CANVAS)
    monkeypatch.setitem(kinds.BY_KEY, "open.canvas", {one.keys[0]: one for one in CANVAS.arguments})
    monkeypatch.setattr(actions, "open_canvas", open_canvas, raising=False)
    return Message("x", limits=WITH_CANVAS).button("Go", open_canvas("C1", "neutral"))


def test_a_new_action_is_checked_read_and_written(canvas):
    body = canvas.to_dict()
    assert not check(body, limits=WITH_CANVAS)
    assert Message.from_dict(body).payload.buttons == canvas.payload.buttons
    assert same(canvas).endswith('.button("Go", actions.open_canvas("C1", mode="neutral"))\n')
    for call in (
        lambda: canvas.button("No", open_canvas("C1", "neutral/x")),
        lambda: canvas.instant_button("No", open_canvas("C1")).build(),
        lambda: canvas.card("T").button("No", open_canvas("C1"), in_card=True).build(),
        lambda: Message("x").button("No", open_canvas("C1")).build(),
    ):
        assert refused(call).code == "not-allowed"


def test_a_new_action_is_shown_drawn_and_described(canvas):
    views = [Parsed(preview.html(canvas)).text, preview.terminal(canvas, color=False), canvas.to_text()]
    for view in views:
        assert "open.canvas" in view
        assert "C1" in view
    schema = Draft202012Validator(json_schema(WITH_CANVAS))
    wrong = canvas.to_dict()
    assert schema.is_valid(wrong)
    wrong["buttons"][0]["action"]["data"]["mode"] = "angry"
    assert not schema.is_valid(wrong)
    drawn = strategies.buttons.buttons(WITH_CANVAS, "below", "open.canvas")
    assert find(drawn, lambda given: len(given["action"].data) == 2, settings=FEW)["action"].type == "open.canvas"


def test_a_new_key_is_drawn_and_written_by_its_step(monkeypatch):
    monkeypatch.setitem(keys.KEYS, "priority", keys._text("the priority", BOTS, ".priority", limit="reply_to"))
    monkeypatch.setitem(keys._RULES, "priority", keys.KEYS["priority"])
    monkeypatch.setattr(Message, "priority", lambda m, level: m._set_keys({"priority": level}), raising=False)
    message = Message("x").priority("high")
    assert same(message) == 'from cardkit import Message\n\nmessage = Message("x").priority("high")\n'
    assert refused(message.priority, "x" * 101).code == "too-long"
    assert "priority" in preview.html(message)
    limits = attrs.evolve(CLIQ, reply_to=9)
    drawn = find(strategies.messages(limits=limits), lambda m: "priority" in m.to_dict(), settings=FEW)
    assert not errors(check(drawn.to_dict(), limits=limits))


@pytest.mark.parametrize("theme", THEMES)
def test_the_schema_lets_a_card_of_each_theme_have_what_the_check_does(theme):
    button = {"label": "Go", "action": {"type": "open.url", "data": {"web": "https://a.example"}}}
    parts = {"sections": [{"fields": [{"title": "a", "value": "b"}]}], "buttons": [button]}
    schema = Draft202012Validator(json_schema())
    options = {"options": [{"text": "a"}, {"text": "b"}]} if theme == "poll" else {}
    for name, part in parts.items():
        body = {"text": "x", "card": {"title": "T", "theme": theme, **options, name: part}}
        codes = [issue.code for issue in errors(check(body))]
        assert codes == (["wrong-theme"] if name in not_taken(theme) else [])
        assert schema.is_valid(body) == (not codes)


def test_a_new_theme_is_drawn():
    limits = attrs.evolve(CLIQ, card_themes=(*CLIQ.card_themes, "banner"))
    message = find(strategies.messages(limits=limits), lambda m: '"banner"' in m.to_json(), settings=FEW)
    assert message.payload.card.theme == "banner"
    assert Draft202012Validator(json_schema(limits)).is_valid(message.to_dict())
