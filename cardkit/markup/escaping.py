"""Text without meaning: how what is not yours is escaped, and `Markup`, which is not escaped again."""

from __future__ import annotations

import re

from ..errors import ConstraintError
from ..limits import CARDKIT
from ..reading.hints import text_code
from ..reading.libraries import characters
from ..reading.place import Place
from ..reading.urls import SEVERAL

JOINER = "\u2060"
"""An invisible character without width, which no markup expects between two of its own."""

_LOOK_ALIKE = str.maketrans("*~`", "\u2217\u223c\u02cb")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # but for one within a word
# An address as clients find one: what ends a sentence is no part of it.
_ADDRESS = re.compile(r"https?://\S*[^\s?!.,:*_~`]", re.IGNORECASE)
_BACKTICK = str.maketrans("`", "\u02cb")
_PICTURES = {
    **{number: 0x2400 + number for number in range(0x20) if chr(number) not in "\t\n\r"},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], 0xFFFD),
}

# Each character is followed by what gives it a meaning, or by the end, since that may be appended.
_ALL = "|".join(SEVERAL)
_CALL = rf"\{{(?=[@#]|\Z)|\](?=[(\[:]|\Z)|@(?=\w*\Z|(?:{_ALL})\b)"  # mentions, with braces and without; links and calls
_CALLS = re.compile(rf"{_CALL}|\\(?=\Z)", re.IGNORECASE)
_MEANINGS = re.compile(rf"{_CALL}|<(?!\s|{JOINER})|\\(?!{JOINER})", re.IGNORECASE)  # and tags and escapes of Markdown
_IN_ADDRESS = re.compile(rf"[*~`]|{_UNDERSCORE.pattern}|{_MEANINGS.pattern}", re.IGNORECASE)
_LINE_START = r"[^\S\n\r\u2028\u2029]*(?=[#!>=|]|[-+](?:[-+\s]|\Z))"
_FIRST_LINE = re.compile(_LINE_START)
_BEGINNING = re.compile(rf"(?=[(@]|(?:{_ALL})\b)", re.IGNORECASE)  # what has a meaning behind another's text
_FURTHER_LINE = re.compile(rf"[\n\r\u2028\u2029]{_LINE_START}")


class Markup(str):
    """Text that is markup already, which helpers do not escape again. Joining it with other text gives plain text.

    >>> from cardkit import markup
    >>> markup.quote(markup.Markup("*Ship it*"))
    '!*Ship it*'
    """

    __slots__ = ()


def escape(untrusted: str) -> str:
    """Text from others, made safe: it can neither mention, link, call an instant button nor start markup.

    An underscore within a word starts no markup, so ``web_01`` stays as it is. Control characters other than tab and
    line breaks, which a message refuses, become visible symbols. A plain ``https://…`` still leads to the same place,
    and a client may make it clickable: what has a meaning in it is percent-encoded.

    Raises:
        ConstraintError: it is not a string.

    >>> escape("web_01 *said* _hi_") == "web_01 \u2217said\u2217 \u02cdhi\u02cd"
    True
    >>> escape("https://example.com/~ana/__init__.py")
    'https://example.com/%7Eana/%5F%5Finit%5F%5F.py'
    >>> escape("{@all} [x](https://evil.example)") == "{\u2060@\u2060all} [x]\u2060(https://evil.example)"
    True
    """
    return _escaped(untrusted)


def _escaped(untrusted: object) -> Markup:
    text = _inline(untrusted)
    start = _FIRST_LINE.match(text) or _BEGINNING.match(text)
    return Markup(f"{start[0]}{JOINER}{text[start.end() :]}" if start else text)


def joined(parts: tuple[object, ...]) -> str:
    """The parts as one text, all escaped that no helper returned."""
    first, *others = parts or ("",)
    text = first if isinstance(first, Markup) else _inline(first)
    return "".join([text, *[part if isinstance(part, Markup) else _escaped(part) for part in others]])


def _inline(untrusted: object) -> str:
    """The text escaped, for use behind other text of the same line."""
    shown = _ADDRESS.sub(lambda address: address_escaped(address[0]), _shown(untrusted))
    plain = _UNDERSCORE.sub("\u02cd", shown)
    text = _MEANINGS.sub(rf"\g<0>{JOINER}", plain.translate(_LOOK_ALIKE))
    return _FURTHER_LINE.sub(rf"\g<0>{JOINER}", text)


def address_escaped(address: str) -> str:
    """An address that leads to the same page, with what has a meaning percent-encoded."""
    return _IN_ADDRESS.sub(lambda bad: f"%{ord(bad[0]):02X}", address)


def code_escaped(untrusted: object) -> str:
    """Text as code, which keeps all but backticks and what mentions, links or calls."""
    return _CALLS.sub(rf"\g<0>{JOINER}", _shown(untrusted)).translate(_BACKTICK)


def _shown(untrusted: object) -> str:
    """The text with pictures of its control characters."""
    if isinstance(untrusted, str):
        return characters(untrusted).translate(_PICTURES)
    place = Place("what goes into markup", source=CARDKIT)
    place.wrong_type(untrusted, "a string", hint='value or ""' if untrusted is None else text_code(untrusted))
    raise ConstraintError(place.issues)
