"""The command line as a test calls it, and files that it reads."""

import os
import subprocess
import sys

from blocks import ROOT
from click.testing import CliRunner

from cardkit.cli.main import cardkit

GOOD = '{"text": "Hi"}'
WARNED = '{"slides": [{"type": "text", "data": "x"}]}'  # no text beside the slides
WRONG = '{"text": "Hi",\n "slides": [{"type": "list", "data": []}]}'


def run(*args, stdin=None, **options):
    return CliRunner().invoke(cardkit, [*map(str, args)], input=stdin, catch_exceptions=False, **options)


def real(*args, cwd, stdin=b"", **environment):
    """The program itself, in a process of its own."""
    command = [sys.executable, "-m", "cardkit", *map(str, args)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=env)
