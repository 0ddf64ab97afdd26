"""The outbox: what becomes of a letter, in which order letters leave, and who may send."""

import json
import logging
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from outboxes import Connected, Script, Time, opened, put, states
from pacings import COPIES
from sends import Scripted
from servers import TOKEN

from cardkit import ConfigurationError, ConstraintError, Message, errors, to
from cardkit.outbox import Outbox, judge
from cardkit.outbox.courier import StorageError
from cardkit.outbox.queue import EXPIRED, Queue
from cardkit.transport import CliqTransport, MemoryTransport, ProcessPacing, Receipt, Transport
from cardkit.transport.waiting import LONGEST_BACKOFF, backoff

OK = Receipt(status=200, message_id="17", chat_id="CT_1")
UNKNOWN = errors.DeliveryUnknownError("the answer was lost", may_have_arrived=True)
LIMIT = errors.RateLimitError("no room", retry_after=30.0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


@pytest.fixture
def time():
    return Time()


# What an answer or an error says.

ANSWERS = {
    "receipt": (OK, "sent"),
    "throttled": (errors.RateLimitError("…", status=429, retry_after=600.0), "ready"),
    "budget": (LIMIT, "ready"),
    "no token for now": (errors.TokenLimitError("…", retry_after=60.0), "ready"),
    "401": (errors.AuthenticationError("…", status=401), "ready"),
    "no connection": (errors.ConnectionFailedError("…"), "ready"),
    "busy": (errors.ServerError("…", status=503, retry_after=5.0), "ready"),
    "500": (errors.ServerError("…", status=500, may_have_arrived=True), "unknown"),
    "lost": (UNKNOWN, "unknown"),
    "302": (errors.TransportError("…", status=302, may_have_arrived=True), "unknown"),
    "400": (errors.BadRequestError("…", status=400), "dead"),
    "403": (errors.ForbiddenError("…", status=403), "dead"),
    "404": (errors.NotFoundError("…", status=404), "dead"),
    "413": (errors.TransportError("…", status=413), "dead"),
    "a bug": (ValueError("…"), "unknown"),
}


@pytest.mark.parametrize(("answer", "state"), ANSWERS.values(), ids=ANSWERS)
def test_what_an_answer_says_of_a_letter(path, answer, state):
    outbox = opened(path, Script(answer))
    put(outbox, "Hi")
    outbox.work(once=True, max_wait=0)
    (letter,) = outbox.letters()
    assert letter.state == judge(answer, left=True).state == state
    assert letter.status == getattr(answer, "status", None)


def test_what_has_not_left_is_tried_again_whatever_went_wrong():
    assert judge(ValueError("…"), left=False).state == "ready"
    assert judge(UNKNOWN, left=True, at_least_once=True).state == "ready"


def test_backoff_grows_and_is_spread_but_not_for_ever():
    for failures in range(40):
        most = min(2.0**failures, LONGEST_BACKOFF)
        assert all(most / 2 <= backoff(failures) <= most for _ in range(20))
    assert len({backoff(5) for _ in range(20)}) > 10


def test_a_network_that_is_down_is_waited_for_ever_longer_and_said_once(path, time, caplog):
    down = errors.ConnectionFailedError("no connection")
    script = Script(*[down] * 8, OK)
    outbox = opened(path, script, time)
    put(outbox, "one", "two")
    time.left = 8
    outbox.work(stop=time)
    assert all(2.0**n / 2 <= wait <= 2.0**n for n, wait in enumerate(time.waited))
    time.left = 1
    outbox.work(stop=time)
    assert script.texts == ["one", "two"]
    assert [letter.tries for letter in outbox.letters()] == [9, 1]
    said = [record for record in caplog.records if "nothing is sent for now" in record.message]
    assert len(said) == 1


def test_a_folder_that_is_missing_at_the_start_is_waited_for(tmp_path, time, caplog):
    script, folder = Script(OK), tmp_path / "later"
    outbox = opened(folder / "outbox.sqlite3", script, time)

    class Mounting(type(time)):
        def wait(self, timeout=None):
            if not folder.exists():
                folder.mkdir()
                put(outbox, "one")
            return super().wait(timeout)

    stop = Mounting(2)
    outbox.work(stop=stop)
    assert script.texts == ["one"]
    assert stop.waited[0] == 5.0
    assert "the next try is in 5 s" in caplog.text


def test_a_refused_token_pauses_the_account_and_is_said_once(path, time, caplog):
    script = Script(*[errors.AuthenticationError("the token was refused", status=401)] * 3, OK)
    outbox = opened(path, script, time)
    put(outbox, "one", "two")
    time.left = 4
    outbox.work(stop=time)
    assert time.waited[:3] == [60.0] * 3
    assert script.texts == ["one", "two"]
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        "nothing is sent for now: waiting for a token that the service takes: the token was refused"
    ]


def test_a_lock_is_waited_out_and_no_try_is_counted_where_nothing_left(path, time):
    pacing = ProcessPacing(clock=time, budget=1)
    with Scripted() as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=pacing, clock=time, max_wait=0)
        outbox = opened(path, cliq, time)
        put(outbox, "one", "two")
        outbox.work(once=True, max_wait=10)
        assert states(outbox) == ["sent", "ready"]
        assert [letter.tries for letter in outbox.letters()] == [1, 0]
        tally = outbox.work(once=True, stop=time)
        assert (tally.sent, time.waited) == (1, [60.0])
        assert len(server.requests) == 2


def test_a_letter_that_waits_for_room_is_never_sending(path, time):
    seen = []
    pacing = ProcessPacing(clock=time, budget=1)
    with Scripted() as server:
        cliq = CliqTransport(token=TOKEN, base_url=server.url, pacing=pacing, clock=time)
        outbox = opened(path, cliq, time)
        put(outbox, "one", "two")
        server.reply = lambda: (seen.append(states(outbox)), (200, {}, b""))[1]
        outbox.work(once=True, stop=time, on_wait=lambda wait: seen.append(states(outbox)))
    assert seen == [["sending", "ready"], ["sent", "ready"], ["sent", "sending"]]


def test_what_may_have_arrived_is_parked_until_somebody_settles_it(path, time):
    script = Script(UNKNOWN, UNKNOWN, UNKNOWN, OK)
    outbox = opened(path, script, time)
    put(outbox, "one", "two", "three")
    tally = outbox.work(once=True)
    assert (tally.sent, tally.unknown) == (0, 3)
    assert outbox.work(once=True).sent == 0
    one, two, three = outbox.letters("unknown")
    assert one.finding == "the answer was lost"
    assert (one.resend().state, two.drop().state, three.mark_sent("99").state) == ("ready", "dead", "sent")
    assert outbox.work(once=True).sent == 1
    assert script.texts == ["one"]
    assert [letter.message_id for letter in outbox.letters()] == ["17", None, "99"]


def test_a_caller_may_rule_that_what_may_have_arrived_is_sent_again(path, time):
    script = Script(UNKNOWN, OK)
    outbox = opened(path, script, time, at_least_once=True)
    put(outbox, "one")
    time.left = 2
    outbox.work(stop=time)
    assert (states(outbox), script.texts) == (["sent"], ["one"])


def test_what_is_sent_again_waits_as_long_as_the_service_asks(path, time):
    busy = errors.ServerError("busy", status=503, may_have_arrived=True, retry_after=120.0)
    outbox = opened(path, Script(busy, OK), time, at_least_once=True)
    put(outbox, "one")
    time.left = 2
    outbox.work(stop=time)
    assert (time.waited[0], states(outbox)) == (120.0, ["sent"])


def test_a_status_that_no_retry_mends_leaves_a_letter_unknown_whatever_was_ruled(path, time):
    script = Script(errors.TransportError("a teapot", status=418, may_have_arrived=True), OK)
    outbox = opened(path, script, time, at_least_once=True)
    put(outbox, "one", "two")
    time.left = 5
    outbox.work(stop=time)
    assert (states(outbox), script.texts) == (["unknown", "sent"], ["two"])
    assert [letter.tries for letter in outbox.letters()] == [1, 1]


@pytest.mark.parametrize("strict", [False, True])
def test_a_parked_letter_holds_its_chat_back_only_if_asked(path, time, strict):
    script = Script(UNKNOWN, OK)
    outbox = opened(path, script, time, strict_order=strict)
    put(outbox, "one", "two")
    put(outbox, "elsewhere", to="chat:2")
    outbox.work(once=True)
    assert script.texts == (["elsewhere"] if strict else ["elsewhere", "two"])
    put(outbox, "three")
    next(outbox.letters("unknown")).drop()
    outbox.work(once=True)
    assert script.texts == (["elsewhere", "two", "three"])


def test_a_letter_can_only_be_settled_in_a_state_that_allows_it(path):
    outbox = opened(path)
    (letter,) = put(outbox, "one")
    with pytest.raises(
        ConfigurationError, match="letter 1 is ready by now: only one that is unknown or dead can become"
    ):
        letter.resend()
    assert letter.drop().finding == "dropped by hand"
    assert letter.resend().state == "ready"
    outbox.work(once=True)
    for settle in (letter.drop, letter.resend, letter.mark_sent):
        with pytest.raises(ConfigurationError, match="letter 1 is sent by now"):
            settle()


@pytest.mark.parametrize("kind", [Script, Connected])
def test_each_letter_is_noted_as_sent_before_the_next_one_is(path, kind, quick_answers):
    """Over a connection the note is made while the next answer is awaited, and told when that has come."""

    class Looking(kind):
        def answer(self):
            seen.append((states(opened(path)), len(events)))
            return super().answer()

    seen, events = [], []
    outbox = opened(path, Looking(), on_event=events.append)
    put(outbox, "one", "two", "three")
    del events[:]
    assert outbox.work(once=True).sent == 3
    assert seen == [
        (["sending", "ready", "ready"], 0), (["sent", "sending", "ready"], 1 if kind is Script else 0),
        (["sent", "sent", "sending"], 2 if kind is Script else 1),
    ]  # fmt: skip
    assert [(event.letter.id, event.letter.state, event.letter.message_id) for event in events] == [
        (1, "sent", "17"), (2, "sent", "17"), (3, "sent", "17"),
    ]  # fmt: skip
    assert states(outbox) == ["sent"] * 3


class Slow(Connected):
    """The answers come after so many seconds each; `seen` is how many letters were *sending* as each was to leave."""

    def __init__(self, path, monkeypatch, *seconds):
        super().__init__()
        self.path, self.seconds, self.now, self.seen = path, list(seconds), 100.0, []
        monkeypatch.setattr("cardkit.outbox.drain.time.monotonic", lambda: self.now)

    def send(self, body, to):
        self.seen.append(states(opened(self.path)).count("sending"))
        return super().send(body, to)

    def answer(self):
        self.now += self.seconds.pop(0)
        return super().answer()


def test_where_answers_take_their_time_each_letter_is_noted_as_sent_at_once(path, monkeypatch):
    outbox = opened(path, slow := Slow(path, monkeypatch, 9.0, 0.01, 0.01, 9.0, 9.0, 0.01))
    put(outbox, *"abcdef")
    assert outbox.work(once=True).sent == 6
    assert slow.seen == [0, 0, 1, 1, 0, 0]


@pytest.mark.parametrize(("seconds", "order"), [(9.0, "abAcd"), (0.01, "abcAd")])
def test_an_alert_that_is_put_while_an_answer_is_awaited_is_next_or_where_answers_are_quick_next_but_one(
    path, monkeypatch, seconds, order
):
    class Alerted(Slow):
        def answer(self):
            if len(self.sent) == 1:
                put(outbox, "A", to="chat:alerts", priority=9)
            return super().answer()

    outbox = opened(path, slow := Alerted(path, monkeypatch, *[seconds] * 5))
    slow.now = 0.0  # as if an answer had just come
    put(outbox, *"abcd")
    assert outbox.work(once=True).sent == 5
    assert "".join(slow.texts) == order


def test_an_outcome_is_noted_before_a_listener_hears_of_the_one_before(path, monkeypatch):
    """But where answers are quick: there it is noted while the next is awaited."""
    outbox = opened(path, Slow(path, monkeypatch, 9.0, 0.01, 9.0))
    put(outbox, *"abc")
    outbox.on_event = lambda event: seen.append((event.letter.id, states(opened(path))))
    seen = []
    assert outbox.work(once=True).sent == 3
    assert seen == [
        (1, ["sent", "ready", "ready"]), (2, ["sent", "sent", "sent"]), (3, ["sent", "sent", "sent"]),
    ]  # fmt: skip


@pytest.mark.parametrize("error", [StorageError("database is locked"), ConfigurationError("odd"), OSError("odd")])
@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_note_that_fails_while_an_answer_is_awaited_is_made_before_the_next_letter(
    path, monkeypatch, quick_answers, when, error
):
    settle, calls = Queue.settle, []

    def failing(queue, post):
        calls.append((post.letter.id, len(script.sent)))
        if len(calls) == when:
            raise error
        return settle(queue, post)

    monkeypatch.setattr(Queue, "settle", failing)
    outbox = opened(path, script := Connected())
    put(outbox, *"abcd")
    assert outbox.work(once=True).sent == 4
    assert (script.texts, states(outbox)) == ([*"abcd"], ["sent"] * 4)
    assert calls[when - 1 :][:3] == [(when, when), (when, when + 1), (when + 1, when + 1)]


def test_a_letter_that_nobody_can_read_does_not_spoil_the_answer_that_is_awaited(path, quick_answers):
    outbox = opened(path, script := Connected())
    put(outbox, *"abc")
    outbox._backend.file.work(lambda db: db.execute("UPDATE letters SET destination = 'nowhere' WHERE id = 3"))
    with pytest.raises(ConfigurationError, match="'nowhere' is no destination"):
        outbox.work(once=True)
    assert script.texts == ["a", "b"]
    assert [outbox.letter(id).state for id in (1, 2)] == ["sent", "sent"]


def test_where_a_transport_posts_in_another_thread_all_is_noted_in_that_of_the_worker(path, monkeypatch, quick_answers):
    """The worker may stop waiting for that thread, as at a second Ctrl-C: then both would note the same outcome."""

    class Elsewhere(Connected):
        def send(self, body, to):
            with ThreadPoolExecutor() as pool:
                return pool.submit(super().send, body, to).result()

    settle, threads = Queue.settle, []
    monkeypatch.setattr(Queue, "settle", lambda *what: threads.append(threading.get_ident()) or settle(*what))
    outbox = opened(path, script := Elsewhere())
    put(outbox, *"abc")
    assert outbox.work(once=True).sent == 3
    assert (script.texts, threads) == ([*"abc"], [threading.get_ident()] * 3)


def test_a_file_that_is_removed_while_an_answer_is_awaited_is_told(path, caplog):
    class Removing(Connected):
        def using(self, max_wait, on_leaving):
            return super().using(max_wait, lambda: (on_leaving(), path.unlink()))

    outbox = opened(path, script := Removing())
    put(outbox, "one")
    assert outbox.work(once=True).sent == 1
    assert script.texts == ["one"]
    assert "was removed or replaced while it was in use" in caplog.text


@pytest.mark.parametrize("settled", [True, False])
def test_whether_letters_wait_is_seen_when_the_work_ends(path, time, quick_answers, settled):
    """And not as it was while the last answer was awaited."""

    class Ending(Connected):
        def answer(self):
            if len(self.sent) == 1:
                time.left = 0
                if settled:
                    outbox.letter(3).drop()
            return super().answer()

    outbox = opened(path, Ending(), time)
    put(outbox, *"abc")
    tally = outbox.work(once=True, stop=time)
    assert (tally.sent, tally.waiting) == (2, not settled)


def test_work_that_is_stopped_while_the_file_cannot_be_written_says_what_waits(
    path, time, monkeypatch, quick_answers, caplog
):
    class Ending(Connected):
        def answer(self):
            time.left = 0
            return super().answer()

    def locked(*what):
        raise StorageError("database is locked")

    monkeypatch.setattr(Queue, "settle", locked)
    outbox = opened(path, Ending(), time)
    put(outbox, *"ab")
    tally = outbox.work(once=True, stop=time)
    assert (tally.sent, tally.waiting, states(outbox)) == (0, True, ["sending", "ready"])
    assert "letter 1 is sent, and will be called unknown" in caplog.text


@pytest.mark.parametrize("waits", [3, 0])
@pytest.mark.parametrize("answer", [OK, UNKNOWN, errors.RateLimitError("…", status=429, retry_after=3.0)])
def test_what_expires_while_an_answer_is_awaited_is_told_whatever_comes_then(path, time, quick_answers, answer, waits):
    """Also if the work ends then."""

    class Aging(Connected):
        def using(self, max_wait, on_leaving):
            return super().using(max_wait, lambda: (on_leaving(), setattr(time, "now", time.now + 30.0)))

        def answer(self):
            if len(self.sent) == 1:
                time.left = waits
            return super().answer()

    events = []
    outbox = opened(path, Aging(OK, answer, OK), time, on_event=events.append)
    put(outbox, "one")
    put(outbox, "two", to="chat:2")
    put(outbox, "old", to="chat:3", not_after=50)
    outbox.work(stop=time)
    told = [(event.letter.id, event.letter.state) for event in events]
    assert told[:5] == [(1, "ready"), (2, "ready"), (3, "ready"), (1, "sent"), (3, "dead")]
    assert told.count((3, "dead")) == 1
    assert outbox.letter(3).finding == EXPIRED


def test_a_transport_that_never_tells_that_a_letter_leaves_gets_it_once(path):
    class Silent(Script):
        def using(self, **settings):
            return self

    outbox = opened(path, script := Silent())
    put(outbox, "one", "two", "three")
    assert outbox.work(once=True).sent == 3
    assert (script.texts, states(outbox)) == (["one", "two", "three"], ["sent"] * 3)


@pytest.mark.parametrize("answer", [UNKNOWN, errors.RateLimitError("…", status=429, retry_after=3.0)])
def test_a_chat_goes_on_only_when_what_came_of_its_last_letter_is_noted(path, time, monkeypatch, answer):
    """As while another program holds the file: the next letter of the chat must neither overtake nor be let go."""
    settle, failures = Queue.settle, [1, 2]

    def failing(queue, post):
        if failures and failures.pop():
            raise StorageError("database is locked")
        return settle(queue, post)

    monkeypatch.setattr(Queue, "settle", failing)
    outbox = opened(path, script := Script(answer, OK), time, strict_order=True)
    put(outbox, "one", "two")
    time.left = 4
    outbox.work(stop=time)
    known = answer is not UNKNOWN
    assert script.texts == (["one", "two"] if known else [])
    assert states(outbox) == (["sent", "sent"] if known else ["unknown", "ready"])


@pytest.mark.parametrize(("kind", "left"), [(Script, 2), (Connected, 3)])
def test_a_ctrl_c_while_a_letter_is_told_loses_no_other(path, time, kind, left, quick_answers):

    def listen(event):
        if event.letter.id == 2 and event.letter.state == "sent":
            raise KeyboardInterrupt

    outbox = opened(path, script := kind(), time, on_event=listen)
    put(outbox, "one", "two", "three", "four")
    with pytest.raises(KeyboardInterrupt):
        outbox.work(once=True)
    assert script.texts == ["one", "two", "three", "four"][:left]
    assert states(outbox) == ["sent"] * left + ["ready"] * (4 - left)


def test_a_ctrl_c_as_it_is_noted_that_a_letter_leaves_lets_it_be_ready(path, time, monkeypatch):
    note, told = Queue.note_sending, [1]

    def interrupted(queue, *what):
        left = note(queue, *what)
        if told and told.pop():
            raise KeyboardInterrupt
        return left

    monkeypatch.setattr(Queue, "note_sending", interrupted)
    with Scripted() as server:
        outbox = opened(path, CliqTransport(token=TOKEN, base_url=server.url, pacing=None), time)
        put(outbox, "one")
        with pytest.raises(KeyboardInterrupt):
            outbox.work(once=True)
        assert (states(outbox), server.requests) == (["ready"], [])
        assert (outbox.work(once=True).sent, len(server.requests)) == (1, 1)


def test_a_chat_is_held_back_by_the_rule_of_the_worker_that_sends(path, time):
    strict = opened(path, Script(UNKNOWN), time, strict_order=True)
    put(strict, "one", "two", "three")
    assert strict.work(once=True).unknown == 1
    assert opened(path, Script(), time, strict_order=True).work(once=True).sent == 0
    assert opened(path, Script(UNKNOWN), time).work(once=True).unknown == 2
    put(strict, "four")
    assert opened(path, Script(), time, strict_order=True).work(once=True).sent == 0
    for letter in strict.letters("unknown"):
        letter.drop()
    assert opened(path, Script(), time, strict_order=True).work(once=True).sent == 1


def test_no_chat_is_held_back_by_a_letter_that_is_not_there(path, time):
    """The file was removed while the post was under way, and another one begun."""

    class Removing(Script):
        def send(self, body, to):
            if not self.sent:
                outbox._backend.file.close()
                for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                    each.unlink(missing_ok=True)
                self.sent.append(("lost", ""))
                raise UNKNOWN
            return super().send(body, to)

    outbox = opened(path, script := Removing(), time, strict_order=True)
    put(outbox, "one")
    time.left = 2
    outbox.work(stop=time)
    put(outbox, "two")
    outbox.work(once=True)
    assert (script.texts, states(outbox)) == (["lost", "two"], ["sent"])


@pytest.mark.parametrize(("settle", "state"), [("mark_sent", "sent"), ("drop", "dead")])
def test_what_somebody_settles_first_is_not_sent_again(path, time, settle, state):
    class Dying(BaseException):
        pass

    outbox = opened(path, Script(Dying()), time)
    put(outbox, "one", "two")
    with pytest.raises(Dying):
        outbox.work(once=True)

    def listen(event):
        if event.letter.state == "unknown":
            getattr(event.letter, settle)()

    again = opened(path, script := Script(), time, at_least_once=True, on_event=listen)
    assert again.work(once=True).sent == 1
    assert (script.texts, states(again)) == (["two"], [state, "sent"])


@pytest.mark.parametrize("failures", [1, 2, 3])
@pytest.mark.parametrize("lost", ["by a program that ended", "with the latest notes"])
def test_what_is_to_be_sent_again_is_so_although_the_file_is_locked_for_a_while(
    path, time, monkeypatch, lost, failures
):
    outbox = opened(path, Script(), time)
    put(outbox, "one", to="chat:1")
    put(outbox, "two", to="chat:2")
    if lost == "by a program that ended":
        outbox._backend.file.work(lambda db: db.execute("UPDATE letters SET state = 'sending'"))
    else:
        with outbox._backend.lease() as lease:
            assert lease.acquire()
            lease.note(outbox._backend.departures()._replace(number=9))
    outbox._backend.file.close()
    move, left = Queue.move, [None] * failures

    def locked(queue, *what, **changes):
        if left:
            left.pop()
            raise StorageError("database is locked")
        return move(queue, *what, **changes)

    monkeypatch.setattr(Queue, "move", locked)
    seen = []
    again = opened(path, script := Script(), time, at_least_once=True, on_event=lambda event: seen.append((event.letter.id, event.letter.state)))  # fmt: skip
    time.left = 20
    again.work(stop=time)
    assert sorted(script.texts) == ["one", "two"]
    assert sorted(seen) == [(id, state) for id in (1, 2) for state in ("ready", "sent", "unknown")]


def test_a_letter_of_before_to_what_is_no_channel_is_listed_sent_and_dropped(path, time):
    """Such places are refused where they are given, not where they are read."""
    outbox = opened(path, script := Script(), time)
    with pytest.raises(ConfigurationError, match="write 'channel:alerts'"):
        put(outbox, "one", to="channel:#alerts")
    for text in ("one", "two"):
        outbox.send(Message(text).to_json().encode(), to.channel("#alerts"))
    outbox = opened(path, script, time)
    next(outbox.letters("ready")).drop()
    assert outbox.work(once=True).sent == 1
    assert script.sent == [("two", "channel:#alerts")]


def test_work_that_is_told_to_stop_before_it_begins_tells_that_letters_wait(path, time):
    outbox = opened(path, Script(), time)
    put(outbox, "one")
    time.left = 0
    assert outbox.work(once=True, stop=time).waiting


def test_work_that_is_ended_tells_that_letters_wait(path, time):
    outbox = opened(path, Script(errors.RateLimitError("…", status=429, retry_after=20.0)), time)
    put(outbox, "one")
    time.left = 1
    assert outbox.work(once=True, stop=time).waiting
    time.left = 1
    assert not opened(path, None or Script(), time).work(stop=time).waiting


def test_a_letter_that_is_sent_again_after_it_was_dropped_has_no_time_left(path, time):
    outbox = opened(path, Script(), time)
    (letter,) = put(outbox, "one", after=3600)
    assert letter.drop().resend().after is None
    assert outbox.work(once=True).sent == 1


@pytest.mark.parametrize("id", ["", " ", 17, b"17"])
def test_an_id_of_a_message_that_is_none_is_refused(path, id):
    (letter,) = put(opened(path), "one")
    with pytest.raises(ConfigurationError, match=r"message_id=.* must be a string that is not blank"):
        letter.mark_sent(id)


@pytest.mark.parametrize("id", [0, -1, 2**63, 10**20, "1", None])
def test_there_is_no_letter_of_an_id_that_none_can_have(path, id):
    outbox = opened(path)
    put(outbox, "one")
    assert outbox.letter(id) is None


def test_a_worker_that_is_told_to_stop_notes_what_was_sent_and_sends_no_more(path, time):
    class Stopping(Script):
        def send(self, body, to):
            time.left = 0
            return super().send(body, to)

    outbox = opened(path, Stopping(), time)
    put(outbox, "one", "two")
    assert outbox.work(stop=time).sent == 1
    assert states(opened(path)) == ["sent", "ready"]


def test_a_ctrl_c_before_the_next_one_leaves_notes_what_was_sent(path, time):
    class Interrupted(CliqTransport):
        def using(self, **settings):
            if server.requests:
                raise KeyboardInterrupt
            return super().using(**settings)

    with Scripted() as server:
        outbox = opened(path, Interrupted(token=TOKEN, base_url=server.url, pacing=None), time)
        put(outbox, "one", "two")
        with pytest.raises(KeyboardInterrupt):
            outbox.work(once=True)
        assert (states(opened(path)), len(server.requests)) == (["sent", "ready"], 1)


def test_a_letter_that_is_dropped_while_it_connects_does_not_leave(path, time):
    class Dropping(CliqTransport):
        def url(self, to):
            letter.drop()
            return super().url(to)

    with Scripted() as server:
        outbox = opened(path, CliqTransport(token=TOKEN, base_url=server.url, pacing=None), time)
        (letter,) = put(outbox, "one")
        outbox._transport = Dropping(token=TOKEN, base_url=server.url, pacing=None)
        outbox.work(once=True)
        assert (states(outbox), server.requests) == (["dead"], [])


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
    {"after": 1e12}, {"after": datetime(2026, 1, 1, tzinfo=Nowhere())}, {"to": "nowhere"}, {"to": None},
    {"connection": "open"},
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


# Working.


def test_one_works_at_a_time_and_the_next_takes_over(path, time):
    inside, go = threading.Event(), threading.Event()

    class Slow(MemoryTransport):
        def send(self, body, to):
            inside.set()
            go.wait(30)
            return super().send(body, to)

    first, second = Outbox(path, Slow()), opened(path, Script(), time)
    put(first, "one")
    with first.working():
        assert inside.wait(30)
        put(second, "two")
        assert second.work(once=True).elsewhere
        assert states(second) == ["sending", "ready"]
        go.set()
    assert not second.work(once=True).elsewhere
    assert states(second) == ["sent", "sent"]


def test_what_was_being_sent_when_a_worker_died_is_unknown(path):
    class Dying(BaseException):
        pass

    outbox = opened(path, Script(Dying()))
    put(outbox, "one", "two")
    with pytest.raises(Dying):
        outbox.work(once=True)
    assert states(outbox) == ["sending", "ready"]
    script = Script()
    assert opened(path, script).work(once=True).unknown == 1
    assert (states(outbox), script.texts) == (["unknown", "sent"], ["two"])
    assert "may have arrived" in next(outbox.letters("unknown")).finding


def test_a_ctrl_c_notes_what_became_of_the_letter(path):
    outbox = opened(path, Script(KeyboardInterrupt()))
    put(outbox, "one", "two")
    with pytest.raises(KeyboardInterrupt):
        outbox.work(once=True)
    assert states(outbox) == ["unknown", "ready"]


def test_events_and_log_records_tell_each_change(path, caplog):
    caplog.set_level(logging.INFO, "cardkit.outbox")
    events = []
    outbox = opened(path, Script(errors.NotFoundError("no such chat", status=404), OK), on_event=events.append)
    put(outbox, "one", key="k")
    put(outbox, "two")
    outbox.work(once=True)
    assert [(event.letter.id, event.letter.state) for event in events] == [
        (1, "ready"), (2, "ready"), (1, "dead"), (2, "sent"),
    ]  # fmt: skip
    dead = caplog.records[2]
    assert dead.getMessage() == "letter 1 to chat:1 is dead: no such chat"
    assert (dead.letter, dead.key, dead.destination, dead.state, dead.status) == (1, "k", "chat:1", "dead", 404)
    assert [record.levelno for record in caplog.records] == [20, 20, 30, 20]


def test_a_listener_that_fails_loses_nothing(path, caplog):
    def listen(event):
        raise ValueError("no metrics")

    outbox = opened(path, on_event=listen)
    put(outbox, "one")
    assert outbox.work(once=True).sent == 1
    assert "what listens to the outbox failed with letter 1" in caplog.text


def test_the_oldest_waits_since_it_was_due(path, time):
    outbox = opened(path, Script(), time)
    put(outbox, "in the morning", after=3_600)
    time.now += 370
    assert (outbox.stats().ready, outbox.stats().oldest) == (1, 0.0)
    time.now += 3_600 - 370 + 5
    assert outbox.stats().oldest == 5.0
    put(outbox, "now")
    time.now += 1
    assert outbox.stats().oldest == 6.0


def test_what_is_resent_waits_since_then(path, time):
    outbox = opened(path, Script(), time)
    (letter,) = put(outbox, "one")
    dropped = letter.drop()
    time.now += 3 * 86_400
    dropped.resend()
    time.now += 5
    assert outbox.stats().oldest == 5.0


def test_stats_tell_what_there_is(path, time):
    outbox = opened(path, Script(OK, UNKNOWN, errors.NotFoundError("…", status=404), OK), time)
    put(outbox, "one", "two", "three")
    outbox.work(once=True)
    put(outbox, "four", "five")
    time.now += 30
    stats = outbox.stats()
    assert (stats.ready, stats.sending, stats.sent, stats.unknown, stats.dead) == (2, 0, 1, 1, 1)
    assert (stats.oldest, stats.rate) == (30.0, 1)
    time.now += 31
    assert outbox.stats().rate == 0


# The file.


def test_a_later_version_is_refused_and_left_as_it_is(path):
    outbox = opened(path)
    put(outbox, "one")
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    for trial in (outbox, opened(path)):  # one that has it open already, and one that opens it
        with pytest.raises(ConfigurationError, match="it is of version 99, and this cardkit reads up to 2"):
            put(trial, "two")


def test_a_version_is_made_of_the_one_before(path, monkeypatch):
    from cardkit.outbox import file, statements

    outbox = opened(path)
    put(outbox, "one")
    outbox._backend.file.close()
    later = (*statements.MIGRATIONS, ("ALTER TABLE letters ADD COLUMN colour TEXT",))
    monkeypatch.setattr(file, "MIGRATIONS", later)
    newer = opened(path)
    put(newer, "two")
    monkeypatch.undo()
    with pytest.raises(ConfigurationError, match="it is of version 3"):
        put(outbox, "three")
    monkeypatch.setattr(file, "MIGRATIONS", later)
    newer.work(once=True)
    assert states(newer) == ["sent", "sent"]


FIRST = """
CREATE TABLE letters (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, chat TEXT NOT NULL, destination TEXT NOT NULL, body BLOB, state TEXT NOT NULL, priority INTEGER NOT NULL, due INTEGER NOT NULL, after REAL, not_after REAL, put REAL NOT NULL, changed REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, status INTEGER, message_id TEXT, chat_id TEXT, finding TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX letters_key ON letters (key) WHERE key IS NOT NULL;
CREATE INDEX letters_state ON letters (state, id);
CREATE INDEX letters_queue ON letters (chat, priority DESC, id) WHERE state = 'ready' AND due = 1;
CREATE INDEX letters_later ON letters (after) WHERE state = 'ready' AND due = 0;
CREATE INDEX letters_expiry ON letters (not_after) WHERE state = 'ready' AND not_after IS NOT NULL;
CREATE INDEX letters_unknown ON letters (chat) WHERE state = 'unknown';
CREATE INDEX letters_kept ON letters (changed) WHERE state IN ('sent', 'dead') AND body IS NOT NULL;
CREATE TABLE chats (chat TEXT PRIMARY KEY, head INTEGER, priority INTEGER, turn INTEGER NOT NULL, parked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX chats_next ON chats (priority DESC, turn) WHERE head IS NOT NULL AND parked = 0;
CREATE INDEX chats_turn ON chats (turn);
CREATE TABLE leavings (outbox TEXT NOT NULL, number INTEGER NOT NULL);
INSERT INTO leavings VALUES ('00112233445566778899aabbccddeeff', 2);
INSERT INTO letters VALUES (1, 'k', 'chat:1', 'chat:1', '{"text":"one"}', 'sent', 0, 1, NULL, NULL, 5.0, 6.0, 1, 200, '17', 'CT_1', '');
INSERT INTO letters VALUES (2, NULL, 'chat:1', 'chat:1?as_bot=b', '{"text":"two"}', 'sending', 0, 1, NULL, NULL, 5.0, 6.0, 0, NULL, NULL, NULL, '');
INSERT INTO letters VALUES (3, NULL, 'chat:1', 'chat:1', '{"text":"three"}', 'ready', 0, 1, NULL, NULL, 5.0, 5.0, 0, NULL, NULL, NULL, '');
INSERT INTO letters VALUES (4, NULL, 'chat:1', 'chat:1', '{"text":"four"}', 'ready', 0, 0, 1e9, NULL, 5.0, 5.0, 0, NULL, NULL, NULL, '');
INSERT INTO chats VALUES ('chat:1', 3, 0, 1, 0);
PRAGMA application_id = 1131178353;
PRAGMA user_version = 1;
"""
"""A file of the first version, as it was released."""


def test_a_file_of_the_first_version_is_worked_off(path, time):
    db = sqlite3.connect(path)
    db.executescript(FIRST)
    db.close()
    script = Script()
    outbox = opened(path, script, time)
    outbox.work(once=True)
    assert states(outbox) == ["sent", "unknown", "sent", "ready"]
    time.now = 1e9
    outbox.work(once=True)
    assert script.texts == ["three", "four"]
    assert put(outbox, "again", key="k")[0].message_id == "17"


def test_a_database_of_something_else_is_refused_and_left_as_it_is(path):
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE customers (name TEXT)")
    db.close()
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="it is a database of something else"):
        put(opened(path), "one")
    assert [name for (name,) in sqlite3.connect(path).execute("SELECT name FROM sqlite_master")] == ["customers"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path):
    path.write_text("root:x:0:0:root:/root:/bin/bash\n" * 20)
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="it is damaged"):
        put(opened(path), "one")
    assert path.read_text().startswith("root:x")
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_file_that_was_removed_is_told_once_and_begun_anew(path):
    outbox = opened(path)
    put(outbox, "one")
    path.unlink()
    with pytest.raises(ConfigurationError, match="was removed or replaced while it was in use"):
        put(outbox, "two")
    put(outbox, "three")
    assert [json.loads(letter.body)["text"] for letter in outbox.letters()] == ["three"]


def test_an_older_copy_in_its_place_calls_what_may_have_left_unknown(path, time):
    outbox = opened(path, time=time)
    put(outbox, "one", "two")
    outbox._backend.file.close()
    older = path.read_bytes()
    outbox.work(once=True)
    outbox._backend.file.close()
    path.write_bytes(older)
    script = Script()
    again = opened(path, script, time)
    assert again.work(once=True).unknown == 2
    assert script.texts == []
    put(again, "three")
    assert again.work(once=True).sent == 1
