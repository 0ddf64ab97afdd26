"""What leads somewhere or reaches somebody: links, mentions, and buttons that call a function."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors.wording import shown
from ..limits import BUTTONS, CARDKIT, CLIQ, MENTIONS
from ..reading.guards import is_text
from ..reading.libraries import characters
from ..reading.place import Place
from ..reading.text import text, text_or_empty
from ..reading.urls import EMAIL, ID, SEVERAL, address, email
from .escaping import Markup, joined

_ALL = "|".join(SEVERAL)
_BRACKETS = str.maketrans("[]()\n\r\u2028\u2029", "\uff3b\uff3d\uff08\uff09    ")
_IN_URL = re.compile(rf"[\[\]()<>{{}}*`\\]|@(?=(?:{_ALL})\b(?!\.))", re.IGNORECASE)
_SIGNS = ("+", "-")
_ENDS_PART = re.compile(r"[|()\[\]\n\r\u2028\u2029]")
_BRACKETED_HOST = re.compile(r"[^/?#]*//[^/?#]*\[")


def link(label: str, url: str) -> str:
    """A link, ``[label](url)``.

    Args:
        label: what is shown; it is escaped.
        url: an absolute address of http, https, tel, sms or sip.

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
        place.add("bad-url", message, expected, shown(url), source=CARDKIT, hint='"https://example.com"')
    place.raise_errors()
    return Markup(f"[{_visible(label)}]({_IN_URL.sub(lambda bad: f'%{ord(bad[0]):02X}', target)})")


def user(zuid_or_email: str) -> str:
    """Mention a person, who is notified. Works only in the text of a message.

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
    """Mention a team by its id. Works in channels of a team or of the whole organisation.

    >>> team("1234567890")
    '{@1234567890}'
    """
    return Markup(f"{{@{_id(id, 'the id of the team')}}}")


def everyone() -> str:
    """Mention all participants. If the sender may not do that, the service rejects the whole post.

    >>> everyone()
    '{@all}'
    """
    return Markup("{@all}")


def available() -> str:
    """Mention participants whose status is Available. If the sender may not, the service rejects the whole post.

    >>> available()
    '{@available}'
    """
    return Markup("{@available}")


def silent(name: str, zuid_or_email: str) -> str:
    """Name a person with a link to them, without notifying. Works in slides too.

    >>> silent("Ana", "ana@example.com"), silent("Ben", "1234567")
    ('[Ana](mail:ana@example.com)', '[Ben](zohoid:1234567)')
    """
    person = _person(zuid_or_email)
    return Markup(f"[{_visible(name)}]({'mail' if '@' in person else 'zohoid'}:{person})")


def function_link(label: str, name: str, owner: str | None = None, *arguments: str) -> str:
    """A button in a cell of a table, which calls a function that you wrote in Zoho Cliq.

    No page of the service mentions it, nor where else it works; a screenshot of a public sender shows one in a cell.

    Args:
        label: the label. With ``-`` before it the button is red, otherwise green.
        name: the function's name.
        owner: the e-mail address of its author.
        arguments: texts that are passed to the function, in their order.

    Raises:
        ConstraintError: the label is blank, the name is empty, the owner is not an e-mail address, or one of the values
            has a character that would end the link.

    >>> function_link("Cancel", "schedule", None, "DELETE", "55")
    '[+Cancel](invoke.function|schedule||DELETE|55)'
    >>> function_link("-Remove", "clean", "ops@example.com")
    '[-Remove](invoke.function|clean|ops@example.com)'
    """
    signed = is_text(label) and label[:1] in _SIGNS and label[1:]
    sign, shown_label = (label[0], label[1:]) if signed else ("+", label)
    place = Place("the function", source=CARDKIT)
    called = [_part(name, place.within("", "the name of the function"), text)]
    if owner is not None or arguments:
        author = place.within("", "the owner of the function", BUTTONS)
        called.append("" if owner is None else _part(owner, author, email))
    called += [_part(argument, place.within("", "an argument of the function")) for argument in arguments]
    place.raise_errors()
    return Markup(f"[{sign}{_visible(shown_label)}](invoke.function|{'|'.join(called)})")


def _part(value: object, place: Place, read: Callable[[object, Place], str] = text_or_empty) -> str:
    """A value between the strokes of a call, which has no way to write some characters."""
    given = read(value, place)
    bad = _ENDS_PART.search(given)
    if bad:
        message, hint = f"{place.what} has {shown(bad[0])}, which would end it", "leave it out"
        expected = "text without | ( ) [ ] and line breaks"
        place.add("bad-character", message, expected, shown(given), source=CARDKIT, hint=hint)
    return given


def plain_label(label: object) -> str:
    """A label as it is written between the brackets of a link: one line without brackets."""
    return joined((label,)).translate(_BRACKETS)


def _visible(label: object) -> str:
    if label is None or (isinstance(label, str) and not label.strip()):
        place = Place("the label of a link", source=CARDKIT)
        place.add("empty-text", f"{place.what} is blank", "something to be read", shown(label), hint='"here"')
        place.raise_errors()
    return plain_label(label)


def _person(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(EMAIL, value):
        return characters(value)
    return _id(value, "the id or e-mail address of the person")


def _id(value: object, what: str) -> str:
    place = Place(what)
    id = text(value, place)
    reserved = id.lower() in SEVERAL
    if not place.issues and (not re.fullmatch(ID, id) or reserved):
        hint = "markup.everyone() or markup.available()" if reserved else ""
        expected = "letters, digits, underscores and hyphens, or an e-mail address where a person is meant"
        place.add("bad-id", f"{what} cannot be mentioned", expected, shown(id), source=MENTIONS, hint=hint)
    place.raise_errors()
    return id
