"""Addresses: of pictures, pages and apps, and of the people whom a mention names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeGuard

from ..errors.wording import shown
from .guards import is_text
from .place import Place
from .text import text

# Matches ordinary addresses, so that only the others need to be parsed.
_USUAL = re.compile(r"https?://[\w.-]+(?:[/?#][!-\[\]-~]*)?")
_TEXT = {str}
ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+"
UNSAFE_SCHEMES = {"javascript", "vbscript", "data", "file", "blob", "about", "view-source"}

_OWNER = r"[^@\s]+@[^@\s]+"
ID = "[A-Za-z0-9_-]+"
EMAIL = r"[\w.!#$%&'+/=?^-]+@[\w.-]+"
SEVERAL = ("all", "available", "participants")
"""The names that mean several people, in whatever case."""


def url(value: object, place: Place) -> str:
    """Read an absolute http or https address."""
    if usual_url(value):
        return value
    return _absolute(value, place, ("http", "https"), "an absolute http:// or https:// address")


def https(value: object, place: Place) -> str:
    """Read an absolute https address."""
    if usual_https(value):
        return value
    return _absolute(value, place, ("https",), "an absolute https:// address")


def usual_url(value: object) -> TypeGuard[str]:
    """Whether it is an ordinary http or https address, which needs no further check."""
    return type(value) is str and _USUAL.fullmatch(value) is not None


def usual_https(value: object) -> TypeGuard[str]:
    """Whether it is an ordinary https address, which needs no further check."""
    return type(value) is str and value.startswith("https:") and _USUAL.fullmatch(value) is not None


def address(value: object, place: Place) -> str:
    """Read an absolute address of any scheme (https, tel, an app's own) but those that run scripts or read files."""
    if usual_url(value):
        return value
    before = len(place.issues)
    given = text(value, place)
    if len(place.issues) > before:
        return given
    scheme = given.partition(":")[0].lower()
    if scheme in {"http", "https"}:
        return url(given, place)
    if scheme in UNSAFE_SCHEMES or not re.fullmatch(ADDRESS, given):
        expected = "an absolute address such as https://…, tel:…, or one of an app's own scheme, without blanks"
        _add_bad_url(given, place, expected, '"https://example.com"')
    return given


def email(value: object, place: Place) -> str:
    """Read the e-mail address of the author of a function."""
    expected, hint = "the e-mail address of its author", '"ana@example.com"'
    if not is_text(value):
        place.wrong_type(value, expected, hint=hint)
        return ""
    before = len(place.issues)
    given = text(value, place)
    if len(place.issues) == before and not re.fullmatch(_OWNER, given):
        place.add("bad-email", f"{place.what} is no e-mail address", expected, shown(given), hint=hint)
    return given


def usual_urls(values: Any) -> TypeGuard[Sequence[str]]:
    """Whether all are ordinary http or https addresses."""
    return _TEXT.issuperset(map(type, values)) and all(map(_USUAL.fullmatch, values))


def _absolute(value: object, place: Place, schemes: tuple[str, ...], expected: str) -> str:
    given = text(value, place)
    if given and _scheme(given) not in schemes:
        blank = " " in given.strip()
        hint = "quote spaces with urllib.parse.quote" if blank else '"https://example.com/picture.png"'
        _add_bad_url(given, place, expected, hint)
    return given


def _add_bad_url(given: str, place: Place, expected: str, hint: str) -> None:
    place.add("bad-url", f"{place.what} is no address that may stand here", expected, shown(given), hint=hint)


def _scheme(address: str) -> str:
    """The scheme of an absolute address that has a host, a port, a user or an unusual spelling; else ``""``."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        usable = parts.hostname and (parts.port is None or parts.port > 0) and not re.search(r"[\s\\]", address)
    except ValueError:
        return ""
    return parts.scheme if usable else ""


def is_person(name: str) -> bool:
    """Whether it is an id or an e-mail address that a mention can name.

    >>> is_person("1234567"), is_person("ana@example.com"), is_person("ALL"), is_person(":")
    (True, True, False, False)
    """
    return re.fullmatch(EMAIL, name) is not None or (re.fullmatch(ID, name) is not None and name.lower() not in SEVERAL)
