"""An outbox of a fleet, over a real PostgreSQL: the same states as in a file, and transactions of the caller's."""

import asyncio
import os
import sys
import threading
from collections import Counter
from datetime import timedelta

import procrastinate
import psycopg
import pytest
from fleets import PASSWORD
from outboxes import texts
from procrastinate.testing import InMemoryConnector
from programs import ended_well, forked
from servers import locals_of

from cardkit import ConfigurationError, Message, errors, to
from cardkit.outbox import Event, Outbox, Stats
from cardkit.outbox.fleet.database import Database
from cardkit.outbox.fleet.worker import FleetWorker
from cardkit.transport import MemoryTransport, Receipt

M = Message("Hi")


class Answers:
    """Raises or gives one thing after the other; then receipts."""

    def __init__(self, *answers):
        self.answers, self.sent = [*answers], []

    def send(self, body, place):
        self.sent.append((str(place), body.decode()))
        answer = self.answers.pop(0) if self.answers else Receipt(200, data={"message_id": "17"})
        if isinstance(answer, BaseException):
            raise answer
        return answer


def states(outbox):
    return [letter.state for letter in outbox.letters()]


def test_the_oldest_waits_since_it_was_due(outbox):
    outbox.put(M, to="chat:1", after=3_600)
    assert (outbox.stats().ready, outbox.stats().oldest) == (1, 0.0)
    outbox.put(M, to="chat:1", after=-60)
    assert 0.0 <= outbox.stats().oldest < 60


def test_what_is_resent_waits_since_then(outbox, postgres_dsn):
    dropped = outbox.put(M, to="chat:1").drop()
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("UPDATE cardkit_letters SET put = put - 86400")
    dropped.resend()
    assert 0.0 <= outbox.stats().oldest < 60


def test_what_is_put_is_kept_and_sent_as_it_is(outbox, memory):
    letter = outbox.put(M, to="chat:1", key="a")
    body = b'{"text":"Hi","sync_message":true}'  # what has a key asks for its id
    assert (letter.state, str(letter.to), letter.key, letter.body) == ("ready", "chat:1", "a", body)
    receipt = M.send(outbox, to="channel:ops")
    assert (receipt.status, outbox.letter(receipt.data["id"]).to) == (202, to.channel("ops"))
    assert outbox.work(once=True).sent == 2
    assert [(str(place), body) for body, place in memory.sent] == [
        ("chat:1", body),
        ("channel:ops", b'{"text":"Hi"}'),
    ]
    assert states(outbox) == ["sent", "sent"]
    assert outbox.stats() == Stats(sent=2, rate=2)
    assert outbox.letter(99) is None


def test_one_key_is_one_letter(outbox, memory):
    first = outbox.put(M, to="chat:1", key="deploy-42")
    assert outbox.put(Message("Other"), to="chat:2", key="deploy-42").id == first.id
    outbox.work(once=True)
    assert outbox.put(M, to="chat:1", key="deploy-42").state == "sent"
    assert len(memory.sent) == 1


def test_of_many_that_put_one_key_at_once_one_does(outbox, app, memory):
    others, ids = [Outbox.on(app, memory) for _ in range(4)], []
    threads = [
        threading.Thread(target=lambda other=other: ids.append(other.put(M, to="chat:1", key="k").id))
        for other in others
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len({*ids}) == 1
    outbox.work(once=True)
    assert len(memory.sent) == 1


def test_alerts_go_before_digests_and_a_chat_keeps_its_order(outbox, memory):
    for number in range(3):
        outbox.put(Message(f"digest {number}"), to="chat:1")
    outbox.put(Message("alert 1"), to="chat:1", priority=5)
    outbox.put(Message("alert 2"), to="chat:2", priority=9)
    outbox.work(once=True)
    assert texts(memory) == ["alert 2", "alert 1", "digest 0", "digest 1", "digest 2"]


def test_a_letter_for_later_holds_nobody_back(outbox, memory, postgres_dsn):
    outbox.put(Message("tomorrow"), to="chat:1", after=timedelta(days=1), priority=9)
    outbox.put(Message("now"), to="chat:1")
    assert outbox.work(once=True).sent == 1
    assert texts(memory) == ["now"]
    with psycopg.connect(postgres_dsn) as connection:  # and it is tomorrow
        connection.execute("UPDATE cardkit_letters SET joins = joins - 86400")
    outbox.work(once=True)
    assert texts(memory) == ["now", "tomorrow"]


def test_what_is_over_is_dead(outbox, memory, postgres_dsn):
    outbox.put(M, to="chat:1", not_after=60)
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("UPDATE cardkit_letters SET not_after = 1")
    assert outbox.work(once=True).dead == 1
    (letter,) = outbox.letters("dead")
    assert letter.finding == "its time was over before it could leave"
    assert memory.sent == []


VERDICTS = [
    (errors.NotFoundError("gone", status=404), "dead"),
    (errors.DeliveryUnknownError("lost", may_have_arrived=True), "unknown"),
    (errors.RateLimitError("wait", retry_after=1000.0), "ready"),
    (errors.ConnectionFailedError("no network"), "ready"),
    (errors.AuthenticationError("no token", status=401), "ready"),
    (ValueError("odd"), "unknown"),
]


@pytest.mark.parametrize(("error", "state"), VERDICTS, ids=lambda value: getattr(type(value), "__name__", value))
def test_an_error_decides_what_becomes_of_its_letter_and_not_of_the_others(app, error, state, monkeypatch):
    monkeypatch.setattr("cardkit.transport.waiting.backoff", lambda failures: 600.0)
    answers = Answers(error)
    outbox = Outbox.on(app, answers)
    outbox.put(M, to="chat:1")
    outbox.put(M, to="chat:2")
    outbox.work(once=True, max_wait=0)
    assert states(outbox) == [state, "sent"]
    assert outbox.stats().rate == 1
    outbox.work(once=True, max_wait=0)
    assert states(outbox) == [state, "sent"]  # it is not its time yet, or nobody has asked
    assert len(answers.sent) == 2


def test_a_letter_that_waits_holds_its_chat_and_no_other(app):
    answers = Answers(errors.RateLimitError("wait", retry_after=1000.0))
    outbox = Outbox.on(app, answers)
    for place in ("chat:1", "chat:1", "chat:2"):
        outbox.put(M, to=place)
    tally = outbox.work(once=True, max_wait=0)
    assert (tally.sent, tally.waiting) == (1, True)
    assert [place for place, _ in answers.sent] == ["chat:1", "chat:2"]


def test_once_waits_for_room_if_it_may(app):
    answers, waits = Answers(errors.RateLimitError("wait", retry_after=0.01)), []
    outbox = Outbox.on(app, answers)
    outbox.put(M, to="chat:1")
    assert outbox.work(once=True, on_wait=waits.append).sent == 1
    assert [wait.seconds for wait in waits] == [0.01]


def test_what_is_unknown_is_settled_by_a_person(app):
    lost = errors.DeliveryUnknownError("lost", may_have_arrived=True)
    answers = Answers(lost, lost, lost)
    outbox = Outbox.on(app, answers)
    for number in range(3):
        outbox.put(M, to=f"chat:{number}")
    assert outbox.work(once=True).unknown == 3
    again, dropped, marked = outbox.letters("unknown")
    assert again.resend().state == "ready"
    assert dropped.drop().state == "dead"
    assert marked.mark_sent("99").message_id == "99"
    assert outbox.work(once=True).sent == 1
    assert states(outbox) == ["sent", "dead", "sent"]
    with pytest.raises(
        ConfigurationError, match=r"letter 2 is dead by now: only one that is ready or unknown can become dead"
    ):
        dropped.drop()


def test_a_letter_that_is_dropped_before_its_turn_does_not_leave(outbox, memory):
    outbox.put(M, to="chat:1").drop()
    assert outbox.work(once=True).sent == 0
    assert memory.sent == []


def test_at_least_once_sends_again_what_may_have_arrived(app):
    answers = Answers(errors.DeliveryUnknownError("lost", may_have_arrived=True))
    outbox = Outbox.on(app, answers, at_least_once=True)
    outbox.put(M, to="chat:1")
    outbox.work(once=True)
    assert states(outbox) == ["ready"]


def test_strict_order_holds_a_chat_back_until_a_person_has_decided(app, postgres_dsn):
    answers = Answers(errors.DeliveryUnknownError("lost", may_have_arrived=True))
    outbox = Outbox.on(app, answers, strict_order=True)
    for place in ("chat:1", "chat:1", "chat:2"):
        outbox.put(M, to=place)
    outbox.work(once=True)
    assert states(outbox) == ["unknown", "ready", "sent"]
    next(outbox.letters("unknown")).drop()
    with psycopg.connect(postgres_dsn) as connection:  # and it has rested
        connection.execute("UPDATE cardkit_chats SET rests = 0")
    outbox.work(once=True)
    assert states(outbox) == ["dead", "sent", "sent"]


def test_two_queues_are_two_outboxes(app, memory):
    one, other = Outbox.on(app, memory, queue="one"), Outbox.on(app, memory, queue="other")
    one.put(Message("one"), to="chat:1", key="k")
    other.put(Message("other"), to="chat:1", key="k")
    assert one.work(once=True).sent == 1
    assert texts(memory) == ["one"]
    assert [letter.state for letter in other.letters()] == ["ready"]


def test_working_sends_beside_the_program_what_anybody_puts(app, outbox):
    arrived = threading.Event()

    class Told(MemoryTransport):
        def send(self, body, to):
            arrived.set()
            return super().send(body, to)

    with Outbox.on(app, Told()).working():
        outbox.put(M, to="chat:1")
        assert arrived.wait(60)
    assert outbox.stats() == Stats(sent=1, rate=1)


# Transactions of the caller's


def test_what_is_rolled_back_is_never_sent(outbox, memory, postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("CREATE TABLE orders (id int)")
        connection.execute("INSERT INTO orders VALUES (1)")
        outbox.put(Message("order 1"), to="chat:1", connection=connection)
        assert outbox.work(once=True).sent == 0  # nobody else sees it yet
        connection.commit()
        connection.execute("INSERT INTO orders VALUES (2)")
        outbox.put(Message("order 2"), to="chat:1", connection=connection)
        connection.rollback()
    outbox.work(once=True)
    assert texts(memory) == ["order 1"]


def test_a_put_that_begins_a_transaction_is_part_of_it(outbox, postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        outbox.put(M, to="chat:1", connection=connection)
        connection.rollback()
    assert states(outbox) == []


def test_a_connection_of_single_statements_is_refused_outside_a_transaction(outbox, postgres_dsn):
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        with pytest.raises(ConfigurationError, match=r"in no transaction; begin one"):
            outbox.put(M, to="chat:1", connection=connection)
        with connection.transaction():
            outbox.put(M, to="chat:1", connection=connection)
    assert states(outbox) == ["ready"]


def test_a_put_that_fails_leaves_the_transaction_as_it_was(outbox, memory, postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("ALTER TABLE procrastinate_jobs RENAME TO gone")
        with pytest.raises((psycopg.Error, procrastinate.exceptions.ProcrastinateException)):
            outbox.put(M, to="chat:1", connection=connection)
        connection.execute("ALTER TABLE gone RENAME TO procrastinate_jobs")
        outbox.put(M, to="chat:2", connection=connection)
    outbox.work(once=True)
    assert [str(place) for _, place in memory.sent] == ["chat:2"]


@pytest.mark.parametrize("wrong", [5, "postgresql://x", object()])
def test_a_connection_that_is_none_is_told_what_to_give(outbox, wrong):
    with pytest.raises(
        ConfigurationError,
        match=r"takes a psycopg\.Connection, not a .*driver_connection.*django\.db\.connection\.connection",
    ):
        outbox.put(M, to="chat:1", connection=wrong)


# Workers that die


def left_by_a_dead_worker(outbox, dsn, sending):
    """Take a letter as a worker does that is killed with it in hand; give the number of its job."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('cardkit', 'cardkit:call', 'doing') RETURNING id"
        ).fetchone()
    letter = outbox.letter(outbox._backend.line.take(row[0]))
    if sending:
        outbox._backend.note_sending(letter)
    return row[0]


def test_what_a_dead_worker_was_sending_is_unknown(outbox, memory, postgres_dsn):
    outbox.put(M, to="chat:1")
    left_by_a_dead_worker(outbox, postgres_dsn, sending=True)
    outbox.put(Message("next"), to="chat:1")
    tally = outbox.work(once=True)
    assert (tally.unknown, tally.sent) == (1, 1)
    (letter,) = outbox.letters("unknown")
    assert letter.finding == "the program that sent it ended before its answer came; it may have arrived"
    assert texts(memory) == ["next"]
    assert jobs(postgres_dsn) == []


def test_what_a_dead_worker_had_not_begun_to_send_is_sent_at_its_old_turn(outbox, memory, postgres_dsn):
    outbox.put(Message("first"), to="chat:1")
    outbox.put(Message("second"), to="chat:2")
    left_by_a_dead_worker(outbox, postgres_dsn, sending=False)
    assert outbox.work(once=True).sent == 2
    assert texts(memory) == ["first", "second"]


def test_a_job_that_ended_without_letting_its_chat_go_is_seen(outbox):
    """As it is when the database was gone at that moment."""
    outbox.put(M, to="chat:1")
    outbox._backend.line.take(999)
    assert outbox.work(once=True).sent == 1


def jobs(dsn):
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT id FROM procrastinate_jobs").fetchall()


def test_a_worker_that_was_thought_dead_tells_the_truth(outbox, app):
    class Slow(Answers):
        def send(self, body, place):
            (job,) = outbox._backend.line.jobs()
            outbox._backend.orphan(job)
            assert outbox.letter(1).state == "unknown"
            return super().send(body, place)

    slow = Outbox.on(app, Slow())
    slow.put(M, to="chat:1")
    slow.work(once=True)
    assert states(outbox) == ["sent"]


def test_two_workers_with_one_letter_send_it_once(outbox, app, memory):
    letter = outbox.put(M, to="chat:1")
    worker = FleetWorker(outbox._backend, work_of(outbox))
    assert outbox._backend.line.take(1) == letter.id
    worker._send(letter.id)
    worker._send(letter.id)
    assert len(memory.sent) == 1


def test_what_two_threads_tell_is_counted_one_after_the_other(outbox):
    worker, free = FleetWorker(outbox._backend, work_of(outbox)), []

    class Counts(Counter):
        def __missing__(self, key):
            free.append(worker._lock.acquire(blocking=False))
            return 0

    worker._counts = Counts()
    worker._told(Event(outbox.put(M, to="chat:1")))
    assert (free, worker._counts) == ([False], {"ready": 1})


def test_a_fork_that_python_did_not_see_leaves_the_parents_connections_alone(app, monkeypatch):
    database = Database(app, "cardkit")
    with database.transaction():
        pass
    (kept,) = database._idle
    monkeypatch.setattr(os, "getpid", lambda: 1)
    with database.transaction() as transaction:
        assert transaction.connection is not kept
    transaction.connection.close()
    monkeypatch.undo()
    assert database._idle == [kept]
    monkeypatch.setattr(os, "getpid", lambda: 2)
    del database  # by a process that had no use for it
    assert not kept.closed
    kept.close()


def test_in_a_loop_of_asyncio_it_says_where_to_work(outbox):
    outbox.put(M, to="chat:1")

    async def work():
        with pytest.raises(ConfigurationError, match="to_thread"):
            outbox.work(once=True)
        return await asyncio.to_thread(outbox.work, once=True)

    assert asyncio.run(work()).sent == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_child_closes_its_own_connections_and_none_of_its_parents(app):
    database = Database(app, "cardkit")
    with database.transaction():
        pass

    def connect():
        nonlocal database
        assert not database._idle
        with database.transaction():
            pass
        (own,) = database._idle
        del database
        assert own.closed

    assert ended_well(forked(connect))
    (kept,) = database._idle
    assert kept.execute("SELECT 1").fetchall() == [(1,)]


def work_of(outbox):
    from cardkit.outbox import Work
    from cardkit.outbox.courier import Courier

    return Work(Courier(outbox._transport), threading.Event(), lambda event: None, once=True)


def test_settled_bodies_are_forgotten_after_a_time(app, memory, postgres_dsn):
    outbox = Outbox.on(app, memory, keep=1)
    outbox.put(M, to="chat:1")
    outbox.put(M, to="chat:1", key="kept")
    outbox.work(once=True)
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("UPDATE cardkit_letters SET changed = changed - 86401")
    outbox.work(once=True)
    (letter,) = outbox.letters()
    assert (letter.key, letter.body) == ("kept", None)
    assert outbox.put(M, to="chat:1", key="kept").state == "sent"


def test_without_a_database_nothing_is_kept_and_later_it_goes_on(outbox, app, memory, postgres_server):
    fresh = Outbox.on(app, memory)
    postgres_server.stop()
    try:
        for one in (outbox, fresh):
            with pytest.raises(ConfigurationError, match=r"the outbox .* cannot be used"):
                one.put(M, to="chat:1")
        with pytest.raises(ConfigurationError, match=r"the outbox .* cannot be used") as caught:
            outbox.work(once=True)
        assert str(caught.value).count("cannot be used") == 1
    finally:
        postgres_server.start()
    for one in (outbox, fresh):
        one.put(M, to="chat:1")
    assert outbox.work(once=True).sent == 2


# Settings and secrets


@pytest.mark.parametrize(("options", "told"), [({"keep": -1}, "keep=-1"), ({"queue": " "}, "queue=' '"), ({"queue": 5}, "queue=5"), ({"stalled_after": 0}, "stalled_after=0"), ({"stalled_after": "5"}, "stalled_after='5'")])  # fmt: skip
def test_a_setting_that_makes_no_sense(app, options, told):
    with pytest.raises(ConfigurationError, match=told):
        Outbox.on(app, **options)


@pytest.mark.parametrize("wrong", [None, "postgresql://x", object(), procrastinate.App(connector=InMemoryConnector())])
def test_an_app_that_is_none_is_refused(wrong):
    with pytest.raises(ConfigurationError, match=r"takes a procrastinate\.App whose connector is"):
        Outbox.on(wrong)


@pytest.mark.parametrize("name", ["procrastinate", "psycopg_pool"])
def test_what_is_not_installed_is_told_with_the_command(monkeypatch, app, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigurationError, match=rf"a fleet needs {name}: pip install 'cardkit\[fleet\]'"):
        Outbox.on(app)


def test_without_its_tables_or_its_database_it_says_so_without_the_password(postgres_dsn, postgres_server):
    bare = Outbox.on(
        procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=postgres_dsn)), MemoryTransport()
    )
    assert PASSWORD not in repr(bare)
    with pytest.raises(ConfigurationError, match=r"the outbox .* cannot be used: .*procrastinate") as caught:
        bare.put(M, to="chat:1")
    assert not [text for text in [str(caught.value), *locals_of(caught.value)] if PASSWORD in text]
    with pytest.raises(
        ConfigurationError, match=r"cannot be used: .*procrastinate.*apply procrastinate's schema first"
    ):
        bare.work(once=True)
    assert states(bare) == []  # the letter was not kept without its job
    hint = str(caught.value).partition("apply procrastinate's schema first, once for a database: ")[2]
    exec(hint, {"app": procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=postgres_dsn))})
    assert bare.put(M, to="chat:1").state == "ready"
