"""`cardkit code`, `schema` and `limits`, and the help of all commands."""

import json
import os
import subprocess
import sys

import pytest
from blocks import ROOT
from click.testing import CliRunner
from command_line import WRONG, run
from executed import executed

from cardkit import Message
from cardkit.cli.main import cardkit
from cardkit.limits import Limits


def test_code_is_python_that_makes_the_message(cards):
    for output in (run("code", "wrong.json", "--exact").stdout, run("code", "--exact", stdin=WRONG).stdout):
        assert executed(output) == Message.from_json(WRONG)
    assert run("code", "good.json", "-o", "good.py").stdout == ""
    assert (cards / "good.py").read_text("utf-8") == run("code", "good.json").stdout
    assert run("code", ".").exit_code == 2
    assert "one can be written as code at a time" in run("code", ".").stderr
    assert run("code", "missing.json").stderr.startswith("missing.json: error: there is no such file [no-file]")
    assert run("code", "good.json", "-o", "no/such/folder.py").stderr.startswith("Error: no/such/folder.py cannot be")


def test_code_is_the_normal_form_and_tells_what_it_changed(cards):
    (cards / "old.json").write_text(
        '{"text": "Hi",\n "card": {"title": "T", "theme": "modern-inline", "zz": 1},\n "buttons": [\n  {"label": "Go"}]}'
    )
    zz = "/card/zz: left out: no documentation of Zoho's names the key 'zz' in the card"
    kept = "/buttons/0: kept as JSON: the action is missing"
    plain = run("code", "old.json")
    assert plain.stderr.splitlines() == [f"old.json:2:57: note: {zz}", f"old.json:4:3: note: {kept}"]
    assert plain.exit_code == 0
    assert plain.stdout == (
        'from cardkit import Message\n\nmessage = Message("Hi").card("T").raw_button({"label": "Go"})\n'
    )
    explained = run("code", "old.json", "--explain")
    assert explained.stderr == plain.stderr
    assert [line for line in explained.stdout.splitlines() if line.startswith("#")] == [f"# {zz}", f"# {kept}"]
    exact = run("code", "old.json", "--exact")
    assert executed(exact.stdout).to_dict(check=False)["card"]["zz"] == 1
    assert f"old.json:2:10: note: /card: kept as JSON: {zz.partition(': left out: ')[2]}" in exact.stderr
    assert run("code", "good.json").stderr == ""


def test_code_takes_a_version(cards):
    (cards / "flat.json").write_text('{"text": "x", "slides": [{"type": "images", "data": ["https://a/b.png"]}]}')
    assert run("code", "flat.json", "--api", "v3").stderr == ""
    assert "written one array deeper: the form of v2" in run("code", "flat.json").stderr
    assert run("code", "flat.json", "--api", "v1").exit_code == 2


def test_schema_is_the_schema(here):
    from cardkit.inspection.schema import json_schema

    assert json.loads(run("schema").stdout) == json_schema()
    assert run("schema", "--indent", "0").stdout.count("\n") == 1
    assert run("schema", "--indent", "1", "-o", "s.json").stdout == ""
    assert (here / "s.json").read_text("utf-8").startswith('{\n "')
    assert run("schema", "--indent", "-1").exit_code == 2


def test_limits_lists_all_or_those_named():
    every = json.loads(run("limits", "--format", "json").stdout)
    assert [row["name"] for row in every] == list(Limits.__annotations__)
    (row,) = json.loads(run("limits", "--format", "json", "chart_segments").stdout)
    assert row == {
        "name": "chart_segments",
        "value": 5,
        "unit": "segments",
        "what": "a chart",
        "source": "Zoho Cliq REST API v2 reference, Message Content",
        "note": "",
    }
    named = run("limits", "text", "button_styles").stdout.splitlines()
    assert named[0].split("  ")[-2:] == [
        "10,000 characters",
        "(Zoho Cliq REST API v2 reference, Message Content)",
    ]
    assert len(named) == 2
    table = run("limits", "--format", "markdown").stdout.splitlines()
    assert table[0] == "| Name | Of | Limit | Source | Note |"
    assert len(table) == 2 + len(every)
    assert {line.count("|") for line in table} == {6}


def test_a_limit_that_there_is_not_is_told():
    result = run("limits", "chart_segment")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: there is no limit 'chart_segment'; did you mean chart_segments?\n"


@pytest.mark.parametrize("command", ["check", "code", "schema", "limits", "demo"])
def test_every_command_has_help_and_an_unknown_one_has_none(command):
    assert run(command, "--help").exit_code == 0
    assert run(command, "-h").stdout.startswith("Usage: ")
    assert run(f"{command}x").exit_code == 2


@pytest.mark.parametrize("group", [[], ["outbox"], ["bridge"]])
def test_a_list_of_commands_cuts_no_sentence(group):
    shown = CliRunner().invoke(cardkit, [*group, "--help"]).output
    assert "..." not in shown.partition("Commands:")[2]


def test_help_loads_nothing_that_help_does_not_need(here):
    code = "import sys; from cardkit.cli.main import cardkit; cardkit(['--help'], standalone_mode=False); print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=here, env=env, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"urllib3", "cardkit.inspection", "cardkit.cli.check"}


def test_the_shell_completes_commands_and_limits(here):
    environment = {"_CARDKIT_COMPLETE": "bash_complete", "COMP_WORDS": "cardkit limits chart_s", "COMP_CWORD": "2"}
    result = CliRunner().invoke(cardkit, [], prog_name="cardkit", env=environment)
    assert result.output.split() == ["plain,chart_segments"]


def test_code_is_not_written_over_what_it_is_made_of(tmp_path):
    path, link = tmp_path / "a.json", tmp_path / "link.json"
    path.write_text('{"text": "Hi"}', encoding="utf-8")
    link.symlink_to(path)
    for source, out in ((path, path), (link, path), (path, link)):
        result = CliRunner().invoke(cardkit, ["code", str(source), "-o", str(out)])
        assert (result.exit_code, path.read_text(encoding="utf-8")) == (2, '{"text": "Hi"}')
