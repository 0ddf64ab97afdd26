"""A hundred thousand letters: what putting and taking cost does not grow with how many wait."""

import re

import pytest
from outboxes import UNKNOWN, Connected, Script, Time, opened, put, states

from cardkit.outbox.embedded import statements
from cardkit.outbox.embedded.backend import _set_head
from cardkit.transport import Receipt

OK = Receipt(status=200)

MANY = 100_000


def steps(outbox, work):
    """The instructions of SQLite's virtual machine that some work takes."""
    counted = [0]

    def count():
        counted[0] += 1
        return 0

    file = outbox._backend.file
    file.work(lambda db: db.set_progress_handler(count, 1))
    try:
        work()
    finally:
        file.work(lambda db: db.set_progress_handler(None, 1))
    return counted[0]


def fill(outbox, count, **options):
    """Many letters in many chats, in one transaction: every second one is due later, every third has an end."""

    def work(db):
        rows = [
            {
                "key": f"key {n}", "chat": f"chat:{n % 5_000}", "destination": f"chat:{n % 5_000}", "body": b'{"text":"x"}',
                "priority": n % 3, "due": n % 2 == 0, "after": 2e6 + n, "not_after": 3e6 + n if n % 3 == 0 else None, "chat_id": None, "now": 1.0,
            }
            for n in range(count)
        ]  # fmt: skip
        db.executemany(statements.INSERT, rows)
        for chat in {row["chat"] for row in rows}:
            _set_head(db, chat)

    outbox._backend.file.work(work)


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    """The steps of each kind of work, with few and with many letters that wait."""
    measured = []
    for count in (100, MANY):
        outbox = opened(tmp_path_factory.mktemp("many") / "outbox.sqlite3", Script(), Time())
        fill(outbox, count)
        queue = outbox._backend
        put(outbox, "warm", to="chat:7")
        measured.append(
            {
                "put into a known chat": steps(outbox, lambda: put(outbox, "x", to="chat:7")),
                "put into a new chat": steps(outbox, lambda: put(outbox, "x", to="chat:new")),
                "put with a known key": steps(outbox, lambda: put(outbox, "x", key="key 7")),
                "next": steps(outbox, queue.next),
                "send": steps(outbox, lambda: outbox.work(once=True, stop=Time(0)) or sent(outbox)),
                "drop": steps(outbox, lambda: outbox.letter(5).drop()),
                "list": steps(outbox, lambda: next(outbox.letters("dead"))),
            }
        )
    return measured


def sent(outbox):
    """Send one letter and stop."""
    stop = Time()
    outbox.on_event = lambda event: setattr(stop, "left", 0)
    outbox.work(stop=stop)


@pytest.mark.slow
def test_what_a_letter_costs_does_not_grow_with_how_many_wait(costs):
    few, many = costs
    assert few.keys() == many.keys()
    for what, count in many.items():
        assert count <= few[what] * 1.1 + 20, (what, few[what], count)
        assert 0 < count < 2_000, (what, count)


def test_between_an_answer_and_the_next_letter_are_one_transaction_and_few_statements(tmp_path, quick_answers):
    """What else there is to do is done while an answer is awaited: what comes between costs every letter."""

    class Counting(Connected):
        def using(self, max_wait, on_leaving):
            return super().using(max_wait, lambda: (on_leaving(), between.append([*seen])))

        def answer(self):
            meanwhile.append([*seen][len(between[-1]) :])
            seen.clear()
            return super().answer()

    between, meanwhile, seen = [], [], []
    outbox = opened(tmp_path / "outbox.sqlite3", Counting(), Time())
    put(outbox, *map(str, range(20)))
    outbox._backend.file.work(lambda db: db.set_trace_callback(seen.append))
    outbox.work(once=True)
    assert states(outbox) == ["sent"] * 20
    assert [statements.count("COMMIT") for statements in between[2:]] == [1] * 18  # the second is looked up here
    assert max(map(len, between[2:-1])) <= 7  # the last leaves no other in its chat
    assert [statements.count("COMMIT") for statements in meanwhile[1:-1]] == [2] * 18
    assert max(map(len, meanwhile[1:-1])) <= 13


@pytest.mark.parametrize("journal", ["wal", "persist"])
def test_every_note_waits_for_the_disk_but_that_a_letter_was_sent(tmp_path, monkeypatch, journal):
    """Without a write-ahead log, as on disks without shared memory, a power cut could then damage the file."""
    monkeypatch.setattr("cardkit.transport.kept_store.JOURNAL", journal)
    outbox = opened(tmp_path / "outbox.sqlite3", Script(OK, UNKNOWN), Time())
    put(outbox, "one", "two", "three")
    file, seen, waits, waiting = outbox._backend.file, [], [], True
    file.work(lambda db: db.set_trace_callback(seen.append))
    assert file.work(lambda db: db.execute("PRAGMA synchronous").fetchone()) == (2,)  # FULL
    outbox.work(once=True)
    for statement in seen:
        if statement.startswith("PRAGMA synchronous = "):
            waiting = statement.endswith("FULL")
        elif statement.startswith("UPDATE letters SET state = "):
            waits.append((statement.split("'")[1], waiting))
    assert waits == [
        ("sending", True), ("sent", journal != "wal"), ("sending", True), ("unknown", True), ("sending", True), ("unknown", True),
    ]  # fmt: skip
    assert waiting


GROWING = {"STATS", "OLDEST", "MIGRATIONS", "COLUMNS", "PARK_UNKNOWN", "FREE_ALL", "FORGET_CHATS"}
"""Statements that may read all: the counts are asked for by people, and the chats looked through as a worker begins."""


def test_no_statement_reads_more_than_it_gives(tmp_path):
    outbox = opened(tmp_path / "outbox.sqlite3")
    put(outbox, "one")
    texts = {
        name: text
        for name, text in vars(statements).items()
        if name.isupper() and name[0] != "_" and isinstance(text, str)
    }
    texts["change"] = statements.change(("finding",), 2)

    def plans(db):
        for name, text in texts.items():
            if name in GROWING:
                continue
            values = dict.fromkeys(re.findall(r":(\w+)", text), 0) or [0] * text.count("?")
            for row in db.execute(f"EXPLAIN QUERY PLAN {text}", values):
                yield name, row[3]

    found = outbox._backend.file.work(lambda db: list(plans(db)))
    assert len({name for name, _ in found}) > 15
    scans = [(name, plan) for name, plan in found if "SCAN" in plan or "TEMP B-TREE" in plan]
    # What reads an index in its order stops at the first row that fits, and the one row of leavings is all there is.
    small = ("INDEX", "leavings", "CONSTANT ROW")
    assert not [one for one in scans if not any(word in one[1] for word in small) and one[0] != "ALL"], scans
