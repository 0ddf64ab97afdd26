"""`cardkit check`: every finding over files, each with its line and column."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import click
from attrs import evolve

from ..errors import ConstraintError, Issue
from ..inspection.positions import Position, positions, refused
from ..limits import CLIQ
from ..payload import Payload
from ..payload.parse import parse_body
from ..reading.json import read_json
from .sources import Source, Unread, read
from .words import to_terminal

CLEAN, ERRORS, UNUSABLE = 0, 1, 2
_NUMBER = re.compile(r"\d[\d,]*")
_FEW = 20  # files that are read before anyone would look for a progress bar


class Finding(NamedTuple):
    """One issue of one file; it has no position where the file has no text, and no text where it cannot be read."""

    file: str
    position: Position | None
    issue: Issue
    text: str | None = None


class Checked(NamedTuple):
    """What is known of one file: its findings, and the exit status that it asks for."""

    findings: tuple[Finding, ...]
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
    results = [check_file(file, strict=strict, quiet=quiet, fit=fit) for file in _watched(files)]
    return results, max([result.status for result in results], default=CLEAN)


def check_file(file: Source, *, strict: bool = False, quiet: bool = False, fit: bool = False) -> Checked:
    """Check one file."""
    return check_text(file, read(file), strict=strict, quiet=quiet, fit=fit)


def unread(file: Source, why: Unread) -> Finding:
    """Why a file has no text."""
    return Finding(file.name, why.position, why.issue)


def check_text(
    file: Source, text: str | Unread, *, strict: bool = False, quiet: bool = False, fit: bool = False
) -> Checked:
    """Check the text of a file, or tell why it has none."""
    if isinstance(text, Unread):
        return Checked((unread(file, text),), UNUSABLE)
    try:
        body = read_json(text, CLIQ.depth)
    except ConstraintError as error:
        return Checked(unusable(file, text, error), UNUSABLE)
    payload = parse_body(body, CLIQ)
    issues: Sequence[Issue] = what_fitting_does(payload) if fit else payload.issues()
    if strict:
        issues = [evolve(issue, severity="error") for issue in issues]
    if quiet:
        issues = [issue for issue in issues if issue.severity == "error"]
    found = placed(file, text, issues)
    return Checked(found, ERRORS if any(issue.severity == "error" for issue in issues) else CLEAN)


def placed(file: Source, text: str, issues: Sequence[Issue]) -> tuple[Finding, ...]:
    """Issues of a body as findings of its file."""
    places = positions(text, [issue.path for issue in issues])
    return tuple([Finding(file.name, place, issue, text) for place, issue in zip(places, issues, strict=True)])


def what_fitting_does(payload: Payload) -> tuple[Issue, ...]:
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


def unusable(file: Source, text: str, error: ConstraintError) -> tuple[Finding, ...]:
    """The findings of a text that holds no body."""
    return tuple([Finding(file.name, refused(text, issue.code), issue, text) for issue in error.issues])


def _watched(files: Sequence[Source]) -> Iterator[Source]:
    """The files one by one, with a progress bar for many."""
    if len(files) <= _FEW or not to_terminal():
        yield from files
        return
    with click.progressbar(files, label="checking", file=sys.stderr) as bar:
        yield from bar
