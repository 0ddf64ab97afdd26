"""`cardkit code`: a body as the Python chain that makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..chain.message import Message
from ..inspection.codegen import GeneratedCode, code_of, notes_of
from ..inspection.notes import Note, comments
from ..inspection.positions import positions
from ..inspection.pretty import module
from ..limits import Api
from ..payload import Payload
from .output import plain, say
from .reports import give_up, location
from .sources import FaultyFile, Source, read_body


def python_of(file: Source, api: Api | None = None, *, explain: bool = False) -> str:
    """The Python module that makes the message of a file; without one, say why and end with status 2.

    What it changes and what it keeps as JSON is told on standard error.

    Args:
        file: where the body is read.
        api: the version whose normal form is written; None keeps the message as it is.
        explain: begin the module with comments on the same.
    """

    def parsed(text: str) -> tuple[Payload, GeneratedCode]:
        payload = Message.from_json(text).payload
        return payload, code_of(payload, api)

    try:
        text, (payload, code) = read_body(file, parsed)
    except FaultyFile as error:
        give_up(error)
    noted = notes_of(payload, code, api)
    if noted:
        say("\n".join(_told(file, text, noted)), err=True)
    return module(code.calls, comments(noted) if explain else "").rstrip("\n")


def _told(file: Source, text: str, noted: Sequence[Note]) -> Iterator[str]:
    """The notes as lines: `file:line:column: note: pointer: what happened`."""
    for note, position in zip(noted, positions(text, [note.path for note in noted]), strict=True):
        yield f"{location(file.name, position)}: note: {plain(str(note))}"
