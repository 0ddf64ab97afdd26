"""The small checks that every part of a message shares: text, lists, pairs, and how a fault is said.

Each takes what came, the path where it stands and the list of faults found so far; it adds to that list and returns the
value as it will be written. Checks that need a number of the service read it from `Limits` by name.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeGuard, TypeVar

from attrs import evolve

from .errors import ConstraintError, Issue
from .limits import CARDKIT, REFERENCE, Limits, about

Found: TypeAlias = list[Issue]
T = TypeVar("T")

BAD_CHARACTER = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
"""A pattern of control characters but tab, LF and CR, and of halves of surrogate pairs, which UTF-8 cannot carry."""
_shorten = reprlib.Repr()
_shorten.maxstring = _shorten.maxother = _shorten.maxlong = 60


def shown(value: object) -> str:
    """What came, as an error quotes it: its repr, cut to a line."""
    try:
        return _shorten.repr(value).replace("\n", " ")
    except ValueError:  # an int with more digits than Python writes
        return f"a {type(value).__name__} too large to show"


def counted(number: int, unit: str) -> str:
    """A number and its unit.

    >>> counted(1, "row"), counted(1_000, "rows")
    ('1 row', '1,000 rows')
    """
    return f"{number:,} {unit.removesuffix('s')}{'' if number == 1 else 's'}"


def choices(allowed: Iterable[object]) -> str:
    """Allowed values as a sentence has them.

    >>> choices(["pie", "doughnut", "semi_doughnut"])
    "'pie', 'doughnut' or 'semi_doughnut'"
    """
    *first, last = [*map(repr, allowed)] or ["nothing"]
    return f"{', '.join(first)} or {last}" if first else last


def closest(name: object, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, or None."""
    import difflib

    known = list(known)
    matches = difflib.get_close_matches(str(name).lower().replace(" ", "_"), known, n=1, cutoff=0.5)
    return matches[0] if matches else None


def suggestion(name: object, known: Iterable[str]) -> str:
    """The known name that was probably meant, as an error suggests it, or nothing."""
    meant = closest(name, known)
    return repr(meant) if meant else ""


def refuse(found: Iterable[Issue], prefix: str = "") -> None:
    """Raise the errors among `found`, if there are any, with `prefix` before their paths.

    Raises:
        ConstraintError: one of `found` has the severity ``"error"``.
    """
    errors = [issue.under(prefix) for issue in found if issue.severity == "error"]
    if errors:
        raise ConstraintError(errors)


def cited(found: Iterable[Issue], source: str) -> Found:
    """The same faults, with `source` in the place of the reference, which says nothing of this part."""
    return [evolve(issue, source=source) if issue.source == REFERENCE else issue for issue in found]


def settle(new: Any, fields: tuple[object, ...], found: Found) -> None:
    """At the end of a constructor: give the `new` attrs object its fields, or refuse what was `found`.

    Raises:
        ConstraintError: something was found.
    """
    if found:
        raise ConstraintError(found)
    new.__attrs_init__(*fields)


def wrong_type(value: object, path: str, what: str, expected: str, source: str = REFERENCE, hint: str = "") -> Issue:
    """The fault of a value whose kind is wrong."""
    kind = "None" if value is None else f"of type {type(value).__name__}"
    return Issue(path, "wrong-type", f"{what} is {kind}", expected, shown(value), source, hint=hint)


def text(value: object, path: str, found: Found, what: str, *, empty: bool = False) -> str:
    """Text that must be a string: a title, a label, a header, the text of the message."""
    if type(value) is str and value and value.isprintable():
        return value
    if not isinstance(value, str):
        hint = "" if value is None or isinstance(value, (bytes, Mapping)) else f"str({shown(value)})"
        found.append(wrong_type(value, path, what, "a string", hint=hint))
        return ""
    if not value and not empty:
        found.append(Issue(path, "empty-text", f"{what} is empty", "at least one character", "''", CARDKIT))
    return characters(str(value), path, found, what)


def optional_text(value: object, path: str, found: Found, what: str) -> str | None:
    """Text, or None where it is not given."""
    if value is None or (type(value) is str and value and value.isprintable()):
        return value
    return text(value, path, found, what)


def characters(value: str, path: str, found: Found, what: str) -> str:
    """Refuse control characters and lone surrogates."""
    bad = None if value.isprintable() else re.search(BAD_CHARACTER, value)
    if bad:
        message = f"{what} has the character U+{ord(bad[0]):04X} at position {bad.start()}"
        expected = "text without control characters (tab, line feed and carriage return may stand) and lone surrogates"
        found.append(Issue(path, "bad-character", message, expected, shown(value), CARDKIT, hint="remove it"))
    return value


def not_allowed(value: str, path: str, limits: Limits, limit: str) -> Issue:
    """The fault of a value that `limit` does not list."""
    fact, allowed = about(limit), getattr(limits, limit)
    hint = suggestion(value, allowed)
    return Issue(
        path,
        "not-allowed",
        f"{value!r} is not {fact['what']}",
        choices(allowed),
        shown(value),
        fact["source"],
        hint=hint,
    )


def too_long(value: str, path: str, limits: Limits, limit: str) -> Issue:
    """The fault of text with more characters (code points) than `limit` allows."""
    fact, most = about(limit), getattr(limits, limit)
    message = f"{fact['what']} is {len(value):,} characters long, {len(value) - most:,} more than allowed"
    hint = f"shorten it to {shown(value[:most])}" if most <= 40 else f"cut it with [:{most}]"
    return Issue(path, "too-long", message, f"at most {most:,} characters", shown(value), fact["source"], hint=hint)


def too_many(
    number: int, path: str, limits: Limits, limit: str, hint: str = "put the rest into another slide"
) -> Issue:
    """The fault of more entries than `limit` allows; `path` is that of the list they are in."""
    fact, most = about(limit), getattr(limits, limit)
    message = f"{fact['what']} has {number:,} {fact['unit']}"
    allowed = f"at most {most:,} {fact['unit']}"
    return Issue(f"{path}/{most}", "too-many", message, allowed, f"{number:,}", fact["source"], hint=hint)


def unadvised(number: int, path: str, limits: Limits, limit: str, code: str) -> Issue:
    """The warning about more than `limit` advises."""
    fact, most = about(limit), getattr(limits, limit)
    message = f"{fact['what']} has {number:,} {fact['unit']}, which some clients may refuse"
    expected = f"at most {most:,} {fact['unit']}"
    return Issue(path, code, message, expected, f"{number:,}", fact["source"], "warning")


def entries(value: object, path: str, found: Found, what: str, example: str) -> tuple[Any, ...]:
    """What an iterable holds. A string, bytes, a mapping or a set is refused, as none of them is a list here."""
    if type(value) is tuple or type(value) is list:
        return tuple(value)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray, Mapping, set, frozenset)):
        return tuple(value)
    found.append(wrong_type(value, path, what, "a list, or another iterable with an order", CARDKIT, hint=example))
    return ()


def each(
    entries: tuple[Any, ...], path: str, found: Found, read: Callable[[Any, Found], T], before: Callable[[], int] = int
) -> tuple[T, ...]:
    """All `entries` as `read` gives them. Its faults are relative to the entry; `before` counts those before them."""
    taken: list[T] = []
    wrong: Found = []
    for entry in entries:
        taken.append(read(entry, wrong))
        if wrong:
            found += [issue.under(f"{path}/{before() + len(taken) - 1}") for issue in wrong]
            wrong.clear()
    return tuple(taken)


def plain(values: tuple[Any, ...]) -> TypeGuard[tuple[str, ...]]:
    """Whether all are strings without any character to look at twice; one pass in C for the whole tuple."""
    for value in values:
        if type(value) is not str:
            return False
    return "".join(values).isprintable()


def pairs(
    value: object, path: str, found: Found, what: str, example: str, before: Callable[[], int] = int
) -> tuple[tuple[Any, Any], ...]:
    """The pairs of a mapping, or of an iterable of two-item sequences; `before` counts those before them."""
    if type(value) is dict or isinstance(value, Mapping):
        return tuple(value.items())
    taken = entries(value, path, found, what, example)
    for place, pair in enumerate(taken):
        if not isinstance(pair, Sequence) or isinstance(pair, (str, bytes, bytearray)) or len(pair) != 2:
            at = f"{path}/{before() + place}"
            found.append(wrong_type(pair, at, f"an entry of {what}", "a pair", CARDKIT, hint=example))
            return ()
    return tuple([(first, second) for first, second in taken])
