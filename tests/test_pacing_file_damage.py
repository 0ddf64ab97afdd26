"""The budget of the machine where its file is no good: locked, full, damaged, deleted, of another version; it is still kept."""

import logging
import os
import resource
import signal
import sqlite3

import pytest
from disks import posix
from pacings import fill

from cardkit.transport import kept_store
from cardkit.transport.pacing import MachinePacing, Slot, machine
from cardkit.transport.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "pacing.sqlite3"


def refuse(monkeypatch, refused, why):
    """Let every connection to SQLite fail at one statement."""

    class Refusing(sqlite3.Connection):
        def execute(self, statement, *arguments):
            if statement == refused:
                raise sqlite3.OperationalError(why)
            return super().execute(statement, *arguments)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **options: connect(*a, **options, factory=Refusing))


def warnings_in(caplog):
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


def locked(path, monkeypatch):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other.close


def full(path, monkeypatch):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))

    def repair():
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)

    return repair


def folder(path, monkeypatch):
    path.unlink()
    path.mkdir()
    return path.rmdir


def no_folder(path, monkeypatch):
    for file in path.parent.iterdir():
        file.unlink()
    path.parent.rmdir()
    path.parent.touch()
    return path.parent.unlink


def another(path, statement):
    """Another database in the place of the file."""
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute(statement)
    db.close()
    return path.unlink


def strange(path, monkeypatch):
    return another(path, "CREATE TABLE ledgers (other)")


def newer(path, monkeypatch):
    return another(path, "PRAGMA user_version = 7")


def unwritable(path, monkeypatch):
    connect = sqlite3.connect
    path.unlink()
    monkeypatch.setattr(
        sqlite3, "connect", lambda name, **options: connect(f"file:{name}?mode=ro", uri=True, **options)
    )
    return lambda: monkeypatch.setattr(sqlite3, "connect", connect)


@posix
@pytest.mark.parametrize("fault", [locked, full, folder, no_folder, strange, newer, unwritable])
def test_a_file_that_is_no_good_is_told_once_and_the_process_counts_alone(path, clock, caplog, monkeypatch, fault):
    pacing = MachinePacing(path, clock=clock, patience=0.01)
    before = pacing.take("me")
    repair = fault(path, monkeypatch)
    try:
        slots = fill(pacing, count=4)  # a quarter of 20, and what it took before counts
        assert pacing.take("me") == 95.0
        pacing.settle(slots[0])
        pacing.settle(before)
        pacing.lock("you", 600.0)
        assert pacing.take("me") == 60.0
        (warning,) = warnings_in(caplog)
    finally:
        repair()
    assert str(path) in warning.getMessage()
    assert "this process counts for itself and takes at most 5 of 20" in warning.getMessage()
    assert warning.name == "cardkit.transport"
    assert pacing.take("you") == 600.0
    fill(pacing, count=15)
    assert pacing.take("me") == 60.0
    other = MachinePacing(path, clock=clock)  # the file learned what happened without it
    assert (other.take("you"), other.take("me")) == (600.0, 60.0)
    pacing.settle(slots[1], used=False)
    assert isinstance(other.take("me"), Slot)
    assert len(warnings_in(caplog)) == 1


def test_a_file_of_another_version_is_left_as_it_is(path, clock, caplog):
    path.parent.mkdir()
    path.touch()
    newer(path, None)
    content = path.read_bytes()
    fill(MachinePacing(path, clock=clock), count=5)
    assert path.read_bytes() == content
    assert "it is of version 7, and this cardkit reads version 1" in caplog.text


def test_a_file_that_stays_locked_is_waited_for_once(path, clock, monkeypatch):
    pacing, waited = MachinePacing(path, clock=clock, patience=0.3), []
    run = pacing._store.run
    monkeypatch.setattr(pacing._store, "run", lambda work, patience: (waited.append(patience), run(work, patience))[1])
    pacing.take("me")
    release = locked(path, None)
    fill(pacing, count=4)
    release()
    fill(pacing, count=2)
    assert waited == [0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0.3]


def test_what_fails_at_the_end_of_a_call_failed(path, clock, monkeypatch):
    refuse(monkeypatch, "COMMIT", "disk I/O error")
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=5)
    assert pacing.take("me") == 95.0


def not_kept(db, work):
    """Do some work that the disk then refuses."""
    work(db)
    raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize("seconds", [60.0, 0.2])
@pytest.mark.parametrize(
    "fault", [(kept_store, "_committed", not_kept), (machine, "WRITE", "no SQL")], ids=["commit", "write"]
)
def test_nothing_of_a_call_that_failed_late_counts(path, clock, monkeypatch, fault, seconds):
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=5)
    with monkeypatch.context() as failing:
        failing.setattr(*fault)
        assert pacing.within(seconds).take("me") == 95.0  # alone it has had its part
    fill(pacing, count=15)
    assert pacing.take("me") == 95.0
    assert MachinePacing(path, clock=clock).take("me") == 95.0


def test_without_shared_memory_the_journal_is_kept_beside_it(path, clock, monkeypatch):
    refuse(monkeypatch, "PRAGMA journal_mode = wal", "locking protocol")
    pacing = MachinePacing(path, clock=clock)
    fill(pacing)
    assert pacing.take("me") == 95.0
    assert {file.name for file in path.parent.iterdir()} == {path.name, f"{path.name}-journal"}
    assert MachinePacing(path, clock=clock).take("me") == 95.0


def damages(whole):
    return {
        "text": b"no database at all" * 500,
        "head": b"SQLite format 3\0" + b"\xff" * 8000,
        "tail": whole[:4096] + b"\xff" * (len(whole) - 4096),
        "half": whole[: len(whole) // 2],
    }


@pytest.mark.parametrize("open_already", [True, False])
@pytest.mark.parametrize("damage", damages(b""))
def test_a_damaged_file_is_moved_aside(path, clock, caplog, damage, open_already):
    first = MachinePacing(path, clock=clock)
    first.lock("me", 600.0)
    first._store.close()
    content = damages(path.read_bytes())[damage]
    if open_already:
        first.take("you")
        for name in ("-wal", "-shm"):
            path.with_name(path.name + name).unlink()
    path.write_bytes(content)
    pacing = first if open_already else MachinePacing(path, clock=clock)
    fill(pacing, "other")
    assert MachinePacing(path, clock=clock).take("other") == 95.0
    if open_already:
        return  # what its connection holds may have mended the file
    (aside,) = path.parent.glob("pacing.sqlite3.corrupt-*")
    assert aside.read_bytes() == content
    assert [warning.getMessage() for warning in warnings_in(caplog)] == [
        f"{str(path)!r} was damaged; it is kept as {str(aside)!r}, and a new one begun"
    ]


def test_a_damaged_file_in_whose_place_another_process_began_a_new_one_is_not_moved(path, caplog):
    error = sqlite3.DatabaseError("file is not a database")
    error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
    answers = [error, "done"]

    def work(name):
        answer = answers.pop(0)
        if answer is error:
            name.with_name("new").write_bytes(b"")
            name.with_name("new").replace(name)
            raise error
        return answer

    assert Store(path, (), "count").repaired(work) == "done"
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_row_that_nobody_wrote_is_damage(path, clock, caplog):
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=3)
    for ledger in (
        "",
        "[]",
        "null",
        '{"now": null, "lock": null, "slots": {"1": "x"}}',
        '{"now": NaN, "lock": 1, "slots": {}}',
    ):
        with sqlite3.connect(path) as db:
            db.execute("UPDATE ledgers SET ledger = ?", (ledger,))
        db.close()
        fill(pacing, count=1)
    fill(pacing, count=12)
    assert pacing.take("me") == 95.0
    assert len(warnings_in(caplog)) == len([*path.parent.glob("*.corrupt-*")]) == 5


@pytest.mark.parametrize("names", [["", "-wal", "-shm"], [""], ["-wal"], ["-wal", "-shm"]])
def test_a_deleted_file_is_made_again_with_what_is_under_way(path, clock, caplog, names):
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=5)
    for name in names:
        path.with_name(path.name + name).unlink()
    fill(pacing, count=15)
    assert pacing.take("me") == 95.0
    assert MachinePacing(path, clock=clock).take("me") == 95.0
    assert not warnings_in(caplog)


def test_a_file_that_was_emptied_gets_back_what_is_under_way(path, clock):
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=5)
    os.truncate(path, 0)
    other = MachinePacing(path, clock=clock, patience=0.2)
    other.take("you")
    fill(pacing, count=15)
    assert other.take("me") == 95.0
