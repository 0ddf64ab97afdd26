"""The budget, whoever counts it: every backend holds to the same rules, by a clock that is passed in."""

import logging
import math
import pickle
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pacings import START, WRONG, Clock, Wrong, fill

from cardkit import ConfigurationError
from cardkit.transport.pacing import (
    MachinePacing,
    Pacing,
    ProcessPacing,
    SharedPacing,
    Slot,
    pacing_of,
    pacing_setting,
)
from cardkit.transport.pacing.budget import Budget, Ledger
from cardkit.transport.pacing.process import OwnCount
from cardkit.transport.pacing.shared import GuardedPacing


class Foreign:
    """A pacing that is none of ours but in what it does."""

    def __init__(self, pacing):
        self.take, self.settle, self.lock = pacing.take, pacing.settle, pacing.lock


class Remote(SharedPacing):
    """A store in the simplest form: one text for each account, and a clock of its own, an hour ahead of ours."""

    AHEAD = 3600.0

    def __init__(self, clock, budget=20, window=60.0):
        super().__init__(OwnCount(clock, Budget(budget, window)), "remote")
        self.budget, self.texts, self.turn = Budget(budget, window), {}, threading.Lock()

    def _change(self, account, work):
        with self.turn:
            ledger = Ledger.from_json(self.budget, self.texts.get(account, Ledger(self.budget).to_json()))
            ledger.shift(-self.AHEAD)
            outcome = work(ledger, self._fallback.own._clock())
            ledger.shift(self.AHEAD)
            self.texts[account] = ledger.to_json()
            return outcome


BACKENDS = {
    "process": lambda path, clock, **options: ProcessPacing(clock=clock, **options),
    "machine": lambda path, clock, **options: MachinePacing(path, clock=clock, **options),
    "remote": lambda path, clock, **options: Remote(clock, **options),
    "foreign": lambda path, clock, **options: GuardedPacing(
        Foreign(ProcessPacing(clock=clock, **options)), OwnCount(clock, Budget())
    ),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "pacing.sqlite3"


@pytest.fixture(params=BACKENDS)
def pacing(request, path, clock):
    return BACKENDS[request.param](path, clock)


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
    assert 0 < pacing.take("me") <= 0.01
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


@pytest.mark.parametrize("kind", BACKENDS)
@settings(max_examples=60)
@given(events=st.lists(EVENTS, max_size=60), budget=st.sampled_from([1, 3, 20]))
def test_any_schedule_is_that_of_a_simple_list(kind, events, budget):
    with tempfile.TemporaryDirectory() as folder:
        clock, model = Clock(), Model(budget)
        pacing = BACKENDS[kind](Path(folder, "p"), clock, budget=budget)
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


@pytest.mark.parametrize(
    ("address", "name"), [("redis://:s3cret@h/0", "RedisPacing"), ("postgresql://u:s3cret@h/d", "PostgresPacing"), ("http://u:s3cret@h", "take, settle and lock")]
)  # fmt: skip
def test_an_address_is_no_pacing_but_names_the_class_that_counts_there(address, name):
    with pytest.raises(ConfigurationError, match=name) as caught:
        pacing_of(address, time.time)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("options", [{"budget": 0}, {"budget": -1}, {"window": 0}, {"window": math.inf}, {"window": math.nan}, *[{name: value} for name in ("budget", "window") for value in ("20", None, True)]])  # fmt: skip
def test_a_budget_that_makes_no_sense(options, path):
    for make in BACKENDS.values():
        with pytest.raises(ConfigurationError, match="budget="):
            make(path, Clock(), **options)
    with pytest.raises(ConfigurationError, match="path=5 must be text or a path"):
        MachinePacing(5)


def test_a_slot_is_a_value():
    slot = ProcessPacing(clock=Clock()).take("me")
    assert pickle.loads(pickle.dumps(slot)) == slot
    with pytest.raises(AttributeError):
        slot.id = 3


@pytest.mark.parametrize(("text", "setting"), [(None, "machine"), ("", "machine"), (" Machine\n", "machine"), ("process", "process"), ("NONE", None)])  # fmt: skip
def test_the_setting_of_the_environment(text, setting):
    assert pacing_setting(text) == setting


@pytest.mark.parametrize("text", ["moon", "off", "0", "machine,process"])
def test_a_setting_of_the_environment_that_makes_no_sense(text):
    with pytest.raises(ConfigurationError, match=f"CLIQ_PACING='{text}' must be one of machine, process, none"):
        pacing_setting(text)


@pytest.mark.parametrize("outcome", WRONG, ids=repr)
def test_a_pacing_of_somebody_elses_that_fails_stops_nobody(outcome, clock, caplog):
    pacing = pacing_of(Wrong(outcome), clock)
    slots = fill(pacing, count=5)
    assert pacing.take("me") == 95.0
    pacing.settle(slots[0])
    pacing.settle(slots[1], used=False)
    assert isinstance(pacing.take("me"), Slot)
    pacing.lock("me", 600.0)
    assert pacing.take("me") == 600.0
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "the shared budget, Wrong, cannot be used" in record.getMessage()
    assert "at most 5 of 20" in record.getMessage()


def test_a_pacing_of_somebody_elses_whose_methods_vanish_stops_nobody(clock):
    class Vanishing(ProcessPacing):
        def __getattribute__(self, name):
            if name in {"take", "settle", "lock"} and vars(type(self)).get("gone"):
                raise RuntimeError("gone")
            return super().__getattribute__(name)

    pacing = pacing_of(Vanishing(clock=clock), clock)
    Vanishing.gone = True
    (slot,) = fill(pacing, count=1)
    pacing.settle(slot)
    pacing.lock("me", 600.0)
    assert pacing.take("me") == 600.0


def test_an_interruption_of_a_foreign_pacing_is_none_of_ours(clock):
    class Interrupted(Wrong):
        def take(self, account, hold=35.0):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pacing_of(Interrupted(1), clock).take("me")


def test_a_store_that_fails_for_a_while_learns_what_happened(clock):
    remote = Remote(clock)
    fill(remote, count=10)
    turn, remote.turn = remote.turn, None  # and every call fails
    remote.settle(remote.take("other"))
    remote.lock("you", 300.0)
    assert remote.take("me") == 95.0  # it has more than its part already
    remote.turn = turn
    fill(remote, count=10)
    ledger = Ledger.from_json(Budget(), remote.texts["me"])
    assert (len(ledger.slots), ledger.lock) == (20, -math.inf)
    assert remote.take("you") == 300.0


@pytest.mark.parametrize("text", ["", "[]", "5", "{}", '{"now": 1, "lock": 1}', '{"now": 1, "lock": "1", "slots": {}}', '{"now": 1, "lock": 1, "slots": {"a": 1}}', '{"now": 1, "lock": 1, "slots": []}', '{"now": NaN, "lock": 1, "slots": {}}', '{"now": 1, "lock": 1, "slots": {"1": 1e999}}', "[" * 100_000])  # fmt: skip
def test_a_text_that_is_no_ledger_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Ledger.from_json(Budget(), text)


@pytest.mark.parametrize("seconds", [math.inf, math.nan, -5.0, 1e300])
def test_what_lasts_for_ever_lasts_a_day(pacing, clock, seconds):
    pacing.settle(pacing.take("held", seconds))
    assert isinstance(pacing.take("held", seconds), Slot)
    pacing.lock("me", seconds)
    pacing.lock("me", 1.0)
    assert pacing.take("me") == (86_400.0 if seconds > 0 else 1.0)
    clock.now += 86_400
    assert isinstance(pacing.take("me"), Slot)
