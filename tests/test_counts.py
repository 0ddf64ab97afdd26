"""What a card costs in opcodes and frames, beside plain attrs objects: the same on every machine."""

import gc
import sys
import threading
import weakref

import pytest

from bench import cards, plain, sending
from bench.answers import answering
from bench.counting import counted

# How many times the opcodes and the frames of the same card as plain objects: no more than these.
MOST = {"small": (3.25, 3.9), "full": (3.05, 2.3), "buttons": (3.05, 3.8), "poll": (2.33, 3.1)}


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="opcodes differ from one version of Python to the next")
@pytest.mark.parametrize("name", MOST)
def test_a_card_costs_no_more_opcodes_and_frames_than_it_did(name):
    ours, bare = counted(getattr(cards, name)), counted(getattr(plain, name))
    opcodes, frames = MOST[name]
    assert ours.opcodes / bare.opcodes <= opcodes
    assert ours.frames / bare.frames <= frames


# The same of sends, beside a bare request: without pacing, and counting for the machine.
SENDS = {"plain": (1.09, 1.15), "counting": (1.34, 1.44)}


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="opcodes differ from one version of Python to the next")
@pytest.mark.parametrize("name", SENDS)
def test_a_send_costs_little_more_than_a_bare_request(name, tmp_path):
    with answering() as url:
        sides = sending.sides(url, tmp_path)
        for side in sides * 20:  # until the count has as many requests as it holds at that pace
            side()
        ours, bare = counted(getattr(sides, name)), counted(sides.bare)
    assert ours.opcodes / bare.opcodes <= SENDS[name][0]
    assert ours.frames / bare.frames <= SENDS[name][1]


def test_what_another_thread_does_is_not_counted():
    go, ready = threading.Event(), threading.Event()

    def other():
        while not go.is_set():
            ready.set()

    def call():
        return [number + 1 for number in range(30_000)]

    alone = counted(call).opcodes
    thread = threading.Thread(target=other)
    thread.start()
    ready.wait()
    beside = counted(call).opcodes
    go.set()
    thread.join()
    assert beside == alone


class Cycle:
    """An object that only the garbage collector takes away."""

    def __init__(self):
        self.itself = self


def callback(reference):
    """What the collector calls."""


def test_what_the_collector_calls_is_not_counted():
    def call(callback):
        followed = [weakref.ref(Cycle(), callback) for _ in range(10)]
        return followed, [[number] for number in range(3_000)]  # enough for the collector to start, were it not resting

    assert counted(lambda: call(callback)).opcodes == counted(lambda: call(None)).opcodes
    assert gc.isenabled()


def test_twice_the_rows_are_split_for_twice_the_opcodes():
    one, two = (counted(cards.table(cards.cells(n)).split).opcodes for n in (2_000, 4_000))
    assert 1.8 < two / one < 2.3


def test_twice_the_rows_cost_twice_the_opcodes():
    one, two = (counted(lambda n=n: cards.rows_one_by_one(cards.cells(n))).opcodes for n in (200, 400))
    assert 1.8 < two / one < 2.1
