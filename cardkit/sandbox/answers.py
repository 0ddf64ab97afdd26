"""Judging a request, what is told of its findings, and what the service is documented to answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from .. import check
from ..errors import Issue
from ..errors.issue import keys_of, pointer
from ..inspection.advice import advice
from ..limits import BOTS
from ..reading.place import Json
from .places import Address
from .records import Received

Answer: TypeAlias = tuple[int, Mapping[str, Any] | None]
"""A status, and the object that is the body, if there is one."""

PARAMETERS, PARAMETER = 50, 10_000
"""How many parameters a bot's handler takes, and how long each may be (Zoho Cliq v3 API description, bots.yml)."""
SUBSCRIBER = "60000001"
"""The one made-up user who subscribed to every bot."""

FINDINGS = 100
"""Findings that are kept or told of one body, so that memory and answers stay small."""
LONGEST = 2_000
"""Characters of one part of a finding that are told."""
_CHARACTERS = 100_000

_PARTS = ("path", "place", "code", "severity", "message", "expected", "got", "source", "hint")

_EMPTY: Mapping[str, Any] = {"Response Code": "204 No response"}


class Refusal(Exception):  # noqa: N818 - it is an answer, and no fault of the sandbox
    """A request that is answered with an error: its status, the body, and headers beside the usual ones."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, **more}
        self.headers = dict(headers or {})
        self.findings: tuple[Issue, ...] = ()

    @property
    def code(self) -> str:
        """The code in the body, if it has one."""
        return str(self.body.get("code", ""))


def judged(content: bytes, address: Address, *, strict: bool = False) -> tuple[Issue, ...]:
    """The warnings about a body.

    Args:
        content: the body.
        address: where it is addressed to.
        strict: refuse unknown keys at the top level, as some organisations report of the service.

    Raises:
        Refusal: it has errors; the first is told in words, and ``findings`` are all, or the first of too many.
    """
    found = _parameters(content) if address.incoming else check(content)
    errors = [issue for issue in found if issue.severity == "error"]
    if errors:
        raise refused(errors[0].code, f"{errors[0].place}: {errors[0].message}", found)
    extra = [issue for issue in found if issue.code == "unknown-key" and issue.path.count("/") == 1]
    if strict and extra and not address.incoming:
        names = ", ".join([repr(keys_of(issue.path)[0][:100]) for issue in extra[:5]])
        raise refused("extra_key_found", f"the service knows no such key here: {names}", found)
    return found


def refused(code: str, message: str, found: Sequence[Issue]) -> Refusal:
    """The answer to a body that has errors."""
    kept = bounded(found)
    told = [described(issue) for issue in kept]
    refusal = Refusal(400, message[:LONGEST], None, code=code, findings=told, **counts(found))
    refusal.findings = kept
    return refusal


def bounded(found: Sequence[Issue]) -> tuple[Issue, ...]:
    """So many findings as are kept: in the order of the document, but errors before all warnings where some go."""
    if len(found) <= FINDINGS and sum(map(_characters, found)) <= _CHARACTERS:
        return tuple(found)
    left, kept = _CHARACTERS, list[Issue]()
    for issue in sorted(found, key=_is_warning)[:FINDINGS]:
        left -= _characters(issue)
        if left < 0 and kept:
            break
        kept.append(issue)
    return tuple(kept)


def described(issue: Issue) -> dict[str, str]:
    """A finding as JSON has it, with its hint for whoever edits JSON."""
    parts = {name: getattr(issue, name) for name in _PARTS} | {"hint": advice(issue)}
    return {name: _cut(part) for name, part in parts.items() if part or name == "path"}


def counts(found: Sequence[Issue]) -> dict[str, int]:
    """How many errors and warnings there are."""
    warnings = sum(map(_is_warning, found))
    return {"errors": len(found) - warnings, "warnings": warnings}


def _is_warning(issue: Issue) -> bool:
    """Whether a finding is a warning only."""
    return issue.severity == "warning"


def _characters(issue: Issue) -> int:
    return len(issue.path) + len(issue.message) + len(issue.expected) + len(issue.got)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _parameters(content: bytes) -> tuple[Issue, ...]:
    """What is wrong with the parameters of a bot's handler: a flat object of strings."""
    allowed = f"at most {PARAMETERS} strings of at most {PARAMETER:,} characters each"
    try:
        body: Json = json.loads(content)
    except (ValueError, RecursionError) as error:
        return (Issue("", "not-json", f"the text is no JSON: {error}", "a JSON object", source=BOTS),)
    if not isinstance(body, dict):
        return (Issue("", "wrong-type", "a bot's handler takes an object", allowed, source=BOTS),)
    if len(body) > PARAMETERS:
        return (Issue("", "too-many", "these are too many parameters", allowed, str(len(body)), BOTS),)
    wrong = [name for name, value in body.items() if not isinstance(value, str) or len(value) > PARAMETER]
    message = "a bot's handler takes flat parameters only"
    return tuple([Issue(pointer(name), "wrong-type", message, allowed, source=BOTS) for name in wrong])


def users(query: Mapping[str, str], body: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom a bot is to write to; the body wins over the query, and both spellings are read.

    >>> users({"userids": "1,2"}, {}), users({"user_ids": "1"}, {"user_ids": "3"})
    (('1', '2'), ('3',))
    """
    for place in (body, query):
        for name in ("user_ids", "userids"):
            value = place.get(name)
            if isinstance(value, str) and value.strip():
                return tuple([user.strip() for user in value.split(",") if user.strip().isprintable() and user.strip()])
    return ()


def answer(received: Received, body: Mapping[str, Any], origin: str) -> Answer:
    """What the service documents as its answer to what was received."""
    kind, v3 = received.destination.kind, received.api == "v3"
    if received.incoming:
        return 200, {"user_ids": [*reached_by(received.users)]}
    if kind == "bot":
        return _bot(received, body)
    if "thread_message_id" in body:
        return 200, {"message_id": received.id, "thread_information": {"chat_id": received.chat_id}}
    if v3 and "card" in body and kind != "channel":
        data = {"id": received.id, **{name: body[name] for name in ("card", "slides") if name in body}}
        return 200, {"url": f"{origin}/sandbox/messages/{received.id}", "type": "message", "data": data}
    channel = kind in {"channel", "channel_id"}
    if (body.get("sync_message") is True and not (channel and received.as_bot)) or (v3 and not channel):
        return 200, {"message_id": received.id}
    return (200, _EMPTY) if v3 else (204, None)


def _bot(received: Received, body: Mapping[str, Any]) -> Answer:
    waited, reached = body.get("sync_message") is True, reached_by(received.users)
    if received.api == "v3":
        return 200, {"chat_id": own_chat(reached[0]), "message_id": received.id} if waited else _EMPTY
    details = {user: {"chat_id": own_chat(user), "message_id": received.id} for user in reached}
    return 200, {"user_ids": [*reached], **({"message_details": details} if waited else {})}


def reached_by(users: Sequence[str]) -> Sequence[str]:
    """Whom a bot's message reaches that names these users, or none."""
    return users or (SUBSCRIBER,)


def own_chat(user: str) -> str:
    """The id of the chat of a bot with one user."""
    return f"CT_{user}"
