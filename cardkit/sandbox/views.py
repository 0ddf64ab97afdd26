"""What the page shows of a message: the card, its JSON, the chain that builds it, its findings, and how to post it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from ..chain.message import Message
from ..errors import ConfigurationError, ConstraintError, Issue
from ..inspection.check import check
from ..limits import CLIQ, Api
from ..preview import html
from ..reading.json import read_json
from ..to import Destination
from ..transport.addresses import PATHS, address
from .answers import described
from .inbox import Received
from .service import FINDINGS

_LONGEST = 100_000
"""Bytes of a body that fit in an argument of a command; a longer one goes through standard input."""


def view(received: Received, origin: str) -> dict[str, Any]:
    """All that the page shows of a message that was received; parameters of a bot's handler are no card.

    Args:
        received: the message.
        origin: scheme and host of this sandbox, as the reader's machine names it.
    """
    body = received.body
    shown = (
        {"html": "", "code": "", "parameters": body} if received.incoming else {"html": html(body), "code": _code(body)}
    )
    return {
        "id": received.id,
        **shown,
        "json": pretty(body),
        "findings": [described(issue) for issue in received.findings],
        "curl": curl(received, origin),
    }


def draft(text: bytes) -> dict[str, Any]:
    """All that the composer shows of what was typed, however broken it is."""
    found = check(text)
    try:
        body = read_json(text, CLIQ.depth)
    except ConstraintError:
        body = None
    errors = sum([issue.severity == "error" for issue in found])
    return {
        "html": html(text),
        "json": "" if body is None else pretty(body),
        "code": "" if body is None else _code(body),
        "findings": [described(issue) for issue in _first(found)],
        "errors": errors,
        "warnings": len(found) - errors,
    }


def pretty(body: Mapping[str, Any]) -> str:
    """A body as JSON that people read."""
    return json.dumps(body, indent=2, ensure_ascii=False)


def curl(received: Received, origin: str) -> str:
    r"""The command that posts a message to this sandbox again; the token stays in the environment.

    >>> from cardkit import to
    >>> print(curl(Received("1_1", to.chat("CT_1"), "v2", "CT_1", 0.0, b'{"text": "It is"}'), "http://127.0.0.1:8025"))
    curl -X POST http://127.0.0.1:8025/api/v2/chats/CT_1/messages \
      -H "Authorization: Bearer $CLIQ_TOKEN" \
      -H 'Content-Type: application/json' \
      -d '{"text": "It is"}'
    """
    try:
        url = f"{origin}/api/{received.api}{_path(received.destination, received.api, received.incoming)}"
    except ConfigurationError:  # a dot as a name, which no client but a raw one can write
        return ""
    body = json.dumps(received.body, ensure_ascii=False)
    if not body.isprintable():  # no terminal shows all characters as what they are
        body = json.dumps(received.body)
    data = f"-d {shlex.quote(body)}" if len(body) <= _LONGEST else f"--data-binary @- <<'END'\n{body}\nEND"
    headers = '-H "Authorization: Bearer $CLIQ_TOKEN"', "-H 'Content-Type: application/json'"
    return " \\\n  ".join([f"curl -X POST {shlex.quote(url)}", *headers, data])


def _code(body: Mapping[str, Any]) -> str:
    return Message.from_dict(body).to_code()


def _path(to: Destination, api: Api, incoming: bool) -> str:
    if not incoming:
        return address(to, api, PATHS[api])
    users = f"?{urlencode({'user_ids': ','.join(to.users)})}" if to.users else ""
    return f"/bots/{quote(to.id, safe='')}/incoming{users}"


def _first(found: Iterable[Issue]) -> list[Issue]:
    """So many findings as the page lists: in the order of the document, but errors before all warnings if some go."""
    issues = [*found]
    if len(issues) <= FINDINGS:
        return issues
    return sorted(issues, key=lambda issue: issue.severity != "error")[:FINDINGS]
