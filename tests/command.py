"""The command line in a folder with a good, a warned and a wrong body."""

import pytest
from click.testing import CliRunner

from cardkit.cli.main import cardkit

GOOD = '{"text": "Hi"}'
WARNED = '{"slides": [{"type": "text", "data": "x"}]}'  # no text beside the slides
WRONG = '{"text": "Hi",\n "slides": [{"type": "list", "data": []}]}'


def run(*args, stdin=None, **options):
    return CliRunner().invoke(cardkit, [*map(str, args)], input=stdin, catch_exceptions=False, **options)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cards(here):
    for name, text in {"good": GOOD, "warned": WARNED, "wrong": WRONG}.items():
        (here / f"{name}.json").write_text(text)
    return here
