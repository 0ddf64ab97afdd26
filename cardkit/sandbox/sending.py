"""The addresses that take messages: a request is admitted, judged and answered, and kept with its answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from attrs import evolve
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..errors import Issue
from ..limits import CLIQ, EDITS
from ..reading.place import Json
from .addresses import Address
from .answers import LARGEST, Answer, answer, content, refusal_of, too_large, written
from .faults import Fault, play
from .judging import Refusal, refused
from .records import Exchange, Received, SharedFile
from .service import Service

AT_ONCE = 4096
"""Bytes of a body that is judged at once; a larger one is judged in a thread, so that nobody else waits for it."""
LARGEST_FILE = 50 << 20
"""Bytes of the largest file that is read."""
_TOLD = ("host", "user-agent", "content-type", "content-length", "accept", "accept-encoding", "connection")
_FORMS = {"bearer", "zoho-oauthtoken", "basic"}
_WRITING = {"POST", "PUT", "DELETE"}
_LONGEST = 300
_ANSWER = 2_000
_DONE: Answer = (204, None)


class Arrival(NamedTuple):
    """A request that is in order: its answer, the message or file that it is about, and what records that."""

    answer: Answer
    received: Received
    note: Callable[[Received], object]


class Sending:
    """All addresses but the sandbox's own: they take messages, or say what is wrong."""

    def __init__(self, service: Service, stopping: asyncio.Event) -> None:
        self._service = service
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = _Visit(self._service, Request(scope, receive))
        try:
            response = await visit.answered()
        except ClientDisconnect:
            return
        if visit.fault is None:
            await response(scope, receive, send)
        else:
            await play(visit.fault, response, scope, receive, send, stopping=self._stopping)


class _Visit:
    """One request: the address that it is for, as far as it is known, and the fault that takes its answer's place."""

    def __init__(self, service: Service, request: Request) -> None:
        self._service, self._request, self._start = service, request, time.perf_counter()
        self._path = request.scope["raw_path"].decode("ascii", "replace")
        self._address: Address | None = None
        self.fault: Fault | None = None

    async def answered(self) -> Response:
        """The answer; the message is kept, unless it is refused or a fault loses it.

        Raises:
            ClientDisconnect: nobody waits for it any more.
        """
        most = LARGEST_FILE if self._request.url.path.endswith("/files") else LARGEST
        body = await content(self._request, most)
        try:
            address = self._admitted()
            if body is None:
                raise too_large(most)
            return self._kept(await self._arrival(address, body), body)
        except Refusal as refusal:
            response = refusal_of(refusal)
            if self._request.method in _WRITING or self._address is not None:
                self._refuse(body, response, refusal)
            return response

    def _admitted(self) -> Address:
        """The address; from here on a fault may be met.

        Raises:
            Refusal: there is no such address, or the request may not go there.
        """
        service, request = self._service, self._request
        self._address = service.find(self._path)
        authorization = request.headers.get("authorization")
        self._address = service.admit(self._address, request.method, request.query_params, authorization)
        self.fault = service.faults.take()
        return self._address

    def _kept(self, arrival: Arrival, body: bytes) -> Response:
        fault, response = self.fault, written(*arrival.answer)
        if fault is None or fault.deliver:
            arrival.note(evolve(arrival.received, exchange=self._exchange(response)))
        else:
            self._refuse(body, response, Refusal(fault.status, f"lost to a fault on demand: {fault.kind}"))
        return response

    def _refuse(self, body: bytes | None, response: Response, refusal: Refusal) -> None:
        self._service.refuse(self._address, body or b"", self._exchange(response), refusal)

    # What it asks for

    async def _arrival(self, address: Address, body: bytes) -> Arrival:
        """A new message, an edit, a deletion or a file.

        Raises:
            Refusal: its body is wrong, or there is no message that it could change.
        """
        if address.takes == "file":
            return await self._file(address, body)
        if address.takes == "change":
            return await self._change(address, body)
        findings = await self._judged(address, body)
        received = self._service.receive(address, body, findings, self._request.query_params)
        answered = answer(received, received.body, str(self._request.base_url).rstrip("/"))
        return Arrival(answered, received, self._service.inbox.add)

    async def _judged(self, address: Address, body: bytes) -> tuple[Issue, ...]:
        judge, kind = self._service.judge, self._request.headers.get("content-type")
        if len(body) <= AT_ONCE:
            return judge(address, body, kind)
        return await asyncio.to_thread(judge, address, body, kind)

    async def _change(self, address: Address, body: bytes) -> Arrival:
        """An edit or a deletion. Cards in an edit are taken like a text: no source says what the service does then."""
        inbox, found = self._service.inbox, self._service.find_message(address)
        if self._request.method == "DELETE":
            return Arrival(_DONE, found, partial(inbox.remove, found.id))
        findings = await self._judged(address, body)
        text = json.loads(body).get("text") or ""
        if len(text) > CLIQ.edit_text:
            allowed = f"at most {CLIQ.edit_text:,} characters"
            issue = Issue("/text", "too-long", "the text of an edit is too long", allowed, f"{len(text):,}", EDITS)
            raise refused("input_maxlength_reached", f"text: {issue.message}, {allowed}", [issue])
        edited = evolve(found, content=body, findings=findings, edits=found.edits + 1)
        return Arrival(_DONE, edited, inbox.replace)

    async def _file(self, address: Address, body: bytes) -> Arrival:
        form = await _form(self._request.headers, body)
        try:
            file = form.get("file", form.get("files"))  # 'file' in Zoho's example, 'files' in its schema
            received = self._service.share(address, _shared(file), _comments(form.get("comments")))
        finally:
            await form.close()
        return Arrival(_DONE, received, self._service.inbox.add)

    # What is noted of it

    def _exchange(self, response: Response) -> Exchange:
        """What was asked and answered, without the secrets."""
        headers, fault = self._request.headers, self.fault
        told = [(name, headers[name][:_LONGEST]) for name in _TOLD if name in headers]
        if "authorization" in headers:
            form = headers["authorization"].partition(" ")[0]
            told.insert(0, ("authorization", f"{form} …" if form.lower() in _FORMS else "…"))
        status, answered = _met(fault, response.status_code, bytes(response.body))
        return Exchange(
            method=self._request.method[:_LONGEST],
            path=self._shown_path()[:_LONGEST],
            headers=tuple(told),
            status=status,
            answer=answered[:_ANSWER].decode("utf-8", "replace"),
            milliseconds=1000 * (time.perf_counter() - self._start),
            fault=fault.kind if fault else None,
        )

    def _shown_path(self) -> str:
        """The path and the query, with a webhook's key left out."""
        query = self._request.query_params.multi_items()
        pairs = [(name, "***" if name.lower() == "zapikey" else value) for name, value in query]
        return f"{self._path}?{urlencode(pairs, safe='*@,:')}" if pairs else self._path


def _met(fault: Fault | None, status: int, answered: bytes) -> tuple[int | None, bytes]:
    """The status and the body that the client gets; no status if the connection breaks before one."""
    kind = None if fault is None else fault.kind
    if fault is not None and kind in {"status", "throttle", "redirect"}:
        return fault.status, fault.body
    if kind in {"cut", "garbage"}:
        return None, b""
    return (200, b"") if kind in {"cut-body", "endless"} else (status, answered)


async def _form(headers: Headers, body: bytes) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refusal(400, f"a file is sent as multipart/form-data, not as {headers.get('content-type') or 'nothing'}")
    try:
        return await MultiPartParser(headers, stream()).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise Refusal(400, f"the form cannot be read: {error}") from None


def _shared(file: object) -> SharedFile:
    """What is kept of a file.

    Raises:
        Refusal: there is none.
    """
    if not isinstance(file, UploadFile):
        raise Refusal(400, "there is no file: send it as the part 'file' of a multipart form", code="file_missing")
    return SharedFile(file.filename or "", file.content_type or "", file.size or 0)


def _comments(said: object) -> list[str]:
    """The comments of a form: a JSON array of strings.

    Raises:
        Refusal: it is something else.
    """
    try:
        comments: Json = json.loads(said) if isinstance(said, str) else []
    except (ValueError, RecursionError):
        comments = None
    texts = [one for one in comments if isinstance(one, str)] if isinstance(comments, list) else []
    if texts != comments:
        raise Refusal(400, 'the comments are a JSON array of strings, such as ["Last night"]')
    return texts
