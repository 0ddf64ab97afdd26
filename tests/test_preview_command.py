"""`cardkit preview`: what is shown where, Python files, the browser, and watching."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from blocks import ROOT
from click.testing import CliRunner

from cardkit import ConfigurationError, Message, preview
from cardkit.cli.main import cardkit
from cardkit.preview.web.page import opened

CARD = Message("Two hosts are down").card("Alert").table(["Host"]).row("web-2")
GOOD = CARD.to_json()
WRONG = '{"text": "Hi",\n "slides": [{"type": "list", "data": []}]}'
SCRIPT = 'from cardkit import Message\nmessage = Message("Made here").list(["web-1"])\n'
REFRESH = '<meta http-equiv="refresh" content="1"/>'

CAROUSEL = """
from attrs import evolve, frozen
from cardkit import Issue, Message
from cardkit.limits import CLIQ

@frozen
class Carousel:
    pictures: tuple[str, ...]
    type = "carousel"

    def to_dict(self, api=None):
        return {"type": self.type, "data": list(self.pictures)}

    def issues(self, limits):
        yield Issue("/data", "fast", "it turns too fast", severity="warning")

message = Message("Hi").slide(Carousel(("a.png",)))
wide = Message("Hi", limits=evolve(CLIQ, chart_segments=6)).chart("pie", {f"host-{n}": 1 for n in range(6)})
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "card.json").write_text(GOOD)
    (tmp_path / "wrong.json").write_text(WRONG)
    return tmp_path


def run(*args, stdin=None, **options):
    return CliRunner().invoke(cardkit, ["preview", *map(str, args)], input=stdin, catch_exceptions=False, **options)


def shown(message, width=80):
    return preview.terminal(message, width=width, color=False) + "\n"


def program(*args, **environment):
    """The program itself, in a process of its own."""
    env = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-m", "cardkit", "preview", *args], env=env, capture_output=True, text=True)


# The terminal


def test_a_card_is_shown_in_the_terminal(here, monkeypatch):
    result = run("card.json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, shown(CARD), "")
    assert run("card.json", "--width", "40").stdout == shown(CARD, 40)
    assert run("--color", "card.json").stdout == preview.terminal(CARD, width=80, color=True) + "\n"
    assert "\x1b" not in run("card.json", "--no-color", color=True).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run("card.json").stdout == preview.terminal(CARD, width=80, color=True) + "\n"


def test_a_body_comes_from_standard_input_too():
    assert run(stdin=GOOD).stdout == run("-", stdin=GOOD).stdout == shown(CARD)


def test_what_is_wrong_with_a_card_is_shown_with_it():
    result = run("wrong.json")
    assert (result.exit_code, result.stdout) == (0, shown(WRONG))
    assert "the list has nothing in it" in result.stdout


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1, "a": 2}', "\x1b[2J", ""])
def test_what_holds_no_card_is_told_as_for_code(here, text):
    (here / "a.json").write_text(text)
    result, code = run("a.json"), CliRunner().invoke(cardkit, ["code", "a.json"])
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", code.stderr)


def test_a_missing_file_is_told():
    for name in ("gone.json", "gone.py", "gone*.json"):
        for more in ([], ["--watch"], ["-o", "card.html"]):
            result = run(name, *more)
            assert (result.exit_code, result.stdout) == (2, "")
            assert result.stderr.startswith(f"{name}: error: ")
    assert not Path("card.html").exists()


def test_nothing_from_a_card_steers_the_terminal(here):
    (here / "a.json").write_text(json.dumps({"text": "\x1b[2J\x9b\u202e", "slides": [{"type": "\x1b]0;x\x07"}]}))
    result = run("a.json")
    assert result.exit_code == 0
    assert all(letter.isprintable() or letter == "\n" for letter in result.output)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["."], "2 files are too many"),
        (["-", "--watch"], "standard input does not change"),
        (["card.json", "-o", "-", "--open"], "--open needs a file"),
        (["card.json", "-o", "card.json"], "name another file for the output"),
        (["card.json", "-o", "no/such/card.html"], "cannot be written"),
        (["card.json", "-o", "a/card.png"], f"a page of HTML, and no .png: try -o {Path('a/card.html')}"),
        (["card.json", "-o", "card.md"], "a page of HTML, and no .md: try -o card.html"),
        (["card.json", "-o", "card.SVG", "--watch"], "a page of HTML, and no .SVG: try -o card.html"),
        (["card.json", "--theme", "pink"], "'pink' is not one of"),
        (["card.json", "--theme", "dark"], "add -o FILE or --open"),
        (["card.json", "--width", "40", "-o", "card.html"], "leave it out"),
        (["card.json", "--width", "19"], "x>=20"),
    ],
)
def test_what_makes_no_sense_is_refused(args, why):
    result = run(*args, stdin=GOOD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert Path("card.json").read_text() == GOOD


# A page


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_page_is_written_or_printed(theme):
    page = preview.page(json.loads(GOOD), theme=theme).rstrip("\n") + "\n"
    result = run("card.json", "--theme", theme, "-o", "card.html")
    assert (result.exit_code, result.output) == (0, "")
    assert Path("card.html").read_bytes() == page.encode()
    assert run("card.json", "--theme", theme, "-o", "-").stdout == page


# Python


def test_the_message_of_a_python_file_is_shown(here):
    (here / "card.py").write_text(SCRIPT)
    made = Message("Made here").list(["web-1"])
    assert run("card.py").stdout == shown(made)
    assert run("card.py", "--width", "30", "--color").stdout == preview.terminal(made, width=30, color=True) + "\n"
    assert run("card.py", "-o", "-", "--theme", "dark").stdout.rstrip("\n") == preview.page(made, theme="dark").rstrip()


def test_a_python_file_runs_as_itself_but_sends_nothing(here):
    (here / "deep").mkdir()
    (here / "deep" / "hosts.py").write_text('HOSTS = ["web-7"]\n')
    (here / "deep" / "card.py").write_text(
        "# -*- coding: latin-1 -*-\n"
        "import os, sys\nfrom cardkit import Message\nfrom hosts import HOSTS\n"
        "print('loud')\n"
        "message = Message('gr\xfcn').list([*HOSTS, os.getcwd(), __file__, *sys.argv])\n"
        "if __name__ == '__main__':\n    raise SystemExit('sent')\n",
        "latin-1",
    )
    done = program("deep/card.py", "--width", "200")
    path = str(here / "deep" / "card.py")
    made = Message("grün").list(["web-7", str(here), path, path])
    assert (done.returncode, done.stdout, done.stderr) == (0, shown(made, 200), "loud\n")
    assert not (here / "deep" / "__pycache__").exists()


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
def test_a_python_file_is_shown_where_standard_error_is_closed(here):
    (here / "c.py").write_text("from cardkit import Message\nprint('hello')\nmessage = Message('Hi')\n", "utf-8")
    command = ["sh", "-c", 'exec "$@" 2>&-', "sh", sys.executable, "-m", "cardkit", "preview", "c.py"]
    done = subprocess.run(command, cwd=here, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (0, b"Hi\n")


def test_slides_and_limits_of_its_own_keep_their_meaning(here):
    (here / "card.py").write_text(CAROUSEL)
    assert "it turns too fast" in run("card.py").stdout
    (here / "card.py").write_text(CAROUSEL + "message = wide\n")
    assert "host-5" in run("card.py").stdout
    assert "⚠" not in run("card.py").stdout


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (
            SCRIPT.replace("message =", "alert = report ="),
            "it has nothing of the name message to show: rename one of alert, report to message",
        ),
        (
            SCRIPT.replace("message =", "alert ="),
            "it has nothing of the name message to show: rename alert to message",
        ),
        (
            "if __name__ == '__main__':\n    message = 1",
            "it has no Message: write message = Message(…) at its top level; ",
        ),
        ("message = '\\x1b[2J'", "its message is '\\x1b[2J', not a Message: write message = Message(…)"),
        ("raise SystemExit('bye')", "it ended with sys.exit('bye') before its message could be seen; "),
        ("import os; os._exit(3)", "it ended with status 3 before its message could be seen"),
    ],
)
def test_a_python_file_without_a_message_says_what_to_do(here, script, why):
    (here / "card.py").write_text(script)
    result = run("card.py")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: card.py: {why}")
    assert result.stderr.count("\n") == 1


def test_a_python_file_that_raises_shows_its_own_traceback(here):
    (here / "card.py").write_text("def build():\n    raise ValueError('\\x1b[2J')\n\n\nbuild()\n")
    result = run("card.py")
    assert (result.exit_code, result.stdout) == (2, "")
    first, where, *_, last = result.stderr.splitlines()
    assert first == "Traceback (most recent call last):"
    assert where == f'  File "{here / "card.py"}", line 5, in <module>'
    assert last == "ValueError: \\x1b[2J"
    assert "runner" not in result.stderr
    (here / "card.py").write_text("message = Message(\n")
    assert run("card.py").stderr.splitlines()[-1] == "SyntaxError: '(' was never closed"


def test_a_wrong_step_in_a_python_file_is_shown_without_the_lines_of_cardkit(here):
    (here / "card.py").write_text("from cardkit import Message\n\nmessage = Message('x').chart('donut')\n")
    result = run("card.py")
    assert result.exit_code == 2
    first, *frames, error = result.stderr.split("\n    got:")[0].splitlines()
    assert first == "Traceback (most recent call last):"
    assert frames[0] == f'  File "{here / "card.py"}", line 3, in <module>'
    assert not [line for line in frames[1:] if "File" in line]
    assert error.startswith("cardkit.errors.ConstraintError: slide 1, preview")


def test_an_error_of_cardkits_in_a_helper_shows_who_called_it_and_its_cause(here):
    raising = "from cardkit import ConfigurationError\n\ndef card():\n    try:\n        1 / 0\n"
    raising += "    except ZeroDivisionError as error:\n        raise ConfigurationError('no data') from error\n\n"
    (here / "card.py").write_text(raising + "message = card()\n")
    told = run("card.py").stderr
    assert "line 9, in <module>" in told
    assert "line 7, in card" in told
    assert "ZeroDivisionError: division by zero" in told


# The browser

needs_sh = pytest.mark.skipif(os.name == "nt", reason="the browser of these tests is a shell script")


@pytest.fixture
def browser(here, monkeypatch):
    """A browser that writes down what it opens; the list of that."""
    (here / "browser").write_text(f'#!/bin/sh\necho "$1" >> "{here}/addresses"\n')
    (here / "browser").chmod(0o700)
    monkeypatch.setenv("BROWSER", str(here / "browser"))
    return lambda: [Path(unquote(urlsplit(url).path)) for url in (here / "addresses").read_text().splitlines()]


@needs_sh
def test_a_page_is_opened_in_the_browser(here, browser):
    assert program("card.json", "--open", TMPDIR=str(here)).returncode == 0
    (path,) = browser()
    assert path.name == "card.html"
    assert path.read_text("utf-8").rstrip("\n") == preview.page(json.loads(GOOD)).rstrip("\n")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert program("card.json", "--open", "-o", "my card.html").returncode == 0
    assert browser()[1:] == [here / "my card.html"]
    assert REFRESH not in (here / "my card.html").read_text("utf-8")


def test_without_a_browser_it_is_said_where_the_page_lies(here, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    monkeypatch.setattr("tempfile.tempdir", str(here))
    with pytest.raises(ConfigurationError, match=r"the page lies at .*card\.html: open it yourself") as caught:
        opened("<!doctype html>ü")
    (path,) = [path for path in here.glob("*/card.html") if str(path) in str(caught.value)]
    assert path.read_text("utf-8") == "<!doctype html>ü"
    result = run("card.json", "--open", "-o", "card.html")
    assert result.exit_code == 2
    assert "the page lies at card.html: open it yourself" in result.stderr


# Watching


class Watching:
    """The program with --watch; `until` reads what it tells, line by line."""

    def __init__(self, *args):
        command = [sys.executable, "-m", "cardkit", "preview", *args, "--watch"]
        env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, env=env, encoding="utf-8")
        self.guard = threading.Timer(60, self.process.kill)  # a test that would hang fails

    def __enter__(self):
        self.guard.start()
        return self

    def until(self, wanted):
        told = []
        while not told or wanted not in told[-1]:
            line = self.process.stderr.readline()
            assert line, told
            told.append(line.rstrip("\n"))
        return told

    def __exit__(self, kind, *_):
        if kind is None:
            self.process.send_signal(signal.SIGINT)
        else:
            self.process.kill()
        self.stdout, self.stderr = self.process.communicate()
        self.guard.cancel()
        if kind is None:
            assert (self.process.returncode, self.stderr) == (0, "")


def replace(name, text):
    """Save a file as editors do: write another, and give it the name."""
    Path(f"{name}~").write_text(text, "utf-8")
    os.replace(f"{name}~", name)


needs_signals = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process")


@needs_signals
def test_a_page_is_written_again_when_its_file_changes(here):
    with Watching("card.json", "-o", "card.html") as watching:
        assert watching.until("Ctrl-C") == ["card.json written to card.html; Ctrl-C ends"]
        with Path("card.json").open("r+") as file:  # in place, and in one go
            file.write('{"text": "Second"}'.ljust(len(GOOD)))
        watching.until("written")
        assert "Second" in Path("card.html").read_text("utf-8")
        Path("other.json").write_text(WRONG)
        Path("other.py").write_text(SCRIPT)
        replace("card.json", '{"text": "Third"}')
        watching.until("written")
        assert "Third" in Path("card.html").read_text("utf-8")


@needs_signals
def test_a_card_that_is_broken_for_a_moment_ends_nothing(here):
    with Watching("card.json") as watching:
        watching.until("card.json shown; Ctrl-C ends")
        replace("card.json", "{")
        told = watching.until("; Ctrl-C ends")
        assert "[not-json]" in told[0]
        assert told[-1] == "card.json not shown; Ctrl-C ends"
        os.remove("card.json")
        assert "[no-file]" in watching.until("; Ctrl-C ends")[0]
        replace("card.json", '{"text": "Again"}')
        assert watching.until("; Ctrl-C ends") == ["card.json shown; Ctrl-C ends"]
    assert watching.stdout == shown(CARD) + "Again\n"


@needs_signals
def test_a_python_file_is_watched_with_those_beside_it(here):
    replace("hosts.py", "HOST = 'web-1'\n")
    replace("card.py", "from cardkit import Message\nfrom hosts import HOST\nmessage = Message(HOST)\n")
    with Watching("card.py") as watching:
        watching.until("shown; Ctrl-C")
        replace("hosts.py", "HOST = 1 / 0\n")
        assert "ZeroDivisionError: division by zero" in watching.until("not shown; Ctrl-C")
        replace("hosts.py", "HOST = 'web-2'\n")
        watching.until("py shown; Ctrl-C")
    assert watching.stdout == "web-1\nweb-2\n"


@needs_sh
def test_a_watched_page_is_opened_once_and_loads_itself_again(here, browser):
    with Watching("card.json", "--open", "-o", "card.html") as watching:
        watching.until("written")
        replace("card.json", '{"text": "Second"}')
        watching.until("written")
    assert browser() == [here / "card.html"]
    page = Path("card.html").read_text("utf-8")
    assert page.count(REFRESH) == 1
    assert "Second" in page
    assert not list(here.glob(".card*"))


def test_without_watchfiles_the_command_that_brings_it_is_named():
    code = "import sys; sys.modules['watchfiles'] = None; from cardkit.__main__ import main; main()"
    command = [sys.executable, "-c", code, "preview", "card.json"]
    assert subprocess.run(command, capture_output=True).returncode == 0
    done = subprocess.run([*command, "--watch"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: cardkit preview needs watchfiles: pip install 'cardkit[cli]'\n"
