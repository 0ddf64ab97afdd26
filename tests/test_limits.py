"""Each limit at its edge and one beyond."""

import attrs
import pytest
from refusals import issues, refusals, refused

from cardkit import (
    ConfigurationError,
    ConstraintError,
    Graph,
    Message,
    RawSlide,
    Table,
    actions,
    check,
    json_schema,
    limits,
)

M = Message("x")
LETTERS = [f"c{n}" for n in range(30)]
COPY = actions.copy("x")
OPEN = actions.open_url("https://a.b")
SHORT = {"title": "t", "input": "i", "button_label": "b"}


def asked(**texts):
    return M.button("b", COPY.confirm(**{**SHORT, **texts}))


def buttons(count, message=M, **options):
    return message.each(range(count), lambda m, n: m.button(str(n), OPEN, **options))


def points(count):
    return {f"p{n}": n for n in range(count)}


# name, what just fits, what is one too many, code, path
EDGES = [
    ("text", lambda: Message("a" * 10_000), lambda: Message("a" * 10_001), "too-long", "/text"),
    ("text step", lambda: M.text("ü" * 10_000), lambda: M.text("ü" * 10_001), "too-long", "/text"),
    ("card title", lambda: M.card("t" * 200), lambda: M.card("t" * 201), "too-long", "/card/title"),
    ("segment", lambda: M.chart("pie", points(4)).segment("z", 1), lambda: M.chart("pie", points(5)).segment("z", 1), "too-many", "/slides/0/data/0/5"),
    ("category", lambda: M.graph(categories=dict.fromkeys(LETTERS[:4], ())).category("z"), lambda: M.graph(categories=dict.fromkeys(LETTERS[:5], ())).category("z"), "too-many", "/slides/0/data/5"),
    ("point", lambda: M.graph().category("a", points(19)).point("z", 1), lambda: M.graph().category("a", points(20)).point("z", 1), "too-many", "/slides/0/data/0/values/20"),
    ("poll title", lambda: M.poll("t" * 200, "a", "b"), lambda: M.poll("t" * 201, "a", "b"), "too-long", "/card/title"),
    ("prompt title", lambda: M.prompt("t" * 200), lambda: M.prompt("t" * 201), "too-long", "/card/title"),
    ("options", lambda: M.poll("t", *LETTERS[:10]), lambda: M.poll("t", *LETTERS[:11]), "too-many", "/card/options/10"),
    ("options few", lambda: M.poll("t", *LETTERS[:2]), lambda: M.poll("t", *LETTERS[:1]), "too-few", "/card/options"),
    ("option", lambda: M.poll("t", "a", "o" * 100), lambda: M.poll("t", "a", "o" * 101), "too-long", "/card/options/1/text"),
    ("buttons", lambda: buttons(5).build(), lambda: buttons(6).build(), "too-many", "/buttons/5"),
    ("buttons in card", lambda: buttons(5, M.card("t"), in_card=True).build(), lambda: buttons(6, M.card("t"), in_card=True).build(), "too-many", "/card/buttons/5"),
    ("prompt buttons", lambda: buttons(5, M.prompt("t")).build(), lambda: buttons(6, M.prompt("t")).build(), "too-many", "/buttons/5"),
    ("label", lambda: M.button("l" * 20, OPEN).build(), lambda: M.button("l" * 21, OPEN).build(), "too-long", "/buttons/0/label"),
    ("card label", lambda: M.card("t").button("l" * 30, OPEN, in_card=True).build(), lambda: M.card("t").button("l" * 31, OPEN, in_card=True).build(), "too-long", "/card/buttons/0/label"),
    ("prompt label", lambda: M.prompt("t").button("l" * 20, OPEN).build(), lambda: M.prompt("t").button("l" * 21, OPEN).build(), "too-long", "/buttons/0/label"),
    ("label of a slide's button", lambda: M.list(["a"]).slide_button("l" * 20, OPEN), lambda: M.list(["a"]).slide_button("l" * 21, OPEN), "too-long", "/slides/0/buttons/0/label"),
    ("hint beside the buttons", lambda: M.extra(hint="h" * 100).build(), lambda: M.extra(hint="h" * 101).build(), "too-long", "/hint"),
    ("confirm beside the buttons", lambda: M.extra(confirm={"title": "t" * 100}).build(), lambda: M.extra(confirm={"title": "t" * 101}).build(), "too-long", "/confirm/title"),
    ("instant label", lambda: M.instant_button("l" * 20, COPY), lambda: M.instant_button("l" * 21, COPY), "too-long", "/references/1/object/label"),
    ("hint", lambda: M.button("b", OPEN, hint="h" * 100), lambda: M.button("b", OPEN, hint="h" * 101), "too-long", "/buttons/0/hint"),
    ("key", lambda: M.button("b", OPEN, key="k" * 100), lambda: M.button("b", OPEN, key="k" * 101), "too-long", "/buttons/0/key"),
    ("web", lambda: M.button("b", actions.open_url("https://a.b/" + "c" * 244)), lambda: M.button("b", actions.open_url("https://a.b/" + "c" * 245)), "too-long", "/buttons/0/action/data/web"),
    ("ios", lambda: M.button("b", actions.open_url(ios="app://" + "c" * 250)), lambda: M.button("b", actions.open_url(ios="app://" + "c" * 251)), "too-long", "/buttons/0/action/data/iOS"),
    ("preview", lambda: M.button("b", actions.preview_url("https://a.b/" + "c" * 488)), lambda: M.button("b", actions.preview_url("https://a.b/" + "c" * 489)), "too-long", "/buttons/0/action/data/url"),
    ("copy", lambda: M.button("b", actions.copy("c" * 200)), lambda: M.button("b", actions.copy("c" * 201)), "too-long", "/buttons/0/action/data/text"),
    ("confirm title", lambda: asked(title="t" * 100), lambda: asked(title="t" * 101), "too-long", "/buttons/0/action/confirm/title"),
    ("confirm description", lambda: asked(description="t" * 100), lambda: asked(description="t" * 101), "too-long", "/buttons/0/action/confirm/description"),
    ("confirm input", lambda: asked(input="t" * 300), lambda: asked(input="t" * 301), "too-long", "/buttons/0/action/confirm/input"),
    ("confirm label", lambda: asked(button_label="t" * 100), lambda: asked(button_label="t" * 101), "too-long", "/buttons/0/action/confirm/button_label"),
    ("confirm cancel", lambda: asked(cancel_button_label="t" * 100), lambda: asked(cancel_button_label="t" * 101), "too-long", "/buttons/0/action/confirm/cancel_button_label"),
    ("text with calls", lambda: Message("a" * 9_992).instant_button("b", COPY).build(), lambda: Message("a" * 9_993).instant_button("b", COPY).build(), "too-long", "/text"),
    ("reply to", lambda: M.reply_to("r" * 100), lambda: M.reply_to("r" * 101), "too-long", "/reply_to"),
    ("thread chat id", lambda: M.extra(thread_chat_id="r" * 100), lambda: M.extra(thread_chat_id="r" * 101), "too-long", "/thread_chat_id"),
    ("topic", lambda: M.extra(message_topic="r" * 255), lambda: M.extra(message_topic="r" * 256), "too-long", "/message_topic"),
    ("user ids", lambda: M.extra(user_ids=",".join(["1"] * 100)), lambda: M.extra(user_ids=",".join(["1"] * 101)), "too-many", "/user_ids"),
]  # fmt: skip


@pytest.mark.parametrize(("fits", "beyond", "code", "path"), [e[1:] for e in EDGES], ids=[e[0] for e in EDGES])
def test_the_edge_fits_and_one_beyond_is_refused(fits, beyond, code, path):
    fits()
    issue = refused(beyond)
    assert (issue.code, issue.path) == (code, path)
    assert issue.message
    assert issue.expected
    assert issue.got
    assert issue.source


@pytest.mark.parametrize("style", ["disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"])  # fmt: skip
def test_the_eight_list_styles(style):
    assert not M.list(["a"], style=style).issues()


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: M.list(["a"], style="dsic"), "'disc'"),
        (lambda: M.chart("donut"), "'doughnut'"),
        (lambda: M.chart("semi doughnut"), "'semi_doughnut'"),
        (lambda: M.graph("trends"), "'trend'"),
        (lambda: M.card(theme="modern"), "'modern-inline'"),
        (lambda: M.card(theme="pol"), "'poll'"),
        (lambda: M.style(background="gray"), "'grey'"),
        (lambda: M.button("b", OPEN, style="--"), "'-'"),
        (lambda: M.button("b", actions.system_api("vidoecall", "1")), "actions.system_api('videocall', '1')"),
        (lambda: M.button("b", actions.open_url("htps://a.b")), "'https'"),
        (lambda: asked(emotion="postive"), "'positive'"),
    ],
)
def test_an_unknown_choice_suggests_the_one_that_was_meant(call, hint):
    with pytest.raises(ConstraintError) as caught:
        call()
    assert (caught.value.issues[0].code, caught.value.issues[0].hint) == ("not-allowed", hint)


def test_the_published_numbers_stand_in_limits():
    expected = {
        "text": 10_000, "edit_text": 5_000, "text_advised": 5_000, "body_advised": 10_000, "slides_advised": 20, "card_title": 200,
        "poll_options_least": 2, "poll_options": 10, "poll_option": 100, "buttons": 5, "prompt_buttons_least": 1,
        "button_label": 20, "card_button_label": 30, "button_hint": 100, "button_key": 100, "url": 256,
        "preview_url": 500, "copy_text": 200, "confirm_title": 100, "confirm_description": 100, "confirm_input": 300,
        "confirm_button_label": 100, "reply_to": 100, "thread_title_advised": 100, "thread_chat_id": 100,
        "message_topic": 255, "user_ids": 100,
        "width_least": 1, "width_most": 100, "width_sum": 100, "sticky_rows": 2, "sticky_columns": 2,
        "chart_segments": 5, "chart_label": 20, "graph_categories": 5, "graph_category": 20, "graph_values": 20,
        "graph_label": 20, "graph_axis": 20, "text_slide_advised": 1_000, "depth": 64,
    }  # fmt: skip
    assert {name: value for name, value in attrs.asdict(limits.CLIQ).items() if isinstance(value, int)} == expected
    for field in attrs.fields(limits.Limits):
        assert set(limits.about(field.name)) == {"what", "unit", "source", "note"}
        assert limits.about(field.name)["source"]
        assert limits.about(field.name)["unit"] == "values" or isinstance(field.default, int)


def test_limits_of_one_message():
    roomy = attrs.evolve(limits.CLIQ, chart_segments=6)
    assert len(Message("x", limits=roomy).chart("pie", points(6)).slides[0].segments) == 6
    with pytest.raises(ConstraintError):
        Message("x", limits=roomy).chart("pie", points(7))
    with pytest.raises(ConfigurationError, match="chart_segments must be a whole number"):
        attrs.evolve(limits.CLIQ, chart_segments="6")
    with pytest.raises(ConfigurationError, match="limits must be"):
        Message("x", limits={"chart_segments": 6})


def test_a_slide_made_alone_has_its_numbers_checked_where_it_joins():
    table = Table(["A", "B"], width=[50, 40], sticky_rows=3)
    assert [issue.code for issue in table.issues()] == ["width-sum", "out-of-range", "no-rows"]
    assert [issue.path for issue in refusals(Message("x").text_slide("a").slide, table)] == [
        "/slides/1/data/styles/width",
        "/slides/1/data/styles/sticky/rows",
    ]
    assert [issue.code for issue in Graph("pie", dict.fromkeys(LETTERS[:6], ()), x_axis="x" * 21).issues()] == [
        "not-allowed", "too-many", "too-long", "empty-slide",
    ]  # fmt: skip


EMPTY = [M.list(), M.label(), M.image(), M.chart("pie"), M.graph("trend"), M.graph("trend").category("EU")]


@pytest.mark.parametrize("message", EMPTY, ids=[type(m).__name__ for m in EMPTY])
def test_an_empty_slide_is_an_error_when_the_message_is_built(message):
    assert issues(message.build) == [("empty-slide", "/slides/0/data")]
    assert message.to_dict(check=False)["slides"]


@pytest.mark.parametrize("message", [Message(), Message(""), Message(" \n "), Message("a").text(" "), Message().bot("B"), Message().extra(a=1), Message().button("b", OPEN)])  # fmt: skip
def test_an_empty_message_is_an_error(message):
    assert refused(message.to_json).code == "empty-message"
    assert "text" not in message.to_dict(check=False)


def test_all_faults_at_once():
    with pytest.raises(ConstraintError) as caught:
        Message().list().label().text_slide("a").chart("pie").build()
    assert [issue.path for issue in caught.value.issues] == ["/slides/0/data", "/slides/1/data", "/slides/3/data"]
    assert str(caught.value).startswith("3 problems\n1. slide 1: the list has nothing in it")


WARNINGS = [
    (Message("a" * 5_001), "long-text", "/text"),
    (Message().card("t"), "no-text", ""),
    (M.card(), "no-card-title", "/card"),
    (M.text_slide("a" * 1_001), "long-text-slide", "/slides/0/data"),
    (M.chart("pie", {"a": -1, "b": 2}), "odd-shares", "/slides/0/data"),
    (M.chart("pie", {"a": 0}), "odd-shares", "/slides/0/data"),
    (M.each(range(21), lambda m, n: m.text_slide(str(n))), "many-slides", "/slides"),
    (M.list(["a" * 10_000]), "large-body", ""),
    (M.list(["a"], style="bulleted"), "unlisted-style", "/slides/0/styles/type"),
    (M.thread("1", title="t" * 101), "long-thread-title", "/thread_title"),
    (M.extra(mark_as_raed=True), "unknown-key", "/mark_as_raed"),
    (M.button("b", actions.invoke_function("f")), "no-owner", "/buttons/0/action/data"),
    (M.button("b", actions.invoke_bot("b", "m")), "may-be-refused", "/buttons/0/action/type"),
    (M.card("t").button("b", OPEN, in_card=True), "may-be-refused", "/card/buttons"),
    (M.prompt("t"), "no-buttons", "/card"),
    (M.card("t", theme="basic"), "unlisted-theme", "/card/theme"),
    (M.bot(image="https://a.b/c.png"), "no-bot-name", "/bot"),
    (M.button("b", OPEN.confirm(title="t")), "short-confirm", "/buttons/0/action/confirm"),
    (M.card("t").button("b", OPEN, style="+", in_card=True), "undocumented-here", "/card/buttons/0/type"),
    (M.prompt("t").button("b", OPEN, hint="h", in_card=True), "undocumented-here", "/card/buttons/0/hint"),
    (M.prompt("t").button("b", OPEN, key="k", in_card=True), "undocumented-here", "/card/buttons/0/key"),
    (M.prompt("t").button("b", OPEN.confirm(**SHORT), in_card=True), "undocumented-here", "/card/buttons/0/action/confirm"),
    (M.instant_button("b", COPY.confirm(**SHORT)), "undocumented-here", "/references/1/object/action/confirm"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "code", "path"), WARNINGS, ids=[w[1] for w in WARNINGS])
def test_a_warning_is_listed_and_never_raised(message, code, path):
    within = [("may-be-refused", "/card/buttons", "warning")] if path.startswith("/card/buttons/") else []
    assert [(i.code, i.path, i.severity) for i in message.issues()] == [*within, (code, path, "warning")]
    message.build()


def test_at_the_edge_there_is_no_warning():
    assert not Message("a" * 5_000).issues()
    assert not M.text_slide("a" * 1_000).issues()
    assert not M.thread("1", title="t" * 100).issues()
    assert not M.extra(mark_as_read=True, user_ids="1,a@b.c", broadcast=False, appkey="k").issues()
    assert not M.button("b", actions.invoke_function("f", "a@b.c")).issues()
    assert not M.instant_button("b", actions.invoke_function("f", arguments={"a": 1})).issues()
    handed = actions.invoke_function("f", "a@b.c", {"a": 1})
    assert not M.poll("t", "a", "b").button("b", handed).list(["a"]).slide_button("b", handed).issues()
    assert not M.each(range(20), lambda m, n: m.text_slide(str(n))).issues()


def test_what_is_no_pair_is_told_at_its_place():
    for call, path in [
        (lambda: M.chart("pie", {"a": 1}).segments([("b", 1), ("c", 2, 3)]), "/slides/0/data/0/2"),
        (lambda: M.label({"a": 1}).fields([("b", 1), "cd"]), "/slides/0/data/2"),
        (lambda: M.graph("trend", [("a", [("b", 1), 3])]), "/slides/0/data/0/values/1"),
    ]:
        assert issues(call) == [("wrong-type", path)]


def test_one_fault_is_one_issue():
    for call, codes in [
        (lambda: M.graph("trend", {str(n): {"a": 1} for n in range(7)}), ["too-many"]),
        (lambda: M.table(["a", "b"]).row(1, b=2), ["mixed-cells"]),
    ]:
        assert [issue.code for issue in refusals(call)] == codes


TAKING = {
    "Message": lambda own: Message("x", limits=own),
    "from_dict": lambda own: Message.from_dict({"text": "x"}, limits=own),
    "from_json": lambda own: Message.from_json('{"text": "x"}', limits=own),
    "check": lambda own: check({"text": "x"}, limits=own),
    "issues": Message("x").payload.issues,
    "errors": Message("x").payload.errors,
    "slide": Message("x").list(["a"]).slides[0].issues,
    "raw slide": RawSlide({"type": "list", "data": ["a"]}).issues,
    "card": Message("x").card("Hosts").payload.card.issues,
    "button": Message("x").button("Go", actions.copy("a")).payload.buttons[0].issues,
    "raw button": Message.from_dict({"text": "x", "buttons": [{"label": "Go"}]}).payload.buttons[0].issues,
    "json_schema": json_schema,
}


@pytest.mark.parametrize("name", TAKING)
def test_what_takes_limits_takes_none_and_says_what_else_it_takes(name):
    take = TAKING[name]
    assert take(None) == take(limits.CLIQ)
    for wrong in (5, {"text": 5}, "v2"):
        with pytest.raises(ConfigurationError, match=r"limits must be attrs\.evolve\(cardkit\.limits\.CLIQ, …\)"):
            take(wrong)


def test_a_lowered_width_and_an_empty_choice_hold():
    narrow = Message("x", limits=attrs.evolve(limits.CLIQ, width_most=40, chart_previews=()))
    for call in (lambda: narrow.table(["a", "b"]).width(50, 50), lambda: narrow.chart("pie")):
        with pytest.raises(ConstraintError):
            call()


def test_limits_show_what_differs_and_compare_by_all():
    other = attrs.evolve(limits.CLIQ, text=5, button_styles=("+",))
    assert repr(other) == "Limits(text=5, button_styles=('+',))"
    assert repr(limits.CLIQ) == "Limits()"
    assert attrs.evolve(other, text=10_000, button_styles=("+", "-")) == limits.CLIQ != other
    assert hash(limits.Limits()) == hash(limits.CLIQ) != hash(other)
    assert limits.CLIQ != "CLIQ"


def test_a_body_of_ten_thousand_characters_is_not_large():
    message = M.list(["a" * (10_000 - len(M.list([""]).to_json(check=False)))])
    assert len(message.to_json()) == 10_000
    assert message.issues() == ()
    assert [issue.code for issue in message.text("xy").issues()] == ["large-body"]
