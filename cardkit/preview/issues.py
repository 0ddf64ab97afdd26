"""The findings of a message by the part they belong to, and their places in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import get_args
from zlib import crc32

from ..errors import Issue, Severity

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)

_PART = re.compile(r"/(?:text|bot|card/(?:sections/\d+|options|buttons)|card|slides/\d+|buttons|references)(?=/|\Z)")


class IssueIndex:
    """The findings of one message on their way to the parts they belong to; each is handed out once.

    >>> index = IssueIndex([Issue("/slides/0/data/1", "too-long", "…"), Issue("/later", "unknown-key", "…")])
    >>> index.has_within("/slides/0/data/1"), index.has_within("/slides/0/data/2")
    (True, False)
    >>> [issue.code for issue in index.take("/slides/0")], [issue.code for issue in index.rest()]
    (['too-long'], ['unknown-key'])
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self._parts: dict[str, list[Issue]] = {}
        self._around: set[str] = set()
        self._every = [*issues]
        self._exact = {issue.path for issue in self._every}
        for issue in self._every:
            part = _PART.match(issue.path)
            self._parts.setdefault(part[0] if part else "", []).append(issue)
            steps = issue.path.split("/")
            self._around.update(["/".join(steps[:end]) for end in range(2, len(steps) + 1)])

    def has_within(self, path: str) -> bool:
        """Whether something at this path, or within it, is wrong."""
        return path in self._around

    def has_at(self, path: str) -> bool:
        """Whether something at this very path is wrong."""
        return path in self._exact

    def take(self, part: str) -> Sequence[Issue]:
        """The findings of a part, for the one who shows it."""
        return self._parts.pop(part, ())

    def counts(self) -> Sequence[tuple[Severity, int, str]]:
        """Each severity that there is with how many findings are of it, and the anchor of the first of these.

        >>> index = IssueIndex([Issue("", "too-long", "…"), Issue("/card", "too-long", "…")])
        >>> [(severity, count) for severity, count, _ in index.counts()]
        [('error', 2)]
        """
        severities = [issue.severity for issue in self._every]
        return [(s, severities.count(s), self._anchor(s)) for s in _SEVERITIES if s in severities]

    def anchor(self, issue: Issue) -> str | None:
        """The anchor of a finding that is the first of its severity."""
        first = next((each for each in self._every if each.severity == issue.severity), None)
        return self._anchor(issue.severity) if first is issue else None

    def _anchor(self, severity: Severity) -> str:
        told = "\n".join([f"{issue.path} {issue.code} {issue.got}" for issue in self._every])
        return f"ck-{crc32(told.encode(errors='replace')):08x}-{severity}"

    def rest(self) -> Sequence[Issue]:
        """What is left: of the whole, and of parts that are not shown."""
        left = [issue for issues in self._parts.values() for issue in issues]
        self._parts.clear()
        return left


def place_within(issue: Issue, part: str) -> str:
    """The place of a finding in words, as it is told beside the part that it is about; empty for the part itself.

    >>> place_within(Issue("/slides/0/data/rows/1/Host", "wrong-type", "…"), "/slides/0")
    'row 2, Host'
    """
    around = Issue(part, "", "").place if part else ""
    return issue.place.removeprefix(around).removeprefix(", ")
