"""One message per key: what a later put replaces in every state of the letter, in a file and over PostgreSQL."""

import json
import sqlite3
from functools import partial

import procrastinate
import psycopg
import pytest
from outboxes import ConnectedEditor, Editor, Script, Time, opened, put, states
from servers import TOKEN

from cardkit import ConfigurationError, ConstraintError, Message, errors, to
from cardkit.outbox import STATES, Letter, Outbox
from cardkit.outbox.replacing import with_replacement
from cardkit.sandbox import Sandbox
from cardkit.transport import CliqTransport, MemoryTransport, Receipt

OK = Receipt(status=200, message_id="17")
LOST = errors.DeliveryUnknownError("the answer was lost", may_have_arrived=True)
GONE = errors.NotFoundError("no such message", status=404)


@pytest.fixture
def fleet_of(postgres_dsn):
    """Makes outboxes of the same letters over PostgreSQL, around a transport each."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=postgres_dsn))
    with app.open():
        app.schema_manager.apply_schema()
    return partial(Outbox.on, app)


@pytest.fixture(params=["file", "fleet"])
def outbox_of(request, tmp_path):
    """Makes outboxes of the same letters, in a file or over PostgreSQL, around a transport each."""
    if request.param == "fleet":
        return request.getfixturevalue("fleet_of")
    return partial(Outbox, tmp_path / "outbox.sqlite3", clock=Time())


def replace(outbox, text, **options):
    return put(outbox, text, key="disk", replace=True, **options)[0]


def says(letter):
    return json.loads(letter.body)["text"]


# In each state of the letter.


def test_a_letter_that_waits_says_the_new_text_at_its_turn(outbox_of):
    editor = Editor()
    outbox = outbox_of(editor)
    first = replace(outbox, "down", priority=3)
    put(outbox, "next", priority=3)
    again = replace(outbox, "resolved", not_after=60)
    assert (again.id, again.state, says(again)) == (first.id, "ready", "resolved")
    assert (again.priority, again.not_after, again.put) == (3, None, first.put)
    outbox.work(once=True)
    assert (editor.texts, editor.edits) == (["resolved", "next"], [])


def test_what_was_sent_is_edited_also_after_a_restart(outbox_of):
    replace(outbox_of(None), "down")
    editor = Editor(OK)
    outbox_of(editor).work(once=True)
    letter = replace(outbox_of(None), "resolved", priority=2)
    assert (letter.state, letter.message_id, letter.tries, letter.priority) == ("ready", "17", 0, 2)
    assert outbox_of(editor).work(once=True).sent == 1
    assert (editor.texts, editor.edits) == (["down"], [({"text": "resolved"}, "1", "17")])
    letter = replace(outbox_of(editor), "down again")
    outbox_of(editor).work(once=True)
    assert editor.edits[-1] == ({"text": "down again"}, "1", "17")
    (letter,) = outbox_of(editor).letters()
    assert (letter.state, letter.message_id, letter.status) == ("sent", "17", 204)


def test_what_replaces_a_letter_that_is_leaving_edits_it_afterwards(outbox_of):
    class Late(Editor):
        def send(self, body, place):
            held = replace(outbox_of(None), "resolved")
            assert (held.state, says(held), json.loads(held.replacement)["text"]) == ("sending", "down", "resolved")
            return super().send(body, place)

    late, events = Late(OK), []
    outbox = outbox_of(late, on_event=lambda event: events.append(event.letter.state))
    replace(outbox, "down")
    assert outbox.work(once=True).sent == 2
    assert (late.texts, late.edits) == (["down"], [({"text": "resolved"}, "1", "17")])
    assert events == ["ready", "sent", "ready", "sent"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(GONE, "sent"), (errors.RateLimitError("…", retry_after=0.01), "sent"), (Receipt(status=204), "dead")],
    ids=["refused", "throttled", "without an id"],
)
def test_what_replaces_a_letter_that_is_leaving_and_is_not_sent_is_posted(outbox_of, answer, state):
    class Late(Editor):
        def send(self, body, place):
            if not self.sent and len(self.answers) > 1:
                replace(outbox_of(None), "resolved")
            return super().send(body, place)

    late = Late(answer, OK)
    outbox = outbox_of(late)
    replace(outbox, "down")
    outbox.work(once=True)
    assert states(outbox) == [state]
    assert late.edits == []
    if state == "dead":  # it was sent, and cannot be edited
        (letter,) = outbox.letters()
        assert letter.finding.startswith("it was sent, but the service told no id to edit it by; resend() posts")
        letter.resend()
        outbox.work(once=True)
    assert late.texts[-1] == "resolved"


def test_what_replaces_an_unknown_letter_waits_until_somebody_settles_it(outbox_of):
    editor = Editor(LOST, LOST, LOST, OK)
    outbox = outbox_of(editor)
    for key in ("resent", "marked", "dropped"):
        put(outbox, f"{key} down", key=key)
    assert outbox.work(once=True).unknown == 3
    for key in ("resent", "marked", "dropped"):
        (held,) = put(outbox, f"{key} resolved", key=key, replace=True)
        assert (held.state, says(held)) == ("unknown", f"{key} down")
    assert outbox.work(once=True).sent == 0
    resent, marked, dropped = outbox.letters("unknown")
    assert says(resent.resend()) == "resent resolved"
    assert marked.mark_sent("99").state == "ready"
    assert (dropped.drop().state, outbox.letter(dropped.id).replacement) == ("dead", None)
    assert outbox.work(once=True).sent == 2
    assert (editor.texts, editor.edits) == (["resent resolved"], [({"text": "marked resolved"}, "1", "99")])


def test_what_replaces_a_dead_letter_is_posted(outbox_of):
    editor = Editor(GONE, OK)
    outbox = outbox_of(editor)
    replace(outbox, "down")
    outbox.work(once=True)
    assert states(outbox) == ["dead"]
    assert replace(outbox, "down").state == "dead"  # the same again changes nothing
    anew = replace(outbox, "resolved")
    assert (anew.state, anew.tries, anew.finding) == ("ready", 0, "")
    outbox.work(once=True)
    assert editor.texts == ["resolved"]


def test_the_same_message_again_changes_nothing(outbox_of):
    editor = Editor(OK)
    outbox = outbox_of(editor)
    card = Message("down").card("Host")
    for _ in range(2):
        outbox.put(card, to="chat:1", key="disk", replace=True)
        outbox.work(once=True)
    assert (editor.texts, editor.edits, states(outbox)) == (["down"], [], ["sent"])


TEAPOT = errors.TransportError("a teapot", status=418, may_have_arrived=True)
EDITED = [(LOST, "ready"), (TEAPOT, "unknown"), (GONE, "dead")]


@pytest.mark.parametrize(("answer", "state"), EDITED, ids=["lost", "teapot", "gone"])
def test_an_edit_of_which_nobody_knows_is_made_again_and_a_refused_one_is_dead(outbox_of, monkeypatch, answer, state):
    monkeypatch.setattr("cardkit.transport.waiting.backoff", lambda failures: 600.0)
    editor = Editor(OK)
    editor.answers_to_edits = [answer]
    outbox = outbox_of(editor)
    replace(outbox, "down")
    outbox.work(once=True)
    replace(outbox, "resolved")
    outbox.work(once=True)
    (letter,) = outbox.letters()
    assert (letter.state, letter.tries, letter.finding) == (state, 1, str(answer))
    assert letter.drop().resend().message_id == "17" if state == "ready" else letter.resend().message_id == "17"


def test_an_edit_waits_as_long_as_the_service_asks(outbox_of):
    editor, events = Editor(OK), []
    editor.answers_to_edits = [errors.ServerError("busy", status=503, may_have_arrived=True, retry_after=120.0)]
    outbox = outbox_of(editor, on_event=events.append)
    for text in ("down", "resolved"):
        replace(outbox, text)
        outbox.work(once=True)
    assert [event.wait for event in events if event.letter.tries and event.letter.state == "ready"] == [120.0]


BECOMES = {
    "ready": ("ready", "ready"), "sending": ("sending", "sending"), "sent": ("dead", "ready"),
    "unknown": ("unknown", "ready"), "dead": ("ready", "ready"),
}  # fmt: skip
"""What a letter with a replacement becomes in each state: if its message has no id, and if it has one."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("id", [None, "17_1"])
def test_a_replacement_is_held_or_becomes_the_body_in_each_state(state, id):
    letter = Letter(1, to.chat("CT_1"), b"old", 0.0, state, message_id=id, replacement=b"new")
    after, becomes = with_replacement(letter), BECOMES[state][id is not None]
    held = becomes in {"sending", "unknown"}
    assert (after.state, after.body) == (becomes, b"old" if held else b"new")
    assert after.replacement == (b"new" if held else None)


def test_letters_without_a_replacement_are_as_before(outbox_of):
    outbox = outbox_of(Editor(OK))
    replace(outbox, "down")
    outbox.work(once=True)
    (again,) = put(outbox, "resolved", key="disk")
    assert (again.state, says(again)) == ("sent", "down")


def test_what_it_says_is_not_told_to_programs_that_list(outbox_of):
    outbox = outbox_of(Editor(LOST))
    replace(outbox, "secret down")
    outbox.work(once=True)
    letter = replace(outbox, "secret resolved")
    assert "secret" not in repr(letter) + json.dumps(letter.to_dict())


# Races and crashes.


def test_a_letter_that_is_replaced_while_it_connects_leaves_as_the_new_one(tmp_path):
    class Late(CliqTransport):
        def url(self, place):
            replace(opened(path, Editor()), "resolved")
            return super().url(place)

    path = tmp_path / "outbox.sqlite3"

    with Sandbox() as sandbox:
        outbox = opened(path, sandbox.transport)
        replace(outbox, "down")
        outbox._transport = Late(token=sandbox.token, base_url=sandbox.url, pacing=None)
        outbox.work(once=True)
        assert [message["text"] for message in sandbox.messages] == ["resolved"]


def test_what_replaces_a_letter_between_its_answer_and_the_next_one_edits_it(tmp_path, quick_answers):

    class Connecting(ConnectedEditor):
        def send(self, body, to):
            if self.texts == ["first", "down"]:
                other = opened(path, Editor())
                assert (states(other), replace(other, "resolved").state) == (["sent", "sending", "ready"], "sending")
            return super().send(body, to)

    path, events = tmp_path / "outbox.sqlite3", []
    outbox = opened(path, editor := Connecting(), on_event=events.append)
    put(outbox, "first")
    replace(outbox, "down")
    put(outbox, "next")
    del events[:]
    outbox.work(once=True)
    assert (editor.texts, [body["text"] for body, *_ in editor.edits]) == (["first", "down", "next"], ["resolved"])
    told = [(event.letter.id, event.letter.state) for event in events]
    assert sorted(told) == [(1, "sent"), (2, "ready"), (2, "sent"), (2, "sent"), (3, "sent")]
    assert told.index((2, "sent")) < told.index((2, "ready"))


def test_a_letter_that_became_an_edit_while_an_answer_was_awaited_edits_whatever_it_says(tmp_path, quick_answers):
    """It is next, and says again what it said when it was looked up."""

    class Settling(ConnectedEditor):
        def answer(self):
            if len(self.sent) == 1:
                time.now += 1.0
                other = opened(path, Editor(), time)
                other.letter(3).mark_sent("9")
                replace(other, "resolved")
                replace(other, "down")
            return super().answer()

    path, time = tmp_path / "outbox.sqlite3", Time()
    outbox = opened(path, editor := Settling(), time)
    put(outbox, "first", "second")
    replace(outbox, "down")
    outbox.work(once=True)
    assert (editor.texts, editor.edits) == (["first", "second"], [({"text": "down"}, "1", "9")])
    assert states(outbox) == ["sent"] * 3


def test_an_edit_that_was_leaving_when_a_worker_died_is_made_again(tmp_path):
    class Dying(BaseException):
        pass

    path, editor = tmp_path / "outbox.sqlite3", Editor(OK)
    outbox = opened(path, editor)
    replace(outbox, "down")
    outbox.work(once=True)
    replace(outbox, "resolved")
    editor.answers_to_edits = [Dying(), Receipt(status=204)]
    with pytest.raises(Dying):
        outbox.work(once=True)
    assert states(outbox) == ["sending"]
    replace(outbox, "resolved twice")
    assert opened(path, editor).work(once=True).unknown == 0
    assert editor.edits == [({"text": "resolved twice"}, "1", "17")]


def test_an_edit_of_a_dead_worker_of_a_fleet_is_made_again(fleet_of):
    editor = Editor(OK)
    outbox = fleet_of(editor)
    replace(outbox, "down")
    outbox.work(once=True)
    letter = replace(outbox, "resolved")
    assert outbox._backend.line.take(999) == letter.id
    outbox._backend.note_sending(letter)
    (letter,) = outbox._backend.orphan(999)
    assert (letter.state, letter.finding) == ("ready", "")
    outbox.work(once=True)
    assert editor.edits == [({"text": "resolved"}, "1", "17")]


def test_an_orphan_that_held_a_replacement_is_unknown_until_it_is_settled(tmp_path):
    class Dying(BaseException):
        pass

    path, editor = tmp_path / "outbox.sqlite3", Editor(Dying(), OK)
    outbox = opened(path, editor)
    replace(outbox, "down")
    with pytest.raises(Dying):
        outbox.work(once=True)
    replace(outbox, "resolved")
    assert opened(path, editor).work(once=True).unknown == 1
    next(outbox.letters("unknown")).mark_sent("17")
    outbox.work(once=True)
    assert editor.edits == [({"text": "resolved"}, "1", "17")]


def test_a_parked_chat_is_free_once_what_was_unknown_edits(tmp_path):
    time, editor = Time(), Editor(LOST, OK)
    outbox = opened(tmp_path / "outbox.sqlite3", editor, time, strict_order=True)
    replace(outbox, "down")
    put(outbox, "next")
    outbox.work(once=True)
    replace(outbox, "resolved")
    assert editor.texts == []
    next(outbox.letters("unknown")).mark_sent("17")
    outbox.work(once=True)
    assert (editor.texts, len(editor.edits)) == (["next"], 1)


def test_the_oldest_that_waits_is_told_beside_an_edit(tmp_path):
    time = Time()
    outbox = opened(tmp_path / "outbox.sqlite3", Editor(OK), time)
    replace(outbox, "down")
    outbox.work(once=True)
    time.now += 86_400
    put(outbox, "waits")
    time.now += 30
    replace(outbox, "resolved")
    assert outbox.stats().oldest == 30.0
    next(outbox.letters("ready")).drop()
    time.now += 5
    assert outbox.stats().oldest == 35.0


def test_an_edit_can_be_for_later(tmp_path):
    time, editor = Time(), Editor(OK)
    outbox = opened(tmp_path / "outbox.sqlite3", editor, time)
    replace(outbox, "open")
    outbox.work(once=True)
    replace(outbox, "closed", after=60)
    outbox.work(once=True)
    assert editor.edits == []
    time.now += 61
    outbox.work(once=True)
    assert editor.edits == [({"text": "closed"}, "1", "17")]


# What asks for the id.


@pytest.mark.parametrize(
    ("place", "options", "asks"),
    [
        ("chat:1", {"key": "k"}, True),
        ("channel:ops", {"key": "k"}, True),
        ("channel:ops?as_bot=watch", {"key": "k"}, False),
        ("chat:1?as_bot=watch", {"key": "k"}, True),
        ("chat:1", {}, None),
    ],
)
def test_a_message_with_a_key_asks_for_its_id_where_the_service_tells_it(tmp_path, place, options, asks):
    outbox = opened(tmp_path / "outbox.sqlite3")
    (letter,) = put(outbox, "Hi", to=place, **options)
    assert json.loads(letter.body).get("sync_message", None) is (True if asks else None)
    own = outbox.put(Message("Hi").sync(on=False), to="chat:1", key="own")
    assert json.loads(own.body)["sync_message"] is False


# What is refused, whatever the letter's state.

WRONG = [
    ({"key": None}, "replace=True takes the key= of what the message replaces"),
    ({"to": "channel:ops"}, "tells no chat of channel:ops; give its id, such as chat='CT_1207'"),
    ({"to": "person:a@example.com"}, "tells no chat of person:a@example.com; give its id"),
    ({"to": "channel:ops?as_bot=w", "chat": "CT_1"}, "tells no id of what a bot posts to a channel"),
    ({"to": "bot:w?users=1,2"}, "is a message for each of several people.* name one user, such as 'bot:w.users=60001'"),
    ({"to": "bot:w"}, "is a message for each of several people"),
    ({"chat": " "}, "the chat to send to must be"),
]


@pytest.mark.parametrize(("options", "told"), WRONG, ids=str)
def test_what_could_never_be_edited_is_told_at_the_first_put(tmp_path, options, told):
    outbox = opened(tmp_path / "outbox.sqlite3", Editor())
    with pytest.raises(ConfigurationError, match=told):
        outbox.put(Message("down"), **{"to": "chat:1", "key": "disk", "replace": True, **options})
    assert states(outbox) == []


@pytest.mark.parametrize(
    ("transport", "told"),
    [
        (MemoryTransport(), "cannot edit what it sent; a CliqTransport with a token can"),
        (
            CliqTransport.from_webhook("https://cliq.zoho.com/api/v2/chats/1/message?zapikey=1001.ab.cd"),
            "a webhook posts messages and files only",
        ),
    ],
    ids=["memory", "webhook"],
)
def test_a_transport_that_cannot_edit_is_told(tmp_path, transport, told):
    outbox = opened(tmp_path / "outbox.sqlite3", transport)
    with pytest.raises(ConfigurationError, match=told):
        replace(outbox, "down")
    assert states(outbox) == []


def test_an_edit_that_its_worker_cannot_make_is_dead_and_holds_nobody_up(tmp_path):
    path = tmp_path / "outbox.sqlite3"
    outbox = opened(path, Editor(OK))
    replace(outbox, "down")
    outbox.work(once=True)
    replace(Outbox(path), "resolved")  # who does not know the transport cannot tell
    tally = opened(path, Script()).work(once=True)
    assert (tally.dead, tally.waiting) == (1, False)
    assert "cannot edit what it sent" in next(outbox.letters()).finding


@pytest.mark.parametrize("sent", [False, True])
def test_what_replaces_is_a_text_unless_more_is_asked_for(outbox_of, sent):
    editor = Editor(OK)
    outbox = outbox_of(editor)
    card = Message("down").card("Host")
    outbox.put(card, to="chat:1", key="disk", replace=True)
    if sent:
        outbox.work(once=True)
    up = card.text("up")
    with pytest.raises(ConfigurationError, match="no source says that an edit may hold card"):
        outbox.put(up, to="chat:1", key="disk", replace=True)
    with pytest.raises(ConstraintError):
        replace(outbox, "ü" * 5_001)
    outbox.put(up, to="chat:1", key="disk", replace=True, unproven=True)
    outbox.work(once=True)
    assert (editor.texts, len(editor.edits)) == ((["down"], 1) if sent else (["up"], 0))


def test_what_was_sent_without_an_id_or_elsewhere_is_told(outbox_of):
    outbox = outbox_of(Editor(Receipt(status=204)))
    replace(outbox, "down")
    with pytest.raises(ConfigurationError, match="letter 1 of key 'disk' goes to chat:1, and what replaces it stays"):
        replace(outbox, "resolved", to="chat:2")
    outbox.work(once=True)
    with pytest.raises(ConfigurationError, match="letter 1 of key 'disk' was sent, but nobody knows the id of its"):
        replace(outbox, "resolved")
    assert states(outbox) == ["sent"]


def test_a_channel_whose_chat_is_given(tmp_path):
    editor = Editor(OK)
    outbox = opened(tmp_path / "outbox.sqlite3", editor)
    put(outbox, "down", to="channel:ops", key="disk")  # before anybody thought of edits
    outbox.work(once=True)
    replace(outbox, "resolved", to="channel:ops", chat="CT_9")
    outbox.work(once=True)
    assert editor.edits == [({"text": "resolved"}, "CT_9", "17")]


def test_a_transaction_that_is_rolled_back_replaces_nothing(fleet_of, postgres_dsn):
    editor = Editor(OK)
    outbox = fleet_of(editor)
    replace(outbox, "down")
    outbox.work(once=True)
    with psycopg.connect(postgres_dsn) as connection:
        replace(outbox, "resolved", connection=connection)
        connection.rollback()
    outbox.work(once=True)
    assert (states(outbox), editor.edits) == (["sent"], [])


def test_a_table_of_before_gets_what_is_missing(fleet_of, postgres_dsn):
    put(fleet_of(), "one")
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("ALTER TABLE cardkit_letters DROP COLUMN replacement, DROP COLUMN joins")
    editor = Editor(OK)
    assert fleet_of(editor).work(once=True).sent == 1


def test_a_file_of_before_gets_what_is_missing(tmp_path):
    path = tmp_path / "outbox.sqlite3"
    put(opened(path), "one")
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE letters DROP COLUMN replacement")
        db.execute("PRAGMA user_version = 1")
    db.close()
    replace(opened(path, Editor()), "two")
    assert states(opened(path)) == ["ready", "ready"]


# Over a real connection.


def test_resolved_edits_the_alert_in_the_chat(tmp_path):
    with Sandbox() as sandbox:
        path = tmp_path / "outbox.sqlite3"
        for text in ("web-2 is down", "web-2 is up", "web-2 is up since 08:15"):
            outbox = Outbox(path, sandbox.transport)
            replace(outbox, text, to="chat:CT_1207")
            assert outbox.work(once=True).sent == 1
        assert [message["text"] for message in sandbox.messages] == ["web-2 is up since 08:15"]
        assert sandbox.received[0].edits == 2


def test_the_letters_of_a_bot_know_the_chat_that_the_service_tells(tmp_path):
    with Sandbox() as sandbox:
        outbox = Outbox(tmp_path / "outbox.sqlite3", sandbox.transport)
        for text in ("down", "up"):
            replace(outbox, text, to=to.bot("watch", users=["60001"]))
            assert outbox.work(once=True).sent == 1
        assert [message["text"] for message in sandbox.messages] == ["up"]


def test_no_token_is_in_the_file_after_an_edit(tmp_path):
    outbox = Outbox(tmp_path / "outbox.sqlite3", CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None))
    replace(outbox, "down")
    next(outbox.letters()).mark_sent("17")
    replace(outbox, "up")
    outbox.work(once=True)
    assert states(outbox) == ["ready"]
    assert all(TOKEN.encode() not in file.read_bytes() for file in tmp_path.iterdir())
