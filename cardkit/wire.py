"""How bodies of the service are read: objects and arrays of JSON, each fault told at its place.

Reading is stricter than writing, where a number may become a cell: what stands in a body is what the service gets. As
in `checks`, each function takes what came, its path and the list of faults, and returns what can be worked with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import evolve

from . import checks
from .checks import Found, shown
from .errors import Issue, pointer
from .limits import REFERENCE

SUGGESTED = 20
"""Unknown keys of one object that come with a suggestion."""
MISSING: Any = object()
"""What stands for a key that is not there."""


def an_object(value: object, path: str, found: Found, what: str, known: Collection[str]) -> Mapping[str, Any]:
    """An object, with a warning for each key that is not known; empty where it is something else."""
    if not isinstance(value, Mapping):
        found.append(checks.wrong_type(value, path, what, "an object"))
        return {}
    found += unknown_keys(value, path, what, known)
    return value


def unknown_keys(value: Mapping[str, Any], path: str, what: str, known: Collection[str]) -> Found:
    """The warnings about keys that are not known; only the first few come with a suggestion, which takes its time."""
    unknown = [key for key in value if key not in known]
    return [unknown_key(key, path, what, known if at < SUGGESTED else ()) for at, key in enumerate(unknown)]


def unknown_key(key: str, path: str, what: str, known: Collection[str]) -> Issue:
    """The warning about a key that no source names there."""
    message, hint = f"no documentation of Zoho's names the key {key!r} in {what}", checks.suggestion(key, known)
    expected = checks.choices(known) if known else "a documented key"
    return Issue(path + pointer(key), "unknown-key", message, expected, shown(key), REFERENCE, "warning", hint=hint)


def an_array(value: object, path: str, found: Found, what: str) -> Sequence[Any]:
    """An array; empty where it is something else."""
    if isinstance(value, (list, tuple)):
        return value
    found.append(checks.wrong_type(value, path, what, "an array"))
    return ()


def needed(owner: Mapping[str, Any], key: str, path: str, found: Found, what: str) -> Any:
    """What stands under a key that must be there, or `MISSING`."""
    value = owner.get(key, MISSING)
    if value is MISSING:
        message = f"{what} is missing"
        found.append(Issue(path, "missing-key", message, f"the key {key!r}", checks.choices(owner), REFERENCE))
    return value


def text(owner: Mapping[str, Any], key: str, path: str, found: Found, what: str, *, empty: bool = False) -> str:
    """The text under a key that must be there."""
    value = needed(owner, key, path, found, what)
    return "" if value is MISSING else checks.text(value, path + pointer(key), found, what, empty=empty)


def optional_text(owner: Mapping[str, Any], key: str, path: str, found: Found, what: str) -> str | None:
    """The text under a key that may be missing, but not null."""
    return text(owner, key, path, found, what) if key in owner else None


def texts(values: Sequence[Any], path: str, found: Found, what: str) -> tuple[str, ...]:
    """An array of texts, each perhaps empty."""
    if checks.plain(tuple(values)):
        return tuple(values)
    return tuple([checks.text(value, f"{path}/{at}", found, what, empty=True) for at, value in enumerate(values)])


def moved(found: Found, old: str, new: str) -> Found:
    """The same faults where the path `old` is called `new` in the form that came."""
    return [
        evolve(issue, path=new + issue.path.removeprefix(old)) if f"{issue.path}/".startswith(f"{old}/") else issue
        for issue in found
    ]
