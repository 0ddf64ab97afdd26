"""The demo: build the seven published messages, post them to a local Cliq, compare what arrives, and show it."""

from __future__ import annotations

import json
import time
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import frozen

from .. import to
from ..chain.message import Message
from ..preview import terminal
from ..sandbox import Sandbox
from . import published
from .messages import MESSAGES

Echo = Callable[[str], object]


@frozen
class Posted:
    """One message of the demo, the body that arrived, and whether that is the published one, key order included."""

    name: str
    message: Message
    body: dict[str, Any]
    equal: bool


def post(sandbox: Sandbox) -> Sequence[Posted]:
    """Post the seven messages to a sandbox."""
    arrived = list[Posted]()
    for name, message in MESSAGES.items():
        message.send(sandbox.transport, to=to.chat(name))
        body = sandbox.latest.body
        equal = json.dumps(body) == json.dumps(json.loads(published(name)))
        arrived.append(Posted(name, message, body, equal))
    return arrived


def posted() -> Sequence[Posted]:
    """Post the seven messages to a sandbox of their own."""
    with Sandbox() as sandbox:
        return post(sandbox)


def draw(messages: Sequence[Posted], echo: Echo, *, color: bool | None = None) -> None:
    """Show the seven cards in the terminal."""
    for place, one in enumerate(messages, 1):
        echo(f"{place} of {len(messages)}: {one.name}\n")
        echo(f"{terminal(one.message, color=color)}\n")


def bodies(messages: Sequence[Posted]) -> str:
    """The seven bodies that arrived as one JSON object, by the names of their formats."""
    return json.dumps({one.name: one.body for one in messages}, indent=2, ensure_ascii=False)


def serve(echo: Echo) -> bool:
    """Post the seven messages to a live sandbox, open its page, serve it until Ctrl-C, and tell whether all is well."""
    equal = False
    with suppress(KeyboardInterrupt), Sandbox() as sandbox:
        equal = proven(post(sandbox), echo)
        seen = webbrowser.open(sandbox.url)
        echo(f"{'See them' if seen else 'Open them yourself'} at {sandbox.url} until Ctrl-C.")
        while True:
            time.sleep(3600)
    return equal


def write(messages: Sequence[Posted], folder: Path) -> None:
    """Write each body to a file of its own; the folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in messages:
        (folder / f"{one.name}.json").write_text(one.message.to_json(indent=2) + "\n", encoding="utf-8")


def proven(messages: Sequence[Posted], echo: Echo) -> bool:
    """Tell in one line how many arrived as they were published; the answer is whether all did."""
    equal = sum(one.equal for one in messages)
    echo(f"{equal} of {len(messages)} messages arrived over HTTP equal to their published bodies, key for key.")
    return equal == len(messages)
