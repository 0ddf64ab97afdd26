"""The budget: exact in one process, never overrun by several, and still kept where its file is no good."""

import logging
import math
import multiprocessing
import os
import pickle
import random
import signal
import sqlite3
import stat
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardkit import ConfigurationError
from cardkit.transport import pacing as module
from cardkit.transport.pacing import MachinePacing, Pacing, ProcessPacing, Slot, pacing_of

START = 1_700_000_000.0
KINDS = ["process", "machine"]
posix = pytest.mark.skipif(os.name != "posix", reason="rights and folders of POSIX")


class Clock:
    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "pacing.sqlite3"


def make(kind, path, clock, **options):
    return ProcessPacing(clock=clock, **options) if kind == "process" else MachinePacing(path, clock=clock, **options)


@pytest.fixture(params=KINDS)
def pacing(request, path, clock):
    return make(request.param, path, clock)


def fill(pacing, account="me", count=20, **options):
    slots = [pacing.take(account, **options) for _ in range(count)]
    assert all(isinstance(slot, Slot) for slot in slots)
    return slots


def test_twenty_and_then_the_wait_for_the_first_answer(pacing, clock):
    first, *others = fill(pacing)
    assert pacing.take("me") == 95.0  # nothing is answered: 35 under way and 60 after
    assert isinstance(pacing.take("you"), Slot)
    pacing.settle(first)
    clock.now += 10
    for slot in others:
        pacing.settle(slot)
    assert pacing.take("me") == 50.0
    clock.now = math.nextafter(START + 60, 0)
    assert 0 < pacing.take("me") < 1e-6
    clock.now = START + 60
    assert isinstance(pacing.take("me"), Slot)
    assert pacing.take("me") == 10.0


def test_what_never_left_is_given_back(pacing):
    slots = fill(pacing)
    pacing.settle(slots[7], used=False)
    assert isinstance(pacing.take("me"), Slot)
    assert pacing.take("me") == 95.0


def test_a_late_answer_counts_although_its_slot_had_ended(pacing, clock):
    slots = fill(pacing, hold=1.0)
    clock.now += 61
    for slot in slots:
        pacing.settle(slot)
    assert pacing.take("me") == 60.0


def test_the_longer_of_two_locks_holds_for_this_account(pacing, clock):
    pacing.lock("me", 600.0)
    pacing.lock("me", 30.0)
    assert pacing.take("me") == 600.0
    clock.now += 500
    pacing.lock("me", 200.0)
    assert pacing.take("me") == 200.0
    assert isinstance(pacing.take("you"), Slot)
    clock.now += 200
    assert isinstance(pacing.take("me"), Slot)


def test_a_lock_and_a_full_budget_wait_for_the_later(pacing):
    fill(pacing)
    pacing.lock("me", 30.0)
    assert pacing.take("me") == 95.0
    pacing.lock("me", 600.0)
    assert pacing.take("me") == 600.0


@pytest.mark.parametrize("back", [3600.0, 10 * 365 * 86400.0])
def test_a_clock_that_was_set_back_does_not_block_for_hours(pacing, clock, back):
    for slot in fill(pacing):
        pacing.settle(slot)
    pacing.lock("locked", 600.0)
    clock.now -= back
    assert pacing.take("me") == 60.0
    assert pacing.take("locked") == 600.0
    clock.now += 60
    assert isinstance(pacing.take("me"), Slot)


@given(hold=st.floats(0, 100), start=st.floats(0, 4e9))
def test_a_slot_is_not_cut_because_its_end_was_rounded(hold, start):
    clock = Clock(start)
    pacing = ProcessPacing(clock=clock, budget=1)
    pacing.take("me", hold)
    wait = pacing.take("me")
    assert wait == pytest.approx(hold + 60, abs=1e-5)
    clock.now = start + wait
    assert isinstance(pacing.take("me"), Slot)


QUARTERS = st.integers(1, 400).map(lambda quarter: quarter / 4)
EVENTS = st.one_of(
    st.tuples(st.just("take"), st.sampled_from([0.0, 5.0, 35.0])),
    st.tuples(st.just("take"), st.sampled_from([0.0, 5.0, 35.0])),
    st.tuples(st.sampled_from(["settle", "back"]), st.integers(0, 30)),
    st.tuples(st.just("lock"), QUARTERS),
    st.tuples(st.just("advance"), QUARTERS),
    st.tuples(st.just("wait"), st.just(0)),
)


class Model:
    """The budget as a list of requests: [taken, counts until]."""

    def __init__(self, budget):
        self.budget, self.rows, self.open, self.locked = budget, [], {}, 0.0

    def wait(self, now):
        moments = sorted({now, self.locked, *(end for _, end in self.rows)})
        return next(m - now for m in moments if m >= now and m >= self.locked and self.counting(m) < self.budget)

    def counting(self, now):
        return sum(taken <= now < end for taken, end in self.rows)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(events=st.lists(EVENTS, max_size=60), budget=st.sampled_from([1, 3, 20]))
def test_any_schedule_is_that_of_a_simple_list(kind, events, budget):
    with tempfile.TemporaryDirectory() as folder:
        clock, model = Clock(), Model(budget)
        pacing = make(kind, Path(folder, "p"), clock, budget=budget)
        for what, value in events:
            model.open = {slot: row for slot, row in model.open.items() if row[1] > clock.now}  # the others were killed
            if what == "take":
                expected, got = model.wait(clock.now), pacing.take("me", value)
                assert got == expected if expected else isinstance(got, Slot)
                if not expected:
                    model.open[got] = [clock.now, clock.now + value + 60]
                    model.rows.append(model.open[got])
            elif what in {"settle", "back"} and model.open:
                slot, row = list(model.open.items())[value % len(model.open)]
                del model.open[slot]
                pacing.settle(slot, used=what == "settle")
                row[1] = clock.now + 60
                if what == "back":
                    model.rows = [other for other in model.rows if other is not row]
            elif what == "lock":
                model.locked = max(model.locked, clock.now + value)
                pacing.lock("me", value)
            elif what == "advance":
                clock.now += value
            elif what == "wait" and (wait := model.wait(clock.now)):
                clock.now += wait - 0.125  # an eighth before it, where all else stands on quarters
                assert pacing.take("me") == 0.125
                clock.now += 0.125
                slot = pacing.take("me")
                assert isinstance(slot, Slot)
                pacing.settle(slot, used=False)
        assert all(model.counting(taken) <= budget for taken, _ in model.rows)


def test_thirty_two_threads_get_twenty_slots(pacing):
    got = []

    def ask():
        got.append(pacing.take("me"))

    threads = [threading.Thread(target=ask) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slots = [slot for slot in got if isinstance(slot, Slot)]
    assert len({slot.id for slot in slots}) == len(slots) == 20
    assert {wait for wait in got if not isinstance(wait, Slot)} == {95.0}


class FileClock:
    """A clock that several processes share: every byte of its file is a quarter of a second."""

    def __init__(self, path):
        self.path = path
        path.touch()

    def __call__(self):
        return START + self.path.stat().st_size / 4

    def advance(self, seconds):
        with self.path.open("ab", buffering=0) as file:
            file.write(b"." * math.ceil(seconds * 4))


def work(pacing, clock, records, seed, rounds=70):
    """Send as a transport does; the requests leave after `take` and are answered before `settle`."""
    dice = random.Random(seed)
    with records.open("a", buffering=1, encoding="ascii") as file:
        while rounds:
            slot = pacing.take("me")
            if isinstance(slot, Slot):
                left = clock()
                clock.advance(dice.choice([0.25, 0.25, 1, 5]))
                answered = clock()
                if dice.random() < 0.1:
                    pacing.settle(slot, used=False)
                else:
                    file.write(f"{left} {answered}\n")
                    pacing.settle(slot)
                rounds -= 1
            else:
                clock.advance(min(slot, 2.0))


def spawned(path, ticks, records, seed):
    clock = FileClock(ticks)
    work(MachinePacing(path, clock=clock), clock, records, seed)


def never_more_than_twenty(records):
    rows = [tuple(map(float, line.split())) for line in records.read_text(encoding="ascii").splitlines()]
    assert len(rows) > 120
    assert max(sum(left <= now < answered + 60 for left, answered in rows) for now, _ in rows) == 20


def test_spawned_processes_share_one_budget(path, tmp_path):
    records = tmp_path / "records"
    arguments = [(path, tmp_path / "clock", records, seed) for seed in range(3)]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(spawned, arguments)
    never_more_than_twenty(records)
    assert path.stat().st_size <= 32_768


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_processes_share_one_budget(path, tmp_path):
    clock, records = FileClock(tmp_path / "clock"), tmp_path / "records"
    pacing = MachinePacing(path, clock=clock)
    pacing.settle(pacing.take("me"))
    children = []
    for seed in range(3):
        child = os.fork()
        if not child:
            try:
                work(pacing, clock, records, seed)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    never_more_than_twenty(records)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_among_busy_threads_finds_no_lock_held(path, clock):
    pacing, stop = MachinePacing(path, clock=clock, budget=1_000_000), threading.Event()

    def busy():
        while not stop.is_set():
            pacing.settle(pacing.take("me"), used=False)

    threads = [threading.Thread(target=busy) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(15):
            child = os.fork()
            if not child:
                signal.alarm(30)
                os._exit(0 if isinstance(pacing.take("you"), Slot) else 1)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def take_and_hang(path, pipe):
    pipe.send(MachinePacing(path, clock=Clock(), budget=1).take("me", 35.0))
    pipe.recv()


def lock_and_end(path):
    MachinePacing(path, clock=Clock()).lock("me", 600.0)


def test_a_killed_process_keeps_its_slot_until_no_answer_can_come(path, clock):
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=take_and_hang, args=(path, theirs))
    process.start()
    assert isinstance(ours.recv(), Slot)
    process.kill()
    process.join()
    pacing = MachinePacing(path, clock=clock, budget=1)
    assert pacing.take("me") == 95.0
    clock.now += 95
    assert isinstance(pacing.take("me"), Slot)


def test_another_process_sees_a_lock(path, clock):
    process = multiprocessing.get_context("spawn").Process(target=lock_and_end, args=(path,))
    process.start()
    process.join()
    assert MachinePacing(path, clock=clock).take("me") == 600.0


def warnings_in(caplog):
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


def locked(path, monkeypatch):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    pass
    return other.close


def full(path, monkeypatch):
    connect = sqlite3.connect

    def small(*arguments, **options):
        db = connect(*arguments, **options)
        db.execute("PRAGMA max_page_count = 1")
        return db

    path.unlink()
    monkeypatch.setattr(sqlite3, "connect", small)
    return lambda: monkeypatch.setattr(sqlite3, "connect", connect)


def unreadable(path, monkeypatch):
    path.unlink()
    path.mkdir()
    return path.rmdir


def no_folder(path, monkeypatch):
    path.unlink()
    path.parent.rmdir()
    path.parent.touch()
    return path.parent.unlink


def strange(path, monkeypatch):
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE slots (other)")
    db.close()
    return path.unlink


@pytest.mark.parametrize("fault", [locked, full, unreadable, no_folder, strange])
def test_a_file_that_is_no_good_is_told_once_and_the_process_counts_alone(path, clock, caplog, monkeypatch, fault):
    pacing = MachinePacing(path, clock=clock)
    before = pacing.take("me")
    repair = fault(path, monkeypatch)
    slots = fill(pacing, count=19)  # what it took before still counts
    assert pacing.take("me") == 95.0
    pacing.settle(slots[0])
    pacing.settle(before)
    pacing.lock("you", 600.0)
    assert pacing.take("me") == 60.0
    (warning,) = warnings_in(caplog)
    assert "this process counts for itself" in warning.getMessage()
    assert warning.name == "cardkit.transport"
    repair()
    assert pacing.take("you") == 600.0
    assert pacing.take("me") == 60.0
    pacing.settle(slots[1], used=False)
    assert isinstance(pacing.take("me"), Slot)
    assert len(warnings_in(caplog)) == 1


def test_what_fails_at_the_end_of_a_call_is_no_second_slot(path, clock, monkeypatch):
    class Failing(sqlite3.Connection):
        def execute(self, statement, *arguments):
            if statement == "COMMIT":
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(statement, *arguments)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **options: connect(*a, **options, factory=Failing))
    pacing = MachinePacing(path, clock=clock)
    fill(pacing)
    assert pacing.take("me") == 95.0


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\0" + b"\xff" * 8000, None], ids=["text", "head", "tail"])  # fmt: skip
def test_a_damaged_file_is_moved_aside(path, clock, caplog, content):
    MachinePacing(path, clock=clock).lock("me", 600.0)
    if content is None:
        whole = path.read_bytes()
        content = whole[:4096] + b"\xff" * (len(whole) - 4096)
    path.write_bytes(content)
    pacing = MachinePacing(path, clock=clock)
    fill(pacing)
    (aside,) = path.parent.glob("pacing.sqlite3.corrupt-*")
    assert aside.read_bytes() == content
    assert MachinePacing(path, clock=clock).take("me") == 95.0
    assert [warning.getMessage() for warning in warnings_in(caplog)] == [
        f"{str(path)!r} was damaged; it is kept as {str(aside)!r}, and a new one begun"
    ]


def test_a_deleted_file_is_made_again(path, clock, caplog):
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=5)
    path.unlink()
    fill(pacing, count=15)
    assert pacing.take("me") == 95.0
    fill(MachinePacing(path, clock=clock), count=5)
    assert not warnings_in(caplog)


def test_what_has_ended_is_deleted(path, clock):
    pacing = MachinePacing(path, clock=clock)
    for number in range(300):
        pacing.settle(pacing.take(f"account {number}"))
        pacing.lock(f"account {number}", 5.0)
        clock.now += 7
    db = sqlite3.connect(path)
    assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] < 20 for table in ("slots", "locks")] == [
        True
    ] * 2
    db.close()
    assert path.stat().st_size <= 32_768
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]


@posix
def test_file_and_folder_are_the_users_own(tmp_path, clock, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    pacing = MachinePacing(clock=clock)
    assert isinstance(pacing.take("me"), Slot)
    folder = tmp_path / "state" / "cardkit"
    file = folder / "pacing.sqlite3"
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    folder.chmod(0o755)
    file.chmod(0o644)
    pacing.take("me")
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)


FOLDERS = [
    ("linux", {"XDG_STATE_HOME": "{}/x"}, "x/cardkit"),
    ("linux", {"XDG_STATE_HOME": "relative"}, "home/.local/state/cardkit"),
    ("linux", {}, "home/.local/state/cardkit"),
    ("darwin", {"XDG_STATE_HOME": "{}/x"}, "home/Library/Application Support/cardkit"),
    ("win32", {"LOCALAPPDATA": "{}/local"}, "local/cardkit"),
    ("win32", {}, "home/AppData/Local/cardkit"),
]


@posix
@pytest.mark.parametrize(("platform", "environment", "folder"), FOLDERS)
def test_the_state_folder_of_each_system(tmp_path, clock, monkeypatch, platform, environment, folder):
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "{}/home", **environment}.items():
        monkeypatch.setenv(name, value.format(tmp_path))
    monkeypatch.setattr(sys, "platform", platform)
    MachinePacing(clock=clock).take("me")
    assert (tmp_path / folder / "pacing.sqlite3").is_file()


def test_the_settings_of_a_transport(clock):
    assert pacing_of(None, clock) is None
    assert isinstance(pacing_of("machine", clock), MachinePacing)
    process = pacing_of("process", clock)
    assert isinstance(process, ProcessPacing)
    assert pacing_of(process, time.time) is process
    assert pacing_of("process", time.time) is pacing_of("process", time.time)  # one process, one budget
    assert isinstance(process, Pacing)
    for wrong in ("redis", 3, object(), ProcessPacing, True, ["machine"]):
        with pytest.raises(ConfigurationError, match="must be 'machine', 'process', None"):
            pacing_of(wrong, clock)


@pytest.mark.parametrize("options", [{"budget": 0}, {"budget": -1}, {"window": 0}, {"window": math.inf}, {"window": math.nan}])  # fmt: skip
def test_a_budget_that_makes_no_sense(options, path):
    for kind in KINDS:
        with pytest.raises(ConfigurationError, match="budget="):
            make(kind, path, Clock(), **options)
    with pytest.raises(ConfigurationError, match="path=5 must be text or a path"):
        MachinePacing(5)


def test_a_slot_is_a_value():
    slot = ProcessPacing(clock=Clock()).take("me")
    assert pickle.loads(pickle.dumps(slot)) == slot
    with pytest.raises(AttributeError):
        slot.id = 3
