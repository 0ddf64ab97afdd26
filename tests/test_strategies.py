"""The strategies: what they promise of every example, and that nothing documented is left out."""

import contextlib
import json

import attrs
import pytest
from bodies import opened, value_at
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from refusals import errors

from cardkit import ConfigurationError, ConstraintError, Message, RawSlide, check
from cardkit.limits import CLIQ, about
from cardkit.payload.keys import ELSEWHERE, KEYS
from cardkit.slides.kinds import KINDS as SLIDES
from cardkit.strategies import invalid_payloads, messages, payloads, slides
from cardkit.strategies.faults import FAULTS
from cardkit.strategies.places import limited

# What `check` reports as an error of a body that is a JSON object, by hand.
CODES = {
    "bad-api", "bad-character", "bad-email", "bad-id", "bad-url", "duplicate-header", "duplicate-key", "empty-message",
    "empty-section", "empty-slide", "empty-text", "missing-cell", "missing-key", "missing-reference", "no-address",
    "no-card", "no-card-title", "no-headers", "no-type", "no-web", "not-allowed", "not-finite",
    "out-of-range", "too-few", "too-long", "too-many", "unknown-header", "unused-reference", "width-count", "width-sum",
    "wrong-theme", "wrong-type",
}  # fmt: skip
# What bodies are to show: kinds, themes, actions by place, other forms, and lengths that are just allowed.
SHOWN = {
    "table", "list", "label", "image", "images", "percentage_chart", "graph", "text", "carousel",
    "no card", "poll", "prompt", "modern-inline", "no theme", "no title", "options", "sections",
    *[f"below {action}" for action in ("invoke.function", "open.url", "preview.url", "copy", "system.api")],
    *[f"within {action}" for action in ("invoke.function", "open.url", "preview.url", "system.api", "invoke.bot")],
    "below invoke.bot",
    *[f"instant {action}" for action in ("invoke.function", "copy", "system.api")],
    "below +", "below -", "below hint", "below key", "instant arguments", "below confirm", "within confirm",
    "instant confirm", "mandatory true", "mandatory 'true'", "mandatory false", "mandatory 'false'",
    "open.url web", "open.url url", "open.url iOS", "open.url ios", "open.url windows", "open.url android",
    "copy text", "copy value", "below preview.url url", "below preview.url web", "within preview.url url",
    "within preview.url web", "locationpermission", "locationpermission/1234567",
    "nested image", "flat image", "nested images", "flat images", "nested percentage_chart", "flat percentage_chart",
    "axis", "axis title", "label row", "label label", "label key", "label pairs", "styles within", "styles beside",
    "slide buttons", "icon", "basic", "no bot name", "scalar", "digits", "null title", "no text", "blank text", "card text", "slides text", "buttons text", "prompt with buttons below",
    "thumbnail path", "bulleted", "mention",
    *["bot", "styles", "reply_to", "sync_message", "thread_message_id", "thread_title", "post_in_parent", "user_ids", "userids", "broadcast"],
    *["mark_as_read", "notify_edit", "message_topic", "thread_chat_id", "appkey", "extension_key", "hint", "confirm", "later"],
    "longest text", "longest card_title", "most poll_options", "most buttons", "most chart_segments",
    "most graph_categories", "most graph_values", "longest chart_label", "longest button_label",
    "longest card_button_label", "longest url", "longest copy_text",
}  # fmt: skip


# What every example keeps


@settings(max_examples=15)
@given(slides())
def test_a_slide_joins_a_message(slide):
    assert not errors(slide.issues())
    message = Message().slide(slide)
    assert message.build().slides == (slide,)
    assert Message.from_dict(message.to_dict()) == message


@settings(max_examples=15)
@given(messages())
def test_a_message_builds_and_comes_back(message):
    body = message.build().to_dict()
    assert json.loads(message.to_json()) == body
    assert not errors(check(body))
    assert Message.from_dict(body) == message == Message.from_json(message.to_json())


@settings(max_examples=15)
@given(payloads())
def test_a_payload_is_right_and_read_without_loss(body):
    assert not errors(check(body))
    message = Message.from_dict(body)
    assert message.to_dict(check=False) == body
    for api in ("v2", "v3"):
        other = Message.from_dict(message.to_dict(api=api))
        assert [slide for slide in other.slides if not isinstance(slide, RawSlide)] == [
            slide for slide in message.slides if not isinstance(slide, RawSlide)
        ]
        assert not errors(check(other.to_dict()))


@pytest.mark.parametrize("code", FAULTS)
def test_an_invalid_payload_has_its_fault(code):
    @settings(max_examples=2 + len(FAULTS[code]) // 4)
    @given(invalid_payloads([code]))
    def holds(pair):
        body, named = pair
        assert named == code
        faults = [issue for issue in errors(check(body)) if issue.code == code]
        assert faults
        for issue in check(body):
            value_at(body, issue.path)
        message = Message.from_dict(body)
        assert message.to_dict(check=False) == body
        with pytest.raises(ConstraintError) as refused:
            message.build()
        assert code in {issue.code for issue in refused.value.issues}

    holds()


@settings(max_examples=10)
@given(invalid_payloads(["too-long"]))
def test_what_is_too_long_is_so_by_one_character(pair):
    body, code = pair
    told = [issue.message for issue in errors(check(body)) if issue.code == code]
    assert [message for message in told if not message.endswith(", 1 more than allowed")] == []


@settings(max_examples=10)
@given(invalid_payloads(["too-many"]))
def test_of_what_is_too_many_there_is_one_more(pair):
    body, code = pair
    most = {
        CLIQ.poll_options,
        CLIQ.buttons,
        CLIQ.chart_segments,
        CLIQ.graph_categories,
        CLIQ.graph_values,
        CLIQ.user_ids,
    }
    told = [int(issue.got) for issue in errors(check(body)) if issue.code == code]
    assert {count - 1 for count in told} <= most


@settings(max_examples=15)
@given(st.data())
def test_other_limits_are_kept(data):
    limits = attrs.evolve(
        CLIQ, text=400, chart_segments=2, chart_label=3, url=60, poll_options=3, buttons=2, card_title=9
    )
    body = data.draw(messages(limits=limits)).to_dict()
    assert not errors(check(body, limits=limits))
    broken, code = data.draw(invalid_payloads(["too-long", "too-many"], limits=limits))
    assert code in {issue.code for issue in errors(check(broken, limits=limits))}


@pytest.mark.parametrize("change", [{"text": 60}, {"text": 1}, {"url": 4, "preview_url": 4}])
@settings(max_examples=5)
@given(data=st.data())
def test_limits_may_be_very_small(change, data):
    limits = attrs.evolve(CLIQ, **change)
    assert not data.draw(messages(limits=limits)).build().errors(limits)


# That nothing is left out


def test_every_code_of_a_body_has_a_fault():
    assert {*FAULTS} == CODES


def test_every_greatest_length_has_a_fault():
    lengths = [name for name in attrs.fields_dict(type(CLIQ)) if about(name)["unit"] == "characters"]
    told = {name: 30 + at for at, name in enumerate(lengths)}
    broken = {most for _, _, most in limited(attrs.evolve(CLIQ, **told))}
    advised = {name for name in lengths if name.endswith("_advised")} | {"edit_text"}  # only warn; of no post
    assert {name for name in lengths if told[name] not in broken} == advised | {"url", "preview_url"}


def test_every_greatest_count_has_a_fault():
    units = {"characters", "percent", "levels", "values"}
    most = [name for name in attrs.fields_dict(type(CLIQ)) if about(name)["unit"] not in units]
    counts = [name for name in most if not name.endswith(("_least", "_advised")) and not name.startswith("sticky_")]
    told = {name: 11 + at for at, name in enumerate(counts)}
    limits = attrs.evolve(CLIQ, **told)

    @st.composite
    def broken(draw, fault):
        body = {"text": "Go?"}
        fault(draw, body, limits)
        return body

    few = settings(phases=[Phase.generate], database=None, derandomize=True)
    bodies = [find(broken(fault), bool, settings=few) for fault in FAULTS["too-many"]]
    issues = [issue for body in bodies for issue in errors(check(body, limits=limits))]
    assert {int(issue.got) - 1 for issue in issues if issue.code == "too-many"} >= {*told.values()}


def test_what_is_to_be_shown_has_every_kind_action_theme_and_key():
    places = {"below": CLIQ.button_actions, "within": CLIQ.card_button_actions, "instant": CLIQ.instant_button_actions}
    actions = {f"{place} {action}" for place, allowed in places.items() for action in allowed}
    themes = {*CLIQ.card_themes, *CLIQ.card_themes_shown}
    assert {*SLIDES, *themes, *actions, *KEYS, *ELSEWHERE} <= SHOWN


@pytest.mark.slow
def test_every_documented_form_is_shown():
    seen = set()

    def enough(body):
        seen.update(shown(body))
        return len(SHOWN - seen) <= len(SHOWN) // 8  # the rarest may be missing among so few

    few = settings(max_examples=1_000, phases=[Phase.generate], database=None, derandomize=True)
    with contextlib.suppress(NoSuchExample):
        find(payloads(), enough, settings=few)
    assert len(SHOWN - seen) <= len(SHOWN) // 8, SHOWN - seen


@pytest.mark.parametrize("kind", ["table", "list", "label", "image", "percentage_chart", "graph", "text"])
def test_slides_of_one_kind(kind):
    @settings(max_examples=10)
    @given(slides([kind]))
    def holds(slide):
        assert slide.type == slide.to_dict()["type"] == kind

    holds()


@given(slides(["raw"]))
def test_a_raw_slide_has_a_type_of_its_own(slide):
    assert isinstance(slide, RawSlide)
    assert {issue.code for issue in slide.issues()} == {"unknown-slide"}


def test_what_there_is_not_is_refused():
    with pytest.raises(
        ConfigurationError, match=r"^kinds=\['tabel'\]: the kinds of slide are 'percentage_chart', 'graph', "
    ):
        slides(["table", "tabel"])
    with pytest.raises(ConfigurationError, match=r"^codes=\['to-long'\]: the codes of faults are 'too-long', "):
        invalid_payloads(["to-long"])
    with pytest.raises(ConfigurationError, match=r"^kinds=\[\]: "):
        slides([])


# What a body shows


def shown(body):
    texts = {f"{name} text" for name in ("card", "slides", "buttons") if isinstance(body.get(name), str)}
    body = opened(body)
    card, text = body.get("card"), body.get("text")
    below, within = body.get("buttons", []), (card or {}).get("buttons", [])
    instant = [reference["object"] for reference in body.get("references", {}).values()]
    found = {*body, *texts, *(card_shown(card) if card else {"no card"})}
    found |= {"no text"} if text is None else {"blank text"} if not text.strip() else set()
    found |= {"no bot name"} if "bot" in body and not body["bot"].get("name") else set()
    found |= {"mention"} if text and "{@" in text else set()
    found |= {"longest text"} if len(text or "") == CLIQ.text else set()
    found |= {"prompt with buttons below"} if below and card and card.get("theme") == "prompt" else set()
    found |= {"most buttons"} if CLIQ.buttons in {len(below), len(within)} else set()
    for place, buttons in (("below", below), ("within", within), ("instant", instant)):
        for button in buttons:
            found |= button_shown(place, button)
    for slide in body.get("slides", []):
        found |= {slide["type"], *(["slide buttons"] if "buttons" in slide else [])} | slide_shown(slide, slide["type"])
    return found


def card_shown(card):
    thumbnail = {"thumbnail path"} if (card.get("thumbnail") or "").startswith("/") else set()
    thumbnail |= {"icon"} & {*card}
    longest = {"longest card_title"} if len(card.get("title", "")) == CLIQ.card_title else set()
    most = {"most poll_options"} if len(card.get("options", [])) == CLIQ.poll_options else set()
    named = {card.get("theme", "no theme"), *({"options", "sections"} & {*card})}
    return thumbnail | longest | most | named | ({"no title"} - ({"no title"} if "title" in card else set()))


def button_shown(place, button):
    action, type = button["action"], button["action"]["type"]
    found = {f"{place} {button.get('type')}", f"{place} {type}", *[f"{place} {key}" for key in {*button, *action}]}
    found |= {f"{type} {key}" for key in action["data"]} | {f"{place} {type} {key}" for key in action["data"]}
    if type == "system.api":
        found.add(action["data"]["api"])
    if "mandatory" in action.get("confirm", {}):
        found.add(f"mandatory {json.dumps(action['confirm']['mandatory']).replace(chr(34), chr(39))}")
    label = "card_button_label" if place == "within" else "button_label"
    found |= {f"longest {label}"} if len(str(button["label"])) == getattr(CLIQ, label) else set()
    longest = {"open.url": "url", "copy": "copy_text"}.get(type)
    if longest and getattr(CLIQ, longest) in {len(value) for value in action["data"].values()}:
        found.add(f"longest {longest}")
    return found


def slide_shown(slide, type):
    data, found = slide["data"], {"null title"} if slide.get("title", "") is None else set()
    if type in {"image", "images", "percentage_chart"}:
        found.add(f"{'nested' if isinstance(data[0], list) else 'flat'} {type}")
    if type == "percentage_chart":
        segments = data[0] if isinstance(data[0], list) else data
        found |= {"digits"} if isinstance(segments[0]["value"], str) else set()
        found |= {"most chart_segments"} if len(segments) == CLIQ.chart_segments else set()
        found |= {"longest chart_label"} if CLIQ.chart_label in {len(one["label"]) for one in segments} else set()
    elif type == "graph":
        axes = [slide.get("styles", {}).get(axis, "") for axis in ("x_axis", "y_axis")]
        found |= {"axis title" if isinstance(axis, dict) else "axis" for axis in axes if axis}
        found |= {"most graph_categories"} if len(data) == CLIQ.graph_categories else set()
        found |= {"most graph_values"} if CLIQ.graph_values in {len(one["values"]) for one in data} else set()
    elif type == "label":
        forms = {("label", "value"): "label label", ("key", "value"): "label key"}
        found |= {forms.get(tuple(row), "label row" if len(row) == 1 else "label pairs") for row in data}
    elif type == "table":
        found |= {name for name, owner in (("styles within", data), ("styles beside", slide)) if "styles" in owner}
    elif type == "list":
        found.add(slide.get("styles", {}).get("type"))
        found |= {"scalar"} if [item for item in data if not isinstance(item, str)] else set()
    return found
