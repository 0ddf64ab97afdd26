"""What every pacing has to do, whoever counts: a file, a server, or a class of your own."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable
from typing import TypeAlias

from ..transport.pacing import BUDGET, HOLD, WINDOW, Pacing, ProcessPacing, Slot

Make: TypeAlias = Callable[[Callable[[], float]], Pacing]

NEAR = 1e-3
"""Seconds by which a wait may be off."""
EVENTS = 200
START = 1_800_000_000.0


def pacing_contract(make: Make, *, shared: bool = True) -> None:
    """Test a pacing: 20 requests in a minute, each counted while it is under way and for a minute after its answer.

    Each rule uses new accounts, so the store need not be empty. Time passes only on the clock that `make` is given.

    Args:
        make: a function that makes a pacing with a given clock. Called again, it makes another over the same store.
        shared: whether two such objects share their count.

    Raises:
        AssertionError: a rule is broken; the text says which, what was expected and what came.

    >>> from cardkit.transport import ProcessPacing
    >>> pacing_contract(lambda clock: ProcessPacing(clock=clock), shared=False)
    """
    for rule in (*RULES, *(SHARED if shared else ())):
        rule(_Case(rule.__doc__ or "", make))


class _Case:
    """One rule under test: its text, the time, a pacing that goes by it, and an account of its own."""

    def __init__(self, rule: str, make: Make) -> None:
        self.rule, self.make, self.now = rule, make, START
        self.pacing = self.another()
        self.account = f"contract {secrets.token_hex(8)}"

    def clock(self) -> float:
        """The time, which passes when a rule says so."""
        return self.now

    def another(self) -> Pacing:
        """A pacing over the same store as the others."""
        return self.make(self.clock)

    def fill(self, count: int = BUDGET, pacing: Pacing | None = None) -> list[Slot]:
        """So many slots, which there must be."""
        return [self.slot(pacing) for _ in range(count)]

    def slot(self, pacing: Pacing | None = None) -> Slot:
        answer = (pacing or self.pacing).take(self.account)
        if not isinstance(answer, Slot):
            raise AssertionError(f"{self.rule} There should be a slot; take gave {answer!r}")
        return answer

    def wait(self, seconds: float, pacing: Pacing | None = None) -> None:
        """No slot, but a wait of so many seconds."""
        answer = (pacing or self.pacing).take(self.account)
        if isinstance(answer, Slot) or not abs(answer - seconds) <= NEAR:
            raise AssertionError(f"{self.rule} There should be a wait of {seconds} s; take gave {answer!r}")


def _full(case: _Case) -> None:
    """Twenty requests may be under way; the next waits until the first can have no answer, and a minute more."""
    case.fill()
    case.wait(HOLD + WINDOW)


def _answered(case: _Case) -> None:
    """A request counts for a minute after its answer."""
    for slot in case.fill():
        case.pacing.settle(slot)
        case.now += 1
    case.wait(WINDOW - BUDGET)
    case.now += WINDOW - BUDGET
    case.slot()
    case.wait(1)


def _unsent(case: _Case) -> None:
    """What never left is given back."""
    slots = case.fill()
    case.pacing.settle(slots[7], used=False)
    case.slot()
    case.wait(HOLD + WINDOW)


def _late(case: _Case) -> None:
    """An answer counts for a minute though its slot had ended."""
    slots = case.fill()
    case.now += HOLD + WINDOW + 1
    for slot in slots:
        case.pacing.settle(slot)
    case.wait(WINDOW)


def _locked(case: _Case) -> None:
    """Of two locks the one that ends later holds, beside the budget."""
    case.fill()
    case.pacing.lock(case.account, 600)
    case.pacing.lock(case.account, 30)
    case.wait(600)
    case.now += 600
    case.slot()


def _apart(case: _Case) -> None:
    """One account takes nothing from another."""
    case.fill()
    case.pacing.lock(case.account, 600)
    case.account += " and another"
    case.slot()


def _threads(case: _Case) -> None:
    """Of 32 threads at once, twenty get a slot."""
    answers: list[Slot | float] = []
    threads = [threading.Thread(target=lambda: answers.append(case.pacing.take(case.account))) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = {answer.id for answer in answers if isinstance(answer, Slot)}
    if len(given) != BUDGET:
        raise AssertionError(f"{case.rule} There were {len(given)}")


def _any_schedule(case: _Case) -> None:
    """Whatever is taken, settled, given back and locked in whatever order, the waits are those of `ProcessPacing`."""
    dice, ours = random.Random(20), ProcessPacing(clock=case.clock)  # noqa: S311 - a schedule, no secret
    under_way: list[tuple[Slot, Slot]] = []
    for _ in range(EVENTS):
        what = dice.choice(["take", "take", "take", "settle", "back", "pass", "lock"])
        if what == "take":
            expected = ours.take(case.account)
            if isinstance(expected, Slot):
                under_way.append((expected, case.slot()))
            else:
                case.wait(expected)
        elif what in {"settle", "back"} and under_way:
            mine, theirs = under_way.pop(dice.randrange(len(under_way)))
            ours.settle(mine, used=what == "settle")
            case.pacing.settle(theirs, used=what == "settle")
        elif what == "lock":
            seconds = dice.randrange(1, 8) / 4
            ours.lock(case.account, seconds)
            case.pacing.lock(case.account, seconds)
        else:
            case.now += dice.randrange(20) / 4


def _shared_count(case: _Case) -> None:
    """What one counts, the other knows: slots, answers, what was given back, and locks."""
    other = case.another()
    slots = case.fill(12)
    case.fill(8, other)
    case.wait(HOLD + WINDOW, other)
    case.pacing.settle(slots[0], used=False)
    case.slot(other)
    case.wait(HOLD + WINDOW)
    other.lock(case.account, 600)
    case.wait(600)


def _killed(case: _Case) -> None:
    """What somebody took who is gone counts until no answer can come, and a minute more."""
    case.fill(pacing=case.another())
    case.now += HOLD + WINDOW - 1
    case.wait(1)
    case.now += 1
    case.fill()


RULES = (_full, _answered, _unsent, _late, _locked, _apart, _threads, _any_schedule)
SHARED = (_shared_count, _killed)
