"""The lines that `cardkit check` shows around a finding, and what it tells of a code."""

import io
import json
import re

import click
import pytest
from command_line import run
from fewer import FEWER
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cardkit import check
from cardkit.cli.frames import WIDTH, frame
from cardkit.inspection.codes import codes
from cardkit.inspection.positions import Position
from cardkit.strategies import invalid_payloads
from cardkit.strategies.faults import FAULTS


def shown(text, line, column):
    return [click.unstyle(one) for one in frame(text, Position(line, column), "red")]


FRAMES = [
    ('{"text": 5}', 1, 10, ['    1 | {"text": 5}', "      |          ^"]),
    ('{\n"a": "b",\n"c": 1\n}', 2, 6, ["    1 | {", '    2 | "a": "b",', "      |      ^^^", '    3 | "c": 1']),
    ('{"界": "é😀"}', 1, 7, ['    1 | {"界": "é😀"}', "      |        ^^^^^"]),
    ('{"a":\t"b"}\r\n', 1, 7, ['    1 | {"a": "b"}', "      |       ^^^"]),
    ('{"a":\n', 2, 1, ['    1 | {"a":', "    2 |", "      | ^"]),
    ('{"a":\n\n', 2, 1, ['    1 | {"a":', "    2 |", "      | ^"]),
    ("{}\n\x1b[2J", 2, 1, ["    1 | {}", r"    2 | \x1b[2J", "      | ^^^^"]),
    ("", 1, 1, ["    1 |", "      | ^"]),
    ("\n" * 9 + "x" + "\n" * 9, 10, 1, ["     9 |", "    10 | x", "       | ^", "    11 |"]),
]


@pytest.mark.parametrize(("text", "line", "column", "lines"), FRAMES, ids=range(len(FRAMES)))
def test_three_lines_and_carets_under_the_value(text, line, column, lines):
    assert shown(text, line, column) == lines


@given(st.text(alphabet='{}[]:,"ab 0界😀\x1b\t', max_size=300), st.integers(0, 299))
def test_no_line_is_too_wide_and_carets_stand_under_their_value(text, place):
    at = min(place, len(text))
    lines = shown(text, 1, at + 1)
    assert all(cell_len(line) <= WIDTH and line.isprintable() for line in lines)
    line, carets = lines[0], lines[1]
    before = carets.index("^")
    under = ""
    for letter in line:
        if cell_len(under) >= before:
            break
        under += letter
    pointed = line[len(under) :]
    if at < len(text) and text[at] not in " \t\x1b":
        assert pointed.startswith(text[at])


def test_a_long_line_is_cut_around_its_finding(here):
    body = {
        "text": "Hi",
        "slides": [{"type": "list", "data": ["x" * 300], "styles": {"type": "dis"}}, {"pad": "y" * 300}],
    }
    (here / "a.json").write_text(json.dumps(body))
    lines = run("check", "a.json").stdout.splitlines()
    assert lines[1].startswith("    1 | …x")
    assert lines[1].endswith("…")
    caret = lines[2].index("^")
    assert lines[1][caret:].startswith('"dis"')
    assert lines[2].count("^") == 5


def test_carets_stand_under_the_token_where_the_output_takes_ascii_only(monkeypatch):
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    line, carets = shown('{"text": "日本 é", "type": "lst"}', 1, 26)
    assert line[carets.index("^") :][: carets.count("^")] == '"lst"'
    assert line.isascii()


def test_every_code_is_explained():
    assert set(FAULTS) <= set(codes())
    for code in ("bad-format", "large-data", "multi-index", "no-columns", "unknown-column"):  # of Python alone
        assert run("check", "--explain", code).stdout.startswith(f"{code}: ")


@FEWER
@given(invalid_payloads())
def test_whoever_says_so_of_a_finding_is_named_with_its_code(given):
    body, _ = given
    for issue in check(body):
        assert issue.source in codes()[issue.code].sources, issue
        assert issue.severity in codes()[issue.code].severity.split(", "), issue


def test_a_code_is_explained_alone_and_where_it_stands(cards):
    result = run("check", "--explain", "empty-slide")
    severity, meaning, (source,) = codes()["empty-slide"]
    assert (result.exit_code, result.stdout) == (0, f"empty-slide: {meaning}\n    source:  {source}\n")
    result = run("check", "--explain", "empty-slide", "wrong.json", "good.json")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[3:] == [
        "wrong.json:2:38: slide 1: the list has nothing in it",
        "    allowed: at least one",
        "    source:  cardkit's own rule",
        '    try:     an entry in "data"',
        "    path:    /slides/0/data",
    ]
    result = run("check", "--explain", "empty-slide", "--format", "json", "wrong.json")
    told = json.loads(result.stdout)
    assert [told[key] for key in ("code", "severity", "meaning", "sources")] == [
        "empty-slide",
        severity,
        meaning,
        [source],
    ]
    assert [(finding["file"], finding["path"]) for finding in told["findings"]] == [("wrong.json", "/slides/0/data")]
    result = run("check", "--explain", "empty-slide", "--format", "github", "wrong.json")
    assert re.findall("^::error file=(.*?),line=2,col=38", result.stdout, re.MULTILINE) == ["wrong.json"]
    result = run("check", "--explain", "empty-slid")
    assert (result.exit_code, result.stderr) == (2, "Error: empty-slid is no code of a finding; there is empty-slide\n")
