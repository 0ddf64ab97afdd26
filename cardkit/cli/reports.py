"""Findings in the three formats of `cardkit check`: for people, for programs, for GitHub's workflow log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import click

from ..errors.wording import counted
from ..inspection.advice import advice, allowed
from ..inspection.positions import Position
from .check import Checked
from .frames import frame
from .sources import FaultyFile, Finding
from .words import plain, say

_COLOURS = {"error": "red", "warning": "yellow"}


def report(results: Sequence[Checked], form: str, *, totals: bool = True) -> str:
    """All that was found, in one of the formats: human, json or github.

    Args:
        results: what is known of each file.
        form: the format.
        totals: end the one for people with a line of counts.
    """
    findings = [finding for result in results for finding in result.findings]
    if form == "json":
        return document([as_object(finding) for finding in findings])
    if form == "github":
        return "\n".join(map(github, findings))
    return "\n".join([*map(_human, findings), *([_total(results)] if totals else [])])


def complain(findings: Iterable[Finding], *more: str) -> None:
    """Tell findings, and what follows from them, on standard error without colour."""
    say(click.unstyle("\n".join([*map(_human, findings), *more])), err=True)


def give_up(error: FaultyFile) -> NoReturn:
    """Tell why a file cannot be used, and end the command."""
    complain(error.findings)
    raise click.exceptions.Exit(error.status)


def _total(results: Sequence[Checked]) -> str:
    """How many files, errors and warnings there are."""
    severities = [finding.issue.severity for result in results for finding in result.findings]
    numbers = {"files": len(results), "errors": severities.count("error"), "warnings": severities.count("warning")}
    return ", ".join([counted(number, what) for what, number in numbers.items()])


def _human(finding: Finding) -> str:
    """A finding as people read it: `file:line:column: error: place: message [code]`, its lines, and its notes below.

    Who says so is told by `cardkit check --explain CODE`.
    """
    issue = finding.issue
    colour = _COLOURS[issue.severity]
    where = click.style(location(finding.file, finding.position), bold=True)
    head = f"{where}: {click.style(issue.severity, fg=colour, bold=True)}: {_message(finding)} [{issue.code}]"
    told = notes(finding)
    told.pop("source", None)
    lines: list[str] = []
    if finding.text is not None and finding.position:
        told.pop("got", None)  # the frame shows it
        lines = frame(finding.text, finding.position, colour) if finding.text else []
    return "\n".join([head, *lines, *note_lines(told)])


def location(name: str, position: Position | None) -> str:
    """Where in a file something stands, as editors read it: `file:line:column`."""
    return ":".join([plain(name), *map(str, position or ())])


def _message(finding: Finding) -> str:
    place = f"{plain(finding.issue.place)}: " if finding.position else ""
    return place + plain(finding.issue.message)


def notes(finding: Finding) -> dict[str, str]:
    """What there is to tell of a finding beside its message, by name."""
    issue = finding.issue
    known = {"got": issue.got, "allowed": allowed(issue), "source": issue.source, "try": advice(issue)}
    return {name: note for name, note in known.items() if note}


def note_lines(told: Mapping[str, str]) -> list[str]:
    """Notes as they stand below a finding."""
    return [f"    {name + ':':<8} {plain(note)}" for name, note in told.items()]


def document(value: object) -> str:
    """A JSON document, in ASCII."""
    return json.dumps(value, indent=2).replace("\x7f", "\\u007f")


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as an object of JSON."""
    issue, position = finding.issue, finding.position
    return {
        "file": finding.file,
        "line": position.line if position else None,
        "column": position.column if position else None,
        "path": issue.path,
        "code": issue.code,
        "severity": issue.severity,
        "message": issue.message,
        "expected": issue.expected,
        "got": issue.got,
        "source": issue.source,
        "hint": advice(issue),
    }


def github(finding: Finding) -> str:
    """A finding as a workflow command, which GitHub shows beside the line it is about."""
    issue, position = finding.issue, finding.position
    properties = {"file": finding.file}
    if position:
        properties |= {"line": str(position.line), "col": str(position.column)}
    properties["title"] = issue.code
    lines = [_message(finding), *[f"{name}: {plain(note)}" for name, note in notes(finding).items()]]
    named = ",".join([f"{name}={_property(value)}" for name, value in properties.items()])
    return f"::{issue.severity} {named}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text, keep="\r\n")).replace(":", "%3A").replace(",", "%2C")
