"""What a request asks for: a new message, an edit, a deletion or a file; how it is answered, and what is kept of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping

from attrs import evolve, frozen
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ..errors import Issue
from ..limits import CLIQ, EDITS
from ..reading.place import Json
from .answers import Answer, Refusal, answer, refused
from .places import Address
from .records import Exchange, SharedFile
from .service import LARGEST, LARGEST_FILE, Service, too_large

AT_ONCE = 4096
"""Bytes of a body that is judged at once; a larger one is judged in a thread, so that nobody else waits for it."""
_DONE: Answer = (204, None)


@frozen
class Arrival:
    """A request that is in order: its answer, and what keeps what it brought, given the exchange."""

    answer: Answer
    keep: Callable[[Exchange], object]


def largest(path: str) -> int:
    """Bytes of the largest body that a path takes."""
    return LARGEST_FILE if path.endswith("/files") else LARGEST


async def arrival(service: Service, request: Request, address: Address, body: bytes | None) -> Arrival:
    """What a request that was admitted asks for.

    Raises:
        Refusal: its body is too large or wrong, or there is no message that it could change.
    """
    if body is None:
        raise too_large(largest(request.url.path))
    if address.takes == "file":
        return await _file(service, request, address, body)
    if address.takes == "change":
        return await _change(service, request, address, body)
    findings = await _judged(service, request, address, body)
    received = service.receive(address, body, findings, request.query_params)
    answered = answer(received, received.body, str(request.base_url).rstrip("/"))
    return Arrival(answered, lambda exchange: service.inbox.add(evolve(received, exchange=exchange)))


async def _judged(service: Service, request: Request, address: Address, body: bytes) -> tuple[Issue, ...]:
    kind = request.headers.get("content-type")
    if len(body) <= AT_ONCE:
        return service.judge(address, body, kind)
    return await asyncio.to_thread(service.judge, address, body, kind)


async def _change(service: Service, request: Request, address: Address, body: bytes) -> Arrival:
    """An edit or a deletion. Cards in an edit are taken like a text: no source says what the service does with them."""
    found = service.find_message(address)
    if request.method == "DELETE":
        return Arrival(_DONE, lambda exchange: service.inbox.remove(found.id, evolve(found, exchange=exchange)))
    findings = await _judged(service, request, address, body)
    text = json.loads(body).get("text") or ""
    if len(text) > CLIQ.edit_text:
        allowed = f"at most {CLIQ.edit_text:,} characters"
        issue = Issue("/text", "too-long", "the text of an edit is too long", allowed, f"{len(text):,}", EDITS)
        raise refused("input_maxlength_reached", f"text: {issue.message}, {allowed}", [issue])
    edited = evolve(found, content=body, findings=findings, edits=found.edits + 1)
    return Arrival(_DONE, lambda exchange: service.inbox.replace(evolve(edited, exchange=exchange)))


async def _file(service: Service, request: Request, address: Address, body: bytes) -> Arrival:
    form = await _form(request.headers, body)
    try:
        received = service.share(address, _shared(form.get("file")), _comments(form.get("comments")))
    finally:
        await form.close()
    return Arrival(_DONE, lambda exchange: service.inbox.add(evolve(received, exchange=exchange)))


async def _form(headers: Mapping[str, str], body: bytes) -> FormData:
    async def stream() -> AsyncIterator[bytes]:
        yield body

    if not headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refusal(400, f"a file is sent as multipart/form-data, not as {headers.get('content-type') or 'nothing'}")
    try:
        return await MultiPartParser(headers, stream()).parse()  # type: ignore[arg-type]
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
    except ValueError:
        comments = None
    texts = [one for one in comments if isinstance(one, str)] if isinstance(comments, list) else []
    if texts != comments:
        raise Refusal(400, 'the comments are a JSON array of strings, such as ["Last night"]')
    return texts
