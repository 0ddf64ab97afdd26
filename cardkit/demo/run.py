"""The demo: build, check, post, compare and write the seven published messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .. import to
from ..transport import CliqTransport
from .messages import MESSAGES
from .receiver import Receiver
from .report import passed

TOKEN = "1000.demo"  # noqa: S105 - the receiver's own; it opens nothing


def run(folder: Path, echo: Callable[[str], object]) -> bool:
    """Run the demo.

    Args:
        folder: where the seven JSON files go; it is made where it is missing.
        echo: called with each line to print.

    Returns:
        Whether all seven arrived equal to their published bodies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with Receiver(echo, TOKEN) as receiver:
        cliq = CliqTransport(token=TOKEN, base_url=receiver.url)
        for place, (name, message) in enumerate(MESSAGES.items(), 1):
            echo(f"{place} of {len(MESSAGES)}: {name}")
            for line in passed(message.build()):
                echo(f"  checked   {line}")
            receipt = message.send(cliq, to=to.chat(name))
            echo(f"  posted    status {receipt.status}, message id {receipt.message_id}")
            file = folder / f"{name}.json"
            file.write_text(message.to_json(indent=2) + "\n", encoding="utf-8")
            echo(f"  written   {file}\n")
        equal = sum(receiver.matches.values())
    echo(f"{equal} of {len(MESSAGES)} messages arrived equal to their published bodies.")
    echo(f"The JSON files are in {folder.resolve()}")
    return equal == len(MESSAGES)
