"""`Place`: where a value is in a body, what it is called, and the list that collects its issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import evolve

from ..errors import Issue, Severity, raise_errors
from ..errors.issue import pointer
from ..errors.wording import choices, shown, suggestion
from ..limits import CARDKIT, REFERENCE, Limits, about
from .guards import MOST_ENTRIES

RFC = "JSON, RFC 8259"
"""Who says what JSON can hold."""
_MANY = 20  # documented keys that an error still lists
SUGGESTED = 20
"""How many unknown keys of one object get a suggestion, which takes time to find."""
_SHORT = 40  # characters of a text that a hint still writes out

T = TypeVar("T")
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A value of JSON. Where this package writes JSON for its users to index into, the type is ``dict[str, Any]``."""


class Missing:
    """The type of the marker for a value that only one of two bodies has."""


MISSING = Missing()
Maybe: TypeAlias = "Json | Missing"


class Place:
    """A place in a body. Every reader gets one and adds to it the issues of the value it reads.

    Places created with `at` and `within` share its list of issues and, by default, its source.

    Args:
        what: the value in words, as errors name it: "the title". It is looked up, too, in `misplaced.KEYS` and in
            `text._CHOSEN`: a change of the words changes which hints are found.
        path: the JSON Pointer of the value.
        issues: the list that collects the issues; a new one by default.
        source: who states the rules of this value.

    >>> card = Place("the card", "/card")
    >>> card.within("/title", "the title").wrong_type(5, "a string")
    >>> [(issue.path, issue.message) for issue in card.issues]
    [('/card/title', 'the title is of type int')]
    """

    __slots__ = ("issues", "path", "source", "what")

    def __init__(self, what: str, path: str = "", issues: list[Issue] | None = None, source: str = REFERENCE) -> None:
        self.what = what
        self.path = path
        self.issues: list[Issue] = [] if issues is None else issues
        self.source = source

    def at(self, key: str | int, what: str, source: str = "") -> Place:
        """The place of a key or an index within this value."""
        return Place(what, self.path + pointer(key), self.issues, source or self.source)

    def within(self, path: str, what: str, source: str = "") -> Place:
        """The place at a JSON Pointer relative to this value."""
        return Place(what, self.path + path, self.issues, source or self.source)

    def apart(self) -> Place:
        """The same place with a list of issues of its own."""
        return Place(self.what, self.path, None, self.source)

    def behind(self, before: Callable[[], int], read: T, since: int = 0) -> T:
        """What was read of a list that has `before()` entries: the issues after the first `since` count from there.

        >>> items = Place("the list of items", "/data")
        >>> items.at(1, "an item").wrong_type(b"x", "a string")
        >>> items.behind(lambda: 40, ("a", "")), [issue.path for issue in items.issues]
        (('a', ''), ['/data/41'])
        """
        start, number = f"{self.path}/", before() if len(self.issues) > since else 0
        for index, issue in enumerate(self.issues[since:], since):
            entry, slash, rest = issue.path.removeprefix(start).partition("/")
            if number and issue.path.startswith(start) and entry.isdecimal():
                self.issues[index] = evolve(issue, path=f"{start}{int(entry) + number}{slash}{rest}")
        return read

    @property
    def has_errors(self) -> bool:
        """Whether one of the issues is an error."""
        return any(issue.severity == "error" for issue in self.issues)

    def raise_errors(self) -> None:
        """Raise the errors among the issues.

        Raises:
            ConstraintError: there are some.
        """
        if self.issues:
            raise_errors(self.issues)

    def add(
        self,
        code: str,
        message: str,
        expected: str = "",
        got: str = "",
        *,
        source: str = "",
        severity: Severity = "error",
        hint: str = "",
    ) -> None:
        """Add an issue about this value."""
        self.issues.append(Issue(self.path, code, message, expected, got, source or self.source, severity, hint=hint))

    def blocked(self, since: int = 0) -> bool:
        """Whether issues after the first `since` make the value unusable; a bad character in a text does not."""
        return len(self.issues) > since and any(issue.code != "bad-character" for issue in self.issues[since:])

    def wrong_type(self, value: object, expected: str, *, source: str = "", hint: str = "") -> None:
        """Add the issue that the value is of the wrong type."""
        kind = "None" if value is None else f"of type {type(value).__name__}"
        self.add("wrong-type", f"{self.what} is {kind}", expected, shown(value), source=source, hint=hint)

    def missing_value(self, value: object, expected: str, *, source: str = "", hint: str = "") -> None:
        """Add the issue of a value that is not known, such as NaN."""
        message = f"{self.what} is {value}, which stands for a missing value"
        self.add("missing-value", message, expected, shown(value), source=source or RFC, hint=hint)

    def not_finite(self, value: object, hint: str) -> None:
        """Add the issue of a number that is infinite, or larger than any float."""
        message = f"{self.what} is not a finite number"
        self.add("not-finite", message, "a finite number", shown(value), source=RFC, hint=hint)

    def not_allowed(self, value: str, limits: Limits, limit: str) -> None:
        """Add the issue that `limit` does not list the value."""
        fact = about(limit)
        message = f"{shown(value)} is not {fact['what']}"
        self.wrong_value(message, limit, value, getattr(limits, limit), source=fact["source"])

    def wrong_value(
        self,
        message: str,
        kind: str,
        value: str,
        allowed: Iterable[str],
        *,
        code: str = "not-allowed",
        source: str = "",
        severity: Severity = "error",
    ) -> None:
        """Add the issue of a value that is none of those `allowed`; `kind` has the names that others use for them."""
        from .misplaced import value_home

        home = value_home(kind, value)
        message = message if home is None else f"{message}: {home.belongs}"
        hint = suggestion(value, allowed) if home is None else home.hint
        self.add(code, message, choices(allowed), shown(value), source=source, severity=severity, hint=hint)

    def too_long(self, value: str, limits: Limits, limit: str, hint: str = "") -> None:
        """Add the issue that text has more characters (code points) than `limit` allows; `hint` if no cut will do."""
        fact, most = about(limit), getattr(limits, limit)
        message = f"{fact['what']} is {len(value):,} characters long, {len(value) - most:,} more than allowed"
        hint = hint or _cut(value, limits, limit)
        expected = f"at most {most:,} characters"
        self.add("too-long", message, expected, shown(value), source=fact["source"], hint=hint)

    def too_many(
        self, number: int, limits: Limits, limit: str, hint: str = "put the rest into another slide", source: str = ""
    ) -> None:
        """Add the issue that a list has more entries than `limit` allows, at the first surplus entry."""
        fact, most = about(limit), getattr(limits, limit)
        message, expected = f"{fact['what']} has {number:,} {fact['unit']}", f"at most {most:,} {fact['unit']}"
        first = self.at(most, self.what)
        first.add("too-many", message, expected, f"{number:,}", source=source or fact["source"], hint=hint)

    def too_much(self, count: str, unit: str, hint: str) -> None:
        """Add the issue of more entries or rows than are read of data."""
        message, expected = f"{self.what} has {count} {unit}", f"at most {MOST_ENTRIES:,} {unit}"
        self.add("large-data", f"{message}, far more than a card can show", expected, count, source=CARDKIT, hint=hint)

    def duplicate_names(self, names: Sequence[object], what: str) -> None:
        """Add the issue of data of which two columns have one name."""
        twice = ", ".join([shown(name) for name, count in Counter(names).items() if count > 1])
        message, hint = f"{what} has several columns named {twice}", "rename one, as AS in a query does"
        self.add("duplicate-header", message, "each name once", shown([*names]), source=CARDKIT, hint=hint)

    def unadvised(self, number: int, limits: Limits, limit: str, code: str) -> None:
        """Add the warning that a length or a count exceeds what `limit` advises."""
        fact, most = about(limit), getattr(limits, limit)
        message = f"{fact['what']} has {number:,} {fact['unit']}, which some clients may refuse"
        expected = f"at most {most:,} {fact['unit']}"
        self.add(code, message, expected, f"{number:,}", source=fact["source"], severity="warning")

    def empty_slide(self, hint: str) -> Sequence[Issue]:
        """Add the issue that a slide was opened and never filled, and return all of the place."""
        data = self.within("/data", self.what)
        data.add("empty-slide", f"{self.what} has nothing in it", "at least one", source=CARDKIT, hint=hint)
        return self.issues

    def unknown_keys(self, keys: Iterable[str], known: Collection[str], holder: Mapping[Any, Any]) -> list[Issue]:
        """The warnings about undocumented keys of an object; the first `SUGGESTED` may name a key that is alike."""
        return [self._unknown_key(key, [*known] if index < SUGGESTED else [], holder) for index, key in enumerate(keys)]

    def _unknown_key(self, key: str, known: Sequence[str], beside: Mapping[Any, Any]) -> Issue:
        """The warning about an undocumented key: where what it holds belongs, or which of those `known` is alike."""
        from .misplaced import home_of

        home = home_of(self.what, key, beside)
        expected = choices(known) if 0 < len(known) <= _MANY else "a documented key"
        if home is not None:
            message, hint = f"{shown(key)} does nothing in {self.what}: {home.belongs}", home.written(beside.get(key))
        else:
            message = f"no documentation of Zoho's names the key {shown(key)} in {self.what}"
            hint = suggestion(key, [name for name in known if name not in beside])
        where = self.path + pointer(key)
        return Issue(where, "unknown-key", message, expected, shown(key), self.source, "warning", hint=hint)


def _cut(value: str, limits: Limits, limit: str) -> str:
    """The short text that is left, or the code that cuts a long one: to the length that is advised, where there is one.

    A cut falls between what readers see as characters, and closes a block of code. Of an address nothing can be cut.
    """
    from .graphemes import boundary

    allowed: int = getattr(limits, limit)
    if allowed <= _SHORT:
        return f"shorten it to {value[: boundary(value, allowed) or allowed]!r}"
    if limit in {"url", "preview_url"}:
        return "a shorter address that leads to the same page"
    most = min(allowed, getattr(limits, f"{limit}_advised", allowed))
    end, fence = "\n```", "```"
    shorter = most - len(end)
    if limit != "text" or shorter < 0 or value[:most].count(fence) % 2 == 0:
        return f"value[:{boundary(value, most) or most}]"
    kept = value[: boundary(value, shorter) or shorter].rstrip("`")
    return f"value[:{len(kept)}] + {end!r}" if kept.count(fence) % 2 else f"value[:{len(kept)}]"


def relocated(issues: Iterable[Issue], prefix: str) -> list[Issue]:
    """The issues with `prefix` before their paths."""
    return [issue.under(prefix) for issue in issues]
