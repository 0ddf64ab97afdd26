"""The editor of the sandbox's page: what is kept in the repository is what its build makes, with the licences."""

import json
import os
import re
import shutil
import subprocess
from importlib.resources import files

import pytest
from blocks import ROOT

EDITOR = ROOT / "editor"
WEB = files("cardkit.sandbox").joinpath("web")
BUILT = ("codemirror.js", "codemirror.LICENSE.txt")
SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.js", "entry.js")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder that a fresh build wrote to. Without npm there is none; in CI what npm cannot fetch fails."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm")
    here, out = tmp_path_factory.mktemp("editor"), tmp_path_factory.mktemp("built")
    for name in SOURCES:
        shutil.copy(EDITOR / name, here / name)
    fetched = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=here, capture_output=True, text=True)
    if fetched.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"npm cannot fetch the packages: {fetched.stderr[-500:]}"
        )
    subprocess.run(["node", "build.js", str(out)], cwd=here, check=True)
    return out


@pytest.mark.slow  # npm fetches and builds
@pytest.mark.parametrize("name", BUILT)
def test_the_file_in_the_package_is_what_the_build_makes(built, name):
    assert (built / name).read_bytes() == WEB.joinpath(name).read_bytes()


def test_each_package_in_the_bundle_has_its_licence_and_version_noted():
    lock = json.loads((EDITOR / "package-lock.json").read_text("utf-8"))
    notice = WEB.joinpath("codemirror.LICENSE.txt").read_text("utf-8")
    named = re.findall(r"^(@?[\w./-]+) (\d+\.\d+\.\d+)$", notice, re.MULTILINE)
    assert len(named) >= 8
    for name, version in named:
        package = lock["packages"][f"node_modules/{name}"]
        assert (package["version"], package["license"]) == (version, "MIT")
    assert notice.count("Permission is hereby granted") == len(named)


def test_versions_are_exact_and_the_lock_names_no_place():
    wanted = json.loads((EDITOR / "package.json").read_text("utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert "resolved" not in (EDITOR / "package-lock.json").read_text("utf-8")


def test_the_bundle_asks_nothing_of_other_places():
    text = WEB.joinpath("codemirror.js").read_text("utf-8")
    assert {*re.findall(r"https?://[^\"'`]*", text)} <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\beval\(|new Function|\bimport\(|\bfetch\(|XMLHttpRequest", text)
