"""Text markup and mentions, safe for text that is not yours: each helper returns text ready for a message.

>>> from cardkit import Message, markup
>>> Message(f"{markup.bold('Disk full')} on web-2, {markup.user('ana@example.com')}").to_json()
'{"text":"*Disk full* on web-2, {@ana@example.com}"}'

What is put into a helper is escaped, so that it can neither mention, link, call an instant button nor start markup of
its own; what a helper returned, a `Markup`, is taken as it is, so that helpers can be put into each other. Text that
goes into a message without a helper is not escaped: pass it through `escape` if it is not yours.

No source says how the service's markup is escaped, so `escape` does not rely on the service: it takes the meaning out
of the text itself. The characters ``* _ ~ ` `` are replaced by others that look alike, and an invisible U+2060 (word
joiner) is put into ``{@``, ``](`` and the other sequences that mean something. Whoever copies escaped text out of the
chat copies these characters too.
"""

from __future__ import annotations

import re

from .errors import ConstraintError, shown
from .limits import BUTTONS, CARDKIT, CLIQ, IMPLEMENTER, MENTIONS
from .reading.place import Place
from .reading.scalars import characters
from .reading.text import text
from .reading.urls import address

__all__ = [
    "Markup",
    "available",
    "bold",
    "channel",
    "code",
    "code_block",
    "escape",
    "everyone",
    "heading",
    "italic",
    "link",
    "quote",
    "silent",
    "strike",
    "team",
    "underline",
    "user",
]


JOINER = "\u2060"
"""An invisible character without width, which no markup expects between two of its own."""

_LOOK_ALIKE = str.maketrans("*_~`", "\u2217\u02cd\u223c\u02cb")
_BACKTICK = str.maketrans("`", "\u02cb")
_BRACKETS = str.maketrans("[]()\n\r\u2028\u2029", "\uff3b\uff3d\uff08\uff09    ")
_PICTURES = {
    **{number: 0x2400 + number for number in range(0x20) if chr(number) not in "\t\n\r"},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], 0xFFFD),
}

# Each character is followed by what gives it a meaning, or by the end, since that may be appended.
_ALL = "all|available|participants"
_CALL = rf"\{{(?=[@#]|\Z)|\](?=[(\[:]|\Z)|@(?=\w*\Z|(?:{_ALL})\b)"  # mentions, with braces and without; links and calls
_CALLS = re.compile(rf"{_CALL}|\\(?=\Z)", re.IGNORECASE)
_MEANINGS = re.compile(rf"{_CALL}|<(?!\s|{JOINER})|\\(?!{JOINER})", re.IGNORECASE)  # and tags and escapes of Markdown
_LINE_START = r"[^\S\n\r\u2028\u2029]*(?=[#!>=|]|[-+](?:[-+\s]|\Z))"
_FIRST_LINE = re.compile(_LINE_START)
_BEGINNING = re.compile(rf"(?=[(@]|(?:{_ALL})\b)", re.IGNORECASE)  # what has a meaning behind another's text
_FURTHER_LINE = re.compile(rf"[\n\r\u2028\u2029]{_LINE_START}")
_CORE = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")  # a line without the blanks around it

_ID = re.compile("[A-Za-z0-9_-]+")
_EMAIL = re.compile(r"[\w.!#$%&'+/=?^-]+@[\w.-]+")
_IN_URL = re.compile(rf"[\[\]()<>{{}}*`\\]|@(?=(?:{_ALL})\b(?!\.))", re.IGNORECASE)
_BRACKETED_HOST = re.compile(r"[^/?#]*//[^/?#]*\[")


class Markup(str):
    """Text that is markup already: helpers take it as it is. Joining it with other text gives plain text again."""

    __slots__ = ()


def escape(untrusted: str) -> str:
    """Text as it is, without meaning: it can neither mention, link, call an instant button nor start markup.

    Control characters other than tab and line breaks, which a message refuses, become visible pictures of themselves.
    A plain ``https://…`` stays as it is, and a client may well make it clickable.

    Raises:
        ConstraintError: it is no string.

    >>> escape("ana_b *said* hi") == "ana\u02cdb \u2217said\u2217 hi"
    True
    >>> escape("{@all} [x](https://evil.example)") == "{\u2060@\u2060all} [x]\u2060(https://evil.example)"
    True
    """
    return _escaped(untrusted)


def _escaped(untrusted: object) -> Markup:
    text = _inline(untrusted)
    start = _FIRST_LINE.match(text) or _BEGINNING.match(text)
    return Markup(f"{start[0]}{JOINER}{text[start.end() :]}" if start else text)


def bold(*parts: str) -> str:
    """``*bold*``, each line on its own; of several parts each is escaped, but for what a helper returned.

    >>> bold("Done"), bold("by ", italic("Ana"))
    ('*Done*', '*by _Ana_*')
    """
    return _around("*", _joined(parts))


def italic(*parts: str) -> str:
    """``_italic_``."""
    return _around("_", _joined(parts))


def strike(*parts: str) -> str:
    """``~struck through~``."""
    return _around("~", _joined(parts))


def underline(*parts: str) -> str:
    """``__underlined__``."""
    return _around("__", _joined(parts))


def code(text: str) -> str:
    """Code in backticks. It stays as it can be copied, but for backticks in it and the sequences that mention or link.

    >>> code("snake_case(*args)")
    '`snake_case(*args)`'
    """
    return _around("`", _code(text))


def code_block(text: str) -> str:
    """Lines of code between two lines of three backticks; what is said of `code` holds here too."""
    return Markup(f"```\n{_code(text)}\n```")


def heading(*parts: str, level: int = 1) -> str:
    """A line of its own as a heading of level 1 to 3; line breaks become blanks.

    Raises:
        ConstraintError: there is no such level.

    >>> heading("Report", level=2)
    '## Report'
    """
    if type(level) is not int or not 1 <= level <= 3:
        place = Place("the level", source=IMPLEMENTER)
        place.add("out-of-range", f"a heading has no level {shown(level)}", "1, 2 or 3", shown(level))
        place.raise_errors()
    return Markup(" ".join(["#" * level, *_joined(parts).split()]))


def quote(*parts: str) -> str:
    """A quotation: each line with ``!`` before it.

    >>> quote("Ship it")
    '!Ship it'
    """
    return Markup("\n".join([f"!{line}" for line in _joined(("", *parts)).splitlines()]))


def link(label: str, url: str) -> str:
    """``[label](url)``, with an address of http, https, tel, sms or sip.

    Raises:
        ConstraintError: the label is blank, or the address is not absolute or of another scheme.

    >>> link("Build 7", "https://ci.example.com/7")
    '[Build 7](https://ci.example.com/7)'
    """
    place = Place("the address of the link", source=BUTTONS)
    target = address(url, place)
    scheme = target.partition(":")[0].lower()
    if not place.issues and scheme not in CLIQ.url_schemes:
        place.not_allowed(scheme, CLIQ, "url_schemes")
    if _BRACKETED_HOST.match(target):
        message, expected = "brackets would end the link", "an address whose host has a name"
        place.add("bad-url", message, expected, shown(url), source=CARDKIT, hint="https://example.com")
    place.raise_errors()
    return Markup(f"[{_visible(label)}]({_IN_URL.sub(lambda bad: f'%{ord(bad[0]):02X}', target)})")


def user(zuid_or_email: str) -> str:
    """Mention a person, who is notified. Works in the text of a message only.

    Raises:
        ConstraintError: it is neither an id (ZUID) nor an e-mail address.

    >>> user("1234567"), user("ana@example.com")
    ('{@1234567}', '{@ana@example.com}')
    """
    return Markup(f"{{@{_person(zuid_or_email)}}}")


def channel(id: str) -> str:
    """Mention a channel by its id: its members are notified, and a note is posted there.

    >>> channel("O1234567")
    '{#O1234567}'
    """
    return Markup(f"{{#{_id(id, 'the id of the channel')}}}")


def team(id: str) -> str:
    """Mention a team by its id, in channels of a team or of the whole organisation."""
    return Markup(f"{{@{_id(id, 'the id of the team')}}}")


def everyone() -> str:
    """Mention everyone. If the sender may not do that, the service rejects the post."""
    return Markup("{@all}")


def available() -> str:
    """Mention those whose status is Available. If the sender may not do that, the service rejects the post."""
    return Markup("{@available}")


def silent(name: str, zuid_or_email: str) -> str:
    """Name a person with a link to them, without notifying. Works outside the text of a message too.

    >>> silent("Ana", "ana@example.com"), silent("Ben", "1234567")
    ('[Ana](mail:ana@example.com)', '[Ben](zohoid:1234567)')
    """
    person = _person(zuid_or_email)
    return Markup(f"[{_visible(name)}]({'mail' if '@' in person else 'zohoid'}:{person})")


def plain_label(label: object) -> str:
    """A label as it is written between the brackets of a link: one line without brackets."""
    return _joined((label,)).translate(_BRACKETS)


def _visible(label: object) -> str:
    if isinstance(label, str) and not label.strip():
        place = Place("the label of a link", source=CARDKIT)
        place.add("empty-text", f"{place.what} is blank", "something to be read", shown(label), hint='"here"')
        place.raise_errors()
    return plain_label(label)


def _joined(parts: tuple[object, ...]) -> str:
    """The parts as one text, all escaped that no helper returned."""
    first, *others = parts or ("",)
    text = first if isinstance(first, Markup) else _inline(first)
    return "".join([text, *[part if isinstance(part, Markup) else _escaped(part) for part in others]])


def _inline(untrusted: object) -> str:
    """The text escaped, for use behind other text of the same line."""
    text = _MEANINGS.sub(rf"\g<0>{JOINER}", _shown(untrusted).translate(_LOOK_ALIKE))
    return _FURTHER_LINE.sub(rf"\g<0>{JOINER}", text)


def _code(untrusted: object) -> str:
    return _CALLS.sub(rf"\g<0>{JOINER}", _shown(untrusted)).translate(_BACKTICK)


def _shown(untrusted: object) -> str:
    """The text with pictures of its control characters."""
    if isinstance(untrusted, str):
        return characters(untrusted).translate(_PICTURES)
    place = Place("what goes into markup", source=CARDKIT)
    place.wrong_type(untrusted, "a string", hint=f"str({shown(untrusted)})")
    raise ConstraintError(place.issues)


def _around(delimiter: str, text: str) -> Markup:
    return Markup(_CORE.sub(rf"{delimiter}\g<0>{delimiter}", text))


def _person(value: object) -> str:
    if isinstance(value, str) and _EMAIL.fullmatch(value):
        return characters(value)
    return _id(value, "the id or e-mail address of the person")


def _id(value: object, what: str) -> str:
    place = Place(what)
    id = text(value, place)
    reserved = id.lower() in _ALL.split("|")
    if not place.issues and (not _ID.fullmatch(id) or reserved):
        hint = "everyone() or available()" if reserved else ""
        expected = "letters, digits, underscores and hyphens, or an e-mail address where a person is meant"
        place.add("bad-id", f"{what} cannot be mentioned", expected, shown(id), source=MENTIONS, hint=hint)
    place.raise_errors()
    return id


def __dir__() -> list[str]:
    return __all__
