"""The demo: build, check, post to a local Cliq, compare and write the seven published messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import to
from ..sandbox import Sandbox
from . import published
from .messages import MESSAGES
from .report import passed


def run(folder: Path, echo: Callable[[str], object]) -> bool:
    """Run the demo.

    Args:
        folder: where the seven JSON files go; it is made where it is missing.
        echo: called with each line to print.

    Returns:
        Whether all seven arrived equal to their published bodies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    equal = 0
    with Sandbox() as sandbox:
        echo(f"A local Cliq listens at {sandbox.url}\n")
        for place, (name, message) in enumerate(MESSAGES.items(), 1):
            echo(f"{place} of {len(MESSAGES)}: {name}")
            for line in passed(message.build()):
                echo(f"  checked   {line}")
            receipt = message.send(sandbox.transport, to=to.chat(name))
            echo(f"  posted    to {sandbox.latest.destination}, status {receipt.status}")
            equal += _compared(sandbox.latest.body, name, echo)
            file = folder / f"{name}.json"
            file.write_text(message.to_json(indent=2) + "\n", encoding="utf-8")
            echo(f"  written   {file}\n")
    echo(f"{equal} of {len(MESSAGES)} messages arrived equal to their published bodies.")
    echo(f"The JSON files are in {folder.resolve()}")
    return equal == len(MESSAGES)


def _compared(body: Any, name: str, echo: Callable[[str], object]) -> bool:
    """Show what arrived, and tell whether it is the published body, key order included."""
    received = json.dumps(body, indent=2, ensure_ascii=False)
    for line in received.splitlines():
        echo(f"  received  {line}")
    same = received == json.dumps(json.loads(published(name)), indent=2, ensure_ascii=False)
    echo(f"  compared  {'equal to the published body, key for key' if same else 'NOT the published body'}")
    return same
