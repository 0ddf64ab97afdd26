"""Addresses: of pictures, pages and apps, and of the people whom a mention names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from ..errors.wording import as_code, choices, shown
from ..limits import CLIQ
from .guards import is_mapping, is_text
from .hints import text_code
from .place import Place
from .text import text

if TYPE_CHECKING:
    from urllib.parse import SplitResult

# Matches ordinary addresses, so that only the others need to be parsed.
_USUAL = re.compile(r"https?://[a-zA-Z0-9.-]+(?:[/?#][!-\[\]-~]*)?")
_ENDLESS_HOST = re.compile("[^/?#]*//[^/?#]{1000}")
HTTP = ("http", "https")
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
    expected = "an absolute http:// or https:// address"
    return value if usual_url(value) else _address(value, place, _PICTURE, expected, HTTP)


def https(value: object, place: Place) -> str:
    """Read an absolute https address."""
    expected = "an absolute https:// address"
    return value if usual_https(value) else _address(value, place, _PICTURE, expected, ("https",))


def usual_url(value: object) -> TypeGuard[str]:
    """Whether it is an ordinary http or https address, which needs no further check."""
    return type(value) is str and _USUAL.fullmatch(value) is not None


def usual_https(value: object) -> TypeGuard[str]:
    """Whether it is an ordinary https address, which needs no further check."""
    return type(value) is str and value.startswith("https:") and _USUAL.fullmatch(value) is not None


def address(value: object, place: Place) -> str:
    """Read an absolute address for a browser; whether its scheme is one of the limits is checked by `Listed`."""
    return value if usual_url(value) else _address(value, place, _PAGE, _WEB)


def app_address(value: object, place: Place) -> str:
    """Read an absolute address of any scheme (https, tel, an app's own) but those that run scripts or read files."""
    return value if usual_url(value) else _address(value, place, _PAGE, _APP)


def _address(value: object, place: Place, example: str, expected: str, schemes: Sequence[str] = ()) -> str:
    """Read an absolute address of one of the schemes; without any, of all that run no scripts and read no files."""
    before, given = len(place.issues), _text(value, place, example)
    if len(place.issues) == before and not _is_address(given, schemes):
        mended = _without_blanks(given)
        usable = mended != given and _is_address(mended, schemes or CLIQ.url_schemes)
        hint = as_code(mended, '"%20".join(value.split())') if usable else f'"{example}"'
        place.add("bad-url", f"{place.what} is no address that may stand here", expected, shown(given), hint=hint)
    return given


def _is_address(given: str, schemes: Sequence[str]) -> bool:
    """Whether it is an absolute address of one of the schemes; without any, of a scheme that is not unsafe."""
    scheme = given.partition(":")[0].lower()
    if scheme in UNSAFE_SCHEMES or (schemes and scheme not in schemes):
        return False
    return _has_host(given) if scheme in HTTP else re.fullmatch(ADDRESS, given) is not None


def email(value: object, place: Place) -> str:
    """Read the e-mail address of the author of a function."""
    before, given = len(place.issues), _text(value, place, _AUTHOR)
    if len(place.issues) == before and not re.fullmatch(_OWNER, given):
        message, expected = f"{place.what} is no e-mail address", "the e-mail address of its author"
        place.add("bad-email", message, expected, shown(given), hint=f'"{_AUTHOR}"')
    return given


def usual_urls(values: Any) -> TypeGuard[Sequence[str]]:
    """Whether all are ordinary http or https addresses; `usual_url` is inlined for speed."""
    for value in values:  # noqa: SIM110  # a generator takes longer
        if type(value) is not str or _USUAL.fullmatch(value) is None:
            return False
    return True


def _text(value: object, place: Place, example: str) -> str:
    if is_text(value):
        return text(value, place)
    within = text_code(value) if is_mapping(value) else ""
    place.wrong_type(value, "a string", hint=within if _USUAL.fullmatch(within[1:-1]) else f'"{example}"')
    return ""


def _without_blanks(address: str) -> str:
    """An address with ``%20`` for the blanks in it, and a number without them; with one in its host it stays."""
    words, stripped = address.split(), address.strip()
    if stripped.lower().startswith(("tel:", "sms:")):
        return "".join(words)
    return address if re.match(r"[^:]*://[^/?#]*\s", stripped) else "%20".join(words)


def parts_of(address: str) -> SplitResult:
    """The parts of an address.

    Raises:
        ValueError: it has none, or a host longer than any name: many Pythons take quadratic time for marks in a host.
    """
    from urllib.parse import urlsplit

    if _ENDLESS_HOST.match(address):
        raise ValueError("the host is too long")
    return urlsplit(address)


def _has_host(address: str) -> bool:
    """Whether an address has a host, behind which a port and before which a user may stand, and no blanks."""
    try:
        parts = parts_of(address)
        named = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return bool(named) and not re.search(r"[\s\\]", address)


def is_person(name: str) -> bool:
    """Whether it is an id or an e-mail address that a mention can name.

    >>> is_person("1234567"), is_person("ana@example.com"), is_person("ALL"), is_person(":")
    (True, True, False, False)
    """
    return re.fullmatch(EMAIL, name) is not None or (re.fullmatch(ID, name) is not None and name.lower() not in SEVERAL)
