"""A Python in a browser, imitated: one without threads, sockets, hard links and some modules, and with urllib3's fetch."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

# What Pyodide 0.29 and earlier lack, or load only when they are asked to; Pyodide 314 lacks the last line.
WITHOUT = """\
import sys
for name in ("fcntl", "ssl", "_ssl", "sqlite3", "_sqlite3", "lzma", "_lzma", "termios", "ctypes", "_ctypes",
             "_multiprocessing", "multiprocessing", "_hashlib", "readline", "curses", "pwd", "grp", "resource"):
    sys.modules[name] = None
"""

# What is different in Pyodide 314, with its JavaScript: `answer` decides what the browser does with a request.
BROWSER = """\
import os, socket, sys, threading, time, types

def no_thread(*args, **options):
    raise RuntimeError("can't start new thread")

def no_clock(number):
    raise OSError(28, "Invalid argument")

def no_socket(*args):
    raise AssertionError("a socket")

sys.platform = "emscripten"
threading.Thread.start, time.clock_gettime, socket.socket.connect = no_thread, no_clock, no_socket
del os.link

class JsException(Exception):
    def __init__(self, name, message):
        super().__init__(message)
        self.name, self.message = name, message

class XMLHttpRequest:
    new = classmethod(lambda cls: cls())
    def open(self, method, url, synchronous): self.url = url
    def setRequestHeader(self, name, value): pass
    def send(self, body): self.status, self.response = answer(self)
    def getAllResponseHeaders(self): return "content-type: application/json\\r\\n"

class Buffer(bytes):
    to_py = lambda self: memoryview(self)

js, ffi = types.ModuleType("js"), types.ModuleType("pyodide.ffi")
js.XMLHttpRequest = XMLHttpRequest
js.console = types.SimpleNamespace(warn=lambda text: None)
ffi.JsArray = ffi.JsProxy = object
ffi.JsException, ffi.to_js = JsException, lambda value, **options: value
sys.modules.update({"js": js, "pyodide": types.ModuleType("pyodide"), "pyodide.ffi": ffi})

def answer(request):
    return 200, Buffer(b'{"message_id": "17_1"}')

from cardkit import ConfigurationError, Message, errors
from cardkit.outbox import Outbox
from cardkit.transport import CliqTransport, MachinePacing, MemoryTransport, ProcessPacing

message, options = Message("Hi"), {"to": "channel:ops"}
"""


def said(*code):
    """What a fresh Python says, which must end by itself."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(code)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


SHOWN = """\
from pathlib import Path
from tempfile import mkdtemp
from cardkit import Message, check, preview
from cardkit.transport import FileTransport, MemoryTransport
message = Message("Hi").chart("pie", {"Up": 3})
assert not check(message.to_dict()) and "chart" in message.to_code() and "<svg" in message._repr_html_()
assert "Up" in str(message) and preview.page(message) and preview.svg(message.slides[0])
path, memory = Path(mkdtemp(), "sent.jsonl"), MemoryTransport()
for transport in (memory, FileTransport(path)):
    message.send(transport, to="chat:1")
assert memory.messages == [message] and path.read_text().count("pie") == 1
"""


def test_what_a_message_is_and_how_it_looks_wants_no_module_that_pyodide_lacks():
    said(WITHOUT, SHOWN)


def test_a_file_that_nobody_can_lock_is_the_outbox_of_whoever_opens_it():
    code = "box = Outbox(__import__('tempfile').mktemp(), MemoryTransport()); box.put(message, **options); print(box.work(once=True))"
    assert said("import sys; sys.modules['fcntl'] = None", BROWSER, code).startswith("Tally(sent=1,")


def test_a_message_is_sent_by_the_browser_and_its_answer_read():
    code = """
import asyncio
transport = CliqTransport(token="1000.a", base_url="https://chat.example.com")
print(message.send(transport, **options).message_id, asyncio.run(message.asend(transport, **options)).message_id)
"""
    assert said(BROWSER, code) == "17_1 17_1\n"


UNANSWERED = """
def answer(request):
    raise JsException(WHY, f"Failed to load {request.url}")

import traceback, urllib3
left = []
keyed = "https://cliq.zoho.com/api/v2/channelsbyname/ops/message?zapikey=1001.secret"
for pool in (None, urllib3.PoolManager()):
    transport = CliqTransport.from_webhook(keyed, max_wait=0, http=pool).using(on_leaving=lambda: left.append(1))
    try:
        message.send(transport)
    except errors.DeliveryUnknownError as error:
        assert "secret" not in "".join(traceback.format_exception(error))
        print(error.may_have_arrived, error)
print(left)
"""


def test_without_an_answer_a_message_may_have_arrived_and_the_likely_reason_is_told():
    first, second, left = said(BROWSER, "WHY = 'NetworkError'", UNANSWERED).splitlines()
    assert first == second
    assert first.startswith(
        "True no answer from https://cliq.zoho.com/api/v2: the browser gave no reason for its failure (most likely CORS: "
    )
    assert "send from outside a browser" in first
    assert left == "[1, 1]"
    assert said(BROWSER, "WHY = 'TimeoutError'", UNANSWERED).startswith(
        "True no answer from https://cliq.zoho.com/api/v2: it timed out; "
    )


def test_the_whole_deadline_is_the_timeout_of_the_browser():
    code = "answer = lambda request: (200, Buffer(b'{}')); XMLHttpRequest.timeout = property(None, lambda self, ms: print(ms))"
    send = "message.send(CliqTransport(token='x', timeout=(5, 30)), **options)"
    assert said(BROWSER, code, send) == "35000\n"


def test_the_budget_is_counted_in_a_file_without_hard_links_and_by_a_clock_that_is_there():
    code = """
from tempfile import mkdtemp
for pacing in (MachinePacing(f"{mkdtemp()}/pacing.sqlite3"), ProcessPacing()):
    taken = [pacing.take("me") for _ in range(21)]
    print(sum(not isinstance(slot, float) for slot in taken))
"""
    assert said(BROWSER, code) == "20\n20\n"


REFUSED = """
from cardkit.sandbox import Sandbox
box = Outbox(__import__("tempfile").mktemp(), MemoryTransport())
for work in (message.open, box.working().__enter__, Sandbox().__enter__):
    try:
        work()
    except ConfigurationError as error:
        print(error)
"""


def test_what_a_browser_cannot_do_is_refused_with_what_it_can():
    open, working, sandbox = said(BROWSER, REFUSED).splitlines()
    assert open.startswith("a browser cannot open /")
    assert open.endswith("; leave the message at the end of a cell, or show preview.page(message) in a frame")
    assert (
        working
        == "no thread can start here, as in a browser (can't start new thread); outbox.work(once=True) sends what is ready without one"
    )
    assert sandbox == "the sandbox cannot listen within a browser; a MemoryTransport keeps messages there"


def test_without_threads_records_of_a_log_are_sent_by_a_flush():
    code = """
import logging
from cardkit.logging import CliqHandler
memory = MemoryTransport()
handler = CliqHandler(memory, **options)
logging.getLogger().addHandler(handler)
logging.error("The disk is full")
before = len(memory.sent)
handler.flush()
print(before, len(memory.sent))
"""
    assert said(BROWSER, code) == "0 1\n"
