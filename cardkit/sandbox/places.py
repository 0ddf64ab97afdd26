"""The addresses of the service that take messages, read back into destinations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from ..errors import ConfigurationError
from ..limits import APIS, Api
from ..to import KINDS, Destination, Kind
from ..transport.addresses import PATHS, PREFIX

_THREAD = re.compile(".*-T-[0-9]+", re.DOTALL)


class Place(NamedTuple):
    """Where a request is addressed to: the version of the API, the destination, and whether to a bot's handler."""

    api: Api
    destination: Destination
    incoming: bool = False


class _Address(NamedTuple):
    path: str
    form: re.Pattern[str]
    api: Api
    kind: Kind
    incoming: bool


def _addresses() -> Iterator[_Address]:
    for api in APIS:
        for kind, path, incoming in _shown(api):
            whole = f"/api/{api}{path}"
            form = re.compile(PREFIX + re.escape(whole).replace(r"\{id\}", "([^/]+)"))
            yield _Address(whole, form, api, kind, incoming)


def _shown(api: Api) -> Iterator[tuple[Kind, str, bool]]:
    """The paths that the sources show: their kind, the path, and whether it is that of a bot's handler."""
    for kind in KINDS:
        if kind in PATHS[api] and kind != "thread":  # a thread has the address of a chat
            yield kind, PATHS[api][kind], False
    if api == "v2":
        yield "chat", "/chats/{id}/message", False
    else:
        yield "channel_id", "/channels/{id}/message", False
    yield "bot", "/bots/{id}/incoming", True


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
                return Place(address.api, Destination(kind, id), address.incoming)
            except ConfigurationError:
                return None
    return None


def alike(path: str) -> str:
    """The addresses for the same kind of destination, in words; empty where there is none.

    >>> alike("/api/v2/channelsbyname/ops/messages")
    '/api/v2/channelsbyname/{id}/message, /api/v3/channelsbyname/{id}/messages'
    """
    kinds = set(path.split("/"))
    return ", ".join([address.path for address in _ADDRESSES if address.path.split("/")[3] in kinds])
