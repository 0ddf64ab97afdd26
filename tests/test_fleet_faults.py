"""A fleet's outbox when its database or a worker fails in the midst of a post: what it tells stays true, nothing comes twice."""

import json
import os
import threading

import procrastinate
import psycopg
import pytest

from cardkit import Message, errors
from cardkit.outbox import Outbox, Work
from cardkit.outbox.courier import Courier, StorageError, WithdrawnError
from cardkit.outbox.fleet.backend import Fleet
from cardkit.outbox.fleet.database import Database
from cardkit.outbox.fleet.worker import FleetWorker
from cardkit.transport import MemoryTransport, Receipt

M = Message("Hi")
GONE = StorageError("the database is gone")
WAIT = errors.RateLimitError("wait", retry_after=0.001)


class Meanwhile:
    """Does something while its first letter is on the way, then answers with what that gave, else with receipts."""

    def __init__(self, do):
        self.do, self.sent = do, []

    def send(self, body, place):
        self.sent.append(json.loads(body)["text"])
        answer = self.do() if len(self.sent) == 1 else None
        if isinstance(answer, Exception):
            raise answer
        return Receipt(200)


def states(outbox):
    return [letter.state for letter in outbox.letters()]


def give_up(outbox):
    """Consider the workers dead, as another worker does that has seen no sign of their life."""
    for job in outbox._backend.line.jobs():
        outbox._backend.orphan(job)


FAILURES = [("turn", 1), ("note_sending", 1), ("settle", 2)]  # what became of a letter is noted by a second try


def failing(monkeypatch, method, times):
    """A method of the backend fails at its first calls."""
    real, left = getattr(Fleet, method), [GONE] * times

    def fails(*given, **named):
        if left:
            raise left.pop()
        return real(*given, **named)

    monkeypatch.setattr(Fleet, method, fails)


# Settings of the server


@pytest.mark.timeout(60)
@pytest.mark.parametrize("setting", ["extra_float_digits=0", "default_transaction_isolation=serializable", r"default_transaction_isolation=repeatable\ read"])  # fmt: skip
def test_it_sends_whatever_the_servers_settings_are(app, postgres_dsn, setting):
    connector = procrastinate.PsycopgConnector(conninfo=postgres_dsn, kwargs={"options": f"-c {setting}"})
    outbox = Outbox.on(procrastinate.App(connector=connector), MemoryTransport())
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True).sent == 1
    with outbox._backend.database.transaction() as db:  # else what waited for a lock reads what was before it
        assert db.rows("SHOW transaction_isolation") == [{"transaction_isolation": "read committed"}]


def test_it_prepares_no_statements_as_poolers_in_transaction_mode_take_none(outbox, app):
    for _ in range(8):
        outbox.put(M, to="chat:1")
    with outbox._backend.database.transaction() as db:
        assert db.rows("SELECT name FROM pg_prepared_statements") == []
    app.connector._pool_args["kwargs"] = {"prepare_threshold": 3}
    assert [of.settings["kwargs"]["prepare_threshold"] for of in (outbox._backend.database, Database(app, "cardkit"))] == [None, 3]  # fmt: skip


@pytest.mark.parametrize("key", ["\ud800", "\0"])
def test_what_the_database_cannot_hold_is_told(outbox, key):
    with pytest.raises(errors.ConfigurationError, match=r"the outbox .* cannot be used"):
        outbox.put(M, to="chat:1", key=key)


def test_tables_that_were_lost_are_made_anew(outbox, postgres_dsn):
    outbox.put(M, to="chat:1")
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("DROP TABLE cardkit_letters, cardkit_chats")
    with pytest.raises(errors.ConfigurationError, match="does not exist"):
        outbox.put(M, to="chat:1")
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True).sent == 1


def test_a_connection_that_another_thread_was_faster_to_take_is_no_error(app):
    class Taken(list):
        def __bool__(self):
            return True

    database = Database(app, "cardkit")
    database._by_process[os.getpid()] = Taken()
    with database.transaction() as transaction:
        assert transaction.rows("SELECT 1 AS one") == [{"one": 1}]


# Workers that are considered dead, and live


def test_a_letter_that_waits_after_all_is_sent_later(outbox, app):
    def given_up():
        give_up(outbox)
        outbox._backend.line.take(999)  # another worker looks, and its chat leaves the line
        return WAIT

    slow = Outbox.on(app, Meanwhile(given_up))
    slow.put(M, to="chat:1")
    slow.work(once=True, max_wait=0)
    slow.work(once=True)
    assert states(outbox) == ["sent"]


def test_the_outcome_of_an_earlier_post_does_not_pass_for_that_of_a_later_one(outbox, app):
    """Else what the later one sends would be *ready*, and come twice."""

    def sent_by_another():
        give_up(outbox)
        outbox.letter(1).resend()
        outbox._backend.line.look()
        outbox._backend.line.take(999)
        outbox._backend.note_sending(outbox.letter(1))
        return WAIT

    slow = Outbox.on(app, Meanwhile(sent_by_another))
    slow.put(M, to="chat:1")
    slow.work(once=True, max_wait=0)
    assert states(outbox) == ["sending"]


def test_whoever_is_considered_dead_sends_nothing_more(outbox):
    letter = outbox.put(M, to="chat:1")
    outbox._backend.line.take(999)
    outbox._backend.orphan(999)
    with pytest.raises(WithdrawnError):
        outbox._backend.note_sending(letter)
    assert states(outbox) == ["ready"]


def test_what_leaves_while_its_worker_is_given_up_is_unknown(outbox, app, monkeypatch):
    letter, line = outbox.put(M, to="chat:1"), outbox._backend.line
    line.take(999)
    release = line.release

    def releases(db, job):
        Outbox.on(app)._backend.note_sending(letter)
        return release(db, job)

    monkeypatch.setattr(line, "release", releases)
    outbox._backend.orphan(999)
    assert states(outbox) == ["unknown"]


# A database that fails in the midst of a post


@pytest.mark.parametrize(("method", "times"), FAILURES)
def test_a_failure_in_the_midst_of_a_job_is_told_and_the_next_work_goes_on(outbox, monkeypatch, method, times):
    outbox.put(M, to="chat:1")
    outbox.put(M, to="chat:1")
    failing(monkeypatch, method, times)
    with pytest.raises(errors.ConfigurationError, match="the database is gone"):
        outbox.work(once=True)
    outbox.work(once=True)
    assert states(outbox) == ["sent", "sent"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("method", "times"), FAILURES)
def test_a_worker_goes_on_and_notes_by_itself_what_it_could_not_note(app, monkeypatch, method, times):
    told, failed = [], []
    outbox = Outbox.on(app, MemoryTransport(), on_event=lambda event: told.append(event.letter.state))

    class UntilTold:
        def is_set(self):
            return bool({"sent", "unknown"} & {*told})

        def wait(self, timeout=None):
            failed.append(timeout)
            return self.is_set()

    outbox.put(M, to="chat:1")
    failing(monkeypatch, method, times)
    outbox.work(stop=UntilTold())
    assert (told, states(outbox), failed) == (["ready", "sent"], ["sent"], [5.0])


def test_what_was_sent_is_sent_though_the_database_has_forgotten_that_it_left(outbox, app, postgres_dsn):
    """As after a failover to a server that was a moment behind."""

    def forgotten():
        with psycopg.connect(postgres_dsn) as connection:
            connection.execute("UPDATE cardkit_letters SET state = 'ready', changed = %s", [put.changed])

    transport = Meanwhile(forgotten)
    put = outbox.put(M, to="chat:1")
    for _ in range(2):
        Outbox.on(app, transport).work(once=True)
    assert (states(outbox), transport.sent) == (["sent"], ["Hi"])


def test_a_letter_whose_note_took_longer_than_its_slot_may_count_does_not_leave(app, postgres_dsn, monkeypatch):
    """As where somebody locked its table. The slot in the budget was taken before."""
    transport, times = MemoryTransport(), [0.0, 31.0, 40.0, 41.0]
    monkeypatch.setattr("cardkit.outbox.courier.uptime", lambda: times.pop(0))
    outbox = Outbox.on(app, transport)
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True, max_wait=0).waiting
    (letter,) = outbox.letters("ready")
    assert letter.finding == "to note that the letter leaves took 31 s, so its slot in the budget may be over; nothing was sent"  # fmt: skip
    assert transport.sent == []
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("UPDATE cardkit_chats SET rests = 0")
    outbox.work(once=True)
    assert (states(outbox), len(transport.sent)) == (["sent"], 1)


@pytest.mark.timeout(60)
def test_a_letter_that_expires_in_the_hands_of_a_worker_is_let_go_at_once(outbox, memory, postgres_dsn):
    letter = outbox.put(M, to="chat:1", not_after=60)
    outbox._backend.line.take(999)
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("UPDATE cardkit_letters SET not_after = 1")
    work = Work(Courier(memory), threading.Event(), lambda event: None, once=True)
    assert FleetWorker(outbox._backend, work)._send(letter.id) is None
    assert memory.sent == []


# What is told at the end


def test_a_letter_that_waited_and_left_in_the_same_work_is_not_waiting(app, postgres_dsn):
    class RoomForTheSecond(Meanwhile):
        def send(self, body, place):
            if place.id == "2":
                with psycopg.connect(postgres_dsn) as connection:
                    connection.execute("UPDATE cardkit_chats SET rests = NULL")
            return super().send(body, place)

    outbox = Outbox.on(app, RoomForTheSecond(lambda: errors.RateLimitError("wait", retry_after=1_000.0)))
    for chat in ("chat:1", "chat:2"):
        outbox.put(M, to=chat)
    tally = outbox.work(once=True, max_wait=0)
    assert (tally.sent, tally.waiting) == (2, False)


def test_what_is_left_of_a_work_that_was_told_to_stop_is_waiting(outbox):
    stop = threading.Event()
    stop.set()
    assert not outbox.work(once=True, stop=stop).waiting
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True, stop=stop).waiting
    assert not outbox.work(stop=stop).waiting
