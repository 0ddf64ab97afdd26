"""Findings on their way out: bounded, however many there are and however long a body's keys make them."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Issue
from ..inspection.advice import advice

FINDINGS = 100
"""Findings that are kept or told of one body, so that memory and answers stay small."""
LONGEST = 2_000
"""Characters of one part of a finding that are told."""
_CHARACTERS = 100_000

_PARTS = ("path", "place", "code", "severity", "message", "expected", "got", "source", "hint")


def bounded(found: Sequence[Issue]) -> tuple[Issue, ...]:
    """So many findings as are kept: in the order of the document, but errors before all warnings where some go."""
    if len(found) <= FINDINGS and sum(map(_characters, found)) <= _CHARACTERS:
        return tuple(found)
    left, kept = _CHARACTERS, list[Issue]()
    for issue in sorted(found, key=is_warning)[:FINDINGS]:
        left -= _characters(issue)
        if left < 0 and kept:
            break
        kept.append(issue)
    return tuple(kept)


def described(issue: Issue) -> dict[str, str]:
    """A finding as JSON has it, with its hint for whoever edits JSON."""
    parts = {name: getattr(issue, name) for name in _PARTS} | {"hint": advice(issue)}
    return {name: _cut(part) for name, part in parts.items() if part or name == "path"}


def counts(found: Sequence[Issue]) -> dict[str, int]:
    """How many errors and warnings there are."""
    warnings = sum(map(is_warning, found))
    return {"errors": len(found) - warnings, "warnings": warnings}


def is_warning(issue: Issue) -> bool:
    """Whether a finding is a warning only."""
    return issue.severity == "warning"


def _characters(issue: Issue) -> int:
    return len(issue.path) + len(issue.message) + len(issue.expected) + len(issue.got)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
