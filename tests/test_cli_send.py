"""`cardkit send` and `cardkit sandbox`."""

import functools
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from blocks import ROOT
from click.testing import CliRunner
from programs import running
from sandboxes import HTTP

from cardkit import Message
from cardkit.cli.main import cardkit
from cardkit.cli.send import tell_wait
from cardkit.transport import Wait, send_all


@pytest.fixture
def run(sandbox, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLIQ_TOKEN", sandbox.token)
    monkeypatch.setenv("CLIQ_BASE_URL", sandbox.url)

    def run(*arguments, input=None):
        return CliRunner().invoke(cardkit, ["send", *arguments], input=input)

    return run


def write(path, text):
    path.write_text(Message(text).to_json(), encoding="utf-8")
    return str(path)


def test_files_are_sent_in_their_order(run, sandbox, tmp_path):
    names = [write(tmp_path / f"{n}.json", f"message {n}") for n in range(3)]
    result = run(*names, "--to", "channel:ops")
    assert (result.exit_code, result.output) == (0, "3 of 3 sent to channel:ops\n")
    assert sandbox.messages == [{"text": f"message {n}"} for n in range(3)]
    result = run("-", "--to", "chat:CT_1", input='{"text": "piped", "sync_message": true}')
    assert result.exit_code == 0
    assert re.fullmatch(r"<stdin>: sent to chat:CT_1(, message \S+)?\n", result.output)


def test_one_with_errors_keeps_all_from_being_sent(run, sandbox, tmp_path):
    good, bad = write(tmp_path / "a.json", "fine"), tmp_path / "b.json"
    bad.write_text('{"slides": 5}')
    result = run(good, str(bad), "--to", "chat:1")
    assert result.exit_code == 1
    assert "nothing was sent" in result.stderr
    assert "wrong-type" in result.stderr
    assert run(good, "missing.json", "--to", "chat:1").exit_code == 2
    assert sandbox.messages == []


def test_one_that_is_refused_does_not_stop_the_rest(run, sandbox, tmp_path):
    names = [write(tmp_path / f"{n}.json", str(n)) for n in range(3)]
    sandbox.fault(status=403, body={"message": "not \x1b[31m you"})
    result = run(*names, "--to", "chat:1")
    assert result.exit_code == 1
    assert "0.json: not sent" in result.stderr
    assert "\x1b" not in result.output
    assert "2 of 3 sent" in result.output
    assert sandbox.messages == [{"text": "1"}, {"text": "2"}]


def test_a_journal_is_taken_up_again(run, sandbox, tmp_path):
    names = [write(tmp_path / f"{n}.json", str(n)) for n in range(3)]
    sandbox.fault(status=404)
    assert run(*names, "--to", "chat:1", "--journal", "j").exit_code == 1
    result = run(*names, "--to", "chat:1", "--journal", "j")
    assert (result.exit_code, result.output) == (0, "3 of 3 sent to chat:1, 2 of them before\n")
    assert sorted(message["text"] for message in sandbox.messages) == ["0", "1", "2"]
    again = run(names[1], "--to", "chat:1", "--journal", "j")
    assert (again.exit_code, again.output) == (0, f"{names[1]}: was sent to chat:1 before; nothing was posted\n")
    assert run(names[0], "--to", "chat:2", "--journal", "j").exit_code == 0
    assert len(sandbox.messages) == 4  # for another place it is another message


def test_a_refusal_is_told_once_where_nothing_is_waited_for(run, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("CLIQ_TOKEN", "1000.wrong")
    result = run(write(tmp_path / "a.json", "fine"), "--to", "chat:1")
    assert result.exit_code == 1
    assert result.output.count("the token was refused") == 1
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


def test_a_dry_run_sends_nothing_and_needs_no_sign_in(run, sandbox, tmp_path, monkeypatch):
    monkeypatch.delenv("CLIQ_TOKEN")
    name = write(tmp_path / "a.json", "fine")
    result = run(name, "--to", "chat:1", "--dry-run")
    assert (result.exit_code, result.output) == (0, f"{name}: 15 bytes to chat:1\n")
    assert run(name, "--to", "nowhere", "--dry-run").exit_code == 2
    assert sandbox.messages == []


REFUSED = {
    "a destination beside a webhook": ({"CLIQ_WEBHOOK_URL": "WEBHOOK"}, "chat:CT_9"),
    "a person in version 3": ({"CLIQ_TOKEN": "1000.a", "CLIQ_API": "v3"}, "person:ana@example.com"),
    "no destination": ({"CLIQ_TOKEN": "1000.a"}, None),
    "an unknown version": ({"CLIQ_TOKEN": "1000.a", "CLIQ_API": "v4"}, "chat:CT_9"),
    "half a way to sign in": ({"CLIQ_CLIENT_ID": "1000.B"}, "chat:CT_9"),
}


@pytest.mark.parametrize(("environment", "to"), REFUSED.values(), ids=REFUSED)
def test_a_dry_run_is_refused_where_the_send_is(run, sandbox, tmp_path, monkeypatch, environment, to):
    monkeypatch.delenv("CLIQ_TOKEN")
    for name, value in environment.items():
        monkeypatch.setenv(name, sandbox.webhook_url("ops") if value == "WEBHOOK" else value)
    arguments = [write(tmp_path / "a.json", "fine"), *([] if to is None else ["--to", to])]
    dry, sent = run(*arguments, "--dry-run"), run(*arguments)
    assert (dry.exit_code, dry.output) == (sent.exit_code, sent.output) == (2, dry.output)
    assert sandbox.messages == []


def test_a_dry_run_says_that_an_outbox_would_keep_it(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CLIQ_OUTBOX", str(tmp_path / "o.sqlite3"))
    name = write(tmp_path / "a.json", "fine")
    result = run(name, "--to", "chat:1", "--dry-run")
    assert result.output == f"{name}: 15 bytes to chat:1, to be kept in the outbox {tmp_path / 'o.sqlite3'}\n"
    assert not (tmp_path / "o.sqlite3").exists()


def test_a_dry_run_and_curl_exclude_each_other(run, tmp_path):
    result = run(write(tmp_path / "a.json", "fine"), "--to", "chat:1", "--dry-run", "--curl")
    assert result.exit_code == 2
    assert "take one of them" in result.stderr


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and bash")
def test_curl_commands_work_and_hold_no_secret(run, sandbox, tmp_path, monkeypatch):
    text = 'it\'s $HOME `x` "q" ü @a'
    name = write(tmp_path / "a.json", text)
    result = run(name, "--to", "chat:CT 1", "--curl")
    assert result.exit_code == 0
    assert sandbox.token not in result.output
    assert f"{sandbox.url}/api/v2/chats/CT%201/messages" in result.output
    shell(result.output)
    assert sandbox.messages == [{"text": text}]
    url = sandbox.webhook_url("ops")
    monkeypatch.delenv("CLIQ_TOKEN")
    monkeypatch.delenv("CLIQ_BASE_URL")
    monkeypatch.setenv("CLIQ_WEBHOOK_URL", url)
    for given in (url, f" {url}\n"):  # as a file of CI's may end
        monkeypatch.setenv("CLIQ_WEBHOOK_URL", given)
        result = run(name, "--curl")
        assert "zapikey" not in result.output
        shell(result.output)
    assert run(name).exit_code == 0
    assert [str(message.destination) for message in sandbox.received[1:]] == ["channel:ops"] * 3


def test_a_curl_command_for_a_token_that_is_to_be_fetched_names_where_it_is_expected(run, tmp_path, monkeypatch):
    monkeypatch.delenv("CLIQ_TOKEN")
    for name in ("CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET", "CLIQ_REFRESH_TOKEN"):
        monkeypatch.setenv(name, "1000.s3cret")
    result = run(write(tmp_path / "a.json", "Hi"), "--to", "chat:1", "--curl")
    assert result.output.startswith("printf 'Authorization: Bearer %s\\n' \"$CLIQ_ACCESS_TOKEN\" | curl -H @- ")
    assert "s3cret" not in result.output


def shell(command):
    """Run a command as printed; curl is given no secret as an argument, where everybody could see it."""
    watched = (
        f'curl() {{ case "$*" in *{os.environ.get("CLIQ_TOKEN", "zapikey")}*) exit 9;; esac; command curl -sf "$@"; }}'
    )
    subprocess.run(["bash", "-euo", "pipefail", "-c", f"{watched}\n{command}"], check=True, capture_output=True)


WEBHOOK = "https://cliq.zoho.com/api/v2/channelsbyname/alerts/message?zapikey=1001.s3cret"


def test_a_webhook_address_where_something_else_belongs_is_not_shown(run, tmp_path, monkeypatch):
    name = write(tmp_path / "a.json", "x")
    ways = [
        (name, "--to", WEBHOOK),
        (name, "--to", f"chat:{WEBHOOK}"),
        (name, "--to", WEBHOOK, "--dry-run"),
        (WEBHOOK, "--to", "chat:1"),
    ]
    results = [run(*arguments) for arguments in ways]
    others = ("check", "code", "preview", "outbox list --file", "outbox work --once --file", "outbox show 1 --file")
    results += [CliRunner().invoke(cardkit, [*command.split(), WEBHOOK]) for command in others]
    for variable in ("CLIQ_REGION", "CLIQ_API", "CLIQ_BASE_URL", "CLIQ_PACING", "CLIQ_TOKEN"):
        with monkeypatch.context() as context:
            context.setenv(variable, WEBHOOK)
            results.append(run(name, "--to", "chat:1"))
    for result in results:
        assert result.exit_code == 2
        assert "CliqTransport.from_webhook(…)" in result.output
        assert "s3cret" not in result.output
        assert "alerts" not in result.output


def test_without_patience_no_lock_is_waited_out(run, sandbox, tmp_path):
    sandbox.fault(status=429, times=2)
    names = [write(tmp_path / f"{n}.json", str(n)) for n in range(3)]
    result = run(*names, "--to", "chat:1", "--max-wait", "0")  # the lock of the answer is of ten minutes
    assert result.exit_code == 1
    assert "0 of 3 sent" in result.output
    assert result.stderr.count("not sent") == 3


def test_a_wait_is_told_and_a_ctrl_c_in_it_tells_what_became_of_the_message(run, sandbox, tmp_path, monkeypatch):
    def interrupted(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr("cardkit.cli.send.send_all", functools.partial(send_all, sleep=interrupted))
    sandbox.fault(status=429, headers={"Retry-After": "300"})
    names = [write(tmp_path / f"{n}.json", str(n)) for n in range(2)]
    result = run(*names, "--to", "chat:1")
    assert result.exit_code == 130
    assert "waiting 300.0 s for room in the budget" in result.stderr
    assert "stopped" in result.stderr
    assert "0.json: not sent: the send was stopped before anything of the message had left" in result.stderr
    assert "0 of 2 sent" in result.output


def test_a_ctrl_c_behind_the_last_message_is_of_no_message(run, sandbox, tmp_path, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("cardkit.cli.send._tell_one", interrupted)
    result = run(write(tmp_path / "a.json", "x"), "--to", "chat:1")
    assert (result.exit_code, result.stderr) == (0, "stopped\n")
    assert len(sandbox.messages) == 1


@pytest.mark.parametrize(("seconds", "told"), [(2.0, []), (2.1, ["line cleared"])])
def test_a_short_wait_is_not_worth_a_word(seconds, told, capsys):
    cleared = []
    tell_wait(Wait(seconds, "room in the budget", "chat:1"), lambda: cleared.append("line cleared"))
    assert cleared == told
    assert ("waiting 2.1 s for room" in capsys.readouterr().err) == bool(told)


def test_a_wait_that_cannot_be_told_is_waited_all_the_same(monkeypatch, tmp_path):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cardkit.cli.output.click.echo", full)
    with open(tmp_path / "errors", "w") as errors:  # from then on it leads nowhere
        monkeypatch.setattr(sys, "stderr", errors)
        tell_wait(Wait(2.1, "room in the budget", "chat:1"))


@pytest.mark.parametrize("arguments", [[], ["--to", "x"], ["--to", "chat:"]])
def test_a_destination_that_makes_no_sense_is_status_2(run, tmp_path, arguments):
    assert run(write(tmp_path / "a.json", "x"), *arguments).exit_code == 2


def test_an_environment_that_makes_no_sense_is_status_2(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CLIQ_WEBHOOK_URL", "https://x/?zapikey=s3cret")
    result = run(write(tmp_path / "a.json", "x"), "--to", "chat:1")
    assert result.exit_code == 2
    assert "exactly one way to sign in" in result.stderr
    assert "s3cret" not in result.output


def test_the_sandbox_serves_until_it_is_stopped():
    command = [sys.executable, "-u", "-m", "cardkit", "sandbox", "--port", "0", "--token", "1000.t"]
    with running(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        lines = ""
        while "http://" not in lines:
            line = process.stdout.readline()
            assert line, lines
            lines += line
        assert "127.0.0.1" in lines
        process.terminate()
        process.wait(60)


SERVING = """
import os, sys
from cardkit.__main__ import main
from cardkit.sandbox import Sandbox
tell = Sandbox.tell
def telling(sandbox, echo):
    tell(sandbox, echo)
    os.write({pipe}, sandbox.url.encode())
    os.close({pipe})
Sandbox.tell = telling
sys.argv[1:] = ["sandbox", "--port", "0", "--token", "1000.t"]
main()
"""
"""The sandbox as a program, which tells its address through a pipe: its output may be lost."""


@contextmanager
def serving(folder, stdout, **environment):
    """The sandbox as a program, and the address at which a message is posted with its token."""
    reader, writer = os.pipe()
    options = {"stdout": stdout, "env": {**os.environ, "PYTHONPATH": str(ROOT), **environment}, "pass_fds": [writer]}
    command = [sys.executable, "-c", SERVING.format(pipe=writer)]
    with open(folder / "err", "w") as err, running(*command, stderr=err, **options) as process:
        os.close(writer)
        with open(reader) as told:
            yield f"{told.read()}/api/v2/chats/1/message"
        process.send_signal(signal.SIGINT)
        process.wait(60)


def answered(url):
    headers = {"Authorization": "Bearer 1000.t"}
    return HTTP.request("POST", url, json={"text": "Disk \U0001f389"}, headers=headers).status


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows is not interrupted by a signal alone")
def test_a_sandbox_answers_whatever_its_log_can_print(tmp_path):
    with open(tmp_path / "log", "wb") as log, serving(tmp_path, log, PYTHONIOENCODING="cp1252") as url:
        assert answered(url) == 204
    assert "Disk \\U0001f389" in (tmp_path / "log").read_text("cp1252")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_sandbox_answers_where_its_log_cannot_be_written(tmp_path):
    with open("/dev/full", "wb") as full, serving(tmp_path, full) as url:
        assert [answered(url), answered(url)] == [204, 204]
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as gone, serving(tmp_path, gone) as url:
        assert [answered(url), answered(url)] == [204, 204]
    assert (tmp_path / "err").read_text() == ""


def test_a_sandbox_is_given_an_outbox_or_nothing(tmp_path):
    wrong = tmp_path / "notes.txt"
    wrong.write_text("milk, eggs")
    result = CliRunner().invoke(cardkit, ["sandbox", "--port", "0", "--outbox", str(wrong)])
    assert result.exit_code == 2
    assert "file is not a database" in result.stderr
    assert wrong.read_text() == "milk, eggs"


def test_a_demo_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(cardkit, ["demo", "-o", str(tmp_path / "file" / "x")])
    assert (result.exit_code, result.stderr) == (2, f"Error: {tmp_path}/file/x cannot be written: Not a directory\n")


def test_a_taken_port_is_told(sandbox):
    port = sandbox.url.rpartition(":")[2]
    result = CliRunner().invoke(cardkit, ["sandbox", "--port", port])
    assert result.exit_code == 2
    assert "Error:" in result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("output", ["stdout", "stderr"])
def test_an_output_that_fails_changes_nothing_of_what_is_sent(sandbox, tmp_path, output):
    names = [write(tmp_path / f"{n}.json", str(n)) for n in range(3)]
    sandbox.fault(status=404)
    env = {**os.environ, "CLIQ_TOKEN": sandbox.token, "CLIQ_BASE_URL": sandbox.url, "CLIQ_PACING": "none"}
    command = [sys.executable, "-m", "cardkit", "send", *names, "--to", "chat:1"]
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            command, env=env, text=True, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, output: full}
        )
    assert run.returncode == 1
    assert [message["text"] for message in sandbox.messages] == ["1", "2"]
    if output == "stderr":
        assert run.stdout == "2 of 3 sent to chat:1\n"
