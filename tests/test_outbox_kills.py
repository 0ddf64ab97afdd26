"""Programs that put and send, killed at any moment: nothing is lost, nothing arrives twice, and every doubt is seen."""

import json
import os
import random
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest
from disks import posix
from receivers import Receiver
from servers import TOKEN

from cardkit import Message
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, MachinePacing

WINDOW = 0.25
"""Seconds of the budget's window, so that a test need not last for hours."""

PROGRAM = f"""
import os, sys, threading
from cardkit import Message
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, MachinePacing
url, folder = sys.argv[1:]
cliq = CliqTransport(
    token={TOKEN!r}, base_url=url, timeout=(0.5, 0.5), pacing=MachinePacing(folder + "/pacing.sqlite3", window={WINDOW})
)
outbox, number = Outbox(folder + "/outbox.sqlite3", cliq), 0
with outbox.working():
    while True:
        outbox.put(Message(f"{{os.getpid()}}-{{number}}"), to=f"chat:{{number % 3}}", priority=number % 2)
        print(f"{{os.getpid()}}-{{number}}", flush=True)
        number += 1
        threading.Event().wait(0.03)
"""


def killed(folder, receiver, kills):
    """Run two programs, kill one after the other, and give the texts that they were told are kept."""
    dice, kept = random.Random(11), []

    def start():
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, receiver.url, str(folder)], stdout=subprocess.PIPE)
        kept.append(process.stdout.readline().decode().strip())
        return process

    def kill(process):
        process.kill()
        kept.extend(process.communicate()[0].decode().splitlines())

    running = [start(), start()]
    try:
        for _ in range(kills):
            threading.Event().wait(dice.uniform(0, 0.2))
            kill(running.pop(0))
            running.append(start())
    finally:
        for process in running:
            kill(process)
    return kept


def examined(folder, receiver, kills):
    kept = killed(folder, receiver, kills)
    pacing = MachinePacing(folder / "pacing.sqlite3", window=WINDOW)
    cliq = CliqTransport(token=TOKEN, base_url=receiver.url, pacing=pacing, timeout=(0.5, 5))
    outbox = Outbox(folder / "outbox.sqlite3", cliq)
    outbox.work(once=True)
    letters = {json.loads(letter.body)["text"]: letter.state for letter in outbox.letters()}
    arrived = receiver.texts
    assert len(kept) > kills
    assert set(kept) <= set(letters)  # what was told to be kept is there
    assert len(arrived) == len(set(arrived))  # nothing came twice
    assert set(letters.values()) <= {"sent", "unknown"}
    assert {text for text, state in letters.items() if state == "sent"} <= set(arrived)  # what is sent came
    assert set(arrived) <= set(letters)
    assert outbox.stats().unknown <= kills + 2
    assert receiver.most_in_any(WINDOW) <= 20
    return outbox.stats()


@posix
@pytest.mark.slow
def test_programs_that_are_killed_at_any_moment_lose_and_double_nothing(tmp_path):
    with Receiver() as receiver:
        assert examined(tmp_path, receiver, kills=8).sent > 8


@posix
@pytest.mark.minutes
@pytest.mark.timeout(3600)
def test_200_kills_lose_and_double_nothing(tmp_path):
    with Receiver() as receiver:
        assert examined(tmp_path, receiver, kills=200).sent > 200


def soak(folder, seconds):
    """Put and send for a while through faults, and give how many file handles there were, early and late."""
    from cardkit.sandbox import Sandbox

    handles, begin = [], time.monotonic()
    with Sandbox() as sandbox:
        cliq = CliqTransport(token=sandbox.token, base_url=sandbox.url, pacing=None, timeout=(0.5, 0.5))
        outbox = Outbox(folder / "outbox.sqlite3", cliq, keep=0)
        with outbox.working():
            number = 0
            while time.monotonic() - begin < seconds:
                if number % 50 == 0:
                    sandbox.fault(status=(500, 404, 503)[number // 50 % 3])
                outbox.put(Message(str(number)), to=f"chat:{number % 7}")
                number += 1
                handles.append(len(os.listdir("/proc/self/fd")))
                threading.Event().wait(0.005)
            while outbox.stats().ready:
                threading.Event().wait(0.05)
    return number, outbox.stats(), handles


def check_soak(folder, seconds):
    number, stats, handles = soak(folder, seconds)
    early, late = handles[len(handles) // 4], handles[-1]
    assert late <= early + 3
    faults = (number + 49) // 50
    assert stats.unknown + stats.dead <= faults
    assert (folder / "outbox.sqlite3").stat().st_size < 1_000_000  # what was sent makes room


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="Linux tells the open files of a process")
def test_a_while_of_faults_leaves_nothing_behind(tmp_path):
    check_soak(tmp_path, 1.0)


@pytest.mark.minutes
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="Linux tells the open files of a process")
def test_ten_minutes_of_faults_leave_nothing_behind(tmp_path):
    warm, long = tmp_path / "warm", tmp_path / "long"
    warm.mkdir()
    long.mkdir()
    check_soak(warm, 5.0)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        check_soak(long, 600.0)
        assert tracemalloc.get_traced_memory()[0] - before < 20_000_000
    finally:
        tracemalloc.stop()
