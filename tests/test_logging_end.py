"""The end of a program that logs to cards, and its children: what waits is sent, and what fails is told."""

import json
import logging
import multiprocessing
import os
import subprocess
import sys
import warnings
import weakref

import pytest
from logs import bodies, handled

from cardkit import ConnectionFailedError
from cardkit.transport import FileTransport, MemoryTransport


class Down(MemoryTransport):
    """One that is never reached."""

    tries = 0

    def send(self, body, to):
        self.tries += 1
        raise ConnectionFailedError("down")


@pytest.mark.parametrize("before", [(), ("close",), ("flush", "close")], ids=" ".join)
def test_what_fails_at_the_end_is_tried_once_more_and_told(log, before, capsys):
    down = Down()
    handler = handled(log, down)
    log.error("down")
    for method in before:
        getattr(handler, method)()
    logging.shutdown([weakref.ref(handler)])
    assert down.tries == 2
    assert capsys.readouterr().err.count("cardkit.logging: 1 log record was not sent\n") == 1


def test_where_logging_tells_no_faults_nor_does_the_end(log, monkeypatch, capsys):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler = handled(log, Down())
    log.error("down")
    handler.close()
    assert capsys.readouterr().err == ""


def test_a_handler_that_was_closed_opens_again(log):
    memory = MemoryTransport()
    handler = handled(log, memory)
    for text in ("before", "after"):
        log.error(text)
        handler.close()
    assert [body["text"] for body in bodies(memory)] == ["*ERROR* shop.cart: before", "*ERROR* shop.cart: after"]


def test_what_the_sending_logs_does_not_wait_for_who_waits_for_it(log):
    """While a program ends, `logging` holds the lock of the handler that it flushes."""

    class Logging(MemoryTransport):
        def send(self, body, to):
            log.error("it leaves")
            return super().send(body, to)

    memory = Logging()
    handler = handled(log, memory)
    log.error("down")
    logging.shutdown([weakref.ref(handler)])
    assert [body["text"] for body in bodies(memory)] == ["*ERROR* shop.cart: down"]


PROGRAM = """
import atexit, logging, sys
from cardkit import ConfigurationError
from cardkit.logging import CliqHandler
from cardkit.transport import FileTransport
try:
    CliqHandler(FileTransport(sys.argv[1]), to="nowhere")
except ConfigurationError:
    pass
log = logging.getLogger("shop")
def add():
    log.addHandler(CliqHandler(FileTransport(sys.argv[1]), to="channel:a", gather=3600.0))
    log.error("down")
def configured():
    import logging.config
    log.addHandler(CliqHandler(FileTransport(sys.argv[1]), to="channel:a", gather=3600.0))
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    log.error("down")
"""


@pytest.mark.parametrize("ending", ["add()", "atexit.register(add)", "configured()"])
def test_a_program_that_ends_sends_what_waits(tmp_path, ending):
    out = tmp_path / "out.jsonl"
    run = subprocess.run([sys.executable, "-c", PROGRAM + ending, out], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert [json.loads(line)["message"]["text"] for line in out.read_text().splitlines()] == ["*ERROR* shop: down"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_sends_records_of_its_own(log, tmp_path):
    open_one, closed = handled(log, FileTransport(tmp_path / "open")), handled(log, FileTransport(tmp_path / "closed"))
    log.error("of the parent")
    closed.close()
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork among threads
        child = context.Process(target=log.error, args=("of the child",))  # its end alone has them sent
        child.start()
    child.join(60)
    open_one.close()

    def texts(name):
        return [json.loads(line)["message"]["text"] for line in (tmp_path / name).read_text().splitlines()]

    assert texts("open") == ["*ERROR* shop.cart: of the child", "*ERROR* shop.cart: of the parent"]
    assert texts("closed") == ["*ERROR* shop.cart: of the parent", "*ERROR* shop.cart: of the child"]


CHILDREN = """
import logging, multiprocessing, sys
from cardkit.logging import CliqHandler
from cardkit.transport import FileTransport
def work(path):
    log = logging.getLogger("shop")
    log.addHandler(CliqHandler(FileTransport(path), to="channel:a", gather=3600.0))
    log.error("of the child")
if __name__ == "__main__":
    child = multiprocessing.get_context(sys.argv[2]).Process(target=work, args=(sys.argv[1],))
    child.start()
    child.join()
"""


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_child_that_configures_logging_sends_what_waits_at_its_end(tmp_path, method):
    program, out = tmp_path / "program.py", tmp_path / "out.jsonl"
    program.write_text(CHILDREN)
    run = subprocess.run([sys.executable, program, out, method], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert [json.loads(line)["message"]["text"] for line in out.read_text().splitlines()] == [
        "*ERROR* shop: of the child"
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_amid_a_send_takes_records(log, tmp_path):
    class Forking(MemoryTransport):
        """Sends by a child, as a program that it calls does."""

        def send(self, body, to):
            if os.getpid() == parent:
                child = context.Process(target=log.error, args=("of the child",))
                child.start()
                child.join(60)
                return super().send(body, to)
            return files.send(body, to)

    parent, context, files = os.getpid(), multiprocessing.get_context("fork"), FileTransport(tmp_path / "child")
    handler = handled(log, Forking())
    log.error("of the parent")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork among threads
        handler.flush()
    (line,) = (tmp_path / "child").read_text().splitlines()
    assert json.loads(line)["message"]["text"] == "*ERROR* shop.cart: of the child"
