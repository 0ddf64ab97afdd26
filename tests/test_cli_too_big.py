"""What is too big, on the command line: `check --fit`, `send --fit` and `send --split`."""

import json

import pytest
from click.testing import CliRunner
from command_line import run as command

from cardkit.cli.main import cardkit

ROWS = [{"Host": f"web-{number}", "State": "up"} for number in range(1_000)]
LARGE = {
    "text": "Hosts",
    "slides": [{"type": "table", "data": {"headers": ["Host", "State"], "rows": ROWS}}],
    "buttons": [{"label": "a" * 25, "action": {"type": "copy", "data": {"text": "x"}}}],
}
LONG = {**LARGE, "buttons": []}


@pytest.fixture
def files(tmp_path):
    """A body that is too large, and one that has a label besides that nothing divides."""
    for name, body in {"long.json": LONG, "large.json": LARGE}.items():
        (tmp_path / name).write_text(json.dumps(body), encoding="utf-8")
    return tmp_path


@pytest.fixture
def send(sandbox, monkeypatch):
    monkeypatch.setenv("CLIQ_TOKEN", sandbox.token)
    monkeypatch.setenv("CLIQ_BASE_URL", sandbox.url)
    return lambda *arguments: CliRunner().invoke(cardkit, ["send", *map(str, arguments), "--to", "chat:1"])


def test_check_fit_shows_what_would_be_cut_and_where(files):
    result = command("check", "--fit", files / "large.json")
    assert result.exit_code == 0
    assert "rows left out [left-out]" in result.output
    assert "shortened from 25 to 20 characters [shortened]" in result.output
    assert "too-long" not in result.output
    assert result.output.endswith("1 file, 0 errors, 2 warnings\n")
    assert command("check", files / "large.json").exit_code == 1


def test_check_fit_tells_what_stays_wrong(tmp_path):
    (tmp_path / "a.json").write_text('{"text": "Hi", "slides": 5}', encoding="utf-8")
    result = command("check", "--fit", tmp_path / "a.json")
    assert (result.exit_code, "[wrong-type]" in result.output) == (1, True)


def test_check_fit_keeps_the_warnings_that_fitting_does_not_settle(tmp_path):
    slides = [{"type": "list", "data": []}, {"type": "text", "data": "x", "odd": 1}]
    (tmp_path / "a.json").write_text(json.dumps({"text": "x" * 5001, "slides": slides}), encoding="utf-8")
    found = json.loads(command("check", "--fit", "--format", "json", tmp_path / "a.json").output)
    assert [(one["code"], one["path"]) for one in found] == [
        ("shortened", "/text"),
        ("left-out", "/slides/0"),
        ("unknown-key", "/slides/1/odd"),
    ]
    (tmp_path / "b.json").write_text('{"text": "Hi", "odd": 1}', encoding="utf-8")
    assert command("check", "--fit", "--strict", tmp_path / "b.json").exit_code == 1


def test_check_fit_is_read_by_programs(files):
    (found, _) = json.loads(command("check", "--fit", "--format", "json", files / "large.json").output)
    assert (found["code"], found["path"], found["line"]) == ("left-out", "/slides/0/data/rows", 1)


def test_send_fit_cuts_what_is_too_much(files, send, sandbox):
    result = send("--fit", files / "large.json")
    assert result.exit_code == 0, result.output
    (body,) = sandbox.messages
    assert len(json.dumps(body, separators=(",", ":"), ensure_ascii=False)) <= 10_000
    assert body["slides"][0]["data"]["rows"][-1]["Host"].startswith("… and ")
    assert result.stderr == f"{files / 'large.json'}: 2 changes made it fit, which cardkit check --fit shows\n"


def test_send_fit_tells_nothing_of_what_fits(files, send):
    (files / "short.json").write_text('{"text": "Hi"}', encoding="utf-8")
    for arguments in (["--fit", "short.json"], ["--split", "long.json"]):
        assert send(arguments[0], files / arguments[1]).stderr == ""
    assert "changes made it fit" in send("--fit", "--dry-run", files / "large.json").stderr


def test_send_split_sends_all_of_it(files, send, sandbox):
    result = send("--split", files / "long.json")
    assert result.exit_code == 0, result.output
    assert result.output.endswith(f"{len(sandbox.messages)} of {len(sandbox.messages)} sent to chat:1\n")
    assert [row for body in sandbox.messages for row in body["slides"][0]["data"]["rows"]] == ROWS


def test_send_split_tells_what_it_would_send_and_what_cannot_be_divided(files, send, sandbox):
    told = send("--split", "--dry-run", files / "long.json").output.splitlines()
    assert [f"long.json ({number}/{len(told)})" in line for number, line in enumerate(told, 1)] == [True] * len(told)
    result = send("--split", files / "large.json")
    assert (result.exit_code, "too-long" in result.stderr, "nothing was sent" in result.stderr) == (1, True, True)
    assert sandbox.messages == []


def test_fit_and_split_are_not_taken_together(files, send, sandbox):
    result = send("--fit", "--split", files / "long.json")
    assert (result.exit_code, "take one of them" in result.stderr, sandbox.messages) == (2, True, [])


def test_a_part_that_fails_is_told_with_those_behind_it(files, send, sandbox):
    sandbox.fault(status=403)
    result = send("--split", files / "long.json")
    assert result.exit_code == 1
    count = len(result.stderr.splitlines())
    assert "long.json (1/" in result.stderr.splitlines()[0]
    assert result.stderr.count("as part 1 of the message did not get through") == count - 1
    assert sandbox.messages == []
