"""Where a message goes: chats, channels, bots, people and threads.

Each destination has a text form, which ``to=`` accepts as well and `parse` reads. After a ``?`` come the bot to post
as, the users whom a bot writes to, and other parameters of the address. In a name, write ``%`` and ``?`` as ``%25`` and
``%3F``; in a value, write ``%``, ``&`` and, among users, ``,`` as ``%25``, ``%26`` and ``%2C``.

>>> from cardkit import to
>>> str(to.channel("alerts", as_bot="watchdog"))
'channel:alerts?as_bot=watchdog'
>>> str(to.bot("watchdog", users=["ana@example.com", "60001"]))
'bot:watchdog?users=ana@example.com,60001'
>>> to.parse("chat:CT_1207") == to.chat("CT_1207")
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import unquote

from attrs import evolve, field, frozen

from .errors import ConfigurationError
from .errors.wording import did_you_mean, shown
from .reading.destinations import channel_name, place_meant
from .reading.guards import is_iterable, is_text, refuse_webhook
from .reading.libraries import characters

__all__ = ["Destination", "bot", "channel", "channel_id", "chat", "parse", "person", "thread"]


Kind = Literal["chat", "channel", "channel_id", "bot", "person", "thread"]
KINDS: tuple[Kind, ...] = get_args(Kind)


QUERIES: Mapping[str, tuple[str, ...]] = {
    "channel": ("appkey", "mark_as_read"),
    "channel_id": ("appkey", "mark_as_read"),
    "bot": ("CHANNEL_UNIQUE_NAME", "extension_key"),
}
"""The other parameters of the addresses of channels (Zoho Cliq REST API v3, Messages) and bots (the same, Bots)."""


_OWN: Mapping[str, tuple[str, ...]] = {"bot": ("users",), "person": ()}
"""The parameters that have a name of their own here, where it is not ``as_bot``."""


def _plain(value: object, what: str) -> str:
    """The characters of a string of any class."""
    refuse_webhook(value)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ConfigurationError(f"{what} must be a string of visible characters, not {shown(value)}")
    return characters(value)


def _own(value: Any) -> Any:
    """A string of any class as one of Python's own; what is none stays, and is refused."""
    return characters(value) if is_text(value) else value


def _users(users: object) -> tuple[str, ...]:
    given = users if is_iterable(users) else (users,)
    return tuple([_plain(user, "a user of a bot") for user in given])


def _query(given: Mapping[str, str] | Iterable[tuple[str, str]] | None) -> tuple[tuple[str, str], ...]:
    """The parameters of a query, in the order of their names."""
    try:
        pairs: dict[str, str] = dict(given or ())
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"query={shown(given)} must be a mapping of names and values") from error
    return tuple(sorted([(_plain(name, "a name in query"), _plain(pairs[name], str(name))) for name in pairs]))


@frozen
class Destination:
    """One place a message can go. Make it with the functions of this module, or `parse` its text form.

    Attributes:
        kind: ``chat``, ``channel`` (by unique name), ``channel_id``, ``bot``, ``person`` or ``thread``.
        id: what the service calls it.
        as_bot: the unique name of the bot to post as, or None.
        users: the people whom a bot writes to, by id or e-mail address; empty for all its subscribers.
        query: other documented parameters of the address, by name.

    Raises:
        ConfigurationError: something is no string, blank or has control characters, or no such parameter is documented.

    >>> parse("channel:alerts?as_bot=watchdog").place
    'channel:alerts'
    """

    kind: Kind
    id: str = field(converter=_own)
    as_bot: str | None = field(default=None, kw_only=True, converter=_own)
    users: tuple[str, ...] = field(default=(), kw_only=True, converter=_users)
    query: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=_query)

    def __attrs_post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ConfigurationError(f"{shown(self.kind)} is no kind of destination; there are {', '.join(KINDS)}")
        _plain(self.id, f"the {self.kind} to send to")
        if self.as_bot is not None:
            _plain(self.as_bot, "as_bot, the unique name of a bot,")
        for name, _ in self.query:
            if name not in QUERIES.get(self.kind, ()):
                known = [*_OWN.get(self.kind, ("as_bot",)), *QUERIES.get(self.kind, ())]
                there = (", ".join(known) or "none") + did_you_mean(name, known)
                raise ConfigurationError(f"{shown(name)} is no parameter of a {self.kind}'s address; there are {there}")

    @property
    def place(self) -> str:
        """The text form without the parameters after the ``?``, such as ``channel:alerts``."""
        return f"{self.kind}:{_escaped(self.id, '%?')}"

    @property
    def chat_id(self) -> str | None:
        """The id of the chat, for a chat or a thread; None for the others, of which only the service knows it."""
        return self.id if self.kind in {"chat", "thread"} else None

    def __str__(self) -> str:
        parts = [] if self.as_bot is None else [f"as_bot={_escaped(self.as_bot, '%&')}"]
        if self.users:
            parts.append("users=" + ",".join([_escaped(user, "%&,") for user in self.users]))
        parts += [f"{name}={_escaped(value, '%&')}" for name, value in self.query]
        return "?".join([self.place, *(["&".join(parts)] if parts else [])])


def _escaped(text: str, characters: str) -> str:
    """Text with some characters of ASCII percent-encoded; the ``%`` must be the first of them."""
    for character in characters:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def chat(id: str, as_bot: str | None = None) -> Destination:
    """A chat by its id, such as ``CT_1207…``; `as_bot` is the unique name of a bot to post as.

    >>> str(chat("CT_1207"))
    'chat:CT_1207'
    """
    return Destination("chat", id, as_bot=as_bot)


def channel(name: str, as_bot: str | None = None, *, query: Mapping[str, str] | None = None) -> Destination:
    """A channel by its unique name, which its address shows. `query` may hold ``appkey`` and ``mark_as_read``.

    With `as_bot`, the bot must be in the channel already.

    >>> str(channel("alerts", as_bot="watchdog"))
    'channel:alerts?as_bot=watchdog'
    """
    return Destination("channel", name, as_bot=as_bot, query=query)


def channel_id(id: str, as_bot: str | None = None, *, query: Mapping[str, str] | None = None) -> Destination:
    """A channel by its id; `query` may hold ``appkey`` and ``mark_as_read``.

    >>> str(channel_id("O1234567"))
    'channel_id:O1234567'
    """
    return Destination("channel_id", id, as_bot=as_bot, query=query)


def bot(name: str, users: Iterable[str] = (), *, query: Mapping[str, str] | None = None) -> Destination:
    """All subscribers of a bot, or some of them.

    Args:
        name: the unique name of the bot.
        users: ids or e-mail addresses of people; empty for all subscribers.
        query: may hold ``CHANNEL_UNIQUE_NAME`` and ``extension_key``.

    Raises:
        ConfigurationError: a name or a user is not a string, or is blank.

    >>> str(bot("watchdog", users=["ana@example.com"]))
    'bot:watchdog?users=ana@example.com'
    """
    return Destination("bot", name, users=users, query=query)


def person(email_or_zuid: str) -> Destination:
    """A person by e-mail address or id (ZUID). Version 3 of the API has no address for people.

    >>> str(person("ana@example.com"))
    'person:ana@example.com'
    """
    return Destination("person", email_or_zuid)


def thread(chat_id: str) -> Destination:
    """A thread by its chat id, which is its parent's with ``-T-`` and a number.

    >>> str(thread("CT_1207-T-33"))
    'thread:CT_1207-T-33'
    """
    return Destination("thread", chat_id)


def parse(destination: str) -> Destination:
    """Read the text form of a destination, such as ``"chat:CT_1207"`` or ``"channel:alerts?as_bot=watchdog"``.

    Raises:
        ConfigurationError: it does not begin with a known kind and a colon, or has no name after it.

    >>> parse("bot:watchdog?users=ana@example.com,60001").users
    ('ana@example.com', '60001')
    """
    return _known(destination) if type(destination) is str else _read(destination)


def _read(destination: str) -> Destination:
    """The destination of a text that was not seen before."""
    refuse_webhook(destination)
    kind, colon, rest = destination.partition(":") if is_text(destination) else ("", "", "")
    for known in KINDS:
        if colon and kind == known:
            name, mark, query = rest.partition("?")
            return _parsed(known, name, query.split("&") if mark else [], destination)
    forms, meant = ", ".join(f"{known}:…" for known in KINDS), place_meant(destination, KINDS)
    hint = f"{meant!r} if that is meant, or else " if meant and len(meant) < 100 else ""
    raise ConfigurationError(f"{shown(destination)} is no destination; write {hint}one of {forms}, or use cardkit.to")


_known = lru_cache(maxsize=128)(_read)  # most programs write to a few places, over and over


def _parsed(kind: Kind, name: str, parameters: list[str], text: str) -> Destination:
    """A destination from its kind and what stands behind it, as it is written."""
    given: dict[str, str] = {}
    for part in parameters:
        key, equals, value = part.partition("=")
        if not equals or key in given:
            raise ConfigurationError(
                f"{text!r}: behind ? come as_bot=…, users=… and others, once each, joined by &; a ? in a name is %3F"
            )
        given[key] = value
    try:
        users = [unquote(user, errors="strict") for user in given.pop("users").split(",")] if "users" in given else ()
        given = {key: unquote(value, errors="strict") for key, value in given.items()}
        as_bot, name = given.pop("as_bot", None), unquote(name, errors="strict")
    except UnicodeDecodeError as error:
        wrong = f"{shown(text)} has a % that is not followed by UTF-8; write %25 for the sign"
        raise ConfigurationError(wrong) from error
    return Destination(kind, name, as_bot=as_bot, users=users, query=given)


def chosen(destination: object, transport: object) -> Destination:
    """The destination of one send: the one given, or else the transport's own.

    Raises:
        ConfigurationError: there is neither, or it is of the wrong kind.
    """
    if destination is None:
        destination = getattr(transport, "destination", None)
    destination = parse(destination) if isinstance(destination, str) else destination
    if isinstance(destination, Destination):
        name = destination.id
        if destination.kind == "channel" and (name[0] in "# " or name[-1] == " "):
            meant = channel_name(name)
            hint = f"; write {evolve(destination, id=meant).place!r}" if meant else ""
            given = shown(destination.place)
            raise ConfigurationError(f"{given} is no address: names stand there without # and blanks{hint}")
        return destination
    refuse_webhook(destination)
    came = "nothing" if destination is None else shown(destination)
    raise ConfigurationError(
        f'a message needs a destination such as to="chat:CT_1207" or to=to.channel("alerts"), but {came} was given'
    )


def __dir__() -> list[str]:
    return __all__
