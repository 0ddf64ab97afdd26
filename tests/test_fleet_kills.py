"""Workers of a fleet that are killed at any moment, one of them for good: nothing is lost, nothing comes twice."""

import json
import random
import subprocess
import sys
import threading
import time

import procrastinate
import pytest
from receivers import Receiver
from servers import TOKEN

from cardkit import Message
from cardkit.outbox import Outbox

WINDOW = 0.25
"""Seconds of the budget's window, so that a test need not last for hours."""
STALLED = 1.0

WORKER = f"""
import logging, sys
import procrastinate
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, PostgresPacing
url, dsn = sys.argv[1:]
cliq = CliqTransport(token={TOKEN!r}, base_url=url, timeout=(0.5, 0.5), pacing=PostgresPacing(dsn, window={WINDOW}))
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=dsn))
outbox = Outbox.on(app, cliq, stalled_after={STALLED})
print("up", flush=True)
outbox.work()
"""


@pytest.fixture
def outbox(postgres_dsn):
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=postgres_dsn))
    with app.open():
        app.schema_manager.apply_schema()
    return Outbox.on(app)


def killed(outbox, command, kills):
    """Put letters while two workers run; kill one after the other, and at last the second for good."""
    dice, put = random.Random(5), []

    def start():
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        process.stdout.readline()
        return process

    def kill(process):
        process.kill()
        process.communicate()

    running = [start(), start()]
    try:
        for kill_number in range(kills):
            for _ in range(3):
                text = f"{kill_number}-{len(put)}"
                outbox.put(Message(text), to=f"chat:{len(put) % 3}", priority=len(put) % 2)
                put.append(text)
            threading.Event().wait(dice.uniform(0, 0.3))
            kill(running.pop(0))
            running.append(start())
        kill(running.pop(0))
        until = time.monotonic() + 120 + kills
        while (stats := outbox.stats()).ready or stats.sending:
            assert time.monotonic() < until, stats
            threading.Event().wait(0.05)
    finally:
        for process in running:
            kill(process)
    return put


def examined(outbox, dsn, kills):
    with Receiver() as receiver:
        put = killed(outbox, [sys.executable, "-c", WORKER, receiver.url, dsn], kills)
    letters = {json.loads(letter.body)["text"]: letter.state for letter in outbox.letters()}
    arrived = receiver.texts
    assert set(put) == set(letters)
    assert len(arrived) == len(set(arrived))  # nothing came twice
    assert set(letters.values()) <= {"sent", "unknown"}
    assert {text for text, state in letters.items() if state == "sent"} <= set(arrived)  # what is sent came
    assert set(arrived) <= set(letters)  # and what came is sent, or its doubt is seen
    assert outbox.stats().unknown <= kills + 1
    assert receiver.most_in_any(WINDOW) <= 20
    return outbox.stats()


@pytest.mark.slow
def test_workers_that_are_killed_at_any_moment_lose_and_double_nothing(outbox, postgres_dsn):
    assert examined(outbox, postgres_dsn, kills=6).sent > 6


@pytest.mark.minutes
@pytest.mark.timeout(3600)
def test_200_kills_lose_and_double_nothing(outbox, postgres_dsn):
    assert examined(outbox, postgres_dsn, kills=200).sent > 200
