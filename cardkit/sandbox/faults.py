"""Failures on demand: what the next requests shall meet, and how each failure is played to the client."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, Literal, get_args

from attrs import frozen
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..errors import ConfigurationError
from ..errors.wording import choices, shown
from ..reading.guards import is_mapping
from .budget import number, whole

Kind = Literal["status", "throttle", "slow", "cut", "cut-body", "garbage", "endless", "redirect"]
KINDS: tuple[Kind, ...] = get_args(Kind)

THROTTLED = "URL throttles limit exceeded"
_ARRIVES = {"slow", "cut-body", "endless"}
_OPTIONS = {"status": {"status", "headers", "body"}, "slow": {"seconds"}, "redirect": {"location"}}
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_FRAMING = {"connection", "content-length", "transfer-encoding"}
_GARBAGE = b"\x00\xffthis is no HTTP\r\n\r\n"
_ANSWER = b'{"message_id": "1700000000000_1"}'
_CHUNK = b"0" * 65_536


@frozen
class Fault:
    """One failure. `deliver` says whether the message is kept although its sender is not told so.

    >>> Fault.made("cut").deliver, Fault.made("slow", seconds=2).deliver
    (False, True)
    """

    kind: Kind
    deliver: bool
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = 0.0

    @classmethod
    def made(cls, kind: object = None, /, *, deliver: object = None, **options: Any) -> Fault:
        """A fault from the options of `Sandbox.fault`.

        Raises:
            ConfigurationError: an option is wrong, or is none of this kind.
        """
        known = _kind(kind, options)
        for name in options:
            if name not in _OPTIONS.get(known, ()):
                raise ConfigurationError(f"{name} is no option of the fault {known!r}")
        if deliver is not None and not isinstance(deliver, bool):
            raise ConfigurationError(f"deliver={shown(deliver)} must be True or False")
        if known == "status":
            return cls._of_status(deliver, **options)
        arrives = known in _ARRIVES if deliver is None else deliver
        if known == "slow":
            return cls(known, arrives, seconds=number(options.get("seconds"), "seconds, the wait,"))
        if known == "redirect":
            return cls(known, arrives, 302, (_header("Location", options.get("location")),), _json("moved"))
        return cls(known, arrives, 400, (), _json(THROTTLED)) if known == "throttle" else cls(known, arrives)

    @classmethod
    def _of_status(
        cls, deliver: bool | None, *, status: object = 500, headers: object = None, body: object = None
    ) -> Fault:
        code = whole(status, "status", 200)
        if code > 599:
            raise ConfigurationError(f"status={shown(status)} must be from 200 to 599")
        if headers is not None and not is_mapping(headers):
            raise ConfigurationError(f"headers={shown(headers)} must be a mapping of names to values")
        if body is not None and not is_mapping(body):
            raise ConfigurationError(f"body={shown(body)} must be a mapping, which is answered as JSON")
        content = _json("a fault on demand") if body is None else _written(body)
        pairs = tuple([_header(name, value) for name, value in (headers or {}).items()])
        return cls("status", code < 300 if deliver is None else deliver, code, pairs, content)


WAITING = 100
"""Faults that may wait in the queue at once."""


class Faults:
    """Faults in the order in which requests will meet them."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Fault, int]] = deque()
        self._lock = Lock()

    def __len__(self) -> int:
        with self._lock:
            return sum(times for _, times in self._waiting)

    def add(self, fault: Fault, times: int = 1) -> None:
        """Let `times` requests meet a fault, after those that wait already."""
        with self._lock:
            if len(self._waiting) >= WAITING:
                raise ConfigurationError(f"there are {WAITING} faults waiting already; clear them first")
            self._waiting.append((fault, whole(times, "times")))

    def take(self) -> Fault | None:
        """The fault that is next, if any waits."""
        with self._lock:
            if not self._waiting:
                return None
            fault, times = self._waiting.popleft()
            if times > 1:
                self._waiting.appendleft((fault, times - 1))
            return fault

    def clear(self) -> None:
        """Forget all that wait."""
        with self._lock:
            self._waiting.clear()


async def play(
    fault: Fault, usual: Response, scope: Scope, receive: Receive, send: Send, *, stopping: asyncio.Event
) -> None:
    """Answer one request with a fault; `usual` is what it would have been answered with."""
    if fault.kind in {"status", "throttle", "redirect"}:
        empty = fault.status in {204, 304}
        response = Response(None if empty else fault.body, fault.status, media_type="application/json")
        for name, value in fault.headers:
            response.headers[name] = value
        await response(scope, receive, send)
    elif fault.kind == "slow":
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), fault.seconds)
        await usual(scope, receive, send)
    else:
        await _break(fault.kind, scope["state"]["transport"], receive, send, stopping)


async def _break(
    kind: Kind, transport: asyncio.Transport, receive: Receive, send: Send, stopping: asyncio.Event
) -> None:
    """Close the connection, with something less than an answer before it."""
    if kind == "cut-body":
        await _begin(send, str(len(_ANSWER)))
        await send({"type": "http.response.body", "body": _ANSWER[: len(_ANSWER) // 2], "more_body": True})
    elif kind == "endless":
        await _begin(send, None)
        while not transport.is_closing() and not stopping.is_set():
            await send({"type": "http.response.body", "body": _CHUNK, "more_body": True})
            await asyncio.sleep(0)
        transport.abort()
    elif kind == "garbage":
        transport.write(_GARBAGE)
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass  # the server must have seen the end before the request counts as answered


async def _begin(send: Send, length: str | None) -> None:
    """A status line of 200 and the headers."""
    headers = [(b"content-type", b"application/json")]
    headers += [(b"content-length", length.encode())] if length else []
    await send({"type": "http.response.start", "status": 200, "headers": headers})


def _kind(kind: object, options: Mapping[str, Any]) -> Kind:
    if kind is None and "status" in options:
        return "status"
    for known in KINDS:
        if kind == known:
            return known
    raise ConfigurationError(f"{shown(kind)} is no kind of fault; there are status=… and {choices(KINDS)}")


def _header(name: object, value: object) -> tuple[str, str]:
    named = shown(name)
    plain = isinstance(value, str) and value.isascii() and value.isprintable() and value.strip()
    if not isinstance(name, str) or not _HEADER.fullmatch(name) or not isinstance(value, str) or not plain:
        raise ConfigurationError(f"the header {named} must have a plain name and a plain value, not {shown(value)}")
    if name.lower() in _FRAMING:
        raise ConfigurationError(f"the header {named} is written by the server; take the fault 'cut-body' or 'cut'")
    return name, value


def _written(body: Mapping[object, object]) -> bytes:
    try:
        return json.dumps({**body}).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"the body of the fault cannot be written as JSON: {error}") from None


def _json(message: str) -> bytes:
    return json.dumps({"message": message}).encode()
