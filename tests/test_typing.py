"""mypy and pyright, both strict: over the package, the right and the wrong chains, the README and the documentation."""

import json
import os
import re
import subprocess
import sys

import pytest
from blocks import GALLERY, PAGES, ROOT, python

TYPING = ROOT / "tests" / "typing"
REFUSED = {n for n, line in enumerate((TYPING / "bad.py").read_text().splitlines(), 1) if line.endswith("# refused")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for page in PAGES:
        name = re.sub(r"\W", "_", str(page.relative_to(ROOT).with_suffix("")))
        (folder / f"{name}.py").write_text(python(page), encoding="utf-8")
    return folder


def mypy(*arguments):
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return re.findall(r"^(.*?):(\d+): error: (.*)$", run.stdout, re.M), run.stdout + run.stderr


def pyright(folder, *paths):
    (folder / "pyrightconfig.json").write_text(
        json.dumps(
            {
                **_pyright_settings(),
                "extraPaths": [str(ROOT)],
                "reportUnusedExpression": "none",  # the cell of a notebook ends with what it shows
                "include": [os.path.relpath(path, folder) for path in paths],
            }
        )
    )
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    found = json.loads(run.stdout)["generalDiagnostics"]
    return [(d["file"], d["range"]["start"]["line"] + 1, d["message"]) for d in found if d["severity"] == "error"]


def _pyright_settings():
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["pyright"]


@pytest.mark.slow
def test_mypy_accepts_package_pages_and_right_chains_and_refuses_each_wrong_one(pages):
    found, output = mypy(
        "cardkit", "bench", TYPING / "good.py", TYPING / "bad.py", *sorted(pages.glob("*.py")), *GALLERY
    )
    assert {int(line) for file, line, _ in found if file.endswith("bad.py")} == REFUSED, output
    assert not [issue for issue in found if not issue[0].endswith("bad.py")], output


@pytest.mark.slow
def test_pyright_accepts_package_pages_and_right_chains_and_refuses_each_wrong_one(pages, tmp_path):
    found = pyright(tmp_path, ROOT / "cardkit", ROOT / "bench", TYPING, pages)
    assert {line for file, line, _ in found if file.endswith("bad.py")} == REFUSED
    assert not [issue for issue in found if not issue[0].endswith("bad.py")]
