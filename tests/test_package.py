"""The demo, the console script, and the built wheel away from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
import urllib3
from blocks import ROOT
from click.testing import CliRunner

from cardkit.cli.main import cardkit
from cardkit.demo import FORMATS, published

PROOF = "7 of 7 messages arrived over HTTP equal to their published bodies, key for key."


def test_the_demo_draws_each_card_on_one_screen_and_ends_with_the_proof(here):
    run = CliRunner().invoke(cardkit, ["demo"])
    assert run.exit_code == 0, run.output
    assert run.output.splitlines()[-1] == PROOF
    screens = run.output.split(" of 7: ")[1:]
    assert [screen.split("\n")[0] for screen in screens] == [*FORMATS]
    for screen, words in zip(screens, ["Hello team", "Paula Rojas", "Keep it simple", "$500,000", "Floor Plan", "53.3%", "BitBucket"], strict=True):  # fmt: skip
        assert words in screen
        assert screen.count("\n") <= 24
        assert all(len(line) <= 80 for line in screen.splitlines())
    assert not [*here.iterdir()]


def test_the_demo_gives_the_bodies_as_json_and_as_files(here):
    run = CliRunner().invoke(cardkit, ["demo", "--json", "-o", "out"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout) == {name: json.loads(published(name)) for name in FORMATS}
    assert run.stderr.strip() == PROOF
    for name in FORMATS:
        assert (here / "out" / f"{name}.json").read_text(encoding="utf-8") == published(name)
    assert CliRunner().invoke(cardkit, ["demo", "-o", "out"]).exit_code == 0


def test_the_demo_can_be_looked_at_in_a_live_sandbox(monkeypatch):
    seen = list[str]()

    def browse(url):
        seen.extend(urllib3.request("GET", f"{url}/sandbox/messages").json()["messages"])
        return True

    def interrupted(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr("webbrowser.open", browse)
    monkeypatch.setattr("time.sleep", interrupted)
    run = CliRunner().invoke(cardkit, ["demo", "--open"])
    assert run.exit_code == 0, run.output
    assert len(seen) == 7
    assert run.output.startswith(PROOF)
    assert "until Ctrl-C" in run.output
    assert CliRunner().invoke(cardkit, ["demo", "--open", "--json"]).exit_code == 2


def test_the_demo_tells_a_body_that_differs(monkeypatch):
    monkeypatch.setattr("cardkit.demo.run.published", lambda name: '{"text": "other"}')
    run = CliRunner().invoke(cardkit, ["demo"])
    assert run.exit_code == 1
    assert run.output.splitlines()[-1].startswith("0 of 7 messages arrived")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel, built from a copy of the checkout and unpacked elsewhere."""
    folder = tmp_path_factory.mktemp("wheel")
    keep = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "_build", "node_modules")
    shutil.copytree(ROOT, folder / "copy", ignore=keep)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(folder / "copy")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def outside(installed, *arguments):
    """What a Python does that has cardkit there."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=installed.parent, env=environment)


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_else(unpacked):
    top = {path.name for path in unpacked.iterdir()}
    assert {name.split("-")[0] for name in top} == {"cardkit"}
    assert (unpacked / "cardkit" / "py.typed").exists()
    metadata = next(unpacked.glob("*.dist-info/METADATA")).read_text(encoding="utf-8")
    needs = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra" not in line]
    needs = [line.replace(" (", "").replace(")", "") for line in needs]  # as older tools write them
    assert needs == ["Requires-Dist: attrs>=23.1", "Requires-Dist: urllib3>=2.6"]


@pytest.mark.slow
def test_the_wheel_runs_away_from_the_checkout(unpacked):
    run = outside(unpacked, "-m", "cardkit", "demo")
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == PROOF
    where = outside(unpacked, "-c", "import cardkit; print(cardkit.__file__)")
    assert where.stdout.startswith(str(unpacked))


def test_without_click_the_console_script_names_the_command_that_helps():
    code = "import sys; sys.modules['click'] = None; sys.argv = ['cardkit', 'demo']; from cardkit.__main__ import main; main()"
    run = outside(ROOT, "-c", code)
    assert run.returncode == 2
    assert run.stderr == "cardkit's command line needs click: pip install 'cardkit[cli]'\n"


def test_without_hypothesis_the_strategies_name_the_extra():
    run = outside(ROOT, "-c", "import sys; sys.modules['hypothesis'] = None; import cardkit.strategies")
    assert run.stderr.rstrip().endswith("cardkit.strategies needs hypothesis: pip install 'cardkit[test]'")


def test_without_starlette_the_demo_names_the_command_that_helps():
    code = "import sys; sys.modules['starlette'] = None; sys.argv = ['cardkit', 'demo']; from cardkit.__main__ import main; main()"
    run = outside(ROOT, "-c", code)
    assert run.returncode == 2
    assert "pip install 'cardkit[sandbox]'" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
def test_the_fixture_reaches_whoever_installed_cardkit(tmp_path):
    (tmp_path / "test_alert.py").write_text(
        "from cardkit import Message\n\n\n"
        "def test_alert(cliq_sandbox):\n"
        "    Message('down').send(cliq_sandbox.transport, to='channel:ops')\n"
        "    assert cliq_sandbox.messages == [{'text': 'down'}]\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert "1 passed" in run.stdout, run.stdout
