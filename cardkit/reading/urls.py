"""Addresses: of pictures, pages and apps, and of the people whom a mention names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from ..errors.wording import as_code, choices, shown
from ..limits import CLIQ
from .guards import is_text
from .place import Place
from .text import text

# Matches ordinary addresses, so that only the others need to be parsed.
_USUAL = re.compile(r"https?://[\w.-]+(?:[/?#][!-\[\]-~]*)?")
_TEXT = {str}
_HTTP = ("http", "https")
ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+"
UNSAFE_SCHEMES = {"javascript", "vbscript", "data", "file", "blob", "about", "view-source"}

_AUTHOR = "ana@example.com"
_OWNER = r"[^@\s]+@[^@\s]+"
ID = "[A-Za-z0-9_-]+"
EMAIL = r"[\w.!#$%&'+/=?^-]+@[\w.-]+"
SEVERAL = ("all", "available", "participants")
"""The names that mean several people, in whatever case."""


_WEB = f"an absolute address of {choices(CLIQ.url_schemes)}, without blanks".replace("'", "")
_APP = "an absolute address such as https://…, tel:…, or one of an app's own scheme, without blanks"
_PAGE, _PICTURE = "https://example.com", "https://example.com/picture.png"


def url(value: object, place: Place) -> str:
    """Read an absolute http or https address."""
    if usual_url(value):
        return value
    return _absolute(value, place, _HTTP, "an absolute http:// or https:// address")


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
    """Read an absolute address for a browser; whether its scheme is one of the limits is checked by `Listed`."""
    return value if usual_url(value) else _any_scheme(value, place, _WEB, CLIQ.url_schemes)


def app_address(value: object, place: Place) -> str:
    """Read an absolute address of any scheme (https, tel, an app's own) but those that run scripts or read files."""
    return value if usual_url(value) else _any_scheme(value, place, _APP)


def _any_scheme(value: object, place: Place, expected: str, schemes: Sequence[str] = ()) -> str:
    before, given = len(place.issues), _text(value, place, _PAGE)
    if len(place.issues) == before and not _is_address(given):
        _add_bad_url(given, place, expected, _PAGE, lambda mended: _is_address(mended, schemes))
    return given


def _is_address(given: str, schemes: Sequence[str] = ()) -> bool:
    """Whether it is an absolute address whose scheme runs no scripts and reads no files, or is one of `schemes`."""
    scheme = given.partition(":")[0].lower()
    if scheme in _HTTP:
        return _scheme(given) in _HTTP
    known = scheme in schemes if schemes else scheme not in UNSAFE_SCHEMES
    return known and re.fullmatch(ADDRESS, given) is not None


def email(value: object, place: Place) -> str:
    """Read the e-mail address of the author of a function."""
    before, given = len(place.issues), _text(value, place, _AUTHOR)
    if len(place.issues) == before and not re.fullmatch(_OWNER, given):
        message, expected = f"{place.what} is no e-mail address", "the e-mail address of its author"
        place.add("bad-email", message, expected, shown(given), hint=f'"{_AUTHOR}"')
    return given


def usual_urls(values: Any) -> TypeGuard[Sequence[str]]:
    """Whether all are ordinary http or https addresses."""
    return _TEXT.issuperset(map(type, values)) and all(map(_USUAL.fullmatch, values))


def _absolute(value: object, place: Place, schemes: tuple[str, ...], expected: str) -> str:
    given = _text(value, place, _PICTURE)
    if given and _scheme(given) not in schemes:
        _add_bad_url(given, place, expected, _PICTURE, lambda mended: _scheme(mended) in schemes)
    return given


def _text(value: object, place: Place, example: str) -> str:
    if is_text(value):
        return text(value, place)
    place.wrong_type(value, "a string", hint=f'"{example}"')
    return ""


def _add_bad_url(given: str, place: Place, expected: str, example: str, usable: Callable[[str], bool]) -> None:
    mended = _without_blanks(given)
    hint = as_code(mended, '"%20".join(value.split())') if mended != given and usable(mended) else f'"{example}"'
    place.add("bad-url", f"{place.what} is no address that may stand here", expected, shown(given), hint=hint)


def _without_blanks(address: str) -> str:
    """An address with ``%20`` for the blanks in it, and a number without them; with one in its host it stays."""
    words, stripped = address.split(), address.strip()
    if stripped.lower().startswith(("tel:", "sms:")):
        return "".join(words)
    return address if re.match(r"[^:]*://[^/?#]*\s", stripped) else "%20".join(words)


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
