"""The budget of the machine: never overrun by several processes, and still kept where its file is no good."""

import math
import multiprocessing
import os
import random
import sqlite3
import stat
import sys
import threading
from functools import partial

import pytest
from disks import posix
from pacings import COPIES, START, Clock, FileClock, fill
from programs import ended_well, forked
from recorder import Recorder, killed

from cardkit import ConfigurationError
from cardkit.transport import CliqTransport, kept_store
from cardkit.transport.pacing import MachinePacing, Slot
from cardkit.transport.pacing.machine import Clocks


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "pacing.sqlite3"


def work(pacing, clock, records, seed, rounds=70):
    """Send as a transport does; the requests leave after `take` and are answered before `settle`."""
    dice = random.Random(seed)
    with records.open("a", buffering=1, encoding="ascii") as file:
        while rounds:
            slot = pacing.take("me", 80_000.0)  # the clock may run far while the system lets another process run
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
    assert 15 < max(sum(left <= now < answered + 60 for left, answered in rows) for now, _ in rows) <= 20


def test_spawned_processes_share_one_budget(path, tmp_path):
    records = tmp_path / "records"
    arguments = [(path, tmp_path / "clock", records, seed) for seed in range(3)]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(spawned, arguments)
    never_more_than_twenty(records)
    assert sum(file.stat().st_size for file in path.parent.iterdir()) <= 1_000_000


@posix
def test_forked_processes_share_one_budget(path, tmp_path):
    clock, records = FileClock(tmp_path / "clock"), tmp_path / "records"
    pacing = MachinePacing(path, clock=clock)
    pacing.settle(pacing.take("me"))
    children = [forked(partial(work, pacing, clock, records, seed)) for seed in range(3)]
    assert [ended_well(child) for child in children] == [True] * 3
    never_more_than_twenty(records)


@posix
def test_a_fork_among_busy_threads_finds_no_lock_held(path, clock):
    pacing, stop = MachinePacing(path, clock=clock, budget=1_000_000), threading.Event()

    def busy():
        while not stop.is_set():
            pacing.settle(pacing.take("me"), used=False)

    threads = [threading.Thread(target=busy) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(4):
            assert ended_well(forked(lambda: fill(pacing, "you", 1)))
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


def test_what_has_ended_is_deleted(path, clock):
    pacing = MachinePacing(path, clock=clock)
    for number in range(300):
        pacing.settle(pacing.take(f"account {number}"))
        pacing.lock(f"account {number}", 5.0)
        clock.now += 7
    db = sqlite3.connect(path)
    assert db.execute("SELECT count(*) FROM ledgers").fetchone()[0] < 20
    db.close()
    pacing._store.close()
    assert path.stat().st_size <= 65_536
    assert [file.name for file in path.parent.iterdir()] == [path.name]


class Machine:
    """A machine with a time of day that can be set, and a start that can be made anew."""

    def __init__(self):
        self.up, self.day, self.start = 1_000.0, START, "one"

    @property
    def clocks(self):
        return Clocks(lambda: self.up, lambda: self.day, self.start)

    def pass_by(self, seconds):
        self.up += seconds
        self.day += seconds

    def restart(self, seconds):
        self.up, self.day, self.start = 12.0, self.day + seconds, self.start + "+"


@pytest.mark.parametrize("step", [-7200.0, 7200.0, -10 * 365 * 86400.0, 10 * 365 * 86400.0])
def test_setting_the_time_of_day_frees_no_budget_and_stretches_no_lock(path, step):
    machine = Machine()
    pacing = MachinePacing(path, clock=machine.clocks)
    for slot in fill(pacing):
        pacing.settle(slot)
    pacing.lock("locked", 600.0)
    machine.pass_by(10.0)
    machine.day += step
    for one in (pacing, MachinePacing(path, clock=machine.clocks)):
        assert (one.take("me"), one.take("locked"), isinstance(one.take("new"), Slot)) == (50.0, 590.0, True)
    machine.pass_by(50.0)
    assert isinstance(pacing.take("me"), Slot)
    assert pacing.take("locked") == 540.0


@pytest.mark.parametrize(("seconds", "left"), [(100.0, 500.0), (-86400.0, 600.0), (0.0, 600.0)])
def test_a_lock_outlasts_a_restart_of_the_machine(path, seconds, left):
    machine = Machine()
    MachinePacing(path, clock=machine.clocks).lock("me", 600.0)
    machine.restart(seconds)
    pacing = MachinePacing(path, clock=machine.clocks)
    assert isinstance(pacing.take("new"), Slot)  # cleans up, but not that
    assert pacing.take("me") == left
    machine.restart(700.0)
    assert isinstance(MachinePacing(path, clock=machine.clocks).take("me"), Slot)


@posix
def test_file_and_folder_are_the_users_own(tmp_path, clock, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "state" / "cardkit"
    file = folder / "pacing.sqlite3"
    for _ in range(2):
        assert isinstance(MachinePacing(clock=clock).take("me"), Slot)
        assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
        folder.chmod(0o755)
        file.chmod(0o644)


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


@posix
@pytest.mark.parametrize("again", [lambda pacing: pacing, *COPIES])
def test_no_connection_is_open_in_a_child(path, clock, again):
    pacing = again(MachinePacing(path, clock=clock))
    fill(pacing, count=5)
    assert pacing._store._kept

    def take():
        assert not pacing._store._kept
        fill(pacing, count=3)

    assert ended_well(forked(take))
    fill(pacing, count=12)
    assert pacing.take("me") == 95.0


@pytest.mark.parametrize("again", COPIES)
def test_a_copy_of_one_in_use_counts_in_the_same_file(path, again):
    pacing = MachinePacing(path, clock=Clock(), budget=3)
    fill(pacing, count=1)
    twin = again(pacing)
    assert len(fill(twin, count=1) + fill(pacing, count=1)) == 2
    assert type(twin.take("me")) is type(pacing.take("me")) is float


@posix
def test_a_child_does_not_speak_for_its_parent(path, clock):
    pacing = MachinePacing(path, clock=clock)
    slots = fill(pacing)
    reading, writing = os.pipe()

    def take():
        os.read(reading, 1)  # by now the parent's first has been answered late, and the others at once
        clock.now += 90
        assert (pacing.take("me"), MachinePacing(path, clock=clock).take("me")) == (60.0, 60.0)

    child = forked(take)
    for slot in slots:
        clock.now = START + 90
        pacing.settle(slot)
    os.write(writing, b".")
    assert ended_well(child)


@posix
def test_a_child_has_no_share_in_what_its_parent_reserved(path, clock):
    cliq = CliqTransport(token="1000.t", pacing=MachinePacing(path, clock=clock))
    assert cliq.reserve(20) == 0.0

    def release():
        cliq.release()
        assert cliq.reserve(1) > 0.0

    assert ended_well(forked(release))
    cliq.release()
    assert cliq.reserve(20) == 0.0


def test_a_relative_path_is_meant_from_where_it_was_given(tmp_path, clock, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pacing = MachinePacing("pacing.sqlite3", clock=clock)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    fill(pacing)
    assert MachinePacing(tmp_path / "pacing.sqlite3", clock=clock).take("me") == 95.0
    assert not [*(tmp_path / "other").iterdir()]


@pytest.mark.parametrize("patience", [-1, math.nan, math.inf, None, "5", True])
def test_a_patience_that_makes_no_sense(path, patience):
    with pytest.raises(ConfigurationError, match="patience="):
        MachinePacing(path, patience=patience)


@posix
def test_a_fork_that_python_did_not_see_leaves_the_parents_connection_alone(path, clock, monkeypatch):
    pacing = MachinePacing(path, clock=clock)
    fill(pacing, count=5)
    (before,) = pacing._store._kept.values()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    fill(pacing, count=5)
    after = pacing._store._kept[1]
    assert after.db is not before.db
    before.db.execute("SELECT 1")  # it is open, and kept
    assert len(fill(pacing, count=10)) == 10


def test_what_comes_after_a_fork_alone_says_nothing(path, clock):
    """As uWSGI calls it, with ``--py-call-osafterfork``."""
    kept_store._after_fork()
    assert isinstance(MachinePacing(path, clock=clock).take("me"), Slot)


def test_a_signal_amid_a_call_does_not_wait_for_itself(path):
    got = []

    class Interrupted:
        amid = False

        def __call__(self):
            if not self.amid:
                self.amid = True
                got.append(pacing.take("me"))
                self.amid = False
            return START

    clock = Interrupted()
    pacing = MachinePacing(path, clock=clock)
    got.append(pacing.take("me"))
    clock.amid = True
    pacing.settle(got[0])  # and the file learns of all
    slots = [slot for slot in got if isinstance(slot, Slot)]
    assert len({slot.id for slot in slots}) == len(slots) > 1
    other = MachinePacing(path, clock=Clock())
    fill(other, count=20 - len(slots))
    assert other.take("me") == 60.0


SENDER = """
import sys, time
from cardkit import Message
from cardkit.transport import CliqTransport, MachinePacing
port, path, window = sys.argv[1:]
cliq = CliqTransport(
    token="1000.t", base_url="http://127.0.0.1:" + port, max_wait=1e15, timeout=(0.5, 0.5),
    pacing=MachinePacing(path, window=float(window)),
    sleep=lambda seconds: time.sleep(min(seconds, 0.001)),  # so that most kills hit it at the file
)
print("up", flush=True)
while True:
    Message("x").send(cliq, to="chat:1")
"""


def killed_senders(path, kills, window):
    """Let some send without end, kill one after the other at any moment, and give what arrived."""
    recorder = Recorder()
    killed([sys.executable, "-c", SENDER, str(recorder.port), str(path), str(window)], recorder, kills=kills, most=21)
    return recorder


@posix
def test_senders_that_are_killed_at_any_moment_never_overrun_the_budget(path):
    recorder = killed_senders(path, kills=4, window=1.0)
    assert recorder.most_in_any(1.0) <= 20


@posix
@pytest.mark.slow
@pytest.mark.minutes
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("window", [2.0, 60.0])
def test_169_kills_and_20_of_20_in_any_window(path, window):
    recorder = killed_senders(path, kills=169, window=window)
    assert recorder.most_in_any(window) == 20
