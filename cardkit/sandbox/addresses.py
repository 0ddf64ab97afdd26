"""The addresses of the service that take messages, read back into destinations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import unquote

from ..errors import ConfigurationError
from ..limits import APIS, Api
from ..to import KINDS, Destination, Kind
from ..transport.addresses import FILES, PATHS, PREFIX

_THREAD = re.compile(".*-T-[0-9]+", re.DOTALL)


What = Literal["message", "incoming", "file", "change"]
"""What an address takes: messages, parameters for a bot's handler, files, or changes of one message."""


class Address(NamedTuple):
    """Where a request is addressed to: the version of the API, the destination, and what is taken there.

    `message` is the id of the message that is to be changed.
    """

    api: Api
    destination: Destination
    takes: What = "message"
    message: str = ""

    @property
    def incoming(self) -> bool:
        """Whether it is a bot's handler."""
        return self.takes == "incoming"


class _Form(NamedTuple):
    path: str
    form: re.Pattern[str]
    api: Api
    kind: Kind
    takes: What


def _addresses() -> Iterator[_Form]:
    for api in APIS:
        for kind, path, takes in _shown(api):
            whole = f"/api/{api}{path}"
            form = re.compile(PREFIX + re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(whole)))
            yield _Form(whole, form, api, kind, takes)


def _shown(api: Api) -> Iterator[tuple[Kind, str, What]]:
    """The paths that the sources show: their kind, the path, and what they take."""
    for kind in KINDS:
        if kind in PATHS[api] and kind != "thread":  # a thread has the address of a chat
            yield kind, PATHS[api][kind], "message"
            yield kind, FILES[kind], "file"
    if api == "v2":
        yield "chat", "/chats/{id}/message", "message"
    else:
        yield "channel_id", "/channels/{id}/message", "message"
    yield "chat", "/chats/{id}/messages/{message}", "change"
    yield "bot", "/bots/{id}/incoming", "incoming"


_ADDRESSES = tuple(_addresses())


def address_of(path: str) -> Address | None:
    """The address that a path names, as it came, still quoted; None where the service shows no such address.

    >>> address_of("/company/600/api/v2/channelsbyname/ops%2Falerts/message").destination
    Destination(kind='channel', id='ops/alerts', as_bot=None, users=(), query=())
    """
    for shown in _ADDRESSES:
        found = shown.form.fullmatch(path)
        if found:
            id = unquote(found[1])
            kind: Kind = "thread" if shown.kind == "chat" and _THREAD.fullmatch(id) else shown.kind
            try:
                message = unquote(found[2]) if shown.takes == "change" else ""
                return Address(shown.api, Destination(kind, id), shown.takes, message)
            except ConfigurationError:
                return None
    return None


def alike(path: str) -> str:
    """The addresses for the same kind of destination, in words; empty where there is none.

    >>> alike("/api/v2/channelsbyname/ops/messages")
    '/api/v2/channelsbyname/{id}/message, /api/v3/channelsbyname/{id}/messages'
    """
    kinds = set(path.split("/"))
    posted = [shown for shown in _ADDRESSES if shown.takes in {"message", "incoming"}]
    return ", ".join([shown.path for shown in posted if shown.path.split("/")[3] in kinds])
