"""README, documentation, gallery and notebooks: every block runs."""

import configparser
import importlib
import inspect
import re
import runpy
from pathlib import Path

import nbclient
import nbformat
import pytest
from blocks import GALLERY, GENERATED, OTHERS, PAGES, ROOT, fences, links, python

from cardkit.chain.openers import opened_classes

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def docs(monkeypatch):
    """Import one of the modules that make the documentation, which need Sphinx."""
    pytest.importorskip("sphinx")
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_python_block_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(python(page), str(page), "exec"), {"__name__": "__main__"})


def test_the_readme_shows_the_error_that_its_code_prints(capsys):
    page = ROOT / "README.md"
    exec(compile(python(page), str(page), "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    shown = [content for language, content, _ in fences(page) if language == "text"]
    assert shown
    assert [content for content in shown if content not in printed] == []


def test_each_recipe_runs_with_the_imports_on_top_alone():
    top, *recipes = (ROOT / "docs/how-to/recipes.md").read_text(encoding="utf-8").split("\n## ")
    assert len(recipes) == 10
    for recipe in recipes:
        code = "".join(re.findall(r"^```python\n(.*?)^```", f"{top}\n{recipe}", re.M | re.S))
        exec(compile(code, recipe.splitlines()[0], "exec"), {"__name__": "__main__"})


def test_the_index_of_the_guides_tells_each_of_them():
    index = ROOT / "docs/how-to/index.md"
    guides = {page.name for page in index.parent.glob("*.md")} - {index.name}
    assert {*links(index)} - {"../themes/index.md"} == guides
    assert {f"{name}.md" for name in re.search(r":hidden:\n(.*?)```", index.read_text(), re.S)[1].split()} == guides


def test_no_block_escapes_the_harness():
    for page in PAGES:
        languages = {language.split(" ")[0] for language, _, _ in fences(page)}
        assert languages <= {"python", "{code-cell}"} | OTHERS, page


def test_links_between_files_lead_somewhere():
    generated = GENERATED | {f"{notebook.stem}.ipynb" for notebook in NOTEBOOKS}
    for page in PAGES:
        for target in links(page):
            path = page.parent / target
            there = path.exists() or path.with_suffix(".ipynb").exists() or Path(target).name in generated
            assert there, (page, target)


def test_the_files_that_contributors_are_told_of_are_there():
    told = re.findall(r"`((?:cardkit|docs|tests)/[^`… ]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(told) > 60
    assert [path for path in told if not (ROOT / path).exists()] == []


def test_code_is_at_most_88_columns_wide():
    """But what a program printed is shown as it came, and the README's two commands are one line each, to be copied."""
    output = {"command-line.md", "verify.md"}
    for page in PAGES:
        kinds = {"python", "{code-cell} ipython3", "sh", "json"} | ({"text"} if page.name not in output else set())
        lines = [line for language, content, _ in fences(page) if language in kinds for line in content.splitlines()]
        assert [line for line in lines if len(line) > 88 and not line.startswith("python3 -m venv")] == [], page


def test_code_of_the_gallery_and_the_notebooks_is_no_wider():
    cells = [cell for path in NOTEBOOKS for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    code = [path.read_text(encoding="utf-8") for path in GALLERY] + [cell.source for cell in cells]
    assert [line for text in code for line in text.splitlines() if len(line) > 88] == []


def test_examples_of_public_names_are_no_wider(docs):
    names = [name for names in docs("api_page").public_names().values() for name in names]
    steps = docs("steps_page").message_names()
    told = {docstring for name in names for docstring in docstrings(name.value)}
    told |= {inspect.getdoc(step) or "" for step in steps.values()}
    lines = [line for text in told for line in text.splitlines()]
    assert len([line for line in lines if line.startswith(">>> ")]) > 200
    example = [
        line for text in told for block in re.findall(r"(?m)(^>>> .*(?:\n.+)*)", text) for line in block.splitlines()
    ]
    assert [line for line in example if len(line) > 88] == []


def test_no_sentence_of_a_docstring_is_shown_as_a_type(docs):
    """Napoleon takes what stands before a colon in the first line of a result or a property for its type."""
    from sphinx.ext.napoleon import Config, GoogleDocstring

    names = [name.value for names in docs("api_page").public_names().values() for name in names]
    members = [member for value in names if inspect.isclass(value) for member in vars(value).values()]
    taken: list[str] = []
    for value in [*names, *members, *docs("steps_page").message_names().values()]:
        text, what = inspect.getdoc(value) or "", "property" if isinstance(value, property) else "method"
        if "Attributes:" not in text and re.search(r":r?type:", str(GoogleDocstring(text, Config(), what=what))):
            taken.append(text)
    assert taken == []


def docstrings(value):
    """The docstring of a public name, and those of a class's own public members."""
    yield inspect.getdoc(value) or ""
    if inspect.isclass(value):
        yield from [inspect.getdoc(member) or "" for name, member in vars(value).items() if not name.startswith("_")]


@pytest.mark.parametrize(
    ("word", "page"),
    {
        "pandas": "how-to/data",
        "split": "how-to/too-big",
        "proxy": "how-to/network",
        "thread": "how-to/threads",
        "webhook": "how-to/send",
        "outbox": "how-to/outbox",
        "logging": "how-to/integrations",
        "Airflow": "how-to/integrations",
    }.items(),
)
def test_the_search_has_each_word_on_the_page_that_is_about_it(word, page):
    assert re.search(rf"\b{word}s?\b", (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8"))


def test_the_index_of_names_has_every_public_name_with_a_sentence(docs):
    import cardkit

    api = docs("api_page")
    lines = api.api_page().splitlines()
    told = dict(re.findall(r"^\| (?:\{py:obj\}|\[)`(\S+?)(?: <\S+>)?`\S* \| (\S.*) \|$", "\n".join(lines), re.M))
    assert {*cardkit.__all__, "Message.row", "Message.card", "Message.send", "Sandbox", "CliqHandler"} <= {*told}
    assert [line for line in lines if line.endswith("|  |")] == []


def test_each_integration_is_in_the_index_of_names_and_in_a_guide(docs):
    import cardkit.integrations as home

    names = {path.stem for path in Path(home.__file__).parent.glob("*.py")} - {"__init__", "receiver"}
    assert {f"integrations.{name}" for name in names} <= {*docs("api_page").MODULES}
    guide = (ROOT / "docs/how-to/integrations.md").read_text(encoding="utf-8")
    assert [name for name in names if f"cardkit.integrations.{name}" not in guide] == []


def test_each_step_stands_under_message_and_no_signature_names_a_module(docs):
    page = docs("steps_page").steps_page()
    assert {*opened_classes().values()} <= {group.steps for group in docs("steps_page").GROUPS}
    targets = set(re.findall(r"py:method:: cardkit\.Message\.(\w+)\(", page))
    assert {"row", "table", "width", "slide_button", "card"} - targets == {"table"}  # an opener stands on its own page
    assert "cardkit." not in re.sub(
        r"py:method:: cardkit\.Message\.", "", "\n".join(re.findall(r"^\.\. py:.*$", page, re.M))
    )
    assert re.search(r"Message\.row\(cells: \w.*, /\) -> Message$", page, re.M)
    assert "row(**named: Value) -> Message" in page


def test_the_page_of_commands_has_each_command_with_its_options_and_a_guide_shows_it(docs):
    page = docs("commands_page").commands_page()
    commands = re.findall(r"^## `(cardkit .+)`$", page, re.MULTILINE)
    assert {"cardkit send", "cardkit outbox work", "cardkit bridge alertmanager"} < {*commands}
    assert "`--dry-run`\n: Check everything" in page
    guides = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/how-to").glob("*.md"))
    assert [command for command in commands if command not in guides] == []


def test_the_guide_names_each_variable_of_the_environment_that_is_read():
    import cardkit

    source = "".join(path.read_text(encoding="utf-8") for path in Path(cardkit.__file__).parent.rglob("*.py"))
    read = {*re.findall(r'"(CLIQ_[A-Z_]+)"', source)} - {"CLIQ_ACCESS_TOKEN"}  # that of a curl command alone
    assert {"CLIQ_TOKEN", "CLIQ_PACING"} < read
    assert read - {*re.findall(r"CLIQ_[A-Z_]+", (ROOT / "docs/how-to/send.md").read_text(encoding="utf-8"))} == set()


def test_the_schema_for_schemastore_is_current(docs):
    module = docs("schema_file")
    assert module.FILE.read_text(encoding="utf-8") == module.schema_file(), "python docs/schema_file.py"


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_each_card_of_the_gallery_can_be_sent_and_is_told_in_words(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = runpy.run_path(str(path))
    assert not ran["message"].issues()
    title, _, sentence = ran["__doc__"].strip().partition("\n\n")
    assert title.endswith(".")
    assert sentence.endswith(".")


def test_the_gallery_has_the_pictures_it_names_and_no_others():
    named = {name for path in GALLERY for name in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}
    assert {drawing.stem for drawing in (ROOT / "docs/gallery/pictures").glob("*.svg")} <= named
    pictures = [picture for path in GALLERY for picture in addresses(runpy.run_path(str(path))["message"].to_dict())]
    assert pictures
    for picture in pictures:
        assert (ROOT / "docs/gallery/pictures" / Path(picture).with_suffix(".svg").name).exists(), picture


def test_a_card_of_the_wall_is_one_link_in_light_and_dark(docs):
    pictures = [f'<img alt="A poll" class="only-{theme}" src="poll-{theme}.png" />' for theme in ("light", "dark")]
    link = '<a class="reference external image-reference" href="#a-poll">'
    page = {"body": "\n".join(f"{link}{picture}\n</a>" for picture in pictures)}
    docs("gallery_page").with_drawings(None, "gallery", "page.html", page, None)
    assert page["body"] == f"{link}{''.join(pictures)}\n</a>"


def addresses(body):
    """The addresses of pictures at example.com anywhere in a body."""
    return re.findall(r"https://example\.com/pictures/[\w.-]+", str(body))


def test_the_picture_on_top_is_that_of_its_chain(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import hero

    pictures = [*hero.pictures()]
    assert len(pictures) == 6
    for picture in pictures:
        assert hero.taken(picture) == picture.digest, f"{picture.name} has become old: python docs/hero.py"
        assert picture.path.read_bytes().startswith(b"\x89PNG")
    assert not [*runpy.run_path(str(hero.EXAMPLE))["message"].issues()]


def test_the_picture_of_a_terminal_is_that_of_the_demo(docs):
    terminal = docs("terminal_picture")
    svg = terminal.PICTURE.read_text(encoding="utf-8")
    assert f"<!-- {terminal.digest(terminal.shown())} -->" in svg, "python docs/terminal_picture.py"
    assert "url(" not in re.sub(r"url\(#", "", svg)  # its fonts are the reader's own


def test_what_the_troubleshooting_quotes_is_said_somewhere():
    import cardkit

    page = (ROOT / "docs/how-to/troubleshooting.md").read_text(encoding="utf-8").partition("## In the browser")[0]
    source = "".join(path.read_text(encoding="utf-8") for path in Path(cardkit.__file__).parent.rglob("*.py"))
    said = re.sub(r"\s+", " ", re.sub(r'"\s*f?"', "", source))
    quoted = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    assert len(quoted) > 12
    made = {
        "works while a table is open, and none is",
        "cardkit's command line needs click",
    }  # put together at run time
    assert [words for words in quoted if words not in said and words not in made] == []


@pytest.mark.slow  # each starts a kernel
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run_and_are_stored_without_output(path, tmp_path):
    notebook = nbformat.read(path, 4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    nbclient.NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()


def test_each_code_stands_in_the_table_and_none_but_these():
    import cardkit
    from cardkit.inspection.codes import codes

    table = set(codes())
    source = "".join(path.read_text(encoding="utf-8") for path in Path(cardkit.__file__).parent.rglob("*.py"))
    assert {code for code in table if f'"{code}"' not in source} == set()
    used = re.findall(r'(?:\.add\(|Issue\(\s*[^,]+,)\s*"([a-z]+(?:-[a-z]+)+)"', source)
    used += re.findall(r'unadvised\([^)]*"([a-z-]+)"\)', source)
    assert set(used) - {"hm"} <= table
    assert len(set(used)) > 45


def test_the_page_of_codes_has_a_row_for_each(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    from codes_page import codes_page

    from cardkit.inspection.codes import codes

    rows = re.findall(r"^\| `([a-z0-9-]+)` \| [a-z, ]+ \| (?:[^|]|(?<=\\)\|)+ \|$", codes_page(), re.M)
    assert rows == [*codes()]


def test_the_index_tells_each_extra_for_users():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    told = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/index.md").read_text(encoding="utf-8"), re.M)
    assert {*told} == {*config["options.extras_require"]} - {"dev", "release"}


def test_the_changelog_knows_this_version():
    import cardkit

    assert f"## {cardkit.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
