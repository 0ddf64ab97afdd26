"""Findings in the three formats of `cardkit check`, and what a code means: for people, programs, and GitHub's log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import click

from ..errors.wording import closest, counted
from ..inspection.advice import advice, allowed
from ..inspection.codes import IssueCode, codes
from ..inspection.positions import Position
from .check import Checked
from .frames import frame
from .output import Unusable, plain, say
from .sources import FaultyFile, Finding

_COLOURS = {"error": "red", "warning": "yellow"}
_UNKNOWN_CODE = IssueCode("", "", ())  # of an issue of a class of the caller's own


def report(results: Sequence[Checked], form: str, *, totals: bool = True) -> str:
    """All that was found, in one of the formats: human, json or github.

    Args:
        results: what is known of each file.
        form: the format.
        totals: end the one for people with a line of counts.
    """
    findings = [finding for result in results for finding in result.findings]
    if form == "json":
        return _document([_as_object(finding) for finding in findings])
    if form == "github":
        return "\n".join(map(_github, findings))
    return "\n".join([*map(_human, findings), *([_total(results)] if totals else [])])


def explained(code: str, results: Sequence[Checked], form: str) -> str:
    """What a code means, and each finding with that code in full, in a format of `report`.

    Raises:
        Unusable: there is no such code.
    """
    found = [finding for result in results for finding in result.findings if finding.issue.code == code]
    if code not in codes() and not found:
        near = closest(code, codes())
        raise Unusable(f"{plain(code)} is no code of a finding{f'; there is {near}' if near else ''}")
    severity, meaning, sources = codes().get(code, _UNKNOWN_CODE)
    meaning = meaning.replace("`", "")
    if form == "json":
        told = {"code": code, "severity": severity, "meaning": meaning, "sources": sources}
        return _document({**told, "findings": [_as_object(finding) for finding in found]})
    if form == "github":
        return "\n".join(map(_github, found))
    lines = [f"{code}: {meaning}" if meaning else code, *[f"    source:  {source}" for source in sources]]
    for finding in found:
        where = location(finding.file, finding.position)
        lines += ["", f"{where}: {plain(finding.issue.place)}: {plain(finding.issue.message)}"]
        lines += _note_lines({**_notes(finding), "path": finding.issue.path or "the whole body"})
    return "\n".join(lines)


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
    told = _notes(finding)
    told.pop("source", None)
    lines: list[str] = []
    if finding.text is not None and finding.position:
        told.pop("got", None)  # the frame shows it
        lines = frame(finding.text, finding.position, colour) if finding.text else []
    return "\n".join([head, *lines, *_note_lines(told)])


def location(name: str, position: Position | None) -> str:
    """Where in a file something stands, as editors read it: `file:line:column`."""
    return ":".join([plain(name), *map(str, position or ())])


def _message(finding: Finding) -> str:
    place = f"{plain(finding.issue.place)}: " if finding.position else ""
    return place + plain(finding.issue.message)


def _notes(finding: Finding) -> dict[str, str]:
    """What there is to tell of a finding beside its message, by name."""
    issue = finding.issue
    known = {"got": issue.got, "allowed": allowed(issue), "source": issue.source, "try": advice(issue)}
    return {name: note for name, note in known.items() if note}


def _note_lines(told: Mapping[str, str]) -> list[str]:
    """Notes as they stand below a finding."""
    return [f"    {name + ':':<8} {plain(note)}" for name, note in told.items()]


def _document(value: object) -> str:
    """A JSON document, in ASCII."""
    return json.dumps(value, indent=2).replace("\x7f", "\\u007f")


def _as_object(finding: Finding) -> dict[str, Any]:
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


def _github(finding: Finding) -> str:
    """A finding as a workflow command, which GitHub shows beside the line it is about."""
    issue, position = finding.issue, finding.position
    properties = {"file": finding.file}
    if position:
        properties |= {"line": str(position.line), "col": str(position.column)}
    properties["title"] = issue.code
    lines = [_message(finding), *[f"{name}: {plain(note)}" for name, note in _notes(finding).items()]]
    named = ",".join([f"{name}={_property(value)}" for name, value in properties.items()])
    return f"::{issue.severity} {named}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text, keep="\r\n")).replace(":", "%3A").replace(",", "%2C")
