"""The command line: what is read, where faults are placed, how they are told, and how it ends."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from blocks import ROOT, fences
from click.testing import CliRunner
from command_line import GOOD, WRONG, real, run

from cardkit.cli.main import cardkit
from cardkit.cli.output import MOST, plain
from cardkit.cli.sources import sources

COUNTS = re.compile(r"^\d[\d,]* files?, \d[\d,]* errors?, \d[\d,]* warnings?$")


def told(*args, **options):
    """The findings as the JSON format gives them."""
    return json.loads(run("check", "--format", "json", *args, **options).stdout)


# Exit statuses


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["good.json"], 0),
        (["warned.json"], 0),
        (["warned.json", "--strict"], 1),
        (["good.json", "--strict"], 0),
        (["wrong.json"], 1),
        (["wrong.json", "--quiet"], 1),
        (["good.json", "wrong.json", "warned.json"], 1),
        (["missing.json"], 2),
        (["missing.json", "wrong.json"], 2),
        (["wrong.json", "missing.json", "good.json"], 2),
        (["nothing/*.json"], 2),
        (["good.json", "--format", "xml"], 2),
        (["good.json", "--frobnicate"], 2),
    ],
)
def test_the_exit_status_is_the_highest_that_applies(cards, args, status):
    assert run("check", *args).exit_code == status


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[1]", "wrong-type"),
        (b"7", "wrong-type"),
        (b'{"a": 1, "a": 2}', "repeated-key"),
        (b'{"a": NaN}', "not-finite"),
        (b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", "too-deep"),
        (b'{"a": ' + b"[" * 99_999 + b"]" * 99_999 + b"}", "too-deep"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not-json"),
        (b'{"text": "caf\xe9"}', "not-utf-8"),
        ('{"text": "Hi"}'.encode("utf-16")[:-1], "not-utf-8"),
        ('{"text": "Hi"}'.encode("utf-32-be")[:-1], "not-utf-8"),
        (b'{"text": "\xed\xa0\x80"}', "not-utf-8"),
        (b"\x00\x01\x02", "not-json"),
    ],
)
def test_what_holds_no_body_ends_with_two(here, data, code):
    (here / "a.json").write_bytes(data)
    assert run("check", "a.json").exit_code == 2
    assert [found["code"] for found in told("a.json")] == [code]
    assert run("code", "a.json").exit_code == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_every_encoding_of_json_is_read(here, encoding):
    """RFC 4627 told them apart by their first bytes; the shell of Windows writes UTF-16 with ``>``."""
    text = '{"text": "Größe", "slides": [{"type": "list", "data": []}]}'
    (here / "a.json").write_bytes(text.encode(encoding))
    assert [(found["code"], found["column"]) for found in told("a.json")] == [("empty-slide", text.index("[]") + 1)]
    assert "Größe" in run("preview", "a.json").output
    assert "Größe" in run("code", "a.json").output


def test_a_broken_file_keeps_no_other_from_being_checked(cards):
    (cards / "broken.json").write_text("{")
    found = told("missing.json", "broken.json", "wrong.json", "no*thing")
    assert [(one["file"], one["code"]) for one in found] == [
        ("missing.json", "no-file"),
        ("broken.json", "not-json"),
        ("wrong.json", "empty-slide"),
        ("no*thing", "nothing-matched"),
    ]


def test_a_file_that_may_not_be_read_is_told(cards, monkeypatch):
    def refuse(path):
        if path.suffix == ".json":
            raise PermissionError(13, "Permission denied")
        return read(path)

    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr("os.access", lambda *_: False)
    result = run("check", "good.json", "[x]*.json")
    assert result.exit_code == 2
    assert result.stdout.startswith("good.json: error: it cannot be read: Permission denied [unreadable]\n")
    assert "the pattern matches no file" in result.stdout
    for command in ("code", "preview"):
        assert run(command, "good.json").stderr.startswith("good.json: error: it cannot be read")


def test_a_file_without_a_name_is_no_file(here):
    assert run("check", "").stdout.startswith("'': error: there is no such file [no-file]\n")


# What is read


def test_a_byte_order_mark_is_no_part_of_the_text(here):
    (here / "a.json").write_bytes(b"\xef\xbb\xbf" + WRONG.encode())
    (found,) = told("a.json")
    assert (found["line"], found["column"]) == (2, 38)


def test_standard_input_is_read_by_its_sign_and_without_a_file(here):
    for args in ([], ["-"], ["-", "-"]):
        (found,) = told(*args, stdin=WRONG)
        assert (found["file"], found["path"], found["line"]) == ("<stdin>", "/slides/0/data", 2)


def test_without_a_file_and_with_a_keyboard_it_asks_for_one(here, monkeypatch):
    monkeypatch.setattr("cardkit.cli.sources.piped", lambda: False)
    for command in ("check", "code"):
        result = run(command)
        assert result.exit_code == 2
        assert "name a FILE, or pipe a body in" in result.stderr


def names(*args):
    return [source.name.replace(os.sep, "/") for source in sources(args)]


def test_folders_patterns_and_names_are_found_once_and_in_order(here):
    for name in ["b.json", "a.json", "deep/er/c.json", "deep/d.JSON", "deep/no.txt", "[x].json"]:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(GOOD)
    assert names("b.json", "a.json", "./b.json") == ["b.json", "a.json"]
    assert names("deep") == ["deep/d.JSON", "deep/er/c.json"]
    assert names(".") == ["[x].json", "a.json", "b.json", "deep/d.JSON", "deep/er/c.json"]
    assert names("*.json", "a.json") == ["[x].json", "a.json", "b.json"]
    assert names("**/*.json") == ["[x].json", "a.json", "b.json", "deep/er/c.json"]
    assert names("deep/**/?.json", "deep") == ["deep/er/c.json", "deep/d.JSON"]
    assert names("[ab].json") == ["a.json", "b.json"]
    for name in ("x.json", "deep/ab/e.json", "deep/zz/f.json"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(GOOD)
    assert names("[x].json") == ["[x].json"]  # it exists, so it is no pattern
    assert names("deep") == ["deep/d.JSON", "deep/ab/e.json", "deep/er/c.json", "deep/zz/f.json"]


@pytest.mark.parametrize("name", ["empty", "empty/*", "de*p", "**/*.yaml"])
def test_what_matches_no_file_is_told(here, name):
    (here / "empty").mkdir()
    (here / "deep").mkdir()
    (found,) = told(name)
    assert (found["file"], found["code"], found["line"]) == (name, "nothing-matched", None)


def test_a_thousand_files_are_all_checked(here):
    for number in range(1_000):
        (here / f"{number:04}.json").write_text(WRONG if number % 100 == 7 else GOOD)
    result = run("check", ".")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "1,000 files, 10 errors, 0 warnings"
    assert result.stderr == ""


def test_a_string_of_two_million_characters_is_read(here):
    for filling in ("x", "é😀\\n"):
        text = filling * (2_000_000 // len(filling))
        (here / "huge.json").write_text(f'{{"text": "{text}", "slides": [{{"type": "list", "data": []}}]}}', "utf-8")
        found = {one["code"]: one for one in told("huge.json")}
        column = len('{"text": "') + len(text) + len('", "slides": [{"type": "list", "data": ') + 1
        assert (found["empty-slide"]["line"], found["empty-slide"]["column"]) == (1, column)
        assert len(run("check", "huge.json").stdout) < 5_000


# Where it is


def test_findings_carry_the_places_of_their_pointers(here):
    text = (
        '{"text": "界😀", "card": {"title": "T", "colour": "red"},\r\n'
        ' "slides": [\r\n'
        '  {"type": "list", "data": ["a"]},\r\n'
        '  {"title": "😀😀", "type": "table", "data": {"headers": ["A/B", "~"],\r\n'
        '    "rows": [{"A/B": "1", "~": "2"}, {"A/B": "é", "~": []}]}}]}'
    )
    (here / "a.json").write_bytes(text.encode())
    found = {one["path"]: (one["line"], one["column"]) for one in told("a.json")}
    assert found == {"/card/colour": (1, 49), "/slides/1/data/rows/1/~0": (5, 56)}


def test_a_broken_encoding_is_placed_in_characters(here):
    (here / "a.json").write_bytes('{"a": "é",\n "界😀": "'.encode() + b"\xff")
    (found,) = told("a.json")
    assert (found["line"], found["column"], found["got"]) == (2, 9, "the bytes FF")


# How it is told


def test_people_read_the_place_the_fault_and_its_notes(cards):
    result = run("check", "wrong.json", "good.json")
    assert result.stdout.splitlines() == [
        "wrong.json:2:38: error: slide 1: the list has nothing in it [empty-slide]",
        '    1 | {"text": "Hi",',
        '    2 |  "slides": [{"type": "list", "data": []}]}',
        "      |" + " " * 38 + "^",
        "    allowed: at least one",
        '    try:     an entry in "data"',
        "2 files, 1 error, 0 warnings",
    ]


def test_quiet_shows_errors_alone_and_strict_makes_errors(cards):
    assert run("check", "--quiet", "warned.json", "good.json").stdout == ""
    assert "warning" not in run("check", "-q", ".").stdout
    assert run("check", "--strict", "warned.json").stdout.splitlines()[-1] == "1 file, 1 error, 0 warnings"
    assert [one["severity"] for one in told("--strict", "--quiet", "warned.json")] == ["error"]


def test_json_is_one_document_with_every_part(cards):
    (found,) = told("wrong.json", "good.json")
    assert found == {
        "file": "wrong.json",
        "line": 2,
        "column": 38,
        "path": "/slides/0/data",
        "code": "empty-slide",
        "severity": "error",
        "message": "the list has nothing in it",
        "expected": "at least one",
        "got": "",
        "source": "cardkit's own rule",
        "hint": 'an entry in "data"',
    }
    assert told("good.json") == []


COMMAND = re.compile(r"::(error|warning) ([^:]*)::(.*)")


def workflow(output):
    """The workflow commands of an output, as GitHub's runner reads them: one a line, properties, data, unescaped."""
    for line in re.split("\r\n|\r|\n", output.rstrip("\n")):
        level, properties, data = COMMAND.fullmatch(line).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        yield level, {key: unescaped(value) for key, value in pairs.items()}, unescaped(data)


def unescaped(text):
    for sign, letter in {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}.items():
        text = text.replace(sign, letter)
    return text


def test_github_gets_one_command_for_each_finding(cards):
    (cards / "warned.json").rename(cards / "a, 100%: b.json")
    output = run("check", "--format", "github", "wrong.json", "a, 100%: b.json", "gone.json").stdout
    wrong, warned, gone = workflow(output)
    assert wrong[:2] == ("error", {"file": "wrong.json", "line": "2", "col": "38", "title": "empty-slide"})
    assert wrong[2].splitlines()[:2] == ["slide 1: the list has nothing in it", "allowed: at least one"]
    assert warned[:2] == ("warning", {"file": "a, 100%: b.json", "line": "1", "col": "1", "title": "no-text"})
    assert gone[:2] == ("error", {"file": "gone.json", "title": "no-file"})
    assert run("check", "--format", "github", "good.json").stdout == ""


HOSTILE = "\x1b[2J\x1b]0;x\x07\r\n::error::forged\n\x9b31m\x00\x7f\u202e\u2028%0A"


@pytest.mark.parametrize(
    "body",
    [
        {"text": "Hi", HOSTILE: 1},
        {"text": "Hi", "card": {"title": HOSTILE, HOSTILE: {}}},
        {"text": "Hi", "slides": [{"type": HOSTILE}, {"type": "table", "data": {"headers": [HOSTILE], "rows": [{}]}}]},
        {"text": "Hi", "slides": [{"type": "chart", "data": [], HOSTILE: HOSTILE}]},
    ],
)
@pytest.mark.parametrize("escaped", [True, False])
def test_nothing_from_a_file_steers_a_terminal_or_forges_a_command(here, body, escaped):
    text = json.dumps(body, ensure_ascii=escaped)
    (here / "a.json").write_text(text, "utf-8", newline="")
    for form in ("human", "github", "json"):
        result = run("check", "--format", form, "a.json", "--no-color")
        assert all(letter.isprintable() or letter == "\n" for letter in result.stdout)
    assert len(list(workflow(run("check", "--format", "github", "a.json").stdout))) == len(told("a.json")) > 0
    for line in run("check", "a.json").stdout.splitlines():
        assert line.startswith(("a.json:1:", "    ")) or COUNTS.match(line)


def test_text_that_is_no_json_steers_nothing_either(here):
    (here / "a.json").write_text(HOSTILE, "utf-8", newline="")
    for command in (["check", "a.json"], ["code", "a.json"], ["limits", HOSTILE]):
        result = run(*command)
        assert result.exit_code == 2
        assert all(letter.isprintable() or letter == "\n" for letter in result.output)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["a\n::error::forged.json", "\x1b[31mred.json", "a:1:1,b=c.json", b"caf\xe9.json"])
def test_hostile_names_of_files_are_shown_escaped(here, name):
    path = os.fsdecode(name)
    try:
        Path(path).write_text(WRONG)
    except OSError:
        pytest.skip("this file system has no such names")
    (found,) = told(".")
    assert found["file"] == path
    human, github = run("check", ".").stdout, run("check", ".", "--format", "github").stdout
    assert all(letter.isprintable() or letter == "\n" for letter in human + github)
    assert human.count("\n") == 7
    assert github.count("\n") == 1
    ((_, properties, _),) = workflow(github)
    assert properties["line"] == "2"


def test_what_is_long_is_cut():
    assert plain("x" * (MOST + 1)) == "x" * MOST + "…"
    assert plain("界\n\x1b") == "界\\n\\x1b"


def test_colour_is_for_terminals_and_for_those_who_ask(cards, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" not in run("check", "wrong.json").stdout
    assert "\x1b[31m\x1b[1merror\x1b[0m" in run("check", "wrong.json", color=True).stdout
    assert "\x1b[" in run("check", "--color", "wrong.json").stdout
    assert "\x1b[" not in run("check", "--no-color", "wrong.json", color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in run("check", "--color", "wrong.json").stdout


def test_a_progress_bar_is_for_many_files_and_a_terminal(cards, monkeypatch):
    for number in range(20):
        (cards / f"{number}.json").write_text(GOOD)
    assert "checking" not in run("check", ".").stderr
    monkeypatch.setattr("cardkit.cli.check.to_terminal", lambda: True)
    assert "checking" in run("check", ".").stderr
    assert "checking" not in run("check", "good.json").stderr


# The program itself


def test_the_program_reads_pipes_and_files_and_ends_as_it_should(cards):
    for args, stdin, status in [
        (["check"], GOOD, 0),
        (["check", "warned.json"], "", 0),
        (["check", "-"], WRONG, 1),
        (["check"], "{", 2),
        (["check", "*.json"], "", 1),
        (["code"], GOOD, 0),
    ]:
        assert real(*args, cwd=cards, stdin=stdin.encode()).returncode == status


def test_the_program_colours_no_pipe_and_escapes_what_an_encoding_lacks(cards):
    (cards / "a.json").write_text('{"text": "Hi", "界": 1}', "utf-8")
    for encoding, shown in {"utf-8": "界", "ascii": "\\u754c", "cp1252": "\\u754c"}.items():
        done = real("check", "a.json", cwd=cards, PYTHONIOENCODING=encoding)
        assert done.stderr == b""
        assert f"a.json:1:21: warning: {shown}: " in done.stdout.decode(encoding)
        assert b"\x1b" not in done.stdout


FOR_PROGRAMS = ["code", "preview -o -", "schema", "send --to chat:1 --curl", "check --format github"]


@pytest.mark.parametrize("command", FOR_PROGRAMS)
def test_what_is_for_programs_is_of_utf_8_whatever_the_output_is_of(cards, command, monkeypatch):
    (cards / "a.json").write_text('{"text": "Grüße 世界 🎉", "Grüße 世界 🎉": 1}', "utf-8")
    args = [*command.split(), *([] if command == "schema" else ["a.json"])]
    encodings = ["utf-8", "ascii", "latin-1", "cp1252", "utf-16"]
    written = {}
    for encoding in encodings:
        with monkeypatch.context() as patch, io.TextIOWrapper(io.BytesIO(), encoding) as output:
            patch.setattr(sys, "stdout", output)
            patch.setenv("CLIQ_TOKEN", "1000.a")
            assert cardkit(args, standalone_mode=False) in {0, 1, None}
            output.flush()
            written[encoding] = output.buffer.getvalue()
    told = written["utf-8"]
    assert written == dict.fromkeys(encodings, told)
    assert command == "schema" or "Grüße 世界 🎉".encode() in told


def test_a_process_of_another_locale_writes_utf_8_too(cards):
    (cards / "a.json").write_text('{"text": "Grüße 世界 🎉"}', "utf-8")
    assert "Grüße 世界 🎉".encode() in real("code", "a.json", cwd=cards, PYTHONIOENCODING="utf-16").stdout


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(("environment", "coloured"), [({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)])
def test_the_program_colours_a_terminal_but_for_no_color(cards, environment, coloured):
    import pty

    leader, follower = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run([sys.executable, "-m", "cardkit", "check", "wrong.json"], stdout=follower, cwd=cards, env=env)
    output = os.read(leader, 10_000)
    os.close(leader)
    os.close(follower)
    assert b"[empty-slide]" in output
    assert (b"\x1b[" in output) is coloured


def test_an_output_that_cannot_be_written_is_told(cards, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cardkit.cli.output.click.echo", full)
    result = run("limits")
    assert (result.exit_code, result.stderr) == (2, "Error: the output cannot be written: No space left on device\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(("command", "output"), [("--help", "stdout"), ("--version", "stdout"), ("code x", "stderr")])
def test_a_help_and_an_error_that_cannot_be_written_end_with_two(here, command, output):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cardkit", *command.split()],
            cwd=here,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, output: full},
        )
    assert done.returncode == 2
    assert done.stderr == (None if output == "stderr" else "Error: [Errno 28] No space left on device\n")


@pytest.mark.parametrize(
    "command",
    [
        "check {}",
        "preview {} --watch",
        "preview good.json -o {}",
        "preview good.json --open --watch -o {}",
        "code good.json -o {}",
        "outbox --file {} list",
    ],
)
def test_a_name_that_the_system_does_not_take_is_told(cards, command):
    result = run(*command.format("a" * 300).split())
    assert (result.exit_code, "a" * 300 in result.output) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is in use")
def test_a_folder_that_was_removed_is_told(here):
    (here / "gone").mkdir()
    os.chdir(here / "gone")
    (here / "gone").rmdir()
    result = run("check", "a.json")
    os.chdir(here)
    assert (result.exit_code, "there is no such file" in result.output) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_has_gone_is_no_error_to_tell(here):
    reader, writer = os.pipe()
    os.close(reader)
    command, env = [sys.executable, "-m", "cardkit", "limits"], {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=env)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_sessions_of_the_documentation_are_true(here):
    blocks = [(language, content) for language, content, _ in fences(ROOT / "docs" / "how-to" / "command-line.md")]
    (here / "report.json").write_text(next(content for language, content in blocks if language == "json"), "utf-8")
    sessions = [(one[1], two[1]) for one, two in pairwise(blocks) if (one[0], two[0]) == ("sh", "text")]
    assert len(sessions) >= 5
    for command, output in sessions:
        program, *args = shlex.split(command)
        assert program == "cardkit"
        assert run(*args).output == output


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_passed_over(tmp_path):
    (tmp_path / "a.json").write_text('{"text": "Hi"}', encoding="utf-8")
    os.mkfifo(tmp_path / "b.json")
    for names in (tmp_path, tmp_path / "*.json"):
        assert CliRunner().invoke(cardkit, ["check", str(names)]).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_pattern_follows_no_links_in_circles(here):
    for folder in ("a/b", "a/c", ".hidden"):
        (here / folder).mkdir(parents=True)
        (here / folder / "x.json").write_text(GOOD)
        (here / folder / "up").symlink_to(here, target_is_directory=True)
    (here / "link").symlink_to("a/b", target_is_directory=True)
    found = ["a/b/x.json", "a/c/x.json"]
    assert names("**/*.json") == names("**/x.json") == names("**//**/*.json") == names("a/**/?.json") == found
    assert names("a/**") == found
    assert names("./**/*.json") == ["./a/b/x.json", "./a/c/x.json"]
    assert names("[a]/**/b/**/*.json") == ["a/b/x.json"]
    assert names("link/**/*.json") == ["link/x.json"]  # it is named
    assert names(".*/**/*.json") == [".hidden/x.json"]
    assert names(f"{here}/**/b/*.json") == [f"{here}/a/b/x.json"]
    assert [source.problem is None for source in sources(["a/**/", "b**/*.json"])] == [False, False]
