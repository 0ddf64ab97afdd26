"""Clocks and pacings of tests: a clock that processes share, and pacings that are wrong."""

import copy
import math
import pickle

from cardkit.transport.pacing import Slot

START = 1_700_000_000.0
COPIES = [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
"""The ways to copy an object, the last as for another process."""


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


class Wrong:
    """A pacing that raises, or gives what it likes."""

    def __init__(self, outcome):
        self.outcome = outcome

    def take(self, account, hold=35.0):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def settle(self, slot, *, used=True):
        if isinstance(self.outcome, Exception):
            raise self.outcome

    lock = settle


WRONG = [RuntimeError("down"), KeyError(), 0, -1, -0.5, math.nan, math.inf, None, True, "5", [5.0]]


def free(pacing):
    """How many slots the budget has left."""
    count = 0
    while isinstance(pacing.take("a"), Slot):
        count += 1
    return count


class Clock:
    """Time that passes only when a test says so, or when somebody sleeps."""

    def __init__(self, now=START):
        self.now, self.slept = now, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def fill(pacing, account="me", count=20, **options):
    slots = [pacing.take(account, **options) for _ in range(count)]
    assert all(isinstance(slot, Slot) for slot in slots)
    return slots
