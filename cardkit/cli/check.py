"""`cardkit check`: every finding over files, each with its line and column."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import click
from attrs import evolve

from ..errors import Issue
from ..limits import CLIQ
from ..payload import Payload
from ..payload.parse import parse_body
from ..reading.json import read_json
from .output import CLEAN, ERRORS, to_terminal
from .sources import FaultyFile, Finding, Source, placed, read_body

_NUMBER = re.compile(r"\d[\d,]*")
_FEW = 20  # files that are read before anyone would look for a progress bar


class Checked(NamedTuple):
    """What is known of one file: its findings, and the exit status that it asks for."""

    findings: Sequence[Finding]
    status: int


def check_files(
    files: Sequence[Source], *, strict: bool = False, quiet: bool = False, fit: bool = False
) -> tuple[list[Checked], int]:
    """Check every file, however many of them are unusable.

    Args:
        files: what `sources` found.
        strict: warnings count as errors.
        quiet: leave the warnings out.
        fit: tell what would be cut to make each body fit, and what would be wrong still.

    Returns:
        What is known of each file, and the exit status of all: the highest.
    """
    results = [_checked(file, strict=strict, quiet=quiet, fit=fit) for file in _with_progress(files)]
    return results, max([result.status for result in results], default=CLEAN)


def _checked(file: Source, *, strict: bool, quiet: bool, fit: bool) -> Checked:
    try:
        text, body = read_body(file, lambda text: read_json(text, CLIQ.depth))
    except FaultyFile as error:
        return Checked(error.findings, error.status)
    payload = parse_body(body, CLIQ)
    issues: Sequence[Issue] = _what_fitting_does(payload) if fit else payload.issues()
    if strict:
        issues = [evolve(issue, severity="error") for issue in issues]
    if quiet:
        issues = [issue for issue in issues if issue.severity == "error"]
    wrong = any(issue.severity == "error" for issue in issues)
    return Checked(placed(file, text, issues), ERRORS if wrong else CLEAN)


def _what_fitting_does(payload: Payload) -> tuple[Issue, ...]:
    """Every change that makes a body fit, and what stays wrong, at the places of the body as it was."""
    from ..chain.fitting.fit import fit

    fitted, before = fit(payload, CLIQ), payload.issues()
    after, known = fitted.payload.issues(), {_kind(issue) for issue in before}
    left = {_kind(issue) for issue in after}
    stays = [issue for issue in before if _kind(issue) in left]
    new = [issue for issue in after if issue.severity == "error" and _kind(issue) not in known]
    return (*fitted.changes, *stays, *new)


def _kind(issue: Issue) -> tuple[str, str]:
    """What an issue keeps where fitting moved its place or changed its numbers."""
    return issue.code, _NUMBER.sub("#", issue.message)


def _with_progress(files: Sequence[Source]) -> Iterator[Source]:
    """The files one by one, with a progress bar for many."""
    if len(files) <= _FEW or not to_terminal():
        yield from files
        return
    with click.progressbar(files, label="checking", file=sys.stderr) as bar:
        yield from bar
