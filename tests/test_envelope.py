"""The keys around the card: each documented one, and those of tomorrow."""

import enum
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from bodies import JSON
from executed import executed
from hypothesis import given
from refusals import hint, issues, refused

from cardkit import ConstraintError, Message, actions
from cardkit.sandbox import Sandbox
from cardkit.transport import MemoryTransport

M = Message("x")

WRITTEN = [
    (M.reply_to("17_2"), {"reply_to": "17_2"}),
    (M.sync(), {"sync_message": True}),
    (M.sync(False), {"sync_message": False}),
    (M.thread("17"), {"thread_message_id": "17"}),
    (M.thread("17", title="T", post_in_parent=False), {"thread_message_id": "17", "thread_title": "T", "post_in_parent": False}),
    (M.thread("17", "T").thread("18"), {"thread_message_id": "18"}),
    (M.thread("17").thread(post_in_parent=True), {"post_in_parent": True}),
    (M.thread(title="T"), {"thread_title": "T"}),
    (M.style(background="red"), {"styles": {"background": "red"}}),
    (M.style(markdown=False), {"styles": {"markdown": False}}),
    (M.style(background="grey", markdown=True), {"styles": {"background": "grey", "markdown": True}}),
    (M.style(background="red").style(markdown=True), {"styles": {"markdown": True}}),
    (M.style(background="red").style(), {}),
    (M.bot("B", "https://a/b.png"), {"bot": {"name": "B", "image": "https://a/b.png"}}),
    (M.extra(user_ids="1,ana@example.com"), {"user_ids": "1,ana@example.com"}),
    (M.extra(userids="1"), {"userids": "1"}),
    (M.extra(broadcast=True, mark_as_read=False, notify_edit=True), {"broadcast": True, "mark_as_read": False, "notify_edit": True}),
    (M.extra(message_topic="T", thread_chat_id="CT_1-T-2"), {"message_topic": "T", "thread_chat_id": "CT_1-T-2"}),
    (M.extra(appkey="k", extension_key="e"), {"appkey": "k", "extension_key": "e"}),
]  # fmt: skip


@pytest.mark.parametrize(("message", "keys"), WRITTEN, ids=[str(w[1]) for w in WRITTEN])
def test_each_step_writes_its_documented_key(message, keys):
    assert message.to_dict() == {"text": "x", **keys}
    assert not message.issues()


@pytest.mark.parametrize("background", ["red", "yellow", "green", "blue", "grey"])
def test_each_documented_background_is_taken(background):
    assert not M.style(background=background).issues()


WRONG = [
    (lambda: M.reply_to(None), "/reply_to"),
    (lambda: M.reply_to(""), "/reply_to"),
    (lambda: M.reply_to(17), "/reply_to"),
    (lambda: M.thread(None), "/thread_message_id"),
    (lambda: M.thread(None, title="T"), "/thread_message_id"),
    (lambda: M.thread("", "T", post_in_parent=True), "/thread_message_id"),
    (M.thread, "/thread_message_id"),
    (lambda: M.thread("1", title=3), "/thread_title"),
    (lambda: M.thread("1", post_in_parent="yes"), "/post_in_parent"),
    (lambda: M.sync(None), "/sync_message"),
    (lambda: M.sync(1), "/sync_message"),
    (lambda: M.style(background="pink"), "/styles/background"),
    (lambda: M.style(background=3), "/styles/background"),
    (lambda: M.style(markdown="true"), "/styles/markdown"),
    (lambda: M.extra(user_ids=["1"]), "/user_ids"),
    (lambda: M.extra(user_ids="1,,2"), "/user_ids"),
    (lambda: M.extra(user_ids="['1', '2']"), "/user_ids"),
    (lambda: M.extra(broadcast="true"), "/broadcast"),
    (lambda: M.extra(mark_as_read=None), "/mark_as_read"),
    (lambda: M.extra(notify_edit=0), "/notify_edit"),
    (lambda: M.extra(message_topic=b"T"), "/message_topic"),
    (lambda: M.extra(thread_chat_id="a\x00"), "/thread_chat_id"),
    (lambda: M.extra(new={1, 2}), "/new"),
    (lambda: M.extra(**{"a/b": float("nan")}), "/a~1b"),
    (lambda: M.extra(**{"": 1}), "/"),
]


@pytest.mark.parametrize(("call", "path"), WRONG, ids=[f"{w[1]}-{i}" for i, w in enumerate(WRONG)])
def test_a_wrong_value_is_refused_with_its_place(call, path):
    assert refused(call).path == path


STEPS = {
    "text": ".text", "bot": ".bot", "card": ".card", "slides": ".table", "buttons": ".button",
    "references": ".instant_button", "styles": ".style", "reply_to": ".reply_to", "sync_message": ".sync",
    "thread_message_id": ".thread", "thread_title": ".thread", "post_in_parent": ".thread",
}  # fmt: skip


@pytest.mark.parametrize("key", STEPS)
def test_a_key_with_a_step_is_refused_with_its_name(key):
    issue = refused(M.extra, **{key: "x"})
    assert (issue.code, issue.path) == ("has-step", f"/{key}")
    assert STEPS[key] in issue.hint


@given(JSON)
def test_a_key_of_tomorrow_is_kept_with_a_warning(value):
    message = M.extra(tomorrow=value)
    assert message.to_dict() == {"text": "x", "tomorrow": value}
    assert [(i.code, i.path, i.severity) for i in message.issues()] == [("unknown-key", "/tomorrow", "warning")]


class Key(str, enum.Enum):  # whose str is not its value
    LATER = "later"


def test_a_key_of_any_class_of_strings_is_its_characters():
    message = M.extra(**{Key.LATER: 1})
    assert [type(name) for name in message.to_dict()] == [str, str]
    assert executed(message.to_code()) == message
    assert message.issues()[0].path == "/later"


def test_a_key_that_is_almost_right_is_suggested():
    assert M.extra(mark_as_raed=True).issues()[0].hint == "'mark_as_read'"
    assert M.extra(reply_too="1").issues()[0].hint == "'reply_to'"


@pytest.mark.parametrize("step", [M.thread, M.reply_to])
def test_an_id_that_the_service_did_not_tell_can_be_learnt(step):
    first = Message("Build 7").send(MemoryTransport(), to="chat:CT_1")
    assert hint(step, first.message_id) == "send the message with .sync() to learn it"
    with Sandbox() as sandbox:
        learnt = Message("Build 7").sync().send(sandbox.transport, to="chat:CT_1")
        step(learnt.message_id).send(sandbox.transport, to="chat:CT_1")
        assert learnt.message_id in sandbox.messages[-1].values()


@pytest.mark.parametrize("value", [object(), {1}, 5])
def test_a_key_of_the_wrong_type_is_one_problem(value):
    assert issues(M.reply_to, value) == [("wrong-type", "/reply_to")]


# Values of Python that JSON does not have

NUMBERS = [(Decimal("1.50"), 1.5), (Decimal("2"), 2), (Fraction(1, 4), 0.25), (Decimal("0.1234567890123456789"), 0.12345678901234568)]  # fmt: skip
UNWRITABLE = [
    (date(2026, 11, 27), "not-json", "str(value)"),
    ({1, 2}, "not-json", ""),
    (float("nan"), "not-finite", "None"),
    (Decimal("Infinity"), "not-finite", "None"),
    (10**5_000, "not-finite", "None"),
    (pd.NA, "not-json", "None"),
    (pd.NaT, "not-json", "None"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "said"), NUMBERS)
def test_a_number_of_another_kind_is_the_nearest_of_json(value, said):
    assert Message("x").extra(job={"cost": [value]}).to_dict()["job"] == {"cost": [said]}
    read = {"text": "x", "slides": [{"type": "percentage_chart", "data": [[{"label": "a", "value": value}]]}]}
    assert Message.from_dict(read).slides[0].segments[0].value == said
    assert actions.invoke_function("f", arguments={"cost": value}).arguments == {"cost": said}


@pytest.mark.parametrize(("value", "code", "hint"), UNWRITABLE, ids=lambda value: type(value).__name__)
def test_what_json_cannot_say_is_told_where_it_is(value, code, hint):
    issue = refused(Message("x").extra, job={"good": 1, "at": [0, {"x/y": value}]})
    assert (issue.path, issue.code, issue.hint) == ("/job/at/1/x~1y", code, hint)


def test_a_value_that_holds_itself_is_told_as_a_whole():
    job = {"at": []}
    job["at"].append(job)
    with pytest.raises(ConstraintError, match="nested too deeply") as caught:
        Message("x").extra(job=job)
    assert caught.value.issues[0].path == "/job"


def test_a_key_that_no_object_may_have_is_told_where_it_is_also_in_what_holds_itself():
    job = {"at": {("x", "y"): 1}}
    job["at"]["itself"] = job
    with pytest.raises(ConstraintError, match="is no string") as caught:
        Message("x").extra(job=job)
    assert caught.value.issues[0].path == "/job/at"
