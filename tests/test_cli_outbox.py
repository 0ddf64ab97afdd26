"""`cardkit outbox`, `CLIQ_OUTBOX` and the outbox on the sandbox's page."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from outboxes import Editor
from programs import running
from sandboxes import ask
from servers import TOKEN, Posts

from cardkit import DeliveryUnknownError, Message
from cardkit.cli.main import cardkit
from cardkit.outbox import STATES, Outbox, Stats
from cardkit.sandbox import Sandbox, page_api


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite3"


@pytest.fixture
def run(sandbox, monkeypatch, tmp_path, path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLIQ_TOKEN", sandbox.token)
    monkeypatch.setenv("CLIQ_BASE_URL", sandbox.url)
    monkeypatch.setenv("CLIQ_PACING", "none")
    monkeypatch.setenv("CLIQ_OUTBOX", str(path))
    return lambda *arguments: CliRunner().invoke(cardkit, [*map(str, arguments)])


@pytest.fixture
def outbox(path):
    box = Outbox(path)
    for text in ("one", "two", "three"):
        box.put(Message(text), to="channel:ops", key=f"key {text}")
    return box


def test_send_puts_where_there_is_an_outbox_and_needs_no_sign_in(run, sandbox, path, tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text('{"text": "Hi"}')
    result = run("send", "a.json", "--to", "channel:ops")
    assert (result.exit_code, result.output) == (0, "a.json: kept for channel:ops, letter 1\n")
    monkeypatch.delenv("CLIQ_TOKEN")
    assert run("send", "a.json", "--to", "channel:ops").exit_code == 0
    assert sandbox.messages == []
    assert [letter.body for letter in Outbox(path).letters()] == [b'{"text":"Hi"}'] * 2
    assert run("send", "a.json", "--to", "channel:ops", "--journal", "j").exit_code == 2
    assert run("send", "a.json").exit_code == 2
    (tmp_path / "wrong.json").write_text('{"slides": 5}')
    assert run("send", "wrong.json", "--to", "channel:ops").exit_code == 1
    assert Outbox(path).stats().ready == 2


def test_an_address_that_makes_no_sense_is_refused_without_a_sign_in_too(run, path, tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text('{"text": "Hi"}')
    monkeypatch.delenv("CLIQ_TOKEN")
    monkeypatch.setenv("CLIQ_API", "v4")
    result = run("send", "a.json", "--to", "chat:1")
    assert (result.exit_code, result.stderr) == (2, "Error: api='v4' must be 'v2' or 'v3'\n")
    monkeypatch.setenv("CLIQ_API", "v3")
    assert run("send", "a.json", "--to", "person:ana@example.com").exit_code == 2
    assert not path.exists()


@pytest.mark.parametrize(
    ("version", "data"), [("v2", [["https://a.example/b.png"]]), ("v3", ["https://a.example/b.png"])]
)
def test_without_a_sign_in_the_version_of_the_environment_is_written(run, path, tmp_path, monkeypatch, version, data):
    """The two forms are those of the contract: in version 2 the data of images is one array deeper."""
    body = {"text": "Hi", "slides": [{"type": "images", "title": "Plan", "data": ["https://a.example/b.png"]}]}
    (tmp_path / "a.json").write_text(json.dumps(body))
    monkeypatch.delenv("CLIQ_TOKEN")
    monkeypatch.setenv("CLIQ_API", version)
    assert run("send", "a.json", "--to", "chat:1").exit_code == 0
    (letter,) = Outbox(path).letters()
    assert json.loads(letter.body)["slides"][0]["data"] == data


def test_work_sends_what_there_is(run, sandbox, outbox):
    result = run("outbox", "work", "--once")
    assert (result.exit_code, result.output) == (0, "3 sent, 0 unknown, 0 dead\n")
    assert [message["text"] for message in sandbox.messages] == ["one", "two", "three"]
    assert run("outbox", "work", "--once").output == "0 sent, 0 unknown, 0 dead\n"


def test_the_exit_status_tells_cron_what_happened(run, sandbox, outbox, monkeypatch):
    sandbox.fault(status=500)
    sandbox.fault(status=404)
    result = run("outbox", "work", "--once")
    assert (result.exit_code, result.stdout) == (1, "1 sent, 1 unknown, 1 dead\n")
    assert "1  unknown  channel:ops (key one): " in result.stderr
    outbox.put(Message("four"), to="channel:ops")
    monkeypatch.setenv("CLIQ_TOKEN", "1000.wrong")
    assert run("outbox", "work", "--once").exit_code == 3
    monkeypatch.setenv("CLIQ_BASE_URL", "http://127.0.0.1:1")
    result = run("outbox", "work", "--once")
    assert (result.exit_code, result.stdout) == (3, "0 sent, 0 unknown, 0 dead, others wait\n")
    with outbox._backend.lease() as lease:
        assert lease.acquire()
        result = run("outbox", "work", "--once")
    assert (result.exit_code, result.output) == (0, "another program is sending what is in this outbox\n")


@pytest.mark.parametrize(("options", "status"), [(["--once"], 130), ([], 0)])
def test_ctrl_c_tells_cron_that_it_did_not_come_to_its_end(run, outbox, monkeypatch, options, status):
    def interrupted(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(Outbox, "work", interrupted)
    result = run("outbox", "work", *options)
    assert (result.exit_code, result.output) == (status, "stopped\n")


def test_progress_on_a_terminal_is_wiped_out_no_wider_than_it_is(run, outbox, monkeypatch):
    monkeypatch.setattr("cardkit.cli.letters.to_terminal", lambda: True)
    steps = run("outbox", "work", "--once").stderr.split("\r")
    assert steps == ["", *[f"{n} sent, 0 unknown, 0 dead" for n in (1, 2, 3)], " " * 25, ""]


def test_work_for_programs_is_a_line_for_each_change(run, sandbox, outbox):
    sandbox.fault(status=404)
    *changes, tally = [
        json.loads(line) for line in run("outbox", "work", "--once", "--format", "json").stdout.splitlines()
    ]
    assert [(change["id"], change["state"], change["status"]) for change in changes] == [
        (1, "dead", 404), (2, "sent", 200), (3, "sent", 200),
    ]  # fmt: skip
    assert tally == {"sent": 2, "unknown": 0, "dead": 1, "waiting": False, "elsewhere": False}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_an_output_that_fails_keeps_no_letter_from_its_way(run, sandbox, outbox, path, tmp_path):
    def failing(*arguments, output, **environment):
        command = [sys.executable, "-m", "cardkit", *arguments]
        with open("/dev/full", "w") as full:
            outputs = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, output: full}
            return subprocess.run(command, env={**os.environ, **environment}, cwd=tmp_path, **outputs).returncode

    names = ["a.json", "b.json"]
    for name in names:
        (tmp_path / name).write_text('{"text": "Hi"}')
    assert failing("send", *names, "--to", "channel:ops", output="stdout") == 0
    assert outbox.stats().ready == 5
    work = ["outbox", "work", "--once", "--max-wait", "0"]
    assert failing(*work, output="stderr", CLIQ_BASE_URL="http://127.0.0.1:1") == 3  # which it would warn of
    sandbox.fault(status=404)
    assert failing(*work, output="stderr") == 1
    assert outbox.stats().sent == 4
    assert failing(*work, output="stdout") == 0


class Held(Posts):
    """Answers once it is told to `go`; `came` is set when a post has come."""

    def __init__(self):
        super().__init__()
        self.came, self.go = threading.Event(), threading.Event()
        self.environment = {**os.environ, "CLIQ_TOKEN": TOKEN, "CLIQ_BASE_URL": self.url, "CLIQ_PACING": "none"}

    def reply(self):
        self.came.set()
        self.go.wait(30)
        return 200, {}, b'{"message_id": "17"}'


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("options", "status", "more"), [([], 0, ""), (["--once"], 3, ", others wait")])
def test_sigterm_lets_the_post_that_is_under_way_come_to_its_end(outbox, path, options, status, more):
    with Held() as server:
        command = [sys.executable, "-m", "cardkit", "outbox", "--file", str(path), "work", *options]
        with running(*command, env=server.environment, stdout=subprocess.PIPE, text=True) as process:
            assert server.came.wait(30)
            process.terminate()
            assert process.poll() is None
            server.go.set()
            assert process.wait(30) == status
            assert process.stdout.read() == f"1 sent, 0 unknown, 0 dead{more}\n"
    assert [letter.state for letter in outbox.letters()] == ["sent", "ready", "ready"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_bridge_that_is_ended_lets_the_post_under_way_come_to_its_end(outbox, path, number):
    with Held() as server:
        command = [sys.executable, "-m", "cardkit", "bridge", "alertmanager", "--to", "channel:a", "--port", "0"]
        command += ["--outbox", str(path)]
        with running(*command, env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert b"receiving for channel:a at http://127.0.0.1:" in process.stdout.readline()
            assert server.came.wait(30)
            process.send_signal(number)
            server.go.set()
            assert process.wait(30) == 0
            assert process.stderr.read() == b""
    assert next(outbox.letters()).state == "sent"


@pytest.mark.skipif(os.name != "posix", reason="needs a shell of POSIX")
@pytest.mark.usefixtures("outbox")
def test_a_bridge_sends_where_its_outputs_are_closed(path):
    with Held() as server:
        command = [sys.executable, "-m", "cardkit", "bridge", "alertmanager", "--to", "channel:a", "--port", "0"]
        closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *command, "--outbox", str(path)]
        with running(*closed, env=server.environment):
            assert server.came.wait(30)
            server.go.set()


def test_a_bridge_at_a_taken_port_says_so(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("bridge", "alertmanager", "--to", "channel:a", "--port", port)
    assert result.exit_code == 2
    assert f"cardkit bridge cannot listen at port {port} of 127.0.0.1" in result.output


@pytest.mark.parametrize("command", [["send", "a.json"], ["bridge", "alertmanager"]])
def test_what_has_no_destination_is_told_in_words_of_the_command_line(run, tmp_path, command):
    (tmp_path / "a.json").write_text('{"text": "Hi"}')
    result = run(*command)
    assert (result.exit_code, result.output) == (2, "Error: name the destination with --to, such as channel:alerts\n")


@pytest.mark.parametrize("command", [["send", "a.json", "--to", "channel:a"], ["outbox", "work"]])
def test_waits_are_bounded_only_where_there_are_some(run, tmp_path, command):
    (tmp_path / "a.json").write_text('{"text": "Hi"}')
    assert run(*command, "--max-wait", "5").exit_code == 2


def test_each_letter_that_fails_is_told_once(run, sandbox, outbox):
    sandbox.fault(status=404)
    result = run("outbox", "work", "--once")
    assert result.stderr.count("dead") == result.stderr.count("  dead     channel:ops (key one): ") == 1
    assert result.stdout == "2 sent, 0 unknown, 1 dead\n"


def test_help_says_that_waits_are_not_bounded(run):
    assert "unlimited by default" in " ".join(run("outbox", "work", "--help").output.split())


@pytest.mark.parametrize("after", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_a_time_that_no_calendar_has_is_told_in_seconds(run, path, after):
    letter = Outbox(path).put(Message("some day"), to="channel:ops", after=after)
    assert run("outbox", "list").exit_code == 0
    shown = run("outbox", "show", letter.id)
    assert shown.exit_code == 0
    assert re.search(r"^after: +(-?\d{9,} s since 1970|(0001|9999)-)", shown.output, re.MULTILINE)


def test_list_says_until_when_a_letter_waits(run, path):
    Outbox(path).put(Message("in the morning"), to="channel:ops", after=8 * 3_600)
    first, counts = run("outbox", "list").output.splitlines()
    assert re.fullmatch(r" +1  ready    channel:ops, not before \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d", first)
    assert counts == "1 ready, 0 sending, 0 sent, 0 unknown, 0 dead"


def test_list_says_how_long_the_oldest_has_waited(run, path, outbox):
    with sqlite3.connect(path) as db:
        db.execute("UPDATE letters SET put = put - 5025 WHERE id = 2")
    assert re.search(r"; the oldest has waited 1:23:4\d$", run("outbox", "list").output.strip())


def test_letters_are_listed_and_shown_for_people_and_for_programs(run, outbox):
    result = run("outbox", "list")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "     1  ready    channel:ops (key one)"
    assert "3 ready, 0 sending, 0 sent, 0 unknown, 0 dead" in result.output
    listed = json.loads(run("outbox", "list", "--state", "ready", "--format", "json").output)
    assert next((letter["id"], letter["to"], letter["key"]) for letter in listed) == (1, "channel:ops", "key one")
    assert json.loads(run("outbox", "list", "--state", "dead", "--format", "json").output) == []
    shown = run("outbox", "show", "2").output
    assert 'message:     {"text": "two", "sync_message": true}' in shown
    assert "state:       ready" in shown
    assert json.loads(run("outbox", "show", "2", "--format", "json").output)["message"]["text"] == "two"
    assert run("outbox", "show", "99").exit_code == 2


COMMANDS = [["list"], ["show", "1"], ["retry", "1"], ["drop", "2"], ["mark-sent", "3"], ["work", "--once"]]


@pytest.mark.parametrize("place", ["before", "behind"])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_outbox_is_named_before_a_command_or_behind_it(run, outbox, path, tmp_path, monkeypatch, command, place):
    monkeypatch.setenv("CLIQ_OUTBOX", str(tmp_path / "another.sqlite3"))
    outbox.letter(1).drop()
    named = ["--file", path]
    assert run("outbox", *([*named, *command] if place == "before" else [*command, *named])).exit_code == 0
    assert not (tmp_path / "another.sqlite3").exists()


def test_show_tells_what_is_to_replace_a_letter(run, path):
    editor = Editor(DeliveryUnknownError("the answer was lost", may_have_arrived=True))
    outbox = Outbox(path, editor)
    outbox.put(Message("down"), to="chat:1", key="disk")
    outbox.work(once=True)
    assert "replacement" not in run("outbox", "show", "1").output
    outbox.put(Message("up").sync(on=False), to="chat:1", key="disk", replace=True)
    assert 'replacement: {"text": "up", "sync_message": false}' in run("outbox", "show", "1").output
    shown = json.loads(run("outbox", "show", "1", "--format", "json").output)
    assert (shown["message"]["text"], shown["replacement"]["text"]) == ("down", "up")


def test_letters_are_settled_by_hand(run, sandbox, outbox):
    for status in (500, 500, 404):
        sandbox.fault(status=status)
    run("outbox", "work", "--once")
    assert (
        run("outbox", "mark-sent", "1", "--message-id", "17").output
        == "     1  sent     channel:ops (key one): marked as sent by hand\n"
    )
    assert run("outbox", "drop", "2").output == "     2  dead     channel:ops (key two): dropped by hand\n"
    result = run("outbox", "retry", "3", "1", "--format", "json")
    assert result.exit_code == 1
    assert "letter 1 is sent by now" in result.stderr
    assert [(letter["id"], letter["state"]) for letter in json.loads(result.stdout)] == [(3, "ready")]
    assert run("outbox", "work", "--once").output == "1 sent, 0 unknown, 0 dead\n"
    assert [letter.state for letter in outbox.letters()] == ["sent", "dead", "sent"]
    assert outbox.letter(1).message_id == "17"


def test_what_cannot_be_used_is_status_2(run, path, monkeypatch, tmp_path):
    path.write_text("hello, this is no database of any kind")
    for command in (("work", "--once"), ("list",), ("show", "1"), ("drop", "1")):
        result = run("outbox", *command)
        assert result.exit_code == 2
        assert "Traceback" not in result.output
    for none in ("", " \n"):
        monkeypatch.setenv("CLIQ_OUTBOX", none)
        assert "cardkit outbox --file FILE list, or set CLIQ_OUTBOX" in run("outbox", "list").output
    monkeypatch.setenv("CLIQ_OUTBOX", f"{tmp_path / 'blank.sqlite3'}\n")
    assert f"there is no outbox {tmp_path / 'blank.sqlite3'}:" in "".join(run("outbox", "list").output.splitlines())
    monkeypatch.delenv("CLIQ_OUTBOX")
    assert "cardkit outbox --file FILE list, or set CLIQ_OUTBOX" in run("outbox", "list").output
    assert run("outbox", "--file", tmp_path / "other.sqlite3", "work", "--once").exit_code == 0
    assert run("outbox", "--file", tmp_path / "other.sqlite3", "list").exit_code == 0
    assert "there is no outbox" in run("outbox", "--file", tmp_path / "typo.sqlite3", "list").output
    assert not (tmp_path / "typo.sqlite3").exists()
    assert "cannot be used" in run("outbox", "--file", path / "below a file", "list").output
    monkeypatch.delenv("CLIQ_TOKEN")
    assert run("outbox", "--file", tmp_path / "other.sqlite3", "work", "--once").exit_code == 2


def test_nothing_of_a_letter_steers_the_terminal(run, path):
    Outbox(path).put(Message("Hi"), to="channel:ops", key="\x1b[31m\u202e")
    for command in (("list",), ("show", "1"), ("drop", "1")):
        assert "\x1b" not in run("outbox", *command).output
        assert "\u202e" not in run("outbox", *command).output


def test_each_state_of_a_letter_is_counted_told_and_shown():
    assert [field.name for field in attrs.fields(Stats)] == [*STATES, "oldest", "rate"]
    (state,) = [option for option in cardkit.commands["outbox"].commands["list"].params if option.name == "state"]
    assert tuple(state.type.choices) == STATES
    assert {*page_api._STATES} == {*STATES} - {"sent"}
    guide = (Path(__file__).parent.parent / "docs/how-to/outbox.md").read_text(encoding="utf-8")
    assert [guide.count(f"\n| *{state}* |") for state in STATES] == [2] * len(STATES)  # what it means, what replaces it


def test_the_sandbox_shows_an_outbox(path, outbox):
    with Sandbox(outbox=path) as sandbox:
        assert ask(sandbox, "/sandbox").json()["outbox"] is True
        outbox.letter(2).drop()
        told = ask(sandbox, "/sandbox/outbox").json()
        assert told["stats"] | {"oldest": 0} == {
            "ready": 2, "sending": 0, "sent": 0, "unknown": 0, "dead": 1, "oldest": 0, "rate": 0,
        }  # fmt: skip
        assert [(letter["id"], letter["state"], letter["text"]) for letter in told["letters"]] == [
            (2, "dead", "two"),
            (1, "ready", "one"),
            (3, "ready", "three"),
        ]
        sqlite3.connect(path).execute("PRAGMA user_version = 99")
        assert ask(sandbox, "/sandbox/outbox").status == 400
    with Sandbox() as sandbox:
        assert ask(sandbox, "/sandbox").json()["outbox"] is False
        assert ask(sandbox, "/sandbox/outbox").status == 404


def test_the_page_lists_the_first_letters_of_each_state_and_what_is_to_replace_a_text(path):
    box = Outbox(path, Editor(DeliveryUnknownError("?", may_have_arrived=True)))
    box.put(Message("old"), to="chat:1", key="k")
    box.work(once=True)
    box.put(Message("new"), to="chat:1", key="k", replace=True)
    for number in range(60):
        box.put(Message(str(number)), to="chat:1")
    with Sandbox(outbox=path) as sandbox:
        told = ask(sandbox, "/sandbox/outbox").json()
    assert [(letter["state"], letter["text"]) for letter in told["letters"][:2]] == [("unknown", "new"), ("ready", "0")]
    assert (len(told["letters"]), told["stats"]["ready"]) == (51, 60)
