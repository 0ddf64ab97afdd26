"""What other programs run: the recipes of the documentation, the GitHub Action and the pre-commit hook."""

import asyncio
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from blocks import ROOT, fences

from cardkit import markup
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox

GOOD, WRONG = '{"text": "Hi"}', '{"text": "Hi", "slides": [{"type": "list", "data": []}]}'
TASK = SimpleNamespace(
    dag_id="nightly", task_id="load", try_number=2, log_url="https://airflow.example.com/log", run_id="manual_1"
)


@pytest.fixture
def recipe(monkeypatch):
    """Import a file of docs/recipes by its name."""
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "recipes"))
    return importlib.import_module


@pytest.fixture
def sandbox(monkeypatch):
    """A sandbox to which everything is sent that signs in by the environment."""
    with Sandbox() as running:
        for name, value in {"TOKEN": running.token, "BASE_URL": running.url, "PACING": "none"}.items():
            monkeypatch.setenv(f"CLIQ_{name}", value)
        yield running


def test_airflow_puts_a_card_into_the_outbox(sandbox, recipe, tmp_path, monkeypatch):
    pytest.importorskip("airflow.sdk")
    monkeypatch.setenv("CLIQ_OUTBOX", str(tmp_path / "outbox.sqlite3"))
    recipe("airflow_notifier").CliqNotifier("channel:data", "nightly *failed*").notify(
        {"task_instance": TASK, "run_id": TASK.run_id}
    )
    (letter,) = Outbox(tmp_path / "outbox.sqlite3").letters()
    body = json.loads(letter.body)
    assert str(letter.to) == "channel:data"
    assert body["text"] == "nightly \u2217failed\u2217"
    assert body["slides"][0]["data"] == [{"Task": "load"}, {"Run": "manual_1"}, {"Try": "2"}]


@pytest.fixture
def prefect(tmp_path, monkeypatch):
    """Prefect, with its files in a folder of the test's and without questions to the network."""
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    return pytest.importorskip("prefect")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_block_of_prefect_notifies(sandbox, prefect, recipe):
    asyncio.run(recipe("prefect_block").Cliq(to="channel:data").notify("load took 5 h", "*slow*"))
    assert sandbox.messages == [{"text": "*\u2217slow\u2217*\nload took 5 h"}]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_hook_of_prefect_tells_of_a_flow_that_failed(sandbox, prefect, recipe):
    from prefect.client.schemas import FlowRun
    from prefect.states import Failed

    @prefect.flow(name="night_ly", on_failure=[recipe("prefect_block").on_failure])
    def nightly(day):
        """Nothing runs here: its server takes a minute."""

    (hook,) = nightly.on_failure_hooks
    run = FlowRun(flow_id=uuid.uuid4(), name="brave-fox", parameters={"day": 7})
    hook(nightly, run, Failed(message="no *space* left"))
    (body,) = sandbox.messages
    assert body["text"] == "*night_ly* failed"
    assert body["card"]["title"] == "brave-fox"
    assert body["slides"][0]["data"] == [{"State": "Failed"}, {"Parameters": "{'day': 7}"}]
    assert body["slides"][1]["data"] == "```\nno *space* left\n```"


@pytest.fixture
def check_step(tmp_path):
    """Run the step of the GitHub Action that checks, with the cardkit of this environment."""
    yaml = pytest.importorskip("yaml")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    install, check = action["runs"]["steps"]
    assert '"$HERE[cli]"' in install["run"]
    program = tmp_path / "environment" / "bin" / "cardkit"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cardkit "$@"\n')
    program.chmod(0o755)

    def run(files, strict=action["inputs"]["strict"]["default"]):
        settings = {"ENVIRONMENT": str(tmp_path / "environment"), "FILES": files, "STRICT": strict}
        assert {*settings} == {*check["env"]}
        environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
        command = ["bash", "-e", "-o", "pipefail", "-c", check["run"]]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)

    return run


def test_the_action_of_github_marks_faults_at_their_lines(check_step, tmp_path):
    cards = tmp_path / "cards"
    cards.mkdir()
    (cards / "good.json").write_text(GOOD)
    assert check_step("cards/").returncode == 0
    (cards / "wrong.json").write_text(WRONG)
    run = check_step("cards/good.json cards/w*.json")
    assert run.returncode == 1
    assert re.match(r"::error file=cards/wrong\.json,line=1,", run.stdout)
    (cards / "wrong.json").write_text('{"text": "**Hi**"}')
    assert check_step("cards/").returncode == 0
    assert check_step("cards/", strict="true").returncode == 1


def test_the_hook_of_pre_commit_checks_the_cards_of_a_folder(tmp_path):
    yaml = pytest.importorskip("yaml")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    names = ["cards/a.json", "web/cards/old/b.json", "card.json", "cards/a.py"]
    assert [name for name in names if re.search(hook["files"], name)] == names[:2]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "cardkit"
    for body, status in [(GOOD, 0), (WRONG, 1)]:
        (tmp_path / "a.json").write_text(body)
        command = [sys.executable, "-m", "cardkit", *arguments, "a.json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        assert subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment).returncode == status


def test_the_recipes_stand_on_the_page():
    page = (ROOT / "docs" / "how-to" / "integrations.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs" / "recipes").glob("*.py"):
        assert f"{{literalinclude}} ../recipes/{Path(path).name}\n" in page


# The tail of a log


@pytest.fixture(scope="module")
def log_tail():
    """The function of the page of recipes."""
    top, *recipes = (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8").split("\n## ")
    recipe = next(recipe for recipe in recipes if recipe.startswith("The tail of a long log\n"))
    space = {"__name__": "recipes"}
    exec("".join(re.findall(r"^```python\n(.*?)^```", f"{top}\n{recipe}", re.M | re.S)), space)
    return space["log_tail"]


LINES = {
    "plain": "12:00 task {} finished",
    "levels, each of which is escaped": "[I]: {}",
    "JSON": '{{"task": {}, "path": "C:\\\\jobs"}}',
    "empty lines": "\n\n{}",
    "colours": "\x1b[31m{}\x1b[0m",
    "others' alphabets": "задача {} 完成 \U0001f468\u200d\U0001f469",
    "long lines": "{} " + "x" * 3_000,
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize("count", [1, 2, 100, 20_000])
def test_of_a_long_log_the_last_lines_are_shown(log_tail, line, count):
    lines = [line.format(number) for number in range(count)]
    message = log_tail("nightly", "\n".join(lines))
    body = message.to_dict()
    assert message.fitted().changes == ()
    assert body["text"].startswith("*nightly* failed\n```\n")
    assert body["text"].endswith(f"{markup.code_block(lines[-1])[4:]}")
    assert message.issues() == ()


def test_a_log_of_nothing_and_one_of_a_single_endless_line_are_shown(log_tail):
    assert log_tail("nightly", "").to_dict()["text"] == "*nightly* failed\n```\n\n```"
    assert log_tail("nightly", "x" * 50_000 + " the end").to_dict()["text"].endswith(" the end\n```")


# The summary of a CI run


@pytest.fixture(scope="module")
def summary():
    """The function of the page's script."""
    code = next(content for language, content, _ in fences(ROOT / "docs/how-to/ci.md") if language == "python")
    space = {"__name__": "notify"}
    exec(compile(code, "ci.md", "exec"), space)
    return lambda report: space["summary"](report, "Nightly", "https://ci.example.com/7").to_dict()


def chart_of(body):
    return {
        point["label"]: point["value"]
        for slide in body.get("slides", [])
        if slide["type"] == "percentage_chart"
        for point in slide["data"][0]
    }


CASE, FAILURE = '<testcase classname="a" name="b"/>', '<testcase classname="a" name="c"><failure/></testcase>'
ERROR, SKIPPED = '<testcase classname="a" name="d"><error/></testcase>', '<testcase name="e"><skipped/></testcase>'
REPORTS = {  # what stands in it, the counts that follow, the colour
    "nothing collected by pytest": ('<testsuites><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="0"/></testsuites>', {}, "yellow"),
    "no suite": ("<testsuites/>", {}, "yellow"),
    "all passed": (f'<testsuites><testsuite tests="2">{CASE}{CASE}</testsuite></testsuites>', {"Passed": 2}, "green"),
    "the suite alone": (f'<testsuite tests="2" failures="1">{CASE}{FAILURE}</testsuite>', {"Passed": 1, "Failed": 1}, "red"),
    "a suite within a suite": (f'<testsuites><testsuite tests="2" failures="1"><testsuite tests="2" failures="1">{CASE}{FAILURE}</testsuite></testsuite></testsuites>', {"Passed": 1, "Failed": 1}, "red"),
    "suites beside each other": (f'<testsuites tests="4"><testsuite tests="2">{CASE}{ERROR}</testsuite><testsuite tests="2">{SKIPPED}{FAILURE}</testsuite></testsuites>', {"Passed": 1, "Failed": 2, "Skipped": 1}, "red"),
    "all skipped": (f"<testsuite>{SKIPPED}</testsuite>", {"Skipped": 1}, "green"),
    "counts that are missing": (f"<testsuite>{CASE}{FAILURE}</testsuite>", {"Passed": 1, "Failed": 1}, "red"),
    "skipped, and failed when it was torn down": ("<testsuite><testcase name='a'><skipped/><error/></testcase></testsuite>", {"Failed": 1}, "red"),
}  # fmt: skip


@pytest.mark.parametrize(("report", "counts", "colour"), REPORTS.values(), ids=REPORTS)
def test_the_summary_of_a_run_counts_each_case_once(summary, report, counts, colour):
    body = summary(report)
    assert chart_of(body) == counts
    assert body["styles"] == {"background": colour}
    told = f"{counts.get('Failed', 0)} of {sum(counts.values())} failed" if counts else "no test ran"
    assert body["text"] == f"*Nightly*: {told}"


def test_names_of_tests_are_shown_and_steer_nothing(summary):
    failures = "".join(
        f'<testcase classname="{"x" * 900}" name="t[*{{@all}}*{n}]"><failure/></testcase>' for n in range(99)
    )
    body = summary(f"<testsuite>{failures}</testsuite>")
    assert body["text"] == "*Nightly*: 99 of 99 failed"
    assert "{@all}" not in str(body)


def test_the_summary_takes_what_pytest_writes(summary, tmp_path):
    (tmp_path / "test_shop.py").write_text(
        "import pytest\n"
        "def test_adds(): pass\n"
        "def test_rounds(): assert 0\n"
        "@pytest.mark.skip\ndef test_refunds(): pass\n"
        "@pytest.fixture\ndef shop():\n    raise OSError\n"
        "def test_opens(shop): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=report.xml", "test_shop.py"]
    subprocess.run(command, cwd=tmp_path, capture_output=True)
    body = summary((tmp_path / "report.xml").read_text(encoding="utf-8"))
    assert chart_of(body) == {"Passed": 1, "Failed": 2, "Skipped": 1}
    assert body["slides"][1]["data"] == ["test_shop.test_rounds", "test_shop.test_opens"]
