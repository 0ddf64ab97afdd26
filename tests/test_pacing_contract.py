"""One contract for every pacing: of this process, of this machine, of a fleet, and of somebody else's."""

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


def test_this_process():
    pacing_contract(lambda clock: ProcessPacing(clock=clock), shared=False)


def test_this_machine(tmp_path):
    pacing_contract(lambda clock: MachinePacing(tmp_path / "p", clock=clock))


def test_postgres(postgres_dsn):
    pacing_contract(lambda clock: PostgresPacing(postgres_dsn, clock=clock))


def test_redis(redis_url):
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
        (Unlocked, "Of two locks the one that ends later holds"),
        (Generous, "Twenty requests may be under way; .* There should be a wait of 95.0 s; take gave Slot"),
        (Alone, "What one counts, the other knows: .* There should be a wait of 95.0 s; take gave Slot"),
    ],
)
def test_what_breaks_a_rule_is_told_which(broken, rule):
    with pytest.raises(AssertionError, match=rule):
        pacing_contract(broken)
