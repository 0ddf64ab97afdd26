"""The line of a fleet's outbox: chats take turns as in a file, and what a letter costs does not grow with the others."""

import json
import random
import threading
from functools import partial

import procrastinate
import psycopg
import pytest
from outboxes import texts

from cardkit import Message, errors
from cardkit.outbox import Outbox
from cardkit.outbox.fleet.database import Transaction
from cardkit.transport import MemoryTransport, Receipt

M = Message("Hi")


def put(outbox, *names, **options):
    """Put letters such as "1 a", which goes to the chat 1."""
    for name in names:
        outbox.put(Message(name), to=f"chat:{name[0]}", **options)


def test_a_chat_with_many_letters_starves_no_other(outbox, memory):
    put(outbox, *[f"1 {number}" for number in range(6)])
    put(outbox, "2 a", "2 b", "3 a")
    outbox.work(once=True)
    assert texts(memory) == ["1 0", "2 a", "3 a", "1 1", "2 b", "1 2", "1 3", "1 4", "1 5"]


def test_chats_take_turns_within_a_priority(outbox, memory):
    put(outbox, "1 digest", "1 digest 2", "2 digest")
    put(outbox, "1 alert", "1 alert 2", "3 alert", priority=5)
    outbox.work(once=True)
    assert texts(memory) == ["1 alert", "3 alert", "1 alert 2", "2 digest", "1 digest", "1 digest 2"]


@pytest.mark.parametrize("seed", range(5))
def test_letters_leave_in_the_order_in_which_those_in_a_file_do(app, tmp_path, seed):
    """Whatever is put while they do, as long as no chat runs dry."""
    dice = random.Random(seed)
    letters = [(f"{dice.choice('11123')} {n}", dice.choice([0, 0, 1])) for n in range(40)]
    stock = [(f"{chat} {n} of its stock", -1) for chat in "123" for n in range(4)]
    pauses = [dice.choice([0, 1, 1, 2]) for _ in letters]
    orders = []
    for make in (partial(Outbox, tmp_path / "outbox.sqlite3"), partial(Outbox.on, app)):
        transport = Putting([*stock, *letters], pauses)
        transport.outbox = outbox = make(transport)
        transport.put(20)
        outbox.work(once=True)
        orders.append(transport.sent)
    assert len(orders[0]) == 52
    assert orders[0] == orders[1]


class Putting:
    """Has more letters put with each that it sends."""

    def __init__(self, letters, counts):
        self.letters, self.counts, self.sent = letters, iter(counts), []

    def put(self, count):
        for name, priority in self.letters[:count]:
            put(self.outbox, name, priority=priority)
            if hasattr(self.outbox._backend, "line"):
                self.outbox._backend.line.look()  # in a file each letter joins its chat at once
        del self.letters[:count]

    def send(self, body, to):
        self.sent.append(json.loads(body)["text"])
        self.put(next(self.counts) if len(self.sent) < 30 else 40)
        return Receipt(200)


def test_workers_that_send_at_once_never_serve_one_chat_together(outbox, app):
    busy, lock, orders = set(), threading.Lock(), {"1": [], "2": [], "3": []}
    together = threading.Barrier(2, timeout=60)

    class Careful:
        def send(self, body, to):
            with lock:
                assert to.id not in busy
                busy.add(to.id)
                orders[to.id].append(json.loads(body)["text"])
                first = len(orders[to.id]) == 1
            if first and to.id != "3":
                together.wait()  # the first letters of two chats are on their way at once
            with lock:
                busy.remove(to.id)
            return Receipt(200)

    put(outbox, *[f"{chat} {number:02}" for number in range(8) for chat in "123"])
    with Outbox.on(app, Careful()).working(), Outbox.on(app, Careful()).working():
        until(lambda: outbox.stats().sent == 24)
    assert all(order == sorted(order) for order in orders.values())


def until(condition):
    for _ in range(1_200):
        if condition():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not come true")


# What comes while a chat rests, and transactions of the caller's


class Full:
    """Has no room for the first so many."""

    def __init__(self, times):
        self.times, self.sent = times, []

    def send(self, body, to):
        self.sent.append(json.loads(body)["text"])
        if len(self.sent) <= self.times:
            raise errors.RateLimitError("wait", retry_after=1_000.0)
        return Receipt(200)


@pytest.mark.parametrize("end", ["served", "rest"])
def test_a_chat_is_not_let_go_before_what_became_of_its_letter_is_noted(outbox, end):
    """As it is when the database was gone at that moment, and the worker dies before it is back."""
    put(outbox, "1 a", "1 b")
    line = outbox._backend.line
    outbox._backend.note_sending(outbox.letter(line.take(999)))
    line.served(999) if end == "served" else line.rest(999, 0.0)
    assert line.jobs() == {999}
    tally = outbox.work(once=True)
    assert (tally.unknown, tally.sent) == (1, 1)


def test_an_alert_does_not_wait_for_the_letter_before_it(app):
    full = Full(1)
    outbox = Outbox.on(app, full)
    put(outbox, "1 digest")
    assert outbox.work(once=True, max_wait=0).waiting
    put(outbox, "1 digest 2")
    assert outbox.work(once=True, max_wait=0).sent == 0
    put(outbox, "1 alert", priority=5)
    assert outbox.work(once=True, max_wait=0).sent == 3
    assert full.sent == ["1 digest", "1 alert", "1 digest", "1 digest 2"]


def test_a_chat_that_has_rested_has_its_old_turn(app, postgres_dsn):
    full = Full(1)
    outbox = Outbox.on(app, full)
    put(outbox, "1 a", "1 b", "2 a", "2 b")
    outbox.work(once=True, max_wait=0)
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT chat FROM cardkit_chats WHERE rests IS NOT NULL").fetchall() == [("chat:1",)]
        connection.execute("UPDATE cardkit_chats SET rests = 0")
    put(outbox, "2 c")
    outbox.work(once=True)
    assert full.sent == ["1 a", "2 a", "2 b", "1 a", "2 c", "1 b"]


def test_a_transaction_of_the_callers_holds_nobody_up(outbox, memory, postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        outbox.put(Message("1 order"), to="chat:1", connection=connection)
        outbox.put(Message("1 order 2"), to="chat:1", connection=connection)
        put(outbox, "1 a", "2 a")
        assert outbox.work(once=True).sent == 2
        outbox.put(Message("2 order"), to="chat:2", connection=connection)
        put(outbox, "2 b")
    outbox.work(once=True)
    assert texts(memory) == ["1 a", "2 a", "1 order", "2 order", "1 order 2", "2 b"]


def test_what_nobody_called_for_is_found(outbox, postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        put(outbox, "1 a")
        outbox.put(Message("1 b"), to="chat:1", connection=connection)  # it relies on the call of the letter before
        outbox.work(once=True)
    with outbox.working():
        until(lambda: outbox.stats().sent == 2)


def test_a_thousand_letters_take_one_call(outbox, postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        for number in range(1_000):
            outbox.put(M, to=f"chat:{number}", connection=connection)
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (1,)
    outbox._backend.line.look()
    outbox._backend.line.look()
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM cardkit_chats").fetchone() == (1_000,)


def test_letters_of_an_earlier_table_join_the_line(outbox, app, memory, postgres_dsn):
    put(outbox, "1 a", "1 b")
    put(outbox, "2 later", after=1_000)
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("DROP TABLE cardkit_chats; ALTER TABLE cardkit_letters DROP COLUMN joins")
        connection.execute("DELETE FROM procrastinate_jobs")
    later = Outbox.on(app, memory)
    put(later, "1 c")
    assert later.work(once=True).sent == 3
    assert texts(memory) == ["1 a", "1 b", "1 c"]


# What a letter costs

MANY = 100_000

FILL = """
INSERT INTO cardkit_letters (queue, key, chat, destination, body, state, priority, after, not_after, put, changed, joins)
    SELECT 'cardkit', 'key ' || n, 'chat:' || n %% 50000, 'chat:' || n %% 50000, '{"text":"x"}', 'ready', n / 50000 %% 2,
    CASE WHEN n %% 2 = 0 THEN 4e9 + n END, CASE WHEN n %% 3 = 0 THEN 5e9 + n END, 1, 1, CASE WHEN n %% 2 = 0 THEN 4e9 + n END
    FROM generate_series(1, %s) n;
"""
STAND = """
INSERT INTO cardkit_chats (queue, chat, priority, rests)
    SELECT 'cardkit', chat, max(priority), CASE WHEN right(chat, 1) = '3' THEN 4e9 END
    FROM cardkit_letters WHERE joins IS NULL GROUP BY chat
"""


def fresh(dsn):
    """An app over an empty database."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=dsn))
    with app.open():
        app.schema_manager.apply_schema()
    return app


def pages(outbox, dsn, monkeypatch, work):
    """How many pages of the database a piece of work reads, by its statements and by procrastinate's for a job."""
    read = []

    def counted(db, statement, **values):
        with db.connection.transaction() as savepoint, db.connection.cursor() as other:
            read.append(explained(other, statement, {"queue": "cardkit", **values}))
            raise psycopg.Rollback(savepoint)
        return rows(db, statement, **values)

    rows = Transaction.rows
    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "rows", counted)
        work()
    fetch = "SELECT * FROM procrastinate_fetch_job_v2(ARRAY['cardkit']::varchar[], NULL)"
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute(fetch)  # so that the connection knows the tables
        read.append(explained(cursor, fetch, {}))
        connection.rollback()
    return sum(read)


def explained(cursor, statement, values):
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values)
    ((plan,),) = cursor.fetchone()
    return plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]


def costs(server, monkeypatch, count, *, analyzed):
    """The pages that each kind of work reads while so many letters wait."""
    dsn = server.database()
    outbox = Outbox.on(fresh(dsn), MemoryTransport())
    line, found = outbox._backend.line, {}
    put(outbox, "1 first")
    with psycopg.connect(dsn) as connection:
        for table in ("cardkit_letters", "cardkit_chats", "procrastinate_jobs"):
            connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        connection.execute(FILL, (count,))
        connection.execute(STAND)
        if analyzed:
            connection.execute("ANALYZE")
    line.look()
    kinds = {
        "put": lambda: put(outbox, "7 x"),
        "put of a known key": lambda: put(outbox, "7 x", key="key 7"),
        "look": line.look,
        "take": lambda: line.take(1),
        "served": lambda: line.served(1),
        "rest": lambda: (line.take(2), line.rest(2, 60.0)),
        "orphan": lambda: (line.take(3), outbox._backend.orphan(3)),
        "drop": lambda: outbox.letter(5).drop(),
    }
    for kind, work in kinds.items():
        found[kind] = pages(outbox, dsn, monkeypatch, work)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("analyzed", [False, True], ids=["before the first statistics", "with statistics"])
def test_what_a_letter_costs_does_not_grow_with_how_many_wait(postgres_server, monkeypatch, analyzed):
    few = costs(postgres_server, monkeypatch, 1_000, analyzed=analyzed)
    many = costs(postgres_server, monkeypatch, MANY, analyzed=analyzed)
    for kind, read in many.items():
        assert read < few[kind] * 1.5 + 30, (kind, few, many)
        assert 0 < read < 300, (kind, few, many)
