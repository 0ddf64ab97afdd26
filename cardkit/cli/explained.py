"""What each code of a finding means: `cardkit check --explain CODE`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from ..inspection.codes import IssueCode, codes
from .check import Checked
from .reports import as_object, document, github, location, note_lines, notes
from .words import Unusable, plain

_OTHER = IssueCode("", "", ())  # one of a class of the caller's own


def explain(code: str, results: Sequence[Checked], form: str) -> str:
    """What a code means, and each finding with that code in full, in a format of `report`.

    Raises:
        Unusable: there is no such code.
    """
    found = [finding for result in results for finding in result.findings if finding.issue.code == code]
    if code not in codes() and not found:
        near = get_close_matches(code, codes(), 1)
        raise Unusable(f"{plain(code)} is no code of a finding" + (f"; there is {', '.join(near)}" if near else ""))
    severity, meaning, sources = codes().get(code, _OTHER)
    meaning = meaning.replace("`", "")
    if form == "json":
        told = {"code": code, "severity": severity, "meaning": meaning, "sources": sources}
        return document({**told, "findings": [as_object(finding) for finding in found]})
    if form == "github":
        return "\n".join(map(github, found))
    lines = [f"{code}: {meaning}" if meaning else code, *[f"    source:  {source}" for source in sources]]
    for finding in found:
        where = location(finding.file, finding.position)
        lines += ["", f"{where}: {plain(finding.issue.place)}: {plain(finding.issue.message)}"]
        lines += note_lines({**notes(finding), "path": finding.issue.path or "the whole body"})
    return "\n".join(lines)
