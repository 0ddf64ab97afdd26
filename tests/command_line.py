"""The command line as a test calls it, and files that it reads."""

from click.testing import CliRunner

from cardkit.cli.main import cardkit

GOOD = '{"text": "Hi"}'


WARNED = '{"slides": [{"type": "text", "data": "x"}]}'  # no text beside the slides


WRONG = '{"text": "Hi",\n "slides": [{"type": "list", "data": []}]}'


def run(*args, stdin=None, **options):
    return CliRunner().invoke(cardkit, [*map(str, args)], input=stdin, catch_exceptions=False, **options)
