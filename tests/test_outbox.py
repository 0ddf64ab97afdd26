"""The outbox: what becomes of a letter, and who may send."""

import logging
import threading

import pytest
from outboxes import OK, UNKNOWN, Script, opened, put, states
from sends import Scripted
from servers import TOKEN

from cardkit import ConfigurationError, Message, errors, to
from cardkit.outbox import Outbox, judge
from cardkit.outbox.courier import StorageError
from cardkit.outbox.embedded.backend import Embedded
from cardkit.transport import CliqTransport, MemoryTransport, ProcessPacing
from cardkit.transport.waiting import LONGEST_BACKOFF, backoff

LIMIT = errors.RateLimitError("no room", retry_after=30.0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


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
    "a wrong setting": (ConfigurationError("…"), "ready"),
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


def test_the_answers_above_have_each_error_of_a_transport():
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    kinds = {kind for kind in kinds if issubclass(kind, errors.TransportError)}
    assert kinds - {type(answer) for answer, _ in ANSWERS.values()} == set()


def test_what_has_not_left_is_tried_again_whatever_went_wrong():
    assert judge(ValueError("…"), left=False).state == "ready"
    assert judge(UNKNOWN, left=True, at_least_once=True).state == "ready"


def test_backoff_grows_and_is_spread_but_not_for_ever():
    for failures in (*range(40), 5_000):  # weeks without a network
        most = min(2.0 ** min(failures, 40), LONGEST_BACKOFF)
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


def test_the_wait_for_a_network_begins_anew_after_an_answer_that_was_no_failure_of_it(path, time):
    down = errors.ConnectionFailedError("no connection")
    outbox = opened(path, Script(down, down, down, LIMIT, down, OK), time)
    put(outbox, "one")
    time.left = 6
    outbox.work(stop=time)
    assert time.waited[3] == 30.0
    assert [most / 2 <= wait <= most for wait, most in zip(time.waited[:3] + time.waited[4:5], (1, 2, 4, 1), strict=True)] == [True] * 4  # fmt: skip


def test_a_letter_that_is_posted_again_with_a_new_token_is_one_try(path, time):
    tokens = iter(["1000.old", "1000.new"])
    with Scripted() as server:
        server.answers = [(401, {}, b""), (200, {}, b'{"message_id": "17"}')]
        cliq = CliqTransport(token=lambda: next(tokens), base_url=server.url, pacing=None)
        outbox = opened(path, cliq, time)
        put(outbox, "one")
        assert outbox.work(once=True).sent == 1
        assert [(letter.message_id, letter.tries) for letter in outbox.letters()] == [("17", 1)]
        assert len(server.requests) == 2


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


def test_a_lock_is_waited_out_without_a_warning_and_no_try_is_counted_where_nothing_left(path, time, caplog):
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
    assert "nothing is sent for now" not in caplog.text


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


def test_a_chat_that_is_held_back_goes_on_as_soon_as_its_letter_is_settled(path, time):
    def listen(event):
        if event.letter.state == "unknown":
            event.letter.drop()

    outbox = opened(path, script := Script(UNKNOWN, OK), time, strict_order=True, on_event=listen)
    put(outbox, "one", "two")
    assert outbox.work(once=True).sent == 1
    assert script.texts == ["two"]


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
    move, left = Embedded.move, [None] * failures

    def locked(queue, *what, **changes):
        if left:
            left.pop()
            raise StorageError("database is locked")
        return move(queue, *what, **changes)

    monkeypatch.setattr(Embedded, "move", locked)
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
    assert not opened(path, Script(), time).work(stop=time).waiting


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
