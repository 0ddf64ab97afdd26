"""The file of an outbox: its versions, files of something else, and files that are lost or replaced."""

import copy
import errno
import gc
import json
import os
import pickle
import signal
import sqlite3

import pytest
from outboxes import Script, Time, opened, put, states
from programs import forked

from cardkit import ConfigurationError, Message
from cardkit.outbox import Outbox
from cardkit.outbox.embedded.file import Departures, Lease
from cardkit.transport import Receipt, send_all


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


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
    from cardkit.outbox.embedded import file, statements

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


def test_a_lock_that_a_fork_has_closed_is_taken_by_nobody(path):
    lease = Lease(path)
    lease.close()
    assert not lease.acquire()
    lease.note(Departures("outbox", 1))  # as the child of a worker may that goes on


def test_a_lock_that_a_ctrl_c_left_behind_is_free(path, monkeypatch):
    def interrupted(lease, *_):
        raise KeyboardInterrupt

    outbox = opened(path)
    put(outbox, "one")
    for stage in ("__enter__", "__exit__"):
        with monkeypatch.context() as patch:
            patch.setattr(Lease, stage, interrupted)
            with pytest.raises(KeyboardInterrupt):
                outbox.work(once=True)
        put(outbox, "two")
        gc.collect()
        assert outbox.work(once=True).sent


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_a_lock_that_nobody_can_take_is_told_and_not_taken_for_that_of_another_program(
    path, monkeypatch, caplog, number
):
    def failing(file):
        raise OSError(number, os.strerror(number))

    time = Time(1)
    outbox = opened(path, time=time)
    put(outbox, "one")
    monkeypatch.setattr("cardkit.outbox.embedded.file.lock", failing)
    with pytest.raises(ConfigurationError, match=rf"sqlite3\.lock' cannot be taken: {os.strerror(number)}"):
        outbox.work(once=True)
    with pytest.raises(ConfigurationError, match="cannot be taken"):
        list(send_all([Message("one")], Script(), to="chat:1", journal=path.with_name("journal")))
    outbox.work(stop=time)
    assert time.waited[0] == 5.0
    assert "cannot be taken" in caplog.text
    monkeypatch.undo()
    assert outbox.work(once=True).sent == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_child_forked_while_a_worker_waits_for_its_turn_does_not_keep_the_lock(path):
    first, second = Lease(path), Lease(path)
    assert first.acquire()
    assert not second.acquire()
    reading, writing = os.pipe()

    def wait():
        os.write(writing, b".")
        signal.pause()

    child = forked(wait)
    try:
        os.read(reading, 1)  # it is at work
        first.close()
        assert second.acquire()
        second.close()  # as when its program dies
        with Lease(path) as third:
            assert third.acquire()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda backend: pickle.loads(pickle.dumps(backend))])
def test_a_copy_of_an_outbox_that_sends_leaves_its_lock_alone(path, copied):
    def send(body, to):
        copied(outbox._backend)
        gc.collect()
        taken.append(Lease(path).acquire())
        return Receipt(200)

    taken = []
    outbox = Outbox(path, type("Copying", (), {"send": staticmethod(send)})())
    put(outbox, "one")
    assert (outbox.work(once=True).sent, taken) == (1, [False])
