"""What the page shows of a message: the card, its JSON, the chain that builds it, its findings, and how to post it."""

from __future__ import annotations

import json
import shlex
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from .. import Message, check, preview
from ..errors import CardkitError, ConfigurationError
from ..errors.wording import counted
from ..limits import CLIQ, Api
from ..reading.place import Json
from ..to import Destination
from ..transport.addresses import PATHS, address
from .composer import fixes
from .judging import bounded, counts, described, parameters
from .records import Received, Refused
from .rest import exchanged

_WIDTH = 96
"""Columns of a line of JSON that people read."""
_LONGEST = 100_000
"""Bytes of a body that fit in an argument of a command; a longer one goes through standard input."""


def card(record: Received | Refused) -> dict[str, Any]:
    """The card of a message, or a sheet of what is none; a refused body is drawn as far as it goes."""
    if isinstance(record, Received):
        sheet = _sheet(record)
        return {"html": preview.html(record.body)} if sheet is None else {"html": "", "sheet": sheet}
    drawn = record.address is not None and not record.address.incoming and _read(record.content) is not None
    return {"html": preview.html(record.content) if drawn else ""}


def _sheet(received: Received) -> dict[str, Any] | None:
    """A title and pairs for what is no message: the parameters of a bot's handler, or a shared file."""
    body, file = received.body, received.file
    if received.incoming:
        title = counted(len(body), "parameters") if body else "No parameters were sent"
        return {"title": title, "pairs": parameters(body)}
    if file is None:
        return None
    pairs = {
        "Name": file.name,
        "Type": file.type,
        "Size": f"{file.size:,} bytes",
        "Comment": "\n".join(body["comments"]),
    }
    return {"title": "Shared file", "pairs": {name: value for name, value in pairs.items() if value}}


def view(record: Received | Refused, origin: str) -> dict[str, Any]:
    """All that the page shows of a record.

    Args:
        record: a message that was received, or a refused request.
        origin: scheme and host of this sandbox, as the reader's machine names it.
    """
    return {
        "id": record.id,
        **card(record),
        **(_of_received(record, origin) if isinstance(record, Received) else _of_refused(record, origin)),
        "findings": [described(issue) for issue in record.findings],
        "request": exchanged(record.exchange),
        "most": CLIQ.body_advised,
    }


def _of_received(received: Received, origin: str) -> dict[str, Any]:
    body = received.body
    other = received.incoming or received.file is not None
    command = "" if received.file else curl(received, origin)
    return {**_texts(body, code=not other), "curl": command}


def _of_refused(refused: Refused, origin: str) -> dict[str, Any]:
    body, exchange = _read(refused.content), refused.exchange
    text = refused.content.decode("utf-8", "replace")
    posted = exchange.method == "POST" and len(refused.content) == refused.size and text.isprintable()
    again = _command(f"{origin}{exchange.path.partition('?')[0]}", text) if posted else ""
    if body is None:
        stopped = _stopped(refused.content)
        return {"code": "", "json": text, "size": len(text), "curl": again, "stopped": stopped}
    return {**_texts(body), "curl": again}


def draft(text: bytes) -> dict[str, Any]:
    """All that the composer shows of what was typed, however broken it is."""
    found, body = check(text), _read(text)
    kept = bounded(found)
    repairs = fixes(body or {}, found, kept)
    told = [{**described(issue), "fixes": repair} for issue, repair in zip(kept, repairs, strict=True)]
    return {
        "html": preview.html(text),
        **({"code": "", "json": "", "size": 0} if body is None else _texts(body)),
        "findings": told,
        **counts(found),
        "most": CLIQ.body_advised,
        "stopped": _stopped(text),
    }


def _stopped(text: bytes) -> int | None:
    """After how many characters the reading of a text stopped, if it did for want of JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return error.pos if isinstance(error, json.JSONDecodeError) else None
    return None


def _read(text: bytes) -> dict[str, Any] | None:
    """The body in a text, if it holds one."""
    try:
        return Message.from_json(text).to_dict(check=False)
    except CardkitError:
        return None


def _texts(body: dict[str, Any], *, code: bool = True) -> dict[str, Any]:
    """A body as a chain, unless it is no message, and as JSON; its size is the characters that the sender writes."""
    chain = Message.from_dict(body).to_code() if code else ""
    return {"code": chain, "json": pretty(body), "size": len(json.dumps(body, ensure_ascii=False))}


def pretty(value: Json, indent: int = 0) -> str:
    """JSON that people read: what fits on a line stands on one.

    >>> print(pretty({"text": "Hi", "slides": [{"type": "list", "data": ["one", "two"]}]}))
    {
      "text": "Hi",
      "slides": [
        { "type": "list", "data": ["one", "two"] }
      ]
    }
    """
    if not isinstance(value, (dict, list)):
        return _scalar(value)
    line = _line(value, _WIDTH - indent if indent else 0)
    if line is not None:
        return line
    within, margin = " " * (indent + 2), " " * indent
    if isinstance(value, dict):
        parts = [f"{within}{_scalar(name)}: {pretty(part, indent + 2)}" for name, part in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    parts = [f"{within}{pretty(part, indent + 2)}" for part in value]
    return "[\n" + ",\n".join(parts) + f"\n{margin}]"


def examples() -> dict[str, str]:
    """The bodies that one may start from, as JSON by their names."""
    bodies = json.loads(files("cardkit.sandbox").joinpath("web", "examples.json").read_text("utf-8"))
    return {name: pretty(body) for name, body in bodies.items()}


def _line(value: dict[str, Json] | list[Json], room: int) -> str | None:
    """A value on one line; None where it does not fit, or holds objects, which stand on lines of their own."""
    if _holds_objects(value):
        return None
    line = _scalar(value)
    line = f"{{ {line[1:-1]} }}" if isinstance(value, dict) and value else line
    return line if len(line) <= room or not value else None


def _holds_objects(value: Json) -> bool:
    parts = [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return any((isinstance(part, dict) and part) or _holds_objects(part) for part in parts)


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


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
    return _command(url, body)


def _command(url: str, body: str) -> str:
    data = f"-d {shlex.quote(body)}" if len(body.encode()) <= _LONGEST else f"--data-binary @- <<'END'\n{body}\nEND"
    headers = '-H "Authorization: Bearer $CLIQ_TOKEN"', "-H 'Content-Type: application/json'"
    return " \\\n  ".join([f"curl -X POST {shlex.quote(url)}", *headers, data])


def _path(to: Destination, api: Api, incoming: bool) -> str:
    if not incoming:
        return address(to, api, PATHS[api])
    users = f"?{urlencode({'user_ids': ','.join(to.users)})}" if to.users else ""
    return f"/bots/{quote(to.id, safe='')}/incoming{users}"
