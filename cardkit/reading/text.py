"""Text: strings without control characters, and values that are converted to text (cells, items, field values)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from ..errors.wording import shown
from ..limits import CARDKIT
from .guards import is_text
from .hints import member_code, only_value, text_code
from .libraries import LARGE, characters, finite, is_missing, is_real, printed, shortest
from .place import Place

if TYPE_CHECKING:
    import datetime
    import uuid
    from decimal import Decimal
    from fractions import Fraction
    from pathlib import PurePath

    from .libraries import NumpyScalar

    Time: TypeAlias = datetime.date | datetime.time | datetime.timedelta
    Value: TypeAlias = str | int | float | Decimal | Fraction | Time | uuid.UUID | PurePath | NumpyScalar | None

_CHOSEN = {
    *("the background", "the emotion", "the preview", "the style", "the system API", "the theme"),
    *("the type of the action", "the type of the instant button"),
}
"""What must be one of a few values: an error about its type suggests none but that of a member of an enum."""

_GAP = "None, or missing='n/a' where the step takes it"
_COLOURS = r"\x1b\[[0-9;]*[A-Za-z]"
TERMINAL = "|".join((
    r"\x1b\[[0-?]*[ -/]*[@-~]?",  # of colours, of the cursor and the like; one that was cut off has no last character
    r"\x1b[#-/]+[0-~]",  # of character sets
    r"\x1b[]PX^_k][^\x07\x1b\n]*(?:\x07|\x1b\\)",  # of titles, links and pictures
    r"\x1b[6-9=>@-Z\\^_c]",  # of two characters, such as to save the cursor or to reset
    r"\x9b(?:[0-9;?]+[@-~]|[JKm])",  # of colours and the like, with one character for the first two
))  # fmt: skip
"""A pattern for the sequences that steer a terminal (ECMA-48), as a whole: without the ESC the rest would be text."""
BAD_CHARACTER = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
"""A pattern for control characters except tab, LF and CR, and for lone surrogates, which UTF-8 cannot encode."""
UNSENDABLE = f"{TERMINAL}|{BAD_CHARACTER}"
"""A pattern for both: what is taken out of a text so that it can be sent."""


def is_usual(value: object, most: int) -> TypeGuard[str]:
    """Whether a value is printable text of 1 to `most` characters, which needs no further check."""
    return type(value) is str and value != "" and len(value) <= most and value.isprintable()


def is_usual_title(value: object) -> TypeGuard[str | None]:
    """Whether a value is None or printable text, as an optional title may be."""
    return value is None or (type(value) is str and value != "" and value.isprintable())


def text(value: object, place: Place) -> str:
    """Read a string that must not be empty: a title, a label, a header."""
    if type(value) is str and value and value.isprintable():
        return value
    read = text_or_empty(value, place)
    if not read and isinstance(value, str):
        place.add("empty-text", f"{place.what} is empty", "at least one character", "''", source=CARDKIT)
    return read


def text_or_empty(value: object, place: Place) -> str:
    """Read a string that may be empty: the text of the message, a cell of a body."""
    if type(value) is str and value.isprintable():
        return value
    if not isinstance(value, str):
        usable = place.what not in _CHOSEN or is_text(getattr(value, "value", None))
        place.wrong_type(value, "a string", hint=text_code(value) if usable else "")
        return ""
    return check_characters(characters(value), place)


def text_at(value: object, place: Place, key: str, what: str) -> str:
    """Read the text under the path `key` of a place."""
    if type(value) is str and value and value.isprintable():
        return value
    return text(value, place.within(key, what))


def optional_text(value: object, place: Place, key: str, what: str) -> str | None:
    """Read the text under the path `key` of a place, or None if it is empty, not given or has issues."""
    if value is None or (type(value) is str and value.isprintable()):
        return value or None
    return text_or_none(value, place.within(key, what))


def text_or_none(value: object, place: Place) -> str | None:
    """Read an optional text: None if it is empty, not given or has issues."""
    return None if not_given(value) else text(value, place) or None


def not_given(value: object) -> bool:
    """Whether an argument is None or empty text, which for an optional text is the same."""
    return value is None or (isinstance(value, str) and not value)


def check_characters(value: str, place: Place) -> str:
    """Add an issue if the text has a control character or a lone surrogate."""
    bad = None if value.isprintable() else re.search(BAD_CHARACTER, value)
    if bad:
        message = f"{place.what} has the character U+{ord(bad[0]):04X} at position {bad.start() + 1}"
        expected = "text without control characters (tab, line feed and carriage return may stand) and lone surrogates"
        place.add("bad-character", message, expected, shown(value), source=CARDKIT, hint=_removal(value))
    return value


def _removal(value: str) -> str:
    """Code that takes the colours of a terminal out of a text, if nothing bad is left then; else words."""
    plain = re.sub(_COLOURS, "", value)
    usable = plain and not re.search(BAD_CHARACTER, plain)
    return f're.sub(r"{_COLOURS}", "", value)' if usable else "remove it"


def cell(value: object, place: Place) -> str:
    """Read a cell, an item or a field value: a string, or a value that `str` converts; None becomes empty."""
    if isinstance(value, str):
        return check_characters(characters(value), place)
    if value is None:
        return ""
    if (type(value) is int or type(value) is float) and -LARGE < value < LARGE:
        return str(value) if type(value) is int else shortest(value)
    if is_missing(value):
        place.missing_value(value, "a value, or None where it is empty", source=CARDKIT, hint=_GAP)
    elif is_real(value) and finite(value) is None:
        place.not_finite(value, "write it as text")
    else:
        text = printed(value)
        if text is not None:
            return check_characters(text, place)
        expected = "a string, None, bool, finite number, date, time, span of time, UUID or path"
        hint = member_code(value) or only_value(value) or "turn it into a string first"
        place.wrong_type(value, expected, source=CARDKIT, hint=hint)
    return ""


def printable(values: Any) -> TypeGuard[Sequence[str]]:
    """Whether all values are printable strings, which need no further check; one pass in C."""
    for value in values:
        if type(value) is not str:
            return False
    return "".join(values).isprintable()
