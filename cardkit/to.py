"""Where a message goes: chats, channels, bots, people and threads.

>>> from cardkit import to
>>> str(to.channel("alerts", as_bot="watchdog"))
'channel:alerts'
>>> to.parse("chat:CT_1207") == to.chat("CT_1207")
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from attrs import field, frozen

from .errors import ConfigurationError

__all__ = [
    "Destination",
    "bot",
    "channel",
    "channel_id",
    "chat",
    "parse",
    "person",
    "thread",
]


Kind = Literal["chat", "channel", "channel_id", "bot", "person", "thread"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def refuse_webhook(value: object) -> None:
    """Refuse the address of a webhook where something else belongs.

    Raises:
        ConfigurationError: it is one; the error shows nothing of it, for all of it is secret.
    """
    is_one = "zapikey" in (value if isinstance(value, str) else repr(value)).lower()
    del value  # no traceback shall show it
    if is_one:
        raise ConfigurationError("that looks like a webhook address: CliqTransport.from_webhook(…) takes it")


def _plain(value: object, what: str) -> str:
    refuse_webhook(value)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ConfigurationError(f"{what} must be a string of visible characters, not {value!r}")
    return value


@frozen
class Destination:
    """One place a message can go. Make it with the functions of this module, or `parse` its text form.

    `kind` is one of ``chat``, ``channel`` (by unique name), ``channel_id``, ``bot``, ``person``, ``thread``; `id` is
    what the service calls it; `as_bot` posts under a bot's unique name; `users` are those whom a bot writes to.
    """

    kind: Kind
    id: str
    as_bot: str | None = field(default=None, kw_only=True)
    users: tuple[str, ...] = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        _plain(self.id, f"the {self.kind} to send to")
        if self.as_bot is not None:
            _plain(self.as_bot, "as_bot, the unique name of a bot,")

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def chat(id: str, as_bot: str | None = None) -> Destination:
    """A chat by its id, such as ``CT_1207…``; `as_bot` is the unique name of a bot to post as."""
    return Destination("chat", id, as_bot=as_bot)


def channel(name: str, as_bot: str | None = None) -> Destination:
    """A channel by its unique name, as its address shows it."""
    return Destination("channel", name, as_bot=as_bot)


def channel_id(id: str, as_bot: str | None = None) -> Destination:
    """A channel by its id."""
    return Destination("channel_id", id, as_bot=as_bot)


def bot(name: str, users: Iterable[str] = ()) -> Destination:
    """The subscribers of a bot by its unique name, or only some of them by id or e-mail address.

    Raises:
        ConfigurationError: a name or a user is no plain string.
    """
    if isinstance(users, str):
        users = (users,)
    return Destination("bot", name, users=tuple(_plain(user, "a user of a bot") for user in users))


def person(email_or_zuid: str) -> Destination:
    """A person by e-mail address or id (ZUID)."""
    return Destination("person", email_or_zuid)


def thread(chat_id: str) -> Destination:
    """A thread by its chat id, which is its parent's with ``-T-`` and a number."""
    return Destination("thread", chat_id)


def parse(destination: str) -> Destination:
    """The destination that a text such as ``"chat:CT_1207"`` or ``"channel:alerts"`` names.

    Raises:
        ConfigurationError: it does not start with a known kind and a colon, or names nothing.
    """
    refuse_webhook(destination)
    kind, colon, name = destination.partition(":")
    for known in KINDS:
        if colon and kind == known:
            return Destination(known, name)
    forms = ", ".join(f"{known}:…" for known in KINDS)
    raise ConfigurationError(f"{destination!r} is no destination; write one of {forms}, or use cardkit.to")


def chosen(destination: object, transport: object) -> Destination:
    """The destination of one send: the one given, or else the transport's own.

    Raises:
        ConfigurationError: there is neither, or it is of the wrong kind.
    """
    if destination is None:
        destination = getattr(transport, "destination", None)
    if isinstance(destination, str):
        return parse(destination)
    if isinstance(destination, Destination):
        return destination
    refuse_webhook(destination)
    came = "nothing" if destination is None else repr(destination)
    raise ConfigurationError(
        f'a message needs a destination such as to="chat:CT_1207" or to=to.channel("alerts"), but {came} was given'
    )


def __dir__() -> list[str]:
    return __all__
