"""README, documentation and notebooks: every block runs."""

import re
from pathlib import Path

import nbclient
import nbformat
import pytest
from blocks import OTHERS, PAGES, ROOT, fences, links, python

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_python_block_of_a_page_runs(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(python(page), str(page), "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_block_escapes_the_harness(page):
    languages = {language.split(" ")[0] for language, _, _ in fences(page)}
    assert languages <= {"python", "{code-cell}"} | OTHERS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page):
    for target in links(page):
        path = page.parent / target
        generated = {"limits.md", "first-cards.md"}
        assert path.exists() or path.with_suffix(".ipynb").exists() or Path(target).name in generated, target


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run_and_are_stored_without_output(path, tmp_path):
    notebook = nbformat.read(path, 4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    nbclient.NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()


def test_each_code_stands_in_the_table_and_none_but_these():
    import cardkit

    table = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/reference/codes.md").read_text(encoding="utf-8"), re.M))
    source = "".join(path.read_text(encoding="utf-8") for path in Path(cardkit.__file__).parent.rglob("*.py"))
    assert {code for code in table if f'"{code}"' not in source} == set()
    used = re.findall(r'Issue\(\s*[^,]+,\s*"([a-z-]+)"', source) + re.findall(r'unadvised\([^)]*"([a-z-]+)"\)', source)
    assert set(used) - {"hm"} <= table
    assert len(set(used)) > 45


def test_the_changelog_knows_this_version():
    import cardkit

    assert f"## {cardkit.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
