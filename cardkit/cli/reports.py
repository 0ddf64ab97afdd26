"""Findings in the three formats of `cardkit check`: for people, for programs, for GitHub's workflow log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click

from ..errors.wording import counted
from ..inspection.advice import advice, allowed
from .check import Checked, Finding
from .frames import frame
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
        return as_json(findings)
    if form == "github":
        return "\n".join(map(github, findings))
    return "\n".join([*map(human, findings), *([total(results)] if totals else [])])


def complain(findings: Iterable[Finding], *more: str) -> None:
    """Tell findings, and what follows from them, on standard error without colour."""
    say(click.unstyle("\n".join([*map(human, findings), *more])), err=True)


def total(results: Sequence[Checked]) -> str:
    """How many files, errors and warnings there are."""
    severities = [finding.issue.severity for result in results for finding in result.findings]
    numbers = {"files": len(results), "errors": severities.count("error"), "warnings": severities.count("warning")}
    return ", ".join([counted(number, what) for what, number in numbers.items()])


def human(finding: Finding) -> str:
    """A finding as people read it: `file:line:column: error: place: message [code]`, its lines, and its notes below.

    Who says so is told by `cardkit check --explain CODE`.
    """
    issue = finding.issue
    place = f"{plain(issue.place)}: " if finding.position else ""
    where = ":".join([plain(finding.file), *map(str, finding.position or ())])
    colour = _COLOURS[issue.severity]
    severity = click.style(issue.severity, fg=colour, bold=True)
    head = f"{click.style(where, bold=True)}: {severity}: {place}{plain(issue.message)} [{issue.code}]"
    seen = finding.position is not None and finding.text is not None
    lines = frame(finding.text, finding.position, colour) if finding.text and finding.position else []
    told = [(name, note) for name, note in notes(finding) if name != "source" and not (seen and name == "got")]
    return "\n".join([head, *lines, *[f"    {name + ':':<8} {plain(note)}" for name, note in told]])


def notes(finding: Finding) -> list[tuple[str, str]]:
    """What there is to tell of a finding beside its message: its name and the note."""
    issue = finding.issue
    known = [("got", issue.got), ("allowed", allowed(issue)), ("source", issue.source), ("try", advice(issue))]
    return [(name, note) for name, note in known if note]


def as_json(findings: Sequence[Finding]) -> str:
    """All findings as one JSON document, in ASCII."""
    return document([as_object(finding) for finding in findings])


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
    place = f"{plain(issue.place)}: " if position else ""
    lines = [place + plain(issue.message), *[f"{name}: {plain(note)}" for name, note in notes(finding)]]
    named = ",".join([f"{name}={_property(value)}" for name, value in properties.items()])
    return f"::{issue.severity} {named}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text, keep="\r\n")).replace(":", "%3A").replace(",", "%2C")
