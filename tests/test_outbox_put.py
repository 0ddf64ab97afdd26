"""What is put into an outbox: in which order it leaves, when, and what is refused."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from outboxes import OK, UNKNOWN, Script, opened, put, states
from pacings import COPIES
from servers import TOKEN

from cardkit import ConfigurationError, ConstraintError, Message, errors, to
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, MemoryTransport, Transport


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


# When, and in which order.


def test_an_alert_goes_before_a_digest_and_chats_take_turns(path, time):
    script = Script()
    outbox = opened(path, script, time)
    put(outbox, "a1", "a2", "a3", to="chat:a")
    put(outbox, "b1", "b2", to="chat:b?as_bot=watch")
    put(outbox, "c1", to="chat:c")
    put(outbox, "alert", to="chat:a", priority=1)
    put(outbox, "b3", to="chat:b")
    outbox.work(once=True)
    assert script.texts == ["alert", "b1", "c1", "a1", "b2", "a2", "b3", "a3"]


def test_no_chat_starves_however_many_others_begin(path, time):
    script = Script()
    outbox = opened(path, script, time)
    put(outbox, "a1", "a2", "a3", to="chat:a")

    def listen(event):
        if event.letter.state == "sent" and len(script.sent) < 20:
            put(outbox, f"new {len(script.sent)}", to=f"chat:{len(script.sent)}")

    outbox.on_event = listen
    outbox.work(once=True)
    assert [script.texts.index(text) for text in ("a1", "a2", "a3")] == sorted(
        script.texts.index(text) for text in ("a1", "a2", "a3")
    )
    assert script.texts.index("a3") < 8


def test_not_before_and_not_after(path, time):
    script = Script()
    outbox = opened(path, script, time)
    put(outbox, "later", after=3_600)
    put(outbox, "now", not_after=timedelta(minutes=1))
    put(outbox, "too late", not_after=3_600, after=datetime.fromtimestamp(time.now + 1_800, UTC))
    tally = outbox.work(once=True)
    assert (tally.sent, tally.waiting, script.texts) == (1, False, ["now"])
    time.now += 3_601
    outbox.work(once=True)
    assert script.texts == ["now", "later"]
    late = next(outbox.letters("dead"))
    assert late.finding == "its time was over before it could leave"
    assert late.resend().not_after is None
    outbox.work(once=True)
    assert script.texts == ["now", "later", "too late"]


def test_a_worker_waits_for_what_is_due_later(path, time):
    script = Script()
    outbox = opened(path, script, time)
    put(outbox, "soon", after=1.0)
    time.left = 6
    outbox.work(stop=time)
    assert script.texts == ["soon"]
    assert time.waited == [0.25] * 6


@pytest.mark.parametrize("step", [-7_200.0, 7_200.0, -604_800.0])
def test_a_clock_that_is_set_loses_and_doubles_nothing(path, time, step):
    script = Script(OK, UNKNOWN, OK)
    outbox = opened(path, script, time)
    put(outbox, "one", "two", "three")
    time.now += step
    outbox.work(once=True)
    put(outbox, "four")
    time.now -= step
    outbox.work(once=True)
    assert script.texts == ["one", "three", "four"]
    assert states(outbox) == ["sent", "unknown", "sent", "sent"]
    assert outbox.stats().oldest == 0.0


def test_a_key_is_put_once(path):
    outbox = opened(path)
    (first,) = put(outbox, "deploy", key="deploy-42")
    (again,) = put(outbox, "other text", to="chat:2", key="deploy-42")
    assert (again, again.body) == (first, b'{"text":"deploy","sync_message":true}')
    outbox.work(once=True)
    (later,) = put(outbox, "deploy", key="deploy-42")
    assert (later.state, later.message_id, len(list(outbox.letters()))) == ("sent", "17", 1)


def test_many_letters_that_expire_at_once_hold_the_file_for_twenty_at_a_time(path, time):
    def listen(event):
        if event.letter.state == "dead":
            seen.append(opened(path).stats().dead)

    outbox, seen = opened(path, Script(), time, on_event=listen), []
    put(outbox, *map(str, range(50)), not_after=1)
    time.now += 10
    outbox.work(once=True)
    assert (seen[0], seen[-1], len(seen)) == (20, 50, 50)


def chats_kept(outbox):
    return outbox._backend.file.work(lambda db: db.execute("SELECT count(*) FROM chats").fetchone())[0]


def test_of_chats_that_have_no_letters_to_send_nothing_is_kept(path, time):
    outbox = opened(path, Script(OK, UNKNOWN, errors.NotFoundError("…", status=404), OK), time, strict_order=True)
    for number in range(10):
        put(outbox, "Hi", to=f"chat:{number}")
    outbox.work(once=True)
    assert chats_kept(outbox) == 1, "that of the letter which is unknown"
    opened(path, Script(), time).work(once=True)  # one that holds no chat back
    assert chats_kept(outbox) == 0


def test_a_letter_whose_body_was_deleted_cannot_be_sent_again(path, time):
    outbox = opened(path, Script(errors.NotFoundError("…", status=404)), time, keep=1)
    put(outbox, "one", key="k")
    outbox.work(once=True)
    time.now += 86_401
    outbox.work(once=True)
    letter = outbox.letter(1)
    assert (letter.state, letter.body) == ("dead", None)
    with pytest.raises(ConfigurationError, match="the body of letter 1 was deleted, so it cannot be sent again"):
        letter.resend()


def test_bodies_are_deleted_after_some_days_and_ids_of_keys_stay(path, time):
    outbox = opened(path, time=time, keep=1)
    put(outbox, "one")
    put(outbox, "two", key="k")
    outbox.work(once=True)
    time.now += 86_401
    put(outbox, "three")
    outbox.work(once=True)
    two, three = outbox.letters()
    assert (two.key, two.body, two.message_id) == ("k", None, "17")
    assert three.body == b'{"text":"three"}'


# Putting.


def test_an_outbox_is_a_transport(path):
    memory = MemoryTransport(destination=to.chat("CT_9"))
    outbox = opened(path, memory)
    assert isinstance(outbox, Transport)
    receipt = Message("Hi").send(outbox)
    assert (receipt.status, receipt.data) == (202, {"id": 1})
    assert outbox.letter(1).to == to.chat("CT_9")
    assert memory.sent == []
    outbox.work(once=True)
    assert memory.sent == [(b'{"text":"Hi"}', to.chat("CT_9"))]


def test_who_has_no_transport_says_in_which_form_letters_are_written(path):
    outbox, plan = Outbox(path), Message("Plan").image("https://example.com/a.png")
    outbox.put(plan, to="chat:1")
    outbox.wire = "v3"
    outbox.put(plan, to="chat:1")
    plan.send(outbox, to="chat:1")
    assert [json.loads(one.body) for one in outbox.letters()] == [plan.to_dict(api=api) for api in ("v2", "v3", "v3")]


def test_a_destination_without_an_address_is_told_where_it_is_put(path):
    outbox = opened(path, CliqTransport(token=TOKEN, api="v3"))
    with pytest.raises(ConfigurationError):
        put(outbox, "Hi", to="person:a@example.com")
    assert outbox.wire == "v3"
    assert list(outbox.letters()) == []
    put(Outbox(path), "Hi", to="person:a@example.com")  # who does not know the transport cannot tell
    assert outbox.work(once=True).dead == 1


class Nowhere(tzinfo):
    """A time zone that knows no offset, so that a time in it is naive."""

    def utcoffset(self, when):
        return None

    def __repr__(self):
        return "Nowhere()"


WRONG = [
    {"key": ""}, {"key": 5}, {"priority": 1.5}, {"priority": True}, {"priority": 10**9}, {"after": "soon"},
    {"after": float("nan")}, {"after": datetime(2026, 1, 1)}, {"not_after": -1}, {"after": 60, "not_after": 30},
    {"after": 1e12}, {"after": datetime(2026, 1, 1, tzinfo=Nowhere())}, {"to": "nowhere"}, {"to": None}, {"connection": "open"},
    {"message": {"text": "Hi"}}, {"message": "Hi"}, {"message": None},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_makes_no_sense_is_refused_and_not_kept(path, wrong):
    outbox = opened(path)
    with pytest.raises(ConfigurationError):
        outbox.put(**{"message": Message("Hi"), "to": "chat:1", **wrong})
    assert list(outbox.letters()) == []


def test_what_is_no_message_is_told_with_what_makes_one(path):
    parts = Message("word " * 2_000, fit=True).split()
    for wrong, hint in (
        ({"text": "Hi"}, "from_dict"),
        ("Hi", "of a text"),
        (parts, "by itself"),
        ([*parts], "by itself"),
    ):
        with pytest.raises(ConfigurationError, match=f"is no message: .*{hint}"):
            opened(path).put(wrong, to="chat:1")


def test_a_message_with_errors_is_not_kept(path):
    outbox = opened(path)
    with pytest.raises(ConstraintError):
        outbox.put(Message().list(), to="chat:1")
    assert list(outbox.letters()) == []


@pytest.mark.parametrize("keep", [-1, float("nan"), float("inf"), "1"])
def test_settings_that_make_no_sense_are_refused(path, keep):
    with pytest.raises(ConfigurationError, match="keep="):
        Outbox(path, keep=keep)


def test_who_has_no_transport_puts_and_lists_but_does_not_send(path):
    outbox = Outbox(path)
    put(outbox, "Hi")
    assert states(outbox) == ["ready"]
    with pytest.raises(ConfigurationError, match="no transport to send with"):
        outbox.work(once=True)
    with pytest.raises(ConfigurationError, match="no transport to send with"), outbox.working():
        pass
    with pytest.raises(ConfigurationError, match="has a method send"):
        Outbox(path, object())
    with pytest.raises(ConfigurationError, match="state='lost' must be 'ready', 'sending'"):
        outbox.letters("lost")


NEVER_ENDED = """
import sys, time
from pathlib import Path
from cardkit import Message
from cardkit.outbox import Outbox
from cardkit.transport import FileTransport
folder = Path(sys.argv[1])
block = Outbox(folder / "box", FileTransport(folder / "out")).working()
Message("Hi").send(block.__enter__(), to="chat:1")
while not (folder / "out").exists():
    time.sleep(0.01)
"""


def test_a_program_that_never_ends_its_block_ends(tmp_path):  # from Python 3.13 on, a join would wait for ever
    done = subprocess.run([sys.executable, "-c", NEVER_ENDED, tmp_path], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("again", COPIES)
def test_a_copy_of_an_outbox_in_use_puts_into_the_same_file(path, again):
    outbox = Outbox(path, MemoryTransport())
    put(outbox, "one")
    twin = again(outbox)
    put(twin, "two")
    put(outbox, "three")
    assert [json.loads(letter.body)["text"] for letter in twin.letters()] == ["one", "two", "three"]


@pytest.mark.parametrize("again", COPIES)
def test_a_letter_is_a_record_that_travels_without_its_outbox(path, again):
    events = []
    (letter,) = put(opened(path, on_event=events.append), "Hi", key="a", after=60)
    twin = again(letter)
    assert (twin, twin.to_dict(), twin.body) == (letter, letter.to_dict(), letter.body)
    assert again(events[0]) == events[0]
    with pytest.raises(ConfigurationError, match=r"in no outbox; take it from outbox\.letters"):
        twin.drop()
    assert letter.drop().state == "dead"


def test_the_file_is_its_owners_and_holds_no_token(path):
    outbox = Outbox(path, CliqTransport(token=TOKEN, base_url="http://127.0.0.1:1", pacing=None))
    put(outbox, "Hi")
    outbox.work(once=True)
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0
        assert TOKEN.encode() not in file.read_bytes()
    assert TOKEN not in repr(outbox)
