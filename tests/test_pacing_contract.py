"""One contract for every pacing: of this process, of this machine, of a fleet, and of somebody else's."""

import itertools
import threading

import pytest

from cardkit.testing import pacing_contract
from cardkit.transport import MachinePacing, PostgresPacing, ProcessPacing, RedisPacing, Slot
from cardkit.transport.pacing.budget import Budget
from cardkit.transport.pacing.process import OwnCount
from cardkit.transport.pacing.shared import GuardedPacing


class Stranger:
    """The simplest pacing that keeps the contract: who ends when, in one dictionary for all that are made."""

    ends, locks, last = {}, {}, 0

    def __init__(self, clock):
        self.clock = clock

    def take(self, account, hold=35.0):
        now, ends = self.clock(), self.ends.setdefault(account, {})
        busy = sorted(end for end in ends.values() if end > now)
        free = max(self.locks.get(account, now), busy[-20] if len(busy) >= 20 else now)
        if free > now:
            return free - now
        Stranger.last += 1
        ends[self.last] = now + hold + 60
        return Slot(account, self.last)

    def settle(self, slot, *, used=True):
        self.ends[slot.account].pop(slot.id, None)
        if used:
            self.ends[slot.account][slot.id] = self.clock() + 60

    def lock(self, account, seconds):
        self.locks[account] = max(self.locks.get(account, 0), self.clock() + seconds)


def test_the_pacing_of_this_process_keeps_the_contract():
    pacing_contract(lambda clock: ProcessPacing(clock=clock), shared=False)


def test_the_pacing_of_this_machine_keeps_the_contract(tmp_path):
    pacing_contract(lambda clock: MachinePacing(tmp_path / "p", clock=clock))


def test_the_pacing_of_postgresql_keeps_the_contract(postgres_dsn):
    pacing_contract(lambda clock: PostgresPacing(postgres_dsn, clock=clock))


def test_the_pacing_of_redis_keeps_the_contract(redis_url):
    pacing_contract(lambda clock: RedisPacing(redis_url, clock=clock))


def test_a_strangers_alone_and_guarded():
    pacing_contract(Stranger)
    pacing_contract(lambda clock: GuardedPacing(Stranger(clock), OwnCount(clock, Budget())))


class CountsAtAcquire(Stranger):
    """As limiters do that know nothing of answers."""

    def settle(self, slot, *, used=True):
        pass


class Unlocked(Stranger):
    def lock(self, account, seconds):
        pass


class Keeping(Stranger):
    """Gives nothing back."""

    def settle(self, slot, *, used=True):
        if used:
            super().settle(slot)


class Mistaken(Stranger):
    """Gives the newest slot back, whichever it was."""

    def settle(self, slot, *, used=True):
        super().settle(slot if used else Slot(slot.account, max(self.ends[slot.account])), used=used)


class Forgetful(Stranger):
    """Does not count an answer that came after its slot had ended."""

    def settle(self, slot, *, used=True):
        ended = self.ends[slot.account].get(slot.id, 0) <= self.clock()
        super().settle(slot, used=used and not ended)


class LockingAll(Stranger):
    """Locks everybody for the fault of one."""

    def __init__(self, clock):
        super().__init__(clock)
        self.locked = 0.0

    def take(self, account, hold=35.0):
        return self.locked - self.clock() if self.locked > self.clock() else super().take(account, hold)

    def lock(self, account, seconds):
        self.locked = max(self.locked, self.clock() + seconds)


class Racing(Stranger):
    """Counts nothing that another thread takes."""

    ids = itertools.count(1_000_000)

    def take(self, account, hold=35.0):
        here = threading.current_thread() is threading.main_thread()
        return super().take(account, hold) if here else Slot(account, next(self.ids))


class Patient(Stranger):
    """Takes no note of locks of less than five seconds."""

    def lock(self, account, seconds):
        if seconds >= 5:
            super().lock(account, seconds)


class Undying(Stranger):
    """Holds for an hour what is taken by a second one over the same store."""

    clocks, hold = [], 35.0

    def __init__(self, clock):
        super().__init__(clock)
        self.hold = 3_600.0 if clock in self.clocks else self.hold
        self.clocks.append(clock)

    def take(self, account, hold=35.0):
        return super().take(account, self.hold)


class Inexact(Stranger):
    def take(self, account, hold=35.0):
        answer = super().take(account, hold)
        return answer if isinstance(answer, Slot) else answer + 0.5


class Generous(Stranger):
    def take(self, account, hold=35.0):
        return Slot(account, 1)


class Alone(Stranger):
    def __init__(self, clock):
        super().__init__(clock)
        self.ends, self.locks = {}, {}


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (
            CountsAtAcquire,
            "A request counts for a minute after its answer. There should be a wait of 40.0 s; take gave ",
        ),
        (Keeping, "What never left is given back. There should be a slot; take gave 95.0"),
        (
            Forgetful,
            "An answer counts for a minute though its slot had ended. There should be a wait of 60.0 s; take gave Slot",
        ),
        (Unlocked, "Of two locks the one that ends later holds"),
        (LockingAll, "One account takes nothing from another. There should be a slot; take gave 600.0"),
        (Racing, "Of 32 threads at once, twenty get a slot. There were 32"),
        (
            Patient,
            "Whatever is taken, settled, given back and locked",
        ),
        (Mistaken, "Whatever is taken, settled, given back and locked"),
        (Undying, "What somebody took who is gone counts until no answer can come, and a minute more."),
        (Inexact, "Twenty requests may be under way; .* There should be a wait of 95.0 s; take gave 95.5"),
        (Generous, "Twenty requests may be under way; .* There should be a wait of 95.0 s; take gave Slot"),
        (Alone, "What one counts, the other knows: .* There should be a wait of 95.0 s; take gave Slot"),
    ],
)
def test_what_breaks_a_rule_is_told_which(broken, rule):
    with pytest.raises(AssertionError, match=rule):
        pacing_contract(broken)


def test_who_counts_for_itself_alone_need_not_know_what_others_count():
    pacing_contract(Alone, shared=False)
