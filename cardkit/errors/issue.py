"""`Issue`, which describes one error or warning and says where it is; and how a notebook shows issues and messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attrs import evolve, field, frozen

from .wording import cut

Severity = Literal["error", "warning"]

# Pointer segments that are only the wire's wrapping, and those whose entries are told in the singular.
_WRAPPING = {"data", "styles", "values", "references", "object"}
_NUMBER = "[0-9]{1,9}"
_LISTS = {"slides", "rows", "headers", "width", "values", "buttons", "sections", "fields", "options"}


@frozen
class Issue:
    """One error or warning: where it is, what is wrong, what is allowed and who says so.

    Attributes:
        path: a JSON Pointer (RFC 6901) into the body that ``to_dict(check=False)`` writes; for a slide object relative
            to that slide.
        code: stable, for programs.
        message: what is wrong.
        expected: what is allowed.
        got: what was given.
        source: the page or rule that says so.
        severity: ``"error"`` or ``"warning"``.
        hint: what to try, in Python: a value, a step or a call of a helper, or else a sentence. `cardkit check` and the
            sandbox parse it, to write it as JSON and to try it as a repair.

    >>> print(Issue("/card/title", "too-long", "the title is too long", "at most 200"))
    card, title: the title is too long
        allowed: at most 200
        at:      /card/title [too-long]
    """

    path: str
    code: str
    message: str
    expected: str = ""
    got: str = ""
    source: str = ""
    severity: Severity = "error"
    hint: str = field(default="", kw_only=True)

    @property
    def place(self) -> str:
        """The path in words.

        >>> Issue("/slides/1/data/rows/13/Owner", "wrong-type", "…").place
        'slide 2, row 14, Owner'
        """
        return ", ".join(_words(self.path)) or "the message"

    def under(self, prefix: str) -> Issue:
        """The same issue with `prefix` before its path, for the part or the body that contains it."""
        return evolve(self, path=prefix + self.path)

    def as_warning(self) -> Issue:
        """The same issue as a warning."""
        return evolve(self, severity="warning")

    def __str__(self) -> str:
        at = f"{cut(self.path) or 'the whole'} [{self.code}]"
        notes = {"got": self.got, "allowed": self.expected, "source": self.source, "try": self.hint, "at": at}
        lines = [f"    {name + ':':<8} {value}" for name, value in notes.items() if value]
        where = ", ".join([cut(word) for word in _words(self.path)]) or "the message"
        return "\n".join([f"{where}: {self.message}", *lines])


class Displayed:
    """Base of classes that a preview can show: a notebook draws them, IPython in a terminal writes them."""

    __slots__ = ()

    def _repr_html_(self: Any) -> str:
        from ..preview import html

        return html(self)

    def _repr_mimebundle_(self: Any, include: object = None, exclude: object = None) -> dict[str, str]:
        from ..preview import terminal

        return {"text/html": self._repr_html_(), "text/plain": terminal(self, color=False)}


class Issues(Displayed, tuple[Issue, ...]):
    """The tuple of issues that `Message.issues` and `check` return; a notebook shows them as a preview does.

    >>> from cardkit import Message
    >>> issues = Message().list(title="Todo").issues()
    >>> len(issues), issues == tuple(issues)
    (2, True)
    """

    __slots__ = ()


def pointer(*parts: str | int) -> str:
    """A JSON Pointer to a key, or to a key within a key.

    >>> pointer("slides", 0, "either/or")
    '/slides/0/either~1or'
    """
    return "".join(["/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts])


def keys_of(path: str) -> list[str]:
    """The keys that a JSON Pointer leads along.

    >>> keys_of("/slides/0/either~1or")
    ['slides', '0', 'either/or']
    """
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")[1:]]


def _words(path: str) -> list[str]:
    words: list[str] = []
    grandparent = parent = ""
    for part in keys_of(path):
        number = re.fullmatch(_NUMBER, part)
        if grandparent == "rows":
            words.append(part)  # the name of a column, whatever it looks like
        elif parent == "references":
            words.append(f"instant button {part}")
        elif number and re.fullmatch(_NUMBER, parent):
            words[-1] = f"item {int(part) + 1}"  # a list within a list, as charts and images have
        elif number:
            entry = parent.removesuffix("s") if parent in _LISTS else "item"
            words.append(f"{entry} {int(part) + 1}")
        elif part not in _WRAPPING and part not in _LISTS:
            words.append(part)
        grandparent, parent = parent, part
    return words


def with_paths_renamed(issues: Sequence[Issue], renamed: Mapping[str, str]) -> Sequence[Issue]:
    """The issues with other beginnings of their paths, where these have others."""
    return [_renamed(issue, renamed) for issue in issues] if renamed else issues


def _renamed(issue: Issue, renamed: Mapping[str, str]) -> Issue:
    """The issue with another beginning of its path, if one of its beginnings is renamed: the longest."""
    start = issue.path
    while start and start not in renamed:
        start = start.rpartition("/")[0]
    return evolve(issue, path=renamed[start] + issue.path.removeprefix(start)) if start else issue
