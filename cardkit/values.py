"""What may stand in cells and charts: values that become strings, numbers, addresses, and any JSON.

Each function reads as those of `checks` do: it adds the faults it meets to a list, and returns what will be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from operator import index
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeAlias, TypeGuard, TypeVar

from . import wire
from .checks import BAD_CHARACTER, Found, characters, each, plain, shown, text, wrong_type
from .errors import Issue
from .limits import BUTTONS, CARDKIT

if TYPE_CHECKING:
    import datetime
    import uuid
    from decimal import Decimal
    from pathlib import PurePath

    Number: TypeAlias = int | float | Decimal
    Value: TypeAlias = str | int | float | Decimal | datetime.date | datetime.time | uuid.UUID | PurePath | None
    # Not simply Mapping | Iterable: a dict is both, and mypy would give up on {"a": 1, "b": "c"}.
    Given = TypeVar("Given")
    Named: TypeAlias = (
        Mapping[str, Given] | Sequence[tuple[str, Given]] | Iterator[tuple[str, Given]] | ItemsView[str, Given]
    )
    Pairs: TypeAlias = Named[Number]
    ValuePairs: TypeAlias = Named[Value]

# The usual address, for which one match is enough; all others are taken apart.
_USUAL_URL = re.compile(r"(https?)://[\w.-]+(?:[/?#][!-\[\]-~]*)?")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
UNSAFE_SCHEMES = {"javascript", "vbscript", "data", "file", "blob", "about", "view-source"}

_COUNT = 10**9  # no whole number of a card comes near it
_LARGE = 1e300  # up to here no int or float needs a second look; NaN compares false


def value(value: object, path: str, found: Found, what: str) -> str:
    """A cell, list item or field: a string, or what becomes one as `str` writes it; None is empty."""
    if type(value) is str:
        return characters(value, path, found, what)
    if value is None:
        return ""
    if isinstance(value, str):
        return characters(str(value), path, found, what)
    if _is_number(value):
        return str(value) if value is True or value is False else str(number(value, path, found, what))
    if _is_plain(value):
        return characters(str(value), path, found, what)
    expected = "a string, None, bool, finite number, date, time, UUID or path"
    found.append(wrong_type(value, path, what, expected, CARDKIT, hint="turn it into a string first"))
    return ""


def number(value: object, path: str, found: Found, what: str) -> Number:
    """An int, a finite float or a Decimal; other real numbers (NumPy's, fractions) become one of the first two."""
    if (type(value) is int or type(value) is float) and -_LARGE < value < _LARGE:
        return value
    if isinstance(value, bool) or not _is_number(value):
        hint = "the number without quotes" if isinstance(value, str) else ""
        found.append(wrong_type(value, path, what, "an int, a finite float or a Decimal", hint=hint))
        return 0
    if not _is_finite(value):
        message = f"{what} is not a finite number"
        found.append(
            Issue(path, "not-finite", message, "a finite number", shown(value), "JSON, RFC 8259", hint="leave it out")
        )
        return 0
    return _plain_number(value)


def whole(value: object, path: str, found: Found, what: str, source: str) -> int:
    """A whole number, never a bool."""
    if type(value) is int and -_COUNT < value < _COUNT:
        return value
    try:
        if isinstance(value, SupportsIndex) and not isinstance(value, bool) and -_COUNT < index(value) < _COUNT:
            return index(value)
    except TypeError:
        pass  # NumPy's arrays have __index__ and refuse it
    found.append(wrong_type(value, path, what, "a whole number", source))
    return 0


def url(value: object, path: str, found: Found, what: str, source: str, *, https: bool = False) -> str:
    """An absolute web address: https, and http too unless `https` is set."""
    usual = _USUAL_URL.fullmatch(value) if type(value) is str else None
    if usual and (usual[1] == "https" or not https):
        return usual[0]
    address = text(value, path, found, what)
    scheme = _scheme(address)
    if scheme != "https" and (https or scheme != "http") and address:
        allowed = "an absolute https:// address" if https else "an absolute http:// or https:// address"
        hint = "quote spaces with urllib.parse.quote" if " " in address.strip() else "https://example.com/picture.png"
        found.append(
            Issue(
                path, "bad-url", f"{what} is no address that may stand here", allowed, shown(address), source, hint=hint
            )
        )
    return address


def address(value: object, path: str, found: Found, what: str) -> str:
    """An absolute address with any scheme but those that run scripts or read files: https, tel, an app's own."""
    usual = _USUAL_URL.fullmatch(value) if type(value) is str else None
    if usual:
        return usual[0]
    before = len(found)
    given = text(value, path, found, what)
    scheme = given.partition(":")[0].lower()
    if scheme in {"http", "https"}:
        return url(given, path, found, what, BUTTONS)
    if len(found) == before and (scheme in UNSAFE_SCHEMES or not ADDRESS.fullmatch(given)):
        allowed = "an absolute address such as https://…, tel:…, or one of an app's own scheme, without blanks"
        found.append(
            Issue(
                path,
                "bad-url",
                f"{what} is no address that may stand here",
                allowed,
                shown(given),
                BUTTONS,
                hint="https://example.com",
            )
        )
    return given


def usual_urls(values: tuple[object, ...]) -> TypeGuard[tuple[str, ...]]:
    """Whether all are addresses of the usual form."""
    return plain(values) and all(map(_USUAL_URL.fullmatch, values))


def points(
    pairs: tuple[tuple[Any, Any], ...], path: str, found: Found, before: Callable[[], int] = int
) -> tuple[tuple[str, Number], ...]:
    """Labels and their numbers; faults as `each` tells them."""
    return each(pairs, path, found, _point, before)


def parse_points(points: Sequence[Any], path: str, found: Found) -> tuple[tuple[str, Number], ...]:
    """Labels and numbers from objects of a body."""
    return each(tuple(points), path, found, _parse_point)


def _parse_point(point: object, found: Found) -> tuple[str, Number]:
    whole = wire.an_object(point, "", found, "an entry", ("label", "value"))
    if not isinstance(point, Mapping):
        return "", 0
    label = wire.text(whole, "label", "", found, "the label")
    value = wire.needed(whole, "value", "", found, "the value")
    return label, 0 if value is wire.MISSING else number(value, "/value", found, "the value")


def json_text(value: object, path: str, found: Found, what: str, depth: int) -> str:
    """Any JSON value as its text, which keeps it from ever changing."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if re.search(BAD_CHARACTER, text) and re.search("[\ud800-\udfff]", text):
            text = json.dumps(value, separators=(",", ":"))
        deep = _depth(value) > depth
    except RecursionError:
        text, deep = "null", True
    except (TypeError, ValueError) as error:
        if "Out of range float" in str(error) or "digits" in str(error):
            message, hint = f"{what} holds a number that JSON cannot say", "leave it out"
            found.append(
                Issue(path, "not-finite", message, "finite numbers", shown(value), "JSON, RFC 8259", hint=hint)
            )
            return "null"
        message = f"{what} cannot be written as JSON: {error}"
        found.append(
            Issue(
                path,
                "not-json",
                message,
                "what json.dumps can write, without NaN and Infinity",
                shown(value),
                "JSON, RFC 8259",
            )
        )
        return "null"
    if deep:
        message = f"{what} is nested too deeply"
        found.append(Issue(path, "too-deep", message, f"at most {depth} levels", shown(value), CARDKIT))
    return text


def _point(pair: tuple[object, object], found: Found) -> tuple[str, Number]:
    label, value = pair
    if type(label) is not str or not label or not label.isprintable():
        label = text(label, "/label", found, "the label")
    if type(value) is not int or not -_LARGE < value < _LARGE:
        return label, number(value, "/value", found, "the value")
    return label, value


def _scheme(address: str) -> str:
    """The scheme of an absolute address that has a host, a port, a user or an unusual spelling; else ``""``."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        usable = parts.hostname and (parts.port is None or parts.port > 0) and not re.search(r"[\s\\]", address)
    except ValueError:
        return ""
    return parts.scheme if usable else ""


def _depth(value: object) -> int:
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"the key {shown(key)} is no string")
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, (list, tuple)):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _is_number(value: object) -> TypeGuard[Any]:
    import numbers
    from decimal import Decimal

    return isinstance(value, (int, float, Decimal, numbers.Real))


def _is_finite(value: Any) -> bool:
    try:
        return abs(float(value)) < float("inf")
    except (OverflowError, ValueError):
        return False


def _plain_number(value: Any) -> Number:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return value
    return int(value) if hasattr(value, "__index__") else float(value)


def _is_plain(value: object) -> bool:
    import datetime
    import uuid
    from pathlib import PurePath

    return isinstance(value, (datetime.date, datetime.time, uuid.UUID, PurePath))
