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


class Place(NamedTuple):
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


class _Address(NamedTuple):
    path: str
    form: re.Pattern[str]
    api: Api
    kind: Kind
    takes: What


def _addresses() -> Iterator[_Address]:
    for api in APIS:
        for kind, path, takes in _shown(api):
            whole = f"/api/{api}{path}"
            form = re.compile(PREFIX + re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(whole)))
            yield _Address(whole, form, api, kind, takes)


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


def place(path: str) -> Place | None:
    """The place that a path names, as it came, still quoted; None where the service shows no such address.

    >>> place("/company/600/api/v2/channelsbyname/ops%2Falerts/message").destination
    Destination(kind='channel', id='ops/alerts', as_bot=None, users=(), query=())
    """
    for address in _ADDRESSES:
        found = address.form.fullmatch(path)
        if found:
            id = unquote(found[1])
            kind: Kind = "thread" if address.kind == "chat" and _THREAD.fullmatch(id) else address.kind
            try:
                message = unquote(found[2]) if address.takes == "change" else ""
                return Place(address.api, Destination(kind, id), address.takes, message)
            except ConfigurationError:
                return None
    return None


def alike(path: str) -> str:
    """The addresses for the same kind of destination, in words; empty where there is none.

    >>> alike("/api/v2/channelsbyname/ops/messages")
    '/api/v2/channelsbyname/{id}/message, /api/v3/channelsbyname/{id}/messages'
    """
    kinds = set(path.split("/"))
    posted = [address for address in _ADDRESSES if address.takes in {"message", "incoming"}]
    return ", ".join([address.path for address in posted if address.path.split("/")[3] in kinds])
