"""In subinterpreters, which start no thread that the end of a program does not wait for; Python 3.14 gives them to all."""

import json
import subprocess
import sys

import pytest

from cardkit.transport.system import background

NEEDS = pytest.mark.skipif(sys.version_info < (3, 14), reason="the standard library has no subinterpreters yet")
PROGRAM = """
import sys
from concurrent import interpreters
from concurrent.futures import InterpreterPoolExecutor

IMPORTED = '''
import logging, time
from pathlib import Path
from cardkit import Message
from cardkit.logging import CliqHandler
from cardkit.outbox import Outbox
from cardkit.transport import FileTransport, MachinePacing
out = FileTransport(PATH)
def until(done):
    for _ in range(1_000):
        if done():
            return
        time.sleep(0.01)
'''

path, work = sys.argv[1], IMPORTED + sys.argv[2]
interpreter = interpreters.create()
interpreter.prepare_main(PATH=path)
interpreter.exec(work)
interpreter.close()
with InterpreterPoolExecutor(1) as pool:
    pool.submit(exec, work, {"PATH": path}).result()
"""
LOGGED = """
log = logging.getLogger("shop")
log.addHandler(CliqHandler(out, to="channel:a", gather={gather}))
log.error("down")
"""
WORK = {
    "a record that waits for the end": LOGGED.format(gather=3600.0),
    "a record that is flushed": LOGGED.format(gather=0.0) + "log.handlers[-1].flush()\nassert Path(PATH).read_text()",
    "an outbox": """
outbox = Outbox(PATH + ".outbox", out)
with outbox.working():
    letter = outbox.put(Message("down"), to="channel:a")
    until(lambda: outbox.letter(letter.id).state == "sent")
    assert MachinePacing(PATH + ".pacing").take("a").account == "a"
""",
}


@NEEDS
@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_what_is_sent_from_a_thread_is_sent(tmp_path, work):
    out = tmp_path / "out.jsonl"
    run = subprocess.run([sys.executable, "-c", PROGRAM, out, work], capture_output=True, text=True, timeout=60)
    assert (run.stderr, run.returncode) == ("", 0)
    sent = [json.loads(line)["message"]["text"] for line in out.read_text().splitlines()]
    assert [text.rpartition(": ")[2] for text in sent] == ["down", "down"]


def test_where_there_are_no_daemons_a_thread_is_none(monkeypatch):
    kinds = []

    class Isolated:
        def __init__(self, *, target, name, daemon):
            if daemon:
                raise RuntimeError("daemon threads are disabled in this (sub)interpreter")
            kinds.append(daemon)

    assert background(print, "x").daemon
    monkeypatch.setattr("cardkit.transport.system.Thread", Isolated)
    background(print, "x")
    assert kinds == [False]
